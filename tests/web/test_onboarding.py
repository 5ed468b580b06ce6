"""For somebody new: ten steps, a glossary, a quiz whose right answers stand in the clause shown."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.register_rows import bodies, body_of
from assistant.service import Assistant
from assistant.web import onboarding, quiz
from assistant.web.sources import Sources
from assistant.web.tables import target_value
from corpus.text import search_key

DAY = date(2024, 3, 1)


def test_there_are_ten_steps_and_each_leads_to_its_clauses(assistant: Assistant) -> None:
    body = body_of(assistant.knowledge, "Sở Y tế")
    made = onboarding.steps(assistant.knowledge, Sources(assistant.knowledge), body, DAY)
    assert [s.title for s in made] == list(onboarding.TITLES) and len(made) == 10
    for step in made[:-1]:
        assert re.search(r'href="/(?:nguon|van-ban)\?', step.html), step.title


def test_the_steps_of_any_body_can_be_read(assistant: Assistant) -> None:
    sources = Sources(assistant.knowledge)
    for body in [None, *bodies(assistant.knowledge)]:
        assert len(onboarding.steps(assistant.knowledge, sources, body, DAY)) == 10


def test_what_has_changed_depends_on_the_day(assistant: Assistant) -> None:
    sources = Sources(assistant.knowledge)
    before, after = (
        onboarding.steps(assistant.knowledge, sources, None, day)[-1].html for day in (DAY, date(2026, 11, 1))
    )
    assert len(after) > len(before)


def test_the_glossary_is_searched_without_diacritics() -> None:
    assert "Bảo hiểm y tế" in onboarding.glossary("bao hiem y te")
    assert "Không có" in onboarding.glossary("zzz")


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**31 - 1))
def test_a_quiz_is_ten_different_questions_with_one_right_answer(assistant: Assistant, seed: int) -> None:
    items = quiz.draw(assistant.knowledge.register, seed)
    assert len(items) == quiz.LENGTH and len({i.question for i in items}) == quiz.LENGTH
    for item in items:
        assert len(set(item.options)) == len(item.options) == 4
        assert item.options.count(item.right) == 1
        text = assistant.knowledge.document(item.document).text
        assert text[item.start : item.end] == item.quote
        assert item.right.lower() not in item.question.lower()


def test_the_same_seed_asks_the_same(assistant: Assistant) -> None:
    assert quiz.draw(assistant.knowledge.register, 5) == quiz.draw(assistant.knowledge.register, 5)
    assert quiz.draw(assistant.knowledge.register, 5) != quiz.draw(assistant.knowledge.register, 6)


def test_the_figure_of_a_target_question_stands_in_its_clause(assistant: Assistant) -> None:
    rows = {(t.anchor, t.start): t for t in assistant.knowledge.register.targets}
    asked = [
        i for seed in range(8) for i in quiz.draw(assistant.knowledge.register, seed) if "Chỉ tiêu" in i.question
    ]
    assert asked
    for item in asked:
        figure = re.search(r"\d[\d.,]*", item.right)
        assert figure and figure[0] in item.quote and target_value(rows[item.anchor, item.start]) == item.right


def test_the_body_of_a_duty_question_is_charged_with_it(assistant: Assistant) -> None:
    register = assistant.knowledge.register
    asked = [i for seed in range(8) for i in quiz.draw(register, seed) if i.question.startswith("Cơ quan nào")]
    assert asked
    for item in asked:
        duties = [o for o in register.obligations if (o.anchor, o.start) == (item.anchor, item.start)]
        assert any(item.right in {b.name for b in o.bodies} for o in duties)


def test_no_wrong_option_is_also_right(assistant: Assistant) -> None:
    """A duty that several bodies have is not asked as if one had it."""
    register = assistant.knowledge.register
    owners: dict[str, set[str]] = {}
    for o in register.obligations:
        owners.setdefault(search_key(o.action.strip(" ,;.")), set()).update(b.name for b in o.bodies)
    for seed in range(12):
        for item in quiz.draw(register, seed):
            if item.question.startswith("Cơ quan nào: "):
                action = search_key(item.question.removeprefix("Cơ quan nào: ").removesuffix("?"))
                found = owners.get(action, {item.right})
                assert found & set(item.options) == {item.right}


@pytest.mark.parametrize("count", [1, 3, 10])
def test_a_quiz_is_as_long_as_asked(assistant: Assistant, count: int) -> None:
    assert len(quiz.draw(assistant.knowledge.register, 1, count)) == count
