"""The README's figures come from the committed results and from nowhere else."""

from pathlib import Path
from typing import Any

import pytest

from corpus.errors import UsageError
from eval import readme

SUMMARY: dict[str, Any] = {
    "made": "2026-01-01", "machine": "máy", "documents": 1, "clauses": 2, "model": {"name": "m", "fingerprint": "f"},
    "questions": {"total": 3, "dev": 1, "test": 2},
    "systems": {
        "ours": {"title": "Trợ lý này", "latency_ms": {"p50": 12.34, "p95": 56.7},
                 "splits": {"test": {"answers": {"right": {"value": 0.9312, "low": 0.9, "high": 0.96, "n": 2}}, "retrieval": {}}}}
    },
}  # fmt: skip
TIMES = {"p50": 10.0, "p95": 20.0, "per_s": 90.0}
BENCH: dict[str, Any] = {
    "made": "2026-01-01", "machine": "máy", "build": {"cold_s": 22.5, "warm_s": 1.5, "clauses": 624},
    "embedding": {"ours_per_s": 48.0, "plain_per_s": 12.0, "ratio": 4.0},
    "ask_1": TIMES, "ask_16": TIMES, "search_1": TIMES, "search_16": TIMES, "memory_mb": 900,
    "afternoon": {"build_s": 15.0, "chunks": 110, "search_1": TIMES, "search_16": TIMES},
    "growth": [{"clauses": 10000, "real": False, "build_s": 300.0, "search": TIMES, "ask": TIMES, "memory_mb": 1200, "disk_mb": 80}],
}  # fmt: skip
TEXT = "# A\n\n<!-- eval:begin -->\ncũ\n<!-- eval:end -->\n\nGiữa.\n\n<!-- bench:begin --><!-- bench:end -->\n\nCuối.\n"


def test_marked_tables_are_made_anew_and_nothing_else_is_touched() -> None:
    text = readme.filled(TEXT, {"eval": SUMMARY, "bench": BENCH})
    assert "cũ" not in text and "93,1% (90,0–96,0)" in text and "| 12 ms | 57 ms |" in text
    assert text.startswith("# A\n\n<!-- eval:begin -->") and "\n\nGiữa.\n\n" in text and text.endswith("Cuối.\n")
    assert "48,0 (gấp 4,0)" in text and "10.000" in text
    assert readme.filled(text, {"eval": SUMMARY, "bench": BENCH}) == text, "làm lại không đổi gì thêm"


def test_a_figure_that_changes_changes_the_table() -> None:
    other = {**BENCH, "memory_mb": 901}
    assert readme.filled(TEXT, {"bench": BENCH}) != readme.filled(TEXT, {"bench": other})


def test_a_file_without_marks_is_refused() -> None:
    with pytest.raises(UsageError, match="eval:begin"):
        readme.filled("# A", {"eval": SUMMARY})


def test_results_are_adopted_and_written(tmp_path: Path) -> None:
    import json

    committed = {"eval": tmp_path / "giữ" / "summary.json", "bench": tmp_path / "giữ" / "bench.json"}
    (tmp_path / "giữ").mkdir()
    with pytest.raises(UsageError, match="assistant eval run"):
        readme.adopt(tmp_path, committed)
    (tmp_path / "summary.json").write_text(json.dumps(SUMMARY), "utf-8")
    assert readme.adopt(tmp_path, committed) == [committed["eval"]]
    page = tmp_path / "README.md"
    page.write_text(TEXT, "utf-8")
    assert readme.fill(page, committed) and not readme.fill(page, committed)
    assert "93,1%" in page.read_text("utf-8")


@pytest.mark.skipif(not readme.COMMITTED["eval"].is_file(), reason="chưa có eval/summary.json")
def test_the_products_readme_says_what_was_measured() -> None:
    page = Path(__file__).parents[2] / "README.md"
    text = page.read_text("utf-8")
    if "<!-- eval:begin -->\n<!-- eval:end -->" in text:
        pytest.skip("các bảng của README chưa được ghi lần nào: assistant eval readme")
    results = {name: readme._read(path) for name, path in readme.COMMITTED.items() if path.is_file()}
    assert readme.filled(text, results) == text, "chạy: assistant eval readme"
