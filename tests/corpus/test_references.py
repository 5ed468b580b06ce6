"""References inside texts and questions, resolved to anchors and documents."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from corpus.catalogue import Catalogue
from corpus.library import build
from corpus.model import Document, Entry, Source
from corpus.references import Reference, of_provision, references, unresolved

DECREE = Path(__file__).parents[2].parent / "shared/corpus/nghi-dinh-20-2021-nd-cp.txt"
BY_HAND = Path(__file__).with_name("data") / "references.jsonl"
CATALOGUE = Catalogue.load()

TEXT = """Điều 1. Phạm vi
1. Khoản này nói về người thuộc các khoản 2 và 3 Điều này.
2. Người quy định tại điểm a và c khoản 1 Điều 2 Quy định này.
3. Việc nêu tại Điều 2, Điều 9 Quy định này.
Điều 2. Đối tượng
1. Gồm:
a) Trẻ em;
b) Người thuộc điểm a khoản này;
c) Người già theo Luật Người cao tuổi và Quyết định số 9999/QĐ-UBND.
"""


def document(text: str = TEXT) -> Document:
    return build(Entry("thu", short="Văn bản thử"), Source(text), "full")


def anchors(d: Document, segment: str) -> list[str]:
    return [r.anchor for r in of_provision(d, d.by_path[segment], CATALOGUE)]


def test_lists_nest_in_the_article_after_them() -> None:
    d = document()
    assert anchors(d, "dieu-1/khoan-1") == ["thu#dieu-1/khoan-1", "thu#dieu-1/khoan-2", "thu#dieu-1/khoan-3"]
    assert anchors(d, "dieu-1/khoan-2") == ["thu#dieu-2/khoan-1/diem-a", "thu#dieu-2/khoan-1/diem-c"]


@pytest.mark.parametrize("said", ["mục IV.1.6 điểm đ", "điểm đ mục IV.1.6"])
def test_a_point_of_a_section_is_one_place(said: str) -> None:
    assert [r.path for r in references(said, CATALOGUE)] == [("muc-iv", "1", "1.6", "đ")]


def test_this_is_where_the_reference_stands() -> None:
    assert anchors(document(), "dieu-2/khoan-1/diem-b") == ["thu#dieu-2/khoan-1/diem-a"]


def test_positions_are_those_of_the_document() -> None:
    d = document()
    for p in d.provisions:
        for r in of_provision(d, p, CATALOGUE):
            assert d.text[r.start : r.end] == r.text
            assert p.start <= r.start and r.end <= p.own_end


def test_what_leads_nowhere_is_listed() -> None:
    found = unresolved(document(), CATALOGUE)
    assert [r.anchor for r in found if r.path] == ["thu#dieu-9"]
    assert [r.number for r in found if not r.path] == ["Luật Người cao tuổi", "Quyết định số 9999/QĐ-UBND"]


@pytest.mark.parametrize(
    ("question", "anchor"),
    [
        ("Điều 9 Nghị định 20/2021 quy định gì?", "nghi-dinh-20-2021-nd-cp#dieu-9"),
        ("dieu 9 nd 20/2021 quy dinh gi", "nghi-dinh-20-2021-nd-cp#dieu-9"),
        ("điểm e khoản 1 Điều 6 NĐ 20", "nghi-dinh-20-2021-nd-cp#dieu-6/khoan-1/diem-e"),
        ("Điều 6 khoản 1 điểm đ nghị định 20/2021/NĐ-CP", "nghi-dinh-20-2021-nd-cp#dieu-6/khoan-1/diem-đ"),
    ],
)
def test_questions_name_places_in_any_order(question: str, anchor: str) -> None:
    assert anchor in [r.anchor for r in references(question, CATALOGUE)]


@pytest.mark.parametrize(
    "text", ["Có mạng lưới điểm giao dịch.", "Qua tài khoản 12 ngân hàng.", "Đủ điều kiện 5 năm."]
)
def test_words_that_only_look_like_units(text: str) -> None:
    assert references(text, CATALOGUE) == []


@dataclass(frozen=True)
class Row:
    at: str
    words: str
    to: tuple[str, ...]


def rows() -> list[Row]:
    lines = BY_HAND.read_text(encoding="utf-8").splitlines()
    return [Row(r["at"], r["words"], tuple(r["to"])) for r in map(json.loads, lines)]


def name(r: Reference, d: Document) -> str:
    """A reference as the list made by hand writes it: places of the decree bare, others after their number."""
    if r.document == d.id:
        return "/".join(r.path)
    entry = CATALOGUE.get(r.document)
    called = (entry.number or entry.short) if entry else r.number
    return "#".join(filter(None, [called.removeprefix("Nghị định số "), "/".join(r.path)]))


def found_for(row: Row, d: Document) -> set[str]:
    """What the references that touch the row's words point to."""
    p = d.by_path[row.at]
    start = d.text.index(row.words, p.start, p.own_end)
    end = start + len(row.words)
    return {name(r, d) for r in of_provision(d, p, CATALOGUE) if r.start < end and start < r.end}


@pytest.mark.skipif(
    not DECREE.exists(), reason="không có ../shared/corpus: toàn văn nghị định không kèm theo dự án"
)
def test_mentions_of_the_decree_against_a_list_made_by_hand() -> None:
    d = build(CATALOGUE.get("nghi-dinh-20-2021-nd-cp") or Entry("x"), Source(DECREE.read_text("utf-8")), "full")
    listed = rows()
    wrong = [(row, found_for(row, d)) for row in listed if found_for(row, d) != set(row.to)]
    print(f"\nDẫn chiếu đúng: {len(listed) - len(wrong)}/{len(listed)}")
    for row, found in wrong:
        print(f"  {row.at} “{row.words}”: {sorted(found)} thay vì {sorted(row.to)}")
    assert len(listed) >= 60
    assert len(wrong) <= 0.05 * len(listed)
