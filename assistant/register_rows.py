"""Rows of the register chosen by body and days, as JSON or as a file: what the page, the API and MCP give."""

from __future__ import annotations

from collections.abc import Iterable
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
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ics": "text/calendar",
}
_NAMES = {"obligations": "nhiem-vu", "targets": "chi-tieu", "levels": "muc-huong"}


def duties(knowledge: Knowledge, agency: str) -> list[Obligation]:
    """The duties of a body named by id or name; all for "". Raises UsageError for a body nobody knows."""
    rows = list(knowledge.register.obligations)
    return register.duties_of(rows, body_of(knowledge, agency), knowledge.agencies) if agency.strip() else rows


def body_of(knowledge: Knowledge, agency: str) -> Body:
    return register.body_named(agency, knowledge.register.obligations, knowledge.agencies)


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
    from corpus import calendar_export, exports, register_tables

    chosen = duties(knowledge, agency) if kind == "obligations" else []
    day = last or date.today()
    if form == "ics":
        if kind != "obligations":
            raise UsageError("Lịch (.ics) chỉ có cho nhiệm vụ.")
        who = body_of(knowledge, agency).name if agency.strip() else ""
        notes = notes_of(knowledge, {r.document for r in chosen}, day)
        return calendar_export.calendar(chosen, first or date.today(), last, who, notes)
    if kind == "obligations":
        if first and last:
            chosen = [r for r in chosen if register.due_dates(r, first, last)]
        notes = notes_of(knowledge, {r.document for r in chosen}, day)
        table = register_tables.duties(chosen, first, last, list(notes.values()))
    elif kind == "targets":
        goals = knowledge.register.targets
        table = register_tables.goals(goals, list(notes_of(knowledge, {t.document for t in goals}, day).values()))
    else:
        levels = knowledge.register.levels
        noted = notes_of(knowledge, {v.document for v in levels}, day)
        table = register_tables.amounts(levels, list(noted.values()))
    return exports.csv_bytes(table) if form == "csv" else exports.xlsx_bytes(table)


def notes_of(knowledge: Knowledge, documents: Iterable[str], day: date) -> dict[str, str]:
    """By document: that it has ended, or that its period is over, on a day."""
    found = {}
    for document in sorted(documents):
        status = knowledge.validity.in_force(document, day)
        if status.state in ("ended", "period-over", "unknown") and status.event:
            found[document] = f"Lưu ý: {status.event.sentence()}"
    return found


def file_name(kind: str, agency: str, form: str) -> str:
    """``nhiem-vu-so-y-te.xlsx``."""
    return "-".join(filter(None, (_NAMES[kind], slug(agency)[:60]))) + f".{form}"
