"""Yes/no questions and their premises: what the question claims is held against what the answer says."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.draft import Draft
from assistant.guard import facts
from assistant.question import Question
from corpus.agencies import Agencies

_CONFIRM = re.compile(
    r"\b(?:phai khong|dung khong|co phai|co dung|dung chua|dung hay sai|phai chang|dung vay|chinh xac khong)\b|\b(?:ha|nhi|a)\s*\?*$|^(?:theo |co phai )"
)
# The figure alone does not make it so: the cited words must have the telling words of the question.
_UNSAID = 0.62
_AGE_OR_YEAR = re.compile(r"\b(?:nam )?(?:19|20)\d\d\b")


def verdict(draft: Draft, agencies: Agencies) -> Draft:
    """Begin the answer to a question that wants a claim confirmed with "Đúng." or "Không đúng.", or leave it.

    A figure or date that the question claims and the cited words do not have makes the premise false. A plain
    yes/no question is answered by what the text says.
    """
    q = draft.question
    if not q.wants("yesno", "confirm") or draft.kind in ("status", "premise", "facts"):
        return draft
    claimed = facts(_claimed(q), agencies)
    evidence = " ".join(
        [
            *(c.quote for c in draft.citations),
            *(c.working or "" for c in draft.claims),
            *(c.text for c in draft.claims),
        ]
    )
    held = facts(evidence, agencies)
    years = {float(y[-4:]) for y in _AGE_OR_YEAR.findall(q.folded)}
    wrong_figures = claimed.figures - held.figures - years - {float(p) for d in held.dates for p in d}
    wrong_dates = {d for d in claimed.dates if not any(d[:2] == h[:2] for h in held.dates)}
    first = draft.claims[0]
    if not q.wants("confirm"):
        opening = ""
    elif wrong_figures or wrong_dates:
        opening = "Không đúng."
    else:
        # A target stands among others in its sentence: what those say is not said of it.
        own = first.text if draft.kind == "target" else evidence
        told = draft.knowledge.unsaid(q.asked, own) <= _UNSAID
        opening = "Đúng." if told and (claimed.figures - years or claimed.dates) else ""
    if opening:
        draft.claims[0] = replace(
            first, text=f"{opening} {first.text}", working=first.working or "đối chiếu câu hỏi với đoạn trích"
        )
    return draft


def _claimed(question: Question) -> str:
    """What the question holds to be so; the asker's ages and numbers of children are no claim about the text."""
    text = re.sub(r"(?:phải không|đúng không|có phải|có đúng)", " ", question.spoken)
    return re.sub(r"\b\d+\s*(?:tháng tuổi|tuổi|con|đứa|cháu)\b", " ", text)
