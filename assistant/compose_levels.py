"""Answers about money: the standard level by the day, coefficients worked out for a group, multiples."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Sequence

from assistant.answerability import believed
from assistant.draft import Draft, tidy
from assistant.knowledge import Knowledge
from assistant.question import Question
from assistant.ranking import place_of, ranked, surest
from assistant.shapes import names_text
from assistant.words import HOW_MUCH
from corpus.groups import Profile, profile
from corpus.levels import BASE, Amount, Level, figure, fit, money, rate_for, work_out
from corpus.model import Document
from corpus.validity import SECONDARY, Rate

_STANDARD = re.compile(r"\bmuc chuan\b")
# What the standard level is for is asked, not how high it is.
_USE = re.compile(
    r"\bde lam gi\b|\bdung de\b|\blam can cu\b|\bmuc dich\b|\bdua vao dau\b|\bla gi\b|\b(?:hon|cao hon) muc chuan\b"
    r"|\bmuc chuan (?:\w+ ){0,3}(?:thap|cao) hon\b"
)
_MULTIPLE = re.compile(r"\b(\d{1,3}) lan (?:cua )?(?:muc )?chuan")
_COEFFICIENT_ASKED = re.compile(r"\bhe so (\d+(?:[.,]\d+)?)\b")
_CHILDREN = re.compile(r"\bnuoi (?:mot minh )?(\d|mot|hai|ba|bon|nam) (?:dua con|dua|con|chau|be)\b")
_NUMBERS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5}
_MOST = 6
# Levels are matched by who is asked about. Where that fits loosely, search must find the place too.
_NEAR = 8
_SURE = 2.6
_SHARE = 0.75
# Weight of the fit beside the log likelihood of the clause, the least of which is this; and what an ended level loses.
_FIT, _UNLIKELY, _ENDED = 1.0, 0.003, 2.0
# And of the words of the question that a level says itself.
_TOLD = 2.0
# A level whose people do not fit is taken where search is so sure of its unit and nothing in it fits.
_FOUND_SURELY, _KNOWN = 0.6, 0.8
# However well it fits, the texts must be likely to hold an answer.
_DOUBTFUL = 0.7
_FIRST = 3
# Shorter words than this are in many a clause.
_WORDY = 30
# And its clause may not lack a telling word of the question.
_UNSAID = 0.62
_BOUNDS = {">=": ("tối thiểu", "thấp nhất", "ít nhất"), "<=": ("tối đa", "không quá"), "=": ()}


def compose(question: Question, knowledge: Knowledge) -> Draft | None:
    """A level, when the question asks for money or a coefficient of something the levels know."""
    # "Mức chuẩn áp dụng từ khi nào": the rate says since when.
    since_standard = question.wants("when") and bool(_STANDARD.search(question.folded))
    if not (question.wants("amount", "count") or since_standard) or names_text(question):
        return None
    # Papers, steps or a day are asked for in words that speak of money, unless a sum is asked for too.
    since = question.wants("when") and not _STANDARD.search(question.folded)
    if (since or question.wants("who", "whom", "papers", "steps", "limit")) and not HOW_MUCH.search(
        question.folded
    ):
        return None
    if (m := _MULTIPLE.search(question.folded)) and not question.wants("confirm"):
        return _computed(question, knowledge, float(m[1]))
    if (m := _COEFFICIENT_ASKED.search(question.folded)) and not question.people.traits:
        return _computed(question, knowledge, float(m[1].replace(",", ".")))
    if _STANDARD.search(question.folded) and not question.people.traits and not _USE.search(question.folded):
        return _standard(question, knowledge)
    if "huu-tri-xa-hoi" in question.people.traits:
        return _rate(question, knowledge, "tro-cap-huu-tri-xa-hoi")
    if not question.wants("amount"):
        return None
    if rate := rate_for(question.spoken, question.day, knowledge.validity):
        return _rate(question, knowledge, rate.name)
    return _group(question, knowledge)


def _standard(question: Question, knowledge: Knowledge) -> Draft | None:
    return _rate(question, knowledge, BASE)


def _rate(question: Question, knowledge: Knowledge, name: str) -> Draft | None:
    rate = knowledge.validity.rate(name, question.day)
    if rate is None:
        return None
    draft = Draft(knowledge, question, "level", confidence=0.97)
    marks, working = _rate_source(draft, rate)
    since = "/".join(reversed(rate.start.split("-")))
    draft.claim(
        f"{rate.title} là {money(rate.amount)} đồng/tháng, áp dụng từ ngày {since}.", *marks, working=working
    )
    return draft


def _rate_source(draft: Draft, rate: Rate) -> tuple[list[int], str | None]:
    """Where a rate is read: its clause when its text is held and says the figure, else what it is known by."""
    known = f" ({SECONDARY})" if rate.known == "S" else ""
    if rate.anchor and draft.knowledge.store.has(rate.document):
        document, segment = draft.knowledge.document(rate.document), rate.anchor.split("#")[1]
        provision = document.by_path.get(segment)
        if provision and money(rate.amount) in document.own(provision):
            draft.subjects.append(rate.anchor)
            line = document.own(provision).split("\n")[0]
            return [draft.quote(document, provision.start, provision.start + len(line))], None
    draft.subjects.append(rate.document)
    shown = "/".join(reversed(rate.start.split("-")))
    draft.sources.append(f"{rate.basis}{known}")
    return [], f"{rate.title} {money(rate.amount)} đồng từ ngày {shown}: {rate.basis}{known}"


def _computed(question: Question, knowledge: Knowledge, times: float) -> Draft | None:
    rate = knowledge.validity.rate(BASE, question.day)
    if rate is None:
        return None
    draft = Draft(knowledge, question, "level", confidence=0.97)
    marks, source = _rate_source(draft, rate)
    value = round(rate.amount * times)
    working = f"{money(rate.amount)} × {figure(times)} = {money(value)} đồng"
    working = f"{working}; {source}" if source else working
    what = f"{figure(times)} lần mức chuẩn" if times >= 5 else f"Hệ số {figure(times)}"
    draft.claim(
        f"{what} là {money(value)} đồng: {money(rate.amount)} × {figure(times)} = {money(value)} đồng.",
        *marks,
        working=working,
    )
    return draft


def _group(question: Question, knowledge: Knowledge) -> Draft | None:
    """The levels that fit the people and situation asked about, each worked out."""
    found = fitting(question, knowledge)
    return _said(question, knowledge, found) if found else None


def fitting(question: Question, knowledge: Knowledge) -> list[tuple[Level, float]]:
    """The levels that fit the people and situation asked about, with how well they fit; none where search does not
    bear them out."""
    rows = [r for r in knowledge.register.levels if not question.documents or r.document in question.documents]
    if not rows:
        return []
    found = _distinct(_fitting(question, knowledge, rows))[:_MOST]
    loose = not found or found[0][1] < _SURE
    if loose and not any(place_of(question, knowledge, lv.anchor, most=_FIRST) is not None for lv, _ in found):
        # Search thinks of other clauses: where the likeliest sets a level, that one is meant.
        found = _found(question, knowledge) or found
    if not found:
        return []
    score = found[0][1]
    if score < _SURE and not _people_found(question, knowledge, found[0][0]):
        near = any(place_of(question, knowledge, level.anchor, most=_NEAR) is not None for level, _ in found)
        if not near or not believed(question, knowledge, share=_SHARE):
            return []
    return found if believed(question, knowledge, share=_DOUBTFUL) else []


def _said(question: Question, knowledge: Knowledge, found: list[tuple[Level, float]]) -> Draft | None:
    confidence = min(0.97, 0.6 + found[0][1] / 20)
    draft = Draft(knowledge, question, "level", confidence=confidence, listed=len(found) > 1)
    times = _children(question) if len(found) == 1 else 1
    for level, _ in found:
        amount = work_out(level, question.day, knowledge.validity)
        if amount:
            say(draft, level, amount, times)
    return draft if draft.claims else None


def _fitting(question: Question, knowledge: Knowledge, rows: Sequence[Level]) -> list[tuple[Level, float]]:
    """The levels for the people asked about, by how well they fit and how likely search finds their clause; with the
    best one its neighbours that fit as well (age bands where no age is told)."""
    asked, now = profile(question.spoken), question.day.isoformat()
    rows = [r for r in rows if r.kind != "base" and r.start_day <= now and not _of_other_age(r, asked)]
    fits = {r: fit(r, asked) for r in rows}
    running = [f for r, f in fits.items() if not (r.end_day and r.end_day <= now)]
    sure = surest(question, knowledge, _KNOWN)
    if sure is not None and believed(question, knowledge):
        # Search knows the clause: its levels, where it sets any.
        rows = [r for r in rows if sure.holds(r.document, r.start)] or rows
        fits = {r: fits[r] for r in rows}
    likely = _likely(question, knowledge, rows)
    fitted = {_unit(r) for r, f in fits.items() if f > 0}
    together: dict[str, float] = defaultdict(float)
    for r, p in likely.items():
        together[_unit(r)] += p
    scores = {}
    for r, own in fits.items():
        if own <= 0 and (_unit(r) in fitted or together[_unit(r)] < _FOUND_SURELY):
            continue
        ended = bool(r.end_day and r.end_day <= now) and any(f >= own - 0.1 for f in running)
        told = knowledge.coverage(question.asked, f"{r.situation} {r.quote}")
        scores[r] = _FIT * max(own, 0.0) + math.log(likely[r] + _UNLIKELY) - _ENDED * ended + _TOLD * told
    best = max(scores, key=lambda r: scores[r], default=None)
    if best is None:
        return []
    beside = [r for r in scores if _unit(r) == _unit(best) and abs(fits[r] - fits[best]) < 0.001]
    return [(r, max(fits[r], 0.0)) for r in (beside if fits[best] > 0 else [best])]


def _of_other_age(level: Level, asked: Profile) -> bool:
    """Whether a level is only for people older or younger than those asked about."""
    aged = [f for f in level.fits if f.aged]
    apart = [f for f in aged if asked.high <= f.low or f.high <= asked.low]
    return bool(level.fits) and asked.aged and len(apart) == len(level.fits)


def _likely(question: Question, knowledge: Knowledge, rows: Sequence[Level]) -> dict[Level, float]:
    """How likely search holds each level's clause: the share of a clause parts among the levels it sets."""
    found = dict.fromkeys(rows, 0.0)
    for c in ranked(question, knowledge):
        inside = [r for r in rows if r.document == c.document.id and c.start <= r.start < c.end]
        for r in inside:
            found[r] += c.probability / len(inside)
    return found


def _unit(level: Level) -> str:
    """The unit whose items a level is one of."""
    return level.anchor.rpartition("/")[0] or level.anchor


def _levels_between(document: Document, start: int, end: int, knowledge: Knowledge) -> list[Level]:
    rows = (r for r in knowledge.register.levels if r.kind != "base" and r.document == document.id)
    return [r for r in rows if start <= r.start < end]


def _people_found(question: Question, knowledge: Knowledge, level: Level) -> bool:
    """Whether search finds first the clause that says whom a level is for: it speaks of them, not of the money."""
    found = [tidy(h.clause.text) for h in knowledge.hits(question.expanded)[:_FIRST]]
    return any(len(words) > _WORDY and words in " ".join(level.group.split()) for words in found)


def _found(question: Question, knowledge: Knowledge) -> list[tuple[Level, float]]:
    """The levels of the clause that most likely holds the answer, when its people were not understood."""
    now = question.day.isoformat()
    for candidate in ranked(question, knowledge)[:1]:
        if not believed(question, knowledge):
            break
        rows = _levels_between(candidate.document, candidate.start, candidate.end, knowledge)
        rows = [r for r in rows if r.start_day <= now]
        if knowledge.unsaid(question.asked, candidate.hit.clause.embedded) > _UNSAID:
            return []
        if rows:
            return [(r, 1.0) for r in rows[:_MOST]]
    return []


def _children(question: Question) -> int:
    m = _CHILDREN.search(question.folded)
    return (_NUMBERS.get(m[1]) or int(m[1])) if m and "don-than" in question.people.traits else 1


def _distinct(found: list[tuple[Level, float]]) -> list[tuple[Level, float]]:
    """Without rows that say the same for the same people."""
    seen: set[tuple[str, float, str]] = set()
    out = []
    for level, score in found:
        key = (level.kind, level.value, level.situation[:60])
        if key not in seen:
            seen.add(key)
            out.append((level, score))
    return out


def say(draft: Draft, level: Level, amount: Amount, times: int = 1, opening: str = "") -> None:
    """A claim with the level worked out, for so many children of one parent; ``opening`` says for whom or when."""
    knowledge = draft.knowledge
    document, provision = knowledge.place(level.anchor)
    mark = draft.quote(document, level.start, level.end)
    marks, notes = [mark], []
    lead = document.parent(provision)
    if level.kind == "coefficient" and lead is not None and len(lead.path) > 1:
        marks.append(draft.quote(document, lead.start, lead.own_end))
    if amount.rate is not None:
        more, source = _rate_source(draft, amount.rate)
        marks += more
        notes += [source] if source else []
    said = " ".join(c.quote for c in draft.citations if c.id in marks).lower()
    least = next((f"{w} " for w in _BOUNDS[level.bound] if w in said), "")
    value = money(amount.value) if amount.value >= 1000 else figure(amount.value)
    whom = _whom(level)
    text = f"{least}{value} {amount.unit}".strip()
    if level.unit.startswith(("kg", "lít")):
        text = f"{least}{re.sub(r',0$', '', figure(level.value))} {level.unit}"
    if level.kind == "coefficient" and "he so" in draft.question.folded:
        text = f"hệ số {figure(level.value)}, tức {text}"
    text = f"{opening}: {text} — {whom}" if opening else f"{text[:1].upper() + text[1:]} — {whom}"
    if amount.working:
        text += f": {amount.working}"
    if times > 1 and amount.rate is not None:
        total = money(amount.value * times)
        step = f"{money(amount.value)} × {times} = {total} đồng"
        text = f"{total} đồng/tháng cho {times} con — {whom}: {amount.working}; {step}"
        notes.append(step)
    working = "; ".join(filter(None, [opening, amount.working, *notes])) or None
    draft.claim(text + ".", *marks, working=working)
    draft.subjects.append(level.anchor)


def _whom(level: Level) -> str:
    """Whom a level is for, in its own words."""
    own = tidy(level.situation).rstrip(";,. ")
    own = re.sub(r"^Hệ số [\d,]+(?:\s*(?:đối với|:|cho))?\s*", "", own, flags=re.IGNORECASE)
    return own[:1].lower() + own[1:] if own[:1].isupper() and not own[:2].isupper() else own
