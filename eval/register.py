"""How well the register is read: precision and recall, field by field, against lists made by hand.

The lists lie in ``eval/register`` (facts in fields, no sentences of the texts). A row is one duty: one sentence, or
one part of it between ";" that has a verb of its own; its kind is that of the first verb, unless it hands something to a
body (report, submit, advise, send). Applicants count only where they hand something in. Rows are paired within their provision, and every field is
counted value by value: what both have is right, what only the register has costs precision, what only the list has
costs recall; fields that both leave empty count for nothing. ``python -m eval.register [--misses]`` prints it all.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from corpus.agencies import Agencies
from corpus.catalogue import Catalogue
from corpus.deadlines import Rule, due
from corpus.levels import Level
from corpus.library import Library, build
from corpus.model import Document, Entry, Source
from corpus.obligations import Obligation
from corpus.register import read
from corpus.settings import Settings
from corpus.targets import Target
from corpus.text import fold, slug

GOLD = Path(__file__).with_name("register")
FULL = Path(__file__).parents[2] / "shared" / "corpus"
_TABLES = ("obligations", "targets", "levels")
_UNSEEN = {"unseen": "chưa gặp, ba văn bản đầu", "fresh": "chưa gặp, văn bản thứ tư"}
_SPAN = (date(2024, 1, 1), date(2031, 12, 31))

Fields = dict[str, frozenset[str]]


@dataclass
class Count:
    """Values both have, only the register has, only the list has."""

    both: int = 0
    extra: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.both / (self.both + self.extra) if self.both + self.extra else 1.0

    @property
    def recall(self) -> float:
        return self.both / (self.both + self.missed) if self.both + self.missed else 1.0


@dataclass
class Result:
    """The counts of one suite and table by field ("row" first), with what disagreed in words."""

    suite: str
    table: str
    fields: dict[str, Count] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)

    def add(self, name: str, found: frozenset[str], wanted: frozenset[str]) -> None:
        count = self.fields.setdefault(name, Count())
        count.both += len(found & wanted)
        count.extra += len(found - wanted)
        count.missed += len(wanted - found)

    @property
    def worst(self) -> float:
        return min((min(c.precision, c.recall) for c in self.fields.values()), default=1.0)


def score() -> list[Result]:
    """Every suite that can be measured here: shipped texts, full texts where at hand, and unseen documents."""
    catalogue, agencies = Catalogue.load(), Agencies.load()
    with TemporaryDirectory() as folder:
        shipped = [d for d in Library(Settings(data=Path(folder))).documents() if d.text]
    results = _measure("bản kèm theo", shipped, catalogue, agencies)
    full = list(_full(catalogue))
    if full:
        results += _measure("toàn văn", full, catalogue, agencies)
    for folder_name, title in _UNSEEN.items():
        results += _unseen(GOLD / folder_name, title, catalogue, agencies)
    return results


def first() -> list[tuple[str, str, dict[str, tuple[float, float]]]]:
    """Suite, table and fields (precision, recall) as first measured on unseen documents, before rules were mended."""
    data = tomllib.loads((GOLD / "first.toml").read_text(encoding="utf-8"))
    return [
        (_UNSEEN[name], table, {f: (pair[0], pair[1]) for f, pair in fields.items()})
        for name, tables in data.items()
        for table, fields in tables.items()
    ]


def _full(catalogue: Catalogue) -> Iterable[Document]:
    for path in sorted(FULL.glob("*.txt")):
        entry = catalogue.get(path.stem)
        if entry and not path.stem.startswith("ke-hoach"):
            yield build(entry, Source(path.read_text(encoding="utf-8")), "full")


def _measure(suite: str, documents: Sequence[Document], catalogue: Catalogue, agencies: Agencies) -> list[Result]:
    register = read(documents, catalogue, agencies)
    scopes = json.loads((GOLD / "scope.json").read_text(encoding="utf-8"))
    levels = {d.id: d.level for d in documents}
    results = []
    for table in _TABLES:
        gold = [
            r
            for r in _lines(GOLD / f"{table}.jsonl")
            if r["document"] in levels and r.get("text", levels[r["document"]]) == levels[r["document"]]
        ]
        rows = [r for r in getattr(register, table) if _within(r.anchor, scopes[table])]
        if gold:
            results.append(compare(suite, table, rows, gold))
    return results


def _unseen(folder: Path, suite: str, catalogue: Catalogue, agencies: Agencies) -> list[Result]:
    rows: dict[str, list[Any]] = {t: [] for t in _TABLES}
    gold: dict[str, list[dict[str, Any]]] = {t: [] for t in _TABLES}
    for path in sorted(folder.glob("*.txt")):
        entry = Entry(id=path.stem, title=path.stem, short=path.stem)
        register = read([build(entry, Source(path.read_text(encoding="utf-8")), "full")], catalogue, agencies)
        for table in _TABLES:
            rows[table] += getattr(register, table)
        for row in _lines(path.with_suffix(".gold.jsonl")):
            gold[f"{row['table']}s"].append({**row, "document": path.stem})
    return [compare(suite, t, rows[t], gold[t]) for t in _TABLES if gold[t]]


def compare(suite: str, table: str, rows: Sequence[Any], gold: Sequence[dict[str, Any]]) -> Result:
    """Pair rows with the list within each provision, most alike first, and count their fields."""
    result = Result(suite, table)
    readers: dict[str, Callable[[Any], Fields]] = {"obligations": _duty, "targets": _target, "levels": _level}
    of_row = readers[table]
    anchors = dict.fromkeys([r.anchor for r in rows] + [f"{g['document']}#{g['anchor']}" for g in gold])
    for anchor in anchors:
        here = [(r, of_row(r)) for r in rows if r.anchor == anchor]
        wanted = [(g, _gold(table, g)) for g in gold if f"{g['document']}#{g['anchor']}" == anchor]
        pairs = sorted(
            ((_alike(f, w), -i, -j) for i, (_, f) in enumerate(here) for j, (_, w) in enumerate(wanted)),
            reverse=True,
        )
        used: set[int] = set()
        taken: set[int] = set()
        for likeness, i, j in pairs:
            if likeness > 0 and -i not in used and -j not in taken:
                used.add(-i)
                taken.add(-j)
                _count(result, anchor, here[-i][1], wanted[-j][1], table)
        for i, (row, found) in enumerate(here):
            if i not in used:
                _count(result, anchor, found, {}, table)
                result.misses.append(f"  thừa  {anchor}: {row.quote[:110]}")
        for j, (row, want) in enumerate(wanted):
            if j not in taken:
                _count(result, anchor, {}, want, table)
                result.misses.append(f"  thiếu {anchor}: {json.dumps(row, ensure_ascii=False)[:220]}")
    return result


def _count(result: Result, anchor: str, found: Fields, wanted: Fields, table: str) -> None:
    result.add("row", frozenset([anchor] if found else []), frozenset([anchor] if wanted else []))
    for name in wanted or found:  # a field the list leaves out is not measured
        has, want = found.get(name, frozenset()), wanted.get(name, frozenset())
        if name in _WORDY and want and has:
            has = frozenset(f for f in has) if not _holds(has, want) else want
        result.add(name, has, want)
        if found and wanted and has != want:
            result.misses.append(f"  khác  {anchor} {name}: {sorted(has)} | đúng ra {sorted(want)}")


# Fields of free words: right when the register's words hold all words of the list's.
_WORDY = ("indicator", "population", "who", "from_words")


def _holds(found: frozenset[str], wanted: frozenset[str]) -> bool:
    words = set(" ".join(found).split())
    return all(set(w.split()) <= words for w in wanted)


def _alike(found: Fields, wanted: Fields) -> float:
    """Shared values over all fields; 0 when they are not about the same thing at all."""
    total = 0.0
    for name in wanted:
        if name in _WORDY:
            total += 1.5 * _holds(found.get(name, frozenset()), wanted[name])
        elif wanted[name] or found.get(name):
            both = found.get(name, frozenset()) & wanted[name]
            total += 2 * len(both) / (len(found.get(name, frozenset())) + len(wanted[name]))
    return total


def _duty(row: Obligation) -> Fields:
    return {
        "bodies": _names(b.name for b in row.bodies),
        "kind": frozenset([row.kind]),
        "recipient": _names(b.name for b in (row.recipient, *row.also_to) if b),
        "via": _names([row.via.name] if row.via else []),
        "with": _names(b.name for b in row.partners),
        "deadlines": frozenset(_rule(d.rule) for d in row.deadlines),
        "from_words": frozenset(
            _plain(str(d.rule.get("from", ""))) for d in row.deadlines if isinstance(d.rule, dict)
        ),
    }


def _target(row: Target) -> Fields:
    return {
        "indicator": frozenset([_plain(f"{row.indicator} {row.population}")]),
        "comparator": frozenset([row.comparator]),
        "value": frozenset([str(row.value)]),
        "unit": frozenset([row.unit] if row.unit else []),
        "population": frozenset([_plain(row.population)] if row.population else []),
        "year": frozenset([str(row.year)] if row.year else []),
    }


def _level(row: Level) -> Fields:
    return {
        "kind": frozenset([row.kind]),
        "value": frozenset([str(row.value)]),
        "unit": frozenset([row.unit]),
        "bound": frozenset([row.bound]),
        "who": frozenset([_plain(f"{row.benefit} {row.group} {row.situation}")]),
        "from": frozenset([row.start_day] if row.start_day else []),
        "to": frozenset([row.end_day] if row.end_day else []),
    }


def _gold(table: str, row: dict[str, Any]) -> Fields:
    if table == "obligations":
        rules = row["deadlines"]
        return {
            "bodies": _names(row["bodies"]),
            "kind": frozenset([row["kind"]]),
            "recipient": _names(b for b in (row["recipient"], *row["also_to"]) if b),
            "via": _names([row["via"]] if row["via"] else []),
            "with": _names(row["with"]),
            "deadlines": frozenset(map(_rule, rules)),
            "from_words": frozenset(_plain(r["from"]) for r in rules if isinstance(r, dict) and "from" in r),
        }
    if table == "targets":
        value = row["value"]
        return {
            "indicator": frozenset([_plain(row["indicator"])]),
            "comparator": frozenset([row["comparator"]]),
            "value": frozenset([str(None if value is None else float(value))]),
            "unit": frozenset([row["unit"]] if row["unit"] else []),
            "population": frozenset([_plain(row["population"])] if row["population"] else []),
            "year": frozenset([str(row["year"])] if row["year"] else []),
        }
    known: dict[str, Any] = {name: row[name] for name in ("kind", "unit", "bound", "from", "to") if name in row}
    fields: Fields = {name: frozenset([str(value)] if value else []) for name, value in known.items()}
    fields["value"] = frozenset([str(float(row["value"]))])
    if "who" in row:
        fields["who"] = frozenset(_plain(w) for w in row["who"].split(";"))
    return fields


def _rule(rule: Rule) -> str:
    """A rule as the days it means: two ways to write one recurrence are equal."""
    if isinstance(rule, dict):
        return f"{rule['duration']}{' ngày làm việc' if rule.get('working_days') else ''}"
    days = due(rule, *_SPAN)
    return f"{rule[:12] if rule.startswith('FREQ') else ''} {days[0]} +{len(days)}" if days else rule


def _names(names: Iterable[str]) -> frozenset[str]:
    return frozenset(slug(n) for n in names)


def _plain(text: str) -> str:
    return slug(fold(text)).replace("-", " ")


def _within(anchor: str, scope: dict[str, list[str]]) -> bool:
    document, _, segment = anchor.partition("#")
    return any(
        segment == s or segment.startswith(s if s.endswith("-") else f"{s}/") for s in scope.get(document, ())
    )


def _lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def show(results: Sequence[Result], misses: bool = False) -> str:
    """The figures as a table, with what disagrees when asked."""
    lines = []
    for r in results:
        lines.append(f"{r.suite} · {r.table}")
        for name, c in r.fields.items():
            lines.append(
                f"  {name:<11} đúng {c.precision:6.1%}  đủ {c.recall:6.1%}   ({c.both} khớp, {c.extra} thừa, {c.missed} thiếu)"
            )
        lines += r.misses if misses else []
    lines.append("Số đo lần đầu, trước khi sửa luật:")
    for suite, table, fields in first():
        figures = ", ".join(f"{name} {p:.0%}/{r:.0%}" for name, (p, r) in fields.items())
        lines.append(f"  {suite} · {table}: {figures}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(show(score(), "--misses" in sys.argv))
