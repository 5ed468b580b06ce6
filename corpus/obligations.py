"""Obligations read from a document: who does what, for whom, with whom, by when.

Administrative sentences are formulaic: [time], BODIES [with responsibility] VERB …, VERB … [to BODY] [through BODY].
A heading that is nothing but bodies ("6. Ủy ban nhân dân các huyện, thành phố") is the subject of what stands
under it; a sentence without a subject goes on with the one before. Every row keeps the sentence it was read from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus import duty_tables
from corpus.actors import named
from corpus.agencies import Agencies, Body, BodyMention
from corpus.deadlines import Deadline, deadlines
from corpus.duty import Obligation
from corpus.duty_subjects import APPLICANT, CHARGE, MARKER, heading_bodies, implied, opens_with_verb, run, subject
from corpus.duty_words import kind_of
from corpus.model import Document, Provision
from corpus.text import search_key

__all__ = ["Obligation", "obligations"]

_TO = re.compile(
    r"\b(?:về|gửi(?: (?:báo cáo|văn bản|hồ sơ|kết quả))?(?: về| cho| đến| tới)?|lên|trình|báo cáo(?: về| cho| lên| với)?|"
    r"tham mưu(?: cho| giúp| với)?|đề xuất|kiến nghị|đề nghị)\s*$"
)
_TO_WEAK = re.compile(
    r"\b(?:gửi|báo cáo|báo|chuyển|nộp|cung cấp|thông báo)\b.*\b(?:cho|đến|tới)\s*$|\b(?:chuyển|gửi)\b[^,;]*\bđể\s*$|\bnộp\b[^,;]*\btại\s*$"
)
_VIA = re.compile(r"\(?\b(?:thông qua|qua)\s*$")
_WITH = re.compile(r"\bphối hợp(?: chặt chẽ| hoạt động| công tác)?(?: với| cùng)?(?: các)?\s*$")
_PARTNERS = re.compile(r"^\s*,?\s*(?:\([^)]*\))?\s*(?:,|và|hoặc)?\s*(?:các\s+)?(?:[\w\s,-]{0,60}?(?:,|và)\s*)?$")
_SENTENCE = re.compile(r"(?<=\.)\s+|\n+")
_PIECE = re.compile(
    r"(?<=;)\s+(?:đồng thời,?\s)?|(?<=\w)\s+và (?=(?:kịp thời |đồng thời |chủ động )?(?:tham mưu|báo cáo)\s)"
)
# A lead-in says who, not what; only that a body stands over the work is a duty said there.
_LEADS_IN = re.compile(r"\b(?:có trách nhiệm|có nhiệm vụ|trách nhiệm|nhiệm vụ)(?: sau(?: đây)?)?\s*:$")
_ZONES_WITHOUT = ("noi-nhan", "chu-ky", "mo-dau")
# A sentence that names more is a list no duty can be read from; the bound keeps reading time in proportion.
_MOST_BODIES = 60
# Bodies with the range of the words that name them.
_Subject = tuple[tuple[Body, ...], tuple[int, int]]
_NOBODY: _Subject = ((), (0, 0))


def obligations(document: Document, agencies: Agencies) -> list[Obligation]:
    """All duties of a document in reading order. Plans and normative texts alike, full texts and digests."""
    found: list[Obligation] = []
    subjects: dict[str, _Subject] = {}
    for provision in document.provisions:
        if provision.path[0] in _ZONES_WITHOUT:
            continue
        inherited = subjects.get("/".join(provision.path[:-1]), _NOBODY)
        headed = _heading(document, provision, agencies)
        own = document.own(provision).split("\n")[0]
        subjects[provision.segment] = (
            (headed, (provision.start, provision.start + len(own))) if headed else inherited
        )
        rows, last = _read(document, provision, agencies, subjects[provision.segment], bool(headed))
        if document.own(provision).rstrip().endswith(":") and last[0]:
            subjects[provision.segment] = last
        found += rows
    return found


def _heading(document: Document, provision: Provision, agencies: Agencies) -> tuple[Body, ...]:
    """Bodies of a lead that names nothing else: the subject of all that stands under it or in its next lines."""
    first, _, more = document.own(provision).partition("\n")
    if provision.is_leaf and not first.rstrip().endswith(":") and not more.strip():
        return ()
    charge = CHARGE.match(first)
    rest = first[charge.end() if charge else 0 :]
    return heading_bodies(rest, named(rest, agencies))


def _read(
    document: Document, provision: Provision, agencies: Agencies, inherited: _Subject, headed: bool
) -> tuple[list[Obligation], _Subject]:
    """The rows of a provision's own words, and the subject its last sentence leaves to what stands under it."""
    rows: list[Obligation] = []
    current = inherited
    last = _NOBODY
    roles: list[str] = []
    for pieces in list(_sentences(document, provision))[1 if headed else 0 :]:
        start, end = pieces[0][0], pieces[-1][1]
        line = document.text[start:end]
        if "|" in line:
            head = duty_tables.columns(line)
            roles = head or roles
            if roles and not head:
                rows += duty_tables.row(document, provision, agencies, roles, start, end)
            continue
        found = _duties(document, provision, agencies, current, pieces)
        rows += [d for d in found if d.kind == "stand" or not _LEADS_IN.search(d.quote)]
        current = (found[-1].bodies, found[-1].named) if found else current
        last = current if found else _NOBODY
    return rows, last


def _duties(
    document: Document,
    provision: Provision,
    agencies: Agencies,
    current: _Subject,
    pieces: Sequence[tuple[int, int]],
) -> list[Obligation]:
    """Duties of one sentence: a piece after ";" that opens none belongs to the piece before."""
    found: list[Obligation] = []
    start = pieces[0][0]
    for begin, end in pieces:
        before = (found[-1].bodies, found[-1].named) if found else current
        row = _duty(document, provision, agencies, before, begin, end)
        if row is None:
            whole = _duty(document, provision, agencies, current, found[-1].start if found else start, end)
            if whole:
                found[-1:] = [whole]
        else:
            found.append(row)
    return [_leading(row, found[0]) for row in found]


def _leading(row: Obligation, first: Obligation) -> Obligation:
    """A time that leads the sentence, before its subject, holds for every part of it that has no time of its own."""
    lead = [d for d in first.deadlines if d.start <= 3]
    same = row is not first and not row.deadlines and row.bodies == first.bodies
    return replace(row, deadlines=tuple(lead)) if same and lead else row


def _sentences(document: Document, provision: Provision) -> Iterator[list[tuple[int, int]]]:
    """Sentences of a provision's own words and tails, without markers, each as its pieces between ";"."""
    marker = MARKER.match(document.own(provision))
    head = provision.start + (marker.end() if marker else 0)
    for begin, stop in [(head, provision.own_end), *document.tails(provision)]:
        for start, end in _cut(document.text, begin, stop, _SENTENCE):
            yield list(_cut(document.text, start, end, _PIECE))


def _cut(text: str, begin: int, stop: int, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Non-empty pieces between matches outside parentheses, stripped."""
    at = begin
    for end, after in [*((m.start(), m.end()) for m in pattern.finditer(text, begin, stop)), (stop, stop)]:
        words = text[at:end]
        if end != stop and words.count("(") > words.count(")"):
            continue
        if words.strip():
            yield at + len(words) - len(words.lstrip()), at + len(words.rstrip())
        at = after


def _duty(
    document: Document, provision: Provision, agencies: Agencies, current: _Subject, start: int, end: int
) -> Obligation | None:
    sentence = document.text[start:end]
    mentions = named(sentence, agencies)[:_MOST_BODIES]
    key = search_key(sentence)
    key = key if len(key) == len(sentence) else sentence.lower()
    bodies: tuple[Body, ...] = ()
    at, words = -1, (start, end)
    if not (current[0] and opens_with_verb(sentence, key)):
        bodies, at = subject(sentence, key, mentions)
    if not bodies:
        at = implied(sentence, key)
        if at < 0 or current[0] in ((), (APPLICANT,)):
            return None
        bodies, words = current
    after = [m for m in mentions if m.start >= at]
    via = next((m for m in after if _VIA.search(key[: m.start])), None)
    partners = _partners(key, after)
    targets = [
        m
        for m in after
        if m is not via and m not in partners and (_TO.search(key[: m.start]) or _TO_WEAK.search(key[at : m.start]))
    ]
    joined = _also(sentence, after, targets[0]) if targets else []
    return Obligation(
        document.id,
        document.anchor(provision),
        provision.label,
        bodies,
        kind_of(key[at:], bool(targets)),
        sentence[at:].strip(" ,:;."),
        targets[0].body if targets else None,
        via.body if via else None,
        tuple(m.body for m in partners),
        _times(sentence),
        sentence,
        start,
        end,
        document.level,
        tuple(m.body for m in joined if m is not via),
        words,
    )


def _times(sentence: str) -> tuple[Deadline, ...]:
    """The deadlines of a sentence; "hằng tháng … trước ngày 20 hằng tháng" is one, said by its day."""
    found = deadlines(sentence)
    dated = {str(d.rule).split(";")[0] for d in found if "BYMONTH" in str(d.rule)}
    return tuple(d for d in found if "BYMONTH" in str(d.rule) or str(d.rule).split(";")[0] not in dated)


def _partners(key: str, mentions: Sequence[BodyMention]) -> list[BodyMention]:
    """Bodies after "phối hợp (với)", as long as they are joined."""
    out: list[BodyMention] = []
    for mention in mentions:
        before = key[: mention.start]
        if _WITH.search(before):
            out = [mention]
        elif out and mention.start > out[-1].end and _PARTNERS.match(key[out[-1].end : mention.start]):
            out.append(mention)
        elif out:
            break
    return out


def _also(sentence: str, mentions: Sequence[BodyMention], first: BodyMention) -> list[BodyMention]:
    after = [m for m in mentions if m.start >= first.start]
    return [m for m in run(sentence, after) if m is not first]
