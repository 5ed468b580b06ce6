"""Which clause holds the answer, and whether any does."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from assistant.question import understand
from assistant.ranking import FEATURES, answerable, model, place_of, ranked
from assistant.service import Assistant

DAY = date(2023, 5, 10)


def test_every_feature_has_its_weight() -> None:
    assert set(model().weights) == set(FEATURES)
    assert 0 < model().believed < 1


def test_a_better_match_is_likelier() -> None:
    assert model().weights["score"] > 0
    assert model().weights["unsaid"] < 0
    assert model().answerable[1] > 0 and model().answerable[2] > 0


@given(st.floats(0, 1), st.floats(0.7, 1))
def test_the_answerable_model_gives_a_probability(probability: float, cosine: float) -> None:
    assert 0 <= model().held(probability, cosine) <= 1


def test_the_clause_that_says_it_comes_first(assistant: Assistant) -> None:
    question = understand("thẻ bảo hiểm y tế cấp cho ai", assistant.knowledge, DAY)
    assert place_of(question, assistant.knowledge, "nghi-dinh-20-2021-nd-cp#dieu-9") == 0


def test_money_is_looked_for_only_where_there_is_money(assistant: Assistant) -> None:
    question = understand("tiền ăn mỗi ngày được bao nhiêu tiền", assistant.knowledge, DAY)
    assert all(c.fits for c in ranked(question, assistant.knowledge))


def test_what_is_not_yet_in_force_comes_last(assistant: Assistant) -> None:
    question = understand("hồ sơ trợ cấp nộp ở đâu", assistant.knowledge, DAY)
    first = ranked(question, assistant.knowledge)[0]
    assert first.document.id != "nghi-dinh-335-2026-nd-cp"


def test_a_question_on_another_subject_is_less_answerable(assistant: Assistant) -> None:
    knowledge = assistant.knowledge
    inside = answerable(understand("điều kiện nhận nuôi trẻ em", knowledge, DAY), knowledge)
    outside = answerable(understand("cách nấu phở bò ngon", knowledge, DAY), knowledge)
    assert outside < model().believed < inside
