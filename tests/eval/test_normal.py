"""Two spellings of one thing are equal; two things are not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text import new_tones
from eval.normal import contains, normal


@pytest.mark.parametrize(
    "same",
    [
        ("360.000 đồng", "360 nghìn đồng", "360000đ", "360 ngàn đồng", "0,36 triệu đồng", "ba trăm sáu mươi nghìn đồng", "360.000 VNĐ"),
        ("360.000 đồng/tháng", "360.000đ mỗi tháng", "360 nghìn đồng một tháng", "360.000 đồng hằng tháng"),
        ("30/6", "30 tháng 6", "ngày 30 tháng 06", "30/06", "ngày 30/6"),
        ("30/6/2025", "ngày 30 tháng 6 năm 2025", "2025-06-30", "30-06-2025", "30.6.2025"),
        ("tháng 6/2025", "tháng 06 năm 2025"),
        ("1,5", "1.5", "một phẩy năm", "1,50"),
        ("5%", "5 %", "5,0%", "5 phần trăm"),
        ("15 ngày", "mười lăm ngày", "015 ngày"),
        ("5 ngày", "năm ngày", "05 ngày"),
        ("Nghị định 20/2021/NĐ-CP", "nghị định số 20/2021/nđ-cp", "**Nghị định** số 20/2021/NĐ-CP [1]"),
        ("hòa giải, thủy sản", "hoà giải; thuỷ sản", "HÒA GIẢI THỦY SẢN"),
        ("tỷ lệ", "tỉ lệ"),
        ("quý I", "quí I"),
        ("UBND tỉnh", "Ủy ban nhân dân tỉnh", "Uỷ ban nhân dân tỉnh"),
        ("1.250,5 tỷ đồng", "1250500000000 đồng"),
        ("20.000 người", "20 000 người", "hai mươi nghìn người"),
        ("giai đoạn 2021-2025", "giai đoạn 2021 – 2025"),
    ],
)  # fmt: skip
def test_spellings_of_one_thing(same: tuple[str, ...]) -> None:
    assert {normal(text) for text in same} == {normal(same[0])}


@pytest.mark.parametrize(
    "one, other",
    [
        ("30/6", "30/7"), ("30/6", "3/6"), ("360.000 đồng", "360 đồng"), ("1,5", "15"), ("5%", "5"), ("5%", "50%"),
        ("20/2021/NĐ-CP", "21/2021/NĐ-CP"), ("điểm đ", "điểm d"), ("giảm", "giám"), ("năm 2025", "5 2025"), ("31/12/2025", "31/12/2026"),
    ],
)  # fmt: skip
def test_different_things_stay_apart(one: str, other: str) -> None:
    assert normal(one) != normal(other)


def test_whole_words_are_compared() -> None:
    assert contains("mức 150.000 đồng", "150 nghìn")
    assert contains("360.000\n500.000", "360.000") and contains("360.000 500.000", "500 nghìn")
    assert not contains("trong 150 ngày", "15")
    assert not contains("trong 150 ngày", "15 ngày")
    assert contains("trước ngày 30/6/2025 hằng năm", "30 tháng 6"), "ngày không nêu năm có trong ngày nêu năm"
    assert not contains("trước ngày 30/6", "30/6/2025")


@pytest.mark.parametrize("empty", ["", "  ", "…", "[1]"])
def test_nothing_is_not_said(empty: str) -> None:
    assert not contains("bất cứ điều gì", empty)


@given(st.integers(1, 31), st.integers(1, 12), st.integers(1990, 2090))
def test_every_date_is_one_in_all_its_forms(day: int, month: int, year: int) -> None:
    forms = [
        f"{day}/{month}/{year}",
        f"{day:02}/{month:02}/{year}",
        f"ngày {day:02} tháng {month:02} năm {year}",
        f"{year}-{month:02}-{day:02}",
    ]
    assert len({normal(form) for form in forms}) == 1
    assert contains(forms[0], f"{day} tháng {month}")


@given(st.integers(1, 999_999))
def test_every_sum_is_one_in_all_its_forms(thousands: int) -> None:
    dotted = f"{thousands * 1000:,}".replace(",", ".")
    assert len({normal(f) for f in (f"{dotted} đồng", f"{thousands} nghìn đồng", f"{thousands * 1000}đ")}) == 1


@given(st.text(alphabet="aáàạbcdđeêghoòôơuưyỳ 0123456789/.,-%()\n", max_size=60))
def test_the_key_does_not_change_with_encoding_case_or_tone_place(text: str) -> None:
    key = normal(text)
    assert normal(unicodedata.normalize("NFD", text)) == key
    assert normal(text.upper()) == key
    assert normal(new_tones(text)) == key


def test_a_document_number_may_be_cut_short() -> None:
    assert contains("được thay bằng Nghị định 335/2026/NĐ-CP.", "335/2026")
    assert not contains("Nghị định 1335/2026/NĐ-CP", "335/2026")
    assert not contains("ngày 30/6/2025", "30/2025")
