"""What questions of the texts held are made of: every two neighbouring syllables that a text has, a question known to be
asked of such texts, or everyday talk. What a question has beyond these the texts hardly speak of ("sổ đỏ").
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from corpus.text import fold, syllables
from index.restore import LANGUAGE


def pairs(text: str) -> list[str]:
    """Neighbouring syllables without their marks, figures left out, as ``"a b"``."""
    words = [fold(word) for word in syllables(text) if not word.isdigit()]
    return [f"{a} {b}" for a, b in itertools.pairwise(words)]


def known(texts: Iterable[str]) -> list[str]:
    """The pairs of the texts, of the sample questions and of everyday sentences, sorted."""
    asked, everyday = (
        (LANGUAGE / n).read_text(encoding="utf-8").splitlines() for n in ("asked.tsv", "everyday.txt")
    )
    lines = [line for text in texts for line in text.split("\n")] + [row.split("\t")[1] for row in asked]
    lines += everyday
    return sorted({pair for line in lines for pair in pairs(line)})
