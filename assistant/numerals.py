"""Vietnamese numerals in words, written as digits: "hai mươi" as 20, "một phẩy năm" as 1,5, "nửa" as 0,5.

A syllable that is a numeral is often something else ("năm" is also a year, "tư" is private, "một số" is some), so one
alone counts only before a unit; two and more together always do.
"""

from __future__ import annotations

import re
from functools import lru_cache

_UNITS = {
    "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5, "sáu": 6, "bảy": 7,
    "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_SCALES = {"nghìn": 1_000, "ngàn": 1_000, "triệu": 1_000_000, "tỷ": 1_000_000_000, "tỉ": 1_000_000_000}
_FIRST = "|".join(w for w in (*_UNITS, "mười", "không") if w not in ("mốt", "lăm", "nhăm", "tư"))
_ANY = "|".join((*_UNITS, "mười", "mươi", "chục", "trăm", "linh", "lẻ", "phẩy", "không", *_SCALES, "rưỡi"))
_RUN = re.compile(rf"(?<![\w/])(?:{_FIRST})(?:\s+(?:{_ANY}))*(?!\w)")
_HALF = re.compile(r"(?<!\w)(?:một\s+)?nửa(?!\w)")
_DAY = re.compile(r"(?:ngày|mùng|tháng)\s+$")
# "mỗi năm", "một năm 2025", "đồng một tháng": a year or a rate, not a count.
_NOT_A_COUNT = re.compile(
    r"(?:mỗi|hằng|hàng|từng|cả|đầu|cuối|trong|các|những|nhiều|vài|đồng|đồng/|\d|đến|từ|hết|trước|sau)\s*$"
)


def in_digits(key: str, units: str) -> str:
    """A search key with its numerals in words replaced by digits. ``units`` is a pattern of unit words."""
    key = _HALF.sub("0,5", key) if "nửa" in key else key
    return _RUN.sub(lambda m: _written(m, key, units), key)


def _written(m: re.Match[str], key: str, units: str) -> str:
    run = m[0].split()
    # Only the numeral itself: a run may end in words that begin something else ("hai năm" is two years).
    for size in range(len(run), 0, -1):
        value = _read(tuple(run[:size]))
        if value is None:
            continue
        rest = " ".join(run[size:])
        after = f"{rest} {key[m.end() :].lstrip()}".strip()
        if size == 1 and not _counts(run[0], key[: m.start()], after, units):
            return m[0]
        return f"{value}{' ' + _tail(rest, after, units) if rest else ''}"
    return m[0]


def _tail(rest: str, after: str, units: str) -> str:
    return in_digits(rest, units) if rest else ""


def _counts(word: str, before: str, after: str, units: str) -> bool:
    """Whether one numeral alone is a count: it stands before a unit, or is the day or month of a date."""
    if _DAY.search(before) and word != "năm":
        return not (
            before.endswith("tháng ") and word in ("một", "hai", "ba") and re.match(rf"(?:{units})(?!\w)", after)
        )
    if not re.match(
        rf"(?:{units}|trường\s+hợp|cấp|nhóm|loại|bước|điều\s+kiện|giấy\s+tờ|bữa|suất|căn|xã|huyện)(?!\w)", after
    ):
        return False
    if word in ("một", "năm"):
        return not _NOT_A_COUNT.search(before) and not (
            word == "năm" and re.match(r"(?:người|hộ|bộ|con|bản)(?!\w)", after)
        )
    return word not in ("không", "tư")


@lru_cache(maxsize=4096)
def _read(run: tuple[str, ...]) -> str | None:
    """The digits of a whole numeral, None when the syllables do not make one."""
    if "phẩy" in run:
        at = run.index("phẩy")
        whole, part = _whole(run[:at]), run[at + 1 :]
        if whole is None or not part or any(w not in _UNITS and w != "không" for w in part):
            return None
        return f"{whole},{''.join(str(_UNITS.get(w, 0)) for w in part)}"
    value = _whole(run)
    return None if value is None else str(value)


def _whole(run: tuple[str, ...]) -> int | None:
    total, at, largest = 0, 0, 10**12
    while at < len(run):
        below, at = _hundreds(run, at, first=at == 0)
        if below is None:
            return None
        if at < len(run) and run[at] in _SCALES:
            scale = _SCALES[run[at]]
            if scale >= largest:
                return None
            total, largest, at = total + below * scale, scale, at + 1
            if at < len(run) and run[at] == "rưỡi":
                return total + scale // 2 if at + 1 == len(run) else None
        else:
            return total + below if at == len(run) else None
    return total


def _hundreds(run: tuple[str, ...], at: int, first: bool) -> tuple[int | None, int]:
    """A number below a thousand from ``at``: (value or None, where it ends)."""
    start, value = at, 0
    if at + 1 < len(run) and run[at + 1] == "trăm" and (run[at] in _UNITS or run[at] == "không"):
        value, at = _UNITS.get(run[at], 0) * 100, at + 2
        if at < len(run) and run[at] == "rưỡi":
            return value + 50, at + 1
        if at < len(run) and run[at] in ("linh", "lẻ"):
            return (
                (value + _UNITS[run[at + 1]], at + 2) if at + 1 < len(run) and run[at + 1] in _UNITS else (None, at)
            )
    if at < len(run) and run[at] == "mười":
        value, at = value + 10, at + 1
    elif at + 1 < len(run) and run[at] in _UNITS and run[at + 1] in ("mươi", "chục"):
        value, at = value + _UNITS[run[at]] * 10, at + 2
    elif at < len(run) and run[at] in _UNITS and at == start:
        return _UNITS[run[at]], at + 1
    elif at < len(run) and run[at] == "không" and first and len(run) == 1:
        return 0, at + 1
    if at > start and at < len(run) and run[at] in _UNITS and value % 100:
        # "hai mươi năm" is 20 years, "hai mươi lăm" is 25; "mười một", "hai mươi ba" go on.
        if run[at] == "năm" and value % 100 >= 10:
            return value, at
        return value + _UNITS[run[at]], at + 1
    return (value, at) if at > start else (None, at)
