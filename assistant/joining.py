"""A short question put together with the one before it: joined to it, put in the place of a part of it, or asked of
its matter."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.leaning import (
    BARE,
    CLOSES,
    FORM,
    NOW,
    SHORT,
    TIME,
    asks_again,
    wants_basis,
    wants_shorter,
)
from assistant.question import Question
from assistant.words import vocabulary
from corpus.groups import family
from corpus.text import fold, has_diacritics, search_key

_LEADS = re.compile(
    r"^(?:(?:(?:không|nhầm)(?: phải)?,? )?ý (?:tôi|mình|em|tui) (?:là|muốn hỏi|hỏi)(?: về)?|còn|thế|vậy|thế còn|vậy còn|nhưng|nếu là|nếu|trường hợp|đối với|với|rồi|ngoài ra)\s+"
    r"|\s*(?:thì sao|thì thế nào|thì bao nhiêu|thì ra sao|sao|(?:thì )?(?:có )?khác (?:gì|thế nào)(?: nhau)?(?: không)?)"
    r"(?:\s+(?:ạ|vậy|hả|nhỉ|thế))*\s*\?*$",
    re.IGNORECASE,
)
# "the", "con" typed without marks before a subject, as they may have been restored.
_RESTORED = re.compile(r"^(?:(?:thẻ|thể|the|con)\s+)+", re.IGNORECASE)
_AGE = re.compile(r"\s*\b(?:từ đủ |dưới |trên |đủ )?\d{1,3}\s*(?:tháng )?tuổi\b", re.IGNORECASE)
_GROWN = re.compile(
    r"\b(?:lên|được|mới) (\d{1,2})\b(?:\s+rồi)?(?!\s*(?:tháng|tuổi|con|lần|ngày|đồng))", re.IGNORECASE
)
_STILL = re.compile(
    r"^(?:(?:còn|con|vẫn) )*(?:thế|vậy|như (?:thế|vậy|cũ))?(?: (?:nữa|không|ko|à|hả|chứ))*$", re.IGNORECASE
)
# What a question asks of its matter: "gồm việc gì", "là bao nhiêu phần trăm".
_ASKED_OF = re.compile(
    r"(?:\b(?:gồm|là|được|có|cần|phải|do|ở|trước|đến|bằng)\b[^,;]{0,25})?\b(?:gì|nào|bao nhiêu|mấy|đâu|ai|thế nào|ra sao)\b[^,;]{0,20}$",
    re.IGNORECASE,
)
# What a short question can ask anew of the matter that was spoken of.
_ANEW = frozenset(["who", "when", "limit", "amount", "papers", "steps", "whom", "condition", "yesno"])
# So many words may stand beside a name that takes another's place.
_FRAME = 3
_DRAWN = re.compile(r"\bdùng mẫu\b|\bmẫu (?:số )?(?:nào|mấy)\b", re.IGNORECASE)
_ASKING_WORDS = frozenset(
    [
        "ai",
        "gì",
        "nào",
        "bao",
        "nhiêu",
        "khi",
        "đâu",
        "sao",
        "thế",
        "không",
        "mấy",
        "gồm",
        "những",
        "phải",
        "là",
        "trong",
        "lâu",
        "cho",
        "có",
    ]
)
ASKING = frozenset(fold(word) for word in _ASKING_WORDS)
_SUBJECTS = re.compile(
    r"(chỉ tiêu|tỷ lệ|mức chuẩn|mức|mục tiêu|hồ sơ|thủ tục|điều kiện|báo cáo|kinh phí|trợ cấp|hỗ trợ|mai táng|thời hạn|"
    r"trách nhiệm|nhiệm vụ)",
    re.IGNORECASE,
)


def other_ways(question: Question, before: Question) -> list[str]:
    """A short question that names another matter: added to the earlier one, and put in the place of its matter."""
    subject = subject_of(question)
    if shifted(subject, before) or question.asks & _ANEW:
        return []
    if question.words_of_question > SHORT or not question.asked[0] or before.spoken.strip(" ?.!") == subject:
        return []
    text = before.spoken.strip(" ?.!")
    asked = _ASKED_OF.search(text)
    return [f"{text} {subject}?", *([f"{subject} {asked[0].strip()}?"] if asked else [])]


def subject_of(question: Question) -> str:
    """A question without what makes it lean: "Còn … thì sao?"."""
    text = question.spoken.strip(" ?.!")
    if not has_diacritics(question.raw):
        text = _RESTORED.sub("", text)
    return _LEADS.sub("", _LEADS.sub("", text)).strip(" ,?.")


def joined(question: Question, before: Question) -> str:
    """The earlier question with its body, people, time or figure replaced by those now named, or asked about anew."""
    subject = subject_of(question)
    subject = _GROWN.sub(r"\1 tuổi", subject)
    if wants_basis(question) or wants_shorter(question) or asks_again(question):
        return before.spoken
    if not question.asks & _ANEW and all(w in FORM for w in question.asked[0]) and not NOW.search(subject):
        return before.spoken  # "Kể ra từng việc xem nào": nothing new is asked
    if changed := shifted(subject, before) or _contrasted(subject, before):
        return changed
    folded = question.folded.strip(" ?.!")
    asks_anew = bool(BARE.match(folded)) or (
        question.asks & _ANEW and not CLOSES.search(folded) and not question.people.traits
    )
    if asks_anew:
        return f"{subject} {_topic(before, question)}?"
    if question.bodies and before.bodies:
        return _swap(before, question, subject)
    if (question.people.traits or question.people.aged) and before.people.traits:
        return _regrouped(question, before, subject)
    return f"{_asking(before, question.asked[0])} {subject}?"


def _regrouped(question: Question, before: Question, subject: str) -> str:
    """The earlier question for other people: what is now said of them is added, or replaces what it contradicts."""
    families = {family(t) for t in before.people.traits} - {"tuoi"}
    if families & {family(t) for t in question.people.traits}:
        return f"{subject} {_without_people(before.spoken)}?"
    text = before.spoken.strip(" ?.!")
    if question.people.aged:
        text = _AGE.sub("", text)
    return f"{subject}, {' '.join(text.split())}?"


def shifted(subject: str, before: Question) -> str:
    """The earlier question asked for another time: "Thế bây giờ thì sao?", "Còn năm 2025?"; "" for other questions."""
    time = TIME.search(subject)
    rest = _STILL.sub("", NOW.sub("", TIME.sub("", subject)).strip(" ,?."))
    if rest or not (time or NOW.search(subject)):
        return ""
    text = NOW.sub("", TIME.sub("", before.spoken.strip(" ?.!")))
    return f"{time[0].strip() + ' ' if time else ''}{' '.join(text.split())}?"


def _contrasted(subject: str, before: Question) -> str:
    """The earlier question with a name replaced by one that stands in the same place: "Còn ở nông thôn?" after one on
    towns, "giải pháp thứ ba" after the second; "" for other questions."""
    new, old = search_key(subject), search_key(before.spoken.strip(" ?.!"))
    for names in vocabulary()["contrasts"]:
        said = next((n for n in names if re.search(rf"\b{n}\b", new)), None)
        earlier = next((n for n in names if re.search(rf"\b{n}\b", old) and n != said), None)
        if said and earlier and said not in old and len(new.split()) <= len(said.split()) + _FRAME:
            return re.sub(rf"\b{earlier}\b", said, old) + "?"
    return ""


def _swap(before: Question, question: Question, subject: str) -> str:
    """The earlier question with the body it asked about replaced by the one now named."""
    name = question.bodies[0].name if len(subject.split()) <= 4 else subject
    for spoken in before.body_words:
        if spoken in before.spoken:
            return before.spoken.replace(spoken, name, 1)
    return f"{name} {before.spoken}"


def _topic(before: Question, question: Question | None = None) -> str:
    """What the earlier question was about, without what it asked, and without the bodies or people that the new one
    has others for."""
    text = before.spoken.strip(" ?.!")
    if question is not None and question.bodies:
        for named in before.body_words:
            text = text.replace(named, " ", 1)
    if question is not None and question.people.traits and before.people.traits:
        text = _without_people(text)
    words = _DRAWN.sub(" ", text).split()
    # With their marks: "báo cáo" is not "bao nhiêu".
    return " ".join(w for w in words if w.lower() not in _ASKING_WORDS)


def _asking(before: Question, subject_words: Sequence[str]) -> str:
    """The asking part of the earlier question: its words but those of its subject."""
    text = before.spoken.strip(" ?.!")
    m = _SUBJECTS.search(text)
    if m is None and before.asks & {"count", "amount"} and len(subject_words) >= 2:
        return "bao nhiêu"
    tail = "được bao nhiêu" if "amount" in before.asks else "là bao nhiêu" if "count" in before.asks else ""
    plan = "kế hoạch" if before.documents and re.search(r"kế hoạch", text, re.IGNORECASE) else ""
    year = re.search(r"(?:đến |hết )?năm 20\d\d", text)
    return " ".join(filter(None, [m[1] if m else _topic(before), plan, year[0] if year else "", tail]))


def _without_people(text: str) -> str:
    """The earlier question without the people it named: what is asked of the new ones."""
    m = re.search(
        r"((?:được|hưởng|nhận|hỗ trợ|trợ cấp|mức|hệ số|mai táng|hồ sơ|thủ tục|điều kiện).*)$", text, re.IGNORECASE
    )
    return (m[1] if m else text).strip(" ?.!")
