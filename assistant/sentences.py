"""A model's sentences: where one ends while it is still being written, and whether it may stand for claims.

A sentence stands for the claims it repeats: it cites their quotes, has every fact of theirs and no other, turns
nothing round, puts facts together that the texts put together, and uses no word that neither they nor the quotes
have, but for some to join them. Anything less and the claims speak for themselves.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.answer import Answer, Citation, Claim
from assistant.evidence import bounds_of
from assistant.facts import Token, read, words
from assistant.guard import violations
from assistant.words import vocabulary
from corpus.abbreviations import expand
from corpus.agencies import Agencies
from corpus.text import UPPER, syllables

_MARK = re.compile(r"\[(\d{1,3})\]")
_MARKS = re.compile(r"[\[【(]\s*(?:đoạn\s*)?(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\s*[\]】)](?!\w)", re.IGNORECASE)
# Marks, then the end of a sentence: a stop, a new line, or a capital that begins the next.
_END = re.compile(rf"(?:\s*\[\d{{1,3}}\])+\s*(?:[.;!?]\s|\n|\s(?=[\-•*{UPPER}]))|\n")
_DRESS = re.compile(r"[*_`#]+|^[\s\-•+>]+|^\(?\d{1,2}[.)]\s+(?=\D)")
_VERDICT = re.compile(r"^(Không đúng|Không|Đúng|Có|Chưa)\s*[.,:;]")
_FACTS = ("figure", "date", "number", "body")
# How much of a claim's own words a sentence must have to stand for it.
_COVERED = 0.6
# How much longer than its claims a sentence may be.
_LONGER = 1.6


@dataclass(frozen=True)
class Verdict:
    """Which claims a sentence may stand for (by position), its text without marks, or why it may not."""

    claims: tuple[int, ...] = ()
    text: str = ""
    why: str = ""


def split(pieces: Iterable[str]) -> Iterator[str]:
    """Sentences with their marks, as soon as they are whole."""
    held = ""
    for piece in pieces:
        held += piece.replace("\r", "")
        while (m := _END.search(held)) and m.end() < len(held) + (held[-1:] == "\n"):
            yield held[: m.end()]
            held = held[m.end() :]
    yield held


class Checker:
    """Holds sentences against the claims of an answer; ``left`` are the claims no sentence stands for yet."""

    def __init__(self, answer: Answer, agencies: Agencies, glue: frozenset[str]) -> None:
        self.answer, self.agencies = answer, agencies
        self.free = glue | vocabulary()["stop"]
        self.left = list(range(len(answer.claims)))
        self.citations = {c.id: c for c in answer.citations}

    def done(self, numbers: Iterable[int]) -> None:
        """Claims that have been said."""
        gone = set(numbers)
        self.left = [n for n in self.left if n not in gone]

    def check(self, sentence: str) -> Verdict:
        """Which claims a sentence with marks stands for."""
        marked = _MARKS.sub(lambda m: "".join(f"[{n.strip()}]" for n in re.split("[,;]", m[1])), sentence)
        marks = {int(n) for n in _MARK.findall(marked)}
        text = _undressed(_MARK.sub("", marked))
        if not text:
            return Verdict()
        if not marks:
            return Verdict(why="câu không có dấu dẫn")
        if not marks <= set(self.citations):
            return Verdict(why="dấu dẫn không có thật")
        near = [n for n, c in enumerate(self.answer.claims) if marks & set(c.citations)]
        said = [n for n in near if self._repeats(text, self.answer.claims[n])]
        if not said:
            return Verdict(why="câu không nói đủ ý nào")
        if not set(said) & set(self.left):
            return Verdict()
        claims = [self.answer.claims[n] for n in said]
        if why := self._wrong(text, marks, claims):
            return Verdict(why=why)
        return Verdict(tuple(n for n in said if n in self.left), text)

    def _repeats(self, text: str, claim: Claim) -> bool:
        """Whether a sentence has every fact and turn of a claim, and most of its words."""
        theirs, mine = self._facts(claim.text), self._facts(text)
        own = self._content(claim.text)
        return theirs <= mine and len(own & self._content(text)) >= _COVERED * len(own)

    def _wrong(self, text: str, marks: set[int], claims: Sequence[Claim]) -> str:
        """Why a sentence may not stand for claims, "" when it may."""
        cited = tuple(dict.fromkeys(i for c in claims for i in c.citations))
        quotes = [self.citations[i] for i in cited]
        working = "; ".join(c.working for c in claims if c.working) or None
        if not marks <= set(cited):
            return "dấu dẫn của đoạn khác"
        if _opening(text) != _opening(claims[0].text):
            return "câu mở đầu khác"
        if len(text) > _LONGER * sum(len(c.text) for c in claims) + 80:
            return "câu dài quá"
        if found := violations(Claim(text, cited, working), quotes, self.agencies):
            return "; ".join(found)
        # Against the claims alone: a quote may hold other figures, and orders to the reader.
        as_quotes = [_as_quote(n, c, self.citations) for n, c in enumerate(claims, 1)]
        alone = Claim(text, tuple(c.id for c in as_quotes))
        if found := violations(alone, as_quotes, self.agencies):
            return "; ".join(found)
        texts = [*(c.text for c in claims), *(c.working or "" for c in claims), *(q.quote for q in quotes)]
        if not self._together(text, texts):
            return "ghép các con số của những ý khác nhau"
        known = set().union(*map(self._content, [*texts, *(q.label for q in quotes)]))
        if strange := sorted(self._content(text) - known):
            return f"từ không có trong đoạn trích: {', '.join(strange[:4])}"
        return ""

    def _facts(self, text: str) -> frozenset[tuple[str, object]]:
        strict = words()["strict"]["classes"]
        return frozenset(
            (t.kind, t.value)
            for t in read(text, self.agencies)
            if t.kind in _FACTS or (t.kind == "turn" and t.value in strict)
        )

    def _content(self, text: str) -> set[str]:
        return {w for w in syllables(expand(text)) if w not in self.free and not w[0].isdigit()}

    def _together(self, text: str, texts: Sequence[str]) -> bool:
        """Whether every two neighbouring facts of a sentence stand in one part of a claim or a quote, alike bound."""
        parts = [part for held in texts for part in _parts(read(held, self.agencies))]
        for part in _parts(read(text, self.agencies)):
            for one, other in itertools.pairwise(part):
                if not any(_has(p, one) and _has(p, other) for p in parts):
                    return False
        return True


Bound = tuple[str, object, frozenset[str]]


def _parts(tokens: Sequence[Token]) -> list[list[Bound]]:
    """The facts of each part of a text, with their bounds; a part ends at a stop, a semicolon or a new line."""
    parts: list[list[Bound]] = [[]]
    for at, token in enumerate(tokens):
        if token.kind == "break" and token.value in ".;!?\n":
            parts.append([])
        elif token.kind in _FACTS:
            bounds = bounds_of(tokens, at) if token.kind in ("figure", "date") else {""}
            value = token.value[:2] if token.kind == "date" else token.value
            parts[-1].append((token.kind, value, frozenset(bounds)))
    return [p for p in parts if p]


def _has(part: Sequence[Bound], fact: Bound) -> bool:
    return any(kind == fact[0] and value == fact[1] and bounds & fact[2] for kind, value, bounds in part)


def _opening(text: str) -> str:
    """How an answer to a yes/no question begins."""
    m = _VERDICT.match(text)
    return m[1] if m else ""


def _undressed(text: str) -> str:
    """A sentence without Markdown and list marks."""
    text = " ".join(text.split())
    while (bare := _DRESS.sub("", text).strip()) != text:
        text = bare
    text = re.sub(r"\s+([.,;:!?])", r"\1", text)
    return text if not text or text[-1] in ".!?;:" else f"{text}."


def _as_quote(number: int, claim: Claim, citations: dict[int, Citation]) -> Citation:
    """A claim as the quote of a sentence, under the labels of its own quotes."""
    label = "; ".join(f"{citations[i].label} {citations[i].number}" for i in claim.citations)
    words = f"{claim.text}\n{claim.working}" if claim.working else claim.text
    return Citation(number, "", "", "", label, words, 0, len(words), None, "full")
