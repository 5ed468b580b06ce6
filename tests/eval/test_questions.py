"""Question sets: what is refused when read, and what the check finds."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import UsageError
from corpus.model import Document, Entry, Provision
from eval.questions import Row, copied, faults, fingerprint, load, shipped

GOOD: dict[str, Any] = {"id": "a", "question": "Khi nào báo cáo?", "as_of": "2022-06-01", "expect": ["30/6"], "cite": ["d#dieu-1"], "split": "dev"}  # fmt: skip
WORDS = "Trưởng thôn gửi danh sách hộ khó khăn lên xã trước ngày mười lăm hằng tháng để tổng hợp."
HELD = {"d": Document(Entry(id="d"), "full", WORDS, (Provision(("dieu-1",), 0, len(WORDS), len(WORDS), "Điều 1"),))}


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    def write(*rows: Any) -> Path:
        path = tmp_path / "bo.jsonl"
        path.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in rows), encoding="utf-8")
        return path

    return write


def made(**fields: Any) -> Row:
    base = {
        "id": "a",
        "question": "Khi nào báo cáo?",
        "as_of": date(2022, 6, 1),
        "expect": (("30/6",),),
        "cite": ("d#dieu-1",),
        "split": "dev",
    }
    return Row(**{**base, **fields})


def texts(*rows: Row) -> list[str]:
    return [f.text for f in faults(rows, HELD) if f.serious]


def test_alternatives_and_single_strings_are_read_alike(file: Callable[..., Path]) -> None:
    found = load([file({**GOOD, "expect": ["30/6", ["31/12", "cuối năm"]], "history": [["user", "Chào"]]})])[0]
    assert found.expect == (("30/6",), ("31/12", "cuối năm")) and found.history == (("user", "Chào"),)


@pytest.mark.parametrize(
    "wrong",
    ["{", "[]", {**GOOD, "id": ""}, {**GOOD, "question": " "}, {**GOOD, "status": "maybe"}, {**GOOD, "split": "train"}, {**GOOD, "as_of": "1/6/2022"}, {**GOOD, "cite": [1]}, {**GOOD, "expect": [[1]]}, {**GOOD, "tags": ["x"]}, {**GOOD, "history": [["user"]]}],
)  # fmt: skip
def test_a_row_that_cannot_be_scored_is_refused_by_its_line(file: Callable[..., Path], wrong: Any) -> None:
    with pytest.raises(UsageError, match="dòng 2"):
        load([file({**GOOD, "id": "first"}, wrong)])


def test_an_id_used_twice_or_an_empty_set_is_refused(file: Callable[..., Path]) -> None:
    with pytest.raises(UsageError, match="đã dùng"):
        load([file(GOOD, GOOD)])
    with pytest.raises(UsageError, match="Không có câu hỏi"):
        load([file("")])
    with pytest.raises(UsageError, match="Không đọc được"):
        load([Path("khong-co.jsonl")])


def test_a_sound_set_has_no_fault() -> None:
    assert (
        texts(
            made(),
            made(id="b", question="Báo cáo vào lúc nào?"),
            made(id="c", status="refused", expect=(), cite=(), question="Giá vàng?"),
        )
        == []
    )


def test_the_same_question_twice_is_found_but_not_at_another_date() -> None:
    assert texts(made(), made(id="b", question="khi nào  BÁO CÁO?")) == ["trùng với a"]
    assert texts(made(), made(id="b", as_of=date(2025, 1, 1))) == []


def test_another_way_of_typing_must_stand_on_the_same_side() -> None:
    bare = made(id="b", question="khi nao bao cao?", cite=())
    assert texts(made(), bare) == []
    assert any("a gõ cách khác" in t for t in texts(made(), replace(bare, split="test")))


def test_a_provision_stands_on_one_side() -> None:
    assert texts(made(), made(id="b", question="Hạn báo cáo?", split="test")) == ["d#dieu-1 đã ở phần dev (a)"]


def test_eight_words_of_the_clause_are_a_copy_and_seven_are_not() -> None:
    eight, seven = "gửi danh sách hộ khó khăn lên xã", "gửi danh sách hộ khó khăn lên"
    assert copied(f"Ai {eight} vậy?", WORDS) and copied("ai gui danh sach ho kho khan len xa?", WORDS)
    assert not copied(f"Ai {seven} tỉnh?", WORDS)
    assert any("chép nguyên lời" in t for t in texts(made(question=f"Ai {eight}?")))


def test_an_anchor_that_is_nowhere_is_found_unless_its_document_is_not_held() -> None:
    assert texts(made(cite=("d#dieu-9",))) == ["không có vị trí d#dieu-9"]
    assert texts(made(cite=("khac#dieu-9",))) == []


def test_a_row_that_says_nothing_or_contradicts_itself_is_found() -> None:
    assert any("không nói" in t for t in texts(made(expect=(), cite=())))
    assert any("vừa phải có" in t for t in texts(made(forbid=("30 tháng 6",))))


def test_the_fingerprint_follows_the_questions_not_their_order() -> None:
    a, b = made(), made(id="b", question="Hạn?")
    assert fingerprint([a, b]) == fingerprint([b, a]) != fingerprint([a, replace(b, expect=(("1/1",),))])


def test_the_products_own_questions_are_sound() -> None:
    from corpus.library import Library
    from corpus.settings import Settings

    rows = load(shipped())
    documents = {d.id: d for d in Library(Settings()).documents() if d.text}
    assert [f"{f.row}: {f.text}" for f in faults(rows, documents) if f.serious] == []
    assert len(rows) >= 250
    assert sum(r.status == "refused" for r in rows) >= 40
    assert sum(bool(r.history) for r in rows) >= 25
    assert {r.split for r in rows} == {"dev", "test"}
