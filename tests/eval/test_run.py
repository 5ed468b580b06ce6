"""A whole evaluation through the real command line: run, report, compare, convert, check."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from corpus.settings import Settings
from eval import report
from eval.run import bare

ROWS = [
    {"id": "hạn", "question": "Sở Y tế báo cáo khi nào?", "expect": [["30/6"], ["31/12"]], "cite": ["ke-hoach-dak-nong#muc-vi/3"], "tags": {"kind": "when"}},
    {"id": "sai", "question": "Sở Y tế báo cáo cho ai?", "expect": ["<b>không có trong văn bản</b>"], "forbid": ["UBND tỉnh"], "tags": {"kind": "who"}},
    {"id": "vàng", "question": "Giá vàng hôm nay bao nhiêu?", "status": "refused", "tags": {"kind": "refusal"}},
    {"id": "dài", "question": "a " * 1500, "status": "refused", "split": "dev", "tags": {"kind": "refusal"}},
]  # fmt: skip


def jsonl(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("\n".join(json.dumps({"as_of": "2022-06-01", **r}, ensure_ascii=False) for r in rows), "utf-8")
    return path


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return jsonl(tmp_path_factory.mktemp("set") / "bo.jsonl", ROWS)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory, built: Settings, asked: Path) -> Path:
    """The folder of a run of ours on the tiny set, every question also without diacritics."""
    from eval.questions import load
    from eval.run import run, save

    folder = tmp_path_factory.mktemp("run")
    made = run(built, load([asked]), with_baselines=False, strip=True)
    save(made, folder)
    report.write(made, folder)
    return folder


def test_the_command_prints_the_summary_and_writes_the_report(
    command: Callable[..., Any], built: Settings, asked: Path, tmp_path: Path
) -> None:
    ran = command("eval", "run", "--questions", asked, "--out", tmp_path / "r", "--no-baselines", data=built.data)
    assert ran.code == 0 and "nDCG@10" in ran.out
    written = {p.name for p in (tmp_path / "r").iterdir()}
    assert written == {"summary.json", "results.jsonl", "report.md", "report.html", "summary.html"}


def test_the_summary_tells_what_was_run_and_how_it_went(out: Path) -> None:
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    assert summary["questions"]["total"] == 4 and summary["questions"]["ids"]["dev"] == ["dài"]
    assert summary["configuration"]["model"] and len(summary["configuration_hash"]) == 12
    test = summary["systems"]["ours"]["splits"]["test"]
    assert test["n"] == 3 and test["answers"]["right"] == {**test["answers"]["right"], "value": 0.6667, "n": 3}
    assert summary["systems"]["ours"]["wrong"] == ["sai"]
    assert test["tags"]["kind"]["when"]["right"]["value"] == 1.0
    assert test["answers"]["quote_exact"]["value"] == 1.0 and test["answers"]["violations"]["value"] == 0.0
    assert test["retrieval"]["recall@10"]["n"] == 1
    assert "báo cáo" not in json.dumps(summary, ensure_ascii=False).lower(), "bản tóm tắt không chứa lời câu hỏi"


def test_results_keep_every_answer_of_every_system(out: Path) -> None:
    rows = [json.loads(line) for line in (out / "results.jsonl").read_text("utf-8").splitlines()]
    assert [(r["system"], r["id"]) for r in rows] == [(s, r["id"]) for s in ("ours", "ours-bare") for r in ROWS]
    assert rows[4]["question"] == "So Y te bao cao khi nao?"
    assert rows[0]["given"]["citations"] and rows[3]["given"]["status"] == "refused"


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(k, v or "") for k, v in attrs]


@pytest.mark.parametrize("name", ["report.html", "summary.html"])
def test_the_page_asks_for_nothing_outside_itself(out: Path, name: str) -> None:
    text = (out / name).read_text("utf-8")
    page = _Page()
    page.feed(text)
    assert not {"script", "link", "img", "iframe", "object"} & set(page.tags)
    assert not {"src", "href", "srcset", "onclick"} & {k for k, _ in page.attributes}
    assert "url(" not in text and "@import" not in text
    assert page.tags.count("svg") >= 3
    for svg in re.findall(r"<svg.*?</svg>", text, re.DOTALL):
        ET.fromstring(svg)


def test_the_page_shows_every_wrong_answer_and_nothing_is_markup(out: Path) -> None:
    text = (out / "report.html").read_text("utf-8")
    assert text.count("<details>") == 2, "một câu sai, hai cách gõ"
    assert "&lt;b&gt;không có trong văn bản" in text and "<b>" not in text
    assert "Sở Y tế báo cáo cho ai?" in text and "ke-hoach-dak-nong#muc-vi/3" in text
    assert json.loads((out / "summary.json").read_text("utf-8"))["configuration_hash"] in text


def test_the_fragment_is_made_of_the_summary_alone(out: Path) -> None:
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    fragment = report.summary_html(summary)
    assert fragment == (out / "summary.html").read_text("utf-8")
    assert fragment.startswith("<div") and fragment.endswith("</div>") and "<html" not in fragment


def test_a_run_equals_itself(command: Callable[..., Any], out: Path) -> None:
    same = command("eval", "compare", out, out / "summary.json")
    assert same.code == 0 and "Nay sai (0)" in same.out


def test_a_foreign_set_beside_the_baselines(
    command: Callable[..., Any], new_data: Callable[[], Path], tmp_path: Path
) -> None:
    texts = [
        "Người thuê trả tiền nhà trước ngày mồng năm hằng tháng.",
        "Chủ nhà sửa mái trong mười ngày kể từ khi được báo.",
        "Tiền cọc bằng hai tháng tiền thuê.",
    ]
    rows = ["question,context,answer", *(f'"{q}","{t}","{a}"' for q, t, a in zip(["Bao giờ trả tiền nhà?", "Ai sửa mái nhà?", "Cọc bao nhiêu?"], texts, ["trước ngày mồng năm", "Chủ nhà", "hai tháng tiền thuê"], strict=True))]  # fmt: skip
    (tmp_path / "bo.csv").write_text("\n".join(rows), "utf-8")
    own = {"data": new_data(), "shipped": 0}
    converted = command("eval", "convert", tmp_path / "bo.csv", "--out", tmp_path, "--as-of", "2026-01-01", **own)
    assert converted.code == 0 and "3 đoạn" in converted.out
    assert command("corpus", "add", tmp_path / "passages.jsonl", **own).code == 0
    ran = command(
        "eval", "run", "--questions", tmp_path / "questions.jsonl", "--out", tmp_path / "r", "--baselines", **own
    )
    assert ran.code == 0
    summary = json.loads((tmp_path / "r" / "summary.json").read_text("utf-8"))
    assert list(summary["systems"]) == ["ours", "afternoon", "bm25", "dense", "rrf"]
    for system in summary["systems"].values():
        test = system["splits"]["test"]
        assert test["retrieval"]["recall@10"]["value"] == 1.0
        assert test["answers"]["quote_exact"]["value"] == 1.0


def test_wrong_usage_says_so(command: Callable[..., Any], built: Settings, asked: Path, tmp_path: Path) -> None:
    assert command("eval", "run", "--split", "train", data=built.data).code == 2
    assert command("eval", "run", "--questions", tmp_path / "không.jsonl", data=built.data).code == 2
    nothing = command("eval", "compare", tmp_path, tmp_path)
    assert nothing.code == 2 and "assistant eval run" in nothing.err
    assert command("eval", "convert", asked, "--out", tmp_path, "--as-of", "hôm qua").code == 2


def test_the_check_fails_on_a_fault(command: Callable[..., Any], built: Settings, tmp_path: Path) -> None:
    good = jsonl(tmp_path / "good.jsonl", [r for r in ROWS if r["id"] != "sai"])
    assert command("eval", "check", "--questions", good, data=built.data).code == 0
    bad = jsonl(tmp_path / "bad.jsonl", [{**ROWS[0], "cite": ["ke-hoach-dak-nong#muc-vi/99"]}])
    found = command("eval", "check", "--questions", bad, data=built.data)
    assert found.code == 1 and "muc-vi/99" in found.out


def test_questions_are_stripped_as_people_type_them() -> None:
    assert bare("Đắk Nông: trợ cấp ở ĐÂU?") == "Dak Nong: tro cap o DAU?"
