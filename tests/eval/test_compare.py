"""Two runs: what got better and worse, and when a fall fails."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import UsageError
from eval.compare import compare, read
from eval.run import FORMAT


def summary(right: float = 0.9, wrong: tuple[str, ...] = ("c",), split: str = "test") -> dict[str, Any]:
    figure = {"value": right, "low": right - 0.05, "high": min(1.0, right + 0.05), "n": 100}
    part = {"n": 100, "answers": {"right": figure}, "retrieval": {}, "tags": {}, "curve": []}
    return {
        "format": FORMAT,
        "configuration_hash": "x",
        "corpus": "y",
        "model": {"name": "m", "fingerprint": "z"},
        "questions": {"fingerprint": {split: "f"}, "ids": {split: ["a", "b", "c"]}},
        "systems": {"ours": {"title": "Ta", "splits": {split: part}, "latency_ms": {}, "wrong": list(wrong)}},
    }


@pytest.mark.parametrize(
    "now, fell", [(0.9, False), (1.0, False), (0.86, False), (0.85, False), (0.8499, True), (0.2, True)]
)
def test_a_fall_counts_once_it_leaves_the_interval(now: float, fell: bool) -> None:
    assert bool(compare(summary(0.9), summary(now)).fallen) is fell


def test_a_fall_on_the_development_side_is_told_but_does_not_fail() -> None:
    before, after = summary(0.9), summary(0.9)
    for s, value in ((before, 0.9), (after, 0.1)):
        dev = copy.deepcopy(summary(value)["systems"]["ours"]["splits"]["test"])
        s["systems"]["ours"]["splits"]["dev"] = dev
        s["questions"]["fingerprint"]["dev"] = "g"
    found = compare(before, after)
    assert not found.fallen and any("GIẢM" in line for line in found.lines)


def test_questions_that_changed_sides_are_named() -> None:
    text = "\n".join(compare(summary(wrong=("a", "c")), summary(wrong=("b", "c"))).lines)
    assert "Nay đúng (1): a" in text and "Nay sai (1): b" in text


def test_questions_only_one_run_was_asked_are_not_held_against_it() -> None:
    after = summary(wrong=("c", "mới"))
    after["questions"]["ids"]["test"].append("mới")
    after["questions"]["fingerprint"]["test"] = "khác"
    text = "\n".join(compare(summary(), after).lines)
    assert "Nay sai (0)" in text and "bộ câu hỏi đã thay đổi" in text


@pytest.mark.parametrize("key", ["configuration_hash", "corpus", "model"])
def test_another_configuration_is_said(key: str) -> None:
    assert "khác nhau" in compare(summary(), {**summary(), key: "khác"}).lines[0]


def test_runs_without_a_common_test_side_cannot_be_compared() -> None:
    with pytest.raises(UsageError, match="không so được"):
        compare(summary(), summary(split="dev"))


def test_the_exit_code_follows(command: Callable[..., Any], tmp_path: Path) -> None:
    for name, value in (("cu", 0.9), ("moi", 0.5)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "summary.json").write_text(json.dumps(summary(value)), "utf-8")
    assert command("eval", "compare", tmp_path / "moi", tmp_path / "cu").code == 0
    fell = command("eval", "compare", tmp_path / "cu", tmp_path / "moi" / "summary.json")
    assert fell.code == 1 and "Giảm quá khoảng tin cậy" in fell.err


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 0, "systems": {}}'])
def test_what_is_no_summary_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "summary.json"
    path.write_text(content, "utf-8")
    with pytest.raises(UsageError):
        read(path)
