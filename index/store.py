"""Documents and clauses of one index version, in SQLite: read-only once built, safe for many threads."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

from corpus.errors import UnknownDocument
from corpus.model import Document, Entry, Provision
from index.clauses import Clause

_SCHEMA = """
CREATE TABLE documents (id TEXT PRIMARY KEY, rank INTEGER, entry TEXT, level TEXT, added INTEGER, text TEXT, provisions TEXT);
CREATE TABLE clauses (id INTEGER PRIMARY KEY, document TEXT, segment TEXT, label TEXT, first INTEGER, last INTEGER, context TEXT);
CREATE INDEX places ON clauses (document, segment);
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT);
"""


class Store:
    """One connection a thread; documents are cached."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self.document = lru_cache(maxsize=2048)(self._document)

    @classmethod
    def build(
        cls, path: Path, documents: Iterable[Document], clauses: Sequence[Clause], facts: dict[str, str]
    ) -> None:
        with sqlite3.connect(path) as db:
            db.executescript(_SCHEMA)
            db.executemany("INSERT INTO documents VALUES (?,?,?,?,?,?,?)", map(_row, enumerate(documents)))
            db.executemany(
                "INSERT INTO clauses VALUES (?,?,?,?,?,?,?)",
                ((i, c.document, c.segment, c.label, c.start, c.end, c.context) for i, c in enumerate(clauses)),
            )
            db.executemany("INSERT INTO facts VALUES (?,?)", facts.items())
        db.close()

    @property
    def _db(self) -> sqlite3.Connection:
        if not hasattr(self._local, "db"):
            self._local.db = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, check_same_thread=False)
        return self._local.db

    def ids(self, passages: bool = True) -> list[str]:
        """Document ids in order; without bare passages if asked."""
        where = "" if passages else "WHERE json_extract(entry, '$.kind') != 'passage'"
        return [row[0] for row in self._db.execute(f"SELECT id FROM documents {where} ORDER BY rank")]

    def entries(self) -> list[Entry]:
        """Catalogue entries of every document but bare passages, in order."""
        rows = self._db.execute(
            "SELECT entry FROM documents WHERE json_extract(entry, '$.kind') != 'passage' ORDER BY rank"
        )
        return [_entry(row[0]) for row in rows]

    def numbers(self, document_id: str, segment: str = "") -> list[int]:
        """Numbers of a document's clauses, or of one provision's."""
        where, values = ("document=?", [document_id])
        if segment:
            where, values = "document=? AND segment=?", [document_id, segment]
        return [row[0] for row in self._db.execute(f"SELECT id FROM clauses WHERE {where} ORDER BY id", values)]

    def count(self) -> int:
        return self._db.execute("SELECT count(*) FROM documents").fetchone()[0]

    def has(self, document_id: str) -> bool:
        return bool(self._db.execute("SELECT 1 FROM documents WHERE id=?", (document_id,)).fetchone())

    def fact(self, name: str) -> str:
        row = self._db.execute("SELECT value FROM facts WHERE name=?", (name,)).fetchone()
        return row[0] if row else ""

    def _document(self, document_id: str) -> Document:
        row = self._db.execute(
            "SELECT entry, level, added, text, provisions FROM documents WHERE id=?", (document_id,)
        ).fetchone()
        if not row:
            raise UnknownDocument(f"Không có văn bản “{document_id}” trong chỉ mục. Hãy chạy: assistant index")
        provisions = tuple(
            Provision(tuple(p[0]), p[1], p[2], p[3], p[4], p[5], tuple(p[6]), p[7]) for p in json.loads(row[4])
        )
        return Document(_entry(row[0]), row[1], row[3], provisions, bool(row[2]))

    def clauses(self, numbers: Sequence[int]) -> list[Clause]:
        """Clauses by number, in the order asked."""
        marks = ",".join("?" * len(numbers))
        rows = self._db.execute(
            "SELECT c.id, c.document, c.segment, c.label, c.first, c.last, c.context, "
            f"substr(d.text, c.first + 1, c.last - c.first) FROM clauses c JOIN documents d ON d.id = c.document "
            f"WHERE c.id IN ({marks})",
            list(numbers),
        )
        found = {row[0]: Clause(*row[1:]) for row in rows}
        return [found[n] for n in numbers]


def _entry(text: str) -> Entry:
    data = json.loads(text)
    return Entry(**{**data, "names": tuple(data["names"])})


def _row(numbered: tuple[int, Document]) -> tuple[str, int, str, str, int, str, str]:
    rank, d = numbered
    provisions = [(p.path, p.start, p.own_end, p.end, p.label, p.heading, p.trail, p.page) for p in d.provisions]
    entry = json.dumps(asdict(d.entry), ensure_ascii=False)
    return d.id, rank, entry, d.level, int(d.added), d.text, json.dumps(provisions, ensure_ascii=False)
