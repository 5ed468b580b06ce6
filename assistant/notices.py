"""Notices: what must be known beside an answer, short, once each, most important first."""

from __future__ import annotations

from assistant.answer import Notice
from assistant.draft import Draft
from assistant.knowledge import Knowledge

_MOST = 5


def notices(draft: Draft, knowledge: Knowledge) -> list[Notice]:
    """Validity, bodies, digests and secondary sources that the draft's documents and bodies call for."""
    q = draft.question
    anchors = [*draft.subjects, *(c.anchor for c in draft.citations)]
    documents = dict.fromkeys([*anchors, *(a.split("#")[0] for a in anchors)])
    plans = {d.id for d in knowledge.plans if not d.added}
    local = any(d in plans for d in documents)
    quoted = " ".join(c.quote for c in draft.citations)
    bodies = {*draft.bodies, *(m.body.id for m in knowledge.agencies.mentions(quoted))}
    said = " ".join(c.text for c in draft.claims)
    found = list(draft.notices)
    for note in knowledge.validity.notes(documents, bodies, q.day, local):
        if note.text.split(" (")[0].rstrip(".") not in said:
            found.append(Notice(note.kind, note.text, note.date))
    levels = {c.document: c.text_level for c in draft.citations}
    digests = [knowledge.document(d).entry for d, level in levels.items() if level == "digest"]
    if digests:
        names = ", ".join(e.short for e in digests)
        found.append(
            Notice(
                "digest",
                f"Trích từ bản tóm lược {names}, không phải nguyên văn; thêm toàn văn bằng lệnh: assistant corpus add TỆP.",
            )
        )
    second = [knowledge.document(d).entry for d in levels if knowledge.document(d).entry.known == "S"]
    if second:
        names = ", ".join(e.short for e in second)
        found.append(Notice("source", f"{names}: theo nguồn thứ cấp, cần đối chiếu văn bản gốc."))
    return list({n.text: n for n in found}.values())[:_MOST]
