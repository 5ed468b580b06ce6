"""Small documents for the register's tests: a text in the usual layout, read as the library reads it."""

from __future__ import annotations

from corpus.agencies import Agencies
from corpus.library import build
from corpus.model import Document, Entry, Source
from corpus.obligations import Obligation, obligations

AGENCIES = Agencies.load()


def document(text: str, document_id: str = "van-ban-thu") -> Document:
    return build(Entry(id=document_id, title="Văn bản thử", short="Văn bản thử"), Source(text), "full")


def plan(*lines: str) -> Document:
    """A plan whose part II holds the lines given, one numbered item each."""
    items = "\n\n".join(f"{n}. {line}" for n, line in enumerate(lines, 1))
    return document(
        f"KẾ HOẠCH\n\nThử nghiệm\n\nI. MỤC ĐÍCH\n\nLàm cho rõ việc.\n\nII. TỔ CHỨC THỰC HIỆN\n\n{items}\n\nNơi nhận:\n- Lưu: VT."
    )


def duties(*lines: str) -> list[Obligation]:
    return obligations(plan(*lines), AGENCIES)
