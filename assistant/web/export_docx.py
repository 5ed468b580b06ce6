"""A conversation as an official note: page, letterhead and type of Decree 30/2020/NĐ-CP (Annex I), sources listed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from docx import Document as new_document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from assistant.answer import Answer, Citation

_FONT = "Times New Roman"
_MARK = re.compile(r"(\[\d{1,3}\])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def conversation(answers: Sequence[Answer], office: str = "", person: str = "") -> bytes:
    """The note as the bytes of a .docx; marks are numbered through the whole conversation."""
    page = new_document()
    _set_up(page)
    _letterhead(page, office)
    _line(page, "PHIẾU HỎI ĐÁP", bold=True, align=WD_ALIGN_PARAGRAPH.CENTER, size=14, before=12)
    _line(
        page, "Về nội dung Kế hoạch và các văn bản liên quan", bold=True, align=WD_ALIGN_PARAGRAPH.CENTER, after=10
    )
    sources: dict[tuple[str, int, int], tuple[int, Citation]] = {}
    for number, answer in enumerate(answers, 1):
        marks = {c.id: _numbered(sources, c) for c in answer.citations}
        _line(page, f"{number}. Câu hỏi: {answer.question}", bold=True, before=8)
        _line(page, f"Thời điểm hỏi: {_day(answer.as_of)}", italic=True)
        for paragraph in _paragraphs(answer.answer, marks):
            _line(page, paragraph, indent=True, align=WD_ALIGN_PARAGRAPH.JUSTIFY)
        for notice in answer.notices:
            _line(page, f"Lưu ý: {notice.text}", italic=True, indent=True, align=WD_ALIGN_PARAGRAPH.JUSTIFY)
    if sources:
        _line(page, "DANH MỤC NGUỒN", bold=True, before=14)
        for number, c in sources.values():
            quote = " ".join(c.quote.split())
            where = f", trang {c.page}" if c.page else ""
            _line(page, f"[{number}] {c.label}{where}: “{quote}”", align=WD_ALIGN_PARAGRAPH.JUSTIFY)
    _line(
        page,
        "Phiếu lập từ trợ lý tra cứu; mỗi ý dẫn nguyên văn điều khoản nêu trên và cần được đối chiếu trước khi ban hành.",
        italic=True,
        before=10,
        align=WD_ALIGN_PARAGRAPH.JUSTIFY,
    )
    _line(page, "NGƯỜI LẬP PHIẾU", bold=True, before=14, align=WD_ALIGN_PARAGRAPH.RIGHT)
    if person:
        _line(page, person, before=40, align=WD_ALIGN_PARAGRAPH.RIGHT)
    out = BytesIO()
    page.save(out)
    return out.getvalue()


def _set_up(page: Any) -> None:
    """A4, the margins and the type of the decree."""
    section = page.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin = section.bottom_margin = Cm(2)
    section.left_margin, section.right_margin = Cm(3), Cm(1.8)
    style = page.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(13)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    style.paragraph_format.space_after = Pt(4)
    page.core_properties.author, page.core_properties.title = "", "Phiếu hỏi đáp"


def _letterhead(page: Any, office: str) -> None:
    today = datetime.now()
    left, right = page.add_table(rows=1, cols=2).rows[0].cells
    left.width, right.width = Cm(6.4), Cm(9.8)
    _line(left, (office or "…………………").upper(), bold=True, align=WD_ALIGN_PARAGRAPH.CENTER, size=12)
    _line(left, "Số: ……/PHĐ", align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True, align=WD_ALIGN_PARAGRAPH.CENTER, size=12)
    _line(right, "Độc lập - Tự do - Hạnh phúc", bold=True, align=WD_ALIGN_PARAGRAPH.CENTER)
    date_line = f"ngày {today.day:02} tháng {today.month:02} năm {today.year}"
    _line(right, f"…………, {date_line}", italic=True, align=WD_ALIGN_PARAGRAPH.CENTER)
    for cell in (left, right):
        first = cell.paragraphs[0]
        first._element.getparent().remove(first._element)


def _line(
    where: Any,
    text: str,
    bold: bool = False,
    italic: bool = False,
    size: float = 0,
    before: float = 0,
    after: float = 4,
    indent: bool = False,
    align: Any = None,
) -> None:
    paragraph = where.add_paragraph()
    paragraph.alignment = align
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    if indent:
        shape.first_line_indent = Cm(1)
    run = paragraph.add_run(_CONTROL.sub(" ", text))
    run.bold, run.italic = bold, italic
    if size:
        run.font.size = Pt(size)


def _paragraphs(text: str, marks: dict[int, int]) -> list[str]:
    """The answer's lines with marks of the whole note; "Căn cứ" is left to the list of sources."""
    found = []
    for line in text.replace("**", "").splitlines():
        if line.strip() and not line.startswith("Căn cứ: ["):
            parts = _MARK.split(line.strip())
            found.append(
                "".join(f"[{marks.get(int(p[1:-1]), p[1:-1])}]" if _MARK.fullmatch(p) else p for p in parts)
            )
    return found


def _numbered(sources: dict[tuple[str, int, int], tuple[int, Citation]], c: Citation) -> int:
    key = (c.document, c.start, c.end)
    if key not in sources:
        sources[key] = (len(sources) + 1, c)
    return sources[key][0]


def _day(text: str) -> str:
    return "/".join(reversed(text.split("-")))
