"""Clauses: what is embedded and searched. One provision each, or a part of a long one, with its context.

A leaf stands with the lead-ins above it, since "Hệ số 1,5 đối với người khuyết tật nặng" says nothing alone;
a provision with children stands with the beginning of its list. Long paragraphs are parted between
sentences, never at a number of characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.catalogue import Catalogue
from corpus.model import Document, Provision
from corpus.references import of_provision

# Lengths in characters. About 3.3 characters make a token of multilingual-e5; 512 tokens is its window.
_LONG = 1100
_CONTEXT_PIECE = 170
_LIST_TEXT = 600
_SHORT = 600
_REFERRED = 220
_REFERRED_COUNT = 3
_SENTENCE = re.compile(r"(?<=[.;:!?])\s+(?=[^\W\d_]|[-–•“\"(\d])|\n+")


@dataclass(frozen=True, slots=True)
class Clause:
    """One searchable unit: ``text`` is ``document.text[start:end]``, ``context`` the headings above it."""

    document: str
    segment: str
    label: str
    start: int
    end: int
    context: str
    text: str

    @property
    def anchor(self) -> str:
        return f"{self.document}#{self.segment}"

    @property
    def embedded(self) -> str:
        return f"{self.context}\n{self.text}" if self.context else self.text


def clauses(document: Document) -> Iterator[Clause]:
    """All clauses of a document in reading order."""
    for provision in document.provisions:
        context = _context(document, provision)
        for start, end in _ranges(document, provision):
            yield Clause(
                document.id, provision.segment, provision.label, start, end, context, document.text[start:end]
            )


def searched(clause: Clause, document: Document, catalogue: Catalogue) -> str:
    """What a clause is found by: its context and words, and the beginning of what its references point to.

    "Hệ số 1,5 đối với đối tượng quy định tại khoản 1 Điều 5" is asked for by the people of khoản 1 Điều 5, whom it
    does not name. Places of the same document only, those named by the lead-ins above included.
    """
    provision = document.by_path.get(clause.segment)
    if provision is None or document.entry.kind == "passage" or len(clause.text) > _SHORT:
        return clause.embedded
    found: dict[str, str] = {}
    here: Provision | None = provision
    while here is not None:
        for r in of_provision(document, here, catalogue):
            target = document.by_path.get("/".join(r.path)) if r.document == document.id else None
            if target and target.path[: len(provision.path)] != provision.path[: len(target.path)]:
                found.setdefault(target.segment, _cut(" ".join(document.words(target).split()), _REFERRED))
        here = document.parent(here)
    return "\n".join([clause.embedded, *list(found.values())[:_REFERRED_COUNT]])


def _context(document: Document, provision: Provision) -> str:
    name = document.entry.short or document.entry.title
    pieces = [name, *(_cut(piece) for piece in provision.trail)]
    return " › ".join(piece for piece in pieces if piece)


def _cut(piece: str, limit: int = _CONTEXT_PIECE) -> str:
    return piece if len(piece) <= limit else piece[:limit].rsplit(" ", 1)[0]


def _ranges(document: Document, provision: Provision) -> Iterator[tuple[int, int]]:
    if not provision.is_leaf and provision.end - provision.start <= _LIST_TEXT:
        yield provision.start, provision.end
        return
    end = provision.own_end
    if not provision.is_leaf:
        children = [c.end for c in document.children(provision) if c.end - provision.start <= _LIST_TEXT]
        end = max([end, *children])
    yield from _parts(document.text, provision.start, end)
    for start, stop in document.tails(provision):
        yield from _parts(document.text, start, stop)


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Part a range between sentences so that no part is long, unless one sentence is."""
    if end - start <= _LONG:
        if end > start:
            yield start, end
        return
    cuts = [start + m.end() for m in _SENTENCE.finditer(text[start:end])] + [end]
    begin = last = start
    for cut in cuts:
        if cut - begin > _LONG * 0.8 and last > begin:
            yield begin, begin + len(text[begin:last].rstrip())
            begin = last
        last = cut
    if end > begin:
        yield begin, begin + len(text[begin:end].rstrip())
