"""The register against lists made by hand: precision and recall of every field, texts seen and unseen."""

from __future__ import annotations

import pytest

from eval import register as measure


@pytest.fixture(scope="module")
def results() -> list[measure.Result]:
    return measure.score()


def test_obligations_are_as_the_lists_made_by_hand_say(results: list[measure.Result]) -> None:
    found = [r for r in results if r.table == "obligations" and not r.suite.startswith("chưa gặp")]
    assert found
    for result in found:
        assert result.worst >= 0.95, (result.suite, result.misses)


def test_targets_and_levels_are_exactly_as_the_lists_say(results: list[measure.Result]) -> None:
    found = [r for r in results if r.table in ("targets", "levels") and not r.suite.startswith("chưa gặp")]
    assert {r.table for r in found} == {"targets", "levels"}
    for result in found:
        assert result.worst == 1.0, (result.suite, result.table, result.misses)


def test_documents_the_rules_were_not_written_for_are_read_as_well(results: list[measure.Result]) -> None:
    found = [r for r in results if r.suite.startswith("chưa gặp") and r.table == "obligations"]
    assert len(found) == 2
    for result in found:
        assert result.worst >= 0.9, (result.suite, result.misses)


def test_a_row_too_many_and_a_row_too_few_both_cost() -> None:
    gold = {"document": "d", "anchor": "muc-i/1", "bodies": ["Sở Y tế"], "kind": "report", "recipient": None, "also_to": [],
            "via": None, "with": [], "deadlines": []}  # fmt: skip
    result = measure.compare("thử", "obligations", [], [gold])
    assert (result.fields["row"].recall, result.fields["row"].missed) == (0.0, 1)
    assert result.worst == 0.0


def test_the_first_figures_are_kept_and_shown() -> None:
    kept = measure.first()
    assert {table for _, table, _ in kept} == {"obligations", "targets"}
    assert "Số đo lần đầu" in measure.show([])
