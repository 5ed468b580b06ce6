"""Question sets: reading them, and checking that a set is worth measuring with.

One JSON object a line (``eval/questions/README.md``). ``load`` refuses a set it cannot score, naming the line;
``faults`` finds what makes a set misleading: duplicates, questions in the clause's own words, anchors that are
nowhere, and provisions that stand on both sides of the split.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from corpus.errors import UsageError
from corpus.model import Document, Provision
from corpus.text import fold, syllables
from eval.normal import normal, words

FOLDER = Path(__file__).with_name("questions")
STATUSES = ("answered", "refused", "clarify")
SPLITS = ("dev", "test")
COPIED = 8


@dataclass(frozen=True)
class Row:
    """A question and what a right answer to it is.

    ``expect`` is a conjunction of alternatives; ``cite`` holds the anchors an answer must rest on, ``cite_ok`` those
    that are right beside them; ``items`` the entries of a list; ``reference`` a free answer of a foreign set.
    """

    id: str
    question: str
    as_of: date
    status: str = "answered"
    history: tuple[tuple[str, str], ...] = ()
    expect: tuple[tuple[str, ...], ...] = ()
    forbid: tuple[str, ...] = ()
    cite: tuple[str, ...] = ()
    cite_ok: tuple[str, ...] = ()
    items: tuple[tuple[str, ...], ...] = ()
    reference: str = ""
    split: str = "test"
    tags: Mapping[str, str] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True)
class Fault:
    """Something that makes a set misleading; ``serious`` ones fail the check."""

    row: str
    text: str
    serious: bool = True


def shipped() -> list[Path]:
    """The question files of the product that hold questions with answers."""
    return [path for path in sorted(FOLDER.glob("*.jsonl")) if _holds_questions(path)]


def load(paths: Sequence[Path]) -> list[Row]:
    """Every row of the files, in order. Raises UsageError naming file and line."""
    rows: list[Row] = []
    seen: dict[str, str] = {}
    for path in paths:
        for number, line in enumerate(_lines(path), 1):
            if not line.strip():
                continue
            where = f"{path.name}, dòng {number}"
            row = parse(line, where)
            if row.id in seen:
                raise UsageError(f"{where}: mã “{row.id}” đã dùng ở {seen[row.id]}.")
            seen[row.id] = where
            rows.append(row)
    if not rows:
        raise UsageError("Không có câu hỏi nào. Hãy chỉ tệp câu hỏi bằng --questions TỆP.jsonl")
    return rows


def parse(line: str, where: str) -> Row:
    """A row of one JSON line; ``where`` names it in messages. Raises UsageError."""
    try:
        data = json.loads(line)
    except ValueError as error:
        raise UsageError(f"{where}: không phải JSON.") from error
    if not isinstance(data, dict):
        raise UsageError(f"{where}: phải là một đối tượng JSON.")
    status, split = data.get("status", "answered"), data.get("split", "test")
    if not str(data.get("id") or "").strip() or not str(data.get("question") or "").strip():
        raise UsageError(f"{where}: thiếu “id” hoặc “question”.")
    if status not in STATUSES:
        raise UsageError(f"{where}: “status” là một trong {', '.join(STATUSES)}.")
    if split not in SPLITS:
        raise UsageError(f"{where}: “split” là dev hoặc test.")
    tags = data.get("tags") or {}
    if not isinstance(tags, dict):
        raise UsageError(f"{where}: “tags” phải là một đối tượng.")
    try:
        return Row(
            id=str(data["id"]),
            question=str(data["question"]),
            as_of=date.fromisoformat(data["as_of"]) if data.get("as_of") else date.today(),
            status=status,
            history=tuple((str(role), str(text)) for role, text in data.get("history") or ()),
            expect=_alternatives(data.get("expect")),
            forbid=_strings(data.get("forbid")),
            cite=_strings(data.get("cite")),
            cite_ok=_strings(data.get("cite_ok")),
            items=_alternatives(data.get("items")),
            reference=str(data.get("reference") or ""),
            split=split,
            tags={str(k): str(v) for k, v in tags.items()},
            source=where,
        )
    except (ValueError, TypeError) as error:
        raise UsageError(f"{where}: một trường sai dạng ({error}). Xem eval/questions/README.md") from error


def fingerprint(rows: Iterable[Row]) -> str:
    """Changes with any question or what is expected of it; not with the order of the rows."""
    apart = ("source", "tags")
    keys = sorted(repr([v for k, v in vars(row).items() if k not in apart]) for row in rows)
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()[:12]


def faults(rows: Sequence[Row], documents: Mapping[str, Document]) -> Iterator[Fault]:
    """Everything that makes the set misleading; ``documents`` by id are those with a text."""
    yield from _incomplete(rows)
    yield from _duplicates(rows)
    yield from _split(rows)
    for row in rows:
        for anchor in (*row.cite, *row.cite_ok):
            place = provision(documents, anchor)
            if place is None:
                if anchor.rpartition("#")[0] in documents:
                    yield Fault(row.id, f"không có vị trí {anchor}")
                continue
            if anchor in row.cite and (copy := copied(row.question, place[0].words(place[1]))):
                yield Fault(row.id, f"chép nguyên lời điều khoản: “{copy}”")


def provision(documents: Mapping[str, Document], anchor: str) -> tuple[Document, Provision] | None:
    """The place of an anchor; None if it is not held. Ids of passages may hold ``#`` themselves."""
    document_id, _, segment = anchor.rpartition("#")
    document = documents.get(document_id)
    found = document.by_path.get(segment) if document else None
    return (document, found) if document and found else None


def copied(question: str, clause: str, count: int = COPIED) -> str:
    """The first ``count`` words that a question has in a row with a clause, marks of tone aside; empty if none."""
    asked, held = [fold(w) for w in words(question)], f" {' '.join(fold(w) for w in words(clause))} "
    for at in range(len(asked) - count + 1):
        run = " ".join(asked[at : at + count])
        if f" {run} " in held:
            return run
    return ""


def _incomplete(rows: Sequence[Row]) -> Iterator[Fault]:
    for row in rows:
        if row.status == "answered" and not (row.expect or row.items or row.cite or row.reference):
            yield Fault(row.id, "không nói câu trả lời đúng là gì (expect, items, cite)")
        if row.status == "answered" and row.expect and not row.cite:
            yield Fault(row.id, "không nêu căn cứ (cite)", serious=False)
        overlap = [f for f in row.forbid if any(normal(f) in (normal(e) for e in group) for group in row.expect)]
        if overlap:
            yield Fault(row.id, f"vừa phải có vừa không được có: {overlap[0]}")


def _duplicates(rows: Sequence[Row]) -> Iterator[Fault]:
    """The same question twice; or only without its marks of tone on the other side of the split."""
    same: dict[tuple[object, ...], str] = {}
    bare: dict[tuple[object, ...], Row] = {}
    for row in rows:
        talk = tuple(normal(text) for _, text in row.history)
        # A question typed without diacritics is another way of typing, not a duplicate.
        exact = (" ".join(row.question.lower().split()), talk, row.as_of)
        if exact in same:
            yield Fault(row.id, f"trùng với {same[exact]}")
        same.setdefault(exact, row.id)
        other = bare.setdefault((" ".join(syllables(fold(row.question))), talk, row.as_of), row)
        if other.split != row.split:
            yield Fault(row.id, f"là {other.id} gõ cách khác, nhưng nằm ở phần kia của bộ câu hỏi")


def _split(rows: Sequence[Row]) -> Iterator[Fault]:
    """A provision, by the first anchor of a row, belongs to one side."""
    sides: dict[str, Row] = {}
    for row in rows:
        if row.cite:
            first = sides.setdefault(row.cite[0], row)
            if first.split != row.split:
                yield Fault(row.id, f"{row.cite[0]} đã ở phần {first.split} ({first.id})")


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"Không đọc được tệp câu hỏi {path}.") from error


def _holds_questions(path: Path) -> bool:
    """Files of bare queries (``{"id", "query"}``) serve the retrieval check alone."""
    first = next((line for line in _lines(path) if line.strip()), "{}")
    try:
        return "question" in json.loads(first)
    except ValueError:
        return True


def _strings(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise TypeError("cần một danh sách chuỗi")
    return tuple(value)


def _alternatives(value: Any) -> tuple[tuple[str, ...], ...]:
    if isinstance(value, str):
        value = [value]
    return tuple(_strings(item) for item in value or ())
