"""The particulars of a text as the catalogue and the texts that name it say them: number, date, who issued and signed
it, what it is about."""

from __future__ import annotations

import re

from assistant.draft import Draft
from assistant.knowledge import Knowledge
from assistant.question import Question
from assistant.wording import held, known, name_of, shown
from corpus.model import Entry
from corpus.references import of_provision
from corpus.text import fold

DATE = re.compile(r"\b(?:ngay|khi nao|bao gio|nam nao|luc nao|thoi gian)\b")
SIGNER = re.compile(r"\b(?:ai ky|nguoi ky|ky ten|ai da ky|ky boi|chu ky|ky voi|chuc danh|chuc vu)\b")
_OFFICE = re.compile(r"\b(?:chu tich|giam doc|bo truong|thu tuong|bi thu|chanh|truong ban|cuc truong|tong)\b")
_ISSUED = re.compile(r"\bban hanh\b|\bcua (?:ai|co quan nao|cap nao|bo nao|nganh nao)\b")
ABOUT = re.compile(
    r"\b(?:ve (?:cai|viec|van de|noi dung|chuyen)? ?gi|noi (?:ve )?gi|quy dinh (?:ve )?(?:cai |viec )?gi|la van ban (?:gi|nao)|la gi|ten (?:day du|la) gi|ten gi|trich yeu|tom tat)\b"
)


def issued(question: Question, knowledge: Knowledge, entry: Entry) -> Draft | None:
    """Who issued a text and when; what is not known is said to be so. None where only an unknown signer is asked for."""
    draft = Draft(knowledge, question, "facts", confidence=0.95)
    draft.subjects.append(entry.id)
    parts = [f"do {entry.issuer} ban hành" if entry.issuer else "chưa rõ cơ quan ban hành"]
    missing = []
    if entry.date:
        parts.append(f"ngày {shown(entry.date)}")
    elif DATE.search(question.folded):
        missing.append("ngày ban hành")
    if entry.in_force:
        parts.append(f"có hiệu lực từ ngày {shown(entry.in_force)}")
    if entry.signer and SIGNER.search(question.folded):
        parts.append(f"người ký: {entry.signer}{_office(entry, knowledge)}")
    elif SIGNER.search(question.folded):
        if not entry.signer and not _ISSUED.search(question.folded):
            return None
        missing.append("người ký")
    text = f"{name_of(entry)} {', '.join(parts)}."
    if ABOUT.search(question.folded) and entry.title:
        text = f"{name_of(entry)} ({entry.title}) {', '.join(parts)}."
    if missing:
        text += f" Tài liệu đang có không ghi {' và '.join(missing)}."
    marks = _signature(draft, entry) if SIGNER.search(question.folded) else []
    draft.state(text, known(entry), *(marks or _mentions(draft, entry)))
    return draft


def supposed(question: Question, knowledge: Knowledge, entry: Entry) -> Draft:
    """Whether a text is of the body that the question supposes."""
    right = any(fold(part) in question.folded for part in (entry.issuer, entry.issuer.removesuffix(" Chính phủ")))
    draft = Draft(knowledge, question, "premise", confidence=0.95)
    draft.subjects.append(entry.id)
    opening = "Đúng." if right else "Không đúng."
    text = f"{opening} {name_of(entry)} do {entry.issuer} ban hành."
    draft.state(text, known(entry), *_mentions(draft, entry))
    return draft


def _office(entry: Entry, knowledge: Knowledge) -> str:
    """The office in which a held text was signed, as its foot says it: " (KT. Chủ tịch, Phó Chủ tịch)"."""
    document = knowledge.document(entry.id) if held(knowledge, entry) else None
    foot = document.by_path.get("chu-ky") if document else None
    lines = [line.strip(" *") for line in document.words(foot).split("\n")] if document and foot else []
    said = [line for line in lines if _OFFICE.search(fold(line)) and entry.signer not in line]
    return f" ({'; '.join(said)})" if said else ""


def _signature(draft: Draft, entry: Entry) -> list[int]:
    """The foot of a held text, where its signer and the office they sign for stand."""
    document = draft.knowledge.document(entry.id) if held(draft.knowledge, entry) else None
    foot = document.by_path.get("chu-ky") if document else None
    return [draft.quote(document, foot.start, foot.end)] if document and foot else []


def number(question: Question, knowledge: Knowledge, entry: Entry) -> Draft:
    draft = Draft(knowledge, question, "facts", confidence=0.95)
    draft.subjects.append(entry.id)
    if entry.number:
        text = f"Số, ký hiệu: {entry.number}" + (f", ngày {shown(entry.date)}." if entry.date else ".")
        draft.state(text, known(entry), *_mentions(draft, entry))
    else:
        text = f"Bản {entry.kind} đang có không ghi số và ngày ban hành."
        draft.state(text, known(entry), *_mentions(draft, entry))
    return draft


def about(question: Question, knowledge: Knowledge, entry: Entry) -> Draft:
    """What a text is about; of one that is not held, what the others say of it."""
    draft = Draft(knowledge, question, "facts", confidence=0.9)
    draft.subjects.append(entry.id)
    text = (
        f"{name_of(entry)}: {entry.title}"
        + (f"; {entry.issuer}" if entry.issuer else "")
        + (f", ngày {shown(entry.date)}" if entry.date else "")
    )
    draft.state(text.rstrip(".") + ".", known(entry), *_mentions(draft, entry))
    if not held(knowledge, entry):
        draft.state(f"Chưa có toàn văn văn bản này. {entry.said}".strip(), known(entry))
    return draft


def _mentions(draft: Draft, entry: Entry) -> list[int]:
    """The clause of a held text that names the document with its date or issuer, else the document's own head."""
    knowledge = draft.knowledge
    for document in knowledge.plans + knowledge.norms:
        for provision in document.provisions:
            if document.id == entry.id:
                continue
            for r in of_provision(document, provision, knowledge.catalogue):
                if r.document == entry.id and not r.path:
                    end = document.text.find("\n", r.end)
                    stop = min(p for p in (end if end > 0 else len(document.text), r.end + 160, provision.end))
                    return [draft.quote(document, r.start, cut(document.text, r.end, stop))]
    if entry.id in {d.id for d in knowledge.documents}:
        document = knowledge.document(entry.id)
        place = document.by_path.get("mo-dau") or document.provisions[0]
        return [draft.quote(document, place.start, min(place.own_end, place.start + 400))]
    return []


def cut(text: str, start: int, stop: int) -> int:
    """The end of the clause that names a document: its sentence or list item."""
    m = re.compile(r"[;.]|\n").search(text, start, stop)
    return m.start() if m else text.rfind(" ", start, stop)
