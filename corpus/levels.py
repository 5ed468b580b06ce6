"""Levels read from normative texts: amounts, coefficients and multiples, with whom and what they are for.

"Hệ số 2,0 đối với người khuyết tật đặc biệt nặng" is nothing without its lead-ins and the group they point to;
each row carries both, and the words it was read from. What a coefficient is multiplied by changes with the
day (``validity.toml``), so amounts are computed when asked, with the working shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from corpus.catalogue import Catalogue
from corpus.groups import Profile, agreement, merge, profile, profiles, rate_groups
from corpus.model import Document, Provision, TextLevel
from corpus.references import of_provision
from corpus.text import UPPER, search_key
from corpus.validity import Rate, Validity

BASE = "muc-chuan-tro-giup-xa-hoi"
_COEFFICIENT = re.compile(
    r"\bhệ số\s+(?:\w+\s+)?\(?(?P<value>\d+(?:,\d+)?)\)?(?:\s+(?:hoặc|và)\s+(?P<other>\d,\d)\b)?"
)
_MULTIPLE = re.compile(r"\b(?P<value>\d+)\s+lần\s+mức\s+chuẩn")
# "đồng/người/tháng", "đồng/tin, bài": what one amount is paid for is said in one or two short nouns.
_PER = r"(?:hộ gia đình|lượt người|người|hộ|khẩu|tháng|ngày|năm|quý|tuần|giờ|buổi|đợt|lần|lượt|hồ sơ|suất|học sinh|con|ca|km|m2|ha|tấn|kg|xã|thôn|lớp|trang|tin|bài)"
_MONEY = re.compile(rf"(?P<value>\d{{1,3}}(?:\.\d{{3}})+)\s*(?P<unit>đồng(?:/(?:{_PER}(?:, {_PER})*|\w+))*)")
_OTHER = re.compile(r"(?P<value>\d+(?:,\d+)?)\s*(?P<unit>kg gạo/người/tháng|lít xăng/1 km)")
_DASH = re.compile(r"^[-–•+*]\s*")
_MARKER = re.compile(r"^\s*(?:\d+[.)]|[a-zđ]\)|Điều \d+\.)\s*")
_IN_FORCE = re.compile(r"\bhiệu lực\b")
_FROM = re.compile(
    r"(?P<how>áp dụng|hiệu lực)(?: thi hành)?(?: kể)? từ ngày (?P<d>\d{1,2})(?:/| tháng )(?P<m>\d{1,2})(?:/| năm )(?P<y>\d{4})"
)
_LEAST = re.compile(r"\b(?:tối thiểu|thấp nhất|ít nhất|không thấp hơn)\b")
_MOST = re.compile(r"\b(?:tối đa|không quá)\b")
_BASE_REFERENCE = re.compile(r"mức chuẩn(?: trợ giúp xã hội)?,?[^;.]{0,40}$")
_SETS_BASE = re.compile(r"\bmức chuẩn trợ giúp xã hội\b[^.;]*$")


@dataclass(frozen=True)
class Level:
    """One amount, coefficient or multiple; ``bound`` is ">=" for a least, "<=" for a most, "=" otherwise."""

    document: str
    anchor: str
    label: str
    benefit: str
    group: str
    situation: str
    kind: str
    value: float
    unit: str
    base: str
    bound: str
    start_day: str
    end_day: str
    quote: str
    start: int
    end: int
    text_level: TextLevel
    fits: tuple[Profile, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """The words of a provision that says whom a level is for, where it stands, and those it goes on from
    ("Người thuộc khoản 1 Điều này … khi đủ 16 tuổi")."""

    words: str
    anchor: str
    further: str = ""


@dataclass(frozen=True, slots=True)
class Amount:
    """A level worked out for a day: ``value`` in ``unit`` and how it was computed ("" when it is said outright).

    ``level`` is None for a rate that no held text says ("trợ cấp hưu trí xã hội").
    """

    level: Level | None
    value: float
    unit: str
    working: str
    rate: Rate | None


def levels(document: Document, catalogue: Catalogue, validity: Validity) -> list[Level]:
    """All levels of a normative text in reading order."""
    if not any(p.path[0].startswith("dieu-") for p in document.provisions):
        return []
    start = applied_from(document)
    end = next((e.date for e in validity.events if e.subject == document.id and e.effect == "ended"), "")
    found: list[Level] = []
    for provision in document.provisions:
        if provision.path[0].startswith("dieu-"):
            found += _of_provision(document, provision, catalogue, validity, (start, end))
    return found


def applied_from(document: Document) -> str:
    """From when the amounts of a text apply (ISO): its own words "được áp dụng từ ngày" go before its coming into
    force, as catalogued or as it says itself; "" when nothing says."""
    said: dict[str, str] = {}
    for article in document.provisions:
        if len(article.path) == 1 and _IN_FORCE.search(article.heading.lower()):
            for m in _FROM.finditer(document.words(article).lower()):
                said.setdefault(m["how"], f"{m['y']}-{int(m['m']):02}-{int(m['d']):02}")
    return said.get("áp dụng") or document.entry.in_force or said.get("hiệu lực", "")


def _of_provision(
    document: Document, provision: Provision, catalogue: Catalogue, validity: Validity, span: tuple[str, str]
) -> Iterator[Level]:
    article = document.by_path.get(provision.path[0])
    for begin, stop in _sentences(document, provision):
        sentence = document.text[begin:stop]
        key = search_key(sentence)
        key = key if len(key) == len(sentence) else sentence.lower()
        figures = list(_figures(key))
        for n, (kind, value, unit, a, b) in enumerate(figures):
            last = next((f[3] for f in figures[n + 1 :] if f[4] != b), len(sentence))
            first = 0 if all(f[4] == b for f in figures[:n]) else a
            situation = sentence[first:last].strip(" ;,.") if len(figures) > 1 else sentence.strip()
            situation = _DASH.sub("", situation)
            # "Biên tập nội dung: 150.000 đồng/tin …; 200.000 đồng/bài …": what leads the first is said of all.
            shared = sentence[: figures[0][3]].rstrip() if n and first else ""
            shared = shared if shared.endswith(":") else ""
            groups = _groups(document, provision, catalogue, begin + first, begin + last)
            heading = article.heading if article else ""
            leads = " ".join(document.own(q) for q in _above(document, provision)[:-1])
            bound = (
                ">="
                if _LEAST.search(key[:b]) or _LEAST.search(leads.lower())
                else "<="
                if _MOST.search(key[:a])
                else "="
            )
            base = BASE if kind != "amount" or _SETS_BASE.search(key[:a]) else ""
            kind = "base" if kind == "amount" and base else kind
            start, end = _span(span, validity, document, groups, value if kind == "base" else None)
            yield Level(
                document.id, document.anchor(provision), provision.label, heading,
                "; ".join(g.words for g in groups), situation, kind, value, unit, base, bound, start, end,
                sentence, begin, stop, document.level, _fits(f"{shared} {situation}", groups, heading, document, provision),
            )  # fmt: skip


def _span(
    span: tuple[str, str], validity: Validity, document: Document, groups: list[Group], amount: float | None
) -> tuple[str, str]:
    """From when to when a level applies: a standard amount by its own dates, a group until it was replaced."""
    start, end = span
    if amount is not None:
        rate = next((r for r in validity.rates if r.document == document.id and r.amount == amount), None)
        return (rate.start, rate.end) if rate else span
    ends = [
        next((e.date for e in validity.events if e.effect == "replaced" and e.subject == g.anchor), "")
        for g in groups
    ]
    return start, min(filter(None, [max(ends), end])) if ends and all(ends) else end


def _figures(key: str) -> Iterator[tuple[str, float, str, int, int]]:
    found = []
    for kind, pattern in (
        ("coefficient", _COEFFICIENT),
        ("multiple", _MULTIPLE),
        ("amount", _MONEY),
        ("amount", _OTHER),
    ):
        for m in pattern.finditer(key):
            value = float(m["value"].replace(".", "").replace(",", "."))
            unit = " ".join(m["unit"].split()) if "unit" in m.groupdict() else "lần"
            found.append((kind, value, unit, m.start(), m.end()))
            if m.groupdict().get("other"):  # "hệ số 1,5 hoặc 2,0"
                found.append((kind, float(m["other"].replace(",", ".")), unit, m.start("other"), m.end()))
    return iter(sorted(found, key=lambda f: f[3]))


def _sentences(document: Document, provision: Provision) -> Iterator[tuple[int, int]]:
    for begin, stop in [(provision.start, provision.own_end), *document.tails(provision)]:
        at = begin
        cuts = list(re.finditer(rf"(?<=[.;])\s+(?=[{UPPER}])|\n+", document.text[begin:stop]))
        for end, after in [*((begin + m.start(), begin + m.end()) for m in cuts), (stop, stop)]:
            words = document.text[at:end]
            if words.strip():
                yield at + len(words) - len(words.lstrip()), at + len(words.rstrip())
            at = after


def _above(document: Document, provision: Provision) -> list[Provision]:
    """The provision with the lead-ins over it, nearest last; articles are left out."""
    return [
        q for n in range(2, len(provision.path) + 1) if (q := document.by_path.get("/".join(provision.path[:n])))
    ]


def _groups(document: Document, provision: Provision, catalogue: Catalogue, start: int, end: int) -> list[Group]:
    """The words of the provisions that say whom a level is for: those its own words point to, else its lead-ins'."""
    said = profile(document.text[start:end]).traits
    places = [(p, p.start, p.end) for p in reversed(_above(document, provision) or [provision])]
    for place, first, last in [(provision, start, end), *places]:
        found: list[Group] = []
        for r in of_provision(document, place, catalogue):
            if (
                not first <= r.start < last
                or r.document != document.id
                or not r.path
                or _BASE_REFERENCE.search(document.text[place.start : r.start].lower())
            ):
                continue
            target = document.by_path.get("/".join(r.path))
            if target is not None and target.path != place.path[: len(target.path)]:
                found += _pointed_at(document, target, said, catalogue)
        if found:
            return found
    return []


def _pointed_at(
    document: Document, target: Provision, said: frozenset[str], catalogue: Catalogue
) -> Iterator[Group]:
    """The words of a provision; those under it, each alone, when its own only lead in and say nothing new."""
    own = document.own(target)
    children = document.children(target) if own.endswith(":") and profile(own).traits <= said else []
    for place in children or [target]:
        further = [
            document.own(p)
            for r in of_provision(document, place, catalogue)
            if r.document == document.id and (p := document.by_path.get("/".join(r.path))) is not None
        ]
        yield Group(_MARKER.sub("", document.own(place)), document.anchor(place), " ".join(further[:1]))


def _fits(
    situation: str, groups: list[Group], heading: str, document: Document, provision: Provision
) -> tuple[Profile, ...]:
    """Who a level fits: each alternative of its own words with each group, in the setting its headings name."""
    leads = [document.own(q) for q in _above(document, provision)[:-1]]
    setting = profile(" . ".join([heading, *leads]))
    kept = {"nhan-cham-soc", "co-so", "mai-tang", "bi-thuong", "gao", "tien-an"}
    around = Profile(frozenset(t for t in setting.traits if t in kept))
    group_profiles = [
        merge(p, Profile(profile(g.further).traits)) if g.further else p for g in groups for p in profiles(g.words)
    ] or [Profile(frozenset())]
    own = profiles(re.sub(r"\bhệ số\b.*?\d[,\d]*\)?", " ", situation, flags=re.IGNORECASE))
    return tuple(dict.fromkeys(merge(merge(o, g), around) for o in own for g in group_profiles))


def work_out(level: Level, day: date, validity: Validity) -> Amount | None:
    """The amount of a level on a day; None when what it multiplies had no value yet."""
    if level.kind == "amount":
        return Amount(level, level.value, level.unit, "", None)
    rate = validity.rate(level.base, day)
    if rate is None:
        return None
    if level.kind == "base":
        return Amount(level, rate.amount, "đồng/tháng", "", rate)
    value = round(rate.amount * level.value)
    unit = "đồng/tháng" if level.kind == "coefficient" else "đồng"
    working = f"{money(rate.amount)} × {figure(level.value)} = {money(value)} đồng"
    return Amount(level, value, unit, working, rate)


def select(rows: list[Level], question: str, day: date) -> list[tuple[Level, float]]:
    """The levels in force on a day that a question asks for, with how well they fit; ties and age bands together."""
    asked = profile(question)
    now = day.isoformat()
    scored = []
    for row in rows:
        if row.kind == "base" or row.start_day > now or (row.end_day and row.end_day <= now):
            continue
        best = fit(row, asked)
        if best > 0:
            scored.append((row, best))
    top = max((score for _, score in scored), default=0.0)
    return [(row, score) for row, score in scored if score >= top - 0.001]


def fit(level: Level, asked: Profile) -> float:
    """How well a level fits the people asked about; -inf when it is not for them."""
    return max((agreement(asked, row) for row in level.fits), default=float("-inf"))


def entitled(rows: list[Level], question: str, day: date, validity: Validity) -> list[Amount]:
    """What the people of a question are entitled to on a day, worked out; a rate that took a group's place first."""
    if rate := rate_for(question, day, validity):
        return [Amount(None, rate.amount, "đồng/tháng", "", rate)]
    found = [work_out(row, day, validity) for row, _ in select(rows, question, day)]
    return [a for a in found if a]


def rate_for(question: str, day: date, validity: Validity) -> Rate | None:
    """The rate in force that is paid to the people of a question instead of a level of a decree; None when none is."""
    asked = profile(question)
    name = next((r.name for r in rate_groups() if r.fits(asked)), "")
    return validity.rate(name, day) if name else None


def money(value: float) -> str:
    """540000 → 540.000"""
    return f"{round(value):,}".replace(",", ".")


def figure(value: float) -> str:
    """2.5 → 2,5; 2.0 → 2,0; 50 → 50 for multiples of ten or more."""
    return str(int(value)) if value >= 10 and value == int(value) else f"{value:.1f}".replace(".", ",")
