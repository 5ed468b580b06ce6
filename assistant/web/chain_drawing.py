"""The reporting chain as a drawing, whichever module draws it."""

from __future__ import annotations

from assistant.knowledge import Knowledge
from corpus.agencies import Body


def svg(knowledge: Knowledge, body: Body | None) -> str:
    """An SVG of who reports to whom; "" when there is nothing to draw."""
    return ""
