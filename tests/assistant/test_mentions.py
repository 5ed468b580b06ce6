"""A document whose text is not held: what held texts say of it is answered, what it lays down itself is not."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.service import Assistant

DAY = date(2022, 5, 5)


@pytest.mark.parametrize(
    ("question", "said", "anchor"),
    [
        ("nghi dinh 140/2018 bi bai bo dieu nao", "Điều 17", "nghi-dinh-20-2021-nd-cp#dieu-38/khoan-2"),
        ("Nghị định 136/2013 hết hiệu lực khi nào?", "01 tháng 7 năm 2021", "nghi-dinh-20-2021-nd-cp#dieu-38"),
        ("Thông tư liên tịch 29/2014 còn áp dụng không?", "Hết hiệu lực", "thong-tu-02-2021-tt-bldtbxh#dieu-7"),
    ],
)
def test_the_clause_that_speaks_of_it_answers(assistant: Assistant, question: str, said: str, anchor: str) -> None:
    answer = assistant.ask(question, DAY)
    assert answer.status == "answered" and said in answer.answer
    assert any(c.anchor.startswith(anchor) for c in answer.citations)


def test_the_day_that_words_count_from_is_shown_before_them(assistant: Assistant) -> None:
    claims = assistant.ask("Nghị định 136/2013 hết hiệu lực khi nào?", DAY).claims
    assert "có hiệu lực từ ngày" in claims[0].text and "136/2013" in claims[1].text


@pytest.mark.parametrize(
    "question",
    [
        "Quyết định 1676 quy định những gì?",
        "Theo Nghị quyết 28-NQ/TW thì đóng bảo hiểm bao nhiêu năm?",
        "Thông tư liên tịch 29/2014 Điều 3 nói gì?",
    ],
)
def test_what_it_lays_down_itself_is_refused(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question, DAY).status == "refused"
