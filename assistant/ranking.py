"""How likely a clause holds the answer: a logistic model over what search and the question's words say of it.

The weights stand in ``calibration.toml``; ``python -m eval.calibrate`` fits them on the development questions and
writes the file. A passage is chosen by its probability, and refused when no passage's is high enough.
"""

from __future__ import annotations

import math
import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.knowledge import Knowledge
from assistant.question import Question
from assistant.shapes import counts, holds, is_foot
from corpus.model import Document
from corpus.text import UPPER
from index.search import Hit

DATA = Path(__file__).with_name("calibration.toml")
FEATURES = ("score", "rank", "around", "unsaid", "standing", "named", "other")
_SENTENCE = re.compile(rf"(?<=[.;!?])\s+(?=[{UPPER}“])|\n+")
_YEAR = re.compile(r"\b20\d\d\b")
# What a clause is worth that does not hold the kind of thing asked for.
_UNFIT = 0.6
# Log odds that a clause of the unit just spoken of gains in a follow-up.
_NEAR = 1.5
# A clause up to this long is shown whole; of a longer one the sentences that hold what is asked.
_WHOLE = 420


@dataclass(frozen=True)
class Model:
    """Two logistic models: which clause holds the answer, and whether any does.

    The second looks at the first one's best probability and at the best cosine; below ``believed`` nothing is
    answered from search.
    """

    bias: float
    weights: dict[str, float]
    answerable: tuple[float, float, float]
    believed: float

    def held(self, probability: float, cosine: float) -> float:
        """How likely the texts hold the answer at all, from the best clause's probability and the best cosine."""
        bias, by_probability, by_cosine = self.answerable
        return _logistic(bias + by_probability * probability + by_cosine * cosine)


@dataclass(frozen=True)
class Candidate:
    """A clause with the range of its words that answers best, and whether these hold the kind of thing asked for.

    ``features`` stand in the order of :data:`FEATURES`.
    """

    hit: Hit
    document: Document
    start: int
    end: int
    fits: bool
    features: tuple[float, ...]
    near: bool = False

    def probability(self, model: Model) -> float:
        """How likely the clause holds the answer; one in the unit that was just spoken of is likelier."""
        return _logistic(
            model.bias
            + sum(model.weights[n] * x for n, x in zip(FEATURES, self.features, strict=True))
            + _NEAR * self.near
        )


def _logistic(z: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))


@lru_cache(maxsize=1)
def model() -> Model:
    """The calibrated model of the data file."""
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    answerable = data["answerable"]
    return Model(
        data["bias"],
        {n: float(data["weights"][n]) for n in FEATURES},
        (answerable["bias"], answerable["probability"], answerable["cosine"]),
        data["believed"],
    )


def candidates(question: Question, knowledge: Knowledge) -> list[Candidate]:
    """Every clause found for a question, with the part of it that answers best and its features."""
    hits = knowledge.hits(question.expanded)
    if not hits:
        return []
    found = []
    for rank, hit in enumerate(hits):
        document = knowledge.document(hit.clause.document)
        (start, end), fits = _part(question, knowledge, document, hit)
        features = (
            hit.score / 3,
            1 / (1 + rank),
            knowledge.coverage(question.asked, hit.clause.embedded),
            knowledge.unsaid(question.asked, hit.clause.embedded),
            knowledge.standing(document.id, question.day),
            float(bool(question.documents) and document.id in question.documents),
            float(bool(question.documents) and document.id not in question.documents),
        )
        near = hit.clause.anchor.split("/")[0] in question.near
        found.append(Candidate(hit, document, start, end, fits, features, near))
    return found


@lru_cache(maxsize=64)
def ranked(question: Question, knowledge: Knowledge) -> tuple[Candidate, ...]:
    """The candidates, most likely first. Those that cannot hold what is asked are left out."""
    usable = [c for c in candidates(question, knowledge) if not _barred(question, c)]
    return tuple(sorted(usable, key=lambda c: -c.probability(model()) * (1.0 if c.fits else _UNFIT)))


def answerable(question: Question, knowledge: Knowledge) -> float:
    """How likely the texts hold an answer to a question, 0 to 1."""
    best = next(iter(ranked(question, knowledge)), None)
    if best is None:
        return 0.0
    cosine = max(h.cosine for h in knowledge.hits(question.expanded))
    return model().held(best.probability(model()), cosine)


def believed(question: Question, knowledge: Knowledge, share: float = 1.0) -> bool:
    """Whether an answer found by search is to be believed; ``share`` of the threshold for surer composers."""
    return answerable(question, knowledge) >= share * model().believed


def place_of(question: Question, knowledge: Knowledge, anchor: str, most: int = 5) -> int | None:
    """Where a provision stands among the most likely clauses, 0 first; None when it is not among them.

    A clause that holds the provision, or lies in it, counts.
    """
    for number, candidate in enumerate(ranked(question, knowledge)[:most]):
        found = candidate.hit.clause.anchor
        if found == anchor or found.startswith(f"{anchor}/") or anchor.startswith(f"{found}/"):
            return number
    return None


def _barred(question: Question, candidate: Candidate) -> bool:
    """Whether a clause cannot be the answer: recipients or a signature nobody asked for, or words without what an
    answer must have: money, a contact, the year to come that is asked about."""
    text = candidate.document.text[candidate.start : candidate.end]
    if is_foot(candidate.hit.clause.segment) and not is_foot_asked(question):
        return True
    if question.wants("amount", "phone") and not question.wants("yesno") and not candidate.fits:
        return True
    if counts(question) and not question.wants("yesno") and not candidate.fits:
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
