"""Obligations read from a document: who does what, for whom, with whom, by when.

Administrative sentences are formulaic: [time], BODIES [with responsibility] VERB …, VERB … [to BODY] [through BODY].
A heading that is nothing but bodies ("6. Ủy ban nhân dân các huyện, thành phố") is the subject of what stands
under it; a sentence without a subject goes on with the one before. Every row keeps the sentence it was read from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus.agencies import Agencies, Body, BodyMention
from corpus.deadlines import Deadline, deadlines
from corpus.model import Document, Provision, TextLevel
from corpus.text import search_key

# Verbs that open a duty, with the kind of duty they make. The first found in this order decides.
KINDS: tuple[tuple[str, str], ...] = (
    ("stand", r"là (?:cơ quan|đơn vị) (?:thường trực|đầu mối)|giữ vai trò (?:thường trực|đầu mối)|là đầu mối"),
    ("lead", r"chủ trì"),
    ("advise", r"tham mưu"),
    ("report", r"báo cáo|tổng hợp(?:,| và)? báo cáo"),
    ("coordinate", r"(?:chủ động |tiếp tục )?phối hợp"),
    ("submit", r"(?<!chương )(?<!quy )(?<!công )(?<!tờ )(?<!lộ )(?<!quá )trình"),
    ("decide", r"(?:xem xét, )?quyết định|ký quyết định|phê duyệt|ban hành"),
    ("send", r"gửi|chuyển|có văn bản|nộp"),
    ("pay", r"chi trả|rút dự toán|cấp kinh phí|cấp phát"),
    ("fund", r"cân đối|bố trí|phân bổ|bảo đảm kinh phí|đảm bảo kinh phí"),
    ("plan", r"xây dựng"),
    ("monitor", r"theo dõi|kiểm tra|giám sát|thanh tra|đánh giá|đôn đốc"),
    ("appraise", r"thẩm định|rà soát|xem xét|xét duyệt|xác nhận|xác minh"),
    ("guide", r"hướng dẫn|đào tạo|bồi dưỡng|tập huấn"),
    ("communicate", r"tuyên truyền|vận động|phổ biến|quán triệt|thông báo|công khai|niêm yết|trả lời"),
    ("manage", r"quản lý|lập|lưu trữ|cập nhật"),
    (
        "do",
        r"tổ chức|triển khai|thực hiện|tham gia|lồng ghép|tiếp nhận|tăng cường|đẩy mạnh|tiếp tục|ứng dụng|cung cấp|huy động|"
        r"phát huy|hỗ trợ|bảo đảm|đảm bảo|chịu trách nhiệm|có trách nhiệm|cử|giao|lựa chọn|nghiên cứu|phân công|khen thưởng|"
        r"hoàn thiện|hoàn thành|tiến hành|tổng hợp|đề xuất|kiến nghị|đề nghị|phản ánh|củng cố|nâng cao|tạo điều kiện|chỉ đạo|"
        r"duy trì|thi hành|khai thác|bàn giao|đưa|làm hồ sơ|kết luận|phải|đưa tin|mở|vận hành|bổ sung|đăng|sơ kết|tổng kết",
    ),
)
_MODIFIER = (
    r"(?:có (?:trách nhiệm|nhiệm vụ)|chịu trách nhiệm(?= \w)|chủ động|kịp thời|thường xuyên|định kỳ|tập trung|tiếp tục|đồng thời|"
    r"trực tiếp|hằng năm|hàng năm|hằng tháng|hàng tháng|hằng quý|hàng quý|nghiêm túc|tích cực|được giao|liên quan|có liên quan|phải|"
    r"theo (?:chức năng|thẩm quyền)[^,;.]{0,60}|căn cứ [^.]{0,700}?(?=\b(?:triển khai|cân đối|chủ trì|xây dựng|tổ chức|thực hiện|trình|lập|báo cáo|phối hợp|có trách nhiệm|rà soát|quyết định|ban hành|chủ động|hướng dẫn)\b)|trên cơ sở [^;.]{0,90}?,|trong phạm vi[^;.]{0,60}?,|nơi [^;.]{0,200}?(?=\b(?:xem xét|xác nhận|có văn bản|quyết định|có trách nhiệm|tổ chức)\b)|"
    r"\([^)]*\))"
)
_VERBS = "|".join(pattern for _, pattern in KINDS)
_DUTY = re.compile(rf"^[\s,:]*(?:{_MODIFIER}[\s,]*)*(?P<verb>{_VERBS})\b")
_PATTERNS = {kind: re.compile(rf"(?<!\w)(?:{pattern})\b") for kind, pattern in KINDS}
_MARKER = re.compile(r"^\s*(?:[-–•+*]|\d+(?:\.\d+)*\s?[.)]|[a-zđ]\)|Điều \d+\w?\.|Bước \d+[.:])\s*")
_CHARGE = re.compile(
    r"^\s*(?:[-–•+*]|\d+(?:\.\d+)*\s?[.)]|[a-zđ]\)|Điều \d+\w?\.|Bước \d+[.:])?\s*(?:(?:Giao|Đề nghị|Yêu cầu|Phân công|Trách nhiệm(?: của)?|Nhiệm vụ của)(?: cho)?\s+)?"
)
_HEADED = re.compile(
    r"^[\s:.]*(?:(?:có (?:trách nhiệm|nhiệm vụ)|và các tổ chức thành viên|các cấp|trong tỉnh|liên quan|có liên quan|tỉnh)[\s:.]*)*$"
)
# What may stand before a subject: nothing, a phrase ended by a comma, "thì", or a word that charges it.
_OPENING = re.compile(r"(?:^|[,;:]|\bthì|^\s*(?:giao|đề nghị|yêu cầu|phân công)|\bdo)\s*(?:các\s+)?$")
_TO = re.compile(
    r"\b(?:về|gửi(?: (?:báo cáo|văn bản|hồ sơ))?(?: về| cho| đến| tới)?|lên|trình|báo cáo(?: về| cho| lên| với)?|"
    r"tham mưu(?: cho| giúp| với)?|đề xuất|kiến nghị|đề nghị)\s*$"
)
_TO_WEAK = re.compile(r"\b(?:gửi|báo cáo|chuyển|nộp|cung cấp|thông báo)\b.*\b(?:cho|đến|tới)\s*$")
_VIA = re.compile(r"\(?\b(?:thông qua|qua)\s*$")
_JOINED = re.compile(r"^\s*(?:\([^)]*\)\s*)?(?:,|;|và|hoặc|, và|, hoặc)?\s*(?:các\s+)?$")
_PARTNERS = re.compile(r"^\s*,?\s*(?:\([^)]*\))?\s*(?:,|và|hoặc)?\s*(?:các\s+)?(?:[\w\s,-]{0,60}?(?:,|và)\s*)?$")
_SENTENCE = re.compile(r"(?<=\.)\s+|\n+")
_PIECE = re.compile(
    r"(?<=;)\s+(?:đồng thời,?\s)?|(?<=\w)\s+và (?=(?:kịp thời |đồng thời |chủ động )?(?:tham mưu|báo cáo)\s)"
)
_ONLY_LEADS = re.compile(r"\b(?:có trách nhiệm|có nhiệm vụ|trách nhiệm|nhiệm vụ)\s*:$")
_APPLICANT = re.compile(
    r"^(?:Đối tượng|Cá nhân|Cơ quan, tổ chức|Hộ gia đình|Người giám hộ)[^.;]*?(?=\b(?:làm hồ sơ|có (?:văn bản|đơn|Tờ khai|tờ khai|giấy tờ)|gửi)\b)"
)
# Bodies with the range of the words that name them.
_Subject = tuple[tuple[Body, ...], tuple[int, int]]
_NOBODY: _Subject = ((), (0, 0))
_APPLICANT_BODY = Body("nguoi-de-nghi", "đối tượng hoặc người đề nghị")
_COLUMNS = {
    "action": r"nội dung|nhiệm vụ|công việc|sản phẩm",
    "lead": r"chủ trì|thực hiện(?! nhiệm)|chịu trách nhiệm",
    "with": r"phối hợp",
    "when": r"thời hạn|thời gian|hoàn thành|tiến độ",
    "to": r"nơi nhận|cấp trình|báo cáo",
}


@dataclass(frozen=True)
class Obligation:
    """One duty; ``document.text[start:end]`` is the sentence (or table row) that says it.

    ``named`` is the range of the words that name its bodies: a lead, or the sentence before, when not its own.
    """

    document: str
    anchor: str
    label: str
    bodies: tuple[Body, ...]
    kind: str
    action: str
    recipient: Body | None
    via: Body | None
    partners: tuple[Body, ...]
    deadlines: tuple[Deadline, ...]
    quote: str
    start: int
    end: int
    text_level: TextLevel
    also_to: tuple[Body, ...] = field(default=())
    named: tuple[int, int] = (0, 0)


def obligations(document: Document, agencies: Agencies) -> list[Obligation]:
    """All duties of a document in reading order. Plans and normative texts alike, full texts and digests."""
    found: list[Obligation] = []
    subjects: dict[str, _Subject] = {}
    for provision in document.provisions:
        if provision.path[0] in ("noi-nhan", "chu-ky", "mo-dau"):
            continue
        inherited = subjects.get("/".join(provision.path[:-1]), _NOBODY)
        headed = _heading_bodies(document, provision, agencies)
        own = document.own(provision).split("\n")[0]
        subjects[provision.segment] = (
            (headed, (provision.start, provision.start + len(own))) if headed else inherited
        )
        if headed:
            continue
        rows, last = _read(document, provision, agencies, inherited)
        if document.own(provision).rstrip().endswith(":"):
            subjects[provision.segment] = last
        found += rows
    return found


def _heading_bodies(document: Document, provision: Provision, agencies: Agencies) -> tuple[Body, ...]:
    """Bodies of a lead that names nothing else: the subject of all that stands under it."""
    words = document.own(provision).split("\n")[0]
    if provision.is_leaf and not words.rstrip().endswith(":"):
        return ()
    charge = _CHARGE.match(words)
    rest = words[charge.end() if charge else 0 :]
    mentions = agencies.mentions(rest)
    run = _run(rest, mentions)
    if not run or rest[: run[0].start].strip(" ,") not in ("", "các", "Các", "của"):
        return ()
    return tuple(m.body for m in run) if _HEADED.match(rest[run[-1].end :]) else ()


def _read(
    document: Document, provision: Provision, agencies: Agencies, inherited: _Subject
) -> tuple[list[Obligation], _Subject]:
    rows: list[Obligation] = []
    current = inherited
    last = _NOBODY
    columns: list[str] = []
    for pieces in _sentences(document, provision):
        first = document.text[pieces[0][0] : pieces[0][1]]
        if first.count(" | ") >= 1:
            header = _columns(first)
            columns = header or columns
            if columns and not header:
                rows += _table_row(document, provision, agencies, columns, *pieces[0])
            continue
        found = _duties(document, provision, agencies, current, pieces)
        rows += [d for d in found if not _ONLY_LEADS.search(d.quote)]
        current = (found[-1].bodies, found[-1].named) if found else current
        last = current if found else _NOBODY
    ends = document.own(provision).rstrip().endswith(":")
    return rows, last if ends else _NOBODY


def _duties(
    document: Document,
    provision: Provision,
    agencies: Agencies,
    current: _Subject,
    pieces: Sequence[tuple[int, int]],
) -> list[Obligation]:
    """Duties of one sentence: a piece after ";" that opens none belongs to the piece before."""
    found: list[Obligation] = []
    start = pieces[0][0]
    for begin, end in pieces:
        before = (found[-1].bodies, found[-1].named) if found else current
        duty = _duty(document, provision, agencies, before, begin, end)
        if duty is None:
            whole = _duty(document, provision, agencies, current, found[-1].start if found else start, end)
            if whole:
                found[-1:] = [whole]
        else:
            found.append(duty)
    return found


def _sentences(document: Document, provision: Provision) -> Iterator[list[tuple[int, int]]]:
    """Sentences of a provision's own words and tails, without markers, each as its pieces between ";"."""
    marker = _MARKER.match(document.own(provision))
    head = provision.start + (marker.end() if marker else 0)
    for begin, stop in [(head, provision.own_end), *document.tails(provision)]:
        for start, end in _cut(document.text, begin, stop, _SENTENCE):
            yield list(_cut(document.text, start, end, _PIECE))


def _cut(text: str, begin: int, stop: int, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Non-empty pieces between matches outside parentheses, stripped."""
    at = begin
    for end, after in [*((m.start(), m.end()) for m in pattern.finditer(text, begin, stop)), (stop, stop)]:
        words = text[at:end]
        if end != stop and words.count("(") > words.count(")"):
            continue
        if words.strip():
            yield at + len(words) - len(words.lstrip()), at + len(words.rstrip())
        at = after


def _duty(
    document: Document, provision: Provision, agencies: Agencies, current: _Subject, start: int, end: int
) -> Obligation | None:
    sentence = document.text[start:end]
    mentions = agencies.mentions(sentence)
    key = search_key(sentence)
    key = key if len(key) == len(sentence) else sentence.lower()
    bodies, at = _subject(sentence, key, mentions)
    named = (start, end)
    if not bodies:
        at = _implied(sentence, key)
        if at < 0 or not current[0]:
            return None
        bodies, named = current
    rest_mentions = [m for m in mentions if m.start >= at]
    via = next((m for m in rest_mentions if _VIA.search(key[: m.start])), None)
    partners = _partners(key, rest_mentions)
    targets = [
        m
        for m in rest_mentions
        if m is not via and m not in partners and (_TO.search(key[: m.start]) or _TO_WEAK.search(key[at : m.start]))
    ]
    kind = _kind(key[at:], bool(targets))
    joined = _also(sentence, rest_mentions, targets[0]) if targets else []
    return Obligation(
        document.id,
        document.anchor(provision),
        provision.label,
        bodies,
        kind,
        sentence[at:].strip(" ,:;."),
        targets[0].body if targets else None,
        via.body if via else None,
        tuple(m.body for m in partners),
        tuple(deadlines(sentence)),
        sentence,
        start,
        end,
        document.level,
        tuple(m.body for m in joined if m is not via),
        named,
    )


def _subject(sentence: str, key: str, mentions: Sequence[BodyMention]) -> tuple[tuple[Body, ...], int]:
    """The bodies that a duty verb follows, and where the duty's words begin."""
    applicant = _APPLICANT.match(_CHARGE.sub("", sentence, count=1))
    if applicant and re.search(r"\b(?:gửi|nộp)\b", key):
        skip = len(sentence) - len(_CHARGE.sub("", sentence, count=1))
        return (_APPLICANT_BODY,), skip + applicant.end()
    i = 0
    while i < len(mentions):
        run = _run(sentence[mentions[i].start :], [_shift(m, -mentions[i].start) for m in mentions[i:]])
        last = mentions[i + len(run) - 1]
        before = key[: mentions[i].start]
        if _OPENING.search(before) and _DUTY.match(_after(key[last.end :])):
            rest = key[last.end :]
            return tuple(m.body for m in mentions[i : i + len(run)]), len(key) - len(_after(rest))
        i += 1
    return (), -1


def _after(rest: str) -> str:
    """What follows a subject, without "nơi cư trú", "tỉnh", "và các tổ chức thành viên" that belong to it."""
    rest = re.sub(r"^,[^.;(]{0,90}\(sau đây gọi (?:chung|tắt) là [^)]*\)", "", rest)
    return re.sub(
        r"^(?:\s*(?:,\s*)?(?:(?:và )?các (?:tổ chức thành viên|đơn vị liên quan|cơ quan liên quan|đoàn thể(?: tỉnh)?|sở, ngành liên quan|bộ, ngành có liên quan|tổ chức chính trị - xã hội)|liên quan|có liên quan|cấp xã|tỉnh|nơi đối tượng[^,;.]*?(?=xác nhận|có văn bản)))+",
        "",
        rest,
    )


def _implied(sentence: str, key: str) -> int:
    """Where a duty without a subject begins: at its verb, or after a time that leads it; -1 when it is none."""
    charge = _CHARGE.match(sentence)
    at = charge.end() if charge else 0
    if _DUTY.match(key[at:]):
        return at
    case = re.match(r"(?:trường hợp|nếu|khi|sau khi)\b[^.;]*?(?:, | thì )", key[at:])
    if case and (hit := _DUTY.match(key[at + case.end() :])):
        return at + case.end() + hit.start("verb")
    for found in deadlines(sentence):
        if found.start <= at + 3:
            stop = found.end
            while following := next((d for d in deadlines(sentence) if 0 <= d.start - stop <= 3), None):
                stop = following.end
            return stop if _DUTY.match(key[stop:].lstrip(" ,")) else -1
    return -1


def _run(text: str, mentions: Sequence[BodyMention]) -> list[BodyMention]:
    """The first mention and those joined to it by commas and "và"."""
    out: list[BodyMention] = list(mentions[:1])
    for mention in mentions[1:]:
        between = text[out[-1].end : mention.start]
        if not (
            _JOINED.match(between)
            or re.fullmatch(
                r"\s*(?:liên quan|có liên quan|tỉnh)?\s*,\s*(?:đơn vị liên quan,\s*)?(?:các\s+)?", between
            )
        ):
            break
        out.append(mention)
    return out


def _shift(m: BodyMention, by: int) -> BodyMention:
    return BodyMention(m.start + by, m.end + by, m.text, m.body)


def _kind(words: str, passed_on: bool) -> str:
    """The kind of a duty: by its first verb when that says it, else by the first verb that passes something on."""
    head = re.sub(
        rf"^[\s,:]*(?:{_MODIFIER}[\s,]*)*(?:(?:tổ chức |triển khai )?thực hiện (?:việc )?(?=rút|chi|cấp|niêm|rà|kiểm|giám))?",
        "",
        words,
    )
    for kind in ("stand", "lead", "coordinate", "advise"):
        if _PATTERNS[kind].match(head):
            return kind
    if re.match(r"(?:gửi |tổng hợp,? (?:và )?|kịp thời )?báo cáo", head):
        return "report"
    if re.match(r"(?:đề nghị|đề xuất|kiến nghị)", head):
        return "propose"
    passing = [
        (hit.start(), kind)
        for kind in ("report", "submit", "advise", "send")
        if (hit := _PATTERNS[kind].search(head))
    ]
    if passing and passed_on:
        return min(passing)[1]
    return next((kind for kind, pattern in _PATTERNS.items() if pattern.match(head)), "do")


def _partners(key: str, mentions: Sequence[BodyMention]) -> list[BodyMention]:
    """Bodies after "phối hợp (với)", as long as they are joined."""
    out: list[BodyMention] = []
    for mention in mentions:
        before = key[: mention.start]
        if re.search(r"\bphối hợp(?: chặt chẽ)?(?: với| cùng)?(?: các)?\s*$", before):
            out = [mention]
        elif out and mention.start > out[-1].end and _PARTNERS.match(key[out[-1].end : mention.start]):
            out.append(mention)
        elif out:
            break
    return out


def _also(sentence: str, mentions: Sequence[BodyMention], first: BodyMention) -> list[BodyMention]:
    after = [m for m in mentions if m.start >= first.start]
    return [m for m in _run(sentence, after) if m is not first]


def _columns(line: str) -> list[str]:
    """The roles of a table's columns when the line is its head, else nothing."""
    cells = [c.strip().lower() for c in line.split(" | ")]
    roles = [next((r for r, p in _COLUMNS.items() if re.search(p, c)), "") if len(c) < 60 else "" for c in cells]
    return roles if "lead" in roles and "action" in roles and len([r for r in roles if r]) >= 2 else []


def _table_row(
    document: Document, provision: Provision, agencies: Agencies, columns: list[str], start: int, end: int
) -> Iterator[Obligation]:
    row = document.text[start:end]
    cells = [c.strip() for c in row.split(" | ")]
    if len(cells) != len(columns):
        return
    by_role: dict[str, str] = {}
    for role, cell in zip(columns, cells, strict=True):
        by_role.setdefault(role, cell)
    bodies = tuple(m.body for m in agencies.mentions(by_role.get("lead", "")))
    if not bodies:
        return
    when = by_role.get("when", "")
    rules = deadlines(when) or deadlines(f"trước {when}" if re.match(r"(?:ngày )?\d", when) else f"trong {when}")
    to = agencies.mentions(by_role.get("to", ""))
    yield Obligation(
        document.id,
        document.anchor(provision),
        provision.label,
        bodies,
        _kind(by_role["action"].lower(), bool(to)),
        by_role["action"],
        to[0].body if to else None,
        None,
        tuple(m.body for m in agencies.mentions(by_role.get("with", ""))),
        tuple(Deadline(when, d.rule, 0, len(when)) for d in rules),
        row,
        start,
        end,
        document.level,
        named=(start, end),
    )
