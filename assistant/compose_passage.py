"""Answers that are a passage: a definition, or the sentences of the clause that most likely holds the answer."""

from __future__ import annotations

import re

from assistant.answerability import answerable, believed
from assistant.draft import Draft, tidy
from assistant.knowledge import Knowledge
from assistant.question import Question
from assistant.ranking import Candidate, ranked
from assistant.words import content
from corpus.model import Document, Provision
from corpus.obligations import Obligation
from corpus.text import fold

_DEFINITIONS = re.compile(r"giai thich tu ngu|nghia cua cac tu|giai thich thuat ngu")
# Asking whether a case falls under a term: "tính là thương nặng được không".
_COUNTS_AS = re.compile(r"\b(?:tinh|coi|xem|goi) la\b|\bnghia la\b|\bduoc hieu\b")

_THAT_DAY = re.compile(r"\b[Tt]ừ ngày (?:đó|này|trên)\b")
# A clause this near to the likeliest one is shown beside it.
_CLOSE = 0.2
# And one in the same article nearer still: there the next clause is often what was meant.
_CLOSE_BY = 0.15
# As much of a paragraph's lines as fits beside its lead, in characters.
_ROOM = 900
# What the unit of an item and its other items must reach together, beside the item, for all to be shown.
_TOGETHER = 0.5
_LISTED = 0.1
_CASES = re.compile(r"(?:khi|trường hợp|nếu)[^:;.]*:\s*$", re.IGNORECASE)
# A unit's own words up to this long are its title.
_TITLE = 100
# A lead-in up to this long is said before the item it opens.
_LEAD = 300


def define(question: Question, knowledge: Knowledge) -> Draft | None:
    """The meaning of a term, where an article of definitions says "X là …" or "X: …"."""
    if not question.wants("term") and not _COUNTS_AS.search(question.folded):
        return None
    if question.wants("condition", "papers", "steps", "duty"):
        return None
    asked = {w for way in question.asked for w in way}
    best: tuple[float, Document, int, int] | None = None
    for document in knowledge.norms:
        standing = knowledge.standing(document.id, question.day)
        if standing <= -1 or (question.documents and document.id not in question.documents):
            continue
        for p in document.provisions:
            if not _DEFINITIONS.search(fold(" ".join(p.trail))):
                continue
            own = document.own(p)
            head = content(re.split(r"\s+là\s+|:", re.sub(r"^\d+\.\s*", "", own), maxsplit=1)[0])
            head = [w for w in head if w != "nguoi"]
            shared = sum(1 for w in head if w in asked) / max(len(head), 1) - 0.01 * len(asked - set(head))
            if shared >= 0.6 and (best is None or shared + standing > best[0]):
                best = (shared + standing, document, p.start, p.start + len(own))
    if best is None:
        return None
    draft = Draft(knowledge, question, "definition", confidence=0.95)
    draft.say(*best[1:])
    draft.subjects.append(draft.citations[0].anchor)
    return draft


def compose(question: Question, knowledge: Knowledge) -> Draft | None:
    """The clause most likely to hold the answer; its confidence is how likely the texts hold one."""
    if question.wants("actual"):
        return None
    chosen = next(iter(ranked(question, knowledge)), None)
    if chosen is None or not believed(question, knowledge):
        return None
    draft = Draft(knowledge, question, "passage", confidence=answerable(question, knowledge))
    whole = _whole(question, knowledge, chosen)
    if row := _headed(question, knowledge, chosen):
        draft.act(row)
    elif (place := whole or _titled(chosen)) is not None:
        _say_list(draft, chosen.document, place)
    else:
        say(draft, chosen.document, *_shown(chosen))
        rival = _rival(question, knowledge, chosen)
        if rival is not None:
            say(draft, rival.document, rival.start, rival.end)
            draft.listed = True
    draft.subjects.append(chosen.hit.clause.anchor)
    return draft


def _shown(chosen: Candidate) -> tuple[int, int]:
    """The part of the clause that answers best, or all of it where that fits on a screen."""
    clause = chosen.hit.clause
    return (clause.start, clause.end) if clause.end - clause.start <= _ROOM else (chosen.start, chosen.end)


def _headed(question: Question, knowledge: Knowledge, chosen: Candidate) -> Obligation | None:
    """For a question after a body: the row of a clause whose body stands only in a heading above."""
    if not question.wants("who"):
        return None
    inside = [
        r for r in knowledge.duties_in(chosen.document.id) if chosen.start <= r.start < chosen.end and r.bodies
    ]
    above = [r for r in inside if 0 < r.named[1] <= chosen.start]
    return max(above, key=lambda r: knowledge.coverage(question.asked, r.quote), default=None)


def _titled(chosen: Candidate) -> Provision | None:
    """The unit chosen, where its own words are but its title: what stands in it is the answer."""
    place = chosen.document.by_path.get(chosen.hit.clause.segment)
    if place is None or len(chosen.document.children(place)) < 2:
        return None
    own = chosen.document.own(place)
    return place if len(own) <= _TITLE and not own.rstrip().endswith((".", ":", ";")) else None


def _whole(question: Question, knowledge: Knowledge, chosen: Candidate) -> Provision | None:
    """The short unit that an item stands in, where it and its other items are together as likely as the item."""
    document = chosen.document
    place = document.at(chosen.start, chosen.end)
    above = document.parent(place) if place is not None and place.is_leaf else None
    if above is None or above.end - above.start > _ROOM:
        return None
    # Where one fact is asked for, what stands beside it is no answer; "khi nào" may ask for the cases of a list.
    cases = question.wants("when") and _CASES.search(document.own(above))
    if question.wants("amount", "limit", "when", "phone") and not cases:
        return None
    inside = [
        c.probability
        for c in ranked(question, knowledge)
        if c.document.id == document.id and above.start <= c.start and c.end <= above.end and c is not chosen
    ]
    # Where several things are asked for, the items belong together all the more.
    share = _LISTED if question.wants("list") else _TOGETHER
    return above if sum(inside) >= share * chosen.probability else None


def _rival(question: Question, knowledge: Knowledge, chosen: Candidate) -> Candidate | None:
    """The clause that holds the answer almost as likely: better both shown than the wrong one."""
    for other in ranked(question, knowledge)[1:3]:
        apart = other.document.id != chosen.document.id or other.end <= chosen.start or chosen.end <= other.start
        close = _CLOSE_BY if _unit(other) == _unit(chosen) else _CLOSE
        if apart and other.fits and other.probability >= close * chosen.probability:
            return other
    return None


def _unit(candidate: Candidate) -> str:
    """The article or section a clause stands in."""
    return candidate.hit.clause.anchor.split("/")[0]


def say(draft: Draft, document: Document, start: int, end: int) -> None:
    """The words found; an item with the lead-in it goes on, a lead-in that ends in a colon with the list it opens.

    Words that count from "that day" come after the ones that name the day.
    """
    place = document.at(start, end)
    before = _before(document, place) if _THAT_DAY.search(document.text[start:end]) else None
    if before is not None:
        draft.say(document, before.start, before.own_end)
        draft.listed = True
    if place is not None and place.is_leaf and document.text[start:end].rstrip().endswith(":"):
        end = min(
            place.own_end,
            document.text.rfind("\n", start, start + _ROOM) if place.own_end > start + _ROOM else place.own_end,
        )
    lead = document.parent(place) if place is not None else None
    if place is not None and lead is not None and start <= place.start and _opens(document.own(lead)):
        _say_item(draft, document, lead, (start, end))
    else:
        draft.say(document, start, end)
    if place is None or not document.text[start:end].rstrip().endswith(":") or end > place.own_end + 1:
        return
    draft.listed = True
    _items(draft, document, place)


def _before(document: Document, place: Provision | None) -> Provision | None:
    """The provision before one, under the same unit."""
    above = document.parent(place) if place is not None else None
    siblings = document.children(above) if above is not None else []
    at = siblings.index(place) if place in siblings else 0
    return siblings[at - 1] if at else None


def _opens(lead: str) -> bool:
    """Whether words lead in to items that cannot be read without them."""
    return lead.endswith(":") and len(lead) <= _LEAD


def _say_item(draft: Draft, document: Document, lead: Provision, span: tuple[int, int]) -> None:
    """An item as the end of the sentence that its lead-in begins."""
    item = tidy(document.text[span[0] : span[1]])
    marks = draft.quote(document, *span), draft.quote(document, lead.start, lead.own_end)
    draft.claim(f"{tidy(document.own(lead))} {item}", *marks)


def _say_list(draft: Draft, document: Document, place: Provision) -> None:
    draft.listed = True
    draft.say(document, place.start, place.own_end)
    _items(draft, document, place)


def _items(draft: Draft, document: Document, place: Provision) -> None:
    for child in document.children(place):
        own = document.own(child)
        draft.claim(f"- {tidy(own)}", draft.quote(document, child.start, child.start + len(own)))
        nested = document.children(child)
        if own.endswith(":") and place.end - place.start <= _ROOM:
            for item in nested:
                words = document.own(item)
                draft.claim(f"  - {tidy(words)}", draft.quote(document, item.start, item.start + len(words)))
