"""Diacritics put back on bare questions; what was typed rightly stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text import fold, search_key
from index.restore import Restorer
from index.search import Searcher

RESTORER = Restorer.train(
    ["Sở Y tế báo cáo Ủy ban nhân dân tỉnh trước ngày 30/6.", "Mức chuẩn trợ giúp xã hội của người nghèo."] * 3
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("so y te bao cao", "sở y tế báo cáo"),
        ("muc chuan tro giup xa hoi", "mức chuẩn trợ giúp xã hội"),
        ("Muc chuan 360.000", "Mức chuẩn 360.000"),
        ("SO Y TE", "SỞ Y TẾ"),
        ("mưc chuẩn tro giup", "mức chuẩn trợ giúp"),
    ],
)
def test_marks_are_put_back(typed: str, meant: str) -> None:
    assert search_key(RESTORER.restore(typed)) == search_key(meant)


@pytest.mark.parametrize(
    "typed", ["Mấy người của Sở Y tế?", "đầu mối báo cáo", "bánh mì", "của hòa bình, hoà bình"]
)
def test_words_typed_with_their_marks_stay_as_typed(typed: str) -> None:
    assert RESTORER.restore(typed) == typed


def test_a_typing_error_is_put_right() -> None:
    assert RESTORER.restore("trợ giuup xã hội") == "trợ giúp xã hội"


def test_a_reading_typed_once_yields_to_the_usual_one() -> None:
    restorer = Restorer.train(["khuyết tật nặng"] * 300 + ["khuyêt", "tât", "kỹ năng"])
    assert restorer.restore("bị khuyêt tât nặng") == "bị khuyết tật nặng"
    assert restorer.restore("kỹ năng") == "kỹ năng"


@given(st.text())
def test_any_text_keeps_its_figures_and_punctuation(text: str) -> None:
    restored = RESTORER.restore(text)
    assert [c for c in restored if not c.isalpha() and ord(c) < 128] == [
        c for c in text if not c.isalpha() and ord(c) < 128
    ]


def test_the_corpus_restores_its_own_bare_questions(searcher: Searcher) -> None:
    meant = "Kinh phí thực hiện kế hoạch lấy từ nguồn nào?"
    assert search_key(searcher.spoken(fold(meant))) == search_key(meant)


def test_a_short_form_opened_does_not_keep_the_rest_bare(searcher: Searcher) -> None:
    assert searcher.spoken("nkt nang dc bn 1 thang") == "người khuyết tật nặng được bao nhiêu 1 tháng"


def test_the_more_is_typed_with_marks_the_more_a_bare_syllable_is_kept() -> None:
    restorer = Restorer.train(["người lang thang"] + ["mỗi tháng"] * 20)
    assert restorer.restore("moi thang", marked=0.0) == "mỗi tháng"
    assert restorer.restore("lang thang", marked=1.0) == "lang thang"
    assert restorer.restore("thang", marked=1.0) == "thang"
    assert restorer.restore("thang", marked=0.0) == "tháng"


def test_abbreviations_are_left_alone(searcher: Searcher) -> None:
    assert "NQTW5" in searcher.spoken("sở nào sơ kết NQTW5")
