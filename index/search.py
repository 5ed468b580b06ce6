"""Search: dense and lexical candidates fused by a weighted sum of per-question z-scores.

Provisions the question names ("Điều 9 Nghị định 20/2021") come first; clauses of a document it names are preferred.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from corpus.abbreviations import expand
from corpus.catalogue import Catalogue
from corpus.references import Reference, references
from corpus.settings import Settings
from corpus.text import has_diacritics
from index import dense, versions
from index.clauses import Clause
from index.embedding import Embedder, SentenceEmbedder

# How many standard deviations a clause of a document that the question names is preferred by.
_NAMED = 0.8
# And how many a text known only at second hand comes after one that was read itself.
_SECONDARY = 0.6


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

    @cached_property
    def catalogue(self) -> Catalogue:
        """The catalogue with the documents of this version."""
        return Catalogue.load().including(self.store.entries())

    @cached_property
    def _secondary(self) -> np.ndarray:
        """Numbers of the clauses of texts known only at second hand."""
        found = [self.store.numbers(e.id) for e in self.store.entries() if e.known == "S"]
        return np.array([n for numbers in found for n in numbers], dtype=int)

    def spoken(self, question: str) -> str:
        """The question as it would be written out: short forms opened, missing diacritics put back."""
        return self.restorer.restore(expand(question, chat=True))

    def search(self, question: str, count: int = 10) -> list[Hit]:
        """The best clauses for a question, best first, one for each anchor."""
        named = references(question, self.catalogue)
        numbers, score, cosine, bm25 = self._fused(question)
        for document in {r.document for r in named if r.document}:
            score = score + _NAMED * np.isin(numbers, self.store.numbers(document))
        score = score - _SECONDARY * np.isin(numbers, self._secondary)
        hits = [Hit(clause, float(score.max(initial=0.0)) + 1, 1.0, 0.0) for clause in self._named(named)][:count]
        order = np.argsort(-score, kind="stable")
        seen = {hit.clause.anchor for hit in hits}
        chunk = max(4 * count, 40)
        for at in range(0, len(order), chunk):
            if len(hits) == count:
                break
            part = order[at : at + chunk]
            for i, clause in zip(part, self.store.clauses([int(numbers[i]) for i in part]), strict=True):
                if clause.anchor not in seen and len(hits) < count:
                    seen.add(clause.anchor)
                    hits.append(Hit(clause, float(score[i]), float(cosine[i]), float(bm25[i])))
        return hits

    def _named(self, found: list[Reference]) -> list[Clause]:
        """The first clause of each provision that the question names by its place."""
        clauses: list[Clause] = []
        for r in found:
            path = list(r.path)
            documents = [r.document] if r.document else self.store.ids(passages=False)
            for document in documents:
                numbers = self.store.numbers(document, "/".join(path)) if path else []
                if numbers:
                    clauses += self.store.clauses(numbers[:1])
        return list({c.anchor: c for c in clauses}.values()) if len(clauses) <= 5 else []

    def _fused(self, question: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Candidates of both sides with their fused, dense and lexical scores; shapes ``(m,)``."""
        spoken = self.spoken(question)
        vector = self.embedder.query(spoken)
        near, similarity = dense.nearest(self._collection, vector, self.settings.candidates)
        lexical = self._plain.scores(spoken)
        if not has_diacritics(question):
            lexical = (lexical + self._bare.scores(spoken)) / 2
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
