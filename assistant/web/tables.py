"""Rows of the register as HTML: duties, dates, targets. All text is escaped; every row links to its clause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from html import escape

from assistant.knowledge import Knowledge
from assistant.web.sources import STATE_NAMES, Sources, source_url
from corpus.agencies import Body
from corpus.obligations import Obligation
from corpus.register import due_dates
from corpus.targets import Target

_AHEAD = timedelta(days=365)
_COMPARE = {"=": "", ">=": "ít nhất ", ">": "trên ", "<=": "không quá ", "<": "dưới ", "~": "khoảng "}


def link(text: str, anchor: str, start: int | None = None, end: int | None = None) -> str:
    """A link that opens a clause in the panel."""
    return f'<a href="{escape(source_url(anchor, start, end))}">{escape(text)}</a>'


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are HTML already."""
    top = "".join(f'<th scope="col">{escape(h)}</th>' for h in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return (
        f'<div class="bang-cuon" tabindex="0" role="region" aria-label="{escape(caption)}"><table class="bang">'
        f"<caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def duties_table(rows: Sequence[Obligation], caption: str) -> str:
    """Duties with who, what, to whom, when."""
    cells = []
    for row in rows:
        when = "; ".join(d.text for d in row.deadlines)
        to = ", ".join(b.name for b in (row.recipient, *row.also_to) if b)
        via = f" (qua {row.via.name})" if row.via else ""
        cells.append(
            (
                escape(", ".join(b.name for b in row.bodies)),
                escape(_short(row.action)),
                escape(to + via),
                escape(when),
                link(row.label, row.anchor, row.start, row.end),
            )
        )
    return table(caption, ("Cơ quan", "Việc", "Gửi, trình", "Thời hạn", "Điều khoản"), cells)


def upcoming(rows: Sequence[Obligation], today: date, most: int = 40) -> list[tuple[date, Obligation]]:
    """The days within a year on which duties fall due, in order."""
    found = [(day, row) for row in rows for day in due_dates(row, today, today + _AHEAD)]
    return sorted(found, key=lambda pair: pair[0])[:most]


def upcoming_list(knowledge: Knowledge, rows: Sequence[Obligation], today: date, most: int = 40) -> str:
    """The next due days; a day on which its document no longer applies says so."""
    days = upcoming(rows, today, most)
    if not days:
        return "<p>Không có ngày đến hạn nào trong 12 tháng tới.</p>"
    items = "".join(
        f'<li><time datetime="{day}">{day:%d/%m/%Y}</time><span>{escape(_short(row.action, 140))} '
        f"({link(row.label, row.anchor, row.start, row.end)}){_past(knowledge, row.document, day)}</span></li>"
        for day, row in days
    )
    return f'<ul class="sap-toi">{items}</ul>'


def _past(knowledge: Knowledge, document_id: str, day: date) -> str:
    state = knowledge.validity.in_force(document_id, day).state
    return f' <span class="the-nho">{STATE_NAMES[state]}</span>' if state in ("ended", "period-over") else ""


def targets_table(rows: Sequence[Target], caption: str) -> str:
    cells = [
        (
            escape(t.indicator),
            f"<strong>{escape(target_value(t))}</strong>" if t.value is not None else "",
            str(t.year or ""),
            link(t.label, t.anchor, t.start, t.end),
        )
        for t in rows
    ]
    return table(caption, ("Chỉ tiêu", "Mức", "Năm", "Điều khoản"), cells)


def target_value(t: Target) -> str:
    """ "trên 90.000 lượt người"."""
    if t.value is None:
        return ""
    text = f"{t.value:,.10f}".rstrip("0").rstrip(".")
    number = text.replace(",", "\0").replace(".", ",").replace("\0", ".")
    space = "" if t.unit == "%" else " "
    return f"{_COMPARE.get(t.comparator, '')}{number}{space}{t.unit}"


def changes(knowledge: Knowledge, documents: Iterable[str], bodies: Iterable[Body], day: date) -> str:
    """What the reader must know has changed, as notices."""
    plans = {d.id for d in knowledge.plans if not d.added}
    named = list(documents)
    notes = knowledge.validity.notes(named, [b.id for b in bodies], day, any(d in plans for d in named))
    lines = "".join(f'<p class="luu-y">{escape(n.text)}</p>' for n in notes[:8])
    if len(notes) <= 2:
        return lines
    return f'<details class="cac-luu-y"><summary>{len(notes)} lưu ý về hiệu lực</summary>{lines}</details>'


def glimpse(sources: Sources, anchor: str, most: int = 420) -> str:
    """The beginning of a clause with a link to all of it."""
    document, provision = sources.place(anchor)
    if provision is None:
        return ""
    words = " ".join(document.words(provision).split())
    shown = escape(words[:most]) + ("…" if len(words) > most else "")
    return f"<blockquote>{shown}</blockquote><p>{link(provision.label, anchor)}</p>"


def _short(text: str, most: int = 260) -> str:
    words = " ".join(text.split())
    words = words[:1].upper() + words[1:]
    return words if len(words) <= most else words[:most].rsplit(" ", 1)[0] + "…"
