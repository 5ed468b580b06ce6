"""Answers about targets: the figure to be reached, with the words that set it."""

from __future__ import annotations

from assistant.draft import Draft, tidy
from assistant.knowledge import Knowledge
from assistant.question import Question
from corpus.targets import Target

_ENOUGH = 0.55
_MANY = 30


def compose(question: Question, knowledge: Knowledge) -> Draft | None:
    """The targets whose indicator holds what is asked; all of a section for "các chỉ tiêu"."""
    if not question.wants("count", "yesno") or question.wants("papers", "steps"):
        return None
    rows = [t for t in knowledge.register.targets if not question.documents or t.document in question.documents]
    asked = question.without(_ABOUT)
    if not asked:
        return None
    scored = sorted(
        ((knowledge.coverage(asked, _words(t)), -n, t) for n, t in enumerate(rows) if t.value is not None),
        reverse=True,
    )
    if not scored or scored[0][0] < _ENOUGH:
        return None
    top = scored[0][0]
    chosen = [t for score, _, t in scored if score >= top - 0.03][:3]
    draft = Draft(knowledge, question, "target", confidence=min(0.95, 0.4 + top / 1.7), listed=len(chosen) > 1)
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


_ABOUT = frozenset(
    [
        "chi",
        "tieu",
        "muc",
        "ty",
        "le",
        "phan",
        "tram",
        "so",
        "luong",
        "dat",
        "ke",
        "hoach",
        "tinh",
        "dak",
        "nong",
        "phan",
        "dau",
    ]
)


def _sentence_start(text: str, at: int) -> int:
    """The beginning of the paragraph that a target stands in, where its year is."""
    return text.rfind("\n", 0, at) + 1


def _words(target: Target) -> str:
    return f"{target.indicator} {target.population} {target.unit} {target.year or ''}"
