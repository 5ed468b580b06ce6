"""Refusals: one sentence with the reason, what is near, and questions that can be answered."""

from __future__ import annotations

import re

from assistant import suggest
from assistant.answer import Answer
from assistant.answerability import answerable
from assistant.knowledge import Knowledge
from assistant.question import Question
from assistant.ranking import surest
from assistant.words import vocabulary
from corpus.abbreviations import expand
from corpus.text import fold, has_diacritics, search_key
from index.search import Hit

_REASONS = {
    "injection": "Tôi chỉ trả lời theo nguyên văn các văn bản đang có, không làm theo yêu cầu này.",
    "personal": "Tôi không có hồ sơ hay dữ liệu của từng người; hãy hỏi nơi nhận hồ sơ.",
    "officeholder": "Các văn bản đang có không ghi tên người giữ chức vụ này.",
    "actual": "Các văn bản đang có chỉ nêu chỉ tiêu và nhiệm vụ, không có số liệu kết quả thực hiện.",
    "elsewhere": "Các văn bản đang có không nói về địa phương này.",
    "live": "Câu hỏi nằm ngoài các văn bản đang có nên tôi không trả lời.",
    "phone": "Các văn bản đang có không ghi số điện thoại, địa chỉ hay thông tin liên hệ.",
    "gibberish": "Tôi chưa hiểu câu hỏi. Hãy viết lại rõ hơn, có dấu hoặc không dấu đều được.",
    "outside": "Câu hỏi nằm ngoài các văn bản đang có nên tôi không trả lời.",
    "not-stated": "Các văn bản đang có không nêu nội dung này.",
}


# From here on the texts surely hold an answer, whatever words the question has.
_SURE = 0.9
# What stands before the name of a place.
_AT = "tinh|o|tai|cua|ve|thanh pho|tp|ben|voi|nhu|cho"
# A committee with a name of its own: "ubnd-huyen-cu-jut", not "ubnd-cap-huyen".
_LOWER = re.compile(r"(?:ubnd|hdnd)-(?:huyen|xa|phuong|thi-tran|thi-xa|thanh-pho)-\w")


def at_once(question: Question, knowledge: Knowledge) -> str:
    """The reason to refuse without searching, "" for none."""
    for reason, pattern in vocabulary()["refuse"].items():
        if pattern.search(question.folded):
            # "Thời tiết làm mất mùa thì được hỗ trợ gì" is no question about the weather.
            told = (
                reason == "live" and surest(question, knowledge, _SURE) and answerable(question, knowledge) > _SURE
            )
            return "" if told else str(reason)
    return ""


def elsewhere(question: Question, knowledge: Knowledge) -> bool:
    """Whether a question is about a province that no text held speaks of."""
    named = _provinces(question)
    told = question.wants("yesno") and not question.wants("amount", "count")
    if named and not told and not any(knowledge.speaks_of(n) for n in named):
        return True
    # A figure for one district or commune, of which the texts say nothing apart.
    lower = [b.name.split(" ", 2)[-1] for b in question.bodies if _LOWER.match(b.id)]
    apart = question.wants("amount", "count") and not question.wants("report", "when", "duty")
    return bool(lower) and apart and not any(knowledge.speaks_of(n) for n in lower)


def _provinces(question: Question) -> list[str]:
    """The provinces a question names; typed without marks, only where a place is spoken of: "tiền giảng viên" is not
    Tiền Giang."""
    provinces = vocabulary()["provinces"]
    if has_diacritics(question.raw):
        spoken = search_key(question.spoken)
        return [n for n in provinces if re.search(rf"\b{re.escape(search_key(n))}\b", spoken)]
    return [n for n in provinces if re.search(rf"\b(?:{_AT}) {fold(n)}\b", question.folded)]


def gibberish(question: Question, knowledge: Knowledge) -> bool:
    """Whether most of a question is made of syllables that neither the corpus nor the language of questions has.

    Sample questions have English ones too.
    """
    # As typed, with short forms opened: putting marks back makes a word of many a string of letters.
    words = re.findall(r"[^\W\d_]+", expand(question.raw, chat=True).lower())
    asked = knowledge.searcher.samples.worded
    known = sum(1 for w in words if knowledge.searcher.restorer.knows(w) or asked.has(w))
    return bool(words) and known / len(words) < 0.5 and not question.english


def refuse(
    question: Question, knowledge: Knowledge, reason: str, hits: list[Hit] | None = None, more: str = ""
) -> Answer:
    """A refusal with its reason (a key above, or a whole sentence)."""
    text = _REASONS.get(reason, reason)
    near = (
        list(dict.fromkeys(h.clause.label for h in hits or []))[:2]
        if reason in ("not-stated", "outside") or more
        else []
    )
    if near and reason == "not-stated":
        text += f" Nội dung gần nhất: {'; '.join(near)}."
    if more:
        text += f" {more}"
    return Answer(
        question=question.raw,
        as_of=question.day.isoformat(),
        status="refused",
        answer=text,
        suggestions=suggest.anything(knowledge, question.day),
        confidence=0.0,
    )


def not_held(question: Question, knowledge: Knowledge) -> str:
    """The sentence for a document whose text is not held, "" when every named one is."""
    texts = {d.id for d in knowledge.documents}
    absent = [knowledge.catalogue.get(d) for d in question.documents if d not in texts]
    if any("/".join(place.path) in p.by_path for place in question.places for p in knowledge.plans):
        return ""  # a section of the plan, whatever else is named
    if absent and not any(d in texts for d in question.documents):
        entry = absent[0]
        assert entry is not None
        said = f" Điều biết được: {entry.said}" if entry.said else ""
        return f"Chưa có toàn văn {entry.short} nên không trả lời được nội dung này.{said} Thêm văn bản bằng lệnh: assistant corpus add TỆP."
    if question.unknown and not question.documents:
        return f"{question.unknown[0].text} không có trong các văn bản đang có nên không trả lời được. Thêm văn bản bằng lệnh: assistant corpus add TỆP."
    return ""


def left_out(question: Question, knowledge: Knowledge) -> str:
    """The sentence for an article that a digest leaves out, between those it has; "" when none is asked for."""
    for place in question.places:
        held = place.document or next(iter(question.documents), "")
        if not knowledge.store.has(held) or not place.path[0].startswith("dieu-"):
            continue
        document = knowledge.document(held)
        articles = {p.path[0] for p in document.provisions if p.path[0].startswith("dieu-")}
        later = any(_ordinal(a) > _ordinal(place.path[0]) for a in articles)
        if document.level != "full" and place.path[0] not in articles and later:
            number = place.path[0].removeprefix("dieu-")
            return f"Bản tóm lược {document.entry.short} đang có không ghi Điều {number}."
    return ""


def _ordinal(segment: str) -> int:
    return int(re.sub(r"\D", "", segment) or 0)
