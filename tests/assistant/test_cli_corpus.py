"""``assistant corpus``: what people see, and what is left behind when something fails."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.settings import Settings
from tests.corpus import making
from tests.corpus.test_library import HEAD


def test_list_is_a_table_with_level_number_date_and_status(command: Callable, tmp_path: Path) -> None:
    run = command("corpus", "list", data=tmp_path)
    lines = run.out.split("\n")
    assert run.code == 0
    starts = [lines[0].index(word) for word in ("Văn bản", "Số", "Ngày", "Tình trạng")]
    row = next(line for line in lines if line.startswith("nghi-dinh-20-2021-nd-cp"))
    assert [row[at:].split("  ")[0] for at in starts] == [
        "tóm lược", "20/2021/NĐ-CP", "15/03/2021", "hết hiệu lực từ 05/10/2026",
    ]  # fmt: skip
    assert max(map(len, lines)) <= 120


def test_list_as_json_has_every_document_with_its_state(command: Callable, tmp_path: Path) -> None:
    rows = {r["id"]: r for r in json.loads(command("corpus", "list", "--json", data=tmp_path).out)}
    assert rows["nghi-dinh-20-2021-nd-cp"]["state"] == "ended"
    assert rows["quyet-dinh-1983-qd-ttg"]["level"] == "none"


def test_show_prints_what_is_known_and_the_outline(command: Callable, tmp_path: Path) -> None:
    run = command("corpus", "show", "quyết định 1983", data=tmp_path)
    assert "Cơ quan ban hành: Thủ tướng Chính phủ" in run.out and "Chưa có nội dung" in run.out
    outline = command("corpus", "show", "ke-hoach-dak-nong", "--outline", data=tmp_path)
    assert "  muc-vi/3" in outline.out
    assert command("corpus", "show", "khong-co", data=tmp_path).code == 1


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("trong.pdf", b"", "trống"),
        ("hong.docx", b"PK\x03\x04 hong", "bị hỏng"),
        ("khong-co.txt", None, "Không đọc được"),
    ],
)
def test_a_bad_file_fails_with_a_message_and_adds_nothing_even_beside_a_good_one(
    name: str, data: bytes | None, message: str, command: Callable, tmp_path: Path
) -> None:
    good = making.docx(tmp_path / "tot.docx", ["Điều 1. Phạm vi"])
    if data is not None:
        (tmp_path / name).write_bytes(data)
    run = command("corpus", "add", good, tmp_path / name, data=tmp_path / "data")
    assert (run.code, run.out) == (1, "")
    assert message in run.err and "Traceback" not in run.err
    assert not (tmp_path / "data").exists()


def test_add_names_the_document_and_its_text_is_found(command: Callable, new_data: Callable[[], Path]) -> None:
    data = new_data()
    path = making.docx(
        data / "scan1.docx", HEAD.format(number="12/2024/QĐ-UBND", place="BẮC HÀ", year=2024).split("\n")
    )
    added = command("corpus", "add", path, data=data, shipped="0")
    assert added.code == 0, added.err
    assert "Đã thêm: quyet-dinh-12-2024-qd-ubnd" in added.out and "Lò Văn Páo" in added.out
    again = command("corpus", "add", path, data=data, shipped="0")
    assert "Đã có sẵn: quyet-dinh-12-2024-qd-ubnd" in again.out
    hits = json.loads(command("search", "mức hỗ trợ học sinh", "--json", data=data, shipped="0").out)
    assert hits[0]["anchor"].startswith("quyet-dinh-12-2024-qd-ubnd#")


def test_check_of_the_shipped_documents_is_clean(command: Callable, built: Settings) -> None:
    run = command("corpus", "check", data=built.data)
    assert run.code == 0, run.err
    assert "Không có lỗi." in run.out and "Quyết định 1983/QĐ-TTg" in run.out


def test_check_fails_on_a_broken_record_and_names_it(command: Callable, tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "hong.json").write_text("{", encoding="utf-8")
    run = command("corpus", "check", data=tmp_path)
    assert run.code == 1 and "hong.json" in run.err
