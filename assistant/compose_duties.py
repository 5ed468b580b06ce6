"""Answers from the register of obligations: what a body has to do, who does a thing, within how long."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from assistant.answerability import believed
from assistant.draft import Draft, capital, names_of, tidy
from assistant.knowledge import Knowledge, Terms
from assistant.question import Question
from assistant.ranking import place_of, ranked, superseded, surest
from assistant.words import content, vocabulary
from corpus.obligations import Obligation
from corpus.register import duties_of

_ENOUGH = 0.5
_SURE = 0.9
_MANY = 8
# How much the likelihood of a row's clause counts beside the words that the row shares with the question.
_FOUND = 0.3
# Among how many of the likeliest clauses it must be, unless the words alone say nearly all.
_AMONG = 8
# From here on search is surer of a clause than shared words are of a row; rows nearer than this are not told apart,
# times nearer than that; and so much more of the question the whole clause may say than the row.
_FOUND_SURELY, _APART, _TIMES_APART, _MORE = 0.6, 0.1, 0.3, 0.2
# And that a row is of the kind of duty the question's verb speaks of.
_KIND = 0.15
# Words that ask for duties as such.
_DUTY = frozenset(
    [
        "viec",
        "nhiem",
        "vu",
        "trach",
        "giao",
        "lam",
        "duoc",
        "vai",
        "tro",
        "phan",
        "cong",
        "chu",
        "yeu",
        "chinh",
        "lien",
        "quan",
        "ke",
        "hoach",
    ]
)
_STOP = re.compile(r"[.\n]")


def compose(question: Question, knowledge: Knowledge) -> Draft | None:
    """Duties of the body that is named, the time limit of a step, or the body whose duty holds what is asked."""
    rows = knowledge.obligations_for(question.documents, question.day)
    ended = {d for d in {r.document for r in rows} if superseded(question, knowledge, d)}
    rows = [r for r in rows if r.document not in ended]
    if question.bodies and question.wants("yesno", "confirm") and (draft := _confirm(question, knowledge, rows)):
        return draft
    dutiful = question.bodies and question.wants("duty") and not question.wants("amount", "term")
    if dutiful and (draft := _duties(question, knowledge, rows)):
        return draft
    if question.wants("steps") and question.wants("who") and question.wants("whom"):
        return None  # "Nộp ở đâu rồi ai trình, ai ký": the whole procedure is asked for
    if question.wants("limit") and not question.wants("amount", "papers"):
        return _limits(question, knowledge, rows)
    if question.wants("whom") and not question.wants("condition", "papers"):
        sent = [r for r in rows if r.kind in ("send", "submit", "report") or r.recipient]
        if draft := _who(question, knowledge, sent):
            return draft
    if question.wants("who") and not question.wants("condition", "term", "papers"):
        return _who(question, knowledge, rows)
    return None


def _confirm(question: Question, knowledge: Knowledge, rows: Sequence[Obligation]) -> Draft | None:
    """Whether the body named is the one whose duty it is; if another is, that one."""
    body = question.bodies[0]
    subject = question.without({w for b in question.bodies for w in content(b.name)})
    best = _best(question, knowledge, rows, lambda r: f"{r.action} {_context(knowledge, r)}", subject)
    if best is None:
        return None
    row, score = best
    close = [
        r
        for r in duties_of(rows, body, knowledge.agencies)
        if knowledge.coverage(subject, r.action) >= knowledge.coverage(subject, row.action) - 0.1
    ]
    row = close[0] if close else row
    mine = bool(close)
    if not question.wants("confirm") and (not mine or score < _SURE):
        return None
    opening = ("Đúng." if mine else "Không đúng.") if question.wants("confirm") else "Có."
    draft = Draft(knowledge, question, "premise", confidence=min(0.95, 0.4 + score / 1.6))
    action = tidy(row.action)
    text = f"{capital(draft.called(row, row.bodies))} {action[:1].lower()}{action[1:]}".rstrip(".;,:")
    draft.claim(f"{opening} {text}.", *draft.cite_duty(row))
    draft.bodies += [b.id for b in row.bodies]
    return draft


def _duties(question: Question, knowledge: Knowledge, rows: Sequence[Obligation]) -> Draft | None:
    """All duties of a body in the first document that has any, or those on what the question names."""
    body = question.bodies[0]
    mine = duties_of(rows, body, knowledge.agencies)
    exact = [r for r in mine if any(b.id == body.id for b in r.bodies)] or mine
    subject = question.without(_DUTY | set(content(body.name)))
    if subject:
        close = [r for r in exact if knowledge.coverage(subject, f"{r.action} {_context(knowledge, r)}") >= _ENOUGH]
        exact = close or (exact if max(map(len, subject)) <= 2 else [])
    if not exact:
        return None
    sure = surest(question, knowledge, _SURE)
    if sure is not None and not any(sure.holds(r.document, r.start) for r in exact):
        return None  # search knows the clause, and it is none of these
    if sure is not None and subject and not question.wants("list"):
        exact = [r for r in exact if sure.holds(r.document, r.start)]
    if subject and not any(place_of(question, knowledge, r.anchor) is not None for r in exact):
        return None  # on what is named search finds other clauses
    exact = _of_one_text(exact, knowledge)[:_MANY]
    draft = Draft(knowledge, question, "duty", confidence=0.9, listed=True)
    draft.bodies.append(body.id)
    if len(exact) == 1:
        row = exact[0]
        action = tidy(row.action)
        text = f"{capital(body.name)}: {action[:1].lower()}{action[1:]}"
        draft.claim(text.rstrip(".;,") + ".", *draft.cite_duty(row))
        for more in _same_sentence(mine, row, knowledge):
            draft.claim(capital(tidy(more.action)).rstrip(".;,") + ".", *draft.cite_duty(more))
        return draft
    shared = names_of(exact[0].bodies)
    name = body.name if any(b.id == body.id for b in exact[0].bodies) else f"{body.name} (trong {shared})"
    draft.claim(f"{capital(name)}:", *draft.cite_duty(exact[0])[-1:])
    for row in exact:
        action = tidy(row.quote) if row.deadlines else tidy(row.action)
        draft.claim(capital(action).rstrip(".;,") + ".", draft.cite_duty(row)[0])
    return draft


def _of_one_text(rows: Sequence[Obligation], knowledge: Knowledge) -> list[Obligation]:
    """The rows of one document: the plan's where it has any, else of the one that says most."""
    plans = {d.id for d in knowledge.plans}
    counts = Counter(r.document for r in rows)
    chosen = max(counts, key=lambda d: (d in plans, counts[d]))
    return [r for r in rows if r.document == chosen]


def _same_sentence(rows: Sequence[Obligation], row: Obligation, knowledge: Knowledge) -> list[Obligation]:
    """The duties that go on the sentence of a row: "… theo dõi, đánh giá và kịp thời tham mưu …"."""
    text = knowledge.document(row.document).text
    later = [r for r in rows if r.document == row.document and r.start >= row.end]
    return [r for r in later if r.start - row.end < 300 and not _STOP.search(text[row.end : r.start])]


def _who(question: Question, knowledge: Knowledge, rows: Sequence[Obligation]) -> Draft | None:
    """The body whose duty holds best what is asked."""
    best = _best(question, knowledge, rows, lambda r: f"{r.action} {_context(knowledge, r)}")
    if best is None:
        return None
    row, score = best
    draft = Draft(knowledge, question, "who", confidence=min(0.95, 0.4 + score / 1.6))
    draft.act(row)
    return draft


def _limits(question: Question, knowledge: Knowledge, rows: Sequence[Obligation]) -> Draft | None:
    """The time limit of the step that is asked for."""
    timed = [r for r in rows if any(isinstance(d.rule, dict) for d in r.deadlines)]
    if question.bodies:
        timed = [r for r in timed if duties_of([r], question.bodies[0], knowledge.agencies)] or timed
    best = _best(question, knowledge, timed, lambda r: f"{r.quote} {_context(knowledge, r)}")
    if best is None:
        return None
    row, score = best
    if place_of(question, knowledge, row.anchor, most=2) is None:
        return None
    draft = Draft(knowledge, question, "limit", confidence=min(0.95, 0.4 + score / 1.6))
    draft.claim(tidy(row.quote), *draft.cite_duty(row)[:1])
    draft.bodies += [b.id for b in row.bodies]
    return draft


def _best(
    question: Question,
    knowledge: Knowledge,
    rows: Sequence[Obligation],
    text: Callable[[Obligation], str],
    subject: Terms | None = None,
) -> tuple[Obligation, float] | None:
    """The row that holds most of what is asked; where the search found its clause counts too."""
    asked = question.asked if subject is None else subject
    sure = surest(question, knowledge, _FOUND_SURELY)
    if sure is not None:
        # Search knows the clause: its rows, or none.
        rows = [r for r in rows if sure.holds(r.document, r.start)]
    likely = {c.hit.clause.anchor: c.probability for c in reversed(ranked(question, knowledge))}
    kinds = {k for k, pattern in vocabulary()["kinds"].items() if pattern.search(question.folded)}
    scored = []
    for number, row in enumerate(rows):
        score = knowledge.coverage(asked, text(row)) + knowledge.standing(row.document, question.day)
        score += _KIND * (row.kind in kinds)
        score += _FOUND * likely.get(row.anchor, 0.0)
        scored.append((round(score, 2), -number, row))
    top = max(scored, key=lambda s: s[:2], default=None)
    if top is None or top[0] < _ENOUGH or not believed(question, knowledge, share=0.5):
        return None
    if sure is not None:
        # Where a clause has several who do something, or several times, and its words do not tell them apart, the
        # clause is the answer.
        apart = _TIMES_APART if question.wants("limit") else _APART
        others = [s for s in scored if _told(question, s[2]) != _told(question, top[2]) and s[0] > top[0] - apart]
        # And where its other sentences say more of what is asked than the row does.
        more = knowledge.coverage(asked, sure.hit.clause.text) - knowledge.coverage(asked, top[2].quote)
        return None if others or more > _MORE else (top[2], top[0])
    # Words alone make many a row look right: unless it says nearly all, search must think of its clause too.
    told = top[0] >= _SURE or place_of(question, knowledge, top[2].anchor, most=_AMONG) is not None
    return (top[2], top[0]) if told else None


def _told(question: Question, row: Obligation) -> tuple[object, ...]:
    """What of a row answers the question: within how long, or who."""
    return row.deadlines if question.wants("limit") else row.bodies


def _context(knowledge: Knowledge, row: Obligation) -> str:
    _, provision = knowledge.place(row.anchor)
    return " ".join(t for t in provision.trail if len(t) < 300)
