"""The nouns of the corpus: documents, provisions and the pieces they are addressed by.

All spans are half-open character ranges ``[start, end)`` of the document's normalised text
(:func:`corpus.text.normalise`), so ``document.text[p.start:p.end]`` is always the provision's own words.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from itertools import zip_longest
from typing import Literal

TextLevel = Literal["full", "digest", "none"]


@dataclass(frozen=True, slots=True)
class Provision:
    """One node of a document's structure.

    ``start..end`` spans the node with everything under it; ``own_end`` is where its own words end,
    before its first child (equal to ``end`` for a leaf). ``path`` holds anchor segments
    (``("dieu-6", "khoan-1")``), ``trail`` the headings above it, outermost first.
    """

    path: tuple[str, ...]
    start: int
    own_end: int
    end: int
    label: str
    heading: str = ""
    trail: tuple[str, ...] = ()
    page: int | None = None

    @property
    def segment(self) -> str:
        """The anchor below the document id: ``dieu-6/khoan-1``."""
        return "/".join(self.path)

    @property
    def is_leaf(self) -> bool:
        return self.own_end == self.end


@dataclass(frozen=True, slots=True)
class Source:
    """What a reader returns: raw text with the character offsets at which pages begin (page 1 first).

    ``pages`` is empty where the format has no pages; ``notes`` say what a person must know of how it was read.
    """

    text: str
    pages: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A catalogue entry: what is known of a document, whether or not its text is held."""

    id: str
    number: str = ""
    kind: str = ""
    title: str = ""
    short: str = ""
    issuer: str = ""
    signer: str = ""
    date: str = ""
    in_force: str = ""
    names: tuple[str, ...] = ()
    said: str = ""
    known: Literal["P", "T", "S", "A"] = "A"


@dataclass(frozen=True)
class Document:
    """A catalogued text: its entry, how much of it is held, its normalised text and its provisions."""

    entry: Entry
    level: TextLevel = "none"
    text: str = ""
    provisions: tuple[Provision, ...] = ()
    added: bool = False
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.entry.id

    @cached_property
    def by_path(self) -> dict[str, Provision]:
        """Provisions by their segment (``muc-vi/3``)."""
        return {p.segment: p for p in self.provisions}

    @cached_property
    def fingerprint(self) -> str:
        """Changes with the text, its level, or the way it was cut into provisions."""
        parts = [self.id, self.level, self.text]
        parts += [f"{p.segment}:{p.start}:{p.own_end}:{p.end}:{p.label}:{p.trail}" for p in self.provisions]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]

    def words(self, p: Provision) -> str:
        """The whole words of a provision, everything under it included."""
        return self.text[p.start : p.end]

    def own(self, p: Provision) -> str:
        """The provision's own words, without its children's."""
        return self.text[p.start : p.own_end].rstrip()

    def anchor(self, p: Provision) -> str:
        return f"{self.id}#{p.segment}"

    def children(self, p: Provision) -> list[Provision]:
        n = len(p.path)
        return [q for q in self.provisions if len(q.path) == n + 1 and q.path[:n] == p.path]

    def tails(self, p: Provision) -> list[tuple[int, int]]:
        """Ranges of a provision's own paragraphs that stand after or between its children."""
        children = self.children(p)
        found = []
        for child, following in zip_longest(children, children[1:]):
            stop = following.start if following else p.end
            words = self.text[child.end : stop]
            if words.strip():
                found.append((child.end + len(words) - len(words.lstrip()), child.end + len(words.rstrip())))
        return found

    def parent(self, p: Provision) -> Provision | None:
        return self.by_path.get("/".join(p.path[:-1])) if len(p.path) > 1 else None

    def at(self, start: int, end: int | None = None) -> Provision | None:
        """The deepest provision that holds the character range."""
        stop = start + 1 if end is None else end
        best = None
        for p in self.provisions:
            if p.start <= start and stop <= p.end and (best is None or len(p.path) > len(best.path)):
                best = p
        return best
