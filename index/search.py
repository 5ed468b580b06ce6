"""Search: dense and lexical candidates fused by a weighted sum of per-question z-scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from corpus.settings import Settings
from corpus.text import has_diacritics
from index import dense, versions
from index.clauses import Clause
from index.embedding import Embedder, SentenceEmbedder


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause found: ``score`` is the fused z-score, ``cosine`` and ``bm25`` what it was made of."""

    clause: Clause
    score: float
    cosine: float
    bm25: float


class Searcher:
    """An open index version. Thread-safe; keeps the version it opened."""

    def __init__(self, settings: Settings, embedder: Embedder | None = None) -> None:
        self.settings = settings
        self.embedder = embedder or SentenceEmbedder(settings)
        parts = versions.open_parts(settings, self.embedder)
        self.manifest, self.store, self._collection, self._plain, self._bare, self.restorer = parts

    def search(self, question: str, count: int = 10) -> list[Hit]:
        """The best clauses for a question, best first, one for each anchor."""
        numbers, score, cosine, bm25 = self._fused(question)
        order = np.argsort(-score, kind="stable")
        hits: list[Hit] = []
        seen: set[str] = set()
        chunk = max(4 * count, 40)
        for at in range(0, len(order), chunk):
            part = order[at : at + chunk]
            for i, clause in zip(part, self.store.clauses([int(numbers[i]) for i in part]), strict=True):
                if clause.anchor not in seen:
                    seen.add(clause.anchor)
                    hits.append(Hit(clause, float(score[i]), float(cosine[i]), float(bm25[i])))
                    if len(hits) == count:
                        return hits
        return hits

    def _fused(self, question: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Candidates of both sides with their fused, dense and lexical scores; shapes ``(m,)``."""
        marked = has_diacritics(question)
        spoken = question if marked else self.restorer.restore(question)
        vector = self.embedder.query(spoken)
        near, similarity = dense.nearest(self._collection, vector, self.settings.candidates)
        lexical = (self._plain if marked else self._bare).scores(question)
        top = min(self.settings.candidates, len(lexical))
        words = np.argpartition(-lexical, top - 1)[:top]
        words = words[lexical[words] > 0]
        numbers = np.union1d(near, words)
        cosine = np.full(len(numbers), similarity.min() if len(similarity) else 0.0)
        cosine[np.searchsorted(numbers, near)] = similarity
        bm25 = lexical[numbers].astype(float)
        weight = self.settings.dense_weight
        fused = weight * _z(cosine, similarity) + (1 - weight) * _z(bm25, lexical[words].astype(float))
        return numbers, fused, cosine, bm25


def _z(values: np.ndarray, sample: np.ndarray) -> np.ndarray[Any, Any]:
    """Standard scores of ``values`` by the mean and deviation of ``sample``; zeros if it does not vary."""
    if len(sample) < 2 or sample.std() == 0:
        return np.zeros(len(values))
    return (values - sample.mean()) / sample.std()
