"""Answers from the register of obligations: who reports to whom by when, who does what, within how long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from assistant.draft import Draft, tidy
from assistant.knowledge import Knowledge
from assistant.question import Question
from corpus.agencies import Body
from corpus.model import Document
from corpus.obligations import Obligation
from corpus.register import due_dates, duties_of

_ENOUGH = 0.5
_MANY = 8


def compose(question: Question, knowledge: Knowledge) -> Draft | None:
    """Deadlines and reports first, then duties of a body, then who does what is asked."""
    rows = _rows(question, knowledge)
    if (
        question.wants("report")
        and question.wants("who", "whom", "when", "duty", "yesno", "list", "count", "limit")
        and (draft := _reports(question, knowledge, rows))
    ):
        return draft
    if question.mine and question.wants("when"):
        return _coming(question, knowledge, rows)
    dutiful = question.bodies and question.wants("duty") and not question.wants("amount")
    if dutiful and (draft := _duties(question, knowledge, rows)):
        return draft
    if question.wants("limit"):
        return _limits(question, knowledge, rows)
    if question.wants("who"):
        return _who(question, knowledge, rows)
    return None


def _rows(question: Question, knowledge: Knowledge) -> list[Obligation]:
    """Rows of the documents that answer for the day: those named, else all that apply, plans first."""
    named = set(question.documents)
    plans = {d.id for d in knowledge.plans}
    rows = [
        r
        for r in knowledge.register.obligations
        if (r.document in named or (not named and _usable(r.document, question, knowledge)))
    ]
    return sorted(rows, key=lambda r: r.document not in plans) or list(knowledge.register.obligations)


def _usable(document: str, question: Question, knowledge: Knowledge) -> bool:
    """A text that has ended still answers, with its notice, as long as what took its place is not known."""
    entry = knowledge.catalogue.get(document)
    return knowledge.validity.in_force(document, question.day).state != "not-yet" and (
        entry is None or entry.known != "S"
    )


def _reports(question: Question, knowledge: Knowledge, rows: Sequence[Obligation]) -> Draft | None:
    reports = [r for r in rows if r.kind == "report"]
    timed = [r for r in reports if any(isinstance(d.rule, str) for d in r.deadlines)]
    askers, recipients = _sides(question)
    draft = Draft(knowledge, question, "register", confidence=0.95)
    if question.mine:
        return _coming(question, knowledge, rows)
    if askers:
        for body in askers:
            mine = duties_of(timed, body, knowledge.agencies)
            mine = [r for r in mine if not recipients or _goes_to(r, recipients)] or mine
            mine = _about(question, knowledge, mine)
            if mine:
                _say_reports(draft, mine[:3], body)
            else:
                _no_deadline(draft, question, knowledge, rows, body)
        return draft if draft.claims else None
    if recipients:
        timed = [r for r in timed if _goes_to(r, recipients)]
    timed = _about(question, knowledge, timed)
    if not timed:
        return None
    if question.documents:
        timed = [r for r in timed if r.document in question.documents] or timed
    draft.listed = len(timed) > 1
    _say_reports(draft, timed[:_MANY], None)
    return draft


def _sides(question: Question) -> tuple[list[Body], list[Body]]:
    """Which of the bodies named report, and which are reported to ("… báo cáo UBND tỉnh")."""
    askers: list[Body] = []
    recipients: list[Body] = []
    cut = question.folded.find("bao cao")
    from_who = (
        question.wants("who") and cut >= 0 and question.folded[:cut].strip().endswith(("ai", "nao", "nhung ai"))
    )
    for n, body in enumerate(question.bodies):
        (recipients if from_who or (n and not question.wants("whom")) else askers).append(body)
    return askers, recipients


def _goes_to(row: Obligation, recipients: Sequence[Body]) -> bool:
    to = [b.id for b in (row.recipient, row.via, *row.also_to) if b]
    return any(r.id in to for r in recipients)


def _about(question: Question, knowledge: Knowledge, rows: Sequence[Obligation]) -> list[Obligation]:
    """Rows of the best matching subject, when the question names one the register's actions differ in."""
    if len(rows) < 2 or not question.asked:
        return list(rows)
    return sorted(rows, key=lambda r: -round(knowledge.coverage(question.asked, f"{r.action} {r.label}"), 1))


def _say_reports(draft: Draft, rows: Sequence[Obligation], asked: Body | None) -> None:
    for row in rows:
        mark = draft.quote(draft.knowledge.document(row.document), row.start, row.end)
        names = _names(row.bodies) if asked is None or len(row.bodies) == 1 else asked.name
        to = _names([b for b in (row.recipient, *row.also_to) if b])
        via = f" (qua {row.via.name})" if row.via else ""
        when = ", ".join(d.text for d in row.deadlines)
        text = f"{_capital(names)} báo cáo{' ' + to if to else ''}{via}: {when}."
        extra = draft.quote(*_heading(draft, row)) if _needs_heading(row) else 0
        draft.claim(text, *[m for m in (mark, extra) if m])
        draft.bodies += [b.id for b in (*row.bodies, row.recipient, row.via, *row.also_to) if b]
        draft.subjects.append(row.anchor)


def _needs_heading(row: Obligation) -> bool:
    """Whether the row's own sentence does not name its bodies."""
    return row.named != (row.start, row.end) and row.named[1] > 0


def _heading(draft: Draft, row: Obligation) -> tuple[Document, int, int]:
    """The words that name the bodies of a row."""
    return draft.knowledge.document(row.document), *row.named


def _no_deadline(
    draft: Draft, question: Question, knowledge: Knowledge, rows: Sequence[Obligation], body: Body
) -> None:
    """A body without a deadline is told so, with what the documents do say of it."""
    own = [
        r
        for r in duties_of(rows, body, knowledge.agencies)
        if r.kind in ("report", "plan", "do", "lead", "advise", "fund", "monitor")
    ]
    if not own:
        return
    scope = "Kế hoạch" if own[0].document in {d.id for d in knowledge.plans} else "Văn bản"
    row = next((r for r in own if r.kind == "report"), own[0])
    mark = draft.quote(knowledge.document(row.document), row.start, row.end)
    text = f"{scope} không quy định hạn báo cáo riêng cho {body.name}."
    draft.claim(text, mark, working=f"Đối chiếu sổ nhiệm vụ: {text}")
    draft.claim(tidy(row.quote), mark)
    draft.bodies.append(body.id)
    draft.subjects.append(row.anchor)


def _coming(question: Question, knowledge: Knowledge, rows: Sequence[Obligation]) -> Draft | None:
    """The deadlines still to come this year for the asker's body."""
    last = date(question.day.year, 12, 31)
    bodies = question.bodies
    if not bodies:
        return None
    draft = Draft(knowledge, question, "register", confidence=0.9, listed=True)
    plans = {d.id for d in knowledge.plans}
    for row in rows:
        same = row.document in plans if not question.documents else row.document in question.documents
        if not same or not any(_same_kind(b, body, knowledge) for b in row.bodies for body in bodies):
            continue
        days = due_dates(row, question.day, last)
        if days:
            mark = draft.quote(knowledge.document(row.document), row.start, row.end)
            shown = ", ".join(f"{d:%d/%m/%Y}" for d in days)
            to = f" gửi {row.recipient.name}" if row.recipient else ""
            texts = ", ".join(d.text for d in row.deadlines)
            draft.claim(f"Trước ngày {shown}: báo cáo{to} ({_names(row.bodies)})." if row.kind == "report" else f"{shown}: {row.action}.",
                        mark, working=f"{texts} → từ {question.day:%d/%m/%Y} đến {last:%d/%m/%Y}: {shown}")  # fmt: skip
            draft.bodies += [b.id for b in row.bodies]
            draft.subjects.append(row.anchor)
    return draft if draft.claims else None


def _same_kind(row_body: Body, asked: Body, knowledge: Knowledge) -> bool:
    return knowledge.agencies.covers(row_body, asked) or knowledge.agencies.covers(asked, row_body)


def _duties(question: Question, knowledge: Knowledge, rows: Sequence[Obligation]) -> Draft | None:
    body = question.bodies[0]
    mine = duties_of(rows, body, knowledge.agencies)
    exact = [r for r in mine if any(b.id == body.id for b in r.bodies)] or mine
    if not exact:
        return None
    subject = question.without(_body_words(body))
    if subject:
        scored = [(knowledge.coverage(subject, r.action), r) for r in exact]
        close = [r for s, r in scored if s >= _ENOUGH]
        exact = close or (exact if max(map(len, subject)) <= 2 else [])
    if not exact:
        return None
    document = exact[0].document
    exact = [r for r in exact if r.document == document][:_MANY]
    draft = Draft(knowledge, question, "register", confidence=0.9, listed=True)
    first = exact[0]
    head = (
        _heading(draft, first)
        if _needs_heading(first)
        else (knowledge.document(first.document), first.start, first.end)
    )
    if len(exact) > 1:
        draft.claim(f"{_capital(body.name)}:", draft.quote(*head))
    for row in exact:
        mark = draft.quote(knowledge.document(row.document), row.start, row.end)
        action = tidy(row.quote) if row.deadlines else tidy(row.action)
        text = _capital(action) if len(exact) > 1 else f"{_capital(body.name)}: {action[:1].lower() + action[1:]}"
        marks = [mark] if len(exact) > 1 or not _needs_heading(row) else [mark, draft.quote(*head)]
        draft.claim(text.rstrip(".;,") + ".", *marks)
        draft.subjects.append(row.anchor)
    draft.bodies.append(body.id)
    return draft


def _who(question: Question, knowledge: Knowledge, rows: Sequence[Obligation]) -> Draft | None:
    """The body whose duty holds best what is asked."""
    best = _best(question, knowledge, rows, lambda r: f"{r.action} {_context(knowledge, r)}")
    if best is None:
        return None
    row, score = best
    draft = Draft(knowledge, question, "register", confidence=min(0.95, 0.4 + score / 1.6))
    mark = draft.quote(knowledge.document(row.document), row.start, row.end)
    marks = [mark] if not _needs_heading(row) else [draft.quote(*_heading(draft, row)), mark]
    action = tidy(row.action)
    action = action[:1].lower() + action[1:]
    draft.claim(f"{_capital(_names(row.bodies))} {action}".rstrip(".;,:") + ".", *marks)
    draft.bodies += [b.id for b in row.bodies]
    draft.subjects.append(row.anchor)
    return draft


def _limits(question: Question, knowledge: Knowledge, rows: Sequence[Obligation]) -> Draft | None:
    """Time limits of the step that is asked for, or of every step of the procedure."""
    timed = [r for r in rows if any(isinstance(d.rule, dict) for d in r.deadlines)]
    if question.bodies:
        asked = question.bodies[0]
        timed = [r for r in timed if any(_same_kind(b, asked, knowledge) for b in r.bodies)] or timed
    best = _best(question, knowledge, timed, lambda r: f"{r.quote} {_context(knowledge, r)}")
    if best is None:
        return None
    row, score = best
    draft = Draft(knowledge, question, "register", confidence=min(0.95, 0.4 + score / 1.6))
    mark = draft.quote(knowledge.document(row.document), row.start, row.end)
    draft.claim(tidy(row.quote), mark)
    draft.bodies += [b.id for b in row.bodies]
    draft.subjects.append(row.anchor)
    return draft


def _best(
    question: Question, knowledge: Knowledge, rows: Sequence[Obligation], text: Callable[[Obligation], str]
) -> tuple[Obligation, float] | None:
    subject = question.asked
    if not subject:
        return None
    scored = [(knowledge.coverage(subject, text(r)), -n, r) for n, r in enumerate(rows)]
    top = max(scored, key=lambda s: (round(s[0], 2), s[1]), default=None)
    return (top[2], top[0]) if top and top[0] >= _ENOUGH else None


def _context(knowledge: Knowledge, row: Obligation) -> str:
    _, provision = knowledge.place(row.anchor)
    return " ".join(t for t in provision.trail if len(t) < 300)


def _names(bodies: Sequence[Body]) -> str:
    names = list(dict.fromkeys(b.name for b in bodies))
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + f" và {names[-1]}" if names else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _body_words(body: Body) -> list[str]:
    from assistant.words import content

    return content(body.name)
