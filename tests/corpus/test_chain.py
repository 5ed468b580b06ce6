"""The picture of the chain: valid SVG, every body a box, deadlines on the arrows, words for who cannot see it."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.chain import svg
from corpus.chain_layout import Edge, Node, crossing, place
from tests.corpus.register_texts import duties

ROWS = duties(
    "Ủy ban nhân dân cấp xã báo cáo Ủy ban nhân dân cấp huyện trước ngày 15/6 và 15/12 hằng năm.",
    "Ủy ban nhân dân cấp huyện báo cáo Ủy ban nhân dân tỉnh (qua Sở Y tế) trước ngày 25 hằng tháng.",
    "Các Sở: Y tế, Nội vụ, Tài chính báo cáo Ủy ban nhân dân tỉnh trước ngày 31/12 hằng năm.",
    "Ủy ban nhân dân cấp xã gửi Bộ Y tế danh sách trong thời hạn 05 ngày làm việc kể từ ngày nhận hồ sơ.",
)
NAMESPACE = {"s": "http://www.w3.org/2000/svg"}


def _drawn(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)


def _words(text: str) -> str:
    return " ".join("".join(e.itertext()) for e in _drawn(text).iter(f"{{{NAMESPACE['s']}}}text"))


def test_bodies_and_deadlines_are_drawn() -> None:
    words = _words(svg(ROWS, {"van-ban-thu": "Văn bản thử"}))
    for said in (
        "UBND cấp xã",
        "UBND cấp huyện",
        "UBND tỉnh",
        "Bộ Y tế",
        "trước 15/6, 15/12",
        "trước ngày 25 hằng tháng",
    ):
        assert said in words
    assert "qua Sở Y tế" in words and "5 ngày làm việc" in words


def test_a_reader_for_the_blind_hears_the_whole_chain() -> None:
    root = _drawn(svg(ROWS, {"van-ban-thu": "Văn bản thử"}))
    assert root.get("role") == "img"
    named = {e.get("id"): e.text or "" for e in root if e.get("id")}
    assert set((root.get("aria-labelledby") or "").split()) <= set(named)
    assert "UBND cấp xã báo cáo UBND cấp huyện: trước 15/6, 15/12" in named["so-do-ta"]


def test_bodies_that_act_together_share_a_box() -> None:
    root = _drawn(svg(ROWS, {}))
    boxes = [r for r in root.iter(f"{{{NAMESPACE['s']}}}rect") if r.get("stroke") == "#33475b"]
    assert len(boxes) == 5


def test_higher_levels_stand_higher_and_no_boxes_overlap() -> None:
    root = _drawn(svg(ROWS, {}))
    boxes = [r for r in root.iter(f"{{{NAMESPACE['s']}}}rect") if r.get("stroke") == "#33475b"]
    spots = [tuple(float(r.get(k) or 0) for k in ("x", "y", "width", "height")) for r in boxes]
    rectangles = [(x, y, x + w, y + h) for x, y, w, h in spots]
    for i, one in enumerate(rectangles):
        assert not crossing(one, rectangles[:i])
    assert len({round(r[1]) for r in rectangles}) == 4


def test_words_are_escaped() -> None:
    text = svg(ROWS, {"van-ban-thu": 'Kế hoạch <b>"A&B"</b>'})
    assert "<b>" not in text
    assert _drawn(text) is not None


def test_nothing_to_draw_is_said() -> None:
    assert "không giao báo cáo nào" in _words(svg([], {}))


def test_the_same_rows_make_the_same_picture() -> None:
    assert svg(ROWS, {}) == svg(ROWS, {})


def test_nothing_is_loaded_from_elsewhere() -> None:
    text = svg(ROWS, {})
    assert set(re.findall(r"https?://[^\"' ]+", text)) == {"http://www.w3.org/2000/svg"}


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=14))
def test_any_graph_is_laid_out_without_overlaps(pairs: list[tuple[int, int]]) -> None:
    nodes = [Node(str(i), i % 4, [f"cơ quan {i}"]) for i in range(9)]
    edges = [Edge(nodes[a], nodes[b]) for a, b in pairs if a != b]
    width, height = place(nodes, edges, 4, 100, 90)
    boxes = [(n.x, n.y, n.x + n.width, n.y + n.height) for n in nodes]
    for i, box in enumerate(boxes):
        assert not crossing(box, boxes[:i])
        assert box[0] >= 0 and box[2] <= width and box[3] <= height
    for edge in edges:
        low, high = sorted((edge.source.row, edge.target.row))
        assert [w.row for w in edge.way] in (list(range(low + 1, high)), list(range(high - 1, low, -1)))
