"""The README's tables of figures, filled from the committed results: nobody types a figure.

A table stands between ``<!-- eval:begin -->`` and ``<!-- eval:end -->`` (``eval/summary.json``), or ``bench`` in
place of ``eval`` (``eval/bench.json``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from corpus.errors import StorageFault, UsageError
from eval import bench, report

HERE = Path(__file__).parent
COMMITTED = {"eval": HERE / "summary.json", "bench": HERE / "bench.json"}


def adopt(folder: Path, committed: Mapping[str, Path] = COMMITTED) -> list[Path]:
    """Take a run's results as the committed ones; returns the files written. Raises UsageError if it holds none."""
    written = []
    for path in committed.values():
        source = folder / path.name
        if source.is_file():
            path.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
            written.append(path)
    if not written:
        raise UsageError(f"{folder} không có summary.json hay bench.json. Hãy chạy: assistant eval run")
    return written


def fill(file: Path, committed: Mapping[str, Path] = COMMITTED) -> bool:
    """Rewrite the marked tables; returns whether the file changed. Raises UsageError where there is no mark."""
    try:
        before = file.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"Không đọc được {file}.") from error
    after = filled(before, {name: _read(path) for name, path in committed.items() if path.is_file()})
    if after == before:
        return False
    try:
        file.write_text(after, encoding="utf-8")
    except OSError as error:
        raise StorageFault(f"Không ghi được {file} ({error.strerror}).") from error
    return True


def filled(text: str, results: Mapping[str, Mapping[str, Any]]) -> str:
    """The text with every marked table made anew from its result."""
    found = False
    for name, result in results.items():
        begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
        pattern = re.compile(re.escape(begin) + r".*?" + re.escape(end), re.DOTALL)
        made = f"{begin}\n{TABLES[name](result)}\n{end}"
        text, count = pattern.subn(lambda _, made=made: made, text)  # type: ignore[misc]
        found = found or bool(count)
    if not found:
        raise UsageError("Không có bảng nào được đánh dấu, ví dụ <!-- eval:begin --> … <!-- eval:end -->.")
    return text


def eval_table(summary: Mapping[str, Any]) -> str:
    """The table of systems on the test split, and how it was made."""
    split = "test" if "test" in next(iter(summary["systems"].values()))["splits"] else "dev"
    return "\n\n".join(
        [
            f"{report.names()['splits'][split]}: {report.about(summary)}",
            report.markdown_table(*report.comparison(summary, split)),
        ]
    )


def bench_table(found: Mapping[str, Any]) -> str:
    """The tables of speed and of growth."""
    parts = [f"Máy: {found['machine']}, ngày {found['made']}.", report.markdown_table(*bench.table(found))]
    if found["growth"]:
        parts += [report.markdown_table(*bench.growth_table(found)), bench.growth_note(found)]
    return "\n\n".join(part for part in parts if part)


TABLES: dict[str, Callable[[Mapping[str, Any]], str]] = {"eval": eval_table, "bench": bench_table}


def _read(path: Path) -> dict[str, Any]:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise UsageError(f"{path} bị hỏng. Hãy chạy lại: assistant eval run, rồi assistant eval readme") from error
