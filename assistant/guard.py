"""The guard: a claim's figures, dates, numbers, bodies and negations must be those of its quotes or its working.

Every claim is checked, whoever wrote it. A claim that is its quote, word for word, holds by itself; any other is
compared fact by fact, and with the sentence it speaks of for the words that turn a meaning round.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.answer import Citation, Claim
from corpus.agencies import Agencies
from corpus.text import search_key

_NUMBER_WORDS = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10,
}  # fmt: skip
_SCALE = {"nghìn": 1e3, "ngàn": 1e3, "triệu": 1e6, "tỷ": 1e9, "tỉ": 1e9}
_DATE = re.compile(
    r"(?<![\d/])(\d{1,2})\s*(?:/|-|\s+tháng\s+)\s*(\d{1,2})(?:\s*(?:/|-|\s+năm\s+)\s*((?:19|20)\d\d))?(?![\d/])"
)
_NUMBER_OF = re.compile(r"\b\d{1,5}(?:/(?:19|20)\d\d)?[/-][a-zđ]{2,}(?:-[a-zđ]+)*\d*(?:/[a-zđ]+)?")
_FIGURE = re.compile(
    r"(?<![\w.,/])(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?(?:\s*(nghìn|ngàn|triệu|tỷ|tỉ))?(?!\w*[/-][a-zđ])"
)
_SPOKEN = re.compile(r"\b(" + "|".join(_NUMBER_WORDS) + r")\s+phẩy\s+(" + "|".join(_NUMBER_WORDS) + r")\b")
TURNING = (
    "không quá", "không thấp hơn", "không dưới", "không", "chưa", "trừ", "tối thiểu", "tối đa", "ít nhất", "thấp nhất", "cao nhất",
    "từ đủ", "dưới", "trên", "trở lên", "trở xuống", "trước", "sau", "hoặc", "chỉ", "phải", "được", "khoảng", "ngoài",
)  # fmt: skip
_TURNING = re.compile(r"(?<!\w)(?:" + "|".join(TURNING) + r")(?!\w)")
# Words that turn a meaning round; "được", "trước" and the like only count where a claim repeats a sentence.
_STRICT = frozenset(
    [
        "không",
        "chưa",
        "trừ",
        "tối thiểu",
        "tối đa",
        "không quá",
        "không thấp hơn",
        "không dưới",
        "từ đủ",
        "dưới",
        "trở lên",
        "ít nhất",
        "thấp nhất",
    ]
)
_CLOSE = 0.72
# What an answer to a yes/no question begins with is said of the question, not of the text.
_VERDICT = re.compile(r"^(?:Không đúng|Không|Đúng|Có|Chưa)\.\s+")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a text states that must not be got wrong."""

    figures: frozenset[float]
    dates: frozenset[tuple[int, int, int]]
    numbers: frozenset[str]
    bodies: frozenset[str]


def facts(text: str, agencies: Agencies) -> Facts:
    key = search_key(text)
    numbers = frozenset(m[0] for m in _NUMBER_OF.finditer(key))
    rest = _NUMBER_OF.sub(" ", key)
    dates = set()
    for m in _DATE.finditer(rest):
        if 1 <= int(m[1]) <= 31 and 1 <= int(m[2]) <= 12:
            dates.add((int(m[1]), int(m[2]), int(m[3] or 0)))
    rest = _DATE.sub(" ", rest)
    figures = {_value(m) for m in _FIGURE.finditer(rest)}
    figures |= {float(f"{_NUMBER_WORDS[m[1]]}.{_NUMBER_WORDS[m[2]]}") for m in _SPOKEN.finditer(rest)}
    bodies = frozenset(m.body.id for m in agencies.mentions(text))
    return Facts(frozenset(figures), frozenset(dates), numbers, bodies)


def violations(claim: Claim, citations: list[Citation], agencies: Agencies) -> list[str]:
    """What a claim says that its quotes and working do not; empty when it holds."""
    quotes = [c for c in citations if c.id in claim.citations]
    if not quotes and not claim.working:
        return ["không có căn cứ"]
    words = _VERDICT.sub("", claim.text)
    text = _plain(words)
    if any(text and text in _plain(held) for held in (*(q.quote for q in quotes), claim.working or "")):
        return []
    said = facts(words, agencies)
    evidence = " \n ".join([*(q.quote for q in quotes), claim.working or ""])
    held = facts(evidence, agencies)
    found = [f"số {f:g}" for f in sorted(said.figures - held.figures - _loose(held))]
    found += [f"ngày {d[0]}/{d[1]}" for d in sorted(said.dates) if not _dated(d, held)]
    found += [
        f"số hiệu {n}"
        for n in sorted(said.numbers - held.numbers)
        if not any(h.startswith(n) for h in held.numbers)
    ]
    found += [f"cơ quan {b}" for b in sorted(said.bodies - held.bodies - _wider(held.bodies))]
    found += [f"từ “{w}”" for w in _turned(claim, quotes)]
    return found


def _value(m: re.Match[str]) -> float:
    value = float(m[1].replace(".", "")) + (float(f"0.{m[2]}") if m[2] else 0.0)
    return round(value * _SCALE.get(m[3] or "", 1), 6)


def _loose(held: Facts) -> frozenset[float]:
    """Parts of dates stand as figures too: "tháng 6", "năm 2025"."""
    return frozenset(float(part) for d in held.dates for part in d if part)


def _dated(day: tuple[int, int, int], held: Facts) -> bool:
    return any(day[:2] == h[:2] and (not day[2] or not h[2] or day[2] == h[2]) for h in held.dates)


def _wider(bodies: frozenset[str]) -> frozenset[str]:
    """A named district is also its level: "UBND thành phố Gia Nghĩa" and "UBND cấp huyện"."""
    found = set()
    for body in bodies:
        for unit, level in (
            ("huyen", "huyen"),
            ("thanh-pho", "huyen"),
            ("thi-xa", "huyen"),
            ("xa", "xa"),
            ("phuong", "xa"),
        ):
            if f"ubnd-{unit}" in body:
                found.add(body[: body.index("ubnd-")] + f"ubnd-cap-{level}")
    return frozenset(found)


def _turned(claim: Claim, quotes: list[Citation]) -> list[str]:
    """Negations and bounds a claim adds, or leaves out of the sentence that it repeats."""
    key = _plain(_VERDICT.sub("", claim.text))
    evidence = _plain(" . ".join([*(q.quote for q in quotes), claim.working or ""]))
    said, held = _TURNING.findall(key), _TURNING.findall(evidence)
    added = [w for w in said if w in _STRICT and w not in held]
    words = set(re.findall(r"\w+", key))
    for sentence in re.split(r"[.;]\s", _plain(" . ".join(q.quote for q in quotes))):
        own = set(re.findall(r"\w+", sentence))
        if own and len(words & own) / len(own) >= _CLOSE and len(words & own) / max(len(words), 1) >= _CLOSE:
            left = [w for w in _TURNING.findall(sentence) if w not in said]
            new = [w for w in said if w not in _TURNING.findall(sentence) and w not in held]
            added += left + new
    return list(dict.fromkeys(added))


def _plain(text: str) -> str:
    """A text for comparing words: one spelling, no list mark, no punctuation at its ends."""
    key = re.sub(
        r"^(?:[-–•+*]\s+|(?:\d+(?:\.\d+)*\s?[.)]|[a-zđ]\)|điều \d+\w?\.)\s*)", "", search_key(text).strip()
    )
    return " ".join(key.split()).strip(" .;,:-–")
