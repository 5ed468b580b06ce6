"""The chat: a question, its streamed answer, suggestions, feedback, copy and export. The talk lives in the session."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import gradio as gr

from assistant.answer import Answer
from assistant.web import marks
from assistant.web.access import Person
from assistant.web.served import Served
from assistant.web.sources import cited
from corpus.errors import AssistantError, LoginNeeded, UsageError

EXAMPLES = (
    "Ai báo cáo cho ai, trước ngày nào?",
    "Cơ quan nào giữ vai trò thường trực?",
    "chi tieu bao hiem y te den nam 2025",
    "Người khuyết tật nặng được trợ cấp bao nhiêu một tháng?",
)
SEARCHING = "*Đang tìm trong văn bản…*"
_SHOWN_TURNS = 200
# What goes before this is no longer meant by "còn …?".
_TOLD_TURNS = 12


@dataclass(frozen=True)
class Turn:
    """A question with its answer, or with the reason there is none."""

    question: str
    answer: Answer | None
    shown: str


def person_of(served: Served, request: gr.Request) -> Person:
    """Who uses the page. Raises LoginNeeded when the session has ended."""
    person = served.door.person(dict(request.headers), dict(request.cookies))
    if person is None:
        raise LoginNeeded("Phiên làm việc đã hết; xin tải lại trang để đăng nhập.")
    return person


def history_of(turns: Sequence[Turn]) -> list[tuple[str, str]]:
    """The talk as the assistant reads it."""
    told = []
    for turn in turns[-_TOLD_TURNS:]:
        told.append(("user", turn.question))
        told.append(("assistant", turn.answer.answer if turn.answer else turn.shown))
    return told


def read_day(text: str | None) -> date | None:
    """The day of the picker, "YYYY-MM-DD" or "D/M/YYYY"; None for an empty one. Raises UsageError."""
    words = (text or "").strip()
    if not words:
        return None
    try:
        if "/" in words:
            day, month, year = (int(part) for part in words.split("/"))
            return date(year, month, day)
        return date.fromisoformat(words[:10])
    except ValueError as error:
        raise UsageError("Thời điểm hỏi chưa đúng; hãy viết ngày/tháng/năm, ví dụ 1/6/2022.") from error


def bubbles(turns: Sequence[Turn], asking: str = "", so_far: str = "") -> list[dict[str, Any]]:
    """Messages for the chat; the suggestions of the last answer are buttons."""
    shown: list[dict[str, Any]] = []
    for n, turn in enumerate(turns[-_SHOWN_TURNS:]):
        shown.append({"role": "user", "content": marks.safe(turn.question)})
        reply: dict[str, Any] = {"role": "assistant", "content": turn.shown}
        last = n == len(turns[-_SHOWN_TURNS:]) - 1 and not asking
        if last and turn.answer and turn.answer.suggestions:
            reply["options"] = [{"label": s, "value": s} for s in turn.answer.suggestions[:4]]
        shown.append(reply)
    if asking:
        shown.append({"role": "user", "content": marks.safe(asking)})
        shown.append({"role": "assistant", "content": so_far or SEARCHING})
    return shown


def build(served: Served) -> gr.Textbox:
    """The tab; returns the question box, which other tabs may fill."""
    turns = gr.State([], time_to_live=int(served.settings.session_hours * 3600))
    rated = gr.State(None)
    chat = gr.Chatbot(
        label="Hỏi đáp",
        show_label=False,
        elem_id="hoi-dap",
        height="100%",
        buttons=[],
        layout="bubble",
        sanitize_html=True,
        allow_tags=False,
        latex_delimiters=[],
        placeholder="### Xin chào\nHỏi về Kế hoạch và các văn bản liên quan, gõ có dấu hay không dấu đều được. "
        "Mỗi ý trong câu trả lời kèm số **[1]** mở đúng câu chữ của điều khoản.",
        examples=[{"text": text} for text in EXAMPLES],
    )
    with gr.Row(visible=False, elem_id="gop-y") as comments:
        comment = gr.Textbox(label="Góp ý thêm (không bắt buộc)", max_length=2000, scale=6)
        give = gr.Button("Gửi góp ý", scale=1, min_width=90)
    with gr.Row(elem_id="o-hoi", equal_height=True):
        box = gr.Textbox(
            label="Câu hỏi",
            show_label=False,
            placeholder="Nhập câu hỏi rồi bấm Enter…",
            lines=1,
            max_lines=6,
            scale=8,
            max_length=served.settings.question_limit,
            elem_id="cau-hoi",
            html_attributes=gr.InputHTMLAttributes(autocapitalize="sentences", lang="vi", spellcheck=False),
        )
        send = gr.Button("Hỏi", variant="primary", scale=1, min_width=72, elem_id="nut-hoi")
    with gr.Row(elem_id="hang-duoi", equal_height=True):
        as_of = gr.Textbox(
            label="Thời điểm hỏi",
            placeholder="hôm nay",
            elem_id="thoi-diem",
            scale=1,
            min_width=150,
        )
        copy = gr.Button("Chép kèm dẫn chiếu", size="sm", min_width=120, elem_id="chep")
        export = gr.Button("Xuất DOCX", size="sm", min_width=90, elem_id="xuat-docx")
        fresh = gr.Button("Cuộc hỏi mới", size="sm", min_width=100, elem_id="hoi-moi")
    plain = gr.Textbox(visible="hidden")
    first = gr.Textbox(visible="hidden")
    file = gr.Textbox(visible="hidden")

    def respond(question: str, day: str | None, told: list[Turn], request: gr.Request) -> Iterator[Any]:
        question = (question or "").strip()
        if not question:
            yield bubbles(told), told, "", gr.skip(), ""
            return
        yield bubbles(told, question), told, "", gr.skip(), ""
        try:
            person = person_of(served, request)
            text, answer = "", None
            for piece in served.stream(question, read_day(day), history_of(told), person):
                if isinstance(piece, Answer):
                    answer = piece
                else:
                    text += piece
                    yield bubbles(told, question, marks.safe(text)), told, "", gr.skip(), ""
            assert answer is not None
            spoken = served.assistant.searcher.spoken(question)
            turn = Turn(question, answer, marks.message(answer, spoken))
        except AssistantError as error:
            turn = Turn(question, None, f'<p class="luu-y">{marks.escape(str(error))}</p>')
        except Exception:
            turn = Turn(question, None, '<p class="luu-y">Có lỗi khi trả lời câu này, xin hỏi lại cách khác.</p>')
        told = [*told, turn]
        copied = marks.plain(turn.answer) if turn.answer else turn.question
        url = cited(turn.answer.citations[0]) if turn.answer and turn.answer.citations else ""
        yield bubbles(told), told, "", copied, url

    def chosen(day: str | None, told: list[Turn], event: gr.SelectData, request: gr.Request) -> Iterator[Any]:
        value = event.value.get("text", "") if isinstance(event.value, dict) else str(event.value)
        yield from respond(value, day, told, request)

    out = [chat, turns, box, plain, first]
    quiet: dict[str, Any] = {
        "show_progress": "hidden",
        "concurrency_limit": 16,
        "concurrency_id": "ask",
        "api_visibility": "private",
    }
    show = "(url) => window.troLy.hien(url)"
    for event in (
        gr.on([box.submit, send.click], respond, [box, as_of, turns], out, **quiet),
        chat.option_select(chosen, [as_of, turns], out, **quiet),
        chat.example_select(chosen, [as_of, turns], out, **quiet),
    ):
        event.then(None, first, None, js=show, api_visibility="private")

    def rate(told: list[Turn], event: gr.LikeData) -> tuple[Any, Any]:
        index = event.index[0] if isinstance(event.index, (list, tuple)) else event.index
        n = int(index or 0) // 2 + max(0, len(told) - _SHOWN_TURNS)
        rating = "up" if event.liked in (True, "Like") else "down"
        return gr.update(visible=n < len(told)), (n, rating)

    def store(told: list[Turn], about: tuple[int, str] | None, words: str, request: gr.Request) -> tuple[Any, ...]:
        if about and about[0] < len(told):
            turn = told[about[0]]
            try:
                person = person_of(served, request)
                said = turn.answer.answer if turn.answer else turn.shown
                day = turn.answer.as_of if turn.answer else ""
                served.journal.feedback(person.name, about[1], turn.question, said, day, words.strip()[:2000])
                gr.Info("Cảm ơn góp ý của bạn.")
            except AssistantError as error:
                gr.Warning(str(error))
        return gr.update(visible=False), "", None

    small: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    chat.like(rate, turns, [comments, rated], **small)
    gr.on([give.click, comment.submit], store, [turns, rated, comment], [comments, comment, rated], **small)
    copy.click(None, plain, None, js="(text) => window.troLy.chep(text)", **small)

    def docx(told: list[Turn], request: gr.Request) -> str:
        from assistant.web.export_docx import conversation

        try:
            person = person_of(served, request)
        except AssistantError as error:
            gr.Warning(str(error))
            return ""
        answered = [t.answer for t in told if t.answer]
        if not answered:
            gr.Warning("Chưa có câu trả lời nào để xuất.")
            return ""
        return base64.b64encode(conversation(answered, served.settings.office, person.name)).decode()

    export.click(docx, turns, file, **small).then(
        None, file, None, js="(data) => window.troLy.tai(data, 'phieu-hoi-dap.docx')", api_visibility="private"
    )
    gr.on([fresh.click, chat.clear], lambda: ([], [], "", "", ""), None, out, **small)
    return box
