"""What questions of the texts held are made of: every two neighbouring syllables that a text has, or a question known to
be asked of such texts. What a question has beyond these the texts hardly speak of ("nghỉ phép", "sổ đỏ").
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
    """The pairs of the texts and of the sample questions, sorted."""
    asked = (LANGUAGE / "asked.tsv").read_text(encoding="utf-8").splitlines()
    lines = [line for text in texts for line in text.split("\n")] + [row.split("\t")[1] for row in asked]
    return sorted({pair for line in lines for pair in pairs(line)})
