"""Words of questions: what carries meaning, what asks, what means the same. The lists are data (``vocabulary.toml``)."""

from __future__ import annotations

import itertools
import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from corpus.abbreviations import expand
from corpus.text import fold, search_key, syllables

DATA = Path(__file__).with_name("vocabulary.toml")


@lru_cache(maxsize=1)
def vocabulary() -> dict[str, Any]:
    """The data file, with patterns compiled."""
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    return {
        "stop": frozenset(data["stop"].split()),
        "asks": {name: re.compile(pattern) for name, pattern in data["asks"].items()},
        "refuse": {name: re.compile(pattern) for name, pattern in data["refuse"].items()},
        "synonyms": [(re.compile(rf"\b{re.escape(search_key(a))}\b"), b) for a, b in data["synonyms"].items()],
        "english": [
            (re.compile(rf"\b{re.escape(a)}\b"), b)
            for a, b in sorted(data["english"].items(), key=lambda row: -len(row[0]))
        ],
    }


def content(text: str) -> list[str]:
    """Folded syllables that carry meaning, abbreviations opened, in order. The text must have its diacritics."""
    stop = vocabulary()["stop"]
    return [fold(w) for w in syllables(expand(text)) if w not in stop]


def bigrams(words: list[str]) -> list[tuple[str, str]]:
    return list(itertools.pairwise(words))


def synonyms(text: str) -> list[tuple[str, str]]:
    """What people say in a text with what the corpus says for it; the text must have its diacritics."""
    key = search_key(text)
    return [(match[0], full) for pattern, full in vocabulary()["synonyms"] if (match := pattern.search(key))]


def variants(text: str) -> tuple[tuple[str, ...], ...]:
    """Content words of a text as it stands, and with what people say put as the corpus says it."""
    found = [content(text)]
    pairs = synonyms(text)
    key = search_key(text)
    found += [content(key.replace(said, f" {full} ")) for said, full in pairs]
    if len(pairs) > 1:
        for said, full in pairs:
            key = key.replace(said, f" {full} ")
        found.append(content(key))
    return tuple(dict.fromkeys(tuple(w for w in words if not w.isdigit() or len(w) > 2) for words in found))


def from_english(text: str) -> str:
    """An English question in the corpus' words, as far as the glossary goes; what it lacks is left out."""
    rest = text.lower()
    found: list[tuple[int, str]] = []
    for pattern, full in vocabulary()["english"]:
        for match in pattern.finditer(rest):
            found.append((match.start(), full))
        rest = pattern.sub(lambda m: " " * len(m[0]), rest)
    found += [(m.start(), m[0]) for m in re.finditer(r"\d[\d./,-]*%?", rest)]
    return " ".join(full for _, full in sorted(found))


_SHARE = re.compile(r"\bt[yi] le\b|%|\bphan tram\b")


def asks(folded: str) -> frozenset[str]:
    """What a folded question asks for. A share is counted, it is no sum of money."""
    found = {name for name, pattern in vocabulary()["asks"].items() if pattern.search(folded)}
    if _SHARE.search(folded):
        found -= {"amount"}
    return frozenset(found)
