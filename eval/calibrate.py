"""Fits the passage model on the development questions: ``python -m eval.calibrate`` writes ``calibration.toml``.

Each clause that search finds for a question is one example, right when it is (or lies in, or holds) a provision the
gold answer rests on; every clause found for a question to be refused is a wrong one. Each question stands twice, as
typed and without diacritics. Logistic regression, L2 (scikit-learn); only the ``dev`` split is ever read, with the fresh
development questions.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from assistant.question import understand
from assistant.ranking import DATA, FEATURES, Candidate, Model, candidates
from assistant.service import Assistant
from corpus.settings import settings
from corpus.text import fold
from eval.questions import FOLDER, Row, load, shipped

_STRENGTH = 1.0
DEVELOPMENT = FOLDER / "fresh" / "development.jsonl"


@dataclass(frozen=True)
class Example:
    """The clauses of one question: features ``(n, f)``, which of them are right ``(n,)``, the best cosine."""

    row: Row
    features: np.ndarray
    right: np.ndarray
    cosine: float


def examples(assistant: Assistant, rows: Sequence[Row]) -> list[Example]:
    """Examples of the rows that search can serve: follow-ups and rows without a clause are left out."""
    found = []
    for row in rows:
        if row.history or (row.status == "answered" and not row.cite):
            continue
        for text in dict.fromkeys((row.question, fold(row.question))):
            question = understand(text, assistant.knowledge, row.as_of)
            made = candidates(question, assistant.knowledge)
            right = np.array([row.status == "answered" and _is_right(row, c) for c in made])
            if made:
                cosine = max(c.hit.cosine for c in made)
                found.append(Example(row, np.array([c.features for c in made]), right, cosine))
    return found


def _is_right(row: Row, candidate: Candidate) -> bool:
    """Whether a clause's chosen words lie in a cited provision, or hold all of its own."""
    for anchor in (*row.cite, *row.cite_ok):
        document, _, segment = anchor.partition("#")
        place = candidate.document.by_path.get(segment) if candidate.document.id == document else None
        if place is None:
            continue
        inside = place.start <= candidate.start and candidate.end <= place.end
        if inside or (candidate.start <= place.start and place.own_end <= candidate.end):
            return True
    return False


def fit(found: Sequence[Example]) -> Model:
    """Both models, and the threshold that decides most questions rightly."""
    features, scale = _scaled(np.vstack([e.features for e in found]))
    clauses = _regress(features, np.concatenate([e.right for e in found]))
    weights, bias = clauses.coef_[0] / scale, float(clauses.intercept_[0])
    best = [int((e.features @ weights).argmax()) for e in found]
    top = [1 / (1 + np.exp(-(e.features[n] @ weights + bias))) for e, n in zip(found, best, strict=True)]
    evidence, wide = _scaled(np.array([[p, e.cosine] for p, e in zip(top, found, strict=True)]))
    answered = np.array([e.row.status == "answered" for e in found])
    held = _regress(evidence, answered)
    sure = held.predict_proba(evidence)[:, 1]
    right = np.array([bool(e.right[n]) for e, n in zip(found, best, strict=True)])
    believed = _threshold(sure, right, answered)
    by_probability, by_cosine = held.coef_[0] / wide
    return Model(
        bias,
        {n: float(w) for n, w in zip(FEATURES, weights, strict=True)},
        (float(held.intercept_[0]), float(by_probability), float(by_cosine)),
        believed,
    )


def _threshold(sure: np.ndarray, right: np.ndarray, answered: np.ndarray) -> float:
    """What decides most questions rightly, between two that were seen; of several that do, the middle one."""
    seen = sorted({float(p) for p in sure})
    levels = [(a + b) / 2 for a, b in itertools.pairwise(seen)]
    decided = [int(((right & (sure >= t)) | (~answered & (sure < t))).sum()) for t in levels]
    best = [t for t, n in zip(levels, decided, strict=True) if n == max(decided, default=0)]
    return best[len(best) // 2] if best else 0.5


def _scaled(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Columns of deviation 1, and what they were divided by."""
    scale = values.std(axis=0)
    scale[scale == 0] = 1
    return values / scale, scale


def _regress(features: np.ndarray, right: np.ndarray) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=_STRENGTH, max_iter=2000).fit(features, right)


def main() -> int:
    """Fit, write the data file and say how many questions it decides rightly."""
    assistant = Assistant(settings())
    rows = [r for r in load([*shipped(), DEVELOPMENT]) if r.split == "dev"]
    found = examples(assistant, rows)
    made = fit(found)
    bias, by_probability, by_cosine = made.answerable
    lines = [
        "# Do lệnh python -m eval.calibrate viết ra từ các câu hỏi phần dev; không sửa tay.",
        f"bias = {made.bias:.4f}",
        f"believed = {made.believed:.3f}",
        "",
        "[weights]",
        *(f"{name} = {value:.4f}" for name, value in made.weights.items()),
        "",
        "[answerable]",
        f"bias = {bias:.4f}",
        f"probability = {by_probability:.4f}",
        f"cosine = {by_cosine:.4f}",
    ]
    DATA.write_text("\n".join(lines) + "\n", encoding="utf-8")
    vector = np.array([made.weights[n] for n in FEATURES])
    answered = [e for e in found if e.row.status == "answered" and len(e.features)]
    first = sum(bool(e.right[int((e.features @ vector).argmax())]) for e in answered)
    reached = sum(bool(e.right.any()) for e in answered)
    print(
        f"{len(found)} câu; đoạn đúng đứng đầu {first}/{len(answered)}, có trong kết quả tìm {reached}/{len(answered)}."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
