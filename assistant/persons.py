"""Whom and which months a question about money counts: several persons told apart by their age, alike ones by their
number, months by their names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from corpus.text import fold

_NUMBERS = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6}
_NUMBER = r"(?:\d{1,2}|một|hai|ba|bốn|năm|sáu)"
_NOUN = (
    r"(?:đứa con|đứa|cháu|bé|trẻ|em|con gái|con trai|con|cụ ông|cụ bà|cụ|ông|bà|mẹ|má|bố|ba|cha|chị|anh|vợ|chồng|người|vợ chồng"
    r"|chị em|anh em|ông bà|mẹ con)"
)
# "3 bé dưới 4 tuổi", "mẹ 58 tuổi", "5t": a person and an age.
_PERSON = re.compile(
    rf"(?:(?:\b(?P<count>{_NUMBER})\s+)?\b(?P<noun>{_NOUN})\s+(?:\w+\s+){{0,4}}?)?(?:(?:dưới|trên|hơn|mới|đã|được|nay)\s+)?(?<![\d.,/])\b(?P<age>\d{{1,3}})\s*(?:tuổi|t\b)",
    re.IGNORECASE,
)
# What stands between two ages of one person, or between one who cares and one who is cared for.
_ONE = re.compile(r"\bđến\b|\bhoặc\b|-|\b(?:nuôi|chăm|có con|sinh con)\b", re.IGNORECASE)
_PART = re.compile(r"[,;.:?]|\s(?:và|với|còn|ai|được|thì|mỗi|tổng|cộng|hưởng|lĩnh|lãnh|nhận|có)\s", re.IGNORECASE)
_MANY = re.compile(rf"\b(?P<count>{_NUMBER})\s+{_NOUN}\b(?!\s+(?:tháng|năm))", re.IGNORECASE)
_TOTAL = re.compile(
    r"\btong\b|\bcong (?:lai|chung|don|ca|het)\b|\bca (?:hai|ba|bon|nam|sau|\d|nha|nhom|thay)\b|\btat ca\b|\bgop\b|\btruy (?:linh|lanh|tra|thu)\b|\bdon (?:chi|tra|lai)\b"
)
_YEAR = r"(?:\s*(?:/|năm)\s*(?P<{0}>20\d\d)|\s+(?P<{0}n>năm nay))?"
_MONTHS = re.compile(
    rf"\btháng\s+(?P<first>\d{{1,2}})(?P<more>(?:\s*(?:,|và|với|rồi)\s*(?:tháng\s+)?\d{{1,2}}(?![\d.]|\s*tuổi))+){_YEAR.format('y')}"
    rf"|\btừ tháng\s+(?P<from>\d{{1,2}}){_YEAR.format('a')}\s+(?:đến|tới)\s+(?:hết\s+)?tháng\s+(?P<to>\d{{1,2}}){_YEAR.format('b')}",
    re.IGNORECASE,
)


_LASTING = re.compile(
    rf"\b(?P<count>{_NUMBER}|\d{{1,3}}) (?P<unit>ngày|tháng|giờ|buổi)\b(?!\s*(?:tuổi|/|\d))", re.IGNORECASE
)


@dataclass(frozen=True)
class Share:
    """Persons alike of whom a question speaks: what it says of them (``name``), the question put for them alone, and
    how many they are."""

    name: str
    question: str
    times: int


def wants_total(spoken: str) -> bool:
    """Whether what all of them get together is asked for."""
    return bool(_TOTAL.search(fold(spoken)))


def shares(spoken: str) -> list[Share]:
    """The persons of different ages a question speaks of; one share for persons who are alike."""
    found = list(_PERSON.finditer(spoken))
    apart = [m for n, m in enumerate(found) if n == 0 or not _ONE.search(spoken[found[n - 1].end() : m.start()])]
    if len({m["age"] for m in apart}) < 2 or len(apart) != len(found):
        many = _MANY.search(spoken)
        return [Share("", spoken, _count(many["count"]) if many else 1)]
    spans = [(m.start(), _end(spoken, m.end())) for m in found]
    if not all(m["noun"] for m in found):
        # "2 bé 3 tuổi và 10 tuổi": the number is of all of them, each an age.
        if any(m["count"] for m in found[1:]) or _count(found[0]["count"]) not in (1, len(found)):
            return [Share("", spoken, 1)]
        names = [f"{m['age']} tuổi" for m in found]
        return [Share(name, _alone(spoken, spans, n, found[n].end("count")), 1) for n, name in enumerate(names)]
    return [
        Share(spoken[a:b].strip(" ,;."), _alone(spoken, spans, n, found[n].end("count")), _count(found[n]["count"]))
        for n, (a, b) in enumerate(spans)
    ]


def _end(spoken: str, after: int) -> int:
    """Where what is said of a person ends."""
    part = _PART.search(spoken, after)
    return part.start() if part else len(spoken)


def _alone(spoken: str, spans: list[tuple[int, int]], kept: int, counted: int) -> str:
    """A question without the persons but one, nor how many of that kind they are, which is said up to ``counted``."""
    text = spoken
    for n in range(len(spans) - 1, -1, -1):
        stop = spans[n][1] if n != kept else max(counted, spans[n][0])
        text = text[: spans[n][0]] + " " + text[stop:]
    return re.sub(r"\s*(?:[,;]|\b(?:và|với|còn)\b)(?=\s*(?:[,;.:?]|$))", "", " ".join(text.split()))


def lasting(spoken: str, unit: str) -> int:
    """For how many of the units that an amount is paid by ("đồng/người/ngày") a question asks; 1 where it does not say."""
    found = [m for m in _LASTING.finditer(spoken) if unit.rpartition("/")[2] == m["unit"].lower()]
    counts = [_count(m["count"]) for m in found]
    return counts[0] if len(counts) == 1 else 1


def _count(word: str | None) -> int:
    return 1 if not word else _NUMBERS.get(word.lower()) or int(word)


def months(spoken: str, day: date) -> list[date]:
    """The first days of the months a question names, two or more, in order; of the year of ``day`` where none is said."""
    m = _MONTHS.search(spoken)
    if m is None:
        return []
    if m["first"]:
        year = int(m["y"]) if m["y"] else day.year
        numbers = [int(m["first"]), *map(int, re.findall(r"\d+", m["more"]))]
        return [date(year, n, 1) for n in numbers if 1 <= n <= 12]
    last = int(m["b"] or m["a"] or day.year)
    first = int(m["a"] or last)
    at, stop = first * 12 + int(m["from"]) - 1, last * 12 + int(m["to"]) - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(at, min(stop, at + 35) + 1)]
