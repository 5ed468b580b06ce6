"""Makes the files officers have from a text: PDF, scan, DOCX, HTML, Markdown, TCVN3 and VNI."""

from __future__ import annotations

import html
import io
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.structure import OPENS, normalise

FONTS = [
    Path("/usr/share/fonts/truetype") / name
    for name in ("noto/NotoSerif-Regular.ttf", "dejavu/DejaVuSerif.ttf", "dejavu/DejaVuSans.ttf")
]
HEADER = "CÔNG BÁO/Số 565/Ngày 27-4-2021"
LETTERHEAD = (
    ("ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    ("TỈNH BẮC HÀ", "Độc lập - Tự do - Hạnh phúc"),
    ("Số: 45/KH-UBND", "Bắc Hà, ngày 05 tháng 9 năm 2024"),
)


def paragraphs(text: str) -> list[str]:
    """Lines of the normalised text."""
    return [line for line in normalise(text).split("\n") if line]


def font() -> str:
    """The name of a registered font with Vietnamese letters; skips where the machine has none."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    path = next((f for f in FONTS if f.is_file()), None)
    if path is None:
        pytest.skip("không có phông chữ tiếng Việt: apt install fonts-noto-core hoặc fonts-dejavu")
    pdfmetrics.registerFont(TTFont("Viet", str(path)))
    return "Viet"


def pdf(path: Path, lines: list[str], letterhead: bool = False, size: float = 13, header: str = HEADER) -> Path:
    """Justified paragraphs with a first-line indent on A4, a running header and page numbers.

    The letterhead is drawn line by line across both columns, as many programs draw it.
    """
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

    name = font()
    body = ParagraphStyle(
        "body", fontName=name, fontSize=size, leading=size * 1.4, firstLineIndent=36, alignment=4, spaceAfter=6,
        splitLongWords=0, allowWidows=1, allowOrphans=1,
    )  # fmt: skip

    def margins(canvas: Any, document: Any) -> None:
        canvas.setFont(name, 10)
        if header:
            canvas.drawString(90, A4[1] - 40, header)
        canvas.drawCentredString(A4[0] / 2, 28, f"{canvas.getPageNumber()}")
        if letterhead and canvas.getPageNumber() == 1:
            canvas.setFont(name, 11)
            for row, (left, right) in enumerate(LETTERHEAD):
                canvas.drawCentredString(170, A4[1] - 80 - 16 * row, left)
                canvas.drawCentredString(410, A4[1] - 80 - 16 * row, right)

    made = SimpleDocTemplate(str(path), pagesize=A4, leftMargin=85, rightMargin=57, topMargin=62, bottomMargin=57)
    story: list[Any] = [Spacer(1, 70)] if letterhead else []
    story += [Paragraph(html.escape(line), body) for line in lines]
    made.build(story, onFirstPage=margins, onLaterPages=margins)
    return path


def scan(path: Path, printed: Path, pages: int = 2, dpi: int = 200) -> Path:
    """The first pages of a PDF as a PDF of pictures."""
    import pypdfium2

    document = pypdfium2.PdfDocument(printed)
    images = [document[i].render(scale=dpi / 72, grayscale=True).to_pil() for i in range(min(pages, len(document)))]
    document.close()
    images[0].save(path, "PDF", save_all=True, append_images=images[1:], resolution=dpi)
    return path


def docx(path: Path, lines: list[str], change: Callable[[Any], None] | None = None) -> Path:
    """A paragraph a line."""
    from docx import Document

    made = Document()
    for line in lines:
        made.add_paragraph(line)
    if change:
        change(made)
    made.save(str(path))
    return path


def page(path: Path, lines: list[str]) -> Path:
    """A web page around the lines, with the things that surround a text on the web."""
    body = "\n".join(f"<p class=MsoNormal>{html.escape(line)}</p>" for line in lines)
    path.write_text(
        f"<!DOCTYPE html><html><head><meta charset=utf-8><title>Văn bản</title><style>p{{margin:0}}</style></head>"
        f"<body><nav><a href=/>Trang chủ</a></nav><script>alert('x')</script><div>{body}</div>"
        f"<footer>Bản quyền</footer></body></html>",
        encoding="utf-8",
    )
    return path


def markdown(path: Path, lines: list[str]) -> Path:
    """Headings and bold units, as converters write them."""
    out = []
    for line in lines:
        safe = re.sub(r"([*_`\[\]])", r"\\\1", line)
        if re.match(r"Điều \d+\.|[IVX]+\. ", line) and len(line) < 200:
            safe = f"## **{safe}**"
        elif OPENS.match(line) and line[0].isdigit() and len(line) < 80:
            safe = f"**{safe}**"
        out.append(safe)
    path.write_text("\n\n".join(out), encoding="utf-8")
    return path


# TCVN 5712:1993 VN3, the table behind the .VnTime fonts; capitals with a tone have no code of their own.
_TCVN3 = dict(
    zip(
        "áàảãạăắằẳẵặâấầẩẫậđéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵĂÂĐÊÔƠƯ",
        "¸µ¶·¹¨¾»¼½Æ©ÊÇÈÉË®ÐÌÎÏÑªÕÒÓÔÖÝ×ØÜÞãßáâä«èåæçé¬íêëìîóïñòô\u00adøõö÷ùýúûüþ¡¢§£¤¥¦",
        strict=True,
    )
)


def tcvn3(text: str) -> bytes:
    """The bytes of a text typed with .VnTime; capitals with a tone become small."""
    return "".join(_TCVN3.get(c) or _TCVN3.get(c.lower(), c) for c in plain_marks(text)).encode(
        "latin-1", "replace"
    )


_VNI_TONES = dict(zip("\u0301\u0300\u0309\u0303\u0323", range(5), strict=True))
_VNI_MARKS = {"": "ùøûõï", "\u0302": "áàåãä", "\u0306": "éèúüë"}
_VNI_WHOLE = dict(zip("đơưíìỉĩịỵ", "ñôöíìæóòî", strict=True))


def vni(text: str) -> bytes:
    """The bytes of a text typed with a VNI font: a base letter, then its mark."""
    out = []
    for char in plain_marks(text):
        small = char.lower()
        parts = unicodedata.normalize("NFD", small)
        tone = next((_VNI_TONES[c] for c in parts if c in _VNI_TONES), None)
        if small in _VNI_WHOLE:
            coded = _VNI_WHOLE[small]
        elif not small.isalpha() or small.isascii():
            coded = small
        else:
            shape = next((c for c in parts if c in "\u0302\u0306"), "")
            base = (
                parts[0] if "\u031b" not in parts else _VNI_WHOLE[unicodedata.normalize("NFC", parts[0] + "\u031b")]
            )
            mark = {"\u0302": "â", "\u0306": "ê", "": ""}[shape] if tone is None else _VNI_MARKS[shape][tone]
            coded = base + mark
        out.append(coded.upper() if char.isupper() else coded if char.islower() else char)
    return "".join(out).encode("latin-1", "replace")


def plain_marks(text: str) -> str:
    """Quotes and dashes as the old keyboards had them."""
    return text.translate(str.maketrans("“”‘’–—…", "\"\"''--.")).replace("\u00a0", " ")


def zip_bomb(path: Path, megabytes: int = 900) -> Path:
    """A DOCX of some hundred kilobytes whose text unpacks to far more."""
    import zipfile

    docx(path, ["Kế hoạch"])
    kept = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for item in old.infolist():
            if item.filename != "word/document.xml":
                new.writestr(item, old.read(item.filename))
        with new.open("word/document.xml", "w", force_zip64=True) as out:
            for _ in range(megabytes):
                out.write(b" " * 1_000_000)
    path.write_bytes(kept.getvalue())
    return path
