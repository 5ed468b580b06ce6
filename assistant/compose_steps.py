"""Answers that are procedures: the steps in order, each with who takes it and within how long."""

from __future__ import annotations

import itertools
import re

from assistant.answerability import answerable, believed
from assistant.draft import Draft, tidy
from assistant.knowledge import Knowledge
from assistant.question import Question
from assistant.ranking import likelihood, ranked, superseded
from assistant.shapes import names_text
from corpus.model import Document, Provision
from corpus.obligations import Obligation
from corpus.text import UPPER, fold

_ENOUGH = 0.5
# What search makes of the clauses inside a procedure counts beside its words.
_FOUND = 0.3
_PROCEDURE = re.compile(r"\b(?:thu tuc|trinh tu|quy trinh|cac buoc|xet huong|giai quyet)\b")
# Less likely than this, a procedure is of something else, whatever words it shares.
_LIKELY = 0.1
_STEP = re.compile(r"^[-+ \t]*Bước \d+\b", re.MULTILINE)
_SHORT = 330
_SENTENCE = re.compile(rf"(?<=[.;])\s+(?=[{UPPER}])|\n+")


def compose(question: Question, knowledge: Knowledge) -> Draft | None:
    """The procedure whose heading and lead fit what is asked best; None when no text lays one out in steps."""
    if not question.wants("steps") or question.wants("papers") or names_text(question):
        return None
    if (draft := _numbered(question, knowledge)) is not None:
        return draft
    best: tuple[float, Document, Provision] | None = None
    for rank, (document, provision) in enumerate(_procedures(question, knowledge)):
        lead = document.own(provision).split("\n")[0]
        heading = " ".join(t for t in provision.trail[-2:] if len(t) < 250)
        score = max(
            knowledge.coverage(question.asked, lead),
            0.95 * knowledge.coverage(question.asked, f"{heading} {lead}"),
        )
        score += 0.15 * bool(_PROCEDURE.search(fold(f"{heading} {lead}"))) - 0.01 * rank
        score += knowledge.standing(document.id, question.day)
        likely = likelihood(question, knowledge, document.id, provision.start, provision.end)
        score += _FOUND * likely
        if likely < _LIKELY:
            continue
        if best is None or score > best[0] + 1e-6:
            best = (score, document, provision)
    if best is None or best[0] < _ENOUGH or not believed(question, knowledge, share=0.5):
        return None
    score, document, provision = best
    draft = Draft(knowledge, question, "steps", confidence=min(0.95, 0.4 + score / 1.7), listed=True)
    draft.subjects.append(document.anchor(provision))
    draft.say(document, provision.start, provision.own_end)
    for number, child in enumerate(document.children(provision), 1):
        _step(draft, document, child, number)
    return draft


def _numbered(question: Question, knowledge: Knowledge) -> Draft | None:
    """The steps that the likeliest clause itself numbers: "Bước 1. … Bước 2. …"."""
    first = next(iter(ranked(question, knowledge)), None)
    place = first.document.at(first.start, first.end) if first else None
    if first is None or place is None or not believed(question, knowledge):
        return None
    text = first.document.text
    starts = [m.start() for m in _STEP.finditer(text, place.start, place.own_end)]
    if len(starts) < 2:
        return None
    draft = Draft(knowledge, question, "steps", confidence=answerable(question, knowledge), listed=True)
    draft.subjects.append(first.document.anchor(place))
    if text[place.start : starts[0]].strip():
        draft.say(first.document, place.start, starts[0])
    for start, stop in itertools.pairwise([*starts, place.own_end]):
        draft.say(first.document, start, start + len(text[start:stop].rstrip()))
    return draft


def _procedures(question: Question, knowledge: Knowledge) -> list[tuple[Document, Provision]]:
    """Provisions in the articles of the hits whose children are steps: most of them say who does what."""
    found: dict[str, tuple[Document, Provision]] = {}
    for hit in knowledge.hits(question.expanded):
        document = knowledge.document(hit.clause.document)
        if question.documents and document.id not in question.documents:
            continue
        if superseded(question, knowledge, document.id):
            continue
        top = hit.clause.segment.split("/")[0]
        for provision in document.provisions:
            if provision.path[0] != top or document.anchor(provision) in found:
                continue
            children = document.children(provision)
            dutiful = [c for c in children if _duties(knowledge, document, c)]
            leaves = [c for c in children if c.is_leaf]
            if len(children) >= 2 and 2 * len(dutiful) > len(children) and 2 * len(leaves) > len(children):
                found[document.anchor(provision)] = (document, provision)
    return list(found.values())


def _duties(knowledge: Knowledge, document: Document, provision: Provision) -> list[Obligation]:
    rows = knowledge.duties_in(document.id)
    return [r for r in rows if provision.start <= r.start and r.end <= provision.end]


def _step(draft: Draft, document: Document, step: Provision, number: int) -> None:
    """One step: whole when short, else its sentences that name a time limit, or its first."""
    own = document.own(step)
    if len(own) <= _SHORT:
        draft.claim(f"{number}. {tidy(own)}", draft.quote(document, step.start, step.start + len(own)))
        return
    limits = [d for r in _duties(draft.knowledge, document, step) for d in r.deadlines]
    at, told = step.start, 0
    for stop, after in [
        *((step.start + m.start(), step.start + m.end()) for m in _SENTENCE.finditer(own)),
        (step.start + len(own), step.start + len(own)),
    ]:
        sentence = document.text[at:stop]
        timed = any(d.text in sentence for d in limits)
        if (timed or not told) and sentence.strip():
            text = tidy(sentence)
            draft.claim(f"{number}. {text}" if not told else f"  - {text}", draft.quote(document, at, stop))
            told += 1
        at = after
