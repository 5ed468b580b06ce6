"""Whom and which months a question about money counts, and what they come to together."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.persons import lasting, months, shares, wants_total
from assistant.service import Assistant

THEN = date(2024, 10, 2)
NOW = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("spoken", "names", "times"),
    [
        (
            "Nhà có mẹ 58 tuổi khuyết tật nặng, con gái 9 tuổi khuyết tật đặc biệt nặng, cộng lại bao nhiêu?",
            ["mẹ 58 tuổi khuyết tật nặng", "con gái 9 tuổi khuyết tật đặc biệt nặng"],
            [1, 1],
        ),
        ("3 bé dưới 4 tuổi và 2 bé 7 tuổi mồ côi thì tổng bao nhiêu?", ["3 bé dưới 4 tuổi", "2 bé 7 tuổi mồ côi"], [3, 2]),
        ("2 bé mồ côi 3 tuổi và 10 tuổi thì tổng bao nhiêu?", ["3 tuổi", "10 tuổi"], [1, 1]),
        ("3 bé mồ côi 3 tuổi và 10 tuổi thì tổng bao nhiêu?", [""], [1]),
        ("hai đứa con đều khuyết tật nặng thì cả hai được bao nhiêu?", [""], [2]),
        ("người từ 60 tuổi đến dưới 75 tuổi được bao nhiêu?", [""], [1]),
        ("chị 30 tuổi nuôi con 2 tuổi được bao nhiêu?", [""], [1]),
    ],
)  # fmt: skip
def test_persons_are_told_apart_by_their_ages(spoken: str, names: list[str], times: list[int]) -> None:
    found = shares(spoken)
    assert [s.name for s in found] == names
    assert [s.times for s in found] == times


def test_each_person_is_asked_about_alone() -> None:
    first, second = shares("Hai chị em mồ côi, chị 12 tuổi, em 3 tuổi, tổng một tháng bao nhiêu?")
    assert "12 tuổi" in first.question and "3 tuổi" not in first.question and "mồ côi" in first.question
    assert "3 tuổi" in second.question and "12 tuổi" not in second.question and "mồ côi" in second.question


@pytest.mark.parametrize(
    ("spoken", "first", "count"),
    [
        ("chưa nhận tiền tháng 5, 6, 7 và 8 năm 2024", date(2024, 5, 1), 4),
        ("tiền tháng 7, tháng 8 năm nay", date(2026, 7, 1), 2),
        ("từ tháng 11/2023 đến tháng 2 năm 2024", date(2023, 11, 1), 4),
        ("tiền tháng 5/2023", None, 0),
    ],
)
def test_months_named_are_counted(spoken: str, first: date | None, count: int) -> None:
    found = months(spoken, NOW)
    assert len(found) == count
    assert (found[0] if found else None) == first


def test_a_number_of_days_counts_for_what_is_paid_by_the_day() -> None:
    assert lasting("ở nhờ 5 ngày thì tổng cộng bao nhiêu", "đồng/người/ngày") == 5
    assert lasting("ở nhờ 5 ngày thì tổng cộng bao nhiêu", "đồng/tháng") == 1
    assert wants_total("truy lĩnh 3 tháng") and not wants_total("mỗi tháng được bao nhiêu")


@pytest.mark.parametrize(
    ("question", "day", "said"),
    [
        (
            "Mẹ 58 tuổi khuyết tật nặng, con gái 9 tuổi khuyết tật đặc biệt nặng, cộng lại mỗi tháng bao nhiêu tiền?",
            THEN,
            "750.000 + 1.250.000 = 2.000.000 đồng",
        ),
        (
            "Người 40 tuổi khuyết tật đặc biệt nặng chưa nhận tiền tháng 5, 6, 7 và 8 năm 2024, truy lĩnh tổng bao nhiêu?",
            THEN,
            "720.000 × 2 + 1.000.000 × 2 = 3.440.000 đồng",
        ),
        ("nạn nhân bạo hành ở nhờ nhà dân 5 ngày thì tiền ăn tổng cộng được mấy", THEN, "60.000 × 5 = 300.000"),
    ],
)
def test_a_sum_shows_its_working(assistant: Assistant, question: str, day: date, said: str) -> None:
    answer = assistant.ask(question, day)
    assert said in answer.answer.split("\n")[0]
    assert answer.claims[0].citations


def test_persons_compared_each_get_their_level(assistant: Assistant) -> None:
    question = "Cùng khuyết tật nặng, người 65 tuổi với người 35 tuổi mỗi bên được bao nhiêu tiền?"
    answer = assistant.ask(question, NOW)
    assert "1.080.000" in answer.answer and "810.000" in answer.answer
    assert "Tổng cộng" not in answer.answer


def test_aids_of_different_articles_are_not_added_up(assistant: Assistant) -> None:
    question = (
        "Trung tâm nuôi 3 bé dưới 4 tuổi và 2 bé 7 tuổi; tiền nuôi dưỡng của cả năm cháu một tháng là bao nhiêu?"
    )
    answer = assistant.ask(question, THEN)
    articles = {c.anchor.split("/")[0] for c in answer.citations if "dieu-4" not in c.anchor}
    assert len(articles) == 1 or "Tổng cộng" not in answer.answer
