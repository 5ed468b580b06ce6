"""Tables of the register as files people open: CSV for any spreadsheet, XLSX with typed cells.

Text that begins like a formula stays text in both: a quote of a document must never be run.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import Any

from corpus.register_tables import Cell, Table

_FORMULA = re.compile(r"^[\s]*[=+\-@\t\r]")
# What XML cannot hold; a cell has at most 32,767 characters.
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LONGEST = 32_767
_WIDTHS = {
    "Trích nguyên văn": 60,
    "Việc phải làm": 50,
    "Đối tượng, hoàn cảnh": 50,
    "Nhóm": 40,
    "Chỉ tiêu": 50,
    "Mã vị trí": 34,
}
_WIDEST = 36


def csv_bytes(table: Table) -> bytes:
    """UTF-8 with a byte order mark, so that Excel reads the diacritics; days as 2026-06-30."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(table.headings)
    for row in table.rows:
        writer.writerow([_plain(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        words = " ".join(cell.split())
        return f"'{words}" if _FORMULA.match(words) else words
    return cell


def xlsx_bytes(table: Table) -> bytes:
    """One sheet with a fixed heading, a filter, fitting widths and typed cells; notes on a second sheet."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet: Any = book.active
    sheet.title = table.title
    wrap = Alignment(wrap_text=True, vertical="top")
    for column, heading in enumerate(table.headings, 1):
        cell = sheet.cell(1, column, heading)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="1F4E79")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    for number, row in enumerate(table.rows, 2):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column)
            _fill(cell, value)
            cell.alignment = wrap
    for column, heading in enumerate(table.headings, 1):
        longest = max([len(heading), *(len(str(r[column - 1] or "")) for r in table.rows)])
        width = _WIDTHS.get(heading, min(_WIDEST, longest + 2))
        sheet.column_dimensions[get_column_letter(column)].width = max(8, width)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.headings))}{len(table.rows) + 1}"
    sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = "landscape", 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    if table.notes:
        beside = book.create_sheet("Lưu ý")
        beside.column_dimensions["A"].width = 120
        for number, note in enumerate(table.notes, 1):
            _fill(beside.cell(number, 1), note)
            beside.cell(number, 1).alignment = wrap
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(cell: Any, value: Cell) -> None:
    if isinstance(value, str):
        cell.value = _UNFIT.sub("", value)[:_LONGEST]
        cell.data_type = "s"  # "=…" would else be taken for a formula
        cell.quotePrefix = bool(_FORMULA.match(value))
    elif isinstance(value, date):
        cell.value, cell.number_format = value, "dd/mm/yyyy"
    elif value is not None:
        cell.value = value
        cell.number_format = (
            "0"
            if isinstance(value, int) and abs(value) < 10_000
            else "#,##0.##"
            if isinstance(value, float)
            else "#,##0"
        )
