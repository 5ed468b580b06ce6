"""Search: both sides fused, named places first, one hit for each anchor, long passages by their best part."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from corpus.errors import UnknownDocument
from corpus.settings import Settings
from corpus.text import fold
from index import versions
from index.retriever import IndexRetriever
from index.search import Searcher


def anchors(searcher: Searcher, question: str, count: int = 5) -> list[str]:
    return [hit.clause.anchor for hit in searcher.search(question, count)]


QUESTIONS = [
    ("Cơ quan thường trực triển khai kế hoạch", "ke-hoach-dak-nong#muc-vi/4/gach-1"),
    ("tỷ lệ tham gia bảo hiểm y tế năm 2025", "ke-hoach-dak-nong#muc-iii/2/gach-8"),
    ("UBND huyện, thành phố báo cáo trước ngày nào", "ke-hoach-dak-nong#muc-vi/6/gach-2"),
]


@pytest.mark.parametrize(("question", "anchor"), QUESTIONS)
def test_the_right_clause_is_found_with_and_without_marks(searcher: Searcher, question: str, anchor: str) -> None:
    assert anchor in anchors(searcher, question)
    assert anchor in anchors(searcher, fold(question))


def test_hits_are_best_first_and_each_place_comes_once(searcher: Searcher) -> None:
    hits = searcher.search("hỗ trợ hộ nghèo về nhà ở", 30)
    assert len(hits) == 30 == len({h.clause.anchor for h in hits})
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)


@pytest.mark.parametrize("count", [1, 3, 250])
def test_never_more_than_asked_and_as_many_as_there_are(searcher: Searcher, count: int) -> None:
    assert len(searcher.search("chính sách", count)) == count


def test_without_nested_nothing_shown_is_shown_again(searcher: Searcher) -> None:
    hits = searcher.search("hệ số trợ cấp người khuyết tật nặng", 20, nested=False)
    for n, hit in enumerate(hits):
        for better in hits[:n]:
            same = better.clause.document == hit.clause.document
            assert not (same and better.clause.start <= hit.clause.start and hit.clause.end <= better.clause.end)


@pytest.mark.parametrize(
    ("question", "anchor"),
    [
        ("Điều 9 Nghị định 20/2021 quy định gì?", "nghi-dinh-20-2021-nd-cp#dieu-9"),
        ("dieu 9 nghi dinh 20 2021 nd cp", "nghi-dinh-20-2021-nd-cp#dieu-9"),
        ("khoản 3 Điều 15 NĐ 20/2021", "nghi-dinh-20-2021-nd-cp#dieu-15/khoan-3"),
        ("điểm e khoản 1 điều 6 nđ20", "nghi-dinh-20-2021-nd-cp#dieu-6/khoan-1/diem-e"),
        ("mục VI.3 của Kế hoạch nói gì", "ke-hoach-dak-nong#muc-vi/3"),
    ],
)
def test_a_place_the_question_names_comes_first(searcher: Searcher, question: str, anchor: str) -> None:
    assert anchors(searcher, question)[0] == anchor


def test_clauses_of_a_document_the_question_names_are_preferred(searcher: Searcher) -> None:
    hits = searcher.search("kinh phí tuyên truyền theo Thông tư 76/2021/TT-BTC", 3)
    assert hits[0].clause.document == "thong-tu-76-2021-tt-btc"


def test_the_referred_clause_is_brought_along(searcher: Searcher) -> None:
    document = "nghi-dinh-20-2021-nd-cp"
    (clause,) = searcher.store.clauses(searcher.store.numbers(document, "dieu-6/khoan-1/diem-e")[:1])
    assert f"{document}#dieu-5/khoan-6" in [c.anchor for c in searcher.referred(clause)]
    assert f"{document}#dieu-6/khoan-1" not in [c.anchor for c in searcher.referred(clause)]


@pytest.mark.parametrize("question", ["", "???", "zzzz", "a", "đ" * 1500, "\x00\x07", "🙂 điều"])
def test_any_text_can_be_searched_for(searcher: Searcher, question: str) -> None:
    assert len(searcher.search(question, 3)) <= 3


def test_an_unknown_document_is_said_so(searcher: Searcher) -> None:
    with pytest.raises(UnknownDocument, match="khong-co"):
        searcher.store.document("khong-co")


class TestFusion:
    """A clause that only one side knows, and one that both know."""

    def test_z_scores_are_of_the_sample(self) -> None:
        from index.search import _z

        values = np.array([1.0, 2.0, 3.0])
        assert np.allclose(_z(values, values).mean(), 0) and np.allclose(_z(values, values).std(), 1)
        only = _z(np.array([0.0, 7.0, 0.0]), np.array([7.0]))
        assert only[1] > 1 > 0 > only[0]
        assert not _z(np.array([5.0, 5.0]), np.array([5.0])).any() and len(_z(np.array([]), np.array([]))) == 0

    @pytest.mark.parametrize("weight", [0.0, 0.5, 1.0])
    def test_either_side_can_stand_alone(self, small, hashing, weight: float) -> None:
        versions.build(small, hashing)
        alone = Settings(data=small.data, shipped=False, dense_weight=weight)
        assert anchors(Searcher(alone, hashing), "hộ nghèo vay vốn")[0] == "luat-2#toan-van"


class TestPassages:
    def test_a_passage_is_one_hit_under_its_own_id(self, small, hashing, add_passages) -> None:
        long = " ".join(f"Câu thứ {n} nói về việc khác hẳn." for n in range(200)) + " Lễ hội đua voi ở Buôn Đôn."
        add_passages(small, {"bài/đua voi (1)": long}, "dai")
        versions.build(small, hashing)
        hits = Searcher(small, hashing).search("lễ hội đua voi", 10)
        assert [h.clause.document for h in hits].count("bài/đua voi (1)") == 1
        assert hits[0].clause.document == "bài/đua voi (1)" and "đua voi" in hits[0].clause.text

    def test_a_foreign_collection_stands_alone(self, small, hashing) -> None:
        versions.build(small, hashing)
        assert {h.clause.document for h in Searcher(small, hashing).search("kế hoạch Đắk Nông", 10)} == {
            "luat-1",
            "luat-2",
            "luật 3/2020",
        }

    def test_the_title_is_searched_too(self, small, hashing, add_passages) -> None:
        add_passages(small, {"x": "Nội dung không nhắc tới."}, "co-ten", title="Quy chế đua voi")
        versions.build(small, hashing)
        assert Searcher(small, hashing).search("đua voi", 1)[0].clause.document == "x"


class TestRetriever:
    def test_it_is_a_langchain_retriever(self, searcher: Searcher) -> None:
        found = IndexRetriever(searcher=searcher, k=4).invoke("cơ quan thường trực của kế hoạch")
        assert len(found) == 4
        best = found[0]
        document = searcher.store.document(best.metadata["document"])
        assert best.page_content == document.text[best.metadata["start"] : best.metadata["end"]]
        assert best.metadata["label"].startswith("Kế hoạch")

    def test_it_brings_referred_clauses_along(self, searcher: Searcher) -> None:
        asked: Callable[..., IndexRetriever] = lambda **more: IndexRetriever(searcher=searcher, k=1, **more)  # noqa: E731
        question = "điểm e khoản 1 Điều 6 Nghị định 20/2021"
        assert len(asked().invoke(question)) == 1
        along = [d.metadata["anchor"] for d in asked(referred=True).invoke(question)]
        assert along[0].endswith("diem-e") and "nghi-dinh-20-2021-nd-cp#dieu-5/khoan-6" in along
