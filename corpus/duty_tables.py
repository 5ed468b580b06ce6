"""Duties of a table: a row with a task, who leads it, who helps and by when."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.actors import collectives, named
from corpus.agencies import Agencies, Body
from corpus.deadlines import Deadline, deadlines
from corpus.duty import Obligation
from corpus.duty_words import kind_of
from corpus.model import Document, Provision
from corpus.text import search_key

_COLUMNS = {
    "action": r"nội dung|nhiệm vụ|công việc|hoạt động|giải pháp",
    "lead": r"chủ trì|thực hiện(?! nhiệm)|chịu trách nhiệm|phụ trách|đầu mối",
    "with": r"phối hợp",
    "when": r"thời hạn|thời gian|hoàn thành|tiến độ|thời điểm",
    "to": r"nơi nhận|cấp trình|báo cáo|cấp phê duyệt",
}
_MOST = 60


def columns(line: str) -> list[str]:
    """The roles of a table's columns when the line is its head, else nothing."""
    cells = [c.strip().lower() for c in line.strip().strip("|").split("|")]
    roles = [_role(c) if len(c) < _MOST else "" for c in cells]
    return roles if "lead" in roles and "action" in roles and len(roles) >= 2 else []


def _role(cell: str) -> str:
    # "Đơn vị phối hợp thực hiện", "Thời gian thực hiện" are told by their first distinctive word.
    order = ("with", "when", "to", "lead", "action")
    return next((r for r in order if re.search(_COLUMNS[r], cell)), "")


def row(
    document: Document, provision: Provision, agencies: Agencies, roles: list[str], start: int, end: int
) -> Iterator[Obligation]:
    """The duty of one line; nothing for lines of another shape or without a body."""
    words = document.text[start:end]
    cells = _cells(words, len(roles))
    if len(cells) != len(roles):
        return
    by_role: dict[str, str] = {}
    for role, cell in zip(roles, cells, strict=True):
        by_role.setdefault(role, cell)
    bodies = _bodies(by_role.get("lead", ""), agencies)
    if not bodies:
        return
    when = by_role.get("when", "")
    to = named(by_role.get("to", ""), agencies)
    yield Obligation(
        document.id,
        document.anchor(provision),
        provision.label,
        bodies,
        kind_of(search_key(by_role["action"]), bool(to)),
        by_role["action"],
        to[0].body if to else None,
        None,
        _bodies(by_role.get("with", ""), agencies),
        tuple(Deadline(when, d.rule, 0, len(when)) for d in _times(when)),
        words,
        start,
        end,
        document.level,
        named=(start, end),
    )


def _times(when: str) -> list[Deadline]:
    """A cell says its time without "trước" or "trong"."""
    return deadlines(when) or deadlines(f"trước ngày {when}" if when[:1].isdigit() else f"trong {when}")


def _cells(line: str, count: int) -> list[str]:
    """The cells of a line; bars around it are none, but a last empty cell is one."""
    cells = [c.strip() for c in line.split("|")]
    if len(cells) > count and not cells[0]:
        cells = cells[1:]
    return cells[:-1] if len(cells) > count and not cells[-1] else cells


def _bodies(cell: str, agencies: Agencies) -> tuple[Body, ...]:
    """The bodies of a cell, those without a name of their own ("Các chủ rừng") too."""
    known = named(cell, agencies)
    loose = [m for m in collectives(cell) if not any(m.start < k.end and k.start < m.end for k in known)]
    return tuple(m.body for m in sorted([*known, *loose], key=lambda m: m.start))
