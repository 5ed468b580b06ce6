"""Bodies a text names that no list holds: "Trung tâm Y tế thành phố", "Đội Quản lý thị trường số 3".

A name begins with a head (``agencies.toml``) written with a capital and goes on to the word for its level, a number,
or the first word that cannot be part of it. "Các đơn vị", "các cơ sở kinh doanh …" are actors only where a sentence
makes them its subject, so they are found apart.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from corpus.agencies import DATA, Agencies, Body, BodyMention
from corpus.duty_words import verbs
from corpus.errors import CorpusError
from corpus.text import LOWER, UPPER, slug

_LONGEST = 9
_WORD = re.compile(r"(\s+|\s*-\s*)([\w/&]+)")
_NUMBERED = re.compile(r"\s+(?:số\s+)?\d{1,3}\b(?!\s*(?:ngày|tháng|/|%))")
_PROPER = re.compile(rf"(?:\s+[{UPPER}][{LOWER}]+){{1,4}}")
# "xã" of "xã hội", "hợp tác xã" is no level.
_LEVEL_WORD = r"(?<!tác)\s+(?:{})\b(?! hội| viên)"


def named(text: str, agencies: Agencies) -> list[BodyMention]:
    """The listed bodies of a text and those only their head gives away, in order, none inside another."""
    listed = agencies.mentions(text)
    # "Bộ Chỉ huy Quân sự tỉnh" goes before "Bộ Chỉ huy", which only its first word makes a ministry.
    heads = [m for m in _headed(text) if not any(_spoils(m, k) for k in listed)]
    kept = [k for k in listed if not any(m.start <= k.start < m.end for m in heads)]
    return sorted([*kept, *heads], key=lambda m: m.start)


def _spoils(found: BodyMention, listed: BodyMention) -> bool:
    """Whether a listed body holds what was found, or begins inside it: then it was no name of one body."""
    inside = listed.start <= found.start < listed.end and found.end <= listed.end
    return inside or found.start < listed.start < found.end


def collectives(text: str) -> Iterator[BodyMention]:
    """ "các đơn vị", "các cơ sở kinh doanh thực phẩm": who a sentence may be about, up to its verb."""
    for m in _nouns().finditer(text):
        end = _name_end(text, m.end())
        name = " ".join(text[m.start() : end].split())
        yield BodyMention(m.start(), end, text[m.start() : end], Body(slug(name), name[:1].lower() + name[1:]))


def _headed(text: str) -> Iterator[BodyMention]:
    at = 0
    for m in _heads().finditer(text):
        if m.start() < at:
            continue
        end = _level_end(text, m.end()) or (
            _name_end(text, m.end()) if text[m.end() + 1 : m.end() + 2].isupper() else 0
        )
        if end:
            at = end
            name = " ".join(text[m.start() : end].split())
            yield BodyMention(m.start(), end, text[m.start() : end], Body(slug(name), name, _level_of(name)))


def _level_of(name: str) -> str:
    levels: dict[str, str] = _data()["levels"]
    return next((code for word, code in levels.items() if re.search(rf" {word}\b(?! hội)(?<!tác xã)", name)), "")


def _level_end(text: str, at: int) -> int:
    """Where a name ends that goes on to its level or number without a verb between; 0 when it does not."""
    for _ in range(_LONGEST):
        if level := _level().match(text, at):
            proper = _PROPER.match(text, level.end())
            return proper.end() if proper else level.end()
        if number := _NUMBERED.match(text, at):
            return number.end()
        word = _WORD.match(text, at)
        if not word or word[2] in _inner_stops() or (word[2][0].islower() and verbs().match(text, word.start(2))):
            return 0
        at = word.end()
    return 0


def _name_end(text: str, at: int) -> int:
    """Where a name ends that goes on in words: before a verb, or a word that no name holds."""
    for _ in range(_LONGEST):
        word = _WORD.match(text, at)
        if not word or word[2].isdigit():
            break
        following = _WORD.match(text, word.end())
        joins = (
            word[2] == "và"
            and following is not None
            and following[2][0].isupper()
            and not _heads().match(text, following.start(2))
        )
        if not joins and (word[2] in _stops() or (word[2][0].islower() and verbs().match(text, word.start(2)))):
            break
        at = word.end()
    return at


@lru_cache(maxsize=1)
def _level() -> re.Pattern[str]:
    words = sorted(_data()["levels"], key=len, reverse=True)
    return re.compile(_LEVEL_WORD.format("|".join(words)))


@lru_cache(maxsize=1)
def _stops() -> frozenset[str]:
    return frozenset(_data()["stops"])


@lru_cache(maxsize=1)
def _inner_stops() -> frozenset[str]:
    """Words that end a name even where its level is still to come: all but those that join its parts."""
    return _stops() - {"các", "và", "trên"}


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    try:
        return tomllib.loads(DATA.read_text(encoding="utf-8"))["actor"]
    except (OSError, ValueError, KeyError) as error:
        raise CorpusError(f"Không đọc được {DATA.name}: {error}") from error


@lru_cache(maxsize=1)
def _heads() -> re.Pattern[str]:
    heads = "|".join(map(re.escape, sorted(_data()["heads"], key=len, reverse=True)))
    return re.compile(rf"\b(?!(?:{'|'.join(map(re.escape, _data()['no_heads']))})\b)(?:{heads})\b(?=\s)")


@lru_cache(maxsize=1)
def _nouns() -> re.Pattern[str]:
    nouns = sorted(_data()["nouns"], key=len, reverse=True)
    return re.compile(rf"\b[Cc]ác (?:{'|'.join(map(re.escape, nouns))})\b")
