"""Answers that are a passage: a definition, or the sentences of the clause that most likely holds the answer."""

from __future__ import annotations

import re

from assistant.draft import Draft, tidy
from assistant.knowledge import Knowledge
from assistant.question import Question
from assistant.ranking import candidates, model
from corpus.model import Document
from corpus.text import fold

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
    """The clause most likely to hold the answer; its confidence is that probability."""
    chosen = max(candidates(question, knowledge), key=lambda c: c.probability(model()), default=None)
    if chosen is None:
        return None
    draft = Draft(knowledge, question, "passage", confidence=chosen.probability(model()))
    _say(draft, chosen.document, chosen.start, chosen.end)
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
