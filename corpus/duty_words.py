"""The words that open a duty and what kind of duty they make, from ``duties.toml``.

The kind is that of the first verb; verbs that only say how ("tổ chức", "tăng cường") give way to the verb after
them, and a duty that hands something to a body is of the kind of the handing over: report, submit, advise, send.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from corpus.errors import CorpusError

DATA = Path(__file__).with_name("duties.toml")

# What may stand between a subject and its verb.
_BEFORE_VERB = (
    r"triển khai|cân đối|chủ trì|xây dựng|tổ chức|thực hiện|trình|lập|báo cáo|phối hợp|có trách nhiệm|rà soát|"
    r"quyết định|ban hành|chủ động|hướng dẫn|bố trí|tham mưu|kiểm tra"
)
_MODIFIER = (
    r"(?:có (?:trách nhiệm|nhiệm vụ)|chịu trách nhiệm(?= \w)|chủ động|kịp thời|thường xuyên|định kỳ|tập trung|tiếp tục|"
    r"đồng thời|trực tiếp|hằng năm|hàng năm|hằng tháng|hàng tháng|hằng quý|hàng quý|nghiêm túc|tích cực|khẩn trương|được giao|"
    r"liên quan|có liên quan|phải|theo (?:chức năng(?:, nhiệm vụ)?|thẩm quyền|nhiệm vụ)(?: (?:được giao|quy định))?|"
    rf"(?:theo|căn cứ|trên cơ sở) (?:chức năng|thẩm quyền)[^;.]{{0,80}}?(?=\b(?:{_BEFORE_VERB})\b)|"
    r"(?:kết quả|danh sách|số liệu|thông tin)(?= (?:báo cáo|gửi|trình)\b)|"
    r"theo (?:quy định của )?pháp luật[^,;.]{0,40},|"
    rf"căn cứ [^.]{{0,700}}?(?=\b(?:{_BEFORE_VERB})\b)|trên cơ sở [^;.]{{0,90}}?,|trong phạm vi[^;.]{{0,60}}?,|"
    r"nơi [^;.]{0,200}?(?=\b(?:xem xét|xác nhận|có văn bản|quyết định|có trách nhiệm|tổ chức)\b)|\([^)]*\))"
)
_OBJECT = r"(?:(?:công tác|việc|hoạt động|tốt|hiệu quả)\s+)?"
_PASSING_ON = ("report", "submit", "advise", "send")
# The first of these at the beginning decides at once, whatever is handed over later.
_FIRST = ("stand", "lead", "coordinate", "advise")


@lru_cache(maxsize=1)
def kinds() -> dict[str, str]:
    """Kinds with their verbs as one pattern, in the order of the file. Raises CorpusError when it cannot be read."""
    return {row["id"]: "|".join(row["verbs"]) for row in _data()["kind"]}


@lru_cache(maxsize=1)
def kind_names() -> dict[str, str]:
    """Kinds with their Vietnamese names."""
    return {row["id"]: row["name"] for row in _data()["kind"]}


@lru_cache(maxsize=1)
def _data() -> dict[str, list]:
    try:
        return tomllib.loads(DATA.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CorpusError(f"Không đọc được {DATA.name}: {error}") from error


@lru_cache(maxsize=1)
def duty() -> re.Pattern[str]:
    """What stands between a subject and its first verb, and the verb (group ``verb``); for folded-case text."""
    verbs = "|".join(kinds().values())
    return re.compile(rf"^[\s,:]*(?:{_MODIFIER}[\s,]*)*(?P<verb>{verbs})\b")


@lru_cache(maxsize=1)
def verbs() -> re.Pattern[str]:
    """Any duty verb, as a whole word."""
    return re.compile(rf"\b(?:{'|'.join(kinds().values())}|có trách nhiệm|có nhiệm vụ)\b")


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    return {kind: re.compile(rf"(?<!\w)(?:{pattern})\b") for kind, pattern in kinds().items()}


@lru_cache(maxsize=1)
def _opening() -> re.Pattern[str]:
    return re.compile(rf"^[\s,:]*(?:{_MODIFIER}[\s,]*)*")


@lru_cache(maxsize=1)
def _helper() -> re.Pattern[str]:
    """A verb that only says how, with more verbs like it, before the verb that says what."""
    helper = "|".join(_data()["helper"])
    joined = r"(?:\s*,\s*|\s+và\s+|\s+)"
    what = "|".join(pattern for kind, pattern in kinds().items() if kind != "do")
    return re.compile(rf"^(?:(?:{helper}){joined})+{_OBJECT}(?=(?:{what})\b)")


def kind_of(words: str, passed_on: bool) -> str:
    """The kind of a duty from its words (lower case); ``passed_on`` says that a body is handed something."""
    patterns = _patterns()
    head = _opening().sub("", words, count=1)
    for kind in _FIRST:
        if patterns[kind].match(head):
            return kind
    head = _helper().sub("", head, count=1)
    if patterns["coordinate"].match(head):
        return "coordinate"
    if re.match(r"(?:gửi |tổng hợp,? (?:và )?|kịp thời )?báo cáo", head):
        return "report"
    if patterns["propose"].match(head):
        return "propose"
    said = re.split(r"\bđể\b", head, maxsplit=1)[0]  # "… để trình UBND" is what others do with it
    passing = [(hit.start(), kind) for kind in _PASSING_ON if (hit := patterns[kind].search(said))]
    if passing and passed_on:
        return min(passing)[1]
    return next((kind for kind, pattern in patterns.items() if pattern.match(head)), "do")
