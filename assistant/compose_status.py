"""Whether a text applies on a day, since when, and what took its place."""

from __future__ import annotations

import re
from datetime import date, timedelta

from assistant.draft import Draft
from assistant.guard import facts
from assistant.knowledge import Knowledge
from assistant.question import Question
from assistant.wording import known, name_of, shown, sourced
from corpus.model import Document, Entry

_SINCE = re.compile(
    r"\b(?:tu )?(?:khi nao|bao gio|ngay nao|hom nao|luc nao|tu ngay may|ngay may|thang nao|nam nao)\b"
)
_ENDS = re.compile(r"\bhet\b|\bden (?:khi nao|bao gio|ngay nao)\b|\bcham dut\b")
_REPLACED_BY = re.compile(r"\b(?:thay the|bi thay|thay bang|van ban nao thay|thay cho|moi nhat)\b")


def compose(question: Question, knowledge: Knowledge, entry: Entry) -> Draft:
    """The day a text took effect where that is asked, else whether it applies."""
    if _SINCE.search(question.folded) and entry.in_force and not _ENDS.search(question.folded):
        return effective(question, knowledge, entry)
    return status(question, knowledge, entry)


def status(question: Question, knowledge: Knowledge, entry: Entry) -> Draft:
    """Whether a text applies on the day, since when, and what took its place."""
    draft = Draft(knowledge, question, "status", confidence=0.97)
    state = knowledge.validity.in_force(entry.id, question.day)
    name, day = name_of(entry), question.day.strftime("%d/%m/%Y")
    basis = state.event
    draft.subjects.append(entry.id)
    if state.state in ("ended", "period-over", "unknown") and basis:
        opening = {"ended": "Không. ", "period-over": "", "unknown": ""}[state.state]
        marks = _cite_ending(draft, basis.by, entry)
        if basis.anchor and knowledge.store.has(basis.anchor.split("#")[0]):
            marks = marks or [draft.quote(*_place(knowledge, basis.anchor))]
        draft.state(f"{opening}{basis.text}", sourced(basis.basis, basis.known), *marks)
    elif state.state == "not-yet":
        draft.state(
            f"Chưa. {name} có hiệu lực từ ngày {shown(state.since)}.", known(entry), *cite_own(draft, entry)
        )
    elif state.state == "amended" and basis:
        text = f"Có. Tại ngày {day}, {name} còn hiệu lực. {basis.text}"
        draft.state(text, sourced(basis.basis, basis.known), *_cite_ending(draft, basis.by, entry))
    elif coming := next(
        (e for e in knowledge.validity.events if e.subject == entry.id and e.effect == "period-over"), None
    ):
        last = date.fromisoformat(coming.date) - timedelta(days=1)
        marks = [draft.quote(*_place(knowledge, coming.anchor))] if coming.anchor else []
        draft.state(f"Còn trong giai đoạn thực hiện, đến hết ngày {last:%d/%m/%Y}.", coming.basis, *marks)
    elif state.state == "in-force" and _REPLACED_BY.search(question.folded) and not question.wants("yesno"):
        text = f"Tại ngày {day}, chưa ghi nhận văn bản nào thay thế {name}."
        draft.state(text, known(entry), *cite_own(draft, entry))
    elif state.state == "in-force":
        draft.state(
            f"Có. Tại ngày {day}, {name} còn hiệu lực (từ ngày {shown(entry.in_force)}, chưa ghi nhận văn bản nào thay thế).",
            known(entry),
            *cite_own(draft, entry),
        )
    else:
        text = f"Chưa có thông tin về tình trạng hiệu lực của {name} tại ngày {day}; cần tra văn bản gốc."
        draft.state(text, known(entry))
    return draft


def _place(knowledge: Knowledge, anchor: str) -> tuple[Document, int, int]:
    document, provision = knowledge.place(anchor)
    return document, provision.start, provision.own_end


def effective(question: Question, knowledge: Knowledge, entry: Entry) -> Draft:
    """Since when a text is in force."""
    draft = Draft(knowledge, question, "status", confidence=0.97)
    draft.subjects.append(entry.id)
    text = f"{name_of(entry)} có hiệu lực từ ngày {shown(entry.in_force)}."
    draft.state(text, known(entry), *cite_own(draft, entry))
    return draft


def _cite_ending(draft: Draft, by: str, entry: Entry) -> list[int]:
    """The clause of the text that ended another, when it is held."""
    if not by or not draft.knowledge.store.has(by):
        return []
    document = draft.knowledge.document(by)
    for provision in document.provisions:
        own = document.own(provision)
        if re.search(r"hết hiệu lực", own) and entry.number and entry.number in own:
            return [draft.quote(document, provision.start, provision.start + len(own))]
    return []


def cite_own(draft: Draft, entry: Entry) -> list[int]:
    """The clause in which a held text says since when it is in force."""
    if not entry.in_force or not draft.knowledge.store.has(entry.id):
        return []
    year, month, day = (int(part) for part in entry.in_force.split("-"))
    document = draft.knowledge.document(entry.id)
    # The article on it says so best; the head of a digest may say it too.
    for provision in sorted(document.provisions, key=lambda p: not p.path[0].startswith("dieu-")):
        own = document.own(provision)
        if "hiệu lực" in own and (day, month, year) in facts(own, draft.knowledge.agencies).dates:
            return [draft.quote(document, provision.start, provision.start + len(own))]
    return []
