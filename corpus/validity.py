"""Validity to the day: what is in force, which level applies, and what the reader must know has changed.

Everything comes from ``validity.toml``; a text with no event there is "not known to have ended", which is said
differently from "in force".
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from corpus.agencies import Agencies
from corpus.catalogue import Catalogue
from corpus.errors import CorpusError
from corpus.text import slug

DATA = Path(__file__).with_name("validity.toml")

State = Literal["not-yet", "in-force", "amended", "ended", "period-over", "unknown"]
SECONDARY = "theo nguồn thứ cấp, cần đối chiếu văn bản gốc"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a document, a provision, a level of government or a place on a day (ISO)."""

    subject: str
    date: str
    effect: str
    text: str
    known: str
    rank: int = 9
    by: str = ""
    basis: str = ""
    until: str = ""
    anchor: str = ""

    def sentence(self) -> str:
        """The text with how well it is known."""
        return f"{self.text.rstrip('.')} ({SECONDARY})." if self.known == "S" else self.text


@dataclass(frozen=True, slots=True)
class Status:
    """Whether a document applies on a day, and the event that decides it."""

    state: State
    since: str = ""
    event: Event | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """An amount in đồng a month, in force from a day (ISO) until the next rate of its name."""

    name: str
    title: str
    amount: int
    start: str
    document: str
    anchor: str
    basis: str
    known: str
    end: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What must be said beside an answer; ``kind`` as in the answer object."""

    kind: Literal["validity", "body"]
    text: str
    date: str
    rank: int


@dataclass(frozen=True)
class Validity:
    """The events and rates, with the catalogue and agencies they speak of."""

    events: tuple[Event, ...]
    rates: tuple[Rate, ...]
    catalogue: Catalogue
    agencies: Agencies

    @classmethod
    def load(cls, catalogue: Catalogue, agencies: Agencies, path: Path = DATA) -> Validity:
        """Read the data file. Raises CorpusError when it cannot be read."""
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
            events = tuple(Event(**row) for row in data["event"])
            rows = [Rate(**{("start" if k == "from" else k): v for k, v in r.items()}) for r in data["level"]]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CorpusError(f"Không đọc được {path.name}: {error}") from error
        return cls(events, tuple(_closed(rows)), catalogue, agencies)

    def in_force(self, document_id: str, day: date) -> Status:
        """The state of a document on a day."""
        now = day.isoformat()
        entry = self.catalogue.get(document_id)
        past = sorted((e for e in self.events if e.subject == document_id and e.date <= now), key=lambda e: e.rank)
        for effect, state in (("ended", "ended"), ("period-over", "period-over"), ("unknown", "unknown")):
            event = next((e for e in past if e.effect == effect), None)
            if event:
                return Status(state, event.date, event)  # type: ignore[arg-type]
        if entry and entry.in_force and entry.in_force > now:
            return Status("not-yet", entry.in_force)
        if past:
            return Status("amended", past[0].date, past[0])
        return Status("in-force" if entry and entry.in_force else "unknown", entry.in_force if entry else "")

    def rate(self, name: str, day: date) -> Rate | None:
        """The amount of a name on a day; None before the first."""
        now = day.isoformat()
        return next((r for r in reversed(self.rates) if r.name == name and r.start <= now), None)

    def notes(self, documents: Iterable[str], bodies: Iterable[str], day: date, local: bool = False) -> list[Note]:
        """What has changed by a day for the documents, anchors and bodies of an answer, most important first.

        ``local`` says the answer speaks of the province of the plan.
        """
        subjects = set(documents)
        subjects |= {a.split("#")[0] for a in subjects}
        ids = set(bodies)
        if any(b.endswith("-huyen") or b.startswith("phong-") or "-huyen-" in b for b in ids):
            subjects.add("cap-huyen")
        if local:
            subjects.add(slug(self.agencies.place))
        now = day.isoformat()
        found = [
            Note(
                "body" if e.subject in ("cap-huyen", slug(self.agencies.place)) else "validity",
                e.sentence(),
                e.date,
                e.rank,
            )
            for e in self.events
            if e.date <= now and (not e.until or now < e.until) and _touches(e.subject, subjects)
        ]
        for body in sorted(ids if local else ()):
            for step in self.agencies.successor(body.removeprefix("giam-doc-"), now):
                found.append(Note("body", self.step_text(body, step.to, step.date), step.date, 5))
        return sorted({n.text: n for n in found}.values(), key=lambda n: (n.rank, n.date))

    def step_text(self, body_id: str, to: str, day: str) -> str:
        """ "Sở … tỉnh … đã hợp nhất vào … từ ngày …"."""
        name = next((s for s in _names(self.agencies, body_id)), body_id)
        shown = "/".join(reversed(day.split("-")))
        return f"{name} {self.agencies.place} đã hợp nhất vào {to} từ ngày {shown} ({SECONDARY})."


def _touches(subject: str, subjects: set[str]) -> bool:
    return subject in subjects or ("#" in subject and any(s.startswith(subject + "/") for s in subjects))


def _names(agencies: Agencies, body_id: str) -> Iterable[str]:
    for name in agencies.fields.values():
        if slug(f"Sở {name}") == body_id:
            yield f"Sở {name}"


def _closed(rates: list[Rate]) -> Iterable[Rate]:
    """Rates of a name in order of their days, each ending where the next begins."""
    from dataclasses import replace

    ordered = sorted(rates, key=lambda r: (r.name, r.start))
    for rate, following in zip(ordered, [*ordered[1:], None], strict=True):
        end = following.start if following and following.name == rate.name else ""
        yield replace(rate, end=end)
