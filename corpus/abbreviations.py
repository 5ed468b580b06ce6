"""Abbreviations opened for searching and understanding; documents themselves are never changed."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from corpus.text import fold

DATA = Path(__file__).with_name("abbreviations.toml")
AGENCIES = Path(__file__).with_name("agencies.toml")
# A short form beside a number or a legal unit is something else: "điểm a", "khoản k", "5 h", "KH 235".
_LEGAL = re.compile(r"(?:điểm|khoản|diem|khoan|mẫu|mau|số|so|và|va|,)\s*$", re.IGNORECASE)


# Short forms of two letters that are nothing else beside a number: "nhận bn 1 tháng".
_CLEAR = frozenset(["bn", "dc", "đc", "ko", "vs", "bc", "ng", "h"])


@lru_cache(maxsize=1)
def _upper() -> dict[str, str]:
    """Short forms that mean another thing in capitals."""
    return dict(tomllib.loads(DATA.read_text(encoding="utf-8"))["upper"])


@lru_cache(maxsize=2)
def _table(chat: bool) -> tuple[re.Pattern[str], dict[str, str]]:
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    rows = dict(data["always"])
    table = {short.lower(): full for short, full in rows.items()}
    table |= {fold(short): full for short, full in rows.items() if len(short) > 3}
    if chat:
        said = {short.lower(): full for short, full in data["chat"].items()}
        table = {**_departments(), **said, **table}
    parts = sorted(map(re.escape, table), key=len, reverse=True)
    # "bnhiu/tháng" is typed in questions; in a text a slash belongs to a number ("QĐ/TW").
    after = r"[\w-]|\.\w|/\d" if chat else r"[\w/-]|\.\w"
    return re.compile(rf"(?<![\w/.-])(?:{'|'.join(parts)})(?!{after})", re.IGNORECASE), table


def _departments() -> dict[str, str]:
    """Departments as people glue them: "STC", "skhđt", "PLĐTBXH"; from the short names of their fields."""
    fields = tomllib.loads(AGENCIES.read_text(encoding="utf-8"))["field"]
    table: dict[str, str] = {}
    for field in fields:
        for alias in (field["name"], *field.get("aliases", ())):
            short = re.sub(r"[&\-, ]", "", alias)
            if short.isupper() and "heads" not in field:
                for head, name, least in (("s", "Sở", 2), ("p", "Phòng", 4)):
                    if len(short) >= least:
                        table.setdefault(head + short.lower(), f"{name} {field['name']}")
    return {**{fold(short): full for short, full in table.items()}, **table}


def expand(text: str, chat: bool = False) -> str:
    """The text with abbreviations opened; ``chat`` also opens the short forms people type in questions."""
    pattern, table = _table(chat)

    def opened(match: re.Match[str]) -> str:
        short = match[0]
        full = table[short.lower()]
        if chat and short in _upper() and not text.isupper():
            return _upper()[short]
        if len(short) <= 2 and chat and short.lower() not in _CLEAR:
            around = text[: match.start()], text[match.end() :]
            if _LEGAL.search(around[0]) or re.match(r"\s*\d", around[1]) or re.search(r"\d\s*$", around[0]):
                return short
            if short.isupper() and short.lower() not in ("kt", "te", "dk", "đk", "hs", "kp", "kh", "tc"):
                return short
        return full

    return pattern.sub(opened, text)
