"""Answers that are a passage: a definition, or the sentences of the clause that holds what is asked best.

Most wrong answers come from a clause on the right subject that does not hold what was asked; a passage must hold
the asked-for kind of thing (money, a date, a body, a duration) or it is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.draft import Draft
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


def compose(question: Question, knowledge: Knowledge, hits: list[Hit]) -> Draft | None:
    """The best sentences of the best clauses that hold what is asked; None when none holds it."""
    best: tuple[float, Document, int, int] | None = None
    for rank, hit in enumerate(hits):
        document = knowledge.document(hit.clause.document)
        context = " ".join(t for t in (hit.clause.context,) if t)
        for start, end in _units(document, hit):
            text = document.text[start:end]
            if not holds(question, text):
                continue
            own = knowledge.coverage(question.asked, text)
            around = knowledge.coverage(question.asked, f"{context} {hit.clause.text}")
            score = 0.55 * own + 0.45 * around - 0.006 * rank - (0.08 if document.entry.known == "S" else 0)
            if question.documents and document.id not in question.documents:
                score -= 0.25
            if re.match(r"\s*(?:noi-nhan|chu-ky)", hit.clause.segment):
                score -= 0.0 if re.search(r"noi nhan|ai ky|nguoi ky|gui cho", question.folded) else 0.3
            if best is None or score > best[0]:
                best = (score, document, start, end)
    if best is None:
        return None
    score, document, start, end = best
    draft = Draft(knowledge, question, "passage", confidence=max(0.0, min(0.95, score)))
    draft.say(document, start, end)
    draft.subjects.append(draft.citations[0].anchor)
    return draft


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


def holds(question: Question, text: str) -> bool:
    """Whether a text holds the kind of thing that is asked for."""
    if question.wants("phone"):
        return bool(re.search(r"\d{8,}|@|www\.|http", text))
    if question.wants("amount") and not question.wants("yesno"):
        return bool(_MONEY.search(text))
    if question.wants("when") and not question.wants("condition", "yesno"):
        return bool(_DATE.search(text))
    if question.wants("limit") and not question.wants("yesno"):
        return bool(_DURATION.search(text))
    if question.wants("count") and not question.wants("yesno", "list"):
        return bool(_COUNT.search(re.sub(r"^\s*(?:\d+(?:\.\d+)*\s?[.)])", "", text)))
    return True
