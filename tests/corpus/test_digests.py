"""Digests: our own words at the source's anchors, no fact lost and no sentence copied.

Runs where the source texts lie beside the project; elsewhere the shape alone is checked.
"""

import re
from pathlib import Path

import pytest

from corpus.library import SHIPPED, build
from corpus.model import Document, Entry, Source

SOURCES = Path(__file__).parents[3] / "shared" / "corpus"
IDS = ["nghi-dinh-20-2021-nd-cp", "thong-tu-02-2021-tt-bldtbxh", "thong-tu-76-2021-tt-btc"]
COPIED_WORDS = 18
_FACT = re.compile(r"\d[\d.,/]*\d[a-zđ]?|\d[a-zđ]?(?!\w)")
# "Nghị định này" stands for the document; its own words "theo Mẫu số 04 ban hành kèm theo Nghị định này" hold no other fact.
_NAMES = re.compile(r"\d[\w./-]*/\d{4}/[\w-]+|Mẫu số \d+[a-zđ]?")


def _digest(document_id: str) -> Document:
    text = (SHIPPED / f"{document_id}.tom-luoc.md").read_text(encoding="utf-8")
    return build(Entry(id=document_id, short=document_id), Source(text), "digest")


def _source(document_id: str) -> Document:
    path = SOURCES / f"{document_id}.txt"
    if not path.exists():
        pytest.skip("không có toàn văn để đối chiếu")
    return build(Entry(id=document_id, short=document_id), Source(path.read_text(encoding="utf-8")), "full")


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


@pytest.mark.parametrize("document_id", IDS)
def test_the_same_anchors_as_the_source(document_id: str) -> None:
    assert list(_digest(document_id).by_path) == list(_source(document_id).by_path)


@pytest.mark.parametrize("document_id", IDS)
def test_every_figure_of_the_source_stands_at_its_anchor(document_id: str) -> None:
    digest, source = _digest(document_id), _source(document_id)
    missing = {}
    for segment, provision in source.by_path.items():
        ours = digest.words(digest.by_path[segment]).lower()
        for pattern in (_FACT, _NAMES):
            facts = {f.lower() for f in pattern.findall(source.words(provision))}
            if lost := {f for f in facts if f not in ours}:
                missing[segment] = missing.get(segment, set()) | lost
    assert missing == {}


@pytest.mark.parametrize("document_id", [*IDS, "nghi-dinh-335-2026-nd-cp"])
def test_no_long_run_of_any_source_is_copied(document_id: str) -> None:
    runs = set()
    for source in IDS:
        words = _words(_source(source).text)
        runs |= {tuple(words[i : i + COPIED_WORDS]) for i in range(len(words) - COPIED_WORDS + 1)}
    ours = _words(_digest(document_id).text)
    copied = [
        " ".join(ours[i : i + COPIED_WORDS])
        for i in range(len(ours) - COPIED_WORDS + 1)
        if tuple(ours[i : i + COPIED_WORDS]) in runs
    ]
    assert copied == []


@pytest.mark.parametrize("document_id", [*IDS, "nghi-dinh-335-2026-nd-cp"])
def test_a_digest_says_in_every_label_that_it_is_one(document_id: str) -> None:
    assert all("(tóm lược)" in p.label for p in _digest(document_id).provisions)
