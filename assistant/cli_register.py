"""The register group of the command line: ``assistant register obligations | targets | levels | chain``."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus.errors import StorageFault, UsageError
from corpus.settings import settings

if TYPE_CHECKING:
    from corpus.agencies import Agencies
    from corpus.catalogue import Catalogue
    from corpus.register import Register
    from corpus.register_tables import Table
    from corpus.validity import Validity

app = typer.Typer(name="register", help="Sổ nhiệm vụ, chỉ tiêu, mức hưởng đọc từ văn bản.", no_args_is_help=True)


class Format(StrEnum):
    table = "table"
    json = "json"
    csv = "csv"
    xlsx = "xlsx"
    ics = "ics"


DocumentOption = Annotated[str, typer.Option("--document", help="Chỉ một văn bản: mã, số hiệu hoặc tên.")]
FromOption = Annotated[str, typer.Option("--from", help="Từ ngày, YYYY-MM-DD.")]
ToOption = Annotated[str, typer.Option("--to", help="Đến hết ngày, YYYY-MM-DD.")]
FormatOption = Annotated[Format, typer.Option("--format", help="Dạng kết quả.")]
OutOption = Annotated[Path | None, typer.Option("--out", help="Ghi ra tệp thay vì in.")]


@dataclass(frozen=True)
class Held:
    """The register of the index in force, with what its rows speak of."""

    register: Register
    agencies: Agencies
    catalogue: Catalogue
    validity: Validity


@app.command("obligations")
def register_obligations(
    agency: Annotated[str, typer.Option("--agency", help="Chỉ việc của một cơ quan, viết tắt cũng được.")] = "",
    first: FromOption = "",
    last: ToOption = "",
    document: DocumentOption = "",
    form: FormatOption = Format.table,
    out: OutOption = None,
) -> None:
    """Ai phải làm gì, cho ai, trước ngày nào. Có --from, --to thì liệt kê các hạn trong khoảng đó."""
    from corpus import calendar_export, register, register_tables

    held = _held()
    start, end = _days(first, last)
    rows = [r for r in held.register.obligations if _of(held, document, r.document)]
    who = ""
    if agency.strip():
        body = register.body_named(agency, held.register.obligations, held.agencies)
        rows, who = register.duties_of(rows, body, held.agencies), body.name
    if start and end:
        rows = [r for r in rows if register.due_dates(r, start, end)]
    notes = _notes(held, {r.document for r in rows}, end or date.today())
    if form is Format.ics:
        day = start or date.today()
        _write(calendar_export.calendar(rows, day, end, who, notes), out)
        return
    data = [register.obligation_json(r, start, end) for r in rows]
    table = register_tables.duties(rows, start, end, list(notes.values()))
    _give(
        table,
        data,
        form,
        out,
        _no_duties(who, start, end),
        hide=("Trích nguyên văn", "Mã vị trí", "Mức văn bản", "Phối hợp"),
    )


@app.command("targets")
def register_targets(
    first: FromOption = "",
    last: ToOption = "",
    document: DocumentOption = "",
    form: FormatOption = Format.table,
    out: OutOption = None,
) -> None:
    """Chỉ tiêu phải đạt: bao nhiêu, của ai, đến năm nào."""
    from corpus import register, register_tables

    held = _held()
    start, end = _days(first, last)
    rows = [r for r in held.register.targets if _of(held, document, r.document)]
    if start and end:
        rows = [r for r in rows if r.year and start.year <= r.year <= end.year]
    notes = _notes(held, {r.document for r in rows}, end or date.today())
    table = register_tables.goals(rows, list(notes.values()))
    data = [register.target_json(r) for r in rows]
    _give(table, data, form, out, "Không có chỉ tiêu nào.", hide=("Trích nguyên văn", "Mã vị trí", "Mức văn bản"))


@app.command("levels")
def register_levels(
    first: FromOption = "",
    last: ToOption = "",
    document: DocumentOption = "",
    form: FormatOption = Format.table,
    out: OutOption = None,
) -> None:
    """Mức tiền, hệ số, số lần mức chuẩn. Có --from, --to thì chỉ mức áp dụng trong khoảng đó."""
    from corpus import register, register_tables

    held = _held()
    start, end = _days(first, last)
    rows = [r for r in held.register.levels if _of(held, document, r.document)]
    if start and end:
        now, until = start.isoformat(), end.isoformat()
        rows = [r for r in rows if r.start_day <= until and (not r.end_day or r.end_day > now)]
    notes = _notes(held, {r.document for r in rows}, end or date.today())
    table = register_tables.amounts(rows, list(notes.values()))
    data = [register.level_json(r) for r in rows]
    _give(
        table, data, form, out, "Không có mức nào.", hide=("Trích nguyên văn", "Mã vị trí", "Mức văn bản", "Nhóm")
    )


@app.command("chain")
def register_chain(
    document: DocumentOption = "",
    out: OutOption = None,
) -> None:
    """Sơ đồ ai báo cáo, gửi, trình cho ai và trước ngày nào (tệp SVG)."""
    from corpus import chain

    held = _held()
    rows = [r for r in held.register.obligations if _of(held, document, r.document)]
    shorts = {e.id: e.short or e.id for e in held.catalogue.entries}
    _write(chain.svg(rows, shorts).encode("utf-8"), out)


def _held() -> Held:
    """The register kept in the index. Raises IndexMissing when none was built."""
    from corpus.agencies import Agencies
    from corpus.catalogue import Catalogue
    from corpus.register import Register
    from corpus.validity import Validity
    from index import versions
    from index.store import Store

    folder = versions.current(settings())
    versions.manifest(folder)
    store = Store(folder / "store.sqlite")
    catalogue, agencies = Catalogue.load().including(store.entries()), Agencies.load()
    return Held(Register.parse(store.fact("register")), agencies, catalogue, Validity.load(catalogue, agencies))


def _of(held: Held, wanted: str, document: str) -> bool:
    if not wanted:
        return True
    entry = held.catalogue.find(wanted)
    if entry is None:
        raise UsageError(f"Không có văn bản “{wanted[:100]}”. Xem các văn bản bằng lệnh: assistant corpus list")
    return document == entry.id


def _days(first: str, last: str) -> tuple[date | None, date | None]:
    """Both days or none: from today, or to the end of the year, when only the other is given."""
    start, end = _day(first), _day(last)
    if start or end:
        start = start or date.today()
        end = end or date(start.year, 12, 31)
        if end < start:
            raise UsageError(f"Ngày --to ({end:%d/%m/%Y}) trước ngày --from ({start:%d/%m/%Y}).")
    return start, end


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError(f"Ngày “{text}” không đúng dạng YYYY-MM-DD, ví dụ 2026-06-30.") from error


def _notes(held: Held, documents: Iterable[str], day: date) -> dict[str, str]:
    """By document: that it has ended, or that its period is over, on a day."""
    found = {}
    for document in sorted(documents):
        status = held.validity.in_force(document, day)
        if status.state in ("ended", "period-over", "unknown") and status.event:
            found[document] = f"Lưu ý: {status.event.sentence()}"
    return found


def _no_duties(who: str, start: date | None, end: date | None) -> str:
    span = f" từ {start:%d/%m/%Y} đến {end:%d/%m/%Y}" if start and end else ""
    return f"Không có {'hạn' if span else 'nhiệm vụ'} nào{' của ' + who if who else ''}{span}."


def _give(
    table: Table, data: Sequence[Mapping[str, Any]], form: Format, out: Path | None, none: str, hide: Sequence[str]
) -> None:
    from corpus import exports

    if form is Format.ics:
        raise UsageError("Lịch (.ics) chỉ có cho nhiệm vụ: assistant register obligations --format ics --out TỆP")
    if form is Format.json:
        _write((json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8"), out)
    elif form is Format.csv:
        _write(exports.csv_bytes(table), out)
    elif form is Format.xlsx:
        if out is None and sys.stdout.isatty():
            raise UsageError("Tệp .xlsx không in ra màn hình được. Hãy thêm --out TỆP.xlsx")
        _write(exports.xlsx_bytes(table), out)
    else:
        _write(_drawn(table, hide, none).encode("utf-8"), out)


def _drawn(table: Table, hide: Sequence[str], none: str) -> str:
    """The table in text, as wide as the terminal or 160 columns."""
    from io import StringIO

    from rich import box
    from rich.console import Console
    from rich.table import Table as Drawn

    from corpus.register_tables import shown

    if not table.rows:
        return none + "\n"
    keep = [i for i, h in enumerate(table.headings) if h not in hide]
    drawn = Drawn(box=box.SIMPLE_HEAD, show_lines=True, title=None)
    for i in keep:
        drawn.add_column(table.headings[i], overflow="fold")
    for row in shown(table):
        drawn.add_row(*(row[i][:200] + ("…" if len(row[i]) > 200 else "") for i in keep))
    out = StringIO()
    width = os.get_terminal_size().columns if sys.stdout.isatty() else 160
    console = Console(file=out, width=max(width, 80), markup=False, highlight=False, color_system=None)
    console.print(drawn)
    for note in table.notes:
        console.print(note)
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n"))


def _write(data: bytes, out: Path | None) -> None:
    """To the file, whole or not at all; else to standard output."""
    if out is None:
        typer.echo(data, nl=False)
        return
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        aside = out.with_name(f".{out.name}.{os.getpid()}")
        aside.write_bytes(data)
        aside.replace(out)
    except OSError as error:
        raise StorageFault(f"Không ghi được tệp {out} ({error.strerror or error}).") from error
    typer.echo(f"Đã ghi {out}.", err=True)
