"""A conversation as a note: the form of Decree 30/2020, marks numbered through, every source with its words."""

from __future__ import annotations

import io
import re

from docx import Document
from docx.shared import Cm

from assistant.service import Assistant
from assistant.web import marks
from assistant.web.export_docx import conversation

QUESTIONS = ("Ai báo cáo cho ai, trước ngày nào?", "Chỉ tiêu bảo hiểm y tế đến năm 2025?")


def test_the_page_is_that_of_an_official_document(assistant: Assistant) -> None:
    page = Document(io.BytesIO(conversation([assistant.ask(QUESTIONS[0])], "Sở Y tế", "Nguyễn Văn An")))
    section = page.sections[0]
    assert section.page_width is not None and abs(section.page_width - Cm(21)) < 1000
    assert section.left_margin is not None and Cm(3) <= section.left_margin <= Cm(3.5)
    assert page.styles["Normal"].font.name == "Times New Roman"
    head = [p.text for cell in page.tables[0].rows[0].cells for p in cell.paragraphs]
    assert "SỞ Y TẾ" in head and "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in head
    assert page.paragraphs[-1].text == "Nguyễn Văn An"


def test_marks_are_numbered_through_the_whole_note(assistant: Assistant) -> None:
    answers = [assistant.ask(q) for q in (*QUESTIONS, QUESTIONS[0])]
    lines = [p.text for p in Document(io.BytesIO(conversation(answers))).paragraphs]
    at = lines.index("DANH MỤC NGUỒN")
    listed = [int(m[1]) for line in lines[at:] if (m := re.match(r"\[(\d+)\]", line))]
    used = {int(n) for line in lines[:at] for n in re.findall(r"\[(\d+)\]", line)}
    assert listed == list(range(1, len(listed) + 1)) and used == set(listed)
    quotes = {(c.document, c.start, c.end): " ".join(c.quote.split()) for a in answers for c in a.citations}
    assert len(listed) == len(quotes)
    assert all(any(words in line for line in lines[at:]) for words in quotes.values())


def test_the_copied_answer_carries_every_quote(assistant: Assistant) -> None:
    answer = assistant.ask(QUESTIONS[0])
    text = marks.plain(answer)
    assert answer.answer in text
    assert all(f"[{c.id}] {c.label}: “{' '.join(c.quote.split())}”" in text for c in answer.citations)
