"""Two runs side by side: what got better, what got worse, and whether the test split fell beyond its interval."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import UsageError
from eval.report import names, percent
from eval.run import FORMAT

# What may not fall: a value of the new run below the low end of the old run's interval is a fall.
WATCHED = (("answers", "right"), ("answers", "cited"), ("answers", "refusal_f1"), ("retrieval", "ndcg@10"))


@dataclass(frozen=True)
class Comparison:
    """Lines for a person to read, and the watched figures that fell on the test split."""

    lines: tuple[str, ...]
    fallen: tuple[str, ...]


def read(place: Path) -> dict[str, Any]:
    """The summary in a run's folder, or a summary file. Raises UsageError."""
    path = place / "summary.json" if place.is_dir() else place
    try:
        summary = json.loads(path.read_text(encoding="utf-8"))
        if summary["format"] != FORMAT or not summary["systems"]:
            raise UsageError(f"{path} do phiên bản khác của chương trình ghi. Hãy chạy lại: assistant eval run")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"Không có kết quả đánh giá ở {place}. Hãy chạy: assistant eval run --out {place}"
        ) from error
    return summary


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> Comparison:
    """Ours of two summaries. Only splits both have are compared; only questions both were asked are named."""
    lines: list[str] = []
    fallen: list[str] = []
    for key, title in (
        ("configuration_hash", "Thiết đặt"),
        ("corpus", "Văn bản"),
        ("model", "Mô hình"),
    ):
        if before[key] != after[key]:
            lines.append(f"{title} khác nhau giữa hai lần chạy.")
    old, new = before["systems"]["ours"], after["systems"]["ours"]
    both = [split for split in ("test", "dev") if split in old["splits"] and split in new["splits"]]
    if "test" not in both:
        raise UsageError("Hai lần chạy không cùng có phần chấm (test) nên không so được.")
    for split in both:
        prints = [s["questions"]["fingerprint"].get(split) for s in (before, after)]
        if prints[0] != prints[1]:
            lines.append(f"{names()['splits'][split]}: bộ câu hỏi đã thay đổi giữa hai lần chạy.")
        for group, key in WATCHED:
            first, second = (s["splits"][split][group].get(key) for s in (old, new))
            if first is None or second is None:
                continue
            title = f"{names()['splits'][split]}, {names()[group][key]}"
            fell = second["value"] < first["low"] - 1e-9
            lines.append(f"{title}: {percent(first)} → {percent(second)}{'  GIẢM' if fell else ''}")
            if fell and split == "test":
                fallen.append(title)
    ids = _common(before, after, both)
    was, now = set(old["wrong"]), set(new["wrong"])
    better, worse = sorted((was - now) & ids), sorted((now - was) & ids)
    lines.append(f"Nay đúng ({len(better)}): {', '.join(better) or 'không có'}")
    lines.append(f"Nay sai ({len(worse)}): {', '.join(worse) or 'không có'}")
    return Comparison(tuple(lines), tuple(fallen))


def _common(before: Mapping[str, Any], after: Mapping[str, Any], both: list[str]) -> set[str]:
    asked = [{i for split in both for i in s["questions"]["ids"].get(split, ())} for s in (before, after)]
    return asked[0] & asked[1]
