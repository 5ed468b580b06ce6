"""Questions to go on with, made from what the documents hold: their bodies, targets, levels and articles.

Nothing here is written for one document: a foreign collection gets questions about itself, or none.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assistant.draft import Draft
from assistant.knowledge import Knowledge
from corpus.groups import profile
from corpus.model import Document

_MOST = 3
_SHORT = 70


def after(draft: Draft) -> list[str]:
    """Questions beside an answer: other facts of the same kind, then the article it rests on."""
    knowledge, question = draft.knowledge, draft.question
    kinds = {
        "report": _reports,
        "duty": _reports,
        "who": _reports,
        "level": _levels,
        "target": _targets,
    }
    own = kinds.get(draft.kind, _articles)
    found: list[str] = []
    for text in [*own(knowledge, question.day), *_nearby(draft), *_anything(knowledge, question.day)]:
        if text not in found and text.lower().strip(" ?") not in question.spoken.lower():
            found.append(text)
        if len(found) == _MOST:
            break
    return found


def anything(knowledge: Knowledge, day: date) -> tuple[str, ...]:
    """Questions the documents answer, one of each kind first."""
    return tuple(dict.fromkeys(_anything(knowledge, day)))[:_MOST]


def _anything(knowledge: Knowledge, day: date) -> Iterator[str]:
    for kind in (_reports, _targets, _levels, _articles):
        first = next(kind(knowledge, day), None)
        if first:
            yield first


def _reports(knowledge: Knowledge, day: date) -> Iterator[str]:
    """ "Sở Y tế báo cáo khi nào?" for bodies that have a date to keep."""
    for row in knowledge.obligations_for((), day):
        if row.kind == "report" and any(isinstance(d.rule, str) for d in row.deadlines):
            yield f"{row.bodies[-1].name} báo cáo cho ai, trước ngày nào?"


def _targets(knowledge: Knowledge, day: date) -> Iterator[str]:
    for row in knowledge.register.targets:
        words = " ".join(row.indicator.split())
        if row.value is not None and 12 <= len(words) <= _SHORT:
            yield f"Chỉ tiêu {words[:1].lower()}{words[1:]} là bao nhiêu?"


def _levels(knowledge: Knowledge, day: date) -> Iterator[str]:
    now = day.isoformat()
    for row in knowledge.register.levels:
        words = row.situation.split(":", 1)[-1].strip(" .;")
        current = row.start_day <= now and (not row.end_day or now < row.end_day)
        if current and row.kind == "coefficient" and len(words) <= 40 and profile(words).traits:
            yield f"{words[:1].upper()}{words[1:]} được trợ cấp bao nhiêu một tháng?"


def _articles(knowledge: Knowledge, day: date) -> Iterator[str]:
    for document in knowledge.documents:
        if knowledge.standing(document.id, day) > -0.1:
            yield from _headings(document)


def _headings(document: Document) -> Iterator[str]:
    for p in document.provisions:
        if len(p.path) == 1 and p.path[0].startswith("dieu-") and p.heading and len(p.heading) <= _SHORT:
            yield f"Điều {p.path[0].partition('-')[2]} {document.entry.short} quy định gì?"


def _nearby(draft: Draft) -> Iterator[str]:
    """The whole article that an answer quotes a part of."""
    for c in draft.citations[:1]:
        top = c.anchor.partition("#")[2].split("/")
        if len(top) > 1 and top[0].startswith("dieu-"):
            entry = draft.knowledge.catalogue.get(c.document)
            yield f"Điều {top[0].partition('-')[2]} {entry.short if entry else ''} quy định gì?"
