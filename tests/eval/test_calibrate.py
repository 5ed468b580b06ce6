"""Calibration: the models that are fitted prefer what they were shown to be right."""

from __future__ import annotations

import tomllib
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from assistant import ranking
from assistant.answerability import EVIDENCE
from assistant.question import Question
from assistant.ranking import FEATURES, Candidate
from eval.calibrate import Example, Fit, fit_answerable, fit_choice, written
from eval.questions import Row


def example(right_at: int | None, rng: np.random.Generator) -> Example:
    features = rng.normal(0, 0.2, (6, len(FEATURES)))
    right = np.zeros(6, dtype=bool)
    if right_at is not None:
        features[right_at, FEATURES.index("cosine")] += 2
        right[right_at] = True
    found: Any = tuple(SimpleNamespace(features=tuple(f)) for f in features)
    row = Row("x", "?", date(2024, 1, 1), status="refused" if right_at is None else "answered")
    return Example(row, cast(Question, None), cast("tuple[Candidate, ...]", found), right)


def test_the_feature_that_marks_right_clauses_is_weighed() -> None:
    rng = np.random.default_rng(1)
    shown = [example(int(rng.integers(6)), rng) for _ in range(60)] + [example(None, rng) for _ in range(20)]
    weights = fit_choice(shown)
    assert FEATURES[int(weights.argmax())] == "cosine"
    first = [bool(e.right[int((e.features @ weights).argmax())]) for e in shown[:60]]
    assert np.mean(first) > 0.95


def test_questions_without_an_answer_fall_below_the_threshold() -> None:
    rng = np.random.default_rng(2)
    answered = np.arange(90) % 3 > 0
    given = rng.normal(0, 0.3, (90, len(EVIDENCE)))
    given[:, EVIDENCE.index("strange")] -= 2 * answered
    fit = Fit(np.zeros(len(FEATURES)), **fit_answerable(given, answered, answered))
    sure = 1 / (1 + np.exp(-(given @ fit.evidence + fit.bias)))
    assert 0 < fit.believed < 1
    assert ((sure >= fit.believed) == answered).mean() > 0.95


def test_the_data_file_holds_every_weight() -> None:
    fit = Fit(np.ones(len(FEATURES)), 0.5, np.zeros(len(EVIDENCE)), 0.6)
    data = tomllib.loads(written({"sampled": fit, "plain": fit}))
    assert tuple(data["sampled"]["weights"]) == FEATURES
    assert tuple(data["sampled"]["answerable"]["weights"]) == EVIDENCE
    assert data["plain"]["answerable"]["believed"] == 0.6
    assert not set(data["plain"]["weights"]) & set(ranking.SAMPLED)


def test_what_a_fit_must_do_without_gets_no_weight() -> None:
    rng = np.random.default_rng(3)
    shown = [example(int(rng.integers(6)), rng) for _ in range(40)]
    weights = fit_choice(shown, without=("cosine",))
    assert weights[FEATURES.index("cosine")] == 0 and np.abs(weights).max() > 0
