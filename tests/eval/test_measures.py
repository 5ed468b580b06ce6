"""Measures against values computed by hand, and what must hold of any."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval import measures
from eval.measures import Score, cited, figures, nearness, ratio, risk_coverage, score, token_overlap
from eval.questions import Row

DAY = date(2022, 6, 1)


def row(**fields: Any) -> Row:
    return Row(**{"id": "q", "question": "?", "as_of": DAY, **fields})


def answer(text: str = "", status: str = "answered", anchors: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    citations = [{"id": n, "anchor": a, "quote": "x"} for n, a in enumerate(anchors, 1)]
    return {"status": status, "answer": text, "claims": [], "citations": citations, "notices": [], **more}


def scored(r: Row, given: dict[str, Any]) -> Score:
    return score(r, given, lambda _: True)


def plain(right: bool = True, refused: bool = False, should: bool = False, confidence: float = 0.5) -> Score:
    return Score("q", "test", right, True, should, refused, confidence=confidence)


class TestRight:
    def test_needs_all_that_is_expected_in_any_of_its_wordings(self) -> None:
        r = row(expect=(("30/6",), ("31/12", "cuối năm")))
        assert scored(r, answer("Trước 30 tháng 6 và cuối năm")).right
        found = scored(r, answer("Trước ngày 30/06"))
        assert not found.right and found.missing == ("31/12",)

    def test_counts_what_a_notice_says(self) -> None:
        assert scored(row(expect=(("hết hiệu lực",),)), answer("A", notices=[{"text": "Đã hết hiệu lực."}])).right

    def test_does_not_allow_what_is_forbidden_but_a_notice_may_say_it(self) -> None:
        r = row(expect=(("360.000",),), forbid=("500.000",))
        assert not scored(r, answer("360.000, nay 500 nghìn")).missing
        assert scored(r, answer("360.000 nay là 500000")).forbidden == ("500.000",)
        assert scored(r, answer("360.000", notices=[{"text": "Từ 2024: 500.000"}])).right
        assert not scored(r, answer("360.000", claims=[{"text": "500.000 đồng", "citations": [1]}])).right

    def test_a_question_to_be_refused_is_right_when_refused_and_only_then(self) -> None:
        r = row(status="refused", expect=(("không có",),))
        assert scored(r, answer("Xin lỗi", "refused")).right
        assert not scored(r, answer("Không có", "answered")).right

    def test_a_refusal_of_what_can_be_answered_is_wrong_even_with_the_words(self) -> None:
        assert not scored(row(expect=(("30/6",),)), answer("Có thể là 30/6", "refused")).right

    def test_a_list_without_other_expectations_must_be_whole(self) -> None:
        r = row(items=(("đơn",), ("sổ hộ khẩu",)))
        assert scored(r, answer("Đơn; sổ hộ khẩu")).right
        half = scored(r, answer("Đơn"))
        assert not half.right and half.items_found == 0.5

    def test_a_row_that_only_cites_is_right_by_its_citation(self) -> None:
        assert scored(row(cite=("d#dieu-1",)), answer("…", anchors=("d#dieu-1",))).right
        assert not scored(row(cite=("d#dieu-1",)), answer("…", anchors=("d#dieu-2",))).right

    def test_a_reference_answer_is_right_by_the_words_it_shares(self) -> None:
        r = row(reference="chủ nhà sửa trong mười ngày")
        assert scored(r, answer("Chủ nhà phải sửa trong 10 ngày.")).right
        assert not scored(r, answer("Người thuê.")).right


@pytest.mark.parametrize(
    "given_, wanted, near",
    [
        ("d#dieu-6/khoan-1", "d#dieu-6/khoan-1", 2),
        ("d#dieu-6/khoan-1/diem-a", "d#dieu-6/khoan-1", 1),
        ("d#dieu-6", "d#dieu-6/khoan-1", 1),
        ("d#dieu-6", "d#dieu-6/khoan-1/diem-a", 0),
        ("d#dieu-6/khoan-10", "d#dieu-6/khoan-1", 0),
        ("d#dieu-6/khoan-2", "d#dieu-6/khoan-1", 0),
        ("e#dieu-6/khoan-1", "d#dieu-6/khoan-1", 0),
        ("", "d#dieu-6", 0),
    ],
)
def test_nearness_of_anchors(given_: str, wanted: str, near: int) -> None:
    assert nearness(given_, wanted) == near


def test_citations_by_hand() -> None:
    r = row(cite=("d#dieu-1", "d#dieu-2/khoan-1"), cite_ok=("d#dieu-4/khoan-2",))
    # dieu-1 exactly, dieu-2 as the parent (near), dieu-4/khoan-2 is right too, dieu-9 is not.
    assert cited(r, ["d#dieu-1", "d#dieu-2", "d#dieu-4/khoan-2", "d#dieu-9"]) == (1.0, 0.5, 0.75)
    assert cited(r, []) == (0.0, 0.0, None)
    assert cited(row(status="refused", cite=("d#dieu-1",)), ["d#dieu-1"]) == (None, None, None)


def test_words_shared_with_a_reference_by_hand() -> None:
    # 2 of the 4 words wanted, 2 of the 3 words said: F1 = 2 * (2/3) * (1/2) / (2/3 + 1/2) = 4/7.
    assert token_overlap("a b x", "a b c d") == (0.5, pytest.approx(4 / 7))
    assert token_overlap("a a a", "a b")[0] == 0.5
    assert token_overlap("", "a") == (0.0, 0.0)


def test_refusals_by_hand() -> None:
    # 3 should be refused, 2 of them are; one more is refused wrongly: P = 2/3, R = 2/3, F1 = 2/3.
    scores = (
        [plain(refused=True, should=True)] * 2
        + [plain(False, False, True), plain(False, True, False)]
        + [plain()] * 4
    )
    found = figures(scores)
    assert found["refusal_precision"].value == pytest.approx(2 / 3)
    assert found["refusal_recall"].value == pytest.approx(2 / 3)
    assert found["refusal_f1"].value == pytest.approx(2 / 3)
    assert found["right"].value == pytest.approx(6 / 8)


def test_a_figure_that_applies_to_nothing_is_absent() -> None:
    assert "refusal_f1" not in figures([plain()])
    assert "items" not in figures([plain()])
    assert figures([]) == {}


def test_risk_and_coverage_by_hand() -> None:
    scores = [
        plain(True, confidence=0.9),
        plain(False, confidence=0.8),
        plain(True, confidence=0.8),
        plain(True, refused=True),
    ]
    # At 0.9 one of four is answered, none wrong; at 0.8 (two at once) three of four, one of three wrong.
    assert risk_coverage(scores) == [(0.25, 0.0), (0.75, pytest.approx(1 / 3))]
    assert risk_coverage([plain(refused=True)]) == []


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=1, max_size=40))
def test_the_curve_ends_at_the_whole_and_only_goes_right(rows: list[tuple[bool, float]]) -> None:
    points = risk_coverage([plain(right, confidence=c) for right, c in rows])
    assert points[-1] == (1.0, pytest.approx(sum(not r for r, _ in rows) / len(rows)))
    assert [x for x, _ in points] == sorted({x for x, _ in points})


@given(st.lists(st.booleans(), min_size=2, max_size=60))
def test_an_interval_holds_its_value_and_stays_within_bounds(values: list[bool]) -> None:
    figure = ratio([float(v) for v in values])
    assert figure.value == pytest.approx(sum(values) / len(values))
    assert 0 <= figure.low <= figure.value + 1e-9 and figure.value - 1e-9 <= figure.high <= 1
    assert figure == ratio([float(v) for v in values]), "cùng dữ liệu thì cùng khoảng tin cậy"


def test_an_interval_narrows_with_more_questions() -> None:
    few, many = ratio([0.0, 1.0] * 10), ratio([0.0, 1.0] * 200)
    assert many.high - many.low < few.high - few.low
    # The normal approximation for 400 fair draws: 0.5 ± 1.96 * 0.5 / 20.
    assert many.low == pytest.approx(0.451, abs=0.01) and many.high == pytest.approx(0.549, abs=0.01)


def test_exact_quotes_are_counted_over_all_quotes() -> None:
    given_ = answer("a", anchors=("d#1", "d#2"))
    found = figures([score(row(), given_, lambda c: c["anchor"] == "d#1")])
    assert found["quote_exact"].value == 0.5


def test_percentiles() -> None:
    assert measures.percentile([10, 20, 30], 50) == 20
    assert measures.percentile([], 95) == 0
