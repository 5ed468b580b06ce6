"""Workings that are shown must work: "360.000 × 1,5 = 540.000"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.facts import Token

_WORKING = re.compile(r"(\d[\d.]*(?:,\d+)?(?:\s*×\s*\d[\d.]*(?:,\d+)?)+)\s*=\s*(\d[\d.]*(?:,\d+)?)")


def wrong_products(text: str) -> list[str]:
    """The products of a text that come to something else than it says."""
    return [f"phép tính {m[0]}" for m in _WORKING.finditer(text) if not holds(m[1], m[2])]


def other_result(said: Sequence[Token]) -> list[str]:
    """Money that is stated beside a product which comes to something else."""
    stated, results = [], set()
    for at, token in enumerate(said):
        around = {t.value for t in said[max(0, at - 1) : at + 2]}
        if token.kind == "figure" and at and said[at - 1].value == "=":
            results.add(token.value)
        elif token.kind == "figure" and token.unit == "đồng" and not around & {"×", "="}:
            stated.append(token.value)
    return [f"kết quả {stated[0]:g}"] if results and stated and not results & set(stated) else []


def holds(product: str, result: str) -> bool:
    """Whether factors joined by × give a result, to the last digit shown."""
    value = 1.0
    for factor in product.split("×"):
        value *= _figure(factor)
    return abs(value - _figure(result)) < 0.51 if value >= 100 else abs(value - _figure(result)) < 0.006


def _figure(text: str) -> float:
    return float(text.strip().rstrip(".").replace(".", "").replace(",", "."))
