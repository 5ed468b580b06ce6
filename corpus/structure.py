"""From normalised text to provisions: the structure parser for plans and for normative texts.

A document is read line by line. Each line either opens a unit (``Điều 6.``, ``IV.``, ``1.4 .``, ``a)``, ``-``)
or goes on the open one. Layout follows Decree 30/2020/NĐ-CP (Annex I): chương, mục, điều, khoản, điểm for
normative texts; I., 1., 1.1., a), - for plans and programmes. The copy may be untidy: numbers must only
come in order, so that "2025." at the start of a line is not a section.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from corpus.model import Provision
from corpus.text import LOWER, clean, join_lines

_ROMAN = re.compile(r"^([IVXLC]+)\s*[.)/]\s*(?=\S)")
_ARTICLE = re.compile(r"^Điều\s+(\d+[a-zđ]?)\s*[.:]\s*(?=\S|$)")
_DOTTED = re.compile(r"^(\d{1,2}(?:\.\d{1,2})+)\s*\.?\s*(?=[^\W\d_“\"(])")
_NUMBER = re.compile(r"^(\d{1,3})\s*[.)]\s+(?=\S)")
_LETTER = re.compile(r"^([a-zđ]{1,2})\s*\)\s*(?=\S)")
_DASH = re.compile(r"^[-–—•*]\s*(?=[^\s*-])")
_PLUS = re.compile(r"^\+\s*(?=\S)")
_PART = re.compile(rf"^([A-H])\s*[.)]\s+(?=[^{LOWER}]+$)")
_CHAPTER = re.compile(
    r"^(?:PHẦN|Phần|CHƯƠNG|Chương|MỤC|Mục|TIỂU MỤC|Tiểu mục)\s+"
    r"(?:thứ\s+\w+|THỨ\s+\w+|[IVXLC]+|\d+)\s*[.:]?\s*(?P<title>.*)$"
)
_RECIPIENTS = re.compile(r"^\W*Nơi nhận\s*:?\W*$|^\W*Nơi nhận\s*:", re.IGNORECASE)
_SIGNATURE = re.compile(
    r"^\W*(?:(?:TM|KT|TL|TUQ|Q)\s*\.\s*|[TK]/[MTL]\.?\s+)[A-ZÀ-ỸĐ]{2}"
    r"|^\W*(?:CHỦ TỊCH|BỘ TRƯỞNG|GIÁM ĐỐC|THỦ TƯỚNG|BÍ THƯ|CỤC TRƯỞNG)(?: (?:QUỐC HỘI|[A-ZÀ-ỸĐ]+ BAN [A-ZÀ-ỸĐ ]+))?\W*$"
)
# What a document brings along after its signature: annexes, and the plan or the rules a decision issues.
_ANNEX = re.compile(
    r"^(?:PHỤ LỤC|Phụ lục|MẪU SỐ|Mẫu số)(?:\s+(?:số\s+)?(?P<number>[IVXLC]+|\d+|[A-H]))?\b(?=\W|$)"
    r"|^(?:KẾ HOẠCH|CHƯƠNG TRÌNH|QUY CHẾ|QUY ĐỊNH|ĐỀ ÁN|PHƯƠNG ÁN|DANH MỤC|DANH SÁCH|ĐIỀU LỆ|HƯỚNG DẪN|NỘI QUY|BIỂU)\b[^a-zà-ỹđ]*$"
)
_CLOSING = re.compile(
    r"^(?:Trên đây là|Yêu cầu|Đề nghị|Trong quá trình|Quá trình|Căn cứ|Nhận được|Kế hoạch này|Chương trình này)\b"
)
OPENS = re.compile(
    "|".join(
        f"(?:{p.pattern.replace('?P<title>', '?:')})"
        for p in (
            _ARTICLE,
            _CHAPTER,
            _ROMAN,
            _DOTTED,
            _NUMBER,
            _LETTER,
            _DASH,
            _PLUS,
            _RECIPIENTS,
            _SIGNATURE,
        )
    )
)
_LETTERS = "abcdđeghiklmnopqrstuvxy"
_HEADING_LIMIT = 220


@dataclass
class _Node:
    """A unit being read: rank orders nesting (smaller is higher)."""

    rank: int
    segment: str
    name: str
    start: int
    text_start: int
    end: int = 0
    children: list[_Node] = field(default_factory=list)
    chapter: tuple[str, ...] = ()


# Ranks, outermost first. Dotted numbers take 3 + the number of dots.
_ANNEX_RANK, _PART_RANK, _TOP_RANK, _NUMBER_RANK, _LETTER_RANK, _DASH_RANK, _PLUS_RANK = -1, 0, 1, 2, 8, 9, 10


def normalise(raw: str) -> str:
    """The text a document is stored and quoted as: :func:`corpus.text.clean` with cut paragraphs joined."""
    return join_lines(clean(raw), OPENS).strip("\n")


def is_normative(text: str) -> bool:
    """Whether the text is laid out in articles (Điều) rather than sections."""
    return sum(1 for line in text.split("\n") if _ARTICLE.match(line)) >= 2


def roman(number: str) -> int:
    """Value of a Roman numeral; 0 if the letters do not form one."""
    values = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
    total = 0
    for here, following in zip(number, [*number[1:], "I"], strict=True):
        total += -values[here] if values[here] < values[following] else values[here]
    return total


def parse(text: str, short: str = "") -> tuple[Provision, ...]:
    """Provisions of a normalised text in reading order; ``short`` names the document in labels.

    Spans nest and, at the top level, cover everything but blank lines. Raises nothing: a text without any
    structure becomes the single provision ``mo-dau`` … or ``toan-van`` when it has no units at all.
    """
    roots = _Reader(text).read()
    found: list[Provision] = []
    for root in roots:
        _collect(root, (), (), text, short, found)
    return tuple(found)


_DIVISIONS = {"phần": 0, "chương": 1, "mục": 2, "tiểu": 3}


class _Reader:
    """One pass over the lines; keeps the stack of open units."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.normative = is_normative(text)
        self.roots: list[_Node] = []
        self.stack: list[_Node] = []
        self.chapter: list[tuple[str, str]] = []
        self.chapter_open = False
        self.zone = "mo-dau"
        self.annex = False
        self.last: dict[int, int] = {}

    def read(self) -> list[_Node]:
        offset = 0
        last_unit = self._last_unit_offset()
        for line in self.text.split("\n"):
            start, offset = offset, offset + len(line) + 1
            if line:
                self._line(line, start, start > last_unit)
        self._close_all(len(self.text))
        if len(self.roots) == 1 and self.roots[0].segment == "mo-dau":
            self.roots[0].segment, self.roots[0].name = "toan-van", "toàn văn"
        return self.roots

    def _last_unit_offset(self) -> int:
        """Where the last numbered or dashed line before recipients and signature starts."""
        offset, last = 0, -1
        for line in self.text.split("\n"):
            if _RECIPIENTS.match(line) or (last > 0 and _SIGNATURE.match(line)):
                break
            if any(p.match(line) for p in (_ARTICLE, _ROMAN, _DOTTED, _NUMBER, _LETTER, _DASH, _PLUS)):
                last = offset
            offset += len(line) + 1
        return last

    def _line(self, line: str, start: int, after_units: bool) -> None:
        signed = self.annex or self.zone in ("noi-nhan", "chu-ky")
        if signed and (match := _ANNEX.match(line)) and (match["number"] or not self.annex):
            self._annex(match["number"], start)
            return
        if not self.annex and _RECIPIENTS.match(line):
            self._zone("noi-nhan", "nơi nhận", start)
            return
        if not self.annex and _SIGNATURE.match(line) and self.zone != "mo-dau":
            if self.zone != "chu-ky":
                self._zone("chu-ky", "chữ ký", start)
            return
        if self.zone in ("noi-nhan", "chu-ky"):
            dash = _DASH.match(line) if self.zone == "noi-nhan" else None
            if dash:
                self._open(_DASH_RANK, "gach", "gạch đầu dòng", start, start + dash.end())
            return
        if self._chapter(line, start) or self._unit(line, start):
            return
        if after_units and self.zone == "than-bai" and not (self.normative or self.annex) and _CLOSING.match(line):
            self._zone("ket-thuc", "đoạn kết", start)
            return
        if self.zone == "mo-dau" and not self.stack:
            self._zone("mo-dau", "phần mở đầu", start)
        elif self.stack and self.stack[-1].rank >= _DASH_RANK:
            # A dashed item is one paragraph; what follows it goes on the unit above.
            while len(self.stack) > 1 and self.stack[-1].rank >= _DASH_RANK:
                self._close(start)

    def _annex(self, number: str | None, start: int) -> None:
        """A part after the signature is read on its own: its units and numbers begin again."""
        segment, name = (
            (f"phu-luc-{number.lower()}", f"phụ lục {number}") if number else ("kem-theo", "phần kèm theo")
        )
        self._zone(segment, name, start)
        self.stack[-1].rank = _ANNEX_RANK
        self.zone, self.annex, self.last, self.chapter, self.chapter_open = "than-bai", True, {}, [], False
        following = re.search(r"\n(?:PHỤ LỤC|Phụ lục)\b", self.text[start + 1 :])
        self.normative = is_normative(self.text[start : start + 1 + following.start() if following else None])

    def _chapter(self, line: str, start: int) -> bool:
        match = _CHAPTER.match(line) if self.normative else None
        if match:
            level = line.split()[0].lower()
            self.chapter = [c for c in self.chapter if _DIVISIONS[c[0].split()[0].lower()] < _DIVISIONS[level]]
            self.chapter.append((line, ""))
            self.chapter_open = not match["title"]
            while self.stack and self.stack[-1].rank > _ANNEX_RANK:
                self._close(start)
            self.zone = "than-bai"
            return True
        if self.chapter_open and not _ARTICLE.match(line):
            name, title = self.chapter[-1]
            self.chapter[-1] = (name, f"{title} {line}".strip())
            return True
        self.chapter_open = False
        return False

    def _unit(self, line: str, start: int) -> bool:
        if self.normative:
            if match := _ARTICLE.match(line):
                return self._open(_TOP_RANK, f"dieu-{match[1]}", f"Điều {match[1]}", start, start + match.end())
        elif (match := _PART.match(line)) and self._in_order(_PART_RANK, ord(match[1]) - 64):
            return self._open(
                _PART_RANK, f"phan-{match[1].lower()}", f"phần {match[1]}", start, start + match.end()
            )
        elif (match := _ROMAN.match(line)) and self._in_order(_TOP_RANK, roman(match[1])):
            return self._open(_TOP_RANK, f"muc-{match[1].lower()}", match[1], start, start + match.end())
        if self.normative and self.zone == "mo-dau":
            return False
        if not self.normative and (match := _DOTTED.match(line)):
            parts = match[1].split(".")
            if self._in_order(_NUMBER_RANK + len(parts) - 1, int(parts[-1])):
                return self._open(_NUMBER_RANK + len(parts) - 1, match[1], match[1], start, start + match.end())
        if (match := _NUMBER.match(line)) and self._in_order(_NUMBER_RANK, int(match[1])):
            segment = f"khoan-{match[1]}" if self.normative else match[1]
            return self._open(_NUMBER_RANK, segment, match[1], start, start + match.end())
        if (match := _LETTER.match(line)) and (self.zone == "than-bai"):
            segment = f"diem-{match[1]}" if self.normative else match[1]
            return self._open(_LETTER_RANK, segment, match[1], start, start + match.end())
        if self.zone != "than-bai":
            return False
        if match := _DASH.match(line):
            return self._open(_DASH_RANK, "gach", "gạch đầu dòng", start, start + match.end())
        if match := _PLUS.match(line):
            return self._open(_PLUS_RANK, "cong", "dấu cộng", start, start + match.end())
        return False

    def _in_order(self, rank: int, value: int) -> bool:
        """A number opens a unit if it starts a list or follows, give or take two, the last of its rank."""
        above = [n for n in self.stack if n.rank < rank]
        key = self.last.get(rank, 0) if not above or self._sibling(rank, above[-1]) else 0
        return value > 0 and (key < value <= key + 3)

    def _sibling(self, rank: int, parent: _Node) -> bool:
        return any(child.rank == rank for child in parent.children)

    def _open(self, rank: int, segment: str, name: str, start: int, text_start: int) -> bool:
        if self.zone == "mo-dau":
            self._close_all(start)
            self.zone = "than-bai"
        while self.stack and self.stack[-1].rank >= rank:
            self._close(start)
        siblings = self.stack[-1].children if self.stack else self.roots
        if segment in ("gach", "cong"):
            count = sum(1 for s in siblings if s.segment.startswith(segment)) + 1
            segment, name = f"{segment}-{count}", f"{name} {count}"
        elif rank == _NUMBER_RANK and not self.stack and not self.normative:
            segment = f"muc-{segment}"
        segment, name = self._unique(siblings, segment, name)
        node = _Node(rank, segment, name, start, text_start)
        node.chapter = tuple(f"{a}. {b}" if b else a for a, b in self.chapter)
        siblings.append(node)
        self.stack.append(node)
        value = re.search(r"\d+$", segment)
        if rank == _TOP_RANK and not self.normative:
            self.last[rank] = roman(name.split()[0])
        elif rank == _PART_RANK:
            self.last[rank] = ord(name[-1]) - 64
        elif value:
            self.last[rank] = int(value[0])
        return True

    def _unique(self, siblings: list[_Node], segment: str, name: str) -> tuple[str, str]:
        """A segment that comes again under the same parent (the source's slip) is numbered, never lost."""
        again = sum(1 for s in siblings if re.fullmatch(rf"{re.escape(segment)}(?:-lan-\d+)?", s.segment))
        return (f"{segment}-lan-{again + 1}", f"{name} (lần {again + 1})") if again else (segment, name)

    def _zone(self, segment: str, name: str, start: int) -> None:
        self._close_all(start)
        self.zone = segment
        segment, name = self._unique(self.roots, segment, name)
        node = _Node(_TOP_RANK, segment, name, start, start)
        self.roots.append(node)
        self.stack.append(node)

    def _close(self, at: int) -> None:
        node = self.stack.pop()
        node.end = len(self.text[:at].rstrip())

    def _close_all(self, at: int) -> None:
        while self.stack:
            self._close(at)


def _collect(
    node: _Node, path: tuple[str, ...], trail: tuple[str, ...], text: str, short: str, found: list[Provision]
) -> None:
    own_end = node.children[0].start if node.children else node.end
    own_end = len(text[:own_end].rstrip()) if node.children else node.end
    here = (*path, node.segment)
    above = node.chapter if not path else trail
    first = text[node.text_start : own_end].split("\n")[0].strip()
    heading = first if len(first) <= _HEADING_LIMIT else ""
    names = ", ".join(filter(None, (short, label_of(here))))
    found.append(Provision(here, node.start, own_end, node.end, names, heading, above))
    own = text[node.start : node.start + len(text[node.start : own_end].split("\n")[0])].strip()
    for child in node.children:
        _collect(child, here, (*above, own), text, short, found)


_ZONES = {
    "mo-dau": "phần mở đầu",
    "ket-thuc": "đoạn kết",
    "noi-nhan": "nơi nhận",
    "chu-ky": "phần ký",
    "toan-van": "toàn văn",
    "kem-theo": "phần kèm theo",
}


def label_of(path: tuple[str, ...]) -> str:
    """Words for an anchor path: ``("muc-iv", "1", "1.6", "b", "gach-1")`` → "mục IV.1.6.b, gạch đầu dòng 1"."""
    words: list[str] = []
    dotted: list[str] = []
    for segment in path:
        base, _, again = segment.partition("-lan-")
        tail = f" (lần {again})" if again else ""
        kind, _, value = base.partition("-")
        if base in _ZONES:
            words.append(_ZONES[base])
        elif base.startswith("phu-luc-"):
            words.append(f"phụ lục {base.removeprefix('phu-luc-').upper()}{tail}")
        elif kind == "muc":
            dotted.append((value.upper() if not value[0].isdigit() else value) + tail)
        elif kind == "phan" and value:
            words.append(f"phần {value.upper()}")
        elif kind in ("dieu", "khoan", "diem") and value:
            words.append({"dieu": "Điều", "khoan": "khoản", "diem": "điểm"}[kind] + f" {value}{tail}")
        elif kind in ("gach", "cong") and value:
            words.append({"gach": "gạch đầu dòng", "cong": "dấu cộng"}[kind] + f" {value}{tail}")
        elif re.fullmatch(r"\d+(\.\d+)+", base):
            dotted = [d for d in dotted if not d[0].isdigit()] + [base + tail]
        else:
            dotted.append(base + tail)
    place = f"mục {'.'.join(dotted)}" if dotted else ""
    phan = [w for w in words if w.startswith(("phần ", "phụ lục ")) and w not in list(_ZONES.values())[:-1]]
    rest = [w for w in words if w not in phan]
    return ", ".join(filter(None, [*phan, place, *rest]))
