"""Understanding a question: what it asks for, of whom, in which document, as of when. No language model."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from assistant.knowledge import Knowledge, Terms
from assistant.words import as_written, asks, from_english, is_english, variants
from corpus.agencies import Body
from corpus.catalogue import Mention
from corpus.groups import Profile, profile
from corpus.references import Reference, references
from corpus.text import fold, has_diacritics
from index.restore import share_marked

_MINE = re.compile(
    r"\b(?:sở|phòng|ban|cơ quan|đơn vị|xã|huyện|phường)\s+(?:của\s+)?(?:tôi|mình|em|chúng tôi|ta|anh|chị)\b",
    re.IGNORECASE,
)
_LEVEL_OF_MINE = {
    "so": "so-ban-nganh",
    "phong": "phong",
    "xa": "ubnd-cap-xa",
    "phuong": "ubnd-cap-xa",
    "huyen": "ubnd-cap-huyen",
}
_PLAN = re.compile(
    r"\bke hoach\b(?!\s+(?:so\s+)?\d)(?!\s+(?:va dau tu|dau tu|tro giup|tai chinh|cu the|trien khai|xa hoi))"
)
_PLAN_WORDS = re.compile(
    r"\b(?:của |trong |theo )?(?:bản )?kế hoạch(?: này| của tỉnh| tỉnh)?\b(?! (?:số )?\d)(?! (?:và đầu tư|đầu tư|trợ giúp|tài chính|cụ thể|triển khai))",
    re.IGNORECASE,
)
# An English question may have a word or two of the texts in it.
_ENGLISH = 0.2
# "Nghị định 76 năm 2024": the year is part of the name.
_YEAR_OF_NAME = re.compile(r"^\s*(?:ra )?năm\s+(?:19|20)\d\d\b", re.IGNORECASE)
# "Kế hoạch thực hiện Nghị quyết …": the plan is meant, and the text it carries out only names it.
_CARRIES_OUT = re.compile(r"\bke hoach (?:\w+ ){0,3}(?:thuc hien|trien khai) (?:\w+ ){0,3}$")
# Typed with its marks this is no "hạn".
_UNASKING = re.compile(r"\bhẳn\b", re.IGNORECASE)
_NEWER = re.compile(r"\b(nghi dinh|thong tu|luat|van ban|quy dinh) moi\b(?! (?:thay|ra|nao|chua))")
_YEAR_ASKED = re.compile(r"\b(?:nam|trong nam|cua nam)\s+(20\d\d)\b")
_BEFORE = re.compile(r"\btruoc (?:ngay |thang )?$")
_DAY_ASKED = re.compile(
    r"\b(?:vao |tai |tinh den |thoi diem )?(?:ngay\s+)?(\d{1,2})[/-](\d{1,2})[/-](20\d\d)\b|\b(?:thang\s+)?(\d{1,2})\s*[/-]\s*(20\d\d)\b|\bthang\s+(\d{1,2})\s+nam\s+(20\d\d)\b"
)
_DOTTED = re.compile(r"\b(?:giai phap|nhiem vu|noi dung|phan|tieu muc)\s+(?:so\s+)?(?P<number>\d+\.\d+)\b")
_FIGURE = re.compile(
    r"(?<![\w/.-])\d[\d.,]*(?:\s?%|(?=\s*(?:phan tram|dong|trieu|nghin|ngan|nguoi|ngay|thang|nam|tuoi|lan|luot|truong|kg|xa|ho|dieu|bo|so|buoc)\b))|\b\d{1,2}/\d{1,2}(?:/\d{4})?\b"
)


@dataclass(frozen=True)
class Question:
    """A question as understood. ``day`` is the day it is asked for, ``as_of`` the day it is asked on. ``asked`` are its content words, folded, in order, in each way it can be put:
    as it stands first, then with people's words put as the texts say it. ``near`` holds the units
    (``document#dieu-8``) that the talk before was about."""

    raw: str
    spoken: str
    folded: str
    asked: Terms
    asks: frozenset[str]
    bodies: tuple[Body, ...]
    documents: tuple[str, ...]
    unknown: tuple[Mention, ...]
    places: tuple[Reference, ...]
    people: Profile
    day: date
    as_of: date
    figures: tuple[str, ...] = ()
    mine: bool = False
    english: bool = False
    carried: str = ""
    expanded: str = ""
    words_of_question: int = field(default=0)
    body_words: tuple[str, ...] = ()
    near: frozenset[str] = frozenset()

    def wants(self, *kinds: str) -> bool:
        return any(k in self.asks for k in kinds)

    def without(self, words: Iterable[str]) -> Terms:
        """The content words but for some, in each way the question can be put."""
        left = set(words)
        return tuple(kept for way in self.asked if (kept := tuple(w for w in way if w not in left)))


def understand(text: str, knowledge: Knowledge, day: date, carried: str = "") -> Question:
    """Read a question. ``carried`` is what it was completed with from the talk before ("" for nothing)."""
    raw = unicodedata.normalize("NFC", text)
    english = share_marked(raw) < _ENGLISH and is_english(fold(raw))
    spoken = knowledge.searcher.spoken(raw)
    if english and (translated := from_english(raw)):
        spoken = translated
    folded = " ".join(fold(spoken).split())
    mentions = knowledge.catalogue.mentions(spoken)
    places = tuple(
        r for r in (references(spoken, knowledge.catalogue) or references(raw, knowledge.catalogue)) if r.path
    )
    places += _dotted(folded, knowledge)
    documents = [m.entry.id for m in mentions if m.entry]
    if mentions and _CARRIES_OUT.search(fold(spoken[: mentions[0].start])):
        documents = []
    if _PLAN.search(folded) and not documents:
        documents += [d.id for d in knowledge.plans if d.entry.kind in ("Kế hoạch", "")][:1]
    if (newer := _NEWER.search(folded)) and not documents:
        documents += [d for d in knowledge.newer(day) if _is_called(newer[1], knowledge.document(d).entry.kind)]
    mine = _MINE.search(spoken)
    named_bodies = knowledge.agencies.mentions(spoken, loose=True)
    if not has_diacritics(raw) and len(typed := knowledge.agencies.mentions(raw, loose=True)) > len(named_bodies):
        # Abbreviations typed bare ("so kh-dt") are not words whose marks could be put back.
        named_bodies = typed
    bodies = [m.body for m in named_bodies]
    if (
        mine
        and not bodies
        and (named := knowledge.agencies.by_id(_LEVEL_OF_MINE.get(fold(mine[0].split()[0]), "")))
    ):
        bodies = [named]
    return Question(
        raw=raw,
        spoken=spoken,
        folded=folded,
        asked=variants(_without_documents(spoken, mentions), [m.text for m in named_bodies]),
        asks=asks(" ".join(fold(_UNASKING.sub(" ", spoken)).split())),
        bodies=tuple(dict.fromkeys(bodies)),
        documents=tuple(dict.fromkeys(documents)),
        unknown=tuple(m for m in mentions if m.entry is None),
        places=places,
        people=profile(spoken),
        day=_day_asked(fold(_without_documents(spoken, mentions)), day),
        as_of=day,
        figures=tuple(m[0].strip() for m in _FIGURE.finditer(folded)),
        mine=bool(mine),
        english=english,
        carried=carried,
        expanded=as_written(spoken, [m.text for m in named_bodies]) + (f" {raw}" if english else ""),
        words_of_question=len(spoken.split()),
        body_words=tuple(m.text for m in named_bodies),
    )


def _is_called(word: str, kind: str) -> bool:
    """Whether a document of a kind can be meant by a word: "văn bản" is any."""
    return word in ("van ban", "quy dinh") or fold(kind) == word


def _dotted(folded: str, knowledge: Knowledge) -> tuple[Reference, ...]:
    """Sections of plans named by a dotted number: "giải pháp 2.3", "nhiệm vụ 1.4"."""
    found = []
    for m in _DOTTED.finditer(folded):
        for plan in knowledge.plans:
            for p in plan.provisions:
                if p.path[-1] == m["number"]:
                    found.append(Reference(m.start(), m.end(), m[0], plan.id, p.path))
    return tuple(found[:1])


def _without_documents(text: str, mentions: list[Mention]) -> str:
    """The question without the names of documents, which every clause of them would otherwise have to hold."""
    for m in reversed(mentions):
        text = text[: m.start] + " " + _YEAR_OF_NAME.sub(" ", text[m.end :])
    return _PLAN_WORDS.sub(" ", text)


def _day_asked(folded: str, day: date) -> date:
    """The day a question is asked for: one it names ("tháng 10/2024", "năm 2022"), else the given one.

    A year after the given day, or before the earliest text, is not a day to answer for.
    """
    if m := _DAY_ASKED.search(folded):
        before = bool(_BEFORE.search(folded[: m.start()]))
        d, mo, y = (m[1], m[2], m[3]) if m[3] else ("1" if before else "15", m[4] or m[6], m[5] or m[7])
        try:
            return date(int(y), int(mo), int(d)) - timedelta(days=before)
        except ValueError:
            return day
    if (m := _YEAR_ASKED.search(folded)) and not re.search(
        rf"\b(?:den|het|cuoi)\s+(?:het |cuoi )?nam\s+{m[1]}", folded
    ):
        year = int(m[1])
        return day if year == day.year else date(year, 12, 31) if year < day.year else date(year, 1, 1)
    return day
