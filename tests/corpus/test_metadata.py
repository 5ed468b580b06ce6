"""Head and foot of documents in the layout of Decree 30/2020, columns apart or interleaved."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.library import SHIPPED
from corpus.metadata import Head, read

SHARED = Path(__file__).parents[2].parent / "shared/corpus"
STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
BODY = """Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;
Căn cứ Quyết định số 99/QĐ-TTg ngày 01 tháng 01 năm 2020 của Thủ tướng Chính phủ;
QUYẾT ĐỊNH:
Điều 1. Phê duyệt mức hỗ trợ.
Điều 2. Quyết định này có hiệu lực thi hành kể từ ngày 20 tháng 3 năm 2024./."""
FOOT = """Nơi nhận:
- Như Điều 2;
- Bộ Tài chính;
- Lưu: VT, KGVX (2b).
TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH

Lò Văn Páo"""
EXPECTED = Head(
    number="12/2024/QĐ-UBND",
    kind="Quyết định",
    title="Ban hành mức hỗ trợ học sinh bán trú trên địa bàn tỉnh",
    issuer="Ủy ban nhân dân tỉnh Bắc Hà",
    date="2024-03-09",
    in_force="2024-03-20",
    signer="Lò Văn Páo",
    recipients=("Như Điều 2", "Bộ Tài chính", "Lưu: VT, KGVX (2b)"),
)
TITLE = "QUYẾT ĐỊNH\nBan hành mức hỗ trợ học sinh bán trú\ntrên địa bàn tỉnh\nCHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH"
COLUMNS = f"ỦY BAN NHÂN DÂN\nTỈNH BẮC HÀ\n-------\nSố: 12/2024/QĐ-UBND\n{STATE}\n{MOTTO}\n-------\nBắc Hà, ngày 09 tháng 3 năm 2024"
INTERLEAVED = (
    f"ỦY BAN NHÂN DÂN {STATE}\nTỈNH BẮC HÀ {MOTTO}\n------- ---------------\n"
    "Số: 12/2024/QĐ-UBND Bắc Hà, ngày 09 tháng 3 năm 2024"
)
WRAPPED = (
    "UBND TỈNH BẮC HÀ CỘNG HOÀ XÃ HỘI CHỦ\n NGHĨA VIỆT NAM\n"
    f"Số: 12 /2024/QĐ-UBND {MOTTO}\nBắc Hà, ngày 9 tháng 3 năm 2024"
)
RIGHT_FIRST = (
    f"{STATE}\n{MOTTO}\nBắc Hà, ngày 09 tháng 3 năm 2024\nỦY BAN NHÂN DÂN\nTỈNH BẮC HÀ\nSố: 12/2024/QĐ-UBND"
)


@pytest.mark.parametrize("top", [COLUMNS, INTERLEAVED, RIGHT_FIRST], ids=["columns", "interleaved", "right-first"])
def test_a_decision_however_its_letterhead_was_copied(top: str) -> None:
    assert read(f"{top}\n{TITLE}\n{BODY}\n{FOOT}") == EXPECTED


def test_a_letterhead_that_wraps_and_an_abbreviated_issuer() -> None:
    head = read(f"{WRAPPED}\n{TITLE}\n{BODY}\n{FOOT}")
    assert (head.number, head.date) == ("12/2024/QĐ-UBND", "2024-03-09")
    assert head.issuer.lower() == "ubnd tỉnh bắc hà"


@pytest.mark.parametrize(
    ("lines", "issuer"),
    [
        ("UBND TỈNH SƠN LA\nSỞ NÔNG NGHIỆP VÀ MÔI\nTRƯỜNG", "Sở Nông nghiệp và Môi trường tỉnh Sơn La"),
        ("ỦY BAN NHÂN DÂN\nTHÀNH PHỐ ĐÀ NẴNG", "Ủy ban nhân dân thành phố Đà Nẵng"),
        ("ỦY BAN NHÂN DÂN HUYỆN ĐẮK SONG", "Ủy ban nhân dân huyện Đắk Song"),
        ("BẢO HIỂM XÃ HỘI VIỆT NAM\nBẢO HIỂM XÃ HỘI TỈNH GIA LAI", "Bảo hiểm xã hội tỉnh Gia Lai"),
        ("THỦ TƯỚNG CHÍNH PHỦ", "Thủ tướng Chính phủ"),
        ("HỘI ĐỒNG NHÂN DÂN\nTỈNH THỪA THIÊN HUẾ", "Hội đồng nhân dân tỉnh Thừa Thiên Huế"),
    ],
)
def test_the_issuer_as_people_write_it(lines: str, issuer: str) -> None:
    top = COLUMNS.replace("ỦY BAN NHÂN DÂN\nTỈNH BẮC HÀ", lines)
    assert read(f"{top}\n{TITLE}\n{BODY}").issuer == issuer


def test_a_date_that_wraps() -> None:
    top = COLUMNS.replace("tháng 3 năm 2024", "tháng 3 năm\n2024")
    assert read(f"{top}\n{TITLE}\n{BODY}\n{FOOT}") == EXPECTED


def test_a_foot_whose_columns_are_interleaved() -> None:
    foot = "Nơi nhận: TM. ỦY BAN NHÂN DÂN\n- Như Điều 2; CHỦ TỊCH\n- Lưu: VT.\nLò Văn Páo"
    head = read(f"{COLUMNS}\n{TITLE}\n{BODY}\n{foot}")
    assert head.signer == "Lò Văn Páo"
    assert head.recipients == ("Như Điều 2", "Lưu: VT")


def test_an_annex_after_the_signature_changes_nothing() -> None:
    annex = "PHỤ LỤC\nDANH SÁCH\n(Kèm theo Quyết định số 12/2024/QĐ-UBND ngày 09 tháng 3 năm 2024)\n1. Trường Tiểu học Nậm Mòn"
    assert read(f"{COLUMNS}\n{TITLE}\n{BODY}\n{FOOT}\n{annex}") == EXPECTED


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"SỞ Y TẾ\n{STATE}\nSố: 77/SYT-NVY\n{MOTTO}\nV/v báo cáo tình hình\ntiêm chủng\nGia Lai, ngày 5 tháng 7 năm 2023\n"
            "Kính gửi: Trung tâm Y tế các huyện.\nNơi nhận:\n- Như trên;\nKT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n(Đã ký)\nPhạm Thị Hoa",
            ("Công văn", "77/SYT-NVY", "Báo cáo tình hình tiêm chủng", "Sở Y tế", "2023-07-05", "Phạm Thị Hoa"),
        ),
        (
            f"UBND TỈNH KON TUM {STATE}\nSỞ LAO ĐỘNG - THƯƠNG BINH {MOTTO}\nVÀ XÃ HỘI\nSố: 5/KH-SLĐTBXH Kon Tum, ngày 1 tháng 2 năm 2024\n"
            "KẾ HOẠCH\nĐiều tra hộ nghèo\nI. MỤC ĐÍCH\n1. Rà soát.\nGIÁM ĐỐC\nA Trung Hiếu",
            (
                "Kế hoạch",
                "5/KH-SLĐTBXH",
                "Điều tra hộ nghèo",
                "Sở Lao động - Thương binh và Xã hội tỉnh Kon Tum",
                "2024-02-01",
                "A Trung Hiếu",
            ),
        ),
        (
            "TỈNH ỦY GIA LAI ĐẢNG CỘNG SẢN VIỆT NAM\n*\nSố 12-CTr/TU Gia Lai, ngày 22 tháng 11 năm 2021\nCHƯƠNG TRÌNH\n"
            "thực hiện Nghị quyết của Trung ương\n-----\nI. MỤC TIÊU\n1. Nâng cao đời sống.\nT/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\nĐiểu K'Ré",
            (
                "Chương trình",
                "12-CTr/TU",
                "Thực hiện Nghị quyết của Trung ương",
                "Tỉnh ủy Gia Lai",
                "2021-11-22",
                "Điểu K'Ré",
            ),
        ),
        (
            f"QUỐC HỘI\n{STATE}\n{MOTTO}\nLuật số: 51/2010/QH12\nHà Nội, ngày 17 tháng 6 năm 2010\nLUẬT\nNGƯỜI KHUYẾT TẬT\n"
            "Căn cứ Hiến pháp;\nĐiều 1. Phạm vi\nĐiều 2. Giải thích\nCHỦ TỊCH QUỐC HỘI\nNguyễn Phú Trọng",
            ("Luật", "51/2010/QH12", "Luật Người khuyết tật", "Quốc hội", "2010-06-17", "Nguyễn Phú Trọng"),
        ),
    ],
    ids=["official letter", "department under its province", "party programme", "law"],
)
def test_other_kinds(text: str, expected: tuple[str, ...]) -> None:
    head = read(text)
    assert (head.kind, head.number, head.title, head.issuer, head.date, head.signer) == expected


def test_a_draft_without_number_and_day_has_none() -> None:
    draft = COLUMNS.replace("12/2024/QĐ-UBND", "      /QĐ-UBND").replace("ngày 09 tháng 3", "ngày    tháng 3")
    head = read(f"{draft}\n{TITLE}\n{BODY}\n{FOOT}")
    assert (head.number, head.date, head.id) == ("", "", "")
    assert head.kind == "Quyết định"


def test_numbers_of_other_documents_are_never_taken_for_its_own() -> None:
    assert read(f"QUYẾT ĐỊNH\n{BODY}").number == ""
    assert read("Thực hiện Quyết định số 1983/QĐ-TTg ngày 24/11/2021.\nI. MỤC TIÊU").number == ""


def test_the_plan_tells_its_kind_title_signer_and_recipients() -> None:
    head = read((SHIPPED / "ke-hoach-dak-nong.txt").read_text(encoding="utf-8"))
    assert (head.kind, head.number, head.date, head.signer) == ("Kế hoạch", "", "", "Tôn Thị Ngọc Hạnh")
    assert len(head.recipients) == 14


@pytest.mark.skipif(not SHARED.exists(), reason="không có ../shared/corpus")
@pytest.mark.parametrize(
    "name", ["nghi-dinh-20-2021-nd-cp", "thong-tu-02-2021-tt-bldtbxh", "thong-tu-76-2021-tt-btc"]
)
def test_a_text_without_head_and_foot_tells_nothing(name: str) -> None:
    assert read((SHARED / f"{name}.txt").read_text(encoding="utf-8")) == Head()


@given(st.text(alphabet="Số: 12/QĐ-UBNDngàythág\n KẾHOẠCH.;-ơTM", max_size=300))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    head = read(text)
    assert head.number == "" or any(c.isdigit() for c in head.number)
