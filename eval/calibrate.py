"""Fits the two models that choose a passage: ``python -m eval.calibrate`` writes ``assistant/calibration.toml``.

Which clause: a conditional logit (McFadden 1974) over the clauses that search finds for a question; one is right when it
is (or lies in, or holds) a provision the gold answer rests on. Whether any is: logistic regression (scikit-learn) over
the questions that come as far as search. Each question stands twice, as typed and without diacritics. Both are fitted
twice, with sample questions and without, for documents that have none. Only the development questions are read.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from assistant import answerability, ranking
from assistant.answerability import EVIDENCE, evidence
from assistant.question import Question
from assistant.ranking import DATA, FEATURES, Candidate, candidates
from assistant.service import Assistant
from corpus.settings import settings
from eval.questions import FOLDER, Row, load, shipped
from eval.run import stripped

# L2 penalties on weights of features of deviation 1.
_CHOICE, _STRENGTH = 1.0, 1.0
# The share of questions that come as far as search and cannot be answered from the texts.
_REFUSED = 0.2
# What each of the two fits does without.
_WITHOUT: dict[str, tuple[str, ...]] = {
    "sampled": (),
    "plain": (*ranking.SAMPLED, *answerability.SAMPLED),
}
DEVELOPMENT = tuple(
    FOLDER / "fresh" / f"{name}.jsonl"
    for name in (
        "development",
        "refusals",
        "followups",
        "mixed",
        "late",
        "weak",
        "near",
        "talks",
        "exam",
        "talks_more",
        "exam_plan",
        "exam_decree",
        "exam_talk",
        "exam_plan_second",
        "exam_decree_second",
        "exam_mixed",
        "exam_mixed_second",
    )
)


@dataclass(frozen=True)
class Example:
    """A question with the clauses found for it and which of them are right, shape ``(n,)``."""

    row: Row
    question: Question
    found: tuple[Candidate, ...]
    right: np.ndarray

    @property
    def features(self) -> np.ndarray:
        """Shape ``(n, f)``."""
        return np.array([c.features for c in self.found])


@dataclass(frozen=True)
class Fit:
    """The fitted numbers: weights of the choice, and bias, weights and threshold of whether there is an answer."""

    choice: np.ndarray
    bias: float = 0.0
    evidence: np.ndarray = field(default_factory=lambda: np.zeros(len(EVIDENCE)))
    believed: float = 0.5


def examples(assistant: Assistant, rows: Sequence[Row]) -> list[Example]:
    """Examples of the rows that search can serve; rows without a clause are left out."""
    made = []
    for row in rows:
        if row.status == "answered" and not row.cite:
            continue
        for asked in dict.fromkeys((row.question, stripped(row).question)):
            question = assistant.understood(asked, row.as_of, row.history)
            found = tuple(candidates(question, assistant.knowledge))
            right = np.array([row.status == "answered" and _is_right(row, c) for c in found])
            if found:
                made.append(Example(row, question, found, right))
    return made


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


def fit_choice(shown: Sequence[Example], without: Sequence[str] = ()) -> np.ndarray:
    """The weights, in the order of FEATURES, under which the right clauses of each question are most likely.

    Features ``without`` which it must do get none.
    """
    from scipy.optimize import minimize

    shown = [e for e in shown if e.right.any()]
    features, scale = _scaled(np.vstack([e.features for e in shown]) * _used(FEATURES, without))
    right = np.concatenate([e.right for e in shown])
    counts = np.array([len(e.found) for e in shown])
    first = np.cumsum(counts) - counts
    of = np.repeat(np.arange(len(shown)), counts)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        utility = features @ weights
        likely = np.exp(utility - np.maximum.reduceat(utility, first)[of])
        total = np.add.reduceat(likely, first)
        chosen = np.add.reduceat(likely * right, first)
        slope = features.T @ (likely / total[of] - likely * right / chosen[of])
        penalty = _CHOICE * weights
        return float(np.log(total / chosen).sum() + penalty @ weights / 2), slope + penalty

    return minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B").x / scale


def fit_answerable(
    given: np.ndarray, answered: np.ndarray, right: np.ndarray, without: Sequence[str] = ()
) -> dict[str, Any]:
    """``bias``, ``evidence`` (weights in the order of EVIDENCE) and ``believed``; ``given`` is of shape ``(n, e)``.

    ``right`` says whether the clause chosen for a question is right. The threshold is what decides most questions
    rightly when each is judged by a model that has not seen it.
    """
    scaled, scale = _scaled(given * _used(EVIDENCE, without))
    held = _regress(scaled, answered)
    believed = _threshold(_unseen(scaled, answered), right, answered)
    return {"bias": float(held.intercept_[0]), "evidence": held.coef_[0] / scale, "believed": believed}


def _unseen(scaled: np.ndarray, answered: np.ndarray) -> np.ndarray:
    """What models that were not shown a question say of it (cross-validation; the two typings stay together)."""
    from sklearn.model_selection import KFold, cross_val_predict

    model = _model()
    folds = KFold(min(10, len(answered) // 2))
    return cross_val_predict(model, scaled, answered, cv=folds, method="predict_proba")[:, 1]


def _threshold(sure: np.ndarray, right: np.ndarray, answered: np.ndarray) -> float:
    """What decides most questions rightly, between two that were seen; of several that do, the middle one."""
    seen = sorted({float(p) for p in sure})
    levels = [(a + b) / 2 for a, b in itertools.pairwise(seen)]
    # The sets hold more questions to be refused than are asked: each counts for its share.
    share = _REFUSED / (1 - _REFUSED) * answered.sum() / max((~answered).sum(), 1)
    decided = [float((right & (sure >= t)).sum() + share * (~answered & (sure < t)).sum()) for t in levels]
    best = [t for t, n in zip(levels, decided, strict=True) if n == max(decided, default=0)]
    return best[len(best) // 2] if best else 0.5


def _used(names: Sequence[str], without: Sequence[str]) -> np.ndarray:
    return np.array([float(name not in without) for name in names])


def _scaled(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Columns of deviation 1, and what they were divided by."""
    scale = values.std(axis=0)
    scale[scale < 1e-9] = 1
    return values / scale, scale


def _model() -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=_STRENGTH, max_iter=5000)


def _regress(features: np.ndarray, right: np.ndarray) -> Any:
    return _model().fit(features, right)


def written(fits: Mapping[str, Fit]) -> str:
    """The data file."""
    lines = ["# Do lệnh python -m eval.calibrate viết ra từ các câu hỏi phần dev; không sửa tay."]
    for name, fit in fits.items():
        lines += [
            f"[{name}.weights]",
            *(f"{n} = {v:.4f}" for n, v in _kept(FEATURES, fit.choice, _WITHOUT[name])),
            "",
            f"[{name}.answerable]",
            f"bias = {fit.bias:.4f}",
            f"believed = {fit.believed:.3f}",
            "",
            f"[{name}.answerable.weights]",
            *(f"{n} = {v:.4f}" for n, v in _kept(EVIDENCE, fit.evidence, _WITHOUT[name])),
            "",
        ]
    return "\n".join(lines[:-1]) + "\n"


def _kept(names: Sequence[str], values: np.ndarray, without: Sequence[str]) -> list[tuple[str, float]]:
    return [(n, float(v)) for n, v in zip(names, values, strict=True) if n not in without]


def _searched(assistant: Assistant, shown: Sequence[Example]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Evidence, whether answered, whether the chosen clause is right, of the questions that come as far as search."""
    given, answered, right = [], [], []
    for e in shown:
        ranking.ranked.cache_clear()
        found = ranking.ranked(e.question, assistant.knowledge)
        if found and assistant.settled(e.question) is None:
            given.append(evidence(e.question, assistant.knowledge, found))
            answered.append(e.row.status == "answered")
            right.append(e.row.status == "answered" and _is_right(e.row, found[0]))
    return np.array(given), np.array(answered), np.array(right)


def _write(fits: Mapping[str, Fit]) -> None:
    DATA.write_text(written(fits), encoding="utf-8")
    ranking.calibration.cache_clear()


def main() -> int:
    """Fit with the sample questions and without, write the data file and say how many questions it decides rightly."""
    rows = [r for r in load([*shipped(), *DEVELOPMENT]) if r.split == "dev"]
    made = {
        name: Assistant(settings().model_copy(update={"samples": name == "sampled"}))
        for name in ("sampled", "plain")
    }
    shown = {name: examples(assistant, rows) for name, assistant in made.items()}
    fits = {name: Fit(fit_choice(those, _WITHOUT[name])) for name, those in shown.items()}
    # Which questions come as far as search hangs on the model a little: the second round sees the first one's.
    for name, assistant in (*made.items(), *made.items()):
        _write(fits)
        given, answered, right = _searched(assistant, shown[name])
        fit = replace(fits[name], **fit_answerable(given, answered, right, _WITHOUT[name]))
        fits[name] = fit
        sure = given @ fit.evidence + fit.bias >= np.log(fit.believed / (1 - fit.believed))
        decided = int(((right & sure) | (~answered & ~sure)).sum())
        asked = [e for e in shown[name] if e.row.status == "answered"]
        first = sum(bool(e.right[int((e.features @ fit.choice).argmax())]) for e in asked)
        reached = sum(bool(e.right.any()) for e in asked)
        print(f"{name}: {len(shown[name])} câu; đoạn đúng đứng đầu {first}/{len(asked)}, tìm thấy {reached}.")
        print(f"Tới bước tìm đoạn: {len(given)} câu, quyết định đúng {decided}.", flush=True)
    _write(fits)
    return 0


if __name__ == "__main__":
    sys.exit(main())
