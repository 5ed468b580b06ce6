"""Sample questions: which clauses they speak of, and how like a question is to them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.settings import Settings
from index import samples
from index.clauses import Clause
from index.embedding import SentenceEmbedder
from index.samples import ASKED, UNANSWERED, Likeness, Places, Samples, sampled
from index.search import Searcher

PLACES = ("luat#dieu-1", "luat#dieu-1/khoan-2", "luat#dieu-2/khoan-1", "luat#dieu-2/khoan-2", "tin#doan-1")


def clause(anchor: str) -> Clause:
    document, _, segment = anchor.partition("#")
    return Clause(document, segment, segment, 0, 4, "", "lời ")


CLAUSES = [clause(a) for a in PLACES]


@pytest.fixture
def small(hashing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Samples:
    asked = [
        "luat#dieu-1\tai được nhận tiền",
        "luat#dieu-2\tnộp giấy ở nơi nào",
        "khac#dieu-1\tcâu của văn bản không có",
    ]
    (tmp_path / "asked.tsv").write_text("\n".join(asked), encoding="utf-8")
    (tmp_path / "vain.tsv").write_text("giá vàng hôm nay", encoding="utf-8")
    monkeypatch.setattr(samples, "ASKED", tmp_path / "asked.tsv")
    monkeypatch.setattr(samples, "UNANSWERED", tmp_path / "vain.tsv")
    return Samples.build(CLAUSES, lambda text: text, hashing, tmp_path / "v.sqlite")


def test_a_place_stands_for_all_under_it() -> None:
    places = Places(PLACES)
    assert places.of(["luat#dieu-1"]) == [0, 1]
    assert places.of(["luat#dieu-2", "tin#doan-1"]) == [2, 3, 4]


def test_exactly_taken_only_where_it_is_no_anchor_itself() -> None:
    places = Places(PLACES, exact=True)
    assert places.of(["luat#dieu-1"]) == [0]
    assert places.of(["luat#dieu-2"]) == [2, 3]


def test_what_is_finer_than_what_is_held_is_its_nearest_place_above() -> None:
    assert Places(PLACES).of(["luat#dieu-2/khoan-2/diem-a"]) == [3]
    assert Places(PLACES).of(["khac#dieu-1"]) == []


def test_a_question_asked_before_is_found_at_its_clauses(small: Samples, hashing) -> None:
    like = small.likeness(hashing.query("nộp giấy ở nơi nào"))
    assert like.clauses.tolist() == [0, 2, 3]
    assert like.near[1:].tolist() == pytest.approx([1, 1], abs=1e-3) and like.near[0] < 1
    assert like.share[1] > like.share[0] and like.vain < 1


def test_a_question_asked_in_vain_before_is_like_no_clause(small: Samples, hashing) -> None:
    like = small.likeness(hashing.query("giá vàng hôm nay"))
    assert like.vain == pytest.approx(1, abs=1e-3) and like.vain_share > like.share.max()


def test_only_documents_with_samples_are_covered(small: Samples) -> None:
    assert small.covered.tolist() == [0, 1, 2, 3] and small.answered == 2


def test_values_of_clauses_without_samples_are_the_least(small: Samples, hashing) -> None:
    like = small.likeness(hashing.query("ai được nhận tiền"))
    found = like.of(np.array([0, 1, 4]), like.near, -1.0)
    assert found[0] == pytest.approx(1, abs=1e-3) and found[1:].tolist() == [-1, -1]


def test_documents_of_which_nothing_is_asked_have_none(hashing, tmp_path: Path) -> None:
    made = Samples.build([clause("la#dieu-1")], lambda text: text, hashing, tmp_path / "v.sqlite")
    like = made.likeness(hashing.query("gì cũng được"))
    assert len(made.covered) == 0 and like.vain == 0.0
    assert isinstance(like, Likeness) and like.of(np.array([0]), like.near, 0.5).tolist() == [0.5]


def test_they_are_kept_in_a_file(small: Samples, hashing, tmp_path: Path) -> None:
    small.save(tmp_path / "samples.npz")
    again = Samples.load(tmp_path / "samples.npz")
    one, other = (s.likeness(hashing.query("ai được nhận tiền")) for s in (small, again))
    assert np.allclose(one.near, other.near, atol=1e-3) and again.asking == "bam"
    assert again.covered.tolist() == small.covered.tolist()


def test_search_finds_by_them_what_the_words_of_the_law_hide(built: Settings, embedder: SentenceEmbedder) -> None:
    searcher, without = Searcher(built, embedder), Searcher(built.model_copy(update={"samples": False}), embedder)
    assert len(searcher.samples.covered) and not len(without.samples.covered)
    assert all(hit.asked is None for hit in without.search("ai được nhận tiền"))
    anchors, question = sampled(ASKED)[100]
    hits = searcher.search(question, 3)
    assert any(h.asked is not None and h.asked > 0.99 for h in hits)
    assert hits[0].clause.document == anchors[0].split("#")[0]


def test_vectors_of_another_adapter_are_left_out(built: Settings) -> None:
    plain = built.model_copy(update={"adapter": ""})
    assert not len(Searcher(plain, SentenceEmbedder(plain)).samples.covered)


def test_the_shipped_questions_are_well_formed() -> None:
    rows = sampled(ASKED)
    assert all(question.strip() == question and len(question) > 4 for _, question in rows)
    assert all("#" in anchor for anchors, _ in rows for anchor in anchors)
    vain = UNANSWERED.read_text(encoding="utf-8").splitlines()
    assert len(set(vain)) == len(vain) and not {q for _, q in rows} & set(vain)
