"""The command line: every command, its exit codes, and what a person reads when something is wrong."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.settings import Settings

Command = Callable[..., Any]


def clean(run: Any, code: int) -> str:
    """The message of a command that failed: one line of Vietnamese, no traceback, nothing on standard output."""
    assert run.code == code, run.err + run.out
    assert "Traceback" not in run.err + run.out and "Error" not in run.err
    message = run.err.strip().split("\n")[-1]
    assert any(unicodedata.combining(c) for c in unicodedata.normalize("NFD", message)), message
    return message


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def batch(folder: Path, *rows: Any) -> Path:
    path = folder / "hoi.jsonl"
    path.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in rows), encoding="utf-8")
    return path


class TestAsk:
    def test_an_answer_with_its_clause(self, command: Command, built: Settings) -> None:
        run = command("ask", "Cơ quan nào giữ vai trò thường trực của Kế hoạch?", data=built.data)
        assert run.code == 0
        assert "Sở Lao động - Thương binh và Xã hội" in run.out and "mục VI.4" in run.out

    def test_the_answer_object(self, command: Command, built: Settings) -> None:
        run = command(
            "ask", "Chỉ tiêu bảo hiểm y tế đến năm 2025?", "--json", "--as-of", "2023-05-01", data=built.data
        )
        answer = json.loads(run.out)
        assert answer["status"] == "answered" and answer["as_of"] == "2023-05-01" and "95%" in answer["answer"]
        assert {"id", "question", "claims", "citations", "notices", "suggestions", "mode", "confidence"} <= set(
            answer
        )

    def test_a_refusal_is_work_done(self, command: Command, built: Settings) -> None:
        run = command("ask", "Giá vàng hôm nay?", "--json", data=built.data)
        assert run.code == 0 and json.loads(run.out)["status"] == "refused"

    def test_a_file_of_questions_is_answered_in_order(
        self, command: Command, built: Settings, tmp_path: Path
    ) -> None:
        file = batch(
            tmp_path,
            {"id": "b", "question": "Chỉ tiêu bảo hiểm y tế đến năm 2025?"},
            "",
            {"id": "a", "question": " "},
            {"id": 7, "question": "Ai báo cáo?", "as_of": "hôm qua"},
            {"id": "h", "question": "Trước ngày nào?", "history": ["sai"]},
            {"id": "z", "question": "x" * 10_000},
        )
        run = command("ask", "--batch", file, "--out", tmp_path / "moi" / "ra.jsonl", data=built.data)
        assert run.code == 0, run.err
        answers = lines(tmp_path / "moi" / "ra.jsonl")
        assert [a["id"] for a in answers] == ["b", "a", 7, "h", "z"]
        assert [a["status"] for a in answers] == ["answered", *["refused"] * 4]
        assert "YYYY-MM-DD" in answers[2]["answer"]

    @pytest.mark.parametrize(
        ("question", "says"),
        [("", "nhập câu hỏi"), ("   ", "nhập câu hỏi"), ("\x01\x07?!", "trống"), ("a " * 5000, "rút gọn")],
    )
    def test_questions_that_cannot_be_asked(
        self, command: Command, built: Settings, question: str, says: str
    ) -> None:
        assert says in clean(command("ask", question, data=built.data), 2)

    def test_control_characters_in_a_question_are_passed_over(self, command: Command, built: Settings) -> None:
        run = command("ask", "Chỉ tiêu\x00 bảo hiểm\x1b y tế?", data=built.data)
        assert run.code == 0 and "95%" in run.out

    @pytest.mark.parametrize("day", ["2022-13-01", "hôm nay", "01/7/2021"])
    def test_a_date_that_is_none(self, command: Command, built: Settings, day: str) -> None:
        assert "YYYY-MM-DD" in clean(command("ask", "Mức chuẩn?", "--as-of", day, data=built.data), 2)


class TestSearch:
    def test_hits_best_first(self, command: Command, built: Settings) -> None:
        hits = json.loads(command("search", "bao hiem y te", "-k", 4, "--json", data=built.data).out)
        assert len(hits) == 4
        assert set(hits[0]) == {"anchor", "document", "label", "score", "text"}
        assert [h["score"] for h in hits] == sorted((h["score"] for h in hits), reverse=True)

    def test_for_reading(self, command: Command, built: Settings) -> None:
        run = command("search", "Điều 9 Nghị định 20/2021", "-k", 2, data=built.data)
        assert run.code == 0 and "Nghị định 20/2021/NĐ-CP (tóm lược), Điều 9" in run.out

    def test_a_file_of_queries(self, command: Command, built: Settings, tmp_path: Path) -> None:
        file = batch(tmp_path, {"id": 1, "query": "hộ nghèo"}, {"id": "hai", "query": ""})
        run = command("search", "--batch", file, "--out", tmp_path / "ra.jsonl", "-k", 3, data=built.data)
        assert run.code == 0, run.err
        found = lines(tmp_path / "ra.jsonl")
        assert [row["id"] for row in found] == [1, "hai"]
        assert len(found[0]["hits"]) == 3 and "anchor" in found[0]["hits"][0]

    def test_without_out_the_lines_go_to_standard_output(
        self, command: Command, built: Settings, tmp_path: Path
    ) -> None:
        run = command("search", "--batch", batch(tmp_path, {"id": "1", "query": "y tế"}), "-k", 1, data=built.data)
        assert [json.loads(line)["id"] for line in run.out.splitlines()] == ["1"]

    def test_nothing_to_search_for(self, command: Command, built: Settings) -> None:
        assert "từ cần tìm" in clean(command("search", " ", data=built.data), 2)


class TestBatchFiles:
    @pytest.mark.parametrize(
        ("rows", "says"),
        [
            (["{nửa vời"], "Dòng 1"),
            ([{"id": "1", "question": "x"}, "[]"], "Dòng 2"),
            ([{"question": "x"}], "id"),
            ([{"id": "1", "query": "x"}], "question"),
            ([{"id": "1", "question": None}], "question"),
            (["", ""], "không có dòng nào"),
        ],
    )
    def test_a_malformed_file_is_refused_before_any_work(
        self, command: Command, built: Settings, tmp_path: Path, rows: list[Any], says: str
    ) -> None:
        out = tmp_path / "ra.jsonl"
        run = command("ask", "--batch", batch(tmp_path, *rows), "--out", out, data=built.data)
        assert says in clean(run, 2) and not out.exists()

    def test_a_file_that_is_not_text(self, command: Command, built: Settings, tmp_path: Path) -> None:
        (tmp_path / "anh.jsonl").write_bytes(b"\xff\xfe\x00\x01" * 10)
        assert "anh.jsonl" in clean(command("search", "--batch", tmp_path / "anh.jsonl", data=built.data), 2)

    def test_a_file_that_is_not_there(self, command: Command, built: Settings, tmp_path: Path) -> None:
        assert "khong-co" in clean(command("ask", "--batch", tmp_path / "khong-co.jsonl", data=built.data), 2)

    def test_a_place_that_cannot_be_written(self, command: Command, built: Settings, tmp_path: Path) -> None:
        (tmp_path / "tep").write_text("một tệp, không phải thư mục")
        file = batch(tmp_path, {"id": "1", "query": "y tế"})
        run = command("search", "--batch", file, "--out", tmp_path / "tep" / "ra.jsonl", data=built.data)
        assert "--out" in clean(run, 1)


class TestIndex:
    def test_an_unchanged_corpus_is_said_to_be_up_to_date(self, command: Command, built: Settings) -> None:
        command("index", data=built.data)
        run = command("index", data=built.data)
        assert run.code == 0 and "mới nhất" in run.out

    def test_passages_are_added_searched_and_removed(
        self, command: Command, tmp_path: Path, new_data: Callable[[], Path]
    ) -> None:
        data = new_data()
        file = tmp_path / "luat-khac.jsonl"
        rows = [
            {"id": "Điều 1, luật A", "text": "Voi được nghỉ ngày lễ."},
            {"id": "b", "text": "Thuế đất.", "title": "B"},
        ]
        file.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows), encoding="utf-8")
        added = command("corpus", "add", file, data=data, shipped=0)
        assert added.code == 0 and "2 đoạn" in added.out, added.err
        hits = json.loads(command("search", "voi nghi le", "--json", data=data, shipped=0).out)
        assert hits[0]["document"] == "Điều 1, luật A" and len(hits) == 2

    def test_no_index_yet(self, command: Command, tmp_path: Path) -> None:
        for words in (["ask", "Mức chuẩn?"], ["search", "mức chuẩn"]):
            assert "assistant index" in clean(command(*words, data=tmp_path), 1)

    def test_an_index_of_another_model(self, command: Command, built: Settings) -> None:
        run = command("search", "mức chuẩn", data=built.data, query_prompt="hỏi: ")
        assert "assistant index" in clean(run, 1)

    def test_a_model_that_is_not_there(self, command: Command, tmp_path: Path) -> None:
        run = command("index", data=tmp_path / "data", model=tmp_path / "khong-co")
        assert "ASSISTANT_MODEL" in clean(run, 1)

    def test_a_data_folder_that_cannot_be_written(self, command: Command, tmp_path: Path) -> None:
        (tmp_path / "data").write_text("một tệp nằm đúng chỗ của thư mục")
        assert "ASSISTANT_DATA" in clean(command("index", data=tmp_path / "data"), 1)


class TestUsage:
    @pytest.mark.parametrize(
        "words", [["--la"], ["ask", "--as-of"], ["search", "-k", "0", "x"], ["la"], ["corpus", "show"]]
    )
    def test_wrong_words_say_where_help_is(self, command: Command, built: Settings, words: list[str]) -> None:
        assert "--help" in clean(command(*words, data=built.data), 2)

    @pytest.mark.parametrize("words", [["--help"], ["ask", "--help"], ["corpus", "--help"], ["index", "--help"]])
    def test_help(self, command: Command, words: list[str]) -> None:
        run = command(*words)
        assert run.code == 0 and "Usage" in run.out

    def test_a_wrong_setting_is_named(self, command: Command, built: Settings) -> None:
        assert "ASSISTANT_DENSE_WEIGHT" in clean(command("search", "x", data=built.data, dense_weight=7), 2)

    def test_config_prints_every_setting_with_its_meaning(self, command: Command, tmp_path: Path) -> None:
        run = command("config", data=tmp_path, batch=4)
        assert run.code == 0 and "ASSISTANT_BATCH = 4" in run.out
        for name, field in Settings.model_fields.items():
            assert f"ASSISTANT_{name.upper()} =" in run.out and str(field.description) in run.out

    def test_every_command_of_the_design_is_there(self) -> None:
        from assistant.cli import commands

        tree = commands()
        groups = {group.name for group in tree.registered_groups if group.name}
        singles = {c.name or c.callback.__name__ for c in tree.registered_commands if c.callback}
        for group in tree.registered_groups:
            if not group.name and group.typer_instance:
                singles |= {c.name or "" for c in group.typer_instance.registered_commands}
        assert {"index", "ask", "search", "config", "serve"} <= singles | groups
        assert {"corpus", "register", "eval"} <= {
            name
            for g in tree.registered_groups
            if g.typer_instance
            for name in [g.typer_instance.info.name]
            if name
        } | groups


class TestCorpus:
    def test_a_document_by_any_of_its_names(self, command: Command, built: Settings) -> None:
        run = command("corpus", "show", "NĐ 20/2021", data=built.data)
        assert run.code == 0 and "Điều 39" in run.out

    def test_an_unknown_document(self, command: Command, built: Settings) -> None:
        assert "corpus list" in clean(command("corpus", "show", "Nghị định 999/1999", data=built.data), 1)

    def test_a_file_that_cannot_be_read(self, command: Command, tmp_path: Path) -> None:
        clean(command("corpus", "add", tmp_path / "khong-co.txt", data=tmp_path / "data"), 1)
        (tmp_path / "rong.txt").write_text("\n \n")
        clean(command("corpus", "add", tmp_path / "rong.txt", data=tmp_path / "data"), 1)

    def test_a_passage_file_with_a_wrong_line_adds_nothing(self, command: Command, tmp_path: Path) -> None:
        file = tmp_path / "p.jsonl"
        for bad in ("{", '{"id": "a"}', '{"id": "", "text": "x"}', json.dumps({"id": "x" * 201, "text": "x"})):
            file.write_text('{"id": "1", "text": "một"}\n' + bad, encoding="utf-8")
            assert "Dòng 2" in clean(command("corpus", "add", file, data=tmp_path / "data", shipped=0), 1)
        assert not list((tmp_path / "data").rglob("*.jsonl"))
