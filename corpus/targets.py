"""Targets read from a document: what is to be reached, how much of it, by which year.

A target is a figure with a unit in a sentence that sets a goal. Two forms: "INDICATOR đạt 95% dân số" has what is
measured before the figure, "100% hộ nghèo được hỗ trợ" after it. Ages, dates and years are no targets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.model import Document, Provision, TextLevel
from corpus.text import LOWER, UPPER, search_key

_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_UNIT = (
    r"%|phần trăm|lượt người|lượt|người|hộ gia đình|hộ|lao động|trường|lần|xã|phường|thôn|bản|buôn|huyện|cơ sở|trạm|giường bệnh|giường|"
    r"bác sĩ|dược sĩ|căn nhà|căn hộ|căn|nhà|triệu đồng|tỷ đồng|nghìn đồng|đồng|triệu|tỷ|ha|km|m2|m²|mô hình|dự án|công trình|lớp|học sinh|"
    r"trẻ em|điểm|doanh nghiệp|hợp tác xã|sản phẩm|tấn|con|cây|đơn vị|cuộc|buổi|văn bản|dịch vụ|thủ tục"
)
_NO_UNIT = r"(?:ngày|tháng|năm|tuổi|giờ|phút|tuần|và|hoặc|đến|so|trong|trên|dưới|theo|của|là|được|có|trở|/)\b"
_FIGURE = re.compile(
    rf"(?P<before>(?:đạt |từ )?(?:trên|hơn|vượt|tối thiểu|ít nhất|không dưới|không thấp hơn|dưới|không quá|không vượt quá|tối đa|khoảng|xấp xỉ|gần|từ)\s+)?"
    rf"(?<![\w.,/-])(?P<value>{_NUMBER})\s*(?:(?P<unit>{_UNIT})(?!\w)(?P<after>\s+(?:trở lên|trở xuống))?|"
    # After a comparator any noun is a unit: "không dưới 120 vùng".
    rf"(?P<noun>(?!{_NO_UNIT})[{LOWER}]+)(?!\w)(?(before)|(?!)))"
)
_YEAR = re.compile(r"\b(?:đến|vào|trong|hết|cuối)\s+(?:hết\s+|cuối\s+|đầu\s+)?(?:năm\s+)(?P<year>20\d\d)\b")
_OWN_YEAR = re.compile(r"\bnăm (20\d\d)\b")
_GOAL = re.compile(r"\b(?:phấn đấu|mục tiêu|chỉ tiêu|dự kiến|đến (?:hết |cuối )?năm 20\d\d|bảo đảm|đảm bảo|đạt)\b")
_SECTION = re.compile(r"\b(?:mục tiêu|chỉ tiêu)\b")
_LEAD = re.compile(
    r"^(?:[\s,;:•*+–-]|\d+\.(?=\s)|phấn đấu\b|dự kiến\b|mục tiêu\b|bảo đảm\b|đảm bảo\b|có\b|và\b|trong đó\b|tăng thêm\b|giải quyết xong\b|"
    r"(?:đến|vào|trong) (?:hết |cuối |đầu )?năm 20\d\d\b|giai đoạn 20\d\d\s?[-–]\s?20\d\d\b)+"
)
_TRAIL = re.compile(r"(?:[\s,;:(–-]|\b(?:đạt|còn|là|lên|xuống|ở mức|đạt mức|từ|có|tăng thêm)\b)+$")
_POPULATION = re.compile(
    r"^(?P<who>[^;.]+?)\s+(?:sẽ được|được|có|tham gia|sử dụng|dùng|đi học|biết|đạt|hưởng|tiếp cận|qua|hoàn thành|thực hiện)\b"
)
_TITLE_ENDS = re.compile(r"^(?:Thực hiện|Căn cứ|Triển khai|Để|Nhằm|Theo)\b", re.MULTILINE)
_HEAD_YEAR = re.compile(r"(?<![-–\d] )\bnăm (20\d\d)\b(?!\s*[-–])")
_PERIOD = re.compile(r"\bgiai đoạn 20\d\d\s*[-–]\s*(20\d\d)\b")
_NEVER = re.compile(r"\bkhông (?:để|có|xảy ra|còn)\b")
_NOT_GOAL = re.compile(r"\b(?:đã|đến nay|hiện nay|thực trạng|kết quả đạt được)\b")
_DEED = re.compile(
    r"(?:xóa|xoá|hoàn thành|thực hiện|giải quyết|bảo đảm|đảm bảo|kiểm tra|rà soát|cấp|lắp đặt|xây dựng|thu|xử lý)\b"
)
_SENTENCE = re.compile(rf"(?<=[.!?])\s+(?=[{UPPER}])|\n+")
_COMPARE = (
    ("không vượt quá", "<="), ("không quá", "<="), ("tối đa", "<="), ("không dưới", ">="), ("không thấp hơn", ">="), ("tối thiểu", ">="),
    ("ít nhất", ">="), ("trên", ">"), ("hơn", ">"), ("vượt", ">"), ("dưới", "<"), ("khoảng", "~"), ("xấp xỉ", "~"), ("gần", "~"),
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """One figure to be reached; ``document.text[start:end]`` is the part of the sentence that sets it."""

    document: str
    anchor: str
    label: str
    indicator: str
    comparator: str
    value: float | None
    unit: str
    population: str
    year: int | None
    quote: str
    start: int
    end: int
    text_level: TextLevel


def targets(document: Document) -> list[Target]:
    """All targets of a plan in reading order; normative texts set amounts, not targets, and have none."""
    if any(p.path[0].startswith("dieu-") for p in document.provisions):
        return []
    found: list[Target] = []
    for provision in document.provisions:
        if provision.path[0] not in ("mo-dau", "noi-nhan", "chu-ky", "ket-thuc", "toan-van"):
            found += _of_provision(document, provision)
    return found


def _of_provision(document: Document, provision: Provision) -> Iterator[Target]:
    section = any(_SECTION.search(t.lower()) for t in (*provision.trail, provision.heading))
    for begin, stop in [(provision.start, provision.own_end), *document.tails(provision)]:
        year = _headed_year(document, provision) if section else None
        for start, end in _sentences(document.text, begin, stop):
            key = search_key(document.text[start:end])
            if len(key) != end - start:
                key = document.text[start:end].lower()
            if said := _YEAR.search(key):
                year = int(said["year"])
            if not (section or _GOAL.search(key)) or _NOT_GOAL.search(key):
                continue
            figures = [m for m in _per_dropped(key, list(_FIGURE.finditer(key))) if not _aside(key, m)]
            if figures:
                yield from _rows(document, provision, start, key, figures, year, section)
            elif section and said and _LEAD.match(key) and provision.path[-1].startswith("gach-"):
                first = start + len(key) - len(key.lstrip("-–•*+ "))
                yield _row(document, provision, (first, end), document.text[first:end], "=", None, "", "", year)


def _headed_year(document: Document, provision: Provision) -> int | None:
    """The year the headings above set ("1. Đến hết năm 2026"), else the one the title sets."""
    for heading in reversed(provision.trail):
        if said := _YEAR.search(heading.lower()) or re.search(
            r"\bnăm (?P<year>20\d\d)\b(?!\s*[-–])", heading.lower()
        ):
            return int(said["year"])
    opening = document.by_path.get("mo-dau")
    title = document.own(opening) if opening else ""
    end = _TITLE_ENDS.search(title)
    years = set(_HEAD_YEAR.findall(title[: end.start() if end else len(title)].lower()))
    if len(years) == 1:
        return int(years.pop())
    period = _PERIOD.search(title.lower())  # "giai đoạn 2027 - 2030": by its end
    return int(period[1]) if period else None


def _per_dropped(key: str, figures: list[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Without the second figure of a rate: "6 người trên 100.000 dân"."""
    for before, figure in zip([None, *figures], figures, strict=False):
        if before is None or key[before.end() : figure.start()].strip():
            yield figure


def _unit(figure: re.Match[str]) -> str:
    return figure["unit"] or figure["noun"]


def _unit_start(figure: re.Match[str]) -> int:
    return figure.start("unit") if figure["unit"] else figure.start("noun")


def _aside(key: str, figure: re.Match[str]) -> bool:
    """A figure in parentheses, one that says how old, how long or since when, or how much must not happen."""
    before = key[: figure.start()]
    if before.count("(") > before.count(")"):
        return True
    clause = re.split(r"[;.]", before)[-1]
    return bool(_NEVER.search(clause) or re.match(r"\s*(?:tuổi|tháng|ngày)\b", key[figure.end() :]))


def _rows(
    document: Document,
    provision: Provision,
    offset: int,
    key: str,
    figures: list[re.Match[str]],
    year: int | None,
    section: bool,
) -> list[Target]:
    text = document.text[offset : offset + len(key)]
    found: list[Target] = []
    at = 0
    for figure, following in zip(figures, [*figures[1:], None], strict=True):
        lead = _LEAD.match(key[at : figure.start()])
        head = at + (lead.end() if lead else 0)
        before = text[head : figure.start()]
        before = before[: len(before) - len(_tail(before))].strip(" ,;:")
        stop = _stop(key, figure, following)
        after = text[figure.end() : stop].strip(" ,;:.")
        if not (section or _unit(figure) in ("%", "phần trăm")):
            at = stop
            continue
        share = _unit(figure) in ("%", "phần trăm")
        indicator, population = (before, _of(after)) if before else (after, _population(after) if share else "")
        if not before and not share:
            indicator = text[_unit_start(figure) : stop].strip(" ,;:.")
        if before.endswith(" cho"):
            indicator, population = before.removesuffix(" cho"), ""
        if re.match(r"(?:ở|tại|đối với)\b", indicator) and found and (same := found[-1].indicator):
            indicator = f"{re.split(r' (?:ở|tại|đối với) ', same)[0]} {indicator}"
            population = found[-1].population
        if not indicator:
            indicator = text[_unit_start(figure) : stop].strip(" ,;:.")
        start = head if before else figure.start()
        own = _OWN_YEAR.search(key[start:stop])
        until = re.search(r"so với", key[start:stop])
        named = int(own[1]) if own and not (until and own.start() > until.start()) else year
        begin, end = offset + start, offset + stop
        words = document.text[begin:end].rstrip(" ,;.")
        value = float(figure["value"].replace(".", "").replace(",", "."))
        span = (begin, begin + len(words))
        found.append(
            _row(document, provision, span, indicator, _comparator(figure), value, _unit(figure), population, named)
        )
        at = stop
    return found


def _row(
    document: Document,
    provision: Provision,
    span: tuple[int, int],
    indicator: str,
    comparator: str,
    value: float | None,
    unit: str,
    population: str,
    year: int | None,
) -> Target:
    return Target(
        document.id, document.anchor(provision), provision.label, indicator.strip("-–• ."), comparator, value, unit,
        population, year, document.text[slice(*span)], *span, document.level,
    )  # fmt: skip


def _stop(key: str, figure: re.Match[str], following: re.Match[str] | None) -> int:
    """Where what a figure says ends: before the next figure's own words."""
    if following is None:
        semicolon = key.find(";", figure.end())
        return semicolon if semicolon >= 0 else len(key)
    between = key[figure.end() : following.start()]
    cuts = [m for m in re.finditer(r";\s*|,\s+(?=$)|\s+và\s*$|,\s*(?:trong đó|còn)\b", between)]
    if ";" in between:
        return figure.end() + between.index(";")
    if cuts:
        return figure.end() + cuts[0].start()
    comma = between.rfind(",")
    return figure.end() + comma if comma >= 0 else following.start()


def _tail(before: str) -> str:
    match = _TRAIL.search(before)
    return match[0] if match else ""


def _population(after: str) -> str:
    """ "100% hộ nghèo được hỗ trợ": of whom; nothing when what follows is a deed ("100% xóa nhà tạm")."""
    match = _POPULATION.match(after)
    return match["who"].strip() if match and not _DEED.match(search_key(after)) else ""


def _of(after: str) -> str:
    """ "95% dân số": of whom, when the figure ends the clause with it."""
    return after if re.fullmatch(r"(?:dân số|tổng số [\w ]+|số [\w ]+)", after) else ""


def _comparator(figure: re.Match[str]) -> str:
    before = figure["before"] or ""
    if figure["after"]:
        return ">=" if "lên" in figure["after"] else "<="
    return next((sign for word, sign in _COMPARE if word in before), "=")


def _sentences(text: str, begin: int, stop: int) -> Iterator[tuple[int, int]]:
    at = begin
    for end, after in [*((m.start(), m.end()) for m in _SENTENCE.finditer(text, begin, stop)), (stop, stop)]:
        words = text[at:end]
        if words.strip():
            yield at + len(words) - len(words.lstrip()), at + len(words.rstrip())
        at = after
