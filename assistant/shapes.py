"""What kind of thing an answer must hold: money for "bao nhiêu tiền", a day for "khi nào", a body for "ai".

Most wrong answers come from a clause on the right subject that does not hold what was asked.
"""

from __future__ import annotations

import re

from assistant.knowledge import Knowledge
from assistant.question import Question
from corpus.text import fold

_CONTACT = re.compile(r"\d{8,}|@|www\.|http")
_MONEY = re.compile(r"\d[\d.]*\s*(?:đồng|triệu|nghìn|tỷ)|hệ số|lần mức chuẩn|\bkg\b", re.IGNORECASE)
# Where no sum of money is named, what is to be had may be a share.
_SUM_ASKED = re.compile(r"\b(?:tien|linh|lanh|(?:bao nhieu|may|nhieu) (?:dong|trieu|nghin|ngan))\b")
_DATE = re.compile(
    r"\bngày \d|\d{1,2}/\d{1,2}|\btháng\b|\bnăm\b|hằng|hàng|định kỳ|kể từ|giai đoạn|từ đủ|khi\b|tuổi|thường xuyên|kịp thời"
)
_DURATION = re.compile(r"\d+\s+(?:ngày|tháng|năm|giờ)|định kỳ|hằng|hàng năm")
_NUMBERS = r"(?:mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi)"
_COUNT = re.compile(r"\d|\b(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\b")
_MARK = re.compile(r"^\s*(?:\d+(?:\.\d+)*\s?[.)])")
# Who can act or be meant where no body is named.
_ACTOR = re.compile(
    r"\b(?:nguoi|ho gia dinh|ca nhan|to chuc|co quan|don vi|co so|doi tuong|tre em|cac cap|cac nganh|nhan dan|can bo)\b"
)


# "mấy tháng", "bao nhiêu tuổi": the figure must be one of these.
_UNIT = re.compile(r"\b(?:may|bao nhieu|nhieu)\s+(ngay|thang|tuoi|gio|kg|phan tram|%)(?!\w)")
_SHARE = re.compile(r"\d\s*(?:%|phan tram)")
# "theo luật nào", "mẫu số mấy": a text, a place in one or a form must be named.
_SOURCE = re.compile(r"\b(?:dieu|khoan|luat|van ban|nghi dinh|thong tu|quyet dinh|quy dinh) (?:nao|may|so may)\b")
_NAMED_SOURCE = re.compile(
    r"\b(?:dieu|khoan|diem) \w+|\bluat\b|\bnghi dinh\b|\bthong tu\b|\bquyet dinh so\b|\bphap luat\b|\bnghi quyet\b"
)
_FORM = re.compile(r"\bmau (?:nao|gi|may|so may|so nao|don nao)\b")


def holds(question: Question, text: str, knowledge: Knowledge) -> bool:
    """Whether a text holds the kind of thing that is asked for."""
    if question.wants("phone"):
        return bool(_CONTACT.search(text))
    if question.wants("yesno"):
        return True
    folded = fold(text)
    if unit := _UNIT.search(question.folded):
        wanted = (
            _SHARE
            if unit[1] in ("phan tram", "%")
            else re.compile(rf"(?:\d|\b{_NUMBERS})\s+(?:\w+\s+)?{unit[1]}\b")
        )
        return bool(wanted.search(folded))
    if _FORM.search(question.folded):
        return bool(re.search(r"\bmau (?:so )?\d", folded))
    if _SOURCE.search(question.folded):
        return bool(_NAMED_SOURCE.search(_MARK.sub("", folded)))
    if question.wants("amount"):
        return bool(_MONEY.search(text)) or ("%" in text and not _SUM_ASKED.search(question.folded))
    if question.wants("when") and not question.wants("condition"):
        return bool(_DATE.search(text))
    if question.wants("limit"):
        return bool(_DURATION.search(text))
    if question.wants("count") and not question.wants("list"):
        return bool(_COUNT.search(_MARK.sub("", text)))
    if question.wants("who", "whom") and not question.wants("condition", "list"):
        return bool(_ACTOR.search(folded) or knowledge.agencies.mentions(text))
    return True


def counts(question: Question) -> bool:
    """Whether a number of days, months, years of age or a share is asked for, which only a figure answers."""
    return bool(_UNIT.search(question.folded))


def names_text(question: Question) -> bool:
    """Whether a form, a text or a place in one is asked for: "mẫu số mấy", "theo điều nào"."""
    return bool(_FORM.search(question.folded) or _SOURCE.search(question.folded))


def is_foot(segment: str) -> bool:
    """Whether a provision is the recipients or the signature of a document."""
    return segment.startswith(("noi-nhan", "chu-ky"))
