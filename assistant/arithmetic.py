"""Workings that are shown must work: "360.000 × 1,5 = 540.000", "720.000 × 2 + 1.000.000 = 2.440.000"."""

from __future__ import annotations

import math
from collections.abc import Sequence

from assistant.facts import Token


def wrong_products(tokens: Sequence[Token]) -> list[str]:
    """The products and sums of products of a text that come to something else than it says."""
    found = []
    factors: list[float] = []
    terms: list[list[float]] = []
    for at, token in enumerate(tokens):
        sign = tokens[at - 1].value if at else ""
        if token.kind == "figure" and sign == "×" and factors:
            factors.append(token.value)
        elif token.kind == "figure" and sign == "+" and factors:
            terms, factors = [*terms, factors], [token.value]
        elif token.kind == "figure" and sign == "=" and (len(factors) > 1 or terms):
            if not holds([sum(map(math.prod, [*terms, factors]))], token.value):
                found.append(f"phép tính ra {token.value:g}")
            terms, factors = [], [token.value]
        elif token.kind == "figure":
            terms, factors = [], [token.value]
        elif token.value not in ("×", "=", "+"):
            terms, factors = [], []
    return found


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


def holds(factors: Sequence[float], result: float) -> bool:
    """Whether factors give a result, to a dong for money and to a hundredth for what is small."""
    value = math.prod(factors)
    return abs(value - result) < (0.51 if value >= 100 else 0.006)
