"""The register: obligations, targets and levels of all documents, read at index time and kept with the version."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from corpus.agencies import Agencies, Body
from corpus.catalogue import Catalogue
from corpus.deadlines import due
from corpus.errors import UsageError
from corpus.levels import Level, levels
from corpus.model import Document
from corpus.obligations import Obligation, obligations
from corpus.targets import Target, targets
from corpus.text import fold, slug
from corpus.validity import Validity

# How many names are offered for one that is not known, and how alike (0 to 100) they must be.
_NEAR, _NEAR_ENOUGH = 4, 55


@dataclass(frozen=True)
class Register:
    """All rows, in the order of documents and provisions."""

    obligations: tuple[Obligation, ...] = ()
    targets: tuple[Target, ...] = ()
    levels: tuple[Level, ...] = ()

    def dump(self) -> str:
        return _ADAPTER.dump_json(self).decode()

    @classmethod
    def parse(cls, text: str) -> Register:
        return _ADAPTER.validate_json(text) if text else cls()


_ADAPTER: TypeAdapter[Register] = TypeAdapter(Register)


def read(documents: Iterable[Document], catalogue: Catalogue, agencies: Agencies) -> Register:
    """Read the register from documents; bare passages have none."""
    validity = Validity.load(catalogue, agencies)
    duties: list[Obligation] = []
    goals: list[Target] = []
    amounts: list[Level] = []
    for document in documents:
        if document.text and document.entry.kind != "passage":
            duties += obligations(document, agencies)
            goals += targets(document)
            amounts += levels(document, catalogue, validity)
    return Register(tuple(duties), tuple(goals), tuple(amounts))


def duties_of(rows: Sequence[Obligation], body: Body, agencies: Agencies) -> list[Obligation]:
    """The duties of a body: those that name it, its level or a collective it belongs to."""
    return [row for row in rows if any(agencies.covers(b, body) for b in row.bodies)]


def body_named(name: str, rows: Sequence[Obligation], agencies: Agencies) -> Body:
    """The body a name means, however it is spelled. Raises UsageError with names that are near when none does."""
    name = " ".join(name.split())
    known = {b.id: b for r in rows for b in (*r.bodies, *r.partners, *r.also_to, r.recipient, r.via) if b}
    if found := agencies.find(name):
        return known.get(found.id, found)
    if same := next((b for b in known.values() if slug(name) in (b.id, slug(b.name))), None):
        return same
    leading = next((m for m in agencies.mentions(name, loose=True) if m.start == 0), None)
    if leading and leading.body.id.startswith(("ubnd-cap-", "hdnd-cap-")):  # "ubnd thanh pho gia nghia"
        return leading.body
    from rapidfuzz import fuzz, process

    choices = {b.name: fold(b.name) for b in (*known.values(), *agencies.bodies)}
    close = process.extract(
        fold(name), choices, scorer=fuzz.token_sort_ratio, limit=_NEAR, score_cutoff=_NEAR_ENOUGH
    )
    hint = f" Có phải: {'; '.join(key for _, _, key in close)}?" if close else ""
    raise UsageError(f"Không nhận ra cơ quan “{name[:100]}”.{hint}")


def due_dates(row: Obligation, first: date, last: date) -> list[date]:
    """The days a duty falls due from ``first`` to ``last``, both included, in order."""
    return sorted({day for d in row.deadlines for day in due(d.rule, first, last)})


def obligation_json(row: Obligation, first: date | None = None, last: date | None = None) -> dict[str, Any]:
    """A row in the shape of the design; with both days, ``due`` lists the dates between them."""

    def body(b: Body | None) -> dict[str, str] | None:
        return {"id": b.id, "name": b.name} if b else None

    data: dict[str, Any] = {
        "document": row.document,
        "anchor": row.anchor,
        "label": row.label,
        "bodies": [body(b) for b in row.bodies],
        "kind": row.kind,
        "action": row.action,
        "recipient": body(row.recipient),
        "also_to": [body(b) for b in row.also_to],
        "via": body(row.via),
        "with": [body(b) for b in row.partners],
        "deadlines": [{"text": d.text, "rule": d.rule} for d in row.deadlines],
        "quote": row.quote,
        "start": row.start,
        "end": row.end,
        "text_level": row.text_level,
    }
    if first and last:
        data["due"] = [d.isoformat() for d in due_dates(row, first, last)]
    return data


def target_json(row: Target) -> dict[str, Any]:
    value = int(row.value) if row.value is not None and row.value == int(row.value) else row.value
    return {
        "document": row.document,
        "anchor": row.anchor,
        "label": row.label,
        "indicator": row.indicator,
        "comparator": row.comparator,
        "value": value,
        "unit": row.unit,
        "population": row.population,
        "year": row.year,
        "quote": row.quote,
        "start": row.start,
        "end": row.end,
        "text_level": row.text_level,
    }


def level_json(row: Level) -> dict[str, Any]:
    """An amount or a coefficient; a multiple ("50 lần mức chuẩn") is a coefficient of its base."""
    value = int(row.value) if row.value == int(row.value) else row.value
    amount = row.kind in ("amount", "base")
    return {
        "document": row.document,
        "anchor": row.anchor,
        "label": row.label,
        "benefit": row.benefit,
        "group": row.group,
        "situation": row.situation,
        "amount": value if amount else None,
        "coefficient": None if amount else value,
        "unit": row.unit,
        "bound": row.bound,
        "base": row.base,
        "from": row.start_day,
        "to": row.end_day,
        "quote": row.quote,
        "start": row.start,
        "end": row.end,
        "text_level": row.text_level,
    }
