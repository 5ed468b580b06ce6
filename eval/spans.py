"""Retrieval measured by character spans, so that pipelines which cut texts differently can be compared fairly.

What a system finds are ranges of documents, best first. Precision and recall of characters follow LegalBench-RAG
(Pipitone & Alami 2024). For ranked measures (nDCG@10, MRR, recall@k by ``ir-measures``) a range stands for a gold
provision when it holds at least half of it or lies at least half inside it; each provision is credited once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.model import Document
from eval.measures import Figure, ratio
from eval.questions import Row, provision

DEPTH = 10
AT = (1, 5, 10)
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Span:
    """A range ``[start, end)`` of a document's normalised text, with what a system scored it."""

    document: str
    start: int
    end: int
    score: float = 0.0


def gold_spans(row: Row, documents: Mapping[str, Document]) -> list[Span]:
    """The ranges of the anchors a row must rest on; those not held are left out."""
    places = [provision(documents, anchor) for anchor in row.cite]
    return [Span(d.id, p.start, p.end) for d, p in filter(None, places)]


def article_spans(row: Row, documents: Mapping[str, Document]) -> list[Span]:
    """The ranges of the articles (in plans: of the sections one level below the top) of a row's anchors."""
    found = []
    for place in (provision(documents, anchor) for anchor in row.cite):
        if place:
            document, inner = place
            found.append(_article(document, inner.path, inner.start, inner.end))
    return list(dict.fromkeys(found))


def article_of(document: Document, span: Span) -> Span:
    """The article that most of a span's characters belong to; the span itself outside any article."""
    best, most = span, 0
    for p in document.provisions:
        if len(p.path) == _depth(p.path) or (len(p.path) < _depth(p.path) and p.is_leaf):
            shared = min(p.end, span.end) - max(p.start, span.start)
            if shared > most:
                best, most = Span(document.id, p.start, p.end), shared
    return best


def characters(found: Sequence[Span], gold: Sequence[Span]) -> tuple[float, float]:
    """Precision and recall of characters of ranges found, overlaps counted once."""
    held, wanted = _merged(found), _merged(gold)
    common = sum(
        max(0, min(a.end, b.end) - max(a.start, b.start)) for a in held for b in wanted if a.document == b.document
    )
    total, need = _length(held), _length(wanted)
    return (common / total if total else 0.0), (common / need if need else 0.0)


def ranks(found: Sequence[Span], gold: Sequence[Span]) -> list[str]:
    """Names for ``ir-measures``, best first: ``g<i>`` where gold range ``i`` is met first, ``x<rank>`` elsewhere."""
    open_gold = dict(enumerate(gold))
    names = []
    for rank, span in enumerate(found):
        met = [i for i, wanted in open_gold.items() if stands_for(span, wanted)]
        # A range may hold several short provisions: all are found at its rank.
        for i in met:
            del open_gold[i]
        names += [f"g{i}" for i in met] or [f"x{rank}"]
    return names


def article_ranks(found: Sequence[Span], gold: Sequence[Span], documents: Mapping[str, Document]) -> list[str]:
    """As :func:`ranks` for articles; further ranges of an article already named take no rank."""
    open_gold = dict(enumerate(gold))
    names: list[str] = []
    seen: set[Span] = set()
    for span in found:
        article = article_of(documents[span.document], span)
        met = [i for i, wanted in open_gold.items() if wanted == article or stands_for(span, wanted)]
        for i in met:
            seen.add(open_gold.pop(i))
        names += [f"g{i}" for i in met]
        if not met and article not in seen:
            names.append(f"x{len(names)}")
        seen.add(article)
    return names


def stands_for(span: Span, wanted: Span) -> bool:
    """Whether a range holds half of another or lies half inside it."""
    if span.document != wanted.document:
        return False
    shared = min(span.end, wanted.end) - max(span.start, wanted.start)
    shorter = min(span.end - span.start, wanted.end - wanted.start)
    return shared > 0 and shared >= _HALF * shorter


def figures(
    rows: Sequence[Row], found: Mapping[str, Sequence[Span]], documents: Mapping[str, Document]
) -> dict[str, Figure]:
    """Retrieval figures over the rows that have a gold place and no history; empty if there are none."""
    asked = [row for row in rows if not row.history and row.id in found and gold_spans(row, documents)]
    if not asked:
        return {}
    per: dict[str, list[float]] = {}
    for row in asked:
        gold, spans = gold_spans(row, documents), list(found[row.id])
        for k in AT:
            precision, recall = characters(spans[:k], gold)
            per.setdefault(f"char_precision@{k}", []).append(precision)
            per.setdefault(f"char_recall@{k}", []).append(recall)
    provisions = {r.id: (ranks(found[r.id], gold_spans(r, documents)), gold_spans(r, documents)) for r in asked}
    articles = {}
    for row in asked:
        gold = article_spans(row, documents)
        articles[row.id] = (article_ranks(found[row.id], gold, documents), gold)
    for prefix, ranked in (("", provisions), ("article_", articles)):
        for name, values in _ranked({k: (names, len(gold)) for k, (names, gold) in ranked.items()}).items():
            per[prefix + name] = values
    return {name: ratio(values) for name, values in per.items()}


def _ranked(lists: Mapping[str, tuple[list[str], int]]) -> dict[str, list[float]]:
    """Values per question of each ranked measure; ``lists`` give the names found and how many gold ranges there are."""
    import ir_measures
    from ir_measures import RR, R, nDCG

    names = {nDCG @ 10: "ndcg@10", RR @ 10: "mrr@10", **{R @ k: f"recall@{k}" for k in AT}}
    qrels = [ir_measures.Qrel(q, f"g{i}", 1) for q, (_, count) in lists.items() for i in range(count)]
    run = [
        ir_measures.ScoredDoc(q, name, float(len(found) - rank))
        for q, (found, _) in lists.items()
        for rank, name in enumerate(found)
    ]
    values: dict[str, dict[str, float]] = {name: dict.fromkeys(lists, 0.0) for name in names.values()}
    for metric in ir_measures.iter_calc(list(names), qrels, run) if run else ():
        values[names[metric.measure]][metric.query_id] = float(metric.value)
    return {name: list(by_question.values()) for name, by_question in values.items()}


def _depth(path: tuple[str, ...]) -> int:
    return 1 if path[0].startswith("dieu-") else 2


def _article(document: Document, path: tuple[str, ...], start: int, end: int) -> Span:
    p = document.by_path.get("/".join(path[: _depth(path)]))
    return Span(document.id, p.start, p.end) if p else Span(document.id, start, end)


def _merged(spans: Iterable[Span]) -> list[Span]:
    out: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.document, s.start, s.end)):
        if out and out[-1].document == span.document and span.start <= out[-1].end:
            out[-1] = Span(span.document, out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(span)
    return out


def _length(spans: Sequence[Span]) -> int:
    return sum(s.end - s.start for s in spans)
