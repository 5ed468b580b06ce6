"""Texts from before Unicode: TCVN3 (.VnTime), VNI, VISCII, VPS and Windows-1258, recognised and converted.

The tables and the recognition are viparse's (MIT). It is asked only about texts that lack the letters every Unicode
Vietnamese text has, and its answer is taken only when more of the words are Vietnamese syllables than before.
"""

from __future__ import annotations

import re

from corpus.text import readable

_UNICODE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]|[aâăeêioôơuưyAÂĂEÊIOÔƠUƯY][\u0300\u0301\u0303\u0309\u0323]")
_SAMPLE = 20_000
_GAIN = 0.15


def encoding_of(text: str) -> str:
    """The legacy encoding a text shows ("tcvn3", "vni", …); empty for Unicode and for other languages."""
    import viparse

    sample = text[:_SAMPLE]
    letters = sum(c.isalpha() for c in sample)
    if letters < 20 or sample.isascii() or len(_UNICODE.findall(sample)) > 0.01 * letters:
        return ""
    before = readable(sample)
    guesses = [viparse.detect_text_encoding(sample), "tcvn3", "vni", "viscii"]
    scores = {name: readable(convert(sample, name)) for name in guesses if name}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > max(before + _GAIN, 0.6) else ""


def convert(text: str, encoding: str, capitals: bool = False) -> str:
    """A text of a known legacy encoding as Unicode; ``capitals`` for fonts that show small letters as capitals."""
    import viparse

    words = text.strip(" \t\r\n")  # the library trims, a run of a line must not be
    if not words:
        return text
    fixed = text.replace(words, viparse.fix(words, encoding=encoding), 1)
    return fixed.upper() if capitals else fixed


def repair(text: str) -> str:
    """The text as Unicode, whatever it was typed in."""
    encoding = encoding_of(text)
    return convert(text, encoding) if encoding else text


def of_font(font: str) -> tuple[str, bool]:
    """What a font's name says of text set in it: its encoding, and whether it shows capitals (.VnTimeH)."""
    name = font.split("+")[-1]
    if name.lower().startswith(".vn"):
        return "tcvn3", name.endswith("H")
    return ("vni", False) if name.upper().startswith("VNI") else ("", False)


def decode(data: bytes) -> str:
    """Bytes of a text file: by its mark, else UTF-8, UTF-16, Windows-1258 or a legacy 8-bit encoding."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        if 0 not in data[:4000]:
            return repair(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    sample = data[:4000]
    if sample.count(0) > len(sample) // 8:
        little = sample[1::2].count(0) > sample[::2].count(0)  # where the high halves of plain letters stand
        return data.decode("utf-16-le" if little else "utf-16-be", "replace")
    western = data.decode("cp1252", "replace") if _is_cp1252(data) else data.decode("latin-1")
    windows = data.decode("cp1258", "replace")
    fixed = repair(western)
    return max((fixed, windows), key=lambda text: readable(text[:_SAMPLE]))


def _is_cp1252(data: bytes) -> bool:
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    return True
