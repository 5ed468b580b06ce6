"""Readers: every format officers have, as text. ``read`` looks at what a file holds, not at what it is called."""

from __future__ import annotations

from pathlib import Path

from corpus.errors import UnreadableFile
from corpus.model import Source
from corpus.settings import settings

KINDS = "PDF, DOCX, HTML, TXT, Markdown và ảnh quét (PNG, JPEG, TIFF)"
_HTML = (b"<!doctype html", b"<html", b"<head", b"<body", b"<?xml", b"<meta", b"<div", b"<p>", b"<table", b"<!--")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")


def read(path: Path) -> Source:
    """A file's text. Raises UnreadableFile with what is wrong and what to do.

    Formats: PDF, DOCX, HTML, plain text and Markdown in any Vietnamese encoding, pictures of pages.
    """
    from corpus.readers import docx, html, markdown, ocr, pdf, text

    kind = sniff(path)
    reader = {
        "pdf": pdf.read,
        "docx": docx.read,
        "html": html.read,
        "markdown": markdown.read,
        "image": ocr.read_image,
        "text": text.read,
    }[kind]
    try:
        return reader(path)
    except OSError as error:
        raise UnreadableFile(f"Không đọc được tệp “{path.name}” ({error.strerror or error}).") from error
    except (MemoryError, RecursionError) as error:
        raise UnreadableFile(f"Tệp “{path.name}” quá phức tạp, không đọc được.") from error


def sniff(path: Path) -> str:
    """The kind of a file by its first bytes. Raises UnreadableFile for kinds that are not read."""
    try:
        if path.is_dir():
            raise UnreadableFile(f"“{path}” là thư mục. Hãy thêm từng tệp.")
        size = path.stat().st_size
        with path.open("rb") as opened:
            head = opened.read(4096)
    except OSError as error:
        raise UnreadableFile(f"Không đọc được tệp “{path}” ({error.strerror}).") from error
    if size > settings().file_limit * 1_000_000:
        raise UnreadableFile(
            f"Tệp “{path.name}” lớn quá {settings().file_limit} MB. Hãy tách tệp hoặc nâng ASSISTANT_FILE_LIMIT."
        )
    if not head.strip():
        raise UnreadableFile(f"Tệp “{path.name}” trống. Hãy kiểm tra lại tệp rồi thêm lại.")
    name = path.suffix.lower()
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _packed(path)
    if head.startswith(_IMAGES):
        return "image"
    if head.startswith(_OLD_OFFICE):
        raise UnreadableFile(
            f"Tệp “{path.name}” là Word/Excel 97-2003 hoặc tệp Office có mật khẩu. "
            "Hãy mở bằng Word, lưu thành .docx không mật khẩu rồi thêm tệp đó."
        )
    if start.startswith(b"{\\rtf"):
        raise UnreadableFile(f"Tệp “{path.name}” là RTF. Hãy mở bằng Word, lưu thành .docx rồi thêm tệp đó.")
    if start.startswith(_HTML) and (
        name in (".htm", ".html", ".xhtml") or b"<html" in start or b"<!doctype" in start
    ):
        return "html"
    if name in (".htm", ".html", ".xhtml"):
        return "html"
    if _binary(head):
        said = (
            f"Tệp “{path.name}” mang tên {name} nhưng nội dung không phải vậy" if name else f"Tệp “{path.name}” lạ"
        )
        raise UnreadableFile(f"{said}, hoặc đã hỏng. Nhận {KINDS}.")
    return "markdown" if name in (".md", ".markdown") else "text"


def _packed(path: Path) -> str:
    import zipfile

    from corpus.readers.docx import check_zip

    check_zip(path)
    with zipfile.ZipFile(path) as packed:
        names = set(packed.namelist())
    if "word/document.xml" in names:
        return "docx"
    kind = (
        "Excel" if "xl/workbook.xml" in names else "PowerPoint" if "ppt/presentation.xml" in names else "nén (zip)"
    )
    raise UnreadableFile(f"Tệp “{path.name}” là tệp {kind}, không phải Word (.docx). Nhận {KINDS}.")


def _binary(head: bytes) -> bool:
    """Whether bytes are neither 8-bit nor UTF-16 text."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    sample = head[:2000]
    zeros = sample.count(0)
    if zeros:
        even, odd = sample[::2].count(0), sample[1::2].count(0)
        return min(even, odd) > 0.02 * len(sample) or zeros < 0.2 * len(sample)
    # VISCII and TCVN3 keep a few capitals among the control characters.
    return sum(1 for b in sample if b < 32 and b not in b"\t\n\r\f\v") > 0.05 * len(sample)
