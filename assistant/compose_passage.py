"""Answers that are a passage: a definition, or the sentences of the clause that holds what is asked best.

Most wrong answers come from a clause on the right subject that does not hold what was asked; a passage must hold
the asked-for kind of thing (money, a date, a body, a duration) or it is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.draft import Draft, tidy
from assistant.knowledge import Knowledge
from assistant.question import Question
from corpus.model import Document
from corpus.text import fold
from index.search import Hit

_SENTENCE = re.compile(r"(?<=[.;!?])\s+(?=[A-ZĐÀ-Ỹ“])|\n+")
_WHOLE = 420
_MONEY = re.compile(r"\d[\d.]*\s*(?:đồng|triệu|nghìn|tỷ)|hệ số|lần mức chuẩn|\bkg\b")
_DATE = re.compile(
    r"\bngày \d|\d{1,2}/\d{1,2}|\btháng\b|\bnăm\b|hằng|hàng|định kỳ|kể từ|giai đoạn|từ đủ|khi\b|tuổi"
)
_DURATION = re.compile(r"\d+\s+(?:ngày|tháng|năm|giờ)|định kỳ|hằng|hàng năm")
_COUNT = re.compile(r"\d")
# Who can act or be meant where no body is named.
_ACTOR = re.compile(
    r"\b(?:nguoi|ho gia dinh|ca nhan|to chuc|co quan|don vi|co so|doi tuong|tre em|cac cap|cac nganh|nhan dan)\b"
)
_FOOT = re.compile(r"\b(?:noi nhan|ai ky|nguoi ky|gui (?:cho|den|toi))\b")
_TERM_END = re.compile(
    r"\b(?:la gi|la the nao|nghia la gi|duoc hieu.*|hieu la gi|hieu the nao.*|nghia gi|tuc la.*)\W*$"
)


def define(question: Question, knowledge: Knowledge) -> Draft | None:
    """The meaning of a term, where a text says "X là …" or "X: …"."""
    if not question.wants("term"):
        return None
    term = re.sub(
        r"^(?:the nao la|khai niem|dinh nghia|nghia cua|theo .*?(?:thi|,))\s+",
        "",
        _TERM_END.sub("", question.folded).strip(),
    ).strip(" ?.,")
    if len(term) < 4:
        return None
    best: tuple[float, Document, int, int] | None = None
    for document in knowledge.norms:
        if question.documents and document.id not in question.documents:
            continue
        for p in document.provisions:
            if not re.search(r"giai thich tu ngu|nghia cua cac tu", fold(" ".join(p.trail))):
                continue
            own = document.own(p)
            head = fold(re.split(r"\s+là\s+|:", re.sub(r"^\d+\.\s*", "", own), maxsplit=1)[0])
            words, wanted = head.split(), term.split()
            shared = len(set(words) & set(wanted)) / len(set(words) | set(wanted))
            if shared >= 0.5 and (best is None or shared > best[0]):
                best = (shared, document, p.start, p.start + len(own))
    if best is None:
        return None
    draft = Draft(knowledge, question, "definition", confidence=0.95)
    draft.say(*best[1:])
    draft.subjects.append(draft.citations[0].anchor)
    return draft


def compose(question: Question, knowledge: Knowledge) -> Draft | None:
    """The best sentences of the best clauses that hold what is asked; None when none holds it."""
    best: tuple[float, Document, int, int] | None = None
    hits = knowledge.hits(question.expanded)
    nearest = max((hit.cosine for hit in hits), default=1.0)
    for rank, hit in enumerate(hits):
        document = knowledge.document(hit.clause.document)
        around = knowledge.coverage(question.asked, hit.clause.embedded)
        bonus = knowledge.standing(document.id, question.day) - 0.006 * rank - 2 * (nearest - hit.cosine)
        if question.documents and document.id not in question.documents:
            bonus -= 0.25
        if hit.clause.segment.startswith(("noi-nhan", "chu-ky")) and not _FOOT.search(question.folded):
            bonus -= 0.3
        for start, end in _units(document, hit):
            text = document.text[start:end]
            if not holds(question, text, knowledge):
                continue
            own = knowledge.coverage(question.asked, text)
            score = 0.55 * own + 0.45 * around + bonus
            if best is None or score > best[0]:
                best = (score, document, start, end)
    if best is None:
        return None
    score, document, start, end = best
    draft = Draft(knowledge, question, "passage", confidence=max(0.0, min(0.95, score)))
    _say(draft, document, start, end)
    draft.subjects.append(draft.citations[0].anchor)
    return draft


def _say(draft: Draft, document: Document, start: int, end: int) -> None:
    """The words found; a lead-in that ends in a colon brings the list it opens."""
    place = document.at(start, end)
    draft.say(document, start, end)
    if place is None or not document.text[start:end].rstrip().endswith(":") or end > place.own_end + 1:
        return
    draft.listed = True
    for child in document.children(place):
        own = document.own(child)
        draft.claim(f"- {tidy(own)}", draft.quote(document, child.start, child.start + len(own)))


def _units(document: Document, hit: Hit) -> Iterator[tuple[int, int]]:
    """A clause whole when it is short, and each of its sentences when it is long."""
    clause = hit.clause
    text = document.text[clause.start : clause.end]
    if len(text) <= _WHOLE:
        yield clause.start, clause.end
        return
    at = 0
    for stop, after in [*((m.start(), m.end()) for m in _SENTENCE.finditer(text)), (len(text), len(text))]:
        if len(text[at:stop].strip()) > 20:
            yield clause.start + at, clause.start + stop
        at = after


def holds(question: Question, text: str, knowledge: Knowledge) -> bool:
    """Whether a text holds the kind of thing that is asked for."""
    if question.wants("phone"):
        return bool(re.search(r"\d{8,}|@|www\.|http", text))
    if question.wants("yesno"):
        return True
    if question.wants("amount"):
        return bool(_MONEY.search(text))
    if question.wants("when") and not question.wants("condition"):
        return bool(_DATE.search(text))
    if question.wants("limit"):
        return bool(_DURATION.search(text))
    if question.wants("count") and not question.wants("list"):
        return bool(_COUNT.search(re.sub(r"^\s*(?:\d+(?:\.\d+)*\s?[.)])", "", text)))
    if question.wants("who", "whom") and not question.wants("condition", "list"):
        return bool(_ACTOR.search(fold(text)) or knowledge.agencies.mentions(text))
    return True
