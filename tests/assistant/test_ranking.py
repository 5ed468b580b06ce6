"""Which clause holds the answer."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.question import understand
from assistant.ranking import FEATURES, calibration, likelihood, place_of, ranked
from assistant.service import Assistant

DAY = date(2023, 5, 10)


def test_every_feature_has_its_weight() -> None:
    assert set(calibration()["weights"]) == set(FEATURES)


def test_a_better_match_is_likelier() -> None:
    weights = calibration()["weights"]
    assert weights["cosine"] > 0 and weights["lexical"] > 0 and weights["fits"] > 0 and weights["standing"] > 0
    assert weights["unsaid"] < 0 and weights["other"] < 0 and weights["bodiless"] < 0


def test_probabilities_are_shares_in_the_order_of_the_clauses(assistant: Assistant) -> None:
    question = understand("ai được cấp thẻ bảo hiểm y tế", assistant.knowledge, DAY)
    found = ranked(question, assistant.knowledge)
    assert sum(c.probability for c in found) == pytest.approx(1)
    assert [c.probability for c in found] == sorted((c.probability for c in found), reverse=True)
    best = found[0]
    assert likelihood(question, assistant.knowledge, best.document.id, best.start, best.end) >= best.probability
    assert likelihood(question, assistant.knowledge, "khong-co", 0, 10**6) == 0


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
