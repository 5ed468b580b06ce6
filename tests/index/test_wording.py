"""The pairs of syllables that texts and sample questions are made of."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.wording import known, pairs


def test_pairs_are_neighbours_without_marks_and_figures() -> None:
    assert pairs("Trợ cấp 360.000 đồng") == ["tro cap", "cap dong"]
    assert pairs("một") == pairs("") == []


def test_known_pairs_are_of_the_texts_and_of_the_sample_questions() -> None:
    found = set(known(["Đua voi ở Buôn Đôn\nngoéo tay"]))
    assert {"dua voi", "buon don", "ngoeo tay"} <= found
    assert "don ngoeo" not in found, "lines stand apart"
    assert set(known([])) < found


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    assert all(" " in pair for pair in pairs(text))
