"""The documents of this installation: those shipped, those added, and how a file becomes one of them.

Shipped texts lie in ``corpus/documents``: ``<id>.txt`` in full, ``<id>.tom-luoc.md`` as our own digest. Added
ones lie in the data folder as ``<id>.json``; bare passages in ``passages/<name>.jsonl``. A full text takes
the place of a digest of the same id.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from corpus.catalogue import Catalogue
from corpus.errors import AlreadyAdded, CorpusError, StorageFault, UnknownDocument, UnreadableFile
from corpus.model import Document, Entry, Provision, Source, TextLevel
from corpus.settings import Settings
from corpus.structure import normalise, parse
from corpus.text import clean, slug

SHIPPED = Path(__file__).parent / "documents"
_DIGEST = ".tom-luoc.md"
_ID_LIMIT = 200


class Library:
    """Reads, adds and removes documents. Nothing is kept in memory between calls."""

    def __init__(self, settings: Settings, shipped: Path = SHIPPED) -> None:
        self.settings, self.shipped = settings, shipped
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

        Raises AlreadyAdded when another text of the same id was added before and ``replace_text`` is false.
        """
        entry = self._entry_for(source, name, document_id)
        document = build(entry, source, "full", added=True)
        if not document.text.strip():
            raise UnreadableFile(f"Tệp “{name}” không có chữ nào. Hãy kiểm tra lại tệp rồi thêm lại.")
        path = self.folder / f"{entry.id}.json"
        if path.exists():
            before = json.loads(path.read_text(encoding="utf-8"))
            if before["text"] == source.text:
                return document, False
            if not replace_text:
                raise AlreadyAdded(
                    f"Văn bản {entry.id} đã được thêm với nội dung khác. Thêm --replace nếu muốn thay bản đang có."
                )
        record = {"entry": asdict(entry), "text": source.text, "pages": list(source.pages)}
        self._write(path, json.dumps(record, ensure_ascii=False, indent=1))
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
                if not record["id"] or len(record["id"]) > _ID_LIMIT or record["id"] in seen:
                    raise CorpusError(
                        f"Dòng {number} của {path.name}: id trống, trùng hoặc dài quá {_ID_LIMIT} ký tự. Chưa thêm gì."
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
            try:
                record = json.loads(path.read_text(encoding="utf-8"))
                record_entry(record), record["text"]
            except (OSError, ValueError, KeyError, TypeError) as error:
                raise CorpusError(
                    f"Tệp {path} bị hỏng. Hãy xóa tệp này rồi thêm lại văn bản bằng lệnh: assistant corpus add TỆP"
                ) from error
            yield path, record

    def _added(self) -> Iterator[Document]:
        for _, record in self._records():
            source = Source(record["text"], tuple(record.get("pages", ())))
            yield build(record_entry(record), source, "full", added=True)

    def _catalogued(self, document_id: str) -> Entry:
        return self.catalogue.get(document_id) or Entry(id=document_id, title=document_id, short=document_id)

    def _entry_for(self, source: Source, name: str, document_id: str) -> Entry:
        if document_id:
            if not 0 < len(slug(document_id)) <= _ID_LIMIT:
                raise CorpusError("Mã văn bản (--id) chỉ gồm chữ, số và gạch nối, dài không quá 200 ký tự.")
            known = self.catalogue.get(document_id)
            return known or Entry(id=slug(document_id), title=name, short=name)
        stem = Path(name).stem
        known = self.catalogue.get(slug(stem))
        if known:
            return known
        title = next((line for line in source.text.split("\n") if line.strip()), stem).strip(" *#")
        return Entry(id=slug(stem) or "van-ban", title=title[:200], short=stem)

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


def build(entry: Entry, source: Source, level: TextLevel, added: bool = False) -> Document:
    """Normalise and parse a text into a document; labels of a digest say so."""
    text = normalise(source.text)
    name = entry.short or entry.title or entry.id
    provisions = parse(text, f"{name} (tóm lược)" if level == "digest" else name)
    if source.pages:
        provisions = tuple(replace(p, page=page_of(source, text, p.start)) for p in provisions)
    return Document(entry, level, text, provisions, added)


def page_of(source: Source, text: str, offset: int) -> int:
    """The page a position of the normalised text stands on, found by the share of letters before it."""
    before = sum(1 for c in text[:offset] if c.isalnum())
    count = 0
    for page, start in enumerate(source.pages, 1):
        stop = source.pages[page] if page < len(source.pages) else len(source.text)
        count += sum(1 for c in source.text[start:stop] if c.isalnum())
        if before < count:
            return page
    return len(source.pages)


def passage(passage_id: str, text: str, title: str = "") -> Document:
    """A bare passage: one document, one provision ``toan-van``."""
    words = clean(text).strip("\n")
    whole = Provision(("toan-van",), 0, len(words), len(words), title or passage_id, title)
    entry = Entry(id=passage_id, title=title, short=title, kind="passage")
    return Document(entry, "full", words, (whole,), True)
