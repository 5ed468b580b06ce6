"""Nhiệm vụ & hạn báo cáo: a body, its duties, the next due dates, the reporting chain, files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import escape
from typing import Any
from urllib.parse import urlencode

import gradio as gr

from assistant import register_rows
from assistant.knowledge import Knowledge
from assistant.web import tables
from assistant.web.served import Served
from corpus import chain
from corpus.agencies import Body
from corpus.errors import AssistantError
from corpus.register import duties_of

ALL = ""


def build(served: Served, tab: gr.Tab) -> None:
    """The tab; it fills when it is opened."""
    agency = gr.Dropdown(label="Cơ quan", choices=[("Tất cả", ALL)], value=ALL, elem_id="co-quan", filterable=True)
    shown = gr.HTML("<p>Đang đọc sổ…</p>", elem_id="so", elem_classes="noi-dung")

    def choices() -> object:
        try:
            named = [(b.name, b.id) for b in register_rows.bodies(served.assistant.knowledge)]
        except AssistantError:
            named = []
        return gr.update(choices=[("Tất cả", ALL), *named])

    def show(chosen: str | None) -> str:
        return safely(lambda: duties_html(served, chosen or ALL, date.today()))

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    tab.select(choices, None, agency, **quiet).then(show, agency, shown, **quiet)
    agency.change(show, agency, shown, **quiet)


def duties_html(served: Served, agency: str, today: date) -> str:
    """Everything the tab shows for one body ("" for all)."""
    knowledge = served.assistant.knowledge
    rows = register_rows.duties(knowledge, agency)
    body = register_rows.body_of(knowledge, agency) if agency else None
    name = body.name if body else "tất cả cơ quan"
    query = {"agency": agency} if agency else {}
    files = " ".join(
        f'<a class="nut-nho" download href="/api/register/obligations?{escape(urlencode({**query, "format": form}))}">{text}</a>'
        for form, text in (("xlsx", "Tải XLSX"), ("ics", "Tải lịch .ics"), ("csv", "Tải CSV"))
    )
    documents = dict.fromkeys(r.document for r in rows)
    timed = [r for r in rows if r.deadlines]
    drawn = chain_svg(knowledge, body)
    chain = (
        f'<h3>Chuỗi báo cáo</h3><div class="chuoi" tabindex="0" role="region" aria-label="Sơ đồ chuỗi báo cáo">{drawn}</div>'
        if drawn
        else ""
    )
    return (
        f"<h2>{escape(name[:1].upper() + name[1:])}: {len(rows)} nhiệm vụ, {len(timed)} có thời hạn</h2>"
        f'<p class="nut">{files}</p>'
        f"{tables.changes(knowledge, documents, [body] if body else [], today)}"
        f"<h3>Sắp đến hạn (12 tháng tới)</h3>{tables.upcoming_list(knowledge, rows, today)}{chain}"
        f"{tables.duties_table(timed, 'Nhiệm vụ có thời hạn')}"
        f"{tables.duties_table([r for r in rows if not r.deadlines], 'Nhiệm vụ khác')}"
    )


def chain_svg(knowledge: Knowledge, body: Body | None) -> str:
    """Who reports, submits and sends to whom around a body (None: everybody), drawn; "" when nobody does."""
    rows = knowledge.register.obligations
    if body is not None:
        mine = {id(r) for r in duties_of(rows, body, knowledge.agencies)}
        rows = tuple(r for r in rows if id(r) in mine or body in (r.recipient, r.via, *r.also_to))
    if not any(r.recipient for r in rows):
        return ""
    return chain.svg(rows, {e.id: e.short or e.id for e in knowledge.catalogue.entries})


def safely(make: Callable[[], str]) -> str:
    """What ``make`` returns, or the reason there is nothing, as HTML."""
    try:
        return make()
    except AssistantError as error:
        return f'<p class="luu-y" role="alert">{escape(str(error))}</p>'
