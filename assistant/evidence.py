"""How well a clause holds what was asked, and which of its sentences says it."""

from __future__ import annotations

import re

from corpus.text import fold, syllables
from index.clauses import Clause
from index.restore import Restorer
from index.search import Searcher

# Syllables that ask, link or greet: they say nothing about the subject.
_STOP = frozenset(
    [
        "ai",
        "gi",
        "nao",
        "bao",
        "nhieu",
        "khi",
        "dau",
        "the",
        "sao",
        "la",
        "co",
        "khong",
        "duoc",
        "bi",
        "cho",
        "cua",
        "va",
        "hay",
        "hoac",
        "thi",
        "ma",
        "o",
        "tai",
        "trong",
        "ngoai",
        "tren",
        "duoi",
        "ve",
        "voi",
        "theo",
        "nhung",
        "cac",
        "mot",
        "moi",
        "tu",
        "den",
        "nay",
        "do",
        "kia",
        "roi",
        "da",
        "dang",
        "se",
        "phai",
        "can",
        "nen",
        "hoi",
        "xin",
        "giup",
        "toi",
        "minh",
        "em",
        "anh",
        "chi",
        "a",
        "nhe",
        "oi",
        "vay",
        "nhi",
        "ko",
        "k",
        "dc",
        "may",
        "muc",
        "thi",
        "lam",
        "ra",
        "vao",
        "bang",
        "truoc",
        "sau",
        "quy",
        "dinh",
    ]
)
_SENTENCE = re.compile(r"(?<=[.;!?])\s+|\n+")


def content(text: str) -> list[str]:
    """Folded syllables that carry meaning."""
    return [w for w in map(fold, syllables(text)) if w not in _STOP]


def covers(question: str, clause: Clause, restorer: Restorer) -> float:
    """Share of the question's content syllables found in the clause or its context, unknown ones counting double."""
    asked = content(question)
    if not asked:
        return 0.0
    held = set(content(clause.embedded))
    weight = {w: (1.0 if restorer.knows(w) else 2.0) for w in asked}
    return sum(weight[w] for w in asked if w in held) / sum(weight[w] for w in asked)


def sentences(question: str, clause: Clause, searcher: Searcher) -> tuple[int, int]:
    """The range of the clause's sentences that answer: the whole clause when it is short, else the best sentence."""
    text = clause.text
    if len(text) <= 500:
        return clause.start, clause.end
    asked = set(content(question))
    best, best_score, at = (0, len(text)), -1.0, 0
    cuts = [m for m in _SENTENCE.finditer(text)]
    for stop, following in [*((m.start(), m.end()) for m in cuts), (len(text), len(text))]:
        words = set(content(text[at:stop]))
        score = len(asked & words)
        if score > best_score:
            best, best_score = (at, stop), score
        at = following
    return clause.start + best[0], clause.start + best[1]
