"""The guard: a claim's figures, dates, numbers, bodies, bounds and negations must be those of its quotes or working.

Every claim is checked, whoever wrote it. Each fact must occur in the evidence, with the bound it has there; and where
the claim goes along with the evidence word by word, nothing that turns the meaning may have been put in, left out or
replaced on the way. Reading the facts is ``assistant.facts``; here they are only compared.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from assistant.answer import Citation, Claim
from assistant.arithmetic import other_result, wrong_products
from assistant.evidence import (
    REACH,
    Evidence,
    bound_classes,
    bounds_of,
    breaks_of,
    gather,
    lists_of,
    roles_of,
    undated,
)
from assistant.facts import Facts, Token, facts, read, words
from corpus.agencies import Agencies

__all__ = ["Facts", "facts", "violations"]

# What an answer to a yes/no question begins with is said of the question, not of the text.
_VERDICT = re.compile(r"^(?:Không đúng|Không|Đúng|Có|Chưa)\.\s+")
_LIST_MARK = re.compile(r"^(?:[-–•+*]\s+|(?:\d+(?:\.\d+)*\s?[.)](?!\d)|[a-zđA-ZĐ]\)|Điều \d+\w?\.)\s*)")
_FACTS = ("figure", "date", "number", "body", "place")
_CONTEXT = 40
# How much better another fact of the evidence must fit the words around, before the claim's is taken for a swap.
_BETTER, _ALIKE = 2, 3
_WIDER = (("huyen", "huyen"), ("thanh-pho", "huyen"), ("thi-xa", "huyen"), ("xa", "xa"), ("phuong", "xa"))


def violations(claim: Claim, citations: Sequence[Citation], agencies: Agencies) -> list[str]:
    """What a claim says that its quotes and working do not; empty when it holds."""
    quotes = [c for c in citations if c.id in claim.citations]
    if not quotes and not claim.working:
        return ["không có căn cứ"]
    said = read(_LIST_MARK.sub("", _VERDICT.sub("", claim.text.strip())), agencies)
    texts = tuple([*(q.quote for q in quotes), *([claim.working] if claim.working else [])])
    held = gather(texts, tuple(f"{q.label} {q.number}" for q in quotes), agencies)
    found = [*wrong_products(said), *wrong_products(read(claim.working or "", agencies))]
    found += other_result(said)
    found += _absent(said, held)
    if _is_recorded(claim):
        return list(dict.fromkeys(found))
    found += _unbound(said, held)
    found += _replaced(said, held)
    found += _turned(said, held)
    found += _misplaced(said, held)
    return list(dict.fromkeys(found))


def _is_recorded(claim: Claim) -> bool:
    """Whether a claim is what its working records, word for word: a row of a data file, or a finding and its cause."""
    text, working = " ".join(claim.text.split()), " ".join((claim.working or "").split())
    return working.startswith(text) or working.endswith(f": {text}")


# 1. Each fact occurs in the evidence.


def _absent(said: Sequence[Token], held: Evidence) -> list[str]:
    have: dict[str, set[object]] = defaultdict(set)
    for token in held.tokens:
        have[token.kind].add(token.value)
        if token.kind == "date":
            # Parts of dates stand as figures too: "tháng 6", "năm 2025".
            have["part"] |= {float(part) for part in token.value if part}
        elif token.kind == "figure" and token.unit == "%":
            have["figure"].add(round(token.value / 100, 6))
        elif token.kind == "number":
            have["figure"] |= {float(n) for n in re.findall(r"(?<=/)(?:19|20)\d\d(?=/|$)", token.value)}
    have["body"] |= _wider(str(b) for b in have["body"])
    found = []
    for token in said:
        if token.kind == "figure" and token.value not in have["figure"] | (
            have["part"] if not token.unit else set()
        ):
            found.append(f"số {token.value:g}")
        elif token.kind == "figure" and not _same_unit(token, held):
            found.append(f"đơn vị của số {token.value:g}")
        elif token.kind == "date" and not any(_same_day(token.value, day) for day in have["date"]):
            found.append(f"ngày {'/'.join(str(n) for n in token.value if n)}")
        elif token.kind == "number" and not any(_same_number(token.value, str(n)) for n in have["number"]):
            found.append(f"số hiệu {token.value}")
        elif token.kind == "place" and token.value not in have["place"] and not _inner(token.value, have["place"]):
            found.append(f"vị trí {' '.join(token.value)}")
        elif token.kind == "body" and token.value not in have["body"]:
            found.append(f"cơ quan {token.value}")
    return found


def _same_unit(token: Token, held: Evidence) -> bool:
    units = held.units.get(token.value)
    if "%" in (token.unit, *(units or ())) and len(units or ()) == 1:
        return units == {token.unit}
    if not token.unit:
        return True
    return not units or units == {""} or token.unit in units


def _same_day(day: tuple[int, int, int], held: object) -> bool:
    """Whether two dates can be one: what only one of them says is not held against the other."""
    assert isinstance(held, tuple)
    if not day[0]:
        return bool(day[1:] == held[1:])
    return day[:2] == held[:2] and (not day[2] or not held[2] or day[2] == held[2])


def _same_number(number: str, held: str) -> bool:
    return held == number or (held.startswith(number) and held[len(number)] in "/-")


def _inner(place: tuple[str, str], held: Iterable[object]) -> bool:
    """ "mục IV" and "mục 1.6" within "mục IV.1.6"."""
    for other in held:
        assert isinstance(other, tuple)
        if place[0] == other[0] and f".{place[1]}." in f".{other[1]}.":
            return True
    return False


def _wider(bodies: Iterable[str]) -> set[object]:
    """A named district is also its level: "UBND thành phố Gia Nghĩa" and "UBND cấp huyện"."""
    found: set[object] = set()
    for body in bodies:
        for unit, level in _WIDER:
            if f"ubnd-{unit}" in body:
                found.add(body[: body.index("ubnd-")] + f"ubnd-cap-{level}")
    return found


# 2. Each figure and date has a bound that it has in the evidence.


def _unbound(said: Sequence[Token], held: Evidence) -> list[str]:
    found = []
    for at, token in enumerate(said):
        if token.kind not in ("figure", "date"):
            continue
        mine, theirs = bounds_of(said, at), held.bounds.get((token.kind, undated(token)))
        if theirs and not mine & theirs and not (token.value in held.results and mine <= held.limits):
            found.append(f"cận của {token.text.strip()}")
    return found


# 3. Where the claim goes along with the evidence, it says the same facts in the same places.


def _alike(mine: Sequence[object], breaks: dict[int, str], at: int, held: Evidence, there: int) -> tuple[int, bool]:
    """How many words around two places are the same, as far as both are broken alike, and whether on both sides."""
    theirs = held.words
    left = right = 0
    while left < _CONTEXT and at - left > 0 and there - left > 0:
        if (
            breaks.get(at - left) != held.breaks.get(there - left)
            or mine[at - left - 1] != theirs[there - left - 1]
        ):
            break
        left += 1
    if at == left and (there - left in held.breaks or there == left):
        left += 2 if left else 1  # both begin here
    while right < _CONTEXT and at + right + 1 < len(mine) and there + right + 1 < len(theirs):
        on, over = at + right + 1, there + right + 1
        if breaks.get(on) != held.breaks.get(over) or mine[on] != theirs[over]:
            break
        right += 1
    # Words alike on one side only are those of a sentence that was put in another order.
    placed = (left or not at) and (right or at + 1 == len(mine))
    return left + right, bool(placed)


def _replaced(said: Sequence[Token], held: Evidence) -> list[str]:
    """Facts whose surroundings the evidence has around another fact of the same kind, and not around this one."""
    run, breaks = [t for t in said if t.kind != "break"], breaks_of(said)
    mine = [t.value for t in run]
    theirs = [t for t in held.tokens if t.kind != "break"][: len(held.words)]
    found = []
    for at, token in enumerate(run):
        if token.kind not in _FACTS:
            continue
        own = _places(token, theirs, held)
        listed = {held.lists[p] for p in own}
        if token.kind == "body" and _twice(run, at) and not any(_twice(theirs, p) for p in own):
            found.append(f"{token.text.strip()} hai lần")
        same = max((_alike(mine, breaks, at, held, p)[0] for p in own), default=0)
        rivals = [
            p for p, t in enumerate(theirs) if t.kind == token.kind and p not in own and held.lists[p] not in listed
        ]
        fits = (_alike(mine, breaks, at, held, p) for p in rivals)
        other = max((score for score, placed in fits if placed or not same), default=0)
        if other >= max(same + _BETTER, _ALIKE):
            found.append(f"{token.text.strip()} đặt sai chỗ")
    return found


def _places(token: Token, theirs: Sequence[Token], held: Evidence) -> list[int]:
    """Where the evidence has a fact; a date without a year is the same day as one with."""
    if token.kind == "date":
        return [p for p, t in enumerate(theirs) if t.kind == "date" and _same_day(token.value, t.value)]
    return [p for p in held.places.get(token.value, ()) if theirs[p].kind == token.kind]


def _twice(run: Sequence[Token], at: int) -> bool:
    """Whether the body at a place is named again in the same list."""
    lists = lists_of(run)
    return any(n != at and lists[n] == lists[at] and t.value == run[at].value for n, t in enumerate(run))


# 4. Nothing that turns the meaning was put in, left out or exchanged.


@lru_cache(maxsize=1)
def _opposed() -> dict[str, frozenset[str]]:
    groups = words()["opposed"].values()
    return {name: frozenset(group) - {name} for group in groups for name in group}


def _turned(said: Sequence[Token], held: Evidence) -> list[str]:
    run = [t for t in said if t.kind != "break"]
    mine = tuple(t.value for t in run)
    strict = frozenset(words()["strict"]["classes"])
    turns = {t.value for t in held.tokens if t.kind == "turn"}
    found = []
    for at, token in enumerate(run):
        if token.kind != "turn":
            continue
        before, after = mine[max(0, at - 2) : at], mine[at + 1 : at + 3]
        near = (mine[at - 1], token.value) if at else None, (token.value, mine[at + 1]) if after else None
        known = any(pair in held.runs for pair in near if pair)
        bound = _is_bound(run, at) and token.value in turns  # compared with its figure already
        joined = before and after and _runs_on(before, after, held) and not _seen(mine, at, held)
        if token.value in strict and not bound and (not known or joined):
            found.append(f"thêm “{token.text}”")
        elif any(_swapped(before, rival, after, held) for rival in _opposed().get(token.value, ())) and not _seen(
            mine, at, held
        ):
            found.append(f"đổi thành “{token.text}”")
    return found + _left_out(run, mine, strict, held)


def _is_bound(run: Sequence[Token], at: int) -> bool:
    """Whether a turning word is a figure's bound, which was compared already."""
    return run[at].value in bound_classes() and any(
        t.kind in ("figure", "date") for t in run[max(0, at - REACH) : at + REACH + 1]
    )


def _seen(mine: tuple[object, ...], at: int, held: Evidence) -> bool:
    """Whether the evidence has the turning word between the same two words."""
    return mine[max(0, at - 1) : at + 2] in held.runs


def _runs_on(before: tuple[object, ...], after: tuple[object, ...], held: Evidence) -> bool:
    """Whether the evidence has the words on both sides without anything between them."""
    return (
        (*before, *after) in held.runs or (*before[-1:], *after) in held.runs or (*before, *after[:1]) in held.runs
    )


def _swapped(before: tuple[object, ...], rival: str, after: tuple[object, ...], held: Evidence) -> bool:
    """Whether the evidence has another turning word in the same surroundings."""
    if before and after:
        return (before[-1], rival, after[0]) in held.runs
    return (
        (rival, *after) in held.runs
        if len(after) == 2
        else (*before, rival) in held.runs
        if len(before) == 2
        else False
    )


def _left_out(run: Sequence[Token], mine: tuple[object, ...], strict: frozenset[str], held: Evidence) -> list[str]:
    """Turning words that the evidence has where the claim has nothing or another word, or just outside its ends."""
    found = []
    for at, token in enumerate(run):
        before, wide, three = (
            mine[at - 1] if at else None,
            mine[max(0, at - 2) : at + 2],
            mine[max(0, at - 1) : at + 2],
        )
        for name in strict - {token.value}:
            if (
                (before is not None and (before, name, mine[at]) in held.runs and wide not in held.runs)
                or (len(three) == 3 and (before, name, mine[at + 1]) in held.runs and three not in held.runs)
                or (at == 0 and len(mine) > 2 and (name, *mine[1:3]) in held.runs and mine[:2] not in held.runs)
            ):
                found.append(f"thiếu “{words_of(name)}”")
    for at in range(1, len(mine) - 2):
        if run[at].kind in ("figure", "date"):
            continue
        there = [p for p in held.places.get(mine[at], ()) if held.words[p : p + 3] == mine[at : at + 3]]
        missed = {held.words[p - 1] if p and p not in held.breaks else None for p in there}
        if len(missed) == 1 and (name := str(*missed)) in strict and name not in mine[max(0, at - 3) : at]:
            found.append(f"thiếu “{words_of(name)}”")
    if len(mine) > 2:
        first = [p for p in held.places.get(mine[0], ()) if held.words[p : p + 3] == mine[:3]]
        if first and all(p and p not in held.breaks and held.words[p - 1] in strict for p in first):
            found.append(f"thiếu “{words_of(str(held.words[first[0] - 1]))}”")
        last = [p + 3 for p in held.places.get(mine[-3], ()) if held.words[p : p + 3] == mine[-3:]]
        if last and all(p < len(held.words) and p not in held.breaks and held.words[p] in strict for p in last):
            found.append(f"thiếu “{words_of(str(held.words[last[0]]))}”")
    return found


def words_of(name: str) -> str:
    """A word of a class, to show."""
    data = words()
    return str((data["turns"].get(name) or data["bounds"][name])[0])


# 5. Bodies have the part they have in the evidence.


def _misplaced(said: Sequence[Token], held: Evidence) -> list[str]:
    """Bodies that receive or pass on in the claim what they do not in the evidence, or act where they only receive."""
    found = []
    for body, roles in roles_of(said).items():
        theirs = held.roles.get(body)
        if theirs and any(role not in theirs and (role != "by" or "" not in theirs) for role in roles - {""}):
            found.append(f"vai của {body}")
    return found
