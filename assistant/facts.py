"""What a text states that must not be got wrong, in whatever spelling: figures, dates, numbers, places, bodies.

A text is read into tokens in one pass. Bodies come first (they hold commas and figures of their own), then numerals
in words are written as digits, then one pattern reads the rest. Words that turn a meaning round are tokens too.
The word lists are data (``guard.toml``).
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from assistant.numerals import in_digits
from corpus.agencies import Agencies
from corpus.text import search_key

DATA = Path(__file__).with_name("guard.toml")

Kind = Literal["figure", "date", "number", "place", "body", "turn", "word", "break"]
Date = tuple[int, int, int]  # day, month, year; 0 where not said

_SCALE = {"nghìn": 1e3, "ngàn": 1e3, "k": 1e3, "triệu": 1e6, "tr": 1e6, "tỷ": 1e9, "tỉ": 1e9}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
_DIGITS = r"\d{1,3}(?:\.\d{3})+(?!\d)(?:,\d+)?|\d{1,3}(?:,\d{3})+(?=\s*(?:đồng|đ\b|vnđ|vnd))|\d+\.\d{1,2}(?![\d.])|\d+(?:,\d+)?"
_YEAR = r"(?:19|20)\d\d"


@dataclass(frozen=True, slots=True)
class Token:
    """One unit of a text. ``value`` is equal for two spellings of the same thing; ``text`` is as it was read."""

    kind: Kind
    value: Any
    text: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a text states that must not be got wrong. ``dates`` are (day, month, year), 0 where not said."""

    figures: frozenset[float]
    dates: frozenset[Date]
    numbers: frozenset[str]
    bodies: frozenset[str]
    places: frozenset[tuple[str, str]] = field(default_factory=frozenset)


def facts(text: str, agencies: Agencies) -> Facts:
    """The facts of a text, each in one spelling."""
    tokens = read(text, agencies)

    def of(kind: Kind) -> frozenset[Any]:
        return frozenset(t.value for t in tokens if t.kind == kind)

    return Facts(of("figure"), of("date"), of("number"), of("body"), of("place"))


def read(text: str, agencies: Agencies) -> tuple[Token, ...]:
    """The tokens of a text, in order; remembered by text."""
    return _reader(Same(agencies))(text)


class Same:
    """Agencies compared by identity: they are read once, and are not hashable."""

    def __init__(self, agencies: Agencies) -> None:
        self.agencies = agencies

    def __hash__(self) -> int:
        return id(self.agencies)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.agencies is self.agencies


@lru_cache(maxsize=4)
def _reader(same: Same) -> Any:
    return lru_cache(maxsize=4096)(lambda text: tuple(_tokens(text, same.agencies)))


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """The data file; lists become tuples of search keys."""
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    return {
        section: {name: tuple(map(search_key, row)) for name, row in rows.items()} for section, rows in data.items()
    }


@lru_cache(maxsize=1)
def turns() -> dict[str, str]:
    """Every turning word or phrase and its class."""
    data = words()
    rows = [data["bounds"], data["trailing"], data["turns"]]
    return {word: name for row in rows for name, listed in row.items() for word in listed}


@lru_cache(maxsize=1)
def trailing() -> frozenset[str]:
    return frozenset(w for row in words()["trailing"].values() for w in row)


def _any(listed: Iterable[str]) -> str:
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(listed, key=len, reverse=True))


@lru_cache(maxsize=1)
def _units() -> tuple[str, dict[str, str]]:
    table = {spelling: search_key(name) for name, row in words()["units"].items() for spelling in row}
    return _any(table), table


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    """Everything a text is made of, most particular first."""
    units, _ = _units()
    places, documents = _any(words()["places"]["words"]), _any(words()["documents"]["words"])
    unit = rf"(?:\s*(?P<unit>%)|\s*/?\s*(?P<unit2>{units})(?!\w))"
    return re.compile(
        rf"""
        (?P<body>§[^§]*§)
      | (?P<number>\b\d{{1,5}}(?:/{_YEAR})?[/-][a-zđ]{{2,}}(?:-[a-zđ]+)*\d*(?:/[a-zđ]+)?)
      | (?P<short>\b\d{{1,4}}/{_YEAR}\b(?!/))(?<!\btháng\s\d/\d\d\d\d)(?<!\btháng\s\d\d/\d\d\d\d)
      | \b(?P<iso_y>{_YEAR})-(?P<iso_m>\d\d)-(?P<iso_d>\d\d)\b
      | (?<![\d/.,])(?P<d>\d{{1,2}})\s*(?P<sep>/|-|\.)\s*(?P<m>\d{{1,2}})\s*(?P=sep)\s*(?P<y>{_YEAR})(?![\d/])
      | (?<![\d/.,])(?P<d2>\d{{1,2}})\s*/\s*(?P<m2>\d{{1,2}})(?:\s+năm\s+(?P<y2>{_YEAR}))?(?![\d/])
      | (?:(?<=ngày\s)|(?<=trước\s)|(?<=hạn\s))(?P<d3>\d{{1,2}})\s*[-.]\s*(?P<m3>\d{{1,2}})(?!\s*(?:%|,?\d|[./-]\d))(?!\s+(?:{units})(?!\w))
      | (?<![\d/.,])(?P<d4>\d{{1,2}})\s+tháng\s+(?P<m4>\d{{1,2}})(?:(?:\s*,)?\s+năm\s+(?P<y4>{_YEAR})|\s*/\s*(?P<y5>{_YEAR}))?(?![\d/])
      | \btháng\s+(?P<m6>\d{{1,2}})(?:\s*/\s*|\s*,?\s*năm\s+)(?P<y6>{_YEAR})\b
      | (?P<roman>\b(?:quý|khoá|kỳ|thế\s+kỷ|loại|hạng|cấp\s+độ)\s+)(?P<numeral>[ivxl]+)\b
      | (?P<where>\b(?:{places})\s+)(?P<at>\d+(?:\.\d+)*[a-zđ]?|[ivxl]+(?:\.\d+)*|[a-zđ])(?:\b|$)(?!\s*[,]\d)
      | (?P<doc>\b(?:{documents})(?:\s+số)?\s+)(?P<doc_no>\d{{1,4}})(?![\d/.,%-])(?!\s+(?:{units})(?!\w))
      | (?P<figure>(?<![\w.,/])(?:{_DIGITS}))(?P<scale>\s*(?:nghìn|ngàn|triệu|tỷ|tỉ|tr|k)(?!\w)(?:\s*\d+(?:,\d+)?\s*(?:nghìn|ngàn|triệu)(?!\w))*)?(?P<half>\s+rưỡi)?{unit}?(?![\w])
      | (?P<stray>\d[\d.,]*)
      | (?P<turn>(?<!\w)(?:{_any(turns())})(?!\w))
      | (?P<break>[.;:!?\n()]|→)
      | (?P<word>\w+|[×=+%])
        """,
        re.VERBOSE,
    )


def _tokens(text: str, agencies: Agencies) -> Iterable[Token]:
    key, names = _with_bodies(unicodedata.normalize("NFC", text), agencies)
    key = in_digits(key, _units()[0])
    for m in _pattern().finditer(key):
        kind = m.lastgroup or ""
        if m["body"]:
            yield Token("body", m[0][1:-1], names.get(m[0], m[0]))
        elif m["number"]:
            yield Token("number", m[0], m[0])
        elif m["short"]:
            month = m[0].split("/")
            if int(month[0]) <= 12 and not re.search(
                rf"(?:{_any(words()['documents']['words'])}|số)\s*$", key[: m.start()]
            ):
                yield Token("date", (0, int(month[0]), int(month[1])), m[0])
            else:
                yield Token("number", m[0], m[0])
        elif (day := _day(m)) is not None:
            if 0 <= day[0] <= 31 and 1 <= day[1] <= 12:
                yield Token("date", day, m[0])
            else:
                yield from (Token("figure", float(n), n) for n in re.findall(r"\d+", m[0]))
        elif m["roman"]:
            yield Token("word", m["roman"].strip(), m["roman"])
            yield Token("figure", float(_roman(m["numeral"])), m[0])
        elif m["where"]:
            yield Token("place", (" ".join(m["where"].split()), m["at"]), m[0])
        elif m["doc"]:
            yield Token("number", m["doc_no"], m[0])
        elif m["figure"]:
            unit = m["unit"] or m["unit2"] or ""
            yield Token("figure", _value(m), m[0], _units()[1].get(" ".join(unit.split()), ""))
        elif m["stray"]:
            yield from (Token("figure", float(n), m[0]) for n in re.findall(r"\d+", m[0]))
        elif m["turn"]:
            yield Token("turn", turns()[" ".join(m[0].split())], " ".join(m[0].split()))
        elif kind == "break":
            yield Token("break", m[0], m[0])
        else:
            yield Token("word", m[0], m[0])


def _with_bodies(text: str, agencies: Agencies) -> tuple[str, dict[str, str]]:
    """The search key of a text with each body written as its id between marks."""
    parts, at, names = [], 0, {}
    text = text.replace("§", " ")
    for mention in agencies.mentions(text):
        if mention.start < at:
            continue
        mark = f"§{mention.body.id}§"
        names[mark] = mention.text
        parts += [search_key(text[at : mention.start]), mark]
        at = mention.end
    return "".join([*parts, search_key(text[at:])]), names


def _day(m: re.Match[str]) -> Date | None:
    for d, mo, y in (("d", "m", "y"), ("iso_d", "iso_m", "iso_y"), ("d2", "m2", "y2"), ("d3", "m3", "")):
        if m[d]:
            return int(m[d]), int(m[mo]), int((y and m[y]) or 0)
    if m["d4"]:
        return int(m["d4"]), int(m["m4"]), int(m["y4"] or m["y5"] or 0)
    return (0, int(m["m6"]), int(m["y6"])) if m["m6"] else None


def _number(digits: str) -> float:
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+", digits) and len(digits) > 4:
        return float(digits.replace(",", ""))
    if re.fullmatch(r"\d+\.\d{1,2}", digits):
        return float(digits)
    return float(digits.replace(".", "").replace(",", "."))


def _value(m: re.Match[str]) -> float:
    """A figure with its scale words: "1 triệu 200 nghìn", "1,5 triệu", "2 triệu rưỡi"."""
    value, scale = 0.0, m["scale"] or ""
    parts = re.findall(rf"({_DIGITS})?\s*(nghìn|ngàn|triệu|tỷ|tỉ|tr|k)?", f"{m['figure']}{scale}")
    last = 1.0
    for digits, word in parts:
        if digits:
            last = _SCALE.get(word, 1.0)
            value += _number(digits) * last
    if m["half"]:
        value += last / 2
    return round(value, 6)


def _roman(text: str) -> int:
    total = 0
    for a, b in zip(text, [*text[1:], ""], strict=True):
        total += -_ROMAN[a] if b and _ROMAN[b] > _ROMAN[a] else _ROMAN[a]
    return total
