"""Sixty questions of our own making, typed as people type: the right provision is among the first five."""

from __future__ import annotations

import pytest

from eval.retrieval_check import Outcome, is_right, questions, run
from index.search import Searcher

ASKED = questions()


def found(outcomes: list[Outcome], within: int = 5) -> int:
    return sum(1 for o in outcomes if 0 < o.rank <= within)


def test_sixty_questions_with_places_that_are_there(searcher: Searcher) -> None:
    assert len(ASKED) == len({q.id for q in ASKED}) == len({q.query for q in ASKED}) == 60
    assert {q.split for q in ASKED} == {"dev", "test"}
    for anchor in {anchor for q in ASKED for anchor in q.cite}:
        document, _, segment = anchor.partition("#")
        assert segment in searcher.store.document(document).by_path, anchor


@pytest.mark.parametrize("index", ["searcher", "full_searcher"])
@pytest.mark.parametrize(("bare", "least"), [(False, 57), (True, 54)], ids=["như đã gõ", "không dấu"])
def test_the_right_provision_is_among_the_first_five(
    request: pytest.FixtureRequest, index: str, bare: bool, least: int
) -> None:
    outcomes = run(request.getfixturevalue(index), ASKED, bare, 5)
    print(f"\n{index}, {'không dấu' if bare else 'như đã gõ'}: {found(outcomes)}/60, đứng đầu {found(outcomes, 1)}")
    assert found(outcomes) >= least


def test_a_hit_is_right_under_a_cited_place_or_around_it_and_nowhere_else(searcher: Searcher) -> None:
    (hit,) = searcher.search("Điều 6 khoản 1 điểm e Nghị định 20/2021", 1)
    place = "nghi-dinh-20-2021-nd-cp#dieu-6/khoan-1/diem-e"
    assert hit.clause.anchor == place
    assert is_right(searcher, hit, [place]) and is_right(searcher, hit, ["nghi-dinh-20-2021-nd-cp#dieu-6"])
    assert is_right(searcher, hit, [f"{place}/gach-1"])
    assert not is_right(searcher, hit, ["nghi-dinh-20-2021-nd-cp#dieu-6/khoan-1/diem-d", "ke-hoach-dak-nong#muc-v"])
