"""What an answer is worth: deterministic measures over a question's row and the answer object given to it.

Nothing here asks a model for its opinion. ``score`` looks at one answer, ``figures`` at many, each with a 95 %
percentile bootstrap interval (Efron & Tibshirani 1993) by ``scipy.stats.bootstrap``; ``risk_coverage`` is the curve of
selective answering (El-Yaniv & Wiener 2010): the share answered at a threshold of confidence against the share wrong
among them.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from eval.normal import contains_any, words
from eval.questions import Row

RESAMPLES = 2000
SEED = 20
# Of a free reference answer, the share of its words that makes an answer right when nothing stricter is known.
REFERENCE_SHARE = 0.6


@dataclass(frozen=True)
class Score:
    """One answer measured. ``None`` stands where a measure does not apply to the row."""

    id: str
    split: str
    right: bool
    status_right: bool
    should_refuse: bool
    refused: bool
    missing: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    items_found: float | None = None
    cite_recall: float | None = None
    cite_exact: float | None = None
    cite_precision: float | None = None
    citations: int = 0
    quotes_exact: int = 0
    claims: int = 0
    grounded: int = 0
    violations: int = 0
    reference: float | None = None
    confidence: float = 0.0
    elapsed_ms: float = 0.0
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def answered(self) -> bool:
        return not self.refused

    @property
    def cited_right(self) -> bool:
        """Whether every anchor the answer must rest on is cited, exactly or near."""
        return self.cite_recall == 1.0


@dataclass(frozen=True)
class Figure:
    """A measure over many answers with its 95 % interval; ``n`` is how many it is taken over."""

    value: float
    low: float
    high: float
    n: int


def score(row: Row, given: Mapping[str, Any], quote_exact: Callable[[Mapping[str, Any]], bool]) -> Score:
    """Measure one answer object; ``quote_exact`` tells whether a citation's quote stands in its document."""
    status = str(given.get("status", ""))
    claims = list(given.get("claims") or ())
    citations = list(given.get("citations") or ())
    answer = str(given.get("answer") or "")
    said = "\n".join([answer, *(str(n.get("text", "")) for n in given.get("notices") or ())])
    own = "\n".join([answer, *(str(c.get("text", "")) for c in claims)])
    missing = tuple(group[0] for group in row.expect if not contains_any(said, group))
    forbidden = tuple(item for item in row.forbid if contains_any(own, (item,)))
    found = [contains_any(said, group) for group in row.items]
    anchors = list(dict.fromkeys(str(c.get("anchor", "")) for c in citations))
    recall, exact, precision = cited(row, anchors)
    overlap = token_overlap(own, row.reference) if row.reference else None
    measured = Score(
        id=row.id,
        split=row.split,
        right=False,
        status_right=status == row.status,
        should_refuse=row.status == "refused",
        refused=status == "refused",
        missing=missing,
        forbidden=forbidden,
        items_found=sum(found) / len(found) if found else None,
        cite_recall=recall,
        cite_exact=exact,
        cite_precision=precision,
        citations=len(citations),
        quotes_exact=sum(1 for c in citations if quote_exact(c)),
        claims=len(claims),
        grounded=sum(1 for c in claims if c.get("citations") or c.get("working")),
        violations=int(given.get("violations", 0)),
        reference=overlap[1] if overlap else None,
        confidence=float(given.get("confidence") or 0.0),
        elapsed_ms=float(given.get("elapsed_ms") or 0.0),
        tags=row.tags,
    )
    return Score(**{**vars(measured), "right": _right(row, measured, overlap[0] if overlap else None)})


def _right(row: Row, s: Score, reference_recall: float | None) -> bool:
    if not s.status_right:
        return False
    if row.status == "refused":
        return True
    if s.missing or s.forbidden:
        return False
    if row.expect:
        return True
    if row.items:
        return s.items_found == 1.0
    if row.cite:
        return s.cited_right
    return reference_recall is None or reference_recall >= REFERENCE_SHARE


def nearness(given: str, wanted: str) -> int:
    """2 for the same anchor, 1 for a deeper one or the parent, 0 for any other."""
    if given == wanted:
        return 2
    if given.startswith(f"{wanted}/") or (given and wanted.rpartition("/")[0] == given):
        return 1
    return 0


def cited(row: Row, anchors: Sequence[str]) -> tuple[float | None, float | None, float | None]:
    """Recall (near counts), recall of exact places, and precision of the anchors cited."""
    if row.status != "answered" or not row.cite:
        return None, None, None
    best = [max((nearness(a, wanted) for a in anchors), default=0) for wanted in row.cite]
    fit = [any(nearness(a, w) for w in (*row.cite, *row.cite_ok)) for a in anchors]
    return (
        sum(1 for b in best if b) / len(best),
        sum(1 for b in best if b == 2) / len(best),
        sum(fit) / len(fit) if fit else None,
    )


def token_overlap(text: str, reference: str) -> tuple[float, float]:
    """Recall and F1 of a reference answer's words (as SQuAD counts them, Rajpurkar et al. 2016)."""
    said, wanted = Counter(words(text)), Counter(words(reference))
    common = sum((said & wanted).values())
    if not common:
        return 0.0, 0.0
    recall, precision = common / sum(wanted.values()), common / sum(said.values())
    return recall, 2 * precision * recall / (precision + recall)


# Every figure is a ratio of two sums over answers: (what counts, out of what). None leaves an answer out.
Part = Callable[[Score], "tuple[float, float] | None"]
FIGURES: dict[str, Part] = {
    "right": lambda s: (s.right, 1),
    "status": lambda s: (s.status_right, 1),
    "expected": lambda s: None if s.should_refuse else (s.status_right and not s.missing, 1),
    "forbidden": lambda s: None if s.should_refuse else (bool(s.forbidden), 1),
    "items": lambda s: None if s.items_found is None else (s.items_found, 1),
    "items_all": lambda s: None if s.items_found is None else (s.items_found == 1.0, 1),
    "reference_f1": lambda s: None if s.reference is None else (s.reference, 1),
    "cited": lambda s: None if s.cite_recall is None else (s.cited_right, 1),
    "cite_recall": lambda s: None if s.cite_recall is None else (s.cite_recall, 1),
    "cite_exact": lambda s: None if s.cite_exact is None else (s.cite_exact, 1),
    "cite_precision": lambda s: None if s.cite_precision is None else (s.cite_precision, 1),
    "cite_exists": lambda s: None if s.refused or s.should_refuse else (s.citations > 0, 1),
    "quote_exact": lambda s: (s.quotes_exact, s.citations) if s.citations else None,
    "grounded": lambda s: (s.grounded, s.claims) if s.claims else None,
    "violations": lambda s: (s.violations, s.claims) if s.claims else None,
    "refusal_precision": lambda s: (s.should_refuse, 1) if s.refused else None,
    "refusal_recall": lambda s: (s.refused, 1) if s.should_refuse else None,
    "refusal_f1": lambda s: (
        (2 * (s.refused and s.should_refuse), s.refused + s.should_refuse) if s.refused or s.should_refuse else None
    ),
}


def figures(scores: Sequence[Score], only: Sequence[str] = tuple(FIGURES)) -> dict[str, Figure]:
    """Every figure (or those named) that applies to the answers."""
    found = {}
    for name in only:
        part = FIGURES[name]
        pairs = [pair for pair in map(part, scores) if pair is not None]
        if pairs:
            found[name] = ratio([p[0] for p in pairs], [p[1] for p in pairs])
    return found


def ratio(counts: Sequence[float], totals: Sequence[float] | None = None) -> Figure:
    """``sum(counts) / sum(totals)`` (the mean without totals) and its bootstrap interval over the pairs."""
    top = np.asarray(counts, dtype=float)
    out_of = np.ones_like(top) if totals is None else np.asarray(totals, dtype=float)
    if not len(top) or out_of.sum() == 0:
        return Figure(0.0, 0.0, 0.0, len(top))
    value = float(top.sum() / out_of.sum())
    if len(top) < 2:
        return Figure(value, value, value, len(top))
    from scipy.stats import bootstrap

    def statistic(a: np.ndarray, b: np.ndarray, axis: int = -1) -> np.ndarray:
        return a.sum(axis=axis) / np.maximum(b.sum(axis=axis), 1e-12)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a sample that does not vary has an interval of no width
        interval = bootstrap(
            (top, out_of), statistic, paired=True, n_resamples=RESAMPLES, method="percentile", rng=SEED
        ).confidence_interval
    return Figure(value, float(interval.low), float(interval.high), len(top))


def risk_coverage(scores: Sequence[Score]) -> list[tuple[float, float]]:
    """Points (coverage, risk) from the most confident answer on; refusals are never counted as given."""
    given = sorted((s for s in scores if s.answered), key=lambda s: -s.confidence)
    points, wrong = [], 0
    for number, s in enumerate(given, 1):
        wrong += not s.right
        if number == len(given) or given[number].confidence < s.confidence:
            points.append((number / len(scores), wrong / number))
    return points


def percentile(values: Sequence[float], share: float) -> float:
    """A percentile (0 to 100) of values; 0 of none."""
    return float(np.percentile(values, share)) if len(values) else 0.0
