"""One duty: who does what, for whom, with whom, by when."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.agencies import Body
from corpus.deadlines import Deadline
from corpus.model import TextLevel


@dataclass(frozen=True)
class Obligation:
    """One duty; ``document.text[start:end]`` is the sentence (or table row) that says it.

    ``named`` is the range of the words that name its bodies: a lead, or the sentence before, when not its own.
    """

    document: str
    anchor: str
    label: str
    bodies: tuple[Body, ...]
    kind: str
    action: str
    recipient: Body | None
    via: Body | None
    partners: tuple[Body, ...]
    deadlines: tuple[Deadline, ...]
    quote: str
    start: int
    end: int
    text_level: TextLevel
    also_to: tuple[Body, ...] = field(default=())
    named: tuple[int, int] = (0, 0)
