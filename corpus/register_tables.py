"""Rows of the register as a table: Vietnamese headings and typed cells, for a screen or a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.agencies import Body
from corpus.deadlines import Deadline
from corpus.duty import Obligation
from corpus.duty_words import kind_names
from corpus.levels import Level
from corpus.register import due_dates
from corpus.targets import Target

Cell = str | int | float | date | None
_LEVELS = {"full": "toàn văn", "digest": "tóm lược"}
_KINDS = {
    "base": "mức chuẩn",
    "amount": "số tiền, hiện vật",
    "coefficient": "hệ số",
    "multiple": "số lần mức chuẩn",
}


@dataclass(frozen=True)
class Table:
    """A title, headings and rows of as many cells; ``notes`` are what a reader must know beside them."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()


def duties(
    rows: Sequence[Obligation], first: date | None = None, last: date | None = None, notes: Sequence[str] = ()
) -> Table:
    """Duties in reading order; with both days one row for each day something falls due, in order of days."""
    heads = (
        "Cơ quan thực hiện", "Loại việc", "Việc phải làm", "Nơi nhận", "Gửi qua", "Phối hợp", "Thời hạn",
        "Vị trí", "Trích nguyên văn", "Mức văn bản", "Mã vị trí",
    )  # fmt: skip
    if first and last:
        dated = sorted(((day, n) for n, row in enumerate(rows) for day in due_dates(row, first, last)))
        cells = tuple((day, *_duty(rows[n])) for day, n in dated)
        return Table("Hạn phải thực hiện", ("Ngày đến hạn", *heads), cells, tuple(notes))
    return Table("Nhiệm vụ", heads, tuple(_duty(r) for r in rows), tuple(notes))


def goals(rows: Sequence[Target], notes: Sequence[str] = ()) -> Table:
    heads = (
        "Chỉ tiêu", "So sánh", "Giá trị", "Đơn vị", "Đối tượng", "Năm",
        "Vị trí", "Trích nguyên văn", "Mức văn bản", "Mã vị trí",
    )  # fmt: skip
    cells = (
        (
            t.indicator, t.comparator, _number(t.value), t.unit, t.population, t.year, t.label, t.quote,
            _LEVELS[t.text_level], t.anchor,
        )
        for t in rows
    )  # fmt: skip
    return Table("Chỉ tiêu", heads, tuple(cells), tuple(notes))


def amounts(rows: Sequence[Level], notes: Sequence[str] = ()) -> Table:
    heads = (
        "Chế độ", "Đối tượng, hoàn cảnh", "Nhóm", "Cách tính", "So sánh", "Giá trị", "Đơn vị",
        "Từ ngày", "Đến trước ngày", "Vị trí", "Trích nguyên văn", "Mức văn bản", "Mã vị trí",
    )  # fmt: skip
    cells = (
        (
            v.benefit, v.situation, v.group, _KINDS[v.kind], v.bound, _number(v.value), v.unit, _day(v.start_day),
            _day(v.end_day), v.label, v.quote, _LEVELS[v.text_level], v.anchor,
        )
        for v in rows
    )  # fmt: skip
    return Table("Mức hưởng", heads, tuple(cells), tuple(notes))


def _duty(row: Obligation) -> tuple[Cell, ...]:
    return (
        names(row.bodies),
        kind_names().get(row.kind, row.kind),
        row.action,
        names([b for b in (row.recipient, *row.also_to) if b]),
        row.via.name if row.via else "",
        names(row.partners),
        "; ".join(map(said, row.deadlines)),
        row.label,
        row.quote,
        _LEVELS[row.text_level],
        row.anchor,
    )


def names(bodies: Sequence[Body]) -> str:
    return ", ".join(dict.fromkeys(b.name for b in bodies))


def said(deadline: Deadline) -> str:
    """A deadline in its own words, on one line."""
    return " ".join(deadline.text.split())


def _number(value: float | None) -> int | float | None:
    return int(value) if value is not None and value == int(value) else value


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def shown(table: Table) -> Iterator[tuple[str, ...]]:
    """The rows as people read them: 30/06/2026, 540.000, 2,5."""
    for row in table.rows:
        yield tuple(_shown(cell, heading) for cell, heading in zip(row, table.headings, strict=True))


def _shown(cell: Cell, heading: str) -> str:
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, bool) or cell is None:
        return ""
    if isinstance(cell, int):
        return str(cell) if heading == "Năm" else f"{cell:,}".replace(",", ".")
    if isinstance(cell, float):
        return f"{cell:g}".replace(".", ",")
    return " ".join(cell.split())
