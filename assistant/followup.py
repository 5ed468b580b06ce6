"""Following up without a language model: what a short question leaves out is taken from the one before.

"Còn cấp huyện thì sao?" keeps what was asked and changes the body; "Ai quyết định?" keeps the subject and changes
what is asked; "sở đó", "văn bản này", "họ" are what was last spoken of; a question that stands on its own resets
everything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.answerability import answerable
from assistant.knowledge import Knowledge
from assistant.leaning import (
    BARE,
    CLOSES,
    FORM,
    NOW,
    SHORT,
    TIME,
    TURN,
    asks_again,
    leans,
    wants_basis,
    wants_shorter,
)
from assistant.question import Question, understand
from assistant.ranking import ranked
from assistant.words import vocabulary
from corpus.groups import family
from corpus.model import Document, Provision
from corpus.references import references
from corpus.text import fold, has_diacritics, search_key

_LEADS = re.compile(
    r"^(?:(?:(?:không|nhầm)(?: phải)?,? )?ý (?:tôi|mình|em|tui) (?:là|muốn hỏi|hỏi)(?: về)?|còn|thế|vậy|thế còn|vậy còn|nhưng|nếu là|nếu|trường hợp|đối với|với|rồi|ngoài ra)\s+"
    r"|\s*(?:thì sao|thì thế nào|thì bao nhiêu|thì ra sao|sao|(?:thì )?(?:có )?khác (?:gì|thế nào)(?: nhau)?(?: không)?)"
    r"(?:\s+(?:ạ|vậy|hả|nhỉ|thế))*\s*\?*$",
    re.IGNORECASE,
)
# "the", "con" typed without marks before a subject, as they may have been restored.
_RESTORED = re.compile(r"^(?:(?:thẻ|thể|the|con)\s+)+", re.IGNORECASE)
# What points back, in the words of the text: to a body, a document, people.
_BODY = re.compile(r"\b(?:sở|cơ quan|đơn vị|ban|phòng|ủy ban|ngành)\s+(?:đó|này|ấy|trên)\b", re.IGNORECASE)
_DOCUMENT = re.compile(
    r"\bnó\b|\b(?:văn bản|nghị định|thông tư|quyết định|luật|nghị quyết|chương trình)\s+(?:đó|này|ấy|trên|do(?=\s+(?:của|cua|còn|hết|nói|quy|ban|có|áp)\b))(?!\w)",
    re.IGNORECASE,
)
_WHICH = re.compile(r"\b(?:van ban|nghi dinh|thong tu|quyet dinh|luat|nghi quyet|chuong trinh|chi thi) nao\b")
_PEOPLE = re.compile(r"\bhọ\b|\b(?:những )?(?:người|đối tượng|nhóm|trẻ|cháu)\s+(?:đó|này|ấy)\b", re.IGNORECASE)
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
# What can be asked of a text as such.
_OF_TEXTS = frozenset(["issuer", "status"])
# How much better another way to complete a question must be, and the question as it stands.
_CHANGED, _ALONE = 0.2, 0.3
# From here on a question of at least so many words of its own is answered as it stands, whatever it opens with.
_SURE, _OWN = 0.95, 3
# An item of what was cited: "ý b là gì", "khoản 2 nói sao".
_ITEM = re.compile(r"\b(ý|điểm|khoản|mục)\s+(\d{1,2}|[a-zđ])\b(?!\s*[./])", re.IGNORECASE)
# So many words may stand beside a name that takes another's place.
_FRAME = 3
# How many turns of the talk are read, the last ones.
_TURNS = 4
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
_ASKING = frozenset(fold(word) for word in _ASKING_WORDS)
_SUBJECTS = re.compile(
    r"(chỉ tiêu|tỷ lệ|mức chuẩn|mức|mục tiêu|hồ sơ|thủ tục|điều kiện|báo cáo|kinh phí|trợ cấp|hỗ trợ|mai táng|thời hạn|"
    r"trách nhiệm|nhiệm vụ)",
    re.IGNORECASE,
)


def complete(question: Question, history: Sequence[tuple[str, str]], knowledge: Knowledge) -> Question:
    """The question with what it leaves out; itself when it stands on its own or nothing came before."""
    before = _standing(history, knowledge, question.day)
    if before is None or before.folded == question.folded:
        return question
    if turn := TURN.match(question.spoken):
        return understand(question.spoken[turn.end() :], knowledge, question.as_of)
    near = _spoken_of(before, history, knowledge)
    completed = _completed(question, before, history, near, knowledge)
    if completed.carried or completed.words_of_question <= SHORT:
        return replace(completed, near=near)
    return completed


def _about_which(
    question: Question, before: Question, history: Sequence[tuple[str, str]], knowledge: Knowledge
) -> str:
    """A question of form alone, after one that asked for a text: put about the text that was the answer."""
    if not _WHICH.search(before.folded) or question.documents or question.bodies:
        return ""
    if not question.asks & _OF_TEXTS or not all(w in FORM for w in question.asked[0]):
        return ""
    said = next((t for role, t in reversed(history) if role == "assistant"), "")
    named = next((m.entry for m in knowledge.catalogue.mentions(said) if m.entry), None)
    return f"{named.short} {_subject(question)}?" if named else ""


def _completed(
    question: Question,
    before: Question,
    history: Sequence[tuple[str, str]],
    near: frozenset[str],
    knowledge: Knowledge,
) -> Question:
    text = _about_which(question, before, history, knowledge)
    if text:
        return understand(text, knowledge, question.as_of, carried=text)
    text = _pointed(question, before, history, knowledge)
    if text:
        question = understand(text, knowledge, question.as_of, carried=text)
        if not leans(question):
            return question
    if not leans(question):
        return question
    text = _joined(question, before)
    joined = understand(text, knowledge, question.as_of, carried=text)
    again = wants_basis(question) or wants_shorter(question) or asks_again(question)
    if again or _shifted(_subject(question), before):
        return joined
    ways = [joined, *(understand(t, knowledge, question.as_of, carried=t) for t in _other_ways(question, before))]
    return _likeliest(question, [replace(q, near=near) for q in (*ways, question)], knowledge)


def _other_ways(question: Question, before: Question) -> list[str]:
    """A short question that names another matter: added to the earlier one, and put in the place of its matter."""
    subject = _subject(question)
    if _shifted(subject, before) or question.asks & _ANEW:
        return []
    if question.words_of_question > SHORT or not question.asked[0] or before.spoken.strip(" ?.!") == subject:
        return []
    text = before.spoken.strip(" ?.!")
    asked = _ASKED_OF.search(text)
    return [f"{text} {subject}?", *([f"{subject} {asked[0].strip()}?"] if asked else [])]


def _likeliest(question: Question, ways: Sequence[Question], knowledge: Knowledge) -> Question:
    """Of the ways a question can be read, the usual one first and as it stands last, the one whose likeliest clause
    most surely says the new words."""
    known = FORM | _ASKING
    new = question.without(known)

    def told(q: Question) -> float:
        first = next(iter(ranked(q, knowledge)), None)
        if first is None:
            return 0.0
        sure = answerable(q, knowledge) * first.probability
        return sure * knowledge.coverage(new, first.hit.clause.embedded)

    if all(w in known for w in question.asked[0]):
        return ways[0]
    alone = next(iter(ranked(question, knowledge)), None)
    own = [w for w in question.asked[0] if w not in FORM]
    if alone and len(own) >= _OWN and answerable(question, knowledge) * alone.probability >= _SURE:
        return ways[-1]
    margins = [0.0, *(_CHANGED for _ in ways[2:]), _ALONE]
    scored = [told(q) - margin for q, margin in zip(ways, margins, strict=True)]
    return ways[scored.index(max(scored))]


def _spoken_of(before: Question, history: Sequence[tuple[str, str]], knowledge: Knowledge) -> frozenset[str]:
    """The units that the last answer cites, or that it and the last question were most likely about."""
    said = next((t for role, t in reversed(history) if role == "assistant"), "")
    if cited := _cited(said, before, knowledge):
        return frozenset(f"{document.id}#{place.path[0]}" for document, place in cited)
    texts = [before.expanded, f"{before.expanded} {said}"] if said else [before.expanded]
    found = [h.clause.anchor for t in texts for h in knowledge.hits(t)[:1]]
    return frozenset(a.split("/")[0] for a in found)


def _cited(said: str, before: Question, knowledge: Knowledge) -> list[tuple[Document, Provision]]:
    """The provisions that an answer cites: "Thông tư 02/2021/TT-BLĐTBXH, Điều 6, khoản 2", "mục VI.4".

    Of an answer with its basis below, those of the basis; a place without a text is of the one named last: before it,
    in the question, or of what search finds for both.
    """
    said = said.rpartition("Căn cứ:")[2]
    mentions = [m for m in knowledge.catalogue.mentions(said) if m.entry]
    found = []
    for place in references(said, knowledge.catalogue):
        named = [n.entry.id for n in mentions if n.entry and n.start < place.start] or list(before.documents)
        if place.path and place.path[0].startswith("muc-"):
            texts = [p.id for p in knowledge.plans]
        else:
            texts = [place.document] if place.document else named[-1:]
            texts = texts or [h.clause.document for h in knowledge.hits(f"{before.expanded} {said}")]
        held = (knowledge.document(d) for d in dict.fromkeys(texts) if place.path and knowledge.store.has(d))
        found += [(d, p) for d in held if (p := d.by_path.get("/".join(place.path)))][:1]
    return found


def _standing(
    history: Sequence[tuple[str, str]], knowledge: Knowledge, day: date, turns: int = _TURNS
) -> Question | None:
    """The last question of the talk, itself completed from those before it, so many turns back."""
    asked = [n for n, (role, text) in enumerate(history) if role == "user" and any(c.isalnum() for c in text)]
    if not asked or not turns:
        return None
    question, earlier = understand(history[asked[-1]][1], knowledge, day), history[: asked[-1]]
    before = _standing(earlier, knowledge, day, turns - 1)
    if before is None or before.folded == question.folded:
        return question
    return _completed(question, before, earlier, _spoken_of(before, earlier, knowledge), knowledge)


def _pointed(question: Question, before: Question, history: Sequence[tuple[str, str]], knowledge: Knowledge) -> str:
    """The question with "sở đó", "văn bản này", "họ" put as what was last spoken of; "" where none points back."""
    text = question.spoken
    said = next((t for role, t in reversed(history) if role == "assistant"), "")
    if _BODY.search(text):
        bodies = [m.body for m in knowledge.agencies.mentions(said)]
        bodies = list(before.bodies) if before.bodies and not before.wants("who", "whom") else bodies
        if bodies:
            return _BODY.sub(bodies[0].name, text, count=1)
    if (pointing := _DOCUMENT.search(text)) and not question.documents:
        named = [*before.documents, *(m.entry.id for m in knowledge.catalogue.mentions(said) if m.entry)]
        if _WHICH.search(before.folded):
            named.reverse()
        entries = [e for i in named if (e := knowledge.catalogue.get(i))]
        called = fold(pointing[0]).rpartition(" ")[0]
        if entries:
            entry = next((e for e in entries if fold(e.kind) == called), entries[0])
            return _DOCUMENT.sub(entry.short, text, count=1)
    if (item := _ITEM.search(text)) and not question.documents:
        for document, place in _cited(said, before, knowledge):
            if inside := _inside(document, place, item[2].lower()):
                return _ITEM.sub(lambda _: inside.label.removeprefix("Kế hoạch, "), text, count=1)
    if _PEOPLE.search(text) and before.people.traits and not question.people.traits:
        return _PEOPLE.sub(_people(before), text, count=1)
    return ""


def _inside(document: Document, place: Provision, value: str) -> Provision | None:
    """The item of a provision, or of one above it, that is called by a number or letter."""
    within: Provision | None = place
    while within is not None:
        for child in document.children(within):
            if child.path[-1].rpartition("-")[2] == value:
                return child
        within = document.parent(within)
    return None


def _people(before: Question) -> str:
    """The people the earlier question spoke of, as it named them."""
    text = before.spoken.strip(" ?.!")
    m = re.match(r"(.*?)\s+(?:được|có được|hưởng|nhận|thì|cần|phải|có|mỗi)\b", text, re.IGNORECASE)
    return m[1] if m else text


def _subject(question: Question) -> str:
    """A question without what makes it lean: "Còn … thì sao?"."""
    text = question.spoken.strip(" ?.!")
    if not has_diacritics(question.raw):
        text = _RESTORED.sub("", text)
    return _LEADS.sub("", _LEADS.sub("", text)).strip(" ,?.")


def _joined(question: Question, before: Question) -> str:
    """The earlier question with its body, people, time or figure replaced by those now named, or asked about anew."""
    subject = _subject(question)
    subject = _GROWN.sub(r"\1 tuổi", subject)
    if wants_basis(question) or wants_shorter(question) or asks_again(question):
        return before.spoken
    if not question.asks & _ANEW and all(w in FORM for w in question.asked[0]) and not NOW.search(subject):
        return before.spoken  # "Kể ra từng việc xem nào": nothing new is asked
    shifted = _shifted(subject, before) or _contrasted(subject, before)
    if shifted:
        return shifted
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


def _shifted(subject: str, before: Question) -> str:
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
