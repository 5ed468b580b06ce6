"""Index versions: built aside, checked, then switched to by renaming one small file.

A version is a folder ``<data>/index/<version>`` with ``store.sqlite``, ``bm25``, ``bm25-folded``, ``samples.npz``, the
Chroma folder (unless a Chroma server keeps the collection) and ``manifest.json``. ``CURRENT`` names the one in force.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from corpus.abbreviations import expand
from corpus.agencies import Agencies
from corpus.errors import IndexFault, IndexForeign, IndexMissing, StorageFault, UsageError
from corpus.library import Library
from corpus.register import read as read_register
from corpus.settings import Settings
from corpus.text import syllables
from index import cache, dense
from index.clauses import Clause, clauses, searched
from index.embedding import Embedder
from index.lexical import LexicalIndex
from index.restore import LANGUAGE, Restorer, spoken
from index.samples import Samples
from index.store import Store
from index.wording import known

FORMAT = 12
_KEPT = 2
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Manifest:
    """What a version was built from."""

    version: str
    format: int
    corpus: str
    model: str
    model_name: str
    asking: str
    dimension: int
    documents: int
    clauses: int
    embedded: int
    seconds: float


def root(settings: Settings) -> Path:
    return settings.data / "index"


def current(settings: Settings) -> Path:
    """The folder of the version in force. Raises IndexMissing."""
    pointer = root(settings) / "CURRENT"
    try:
        folder = root(settings) / pointer.read_text().strip()
    except OSError:
        folder = root(settings) / "-"
    if not (folder / "manifest.json").is_file():
        raise IndexMissing("Chưa có chỉ mục. Hãy chạy: assistant index")
    return folder


def manifest(folder: Path) -> Manifest:
    """The manifest of a version. Raises IndexForeign if it is of another programme version."""
    try:
        data = json.loads((folder / "manifest.json").read_text())
        if data["format"] != FORMAT:
            raise IndexForeign(
                "Chỉ mục do phiên bản khác của chương trình tạo ra. Hãy chạy: assistant index --rebuild"
            )
        return Manifest(**data)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexFault("Chỉ mục bị hỏng. Hãy chạy: assistant index --rebuild") from error


def source_fingerprint(library: Library) -> str:
    """Changes when any file the corpus is read from does, or a file of how people ask; cheap enough to ask at every start."""
    code = [p for d in ("corpus", "index") for p in sorted((Path(__file__).parents[1] / d).glob("*.py"))]
    parts = [f"{name}:{size}:{stamp}" for name, size, stamp in library.fingerprint_source()]
    data = sorted(LANGUAGE.iterdir())
    parts += [f"{p.name}:{p.stat().st_size}:{p.stat().st_mtime_ns}" for p in (*code, *data)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def build(
    settings: Settings, embedder: Embedder, rebuild: bool = False, progress: Progress | None = None
) -> tuple[Manifest, bool]:
    """Build the version that fits corpus and model; returns it and whether anything was built."""
    library = Library(settings)
    fingerprint = source_fingerprint(library)
    if not rebuild:
        try:
            now = manifest(current(settings))
            asked = now.asking == embedder.asking or not settings.samples
            if asked and (now.corpus, now.model) == (fingerprint, embedder.fingerprint):
                return now, False
        except IndexFault:
            pass
    try:
        root(settings).mkdir(parents=True, exist_ok=True)
        return _build(settings, library, embedder, fingerprint, progress or (lambda *_: None)), True
    except OSError as error:
        raise StorageFault(
            f"Không ghi được chỉ mục vào {root(settings)} ({error.strerror or error}). "
            "Hãy đặt ASSISTANT_DATA tới một thư mục ghi được và còn chỗ trống."
        ) from error


def _build(
    settings: Settings, library: Library, embedder: Embedder, fingerprint: str, progress: Progress
) -> Manifest:
    began = time.monotonic()
    documents = list(library.documents())
    units, texts = [], []
    for document in documents:
        for clause in clauses(document):
            units.append(clause)
            texts.append(searched(clause, document, library.catalogue))
    if not units:
        raise UsageError("Chưa có văn bản nào để lập chỉ mục. Hãy thêm bằng lệnh: assistant corpus add TỆP")
    version = _stamp(time.time_ns())
    folder = root(settings) / version
    folder.mkdir()
    try:
        done = 0

        def step(count: int) -> None:
            nonlocal done
            done += count
            progress("Nhúng các đoạn", done, len(units))

        known_vectors = settings.data / "cache" / "vectors.sqlite"
        vectors, embedded = cache.embed(texts, embedder, known_vectors, step)
        progress("Ghi chỉ mục từ ngữ", 0, 1)
        opened = [expand(text) for text in texts]
        LexicalIndex.build(opened, folded=False).save(folder / "bm25")
        LexicalIndex.build(opened, folded=True).save(folder / "bm25-folded")
        written = [expand(document.text) for document in documents]
        restorer = Restorer.train([*written, *spoken()])
        samples = Samples.build(
            units if settings.samples else [],
            restorer.written_out,
            embedder,
            known_vectors,
            lambda done, count: progress("Nhúng câu hỏi mẫu", done, count),
        )
        samples.save(folder / "samples.npz")
        register = read_register(documents, library.catalogue, Agencies.load())
        facts = {
            "restorer": restorer.dump(),
            "register": register.dump(),
            "words": json.dumps(Counter(word for text in written for word in syllables(text)), ensure_ascii=False),
            "pairs": "\n".join(known(written)),
        }
        Store.build(folder / "store.sqlite", documents, units, facts)
        progress("Ghi chỉ mục từ ngữ", 1, 1)
        dense.build(
            settings,
            folder,
            version,
            vectors,
            embedder.fingerprint,
            lambda n: progress("Ghi vào Chroma", n, len(units)),
        )
        made = Manifest(
            version,
            FORMAT,
            fingerprint,
            embedder.fingerprint,
            settings.model,
            embedder.asking if settings.samples else "",
            int(vectors.shape[1]),
            len(documents),
            len(units),
            embedded,
            round(time.monotonic() - began, 2),
        )
        (folder / "manifest.json").write_text(json.dumps(asdict(made), indent=1))
        _check(folder, made, units, vectors)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    _switch(settings, version)
    return made


def _stamp(now: int) -> str:
    """A version's name at a moment in nanoseconds: names sort by age, so one reading of the clock gives all of it."""
    second, rest = divmod(now, 10**9)
    return f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime(second))}-{rest:09}-{os.getpid()}"


def _check(folder: Path, made: Manifest, units: list[Clause], vectors: np.ndarray) -> None:
    store = Store(folder / "store.sqlite")
    last = store.clauses([len(units) - 1])[0]
    if store.count() != made.documents or last.text != units[-1].text or not np.isfinite(vectors).all():
        raise IndexFault(
            "Chỉ mục vừa tạo không qua được kiểm tra nên không được dùng. Hãy chạy lại: assistant index --rebuild"
        )


def _switch(settings: Settings, version: str) -> None:
    """Point to the new version atomically and drop all but the last few (a running server may hold one)."""
    aside = root(settings) / f"CURRENT.{os.getpid()}"
    aside.write_text(version)
    aside.replace(root(settings) / "CURRENT")
    others = sorted((p for p in root(settings).iterdir() if p.is_dir() and p.name != version), reverse=True)
    for old in others[_KEPT - 1 :]:
        dense.drop(settings, old.name)
        shutil.rmtree(old, ignore_errors=True)


def open_parts(
    settings: Settings, embedder: Embedder
) -> tuple[Manifest, Store, Any, LexicalIndex, LexicalIndex, Samples, Restorer]:
    """Everything a searcher needs of the version in force. Raises IndexMissing, IndexForeign, IndexFault."""
    folder = current(settings)
    made = manifest(folder)
    if made.model != embedder.fingerprint:
        raise IndexForeign(
            f"Chỉ mục được tạo bằng mô hình khác ({made.model_name}). Hãy chạy: assistant index, "
            "hoặc đặt lại ASSISTANT_MODEL như cũ."
        )
    try:
        store = Store(folder / "store.sqlite")
        collection = dense.open_collection(settings, folder, made.version, made.model)
        plain = LexicalIndex.load(folder / "bm25", folded=False)
        bare = LexicalIndex.load(folder / "bm25-folded", folded=True)
        usable = settings.samples and made.asking == embedder.asking
        # Vectors that another adapter made say nothing about this one's.
        samples = Samples.load(folder / "samples.npz") if usable else Samples.none()
        return made, store, collection, plain, bare, samples, Restorer.parse(store.fact("restorer"))
    except IndexFault:
        raise
    except Exception as error:
        raise IndexFault("Chỉ mục bị hỏng. Hãy chạy: assistant index --rebuild") from error
