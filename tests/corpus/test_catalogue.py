"""The catalogue: documents found however they are called, and never mistaken for their namesakes."""

import pytest

from corpus.catalogue import Catalogue

CATALOGUE = Catalogue.load()


@pytest.mark.parametrize(
    ("called", "document"),
    [
        ("NĐ 20/2021", "nghi-dinh-20-2021-nd-cp"),
        ("nd20/2021/nd-cp", "nghi-dinh-20-2021-nd-cp"),
        ("Nghị định số 20", "nghi-dinh-20-2021-nd-cp"),
        ("QĐ1983", "quyet-dinh-1983-qd-ttg"),
        ("quyet dinh 1983", "quyet-dinh-1983-qd-ttg"),
        ("TT 02", "thong-tu-02-2021-tt-bldtbxh"),
        ("33-Ctr/TU", "chuong-trinh-33-ctr-tu"),
        ("KL92", "ket-luan-92-kl-tw"),
        ("luat nguoi khuyet tat", "luat-51-2010-qh12"),
        ("luật việc làm 2025", "luat-74-2025-qh15"),
        ("nghị quyết TW5", "nghi-quyet-15-nq-tw"),
        ("125/NQ-CP ngày 08/10/2018", "nghi-quyet-125-nq-cp"),
        ("nghi-dinh-335-2026-nd-cp", "nghi-dinh-335-2026-nd-cp"),
    ],
)
def test_found_by_id_number_in_any_spelling_and_name(called: str, document: str) -> None:
    entry = CATALOGUE.find(called)
    assert entry is not None
    assert entry.id == document


@pytest.mark.parametrize(
    "called", ["Nghị định 20/2019", "20/2021/TT-BCA", "Thông tư 20/2021", "125/NQ-CP ngày 07/10/2020", "", "95%"]
)
def test_a_year_suffix_kind_or_date_that_contradicts_is_another_document(called: str) -> None:
    assert CATALOGUE.find(called) is None


def test_mentions_in_running_text_keep_their_place_and_say_what_is_not_catalogued() -> None:
    text = "Căn cứ Nghị định số 55/2020/NĐ-CP và QĐ 1983 ngày 24/11/2021; Luật Việc làm ngày 16 tháng 11 năm 2013."
    found = CATALOGUE.mentions(text)
    assert [text[m.start : m.end] for m in found] == ["Nghị định số 55/2020/NĐ-CP", "QĐ 1983", "Luật Việc làm"]
    assert [m.entry.id if m.entry else None for m in found] == [
        None,
        "quyet-dinh-1983-qd-ttg",
        "luat-38-2013-qh13",
    ]


@pytest.mark.parametrize(
    "text",
    ["quyết định 20 hộ được hỗ trợ", "kế hoạch 5 năm", "Điều 5 Nghị định này", "trước ngày 30/6, 95% dân số"],
)
def test_ordinary_words_are_no_mention(text: str) -> None:
    assert CATALOGUE.mentions(text) == []


def test_every_entry_says_how_well_it_is_known_and_no_two_share_an_id() -> None:
    assert len({e.id for e in CATALOGUE.entries}) == len(CATALOGUE.entries)
    assert all(e.known in "PTSA" and e.short and e.title for e in CATALOGUE.entries)
