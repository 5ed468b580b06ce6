"""Vectors by text and model, so that only changed clauses are embedded again."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.embedding import Bulk

_CHUNK = 512


def embed(
    texts: Sequence[str], embedder: Bulk, path: Path, step: Callable[[int], Any] | None = None
) -> tuple[np.ndarray, int]:
    """Vectors of ``texts``, shape ``(n, d)`` float32, and how many had to be embedded."""
    path.parent.mkdir(parents=True, exist_ok=True)
    keys = [hashlib.sha256(f"{embedder.fingerprint}\0{t}".encode()).digest()[:20] for t in texts]
    db = sqlite3.connect(path)
    try:
        db.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID")
        known = _lookup(db, keys)
        missing = [i for i, key in enumerate(keys) if key not in known]
        if step:
            step(len(keys) - len(missing))
        for at in range(0, len(missing), _CHUNK):
            part = missing[at : at + _CHUNK]
            vectors = embedder.passages([texts[i] for i in part], step)
            rows = [(keys[i], v.astype(np.float32).tobytes()) for i, v in zip(part, vectors, strict=True)]
            with db:
                db.executemany("INSERT OR REPLACE INTO vectors VALUES (?,?)", rows)
            known.update(rows)
    finally:
        db.close()
    if not keys:
        return np.zeros((0, 1), np.float32), 0
    return np.stack([np.frombuffer(known[key], np.float32) for key in keys]), len(missing)


def _lookup(db: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, bytes]:
    known: dict[bytes, bytes] = {}
    for at in range(0, len(keys), _CHUNK):
        part = list(keys[at : at + _CHUNK])
        marks = ",".join("?" * len(part))
        known.update(db.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", part))
    return known
