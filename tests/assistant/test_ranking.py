"""Which clause holds the answer."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.question import understand
from assistant.ranking import FEATURES, SAMPLED, calibration, likelihood, place_of, ranked, superseded, surest
from assistant.service import Assistant

DAY = date(2023, 5, 10)


def test_every_feature_has_its_weight() -> None:
    assert set(calibration()["sampled"]["weights"]) == set(FEATURES)
    assert set(calibration()["plain"]["weights"]) == set(FEATURES) - set(SAMPLED)


def test_a_better_match_is_likelier() -> None:
    for fit, words in (("sampled", "worded"), ("plain", "lexical")):
        weights = calibration()[fit]["weights"]
        assert weights["cosine"] > 0 and weights[words] > 0 and weights["fits"] > 0
        assert weights["unsaid"] < 0 and weights["other"] < 0 and weights["bodiless"] < 0
        assert weights["outdone"] < 0 and weights["coming"] < 0
    assert calibration()["sampled"]["weights"]["shared"] > 0


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


def test_what_took_the_place_of_an_ended_text_comes_before_it(assistant: Assistant) -> None:
    question = understand("ai quyết định trợ cấp xã hội hàng tháng", assistant.knowledge, date(2026, 11, 25))
    found = ranked(question, assistant.knowledge)
    assert found[0].document.id == "nghi-dinh-335-2026-nd-cp"
    assert superseded(question, assistant.knowledge, "nghi-dinh-20-2021-nd-cp")
    assert not superseded(question, assistant.knowledge, "nghi-dinh-335-2026-nd-cp")


def test_what_ended_is_still_found_where_nothing_took_its_place(assistant: Assistant) -> None:
    question = understand("điều kiện của người nhận nuôi trẻ em", assistant.knowledge, date(2026, 11, 25))
    assert ranked(question, assistant.knowledge)[0].hit.clause.anchor.startswith("nghi-dinh-20-2021-nd-cp#dieu-22")


def test_the_surest_clause_is_none_where_search_doubts(assistant: Assistant) -> None:
    question = understand("thẻ bảo hiểm y tế cấp cho ai", assistant.knowledge, DAY)
    best = ranked(question, assistant.knowledge)[0]
    assert surest(question, assistant.knowledge, best.probability) is best
    assert surest(question, assistant.knowledge, 1.1) is None
