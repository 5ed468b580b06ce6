"""Chỉ tiêu: the targets as a table with their clauses."""

from __future__ import annotations

from datetime import date
from typing import Any

import gradio as gr

from assistant.web import tables
from assistant.web.register_tab import safely
from assistant.web.served import Served
from corpus.text import fold


def build(served: Served, tab: gr.Tab) -> None:
    words = gr.Textbox(label="Lọc chỉ tiêu", placeholder="ví dụ: bảo hiểm, hộ nghèo", elem_id="loc-chi-tieu")
    shown = gr.HTML("<p>Đang đọc sổ…</p>", elem_id="chi-tieu", elem_classes="noi-dung")

    def show(wanted: str | None) -> str:
        return safely(lambda: targets_html(served, wanted or ""))

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    tab.select(show, words, shown, **quiet)
    words.change(show, words, shown, **quiet)


def targets_html(served: Served, wanted: str = "") -> str:
    """The targets whose words hold all of the wanted ones, one table a document."""
    knowledge = served.assistant.knowledge
    asked = fold(wanted).split()
    rows = [t for t in knowledge.register.targets if all(w in fold(f"{t.indicator} {t.quote}") for w in asked)]
    if not rows:
        return "<p>Không có chỉ tiêu nào khớp.</p>"
    parts = [
        '<p class="nut"><a class="nut-nho" download href="/api/register/targets?format=csv">Tải CSV</a> '
        '<a class="nut-nho" download href="/api/register/targets?format=xlsx">Tải XLSX</a></p>'
    ]
    for document_id in dict.fromkeys(t.document for t in rows):
        entry = knowledge.document(document_id).entry
        mine = [t for t in rows if t.document == document_id]
        parts.append(tables.changes(knowledge, [document_id], [], date.today()))
        parts.append(tables.targets_table(mine, f"{entry.short or document_id}: {len(mine)} chỉ tiêu"))
    return "".join(parts)
