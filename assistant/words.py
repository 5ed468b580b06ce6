"""Words of questions: what carries meaning, what asks, what means the same. The lists are data (``vocabulary.toml``)."""

from __future__ import annotations

import itertools
import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from corpus.abbreviations import expand
from corpus.text import fold, syllables

DATA = Path(__file__).with_name("vocabulary.toml")


@lru_cache(maxsize=1)
def vocabulary() -> dict[str, Any]:
    """The data file, with patterns compiled."""
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    return {
        "stop": frozenset(data["stop"].split()),
        "asks": {name: re.compile(pattern) for name, pattern in data["asks"].items()},
        "refuse": {name: re.compile(pattern) for name, pattern in data["refuse"].items()},
        "synonyms": [(re.compile(rf"\b{re.escape(fold(a))}\b"), b) for a, b in data["synonyms"].items()],
    }


def content(text: str) -> list[str]:
    """Folded syllables that carry meaning, abbreviations opened, in order. The text must have its diacritics."""
    stop = vocabulary()["stop"]
    return [fold(w) for w in syllables(expand(text)) if w not in stop]


def bigrams(words: list[str]) -> list[tuple[str, str]]:
    return list(itertools.pairwise(words))


def synonyms(text: str) -> str:
    """What the corpus would say for what is said: words to add when searching."""
    folded = fold(text)
    return " ".join(full for pattern, full in vocabulary()["synonyms"] if pattern.search(folded))


def asks(folded: str) -> frozenset[str]:
    """What a folded question asks for."""
    return frozenset(name for name, pattern in vocabulary()["asks"].items() if pattern.search(folded))
