"""Văn bản: contents, text, status, search inside; and adding a document, with what was recognised shown first."""

from __future__ import annotations

import contextlib
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.web.chat import person_of
from assistant.web.register_tab import safely
from assistant.web.served import Served
from assistant.web.sources import LEVEL_NAMES, documents
from assistant.web.upload import Pending, add, recognise
from corpus.errors import AssistantError

FORMATS = [".pdf", ".docx", ".doc", ".html", ".htm", ".txt", ".md", ".png", ".jpg", ".jpeg", ".tif", ".tiff"]


def build(served: Served, tab: gr.Tab) -> None:
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    with gr.Row():
        chosen = gr.Dropdown(label="Văn bản", choices=[], elem_id="chon-van-ban", scale=3, filterable=True)
        words = gr.Textbox(label="Tìm trong văn bản", placeholder="gõ rồi bấm Enter", elem_id="tim-trong", scale=2)
    with gr.Accordion("Thêm văn bản", open=False, visible=False, elem_id="them-van-ban") as adding:
        gr.HTML("<p>Nhận PDF, DOCX, HTML, TXT, Markdown và ảnh quét. Tệp được đọc và cho xem trước khi thêm.</p>")
        file = gr.File(label="Chọn tệp", file_types=FORMATS, elem_id="chon-tep", height=110)
        seen = gr.HTML("", elem_id="nhan-ra", elem_classes="noi-dung")
        with gr.Row(visible=False) as deciding:
            document_id = gr.Textbox(label="Mã văn bản", elem_id="ma-van-ban", max_length=200)
            replacing = gr.Checkbox(label="Thay bản đã thêm trước đó", value=False)
            yes = gr.Button("Thêm vào", variant="primary", elem_id="them-vao")
            no = gr.Button("Bỏ")
        progress = gr.HTML("", elem_id="tien-do", elem_classes="noi-dung")
        clock = gr.Timer(1.0, active=False)
    found = gr.HTML("", elem_id="tim-thay", elem_classes="noi-dung")
    shown = gr.HTML("<p>Đang mở…</p>", elem_id="van-ban", elem_classes="noi-dung")
    pending = gr.State(None)

    def listed() -> list[tuple[str, str]]:
        return [
            (f"{d.entry.short or d.id} — {d.entry.title[:48]} ({LEVEL_NAMES[d.level]})", d.id)
            for d in documents(served.assistant.knowledge)
        ]

    def opened(now: str | None, request: gr.Request) -> tuple[Any, Any, str]:
        try:
            rows, person = listed(), person_of(served, request)
        except AssistantError as error:
            return gr.skip(), gr.skip(), f'<p class="luu-y">{escape(str(error))}</p>'
        ids = [value for _, value in rows]
        value = now if now in ids else ids[0] if ids else None
        return gr.update(choices=rows, value=value), gr.update(visible=person.may("editor")), show(value)

    def show(value: str | None) -> str:
        if not value:
            return "<p>Chưa có văn bản nào.</p>"
        return safely(lambda: served.sources.document(value))

    def search(value: str | None, wanted: str) -> str:
        if not value or not (wanted or "").strip():
            return ""
        return safely(lambda: served.sources.found(served.assistant.knowledge.document(value), wanted))

    tab.select(opened, chosen, [chosen, adding, shown], **quiet)
    chosen.input(show, chosen, shown, **quiet).then(search, [chosen, words], found, **quiet)
    words.submit(search, [chosen, words], found, **quiet)

    def read(path: str | None, request: gr.Request) -> tuple[Any, ...]:
        if not path:
            return "", None, gr.update(visible=False), ""
        try:
            person_of(served, request).need("editor")
            got = recognise(served, Path(path))
        except AssistantError as error:
            return f'<p class="luu-y" role="alert">{escape(str(error))}</p>', None, gr.update(visible=False), ""
        return got.html, got, gr.update(visible=True), got.document_id

    def confirm(got: Pending | None, name: str, over: bool, request: gr.Request) -> tuple[Any, ...]:
        keep = (gr.skip(), gr.skip(), gr.skip(), gr.skip(), gr.skip())
        if got is None:
            return keep
        try:
            person_of(served, request).need("editor")
            said = add(served, got, name, over)
        except AssistantError as error:
            return (*keep[:4], f'<p class="luu-y" role="alert">{escape(str(error))}</p>')
        return None, "", gr.update(visible=False), gr.Timer(active=True), f"<p>{escape(said)}</p>"

    def tick() -> tuple[Any, ...]:
        work = served.work
        if work.running:
            share = f" {100 * work.done // work.total}%" if work.total else ""
            return f'<p role="status">Đang lập chỉ mục: {escape(work.stage)}{share}</p>', gr.skip(), gr.skip()
        choices: Any = gr.skip()
        with contextlib.suppress(AssistantError):
            choices = gr.update(choices=listed())
        return f'<p role="status">{escape(work.said)}</p>', gr.Timer(active=False), choices

    file.upload(read, file, [seen, pending, deciding, document_id], **quiet)
    file.clear(
        lambda: ("", None, gr.update(visible=False), ""), None, [seen, pending, deciding, document_id], **quiet
    )
    yes.click(confirm, [pending, document_id, replacing], [file, seen, deciding, clock, progress], **quiet)
    no.click(lambda: (None, "", None, gr.update(visible=False)), None, [file, seen, pending, deciding], **quiet)
    clock.tick(tick, None, [progress, clock, chosen], **quiet)
