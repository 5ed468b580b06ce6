"""An answer as the chat shows it: [1] marks as links to their clauses, notices, what was understood. Text is escaped.

An answer's text holds words of documents anybody may have added, so nothing in it may become Markdown or HTML but
line structure, bold and the marks.
"""

from __future__ import annotations

import re
from html import escape

from assistant.answer import Answer, Notice
from assistant.web.sources import cited
from corpus.text import search_key

_MARK = re.compile(r"\[(\d{1,3})\]")
_SPECIAL = re.compile(r"([\\`\[\]!_~|#$])|(?<![\w*])\*(?=\s)|(?m:^)(\s*)([>+=])")
_UNDERSTOOD = "Hiểu là"
_REWRITTEN = "Câu chữ do mô hình ngôn ngữ viết lại, đã đối chiếu với từng trích dẫn."


def safe(text: str) -> str:
    """Markdown that renders as the text itself (line starts "- " and "1. " and bold stay what they are)."""
    text = escape(text, quote=False)
    return _SPECIAL.sub(lambda m: f"{m[2] or ''}\\{m[1] or m[3] or '*'}", text)


def with_links(answer: Answer, text: str | None = None) -> str:
    """The answer's text with every mark a link that opens its quote; unknown marks stay as they are written."""
    links = {c.id: (cited(c), c.label) for c in answer.citations}
    parts, at = [], 0
    words = answer.answer if text is None else text
    for mark in _MARK.finditer(words):
        parts.append(safe(words[at : mark.start()]))
        number = int(mark[1])
        if number in links:
            url, label = links[number]
            title = re.sub(r'["\\<>\[\]()\n]', " ", label)
            parts.append(f'[\\[{number}\\]]({url} "{title}")')
        else:
            parts.append(safe(mark[0]))
        at = mark.end()
    parts.append(safe(words[at:]))
    return "".join(parts)


def message(answer: Answer, spoken: str = "") -> str:
    """The whole chat message. ``spoken`` is the question as it was read, shown where it differs from what was typed."""
    understood = next((n.text for n in answer.notices if n.text.startswith(_UNDERSTOOD)), "")
    if not understood and spoken and search_key(spoken) != search_key(answer.question):
        understood = f"{_UNDERSTOOD}: {spoken}"
    lines = [f'<p class="hieu-la">{escape(understood)}</p>\n\n'] if understood else []
    lines.append(with_links(answer))
    if answer.mode == "llm":
        lines.append(f'\n\n<p class="hieu-la">{_REWRITTEN}</p>')
    for notice in answer.notices:
        if not notice.text.startswith(_UNDERSTOOD):
            lines.append(f'\n\n<p class="luu-y luu-y-{notice.kind}">{escape(_said(notice))}</p>')
    return "".join(lines)


def plain(answer: Answer) -> str:
    """The answer as text to paste elsewhere: its words, then every source with its quote."""
    lines = [f"Hỏi: {answer.question}", "", answer.answer]
    if answer.notices:
        lines += ["", *(f"Lưu ý: {n.text}" for n in answer.notices)]
    if answer.citations:
        lines += ["", "Nguồn:"]
        lines += [f"[{c.id}] {c.label}: “{' '.join(c.quote.split())}”" for c in answer.citations]
    return "\n".join(lines)


def _said(notice: Notice) -> str:
    return f"Lưu ý: {notice.text}" if not notice.text.startswith("Lưu ý") else notice.text
