"""Deadlines as a calendar (RFC 5545): one all-day event for each, recurring where the deadline recurs.

Events carry the exact words of their clause, two reminders, and a UID that stays the same as long as the clause and
its rule do, so that importing again updates instead of doubling.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Alarm, Calendar, Event, vRecur

from corpus.deadlines import Deadline, due
from corpus.duty import Obligation
from corpus.duty_words import kind_names
from corpus.register_tables import names, said

_AHEAD = timedelta(days=366 * 9)
_REMINDERS = (7, 1)
_NAMED = 2


def calendar(
    rows: Sequence[Obligation],
    first: date,
    last: date | None = None,
    who: str = "",
    notes: Mapping[str, str] | None = None,
) -> bytes:
    """The deadlines that fall on ``first`` or later (and not after ``last``); ``who`` names the asker's body.

    ``notes`` says by document id what a reader must know of it. Durations and bare periods have no day: left out.
    """
    made = Calendar()
    made.add("prodid", "-//Tro ly Ke hoach//So nhiem vu//VI")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", f"Hạn của {who}" if who else "Hạn theo văn bản")
    for event in _events(rows, first, last, who, notes or {}):
        made.add_component(event)
    return made.to_ical()


def _events(
    rows: Sequence[Obligation], first: date, last: date | None, who: str, notes: Mapping[str, str]
) -> Iterator[Event]:
    seen: set[str] = set()
    for row in rows:
        for deadline in row.deadlines:
            days = due(deadline.rule, first, last or first + _AHEAD)
            uid = uid_of(row, deadline)
            if days and uid not in seen:
                seen.add(uid)
                yield _event(row, deadline, days[0], last, who, notes.get(row.document, ""), uid)


def uid_of(row: Obligation, deadline: Deadline) -> str:
    words = f"{row.anchor}|{row.quote}|{deadline.rule}"
    return f"{hashlib.sha256(words.encode()).hexdigest()[:24]}@tro-ly-ke-hoach"


def _event(
    row: Obligation, deadline: Deadline, day: date, last: date | None, who: str, note: str, uid: str
) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", datetime.combine(day, time(), UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    rule = str(deadline.rule)
    if rule.startswith("FREQ="):
        recurrence = vRecur.from_ical(rule)
        if last:
            recurrence["UNTIL"] = last
        event.add("rrule", recurrence)
    summary = _summary(row, deadline, who)
    event.add("summary", summary)
    event.add("description", "\n\n".join(filter(None, [f"{said(deadline)}.", f"“{row.quote}”", row.label, note])))
    event.add("categories", [kind_names().get(row.kind, row.kind)])
    event.add("transp", "TRANSPARENT")
    event.add("class", "PUBLIC")
    for before in _REMINDERS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", summary)
        alarm.add("trigger", timedelta(days=-before))
        event.add_component(alarm)
    return event


def _summary(row: Obligation, deadline: Deadline, who: str) -> str:
    shown = who or names(row.bodies[:_NAMED]) + (" và cơ quan khác" if len(row.bodies) > _NAMED else "")
    to = f" → {row.recipient.name}" if row.recipient else ""
    what = kind_names().get(row.kind, row.kind)
    when = said(deadline)
    return f"{shown}: {what}{to} ({when[:1].lower()}{when[1:]})"
