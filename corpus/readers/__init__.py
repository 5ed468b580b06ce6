from pathlib import Path

from corpus.model import Source


def read(path: Path) -> Source:
    return Source(path.read_text(encoding="utf-8"))
