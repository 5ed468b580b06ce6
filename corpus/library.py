"""The documents of this installation: those shipped, those added, and how a file becomes one of them.

Shipped texts lie in ``corpus/documents``: ``<id>.txt`` in full, ``<id>.tom-luoc.md`` as our own digest. Added
ones lie in the data folder as ``<id>.json`` with their catalogue entry; bare passages in ``passages/<name>.jsonl``.
A full text takes the place of a digest of the same id.
"""

from __future__ import annotations

import json
import os
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from corpus import metadata
from corpus.catalogue import Catalogue
from corpus.errors import AlreadyAdded, CorpusError, StorageFault, UnknownDocument, UnreadableFile
from corpus.identity import ID_LIMIT, entry_for
from corpus.model import Document, Entry, Provision, Source, TextLevel
from corpus.settings import Settings
from corpus.structure import normalise, parse
from corpus.text import clean, slug

SHIPPED = Path(__file__).parent / "documents"
_DIGEST = ".tom-luoc.md"


class Library:
    """Reads, adds and removes documents. Nothing is kept in memory between calls."""

    def __init__(self, settings: Settings, shipped: Path = SHIPPED, tolerant: bool = False) -> None:
        """``tolerant`` keeps records that cannot be read in ``broken`` instead of raising CorpusError."""
        self.settings, self.shipped, self.tolerant = settings, shipped, tolerant
        self.broken: dict[Path, str] = {}
        self.folder = settings.data / "documents"
        self.passage_folder = settings.data / "passages"
        self.catalogue = Catalogue.load().including(record_entry(r) for _, r in self._records())

    def documents(self) -> Iterator[Document]:
        """Every document with text, then those only catalogued, then bare passages."""
        held: set[str] = set()
        for document in [*self._added(), *self._shipped()]:
            if document.id not in held:
                held.add(document.id)
                yield document
        if self.settings.shipped:
            for entry in self.catalogue.entries:
                if entry.id not in held:
                    yield Document(entry)
        yield from self.passages()

    def get(self, name: str) -> Document:
        """By id, number or name. Raises UnknownDocument."""
        entry = self.catalogue.find(name)
        wanted = {name, entry.id if entry else name}
        for document in self.documents():
            if document.id in wanted:
                return document
        raise UnknownDocument(
            f"Không có văn bản “{name}” trong danh mục. Xem các văn bản đang có bằng lệnh: assistant corpus list"
        )

    def add(
        self, source: Source, name: str, document_id: str = "", replace_text: bool = False
    ) -> tuple[Document, bool]:
        """Add a text read from a file called ``name``; returns the document and whether anything changed.

        Raises AlreadyAdded when another text of the same id is held in full and ``replace_text`` is false.
        """
        head = metadata.read(source.text)
        entry = entry_for(head, name, self.catalogue, document_id)
        record = {
            "entry": asdict(entry),
            "text": source.text,
            "pages": list(source.pages),
            "notes": list(source.notes),
            "recipients": list(head.recipients),
            "file": name,
        }
        document = _record_document(record)
        if not document.text.strip():
            raise UnreadableFile(f"Tệp “{name}” không có chữ nào. Hãy kiểm tra lại tệp rồi thêm lại.")
        path = self.folder / f"{entry.id}.json"
        held = self._held(entry.id)
        if held:
            if _same(held, document) and not (replace_text and held.added):
                return held, False
            if not replace_text:
                raise AlreadyAdded(
                    f"Văn bản {entry.id} đã có với nội dung khác. Thêm --replace nếu muốn thay bản đang có, "
                    "hoặc --id MÃ nếu đây là văn bản khác."
                )
            if path.exists() and self._record(path) == record:
                return held, False
        self._write(path, json.dumps(record, ensure_ascii=False, indent=1))
        self.catalogue = self.catalogue.including([entry])
        return document, True

    def add_passages(self, path: Path) -> int:
        """Add a ``.jsonl`` of ``{"id", "text", "title"?}``; returns how many. Raises CorpusError naming the line."""
        records, seen = [], set()
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    row = json.loads(line)
                    record = {
                        "id": str(row["id"]),
                        "text": str(row["text"]),
                        "title": str(row.get("title") or ""),
                    }
                except (ValueError, KeyError, TypeError) as error:
                    raise CorpusError(
                        f"Dòng {number} của {path.name} không đúng dạng {{“id”, “text”, “title”}}. Chưa thêm gì."
                    ) from error
                if not record["id"] or len(record["id"]) > ID_LIMIT or record["id"] in seen:
                    raise CorpusError(
                        f"Dòng {number} của {path.name}: id trống, trùng hoặc dài quá {ID_LIMIT} ký tự. Chưa thêm gì."
                    )
                seen.add(record["id"])
                records.append(json.dumps(record, ensure_ascii=False))
        self._write(self.passage_folder / f"{slug(path.stem) or 'passages'}.jsonl", "\n".join(records) + "\n")
        return len(records)

    def remove(self, name: str) -> str:
        """Remove an added document (or a passage file); returns its id. Raises UnknownDocument."""
        entry = self.catalogue.find(name)
        for stem in filter(None, (name, entry.id if entry else "")):
            for path in (self.folder / f"{stem}.json", self.passage_folder / f"{stem}.jsonl"):
                if (
                    path.resolve().parent in (self.folder.resolve(), self.passage_folder.resolve())
                    and path.is_file()
                ):
                    path.unlink()
                    return stem
        raise UnknownDocument(
            f"“{name}” không phải văn bản đã thêm; văn bản kèm theo sản phẩm thì không gỡ được. "
            "Xem danh sách bằng lệnh: assistant corpus list"
        )

    def passages(self) -> Iterator[Document]:
        """Bare passages, each a document of one provision."""
        for path in sorted(self.passage_folder.glob("*.jsonl")):
            with path.open(encoding="utf-8") as lines:
                for line in lines:
                    if line.strip():
                        row = json.loads(line)
                        yield passage(row["id"], row["text"], row.get("title", ""))

    def fingerprint_source(self) -> Iterator[tuple[str, int, int]]:
        """Name, size and modification time of every file the corpus is read from."""
        roots = [self.folder, self.passage_folder] + (
            [self.shipped, Path(__file__).parent] if self.settings.shipped else []
        )
        for root in roots:
            for path in sorted(root.glob("*")):
                if path.is_file():
                    stat = path.stat()
                    yield path.name, stat.st_size, stat.st_mtime_ns

    def _shipped(self) -> Iterator[Document]:
        if not self.settings.shipped:
            return
        full = {path.stem for path in self.shipped.glob("*.txt")}
        for path in sorted(self.shipped.glob("*.txt")):
            yield build(self._catalogued(path.stem), Source(path.read_text(encoding="utf-8")), "full")
        for path in sorted(self.shipped.glob(f"*{_DIGEST}")):
            document_id = path.name.removesuffix(_DIGEST)
            if document_id not in full:
                yield build(self._catalogued(document_id), Source(path.read_text(encoding="utf-8")), "digest")

    def _records(self) -> Iterator[tuple[Path, dict[str, Any]]]:
        for path in sorted(self.folder.glob("*.json")):
            if record := self._record(path):
                yield path, record

    def _record(self, path: Path) -> dict[str, Any] | None:
        """The record of an added document; None (and noted) for a broken one where that is tolerated."""
        try:
            record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            record_entry(record)
            Source(record["text"], tuple(map(int, record.get("pages", ()))))
            return record
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            message = (
                f"Tệp {path} bị hỏng. Hãy xóa tệp này rồi thêm lại văn bản bằng lệnh: assistant corpus add TỆP"
            )
            if not self.tolerant:
                raise CorpusError(message) from error
            self.broken[path] = message
            return None

    def _added(self) -> Iterator[Document]:
        for _, record in self._records():
            yield _record_document(record)

    def _held(self, document_id: str) -> Document | None:
        """The full text held under an id, added or shipped; a digest does not stand in the way of the text."""
        path = self.folder / f"{document_id}.json"
        if path.exists():
            record = self._record(path)
            return _record_document(record) if record else None
        return next((d for d in self._shipped() if d.id == document_id and d.level == "full"), None)

    def _catalogued(self, document_id: str) -> Entry:
        return self.catalogue.get(document_id) or Entry(id=document_id, title=document_id, short=document_id)

    def _write(self, path: Path, text: str) -> None:
        """Write whole or not at all."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            aside = path.with_name(f".{path.name}.{os.getpid()}")
            aside.write_text(text, encoding="utf-8")
            aside.replace(path)
        except OSError as error:
            raise StorageFault(
                f"Không ghi được vào {path.parent} ({error.strerror}). Hãy đặt ASSISTANT_DATA tới một thư mục ghi được."
            ) from error


def record_entry(record: dict[str, Any]) -> Entry:
    """The entry kept with an added document."""
    return Entry(**{**record["entry"], "names": tuple(record["entry"].get("names", ()))})


def _record_document(record: dict[str, Any]) -> Document:
    source = Source(record["text"], tuple(record.get("pages", ())), tuple(record.get("notes", ())))
    extra = {"recipients": "; ".join(record.get("recipients", ())), "file": str(record.get("file", ""))}
    return build(record_entry(record), source, "full", added=True, extra={k: v for k, v in extra.items() if v})


def _same(one: Document, other: Document) -> bool:
    """Whether two readings hold the same words, however their lines and marks were laid out."""
    a, b = ([c for c in d.text if c.isalnum()] for d in (one, other))
    return a == b


def build(
    entry: Entry, source: Source, level: TextLevel, added: bool = False, extra: dict[str, str] | None = None
) -> Document:
    """Normalise and parse a text into a document; labels of a digest say so."""
    text = normalise(source.text)
    name = entry.short or entry.title or entry.id
    provisions = parse(text, f"{name} (tóm lược)" if level == "digest" else name)
    if source.pages:
        pages = pages_of(source, text, [p.start for p in provisions])
        provisions = tuple(replace(p, page=page) for p, page in zip(provisions, pages, strict=True))
    more = dict(extra or {})
    if source.notes:
        more["notes"] = " ".join(source.notes)
    return Document(entry, level, text, provisions, added, more)


def pages_of(source: Source, text: str, offsets: Sequence[int]) -> list[int]:
    """The pages (from 1) that positions of the normalised text stand on, by the letters before them.

    Normalising joins and cleans lines but keeps every letter, so counting letters finds the place again.
    """
    stops, count = [], 0
    for page, start in enumerate(source.pages):
        stop = source.pages[page + 1] if page + 1 < len(source.pages) else len(source.text)
        count += letters(source.text[start:stop])
        stops.append(count)
    found: dict[int, int] = {}
    at = count = 0
    for offset in sorted(set(offsets)):
        count += letters(text[at:offset])
        at = offset
        found[offset] = min(bisect_right(stops, count) + 1, len(stops))
    return [found[offset] for offset in offsets]


def letters(text: str) -> int:
    """Letters and digits of a text in its composed form."""
    return sum(1 for c in unicodedata.normalize("NFC", text) if c.isalnum())


def passage(passage_id: str, text: str, title: str = "") -> Document:
    """A bare passage: one document, one provision ``toan-van``."""
    words = clean(text).strip("\n")
    whole = Provision(("toan-van",), 0, len(words), len(words), title or passage_id, title)
    entry = Entry(id=passage_id, title=title, short=title, kind="passage")
    return Document(entry, "full", words, (whole,), True)
