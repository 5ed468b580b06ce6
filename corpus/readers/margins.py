"""Headers, footers and page numbers: what stands in the margins of the pages and comes again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from corpus.readers.places import Line
from corpus.text import fold

_PAGE_NUMBER = re.compile(
    r"^[\W_]*(?:trang|page)?[\s.:]*(\d{1,4})(?:\s*(?:/|trên|of)\s*\d{1,4})?[\W_]*$", re.IGNORECASE
)


def without_margins(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> list[list[Line]]:
    """Drop page numbers that count with the pages, and lines that come again at the same place of most pages."""
    kept = [list(lines) for lines in pages]
    for _ in range(3):
        numbers: Counter[tuple[int, int]] = Counter()
        same: Counter[tuple[int, str, int]] = Counter()
        for index, lines in enumerate(kept):
            for edge, line in _edges(lines, heights[index]):
                if match := _PAGE_NUMBER.match(line.text):
                    numbers[edge, int(match[1]) - index] += 1
                same[edge, _masked(line), round(line.y / 6)] += 1
        enough = max(2, round(0.3 * len(kept)))
        dropped = False
        for index, lines in enumerate(kept):
            for edge, line in _edges(lines, heights[index]):
                match = _PAGE_NUMBER.match(line.text)
                number = match and (
                    int(match[1]) == index + 1 or numbers[edge, int(match[1]) - index] >= min(2, len(kept))
                )
                again = len(kept) > 2 and any(
                    same[edge, _masked(line), round(line.y / 6) + d] >= enough for d in (-1, 0, 1)
                )
                if number or again:
                    kept[index] = [other for other in kept[index] if other is not line]
                    dropped = True
        if not dropped:
            break
    return kept


def _edges(lines: Sequence[Line], height: float) -> list[tuple[int, Line]]:
    """The first and the last line of a page, where they stand in its margins."""
    found = []
    if lines and lines[0].y < 0.12 * height:
        found.append((0, lines[0]))
    if len(lines) > 1 and lines[-1].y > 0.88 * height:
        found.append((1, lines[-1]))
    return found


def _masked(line: Line) -> str:
    return re.sub(r"\d+", "#", fold(line.text))
