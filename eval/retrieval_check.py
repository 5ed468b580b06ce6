"""How often search finds the right provision: ``python -m eval.retrieval_check [--missed]``.

Runs ``questions/search.jsonl`` over the index in force, as typed and with every diacritic taken off. A hit is right
when it is a cited provision, stands under it, or shows all of its own words.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from corpus.errors import AssistantError
from corpus.settings import settings
from corpus.text import fold
from index.search import Hit, Searcher

QUESTIONS = Path(__file__).with_name("questions") / "search.jsonl"


@dataclass(frozen=True)
class Question:
    """A question as typed and the anchors of the provisions that answer it, any of which will do."""

    id: str
    query: str
    cite: tuple[str, ...]
    split: str


@dataclass(frozen=True)
class Outcome:
    """The rank of the first right hit, 1 best, 0 for none, and what the search took, in milliseconds."""

    question: Question
    rank: int
    elapsed_ms: float


def questions(path: Path = QUESTIONS) -> list[Question]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [Question(r["id"], r["query"], tuple(r["cite"]), r["split"]) for r in rows]


def is_right(searcher: Searcher, hit: Hit, cite: Sequence[str]) -> bool:
    """Whether a hit is one of the cited provisions, or lies under one, or shows all of one's own words."""
    clause = hit.clause
    for anchor in cite:
        if clause.anchor == anchor or clause.anchor.startswith(f"{anchor}/"):
            return True
        document_id, _, segment = anchor.partition("#")
        if document_id == clause.document:
            p = searcher.store.document(document_id).by_path.get(segment)
            if p and clause.start <= p.start and p.own_end <= clause.end:
                return True
    return False


def run(searcher: Searcher, asked: Sequence[Question], bare: bool, count: int = 10) -> list[Outcome]:
    """Every question searched; ``bare`` takes the diacritics off first."""
    found = []
    for q in asked:
        began = time.perf_counter()
        hits = searcher.search(fold(q.query) if bare else q.query, count, nested=False)
        elapsed = (time.perf_counter() - began) * 1000
        rank = next((n for n, hit in enumerate(hits, 1) if is_right(searcher, hit, q.cite)), 0)
        found.append(Outcome(q, rank, elapsed))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description="Đo tìm kiếm trên bộ câu hỏi kèm theo.")
    parser.add_argument("--missed", action="store_true", help="in các câu không có trong năm đoạn đầu")
    options = parser.parse_args()
    try:
        searcher = Searcher(settings())
    except AssistantError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    asked = questions()
    searcher.search("khởi động", 1)
    for name, bare in (("như đã gõ", False), ("không dấu", True)):
        outcomes = run(searcher, asked, bare)
        first = [sum(1 for o in outcomes if 0 < o.rank <= k) for k in (1, 3, 5, 10)]
        by_split = {
            s: f"{sum(1 for o in outcomes if o.question.split == s and 0 < o.rank <= 5)}/"
            f"{sum(1 for o in outcomes if o.question.split == s)}"
            for s in ("dev", "test")
        }
        mean = sum(1 / o.rank for o in outcomes if o.rank) / len(outcomes)
        print(
            f"{name:<10} {len(outcomes)} câu: trong 1/3/5/10 đoạn đầu {first}, MRR {mean:.3f}, "
            f"5 đoạn đầu {by_split}, trung vị {median(o.elapsed_ms for o in outcomes):.0f} ms"
        )
        if options.missed:
            for o in outcomes:
                if not 0 < o.rank <= 5:
                    print(f"   {o.question.id} hạng {o.rank or '>10'}: {o.question.query} -> {o.question.cite[0]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
