"""The two places where an administrative document has columns: its letterhead and its foot (Decree 30/2020, Annex I).

Left stands who issues it under which number, right the national title, place and day; at the end the recipients
stand beside the signature. The columns are set independently, so their lines rarely share a baseline.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.readers.places import Line
from corpus.text import fold

_STATE = re.compile(r"cong hoa xa hoi|dang cong san viet nam")
_NUMBERED = re.compile(r"(?:luat )?so\s*[:.]?\s*[\d/]")
_OF_A_LETTERHEAD = re.compile(
    r"(?:luat )?so\s*[:.]?\s*[\d/]|doc lap|v\s*/\s*v\b|[^:;]{0,40}\bngay\b.*\b(?:thang|nam)\b|\d{4}$|nghia\b|viet nam$|"
    r"cong hoa|dang cong san|\W+$"
)


def head(lines: Sequence[Line], start: int) -> tuple[list[str], int] | None:
    """A letterhead that begins at ``lines[start]``: its lines, left column first, and where it ends."""
    for row in range(start, min(start + 3, len(lines))):
        line = lines[row]
        first = next((i for i in range(len(line.words)) if _STATE.match(_from(line, i))), None)
        if first is not None:
            break
    else:
        return None
    edge = line.words[first].x0
    left: list[Line] = []
    right: list[Line] = []
    stop = start
    for stop in range(start, len(lines) + 1):
        if stop == len(lines) or (stop > start and lines[stop].y - lines[stop - 1].y > 4 * lines[stop].size):
            break
        here, there = _split(lines[stop], edge)
        if here and there is None and here.x1 > edge + 3 * here.size:
            break
        if here and not ((here.text.isupper() and _under(here, left)) or _fits(here, left)):
            break
        if there and not _fits(there, right):
            break
        left += [here] if here else []
        right += [there] if there else []
    return ([*stacked(left), *stacked(right)], stop) if left and right else None


def foot(lines: Sequence[Line], start: int) -> tuple[list[str], int] | None:
    """Recipients and signature that begin at ``lines[start]``, recipients first, and where they end."""
    first = lines[start]
    if not fold(first.text).startswith("noi nhan"):
        return None
    left: list[Line] = []
    right: list[Line] = []
    edge = first.x0 + 12 * first.size
    stop = start
    for stop in range(start, len(lines) + 1):
        if stop == len(lines):
            break
        line = lines[stop]
        here, there = _split(line, edge, strict=True)
        listed = stop == start or here is None or here.text[0] in "-–+•*" or here.text[0].islower()
        if not listed or (here and there is None and here.x1 > first.x0 + 24 * first.size):
            break
        left += [here] if here else []
        right += [there] if there else []
    return ([*stacked(left), *stacked(right)], stop) if right else None


def stacked(lines: Sequence[Line]) -> list[str]:
    """Lines of one column; one that goes on in lower case, a wrapped title or year is joined."""
    out: list[str] = []
    for line in lines:
        if not any(c.isalnum() for c in line.text):
            continue
        year = line.text.isdigit() and len(line.text) == 4  # "ngày 14 tháng 4 năm" over "2025"
        wrapped = fold(line.text) in ("nghia viet nam", "viet nam", "nam")
        if out and (line.text[0].islower() or year or wrapped):
            out[-1] += " " + line.text
        else:
            out.append(line.text)
    return out


def _from(line: Line, index: int) -> str:
    return fold(" ".join(w.text for w in line.words[index:]))


def _under(line: Line, column: Sequence[Line]) -> bool:
    """Whether capitals go on an issuer's name: above its number, and under its middle, not under the page's."""
    if any(_NUMBERED.match(fold(above.text)) for above in column):
        return False
    middle = (line.x0 + line.x1) / 2
    return not column or min(c.x0 for c in column) <= middle <= max(c.x1 for c in column)


def _fits(line: Line, column: Sequence[Line]) -> bool:
    """Whether a line can stand in a letterhead: it says one of its things, or goes on the one above."""
    text = fold(line.text)
    above = fold(column[-1].text) if column else ""
    return bool(_OF_A_LETTERHEAD.match(text)) or (line.text[0].islower() and above.startswith(("v/v", "so")))


def _split(line: Line, edge: float, strict: bool = False) -> tuple[Line | None, Line | None]:
    """A line's part left and right of a column edge; cut at the wide blank nearest to it.

    ``strict`` never cuts where there is no wide blank, so that running text stays whole.
    """
    words = line.words
    gaps = [i for i in range(1, len(words)) if words[i].x0 - max(w.x1 for w in words[:i]) > 0.8 * line.size]
    near = min(gaps, key=lambda i: abs(words[i].x0 - edge), default=None)
    if near is not None and words[near].x0 > edge - 8 * line.size:
        return replace(line, words=words[:near]), replace(line, words=words[near:])
    if (line.x0 + line.x1) / 2 > edge and line.x0 > edge - 8 * line.size:
        return None, line
    cut = next((i for i, w in enumerate(words) if w.x0 >= edge - 0.5 * line.size), None)
    if not strict and cut and _STATE.match(_from(line, cut)):
        return replace(line, words=words[:cut]), replace(line, words=words[cut:])
    return line, None
