"""The page people meet: a chat beside the sources of the last answer."""

from __future__ import annotations

import os
from html import escape

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

import gradio as gr

from assistant.answer import Answer
from assistant.service import Assistant
from corpus.errors import AssistantError
from corpus.settings import settings

EXAMPLES = [
    "Cơ quan nào giữ vai trò thường trực của Kế hoạch?",
    "Chỉ tiêu bảo hiểm y tế đến năm 2025?",
    "UBND huyện báo cáo cho ai, trước ngày nào?",
    "nguon kinh phi thuc hien ke hoach",
]
CSS = """
.sources mark { background: #fff1a8; padding: 0 .1em; }
.sources article { border-left: 3px solid #2f6f4f; padding: .2em .8em; margin: 0 0 1em; white-space: pre-line; }
.sources h3 { margin: 0 0 .3em; font-size: 1rem; }
footer { display: none !important; }
"""


def build(assistant: Assistant) -> gr.Blocks:
    """The page over one open assistant."""

    def reply(message: str, history: list[dict[str, object]]) -> tuple[str, str]:
        try:
            answer = assistant.ask(message)
        except AssistantError as error:
            return str(error), ""
        notes = "".join(f"\n\n> {notice.text}" for notice in answer.notices)
        return answer.answer + notes, sources(assistant, answer)

    with gr.Blocks(title="Trợ lý Kế hoạch và văn bản", fill_height=True) as page:
        gr.Markdown(
            "## Trợ lý Kế hoạch và văn bản\nHỏi bằng tiếng Việt, có dấu hay không dấu; mỗi ý đều kèm nguyên văn."
        )
        with gr.Row():
            panel = gr.HTML("<p>Nguồn của câu trả lời hiện ở đây.</p>", elem_classes="sources", render=False)
            with gr.Column(scale=3):
                gr.ChatInterface(
                    reply, examples=EXAMPLES, additional_outputs=[panel], api_name="ask", concurrency_limit=8
                )
            with gr.Column(scale=2):
                gr.Markdown("### Nguồn trích dẫn")
                panel.render()
    return page


def sources(assistant: Assistant, answer: Answer) -> str:
    """The cited clauses with the quote marked; all document text is escaped."""
    parts = []
    for c in answer.citations:
        document = assistant.searcher.store.document(c.document)
        provision = document.by_path[c.anchor.split("#", 1)[1]]
        start, end = min(provision.start, c.start), max(provision.end, c.end)
        before, after = document.text[start : c.start], document.text[c.end : end]
        parts.append(
            f"<article><h3>[{c.id}] {escape(c.label)}</h3>{escape(before)}<mark>{escape(c.quote)}</mark>{escape(after)}</article>"
        )
    return "".join(parts) or "<p>Câu trả lời này không có trích dẫn.</p>"


def serve(host: str, port: int) -> None:
    """Open the index and serve until stopped."""
    page = build(Assistant(settings()))
    print(f"Trang hỏi đáp: http://{host}:{port}", flush=True)
    page.launch(server_name=host, server_port=port, css=CSS, quiet=True, show_error=False)
