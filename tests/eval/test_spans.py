"""Retrieval by character spans, against values computed by hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Document, Entry, Provision
from eval import spans
from eval.questions import Row
from eval.spans import Span, article_ranks, characters, ranks, stands_for

# dieu-1 [0, 100) with khoan-1 [10, 50) and khoan-2 [50, 100); dieu-2 [100, 200).
PLACES = (
    Provision(("dieu-1",), 0, 10, 100, "Điều 1"),
    Provision(("dieu-1", "khoan-1"), 10, 50, 50, "khoản 1"),
    Provision(("dieu-1", "khoan-2"), 50, 100, 100, "khoản 2"),
    Provision(("dieu-2",), 100, 200, 200, "Điều 2"),
)
LAW = Document(Entry(id="d"), "full", "x" * 200, PLACES)
HELD = {"d": LAW}


def row(*cite: str, name: str = "q", history: tuple[tuple[str, str], ...] = ()) -> Row:
    return Row(name, "?", date(2022, 1, 1), cite=cite, history=history)


def test_characters_by_hand() -> None:
    gold = [Span("d", 10, 50)]
    # 20 of the 60 characters found are wanted; 20 of the 40 wanted are found.
    assert characters([Span("d", 30, 90)], gold) == (pytest.approx(20 / 60), 0.5)
    # Overlapping ranges count once: [0, 60) of 60 characters holds all 40.
    assert characters([Span("d", 0, 40), Span("d", 20, 60)], gold) == (pytest.approx(40 / 60), 1.0)
    assert characters([Span("e", 10, 50)], gold) == (0.0, 0.0)
    assert characters([], gold) == (0.0, 0.0)


@pytest.mark.parametrize(
    "span, stands",
    [(Span("d", 10, 50), True), (Span("d", 0, 1000), True), (Span("d", 20, 25), True), (Span("d", 30, 300), True), (Span("d", 31, 300), False), (Span("d", 50, 90), False), (Span("e", 10, 50), False)],
)  # fmt: skip
def test_a_range_stands_for_what_it_holds_half_of_or_lies_in(span: Span, stands: bool) -> None:
    assert stands_for(span, Span("d", 10, 50)) is stands


def test_a_provision_is_credited_once_and_later_ranges_keep_their_rank() -> None:
    gold = [Span("d", 10, 50), Span("d", 100, 200)]
    found = [Span("d", 10, 50), Span("d", 10, 49), Span("d", 120, 180)]
    assert ranks(found, gold) == ["g0", "x1", "g1"]


def test_pieces_of_one_article_take_one_rank() -> None:
    gold = [Span("d", 100, 200)]
    found = [Span("d", 10, 50), Span("d", 50, 100), Span("d", 150, 170)]
    assert article_ranks(found, gold, HELD) == ["x0", "g0"]


def test_figures_by_hand() -> None:
    rows = [row("d#dieu-1/khoan-1", name="a"), row("d#dieu-2", name="b"), row("d#dieu-1/khoan-2", name="c")]
    found = {"a": [Span("d", 10, 50)], "b": [Span("d", 10, 50), Span("d", 100, 200)], "c": [Span("d", 10, 50)]}
    figures = spans.figures(rows, found, HELD)
    assert figures["mrr@10"].value == pytest.approx((1 + 1 / 2 + 0) / 3)
    # nDCG of one gold place at rank 2 is 1 / log2(3).
    assert figures["ndcg@10"].value == pytest.approx((1 + 0.6309 + 0) / 3, abs=1e-4)
    assert figures["recall@1"].value == pytest.approx(1 / 3)
    assert figures["recall@5"].value == pytest.approx(2 / 3)
    assert figures["article_recall@1"].value == pytest.approx(2 / 3), "khoản 1 và khoản 2 cùng một điều"
    assert figures["char_precision@1"].value == pytest.approx(1 / 3)


def test_follow_ups_and_places_not_held_are_left_out() -> None:
    rows = [row("d#dieu-9", name="a"), row("d#dieu-2", name="b", history=(("user", "?"),)), row(name="c")]
    assert spans.figures(rows, {r.id: [Span("d", 0, 10)] for r in rows}, HELD) == {}


@given(st.lists(st.tuples(st.integers(0, 150), st.integers(1, 50)), max_size=8))
def test_more_ranges_never_find_fewer_characters(pairs: list[tuple[int, int]]) -> None:
    found = [Span("d", start, start + length) for start, length in pairs]
    gold = [Span("d", 10, 50), Span("d", 100, 200)]
    recalls = [characters(found[:k], gold)[1] for k in range(len(found) + 1)]
    assert recalls == sorted(recalls)
    assert all(0 <= value <= 1 for value in characters(found, gold))
