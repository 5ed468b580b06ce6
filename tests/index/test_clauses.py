"""Clauses: exact spans, lead-ins kept, nothing cut in the middle of a sentence."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from corpus.catalogue import Catalogue
from corpus.library import build, passage
from corpus.model import Document, Entry, Source
from index.clauses import clauses, searched
from index.search import Searcher

CATALOGUE = Catalogue.load()
TEXT = """Điều 1. Người được hưởng
1. Trẻ em mồ côi dưới 16 tuổi.
2. Người cao tuổi sống một mình.
Điều 2. Mức hưởng
1. Mức hưởng bằng mức chuẩn nhân với hệ số:
a) Đối với người quy định tại khoản 1 Điều 1 Quy định này:
- Hệ số 2,5 khi dưới 4 tuổi;
- Hệ số 1,5 khi từ 4 tuổi.
b) Đối với người quy định tại khoản 2 Điều 1 Quy định này: hệ số 1,0.
"""


def document(text: str = TEXT) -> Document:
    return build(Entry("thu", short="Văn bản thử"), Source(text), "full")


def of(d: Document, segment: str) -> str:
    return next(c.embedded for c in clauses(d) if c.segment == segment)


def test_a_small_item_stands_with_its_lead_ins() -> None:
    words = of(document(), "dieu-2/khoan-1/diem-a/gach-2")
    assert words.endswith("- Hệ số 1,5 khi từ 4 tuổi.")
    for lead in ("Văn bản thử", "Mức hưởng", "nhân với hệ số", "khoản 1 Điều 1"):
        assert lead in words


def test_a_list_is_also_found_whole() -> None:
    assert "Hệ số 2,5" in of(document(), "dieu-2/khoan-1/diem-a")
    assert "Hệ số 1,5" in of(document(), "dieu-2/khoan-1/diem-a")


def test_a_clause_is_found_by_the_words_it_refers_to() -> None:
    d = document()
    item = next(c for c in clauses(d) if c.segment == "dieu-2/khoan-1/diem-a/gach-2")
    assert "mồ côi" not in item.embedded
    assert "mồ côi" in searched(item, d, CATALOGUE)
    assert "cao tuổi" not in searched(item, d, CATALOGUE)


def test_every_clause_of_the_corpus_is_its_document_s_words(searcher: Searcher) -> None:
    for document_id in searcher.store.ids():
        d = searcher.store.document(document_id)
        for c in searcher.store.clauses(searcher.store.numbers(document_id)):
            p = d.by_path[c.segment]
            assert c.text == d.text[c.start : c.end] and c.text.strip()
            assert p.start <= c.start and c.end <= p.end


def test_every_word_of_the_corpus_is_in_some_clause(searcher: Searcher) -> None:
    for document_id in searcher.store.ids():
        d = searcher.store.document(document_id)
        covered = bytearray(len(d.text))
        for c in searcher.store.clauses(searcher.store.numbers(document_id)):
            covered[c.start : c.end] = b"\x01" * (c.end - c.start)
        left = {m[0] for m in re.finditer(r"\w+", d.text) if not covered[m.start()]}
        headings = " ".join(piece for p in d.provisions for piece in p.trail)
        assert left <= set(re.findall(r"\w+", headings)), document_id


def test_no_clause_ends_in_the_middle_of_a_sentence(searcher: Searcher) -> None:
    for document_id in searcher.store.ids():
        d = searcher.store.document(document_id)
        ends = {p.own_end for p in d.provisions} | {p.end for p in d.provisions}
        for c in searcher.store.clauses(searcher.store.numbers(document_id)):
            whole = c.end in ends or d.text[c.end : c.end + 1] in ("\n", "")
            assert whole or c.text.endswith((".", ";", ":", "!", "?")), c.label


SENTENCES = st.lists(
    st.text(alphabet="abcđêô ", min_size=5, max_size=300).map(lambda s: f"A{s.strip() or 'b'}."),
    min_size=1,
    max_size=60,
)


@given(SENTENCES)
def test_a_long_passage_is_parted_between_sentences_and_nothing_is_lost(sentences: list[str]) -> None:
    d = passage("p", " ".join(sentences))
    parts = list(clauses(d))
    assert " ".join(" ".join(c.text for c in parts).split()) == " ".join(d.text.split())
    assert all(c.text.endswith(".") and c.text[:1].isupper() for c in parts)
    longest = max(len(s) for s in sentences)
    assert all(len(c.text) <= max(1100, longest) for c in parts)


def test_parts_of_a_passage_share_its_anchor() -> None:
    parts = list(clauses(passage("luật 1", "Câu này dài vừa phải và có nghĩa. " * 120, "Tên")))
    assert len(parts) > 2
    assert {c.anchor for c in parts} == {"luật 1#toan-van"}
    assert all(c.context == "Tên" for c in parts)
