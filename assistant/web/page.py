"""The page: its tabs, over one served assistant. Tabs fill when they are opened."""

from __future__ import annotations

import os
import tomllib
from html import escape
from pathlib import Path
from typing import Any

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

import gradio as gr

from assistant.web import (
    chat,
    documents_tab,
    evaluation_tab,
    feedback_tab,
    newcomer_tab,
    register_tab,
    targets_tab,
)
from assistant.web.access import Person
from assistant.web.served import Served
from corpus.errors import AssistantError

TITLE = "Trợ lý Kế hoạch và văn bản"
HEAD = (
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<link rel="stylesheet" href="/tinh/style.css"><script src="/tinh/page.js" defer></script>'
)

_TABS = (
    ("Nhiệm vụ & hạn báo cáo", "nhiem-vu", register_tab),
    ("Chỉ tiêu", "chi-tieu", targets_tab),
    ("Văn bản", "van-ban", documents_tab),
    ("Người mới", "nguoi-moi", newcomer_tab),
    ("Đánh giá", "danh-gia", evaluation_tab),
)


def theme() -> gr.themes.Base:
    """Calm colours and the fonts of the computer it is read on."""
    return gr.themes.Default(
        primary_hue=gr.themes.colors.teal,
        neutral_hue=gr.themes.colors.slate,
        font=["system-ui", "Segoe UI", "Roboto", "Noto Sans", "sans-serif"],
        font_mono=["ui-monospace", "Consolas", "monospace"],
        text_size=gr.themes.sizes.text_md,
        radius_size=gr.themes.sizes.radius_md,
    ).set(
        button_primary_background_fill="#0b5f58",
        button_primary_background_fill_hover="#094d47",
        button_primary_background_fill_dark="#0b5f58",
        button_primary_text_color="#ffffff",
        body_text_color="#1b2a2a",
        body_text_color_subdued="#4b5d5d",
        block_label_text_color="#33474a",
        input_placeholder_color="#5b6e6d",
        input_placeholder_color_dark="#a3b1c2",
        link_text_color="#0b5f58",
        color_accent="#0b5f58",
        checkbox_label_text_color_selected="#1b2a2a",
    )


def words() -> gr.I18n:
    """Gradio's own words in Vietnamese, whatever the browser's language."""
    table = tomllib.loads(Path(__file__).with_name("gradio_vi.toml").read_text(encoding="utf-8"))
    return gr.I18n(vi=table, en=table)


def build(served: Served) -> gr.Blocks:
    """The Blocks of the whole page."""
    with gr.Blocks(title=TITLE, fill_width=True, analytics_enabled=False, delete_cache=(3600, 3600)) as page:
        head = gr.HTML(header(None), elem_id="dau-trang")
        with gr.Tabs(elem_id="cac-the"):
            with gr.Tab("Hỏi đáp", id="hoi"):
                chat.build(served)
            for name, key, module in _TABS:
                with gr.Tab(name, id=key, elem_id=f"the-{key}") as tab:
                    module.build(served, tab)
            with gr.Tab("Góp ý", id="gop-y", elem_id="the-gop-y", visible=False) as opinions:
                feedback_tab.build(served, opinions)

        def greet(request: gr.Request) -> tuple[str, Any]:
            person = served.door.person(dict(request.headers), dict(request.cookies))
            return header(person), gr.update(visible=bool(person and person.may("admin")))

        page.load(greet, None, [head, opinions], show_progress="hidden", api_visibility="private")
        api_ask(served)
    page.queue(default_concurrency_limit=16, max_size=256, api_open=True)
    return page


def api_ask(served: Served) -> None:
    """The one endpoint for gradio_client: ``client.predict(question, as_of, api_name="/ask")``."""

    def ask(question: str, as_of: str, request: gr.Request) -> dict[str, Any]:
        """Câu trả lời cho một câu hỏi, như /api/ask; as_of là YYYY-MM-DD hoặc để trống."""
        try:
            person = chat.person_of(served, request)
            return served.ask(question, chat.read_day(as_of), (), person).to_json()
        except AssistantError as error:
            raise gr.Error(str(error), print_exception=False) from None

    gr.api(ask, api_name="ask", concurrency_limit=16, concurrency_id="ask")


def header(person: Person | None) -> str:
    """The title line, with who is logged in."""
    who = ""
    if person and person.name:
        who = (
            f'<form method="post" action="/dang-xuat" class="ai"><span>{escape(person.name)}</span>'
            '<button type="submit" class="nut-nho">Đăng xuất</button></form>'
        )
    return f'<header class="dau"><h1>{TITLE}</h1>{who}</header>'
