"""Sample questions: what people are known to ask of documents, and the clauses that answer it.

A question is looked for among them as well as among the clauses, since spoken questions are nearer to one another than
to the words of the law (after document expansion by queries: Nogueira et al. 2019; nearest neighbours by a kernel).
``language/asked.tsv`` and ``asked_more.tsv`` have ``anchor<TAB>question[<TAB>anchor …]``, ``unanswered.tsv`` questions
that are asked of the same documents in vain, one a line. Documents without sample questions are found by their clauses
alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index import cache
from index.clauses import Clause
from index.embedding import Asking, Embedder
from index.likelihood import QueryLikelihood
from index.restore import LANGUAGE

# The encoder's adapter was trained on the first; the second came later.
ASKED, ASKED_MORE, UNANSWERED = (LANGUAGE / n for n in ("asked.tsv", "asked_more.tsv", "unanswered.tsv"))
# How fast a sample question loses weight with its distance, in cosine.
_WIDTH = 0.03


@dataclass(frozen=True)
class Likeness:
    """How like a question is to the sample questions of clauses: ``near`` the cosine of the most like one and ``share``
    the part of all likeness, for each of ``clauses`` (numbers, ascending); of the unanswered ones ``vain`` and
    ``vain_share``. All arrays of shape ``(n,)``."""

    clauses: np.ndarray
    near: np.ndarray
    share: np.ndarray
    vain: float
    vain_share: float

    def of(self, numbers: np.ndarray, values: np.ndarray, least: float) -> np.ndarray:
        """``values`` (``near`` or ``share``) of the clauses of these numbers, ``least`` for those without samples."""
        found = np.full(len(numbers), least)
        at = np.searchsorted(self.clauses, numbers)
        at[at == len(self.clauses)] = 0
        if len(self.clauses):
            known = self.clauses[at] == numbers
            found[known] = values[at[known]]
        return found


@dataclass(frozen=True)
class Samples:
    """Unit vectors of sample questions, shape ``(m, d)``, the unanswered ones last; and which clause each speaks of:
    ``sample[i]`` of ``clause[i]``, ascending by clause. ``covered`` are the numbers of all clauses of the documents
    that have sample questions, ``worded`` the language of each of these and its questions, and ``asking`` the
    fingerprint of what embedded them."""

    vectors: np.ndarray
    sample: np.ndarray
    clause: np.ndarray
    answered: int
    covered: np.ndarray
    worded: QueryLikelihood
    asking: str

    @classmethod
    def build(
        cls,
        clauses: Sequence[Clause],
        spoken: Callable[[str], str],
        embedder: Embedder,
        vectors: Path,
        progress: Callable[[int, int], object] | None = None,
    ) -> Samples:
        """The samples of the documents that the clauses are of; ``vectors`` is the cache's file, ``progress`` is told
        how many are done and how many there are."""
        places = Places([c.anchor for c in clauses], exact=True)
        known = [*sampled(ASKED), *sampled(ASKED_MORE)]
        asked = [(q, rows) for anchors, q in known if (rows := places.of(anchors))]
        pairs = sorted((row, n) for n, (_, rows) in enumerate(asked) for row in rows)
        vain = UNANSWERED.read_text(encoding="utf-8").splitlines() if asked else []
        texts = [spoken(q) for q in (*(q for q, _ in asked), *vain)]
        done = 0

        def step(count: int) -> None:
            nonlocal done
            done += count
            if progress and texts:
                progress(done, len(texts))

        found, _ = cache.embed(texts, Asking(embedder), vectors, step)
        held = {clauses[row].document for row, _ in pairs}
        covered = [n for n, c in enumerate(clauses) if c.document in held]
        words = {n: [clauses[n].embedded] for n in covered}
        for row, n in pairs:
            words[row].append(texts[n])
        return cls(
            found,
            np.array([n for _, n in pairs], dtype=int),
            np.array([row for row, _ in pairs], dtype=int),
            len(asked),
            np.array(covered, dtype=int),
            QueryLikelihood.build(
                [words[n] for n in covered], [_unit(clauses[n]) for n in covered], texts[len(asked) :]
            ),
            embedder.asking,
        )

    @classmethod
    def none(cls) -> Samples:
        """No sample questions."""
        nothing = np.zeros(0, dtype=int)
        worded = QueryLikelihood.build([], [], [])
        return cls(np.zeros((0, 1), np.float32), nothing, nothing, 0, nothing, worded, "")

    def save(self, path: Path) -> None:
        held: dict[str, Any] = {
            "vectors": self.vectors.astype(np.float16),
            "sample": self.sample,
            "clause": self.clause,
            "answered": self.answered,
            "covered": self.covered,
            "asking": self.asking,
        }
        np.savez(path, **{**held, **self.worded.arrays()})

    @classmethod
    def load(cls, path: Path) -> Samples:
        with np.load(path) as held:
            return cls(
                held["vectors"].astype(np.float32),
                held["sample"],
                held["clause"],
                int(held["answered"]),
                held["covered"],
                QueryLikelihood.of_arrays(held),
                str(held["asking"]),
            )

    def likeness(self, vector: np.ndarray) -> Likeness:
        """How like the question of a unit vector ``(d,)`` is to the samples."""
        if not len(self.clause):
            nothing = np.zeros(0)
            return Likeness(nothing.astype(int), nothing, nothing, 0.0, 0.0)
        cosine = _product(self.vectors, vector)
        weight = np.exp((cosine - cosine.max()) / _WIDTH)
        weight /= weight.sum()
        first = np.flatnonzero(np.diff(self.clause, prepend=-1))
        vain = slice(self.answered, None)
        return Likeness(
            self.clause[first],
            np.maximum.reduceat(cosine[self.sample], first),
            np.add.reduceat(weight[self.sample], first),
            float(cosine[vain].max(initial=0.0)),
            float(weight[vain].sum()),
        )


def _unit(clause: Clause) -> str:
    """The article or section that a clause stands in, and its first part there."""
    return "/".join(clause.anchor.split("/")[:2])


def _product(matrix: np.ndarray, vector: np.ndarray) -> np.ndarray:
    """``matrix @ vector`` on the threads of the model: those of numpy's BLAS would keep spinning and slow it down."""
    import torch

    return torch.mv(torch.from_numpy(matrix), torch.from_numpy(np.ascontiguousarray(vector))).numpy()


class Places:
    """Which of some anchors stand at a place and under it, or at the nearest place above it that is held.

    With ``exact`` those under it stand for it only where it is no anchor itself.
    """

    def __init__(self, anchors: Sequence[str], exact: bool = False) -> None:
        self._at: dict[str, list[int]] = {}
        held = set(anchors) if exact else set()
        for n, anchor in enumerate(anchors):
            place = anchor
            while place:
                if place in held and place != anchor:
                    break
                self._at.setdefault(place, []).append(n)
                place = place.rpartition("/")[0]

    def of(self, anchors: Sequence[str]) -> list[int]:
        """Their numbers in the order given first, ascending."""
        found: set[int] = set()
        for anchor in anchors:
            place = anchor
            while place and place not in self._at:
                place = place.rpartition("/")[0]
            found.update(self._at.get(place, ()))
        return sorted(found)


def sampled(path: Path) -> list[tuple[list[str], str]]:
    """The anchors and the question of each row of a file of sample questions."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return [([anchor, *" ".join(others).split()], question) for anchor, question, *others in rows]
