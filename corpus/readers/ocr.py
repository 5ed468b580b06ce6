"""Scans: pages rendered by PDFium and read by Tesseract with its Vietnamese data, words with their places.

Tesseract is a programme of its own (Debian: ``tesseract-ocr tesseract-ocr-vie``); without it a scan is refused
with how to install it.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpus.errors import UnreadableFile
from corpus.model import Source
from corpus.readers.layout import assemble
from corpus.readers.places import Page, Word, grids_of, lines_of
from corpus.structure import roman

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
DPI = 300
_PIXELS = 40_000_000
_PAGE_SECONDS = 180
_INSTALL = (
    "Ubuntu/Debian: sudo apt install tesseract-ocr tesseract-ocr-vie; "
    "Windows: cài Tesseract OCR và chọn thêm ngôn ngữ Vietnamese"
)


def available() -> bool:
    """Whether Tesseract and its Vietnamese data are installed."""
    program = shutil.which("tesseract")
    if not program:
        return False
    try:
        known = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return "vie" in (known.stdout + known.stderr).split()


def note(pages: Sequence[int], count: int) -> str:
    """What the reader of the text must know about it."""
    where = (
        "toàn bộ văn bản"
        if len(pages) == count
        else f"{'trang' if len(pages) == 1 else 'các trang'} " + ", ".join(map(str, pages))
    )
    return f"Chữ của {where} được nhận dạng từ ảnh quét (OCR), có thể sai; hãy đối chiếu bản gốc."


def pages(path: Path, indexes: Sequence[int], lock: AbstractContextManager[Any]) -> list[Page]:
    """The given pages (from 0) of a PDF, read by OCR. Raises UnreadableFile when that cannot be done."""
    import pypdfium2

    _require(path, indexes)
    found: list[Page] = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        waiting = []
        for index in indexes:
            with lock:
                document = pypdfium2.PdfDocument(path)
                try:
                    page = document[index]
                    wide, high = page.get_size()
                    scale = min(DPI / 72, (_PIXELS / max(1.0, wide * high)) ** 0.5)
                    image = page.render(scale=scale, grayscale=True).to_pil()
                finally:
                    document.close()
            waiting.append(pool.submit(_recognise, image, 1 / scale))
            if len(waiting) > 3:
                found.append(waiting.pop(0).result())
        found += [job.result() for job in waiting]
    return mended(found)


def read_image(path: Path) -> Source:
    """A picture of a page (PNG, JPEG, TIFF). Raises UnreadableFile."""
    from PIL import Image, ImageSequence

    _require(path, ())
    Image.MAX_IMAGE_PIXELS = _PIXELS * 2
    try:
        with Image.open(path) as picture:
            found = []
            for frame in ImageSequence.Iterator(picture):
                dpi = float(picture.info.get("dpi", (DPI, DPI))[0] or DPI)
                scale = max(1.0, min(4.0, DPI / max(dpi, 72.0)))
                image = frame.convert("L")
                if scale > 1:
                    image = image.resize((round(image.width * scale), round(image.height * scale)))
                found.append(_recognise(image, 72 / DPI))
    except UnreadableFile:
        raise
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise UnreadableFile(f"Ảnh “{path.name}” bị hỏng hoặc quá lớn, không đọc được.") from error
    source = assemble(mended(found))
    if not any(c.isalnum() for c in source.text):
        raise UnreadableFile(f"Không nhận ra chữ nào trong ảnh “{path.name}”.")
    return Source(source.text, source.pages, (note(range(1, len(found) + 1), len(found)),))


_SECTION = re.compile(r"^[IVXHLUTY1l|!]{1,5}[.)]$")


def mended(found: Sequence[Page]) -> list[Page]:
    """Pages whose section numbers follow: of II, II or of II, HI, IV the second was a III that lost its shape.

    A list that begins again begins with I, so a number that repeats itself is a misreading; a repeated I, or what
    is no number at all, is one where the next number but one follows.
    """
    heads = [
        line.words[0]
        for page in found
        for line in lines_of(page.words)
        if _SECTION.match(line.words[0].text) and line.text.isupper() and len(line.words) > 1
    ]
    values = [_value(word.text) for word in heads]
    better: dict[Word, Word] = {}
    for word, before, here, after in zip(heads[1:], values, values[1:], [*values[2:], 0], strict=False):
        follows = before > 0 and after == before + 2
        if 0 < before < len(_ROMAN) and ((here == before and (here > 1 or follows)) or (here == 0 and follows)):
            better[word] = replace(word, text=_ROMAN[before] + word.text[-1])
    return [replace(page, words=tuple(better.get(w, w) for w in page.words)) for page in found]


def _value(text: str) -> int:
    """The value of a section number as it was read; 0 for letters that are none."""
    number = re.sub("[1l|!]", "I", text[:-1])
    value = roman(number) if re.fullmatch("[IVXL]+", number) else 0
    return value if 0 < value <= len(_ROMAN) and _ROMAN[value - 1] == number else 0


def _require(path: Path, indexes: Sequence[int]) -> None:
    if available():
        return
    which = (
        f" (trang {', '.join(str(i + 1) for i in indexes[:10])}{'…' if len(indexes) > 10 else ''})"
        if indexes
        else ""
    )
    raise UnreadableFile(
        f"Tệp “{path.name}” là bản quét{which}, cần nhận dạng chữ nhưng máy chưa cài Tesseract tiếng Việt. "
        f"Cài đặt rồi thêm lại. {_INSTALL}."
    )


def _recognise(image: Any, unit: float) -> Page:
    """One picture; ``unit`` is points per pixel."""
    image, across, down = rules(image)
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    command = ["tesseract", "stdin", "stdout", "-l", "vie", "--dpi", str(DPI), "--psm", "3", "tsv"]
    try:
        done = subprocess.run(
            command,
            input=buffer.getvalue(),
            capture_output=True,
            timeout=_PAGE_SECONDS,
            check=True,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise UnreadableFile(
            "Tesseract không nhận dạng được trang này. Hãy quét lại rõ hơn rồi thêm lại."
        ) from error
    rows = list(
        csv.DictReader(io.StringIO(done.stdout.decode("utf-8", "replace")), delimiter="\t", quoting=csv.QUOTE_NONE)
    )
    scaled = [[(a * unit, b * unit, c * unit) for a, b, c in lines] for lines in (across, down)]
    return Page(tuple(_words(rows, unit)), image.height * unit, grids_of(*scaled))


Rule = tuple[float, float, float]


def rules(image: Any) -> tuple[Any, list[Rule], list[Rule]]:
    """A grey page without its ruled lines, which Tesseract takes for letters; horizontal and vertical rules in pixels.

    A rule is a dark run longer than any stroke of a letter; rules are given as (y, left, right) and (x, top, bottom).
    """
    import numpy as np
    from PIL import Image

    grey = np.array(image.convert("L"))
    dark = grey < 140
    across = _runs(dark, max(120, grey.shape[1] // 20))
    down = _runs(dark.T, max(70, grey.shape[0] // 45))
    for thick, y0, y1, x0, x1 in across:
        if thick:
            grey[max(0, y0 - 2) : y1 + 3, max(0, x0 - 2) : x1 + 3] = 255
    for thick, x0, x1, y0, y1 in down:
        if thick:
            grey[max(0, y0 - 2) : y1 + 3, max(0, x0 - 2) : x1 + 3] = 255
    found = [[((a + b) / 2, float(c), float(d)) for _, a, b, c, d in lines] for lines in (across, down)]
    return Image.fromarray(grey), found[0], found[1]


def _runs(dark: Any, length: int) -> list[tuple[bool, int, int, int, int]]:
    """Dark runs along the rows: whether thin as a rule, first and last row, first and last column."""
    import numpy as np

    if dark.shape[1] <= length:
        return []
    sums = np.pad(np.cumsum(dark, axis=1, dtype=np.int32), ((0, 0), (1, 0)))
    full = sums[:, length:] - sums[:, :-length] >= 0.97 * length
    out: list[tuple[bool, int, int, int, int]] = []
    for row in np.flatnonzero(full.any(axis=1)):
        columns = np.flatnonzero(full[row])
        for part in np.split(columns, np.flatnonzero(np.diff(columns) > length) + 1):
            first, last = int(part[0]), int(part[-1]) + length
            near = next((i for i, r in enumerate(out) if row - r[2] <= 3 and r[3] < last and first < r[4]), None)
            if near is None:
                out.append((True, int(row), int(row), first, last))
            else:
                r = out[near]
                out[near] = (bool(row - r[1] < 15), r[1], int(row), min(r[3], first), max(r[4], last))
    return [r for r in out if r[0]]


def _words(rows: Sequence[dict[str, str]], unit: float) -> list[Word]:
    """Tesseract's words; those of one line share its baseline, taken where most of its letters stand."""
    lines: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    for row in rows:
        if row.get("level") == "5" and (row.get("text") or "").strip() and float(row["conf"]) > 0:
            lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(row)
    words = []
    for line in lines.values():
        bottoms = sorted(int(r["top"]) + int(r["height"]) for r in line)
        heights = sorted(int(r["height"]) for r in line)
        base = bottoms[len(bottoms) // 3] * unit
        size = max(6.0, heights[len(heights) // 2] * unit / 0.95)
        for row in line:
            left, width = int(row["left"]) * unit, int(row["width"]) * unit
            words.append(Word(row["text"], left, left + width, base, size))
    return words
