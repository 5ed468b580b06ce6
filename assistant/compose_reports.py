"""Answers about reporting: who reports to whom, through whom, by when, and what is still due this year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.answerability import believed
from assistant.draft import Draft, capital, names_of, tidy
from assistant.knowledge import Knowledge
from assistant.question import Question
from assistant.ranking import surest
from assistant.words import content
from corpus.agencies import Body
from corpus.obligations import Obligation
from corpus.register import due_dates, duties_of

_THROUGH = re.compile(r"\b(?:thong )?qua (?:ai|co quan nao|so nao|don vi nao|dau)\b")
# From here on search is surer of a clause than the register is of what is meant.
_FOUND_SURELY = 0.8
# Of a report on something named the texts must be likely to say what is asked.
_DOUBTFUL = 0.3
# Copies or pages of a report are asked for, or what it costs: no date answers that.
_COUNTED = re.compile(r"\b(?:may|bao nhieu) (?:ban|trang|diem|bo|to|bieu|cot|tien|dong)\b")
_MANY = 8
_FEW = 3
# Words of every question about reports: they tell no row from another.
_REPORTING = frozenset(
    [
        "bao",
        "cao",
        "gui",
        "nop",
        "truoc",
        "ngay",
        "han",
        "dinh",
        "ky",
        "ket",
        "qua",
        "len",
        "ky",
        "thang",
        "lan",
        "nam",
        "hang",
        "cuoi",
        "thoi",
        "diem",
        "tien",
        "do",
        "tinh",
        "quy",
        "i",
        "ii",
        "iii",
        "iv",
    ]
)


def compose(question: Question, knowledge: Knowledge) -> Draft | None:
    """The reports of the body asked about, those made to it, or all of them; deadlines to come for "sở tôi"."""
    rows = knowledge.obligations_for(question.documents, question.day)
    if question.wants("coming") or (question.mine and question.wants("report")):
        return _coming(question, knowledge, rows)
    if not question.wants("report") or question.wants("papers", "steps", "amount", "term"):
        return None
    if _COUNTED.search(question.folded):
        return None
    if not question.wants("who", "whom", "when", "duty", "yesno", "list", "count", "limit"):
        return None
    timed = [r for r in rows if r.kind == "report" and any(isinstance(d.rule, str) for d in r.deadlines)]
    sure = surest(question, knowledge, _FOUND_SURELY)
    known = [r for r in timed if sure is not None and sure.holds(r.document, r.start)]
    if sure is not None and not known:
        return None  # search knows the clause, and it sets no date for a report
    if _subject(question) and not believed(question, knowledge, share=_DOUBTFUL):
        return None
    askers, recipients = _sides(question)
    draft = Draft(knowledge, question, "report", confidence=0.95)
    for body in askers:
        mine = every = duties_of(timed, body, knowledge.agencies)
        if not every and any(_goes_to(r, [body]) for r in known):
            # Search knows the clause: the body, which has no report of its own, is who this one goes to.
            _say(draft, known[:_FEW], None)
            return draft
        mine = [r for r in mine if r in known] or mine
        mine = _nearest(question, knowledge, [r for r in mine if not recipients or _goes_to(r, recipients)] or mine)
        if mine:
            _say(draft, mine[:_FEW], body)
        elif question.wants("confirm") and timed:
            _deny(draft, body, _nearest(question, knowledge, timed)[:_FEW])
        else:
            _no_deadline(draft, knowledge, rows, body)
    if askers:
        return draft if draft.claims else None
    if recipients:
        timed = [r for r in timed if _goes_to(r, recipients)]
    if not timed or (not recipients and not _general(question, knowledge, timed)):
        return None
    timed = [r for r in timed if r in known] or timed
    _say(draft, _nearest(question, knowledge, timed)[:_MANY], None)
    draft.listed = len(draft.claims) > 1
    return draft


def _sides(question: Question) -> tuple[list[Body], list[Body]]:
    """Which of the bodies named report, and which are reported to ("… báo cáo UBND tỉnh", "ai báo cáo Sở …")."""
    cut = question.folded.find("bao cao")
    from_whom = (
        question.wants("who") and cut >= 0 and question.folded[:cut].strip().endswith(("ai", "nao", "nhung ai"))
    )
    if from_whom and not _THROUGH.search(question.folded):
        return [], list(question.bodies)
    first = 1 if not question.wants("whom") else len(question.bodies)
    return list(question.bodies[:first]), list(question.bodies[first:])


def _goes_to(row: Obligation, recipients: Sequence[Body]) -> bool:
    to = [b.id for b in (row.recipient, row.via, *row.also_to) if b]
    return any(r.id in to for r in recipients)


def _subject(question: Question) -> tuple[tuple[str, ...], ...]:
    """What is reported on: the question's words without those of reporting and of the bodies."""
    return question.without(_REPORTING | {w for b in question.bodies for w in content(b.name)})


def _general(question: Question, knowledge: Knowledge, rows: Sequence[Obligation]) -> bool:
    """Whether a question that names no body asks about reporting as such, or about something a row is on."""
    subject = _subject(question)
    return not subject or any(knowledge.coverage(subject, r.quote) >= 0.5 for r in rows)


def _nearest(question: Question, knowledge: Knowledge, rows: Sequence[Obligation]) -> list[Obligation]:
    """Rows in order of how well they speak of what is reported on, where the question says it."""
    subject = _subject(question)
    if not subject or len(rows) < 2:
        return list(rows)
    return sorted(rows, key=lambda r: -round(knowledge.coverage(subject, f"{r.action} {r.label}"), 1))


def _say(draft: Draft, rows: Sequence[Obligation], asked: Body | None) -> None:
    for row in rows:
        marks = draft.cite_duty(row)
        names = draft.called(row, row.bodies) if asked is None or len(row.bodies) == 1 else asked.name
        to = draft.called(row, [b for b in (row.recipient, *row.also_to) if b])
        via = f" (qua {draft.called(row, [row.via])})" if row.via else ""
        when = ", ".join(d.text[:1].lower() + d.text[1:] for d in row.deadlines)
        draft.claim(f"{capital(names)} báo cáo{' ' + to if to else ''}{via}: {when}.", *marks)
        draft.bodies += [b.id for b in (*row.bodies, row.recipient, row.via, *row.also_to) if b]


def _deny(draft: Draft, body: Body, rows: Sequence[Obligation]) -> None:
    """The question takes a body to have a part in reporting that it has not: who has, instead."""
    draft.kind = "premise"
    _say(draft, rows, None)
    draft.claims[0] = replace(draft.claims[0], text=f"Không đúng. {draft.claims[0].text}")
    draft.listed = len(draft.claims) > 1
    draft.bodies.append(body.id)


def _no_deadline(draft: Draft, knowledge: Knowledge, rows: Sequence[Obligation], body: Body) -> None:
    """A body without a deadline is told so, with what the documents do say of it."""
    own = duties_of(rows, body, knowledge.agencies)
    if not own:
        return
    row = next((r for r in own if r.kind == "report"), own[0])
    scope = "Kế hoạch" if row.document in {d.id for d in knowledge.plans} else "Văn bản"
    marks = draft.cite_duty(row)
    text = f"{scope} không quy định hạn báo cáo riêng cho {body.name}."
    draft.claim(text, *marks, working=f"Đối chiếu sổ nhiệm vụ: {text}")
    draft.claim(tidy(row.quote), *marks)
    draft.bodies.append(body.id)


def _coming(question: Question, knowledge: Knowledge, rows: Sequence[Obligation]) -> Draft | None:
    """What still falls due this year for the body asked about (or the asker's kind of body), day by day."""
    last = date(question.day.year, 12, 31)
    documents = set(question.documents) or {d.id for d in knowledge.plans}
    agencies = knowledge.agencies
    due: list[tuple[date, Obligation, str]] = []
    for row in rows:
        named = [asked.name for asked in question.bodies if any(agencies.covers(b, asked) for b in row.bodies)]
        wider = any(agencies.covers(asked, b) for b in row.bodies for asked in question.bodies)
        if row.document in documents and (named or wider):
            names = named[0] if named and not question.mine else names_of(row.bodies)
            due += [(day, row, names) for day in due_dates(row, question.day, last)]
    draft = Draft(knowledge, question, "report", confidence=0.9, listed=True)
    for day, row, names in sorted(due, key=lambda d: d[0])[:_MANY]:
        marks = draft.cite_duty(row)
        to = f" {names_of([b for b in (row.recipient, *row.also_to) if b])}" if row.recipient else ""
        via = f" (qua {row.via.name})" if row.via else ""
        what = f"báo cáo{to}{via}" if row.kind == "report" else tidy(row.action)[:1].lower() + tidy(row.action)[1:]
        said = ", ".join(d.text for d in row.deadlines)
        draft.claim(
            f"Trước ngày {day:%d/%m/%Y}: {names} {what}.",
            *marks,
            working=f"{said}; từ {question.day:%d/%m/%Y} đến {last:%d/%m/%Y}: {day:%d/%m/%Y}",
        )
        draft.bodies += [b.id for b in row.bodies]
    if not draft.claims and question.bodies:
        _no_deadline(draft, knowledge, rows, question.bodies[0])
    return draft if draft.claims else None
