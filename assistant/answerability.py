"""Whether the texts hold an answer at all: a logistic model over the likeliest clause and how the others stand to it.

Most wrong answers come from a clause on the right subject that does not say what was asked; a question is refused
when no clause is believed. The weights stand beside those of ``assistant.ranking`` and are fitted with them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

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
    "ended",
    "other",
    "near",
    "strange",
    *(f"asks_{kind}" for kind in _KINDS),
    "like",
    "own",
    "own_share",
    "vain",
    "vain_share",
    "worded",
    "best_worded",
    "vainly_worded",
)
# Those that rest on sample questions.
SAMPLED = ("like", "own", "own_share", "vain", "vain_share", "worded", "best_worded", "vainly_worded")


def evidence(question: Question, knowledge: Knowledge, found: Sequence[Candidate]) -> tuple[float, ...]:
    """What speaks for an answer, in the order of :data:`EVIDENCE`; ``found`` as :func:`ranked` gives it, not empty."""
    best, first = found[0], found[:5]
    like, said = knowledge.likeness(question.expanded), knowledge.wording(question.expanded)
    worded = [c.hit.worded or 0.0 for c in first]
    nearest = float(like.near.max(initial=0.0))
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
        best.feature("ended"),
        best.feature("other"),
        best.feature("near"),
        knowledge.strange(question.spoken),
        *(float(question.wants(kind)) for kind in _KINDS),
        20 * (nearest - 1),
        20 * ((nearest if best.hit.asked is None else best.hit.asked) - nearest),
        best.hit.shared,
        20 * (like.vain - nearest),
        like.vain_share,
        worded[0],
        max(worded),
        said.vain,
    )


def held(values: Sequence[float], data: Mapping[str, Any]) -> float:
    """How likely the texts hold an answer, 0 to 1, by the evidence and a set of calibrated numbers."""
    weights = data["weights"]
    z = data["bias"] + sum(weights.get(n, 0.0) * x for n, x in zip(EVIDENCE, values, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))


def _numbers(best: Candidate, knowledge: Knowledge) -> Mapping[str, Any]:
    """The calibrated numbers for the document of the likeliest clause."""
    return calibration()["sampled" if best.document.id in knowledge.sampled else "plain"]["answerable"]


def answerable(question: Question, knowledge: Knowledge) -> float:
    """How likely the texts hold an answer to a question, 0 to 1."""
    found = ranked(question, knowledge)
    if not found:
        return 0.0
    return held(evidence(question, knowledge, found), _numbers(found[0], knowledge))


def believed(question: Question, knowledge: Knowledge, share: float = 1.0) -> bool:
    """Whether an answer found by search is to be believed; ``share`` of the threshold for surer composers."""
    found = ranked(question, knowledge)
    return bool(found) and answerable(question, knowledge) >= share * float(
        _numbers(found[0], knowledge)["believed"]
    )
