"""A draft of an answer: claims with exact quotes, collected by composers, finished into an Answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.answer import Answer, Citation, Claim, Notice
from assistant.knowledge import Knowledge
from assistant.question import Question
from corpus.agencies import Body
from corpus.model import Document
from corpus.obligations import Obligation
from corpus.text import fold

# A line with its own list mark.
_MARKED = re.compile(r"\s*(?:[-•*]|\d+[.)]|[a-zđ]\))\s")
_HEADS = {"uy": "ubnd", "hoi": "hdnd"}
# More clauses than this are named by the unit that holds them.
_MANY_LABELS = 4


@dataclass
class Draft:
    """What a composer fills. ``kind`` names the composer; ``confidence`` is its own estimate, 0 to 1."""

    knowledge: Knowledge
    question: Question
    kind: str
    confidence: float = 0.9
    claims: list[Claim] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    listed: bool = False

    def quote(self, document: Document, start: int, end: int) -> int:
        """Cite ``document.text[start:end]``; returns the number of the mark."""
        words = document.text[start:end]
        start += len(words) - len(words.lstrip())
        end -= len(words) - len(words.rstrip())
        for c in self.citations:
            if (c.document, c.start, c.end) == (document.id, start, end):
                return c.id
        provision = document.at(start, end)
        segment = provision.segment if provision else "toan-van"
        number = len(self.citations) + 1
        self.citations.append(
            Citation(
                number, document.id, document.entry.number, f"{document.id}#{segment}",
                provision.label if provision else document.entry.short, document.text[start:end], start, end,
                provision.page if provision else None, document.level,
            )
        )  # fmt: skip
        return number

    def cite_duty(self, row: Obligation) -> list[int]:
        """Cite a row of the register: its sentence, and the words that name its bodies when those stand elsewhere."""
        document = self.knowledge.document(row.document)
        marks = [self.quote(document, row.start, row.end)]
        if row.named != (row.start, row.end) and row.named[1] > 0:
            marks.append(self.quote(document, *row.named))
        self.subjects.append(row.anchor)
        return marks

    def called(self, row: Obligation, bodies: Sequence[Body]) -> str:
        """The names of bodies of a row, as its clause writes them where it writes them out: of "các sở: Y tế, …" the
        name alone would not do."""
        text = self.knowledge.document(row.document).text
        written: dict[str, str] = {}
        for start, end in ((row.start, row.end), row.named):
            for m in self.knowledge.agencies.mentions(text[start:end]):
                written.setdefault(m.body.id, " ".join(m.text.split()))
        return joined([written[b.id] if _is_whole(written.get(b.id, ""), b.name) else b.name for b in bodies])

    def act(self, row: Obligation) -> None:
        """A claim that a body does what a row says, the body being named where it stands in a heading above."""
        action = tidy(row.action)
        text = f"{capital(self.called(row, row.bodies))} {action[:1].lower()}{action[1:]}".rstrip(".;,:")
        self.claim(f"{text}.", *self.cite_duty(row))
        self.bodies += [b.id for b in row.bodies]

    def claim(self, text: str, *marks: int, working: str | None = None) -> None:
        self.claims.append(Claim(text, tuple(dict.fromkeys(marks)), working))

    def state(self, text: str, source: str, *marks: int) -> None:
        """A claim that a record of the data files makes; ``source`` is what the record rests on."""
        self.claim(text, *marks, working=f"{text} [{source}]")
        self.sources.append(source)

    def say(self, document: Document, start: int, end: int) -> None:
        """A claim that is its quote."""
        words = document.text[start:end].strip()
        self.claim(tidy(words), self.quote(document, start, end))


def render(draft: Draft) -> str:
    """The answer as Markdown: the direct answer first, marks after each claim, what it rests on last."""
    lines = []
    for n, claim in enumerate(draft.claims):
        text = f"{claim.text} {''.join(f'[{c}]' for c in claim.citations)}".strip()
        bullet = draft.listed and n > 0 and not _MARKED.match(text)
        lines.append(f"- {text}" if bullet else text)
    basis = "; ".join([*_basis(draft.citations), *dict.fromkeys(draft.sources)])
    body = ("\n" if draft.listed else "\n\n").join(lines)
    return f"{body}\n\nCăn cứ: {basis}." if basis else body


def _basis(citations: list[Citation]) -> list[str]:
    """What an answer rests on: each clause with its marks, or the unit they share where there are many."""
    labels: dict[str, list[int]] = {}
    for c in citations:
        labels.setdefault(c.label, []).append(c.id)
    if len(labels) > _MANY_LABELS:
        labels = {}
        for c in citations:
            depth = 2 if len({_above(x.label, 2) for x in citations}) <= _MANY_LABELS else 1
            labels.setdefault(_above(c.label, depth), []).append(c.id)
    return [f"{_marks(numbers)} {label}" for label, numbers in labels.items()]


def _above(label: str, parts: int) -> str:
    """A label without what lies deeper than some parts below the document's name."""
    return ", ".join(label.split(", ")[: parts + 1])


def _marks(numbers: list[int]) -> str:
    """[1][2] for two, [1]–[5] for a run."""
    run = numbers == list(range(numbers[0], numbers[-1] + 1))
    return f"[{numbers[0]}]–[{numbers[-1]}]" if run and len(numbers) > 2 else "".join(f"[{n}]" for n in numbers)


def tidy(text: str) -> str:
    """A quote's words as a line of an answer: its list mark dropped, lines joined."""
    text = re.sub(r"^(?:[-–•+*]\s+|(?:\d+(?:\.\d+)*\s?[.)](?!\d)|[a-zđ]\)|Điều \d+\w?\.)\s*)", "", text)
    return " ".join(text.split())


def names_of(bodies: Sequence[Body]) -> str:
    """ "A, B và C"."""
    return joined([b.name for b in bodies])


def _is_whole(written: str, name: str) -> bool:
    """Whether a name in a clause says what kind of body it is, as its usual name does."""
    first, usual = (fold(text).split(" ")[0] for text in (written, name))
    return bool(written) and (_HEADS.get(first, first) == _HEADS.get(usual, usual))


def joined(names: Sequence[str]) -> str:
    """ "A, B và C"."""
    names = list(dict.fromkeys(names))
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + f" và {names[-1]}" if names else ""


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def finish(draft: Draft, notices: list[Notice], suggestions: list[str]) -> Answer:
    """The answer object of a draft that passed the guard."""
    q = draft.question
    return Answer(
        question=q.raw,
        as_of=q.day.isoformat(),
        status="answered",
        answer=render(draft),
        claims=tuple(draft.claims),
        citations=tuple(draft.citations),
        notices=tuple(notices),
        suggestions=tuple(suggestions),
        confidence=round(draft.confidence, 3),
    )
