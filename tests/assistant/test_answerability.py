"""Whether the texts hold an answer at all."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answerability import EVIDENCE, SAMPLED, answerable, believed, evidence, held
from assistant.question import understand
from assistant.ranking import calibration, ranked
from assistant.service import Assistant

DAY = date(2023, 5, 10)
INSIDE = ("điều kiện nhận nuôi trẻ em", "ai duyet ho so tro cap", "huyện báo cáo tỉnh trước ngày nào")
OUTSIDE = ("cách nấu phở bò ngon", "lịch thi đấu bóng đá tối nay")


def test_every_piece_of_evidence_has_its_weight() -> None:
    sampled, plain = (calibration()[fit]["answerable"] for fit in ("sampled", "plain"))
    assert set(sampled["weights"]) == set(EVIDENCE) and set(plain["weights"]) == set(EVIDENCE) - set(SAMPLED)
    assert 0 < sampled["believed"] < 1 and 0 < plain["believed"] < 1


@given(st.lists(st.floats(-5, 5), min_size=len(EVIDENCE), max_size=len(EVIDENCE)))
def test_it_is_a_probability(values: list[float]) -> None:
    assert all(0 <= held(values, calibration()[fit]["answerable"]) <= 1 for fit in ("sampled", "plain"))


def test_evidence_is_in_the_order_of_its_names(assistant: Assistant) -> None:
    question = understand(INSIDE[0], assistant.knowledge, DAY)
    found = ranked(question, assistant.knowledge)
    values = dict(zip(EVIDENCE, evidence(question, assistant.knowledge, found), strict=True))
    assert values["share"] == found[0].probability
    assert values["fits"] == float(found[0].fits)
    assert values["asks_condition"] == 1.0 and values["asks_amount"] == 0.0


@pytest.mark.parametrize("text", INSIDE)
def test_what_the_texts_say_is_believed(assistant: Assistant, text: str) -> None:
    assert believed(understand(text, assistant.knowledge, DAY), assistant.knowledge)


@pytest.mark.parametrize("text", OUTSIDE)
def test_what_they_do_not_say_is_not(assistant: Assistant, text: str) -> None:
    question = understand(text, assistant.knowledge, DAY)
    assert not believed(question, assistant.knowledge)
    assert answerable(question, assistant.knowledge) < 0.5


def test_surer_composers_ask_for_less(assistant: Assistant) -> None:
    question = understand(INSIDE[0], assistant.knowledge, DAY)
    assert believed(question, assistant.knowledge, share=0.0)
    assert not believed(question, assistant.knowledge, share=10.0)


def test_words_no_text_and_no_sample_question_has_are_strange(assistant: Assistant) -> None:
    knowledge = assistant.knowledge
    assert knowledge.strange("trợ cấp xã hội hàng tháng") == 0.0
    assert knowledge.strange("nấu phở bò tái chín") > 0.5
    assert knowledge.strange("") == 0.0
