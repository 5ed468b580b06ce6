"""What kind of thing an answer must hold: money for "bao nhiêu tiền", a day for "khi nào", a body for "ai".

Most wrong answers come from a clause on the right subject that does not hold what was asked.
"""

from __future__ import annotations

import re

from assistant.knowledge import Knowledge
from assistant.question import Question
from corpus.text import fold

_CONTACT = re.compile(r"\d{8,}|@|www\.|http")
_MONEY = re.compile(r"\d[\d.]*\s*(?:đồng|triệu|nghìn|tỷ)|hệ số|lần mức chuẩn|\bkg\b|%")
_DATE = re.compile(
    r"\bngày \d|\d{1,2}/\d{1,2}|\btháng\b|\bnăm\b|hằng|hàng|định kỳ|kể từ|giai đoạn|từ đủ|khi\b|tuổi|thường xuyên|kịp thời"
)
_DURATION = re.compile(r"\d+\s+(?:ngày|tháng|năm|giờ)|định kỳ|hằng|hàng năm")
_COUNT = re.compile(r"\d|\b(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\b")
_MARK = re.compile(r"^\s*(?:\d+(?:\.\d+)*\s?[.)])")
# Who can act or be meant where no body is named.
_ACTOR = re.compile(
    r"\b(?:nguoi|ho gia dinh|ca nhan|to chuc|co quan|don vi|co so|doi tuong|tre em|cac cap|cac nganh|nhan dan|can bo)\b"
)


def holds(question: Question, text: str, knowledge: Knowledge) -> bool:
    """Whether a text holds the kind of thing that is asked for."""
    if question.wants("phone"):
        return bool(_CONTACT.search(text))
    if question.wants("yesno"):
        return True
    if question.wants("amount"):
        return bool(_MONEY.search(text))
    if question.wants("when") and not question.wants("condition"):
        return bool(_DATE.search(text))
    if question.wants("limit"):
        return bool(_DURATION.search(text))
    if question.wants("count") and not question.wants("list"):
        return bool(_COUNT.search(_MARK.sub("", text)))
    if question.wants("who", "whom") and not question.wants("condition", "list"):
        return bool(_ACTOR.search(fold(text)) or knowledge.agencies.mentions(text))
    return True


def is_foot(segment: str) -> bool:
    """Whether a provision is the recipients or the signature of a document."""
    return segment.startswith(("noi-nhan", "chu-ky"))
