"""Answers that are lists: papers, conditions, cases, steps and everything a lead-in opens, complete and in order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answerability import believed
from assistant.draft import Draft, tidy
from assistant.knowledge import Knowledge
from assistant.question import Question
from assistant.ranking import Candidate, likelihood, superseded, surest
from corpus.model import Document, Provision
from corpus.text import fold

_ENOUGH = 0.52
# What search makes of the clauses inside a list counts beside its words.
_FOUND = 0.2
_MOST = 25
_SHORT_LEAD = 45
_TITLE = 100
# From here on search is surer of a clause than shared words are of a list.
_FOUND_SURELY = 0.8
# What a list loses when its lead and headings lack the most telling word of the question.
_UNSAID = 0.45
# What the lead of a list says, for each thing a question can ask for.
_LEADS = {
    "papers": re.compile(r"\bho so\b|\bgiay to\b|\bto khai\b|xuat trinh"),
    "condition": re.compile(r"\bdieu kien\b|\btruong hop\b|\bkhi:|\bneu:|\bdoi tuong\b|\byeu cau\b|\btieu chuan\b"),
}
_STEPS = re.compile(r"\bthu tuc\b|\btrinh tu\b|\bquy trinh\b|\bcac buoc\b")


def compose(question: Question, knowledge: Knowledge) -> Draft | None:
    """The list whose lead fits what is asked best, all of its items."""
    kinds = [k for k in ("papers", "condition") if k in question.asks]
    if not kinds and not question.wants("list"):
        return None
    if (unit := _unit(question, knowledge)) is not None:
        return _say(question, knowledge, *unit, score=1.0)
    best: tuple[float, Document, Provision] | None = None
    sure = surest(question, knowledge, _FOUND_SURELY)
    for document, provision, bonus in _candidates(question, knowledge):
        if sure is not None and not _around(document, provision, sure):
            continue
        score = _fit(question, knowledge, document, provision, kinds) + bonus
        score += _FOUND * likelihood(question, knowledge, document.id, provision.start, provision.end)
        if best is None or score > best[0] + 1e-6:
            best = (score, document, provision)
    if best is None or best[0] < _ENOUGH or not believed(question, knowledge, share=0.5):
        return None
    return _say(question, knowledge, *best[1:], score=best[0])


def _unit(question: Question, knowledge: Knowledge) -> tuple[Document, Provision] | None:
    """The section that search is sure of, where its own words are but its title: what stands in it is the list."""
    sure = surest(question, knowledge, _ENOUGH)
    place = sure.document.by_path.get(sure.hit.clause.segment) if sure else None
    if sure is None or place is None or not believed(question, knowledge):
        return None
    titled = len(sure.document.own(place)) <= _TITLE and len(sure.document.children(place)) >= 2
    return (sure.document, place) if titled else None


def _around(document: Document, provision: Provision, sure: Candidate) -> bool:
    """Whether a list holds the clause that search is sure of, or stands in it."""
    clause = sure.hit.clause
    holds = provision.start <= sure.start and sure.end <= provision.end
    return document.id == clause.document and (holds or clause.start <= provision.start < clause.end)


def _fit(
    question: Question, knowledge: Knowledge, document: Document, provision: Provision, kinds: Sequence[str]
) -> float:
    """How well a list's lead, with the headings above it, says what is asked."""
    lead = document.own(provision)
    folded = fold(lead)
    context = " ".join(t for t in provision.trail[-2:] if len(t) < 250)
    # "3. Hồ sơ gồm:" says what it lists only with the heading above it.
    said = lead if len(lead) > _SHORT_LEAD or not provision.trail else f"{provision.trail[-1]} {lead}"
    own = knowledge.coverage(question.asked, said)
    score = (
        0.1 * knowledge.coverage(question.asked, lead)
        + 0.6 * own
        + 0.35 * knowledge.coverage(question.asked, f"{context} {lead}")
    )
    score += 0.1 * knowledge.precision(question.asked, said)
    score -= _UNSAID * knowledge.unsaid(question.asked, f"{context} {lead}")
    score += 0.18 * (own > 0.25) * sum(1 for k in kinds if _LEADS[k].search(folded))
    if "papers" in kinds:
        # Papers are asked for: a list whose lead names none, or that lays out a procedure, is not what is meant.
        score -= 0.18 * (not _LEADS["papers"].search(folded))
        score -= 0.15 * bool(_STEPS.search(folded.split(".")[0]))
    return score


def _candidates(question: Question, knowledge: Knowledge) -> list[tuple[Document, Provision, float]]:
    """Provisions with items at, above and under the hits, each once, the better found the sooner.

    The bonus prefers the better hit, the text that applies on the day, and the list itself to the unit that holds it.
    """
    found: dict[str, tuple[Document, Provision, float]] = {}
    for rank, hit in enumerate(knowledge.hits(question.expanded)):
        document = knowledge.document(hit.clause.document)
        if question.documents and document.id not in question.documents:
            continue
        if superseded(question, knowledge, document.id):
            continue
        place: Provision | None = document.by_path.get(hit.clause.segment)
        bonus = 0.06 - 0.006 * rank + knowledge.standing(document.id, question.day)
        under = document.children(place) if place else []
        while place is not None:
            for candidate in (place, *under):
                anchor = document.anchor(candidate)
                if anchor not in found and len(document.children(candidate)) >= 2:
                    found[anchor] = (document, candidate, bonus + 0.02 * len(candidate.path))
            under = []
            place = document.parent(place)
    return list(found.values())


def _say(question: Question, knowledge: Knowledge, document: Document, provision: Provision, score: float) -> Draft:
    draft = Draft(knowledge, question, "list", confidence=min(0.95, 0.4 + score / 1.7), listed=True)
    draft.subjects.append(document.anchor(provision))
    draft.say(document, provision.start, provision.own_end)
    children = document.children(provision)
    for child in children[:_MOST]:
        first = document.own(child)
        draft.claim(_item(first, child), draft.quote(document, child.start, child.start + len(first)))
        nested = document.children(child)
        if nested and sum(len(document.words(c)) for c in children) < 1200:
            for item in nested:
                own = document.own(item)
                draft.claim(f"  - {tidy(own)}", draft.quote(document, item.start, item.start + len(own)))
    return draft


def _item(words: str, child: Provision) -> str:
    """An item with its own mark: "a) …" keeps its letter, a dash becomes a bullet."""
    text = " ".join(words.split())
    return f"- {tidy(text)}" if child.path[-1].startswith(("gach-", "cong-")) else text
