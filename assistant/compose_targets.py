"""Answers about targets: the figure to be reached, with the words that set it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answerability import believed
from assistant.draft import Draft, tidy
from assistant.knowledge import Knowledge
from assistant.question import Question
from assistant.ranking import place_of, surest
from assistant.words import content
from corpus.targets import Target

_ENOUGH = 0.55
_SURE = 0.85
# From here on search is surer of a clause than shared words are of a target.
_FOUND_SURELY = 0.8
_MORE = 0.15


def compose(question: Question, knowledge: Knowledge) -> Draft | None:
    """The targets whose indicator holds what is asked."""
    if not question.wants("count", "yesno") or question.wants("papers", "steps", "actual"):
        return None
    if question.wants("list") and (not _SHARE.search(question.folded) or _ALL.search(question.folded)):
        return None
    if found := _reaching(question, knowledge):
        return _say(question, knowledge, found, 0.9)
    asked = question.without(_ABOUT | set(content(knowledge.agencies.place)))
    if not asked:
        return None
    scored = sorted(
        (
            (knowledge.coverage(asked, _words(t)) + 0.1 * knowledge.precision(asked, t.indicator), -n, t)
            for n, t in enumerate(knowledge.register.targets)
            if t.value is not None and _answers(question, t)
        ),
        reverse=True,
    )
    if not scored or scored[0][0] < _ENOUGH:
        return None
    top = scored[0][0]
    if not believed(question, knowledge, share=0.5):
        return None
    if place_of(question, knowledge, scored[0][2].anchor, most=2 if top < _SURE else 5) is None:
        return None
    chosen = [t for score, _, t in scored if score >= top - 0.03][:3]
    sure = surest(question, knowledge, _FOUND_SURELY)
    if sure is not None and not all(sure.holds(t.document, t.start) for t in chosen):
        return None
    said = " ".join(f"{t.quote} {t.year or ''}" for t in chosen)
    if sure is not None and believed(question, knowledge):
        more = knowledge.coverage(asked, sure.hit.clause.text) - knowledge.coverage(asked, said)
        if more > _MORE:
            return None  # the clause has more of what is asked than the target does
    return _say(question, knowledge, chosen, min(0.95, 0.4 + top / 1.7))


def _reaching(question: Question, knowledge: Knowledge) -> list[Target]:
    """The targets of a figure, where it is asked which have it: "Chỉ tiêu nào đạt 98 %?"."""
    if not _WHICH.search(question.folded):
        return []
    values = {float(m[1].replace(",", ".")) for m in _PERCENT.finditer(question.folded)}
    return [
        t
        for t in knowledge.register.targets
        if t.unit == "%" and t.value in values and (not question.documents or t.document in question.documents)
    ]


def _say(question: Question, knowledge: Knowledge, chosen: Sequence[Target], confidence: float) -> Draft:
    """Each target with the words that set it, and the year to come by which it is to be reached."""
    draft = Draft(knowledge, question, "target", confidence=confidence, listed=len(chosen) > 1)
    for target in chosen:
        document = knowledge.document(target.document)
        text = tidy(target.quote)
        if target.year and str(target.year) not in text:
            start = _sentence_start(document.text, target.start)
            draft.claim(
                f"Đến năm {target.year}: {text[:1].lower() + text[1:]}.", draft.quote(document, start, target.end)
            )
        else:
            draft.claim(f"{text}.", draft.quote(document, target.start, target.end))
        draft.subjects.append(target.anchor)
    return draft


def _answers(question: Question, target: Target) -> bool:
    """Whether a target can be what is asked: of the document and year named, a number of things when things are counted.

    "Có mấy xã" asks how many there are; that all of them shall be reached (100 %) does not say.
    """
    if question.documents and target.document not in question.documents:
        return False
    years = {int(y) for y in _YEAR.findall(question.folded)}
    if years and target.year and target.year not in years:
        return False
    if target.unit == "%" and _MONEY.search(question.folded):
        return False
    return target.unit != "%" or bool(_SHARE.search(question.folded)) or not _COUNTED.search(question.folded)


# All targets of a field are asked for: its clause tells them together.
_ALL = re.compile(r"\b(?:nhung|cac) (?:chi tieu|muc tieu)\b")
_YEAR = re.compile(r"\b(20\d\d)\b")
_SHARE = re.compile(r"%|\bphan tram\b|\bt[yi] le\b|\bchi tieu\b|\bmuc tieu\b|\bphan dau\b|\bdat\b|\bgiam\b")
_COUNTED = re.compile(
    r"\b(?:may|bao nhieu)\s+(?:nguoi|xa|huyen|ho|truong|lao dong|luot|don vi|co so|thon|doi tuong|em|chau)\b"
)
_MONEY = re.compile(
    r"\b(?:may|bao nhieu) (?:ty|trieu|nghin|ngan)?\s*(?:dong|tien)\b|\b(?:may|bao nhieu) (?:ty|trieu)\b(?! le)"
)
_WHICH = re.compile(r"\b(?:chi tieu|muc tieu) (?:nao|gi)\b|\bcai (?:nao|gi)\b")
_PERCENT = re.compile(r"(?<![\d.,])(\d+(?:,\d+)?)\s?(?:%|phan tram)")
_ABOUT = frozenset(
    ["chi", "tieu", "muc", "ty", "le", "phan", "tram", "so", "luong", "dat", "ke", "hoach", "tinh", "dau"]
)


def _sentence_start(text: str, at: int) -> int:
    """The beginning of the paragraph that a target stands in, where its year is."""
    return text.rfind("\n", 0, at) + 1


def _words(target: Target) -> str:
    return f"{target.indicator} {target.population} {target.unit} {target.year or ''}"
