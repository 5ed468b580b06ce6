"""The catalogue: what is known of each document, and documents found in running text.

A document is called by its number ("20/2021/NĐ-CP"), by its kind and the beginning of its number ("NĐ 20",
"QĐ1983"), or by a name ("Luật Người khuyết tật"). What a mention says and the entry denies, year, suffix or
date, makes it another document: 125/NQ-CP of 2018 is not 125/NQ-CP of 2020.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from corpus.errors import CorpusError
from corpus.model import Entry
from corpus.text import UPPER, fold, fold_aligned, slug

DATA = Path(__file__).with_name("catalogue.toml")

# Kinds as folded words, with the abbreviations of Decree 30/2020, Annex III.
KINDS = {
    "nghi dinh": "nd",
    "quyet dinh": "qd",
    "thong tu lien tich": "ttlt",
    "thong tu": "tt",
    "chi thi": "ct",
    "ket luan": "kl",
    "nghi quyet": "nq",
    "chuong trinh": "ctr",
    "ke hoach": "kh",
    "bo luat": "luat",
    "luat": "luat",
    "phap lenh": "pl",
    "cong van": "cv",
    "thong bao": "tb",
    "huong dan": "hd",
    "de an": "da",
    "to trinh": "ttr",
    "cong dien": "cd",
    "bao cao": "bc",
    "quy che": "qc",
    "quy dinh": "qyd",
}
_KIND = "|".join(k.replace(" ", r"\s+") for k in sorted(KINDS, key=len, reverse=True))
_SHORT = "|".join(sorted({v for v in KINDS.values() if v not in ("luat", "qyd")}, key=len, reverse=True))
_SUFFIX = r"(?:[a-z]+(?:\s?[-–]\s?[a-z]+)*\d{0,2}(?:/[a-z]+)?)"
_NUMBER = re.compile(
    rf"(?<![\w/,.])(?:(?P<kind>{_KIND})\b\s*(?:so\s*)?(?::\s*)?|(?P<short>{_SHORT})\s?(?:so\s+|[-.:]\s?)?)?"
    rf"(?P<num>\d{{1,5}})(?:\s?/\s?(?P<year>(?:19|20)\d\d))?(?:\s?(?P<sep>[/-])\s?(?P<suffix>{_SUFFIX}))?(?![\w%]|[.,/]\d)"
)
_DATED = re.compile(
    r"\s*(?:ngay\s+)?(?P<d>\d{1,2})\s*(?:[/.-]|\s+thang\s+)\s*(?P<m>\d{1,2})\s*(?:[/.-]|\s+nam\s+)\s*(?P<y>(?:19|20)\d\d)"
)
_YEAR = re.compile(r"\s*(?:,\s*)?(?:nam\s+)?(?P<y>(?:19|20)\d\d)\b")
_LAW = re.compile(
    rf"\b(?:Bộ luật|Luật|Pháp lệnh)((?:\s+[{UPPER}]\w*)(?:,?\s+(?!này\b|và\b|ngày\b|năm\b|số\b)\w+){{0,6}}?)(?=\s*(?:[,.;:()]|$|ngày\b|năm\b|và các\b|và (?:Bộ luật|Luật|Pháp lệnh|Nghị|Thông|Quyết)\b|hết hiệu lực\b|số\b|được\b|thì\b|(?:19|20)\d\d\b|[Đđ]iều\b|khoản\b))"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A document named in ``text[start:end]``; ``entry`` is None for one that is not catalogued."""

    start: int
    end: int
    text: str
    entry: Entry | None
    kind: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class _Name:
    kind: str
    num: int
    year: str
    suffix: str


@dataclass(frozen=True)
class Catalogue:
    """Entries by id, by number in any usual spelling, and by name."""

    entries: tuple[Entry, ...] = ()

    @classmethod
    def load(cls, path: Path = DATA) -> Catalogue:
        """Read the data file. Raises CorpusError naming the entry that is wrong."""
        try:
            rows = tomllib.loads(path.read_text(encoding="utf-8"))["document"]
        except (OSError, ValueError, KeyError) as error:
            raise CorpusError(f"Không đọc được danh mục {path.name}: {error}") from error
        entries = []
        for row in rows:
            try:
                entries.append(Entry(**{**row, "names": tuple(row.get("names", ()))}))
            except TypeError as error:
                raise CorpusError(f"Mục “{row.get('id', '?')}” của {path.name} có trường lạ: {error}") from error
        return cls(tuple(entries))

    def including(self, extra: Iterable[Entry]) -> Catalogue:
        """This catalogue with entries of added documents; one of the same id takes the other's place."""
        more = {e.id: e for e in extra}
        kept = tuple(more.pop(e.id, e) for e in self.entries)
        return Catalogue(kept + tuple(more.values()))

    @cached_property
    def _by_id(self) -> dict[str, Entry]:
        return {e.id: e for e in self.entries}

    @cached_property
    def _by_num(self) -> dict[int, list[tuple[Entry, _Name]]]:
        found: dict[int, list[tuple[Entry, _Name]]] = {}
        for entry in self.entries:
            match = _NUMBER.fullmatch(fold(entry.number)) if entry.number else None
            if match:
                name = _parts(match)
                kind = KINDS.get(fold(entry.kind), "")
                name = _Name(kind, name.num, name.year, name.suffix)
                found.setdefault(name.num, []).append((entry, name))
        return found

    @cached_property
    def _names(self) -> tuple[re.Pattern[str], dict[str, list[Entry]]]:
        names: dict[str, list[Entry]] = {}
        for entry in self.entries:
            for name in entry.names:
                names.setdefault(_plain(name), []).append(entry)
        words = sorted(names, key=len, reverse=True)
        pattern = "|".join(re.escape(w).replace(r"\ ", r"[\s,]+").replace(r"\-", r"\s?[-–]\s?") for w in words)
        return re.compile(rf"\b(?:{pattern or '(?!)'})\b"), names

    def get(self, document_id: str) -> Entry | None:
        return self._by_id.get(document_id)

    def find(self, name: str) -> Entry | None:
        """The one document a name can mean; None when there is none or more than one."""
        found = self.candidates(name)
        return found[0] if len(found) == 1 else None

    def candidates(self, name: str) -> list[Entry]:
        """All documents a name can mean: by id, number or name."""
        name = name.strip()
        if entry := self._by_id.get(name) or self._by_id.get(slug(name)):
            return [entry]
        folded = fold_aligned(name)
        if (match := _NUMBER.match(folded)) and _dated_end(folded, match.end()) == len(folded):
            return self._matching(_parts(match), _date_after(folded, match.end()))
        names = self._names[1].get(_plain(name))
        if names:
            return names[:1] if len({e.title for e in names}) == 1 else names
        same = [e for e in self.entries if _plain(name) in (_plain(e.short), _plain(e.title))]
        return same[:1]

    def mentions(self, text: str) -> list[Mention]:
        """Every document named in running text, in order, with or without diacritics."""
        folded = fold_aligned(text)
        found: list[Mention] = []
        for match in _NUMBER.finditer(folded):
            name = _parts(match)
            if not name.suffix and (not name.kind or not _called(folded, match)):
                continue
            if name.suffix and not name.kind and not _is_suffix(name.suffix, match["sep"]):
                continue
            entries = self._matching(name, _date_after(folded, match.end()))
            if not entries and not name.suffix and not name.year and _YEAR.fullmatch(match["num"]):
                continue  # "kế hoạch 2025" is the one of that year
            entry = entries[0] if len(entries) == 1 else None
            start, end = match.span()
            found.append(Mention(start, end, text[start:end], entry, name.kind, text[match.start("num") : end]))
        pattern, names = self._names
        for match in pattern.finditer(folded):
            if _free(found, match.span()):
                entry = _by_year(names[_plain(match[0])], folded, match.end())
                end = match.end()
                found.append(Mention(match.start(), end, text[match.start() : end], entry, fold(entry.kind)))
        for match in _LAW.finditer(text):
            if _free(found, match.span()):
                found.append(Mention(match.start(), match.end(), match[0], None, "luat", match[0]))
        return sorted(found, key=lambda m: m.start)

    def _matching(self, name: _Name, day: str) -> list[Entry]:
        found = []
        for entry, own in self._by_num.get(name.num, ()):
            year = own.year or entry.date[:4]
            if name.kind and own.kind and name.kind != own.kind:
                continue
            if name.year and name.year != year:
                continue
            if name.suffix and not own.suffix.startswith(name.suffix):
                continue
            if day and entry.date and day != entry.date:
                continue
            found.append(entry)
        return found


def _plain(text: str) -> str:
    """A name as a comparison key: folded, single blanks, no commas."""
    return " ".join(re.sub(r"\s*[-–]\s*", "-", re.sub(r"[,“”\"]", " ", fold(text))).split())


def _parts(match: re.Match[str]) -> _Name:
    kind = KINDS.get(" ".join((match["kind"] or "").split()), match["short"] or "")
    suffix = re.sub(r"[^a-z0-9/]", "", match["suffix"] or "")
    if not kind and suffix:
        head = re.match(r"[a-z]+", (match["suffix"] or ""))
        kind = head[0] if head and head[0] in KINDS.values() else ""
    return _Name(kind, int(match["num"]), match["year"] or "", suffix.replace("/", ""))


def _called(folded: str, match: re.Match[str]) -> bool:
    """Whether kind and number make a name: not "quyết định 20 hộ", "kế hoạch 5 năm", "chỉ thị 2 lần"."""
    kind = " ".join((match["kind"] or "").split())
    if match["year"] or kind in ("nghi dinh", "thong tu", "nghi quyet", "luat", "phap lenh"):
        return True
    after = folded[match.end() :]
    if re.match(
        r"\s*(?:hang|ngay lam|thang|nam(?!\s+(?:19|20))|nguoi|ho|trieu|nghin|ty|dong|lan|tuoi|%|kg|phan|khoan|dieu|muc|noi|nhiem|ngay\b(?!\s*\d))\b",
        after,
    ):
        return False
    if match["short"] and not re.match(r"(?:nd|qd|tt|nq|kl|ctr|ct|ttlt|kh)", match["short"]):
        return False
    weak = {"bc", "da", "hd", "tb", "qc", "qyd", "ttr", "cd"}
    return match["kind"] is None or KINDS[" ".join(match["kind"].split())] not in weak or "so" in match[0].split()


def _is_suffix(suffix: str, sep: str) -> bool:
    return bool(re.match(r"(?:nd|qd|tt|ct|kl|nq|ctr|kh|qh|pl|cv|tb|hd|ttr|bc|ubtvqh)", suffix)) and sep in "/-"


def _date_after(folded: str, at: int) -> str:
    match = _DATED.match(folded, at)
    return f"{match['y']}-{int(match['m']):02}-{int(match['d']):02}" if match else ""


def _dated_end(folded: str, at: int) -> int:
    match = _DATED.match(folded, at)
    return match.end() if match else at


def _by_year(entries: list[Entry], folded: str, at: int) -> Entry:
    """Among documents of one name, the one whose date or year follows; else the first catalogued."""
    said = _DATED.match(folded, at) or _YEAR.match(folded, at)
    if said:
        for entry in entries:
            if said["y"] in (entry.date[:4], entry.number.split("/")[1] if entry.number.count("/") > 1 else ""):
                return entry
    return entries[0]


def _free(found: list[Mention], span: tuple[int, int]) -> bool:
    return all(m.end <= span[0] or span[1] <= m.start for m in found)
