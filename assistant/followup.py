"""Following up without a language model: what a short question leaves out is taken from the one before.

"Còn cấp huyện thì sao?" keeps what was asked and changes the body; "Ai quyết định?" keeps the subject and changes
what is asked; "sở đó", "văn bản này", "họ" are what was last spoken of; a question that stands on its own resets
everything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.answerability import answerable
from assistant.joining import ASKING, joined, other_ways, shifted, subject_of
from assistant.knowledge import Knowledge
from assistant.leaning import (
    FORM,
    SHORT,
    TURN,
    asks_again,
    leans,
    wants_basis,
    wants_shorter,
)
from assistant.question import Question, understand
from assistant.ranking import ranked
from corpus.model import Document, Provision
from corpus.references import references
from corpus.text import fold

# What points back, in the words of the text: to a body, a document, people.
_BODY = re.compile(r"\b(?:sở|cơ quan|đơn vị|ban|phòng|ủy ban|ngành)\s+(?:đó|này|ấy|trên)\b", re.IGNORECASE)
_DOCUMENT = re.compile(
    r"\bnó\b|\b(?:văn bản|nghị định|thông tư|quyết định|luật|nghị quyết|chương trình)\s+(?:đó|này|ấy|trên|do(?=\s+(?:của|cua|còn|hết|nói|quy|ban|có|áp)\b))(?!\w)",
    re.IGNORECASE,
)
_WHICH = re.compile(r"\b(?:van ban|nghi dinh|thong tu|quyet dinh|luat|nghi quyet|chuong trinh|chi thi) nao\b")
_PEOPLE = re.compile(r"\bhọ\b|\b(?:những )?(?:người|đối tượng|nhóm|trẻ|cháu)\s+(?:đó|này|ấy)\b", re.IGNORECASE)
# What can be asked of a text as such.
_OF_TEXTS = frozenset(["issuer", "status"])
# How much better another way to complete a question must be, and the question as it stands.
_CHANGED, _ALONE = 0.2, 0.3
# From here on a question of at least so many words of its own is answered as it stands, whatever it opens with.
_SURE, _OWN = 0.95, 3
# An item of what was cited: "ý b là gì", "khoản 2 nói sao".
_ITEM = re.compile(
    r"\b(?:ý|điểm|khoản|mục|gạch(?: đầu dòng)?)\s+(?:thứ\s+(?P<nth>nhất|hai|ba|tư|năm|sáu|bảy|tám|\d)|(?P<called>\d{1,2}|[a-zđ]))\b(?!\s*[./])",
    re.IGNORECASE,
)
_ORDINALS = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám")
# How many turns of the talk are read, the last ones.
_TURNS = 4


def complete(question: Question, history: Sequence[tuple[str, str]], knowledge: Knowledge) -> Question:
    """The question with what it leaves out; itself when it stands on its own or nothing came before."""
    before = _standing(history, knowledge, question.day)
    if before is None or before.folded == question.folded:
        return question
    if turn := TURN.match(question.spoken):
        return understand(question.spoken[turn.end() :], knowledge, question.as_of)
    near = _spoken_of(before, history, knowledge)
    completed = _completed(question, before, history, near, knowledge)
    if completed.carried or completed.words_of_question <= SHORT:
        return replace(completed, near=near)
    return completed


def _about_which(
    question: Question, before: Question, history: Sequence[tuple[str, str]], knowledge: Knowledge
) -> str:
    """A question of form alone, after one that asked for a text: put about the text that was the answer."""
    if not _WHICH.search(before.folded) or question.documents or question.bodies:
        return ""
    if not question.asks & _OF_TEXTS or not all(w in FORM for w in question.asked[0]):
        return ""
    said = next((t for role, t in reversed(history) if role == "assistant"), "")
    named = next((m.entry for m in knowledge.catalogue.mentions(said) if m.entry), None)
    return f"{named.short} {subject_of(question)}?" if named else ""


def _completed(
    question: Question,
    before: Question,
    history: Sequence[tuple[str, str]],
    near: frozenset[str],
    knowledge: Knowledge,
) -> Question:
    text = _about_which(question, before, history, knowledge)
    if text:
        return understand(text, knowledge, question.as_of, carried=text)
    text = _pointed(question, before, history, knowledge)
    if text:
        question = understand(text, knowledge, question.as_of, carried=text)
        if not leans(question):
            return question
    if not leans(question):
        return question
    text = joined(question, before)
    usual = understand(text, knowledge, question.as_of, carried=text)
    again = wants_basis(question) or wants_shorter(question) or asks_again(question)
    if again or (question.bodies and before.bodies) or shifted(subject_of(question), before):
        return usual
    ways = [usual, *(understand(t, knowledge, question.as_of, carried=t) for t in other_ways(question, before))]
    return _likeliest(question, [replace(q, near=near) for q in (*ways, question)], knowledge)


def _likeliest(question: Question, ways: Sequence[Question], knowledge: Knowledge) -> Question:
    """Of the ways a question can be read, the usual one first and as it stands last, the one whose likeliest clause
    most surely says the new words."""
    known = FORM | ASKING
    new = question.without(known)

    def told(q: Question) -> float:
        first = next(iter(ranked(q, knowledge)), None)
        if first is None:
            return 0.0
        sure = answerable(q, knowledge) * first.probability
        return sure * knowledge.coverage(new, first.hit.clause.embedded)

    if all(w in known for w in question.asked[0]):
        return ways[0]
    alone = next(iter(ranked(question, knowledge)), None)
    own = [w for w in question.asked[0] if w not in FORM]
    if alone and len(own) >= _OWN and answerable(question, knowledge) * alone.probability >= _SURE:
        return ways[-1]
    margins = [0.0, *(_CHANGED for _ in ways[2:]), _ALONE]
    scored = [told(q) - margin for q, margin in zip(ways, margins, strict=True)]
    return ways[scored.index(max(scored))]


def _spoken_of(before: Question, history: Sequence[tuple[str, str]], knowledge: Knowledge) -> frozenset[str]:
    """The units that the last answer cites, or that it and the last question were most likely about."""
    said = next((t for role, t in reversed(history) if role == "assistant"), "")
    if cited := _cited(said, before, knowledge):
        return frozenset(f"{document.id}#{place.path[0]}" for document, place in cited)
    texts = [before.expanded, f"{before.expanded} {said}"] if said else [before.expanded]
    found = [h.clause.anchor for t in texts for h in knowledge.hits(t)[:1]]
    return frozenset(a.split("/")[0] for a in found)


def _cited(said: str, before: Question, knowledge: Knowledge) -> list[tuple[Document, Provision]]:
    """The provisions that an answer cites: "Thông tư 02/2021/TT-BLĐTBXH, Điều 6, khoản 2", "mục VI.4".

    Of an answer with its basis below, those of the basis; a place without a text is of the one named last: before it,
    in the question, or of what search finds for both.
    """
    said = said.rpartition("Căn cứ:")[2]
    mentions = [m for m in knowledge.catalogue.mentions(said) if m.entry]
    found = []
    for place in references(said, knowledge.catalogue):
        named = [n.entry.id for n in mentions if n.entry and n.start < place.start] or list(before.documents)
        if place.path and place.path[0].startswith("muc-"):
            texts = [p.id for p in knowledge.plans]
        else:
            texts = [place.document] if place.document else named[-1:]
            texts = texts or [h.clause.document for h in knowledge.hits(f"{before.expanded} {said}")]
        held = (knowledge.document(d) for d in dict.fromkeys(texts) if place.path and knowledge.store.has(d))
        found += [(d, p) for d in held if (p := d.by_path.get("/".join(place.path)))][:1]
    return found


def _standing(
    history: Sequence[tuple[str, str]], knowledge: Knowledge, day: date, turns: int = _TURNS
) -> Question | None:
    """The last question of the talk, itself completed from those before it, so many turns back."""
    asked = [n for n, (role, text) in enumerate(history) if role == "user" and any(c.isalnum() for c in text)]
    if not asked or not turns:
        return None
    question, earlier = understand(history[asked[-1]][1], knowledge, day), history[: asked[-1]]
    before = _standing(earlier, knowledge, day, turns - 1)
    if before is None or before.folded == question.folded:
        return question
    return _completed(question, before, earlier, _spoken_of(before, earlier, knowledge), knowledge)


def _pointed(question: Question, before: Question, history: Sequence[tuple[str, str]], knowledge: Knowledge) -> str:
    """The question with "sở đó", "văn bản này", "họ" put as what was last spoken of; "" where none points back."""
    text = question.spoken
    said = next((t for role, t in reversed(history) if role == "assistant"), "")
    if _BODY.search(text):
        bodies = [m.body for m in knowledge.agencies.mentions(said)]
        bodies = list(before.bodies) if before.bodies and not before.wants("who", "whom") else bodies
        if bodies:
            return _BODY.sub(bodies[0].name, text, count=1)
    if (pointing := _DOCUMENT.search(text)) and not question.documents:
        named = [*before.documents, *(m.entry.id for m in knowledge.catalogue.mentions(said) if m.entry)]
        if _WHICH.search(before.folded):
            named.reverse()
        entries = [e for i in named if (e := knowledge.catalogue.get(i))]
        called = fold(pointing[0]).rpartition(" ")[0]
        if entries:
            entry = next((e for e in entries if fold(e.kind) == called), entries[0])
            return _DOCUMENT.sub(entry.short, text, count=1)
    if (item := _ITEM.search(text)) and not question.documents:
        for document, place in _cited(said, before, knowledge):
            if inside := _inside(document, place, item):
                return _ITEM.sub(lambda _: inside.label.removeprefix("Kế hoạch, "), text, count=1)
    if _PEOPLE.search(text) and before.people.traits and not question.people.traits:
        return _PEOPLE.sub(_people(before), text, count=1)
    return ""


def _inside(document: Document, place: Provision, item: re.Match[str]) -> Provision | None:
    """The item of a provision, or of one above it, that is called by a number or letter, or stands at a place."""
    nth = (item["nth"] or "").lower()
    at = int(nth) - 1 if nth.isdigit() else _ORDINALS.index(nth) if nth else -1
    within: Provision | None = place
    while within is not None:
        for number, child in enumerate(document.children(within)):
            if number == at or child.path[-1].rpartition("-")[2] == (item["called"] or "").lower():
                return child
        within = document.parent(within)
    return None


def _people(before: Question) -> str:
    """The people the earlier question spoke of, as it named them."""
    text = before.spoken.strip(" ?.!")
    m = re.match(r"(.*?)\s+(?:được|có được|hưởng|nhận|thì|cần|phải|có|mỗi)\b", text, re.IGNORECASE)
    return m[1] if m else text
