"""From words with places on pages to paragraphs: what PDF and OCR readers share.

Words become lines by their baseline, headers, footers and page numbers are
dropped, letterheads and signature blocks are read column by column, ruled tables row by row, and lines become
paragraphs the way the typesetter broke them: a line that had room for the next line's first word was the last
of its paragraph. Coordinates are points from the top left corner of the page as it is shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import ceil
from statistics import median

from corpus.model import Source
from corpus.readers import letterhead
from corpus.readers.margins import without_margins
from corpus.readers.places import Grid, Line, Page, lines_of
from corpus.readers.tables import is_layout, row_text
from corpus.structure import OPENS
from corpus.text import is_syllable

_COLUMN_GAP = 1.0
_TABLE_GAP = 2.0


@dataclass(slots=True)
class _Paragraph:
    """Text being put together; ``marks`` are (offset in the text, page) where a page begins inside it."""

    text: str = ""
    lines: list[Line] = field(default_factory=list)
    pages: list[tuple[int, int]] = field(default_factory=list)
    closed: bool = False


def assemble(pages: Sequence[Page]) -> Source:
    """The text of the pages, paragraphs apart by a blank line, with the offset at which each page begins."""
    ruled = [lines_of(page.words) for page in pages]
    kept = without_margins(ruled, [page.height for page in pages])
    body = _body(kept)
    done: list[_Paragraph] = []
    for number, (lines, page) in enumerate(zip(kept, pages, strict=True)):
        for block in _blocks(lines, page.grids) if page.placed else [[line.text for line in lines]]:
            if isinstance(block, Line):
                _add(done, block, number, body)
                continue
            for text in block:
                if done:
                    done[-1].closed = True
                done.append(_Paragraph(text, closed=True, pages=[(0, number)]))
    return _source(done, len(pages))


def _source(done: Sequence[_Paragraph], count: int) -> Source:
    text = ""
    begins: dict[int, int] = {}
    for p in done:
        # Rows of a table and lines of a letterhead stand close; paragraphs stand apart.
        text += "" if not text else ("\n" if p.closed and not p.lines else "\n\n")
        for offset, page in p.pages:
            begins.setdefault(page, len(text) + offset)
        text += p.text
    starts: list[int] = []
    following = len(text)
    for page in range(count - 1, -1, -1):
        following = begins.get(page, following)
        starts.append(following)
    starts.reverse()
    return Source(text, (0, *starts[1:]) if starts else ())


# --- columns and tables ---------------------------------------------------------------------------------------


def _blocks(lines: Sequence[Line], grids: Sequence[Grid]) -> list[Line | list[str]]:
    """Lines of running text, and lists of ready lines from tables and two-column blocks, in reading order."""
    out: list[Line | list[str]] = []
    i = 0
    while i < len(lines):
        grid = next((g for g in grids if g.holds(lines[i])), None)
        if grid:
            stop = i
            while stop < len(lines) and grid.holds(lines[stop]):
                stop += 1
            out.append(_table(lines[i:stop], grid))
            i = stop
            continue
        run = (
            (letterhead.head(lines, i) if i < 4 else None) or letterhead.foot(lines, i) or _columns(lines, i, grids)
        )
        if run:
            texts, i = run
            out.append(texts)
            continue
        out.append(lines[i])
        i += 1
    return out


def _table(lines: Sequence[Line], grid: Grid) -> list[str]:
    """Rows of a ruled table; a row without a rule below its cells' lines stays one row."""
    rows: dict[int, dict[int, list[str]]] = {}
    for line in lines:
        row = sum(1 for y in grid.ys if y < line.y - 0.25 * line.size)
        for word in line.words:
            column = sum(1 for x in grid.xs if x <= (word.x0 + word.x1) / 2)
            rows.setdefault(row, {}).setdefault(column, []).append(word.text)
    width = len(grid.xs)
    cells = [[" ".join(row.get(c, ())) for c in range(1, width)] for _, row in sorted(rows.items())]
    if is_layout(cells):
        return [c for row in cells for c in row if c]
    return [row_text(row) for row in cells if any(row)]


def _gaps(line: Line) -> list[tuple[float, float]]:
    """Inner blanks of a line wide enough to stand between columns."""
    found, right = [], line.words[0].x1
    for word in line.words[1:]:
        if word.x0 - right > _COLUMN_GAP * line.size * 0.8:
            found.append((right, word.x0))
        right = max(right, word.x1)
    return found


def _columns(lines: Sequence[Line], start: int, grids: Sequence[Grid]) -> tuple[list[str], int] | None:
    """Unruled columns that begin at ``lines[start]``: rows of their cells, and where they end."""
    for low, high in _gaps(lines[start]):
        both = start
        seen = 1
        for j in range(start + 1, len(lines)):
            if any(g.holds(lines[j]) for g in grids) or lines[j].y - lines[j - 1].y > 6 * lines[j].size:
                break
            gap = next(
                ((a, b) for a, b in _gaps(lines[j]) if min(b, high) - max(a, low) > 0.5 * lines[j].size), None
            )
            if gap:
                low, high, both = max(low, gap[0]), min(high, gap[1]), j
                seen += 1
            elif lines[j].x1 < high - 0.4 * lines[j].size:
                low = max(low, lines[j].x1)
            elif lines[j].x0 > low + 0.4 * lines[j].size:
                high = min(high, lines[j].x0)
            else:
                break
        block = lines[start : both + 1]
        left = [line for line in (_part(x, 0, low) for x in block) if line]
        right = [line for line in (_part(x, high, 1e9) for x in block) if line]
        marked = is_layout([["\n".join(x.text for x in left), "\n".join(x.text for x in right)]])
        if not marked and seen >= 3 and high - low > _TABLE_GAP * lines[start].size * 0.8:
            return [row_text([c.text for c in _cells(line)]) for line in block], both + 1
    return None


def _part(line: Line, low: float, high: float) -> Line | None:
    words = tuple(w for w in line.words if low - 1 <= w.x0 and w.x1 <= high + 1)
    return replace(line, words=words) if words else None


def _cells(line: Line) -> list[Line]:
    cells, begin = [], 0
    for i in range(1, len(line.words)):
        if line.words[i].x0 - line.words[i - 1].x1 > _TABLE_GAP * line.size * 0.8:
            cells.append(replace(line, words=line.words[begin:i]))
            begin = i
    return [*cells, replace(line, words=line.words[begin:])]


# --- paragraphs -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Body:
    """The running text's left and right edge, and how far its lines stand apart."""

    left: float
    right: float
    pitch: float


def _body(pages: Sequence[Sequence[Line]]) -> _Body:
    """The commonest left edge, what most full lines reach, and the middle distance of neighbouring lines."""
    lines = [line for page in pages for line in page if len(line.words) > 4]
    if not lines:
        return _Body(0.0, 1e9, 20.0)
    left = Counter(round(line.x0 / 3) for line in lines).most_common(1)[0][0] * 3.0
    edges = sorted(line.x1 for line in lines)
    steps = [b.y - a.y for page in pages for a, b in pairwise(page) if 0 < b.y - a.y < 3 * max(a.size, b.size)]
    return _Body(left, edges[ceil(0.9 * (len(edges) - 1))], median(steps) if steps else 20.0)


_ENDS = (".", ";", ":", "!", "?", "…", "./.")


def _add(done: list[_Paragraph], line: Line, page: int, body: _Body) -> None:
    """Put a line at the end of the open paragraph, or begin another with it."""
    if not any(c.isalnum() for c in line.text):
        if done:
            done[-1].closed = True
        return
    last = done[-1] if done and not done[-1].closed and done[-1].lines else None
    if last is None or not _continues(last, line, page, body):
        done.append(_Paragraph(line.text, [line], [(0, page)]))
        return
    if page != last.pages[-1][1]:
        last.pages.append((len(last.text), page))
    last.text = joined(last.text, line.text)
    last.lines.append(line)


def _continues(paragraph: _Paragraph, line: Line, page: int, body: _Body) -> bool:
    before, first = paragraph.lines[-1], paragraph.lines[0]
    em = max(line.size, before.size)
    ended = before.text.endswith(_ENDS)
    if before.x1 + line.words[0].x1 - line.words[0].x0 + 0.3 * em < body.right - 0.04 * (body.right - body.left):
        return (
            line.text[0].islower()
            and not ended
            and abs(line.x0 - before.x0) < 4 * em
            and not OPENS.match(line.text)
        )
    if ended and OPENS.match(line.text):
        return False
    if page == paragraph.pages[-1][1] and line.y - before.y > (1.35 if ended else 1.7) * body.pitch:
        return False
    if len(paragraph.lines) == 1:
        if line.x0 < first.x0 - 0.5 * em:
            return line.x0 > body.left - 2 * em
        if line.x0 <= first.x0 + 0.5 * em:
            return first.x0 <= body.left + 0.8 * em
        return bool(OPENS.match(first.text)) and line.x0 - first.x0 < 3.5 * em
    return abs(line.x0 - before.x0) <= 0.6 * em


def joined(before: str, after: str) -> str:
    """Two lines of one paragraph as one: a word cut by a hyphen is made whole, a number cut at its sign too."""
    if re.search(r"/\d{0,4}$|\d/$|/[A-ZĐ]+(?:-[A-ZĐ]+)*[-/]$", before) and re.match(r"[A-ZĐ\d]", after):
        return before + after
    if cut := re.search(r"(\w+)-$", before):
        word = re.match(r"\w+", after)
        if word and after[0].islower():
            whole = is_syllable(cut[1] + word[0]) or ((cut[1] + word[0]).isascii() and not is_syllable(cut[1]))
            return (before[:-1] if whole else before) + after
    return f"{before} {after}"
