"""BM25: one-character tokens, bigrams, with and without diacritics."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from index.lexical import LexicalIndex, tokens

TEXTS = [
    "điểm a khoản 1 Điều 5",
    "điểm b khoản 2 Điều 6",
    "bảo hiểm y tế cho người nghèo",
    "y tế bảo hiểm người cho nghèo",
    "chính sách hòa giải ở cơ sở",
]


def best(index: LexicalIndex, question: str) -> int:
    return int(np.argmax(index.scores(question)))


def test_one_character_tokens_count() -> None:
    assert {"a", "1", "5"} <= set(tokens("điểm a khoản 1 Điều 5"))
    assert best(LexicalIndex.build(TEXTS, folded=False), "điểm b khoản 2 điều 6") == 1


def test_neighbours_count_as_pairs() -> None:
    assert "bảo_hiểm" in tokens("Bảo hiểm y tế")
    scores = LexicalIndex.build(TEXTS, folded=False).scores("bảo hiểm y tế cho người nghèo")
    assert scores[2] > scores[3] > 0


def test_folded_index_finds_what_was_typed_without_marks() -> None:
    assert best(LexicalIndex.build(TEXTS, folded=True), "bao hiem y te cho nguoi ngheo") == 2
    assert best(LexicalIndex.build(TEXTS, folded=False), "hoà giải") == 4


def test_unknown_words_score_nothing() -> None:
    index = LexicalIndex.build(TEXTS, folded=False)
    for question in ("zzz qqq", "", "!!!"):
        assert not index.scores(question).any() and len(index.scores(question)) == len(TEXTS)


def test_saved_index_scores_the_same(tmp_path: Path) -> None:
    index = LexicalIndex.build(TEXTS, folded=True)
    index.save(tmp_path / "bm25")
    again = LexicalIndex.load(tmp_path / "bm25", folded=True)
    assert np.allclose(again.scores("nguoi ngheo"), index.scores("nguoi ngheo"))
