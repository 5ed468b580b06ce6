"""A corpus of a few passages and an embedder in memory: a whole version builds in a moment."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.library import Library
from corpus.settings import Settings

PASSAGES = {
    "luat-1": "Người cao tuổi từ đủ 80 tuổi được hưởng trợ cấp hàng tháng.",
    "luat-2": "Hộ nghèo được vay vốn ưu đãi để phát triển sản xuất.",
    "luật 3/2020": "Trẻ em dưới 6 tuổi được cấp thẻ bảo hiểm y tế.",
}


class HashEmbedder:
    """Vectors of hashed words: equal texts are equal, shared words are near."""

    def __init__(self, fingerprint: str = "bam") -> None:
        self.fingerprint = self.asking = fingerprint

    def query(self, text: str) -> np.ndarray:
        vector = np.full(32, 1e-3, np.float32)
        for word in text.lower().split():
            vector[int(hashlib.sha256(word.encode()).hexdigest(), 16) % 32] += 1
        return vector / np.linalg.norm(vector)

    def passages(self, texts: Sequence[str], step: Any = None) -> np.ndarray:
        if step:
            step(len(texts))
        return np.stack([self.query(text) for text in texts]) if texts else np.zeros((0, 1), np.float32)

    questions = passages


@pytest.fixture
def hashing() -> HashEmbedder:
    return HashEmbedder()


@pytest.fixture(scope="session")
def add_passages() -> Callable[..., None]:
    """Adds passages to a data folder as ``corpus add`` does: ``add_passages(settings, {id: text}, "ten", title="")``."""

    def add(settings: Settings, passages: dict[str, str], name: str = "luat", title: str = "") -> None:
        file = settings.data.parent / f"{name}.jsonl"
        rows = [json.dumps({"id": i, "text": t, "title": title}) for i, t in passages.items()]
        file.write_text("\n".join(rows), encoding="utf-8")
        Library(settings).add_passages(file)

    return add


@pytest.fixture
def small(tmp_path: Path, add_passages: Callable[..., None]) -> Settings:
    """Settings of a data folder with three passages and nothing shipped; no index yet."""
    settings = Settings(data=tmp_path / "data", shipped=False)
    add_passages(settings, PASSAGES)
    return settings
