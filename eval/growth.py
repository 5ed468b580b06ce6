"""How the product grows: a corpus of so many clauses, built, opened and asked in this process."""

from __future__ import annotations

import json
import lzma
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from corpus.library import Library
from corpus.settings import Settings
from eval.measures import percentile
from eval.run import resident_mb
from index import versions
from index.embedding import SentenceEmbedder

SHARED = Path(__file__).parents[2] / "shared" / "scale" / "phap-dien.jsonl.xz"
_PASSAGE = 900
_TRULY = 512
_ASKED = 60
_SEED = 5
_HEADS = "b c ch d đ g gi h kh l m n ng nh ph qu r s t th tr v x"
_TAILS = "a ai anh ân em ên inh ông ơn uy ước ương ấp ật ể ị ố ộng"


class ThinEmbedder:
    """Embeds some passages truly; the others get the vector of one of those with noise, as near as neighbours are.

    So the index has the size and the crowdedness of a true one, without hours of embedding.
    """

    def __init__(self, inner: SentenceEmbedder) -> None:
        self._inner = inner
        self._known: np.ndarray | None = None
        self._random = np.random.default_rng(_SEED)

    @property
    def fingerprint(self) -> str:
        return self._inner.fingerprint

    @property
    def asking(self) -> str:
        return self._inner.asking

    def query(self, text: str) -> np.ndarray:
        return self._inner.query(text)

    def questions(self, texts: Sequence[str], step: Callable[[int], Any] | None = None) -> np.ndarray:
        return self._inner.questions(texts, step)

    def passages(self, texts: Sequence[str], step: Callable[[int], Any] | None = None) -> np.ndarray:
        if self._known is None:
            self._known = self._inner.passages(list(texts)[:_TRULY])
        base = self._known[self._random.integers(len(self._known), size=len(texts))]
        noise = self._random.normal(0, 0.3 / np.sqrt(base.shape[1]), base.shape)
        vectors = (base + noise).astype(np.float32)
        if step:
            step(len(texts))
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def passages(count: int, source: Path = SHARED) -> Iterator[dict[str, str]]:
    """Passages of law where they are at hand, else of made-up sentences; none is longer than one clause."""
    texts = _law(source) if source.is_file() else _made_up()
    for number, (title, text) in zip(range(count), texts, strict=False):
        yield {"id": f"p-{number}", "title": title, "text": text}


def grown(
    settings: Settings, count: int, real: bool, per_second: float, embedder: SentenceEmbedder | None = None
) -> dict[str, Any]:
    """Build time, search and ask times, memory and disk of a corpus of ``count`` clauses.

    Unless ``real``, time of embedding is reckoned from ``per_second`` and added to what was measured. An
    ``embedder`` that is loaded already may be given.
    """
    from assistant.service import Assistant

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        data = Path(place)
        own = settings.model_copy(update={"data": data, "shipped": False})
        rows = list(passages(count))
        source = data / "doan.jsonl"
        source.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
        began = time.perf_counter()
        Library(own).add_passages(source)
        true = embedder or SentenceEmbedder(own)
        made, _ = versions.build(own, true if real else ThinEmbedder(true))
        took = time.perf_counter() - began
        true.release_bulk()
        assistant = Assistant(own, true)
        step = max(1, len(rows) // _ASKED)
        questions = [f"Quy định về {' '.join(r['text'].split()[5:14])} thế nào?" for r in rows[::step]][:_ASKED]
        search = _timed(lambda q: assistant.searcher.search(q, 10), questions)
        ask = _timed(lambda q: assistant.ask(q, date.today()), questions)
        disk = sum(p.stat().st_size for p in (data / "index").rglob("*") if p.is_file())
        return {
            "clauses": made.clauses,
            "real": real,
            "build_s": round(took + (0 if real else made.clauses / per_second), 1),
            "search": search,
            "ask": ask,
            "memory_mb": resident_mb(),
            "disk_mb": disk // 2**20,
        }


def _timed(call: Callable[[str], Any], questions: Sequence[str]) -> dict[str, float]:
    call(questions[0])
    took = []
    for question in questions:
        began = time.perf_counter()
        call(question)
        took.append((time.perf_counter() - began) * 1000)
    return {"p50": round(percentile(took, 50), 1), "p95": round(percentile(took, 95), 1)}


def _law(path: Path) -> Iterator[tuple[str, str]]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            body = " ".join(str(row["b"]).split())
            for at in range(0, len(body), _PASSAGE):
                part = body[at : at + _PASSAGE].strip()
                if len(part) > 80:
                    yield str(row["h"])[:150], part
    yield from _made_up()


def _made_up() -> Iterator[tuple[str, str]]:
    """Endless passages of Vietnamese-looking syllables with a long tail, as words have (Zipf)."""
    chance = random.Random(_SEED)
    syllables = [head + tail for head in _HEADS.split() for tail in _TAILS.split()]
    chance.shuffle(syllables)
    weights = [1 / (rank + 10) for rank in range(len(syllables))]
    number = 0
    while True:
        number += 1
        words = chance.choices(syllables, weights, k=chance.randint(60, 200))
        yield f"Điều {number}", f"{' '.join(words).capitalize()}."
