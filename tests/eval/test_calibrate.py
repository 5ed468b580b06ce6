"""Calibration: the model that is fitted prefers what it was shown to be right."""

from __future__ import annotations

from datetime import date

import numpy as np

from assistant.ranking import FEATURES
from eval.calibrate import Example, fit
from eval.questions import Row


def example(status: str, right_at: int | None, rng: np.random.Generator) -> Example:
    features = rng.normal(0, 0.2, (6, len(FEATURES)))
    right = np.zeros(6, dtype=bool)
    if right_at is not None:
        features[right_at, FEATURES.index("score")] += 2
        right[right_at] = True
    cosine = 0.9 if right_at is not None else 0.8
    return Example(Row("x", "?", date(2024, 1, 1), status=status), features, right, cosine)


def test_the_feature_that_marks_right_clauses_is_weighed_and_nothing_else_is_answered() -> None:
    rng = np.random.default_rng(1)
    shown = [example("answered", int(rng.integers(6)), rng) for _ in range(60)]
    shown += [example("refused", None, rng) for _ in range(30)]
    model = fit(shown)
    assert max(model.weights, key=lambda n: model.weights[n]) == "score"
    assert model.held(0.95, 0.9) >= model.believed > model.held(0.05, 0.8)
