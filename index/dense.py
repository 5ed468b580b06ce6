"""The dense side: one Chroma collection a version, cosine distance, telemetry off.

Chroma is a rebuildable cache of vectors; texts live in our own store. A collection's metadata carry the
model's fingerprint, so that another model is refused instead of answering nonsense.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import numpy as np

from corpus.errors import IndexFault, IndexForeign
from corpus.settings import Settings

_BATCH = 2000


def _client(settings: Settings, folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    quiet = ChromaSettings(anonymized_telemetry=False)
    if settings.chroma_url:
        url = urlparse(settings.chroma_url)
        try:
            return chromadb.HttpClient(
                host=url.hostname or "127.0.0.1",
                port=url.port or 8000,
                ssl=url.scheme == "https",
                settings=quiet,
            )
        except Exception as error:
            raise IndexFault(
                f"Không nối được tới máy chủ Chroma {settings.chroma_url}. Hãy kiểm tra ASSISTANT_CHROMA_URL."
            ) from error
    return chromadb.PersistentClient(path=str(folder / "chroma"), settings=quiet)


def _name(version: str) -> str:
    return f"clauses-{version}"


def build(
    settings: Settings,
    folder: Path,
    version: str,
    vectors: np.ndarray,
    model: str,
    step: Callable[[int], None],
) -> None:
    """Write all vectors (shape ``(n, d)``) under their numbers as ids."""
    client = _client(settings, folder)
    collection = client.create_collection(
        _name(version),
        metadata={"model": model, "version": version},
        configuration={"hnsw": {"space": "cosine", "ef_search": 200}},
        embedding_function=None,
    )
    for at in range(0, len(vectors), _BATCH):
        part = vectors[at : at + _BATCH]
        collection.add(ids=[str(at + i) for i in range(len(part))], embeddings=part)
        step(at + len(part))


def open_collection(settings: Settings, folder: Path, version: str, model: str) -> Any:
    """The collection of a version. Raises IndexForeign if it was made by another model."""
    collection = _client(settings, folder).get_collection(_name(version), embedding_function=None)
    if (collection.metadata or {}).get("model") != model:
        raise IndexForeign("Chỉ mục Chroma do mô hình khác tạo ra. Hãy chạy: assistant index --rebuild")
    return collection


def drop(settings: Settings, version: str) -> None:
    """Remove a version's collection from a Chroma server; local folders go with the version."""
    if settings.chroma_url:
        try:
            _client(settings, Path()).delete_collection(_name(version))
        except Exception:  # a collection that is gone already is what was wanted
            return


def nearest(collection: Any, vector: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Clause numbers and cosine similarities of the nearest clauses, best first; ``count`` at most as many as there are."""
    found = collection.query(query_embeddings=[vector], n_results=count, include=["distances"])
    ids = np.array([int(i) for i in found["ids"][0]], dtype=int)
    return ids, 1.0 - np.array(found["distances"][0], dtype=float)
