"""Ten steps for somebody new: read from the register, the structure and what has changed, each with its clauses."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import escape
from pathlib import Path

from assistant.knowledge import Knowledge
from assistant.register_rows import bodies
from assistant.web import tables
from assistant.web.sources import STATE_NAMES, Sources, document_url
from corpus.abbreviations import DATA as ABBREVIATIONS
from corpus.agencies import Body
from corpus.model import Document
from corpus.obligations import Obligation
from corpus.register import duties_of
from corpus.text import fold

_FEW, _SOME = 6, 10


@dataclass(frozen=True)
class Step:
    """One step of the path; ``html`` is its body."""

    title: str
    html: str


@dataclass(frozen=True)
class _Path:
    knowledge: Knowledge
    sources: Sources
    body: Body | None
    day: date

    @property
    def plan(self) -> Document:
        return (self.knowledge.plans or self.knowledge.documents)[0]

    @property
    def norm(self) -> Document | None:
        """The norm to begin with: the one with most articles."""
        return max(self.knowledge.norms, key=lambda d: len(d.provisions), default=None)


def steps(knowledge: Knowledge, sources: Sources, body: Body | None, day: date) -> list[Step]:
    """The reading path for a body (None: nobody in particular) on a day; empty without documents."""
    if not knowledge.documents:
        return []
    path = _Path(knowledge, sources, body, day)
    return [Step(title, make(path)) for title, make in _STEPS]


def _what(p: _Path) -> str:
    plan = p.plan
    anchor = plan.anchor(plan.provisions[0]) if plan.provisions else plan.id
    return (
        f"<p><strong>{escape(plan.entry.title)}</strong></p><p>{p.sources.status(plan, p.day)}</p>"
        f"{tables.glimpse(p.sources, anchor)}"
        f'<p><a href="{escape(document_url(plan.id))}" target="_blank" rel="noopener">Đọc toàn văn</a></p>'
    )


def _parts(p: _Path) -> str:
    tops = [q for q in p.plan.provisions if len(q.path) == 1]
    rows = (f"<li>{tables.link(_line(p.plan.own(q)), p.plan.anchor(q))}</li>" for q in tops)
    return f"<ul>{''.join(rows)}</ul>"


def _basis(p: _Path) -> str:
    rows = []
    for document_id in p.knowledge.store.ids(passages=False):
        d = p.knowledge.document(document_id)
        if d.id != p.plan.id:
            state = STATE_NAMES[p.knowledge.validity.in_force(d.id, p.day).state]
            url = escape(document_url(d.id))
            rows.append(
                f'<li><a href="{url}" target="_blank" rel="noopener">{escape(d.entry.short or d.id)}</a>: '
                f"{escape(d.entry.title[:120])} ({state})</li>"
            )
    return f"<ul>{''.join(rows)}</ul>"


def _figures(p: _Path) -> str:
    rows = [t for t in p.knowledge.register.targets if t.value is not None][:_SOME]
    return tables.targets_table(rows, "Những chỉ tiêu đầu tiên; xem đủ ở thẻ Chỉ tiêu")


def _who(p: _Path) -> str:
    duties = p.knowledge.register.obligations
    rows = []
    for body in bodies(p.knowledge)[:12]:
        mine = [r for r in duties if body in r.bodies]
        first = next((r for r in mine if r.kind in ("stand", "lead")), mine[0])
        rows.append(
            (
                escape(body.name),
                str(len(mine)),
                f"{escape(first.action[:120])} ({tables.link(first.label, first.anchor, first.start, first.end)})",
            )
        )
    return tables.table("Những cơ quan được giao nhiều việc nhất", ("Cơ quan", "Số việc", "Ví dụ"), rows)


def _mine(p: _Path) -> str:
    if p.body is None:
        return "<p>Hãy chọn cơ quan của bạn ở trên.</p>"
    rows = duties_of(p.knowledge.register.obligations, p.body, p.knowledge.agencies)
    return tables.duties_table(rows[:_SOME], f"{p.body.name}: {min(len(rows), _SOME)} trong {len(rows)} việc")


def _deadlines(p: _Path) -> str:
    rows = _rows(p)
    timed = [r for r in rows if r.deadlines]
    return tables.upcoming_list(p.knowledge, rows, p.day, _FEW) + tables.duties_table(
        timed[:_SOME], "Việc có thời hạn"
    )


def _reports(p: _Path) -> str:
    rows = [r for r in _rows(p) if r.recipient and r.kind in ("report", "send", "submit", "advise")]
    if not rows:
        return "<p>Các văn bản không giao việc báo cáo nào.</p>"
    return tables.duties_table(rows[:_SOME], "Báo cáo, gửi, trình")


def _norm(p: _Path) -> str:
    norm = p.norm
    if norm is None:
        return "<p>Chưa có văn bản quy phạm nào.</p>"
    articles = [q for q in norm.provisions if len(q.path) == 1 and q.path[0].startswith("dieu-")]
    rows = "".join(f"<li>{tables.link(_line(norm.own(q), 100), norm.anchor(q))}</li>" for q in articles)
    return (
        f"<p><strong>{escape(norm.entry.short)}</strong>: {escape(norm.entry.title)}</p><p>{p.sources.status(norm, p.day)}</p>"
        f"<details><summary>{len(articles)} điều</summary><ul>{rows}</ul></details>{_rates(p)}"
    )


def _rates(p: _Path) -> str:
    rows = []
    for name in dict.fromkeys(r.name for r in p.knowledge.validity.rates):
        rate = p.knowledge.validity.rate(name, p.day)
        if rate:
            basis = escape(rate.basis) if not rate.anchor else tables.link(rate.basis, rate.anchor)
            amount = f"{rate.amount:,}".replace(",", ".")
            since = "/".join(reversed(rate.start.split("-")))
            rows.append((escape(rate.title), f"{amount} đồng/tháng", since, basis))
    return tables.table("Mức đang áp dụng", ("Mức", "Số tiền", "Từ ngày", "Căn cứ"), rows) if rows else ""


def _changed(p: _Path) -> str:
    named = [d.id for d in p.knowledge.documents]
    return tables.changes(p.knowledge, named, [p.body] if p.body else [], p.day) or "<p>Chưa ghi nhận thay đổi.</p>"


_STEPS: tuple[tuple[str, Callable[[_Path], str]], ...] = (
    ("Kế hoạch này là gì", _what),
    ("Kế hoạch gồm những phần nào", _parts),
    ("Các văn bản liên quan và hiệu lực", _basis),
    ("Những con số chính", _figures),
    ("Ai làm gì", _who),
    ("Việc của cơ quan bạn", _mine),
    ("Thời hạn của bạn", _deadlines),
    ("Bạn báo cáo cho ai", _reports),
    ("Văn bản quy định, nói gọn", _norm),
    ("Điều gì đã thay đổi", _changed),
)
TITLES = tuple(title for title, _ in _STEPS)


def glossary(wanted: str = "") -> str:
    """Abbreviations and terms that hold the wanted words, as HTML."""
    asked = fold(wanted).split()
    rows = [
        (f"<strong>{escape(term)}</strong>", escape(meaning))
        for term, meaning in _terms()
        if all(w in fold(f"{term} {meaning}") for w in asked)
    ]
    return (
        tables.table("Chữ viết tắt và từ dùng", ("Từ", "Nghĩa"), rows) if rows else "<p>Không có từ nào khớp.</p>"
    )


@lru_cache(maxsize=1)
def _terms() -> list[tuple[str, str]]:
    own = tomllib.loads(Path(__file__).with_name("glossary.toml").read_text(encoding="utf-8"))["terms"]
    short = tomllib.loads(ABBREVIATIONS.read_text(encoding="utf-8"))["always"]
    opened = {s: full[:1].upper() + full[1:] for s, full in short.items() if s.isupper() or "-" in s or "&" in s}
    return sorted([*own.items(), *opened.items()], key=lambda pair: fold(pair[0]))


def _rows(p: _Path) -> list[Obligation]:
    rows = list(p.knowledge.register.obligations)
    return duties_of(rows, p.body, p.knowledge.agencies) if p.body else rows


def _line(text: str, most: int = 140) -> str:
    words = " ".join(text.split())
    return words if len(words) <= most else words[:most].rsplit(" ", 1)[0] + "…"
