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
from corpus.readers.places import Page, Word, lines_of
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


_SECTION = re.compile(r"^[IVX1l|]{1,5}[.)]$")


def mended(found: Sequence[Page]) -> list[Page]:
    """Pages whose section numbers follow: of II, II the second was a III that lost a stroke.

    A list that begins again begins with I, so a number that repeats itself is a misreading; a repeated I is one
    where III follows.
    """
    heads = [
        (index, line.words[0])
        for index, page in enumerate(found)
        for line in lines_of(page.words)
        if _SECTION.match(line.words[0].text) and line.text.isupper()
    ]
    values = [roman(re.sub("[1l|]", "I", word.text[:-1])) for _, word in heads]
    better: dict[Word, Word] = {}
    for (_, word), before, here, after in zip(heads[1:], values, values[1:], [*values[2:], 0], strict=False):
        if here == before and (here > 1 or after == before + 2):
            better[word] = replace(word, text=_ROMAN[before % len(_ROMAN)] + word.text[-1])
    return [replace(page, words=tuple(better.get(w, w) for w in page.words)) for page in found]


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
    return Page(tuple(_words(rows, unit)), image.height * unit)


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
