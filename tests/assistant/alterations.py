"""Correct claims from the corpus, and ways to make each of them wrong in one place or say it in other words."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.answer import Citation, Claim
from assistant.knowledge import Knowledge
from corpus.agencies import Agencies, BodyMention
from corpus.model import Document

FIGURE = re.compile(
    r"(?<![\w/.,-])(\d{1,3}(?:\.\d{3})+|\d+(?:,\d+)?)(?![\d/]|[.,]\d|\w*[-/]\w|\.\s*(?:Về|\d))(?!\s+tháng\s+\d)"
)
DATE = re.compile(r"(?<![\d/.])(\d{1,2})(/|\s+tháng\s+)(\d{1,2})(?![\d/]*[-/.]?\w*-)(?=(?:/|\s+năm\s+)?(?:\d{4})?)")
NUMBER = re.compile(r"(?<![\w/])(\d{1,4})((?:/(?:19|20)\d\d)?[/-](?:[A-ZĐ]{2,})[\w/-]*)")
FLIPS = {
    "không": ("", "được"), "chưa": ("đã", ""), "trừ": ("kể cả", "và"), "tối thiểu": ("tối đa", ""), "tối đa": ("tối thiểu", ""),
    "ít nhất": ("nhiều nhất", ""), "thấp nhất": ("cao nhất",), "không quá": ("ít nhất", "quá"), "không thấp hơn": ("không cao hơn", "thấp hơn"),
    "dưới": ("trên", "từ đủ"), "trên": ("dưới", ""), "từ đủ": ("dưới", "chưa đủ"), "trở lên": ("trở xuống", ""), "trước": ("sau",),
    "khoảng": ("tối thiểu",), "hoặc": ("và",),
}  # fmt: skip
# "Không." before an answer is said of the question, not of the text.
VERDICT = re.compile(r"(?:Không đúng|Không|Đúng|Có|Chưa)\.\s")
# A preposition is no bound: "trên địa bàn", "trước đây".
TURN = re.compile(
    r"(?<!\w)(?:(không quá|không thấp hơn|không dưới|tối thiểu|tối đa|ít nhất|thấp nhất|từ đủ|trở lên|không|chưa|trừ)(?!\w)"
    r"|(dưới|trên|khoảng)(?=\s+\d)|(trước)(?=\s+(?:ngày\s+)?\d)|(hoặc)(?!\w))"
)  # fmt: skip
BODIES = (
    "Sở Y tế", "Bộ Tài chính", "UBND cấp xã", "UBND tỉnh", "Sở Tư pháp", "Chính phủ", "Thủ tướng Chính phủ", "Sở Nội vụ", "Tỉnh ủy",
    "HĐND tỉnh", "Bộ Y tế", "Sở Xây dựng", "Chủ tịch UBND cấp huyện", "Bảo hiểm xã hội tỉnh", "Công an tỉnh", "UBND cấp huyện",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A claim with its evidence; ``kind`` says where it came from or what was done to it."""

    claim: Claim
    citations: tuple[Citation, ...]
    kind: str


def cite(document: Document, start: int, end: int, number: int = 1) -> Citation:
    quote = document.text[start:end]
    place = document.at(start, end)
    return Citation(number, document.id, document.entry.number, document.id, place.label if place else "", quote, start, end, None, document.level)  # fmt: skip


def quoted(documents: list[Document]) -> Iterator[Case]:
    """Every leaf of the corpus as a claim that is its quote, and its sentences as claims that are parts of it."""
    for document in documents:
        for provision in document.provisions:
            own = document.own(provision)
            if not 25 <= len(own) <= 1800:
                continue
            citation = cite(document, provision.start, provision.start + len(own))
            yield Case(Claim(" ".join(own.split()), (1,)), (citation,), "quote")
            for m in re.finditer(r"[^.;\n]+(?:\.\d[^.;\n]*)*[.;]?", own):
                part = m[0].strip()
                if len(part) > 25 and m.start() and own[m.start() - 1] in " \n":
                    yield Case(Claim(part, (1,)), (citation,), "part")


def reworded(knowledge: Knowledge) -> Iterator[Case]:
    """What the register says of each reporting body, put in several ways."""
    for row in knowledge.register.obligations:
        document = knowledge.document(row.document)
        citations = [cite(document, row.start, row.end)]
        if row.named[1] and row.named != (row.start, row.end):
            citations.append(cite(document, *row.named, 2))
        marks = tuple(c.id for c in citations)
        for body in row.bodies if row.kind == "report" and row.deadlines else ():
            when = ", ".join(d.text for d in row.deadlines)
            to = f" {row.recipient.name}" if row.recipient else ""
            via = f" qua {row.via.name}" if row.via else ""
            texts = [
                f"{body.name} báo cáo{to}{f' ({via.strip()})' if via else ''}: {when}.",
                f"{body.name} gửi báo cáo cho{to}{via}, thời hạn: {when}.",
            ]
            for text in texts[: 2 if to else 1]:
                yield Case(Claim(text, marks), tuple(citations), "reworded")


# What is altered.


def alter_figure(text: str, chance: random.Random, agencies: Agencies, evidence: str) -> str | None:
    spots = list(FIGURE.finditer(_shielded(text)))
    if not spots:
        return None
    m = chance.choice(spots)
    figures = [f[1] for f in FIGURE.finditer(_shielded(evidence)) if _amount(f[1]) != _amount(m[1])]
    new = chance.choice(figures) if figures and chance.random() < 0.25 else _other(m[1], chance)
    return text[: m.start(1)] + new + text[m.end(1) :]


def alter_date(text: str, chance: random.Random, agencies: Agencies, evidence: str) -> str | None:
    spots = [m for m in DATE.finditer(text) if int(m[3]) <= 12 and 0 < int(m[1]) <= 31]
    if not spots:
        return None
    m = chance.choice(spots)
    if chance.random() < 0.5:
        new = f"{(int(m[1]) + chance.randint(0, 26)) % 28 + 1:02d}{m[2]}{m[3]}"
        if int(new[:2]) == int(m[1]):
            return None
    else:
        month = (int(m[3]) + chance.randint(0, 10)) % 12 + 1
        new = f"{m[1]}{m[2]}{month}"
    return text[: m.start()] + new + text[m.end() :]


def alter_number(text: str, chance: random.Random, agencies: Agencies, evidence: str) -> str | None:
    spots = list(NUMBER.finditer(text))
    if not spots:
        return None
    m = chance.choice(spots)
    if chance.random() < 0.7:
        return text[: m.start(1)] + str(int(m[1]) + chance.randint(1, 80)) + text[m.end(1) :]
    tail = (
        re.sub(r"(?<=/)((?:19|20)\d\d)", lambda y: str(int(y[1]) + 1), m[2])
        if "20" in m[2]
        else m[2].replace("NQ", "QĐ").replace("CT/", "KL/").replace("QĐ-T", "NQ-T")
    )
    return text[: m.start(2)] + tail + text[m.end(2) :] if tail != m[2] else None


def alter_body(text: str, chance: random.Random, agencies: Agencies, evidence: str) -> str | None:
    spots = agencies.mentions(text)
    if not spots or len(text) < 40:  # "Sở Y tế:" alone heads a list and says nothing
        return None
    m = chance.choice(spots)
    beside = _beside(m.body.id, evidence, agencies)  # of a list, each alone is said truly
    others = [b for b in BODIES if (found := agencies.mentions(b)) and found[0].body.id not in beside]
    changed = text[: m.start] + chance.choice(others) + text[m.end :]
    if [x.body.id for x in agencies.mentions(changed)] == [x.body.id for x in spots]:
        return None
    return changed


def alter_turn(text: str, chance: random.Random, agencies: Agencies, evidence: str) -> str | None:
    """A negation or bound dropped or turned round, or a negation put in."""
    opening = VERDICT.match(text)
    spots = list(TURN.finditer(text.lower(), opening.end() if opening else 0))
    if not spots or chance.random() < 0.25:
        verbs = list(re.finditer(r"(?<=\s)(?:được|phải|thuộc|có|hưởng|quy định)(?=\s)", text))
        verbs = [v for v in verbs if not text[: v.start()].rstrip().endswith(("không", "chưa"))]
        if not verbs:
            return None
        v = chance.choice(verbs)
        return f"{text[: v.start()]}không {text[v.start() :]}"
    m = chance.choice(spots)
    new = chance.choice(FLIPS.get(m[0], ("",)))
    return " ".join((text[: m.start()] + new + text[m.end() :]).split())


def alter_swap(text: str, chance: random.Random, agencies: Agencies, evidence: str) -> str | None:
    """Two bodies of the claim change places; within one list that would say the same."""
    spots = agencies.mentions(text)
    lists = _lists(text, spots)
    pairs = [
        (a, b)
        for n, a in enumerate(spots)
        for o, b in enumerate(spots[n + 1 :], n + 1)
        if a.body.id != b.body.id and lists[n] != lists[o]
    ]
    if not pairs:
        return None
    a, b = chance.choice(pairs)
    return text[: a.start] + b.text + text[a.end : b.start] + a.text + text[b.end :]


def _lists(text: str, spots: list[BodyMention]) -> list[int]:
    """For each body the number of the list it stands in."""
    lists, last = [], 0
    for n, m in enumerate(spots):
        gap = text[spots[n - 1].end : m.start] if n else "."
        last = last if re.fullmatch(r"[\s,;]*(?:và\s+)?", gap) else n
        lists.append(last)
    return lists


def _beside(body: str, text: str, agencies: Agencies) -> set[str]:
    """The bodies named in one list with a body, itself too."""
    spots = agencies.mentions(text)
    lists = _lists(text, spots)
    mine = {lists[n] for n, m in enumerate(spots) if m.body.id == body}
    return {body} | {m.body.id for n, m in enumerate(spots) if lists[n] in mine}


ALTERATIONS: dict[str, Callable[[str, random.Random, Agencies, str], str | None]] = {
    "figure": alter_figure, "date": alter_date, "number": alter_number, "body": alter_body, "turn": alter_turn, "swap": alter_swap,
}  # fmt: skip


def altered(case: Case, kind: str, chance: random.Random, agencies: Agencies) -> Case | None:
    """The case with one thing of the claim wrong, or None when the claim has none of that kind."""
    evidence = " ".join(c.quote for c in case.citations)
    text = ALTERATIONS[kind](case.claim.text, chance, agencies, evidence)
    if text is None or text == case.claim.text:
        return None
    return Case(Claim(text, case.claim.citations, case.claim.working), case.citations, kind)


# The same in other words: still correct.


def respelled(text: str, chance: random.Random) -> str:
    """Other spellings of the same figures, dates, bodies and bounds."""
    steps: list[Callable[[str], str]] = [
        lambda t: re.sub(r"(?<=\d)\s?%", " phần trăm", t),
        lambda t: re.sub(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?![\d/])", lambda m: f"{int(m[1])} tháng {int(m[2])}" if int(m[2]) <= 12 else m[0], t),
        lambda t: re.sub(r"(?<=ngày )(\d{1,2}) tháng (\d{1,2}) năm (\d{4})", lambda m: f"{int(m[1]):02d}/{int(m[2]):02d}/{m[3]}", t),
        lambda t: re.sub(r"(?<![\d.,])(\d{1,3})\.000(?![\d.,])", lambda m: f"{m[1]} nghìn", t),
        lambda t: re.sub(r"Ủy ban nhân dân", "UBND", t),
        lambda t: re.sub(r"Lao động\s?-\s?Thương binh và Xã hội", "LĐTBXH", t),
        lambda t: re.sub(r"(?<!\w)tối thiểu(?!\w)(?=\s+\d)", "ít nhất", t),
        lambda t: re.sub(r"(?<!\w)0(\d)(?=\s+(?:ngày|tháng|bộ))", lambda m: m[1], t),
        lambda t: re.sub(r"(?<![\d.,/])(\d),5(?!\d)", lambda m: f"{['không','một','hai','ba','bốn','năm','sáu','bảy','tám','chín'][int(m[1])]} phẩy năm", t),
    ]  # fmt: skip
    for step in chance.sample(steps, 4):
        text = step(text)
    return text


def _shielded(text: str) -> str:
    """The text with places, list marks and dates blanked, so that what is left of digits are figures."""
    blank = lambda m: "x" * len(m[0])  # noqa: E731
    text = re.sub(r"^\s*(?:Điều\s+)?\d+(?:\.\d+)*\s?[.)]", blank, text)
    text = re.sub(
        r"(?i)\b(?:điều|khoản|điểm|mục|chương|phần|mẫu số|phụ lục|số)\s+\d+(?:\.\d+)*\w?(?:\s*(?:,|và|hoặc|đến)\s*\d+\w?)*",
        blank,
        text,
    )
    return re.sub(
        r"\d{1,2}(?:/|-|\s+tháng\s+)\d{1,2}(?:(?:/|-|\s+năm\s+)\d{4})?|\d+(?:/\d{4})?[/-][A-ZĐ][\w/-]*|\d+/\d{4}",
        blank,
        text,
    )


def _amount(text: str) -> float:
    return float(text.replace(".", "").replace(",", "."))


def _other(figure: str, chance: random.Random) -> str:
    value = _amount(figure)
    if "," in figure:
        new = round(value + chance.choice([-0.5, 0.5, 1, 1.5, 2]), 2)
        return f"{abs(new) + (0.7 if new == value or new <= 0 else 0):g}".replace(".", ",")
    if value >= 1000 and "." in figure:
        return f"{int(value + chance.choice([-1000, 1000, 10000, 20000, 90000])) + (0):,}".replace(",", ".")
    if 1900 < value < 2100:
        return str(int(value) + chance.choice([-3, -2, -1, 1, 2, 3, 5]))
    return str(int(value) + chance.choice([1, 2, 3, 5, 10, 20, 30]))
