"""Text as characters: what is stored keeps the source's words; comparison keys ignore how they were typed."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text import (
    clean,
    fold,
    fold_aligned,
    has_diacritics,
    join_lines,
    new_tones,
    search_key,
    slug,
    syllables,
)

VIETNAMESE = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặấầếềốồớờứừựýỳ ÀĐẾ\n\t-.,;0123456789")


@given(st.text())
def test_clean_is_settled_after_once(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(VIETNAMESE)
def test_clean_does_not_care_how_it_was_encoded(text: str) -> None:
    assert clean(unicodedata.normalize("NFD", text)) == clean(text)
    assert clean(text.replace("\n", "\r\n")) == clean(text)


@given(VIETNAMESE)
def test_clean_keeps_every_word(text: str) -> None:
    assert clean(text).split() == text.split()


def test_clean_drops_what_cannot_be_seen() -> None:
    assert clean("bảo\u00ad hiểm\u200b\x07 y\u00a0\u00a0tế") == "bảo hiểm y tế"


@pytest.mark.parametrize(
    ("typed", "same"),
    [("hòa", "hoà"), ("khỏe", "khoẻ"), ("thủy", "thuỷ"), ("Ủy ban", "Uỷ ban"), ("hòa bình", "hoà bình")],
)
def test_two_placements_of_a_tone_are_one_word(typed: str, same: str) -> None:
    assert search_key(typed) == search_key(same)


@pytest.mark.parametrize("word", ["của", "mùa", "hoàn", "quý", "quả", "tuần", "thuế", "ngoài"])
def test_words_with_one_placement_stay(word: str) -> None:
    assert new_tones(word) == word


@given(VIETNAMESE)
def test_folding_aligned_keeps_positions(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    assert len(fold_aligned(text)) == len(text)
    assert not has_diacritics(fold_aligned(text))


@given(VIETNAMESE)
def test_folded_text_is_bare_and_settled(text: str) -> None:
    assert not has_diacritics(fold(text))
    assert fold(fold(text)) == fold(text)


def test_folding_names() -> None:
    assert fold("Đắk Nông") == "dak nong"
    assert not has_diacritics("bao hiem") and has_diacritics("đi") and has_diacritics("hiểm")


def test_syllables_keep_single_characters_and_figures() -> None:
    assert syllables("Điểm a khoản 1, Điều 5") == ["điểm", "a", "khoản", "1", "điều", "5"]


def test_slugs_are_ids() -> None:
    assert slug("20/2021/NĐ-CP") == "20-2021-nd-cp"


OPENS = re.compile(r"^[-–]\s|^\d+\.\s")


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        ("Thực hiện chính sách trong thực\nhiện kế hoạch.", "Thực hiện chính sách trong thực hiện kế hoạch."),
        ("Thực hiện chính sách trong thực\n\nhiện kế hoạch.", "Thực hiện chính sách trong thực hiện kế hoạch."),
        ("Các Sở, Ban,\nNgành liên quan.", "Các Sở, Ban, Ngành liên quan."),
    ],
)
def test_paragraphs_cut_by_a_page_are_joined(lines: str, joined: str) -> None:
    assert join_lines(lines, OPENS) == joined


@pytest.mark.parametrize("lines", ["Hết câu.\nCâu khác.", "Gồm các việc\n- một;\n- hai.", "MỤC TIÊU\n1. Một"])
def test_units_and_sentences_stay_apart(lines: str) -> None:
    assert join_lines(lines, OPENS) == lines
