"""DOCX by python-docx: paragraphs with the numbers Word shows, tables as rows, legacy fonts converted run by run."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.errors import UnreadableFile
from corpus.model import Source
from corpus.readers import legacy
from corpus.readers.tables import table_text
from corpus.settings import settings

_UNPACKED = 8  # how many times the file limit a packed file may unpack to
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read(path: Path) -> Source:
    """The words of a Word file. Raises UnreadableFile: broken, locked, a bomb, or no Word file."""
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError

    check_zip(path)
    try:
        document = Document(str(path))
        blocks = list(_blocks(document))
    except (
        PackageNotFoundError,
        XMLSyntaxError,
        KeyError,
        ValueError,
        zipfile.BadZipFile,
        OSError,
        EOFError,
    ) as error:
        raise UnreadableFile(
            f"Tệp “{path.name}” bị hỏng hoặc không phải Word (.docx). Hãy mở bằng Word, lưu lại thành .docx rồi thêm."
        ) from error
    return Source(legacy.repair("\n\n".join(block for block in blocks if block.strip())))


def check_zip(path: Path) -> None:
    """Refuse a packed file that would unpack to far more than a document holds."""
    limit = settings().file_limit * 1_000_000
    try:
        with zipfile.ZipFile(path) as packed:
            members = packed.infolist()
            size = sum(m.file_size for m in members)
            text = sum(m.file_size for m in members if m.filename.lower().endswith((".xml", ".rels")))
            if any(m.flag_bits & 1 for m in members):
                raise UnreadableFile(f"Tệp “{path.name}” có mật khẩu. Hãy lưu một bản không khóa rồi thêm bản đó.")
    except zipfile.BadZipFile as error:
        raise UnreadableFile(
            f"Tệp “{path.name}” bị hỏng hoặc tải về chưa đủ, không đọc được. Hãy lấy lại tệp rồi thêm."
        ) from error
    if size > limit * _UNPACKED or text > limit or len(members) > 10_000:
        raise UnreadableFile(
            f"Tệp “{path.name}” nén bất thường (bung ra quá lớn), không được đọc vì lý do an toàn."
        )


def _blocks(document: Any) -> Iterator[str]:
    """Paragraphs and tables in reading order."""
    numbers = _Numbers(document)
    for block in document.iter_inner_content():
        yield _table(block, numbers) if hasattr(block, "rows") else _paragraph(block, numbers)


def _paragraph(paragraph: Any, numbers: _Numbers) -> str:
    return numbers.before(paragraph) + "".join(_pieces(paragraph))


def _pieces(paragraph: Any) -> Iterator[str]:
    """Text of the runs, those of links and insertions too; neighbours in one legacy font are converted together."""
    open_text, open_font = "", ("", False)
    for run in paragraph._p.iter(f"{_W}r"):
        font = _font(run, paragraph)
        text = "".join(_run_text(run))
        if font != open_font and open_text:
            yield legacy.convert(open_text, *open_font) if open_font[0] else open_text
            open_text = ""
        open_font = font
        open_text += text
    if open_text:
        yield legacy.convert(open_text, *open_font) if open_font[0] else open_text


def _run_text(run: Any) -> Iterator[str]:
    for part in run:
        if part.tag == f"{_W}t":
            yield part.text or ""
        elif part.tag in (f"{_W}tab", f"{_W}ptab"):
            yield " "
        elif part.tag in (f"{_W}br", f"{_W}cr"):
            yield "\n"
        elif part.tag == f"{_W}noBreakHyphen":
            yield "-"


def _font(run: Any, paragraph: Any) -> tuple[str, bool]:
    fonts = run.find(f"{_W}rPr/{_W}rFonts")
    name = fonts.get(f"{_W}ascii") if fonts is not None else None
    style = paragraph.style
    while not name and style is not None:
        name, style = style.font.name, style.base_style
    return legacy.of_font(name or "")


def _table(table: Any, numbers: _Numbers) -> str:
    rows = []
    for row in table.rows:
        cells, seen = [], set()
        for cell in row.cells:
            if id(cell._tc) not in seen:  # a merged cell comes once
                seen.add(id(cell._tc))
                cells.append("\n".join(_cell(cell, numbers)))
        rows.append(cells)
    return table_text(rows)


def _cell(cell: Any, numbers: _Numbers) -> Iterator[str]:
    for block in cell.iter_inner_content():
        yield _table(block, numbers) if hasattr(block, "rows") else _paragraph(block, numbers)


class _Numbers:
    """Counts Word's automatic numbers, which the text itself does not hold."""

    def __init__(self, document: Any) -> None:
        self.counts: Counter[tuple[str, int]] = Counter()
        self.levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        abstract = {a.get(f"{_W}abstractNumId"): a for a in root.iter(f"{_W}abstractNum")}
        for num in root.iter(f"{_W}num"):
            link = num.find(f"{_W}abstractNumId")
            base = abstract.get(link.get(f"{_W}val")) if link is not None else None
            for level in base.iter(f"{_W}lvl") if base is not None else ():
                values = {t: _value(level, t) for t in ("numFmt", "lvlText", "start")}
                start = int(values["start"]) if values["start"].isdigit() else 1
                key = (num.get(f"{_W}numId"), int(level.get(f"{_W}ilvl")))
                self.levels[key] = (values["numFmt"], values["lvlText"], start)

    def before(self, paragraph: Any) -> str:
        """The number or bullet of a paragraph, with a blank; empty for one without."""
        place = self._place(paragraph)
        known = self.levels.get(place) if place else None
        if not place or not known or not paragraph.text.strip():
            return ""
        number, level = place
        kind, pattern, _ = known
        if kind == "bullet":
            return "+ " if pattern.strip() == "+" else "- "
        self.counts[place] += 1
        for other in [k for k in self.counts if k[0] == number and k[1] > level]:
            del self.counts[other]
        for i in range(level + 1):
            form, _, start = self.levels.get((number, i), ("decimal", "", 1))
            pattern = pattern.replace(f"%{i + 1}", _shown(max(1, self.counts[number, i]) + start - 1, form))
        return f"{pattern} " if pattern.strip() else ""

    def _place(self, paragraph: Any) -> tuple[str, int] | None:
        properties = paragraph._p.find(f"{_W}pPr/{_W}numPr")
        style = paragraph.style
        while properties is None and style is not None:
            properties, style = style.element.find(f"{_W}pPr/{_W}numPr"), style.base_style
        if properties is None:
            return None
        number, level = _value(properties, "numId"), _value(properties, "ilvl")
        return (number, int(level) if level.isdigit() else 0) if number not in ("", "0") else None


def _value(element: Any, tag: str) -> str:
    found = element.find(f"{_W}{tag}")
    return (found.get(f"{_W}val") or "") if found is not None else ""


def _shown(value: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(96 + min(value, 26))
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman"):
        out = ""
        for worth, sign in (
            (100, "c"),
            (90, "xc"),
            (50, "l"),
            (40, "xl"),
            (10, "x"),
            (9, "ix"),
            (5, "v"),
            (4, "iv"),
            (1, "i"),
        ):
            out += sign * (value // worth)
            value %= worth
        return out.upper() if form == "upperRoman" else out
    return str(value)
