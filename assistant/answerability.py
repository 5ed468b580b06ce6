"""Whether the texts hold an answer at all: a logistic model over the likeliest clause and how the others stand to it.

Most wrong answers come from a clause on the right subject that does not say what was asked; a question is refused
when no clause is believed. The weights stand beside those of ``assistant.ranking`` and are fitted with them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from assistant.knowledge import Knowledge
from assistant.question import Question
from assistant.ranking import Candidate, calibration, ranked

_KINDS = ("amount", "when", "who", "limit", "count", "yesno", "papers", "condition", "list", "steps", "term")
EVIDENCE = (
    "share",
    "spread",
    "unsaid",
    "least_unsaid",
    "around",
    "most_around",
    "fits",
    "fitting",
    "people",
    "bodiless",
    "standing",
    "other",
    "near",
    "strange",
    *(f"asks_{kind}" for kind in _KINDS),
)


def evidence(question: Question, knowledge: Knowledge, found: Sequence[Candidate]) -> tuple[float, ...]:
    """What speaks for an answer, in the order of :data:`EVIDENCE`; ``found`` as :func:`ranked` gives it, not empty."""
    best, first = found[0], found[:5]
    cosines = [c.hit.cosine for c in found]
    return (
        best.probability,
        (max(cosines) - sum(cosines) / len(cosines)) * 20,
        best.feature("unsaid"),
        min(c.feature("unsaid") for c in first),
        best.feature("around"),
        max(c.feature("around") for c in first),
        float(best.fits),
        sum(c.fits for c in first) / len(first),
        best.feature("people"),
        best.feature("bodiless"),
        best.feature("standing"),
        best.feature("other"),
        best.feature("near"),
        knowledge.strange(question.spoken),
        *(float(question.wants(kind)) for kind in _KINDS),
    )


def held(values: Sequence[float]) -> float:
    """How likely the texts hold an answer, 0 to 1, by the evidence."""
    data = calibration()["answerable"]
    z = data["bias"] + sum(data["weights"][n] * x for n, x in zip(EVIDENCE, values, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))


def answerable(question: Question, knowledge: Knowledge) -> float:
    """How likely the texts hold an answer to a question, 0 to 1."""
    found = ranked(question, knowledge)
    return held(evidence(question, knowledge, found)) if found else 0.0


def believed(question: Question, knowledge: Knowledge, share: float = 1.0) -> bool:
    """Whether an answer found by search is to be believed; ``share`` of the threshold for surer composers."""
    return answerable(question, knowledge) >= share * float(calibration()["answerable"]["believed"])
