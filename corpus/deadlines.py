"""Deadlines in administrative Vietnamese, as rules a calendar understands.

A rule is an ISO date (``2024-06-30``), an RFC 5545 recurrence (``FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=30``: due
before that day unless said otherwise) or a duration ``{"duration": "P7D", "working_days": True, "from": "…"}``
(ISO 8601, with what it counts from). Read on text folded character by character, so positions are the text's own.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from dateutil.rrule import rrulestr

from corpus.text import fold_aligned

Rule = str | dict[str, Any]

_DAY = r"(?:ngay\s+|mung\s+)?(?P<day>\d{1,2})"
_DM = r"(?:\s*/\s*|\s*-\s*|\s+thang\s+)(?P<month>\d{1,2})"
_YEAR = r"(?:\s*/\s*|\s*-\s*|,?\s+nam\s+)(?P<year>(?:19|20)\d\d)"
_EVERY_YEAR = r"(?:hang nam|hang nam|moi nam|thuong nien|cua nam)"
_EVERY_MONTH = r"(?:hang thang|moi thang|cua thang)"
_BEFORE = re.compile(
    r"\b(?:truoc|cham nhat(?:\s+(?:la|vao|den|truoc))?|muon nhat(?:\s+la)?|khong qua|den het|het|tre nhat|vao|xong|den)\s+"
)
_DATE = re.compile(rf"\b{_DAY}{_DM}(?:{_YEAR})?(?![\d/])")
_MORE = re.compile(rf"\s*(?:,|;|\bva\b|\bhoac\b|,\s*va\b)\s*(?:truoc\s+)?{_DAY}{_DM}(?:{_YEAR})?(?![\d/])")
_MONTHLY = re.compile(
    rf"\b(?:ngay\s+(?P<day>\d{{1,2}})|(?P<last>ngay\s+cuoi(?:\s+cung)?))\s+(?:{_EVERY_MONTH}|thang\b(?!\s*\d))"
)
_QUARTERLY = re.compile(
    r"\bngay\s+(?:(?P<day>\d{1,2})|(?P<last>cuoi(?:\s+cung)?))\s+(?:cua\s+)?(?:thang\s+(?P<which>dau|cuoi)\s+)?(?:cua\s+)?"
    r"(?:moi\s+|hang\s+|cac\s+)?quy\b(?!\s*[ivx\d])(?:\s+(?P<next>sau|ke tiep|tiep theo))?"
)
_QUARTER = re.compile(
    r"\b(?:trong|het|xong|truoc|cuoi|den)\s+quy\s+(?P<quarter>iv|i{1,3}|[1-4])\b(?:\s*(?:/|nam|,)\s*(?:nam\s+)?(?P<year>20\d\d))?"
)
_MONTH_OF = re.compile(
    r"\b(?:trong|het|truoc|cuoi|den|vao)\s+thang\s+(?P<month>\d{1,2})\s*(?:/|nam|\s)\s*(?P<year>20\d\d|hang nam|moi nam)"
)
_YEAR_END = re.compile(r"\b(?:truoc|het|trong|cuoi)\s+nam\s+(?P<year>20\d\d)\b")
_PERIOD = re.compile(
    r"\b(?:dinh ky\s+)?(?:(?:moi|hang|hang)\s+)?(?P<n>\d{1,2}|hai|ba|bon|sau)\s+(?P<per>thang|tuan|nam|ngay)(?:\s+(?:mot|1|01)\s+lan|\s*/\s*lan)|\bdinh ky\s+(?:(?:moi\s+)?(?P<m>\d{1,2})\s+(?P<unit>thang|nam|tuan|ngay))"
    r"|\b(?:dinh ky\s+)?(?P<every>hang|moi)\s+(?P<what>ngay|tuan|thang|quy|nam)\b(?!\s+\d)|\bdinh ky\s+(?P<bare>tuan|thang|quy|nam)\b|\b(?P<half>6 thang dau nam)\b"
)
_TIMES_A = re.compile(
    r"\b(?:dinh ky\s+)?(?:moi|mot|hang|01|1)\s+(?P<what>tuan|thang|quy|nam)\s+(?:it nhat\s+)?(?P<n>mot|hai|ba|bon|0?[1-6])\s+(?:lan|ky|dot)\b"
)
_DURATION = re.compile(
    r"\b(?P<lead>(?:trong\s+)?(?:thoi\s+han|thoi\s+gian|vong)(?:\s+(?:la|khong\s+qua|toi\s+da|cham\s+nhat))*|cham\s+nhat(?:\s+(?:la|sau|trong))*|khong\s+qua|toi\s+da(?:\s+khong\s+qua)?|sau|trong)\s+"
    r"(?P<n>\d{1,3})\s*(?P<unit>ngay|thang|nam|gio|tuan)(?P<working>\s+lam\s+viec)?"
)
_LOOSE = re.compile(
    r"\b(?P<n>\d{1,3})\s+(?P<unit>ngay|thang|gio|tuan)(?P<working>\s+lam\s+viec)?(?=,?\s+(?:ke tu|tinh tu|sau khi|tu khi|tu ngay))"
)
_FROM = re.compile(r"^,?\s*(?:ke\s+tu|tinh\s+tu|sau|tu)(?:\s+(?:ngay|khi|thoi\s+diem|luc))?\s+(?P<from>[^,;.()]+)")
# "Cập nhật … hằng tháng" is a period; "chi trả trợ cấp hằng tháng" is not.
_KEEPS = re.compile(
    r"\b(?:cap nhat|bao cao|cong bo|du bao|tuan tra|kiem tra|giam sat|ra soat|gui|cong khai|doi soat|giao ban|danh gia|to chuc|thong ke|theo doi|don doc)\b[^,;.:]*$"
)
_BENEFIT = re.compile(
    r"\b(?:tro cap|phu cap|luong|tien|muc|kinh phi|chi phi|thu nhap|du toan|ngan sach|nuoi duong|cham soc|huong|binh quan|chi tra|hoc phi|xa hoi)\b[^,;.:]*$"
)
# "Hằng tháng, …" is a period; "trợ cấp hằng tháng" is a kind of benefit.
_STANDS_ALONE = re.compile(
    r"(?:^|[.,;:(\n])\s*$|\b(?:bao cao|thuc hien|to chuc|cap nhat|giao ban|hop|kiem tra|danh gia|tong hop)\s+$"
)
_AGE = re.compile(r"\s*(?:tuoi|tro len|gao)\b")
_UNITS = {"ngay": "D", "tuan": "W", "thang": "M", "nam": "Y"}
_FREQ = {
    "ngay": "FREQ=DAILY",
    "tuan": "FREQ=WEEKLY",
    "thang": "FREQ=MONTHLY",
    "quy": "FREQ=MONTHLY;INTERVAL=3",
    "nam": "FREQ=YEARLY",
}
_COUNTS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "sau": 6}
_UNIT_NAMES = {"D": "ngày", "W": "tuần", "M": "tháng", "Y": "năm", "H": "giờ"}
_PERIODS = {
    "FREQ=DAILY": "hằng ngày", "FREQ=WEEKLY": "hằng tuần", "FREQ=MONTHLY": "hằng tháng", "FREQ=YEARLY": "hằng năm",
    "FREQ=MONTHLY;INTERVAL=3": "hằng quý", "FREQ=MONTHLY;INTERVAL=6": "6 tháng một lần",
}  # fmt: skip
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}


@dataclass(frozen=True, slots=True)
class Deadline:
    """``text[start:end]`` says it; ``rule`` is what a calendar makes of it."""

    text: str
    rule: Rule
    start: int
    end: int


def deadlines(text: str) -> list[Deadline]:
    """All deadlines of a text in order, each once. Dates that name a document's day are not deadlines."""
    folded = fold_aligned(text)
    found: list[Deadline] = []
    taken: list[tuple[int, int]] = []
    for start, end, rule in [
        *_durations(folded, text),
        *_quarterly(folded),
        *_monthly(folded),
        *_dates(folded),
        *_months(folded),
    ]:
        if not any(a < end and start < b for a, b in taken):
            taken.append((start, end))
            found.append(Deadline(text[start:end].strip(), rule, start, end))
    found.sort(key=lambda d: d.start)
    return _with_periods(folded, text, found)


def due(rule: Rule, first: date, last: date) -> list[date]:
    """The days a rule falls on from ``first`` to ``last``, both included; none for durations and bare periods."""
    if isinstance(rule, dict):
        return []
    if not rule.startswith("FREQ="):
        day = date.fromisoformat(rule)
        return [day] if first <= day <= last else []
    if "BYMONTH" not in rule:
        return []
    begin = datetime.combine(date(first.year, 1, 1), time())
    days = rrulestr(rule, dtstart=begin).between(
        datetime.combine(first, time()), datetime.combine(last, time()), inc=True
    )
    return [d.date() for d in days]


def short(rule: Rule) -> str:
    """A rule in the fewest words: "30/6", "ngày 25 hằng tháng", "31/12/2027", "7 ngày làm việc"; "" for none."""
    if isinstance(rule, dict):
        number, unit = rule["duration"].lstrip("PT")[:-1], rule["duration"][-1]
        return f"{number} {_UNIT_NAMES[unit]}{' làm việc' if rule.get('working_days') else ''}"
    if not rule.startswith("FREQ="):
        return f"{date.fromisoformat(rule):%d/%m/%Y}"
    parts = dict(p.split("=") for p in rule.split(";"))
    day = parts.get("BYMONTHDAY", "").split(",")[-1]
    named = "ngày cuối" if day == "-1" else f"ngày {day}"
    if parts["FREQ"] == "MONTHLY" and day:
        return f"{named} hằng tháng"
    if "BYMONTH" in parts and day:
        months = parts["BYMONTH"].split(",")
        return f"{day}/{months[0]}" if len(months) == 1 and day != "-1" else f"{named} tháng {', '.join(months)}"
    return _PERIODS.get(rule, "")


def yearly(month: int, day: int) -> str:
    """The recurrence of one day of the year; 29/2 means the last day of February."""
    if (month, day) == (2, 29):
        day = -1
    return f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={day}"


def monthly(day: int) -> str:
    """The recurrence of one day of every month; days some months lack fall on their last day."""
    if day <= 28:
        return f"FREQ=MONTHLY;BYMONTHDAY={day}"
    days = ",".join(str(d) for d in range(28, day + 1))
    return f"FREQ=MONTHLY;BYMONTHDAY={days};BYSETPOS=-1"


def _durations(folded: str, text: str) -> Iterator[tuple[int, int, Rule]]:
    for pattern in (_DURATION, _LOOSE):
        for m in pattern.finditer(folded):
            if _AGE.match(folded, m.end()):
                continue
            origin = _FROM.match(folded[m.end() :])
            lead = m.groupdict().get("lead") or ""
            if not origin and not (
                m["working"] or lead.startswith(("trong thoi", "trong vong", "cham", "thoi han"))
            ):
                continue
            rule: dict[str, Any] = {"duration": _iso(int(m["n"]), m["unit"])}
            if m["working"]:
                rule["working_days"] = True
            end = m.end()
            if origin:
                a, b = m.end() + origin.start("from"), m.end() + origin.end("from")
                rule["from"] = text[a:b].strip()
                end = b
            yield m.start(), end, rule


def _iso(number: int, unit: str) -> str:
    return f"PT{number}H" if unit == "gio" else f"P{number}{_UNITS[unit]}"


def _quarterly(folded: str) -> Iterator[tuple[int, int, Rule]]:
    for m in _QUARTERLY.finditer(folded):
        first = m["which"] == "dau" or (m["next"] is not None and m["which"] is None)
        months = (1, 4, 7, 10) if first else (3, 6, 9, 12)
        day = -1 if m["last"] else int(m["day"])
        if -1 <= day <= 31:
            rule = f"FREQ=YEARLY;BYMONTH={','.join(map(str, months))};BYMONTHDAY={day if day < 31 else -1}"
            yield _lead(folded, m.start()), m.end(), rule
    for m in _QUARTER.finditer(folded):
        quarter = _QUARTERS[m["quarter"]]
        month = quarter * 3
        if m["year"]:
            yield m.start(), m.end(), date(int(m["year"]), month, _last(int(m["year"]), month)).isoformat()
        elif re.match(rf"\s+{_EVERY_YEAR}", folded[m.end() :]):
            yield m.start(), m.end(), yearly(month, 31 if month in (3, 12) else 30)


def _monthly(folded: str) -> Iterator[tuple[int, int, Rule]]:
    for m in _MONTHLY.finditer(folded):
        if m["last"]:
            yield _lead(folded, m.start()), m.end(), "FREQ=MONTHLY;BYMONTHDAY=-1"
        elif 1 <= int(m["day"]) <= 31:
            yield _lead(folded, m.start()), m.end(), monthly(int(m["day"]))


def _dates(folded: str) -> Iterator[tuple[int, int, Rule]]:
    """Day and month after "trước", "chậm nhất" …, or with "hằng năm"; lists share both ends."""
    at = 0
    while m := _DATE.search(folded, at):
        at = m.end()
        group = [m]
        while more := _MORE.match(folded, at):
            group.append(more)
            at = more.end()
        every = re.match(rf"\s*(?:,\s*)?{_EVERY_YEAR}\b", folded[at:])
        led = _lead(folded, m.start())
        if led == m.start() and not every:
            continue
        if (
            led != m.start()
            and folded[led : m.start()].startswith(("vao", "den"))
            and not every
            and not group[-1]["year"]
        ):
            continue
        shared = group[-1]["year"]
        for i, one in enumerate(group):
            rule = _date_rule(one, one["year"] or (shared if not every else None))
            if rule:
                start = led if i == 0 else one.start("day")
                stop = at + every.end() if every and i == len(group) - 1 else one.end()
                yield start, stop, rule
        at = at + every.end() if every else at


def _date_rule(m: re.Match[str], year: str | None) -> str | None:
    day, month = int(m["day"]), int(m["month"])
    if not (1 <= month <= 12 and 1 <= day <= calendar.monthrange(2024, month)[1]):
        return None
    if not year:
        return yearly(month, day)
    return date(int(year), month, min(day, _last(int(year), month))).isoformat()


def _months(folded: str) -> Iterator[tuple[int, int, Rule]]:
    for m in _MONTH_OF.finditer(folded):
        month = int(m["month"])
        if not 1 <= month <= 12:
            continue
        before = m[0].startswith("truoc")
        if m["year"].isdigit():
            year = int(m["year"])
            day = date(year, month, 1) - timedelta(days=1) if before else date(year, month, _last(year, month))
            yield m.start(), m.end(), day.isoformat()
        else:
            yield m.start(), m.end(), f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={'1' if before else '-1'}"
    for m in _YEAR_END.finditer(folded):
        year = int(m["year"]) - (1 if m[0].startswith("truoc") else 0)
        yield m.start(), m.end(), date(year, 12, 31).isoformat()


def _with_periods(folded: str, text: str, found: list[Deadline]) -> list[Deadline]:
    """Join "định kỳ 06 tháng (trước ngày 30/6)" into one; a period without a day stands alone."""
    out: list[Deadline] = []
    for m in _TIMES_A.finditer(folded):
        out.append(Deadline(text[m.start() : m.end()], _times_rule(m["what"], m["n"]), m.start(), m.end()))
    for m in _PERIOD.finditer(folded):
        if any(d.start < m.end() and m.start() < d.end for d in out):
            continue
        if any(d.start < m.end() and m.start() < d.end for d in found):
            continue
        beside = next(
            (d for d in found if d.start >= m.end() and re.fullmatch(r"\s*[(,:]?\s*", folded[m.end() : d.start])),
            None,
        )
        if beside and isinstance(beside.rule, str):
            found.remove(beside)
            close = 1 if "(" in text[m.end() : beside.start] and text[beside.end : beside.end + 1] == ")" else 0
            end = beside.end + close
            out.append(Deadline(text[m.start() : end], beside.rule, m.start(), end))
            continue
        bare = (m["every"] or m["bare"]) and not m[0].startswith("dinh")
        if bare and not _STANDS_ALONE.search(folded[: m.start()]) and not _closes(folded, m):
            continue
        if re.match(r"\s*,?\s*(?:ngay\s+\d|truoc)", folded[m.end() :]):
            continue
        out.append(Deadline(m[0] and text[m.start() : m.end()], _period_rule(m), m.start(), m.end()))
    return sorted([*found, *out], key=lambda d: d.start)


def _closes(folded: str, m: re.Match[str]) -> bool:
    """A period at the end of a clause whose verb is done again and again, with no benefit between."""
    if not re.match(r"\s*(?:[.;,)]|$|(?:trong|tren|tai|ve|cho|den)\b)", folded[m.end() :]):
        return False
    verb = _KEEPS.search(folded[: m.start()])
    return bool(verb and not _BENEFIT.search(folded[verb.start() : m.start()]))


def _times_rule(what: str, times: str) -> str:
    """ "mỗi năm hai lần" → every six months; what does not divide evenly stays at its period."""
    count = _COUNTS.get(times) or int(times)
    months = {"thang": 1, "quy": 3, "nam": 12}.get(what, 0)
    if count == 1 or not months or months % count:
        return _FREQ[what]
    every = months // count
    return "FREQ=MONTHLY" + (f";INTERVAL={every}" if every > 1 else "")


def _period_rule(m: re.Match[str]) -> str:
    if m["half"]:
        return yearly(6, 30)
    number, unit = m["n"] or m["m"], m["per"] or m["unit"] or "thang"
    if number:
        every = (_COUNTS.get(number) or int(number)) * (12 if unit == "nam" else 1)
        unit = "thang" if unit == "nam" else unit
        return _FREQ[unit] + (f";INTERVAL={every}" if every > 1 else "") if every != 12 else _FREQ["nam"]
    return _FREQ[m["what"] or m["bare"]]


def _lead(folded: str, start: int) -> int:
    """Where the words that make a date a deadline begin; ``start`` when there are none."""
    best = start
    for m in _BEFORE.finditer(folded, max(0, start - 40), start):
        if m.end() == start or re.fullmatch(r"(?:ngay\s+)?", folded[m.end() : start]):
            best = min(best, m.start())
    return best


def _last(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]
