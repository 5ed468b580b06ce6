"""Levels: every amount found for the people it is meant for, in the words of officers and citizens, on the day asked.

Expected amounts were worked out by hand: standard level 360.000 from 01/7/2021, 500.000 from 01/7/2024, 540.000 from
01/7/2026; coefficients of Decree 20/2021 until 05/10/2026, of Decree 335/2026 from then on; social pension 500.000 from
01/7/2025 and 540.000 from 01/7/2026.
"""

from __future__ import annotations

from datetime import date

import pytest

from corpus.agencies import Agencies
from corpus.catalogue import Catalogue
from corpus.groups import profile
from corpus.levels import Level, entitled, figure, levels, money, select, work_out
from corpus.library import Library, build
from corpus.model import Document, Source
from corpus.settings import Settings
from corpus.validity import Validity
from tests.conftest import FULL_TEXTS, SHARED

CATALOGUE = Catalogue.load()
VALIDITY = Validity.load(CATALOGUE, Agencies.load())

EARLY, RAISED, PENSION, LATE, NEW = "2022-06-01", "2024-12-01", "2025-09-01", "2026-08-01", "2026-11-24"
CASES = [
    ("Trẻ em khuyết tật đặc biệt nặng được bao nhiêu?", EARLY, 900_000),
    ("Trẻ em khuyết tật đặc biệt nặng được bao nhiêu?", RAISED, 1_250_000),
    ("Trẻ em khuyết tật đặc biệt nặng được bao nhiêu?", NEW, 1_350_000),
    ("cháu bé bị khuyết tật nặng hưởng mức nào", EARLY, 720_000),
    ("Người cao tuổi khuyết tật nặng được trợ cấp bao nhiêu?", RAISED, 1_000_000),
    ("cụ già bị khuyết tật đặc biệt nặng", LATE, 1_350_000),
    ("Người khuyết tật đặc biệt nặng được bao nhiêu tiền một tháng?", EARLY, 720_000),
    ("nguoi khuyet tat dac biet nang", EARLY, 720_000),
    ("người khuyết tật nặng 30 tuổi", EARLY, 540_000),
    ("NKT nặng được mấy đồng", RAISED, 750_000),
    ("Anh tôi 45 tuổi là người khuyết tật đặc biệt nặng", NEW, 1_080_000),
    ("Mẹ đơn thân nghèo nuôi 2 con được bao nhiêu?", EARLY, 360_000),
    ("người đơn thân hộ cận nghèo nuôi con nhỏ", NEW, 540_000),
    ("Chị hàng xóm chồng chết, hộ nghèo, một mình nuôi con đi học", EARLY, 360_000),
    ("Người nhiễm HIV thuộc hộ nghèo hưởng bao nhiêu?", EARLY, 540_000),
    ("nguoi bi nhiem hiv ngheo khong co luong", RAISED, 750_000),
    ("Trẻ em nhiễm HIV 3 tuổi hộ nghèo", EARLY, 900_000),
    ("trẻ 10 tuổi nhiễm HIV", EARLY, 720_000),
    ("trẻ 10 tuổi nhiễm HIV", NEW, 1_080_000),
    ("Trẻ mồ côi 3 tuổi được trợ cấp bao nhiêu?", EARLY, 900_000),
    ("tro cap cho tre mo coi 2 tuoi", EARLY, 900_000),
    ("Cháu mồ côi cả cha lẫn mẹ, 10 tuổi", EARLY, 540_000),
    ("Trẻ bị bỏ rơi 2 tuổi", NEW, 1_350_000),
    ("trẻ mồ côi 17 tuổi đang học nghề", EARLY, 540_000),
    ("Trẻ dưới 3 tuổi thuộc hộ nghèo ở xã đặc biệt khó khăn", EARLY, 540_000),
    ("Trẻ dưới 3 tuổi thuộc hộ cận nghèo ở vùng đặc biệt khó khăn", NEW, 810_000),
    ("Người nhận nuôi trẻ mồ côi dưới 4 tuổi được hỗ trợ bao nhiêu?", EARLY, 900_000),
    ("gia đình nhận nuôi trẻ mồ côi 8 tuổi được bao nhiêu", EARLY, 540_000),
    ("Gia đình đang trực tiếp chăm sóc người khuyết tật đặc biệt nặng", EARLY, 360_000),
    ("Hộ nhận chăm sóc người khuyết tật đặc biệt nặng được bao nhiêu?", EARLY, 540_000),
    ("nhận chăm sóc trẻ em khuyết tật đặc biệt nặng", NEW, 1_350_000),
    ("Người khuyết tật nặng đang mang thai", EARLY, 540_000),
    ("Người khuyết tật nặng đang nuôi con dưới 36 tháng tuổi", RAISED, 750_000),
    ("Chị khuyết tật nặng vừa mang thai vừa nuôi con nhỏ dưới 36 tháng", EARLY, 720_000),
    ("người khuyết tật đặc biệt nặng nuôi hai con dưới 36 tháng", EARLY, 720_000),
    ("Hỗ trợ mai táng cho người đang hưởng trợ cấp xã hội là bao nhiêu?", EARLY, 7_200_000),
    ("mai tang phi nguoi huong bao tro xa hoi", RAISED, 10_000_000),
    ("Mai táng phí cho đối tượng bảo trợ xã hội", NEW, 10_800_000),
    ("Nhà có người chết do lũ quét được hỗ trợ mai táng bao nhiêu?", EARLY, 18_000_000),
    ("Người chết vì thiên tai thì hỗ trợ chi phí mai táng bao nhiêu?", NEW, 27_000_000),
    ("chi phí mai táng cho người chết trong cơ sở trợ giúp xã hội", EARLY, 18_000_000),
    ("Nhà cháy rụi, hộ nghèo được hỗ trợ bao nhiêu?", EARLY, 40_000_000),
    ("Nhà bị sập hoàn toàn do bão", NEW, 40_000_000),
    ("nha chay rui duoc ho tro bao nhieu", RAISED, 40_000_000),
    ("Bão làm tốc mái, nhà hư hỏng nặng thì được sửa nhà bao nhiêu?", EARLY, 20_000_000),
    ("Phải di dời nhà khẩn cấp vì sạt lở", EARLY, 30_000_000),
    ("Gạo cứu đói mỗi người được bao nhiêu kg?", EARLY, 15),
    ("Hộ thiếu đói dịp Tết được mấy ký gạo", NEW, 15),
    ("Bị thương nặng do tai nạn giao thông được hỗ trợ bao nhiêu?", EARLY, 3_600_000),
    ("bị thương nặng vì cháy nhà", RAISED, 5_000_000),
    ("Người bị thương nặng", NEW, 5_400_000),
    ("Người 80 tuổi không có lương hưu được bao nhiêu?", EARLY, 360_000),
    ("Người 80 tuổi không có lương hưu được bao nhiêu?", PENSION, 500_000),
    ("cụ 85 tuổi không lương hưu", NEW, 540_000),
    ("ong 76 tuoi khong luong huu duoc bao nhieu", NEW, 540_000),
    ("Người cao tuổi dân tộc thiểu số nghèo từ 75 tuổi ở vùng đặc biệt khó khăn", EARLY, 360_000),
    ("Người 72 tuổi hộ nghèo không có lương hưu", NEW, 540_000),
    ("Người cao tuổi hộ nghèo 65 tuổi, cô đơn không ai phụng dưỡng", EARLY, 540_000),
    ("Cụ 82 tuổi neo đơn, hộ nghèo", EARLY, 720_000),
    ("Cụ 76 tuổi hộ nghèo không ai phụng dưỡng", EARLY, 540_000),
    ("Cụ 76 tuổi hộ nghèo không ai phụng dưỡng", NEW, 1_080_000),
    ("Người cao tuổi nghèo đủ điều kiện vào cơ sở nhưng có người nhận nuôi dưỡng, chăm sóc", EARLY, 1_080_000),
    ("Trẻ em dưới 4 tuổi nuôi trong cơ sở trợ giúp xã hội", EARLY, 1_800_000),
    ("Người già sống ở trung tâm bảo trợ được nuôi dưỡng bao nhiêu một tháng?", EARLY, 1_440_000),
    ("Tiền ăn của người cần bảo vệ khẩn cấp ở hộ nhận chăm sóc", EARLY, 60_000),
    ("Thẩm định hồ sơ được chi bao nhiêu một hồ sơ?", EARLY, 30_000),
    ("Tiền thuốc chữa bệnh thông thường ở cơ sở tối đa bao nhiêu?", EARLY, 100_000),
    ("Đưa đối tượng về nơi cư trú bằng xe cơ quan được mấy lít xăng", EARLY, 0.2),
    ("Con tôi 5 tuổi bị bại não, giấy xác nhận khuyết tật đặc biệt nặng, mỗi tháng lãnh mấy đồng", EARLY, 900_000),
    ("Bố tôi 70 tuổi liệt nửa người, được xác nhận khuyết tật nặng", EARLY, 720_000),
    ("ba mẹ cháu mất hết, cháu 6 tuổi ở với bà, có được trợ cấp không, bao nhiêu", EARLY, 540_000),
    ("be 1 tuoi bi bo roi o cong chua", EARLY, 900_000),
    ("vợ chồng tôi nhận nuôi bé mồ côi 2 tuổi thì được nhà nước hỗ trợ bao nhiêu", EARLY, 900_000),
    ("Chồng mất, tôi thuộc hộ cận nghèo nuôi 3 con đang đi học, được trợ cấp bao nhiêu", EARLY, 360_000),
    ("bà nội 90 tuổi không có lương", NEW, 540_000),
    ("Ông cụ 78 tuổi sống một mình, hộ nghèo, không con cái", NEW, 1_080_000),
    ("Ông cụ 78 tuổi sống một mình, hộ nghèo, không con cái", EARLY, 540_000),
    ("trận lũ cuốn trôi nhà, hộ nghèo được giúp bao nhiêu để làm lại", EARLY, 40_000_000),
    ("bão đổ cây làm nhà hư hỏng nặng không ở được", EARLY, 20_000_000),
    ("bão làm chết 1 người, gia đình được hỗ trợ bao nhiêu", EARLY, 18_000_000),
    ("tai nạn giao thông chết người được hỗ trợ mai táng bao nhiêu", NEW, 27_000_000),
    ("giáp hạt hết gạo ăn, mỗi người được mấy cân", EARLY, 15),
    ("người già 81 tuổi đang lĩnh trợ cấp xã hội mất thì gia đình được bao nhiêu tiền chôn cất", RAISED, 10_000_000),
    ("Trẻ tự kỷ khuyết tật nặng", EARLY, 720_000),
    ("hệ số trợ cấp của trẻ mồ côi dưới 4 tuổi", EARLY, 900_000),
    ("trợ cấp nuôi dưỡng trẻ 2 tuổi trong trung tâm bảo trợ xã hội", EARLY, 1_800_000),
    ("viết bài tuyên truyền 700 từ trả bao nhiêu", EARLY, (150_000, 200_000)),
    ("sinh viên mồ côi 20 tuổi đang học đại học", EARLY, 540_000),
    ("Người từ đủ 80 tuổi trở lên, không có lương hưu", PENSION, 500_000),
    ("phụ nữ có thai là người khuyết tật nặng, hỗ trợ kinh phí chăm sóc", EARLY, 540_000),
    ("lật xe bị thương nặng nằm viện", EARLY, 3_600_000),
    ("Trẻ em 2 tuổi hộ nghèo ở thôn đặc biệt khó khăn vùng dân tộc", EARLY, 540_000),
    ("người bị AIDS nhà nghèo", NEW, 810_000),
    ("sạt núi phải chuyển nhà khẩn cấp", EARLY, 30_000_000),
    ("nguoi gia neo don 65 tuoi ngheo", EARLY, 540_000),
    ("cu ba 83 tuoi khong co luong huu", EARLY, 360_000),
    ("nha sap do mua lu", NEW, 40_000_000),
    ("cuu doi may kg gao", NEW, 15),
    ("tien mai tang doi tuong bao tro", NEW, 10_800_000),
    ("tre khuyet tat dac biet nang o trung tam bao tro xa hoi 10 tuoi", EARLY, 1_440_000),
]  # fmt: skip


def _rows(documents: list[Document]) -> list[Level]:
    return [row for d in documents for row in levels(d, CATALOGUE, VALIDITY)]


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> list[Document]:
    return [d for d in Library(Settings(data=tmp_path_factory.mktemp("data"))).documents() if d.text]


@pytest.fixture(scope="module")
def digests(documents: list[Document]) -> list[Level]:
    """The levels read from the shipped documents."""
    return _rows(documents)


@pytest.fixture(scope="module")
def texts(documents: list[Document]) -> list[Level]:
    """The levels read with full texts in place of digests."""
    if not all((SHARED / f"{name}.txt").is_file() for name in FULL_TEXTS):
        pytest.skip("không có ../shared/corpus: toàn văn nghị định, thông tư không kèm theo dự án")
    full = []
    for name in FULL_TEXTS:
        entry = CATALOGUE.get(name)
        assert entry is not None
        full.append(build(entry, Source((SHARED / f"{name}.txt").read_text(encoding="utf-8")), "full"))
    return _rows([*full, *(d for d in documents if d.id not in FULL_TEXTS)])


def _amounts(rows: list[Level], question: str, day: str) -> set[float]:
    return {a.value for a in entitled(rows, question, date.fromisoformat(day), VALIDITY)}


@pytest.mark.parametrize(("question", "day", "amount"), CASES)
def test_amount_from_the_digests(
    digests: list[Level], question: str, day: str, amount: float | tuple[float, ...]
) -> None:
    assert _amounts(digests, question, day) == set(amount if isinstance(amount, tuple) else (amount,))


@pytest.mark.parametrize(("question", "day", "amount"), CASES)
def test_amount_from_the_full_texts(
    texts: list[Level], question: str, day: str, amount: float | tuple[float, ...]
) -> None:
    assert _amounts(texts, question, day) == set(amount if isinstance(amount, tuple) else (amount,))


@pytest.mark.parametrize(
    ("text", "trait"),
    [
        ("duoc chon bau truong thon", "mang-thai"),
        ("cụ già chưa có lương hưu", "mang-thai"),
        ("bố mẹ qua đời, cháu 5 tuổi", "mai-tang"),
        ("nằm viện vì bệnh tim", "bi-thuong"),
        ("không có người nuôi", "nhan-cham-soc"),
    ],
)
def test_words_of_another_matter_are_no_trait(text: str, trait: str) -> None:
    assert trait not in profile(text).traits


def test_an_age_told_in_months_is_one_of_years() -> None:
    assert (profile("con 18 tháng tuổi").low, profile("con 18 tháng tuổi").high) == (1, 2)
    assert not profile("con dưới 36 tháng tuổi").aged


@pytest.mark.parametrize("question", ["Người khuyết tật nhẹ được bao nhiêu?", "Lương cơ sở là bao nhiêu?"])
def test_who_has_no_level_is_given_none(digests: list[Level], question: str) -> None:
    assert _amounts(digests, question, EARLY) == set()


def test_a_working_shows_its_factors(digests: list[Level]) -> None:
    (found,) = entitled(digests, "Trẻ mồ côi 10 tuổi", date(2022, 6, 1), VALIDITY)
    assert (found.working, found.unit) == ("360.000 × 1,5 = 540.000 đồng", "đồng/tháng")
    assert found.rate is not None and found.rate.anchor == "nghi-dinh-20-2021-nd-cp#dieu-4/khoan-2"


def test_no_amount_before_the_standard_level_began(digests: list[Level]) -> None:
    coefficient = next(row for row in digests if row.kind == "coefficient")
    assert work_out(coefficient, date(2021, 6, 30), VALIDITY) is None
    assert select(digests, "Trẻ mồ côi 10 tuổi", date(2021, 6, 30)) == []


def test_quotes_are_the_texts_own_words(documents: list[Document]) -> None:
    for document in documents:
        for row in levels(document, CATALOGUE, VALIDITY):
            assert document.text[row.start : row.end] == row.quote


def test_figures_as_they_are_written() -> None:
    assert (money(1_350_000), figure(2.5), figure(2.0), figure(50)) == ("1.350.000", "2,5", "2,0", "50")
