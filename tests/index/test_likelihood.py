"""Query likelihood: the clause in whose language a question is worded makes it likelier than the others do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.likelihood import QueryLikelihood

TEXTS = [
    ["Mức chuẩn trợ giúp là 360.000 đồng", "trợ cấp tính từ mức nào"],
    ["Hồ sơ gồm tờ khai và giấy khai sinh", "nộp giấy tờ gì"],
    ["Ủy ban nhân dân xã lập danh sách", "ai lập danh sách"],
]
MADE = QueryLikelihood.build(TEXTS, ["d#1/1", "d#1/1", "d#2/1"], ["giá vàng hôm nay", "thời tiết ra sao"])


@pytest.mark.parametrize(
    ("question", "clause"),
    [("cần giấy tờ gì", 1), ("CAN GIAY TO GI", 1), ("danh sach do ai lap", 2), ("mức chuẩn bao nhiêu", 0)],
)
def test_a_question_is_likeliest_where_people_ask_like_that(question: str, clause: int) -> None:
    assert MADE.wording(question).clauses.argmax() == clause


def test_a_question_asked_in_vain_is_likelier_among_those() -> None:
    said = MADE.wording("giá vàng ra sao")
    assert said.vain > 0 > said.clauses.max()
    assert MADE.wording("lập danh sách").vain < MADE.wording("lập danh sách").clauses.max()


def test_the_unit_lends_its_language_to_a_clause() -> None:
    said = MADE.wording("giấy khai sinh").clauses
    assert said[1] > said[0] > said[2]


def test_words_nobody_has_tell_nothing_apart() -> None:
    said = MADE.wording("xyz")
    assert np.ptp(said.clauses) < 0.2


def test_neighbouring_syllables_count_beside_single_ones() -> None:
    made = QueryLikelihood.build([["lập danh sách"], ["sách danh lập"]], ["a", "b"], [])
    said = made.wording("danh sách").clauses
    assert said[0] > said[1]


def test_nothing_is_known_of_no_clauses() -> None:
    said = QueryLikelihood.build([], [], []).wording("điều gì")
    assert said.clauses.shape == (0,) and said.vain == pytest.approx(0, abs=1e-6)


@given(st.lists(st.lists(st.text(max_size=12), max_size=3), max_size=4), st.text(max_size=30))
def test_it_is_the_same_from_its_arrays(texts: list[list[str]], question: str) -> None:
    units = [f"d#{n // 2}" for n in range(len(texts))]
    made = QueryLikelihood.build(texts, units, ["hỏi"])
    again = QueryLikelihood.of_arrays(made.arrays())
    one, other = made.wording(question), again.wording(question)
    assert np.allclose(one.clauses, other.clauses) and np.isfinite(one.clauses).all() and one.vain == other.vain
