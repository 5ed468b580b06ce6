"""Following up without a language model: what a short question leaves out is taken from the one before.

"Còn cấp huyện thì sao?" keeps what was asked and changes the body; "Ai quyết định?" keeps the subject and changes
what is asked; a question that stands on its own resets everything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.knowledge import Knowledge
from assistant.question import Question, understand
from corpus.text import fold

_OPENS = re.compile(
    r"^(?:con|the|vay|the con|vay con|neu|nhung neu|truong hop|doi voi|the neu|con neu|va|a|voi|roi)\b"
)
_CLOSES = re.compile(r"\b(?:thi sao|thi the nao|thi bao nhieu|thi ra sao|sao|nua khong)\s*\?*$")
_POINTS = re.compile(
    r"\b(?:do|nay|tren|nhu vay|nhu the|cai do|viec do|muc do|truong hop do|ho)\s*\?*$|\b(?:van ban|khoan|muc|dieu|nguoi|viec|han|so tien) (?:do|nay)\b"
)
_BARE = re.compile(
    r"^(?:ai|co quan nao|cap nao|trong bao lau|bao lau|may ngay|khi nao|bao gio|bao nhieu|o dau|can cu o dau|can cu dau|can cu vao dau|theo van ban nao|dieu nao|gom nhung gi|"
    r"ho so gom gi|can giay to gi|thu tuc the nao|dieu kien la gi|noi ngan hon|ngan gon hon|tom tat|vi sao|tai sao|nop o dau|gui cho ai|gui ai|qua ai|truoc ngay nao|den khi nao|tu khi nao|"
    r"may tien|bao nhieu tien|muc bao nhieu|con gi nua)\b"
)
_BASIS = re.compile(
    r"\bcan cu\b|\bo dau\b|\bdieu nao\b|\bvan ban nao\b|\bnguon nao\b|\btrich (?:nguyen van|dan)\b|\bnguyen van\b"
)
_SHORTER = re.compile(r"\bngan (?:gon )?hon\b|\bngan gon\b|\btom tat\b|\bnoi ngan\b")
_LEADS = re.compile(
    r"^(?:còn|thế|vậy|thế còn|vậy còn|nếu là|nếu|trường hợp|đối với|với|rồi)\s+|\s*(?:thì sao|thì thế nào|thì bao nhiêu|thì ra sao|sao)\s*\?*$",
    re.IGNORECASE,
)


def last_question(history: Sequence[tuple[str, str]]) -> str:
    """What the user asked last, the follow-ups before it already completed; "" for nothing."""
    return next((text for role, text in reversed(history) if role == "user" and text.strip()), "")


def complete(question: Question, history: Sequence[tuple[str, str]], knowledge: Knowledge) -> Question:
    """The question with what it leaves out; itself when it stands on its own or nothing came before."""
    before = _standing(history, knowledge)
    if not before or not _leans(question):
        return question
    if before.raw.strip().lower() == question.raw.strip().lower():
        return question
    text = _joined(question, before)
    made = understand(text, knowledge, question.day, carried=text)
    return made


def wants_basis(question: Question) -> bool:
    return bool(_BASIS.search(question.folded)) and question.words_of_question <= 8


def wants_shorter(question: Question) -> bool:
    return bool(_SHORTER.search(question.folded)) and question.words_of_question <= 8


def _standing(history: Sequence[tuple[str, str]], knowledge: Knowledge) -> Question | None:
    """The last question of the talk with its own follow-ups applied in turn."""
    standing: Question | None = None
    for role, text in history:
        if role != "user" or not text.strip():
            continue
        from datetime import date

        q = understand(text, knowledge, date.today())
        if standing is not None and _leans(q):
            joined = _joined(q, standing)
            standing = understand(joined, knowledge, q.day, carried=joined)
        else:
            standing = q
    return standing


def _leans(question: Question) -> bool:
    """Whether a question needs the one before: it opens or closes like one, or it asks without a subject."""
    folded = question.folded.strip(" ?.!")
    short = question.words_of_question <= 12
    if short and (_OPENS.match(folded) or _CLOSES.search(folded)):
        return True
    if question.words_of_question <= 14 and _POINTS.search(folded):
        return True
    subject = [w for w in question.asked[0] if w not in _FORM]
    return (
        question.words_of_question <= 9 and bool(_BARE.match(folded)) and len(subject) <= 2 and not question.bodies
    )


_FORM = frozenset(
    [
        "can",
        "cu",
        "van",
        "ban",
        "ho",
        "so",
        "giay",
        "to",
        "thu",
        "tuc",
        "ngan",
        "hon",
        "quyet",
        "dinh",
        "gui",
        "nop",
        "thoi",
        "han",
        "xet",
        "duyet",
        "nguyen",
        "van",
        "trich",
        "ky",
    ]
)


def _joined(question: Question, before: Question) -> str:
    """The earlier question with its body, people or figure replaced by those now named, or asked about anew."""
    subject = _LEADS.sub("", _LEADS.sub("", question.spoken.strip(" ?.!"))).strip(" ,?.")
    if wants_basis(question) or wants_shorter(question):
        return before.spoken
    folded = question.folded.strip(" ?.!")
    asks_anew = bool(_BARE.match(folded)) or (
        question.asks & {"who", "when", "limit", "amount", "papers", "steps", "whom", "condition"}
        and not _CLOSES.search(folded)
        and not _OPENS.match(folded)
    )
    if asks_anew:
        return f"{question.spoken.strip(' ?')} {_topic(before)}?"
    if question.bodies and before.bodies:
        return _swap(before.spoken, before, subject)
    if question.people.traits and before.people.traits:
        return f"{_without_people(before.spoken)} {subject}?"
    return f"{_asking(before)} {subject}?"


def _swap(text: str, before: Question, subject: str) -> str:
    """The earlier question with its first body replaced."""
    from corpus.agencies import Agencies

    for m in Agencies.load().mentions(text, loose=True):
        return text[: m.start] + subject + text[m.end :]
    return f"{subject} {text}"


def _topic(before: Question) -> str:
    """What the earlier question was about, without what it asked."""
    words = re.split(r"\s+", before.spoken.strip(" ?.!"))
    kept = [
        w
        for w in words
        if fold(w)
        not in {
            "ai",
            "gi",
            "nao",
            "bao",
            "nhieu",
            "khi",
            "dau",
            "sao",
            "the",
            "khong",
            "may",
            "gom",
            "nhung",
            "phai",
            "la",
            "trong",
            "lau",
            "cho",
            "co",
        }
    ]
    return " ".join(kept)


def _asking(before: Question) -> str:
    """The asking part of the earlier question: its words but those of its subject."""
    text = before.spoken.strip(" ?.!")
    m = re.search(
        r"(chỉ tiêu|tỷ lệ|mức|mục tiêu|hồ sơ|thủ tục|điều kiện|báo cáo|kinh phí|trợ cấp|hỗ trợ|mai táng|thời hạn|trách nhiệm|nhiệm vụ)",
        text,
        re.IGNORECASE,
    )
    tail = " ".join(
        w
        for w in (
            "được bao nhiêu" if "amount" in before.asks else "là bao nhiêu" if "count" in before.asks else "",
        )
        if w
    )
    plan = " kế hoạch" if before.documents and re.search(r"kế hoạch", text, re.IGNORECASE) else ""
    year = re.search(r"(?:đến |hết )?năm 20\d\d", text)
    return " ".join(filter(None, [m[1] if m else _topic(before), plan.strip(), year[0] if year else "", tail]))


def _without_people(text: str) -> str:
    """The earlier question without the people it named: what is asked of the new ones."""
    m = re.search(
        r"((?:được|hưởng|nhận|hỗ trợ|trợ cấp|mức|hệ số|mai táng|hồ sơ|thủ tục|điều kiện).*)$", text, re.IGNORECASE
    )
    return (m[1] if m else text).strip(" ?.!")
