"""PDF: opened and checked by pypdf, characters with their places read by PDFium, pages without letters by OCR.

pypdf gives text in the order it was drawn, which for many office programs is not the order it is read (letterhead
columns, substituted glyphs, justified lines); places make the order certain. Where PDFium reads nothing legible,
pypdf's reading is tried before the page is taken for a scan.
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from corpus.errors import UnreadableFile
from corpus.model import Source
from corpus.readers import legacy, ocr
from corpus.readers.layout import assemble
from corpus.readers.places import Grid, Page, Word, grids_of
from corpus.settings import settings
from corpus.text import readable

_PDFIUM = Lock()  # the library is not thread-safe
_FEW_LETTERS = 25
_ILLEGIBLE = 0.5


def read(path: Path) -> Source:
    """Text and page offsets. Raises UnreadableFile: encrypted, broken, too long, or a scan that cannot be read."""
    spare = _open(path)
    with _PDFIUM:
        pages, images = _places(path)
    for index, page in enumerate(pages):
        if not _legible(page) and (other := _plain_page(spare, index)) and _legible(other):
            pages[index] = other
    scans = [i for i, page in enumerate(pages) if i in images and not _legible(page)]
    notes: tuple[str, ...] = ()
    if scans:
        pages_read = ocr.pages(path, scans, _PDFIUM)
        for index, page in zip(scans, pages_read, strict=True):
            pages[index] = page
        notes = (ocr.note([i + 1 for i in scans], len(pages)),)
    source = assemble(pages)
    if not any(c.isalnum() for c in source.text):
        raise UnreadableFile(f"Tệp “{path.name}” không có chữ nào. Hãy kiểm tra lại tệp rồi thêm lại.")
    return Source(source.text, source.pages, notes)


def _open(path: Path) -> Any:
    """The file as pypdf sees it, checked: not broken, not locked, not too long."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableFile(
                f"Tệp “{path.name}” có mật khẩu. Hãy mở tệp bằng mật khẩu, lưu một bản không khóa rồi thêm bản đó."
            )
        count = len(reader.pages)
    except UnreadableFile:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as error:
        raise _broken(path) from error
    except ImportError as error:  # AES needs a package that is not installed
        raise UnreadableFile(
            f"Tệp “{path.name}” được mã hóa. Hãy mở tệp rồi in ra PDF mới (không mật khẩu) và thêm tệp mới."
        ) from error
    limit = settings().page_limit
    if count > limit:
        raise UnreadableFile(
            f"Tệp “{path.name}” có {count} trang, quá giới hạn {limit} trang một văn bản. "
            "Hãy tách tệp thành từng văn bản, hoặc nâng ASSISTANT_PAGE_LIMIT."
        )
    if count == 0:
        raise _broken(path)
    return reader


def _broken(path: Path) -> UnreadableFile:
    return UnreadableFile(
        f"Tệp “{path.name}” bị hỏng hoặc tải về chưa đủ, không đọc được. Hãy lấy lại tệp rồi thêm."
    )


def _plain_page(reader: Any, index: int) -> Page | None:
    """pypdf's own reading of a page, line under line; None when it has none."""
    try:
        text = legacy.repair(reader.pages[index].extract_text())
    except Exception:  # any fault of a broken page only means there is no second reading
        return None
    lines = [line.split() for line in text.split("\n") if line.strip()]
    words = [
        Word(word, 60.0 + n, 60.5 + n, 30.0 * row, 11.0)
        for row, line in enumerate(lines, 1)
        for n, word in enumerate(line)
    ]
    return Page(tuple(words), 30.0 * (len(lines) + 1), placed=False) if words else None


def _legible(page: Page) -> bool:
    text = " ".join(w.text for w in page.words)
    letters = sum(c.isalpha() for c in text)
    return letters >= _FEW_LETTERS and readable(text) >= _ILLEGIBLE


def _places(path: Path) -> tuple[list[Page], set[int]]:
    """Words and rules of every page, and which pages carry pictures."""
    import pypdfium2

    pages, images = [], set()
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise _broken(path) from error
    with contextlib.closing(document):
        for index in range(len(document)):
            try:
                page = document[index]
                words, height = _words(page)
                grids, pictures = _drawn(page)
            except pypdfium2.PdfiumError:
                words, height, grids, pictures = [], 842.0, (), True
            pages.append(Page(tuple(words), height, grids))
            if pictures:
                images.add(index)
    return pages, images


class _View:
    """Turns a page's own coordinates into points from the top left corner as the page is shown."""

    def __init__(self, page: Any) -> None:
        left, bottom, right, top = page.get_cropbox()
        self.left, self.bottom = left, bottom
        self.wide, self.high = right - left, top - bottom
        self.turn = page.get_rotation() % 360
        self.height = self.wide if self.turn in (90, 270) else self.high

    def at(self, x: float, y: float) -> tuple[float, float]:
        x, y = x - self.left, y - self.bottom
        return {
            0: (x, self.high - y),
            90: (y, x),
            180: (self.wide - x, y),
            270: (self.high - y, self.wide - x),
        }[self.turn]

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        (xa, ya), (xb, yb) = self.at(left, bottom), self.at(right, top)
        return min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)


def _words(page: Any) -> tuple[list[Word], float]:
    view = _View(page)
    glyphs = list(_glyphs(page, view))
    words: list[Word] = []
    for row in _rows(glyphs):
        words += _cut(row)
    encoding = legacy.encoding_of(" ".join(w.text for w in words))
    if encoding:
        words = [Word(legacy.convert(w.text, encoding), w.x0, w.x1, w.y, w.size) for w in words]
    return words, view.height


@dataclass(slots=True)
class _Glyph:
    """A drawn character: its place, its turn, and whether PDFium sees a blank before it."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    turn: int
    spaced: bool


def _glyphs(page: Any, view: _View) -> Iterator[_Glyph]:
    """Every drawn character; blanks have no letters but keep their place. Marks join the letter before them."""
    from pypdfium2 import raw

    textpage = page.get_textpage()
    box = raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    pending: _Glyph | None = None
    spaced = False
    for i in range(textpage.count_chars()):
        if raw.FPDFText_IsGenerated(textpage, i):
            spaced = True
            continue
        char = chr(raw.FPDFText_GetUnicode(textpage, i))
        if char in "\r\n\x00\ufffe\uffff":
            char = "-" if char == "\ufffe" else " "  # PDFium's own sign for a hyphen at a line's end
        if pending and unicodedata.combining(char):
            pending.text += char
            continue
        raw.FPDFText_GetLooseCharBox(textpage, i, box)
        raw.FPDFText_GetCharOrigin(textpage, i, x, y)
        x0, top, x1, bottom = view.box(box.left, box.bottom, box.right, box.top)
        if pending:
            yield pending
        size = min(max(1.0, (bottom - top) / 1.15), 200.0)
        turn = pending.turn + 1 if pending else 0
        pending = _Glyph(char, x0, x1, view.at(x.value, y.value)[1], size, turn, spaced)
        spaced = False
    if pending:
        yield pending


def _rows(glyphs: list[_Glyph]) -> list[list[_Glyph]]:
    """Characters of one baseline, left to right."""
    rows: dict[int, list[_Glyph]] = {}
    for glyph in glyphs:
        key = round(glyph.y * 2)
        near = next((k for k in (key, key - 1, key + 1) if k in rows), key)
        rows.setdefault(near, []).append(glyph)
    for row in rows.values():
        row.sort(key=lambda g: g.x0)
    return [rows[k] for k in sorted(rows)]


def _cut(row: list[_Glyph]) -> Iterator[Word]:
    """A row of characters as words: cut at blanks, drawn or seen by PDFium, and where the next letter stands off.

    A blank that PDFium sees counts only between letters drawn one after the other: where letters of a substitute
    font are drawn later, it sees blanks in their places.
    """
    text, x0, x1, size = "", 0.0, 0.0, 1.0
    y, turn = row[0].y, -2
    for glyph in row:
        blank = glyph.text.isspace()
        seen = glyph.spaced and glyph.turn == turn + 1
        turn = glyph.turn
        if text and (blank or seen or glyph.x0 - x1 > 0.2 * glyph.size):
            yield Word(unicodedata.normalize("NFC", text), x0, x1, y, size)
            text = ""
        if blank:
            continue
        if text and glyph.text == text[-1] and abs(glyph.x1 - x1) < 0.2 * size:
            continue  # a letter drawn twice to look bold
        if not text:
            x0, size = glyph.x0, glyph.size
        text, x1, size = text + glyph.text, glyph.x1, max(size, glyph.size)
    if text:
        yield Word(unicodedata.normalize("NFC", text), x0, x1, y, size)


def _drawn(page: Any) -> tuple[tuple[Grid, ...], bool]:
    """Ruled tables of a page, and whether a picture covers a good part of it."""
    from pypdfium2 import raw

    view = _View(page)
    across: list[tuple[float, float, float]] = []
    down: list[tuple[float, float, float]] = []
    picture = False
    for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        left, top, right, bottom = view.box(*thing.get_bounds())
        if thing.type == raw.FPDF_PAGEOBJ_IMAGE:
            picture |= (right - left) * (bottom - top) > 0.2 * view.wide * view.high
            continue
        wide, high = right - left, bottom - top
        if high <= 2.5 < wide:
            across.append((top, left, right))
        elif wide <= 2.5 < high:
            down.append((left, top, bottom))
        elif wide > 20 and high > 8 and wide * high < 0.5 * view.wide * view.high:
            across += [(top, left, right), (bottom, left, right)]
            down += [(left, top, bottom), (right, top, bottom)]
    return grids_of(across, down), picture
