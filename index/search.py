"""Search: dense and lexical candidates fused by a weighted sum of per-question z-scores.

Provisions the question names ("Điều 9 Nghị định 20/2021") come first; clauses of a document it names are preferred.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from corpus.catalogue import Catalogue
from corpus.references import Reference, of_provision, references
from corpus.settings import Settings
from corpus.text import has_diacritics
from index import dense, versions
from index.clauses import Clause
from index.embedding import Embedder, SentenceEmbedder
from index.likelihood import Wording
from index.samples import Likeness

# How many standard deviations a clause of a document that the question names is preferred by.
_NAMED = 0.8
# And how many a text known only at second hand comes after one that was read itself.
_SECONDARY = 0.6
# Share of the index without diacritics: a little for a question that has them (some are typed wrong), half for one
# that has none and was restored.
_FOLDED, _FOLDED_BARE = 0.3, 0.5
# The weight of sample questions beside the words of the clauses: of how like they are, and how alike they are worded.
_ASKED, _WORDED = 1.0, 1.0


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause found: ``score`` is the fused z-score, the others what it was made of.

    ``asked`` is the cosine of the clause's most like sample question, ``worded`` how well the question is worded as
    the clause and its sample questions are; both None where its document has none. ``shared`` is the part of all
    likeness to sample questions that is its own.
    """

    clause: Clause
    score: float
    cosine: float
    bm25: float
    asked: float | None = None
    shared: float = 0.0
    worded: float | None = None


class Searcher:
    """An open index version. Thread-safe; keeps the version it opened."""

    def __init__(self, settings: Settings, embedder: Embedder | None = None) -> None:
        self.settings = settings
        self.embedder = embedder or SentenceEmbedder(settings)
        parts = versions.open_parts(settings, self.embedder)
        self.manifest, self.store, self._collection, self._plain, self._bare, self.samples, self.restorer = parts
        self.likeness = lru_cache(maxsize=128)(self._likeness)
        self.wording = lru_cache(maxsize=128)(self._wording)
        self._vector = lru_cache(maxsize=128)(lambda spoken: self.embedder.query(spoken))

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
        return self.restorer.written_out(question)

    def _likeness(self, question: str) -> Likeness:
        """How like a question is to the sample questions."""
        return self.samples.likeness(self._vector(self.spoken(question)))

    def _wording(self, question: str) -> Wording:
        """How likely a question is as the clauses and their sample questions are worded."""
        return self.samples.worded.wording(self.spoken(question))

    def search(self, question: str, count: int = 10, nested: bool = True) -> list[Hit]:
        """The best clauses for a question, best first, one for each anchor.

        Without ``nested``, a clause whose words a better one has shown already is left out (an item after its list).
        """
        named = references(question, self.catalogue)
        numbers, score, cosine, bm25, asked, shared, worded = self._fused(question, count)
        for document in {r.document for r in named if r.document}:
            score = score + _NAMED * np.isin(numbers, self.store.numbers(document))
        score = score - _SECONDARY * np.isin(numbers, self._secondary)
        hits = [Hit(clause, float(score.max(initial=0.0)) + 1, 1.0, 0.0) for clause in self._named(named)][:count]
        order = np.argsort(-score, kind="stable")
        seen = {hit.clause.anchor for hit in hits}
        chunk = max(4 * count, 40)
        for at in range(0, len(order), chunk):
            part = order[at : at + chunk]
            for i, clause in zip(part, self.store.clauses([int(numbers[i]) for i in part]), strict=True):
                if len(hits) == count:
                    return hits
                if clause.anchor not in seen and (nested or not any(_holds(h.clause, clause) for h in hits)):
                    seen.add(clause.anchor)
                    near, said = (None if np.isnan(v[i]) else float(v[i]) for v in (asked, worded))
                    made = float(score[i]), float(cosine[i]), float(bm25[i])
                    hits.append(Hit(clause, *made, near, float(shared[i]), said))
        return hits

    def referred(self, clause: Clause) -> list[Clause]:
        """The clauses that a clause and the lead-ins above it refer to, in order: what it cannot be read without."""
        document = self.store.document(clause.document)
        here = document.by_path.get(clause.segment)
        found: dict[str, Clause] = {}
        while here is not None and document.entry.kind != "passage":
            for r in of_provision(document, here, self.catalogue):
                inside = r.document == clause.document and clause.segment.startswith("/".join(r.path))
                if r.path and r.document and not inside:
                    numbers = self.store.numbers(r.document, "/".join(r.path))[:1]
                    found |= {c.anchor: c for c in self.store.clauses(numbers)}
            here = document.parent(here)
        return list(found.values())

    def vectors(self) -> tuple[list[Clause], np.ndarray]:
        """Every clause in order, and its vector; shape ``(n, d)``."""
        found = self._collection.get(include=["embeddings"])
        order = np.argsort([int(i) for i in found["ids"]])
        clauses = self.store.clauses(range(len(order)))
        return clauses, np.asarray(found["embeddings"], dtype=np.float32)[order]

    def _named(self, found: list[Reference]) -> list[Clause]:
        """The first clause of each provision that the question names by its place."""
        clauses: list[Clause] = []
        for r in found:
            for document in [r.document] if r.document else self._documents:
                numbers = self.store.numbers(document, "/".join(r.path)) if r.path else []
                if numbers:
                    clauses += self.store.clauses(numbers[:1])
        return list({c.anchor: c for c in clauses}.values()) if len(clauses) <= 5 else []

    @cached_property
    def _documents(self) -> list[str]:
        """Ids of the documents that have places to name."""
        return self.store.ids(passages=False)

    def _fused(self, question: str, count: int) -> tuple[np.ndarray, ...]:
        """Candidates of all sides with their fused, dense and lexical scores, their nearest sample question's cosine
        (not a number where the document has none), share of likeness and likelihood of the wording (the same);
        shapes ``(m,)``."""
        spoken = self.spoken(question)
        vector = self._vector(spoken)
        depth = max(self.settings.candidates, 2 * count)
        near, similarity = dense.nearest(self._collection, vector, depth)
        folded = _FOLDED if has_diacritics(question) else _FOLDED_BARE
        lexical = (1 - folded) * self._plain.scores(spoken) + folded * self._bare.scores(spoken)
        top = min(depth, len(lexical))
        words = np.argpartition(-lexical, top - 1)[:top]
        words = words[lexical[words] > 0]
        like = self.likeness(question)
        alike = np.argsort(-like.near, kind="stable")[:depth]
        told = self.wording(question).clauses
        likely = np.argsort(-told, kind="stable")[:depth]
        numbers = np.unique(np.concatenate([near, words, like.clauses[alike], self.samples.covered[likely]]))
        cosine = np.full(len(numbers), similarity.min() if len(similarity) else 0.0)
        cosine[np.searchsorted(numbers, near)] = similarity
        bm25 = lexical[numbers].astype(float)
        weight = self.settings.dense_weight
        dense_z = _z(cosine, similarity)
        fused = weight * dense_z + (1 - weight) * _z(bm25, lexical[words].astype(float))
        covered = np.isin(numbers, self.samples.covered)
        least = like.near[alike].min(initial=1.0)
        asked = np.where(covered, np.maximum(like.of(numbers, like.near, least), least), np.nan)
        # A clause of a document without sample questions stands where its own words put it.
        fused += _ASKED * np.where(covered, _z(asked, like.near[alike]), dense_z) * covered.any()
        worded = np.full(len(numbers), np.nan)
        worded[covered] = told[np.searchsorted(self.samples.covered, numbers[covered])]
        fused += _WORDED * np.where(covered, _z(worded, told[likely]), dense_z) * covered.any()
        return numbers, fused, cosine, bm25, asked, like.of(numbers, like.share, 0.0), worded


def _holds(shown: Clause, clause: Clause) -> bool:
    return shown.document == clause.document and shown.start <= clause.start and clause.end <= shown.end


def _z(values: np.ndarray, sample: np.ndarray) -> np.ndarray[Any, Any]:
    """Standard scores of ``values`` by mean and deviation of ``sample``: of themselves if it does not vary, as when a
    single clause has the words; zeros if neither does."""
    for one in (sample, values):
        if len(one) > 1 and one.std() > 0:
            return (values - one.mean()) / one.std()
    return np.zeros(len(values))
