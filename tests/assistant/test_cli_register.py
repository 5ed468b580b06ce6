"""``assistant register``: tables, JSON and files of the register kept in the index, opened with other libraries."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import vobject
from dateutil.rrule import rrulestr
from python_calamine import CalamineWorkbook

from corpus import calendar_export, exports
from corpus.register_tables import Table
from corpus.settings import Settings
from tests.corpus.register_texts import duties

Command = Callable[..., Any]


def _json(command: Command, built: Settings, *words: str) -> list[dict[str, Any]]:
    run = command("register", *words, "--format", "json", data=built.data)
    assert run.code == 0, run.err
    found: list[dict[str, Any]] = json.loads(run.out)
    return found


def test_without_an_index_the_message_says_what_to_run(command: Command, tmp_path: Path) -> None:
    run = command("register", "obligations", data=tmp_path)
    assert (run.code, run.out) == (1, "")
    assert "assistant index" in run.err


def test_the_seven_bodies_report_twice_a_year_through_one(command: Command, built: Settings) -> None:
    rows = _json(command, built, "obligations", "--agency", "so y te", "--from", "2024-01-01", "--to", "2024-12-31")
    (row,) = [r for r in rows if r["anchor"] == "ke-hoach-dak-nong#muc-vi/3"]
    assert len(row["bodies"]) == 7
    assert (row["recipient"]["name"], row["via"]["id"]) == ("UBND tỉnh", "so-lao-dong-thuong-binh-va-xa-hoi")
    assert row["due"] == ["2024-06-30", "2024-12-31"]


def test_a_city_has_the_duties_of_its_level(command: Command, built: Settings) -> None:
    rows = _json(command, built, "obligations", "--agency", "UBND thành phố Gia Nghĩa")
    anchors = {r["anchor"] for r in rows}
    assert "ke-hoach-dak-nong#muc-vi/6/gach-2" in anchors
    assert "ke-hoach-dak-nong#muc-vi/3" not in anchors


def test_an_unknown_body_is_wrong_usage_with_near_names(command: Command, built: Settings) -> None:
    run = command("register", "obligations", "--agency", "Sở Khoa hoc Cong ngheee", data=built.data)
    assert run.code == 2
    assert "Không nhận ra cơ quan" in run.err and "Traceback" not in run.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--from", "30/6/2024"), "YYYY-MM-DD"),
        (("--from", "2024-12-31", "--to", "2024-01-01"), "trước ngày --from"),
        (("--document", "khong-co"), "assistant corpus list"),
    ],
)
def test_wrong_usage_is_said(command: Command, built: Settings, words: tuple[str, ...], said: str) -> None:
    run = command("register", "obligations", *words, data=built.data)
    assert run.code == 2
    assert said in run.err


def test_targets_and_levels_in_the_shape_of_the_design(command: Command, built: Settings) -> None:
    targets = _json(command, built, "targets")
    assert len([t for t in targets if t["anchor"].startswith("ke-hoach-dak-nong#muc-iii/2")]) >= 20
    assert {"indicator", "comparator", "value", "unit", "population", "year", "quote", "start", "end"} <= set(
        targets[0]
    )
    levels = _json(command, built, "levels", "--from", "2026-11-01", "--to", "2026-11-30")
    assert "nghi-dinh-20-2021-nd-cp" not in {v["document"] for v in levels}
    assert {"benefit", "group", "situation", "amount", "coefficient", "base", "from", "to"} <= set(levels[0])


def test_the_table_shows_days_and_says_what_has_ended(command: Command, built: Settings) -> None:
    run = command(
        "register",
        "obligations",
        "--agency",
        "Sở Y tế",
        "--from",
        "2026-01-01",
        "--to",
        "2026-12-31",
        data=built.data,
    )
    assert "30/06/2026" in run.out and "Lưu ý: Giai đoạn thực hiện của Kế hoạch" in run.out


def test_a_workbook_opens_elsewhere_with_typed_cells(command: Command, built: Settings, tmp_path: Path) -> None:
    out = tmp_path / "han.xlsx"
    run = command(
        "register", "obligations", "--agency", "so y te", "--from", "2024-01-01", "--to", "2024-12-31",
        "--format", "xlsx", "--out", out, data=built.data,
    )  # fmt: skip
    assert run.code == 0, run.err
    book = CalamineWorkbook.from_path(str(out))
    heads, *rows = book.get_sheet_by_index(0).to_python()
    assert heads[:2] == ["Ngày đến hạn", "Cơ quan thực hiện"]
    assert date(2024, 6, 30) in [r[0] for r in rows]
    levels = tmp_path / "muc.xlsx"
    command("register", "levels", "--format", "xlsx", "--out", levels, data=built.data)
    heads, *rows = CalamineWorkbook.from_path(str(levels)).get_sheet_by_index(0).to_python()
    assert 360_000 in [r[heads.index("Giá trị")] for r in rows]
    assert date(2021, 7, 1) in [r[heads.index("Từ ngày")] for r in rows]


def test_a_csv_is_read_by_a_spreadsheet(command: Command, built: Settings, tmp_path: Path) -> None:
    out = tmp_path / "muc tieu.csv"
    command("register", "targets", "--format", "csv", "--out", out, data=built.data)
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    heads, *rows = csv.reader(io.StringIO(out.read_text(encoding="utf-8-sig")))
    assert len(rows) >= 25 and all(len(r) == len(heads) for r in rows)


@pytest.mark.parametrize("words", ["=1+1", "+84", "-1", "@cmd", " =SUM(A1)"])
def test_text_that_looks_like_a_formula_stays_text(words: str) -> None:
    table = Table("Thử", ("Chữ", "Số"), ((words, -5),))
    (_, row) = csv.reader(io.StringIO(exports.csv_bytes(table).decode("utf-8-sig")))
    assert row[0].startswith("'") and row[1] == "-5"
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(exports.xlsx_bytes(table))).get_sheet_by_index(0)
    assert sheet.to_python()[1] == [words, -5]


def test_a_calendar_opens_elsewhere_with_recurring_days_quotes_and_alarms(
    command: Command, built: Settings, tmp_path: Path
) -> None:
    out = tmp_path / "han.ics"
    words = ("--agency", "Sở Y tế", "--from", "2026-11-25", "--format", "ics", "--out", out)
    assert command("register", "obligations", *words, "--to", "2030-12-31", data=built.data).code == 0
    events = list(vobject.readOne(out.read_text(encoding="utf-8")).vevent_list)
    assert len(events) == 2
    for event in events:
        assert isinstance(event.dtstart.value, date) and event.dtend.value - event.dtstart.value == timedelta(
            days=1
        )
        assert "định kỳ 06 tháng" in event.description.value.lower()
        assert "VI.3" in event.description.value
        assert len(event.valarm_list) == 2
    yearly = next(e for e in events if e.dtstart.value.month == 12)
    days = list(rrulestr(str(yearly.rrule.value), dtstart=_midnight(yearly.dtstart.value)))
    assert [d.date() for d in days] == [date(y, 12, 31) for y in range(2026, 2031)]


def _midnight(day: date) -> Any:
    from datetime import datetime, time

    return datetime.combine(day, time())


def test_events_keep_their_identity_and_only_deadlines_with_a_day_have_one() -> None:
    rows = duties(
        "Sở Y tế báo cáo Ủy ban nhân dân tỉnh trước ngày 31 hằng tháng.",
        "Sở Y tế trả lời trong thời hạn 05 ngày làm việc kể từ ngày nhận hồ sơ.",
        "Sở Nội vụ hoàn thành rà soát trước ngày 31/3/2027.",
    )
    first = calendar_export.calendar(rows, date(2027, 1, 1))
    again = calendar_export.calendar(rows, date(2027, 2, 1))
    events = [vobject.readOne(made.decode()).vevent_list for made in (first, again)]
    assert [e.uid.value for e in events[0]] == [e.uid.value for e in events[1]]
    monthly, once = events[0]
    assert monthly.rrule.value == "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1"
    assert (once.dtstart.value, hasattr(once, "rrule")) == (date(2027, 3, 31), False)
    assert max(len(line) for line in first.split(b"\r\n")) <= 75


def test_only_duties_have_a_calendar(command: Command, built: Settings) -> None:
    run = command("register", "levels", "--format", "ics", data=built.data)
    assert run.code == 2 and ".ics" in run.err


def test_the_chain_is_written_as_a_picture(command: Command, built: Settings, tmp_path: Path) -> None:
    out = tmp_path / "so-do.svg"
    assert command("register", "chain", "--document", "02/2021/TT-BLĐTBXH", "--out", out, data=built.data).code == 0
    words = out.read_text(encoding="utf-8")
    assert words.startswith("<svg") and "trước 15/6, 15/12" in words


def test_a_file_that_cannot_be_written_is_said(command: Command, built: Settings, tmp_path: Path) -> None:
    (tmp_path / "tep").write_text("")
    run = command("register", "chain", "--out", tmp_path / "tep" / "x.svg", data=built.data)
    assert run.code == 1 and "Không ghi được" in run.err
