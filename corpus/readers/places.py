"""Words with places on a page, and the lines they stand in.

Coordinates are points from the top left corner of the page as it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of text between blanks: its left and right edge, its baseline and its font height, in points."""

    text: str
    x0: float
    x1: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Line:
    """Words of one baseline, left to right."""

    words: tuple[Word, ...]
    y: float
    size: float

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return max(w.x1 for w in self.words)

    @property
    def text(self) -> str:
        return " ".join(w.text for w in self.words)


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: the places of its horizontal and vertical rules, ascending."""

    ys: tuple[float, ...]
    xs: tuple[float, ...]

    def holds(self, line: Line) -> bool:
        return self.ys[0] < line.y < self.ys[-1] + 1 and line.x1 > self.xs[0] and line.x0 < self.xs[-1]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of words, with its height and the ruled tables found on it.

    ``placed`` is false where only the order of the lines is known, not where they stand.
    """

    words: tuple[Word, ...]
    height: float
    grids: tuple[Grid, ...] = ()
    placed: bool = True


def lines_of(words: Iterable[Word]) -> list[Line]:
    """Group words by baseline (raised and lowered marks included), top to bottom, each left to right."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.y, w.x0)):
        near = next(
            (r for r in reversed(rows[-3:]) if abs(_base(r) - word.y) < 0.42 * max(word.size, r[0].size)), None
        )
        if near is None:
            rows.append([word])
        else:
            near.append(word)
    made = []
    for row in rows:
        row.sort(key=lambda w: w.x0)
        made.append(Line(tuple(row), _base(row), max(w.size for w in row)))
    return sorted(made, key=lambda line: line.y)


def _base(row: Sequence[Word]) -> float:
    return median(w.y for w in row)


def grids_of(across: list[tuple[float, float, float]], down: list[tuple[float, float, float]]) -> tuple[Grid, ...]:
    """Tables of at least two columns: horizontal rules tied together by the vertical ones that cross them.

    ``across`` holds (y, left, right), ``down`` holds (x, top, bottom).
    """
    groups: list[tuple[list[float], list[float]]] = []
    spans = sorted((top, bottom, x) for x, top, bottom in down)
    while spans:
        top, bottom, x = spans.pop(0)
        xs = [x]
        rest = []
        for span in spans:
            if span[0] <= bottom + 3:
                bottom = max(bottom, span[1])
                xs.append(span[2])
            else:
                rest.append(span)
        spans = rest
        ys = [
            y
            for y, left, right in across
            if top - 3 <= y <= bottom + 3 and left < max(xs) + 3 and right > min(xs) - 3
        ]
        groups.append((ys, xs))
    made = [Grid(_distinct(ys), _distinct(xs)) for ys, xs in groups]
    return tuple(g for g in made if len(g.ys) >= 2 and len(g.xs) >= 3)


def _distinct(values: list[float]) -> tuple[float, ...]:
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > 4:
            out.append(value)
    return tuple(out)
