"""Ten questions drawn from the register: what is to be reached, who does what, by when; the clause explains."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.web.tables import target_value
from corpus.obligations import Obligation
from corpus.register import Register
from corpus.targets import Target

LENGTH = 10
_OPTIONS = 4


@dataclass(frozen=True)
class Item:
    """One question with its options; ``right`` is one of them, the clause is where it stands."""

    question: str
    options: tuple[str, ...]
    right: str
    document: str
    anchor: str
    label: str
    quote: str
    start: int
    end: int


def draw(register: Register, seed: int, count: int = LENGTH) -> list[Item]:
    """At most ``count`` questions, kinds mixed, none asked twice. The same seed draws the same questions."""
    chance = random.Random(seed)
    kinds: list[Callable[[Register, random.Random], Iterator[Item]]] = [_targets, _bodies, _deadlines]
    made = [list(kind(register, chance)) for kind in kinds]
    asked = Counter(item.question for items in made for item in items)
    made = [[item for item in items if asked[item.question] == 1] for items in made]  # asked twice: two answers
    for items in made:
        chance.shuffle(items)
    drawn: list[Item] = []
    while len(drawn) < count and any(made):
        for items in made:
            if items and len(drawn) < count:
                drawn.append(items.pop())
    return drawn


def _targets(register: Register, chance: random.Random) -> Iterator[Item]:
    rows = [t for t in register.targets if t.value is not None and len(t.indicator) > 8]
    for t in rows:
        right = target_value(t)
        others = [target_value(o) for o in rows if o.unit == t.unit] + _near(t)
        year = f" đến năm {t.year}" if t.year else ""
        question = f"Chỉ tiêu{year}: {t.indicator.strip(' ,;.')} là bao nhiêu?"
        if item := _item(question, right, others, t, chance):
            yield item


def _near(t: Target) -> list[str]:
    """Values that could have been: for a unit with few targets."""
    assert t.value is not None
    steps = (0.8, 0.9, 1.1, 1.25)
    values = [round(t.value * s, 1 if t.value < 10 else 0) for s in steps]
    return [target_value(replace(t, value=v)) for v in values if t.unit != "%" or 0 < v <= 100]


def _bodies(register: Register, chance: random.Random) -> Iterator[Item]:
    rows = [r for r in register.obligations if len(r.bodies) == 1 and 30 < len(r.action) < 220]
    names = sorted({b.name for r in register.obligations for b in r.bodies})
    count: dict[str, int] = {}
    for r in rows:
        count[r.action] = count.get(r.action, 0) + 1
    for r in rows:
        name = r.bodies[0].name
        if count[r.action] > 1 or name.lower() in r.action.lower():
            continue
        if item := _item(f"Cơ quan nào: {r.action.strip(' ,;.')}?", name, names, r, chance):
            yield item


def _deadlines(register: Register, chance: random.Random) -> Iterator[Item]:
    rows = [r for r in register.obligations if r.bodies and len(r.deadlines) == 1 and len(r.action) < 260]
    texts = sorted({r.deadlines[0].text for r in rows})
    for r in rows:
        when = r.deadlines[0].text
        action = r.action.replace(when, "…").strip(" ,;.")
        question = f"Thời hạn của việc: {r.bodies[0].name} {action}?"
        if len(action) > 20 and (item := _item(question, when, texts, r, chance)):
            yield item


def _item(
    question: str, right: str, others: Sequence[str], row: Obligation | Target, chance: random.Random
) -> Item | None:
    wrong = [o for o in dict.fromkeys(others) if o.lower() != right.lower()]
    if len(wrong) < _OPTIONS - 1:
        return None
    options = [right, *chance.sample(wrong, _OPTIONS - 1)]
    chance.shuffle(options)
    return Item(
        " ".join(question.split()), tuple(options), right,
        row.document, row.anchor, row.label, row.quote, row.start, row.end,
    )  # fmt: skip
