"""References inside texts and questions: "khoản 6 Điều 5 Nghị định này" to the anchor it points to.

A reference is a run of units (điểm, khoản, Điều, mục) with lists and ranges of values, ended or not by the document
it stands in. It is read from the right, as Vietnamese nests it: the document, then Điều, khoản, điểm. What is
left out is taken from the place where the reference stands ("khoản này"), or from the lead-ins above it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.catalogue import Catalogue
from corpus.model import Document, Provision
from corpus.text import fold, fold_aligned

_UNITS = {"muc": 0, "dieu": 1, "khoan": 2, "diem": 3}
_VALUE = {
    "muc": r"(?:[ivxlc]+(?:\.\d+)*(?:\.[a-z])?|\d+(?:\.\d+)*)\b",
    "dieu": r"\d+[a-z]?\b",
    "khoan": r"\d+\b",
    "diem": r"[a-zđ]{1,2}\b(?!\w)",
}
_JOIN = r"(?:\s*,\s*(?:va\s+|hoac\s+)?|\s+va\s+|\s+hoac\s+|\s+den\s+)"
_UNIT = re.compile(
    r"\b(?:cac\s+|nhung\s+)?(?:(?P<range>tu)\s+)?(?:"
    + "|".join(
        rf"{unit}\s+(?:so\s+)?(?P<{unit}>(?:tu\s+)?{value}(?:{_JOIN}(?:{unit}\s+)?{value}(?!\w*[.,/]\d))*|nay\b)"
        for unit, value in _VALUE.items()
    )
    + ")"
)
_SIBLING = re.compile(r"\s*(?:,|;|\bva\b|\bhoac\b|,\s*va\b)\s*(?:cac\s+|tai\s+)?")
_NEST = re.compile(r"\s*(?:(?:cua|tai|thuoc)\s+)?")
_THIS = re.compile(
    r"\s*(?:cua\s+)?(?:bo\s+)?(?:nghi dinh|thong tu|luat|quyet dinh|ke hoach|chuong trinh|nghi quyet|quy che|quy dinh)\s+nay\b"
)
_LETTERS = "abcdđeghiklmnopqrstuvxy"
# "tài khoản 12" is an account; only its mark tells it from "tại khoản 12".
_ACCOUNT = re.compile(r"(?:tài|chuyển)\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reference:
    """A mention ``text[start:end]``: the document it names ("" where not catalogued) and the path in it.

    ``path`` is empty where a whole document is meant; ``number`` is how an uncatalogued document was called.
    """

    start: int
    end: int
    text: str
    document: str
    path: tuple[str, ...] = ()
    number: str = ""

    @property
    def anchor(self) -> str:
        return f"{self.document}#{'/'.join(self.path)}" if self.path else self.document


@dataclass(frozen=True, slots=True)
class _Group:
    unit: str
    values: tuple[str, ...]
    start: int
    end: int


def references(
    text: str, catalogue: Catalogue, document: Document | None = None, at: Provision | None = None
) -> list[Reference]:
    """All references in a text, in order; ``document`` and ``at`` say where the text stands."""
    found: list[Reference] = []
    mentions = catalogue.mentions(text)
    taken: set[int] = set()
    for run in _runs(fold_aligned(text), text):
        end = run[-1].end
        named = next(
            (m for m in mentions if m.start >= end and _NEST.fullmatch(fold_aligned(text[end : m.start]))), None
        )
        this = _THIS.match(fold_aligned(text), end)
        if named is not None:
            taken.add(named.start)
            target = named.entry.id if named.entry else ""
            found += _resolve(run, text, target, named.end, "" if target else named.text, None, None)
        else:
            home = document.id if document else ""
            found += _resolve(run, text, home, this.end() if this else end, "", document, None if this else at)
    for m in mentions:
        if m.start not in taken:
            entry = m.entry.id if m.entry else ""
            found.append(Reference(m.start, m.end, m.text, entry, (), "" if entry else m.text))
    return sorted(found, key=lambda r: (r.start, r.end))


def of_provision(document: Document, provision: Provision, catalogue: Catalogue) -> list[Reference]:
    """References in a provision's own words; spans are positions in the document's text."""
    own = document.own(provision)
    return [
        Reference(r.start + provision.start, r.end + provision.start, r.text, r.document, r.path, r.number)
        for r in references(own, catalogue, document, provision)
        if r.start or r.path != provision.path  # "Điều 6." at its own head
    ]


def unresolved(document: Document, catalogue: Catalogue) -> list[Reference]:
    """References of a document that lead nowhere: to a place it does not have, or to an uncatalogued document."""
    found = [r for p in document.provisions for r in of_provision(document, p, catalogue)]
    return [
        r
        for r in found
        if not r.document or (r.document == document.id and r.path and "/".join(r.path) not in document.by_path)
    ]


def _runs(folded: str, text: str) -> Iterator[list[_Group]]:
    """Neighbouring groups that form one reference, left to right."""
    run: list[_Group] = []
    for match in _UNIT.finditer(folded):
        unit = next(u for u in _UNITS if match[u])
        if unit == "khoan" and _ACCOUNT.search(text[max(0, match.start() - 8) : match.start()]):
            continue
        start, end = match.span(unit)
        values = _values(unit, text[start:end], match["range"] is not None)
        if not values:
            continue
        group = _Group(unit, values, match.start(), end)
        if run and not _continues(folded[run[-1].end : group.start], run[-1], group):
            yield run
            run = []
        run.append(group)
    if run:
        yield run


def _continues(between: str, before: _Group, after: _Group) -> bool:
    if _NEST.fullmatch(between):
        return after.unit != before.unit
    return bool(_SIBLING.fullmatch(between))


def _values(unit: str, words: str, ranged: bool) -> tuple[str, ...]:
    """ "1, 2 và 3" → 1, 2, 3; "15 đến Điều 23" → 15 … 23; "này" → ("nay",)."""
    folded = fold_aligned(words)
    if folded.strip() == "nay":
        return ("nay",)
    values: list[str] = []
    for match in re.finditer(rf"(?P<to>\bden\s+)?(?:{unit}\s+)?(?P<value>{_VALUE[unit]})", folded):
        if match["value"] in ("va", "tu") or (unit == "diem" and match["value"] in ("nay", "hoac", "den", "do")):
            continue
        value = words[match.start("value") : match.end("value")].lower()
        if match["to"] and values:
            values += _between(values[-1], value)
        else:
            values.append(value)
    return tuple(values)


def _between(first: str, last: str) -> list[str]:
    if first.isdigit() and last.isdigit() and 0 < int(last) - int(first) < 200:
        return [str(n) for n in range(int(first) + 1, int(last) + 1)]
    if first in _LETTERS and last in _LETTERS and first < last:
        return list(_LETTERS[_LETTERS.index(first) + 1 : _LETTERS.index(last) + 1])
    return [last]


def _resolve(
    run: Sequence[_Group],
    text: str,
    target: str,
    end: int,
    number: str,
    document: Document | None,
    at: Provision | None,
) -> list[Reference]:
    """Read a run from the right; each group nests in the nearest wider one that stands after it."""
    if len(run) > 1 and all(_UNITS[a.unit] < _UNITS[b.unit] for a, b in itertools.pairwise(run)):
        return _wide_first(run, text, target, end, number, document, at)
    context: dict[str, str] = {}
    out: list[Reference] = []
    for i in range(len(run) - 1, -1, -1):
        group = run[i]
        rank = _UNITS[group.unit]
        context = {u: v for u, v in context.items() if _UNITS[u] < rank}
        nested = i > 0 and _UNITS[run[i - 1].unit] > rank and bool(_NEST.fullmatch(_gap(text, run, i)))
        stop = end if i == len(run) - 1 else group.end
        if group.unit == "muc":
            context["muc"] = group.values[-1]
            if nested:
                continue
            out += [
                Reference(group.start, stop, text[group.start : stop], target, _section(v), number)
                for v in group.values
            ]
            continue
        for value in group.values:
            if not nested or (len(group.values) > 1 and value != group.values[-1]):
                path = _path({**context, group.unit: value}, document, at)
                first = group.start
                last = end if _tail(run, i) else stop
                out.append(Reference(first, last, text[first:last], target, path, number))
        context[group.unit] = group.values[-1]
    return out


def _wide_first(
    run: Sequence[_Group],
    text: str,
    target: str,
    end: int,
    number: str,
    document: Document | None,
    at: Provision | None,
) -> list[Reference]:
    """ "Điều 6 khoản 1 điểm e", as people type it."""
    above = {g.unit: g.values[-1] for g in run[:-1]}
    start = run[0].start
    return [
        Reference(start, end, text[start:end], target, _path({**above, run[-1].unit: v}, document, at), number)
        for v in run[-1].values
    ]


def _gap(text: str, run: Sequence[_Group], i: int) -> str:
    return fold_aligned(text[run[i - 1].end : run[i].start])


def _tail(run: Sequence[_Group], i: int) -> bool:
    """Whether every group after this one only says where it stands (so the mention runs to the end)."""
    return all(_UNITS[a.unit] > _UNITS[b.unit] for a, b in zip(run[i:], run[i + 1 :], strict=False))


def _section(value: str) -> tuple[str, ...]:
    head, *rest = fold(value).split(".")
    if head.isdigit():
        return (value,)
    numbers = [r for r in rest if r.isdigit()]
    letters = [r for r in rest if not r.isdigit()]
    dotted = [".".join(numbers[: n + 1]) for n in range(len(numbers))]
    return (f"muc-{head}", *dotted, *letters)


def _path(context: dict[str, str], document: Document | None, at: Provision | None) -> tuple[str, ...]:
    """Segments of what the context says, what is left out taken from the place of the reference."""
    if "muc" in context:
        # A point of a section: "mục IV.1.6 điểm đ", "khoản 2 mục VI".
        return (*_section(context["muc"]), *(context[u] for u in ("khoan", "diem") if u in context))
    here = dict(s.split("-", 1) for s in (at.path if at else ()) if "-" in s and s.split("-")[0] in _UNITS)
    full = {u: (here.get(u, "") if v == "nay" else v) for u, v in context.items()}
    narrowest = max((_UNITS[u] for u in full), default=0)
    for unit in ("dieu", "khoan"):
        if _UNITS[unit] < narrowest and unit not in full and unit in here:
            full[unit] = here[unit]
    path = tuple(f"{u}-{full[u]}" for u in ("dieu", "khoan", "diem") if full.get(u))
    if document is None or at is None or "dieu" in context or "/".join(path) in document.by_path:
        return path
    return _from_lead_in(full, document, at) or path


def _from_lead_in(full: dict[str, str], document: Document, at: Provision) -> tuple[str, ...]:
    """ "điểm a khoản 5" under a lead-in "… khoản 5 Điều 5 …": the article its lead-ins name."""
    above = document.parent(at)
    while above:
        for article in re.findall(r"Điều (\d+)", document.own(above)):
            path = tuple(f"{u}-{v}" for u in ("dieu", "khoan", "diem") if (v := {**full, "dieu": article}.get(u)))
            if "/".join(path) in document.by_path:
                return path
        above = document.parent(above)
    return ()
