"""Plain text in any encoding an office may have used."""

from __future__ import annotations

from pathlib import Path

from corpus.errors import UnreadableFile
from corpus.model import Source
from corpus.readers import legacy


def read(path: Path) -> Source:
    """Raises UnreadableFile for an empty file and for one that is no text."""
    text = legacy.decode(path.read_bytes())
    odd = sum(1 for c in text[:20_000] if c == "\ufffd" or (ord(c) < 32 and c not in "\t\n\r\f\v"))
    if odd > 0.02 * len(text[:20_000]) + 2:
        raise UnreadableFile(
            f"Tệp “{path.name}” không phải văn bản. Nhận PDF, DOCX, HTML, TXT, Markdown và ảnh quét (PNG, JPEG, TIFF)."
        )
    return Source(text)
