"""Query likelihood: how well a question is worded as a clause and the questions asked of it are.

Ponte & Croft 1998 over clauses expanded by their sample questions (Nogueira et al. 2019), single syllables and
neighbouring ones, smoothed after Zhai & Lafferty 2001: the language of a clause by that of its article or section, and
that by everybody's. Questions asked in vain have a language of their own to compare with.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise

import numpy as np

from corpus.text import fold

# Dirichlet priors, in syllables: of a clause's unit in its own language, of everybody's in that of the unit, and of
# everybody's in that of the questions asked in vain.
_OF_UNIT, _OF_ALL, _OF_VAIN = 50.0, 200.0, 200.0
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Wording:
    """Logarithms of how much likelier each clause's language makes a question than everybody's does, a syllable:
    ``clauses`` of shape ``(n,)``, and ``vain`` that of the questions asked in vain."""

    clauses: np.ndarray
    vain: float


@dataclass(frozen=True)
class QueryLikelihood:
    """Counts of ``grams``: gram ``g`` stands ``count[i]`` times in clause ``row[i]`` for the ``i`` from ``first[g]`` to
    ``first[g + 1]``, and ``vain[g]`` times in questions asked in vain. ``unit[c]`` is the article or section of clause
    ``c``, units being numbered from 0."""

    grams: tuple[str, ...]
    first: np.ndarray
    row: np.ndarray
    count: np.ndarray
    vain: np.ndarray
    unit: np.ndarray

    @classmethod
    def build(cls, texts: Sequence[Sequence[str]], units: Sequence[str], vain: Sequence[str]) -> QueryLikelihood:
        """``texts`` are each clause's words and the questions asked of it, ``units`` the name of each clause's unit."""
        found: dict[str, Counter[int]] = {}
        for number, those in enumerate(texts):
            for gram in chain.from_iterable(map(_grams, those)):
                found.setdefault(gram, Counter())[number] += 1
        unasked = Counter(chain.from_iterable(map(_grams, vain)))
        grams = tuple(sorted({*found, *unasked}))
        postings: list[Mapping[int, int]] = [found.get(gram, {}) for gram in grams]
        numbers = {unit: n for n, unit in enumerate(dict.fromkeys(units))}
        return cls(
            grams,
            np.cumsum([0, *map(len, postings)]),
            np.array([row for those in postings for row in those], dtype=np.int32),
            np.array([n for those in postings for n in those.values()], dtype=np.int32),
            np.array([unasked[gram] for gram in grams], dtype=np.int32),
            np.array([numbers[unit] for unit in units], dtype=np.int32),
        )

    def arrays(self) -> dict[str, np.ndarray]:
        """What :meth:`of_arrays` makes it from again, to be kept in a file."""
        words = np.frombuffer("\n".join(self.grams).encode(), dtype=np.uint8)
        names = ("first", "row", "count", "vain", "unit")
        return {"grams": words, **{name: getattr(self, name) for name in names}}

    @classmethod
    def of_arrays(cls, held: Mapping[str, np.ndarray]) -> QueryLikelihood:
        text = held["grams"].tobytes().decode()
        names = ("first", "row", "count", "vain", "unit")
        return cls(tuple(text.split("\n")) if text else (), *(held[name] for name in names))

    def wording(self, question: str) -> Wording:
        """How likely a question is in the language of each clause and among those asked in vain."""
        total = np.zeros(len(self.unit))
        vain, syllables = 0.0, max(len(_WORD.findall(question)), 1)
        of_clauses, of_units, of_vain, everything = self._sizes
        for gram in _grams(question):
            at = self._at.get(gram)
            own = np.zeros(len(self.unit))
            unasked, seen = 0, 0.0
            if at is not None:
                part = slice(self.first[at], self.first[at + 1])
                own[self.row[part]] = self.count[part]
                unasked = int(self.vain[at])
                seen = own.sum() + unasked
            everybody = (seen + 0.5) / (everything + 1)
            shared = np.bincount(self.unit, own, minlength=len(of_units))
            unit = (shared + _OF_ALL * everybody) / (of_units + _OF_ALL)
            total += np.log((own + _OF_UNIT * unit[self.unit]) / (of_clauses + _OF_UNIT) / everybody)
            vain += np.log((unasked + _OF_VAIN * everybody) / (of_vain + _OF_VAIN) / everybody)
        return Wording(total / syllables, float(vain / syllables))

    def has(self, word: str) -> bool:
        """Whether a word stands in any clause or question."""
        return fold(word).lower() in self._at

    @cached_property
    def _at(self) -> dict[str, int]:
        return {gram: n for n, gram in enumerate(self.grams)}

    @cached_property
    def _sizes(self) -> tuple[np.ndarray, np.ndarray, float, float]:
        """How many grams the clauses, their units, the questions asked in vain and all together have."""
        clauses = np.bincount(self.row, self.count, minlength=len(self.unit))
        units = np.bincount(self.unit, clauses)
        vain = float(self.vain.sum())
        return clauses, units, vain, float(clauses.sum()) + vain


def _grams(text: str) -> Iterator[str]:
    """The syllables of a text without their marks, and each with the one that follows."""
    words = _WORD.findall(fold(text).lower())
    yield from words
    yield from (f"{a} {b}" for a, b in pairwise(words))
