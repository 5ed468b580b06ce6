"""Groups of people and situations: the traits a text or a question names, and how well two agree.

A clause that says "trẻ em … hoặc người cao tuổi …" is two alternatives; a row applies to a question by the
alternative that fits best. The words are data (``groups.toml``).
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from corpus.errors import CorpusError
from corpus.text import fold, fold_aligned, has_diacritics, search_key

DATA = Path(__file__).with_name("groups.toml")

_AGE = re.compile(
    r"(?:\b(?P<under>duoi|chua du|chua toi)\s+(?P<u>\d{1,3})|\btu(?: du)?\s+(?P<a>\d{1,3})(?:\s+tuoi)?\s*(?:den(?P<lt>\s+duoi)?|-)\s*(?P<b>\d{1,3})|"
    r"\b(?:tu(?: du)?\s+(?P<f>\d{1,3})|(?P<over>tren|ngoai|hon)\s+(?P<o>\d{1,3})|(?:(?P<full>du)|duoc|len)?\s*(?P<n>\d{1,3})))\s*(?:tuoi|t\b)(?P<up>\s+tro len)?"
)
# A child's age told in months: "18 tháng tuổi", but not a bound ("dưới 36 tháng tuổi").
_MONTHS = re.compile(r"(?<!duoi )(?<!den )(?<!du )\b(\d{1,2}) thang tuoi\b")
_EITHER = r"\s+hoặc\s+(?=(?:người|trẻ|hộ|đối tượng|nuôi)\b)|;\s*"
_ITEM = r",\s+(?=(?:người|trẻ em|đối tượng)\b)"


@dataclass(frozen=True, slots=True)
class Trait:
    id: str
    family: str
    weight: float
    marked: re.Pattern[str]
    bare: re.Pattern[str]
    barred: tuple[re.Pattern[str], re.Pattern[str]]
    setting: bool = False
    carries: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Profile:
    """Traits with the ages they hold for: ``low <= age < high`` in years; (0, 200) when none is said."""

    traits: frozenset[str]
    low: int = 0
    high: int = 200

    @property
    def aged(self) -> bool:
        return (self.low, self.high) != (0, 200)


@dataclass(frozen=True, slots=True)
class RateGroup:
    """To whom a rate is paid: all ``traits`` and none of ``without``, at least ``low`` years old."""

    name: str
    traits: frozenset[str]
    without: frozenset[str]
    low: int

    def fits(self, asked: Profile) -> bool:
        return self.traits <= asked.traits and not self.without & asked.traits and asked.low >= self.low


@lru_cache(maxsize=1)
def rate_groups() -> tuple[RateGroup, ...]:
    """The groups of the data file that a rate of ``validity.toml`` is for. Raises CorpusError."""
    try:
        rows = tomllib.loads(DATA.read_text(encoding="utf-8"))["rate"]
        return tuple(
            RateGroup(r["name"], frozenset(r["traits"]), frozenset(r.get("without", ())), r.get("low", 0))
            for r in rows
        )
    except (OSError, ValueError, KeyError) as error:
        raise CorpusError(f"Không đọc được {DATA.name}: {error}") from error


@lru_cache(maxsize=1)
def lexicon() -> tuple[Trait, ...]:
    """The traits of the data file. Raises CorpusError when it cannot be read."""
    try:
        rows = tomllib.loads(DATA.read_text(encoding="utf-8"))["trait"]
        return tuple(
            replace(
                _trait(r["id"], r["family"], r["weight"], r["words"], r.get("not", []), r.get("bare", [])),
                setting=r.get("setting", False),
                carries=frozenset(r.get("carries", ())),
            )
            for r in rows
        )
    except (OSError, ValueError, KeyError) as error:
        raise CorpusError(f"Không đọc được {DATA.name}: {error}") from error


def profile(text: str) -> Profile:
    """The traits and ages a text names; a text without diacritics is read without them."""
    folded = fold_aligned(text)
    bare = not has_diacritics(text)
    words = folded if bare else search_key(text)
    found = set()
    for trait in lexicon():
        free = trait.barred[bare].sub(" ", words)
        if (trait.bare if bare else trait.marked).search(free):
            found.add(trait.id)
    if "dac-biet-nang" in found and not re.search(r"(?<!dac biet )nang", folded.replace("dac biet nang", "")):
        found.discard("khuyet-tat-nang")
    if "dac-biet-nang" in found or "khuyet-tat-nang" in found or "khuyet-tat-nhe" in found:
        found.add("khuyet-tat")
    low, high = ages(folded)
    if high <= 16 and not found & {"nguoi-cao-tuoi", "tre-em"}:
        found.add("tre-em")
    if low >= 60 and not found & {"nguoi-cao-tuoi", "tre-em"}:
        found.add("nguoi-cao-tuoi")
    return Profile(frozenset(found), low, high)


def profiles(text: str) -> list[Profile]:
    """One profile for each alternative of a text."""
    found: list[Profile] = []
    for part in re.split(_EITHER, text):
        items = [profile(p) for p in re.split(_ITEM, part) if p.strip()] or [Profile(frozenset())]
        # "người khuyết tật đặc biệt nặng, người khuyết tật nặng đang mang thai": the end holds for every item.
        found += [merge(item, items[-1]) for item in items[:-1]] + items[-1:]
    kept = [p for p in found if p.traits or p.aged]
    return list(dict.fromkeys(kept)) or [Profile(frozenset())]


def ages(folded: str) -> tuple[int, int]:
    """The range of ages a folded text names: ``low <= age < high``; a single age is a range of one year."""
    if m := _MONTHS.search(folded):
        years = int(m[1]) // 12
        return years, years + 1
    for m in _AGE.finditer(folded):
        if m["under"]:
            return 0, int(m["u"])
        if m["a"]:
            return int(m["a"]), int(m["b"]) + (0 if m["lt"] else 1)
        if m["f"]:
            return int(m["f"]), 200
        if m["over"]:
            return int(m["o"]), 200
        if m["n"] and int(m["n"]) < 130:
            age = int(m["n"])
            return (age, 200) if m["up"] or m["full"] else (age, age + 1)
    return 0, 200


def merge(own: Profile, group: Profile) -> Profile:
    """What a clause says itself goes before what the group it points to says."""
    families = {family(t) for t in own.traits}
    traits = own.traits | {t for t in group.traits if family(t) not in families}
    low, high = (own.low, own.high) if own.aged else (group.low, group.high)
    return Profile(traits, low, high)


def family(trait: str) -> str:
    return next(t.family for t in lexicon() if t.id == trait)


def agreement(asked: Profile, row: Profile) -> float:
    """How well a row fits a question: weights shared, less weights only one side has; -inf when they exclude each other."""
    weights = {t.id: t.weight for t in lexicon()}
    settings = {t.id for t in lexicon() if t.setting}
    if asked.traits & settings and not asked.traits & settings & row.traits:
        return float("-inf")
    if asked.aged and row.aged and (asked.high <= row.low or row.high <= asked.low):
        return float("-inf")
    if asked.aged and row.aged and row.high - row.low < asked.high - asked.low:
        slack = 0.1
    else:
        slack = 0.0 if row.aged == asked.aged else (0.05 if row.aged else 0.2)
    for a in asked.traits - row.traits:
        if any(family(a) == family(r) for r in row.traits - asked.traits):
            return float("-inf")
    shared = sum(weights[t] for t in asked.traits & row.traits)
    if not shared:
        return float("-inf")
    only_row = sum(weights[t] for t in row.traits - asked.traits)
    # What is paid in a setting is paid to all in it: there a row need not name the people.
    strict = 0.3 if asked.traits & settings else 1.5
    carried = frozenset().union(*(t.carries for t in lexicon() if t.id in asked.traits & row.traits))
    besides = asked.traits - row.traits - carried
    only_asked = sum(weights[t] * (1.0 if t in settings else strict) for t in besides)
    return 2 * shared - only_row - only_asked - slack


def _trait(trait: str, family: str, weight: float, words: list[str], barred: list[str], bare: list[str]) -> Trait:
    keys = [search_key(w) for w in words]
    folded = [f for f in map(fold, words) if " " in f or len(f) > 3 or f in map(str.lower, words) or f in bare]
    return Trait(
        trait, family, float(weight), _words(keys), _words(folded),
        (_words([search_key(w) for w in barred]), _words([fold(w) for w in barred])),
    )  # fmt: skip


def _words(words: list[str]) -> re.Pattern[str]:
    ordered = sorted(words, key=len, reverse=True)
    return re.compile(
        r"\b(?:" + ("|".join(re.escape(w).replace(r"\ ", r"\s+") for w in ordered) or "(?!)") + r")\b"
    )
