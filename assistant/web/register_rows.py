"""Rows of the register for the API and the page: chosen by body and days, as JSON or as a file."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from assistant.knowledge import Knowledge
from corpus import register
from corpus.agencies import Body
from corpus.errors import UsageError
from corpus.obligations import Obligation
from corpus.text import slug

Format = Literal["json", "csv", "xlsx", "ics"]
MIMES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ics": "text/calendar",
}


def duties(knowledge: Knowledge, agency: str) -> list[Obligation]:
    """The duties of a body named by id or name; all for "". Raises UsageError for a body nobody knows."""
    rows = list(knowledge.register.obligations)
    return register.duties_of(rows, body_of(knowledge, agency), knowledge.agencies) if agency.strip() else rows


def body_of(knowledge: Knowledge, agency: str) -> Body:
    named = knowledge.agencies.find(agency.strip()) or next(
        (b for b in bodies(knowledge) if agency.strip() in (b.id, b.name)), None
    )
    if named is None:
        raise UsageError(f"Không nhận ra cơ quan “{agency[:100]}”.")
    return named


def bodies(knowledge: Knowledge) -> list[Body]:
    """Every body with a duty, those with most duties first."""
    count: dict[Body, int] = {}
    for row in knowledge.register.obligations:
        for body in row.bodies:
            count[body] = count.get(body, 0) + 1
    return sorted(count, key=lambda b: (-count[b], b.name))


def rows(
    knowledge: Knowledge, kind: str, agency: str = "", first: date | None = None, last: date | None = None
) -> list[dict[str, Any]]:
    """Rows in the shape of the design. ``agency`` and days choose among obligations only."""
    if kind == "obligations":
        found = [register.obligation_json(r, first, last) for r in duties(knowledge, agency)]
        return [r for r in found if r.get("due")] if first and last else found
    if kind == "targets":
        return [register.target_json(t) for t in knowledge.register.targets]
    return [register.level_json(r) for r in knowledge.register.levels]


def exported(
    knowledge: Knowledge, kind: str, agency: str, first: date | None, last: date | None, form: str
) -> bytes:
    """The rows as a file. Raises UsageError for a form that a kind does not have."""
    raise UsageError(f"Sổ này không xuất được dạng {form}.")


def file_name(kind: str, agency: str, form: str) -> str:
    names = {"obligations": "nhiem-vu", "targets": "chi-tieu", "levels": "muc-huong"}
    return "-".join(filter(None, (names[kind], slug(agency)[:60]))) + f".{form}"
