"""The nouns of an answer, and the JSON they become (design: the answer object)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Status = Literal["answered", "refused", "clarify"]


@dataclass(frozen=True)
class Citation:
    """A quote, exact in its document's normalised text: ``quote == text[start:end]``."""

    id: int
    document: str
    number: str
    anchor: str
    label: str
    quote: str
    start: int
    end: int
    page: int | None
    text_level: str


@dataclass(frozen=True)
class Claim:
    """One statement with the citations it rests on, or the working it was computed by."""

    text: str
    citations: tuple[int, ...]
    working: str | None = None


@dataclass(frozen=True)
class Notice:
    """What the reader must know beside the answer."""

    kind: Literal["validity", "body", "digest", "source", "premise"]
    text: str
    date: str | None = None


@dataclass(frozen=True)
class Answer:
    """The whole answer to one question."""

    question: str
    as_of: str
    status: Status
    answer: str
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    notices: tuple[Notice, ...] = ()
    suggestions: tuple[str, ...] = ()
    mode: Literal["extractive", "llm"] = "extractive"
    confidence: float = 0.0
    elapsed_ms: int = 0
    extra: dict[str, Any] = field(default_factory=dict)

    def to_json(self, question_id: str = "") -> dict[str, Any]:
        """The answer object of the design; ``id`` first."""
        data = asdict(self)
        data.pop("extra")
        return {"id": question_id, **data}
