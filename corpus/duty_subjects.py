"""Whom a sentence makes responsible, and where the words of the duty begin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from corpus.actors import collectives
from corpus.agencies import Body, BodyMention
from corpus.deadlines import deadlines
from corpus.duty_words import duty

MARKER = re.compile(r"^\s*(?:[-–•+*]|\d+(?:\.\d+)*\s?[.)]|[a-zđ]\)|Điều \d+\w?\.|Bước \d+[.:])\s*")
CHARGE = re.compile(
    rf"(?:{MARKER.pattern})?\s*(?:(?:Giao|Đề nghị|Yêu cầu|Phân công|Trách nhiệm(?: của)?|Nhiệm vụ của)(?: cho)?\s+)?"
)
_HEADED = re.compile(
    r"^[\s:.]*(?:(?:,?\s*có (?:trách nhiệm|nhiệm vụ)|và các tổ chức thành viên|các cấp|trong tỉnh|liên quan|có liên quan|tỉnh)[\s:.]*)*$"
)
# What may stand before a subject: nothing, a phrase ended by a comma, "thì", or a word that charges it.
_OPENING = re.compile(r"(?:^|[,;:]|\bthì|(?:^|,)\s*(?:giao|đề nghị|yêu cầu|phân công)|\bdo)\s*(?:các\s+)?$")
_JOINED = re.compile(r"^\s*(?:\([^)]*\)\s*)?(?:,|;|và|hoặc|, và|, hoặc)?\s*(?:các\s+)?$")
_JOINED_BY = re.compile(r"\s*(?:liên quan|có liên quan|tỉnh)?\s*,\s*(?:đơn vị liên quan,\s*)?(?:các\s+)?")
_APPLICANT = re.compile(
    r"^(?:Đối tượng|Cá nhân|Tổ chức|Cơ quan, tổ chức|Hộ gia đình|Người (?!đứng đầu|dân tộc)|Công dân|Học sinh|Thân nhân)"
    r"[^.;:]*?(?=\b(?:làm hồ sơ|có (?:văn bản|đơn|Tờ khai|tờ khai|giấy tờ)|gửi|nộp)\b)"
)
_HANDS_IN = re.compile(r"\b(?:gửi|nộp)\b")
_CASE = re.compile(r"(?:trường hợp|nếu|khi|sau khi)\b[^.;]*?(?:, | thì | (?=phải ))")
# What may stand between two times that lead a sentence: "6 tháng (trước ngày 10/6) và cả năm (trước ngày 10/12)".
_FILLER = re.compile(
    r"(?:[\s,;()]|\bvà\b|\bhoặc\b|\bcả năm\b|\bmột năm\b|\b(?:0?6|sáu) tháng(?: đầu năm)?\b|\b0?9 tháng\b|\bnăm\b|\bđịnh kỳ\b|\bđột xuất\b)*"
)
_TAIL_OF_SUBJECT = re.compile(
    r"^(?:\s*(?:,\s*)?(?:(?:và )?các (?:tổ chức thành viên|đơn vị liên quan|cơ quan liên quan|đoàn thể(?: tỉnh)?|sở, ngành liên quan|"
    r"bộ, ngành có liên quan|tổ chức chính trị - xã hội)|liên quan|có liên quan|cấp xã|tỉnh|"
    r"nơi đối tượng[^,;.]*?(?=xác nhận|có văn bản)))+"
)
_CALLED = re.compile(r"^,[^.;(]{0,90}\(sau đây gọi (?:chung|tắt) là [^)]*\)")
# "ngày 29 tháng 5 năm 2009 của Bộ Tài chính, Bộ Giáo dục hướng dẫn …" is a document's title.
_ISSUED_BY = re.compile(r"\b(?:19|20)\d\d của\s*$")
_MOST = 20
APPLICANT = Body("nguoi-de-nghi", "đối tượng hoặc người đề nghị")


def heading_bodies(words: str, mentions: Sequence[BodyMention]) -> tuple[Body, ...]:
    """The bodies of a line that names nothing else; ``mentions`` are those of ``words`` without marker and charge."""
    found = run(words, mentions)
    if not found or words[: found[0].start].strip(" ,") not in ("", "các", "Các", "của"):
        return ()
    return tuple(m.body for m in found) if _HEADED.match(words[found[-1].end :]) else ()


def subject(sentence: str, key: str, mentions: Sequence[BodyMention]) -> tuple[tuple[Body, ...], int]:
    """The bodies that a duty verb follows, and where the duty's words begin; ((), -1) when there are none."""
    skip = _charged(sentence)
    applicant = _APPLICANT.match(sentence[skip:])
    if applicant and _HANDS_IN.search(key):
        return (APPLICANT,), skip + applicant.end()
    for found in (mentions, list(islice(collectives(sentence), _MOST))):
        bodies, at = _led(sentence, key, found)
        if bodies:
            return bodies, at
    return (), -1


def _led(sentence: str, key: str, mentions: Sequence[BodyMention]) -> tuple[tuple[Body, ...], int]:
    past = 0
    for i, mention in enumerate(mentions):
        if mention.start < past:
            continue
        joined = run(sentence[mention.start :], [shift(m, -mention.start) for m in mentions[i:]])
        last = mentions[i + len(joined) - 1]
        if _ISSUED_BY.search(key[: mention.start]):
            past = last.end
            continue
        if _OPENING.search(key[: mention.start]):
            rest = _after(key[last.end :])
            if duty().match(rest):
                return tuple(m.body for m in mentions[i : i + len(joined)]), len(key) - len(rest)
            led = after_times(sentence, key, last.end)
            if led > last.end and duty().match(key[led:].lstrip(" ,")):
                return tuple(m.body for m in mentions[i : i + len(joined)]), last.end
    return (), -1


def implied(sentence: str, key: str) -> int:
    """Where a duty without a subject begins: at its verb, or after a time that leads it; -1 when it is none."""
    at = _charged(sentence)
    if duty().match(key[at:]):
        return at
    case = _CASE.match(key[at:])
    if case and (hit := duty().match(key[at + case.end() :])):
        return at + case.end() + hit.start("verb")
    stop = after_times(sentence, key, at)
    return stop if stop > at and duty().match(key[stop:].lstrip(" ,")) else -1


def opens_with_verb(sentence: str, key: str) -> bool:
    """Whether a sentence begins with its verb, so that its subject can only stand before it."""
    return bool(duty().match(key[_charged(sentence) :]))


def after_times(sentence: str, key: str, at: int) -> int:
    """Where the times that stand at ``at`` end; ``at`` itself when there are none."""
    stop, seen = at, False
    for found in deadlines(sentence):
        filler = _FILLER.match(key, stop)
        if found.start >= stop and filler and found.start <= filler.end() + 1:
            stop, seen = found.end, True
        elif found.start > stop:
            break
    if not seen:
        return at
    closing = re.match(r"[\s)]*", key[stop:])
    return stop + (closing.end() if closing else 0)


def run(text: str, mentions: Sequence[BodyMention]) -> list[BodyMention]:
    """The first mention and those joined to it by commas and "và"."""
    out: list[BodyMention] = list(mentions[:1])
    for mention in mentions[1:]:
        between = text[out[-1].end : mention.start]
        if not (_JOINED.match(between) or _JOINED_BY.fullmatch(between)):
            break
        out.append(mention)
    return out


def shift(m: BodyMention, by: int) -> BodyMention:
    return BodyMention(m.start + by, m.end + by, m.text, m.body)


def _charged(sentence: str) -> int:
    charge = CHARGE.match(sentence)
    return charge.end() if charge else 0


def _after(rest: str) -> str:
    """What follows a subject, without "nơi cư trú", "tỉnh", "và các tổ chức thành viên" that belong to it."""
    return _TAIL_OF_SUBJECT.sub("", _CALLED.sub("", rest))
