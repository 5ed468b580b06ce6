"""Đánh giá: the latest evaluation summary, read from its files. The room that measures is never imported."""

from __future__ import annotations

import json
import re
import tomllib
from contextlib import suppress
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.web import tables
from assistant.web.served import Served
from corpus.settings import Settings

_COMMITTED = Path(__file__).parents[2] / "eval"
_ACTIVE = re.compile(
    r"<(?:script|iframe|object|embed|link|meta)|\son\w+\s*=|javascript:|(?:src|href)\s*=\s*[\"']?(?:\w+:)?//|url\(",
    re.IGNORECASE,
)
_NONE = "<p>Chưa có kết quả đánh giá. Chạy: <code>assistant eval run</code></p>"
_SPLITS = {"test": "phần chấm", "dev": "phần chỉnh", "all": "tất cả"}


def build(served: Served, tab: gr.Tab) -> None:
    shown = gr.HTML("<p>Đang mở…</p>", elem_id="danh-gia", elem_classes="noi-dung")
    tab.select(lambda: summary_html(served.settings), None, shown, show_progress="hidden", api_visibility="private")


def summary_html(settings: Settings, committed: Path = _COMMITTED) -> str:
    """The latest run of this machine, else the one the product came with: its own fragment, or its main figures."""
    for folder in (settings.data / "eval" / "latest", committed):
        with suppress(OSError, ValueError):
            fragment = (folder / "summary.html").read_text(encoding="utf-8")
            if not _ACTIVE.search(fragment):
                return fragment
        try:
            return figures(json.loads((folder / "summary.json").read_text(encoding="utf-8")), _names(committed))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
    return _NONE


def figures(summary: dict[str, Any], names: dict[str, Any]) -> str:
    """A table for each split: systems by the headline figures, with intervals."""
    parts = [f"<p>{escape(str(summary['made']))} · {escape(str(summary['machine']))}</p>"]
    chosen = [
        (group, key) for group in ("answers", "retrieval") for key in names.get("headline", {}).get(group, ())
    ]
    systems: dict[str, Any] = summary["systems"]
    for split, name in _SPLITS.items():
        rows = []
        for key, system in systems.items():
            found = system["splits"].get(split)
            if found and found.get("n"):
                cells = [_figure(found.get(group, {}).get(figure)) for group, figure in chosen]
                rows.append([escape(str(system.get("title", key))), str(found["n"]), *cells])
        if rows:
            heads = ["Hệ thống", "Số câu", *(str(names.get(g, {}).get(k, k)) for g, k in chosen)]
            parts.append(tables.table(name.capitalize(), heads, rows))
    return "".join(parts)


def _figure(value: Any) -> str:
    """``93,1% (88,4–97,0)``."""
    if not isinstance(value, dict):
        return "–"
    value, low, high = (f"{float(value[k]):.1f}".replace(".", ",") for k in ("value", "low", "high"))
    return f"{value}% ({low}–{high})"


def _names(folder: Path) -> dict[str, Any]:
    try:
        return tomllib.loads((folder / "names.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
