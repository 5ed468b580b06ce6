"""Tables as text, one signature for every format: rows become ``a | b | c``; tables that only place things do not.

The letterhead of Decree 30/2020 (issuer beside the national title) and the foot (recipients beside the signature)
are set as tables without rules: they are read column by column.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.text import fold

_LAYOUT = re.compile(
    r"cong hoa xa hoi|dang cong san viet nam|doc lap - tu do|^noi nhan\s*:|^(?:tm|kt|tl|tuq|q)\s*\. ?[a-z]",
    re.MULTILINE,
)


def is_layout(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a table only places letterhead or signature side by side."""
    return any(len(row) <= 3 and _LAYOUT.search(fold(cell)) for row in rows for cell in row)


def row_text(cells: Sequence[str]) -> str:
    """One row as text; merged cells that repeat their neighbour come once."""
    kept: list[str] = []
    for cell in cells:
        words = " ".join(cell.split())
        if not kept or words != kept[-1] or not words:
            kept.append(words)
    return " | ".join(kept).strip()


def table_text(rows: Sequence[Sequence[str]]) -> str:
    """A table as lines of text."""
    if is_layout(rows):
        columns = max(map(len, rows))
        cells = [row[c] for c in range(columns) for row in rows if c < len(row)]
        # The rules under the national title are sometimes typed as dashes.
        return "\n".join(
            line.strip() for cell in cells for line in cell.split("\n") if any(c.isalnum() for c in line)
        )
    return "\n".join(row_text(row) for row in rows if any(cell.strip() for cell in row))
