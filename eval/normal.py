"""One spelling for what can be written in many ways, so that answers are compared by what they say.

``normal`` is a comparison key and is never shown: figures in digits ("360 nghìn đồng", "360.000đ" and
"ba trăm sáu mươi nghìn đồng" are one), dates as ``day/month`` with the year after it, short forms opened, one
tone placement, lower-case NFC, no punctuation. ``contains`` compares whole words, so "15" is not in "150".
"""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.abbreviations import expand
from corpus.text import search_key

_UNITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6,
    "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_SCALES = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9}
_SPOKEN_WORDS = "|".join([*_UNITS, *_SCALES, "mười", "mươi", "trăm", "linh", "lẻ"])
# Spoken figures are read where they cannot be other words: "mười", or two and more words with a multiple among them.
_SPOKEN = re.compile(rf"(?<!\w)(?:{_SPOKEN_WORDS})(?:\s+(?:{_SPOKEN_WORDS}))*(?!\w)")
_MULTIPLE = re.compile(r"(?<!\w)(?:mười|mươi|trăm|nghìn|ngàn|triệu|tỷ)(?!\w)")
_COUNTED = re.compile(
    r"(?<!\w)(một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\s+(?=(?:ngày|tháng|lần|người|bước|loại|nhóm|con|tuổi)(?!\w))"
)
_POINT = re.compile(
    r"(?<!\w)(\d+|một|hai|ba|bốn|năm|sáu|bảy|tám|chín) phẩy (\d+|một|hai|ba|bốn|năm|sáu|bảy|tám|chín)(?!\w)"
)
_ISO = re.compile(r"(?<![\d-])((?:19|20)\d\d)-(\d{2})-(\d{2})(?![\d-])")
_DAY = r"(?<![\d/])(?:(?:ngày|mùng|mồng)\s+)*(0?[1-9]|[12]\d|3[01])"
_MONTH = r"(0?[1-9]|1[0-2])"
_DATE = re.compile(
    rf"{_DAY}(?:\s*[/.-]\s*|\s+tháng\s+){_MONTH}(?:(?:\s*[/.-]\s*|,?\s+năm\s+)((?:19|20)\d\d))?(?![\d%]|[/.,-]\d|[/-][a-zđ])"
)
_MONTH_YEAR = re.compile(rf"(?<![\d/])tháng\s+{_MONTH}(?:\s*/\s*|\s*-\s*|,?\s+năm\s+)((?:19|20)\d\d)(?!\d)")
_NUMBER_OF = re.compile(r"(?<![\w/])(?:số\s+)?(0*\d+(?:/(?:19|20)\d\d)?[/-][a-zđ][\w&-]*(?:/[a-zđ][\w-]*)*)")
_FIGURE = re.compile(
    r"(?<![\w.,/])(\d{1,3}(?:(?:\.\d{3})+|(?: \d{3})+)(?![\d.]\d|\d)|\d+)(?:[,.](\d+))?(?:\s*(nghìn|ngàn|triệu|tỷ)(?!\w))?"
)
_CUT = re.compile(r"\d+/(?:19|20)\d\d")
_MONEY = re.compile(r"(?<=\d)\s*(?:đồng|vnđ|vnd|đ)(?!\w)")
_EACH = re.compile(
    r"(?:\s*/\s*|(?<!\w)(?:mỗi|hàng|hằng)\s+|(?<=đồng)\s+1\s+)(?=(?:tháng|năm|người|lần|quý|kỳ)(?!\w))"
)
_MARKS = re.compile(r"\[\d+(?:,\s*\d+)*\]|[*_`#]+")
_I = re.compile(r"(?<!\w)((?:[hklmst]|qu))([iìíỉĩị])(?!\w)")
_Y = dict(zip("iìíỉĩị", "yỳýỷỹỵ", strict=True))
_KEPT = re.compile(r"(?<=\d)[,/](?=\d)|(?<=\w)[/-](?=\w)")
_OTHER = re.compile(r"[^\w%]+")
_KEEP = {",": "\ue000", "/": "\ue001", "-": "\ue002"}


@lru_cache(maxsize=65536)
def normal(text: str) -> str:
    """The comparison key of a text: words and figures separated by single blanks."""
    key = search_key(expand(_MARKS.sub(" ", text))).replace("\n", " ; ")
    key = key.replace("–", "-").replace("—", " ").replace("−", "-").replace("phần trăm", "%")
    key = _I.sub(lambda m: m[1] + _Y[m[2]], " ".join(key.split()))
    key = _NUMBER_OF.sub(lambda m: f" {_guard(m[1].lstrip('0'))} ", key)
    key = _ISO.sub(lambda m: f"{m[3]}/{m[2]}/{m[1]}", key)
    key = _DATE.sub(_date, key)
    key = _MONTH_YEAR.sub(lambda m: f"tháng {int(m[1])} năm {m[2]}", key)
    key = _POINT.sub(lambda m: f"{_digit(m[1])},{_digit(m[2])}", key)
    key = _COUNTED.sub(lambda m: f"{10 if m[1] == 'mười' else _UNITS[m[1]]} ", key)
    key = _SPOKEN.sub(_spoken, key)
    key = _FIGURE.sub(_figure, key)
    key = re.sub(r"(?<=\d)\s*%", "%", key)
    key = _MONEY.sub(" đồng", key)
    key = _EACH.sub(" mỗi ", key)
    key = re.sub(r"(?<=\d),(?=\d)", _KEEP[","], key)
    key = re.sub(r"(?<=\d)/(?=\d)", _KEEP["/"], key)
    key = _OTHER.sub(lambda m: "".join(c if c in _KEEP.values() else " " for c in m[0]), key)
    for mark, kept in _KEEP.items():
        key = key.replace(kept, mark)
    return " ".join(key.split())


def contains(text: str, item: str) -> bool:
    """Whether a text says an item, both in one spelling, by whole words. An empty item is never said.

    A document's number may be cut short: "335/2026" is said by "335/2026/NĐ-CP".
    """
    wanted = normal(item)
    said = f" {normal(text)} "
    return bool(wanted) and (f" {wanted} " in said or bool(_CUT.fullmatch(wanted) and f" {wanted}/" in said))


def contains_any(text: str, alternatives: tuple[str, ...]) -> bool:
    """Whether a text says one of the alternatives."""
    return any(contains(text, item) for item in alternatives)


def words(text: str) -> list[str]:
    """The words of the comparison key."""
    return normal(text).split()


def _guard(number: str) -> str:
    for mark in "/-":
        number = number.replace(mark, _KEEP[mark])
    return number


def _date(m: re.Match[str]) -> str:
    """``day/month`` with the year as words of its own, so that "30/6" is also said by "30/6/2025"."""
    if "/" not in m[0] and "tháng" not in m[0] and not m[3]:
        return m[0]  # "1.5", "2-5": a figure or a range
    return f" {int(m[1])}/{int(m[2])}" + (f" năm {m[3]}" if m[3] else "")


def _digit(word: str) -> str:
    return word if word.isdigit() else str(_UNITS[word])


def _figure(m: re.Match[str]) -> str:
    whole = int(re.sub(r"\D", "", m[1]))
    digits = (m[2] or "").rstrip("0")
    if not m[3]:
        return f"{whole},{digits}" if digits else str(whole)
    scaled = _SCALES[m[3]] * int(f"{whole}{digits}")
    whole, rest = divmod(scaled, 10 ** len(digits))
    return str(whole) if not rest else f"{whole},{str(rest).rstrip('0')}"


def _spoken(m: re.Match[str]) -> str:
    """A figure in words as digits; words that are no figure stay as they are."""
    tokens = m[0].split()
    if not _MULTIPLE.search(m[0]) or tokens[0] in ("nghìn", "ngàn", "triệu", "tỷ", "trăm", "mươi", "linh", "lẻ"):
        return m[0]
    total = part = 0
    last = -1
    for token in tokens:
        if token in _UNITS:
            last = _UNITS[token]
            part += last
        elif token == "mười":
            part += 10
        elif token == "mươi":
            part += last * 9
        elif token == "trăm":
            part += last * 99
        elif token in _SCALES:
            total += part * _SCALES[token]
            part = 0
    return str(total + part)
