"""Training the adapter: which clauses a question is drawn to, and that it is drawn there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.settings import Settings
from eval import tune
from eval.questions import FOLDER, load, shipped
from eval.tune import Ground, Pair, ground, pairs, recall, train
from index.embedding import SentenceEmbedder
from index.restore import LANGUAGE
from index.search import Searcher

PLACES = ("luat#dieu-1", "luat#dieu-1/khoan-2", "luat#dieu-10", "tin#doan-1")


@pytest.fixture
def small_ground() -> Ground:
    return Ground(np.eye(4, dtype=np.float32), PLACES)


def test_a_place_stands_for_all_under_it_and_no_other(small_ground: Ground) -> None:
    assert small_ground.rows(["luat#dieu-1"]) == (0, 1)
    assert small_ground.rows(["luat#dieu-1/khoan-2"]) == (1,)
    assert small_ground.rows(["luat#dieu-10", "tin#doan-1"]) == (2, 3)


def test_what_is_finer_than_the_text_held_is_its_nearest_place_above(small_ground: Ground) -> None:
    assert small_ground.rows(["luat#dieu-10/khoan-3/diem-a"]) == (2,)
    assert small_ground.rows(["khac#dieu-1"]) == ()


def test_what_both_hold_stands_once(small_ground: Ground) -> None:
    other = Ground(np.vstack([np.eye(4, dtype=np.float32)[:1], np.full((1, 4), 0.5, np.float32)]), PLACES[:2])
    joined = small_ground.joined(other)
    assert joined.places == (*PLACES, "luat#dieu-1/khoan-2")
    assert joined.vectors.shape == (5, 4)


def test_questions_on_places_that_are_not_held_are_left_out(small_ground: Ground, tmp_path: Path) -> None:
    path = tmp_path / "hoi.tsv"
    path.write_text("luat#dieu-10\tai quyết?\ttin#doan-1\nkhac#dieu-1\thỏi gì?\n", encoding="utf-8")
    assert pairs(path, small_ground) == [Pair("ai quyết?", (2, 3), (0, 4))]


def test_every_training_question_has_its_place_in_the_index(searcher: Searcher) -> None:
    grounds = ground(searcher)
    lines = (LANGUAGE / "asked.tsv").read_text(encoding="utf-8").splitlines()
    assert len(pairs(LANGUAGE / "asked.tsv", grounds)) >= 0.99 * len(lines)


def test_no_evaluation_question_is_trained_on() -> None:
    measured = {r.question.casefold() for r in load([*shipped(), FOLDER / "fresh" / "acceptance.jsonl"])}
    for name in ("asked.tsv", "asked_more.tsv", "asked_elsewhere.tsv", "unanswered.tsv"):
        lines = (LANGUAGE / name).read_text(encoding="utf-8").splitlines()
        assert not {line.split("\t")[name != "unanswered.tsv"].casefold() for line in lines} & measured


def test_questions_come_nearer_to_what_answers_them(
    searcher: Searcher, built: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tune, "EPOCHS", 6)
    monkeypatch.setattr(tune, "BATCH", 4)
    plain = built.model_copy(update={"adapter": ""})
    embedder = SentenceEmbedder(plain)
    grounds = ground(searcher)
    learnt = pairs(LANGUAGE / "asked.tsv", grounds)[::160]
    before = recall(embedder, searcher, grounds, learnt)
    path = tmp_path / "thu.safetensors"
    tune.adapter.save(path, train(embedder, grounds, learnt, searcher), {})
    after = SentenceEmbedder(plain.model_copy(update={"adapter": str(path)}))
    assert recall(after, searcher, grounds, learnt) > before
