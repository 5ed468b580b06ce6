"""Words of questions: what carries meaning, what asks, what means the same. The lists are data (``vocabulary.toml``)."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from corpus.abbreviations import expand
from corpus.text import fold, search_key, syllables
from index.restore import is_syllable

DATA = Path(__file__).with_name("vocabulary.toml")


@lru_cache(maxsize=1)
def vocabulary() -> dict[str, Any]:
    """The data file, with patterns compiled."""
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    return {
        "stop": frozenset(data["stop"].split()),
        "kept": frozenset(tuple(pair.split()) for pair in data["kept"]),
        "contrasts": [tuple(name.strip() for name in row.split(",")) for row in data["contrasts"]],
        "form": frozenset(data["form"].split()),
        "asks": {name: re.compile(rf"(?<!\w)(?:{pattern})(?!\w)") for name, pattern in data["asks"].items()},
        "refuse": {name: re.compile(rf"(?<!\w)(?:{pattern})(?!\w)") for name, pattern in data["refuse"].items()},
        "synonyms": [(re.compile(rf"\b{re.escape(search_key(a))}\b"), b) for a, b in data["synonyms"].items()],
        "kinds": {kind: re.compile(rf"\b(?:{pattern})\b") for kind, pattern in data["kinds"].items()},
        "provinces": [" ".join(name.split()) for name in data["places"]["provinces"].split(",")],
        "english": [
            (re.compile(rf"\b{re.escape(a)}\b"), b)
            for a, b in sorted(data["english"].items(), key=lambda row: -len(row[0]))
        ],
    }


def content(text: str) -> list[str]:
    """Folded syllables that carry meaning, abbreviations opened, in order. The text must have its diacritics."""
    stop, kept = vocabulary()["stop"], vocabulary()["kept"]
    words = syllables(expand(text))
    around = list(zip(["", *words], words, [*words[1:], ""], strict=False))
    return [fold(w) for a, w, b in around if w not in stop or (a, w) in kept or (w, b) in kept]


def bigrams(words: list[str]) -> list[tuple[str, str]]:
    return list(itertools.pairwise(words))


def synonyms(text: str) -> list[tuple[str, str]]:
    """What people say in a text with what the corpus says for it; the text must have its diacritics."""
    key = search_key(text)
    return [(match[0], full) for pattern, full in vocabulary()["synonyms"] if (match := pattern.search(key))]


def as_written(text: str, names: Iterable[str] = ()) -> str:
    """A text with what people say put as the corpus says it; names of bodies stay. The text itself for nothing to put."""
    key = search_key(text)
    pairs = _said(text, names)
    for said, full in pairs:
        key = key.replace(said, full)
    return key if pairs else text


def _said(text: str, names: Iterable[str]) -> list[tuple[str, str]]:
    kept = [search_key(n) for n in names]
    return [(said, full) for said, full in synonyms(text) if not any(said in n for n in kept)]


def variants(text: str, names: Iterable[str] = ()) -> tuple[tuple[str, ...], ...]:
    """Content words of a text as it stands, and with what people say put as the corpus says it.

    What stands in ``names`` (of bodies) is left as it is: "Thương binh" in a department's name is no veteran.
    """
    found = [content(text)]
    pairs = _said(text, names)
    key = search_key(text)
    found += [content(key.replace(said, f" {full} ")) for said, full in pairs]
    if len(pairs) > 1:
        for said, full in pairs:
            key = key.replace(said, f" {full} ")
        found.append(content(key))
    return tuple(dict.fromkeys(tuple(w for w in words if not w.isdigit() or len(w) > 2) for words in found))


def is_english(text: str) -> bool:
    """Whether a text typed without marks is English: many of its words no Vietnamese syllable, some known English."""
    words = re.findall(r"[a-z']+", text.lower())
    known = {w for pattern, _ in vocabulary()["english"] for w in re.findall(r"[a-z']{3,}", pattern.pattern)}
    hits = sum(1 for w in words if w in known or w in _ENGLISH)
    foreign = sum(1 for w in words if not is_syllable(w))
    return len(words) >= 3 and hits >= 2 and 2 * max(hits, foreign) >= len(words) and 4 * foreign >= len(words)


_ENGLISH = frozenset(
    [
        "the",
        "what",
        "who",
        "when",
        "how",
        "much",
        "many",
        "which",
        "is",
        "are",
        "does",
        "do",
        "did",
        "of",
        "for",
        "to",
        "must",
        "can",
        "a",
        "an",
        "in",
        "on",
        "by",
        "has",
        "have",
        "been",
        "be",
        "where",
        "and",
        "or",
        "with",
        "under",
        "this",
        "that",
        "get",
        "their",
        "from",
        "per",
        "it",
        "its",
        "there",
        "should",
        "will",
        "whom",
        "whose",
        "at",
    ]
)


def from_english(text: str) -> str:
    """An English question in the corpus' words, as far as the glossary goes; what it lacks is left out."""
    rest = text.lower()
    found: list[tuple[int, str]] = []
    for pattern, full in vocabulary()["english"]:
        for match in pattern.finditer(rest):
            found.append((match.start(), full))
        rest = pattern.sub(lambda m: " " * len(m[0]), rest)
    found += [(m.start(), m[0]) for m in _FIGURE.finditer(rest)]
    bare = {fold(name): name for name in vocabulary()["provinces"]}
    found += [(m.start(), bare[m[0]]) for m in re.finditer("|".join(map(re.escape, bare)), rest)]
    said = " ".join(full for _, full in sorted(found))
    if _BENEFIT.search(fold(said)) and not asks(fold(said)):
        # "What is the monthly allowance for …?" asks how much it is.
        said += " bao nhiêu tiền"
    return said


# A figure, or the number of a document.
_FIGURE = re.compile(r"\d+(?:/\d{4})?[-/](?!year)[a-zđ][\w/-]*|\d+(?:[./,]\d+)*%?")
_BENEFIT = re.compile(r"\b(?:tro cap|ho tro|muc chuan|tien an|he so)\b")


_SHARE = re.compile(r"\bt[yi] le\b|%|\bphan tram\b")


# A sum is asked for.
HOW_MUCH = re.compile(
    r"\b(?:bao nhieu|may (?:tien|dong|trieu|nghin|ngan|lan)|nhieu(?! nhat bao lau)|muc (?:nao|may)|he so)\b"
    r"|(?<!\bngay )(?<!\bthang )(?<!\bnam )(?<!\bso )(?<!\bmau )(?<!\bthu )\bmay\s*\?*$"
)
_TARGET = re.compile(r"\b(?:chi tieu|muc tieu|so (?:luong|nguoi|lao dong|luot|truong|ho|xa))\b")
_SUM = re.compile(r"\b(?:tien|(?:nhieu|may) dong|trieu|nghin|ngan|he so|tro cap|muc (?:chuan|huong|chi))\b")
_WHICH = re.compile(
    r"\b(?:(?<!he )so|dieu|khoan|diem|thu|giai phap so|muc do) (?:thu )?may\b"
    r"|^(?!.*\b(?:tien|huong|nhan|linh|thang|tro cap|ho tro|chuan|chi|nuoi)\b).*\bmuc (?:thu )?may\b"
)
_KINDS_OF = re.compile(
    r"\b(?:bao nhieu|may) (?:nhom )?(?:giai phap|dich vu|van ban|vb|nhom|quan diem|loai|hinh thuc|chang|khau|noi dung|bien phap|nguyen tac|truong hop|nguon)\b"
)
_CONTENTS = re.compile(r"\bgi\b|\bgom\b|\bmau\b|\bgiay to nao\b|\bcan (?:nhung|cac)\b|\bnhung (?:giay|ho so)\b")


def asks(folded: str) -> frozenset[str]:
    """What a folded question asks for. A share is counted, it is no sum of money."""
    found = {name for name, pattern in vocabulary()["asks"].items() if pattern.search(folded)}
    if _SHARE.search(folded):
        found -= {"amount"}
    if _TARGET.search(folded) and not _SUM.search(folded):
        # "Chỉ tiêu lao động được tạo việc làm là bao nhiêu": a number, though something is had.
        found -= {"amount"}
    if _WHICH.search(folded) and not HOW_MUCH.search(_WHICH.sub(" ", folded)):
        # "Thông tư số mấy", "mức mấy": which one is asked, not how much or many.
        found -= {"amount", "count"}
    if _KINDS_OF.search(folded) and not HOW_MUCH.search(_KINDS_OF.sub(" ", folded)):
        # "Mấy nhóm giải pháp": they are told one by one.
        found = found - {"amount", "count"} | {"list"}
    if "condition" in found and "count" not in found:
        # "Ai được hưởng mai táng phí" asks for whom, not how much.
        found -= {"amount"}
    plain = "yesno" in found and "confirm" not in found
    if plain and not _CONTENTS.search(folded):
        # "Có được trả lời bằng giấy không": no papers are asked for.
        found -= {"papers"}
    other = found & {"who", "whom", "limit", "when", "papers"} or plain
    if other and not HOW_MUCH.search(folded.replace("he so", " ") if plain else folded):
        # "Mai táng phí do ai quyết định", "chuyển tiền trước ngày mấy": money is spoken of, a body or day asked for.
        found -= {"amount"}
    if found & {"who", "whom", "limit", "when"} and not _CONTENTS.search(folded):
        # "Ai duyệt hồ sơ", "nộp hồ sơ ở đâu": papers are spoken of, not asked for.
        found -= {"papers", "list"}
    return frozenset(found)
