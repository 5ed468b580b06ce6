"""Answers about a place that is named: what an article says, and that there is no such article."""

from __future__ import annotations

import re

from assistant.draft import Draft, tidy
from assistant.knowledge import Knowledge
from assistant.question import Question
from corpus.model import Document, Provision
from corpus.references import Reference

_LONG = 900
_ITEMS = 14


def compose(question: Question, knowledge: Knowledge) -> Draft | None:
    """The words of the place a question names, whole when short, else its head and the list of what is under it."""
    for place in question.places:
        if question.unknown and not place.document:
            return None  # an article of a text that is not known
        for document in _documents(place, question, knowledge):
            provision = document.by_path.get("/".join(place.path))
            if provision:
                return _say(question, knowledge, document, provision)
            if (
                place.document
                or question.documents
                or len(knowledge.norms) == 1
                or place.path[0].startswith("muc-")
            ):
                return _missing(question, knowledge, document, place)
    return None


def _documents(place: Reference, question: Question, knowledge: Knowledge) -> list[Document]:
    if place.document and knowledge.store.has(place.document):
        document = knowledge.document(place.document)
        return [document] if document.text else []
    named = [knowledge.document(d) for d in question.documents if knowledge.store.has(d)]
    named = [d for d in named if d.text]
    if question.documents and not named:
        return []  # an article of a text that is not held
    article = any(s.startswith("dieu-") for s in place.path)
    pool = named or (knowledge.norms if article else knowledge.plans)
    fits = [d for d in pool if "/".join(place.path) in d.by_path]
    ranked = sorted(fits, key=lambda d: (d.entry.known == "S", -len(d.provisions)))
    return ranked or named[:1] or ([] if article else knowledge.plans[:1])


def _say(question: Question, knowledge: Knowledge, document: Document, provision: Provision) -> Draft:
    draft = Draft(knowledge, question, "article", confidence=0.97, listed=True)
    draft.subjects.append(document.anchor(provision))
    whole = document.words(provision)
    if len(whole) <= _LONG or provision.is_leaf:
        paragraphs = [m for m in re.finditer(r"[^\n]+", whole)][: _ITEMS + 1]
        for m in paragraphs:
            start, end = provision.start + m.start(), provision.start + m.end()
            draft.claim(_line(m[0]), draft.quote(document, start, end))
        return draft
    draft.say(document, provision.start, provision.own_end)
    for child in document.children(provision)[:_ITEMS]:
        first = document.own(child).split("\n")[0]
        end = child.start + len(first)
        draft.claim(_line(first), draft.quote(document, child.start, end))
    return draft


def _line(text: str) -> str:
    """A paragraph as it stands, its number kept: in an article the number is what people look for."""
    return " ".join(re.sub(r"^[-–•+*]\s+", "", text).split())


def _missing(question: Question, knowledge: Knowledge, document: Document, place: Reference) -> Draft | None:
    """A place that does not exist, with what there is instead."""
    above = place.path[:-1]
    parent = document.by_path.get("/".join(above)) if above else None
    kind, _, value = place.path[-1].partition("-")
    word = {"dieu": "Điều", "khoan": "khoản", "diem": "điểm"}.get(kind, "mục")
    draft = Draft(knowledge, question, "premise", confidence=0.95)
    siblings = document.children(parent) if parent else [p for p in document.provisions if len(p.path) == 1]
    same = [p for p in siblings if p.path[-1].startswith(f"{kind}-")]
    if not same and not parent:
        return None
    where = f"{parent.label}" if parent else (document.entry.short or document.entry.title)
    name = where.removeprefix(document.entry.short).strip(" ,") if parent else where
    if same:
        last = same[-1]
        mark = draft.quote(document, last.start, last.start + len(document.own(last).split("\n")[0]))
        end = last.path[-1].partition("-")[2]
        text = (
            f"Không có {word} {value}"
            + (f" ở {name}" if parent else f" trong {name}")
            + f": {word.lower() if parent else word} cuối cùng là {word} {end}."
        )
        draft.claim(text, mark, working=text)
    else:
        mark = draft.quote(document, parent.start, parent.own_end) if parent else 0
        text = f"Không có {word} {value} ở {name}."
        draft.claim(text, mark, working=text)
        if parent:
            draft.claim(tidy(document.own(parent)), mark)
    draft.subjects.append(document.id)
    return draft
