"""A low-rank change to the question encoder (LoRA: Hu et al. 2021), so that spoken questions come nearer to the
clauses that answer them. Clauses keep the plain model's vectors, so an index holds with and without it.

``python -m eval.tune`` trains it. The file is safetensors: for each attention projection ``<name>`` the matrices
``<name>.a`` of shape ``(r, in)`` and ``<name>.b`` of shape ``(out, r)``, both already scaled.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from corpus.errors import ModelFault

SHIPPED = Path(__file__).with_name("tuned") / "questions.safetensors"
_PROJECTIONS = re.compile(r"encoder\.layer\.\d+\.attention\.self\.(?:query|value)$")


def projections(model: Any) -> dict[str, Any]:
    """The linear layers of a BERT-like model that an adapter changes, by name."""
    return {name: m for name, m in model.named_modules() if _PROJECTIONS.search(name)}


def merge(model: Any, path: Path) -> None:
    """Add an adapter's matrices to the weights of a loaded model. Raises ModelFault where they do not fit it."""
    import torch
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    found = projections(model)
    try:
        held = load_file(path)
        with torch.no_grad():
            for name in {key.rsplit(".", 1)[0] for key in held}:
                weight = found[name].weight
                weight += (held[f"{name}.b"].float() @ held[f"{name}.a"].float()).to(weight.dtype)
    except (OSError, KeyError, RuntimeError, ValueError, SafetensorError) as error:
        raise ModelFault(
            f"Phần tinh chỉnh “{path}” không hợp với mô hình nhúng. Hãy đặt lại ASSISTANT_ADAPTER như cũ."
        ) from error


def save(path: Path, matrices: dict[str, tuple[Any, Any]], made: dict[str, str]) -> None:
    """Write ``(a, b)`` by name in half precision; ``made`` says how they came about."""
    import torch
    from safetensors.torch import save_file

    flat: dict[str, Any] = {}
    for name, (a, b) in matrices.items():
        flat |= {f"{name}.a": a.to(torch.float16).contiguous(), f"{name}.b": b.to(torch.float16).contiguous()}
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(flat, path, metadata=made)
