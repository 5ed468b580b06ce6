"""Answers about money for several persons or months: each share worked out, and what they come to together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from assistant.compose_levels import fitting, say
from assistant.draft import Draft
from assistant.knowledge import Knowledge
from assistant.persons import Share, lasting, months, shares, wants_total
from assistant.question import Question, understand
from corpus.levels import Amount, Level, fit, money, work_out

# A share of a sum: for whom or when, the level, its amount and how many times it counts.
Part = tuple[str, Level, Amount, int]


def compose(question: Question, knowledge: Knowledge) -> Draft | None:
    """The levels of persons told apart, or of the months named, and their sum where that is asked for.

    None for one person and month, and where the level of any of them is not sure.
    """
    if not question.wants("amount"):
        return None
    told, when = shares(question.spoken), months(question.spoken, question.as_of)
    total = wants_total(question.spoken) or len(when) > 1
    if len(told) == 1 and not when and not total:
        return None
    parts = []
    for share in told:
        found = _of(share, when, total, question, knowledge)
        if not found:
            return None
        parts += found
    if not when and len({level.anchor.split("/")[0] for _, level, _, _ in parts}) > 1:
        return None  # aids of different articles: not sure that both are meant
    alike = len({(level.anchor, amount.value) for _, level, amount, _ in parts}) == 1
    if alike and not total:
        return None
    if alike and len(parts) > 1:
        parts = [(*parts[0][:3], sum(p[3] for p in parts))]
    if len(told) == 1 and not when:
        name, level, amount, times = parts[0]
        parts = [(name, level, amount, times * lasting(question.spoken, amount.unit))]
        if parts[0][3] == 1:
            return None
    return _say(question, knowledge, parts, total)


def _of(share: Share, when: list[date], total: bool, question: Question, knowledge: Knowledge) -> list[Part]:
    """The amounts of one share; months alike are one part."""
    found: list[Part] = []
    put = question if share.question == question.spoken else understand(share.question, knowledge, question.as_of)
    put = replace(put, asks=question.asks, near=question.near)
    for day in when or [question.day]:
        levels = fitting(replace(put, day=day), knowledge)
        if share.name and levels and fit(levels[0][0], put.people) < 0:
            return []
        amount = work_out(levels[0][0], day, knowledge.validity) if len(levels) == 1 else None
        if amount is None or not amount.unit.startswith("đồng"):
            return []
        name = f"Tháng {day.month}/{day.year}" if when else share.name
        if found and found[-1][2].value == amount.value:
            before = found[-1]
            found[-1] = (f"{before[0].split(' đến ')[0]} đến {name.lower()}", *before[1:3], before[3] + share.times)
        else:
            found.append((name, levels[0][0], amount, share.times))
    return found


def _say(question: Question, knowledge: Knowledge, parts: list[Part], total: bool) -> Draft:
    draft = Draft(knowledge, question, "level", confidence=0.9, listed=True)
    for name, level, amount, _ in parts:
        say(draft, level, amount, opening=name[:1].upper() + name[1:] if len(parts) > 1 else "")
    if not total:
        return draft
    sums = " + ".join(money(a.value) + (f" × {times}" if times > 1 else "") for _, _, a, times in parts)
    value = money(sum(amount.value * times for _, _, amount, times in parts))
    marks = tuple(dict.fromkeys(m for c in draft.claims for m in c.citations))
    text = f"Tổng cộng {value} đồng: {sums} = {value} đồng."
    workings = [c.working for c in draft.claims if c.working]
    draft.claim(text, *marks, working="; ".join([text, *workings]))
    draft.claims.insert(0, draft.claims.pop())
    return draft
