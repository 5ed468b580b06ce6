"""Files that are not what they should be: a clear Vietnamese error, quickly, and nothing half-added."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import readers
from corpus.errors import UnreadableFile
from tests.corpus import making


def blank_pdf(path: Path, pages: int, password: str = "") -> Path:
    from pypdf import PdfWriter

    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(path)
    return path


def truncated(path: Path) -> Path:
    made = making.docx(path, ["Điều 1. Phạm vi"] * 200)
    path.write_bytes(made.read_bytes()[:3000])
    return path


def truncated_pdf(path: Path) -> Path:
    whole = making.pdf(path, ["Điều 1. Phạm vi điều chỉnh của Quyết định này"] * 60)
    path.write_bytes(whole.read_bytes()[:600])
    return path


def bomb_page(path: Path) -> Path:
    path.write_text("<html><body>" + "<div>" * 300_000, encoding="utf-8")
    return path


def holding(data: bytes) -> Callable[[Path], Path]:
    def make(path: Path) -> Path:
        path.write_bytes(data)
        return path

    return make


def excel(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
    return path


CASES: list[tuple[str, Callable[[Path], Path], str]] = [
    ("mat-khau.pdf", lambda p: blank_pdf(p, 2, "bi-mat"), "có mật khẩu"),
    ("dai.pdf", lambda p: blank_pdf(p, 2000), "2000 trang"),
    ("trang-trang.pdf", lambda p: blank_pdf(p, 1), "không có chữ"),
    ("do-dang.pdf", truncated_pdf, "bị hỏng hoặc tải về chưa đủ"),
    ("do-dang.docx", truncated, "bị hỏng hoặc tải về chưa đủ"),
    ("bom.docx", lambda p: making.zip_bomb(p, 150), "nén bất thường"),
    ("bom.html", bomb_page, "lồng nhau"),
    ("trong.pdf", holding(b""), "trống"),
    ("trong.txt", holding(b" \n\n"), "trống"),
    ("cu.docx", holding(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512), "97-2003"),
    ("la.pdf", holding(bytes(range(256)) * 20), "không phải vậy"),
    ("chuong-trinh.docx", holding(b"\x7fELF" + b"\0\1\2\3" * 400), "không phải"),
    ("bang.docx", excel, "Excel"),
    ("a.rtf", holding(b"{\\rtf1 abc}"), "RTF"),
    ("anh.png", holding(b"\x89PNG\r\n\x1a\n" + b"\0" * 40), "Tesseract|bị hỏng"),
]


@pytest.mark.parametrize(("name", "make", "message"), CASES, ids=[case[0] for case in CASES])
def test_refused_with_what_is_wrong(name: str, make: Callable[[Path], Path], message: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=message) as caught:
        readers.read(make(tmp_path / name))
    assert name in str(caught.value)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="Không đọc được"):
        readers.read(tmp_path / "khong-co.pdf")
    with pytest.raises(UnreadableFile, match="thư mục"):
        readers.read(tmp_path)


def test_a_file_over_the_limit_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from corpus.settings import settings

    monkeypatch.setenv("ASSISTANT_FILE_LIMIT", "1")
    settings.cache_clear()
    try:
        (tmp_path / "to.txt").write_bytes(b"a" * 1_000_001)
        with pytest.raises(UnreadableFile, match="1 MB"):
            readers.read(tmp_path / "to.txt")
    finally:
        settings.cache_clear()


def test_read_as_what_it_holds_when_its_name_says_otherwise(tmp_path: Path) -> None:
    lines = ["Điều 1. Phạm vi", "Điều 2. Đối tượng"]
    for make, name in ((making.pdf, "a.docx"), (making.docx, "b.pdf"), (making.page, "c.pdf")):
        assert "Điều 2. Đối tượng" in readers.read(make(tmp_path / name, lines)).text  # type: ignore[operator]


def test_an_owner_password_alone_does_not_lock_a_file_that_everybody_may_open(tmp_path: Path) -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(PdfReader(making.pdf(tmp_path / "a.pdf", ["Điều 1. Phạm vi điều chỉnh"])))
    writer.encrypt("", "chu-so-huu", algorithm="RC4-128")
    writer.write(tmp_path / "b.pdf")
    assert "Điều 1. Phạm vi điều chỉnh" in readers.read(tmp_path / "b.pdf").text
