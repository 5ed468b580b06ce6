"""Adding a document: what was recognised in a file, then the file as a document and a rebuilt index."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path

from assistant.web.served import Served
from corpus import metadata
from corpus.errors import TooMany
from corpus.identity import entry_for
from corpus.library import Library, build
from corpus.model import Document, Source

_GLIMPSE = 700


@dataclass(frozen=True)
class Pending:
    """A file that was read and waits for somebody to say yes."""

    name: str
    source: Source
    document_id: str
    html: str


def recognise(served: Served, path: Path) -> Pending:
    """Read a file and describe what it is. Raises UnreadableFile, TooMany."""
    from corpus import readers

    limit = served.settings.upload_limit
    if path.is_file() and path.stat().st_size > limit * 1_000_000:
        raise TooMany(f"Tệp lớn quá {limit} MB.")
    source = readers.read(path)
    head = metadata.read(source.text)
    entry = entry_for(head, path.name, Library(served.settings).catalogue)
    document = build(entry, source, "full", added=True)
    return Pending(path.name, source, document.id, _described(document, path.name, source))


def add(served: Served, pending: Pending, document_id: str, replace: bool) -> str:
    """Add the document and start the rebuild; returns what to tell. Raises CorpusError, StorageFault."""
    named = document_id.strip() if document_id.strip() != pending.document_id else ""
    document, changed = Library(served.settings).add(pending.source, pending.name, named, replace)
    if not changed:
        return f"Văn bản {document.id} đã có sẵn, không có gì thay đổi."
    served.rebuild()
    return f"Đã thêm {document.id} ({len(document.provisions)} điều khoản). Đang lập chỉ mục…"


def _described(document: Document, name: str, source: Source) -> str:
    e = document.entry
    rows = [
        ("Tệp", name),
        ("Mã", document.id),
        ("Số, ký hiệu", e.number),
        ("Loại", e.kind),
        ("Tên", e.title),
        ("Cơ quan ban hành", e.issuer),
        ("Ngày ban hành", "/".join(reversed(e.date.split("-")))),
        ("Số điều khoản", str(len(document.provisions))),
        ("Số trang", str(len(source.pages)) if source.pages else ""),
        ("Số ký tự", f"{len(document.text):,}".replace(",", ".")),
    ]
    cells = "".join(f'<tr><th scope="row">{h}</th><td>{escape(v)}</td></tr>' for h, v in rows if v)
    start = escape(document.text[:_GLIMPSE]) + ("…" if len(document.text) > _GLIMPSE else "")
    notes = "".join(f'<p class="luu-y">{escape(note)}</p>' for note in source.notes)
    return f'<h3>Nhận ra trong tệp</h3>{notes}<table class="bang">{cells}</table><div class="nguon"><div class="chu">{start}</div></div>'
