"""What a short form stands for: "BHTN là viết tắt của gì?"."""

from __future__ import annotations

import re

from assistant.draft import Draft
from assistant.knowledge import Knowledge
from assistant.question import Question
from corpus.abbreviations import expand
from corpus.model import Document

_ASKED = re.compile(r"\bviet tat (?:cua|cho|nghia|la)\b|\bchu tat\b")
_SHORT = re.compile(r"(?<![\w/])[A-ZĐa-zđ][\w&-]{1,11}(?![\w/])")
_SOURCE = "bảng chữ viết tắt"


def compose(question: Question, knowledge: Knowledge) -> Draft | None:
    """The words a short form of the question stands for, with the first sentence of a held text that has it.

    None where the question asks for no short form, or none of its words is one that is known.
    """
    if not asked(question):
        return None
    for m in _SHORT.finditer(question.raw):
        short = m[0].upper()
        full = expand(short)
        if full == short:
            continue
        draft = Draft(knowledge, question, "definition", confidence=0.95)
        found = _place(short, question, knowledge)
        draft.state(f"{short} là viết tắt của “{full}”.", _SOURCE, *([draft.quote(*found)] if found else []))
        return draft
    return None


def asked(question: Question) -> bool:
    """Whether it is asked what a short form stands for."""
    return bool(_ASKED.search(question.folded))


def _place(short: str, question: Question, knowledge: Knowledge) -> tuple[Document, int, int] | None:
    """The first sentence of a held text, of those the question names if any, in which a short form stands."""
    texts = [d for d in knowledge.documents if not question.documents or d.id in question.documents]
    for document in texts:
        if found := re.search(rf"(?<![\w/]){re.escape(short)}(?![\w/])", document.text):
            start = max(document.text.rfind(mark, 0, found.start()) for mark in ("\n", ". ", "; ")) + 1
            ends = [e for mark in ("\n", ". ", "; ") if (e := document.text.find(mark, found.end())) > 0]
            return document, start, min(ends, default=len(document.text))
    return None
