"""Góp ý: what people said of answers, for administrators."""

from __future__ import annotations

from html import escape

import gradio as gr

from assistant.web import tables
from assistant.web.chat import person_of
from assistant.web.served import Served
from corpus.errors import AssistantError

_SHOWN = 200
RATINGS = {"up": "hữu ích", "down": "chưa đúng"}


def build(served: Served, tab: gr.Tab) -> None:
    shown = gr.HTML("", elem_id="cac-gop-y", elem_classes="noi-dung")

    def show(request: gr.Request) -> str:
        try:
            person_of(served, request).need("admin")
        except AssistantError as error:
            return f'<p class="luu-y">{escape(str(error))}</p>'
        return feedback_html(served)

    tab.select(show, None, shown, show_progress="hidden", api_visibility="private")


def feedback_html(served: Served) -> str:
    """The latest feedback first."""
    rows = list(served.journal.feedbacks())[-_SHOWN:][::-1]
    if not rows:
        return "<p>Chưa có góp ý nào.</p>"
    cells = [
        (
            escape(str(r.get("time", ""))[:16].replace("T", " ")),
            escape(str(r.get("user", ""))),
            escape(RATINGS.get(str(r.get("rating")), "")),
            escape(str(r.get("question", ""))),
            escape(str(r.get("comment", ""))),
        )
        for r in rows
    ]
    return tables.table(f"{len(rows)} góp ý gần nhất", ("Lúc", "Người", "Đánh giá", "Câu hỏi", "Góp ý"), cells)
