"""Bodies: who is named in a text, however abbreviated, alone or in a list, and who took their place since.

A body is a head and a field ("Sở" + "Y tế"), a people's committee or council with its level, or has a name of its
own. Heads, fields and names are data; the pattern is the same in every province.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from corpus.errors import CorpusError
from corpus.text import LOWER, UPPER, fold, fold_aligned, has_diacritics, search_key, slug

DATA = Path(__file__).with_name("agencies.toml")

_HEADS = {"so": "Sở", "bo": "Bộ", "phong": "Phòng", "ban": "Ban", "co quan": "cơ quan", "nganh": "ngành"}
_MARKED = {"sở", "bộ", "phòng", "ban", "cơ quan", "ngành"}
_OFFICE = r"(?P<office>(?:pho\s+)?(?:chu tich|giam doc|bo truong|truong|chanh van phong|thu truong)\s+(?:cac\s+)?)?"
_LEVEL = (
    r"(?:cac\s+)?(?:(?P<tinh>cap tinh|tinh, thanh pho truc thuoc trung uong|tinh, thanh pho|tinh)|"
    r"(?P<huyen>cap huyen|huyen, (?:thi xa, )?thanh pho|huyen, quan, thi xa(?:, thanh pho)?(?: thuoc tinh)?|quan, huyen|huyen|quan|thi xa|thanh pho|tp)|"
    r"(?P<xa>cap xa|xa, phuong, (?:thi tran|dac khu)|phuong, xa, (?:thi tran|dac khu)|xa, phuong|phuong, xa|xa, thi tran|phuong, thi tran|xa va phuong|xa|phuong|thi tran|dac khu)(?!\s+hoi)|(?P<all>cac cap|cung cap))\b"
)
_COMMITTEE = re.compile(
    rf"\b{_OFFICE}(?P<who>u[yỷ] ban nhan dan|uy ban nhan dan|ubnd|hoi dong nhan dan|hdnd)\s+{_LEVEL}"
)
_LOOSE_LEVEL = re.compile(
    r"\b(?:(?P<chair>chu tich)\s+)?(?:cap\s+)?(?P<level>huyen|xa|tinh|phuong)\b(?!\s+(?:hoi|da|dak|lam|nao\s+thuoc|dac biet|ngheo|bien gioi|an toan|vung|uy|doan))"
)
_MORE_LEVEL = re.compile(r"(?:\s*,\s*|\s+va\s+)cap (?P<level>tinh|huyen|xa)\b")
_CENTRAL = {"ha noi", "ho chi minh", "hai phong", "da nang", "can tho", "hue"}
# "Báo cáo của huyện" is made by its committee.
_REPORT = re.compile(r"\b(?:bao cao|bc|trach nhiem|nhiem vu)\b")
_LEVELS = {"tinh": "tỉnh", "huyen": "cấp huyện", "xa": "cấp xã"}
_NEXT = re.compile(r"\s*(?:,|;|\bva\b|,\s*va\b)\s*(?:cac\s+)?")
_COLON = re.compile(
    r"(?:\s*,\s*(?:ban|nganh|don vi|co quan|doan the|dia phuong)(?:\s*,?\s*(?:va\s+)?(?:nganh|don vi|co quan|dia phuong|lien quan|tinh))*)?\s*(?::|gom:?|la:)\s*"
)


@dataclass(frozen=True, slots=True)
class Body:
    """An agency; ``part_of`` names the wider body whose duties are its too ("" for none)."""

    id: str
    name: str
    level: str = ""
    part_of: str = ""


@dataclass(frozen=True, slots=True)
class BodyMention:
    start: int
    end: int
    text: str
    body: Body


@dataclass(frozen=True, slots=True)
class Step:
    """A body's place taken by another from a date on."""

    body: str
    date: str
    to: str
    basis: str
    known: str
    more: str = ""


@dataclass(frozen=True)
class Agencies:
    """Names, fields and successions, as read from the data file."""

    bodies: tuple[Body, ...]
    names: dict[str, Body] = field(repr=False)
    loose: dict[str, Body] = field(repr=False)
    fields: dict[str, str] = field(repr=False)
    loose_fields: dict[str, str] = field(repr=False)
    only_heads: dict[str, tuple[str, ...]] = field(repr=False)
    steps: tuple[Step, ...] = ()
    place: str = ""

    @classmethod
    def load(cls, path: Path = DATA) -> Agencies:
        """Read the data file. Raises CorpusError when it cannot be read."""
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
            bodies = {
                r["id"]: Body(r["id"], r["name"], r.get("level", ""), r.get("part_of", "")) for r in data["body"]
            }
            names = {_plain(n): bodies[r["id"]] for r in data["body"] for n in (r["name"], *r.get("aliases", ()))}
            loose = {_plain(n): bodies[r["id"]] for r in data["body"] for n in r.get("loose", ())}
            fields = {_plain(n): r["name"] for r in data["field"] for n in (r["name"], *r.get("aliases", ()))}
            short = {_plain(n): r["name"] for r in data["field"] for n in r.get("loose", ())}
            only = {r["name"]: tuple(r["heads"]) for r in data["field"] if "heads" in r}
            steps = tuple(Step(**r) for r in data.get("successor", ()))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CorpusError(f"Không đọc được {path.name}: {error}") from error
        return cls(tuple(bodies.values()), names, loose, fields, short, only, steps, data.get("place", ""))

    def find(self, name: str) -> Body | None:
        """The body a name means, whole; None when it names none."""
        found = [m for m in self.mentions(name, loose=True) if m.start == 0 and m.end >= len(name.rstrip())]
        return found[0].body if found else self.by_id(name)

    def by_id(self, body_id: str) -> Body | None:
        return next((b for b in self.bodies if b.id == body_id), None)

    def covers(self, wider: Body, body: Body) -> bool:
        """Whether duties of ``wider`` are duties of ``body``: the same, or one of its level or collective.

        "Cơ quan Y tế" is the department of the province or the office of the district; "UBND các cấp" is each of them.
        """
        if wider.id in (body.id, body.part_of):
            return True
        if wider.id.startswith("co-quan-"):
            return body.id in (f"so-{wider.id[8:]}", f"phong-{wider.id[8:]}")
        if wider.id.endswith("-cac-cap"):
            return body.id.startswith(wider.id.removesuffix("-cac-cap") + "-cap-") or body.part_of.startswith(
                wider.id.removesuffix("-cac-cap") + "-cap-"
            )
        return wider.id == "so-ban-nganh" and body.id.startswith(("so-", "ban-"))

    def successor(self, body_id: str, day: str) -> list[Step]:
        """The successions of a body up to a day (ISO), in order; empty when it still stood."""
        found: list[Step] = []
        at = body_id
        while step := next((s for s in self.steps if s.body == at and s.date <= day and s not in found), None):
            found.append(step)
            at = slug(step.to)
        return found

    def mentions(self, text: str, loose: bool = False) -> list[BodyMention]:
        """Bodies named in a text, in order, each of a list alone; ``loose`` also reads how people speak."""
        folded = fold_aligned(text)
        found: list[BodyMention] = []
        finders = [
            self._committees(folded, text),
            self._fielded(folded, text, loose),
            self._named(folded, text, loose),
        ]
        if loose:
            finders.append(_levels(folded, text))
        for finder in finders:
            for mention in finder:
                if all(m.end <= mention.start or mention.end <= m.start for m in found):
                    found.append(mention)
        return sorted(found, key=lambda m: m.start)

    def _named(self, folded: str, text: str, loose: bool) -> Iterator[BodyMention]:
        names = {**self.names, **(self.loose if loose else {})}
        for match in _alternatives(tuple(names)).finditer(folded):
            body = names[_plain(match[0])]
            if not _is_written(text, match, body, has_diacritics(text)):
                continue
            yield BodyMention(match.start(), match.end(), text[match.start() : match.end()], body)

    def _committees(self, folded: str, text: str) -> Iterator[BodyMention]:
        for m in _COMMITTEE.finditer(folded):
            council = m["who"] in ("hoi dong nhan dan", "hdnd")
            level = next((k for k in _LEVELS if m[k]), "")
            end = m.end()
            proper = _proper_name(text[end:]) if level and "," not in m[level] and "cap" not in m[level] else ""
            if level == "huyen" and proper and fold(proper) in _CENTRAL:
                level = "tinh"
            who = "HĐND" if council else "UBND"
            office = " ".join((m["office"] or "").split()).removesuffix(" cac")
            if m["all"]:
                scope = "cùng cấp" if "cung" in m["all"] else "các cấp"
                body = Body(slug(f"{office} {who} {scope}"), _title(office) + f"{who} {scope}")
            else:
                base = f"{who.lower().replace('đ', 'd')}-cap-{level}"
                name = f"{who} {_LEVELS[level]}"
                body = Body(base, name, level)
                if proper and level != "tinh":
                    unit = text[m.start(level) : m.end(level)].lower()
                    body = Body(slug(f"{who} {unit} {proper}"), f"{who} {unit} {proper}", level, base)
                if office:
                    body = Body(
                        slug(f"{office} {body.id}"), _title(office) + body.name, level, body.part_of and base
                    )
            if proper:
                end += 1 + len(proper)
            yield BodyMention(m.start(), end, text[m.start() : end], body)
            for more in _more_levels(folded, end):
                name = f"{_title(office)}{who} {_LEVELS[more['level']]}"
                wider = Body(slug(f"{office} {who} cap {more['level']}"), name, more["level"])
                yield BodyMention(
                    more.start("level") - 4, more.end(), text[more.start("level") - 4 : more.end()], wider
                )

    def _fielded(self, folded: str, text: str, loose: bool) -> Iterator[BodyMention]:
        marked = has_diacritics(text)
        fields = {**self.fields, **(self.loose_fields if loose else {})}
        names = _alternatives(tuple(fields))
        for m in re.finditer(rf"\b{_OFFICE}(?P<cac>cac\s+)?(?P<head>so|bo|phong|ban|co quan|nganh)\b", folded):
            head = m["head"]
            if marked and search_key(text[m.start("head") : m.end("head")]) not in _MARKED:
                continue
            if text[: m.start("head")].lower().endswith("cơ "):  # "cơ sở" is no department
                continue
            at = m.end()
            colon = _COLON.match(folded, at)
            listed = bool(colon and colon.end() > at)
            at = colon.end() if colon and listed else at + (1 if folded[at : at + 1] == " " else 0)
            first = m.start()
            while hit := names.match(folded, at):
                if not loose and text[hit.start()].islower():
                    break
                name = fields[_plain(hit[0])]
                if head not in self.only_heads.get(name, (head,)):  # "Sở Nội vụ, Công an tỉnh": no Sở Công an
                    break
                yield self._of_field(text, first, hit.end(), head, name, m["office"] or "")
                at = hit.end()
                tail = re.match(r"\s+tinh\b", folded[at:])
                more = _NEXT.match(folded, at + (tail.end() if tail else 0))
                if not more or not (m["cac"] or listed or "," in more[0] or loose):
                    break
                first = at = more.end()
            if at == m.end() + 1 and not listed and (name := _unlisted(text[at:])) and head in ("so", "bo"):
                yield self._of_field(text, m.start(), at + len(name), head, name, m["office"] or "")

    def _of_field(self, text: str, start: int, end: int, head: str, name: str, office: str) -> BodyMention:
        full = f"{_HEADS[head]} {name}"
        office = " ".join(office.split()).removesuffix(" cac")
        level = {"so": "tinh", "bo": "trung-uong", "phong": "huyen"}.get(head, "")
        body = Body(slug(full), full, level)
        if office:
            body = Body(slug(f"{office} {full}"), _title(office) + full, level, slug(full))
        return BodyMention(start, end, text[start:end], body)


def _more_levels(folded: str, at: int) -> Iterator[re.Match[str]]:
    """ "UBND cấp huyện, cấp xã": the levels that go on a list."""
    while more := _MORE_LEVEL.match(folded, at):
        yield more
        at = more.end()


_NAMED_UNIT = re.compile(
    rf"\b(?P<unit>[Tt]hành phố|[Tt]hị xã|[Hh]uyện|[Xx]ã|[Pp]hường|[Tt]hị trấn)(?=\s+[{UPPER}])"
)
_UNIT_LEVELS = {"thành phố": "huyen", "thị xã": "huyen", "huyện": "huyen"}


def _levels(folded: str, text: str) -> Iterator[BodyMention]:
    """ "huyện báo cáo cho ai", "cấp xã", "thành phố Gia Nghĩa": a level or unit alone stands for its committee."""
    for m in _NAMED_UNIT.finditer(text):
        proper = _proper_name(text[m.end() :])
        unit = m["unit"].lower()
        level = _UNIT_LEVELS.get(unit, "xa")
        if not proper or fold(proper) in _CENTRAL or folded[: m.start()].endswith(("ubnd ", "dan ")):
            continue
        name = f"UBND {unit} {proper}"
        end = m.end() + 1 + len(proper)
        yield BodyMention(m.start(), end, text[m.start() : end], Body(slug(name), name, level, f"ubnd-cap-{level}"))
    for m in _LOOSE_LEVEL.finditer(folded):
        before = folded[: m.start()].rstrip()
        if (
            before.endswith(("dia ban", "tren", "trong", "toan", "thuoc", "o", "muc", "chuan", "cua"))
            and "cap" not in m[0]
            and not (before.endswith("cua") and _REPORT.search(before))
        ):
            continue
        if has_diacritics(text) and search_key(text[m.start("level") : m.end()]) not in (
            "huyện",
            "xã",
            "tỉnh",
            "phường",
        ):
            continue
        level = {"phuong": "xa"}.get(m["level"], m["level"])
        body = Body(f"ubnd-cap-{level}", f"UBND {_LEVELS[level]}", level)
        if m["chair"]:
            body = Body(f"chu-tich-{body.id}", f"Chủ tịch {body.name}", level)
        yield BodyMention(m.start(), m.end(), text[m.start() : m.end()], body)


def _is_written(text: str, match: re.Match[str], body: Body, marked: bool) -> bool:
    """In text with diacritics a name must be spelled with its own, so that "bó chính trị" is none."""
    words = text[match.start() : match.end()]
    if not marked or not has_diacritics(words):
        return not marked or words.isupper() or not has_diacritics(body.name) or words.islower()
    return True


def _proper_name(text: str) -> str:
    """The capitalised words at the beginning: a place's name."""
    match = re.match(rf"\s+((?:[{UPPER}][\w']*)(?:\s+[{UPPER}][\w']*){{0,3}})", text)
    return match[1] if match else ""


def _unlisted(text: str) -> str:
    """A field that is not in the data: capitalised words joined as such names are."""
    match = re.match(rf"[{UPPER}][\w]*(?:\s[{LOWER}]+)?(?:(?:\s-\s|\svà\s)[{UPPER}]\w*(?:\s[{LOWER}]+)?)*", text)
    if not match or match[0].isupper():
        return ""
    words = match[0].split()
    stop = {
        "và",
        "căn",
        "có",
        "chủ",
        "là",
        "phối",
        "trình",
        "báo",
        "để",
        "theo",
        "về",
        "xem",
        "tổ",
        "thẩm",
        "hướng",
        "quyết",
        "quy",
    }
    return " ".join(words[:-1]) if len(words) > 1 and words[-1] in stop else match[0]


_OFFICES = {
    "chu tich": "Chủ tịch", "pho chu tich": "Phó Chủ tịch", "giam doc": "Giám đốc", "pho giam doc": "Phó Giám đốc",
    "bo truong": "Bộ trưởng", "truong": "Trưởng", "thu truong": "Thủ trưởng", "chanh van phong": "Chánh Văn phòng",
}  # fmt: skip


def _title(office: str) -> str:
    return f"{_OFFICES.get(office, office.capitalize())} " if office else ""


def _plain(name: str) -> str:
    return " ".join(re.sub(r"\s*([-–&,])\s*", r"\1", fold(name)).split())


@lru_cache(maxsize=8)
def _alternatives(names: tuple[str, ...]) -> re.Pattern[str]:
    """Longest first; punctuation inside a name may have blanks around it."""
    parts = []
    for name in sorted(names, key=len, reverse=True):
        words = re.escape(name).replace(r"\ ", r"\s+")
        parts.append(re.sub(r"(\\-|–|\\&|&|,)", lambda m: rf"\s*{m[0] if m[0] != '–' else '-'}\s*", words))
    return re.compile(rf"\b(?:{'|'.join(parts)})\b")
