"""Documents and provisions: spans that slice back, relatives, fingerprints."""

from __future__ import annotations

import dataclasses

import pytest

from corpus.library import build
from corpus.model import Document, Entry, Source

TEXT = """Điều 1. Mức
1. Mức gồm:
a) Một trăm đồng;
b) Hai trăm đồng.
Đoạn nối sau danh sách.
2. Mức khác.
Điều 2. Hiệu lực
Từ ngày ký."""


@pytest.fixture
def document() -> Document:
    return build(Entry("thu", short="Văn bản thử"), Source(TEXT), "full")


def test_words_hold_everything_under_a_provision_and_own_only_its_own(document: Document) -> None:
    first = document.by_path["dieu-1/khoan-1"]
    assert document.words(first).endswith("Đoạn nối sau danh sách.")
    assert document.own(first) == "1. Mức gồm:"
    assert document.words(document.by_path["dieu-1/khoan-1/diem-b"]).startswith("b) Hai trăm đồng.")


def test_relatives(document: Document) -> None:
    first = document.by_path["dieu-1/khoan-1"]
    assert [p.segment for p in document.children(first)] == ["dieu-1/khoan-1/diem-a", "dieu-1/khoan-1/diem-b"]
    assert document.parent(first) == document.by_path["dieu-1"]
    assert document.parent(document.by_path["dieu-2"]) is None


def test_the_deepest_provision_at_a_place(document: Document) -> None:
    at = document.text.index("Một trăm")
    found = document.at(at, at + 8)
    assert found is not None and found.segment == "dieu-1/khoan-1/diem-a"
    across = document.at(at, document.text.index("Hai trăm") + 3)
    assert across is not None and across.segment == "dieu-1/khoan-1"


def test_anchor_is_document_and_path(document: Document) -> None:
    assert document.anchor(document.by_path["dieu-2"]) == "thu#dieu-2"


def test_fingerprint_changes_with_text_and_level_only(document: Document) -> None:
    assert document.fingerprint == build(document.entry, Source(TEXT), "full").fingerprint
    assert document.fingerprint != build(document.entry, Source(TEXT + " Thêm."), "full").fingerprint
    assert document.fingerprint != dataclasses.replace(document, level="digest").fingerprint


def test_nouns_are_frozen(document: Document) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        document.entry.id = "khác"  # type: ignore[misc]
