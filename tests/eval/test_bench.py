"""Speed is never asserted; that everything is measured, and on what, is."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.settings import Settings
from eval import bench, growth
from index.embedding import SentenceEmbedder


class _Few:
    """An embedder that is asked for no more than it should be."""

    fingerprint = asking = "few"

    def __init__(self) -> None:
        self.asked = 0

    def query(self, text: str) -> np.ndarray:
        return np.ones(8, np.float32)

    def passages(self, texts: Sequence[str], step: Callable[[int], Any] | None = None) -> np.ndarray:
        self.asked += len(texts)
        return np.eye(8, dtype=np.float32)[np.arange(len(texts)) % 8]

    questions = passages


def test_passages_of_any_number_can_be_made_without_the_shared_texts() -> None:
    made = list(growth.passages(50, Path("không-có")))
    assert len({p["id"] for p in made}) == len({p["text"] for p in made}) == 50
    assert all(len(p["text"]) < 1100 for p in made), "mỗi đoạn là một đoạn tìm kiếm"
    assert made == list(growth.passages(50, Path("không-có")))


def test_a_thin_embedder_gives_unit_vectors_near_true_ones() -> None:
    inner = _Few()
    thin = growth.ThinEmbedder(inner)  # type: ignore[arg-type]
    vectors = thin.passages([f"đoạn {n}" for n in range(2000)])
    assert vectors.shape == (2000, 8) and inner.asked < 2000
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert len(np.unique(vectors, axis=0)) == 2000
    assert (vectors.max(axis=1) > 0.7).all()


def test_a_corpus_of_a_given_size_is_measured(
    built: Settings, embedder: SentenceEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(growth, "_TRULY", 8)
    found = growth.grown(built, 60, False, 50.0, embedder)
    assert found["clauses"] >= 60 and found["build_s"] >= found["clauses"] / 50
    assert found["disk_mb"] >= 0 and set(found["search"]) == {"p50", "p95"}


def test_percentiles_are_of_all_questions_whoever_asked() -> None:
    asked: list[str] = []
    found = bench._timed(asked.append, [str(n) for n in range(20)], 4)
    assert sorted(asked[1:], key=int) == [str(n) for n in range(20)]
    assert 0 <= found["p50"] <= found["p95"]


@pytest.mark.parametrize("real, note", [(True, False), (False, True)])
def test_reckoned_times_are_marked(real: bool, note: bool) -> None:
    times = {"p50": 1.0, "p95": 2.0}
    found = {
        "growth": [
            {
                "clauses": 1,
                "real": real,
                "build_s": 1.0,
                "search": times,
                "ask": times,
                "memory_mb": 1,
                "disk_mb": 1,
            }
        ]
    }
    assert bool(bench.growth_note(found)) is note
    assert ("*" in bench.growth_table(found)[1][0][1]) is note
