"""Người mới: the reading path for an office, the glossary, the quiz."""

from __future__ import annotations

import random
from datetime import date
from html import escape
from typing import Any

import gradio as gr

from assistant import register_rows
from assistant.web import onboarding, quiz, tables
from assistant.web.register_tab import ALL, safely
from assistant.web.served import Served
from corpus.errors import AssistantError

_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def build(served: Served, tab: gr.Tab) -> None:
    with gr.Tabs(elem_id="nguoi-moi"):
        with gr.Tab("Đường đọc mười bước"):
            agency = gr.Dropdown(
                label="Cơ quan của bạn",
                choices=[("Chưa chọn", ALL)],
                value=ALL,
                elem_id="co-quan-moi",
                filterable=True,
            )
            path = gr.HTML("<p>Đang soạn…</p>", elem_id="muoi-buoc", elem_classes="noi-dung")
        with gr.Tab("Từ và chữ viết tắt") as terms:
            words = gr.Textbox(label="Tìm từ", elem_id="tim-tu")
            meanings = gr.HTML("", elem_id="tu-dien", elem_classes="noi-dung")
        with gr.Tab("Tự kiểm tra") as test:
            _quiz(served, test)

    def choices() -> Any:
        try:
            named = [(b.name, b.id) for b in register_rows.bodies(served.assistant.knowledge)]
        except AssistantError:
            named = []
        return gr.update(choices=[("Chưa chọn", ALL), *named])

    def show(chosen: str | None) -> str:
        return safely(lambda: path_html(served, chosen or ALL, date.today()))

    tab.select(choices, None, agency, **_QUIET).then(show, agency, path, **_QUIET)
    agency.change(show, agency, path, **_QUIET)
    terms.select(onboarding.glossary, words, meanings, **_QUIET)
    words.change(onboarding.glossary, words, meanings, **_QUIET)


def path_html(served: Served, agency: str, day: date) -> str:
    """The ten steps as sections that open one by one."""
    knowledge = served.assistant.knowledge
    body = register_rows.body_of(knowledge, agency) if agency else None
    made = onboarding.steps(knowledge, served.sources, body, day)
    parts = [
        f'<details class="buoc"{" open" if n == 1 else ""}><summary>{n}. {escape(step.title)}</summary>'
        f'<div class="than-buoc">{step.html}</div></details>'
        for n, step in enumerate(made, 1)
    ]
    return "".join(parts) or "<p>Chưa có văn bản nào.</p>"


def _quiz(served: Served, test: gr.Tab) -> None:
    state = gr.State({})
    asked = gr.HTML("", elem_id="cau-kiem-tra", elem_classes="noi-dung")
    options = gr.Radio(label="Chọn một câu trả lời", choices=[], visible=False, elem_id="lua-chon")
    with gr.Row():
        answer = gr.Button("Trả lời", variant="primary", visible=False, elem_id="tra-loi")
        onward = gr.Button("Câu tiếp", visible=False, elem_id="cau-tiep")
        again = gr.Button("Làm bài mới", elem_id="bai-moi")
    said = gr.HTML("", elem_id="giai-thich", elem_classes="noi-dung")
    out = [state, asked, options, answer, onward, said]

    def start() -> tuple[Any, ...]:
        try:
            items = quiz.draw(served.assistant.knowledge.register, random.SystemRandom().randrange(2**31))
        except AssistantError as error:
            return ({}, f"<p>{escape(str(error))}</p>", *[gr.update(visible=False)] * 3, "")
        return _ask({"items": items, "at": 0, "score": 0})

    def _ask(now: dict[str, Any]) -> tuple[Any, ...]:
        items, at = now.get("items") or [], now.get("at", 0)
        if not items:
            return (now, "<p>Sổ chưa có gì để hỏi.</p>", *[gr.update(visible=False)] * 3, "")
        if at >= len(items):
            done = f"<h2>Xong: đúng {now['score']}/{len(items)} câu.</h2>"
            return (now, done, *[gr.update(visible=False)] * 3, "")
        item = items[at]
        text = (
            f'<p class="the-nho">Câu {at + 1}/{len(items)} · đúng {now["score"]}</p><p>{escape(item.question)}</p>'
        )
        shown = gr.update(choices=list(item.options), value=None, visible=True, interactive=True)
        return now, text, shown, gr.update(visible=True), gr.update(visible=False), ""

    def check(now: dict[str, Any], chosen: str | None) -> tuple[Any, ...]:
        if not chosen or not now.get("items") or now["at"] >= len(now["items"]):
            return now, gr.skip(), gr.skip(), gr.skip(), "<p>Hãy chọn một câu trả lời.</p>"
        item = now["items"][now["at"]]
        right = chosen == item.right
        now = {**now, "at": now["at"] + 1, "score": now["score"] + int(right)}
        verdict = "Đúng." if right else f"Chưa đúng. Câu trả lời là: {item.right}."
        where = tables.link(item.label, item.anchor, item.start, item.end)
        text = (
            f'<p role="status"><strong>{escape(verdict)}</strong></p><blockquote>{escape(item.quote)}</blockquote>'
            f"<p>{where}</p>"
        )
        return now, gr.update(interactive=False), gr.update(visible=False), gr.update(visible=True), text

    def first(now: dict[str, Any]) -> tuple[Any, ...]:
        return start() if not now else tuple(gr.skip() for _ in out)

    test.select(first, state, out, **_QUIET)
    again.click(start, None, out, **_QUIET)
    answer.click(check, [state, options], [state, options, answer, onward, said], **_QUIET)
    onward.click(_ask, state, out, **_QUIET)
