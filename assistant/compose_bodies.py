"""What has become of a body, a level of government or a province by the day asked for."""

from __future__ import annotations

import re

from assistant.draft import Draft
from assistant.knowledge import Knowledge
from assistant.question import Question
from assistant.wording import shown, sourced
from corpus.text import fold, slug

_DISTRICT = re.compile(r"\bcap huyen\b|\bhuyen\b")


def compose(question: Question, knowledge: Knowledge) -> Draft | None:
    """What a department, the province of the data files, or the district level is now."""
    now, place = question.day.isoformat(), knowledge.agencies.place
    draft = Draft(knowledge, question, "facts", confidence=0.95)
    departments = [b for b in question.bodies if b.id.startswith(("so-", "giam-doc-so-"))]
    for body in departments:
        steps = knowledge.agencies.successor(body.id.removeprefix("giam-doc-"), now)
        for step in steps:
            text = f"Từ ngày {shown(step.date)}, {body.name} {place} hợp nhất vào {step.to}."
            draft.state(text, sourced(step.basis, step.known))
            if step.more:
                draft.state(f"{step.more}.", sourced(step.basis, step.known))
        if steps:
            _say_event(draft, slug(place))
        else:
            draft.state(_unchanged(question, f"{body.name} {place}"), _ARRANGED)
    if draft.claims:
        return draft
    if place and fold(place).removeprefix("tinh ") in question.folded:
        if not _say_event(draft, slug(place)):
            draft.state(_unchanged(question, place), _ARRANGED)
        return draft
    if _DISTRICT.search(question.folded) and not question.wants("report", "amount", "duty"):
        if not _say_event(draft, "cap-huyen"):
            draft.state(_unchanged(question, "cấp huyện"), _ARRANGED)
        return draft
    return None


_ARRANGED = "dữ liệu về sắp xếp đơn vị"


def _unchanged(question: Question, name: str) -> str:
    return f"Tại ngày {question.day:%d/%m/%Y}, chưa ghi nhận {name} được sắp xếp lại."


def _say_event(draft: Draft, subject: str) -> bool:
    now = draft.question.day.isoformat()
    event = next((e for e in draft.knowledge.validity.events if e.subject == subject and e.date <= now), None)
    if event is None:
        return False
    draft.state(event.text, sourced(event.basis, event.known))
    return True
