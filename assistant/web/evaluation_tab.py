"""Đánh giá: the latest evaluation summary, read from its files."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.web import tables
from assistant.web.served import Served
from corpus.settings import Settings

_COMMITTED = Path(__file__).parents[2] / "eval" / "summary.json"


def build(served: Served, tab: gr.Tab) -> None:
    shown = gr.HTML("<p>Đang mở…</p>", elem_id="danh-gia", elem_classes="noi-dung")
    tab.select(lambda: summary_html(served.settings), None, shown, show_progress="hidden", api_visibility="private")


def summary_file(settings: Settings) -> Path | None:
    """The latest run of this machine, else the one the product came with; None when there is none."""
    here = settings.data / "eval" / "latest" / "summary.json"
    return next((p for p in (here, _COMMITTED) if p.is_file()), None)


def summary_html(settings: Settings) -> str:
    """The figures of the summary as tables; whatever its fields are."""
    path = summary_file(settings)
    try:
        data = json.loads(path.read_text(encoding="utf-8")) if path else None
    except (OSError, ValueError):
        data = None
    if not isinstance(data, dict):
        return "<p>Chưa có kết quả đánh giá. Chạy: <code>assistant eval run</code></p>"
    plain = {k: v for k, v in data.items() if not isinstance(v, (dict, list))}
    parts = [_pairs("Lượt đánh giá", plain)] if plain else []
    for name, value in data.items():
        if isinstance(value, dict):
            parts.append(_nested(name, value))
        elif isinstance(value, list) and value and all(isinstance(v, dict) for v in value):
            parts.append(_rows(name, value))
    return "".join(parts)


def _nested(name: str, value: dict[str, Any]) -> str:
    inner = {k: v for k, v in value.items() if isinstance(v, dict)}
    flat = {k: v for k, v in value.items() if not isinstance(v, (dict, list))}
    parts = [_pairs(name, flat)] if flat else []
    if inner:
        parts.append(_rows(name, [{"": k, **v} for k, v in inner.items()]))
    return "".join(parts)


def _rows(name: str, rows: list[dict[str, Any]]) -> str:
    heads = list(dict.fromkeys(k for r in rows for k, v in r.items() if not isinstance(v, (dict, list))))
    return tables.table(name, heads, ([_cell(r.get(h)) for h in heads] for r in rows))


def _pairs(name: str, values: dict[str, Any]) -> str:
    return tables.table(name, ("Mục", "Giá trị"), ((escape(k), _cell(v)) for k, v in values.items()))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        value = f"{value:.3f}".rstrip("0").rstrip(".").replace(".", ",")
    return escape(str(value))
