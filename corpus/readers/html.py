"""HTML pages, as saved by a browser or fetched: the document's words, one paragraph a line, tables as rows.

Parsed by selectolax (Lexbor). Scripts, styles, menus and hidden parts are dropped.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from corpus.errors import UnreadableFile
from corpus.model import Source
from corpus.readers import legacy
from corpus.readers.tables import table_text

_DROPPED = {
    "script", "style", "noscript", "template", "head", "nav", "footer", "aside", "form", "button", "select", "svg",
    "iframe", "object", "canvas", "input", "textarea",
}  # fmt: skip
_INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "label", "mark", "o:p",
    "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "img",
}  # fmt: skip
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_LIMIT = 30_000_000
_DEPTH = 500
_TAG = re.compile(
    r"<(/?)(div|span|table|ul|ol|font|section|article|b|i|u|em|strong|blockquote|center|a)\b", re.IGNORECASE
)


def read(path: Path) -> Source:
    """The words of a page. Raises UnreadableFile for one that is too large or too deep to be a document."""
    data = path.read_bytes()
    if len(data) > _LIMIT:
        raise UnreadableFile(f"Trang “{path.name}” lớn quá {_LIMIT // 1_000_000} MB, không phải một văn bản.")
    return Source(words(decode(data), path.name))


def decode(data: bytes) -> str:
    """UTF-8 where it is that, else what the page says of itself, else as any text."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    said = _CHARSET.search(data[:4096])
    if said:
        try:
            return data.decode(said[1].decode("ascii"), "replace")
        except LookupError:
            pass
    return legacy.decode(data)


def words(page: str, name: str = "") -> str:
    """The page's text, blocks on lines of their own."""
    from selectolax.lexbor import LexborHTMLParser

    # Parsing time grows with the square of the depth: a page made to hang the reader is refused before.
    depth = deepest = 0
    for tag in _TAG.finditer(page):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    if deepest > 4 * _DEPTH:
        raise _too_deep(name)
    root = LexborHTMLParser(page).body
    if root is None:
        return ""
    out: list[str] = []
    _walk(root, out, name)
    lines = [" ".join(line.split()) for line in "".join(out).split("\n")]
    return legacy.repair(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip())


def _walk(root: Any, out: list[str], name: str) -> None:
    """Depth first without recursion: a page may nest deeper than the language allows calls."""
    stack: list[tuple[Any, str]] = [(root, "")]
    depth: list[Any] = []
    while stack:
        node, closing = stack.pop()
        if node is None:
            out.append(closing)
            depth.pop()
            continue
        tag = node.tag
        if tag == "-text":
            out.append(re.sub(r"\s+", " ", node.text_content or ""))
        elif tag in ("br", "hr"):
            out.append("\n")
        elif tag == "table":
            out.append(_table(node, name))
        elif not tag.startswith(("-", "!", "_")) and tag not in _DROPPED and not _hidden(node):
            if len(depth) > _DEPTH:
                raise _too_deep(name)
            edge = "" if tag in _INLINE else "\n" if tag in ("li", "tr", "dd", "dt") else "\n\n"
            out.append(edge + _marker(node))
            depth.append(tag)
            stack.append((None, edge))
            stack += [(child, "") for child in reversed(list(node.iter(include_text=True)))]


def _too_deep(name: str) -> UnreadableFile:
    return UnreadableFile(f"Trang “{name}” lồng nhau quá sâu, không phải một văn bản.")


def _hidden(node: Any) -> bool:
    attributes = node.attributes
    style = (attributes.get("style") or "").replace(" ", "").lower()
    return "hidden" in attributes or "display:none" in style or "visibility:hidden" in style


def _marker(node: Any) -> str:
    """What a list shows before its item: its number, or a dash."""
    if node.tag != "li" or node.parent is None or node.parent.tag not in ("ol", "ul"):
        return ""
    if node.parent.tag == "ul":
        return "- "
    attributes = node.parent.attributes
    items = [n for n in node.parent.iter() if n.tag == "li"]
    start = int(attributes["start"]) if (attributes.get("start") or "").isdigit() else 1
    number = start + next((i for i, n in enumerate(items) if n.mem_id == node.mem_id), 0)
    return f"{chr(96 + number)}) " if attributes.get("type") == "a" and number < 27 else f"{number}. "


def _table(table: Any, name: str) -> str:
    """Rows of a table; one that holds other tables or only one cell a row places things and is read as text."""
    rows: list[list[str]] = []
    if table.css_first("table table") is not None or not table.css("tr"):
        out: list[str] = []
        for cell in [n for n in table.css("td, th, caption") if _home(n) == table.mem_id]:
            inner: list[str] = []
            for child in cell.iter(include_text=True):
                _walk(child, inner, name)
            out.append("".join(inner))
        return "\n\n" + "\n\n".join(out) + "\n\n"
    for row in table.css("tr"):
        cells = []
        for cell in row.css("td, th"):
            inner = []
            for child in cell.iter(include_text=True):
                _walk(child, inner, name)
            cells.append(re.sub(r"\n\s*\n+", "\n", "".join(inner)).strip())
        rows.append(cells)
    if all(len(cells) <= 1 for cells in rows):
        return "\n\n" + "\n\n".join(cell for cells in rows for cell in cells) + "\n\n"
    return "\n\n" + table_text(rows) + "\n\n"


def _home(cell: Any) -> int:
    node = cell.parent
    while node is not None and node.tag != "table":
        node = node.parent
    return node.mem_id if node is not None else 0
