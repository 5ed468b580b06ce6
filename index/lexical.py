"""The lexical side: BM25 over syllable unigrams and bigrams, once with diacritics and once without.

BM25 as in Robertson & Zaragoza (2009), scored by ``bm25s`` (k1 1.2, b 0.75). Tokens are syllables of the
search key, one-character ones kept ("điểm a khoản 1"), plus every pair of neighbours.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from corpus.text import fold, syllables

K1, B = 1.2, 0.75


def tokens(text: str, folded: bool = False) -> list[str]:
    """Unigrams, then bigrams joined by ``_``."""
    words = syllables(text)
    if folded:
        words = [fold(word) for word in words]
    return words + [f"{a}_{b}" for a, b in itertools.pairwise(words)]


class LexicalIndex:
    """BM25 scores of all clauses for a question."""

    def __init__(self, engine: object, folded: bool) -> None:
        self._engine, self.folded = engine, folded

    @classmethod
    def build(cls, texts: Iterable[str], folded: bool) -> LexicalIndex:
        import bm25s

        engine = bm25s.BM25(k1=K1, b=B, method="lucene")
        vocabulary: dict[str, int] = {}
        ids = [[vocabulary.setdefault(t, len(vocabulary)) for t in tokens(text, folded)] for text in texts]
        vocabulary.setdefault("", len(vocabulary))
        engine.index((ids, vocabulary), show_progress=False, create_empty_token=False)
        return cls(engine, folded)

    def save(self, folder: Path) -> None:
        self._engine.save(str(folder), show_progress=False)  # type: ignore[attr-defined]

    @classmethod
    def load(cls, folder: Path, folded: bool) -> LexicalIndex:
        import bm25s

        return cls(bm25s.BM25.load(str(folder), mmap=True), folded)

    def scores(self, text: str) -> np.ndarray:
        """BM25 of every clause, shape ``(n,)``; zeros when no token of the question is known."""
        known = self._engine.vocab_dict  # type: ignore[attr-defined]
        wanted = [t for t in tokens(text, self.folded) if t in known]
        if not wanted:
            return np.zeros(self._engine.scores["num_docs"], np.float32)  # type: ignore[attr-defined]
        return self._engine.get_scores(wanted)  # type: ignore[attr-defined]
