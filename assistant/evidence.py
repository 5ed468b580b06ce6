"""What a claim may rest on, read into tokens once: which facts there are, with which bounds, in which parts.

Comparing a claim with it is ``assistant.guard``.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.facts import Same, Token, read, trailing, words
from corpus.agencies import Agencies

# How many words may stand between a bound and its figure.
REACH = 3


@dataclass(frozen=True)
class Evidence:
    """The tokens a claim may rest on, with what is asked of them again and again.

    ``words`` are the values without breaks, the positions everything else counts in: ``breaks`` before which word a
    part begins and by what sign, ``lists`` the list of bodies each word is in, ``places`` where a value stands,
    ``runs`` every two to five words in a row. ``bounds`` are by kind and value, ``units`` by figure, ``roles`` by body.
    ``results`` are what products come to, ``limits`` the bounds that the texts set to something else than an age:
    "tối thiểu bằng 20 lần" makes of the result at least that much.
    """

    tokens: tuple[Token, ...]
    words: tuple[object, ...]
    breaks: dict[int, str]
    lists: tuple[int, ...]
    places: dict[object, list[int]]
    runs: frozenset[tuple[object, ...]]
    bounds: dict[tuple[str, object], frozenset[str]]
    units: dict[object, frozenset[str]]
    roles: dict[str, frozenset[str]]
    results: frozenset[float]
    limits: frozenset[str]


def gather(texts: tuple[str, ...], labels: tuple[str, ...], agencies: Agencies) -> Evidence:
    """The evidence of quotes and workings; ``labels`` say where the quotes stand. Remembered by its texts."""
    return _gathered(texts, labels, Same(agencies))


@lru_cache(maxsize=1024)
def _gathered(texts: tuple[str, ...], labels: tuple[str, ...], same: Same) -> Evidence:
    agencies = same.agencies
    tokens: list[Token] = []
    for text in texts:
        tokens += [*read(text, agencies), Token("break", "\n", "\n")]
    named = [t for label in labels for t in read(label, agencies) if t.kind in ("place", "number")]
    breaks = breaks_of(tokens)
    run = [t.value for t in tokens if t.kind != "break"]
    places: dict[object, list[int]] = defaultdict(list)
    for at, value in enumerate(run):
        places[value].append(at)
    bounds: dict[tuple[str, object], set[str]] = defaultdict(set)
    units: dict[object, set[str]] = defaultdict(set)
    for at, token in enumerate(tokens):
        if token.kind in ("figure", "date"):
            bounds[token.kind, undated(token)] |= bounds_of(tokens, at)
            units[token.value].add(token.unit)
    return Evidence(
        tuple([*tokens, *named]),
        tuple(run),
        breaks,
        lists_of([t for t in tokens if t.kind != "break"]),
        dict(places),
        frozenset(tuple(run[at : at + n]) for n in (2, 3, 4, 5) for at in range(len(run) - n + 1)),
        {k: frozenset(v) for k, v in bounds.items()},
        {k: frozenset(v) for k, v in units.items()},
        {body: frozenset(r) for body, r in roles_of(tokens).items()},
        frozenset(b.value for a, b in itertools.pairwise(tokens) if a.value == "=" and b.kind == "figure"),
        frozenset(t.value for t in tokens if t.kind == "turn" and t.text in _limits()),
    )


def breaks_of(tokens: Iterable[Token]) -> dict[int, str]:
    """Before which words a sentence or a part of one begins, and by what sign."""
    found: dict[int, str] = {}
    at = 0
    for token in tokens:
        if token.kind == "break":
            found[at] = token.value if token.value in ":()" else "."
        else:
            at += 1
    return found


def lists_of(run: Sequence[Token]) -> tuple[int, ...]:
    """For each word the number of the list of bodies it is in: those side by side, or joined by "và"."""
    numbers: list[int] = []
    for at, token in enumerate(run):
        back = at - 2 if at > 1 and run[at - 1].value == "and" else at - 1
        goes_on = back >= 0 and token.kind == run[back].kind == "body"
        numbers.append(numbers[back] if goes_on else at)
    return tuple(numbers)


def undated(token: Token) -> object:
    """A date without its year, a figure as it is: what a bound belongs to."""
    return token.value[:2] if token.kind == "date" else token.value


@lru_cache(maxsize=1)
def bound_classes() -> frozenset[str]:
    """The classes of turning words that bound a figure or a date."""
    return frozenset(words()["bounds"])


@lru_cache(maxsize=1)
def _limits() -> frozenset[str]:
    """Words that set a least or a most to anything: not "từ đủ", which is said of ages."""
    data = words()["bounds"]
    return frozenset(w for name in ("least", "most") for w in data[name] if w != "từ đủ")


def bounds_of(tokens: Sequence[Token], at: int) -> set[str]:
    """The bounds of the figure or date at a place: "tối thiểu 95%", "trước ngày 30/6", "80 tuổi trở lên"; {""} for none."""
    found: set[str] = set()
    for back in range(at - 1, max(-1, at - 1 - REACH), -1):
        token = tokens[back]
        if token.kind == "turn" and token.value in bound_classes() and token.text not in trailing():
            found.add(token.value)
        elif token.kind != "word":
            break
    for on in range(at + 1, min(len(tokens), at + 1 + REACH)):
        token = tokens[on]
        if token.text in trailing():
            found.add(token.value)
        elif token.kind != "word":
            break
    return found or {""}


@lru_cache(maxsize=1)
def _role_patterns() -> dict[str, frozenset[tuple[str, ...]]]:
    return {name: frozenset(tuple(w.split()) for w in row) for name, row in words()["roles"].items()}


def roles_of(tokens: Sequence[Token]) -> dict[str, set[str]]:
    """Each body's parts in a text: "to" (receives), "via", "by" (acts), "" where none can be told."""
    found: dict[str, set[str]] = defaultdict(set)
    role = ""
    for at, token in enumerate(tokens):
        if token.kind != "body":
            continue
        back = tuple(str(t.value) for t in tokens[max(0, at - 2) : at])
        after = tuple(str(t.value) for t in tokens[at + 1 : at + 3])
        listed = at and (
            tokens[at - 1].kind == "body"
            or (at > 1 and tokens[at - 1].value == "and" and tokens[at - 2].kind == "body")
        )
        if back[-2:] in _role_patterns()["via"] or back[-1:] in _role_patterns()["via"]:
            role = "via"
        elif back[-2:] in _role_patterns()["to"] or back[-1:] in _role_patterns()["to"]:
            role = "to"
        elif not (listed and role):
            role = ""
        acts = after[:2] in _role_patterns()["by"] or after[:1] in _role_patterns()["by"]
        if role:
            found[token.value].add(role)
        if acts or not role:
            found[token.value].add("by" if acts else "")
    return found
