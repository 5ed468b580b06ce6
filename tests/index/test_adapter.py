"""The adapter of the question encoder: questions move, texts and the index stay as they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelFault
from corpus.settings import Settings
from index import adapter
from index.embedding import SentenceEmbedder

QUESTION = "cháu mồ côi được mấy đồng một tháng"


@pytest.fixture(scope="module")
def plain(built: Settings) -> SentenceEmbedder:
    return SentenceEmbedder(built.model_copy(update={"adapter": ""}))


def test_questions_move_and_texts_do_not(embedder: SentenceEmbedder, plain: SentenceEmbedder) -> None:
    assert embedder.adapter == adapter.SHIPPED and plain.adapter is None
    assert float(embedder.query(QUESTION) @ plain.query(QUESTION)) < 0.99
    assert np.allclose(embedder.passages([QUESTION]), plain.passages([QUESTION]), atol=1e-6)


def test_an_index_holds_with_and_without_it(embedder: SentenceEmbedder, plain: SentenceEmbedder) -> None:
    assert embedder.fingerprint == plain.fingerprint


def test_another_model_goes_without_unless_one_is_named() -> None:
    assert SentenceEmbedder(Settings(model="ten/khac")).adapter is None
    named = SentenceEmbedder(Settings(model="ten/khac", adapter="rieng.safetensors"))
    assert named.adapter == Path("rieng.safetensors")


@pytest.mark.parametrize("content", [None, b"khong phai safetensors"])
def test_a_file_that_cannot_be_used_is_said_so(built: Settings, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "hong.safetensors"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelFault, match="ASSISTANT_ADAPTER"):
        SentenceEmbedder(built.model_copy(update={"adapter": str(path)})).query(QUESTION)


def test_matrices_of_another_model_are_refused(built: Settings, tmp_path: Path) -> None:
    import torch

    path = tmp_path / "khac.safetensors"
    adapter.save(path, {"encoder.layer.0.attention.self.query": (torch.ones(2, 7), torch.ones(384, 2))}, {})
    with pytest.raises(ModelFault):
        SentenceEmbedder(built.model_copy(update={"adapter": str(path)})).query(QUESTION)


def test_what_is_saved_is_what_is_merged(tmp_path: Path, plain: SentenceEmbedder) -> None:
    import copy

    import torch

    model = copy.deepcopy(plain.model[0].auto_model)
    name, layer = next(iter(adapter.projections(model).items()))
    before, a, b = layer.weight.clone(), torch.randn(2, 384) / 8, torch.randn(384, 2) / 8
    path = tmp_path / "mot.safetensors"
    adapter.save(path, {name: (a, b)}, {"rank": "2"})
    adapter.merge(model, path)
    assert torch.allclose(layer.weight - before, b @ a, atol=1e-3)
