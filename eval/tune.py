"""Trains the adapter of the question encoder: ``python -m eval.tune [--also DATA] [--elsewhere TEXTS.tsv] [--out FILE]``.

Each training question (``index/language/asked.tsv``) is drawn to the clauses of its provision and away from all others
of the index in force: InfoNCE over every clause (van den Oord et al. 2018), the clauses' vectors being fixed. Questions
of the evaluation sets are never read. ``--also`` adds the index of another data folder, as one with the full texts;
``--elsewhere`` a file ``key<TAB>text`` of other texts, whose questions (``asked_elsewhere.tsv``) keep the encoder general
and are held out in part to say so. A question is told only from clauses of its own side: told from the other side's
too, it would learn that most answers lie in these documents, which holds nowhere else.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from corpus.settings import Settings, settings
from corpus.text import fold
from index import adapter, cache
from index.embedding import SentenceEmbedder
from index.restore import LANGUAGE
from index.samples import ASKED, Places, sampled
from index.search import Searcher

RANK, EPOCHS, BATCH, RATE, TEMPERATURE, DROPOUT = 16, 3, 16, 1e-3, 0.01, 0.1
# The trained change is damped: part of what it learnt is of these questions alone.
DAMPING = 0.85
# One question in so many on other texts is held out.
_HELD_OUT = 6


@dataclass(frozen=True)
class Pair:
    """A question, the rows of the matrix of vectors that answer it, and the stretch of rows it is told apart from."""

    question: str
    right: tuple[int, ...]
    among: tuple[int, int]


@dataclass(frozen=True)
class Ground:
    """What questions are drawn to: unit vectors ``(n, d)``, and for each its place ``document#segment`` or key."""

    vectors: np.ndarray
    places: tuple[str, ...]

    def joined(self, other: Ground) -> Ground:
        """Both together; places that are held already are not taken twice with the same vector."""
        known = {(p, v.tobytes()) for p, v in zip(self.places, self.vectors, strict=True)}
        new = [n for n, p in enumerate(other.places) if (p, other.vectors[n].tobytes()) not in known]
        return Ground(
            np.concatenate([self.vectors, other.vectors[new]]), (*self.places, *(other.places[n] for n in new))
        )

    def rows(self, anchors: Sequence[str]) -> tuple[int, ...]:
        """The rows of the anchors and of all under them, or of the nearest place above that is held."""
        return tuple(self._places.of(anchors))

    @cached_property
    def _places(self) -> Places:
        return Places(self.places)


def ground(searcher: Searcher) -> Ground:
    """Every clause of an index with its vector."""
    clauses, vectors = searcher.vectors()
    return Ground(vectors, tuple(c.anchor for c in clauses))


def elsewhere(path: Path, embedder: SentenceEmbedder, data: Path) -> Ground:
    """The texts of a file ``key<TAB>text``."""
    rows = [line.split("\t", 1) for line in path.read_text(encoding="utf-8").splitlines()]
    vectors, _ = cache.embed([text for _, text in rows], embedder, data / "cache" / "vectors.sqlite")
    return Ground(vectors, tuple(key for key, _ in rows))


def pairs(path: Path, grounds: Ground, first: int = 0) -> list[Pair]:
    """The pairs of a file ``anchor<TAB>question[<TAB>anchor …]``; questions on places that are not held are left out.

    They are told apart from the rows of the ground after the ``first``.
    """
    stretch = (first, len(grounds.places))
    return [Pair(q, right, stretch) for anchors, q in sampled(path) if (right := grounds.rows(anchors))]


def train(
    embedder: SentenceEmbedder, grounds: Ground, learnt: Sequence[Pair], searcher: Searcher, seed: int = 0
) -> dict[str, tuple[Any, Any]]:
    """The matrices ``(a, b)`` by projection, damped; the embedder's question model must be the plain one."""
    import torch

    torch.manual_seed(seed)
    shuffle = random.Random(seed)
    encoder = embedder.model
    layers = _opened(encoder[0].auto_model)
    weights = [w for layer in layers.values() for w in (layer.a, layer.b)]
    optimiser = torch.optim.AdamW(weights, lr=RATE, weight_decay=0.01)
    total = EPOCHS * math.ceil(len(learnt) / BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=total, pct_start=0.1)
    vectors = torch.from_numpy(grounds.vectors)
    encoder.train()
    for epoch in range(EPOCHS):
        order = shuffle.sample(list(learnt), len(learnt))
        # By length within a stretch of batches, so that little is spent on padding.
        for at in range(0, len(order), 16 * BATCH):
            order[at : at + 16 * BATCH] = sorted(order[at : at + 16 * BATCH], key=lambda p: len(p.question))
        batches = [order[at : at + BATCH] for at in range(0, len(order), BATCH)]
        shuffle.shuffle(batches)
        losses = []
        for batch in batches:
            # Half of the questions as if typed without diacritics and restored, as search would see them.
            texts = [searcher.spoken(p.question if shuffle.random() < 0.6 else fold(p.question)) for p in batch]
            features = encoder.preprocess([embedder.settings.query_prompt + t for t in texts])
            found = torch.nn.functional.normalize(encoder(features)["sentence_embedding"], dim=-1)
            loss = _loss(found @ vectors.T / TEMPERATURE, batch)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(weights, 1.0)
            optimiser.step()
            schedule.step()
            losses.append(float(loss.detach()))
        print(f"lượt {epoch + 1}/{EPOCHS}: {np.mean(losses):.3f}", flush=True)
    encoder.eval()
    return {name: (layer.a.detach(), layer.b.detach() * layer.scale * DAMPING) for name, layer in layers.items()}


def _loss(logits: Any, batch: Sequence[Pair]) -> Any:
    """InfoNCE, for each right row against all wrong ones, a question's rows counting together as one."""
    import torch

    losses = []
    for row, pair in zip(logits, batch, strict=True):
        right = torch.tensor(pair.right)
        wrong = torch.full_like(row, -1e9)
        wrong[slice(*pair.among)] = row[slice(*pair.among)]
        wrong[right] = -1e9
        rest = torch.logsumexp(wrong, 0)
        # The nearest right row counts most: a clause and the list that holds it need not both be near.
        share = torch.softmax(row[right].detach(), 0)
        losses.append((share * (torch.logaddexp(row[right], rest) - row[right])).sum())
    return torch.stack(losses).mean()


def _opened(model: Any) -> dict[str, Any]:
    """Each projection of a model with a trainable low-rank change beside it; all else is frozen."""
    import torch

    class LowRank(torch.nn.Module):
        scale = 2.0

        def __init__(self, base: Any) -> None:
            super().__init__()
            self.base = base
            self.a = torch.nn.Parameter(torch.randn(RANK, base.in_features) / math.sqrt(base.in_features))
            self.b = torch.nn.Parameter(torch.zeros(base.out_features, RANK))
            self.dropout = torch.nn.Dropout(DROPOUT)

        def forward(self, x: Any) -> Any:
            return self.base(x) + self.dropout(x) @ self.a.T @ self.b.T * self.scale

    model.requires_grad_(False)
    found = {}
    for name, layer in adapter.projections(model).items():
        above, _, last = name.rpartition(".")
        found[name] = LowRank(layer)
        setattr(model.get_submodule(above), last, found[name])
    return found


def recall(
    embedder: SentenceEmbedder, searcher: Searcher, grounds: Ground, asked: Sequence[Pair]
) -> tuple[float, float]:
    """How often a right row is the nearest, and among the nearest five."""
    ranks = []
    for pair in asked:
        first, last = pair.among
        cosine = grounds.vectors[first:last] @ embedder.query(searcher.spoken(pair.question))
        near = first + np.argsort(-cosine, kind="stable")
        ranks.append(int(np.isin(near, pair.right).argmax()))
    return float(np.mean([r < 1 for r in ranks])), float(np.mean([r < 5 for r in ranks]))


def main() -> int:
    """Train, write the file, and say how the questions held out are found with and without it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--also", type=Path, help="thư mục dữ liệu có chỉ mục khác, ví dụ với toàn văn")
    parser.add_argument("--elsewhere", type=Path, help="tệp văn bản khác: mã<TAB>nội dung")
    parser.add_argument("--out", type=Path, default=adapter.SHIPPED)
    given = parser.parse_args()
    plain = settings().model_copy(update={"adapter": ""})
    embedder = SentenceEmbedder(plain)
    searcher = Searcher(plain, embedder)
    grounds = ground(searcher)
    if given.also:
        grounds = grounds.joined(ground(Searcher(plain.model_copy(update={"data": given.also}), embedder)))
    learnt = pairs(ASKED, grounds)
    held: list[Pair] = []
    if given.elsewhere:
        own = len(grounds.places)
        grounds = grounds.joined(elsewhere(given.elsewhere, embedder, plain.data))
        others = pairs(LANGUAGE / "asked_elsewhere.tsv", grounds, own)
        held = others[::_HELD_OUT]
        learnt += [p for n, p in enumerate(others) if n % _HELD_OUT]
    print(f"{len(learnt)} câu để học, {len(held)} câu để riêng, {len(grounds.places)} đoạn.", flush=True)
    matrices = train(embedder, grounds, learnt, searcher)
    adapter.save(given.out, matrices, {"questions": str(len(learnt)), "rank": str(RANK), "damping": str(DAMPING)})
    for name, used in (("không tinh chỉnh", ""), ("có tinh chỉnh", str(given.out))) if held else ():
        one = SentenceEmbedder(Settings(**{**plain.model_dump(), "adapter": used}))
        first, five = recall(one, searcher, grounds, held)
        print(f"{name}: đúng ngay đầu {first:.3f}, trong năm đoạn đầu {five:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
