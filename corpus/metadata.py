"""What a document says of itself: number, kind, issuer, date, title, signer, recipients.

Read from head and foot in the layout of Decree 30/2020/NĐ-CP (Annex I) and of Party documents (Guidance 36-HD/VPTW).
The two columns of the letterhead may stand one after the other or be interleaved line by line, as many programs
copy them. What is not found stays empty; nothing is guessed.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.catalogue import KINDS
from corpus.structure import OPENS, normalise
from corpus.text import clean, fold, fold_aligned, slug

_DATA = tomllib.loads(Path(__file__).with_name("metadata.toml").read_text(encoding="utf-8"))
_KIND_NAMES = {fold(name): name for name in _DATA["kinds"]}
_BY_LENGTH = sorted(_KIND_NAMES, key=len, reverse=True)
_AREAS = tuple(fold(name) for name in _DATA["areas"])
_AREA = re.compile(rf"\b(?:{'|'.join(sorted(_AREAS, key=len, reverse=True))})\b(?! (?:hoi|an|ly|hinh|uy)\b)")
_BODIES = tuple(f"{fold(name)} " for name in _DATA["bodies"])
_PROPER = {fold(name): name for name in _DATA["proper"]}
_WHO = "|".join(sorted(map(fold, _DATA["authorities"]), key=len, reverse=True))
_HEAD_LINES = 45
_STATE = re.compile(
    r"(?:cong )?hoa xa hoi(?: chu)?(?: nghia)?(?: viet nam)?|(?:chu )?nghia viet nam|^(?:viet )?nam$"
    r"|doc lap\s*[-–]\s*tu do\s*[-–]\s*hanh phuc|dang cong san viet nam"
)
_NUMBER = re.compile(
    r"\b(?:(?:luat|bo luat|phap lenh|nghi quyet)\s+)?so\s*[:.]?\s*(?P<n>\d{1,5}\s*(?:/\s*(?:19|20)\d\d\s*)?[/-]\s*[a-z]+\d{0,2}"
    r"(?:\s?[-–/&.]\s?[a-z]+)*)(?=[\s,;.)]|$)"
)
_DAY = re.compile(r"ngay\s+(?P<d>\d{1,2})\s*(?:thang|/|-)\s*(?P<m>\d{1,2})\s*(?:nam|/|-)\s*(?P<y>(?:19|20)\d\d)")
_PLACE_DAY = re.compile(r"(?:[\w.\s'’-]{2,40},\s*)?ngay\s+[\d….]{0,4}\s*thang\s+[\d….]{0,4}\s*nam\s+\d{4}")
_BODY = re.compile(
    r"can cu\b|kinh gui|thuc hien\b.{0,200}\b(?:so|ngay)\b|xet de nghi|theo de nghi|chuong\b|phan\b|i\. "
)
_AUTHORITY = re.compile(rf"(?:pho |quyen )?(?:{_WHO})\b")
_SUBJECT = re.compile(r"v\s*/\s*v\b[:.]?\s*|(?:trich yeu)\s*:\s*")
_RULE = re.compile(r"[\W_]*$")
_RECIPIENTS = re.compile(r"noi nhan\s*:")
_SIGNED = re.compile(r"(?:(?:tm|kt|tl|tuq|q)\s*\.|[tk]/[mtl]\.?)\s*[a-z]")
# Two columns copied line by line: "- Lưu: VT.  PHÓ CHỦ TỊCH".
_BESIDE = re.compile(
    r"(?<=[;.:])\s+(?=(?:(?:TM|KT|TL|TUQ|Q)\s*\.|[TK]/[MTL]\b|(?:PHÓ |QUYỀN )?[A-ZÀ-ỸĐ]{2,}(?: [A-ZÀ-ỸĐ]{2,})+$))"
)
_NAME = re.compile(r"(?:[A-ZÀ-ỸĐ][a-zà-ỹđ]*[’'\-]?[A-ZÀ-ỸĐ]?[a-zà-ỹđ]*(?:\s+|$)){2,6}$")
_EFFECT = re.compile(
    r"(?:nghi dinh|thong tu|quyet dinh|luat|nghi quyet|phap lenh|quy dinh|quy che|thong tu lien tich)\s+nay\s+co hieu luc"
    r"(?:\s+thi hanh)?\s*(?:ke\s+)?(?:tu|sau)\s+(?P<when>ngay ky|" + _DAY.pattern + ")"
)


@dataclass(frozen=True, slots=True)
class Head:
    """What a text says of itself; empty where it does not. ``date`` and ``in_force`` are ISO days."""

    number: str = ""
    kind: str = ""
    title: str = ""
    issuer: str = ""
    date: str = ""
    in_force: str = ""
    signer: str = ""
    recipients: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The id of kind and number (design: Anchors); empty without a number."""
        return slug(f"{self.kind} {self.number}") if self.number else ""

    @property
    def short(self) -> str:
        """How citations call it; empty when there is nothing to call it by."""
        if not self.number:
            return ""
        return f"{self.kind} {self.number}".strip() if self.kind else self.number


def read(text: str) -> Head:
    """Head and foot of a document's text (raw or normalised)."""
    lines = [line for line in clean(text).split("\n") if line and not _RULE.match(line)]
    top = _top(lines)
    number, at = _number(top)
    kind, kind_at = _kind(top, number)
    letterhead = top[: kind_at if kind_at is not None else len(top)]
    recipients, signer = _foot(lines, len(letterhead))
    head = Head(number, kind, _title(top, kind_at), signer=signer, recipients=recipients)
    if not head.title:
        head = replace(head, title=_about(top))
    head = replace(head, title=head.title[:1].upper() + head.title[1:])
    if kind in ("Luật", "Bộ luật") and head.title:
        head = replace(head, title=f"{kind} {head.title}")
    if not number and not any(_STATE.search(fold(line)) for line in letterhead):
        return head  # a title alone tells the kind; without a letterhead the rest would be guessed
    day = _date(top if kind_at is None else top[: max(kind_at, at or 0) + 4])
    return replace(
        head,
        issuer=_issuer(letterhead, at),
        date=day,
        in_force=_in_force(normalise(text).split("\n"), day),
    )


def _in_force(lines: list[str], signed: str) -> str:
    """The day a text says it takes effect; the day of signing where it says so."""
    for line in reversed(lines):
        folded = fold_aligned(line)
        if "hieu luc" in folded and (match := _EFFECT.search(folded)):
            return signed if match["when"] == "ngay ky" else _iso(match)
    return ""


def _top(lines: list[str]) -> list[str]:
    """Lines before the body: up to the legal basis or the first unit."""
    for index, line in enumerate(lines[:_HEAD_LINES]):
        folded = fold(line)
        if re.match(r"(?:can cu|kinh gui|xet de nghi|theo de nghi)\b", folded):
            return lines[:index]
        unit = OPENS.match(line) and not line.startswith(("-", "*", "–", "•", "+"))
        if unit and not _SUBJECT.match(folded) and not _NUMBER.search(folded) and not _post(line):
            return lines[:index]
    return lines[:_HEAD_LINES]


def _number(top: list[str]) -> tuple[str, int | None]:
    for index, line in enumerate(top):
        match = _NUMBER.search(fold_aligned(line))
        if match and not re.match(r"(?:can cu|thuc hien|theo)\b", fold(line)):
            return re.sub(r"\s+", "", line[match.start("n") : match.end("n")]).replace("–", "-").rstrip(".-"), index
    return "", None


def _kind(top: list[str], number: str) -> tuple[str, int | None]:
    """The kind and the line it stands on as a heading; else the kind its number tells."""
    for index, line in enumerate(top):
        folded = fold(line).strip(" .:*")
        if folded in _KIND_NAMES and (line.strip(" .:*").isupper() or index == 0 or number):
            return _KIND_NAMES[folded], index
    for index, line in enumerate(top):
        bare = line.strip(" .:*")
        named = next((k for k in _BY_LENGTH if fold(bare).startswith(k + " ")), "")
        if named and bare[: len(named)].isupper() and not _NUMBER.match(fold(line)):
            return _KIND_NAMES[named], index
    letters = [fold(part) for part in re.split(r"[/-]", number)]
    by_short = {short: kind for kind, short in reversed(KINDS.items())}
    found = next((by_short[part] for part in letters if part in by_short), "")
    if found:
        return _KIND_NAMES[found], None
    if re.fullmatch(r"\d+/(?:\d{4}/)?qh\d+", fold(number)):
        return "Luật", None
    # An official letter carries no kind: its number names the bodies only ("123/UBND-KGVX").
    return ("Công văn", None) if number else ("", None)


def _title(top: list[str], kind_at: int | None) -> str:
    """The lines under the kind, or after it on its own line (a law)."""
    if kind_at is None:
        return ""
    first = top[kind_at].strip(" .:*")
    own = next((len(k) for k in _BY_LENGTH if fold(first).startswith(k + " ")), 0)
    found = [first[own:].strip()] if own else []
    for line in top[kind_at + 1 : kind_at + 7]:
        folded = fold(line)
        if _BODY.match(folded) or (found and _AUTHORITY.match(folded) and line.isupper()):
            break
        if _NUMBER.match(folded) or _STATE.search(folded) or re.match(r"\(?\s*(?:ban hanh )?kem theo", folded):
            continue
        if line.endswith((":", ";")) or len(line) > 500 or (found and len(" ".join(found)) > 300):
            break
        if _AUTHORITY.match(folded) and line.isupper():
            break
        found.append(line.strip(" *"))
        if line.endswith("."):
            break
    words = " ".join(found).strip(" .")
    return _sentence(words) if words.isupper() else words


def _about(top: list[str]) -> str:
    """The subject of an official letter ("V/v …"), which may share its line with the date."""
    for index, line in enumerate(top):
        match = _SUBJECT.match(fold_aligned(line))
        if match:
            words = [line[match.end() :]]
            for following in top[index + 1 : index + 4]:
                if not following[:1].islower():
                    break
                words.append(following)
            return " ".join(_own(w) for w in words).strip()
    return ""


def _own(line: str) -> str:
    """A line of an interleaved letterhead without what belongs to its right column."""
    folded = fold_aligned(line)
    for pattern in (_STATE, _PLACE_DAY):
        for match in reversed(list(pattern.finditer(folded))):
            line = line[: match.start()] + " " + line[match.end() :]
            folded = fold_aligned(line)
    return " ".join(line.split()).strip(" *,")


def _issuer(letterhead: list[str], number_at: int | None) -> str:
    """The issuing body: the left column above the number. A superior body gives only its place."""
    names: list[str] = []
    for line in letterhead[:number_at] if number_at is not None else letterhead[:4]:
        own = _own(line)
        if not any(c.isalpha() for c in own) or own.upper() != own or _SUBJECT.match(fold_aligned(own)):
            continue
        if names and _continues_name(own):
            names[-1] += " " + own
        else:
            names.append(own)
    if not names:
        return ""
    place = "" if _area(names[-1]) else next(filter(None, map(_area, names[:-1])), "")
    return _sentence(f"{names[-1]} {place}".strip())


def _area(name: str) -> str:
    """The place a body's name ends in ("TỈNH BẮC HÀ"); empty for one without."""
    match = _AREA.search(fold_aligned(name))
    return name[match.start() :] if match else ""


def _continues_name(line: str) -> bool:
    """ "TỈNH BẮC HÀ" under "ỦY BAN NHÂN DÂN", "VÀ XÃ HỘI" under "BỘ LAO ĐỘNG - THƯƠNG BINH", a single last word."""
    return len(line.split()) == 1 or not f"{fold(line)} ".startswith(_BODIES)


def _sentence(words: str) -> str:
    """Capitals as running text: the first word, bodies, places and numbers keep theirs."""
    if words.upper() != words:
        return words
    tokens = words.split()
    folded = [fold(t) for t in tokens]
    out: list[str] = []
    place = False
    for i, token in enumerate(tokens):
        before = folded[i - 1] if i else ""
        following = folded[i + 1] if i + 1 < len(folded) else ""
        pair = f"{folded[i]} {following}"
        area = (folded[i] in _AREAS or pair in _AREAS) and pair not in (
            "xa hoi",
            "phuong an",
            "quan ly",
            "tinh hinh",
        )
        party = folded[i] == "uy" and before in _AREAS
        if area or party or folded[i] in ("-", "–", "ve", "viec", "theo", "nam", "den", "giai"):
            place = area or party
            upper = i == 0
        else:
            second = " ".join(folded[max(0, i - 1) : i + 1]) in _AREAS
            body = folded[0] in ("bo", "so", "phong", "ban", "cuc", "tong")
            upper = i == 0 or (place and not second) or (body and (i == 1 or before in ("-", "–", "va")))
        if any(c.isdigit() for c in token):
            out.append(token)
        else:
            out.append(token.capitalize() if upper and folded[i] not in ("va", "cua") else token.lower())
    text = " ".join(out)
    keyed = fold_aligned(text)
    for key, name in _PROPER.items():
        for match in re.finditer(rf"\b{key}\b", keyed):
            text = text[: match.start()] + name + text[match.end() :]
    return text[:1].upper() + text[1:]


def _date(top: list[str]) -> str:
    for index, line in enumerate(top):
        if fold(line).endswith(" nam") and index + 1 < len(top):  # the year on a line of its own
            line = f"{line} {top[index + 1]}"
        folded = fold_aligned(line)
        match = _DAY.search(folded)
        if match and not re.match(r"(?:can cu|thuc hien|theo)\b", folded):
            before = folded[: match.start()].rstrip(" ,(")
            if (
                not before
                or line[: match.start()].rstrip().endswith((",", "("))
                or _STATE.search(folded)
                or _NUMBER.search(folded)
            ):
                return _iso(match)
    return ""


def _iso(match: re.Match[str]) -> str:
    day, month = int(match["d"]), int(match["m"])
    return f"{match['y']}-{month:02}-{day:02}" if 0 < day < 32 and 0 < month < 13 else ""


def _post(line: str) -> bool:
    folded = fold(line).lstrip(" *")
    return bool(_SIGNED.match(folded)) or (bool(_AUTHORITY.match(folded)) and line.upper() == line)


def _foot(lines: list[str], begin: int) -> tuple[tuple[str, ...], str]:
    """Recipients and signer; annexes after the signature are left alone."""
    lines = [*lines[:begin], *(part for line in lines[begin:] for part in _BESIDE.split(line))]
    at = next((i for i in range(begin, len(lines)) if _RECIPIENTS.match(fold(lines[i]).lstrip(" *"))), None)
    foot = range(at, len(lines)) if at is not None else range(max(begin + 1, len(lines) - 40), len(lines))
    signed = [i for i in foot if _post(lines[i])]
    if at is not None and not signed:  # the signature above the recipients
        signed = [i for i in range(max(begin + 1, at - 12), at) if _SIGNED.match(fold(lines[i]).lstrip(" *"))]
    found: list[str] = []
    if at is not None:
        first = re.split(r"(?i)nơi nhận\s*:", lines[at], maxsplit=1)[-1].strip(" *")
        for line in [*filter(None, [first]), *lines[at + 1 : at + 60]]:
            if line.startswith(("-", "–", "+", "•")) or line is first:
                found.append(line.strip(" -–+•;.*"))
            elif not _post(line):
                if found and line[0].islower():
                    found[-1] += " " + line.strip(" ;.")
                elif found:
                    break
    recipients = tuple(r for r in found if any(c.isalpha() for c in r))
    return recipients, _signer(lines, signed[0]) if signed else ""


def _signer(lines: list[str], signed: int) -> str:
    """The name under the post: the first line of two to six capitalised words."""
    for line in lines[signed + 1 : signed + 40]:
        words = re.sub(r"^\W+|\W+$", "", line)
        if _post(line) or fold(words) in ("da ky", "ky ten", "ky thay") or line.startswith(("-", "–", "+")):
            continue
        if fold(words).startswith(("phu luc", "mau so", "danh muc")):
            break
        if _NAME.match(words) or (
            words.isupper() and 2 <= len(words.split()) <= 5 and not _AUTHORITY.match(fold(words))
        ):
            return words.title() if words.isupper() else words
    return ""
