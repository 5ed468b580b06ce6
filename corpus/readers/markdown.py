"""Markdown: the words without the markup, lists and tables laid out as the parser of provisions expects them.

The markup is read by markdown-it-py. Numbers of ordered lists, which Markdown holds as layout, become words again.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from corpus.model import Source
from corpus.readers import legacy
from corpus.readers.tables import table_text

_SIGNS = re.compile(r"^(?:#{1,6}\s+\S|\s*(?:\*\*|__)\S|>\s|\|.+\|\s*$|```|\[.+\]\(.+\))", re.MULTILINE)


def looks_like(text: str) -> bool:
    """Whether a text without a telling name carries enough Markdown signs to be read as such."""
    return len(_SIGNS.findall(text[:20_000])) >= 5


def read(path: Path) -> Source:
    """The words of a Markdown file."""
    return Source(strip(legacy.decode(path.read_bytes())))


def strip(text: str) -> str:
    """The text without Markdown's markup."""
    from markdown_it import MarkdownIt

    # "1." at the head of a line is an administrative number, not a list to be renumbered; the same of dashes.
    parser = (
        MarkdownIt("commonmark").enable("table").disable(["list", "code", "lheading", "html_block", "html_inline"])
    )
    front = re.match(r"---\n.*?\n---\n", text, re.DOTALL)
    out: list[str] = []
    rows: list[list[str]] = []
    for token in parser.parse(text[front.end() :] if front else text):
        if token.type == "table_open":
            rows = []
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "table_close":
            out.append(table_text(rows))
            rows = []
        elif token.type == "inline":
            words = _inline(token)
            if rows:
                rows[-1].append(words)
            else:
                out.append(words)
        elif token.type == "fence":
            out.append(token.content.rstrip())
    return "\n\n".join(out)


def _inline(token: Any) -> str:
    words = []
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            words.append("\n")
        elif child.type in ("text", "code_inline", "image"):
            words.append(child.content)
    return "".join(words)
