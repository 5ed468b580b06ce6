"""Text as characters: normalisation that keeps the source's words, and keys that ignore how they were typed.

``normalise`` is what a document is stored as; quotes are ranges of it, so it changes nothing a reader
would call a word: NFC, line ends, invisible characters, runs of blanks. ``search_key`` and ``fold`` are for
comparing only and are never shown.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_MARKED = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
# Character classes for patterns: the code points of marked capitals and small letters are mixed, so no range does.
LOWER = f"a-z{_MARKED}"
UPPER = f"A-Z{_MARKED.upper()}"

_INVISIBLE = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
_BLANKS = re.compile(r"[^\S\n]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_WORD = re.compile(r"\w+")

# Old and new placement of the tone mark in the open rhymes oa, oe, uy (Decision 240/QĐ 1984 and usage). Not ua: "của"
# has one placement only.
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_TONE_PLACE = re.compile(rf"(?<![qQ])(?:([oO])([{_TONES}])([aAeE])|([uU])([{_TONES}])([yY]))(?![\w\u0300-\u036f])")


def clean(text: str) -> str:
    """NFC, ``\\n`` line ends, no control or invisible characters, single blanks, no blanks at line ends."""
    text = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n").replace("\x85", "\n")
    text = _CONTROL.sub("", text)
    text = _BLANKS.sub(" ", text)
    return "\n".join(line.strip() for line in text.split("\n"))


def new_tones(text: str) -> str:
    """One placement for the tone mark of open oa, oe, uy: ``hòa`` becomes ``hoà`` (a comparison key)."""
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", _TONE_PLACE.sub(r"\1\4\3\6\2\5", decomposed))


def search_key(text: str) -> str:
    """Lower-case NFC with one tone placement: equal for two spellings of the same words."""
    return new_tones(unicodedata.normalize("NFC", text).lower())


@lru_cache(maxsize=65536)
def _fold_word(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return bare.replace("đ", "d").replace("Đ", "D").lower()


def fold(text: str) -> str:
    """Lower-case without diacritics: ``Đắk Nông`` becomes ``dak nong``. Length may change."""
    return _fold_word(text) if len(text) < 40 else _fold_word.__wrapped__(text)


def fold_aligned(text: str) -> str:
    """:func:`fold` character by character: positions are those of the (NFC) text, for finding spans."""
    return "".join(_fold_char(c) for c in text)


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    folded = _fold_word(char)
    return folded if len(folded) == 1 else char


def syllables(text: str) -> list[str]:
    """Word characters of the search key, in order: the tokens of the lexical side."""
    return _WORD.findall(search_key(text))


def has_diacritics(text: str) -> bool:
    """Whether the text carries any Vietnamese mark at all."""
    return any(c in "đĐ" or unicodedata.combining(c) for c in unicodedata.normalize("NFD", text))


def slug(text: str) -> str:
    """An id of ``a-z0-9-đ``-free characters: ``20/2021/NĐ-CP`` becomes ``20-2021-nd-cp``."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


_ONSET = "ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnprstvx]"
_RHYME = (
    "(?:a|ă|â|e|ê|i|o|ô|ơ|u|ư|y|ia|iê|yê|ya|ua|uô|ưa|ươ|oa|oă|oe|oo|uâ|uê|uy|uya|uyê|uơ|ai|ao|au|ay|âu|ây|eo|êu|iu|"
    "iêu|yêu|oi|ôi|ơi|ui|ưi|ưu|uôi|ươi|ươu|oai|oay|oao|oeo|uây|uyu|uau)(?:ch|ng|nh|[cmnpt])?"
)
_SYLLABLE = re.compile(f"(?:{_ONSET})?{_RHYME}", re.IGNORECASE)


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Whether a word is built as a Vietnamese syllable (one tone at most, a known rhyme)."""
    decomposed = unicodedata.normalize("NFD", word)
    if sum(1 for c in decomposed if c in _TONES) > 1:
        return False
    toneless = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES))
    return bool(_SYLLABLE.fullmatch(toneless))


def readable(text: str) -> float:
    """Share of a text's words that are Vietnamese syllables: near 1 for good text, low for a broken encoding."""
    words = re.findall(r"[^\W\d_]+", text)
    return sum(1 for w in words if is_syllable(w)) / len(words) if words else 0.0


_SENTENCE_END = tuple('.;:!?…”"»')


def _goes_on(previous: str, line: str, gap: int, opens: re.Pattern[str]) -> bool:
    """Whether ``line`` is the rest of ``previous``, cut by a page or a line end.

    Administrative paragraphs end in a sentence mark and headings are followed by a capital: a line that
    starts in lower case, or that follows a comma, can only be the rest of a cut paragraph.
    """
    if not previous or opens.match(line) or previous.endswith(_SENTENCE_END):
        return False
    if " | " in line or " | " in previous:  # a row of a table
        return False
    first = line[0]
    if first.islower():
        return not line.startswith(("http", "www."))
    if previous.endswith((",", " -", "–", "(")):
        return True
    long_line = gap == 1 and len(previous) >= 70 and not previous.isupper()
    return long_line and not line.isupper()


def join_lines(text: str, opens: re.Pattern[str]) -> str:
    """Join paragraphs that a page or a line end cut in two, by one space; other line ends stay.

    ``opens`` matches lines that start a structural unit and therefore never go on a paragraph.
    """
    out: list[str] = []
    gap = 0
    last = -1
    for line in text.split("\n"):
        if not line:
            gap += 1
            continue
        if last >= 0 and _goes_on(out[last], line, gap + 1, opens):
            out[last] += " " + line
        else:
            if out and gap:
                out.append("")
            out.append(line)
            last = len(out) - 1
        gap = 0
    return "\n".join(out)
