"""Which clause holds the answer: a conditional logit (McFadden 1974) over what search and the question's words say of
every clause found.

The weights stand in ``calibration.toml``; ``python -m eval.calibrate`` fits them on the development questions and
writes the file. Whether any clause holds the answer is ``assistant.answerability``.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.knowledge import Knowledge
from assistant.question import Question
from assistant.shapes import counts, holds, is_foot
from corpus.agencies import Body
from corpus.groups import Profile, agreement, profile
from corpus.model import Document
from corpus.text import UPPER
from index.search import Hit

DATA = Path(__file__).with_name("calibration.toml")
FEATURES = (
    "cosine",
    "cosine_rank",
    "lexical",
    "lexical_rank",
    "around",
    "unsaid",
    "ended",
    "outdone",
    "coming",
    "named",
    "other",
    "people",
    "bodiless",
    "opens",
    "fits",
    "near",
    "asked",
    "asked_rank",
    "shared",
    "worded",
    "worded_rank",
)
# Those that rest on sample questions.
SAMPLED = ("asked", "asked_rank", "shared", "worded", "worded_rank")
_SENTENCE = re.compile(rf"(?<=[.;!?])\s+(?=[{UPPER}“])|\n+")
_YEAR = re.compile(r"\b20\d\d\b")
# A clause up to this long is shown whole; of a longer one the sentences that hold what is asked.
_WHOLE = 600
# The share of likeness to sample questions below which a clause has as good as none.
_UNSHARED = 0.001
# Cosines lie close together: so much they are spread.
_SPREAD = 20
# How far behind the best clause, in cosine, one of the text that took another's place says nothing of the matter.
_FAR = 0.1


@dataclass(frozen=True)
class Candidate:
    """A clause with the range of its words that answers best, and whether these hold the kind of thing asked for.

    ``features`` stand in the order of :data:`FEATURES`; ``utility`` is their weighted sum and ``probability`` the share
    it gives the clause among all that were found.
    """

    hit: Hit
    document: Document
    start: int
    end: int
    fits: bool
    features: tuple[float, ...]
    utility: float = 0.0
    probability: float = 0.0

    def feature(self, name: str) -> float:
        return self.features[FEATURES.index(name)]

    def holds(self, document: str, at: int) -> bool:
        """Whether a place of a document lies in the clause."""
        return self.document.id == document and self.hit.clause.start <= at < self.hit.clause.end


@lru_cache(maxsize=1)
def calibration() -> dict[str, Any]:
    """The calibrated numbers of the data file: one set for documents with sample questions, ``sampled``, and one for
    those without, ``plain``."""
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


def candidates(question: Question, knowledge: Knowledge) -> list[Candidate]:
    """Every clause found for a question, with the part of it that answers best and its features."""
    hits = knowledge.hits(question.expanded)
    # A provision that the question names by its place was not looked for: it has no scores of its own.
    searched = [h for h in hits if h.bm25 or h.cosine < 1] or list(hits)
    nearest, best = max((h.cosine for h in searched), default=0.0), max((h.bm25 for h in searched), default=0.0)
    by_cosine = _ranks([h.cosine for h in hits])
    by_words = _ranks([h.bm25 for h in hits])
    asked = _behind(hits, [None if h.asked is None else h.asked * _SPREAD for h in hits], nearest)
    worded = _behind(hits, [h.worded for h in hits], nearest)
    by_asked, by_worded = _ranks(asked), _ranks(worded)
    found = []
    for rank, hit in enumerate(hits):
        document = knowledge.document(hit.clause.document)
        (start, end), fits = _part(question, knowledge, document, hit)
        embedded = hit.clause.embedded
        state = knowledge.validity.in_force(document.id, question.day).state
        features = (
            (hit.cosine - nearest) * _SPREAD,
            1 / (1 + by_cosine[rank]),
            hit.bm25 / best if best else 0.0,
            1 / (1 + by_words[rank]),
            knowledge.coverage(question.asked, embedded),
            knowledge.unsaid(question.asked, embedded),
            float(state == "ended"),
            _outdone(knowledge, document.id, question.day, hits, nearest),
            float(state == "not-yet"),
            float(bool(question.documents) and document.id in question.documents),
            float(bool(question.documents) and document.id not in question.documents),
            _agreement(question, embedded),
            float(bool(question.bodies) and not _bodies(knowledge, embedded) & set(question.bodies)),
            float(document.text[start:end].rstrip().endswith(":")),
            float(fits),
            float(hit.clause.anchor.split("/")[0] in question.near),
            asked[rank],
            1 / (1 + by_asked[rank]),
            math.log(hit.shared + _UNSHARED),
            worded[rank],
            1 / (1 + by_worded[rank]),
        )
        found.append(Candidate(hit, document, start, end, fits, features))
    return found


def _behind(hits: Sequence[Hit], values: Sequence[float | None], nearest: float) -> list[float]:
    """How far each hit's value is behind the best one, at most 0.

    What has no sample questions, or was not looked for, stands as far behind as its own words do.
    """
    best = max((v for v in values if v is not None), default=0.0)
    return [
        min(0.0, h.cosine - nearest) * _SPREAD if v is None else v - best for h, v in zip(hits, values, strict=True)
    ]


def _outdone(knowledge: Knowledge, document: str, day: date, hits: Sequence[Hit], nearest: float) -> float:
    """For a text that has ended: how near what took its place comes to the nearest clause, 0 to 1."""
    by = knowledge.successors(document, day)
    near = max((hit.cosine for hit in hits if hit.clause.document in by), default=0.0)
    return max(0.0, 1 - (nearest - near) / _FAR)


def _ranks(values: Sequence[float]) -> list[int]:
    order = sorted(range(len(values)), key=lambda n: -values[n])
    return [order.index(n) for n in range(len(values))]


def _agreement(question: Question, text: str) -> float:
    """How well the people a clause speaks of fit those asked about; where none are named all fit alike."""
    return max(-1.0, agreement(question.people, _people(text))) if question.people.traits else 0.5


@lru_cache(maxsize=8192)
def _people(text: str) -> Profile:
    return profile(text)


@lru_cache(maxsize=8192)
def _bodies(knowledge: Knowledge, text: str) -> frozenset[Body]:
    return frozenset(m.body for m in knowledge.agencies.mentions(text))


@lru_cache(maxsize=64)
def ranked(question: Question, knowledge: Knowledge) -> tuple[Candidate, ...]:
    """The candidates, most likely first. Those that cannot hold what is asked are left out."""
    held = calibration()["sampled" if knowledge.sampled else "plain"]["weights"]
    weights = [float(held.get(n, 0.0)) for n in FEATURES]
    usable = [
        replace(c, utility=sum(w * x for w, x in zip(weights, c.features, strict=True)))
        for c in candidates(question, knowledge)
        if not _barred(question, c)
    ]
    top = max((c.utility for c in usable), default=0.0)
    total = sum(math.exp(c.utility - top) for c in usable)
    shared = (replace(c, probability=math.exp(c.utility - top) / total) for c in usable)
    return tuple(sorted(shared, key=lambda c: -c.utility))


def place_of(question: Question, knowledge: Knowledge, anchor: str, most: int = 5) -> int | None:
    """Where a provision stands among the most likely clauses, 0 first; None when it is not among them.

    A clause that holds the provision, or lies in it, counts.
    """
    for number, candidate in enumerate(ranked(question, knowledge)[:most]):
        found = candidate.hit.clause.anchor
        if found == anchor or found.startswith(f"{anchor}/") or anchor.startswith(f"{found}/"):
            return number
    return None


def superseded(question: Question, knowledge: Knowledge, document: str) -> bool:
    """Whether a document has ended by the day asked for while the likeliest clause is of one that applies."""
    first = next(iter(ranked(question, knowledge)), None)
    if first is None or first.document.id == document:
        return False
    state = knowledge.validity.in_force
    return (
        state(document, question.day).state == "ended" and state(first.document.id, question.day).state != "ended"
    )


def surest(question: Question, knowledge: Knowledge, least: float) -> Candidate | None:
    """The likeliest clause where it is at least so likely."""
    first = next(iter(ranked(question, knowledge)), None)
    return first if first is not None and first.probability >= least else None


def likelihood(question: Question, knowledge: Knowledge, document: str, start: int, end: int) -> float:
    """How likely the clauses inside a range of a document hold the answer, 0 to 1, all together."""
    found = ranked(question, knowledge)
    return sum(c.probability for c in found if c.document.id == document and start <= c.start and c.end <= end)


def _barred(question: Question, candidate: Candidate) -> bool:
    """Whether a clause cannot be the answer: recipients or a signature nobody asked for, or words without what an
    answer must have: money, a contact, the year to come that is asked about."""
    text = candidate.document.text[candidate.start : candidate.end]
    if is_foot(candidate.hit.clause.segment) and not is_foot_asked(question):
        return True
    if question.wants("amount", "phone") and not question.wants("yesno") and not candidate.fits:
        return True
    if counts(question) and not question.wants("yesno", "who") and not candidate.fits:
        return True
    if question.wants("yesno", "confirm"):
        return False
    coming = {y for y in _YEAR.findall(question.folded) if int(y) > question.as_of.year}
    return bool(coming) and not any(y in candidate.hit.clause.embedded or y in text for y in coming)


def is_foot_asked(question: Question) -> bool:
    return bool(
        re.search(r"\bnoi nhan\b|\bky\b|\bnguoi ky\b|\bgui\b|\bnhan (?:ban )?ke hoach\b|\bluu\b", question.folded)
    )


def _part(question: Question, knowledge: Knowledge, document: Document, hit: Hit) -> tuple[tuple[int, int], bool]:
    """The words of a clause that answer best, and whether they hold the kind of thing asked for.

    A short clause is taken whole; of a long one, the sentence that holds most of what is asked, with its neighbour
    where that adds what the sentence leaves out.
    """
    clause = hit.clause
    text = document.text[clause.start : clause.end]
    if len(text) <= _WHOLE:
        return (clause.start, clause.end), holds(question, text, knowledge)
    units = _sentences(text)
    scored = []
    for start, end in units:
        sentence = text[start:end]
        fits = holds(question, sentence, knowledge)
        scored.append((fits, knowledge.coverage(question.asked, sentence), start, end))
    scored = [s for s in scored if not _is_heading(text[s[2] : s[3]])] or scored
    fits, covered, start, end = max(scored, key=lambda s: (s[1] + 0.25 * s[0], -s[2]))
    for _, _, first, last in scored:
        wide = min(first, start), max(last, end)
        near = wide[1] - wide[0] - (last - first) - (end - start) < 4
        gain = knowledge.coverage(question.asked, text[wide[0] : wide[1]]) - covered
        if near and wide != (start, end) and gain > 0.12 and wide[1] - wide[0] <= 1.5 * _WHOLE:
            start, end = wide
            break
    return (clause.start + start, clause.start + end), fits


def _is_heading(words: str) -> bool:
    """Whether words are a title in capitals, which says what follows and no more."""
    letters = [c for c in words if c.isalpha()]
    return 2 * sum(c.isupper() for c in letters) > len(letters)


def _sentences(text: str) -> list[tuple[int, int]]:
    found, at = [], 0
    for stop, after in [*((m.start(), m.end()) for m in _SENTENCE.finditer(text)), (len(text), len(text))]:
        if len(text[at:stop].strip()) > 20:
            found.append((at, stop))
            at = after
    return found or [(0, len(text))]
