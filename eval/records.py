"""Records of published sets, wherever they are nested: what a file holds, before anybody knows what it means."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from corpus.errors import UsageError
from corpus.text import fold

_TEXTS = (".md", ".markdown", ".txt")
_DATA = (".csv", ".tsv", ".json", ".jsonl", ".ndjson")
_HEADING = re.compile(r"^#{1,6}\s+(.+)$", re.MULTILINE)
_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)


@dataclass(frozen=True)
class Record:
    """Fields of one record, the file and place it came from, and what stands around it.

    ``law`` names the law an article is nested in, ``contexts`` the passages a nested question belongs to, ``names``
    what else the record is called (its file).
    """

    fields: Mapping[str, Any]
    file: str
    where: str
    law: str = ""
    contexts: list[str] = field(default_factory=list)
    names: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def _roles() -> dict[str, tuple[str, ...]]:
    data = tomllib.loads(Path(__file__).with_name("fields.toml").read_text(encoding="utf-8"))
    return {name: tuple(values) for name, values in data.items()}


def fold_name(name: str) -> str:
    """A name by its letters and digits: ``Câu hỏi`` and ``cau_hoi`` are one."""
    return re.sub(r"[\W_]+", "", fold(name))


def role(fields: Mapping[str, Any], kind: str) -> str | None:
    """The name of the field that plays a role, if one does and is not empty."""
    by_name = {fold_name(str(name)): str(name) for name in fields}
    for wanted in _roles()[kind]:
        name = by_name.get(wanted)
        if name is not None and fields[name] not in (None, "", [], {}):
            return name
    return None


def pick(fields: Mapping[str, Any], kind: str) -> Any:
    """The value that plays a role; None if none does."""
    name = role(fields, kind)
    return fields[name] if name else None


def is_article(fields: Mapping[str, Any]) -> bool:
    return role(fields, "article") is not None and role(fields, "text") is not None


def opened(cell: str) -> Any:
    """A list or an object written in a cell, as JSON or as Python; the cell itself if it is neither."""
    for parse in (json.loads, ast.literal_eval):
        try:
            return parse(cell)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            continue
    return cell


def records(source: Path) -> Iterator[Record]:
    """Every record of a file, or of all files of a folder. Raises UsageError for what cannot be read."""
    if source.is_dir():
        files = sorted(p for p in source.rglob("*") if p.suffix.lower() in (*_TEXTS, *_DATA) and p.is_file())
        if not files:
            raise UsageError(f"Thư mục {source} không có tệp .md, .csv, .json hay .jsonl nào.")
        for path in files:
            yield from _file(path, str(path.relative_to(source)))
    else:
        yield from _file(source, source.name)


def _file(path: Path, name: str) -> Iterator[Record]:
    kind = path.suffix.lower()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"Tệp {name} không phải UTF-8. Hãy lưu lại ở dạng UTF-8.") from error
    except OSError as error:
        raise UsageError(f"Không đọc được tệp {path}: {error.strerror}.") from error
    if kind in _TEXTS:
        if not fold(path.stem).startswith(("readme", "license")):
            yield _markdown(text, name)
    elif kind in (".csv", ".tsv"):
        yield from _table(text, name)
    elif kind in (".jsonl", ".ndjson"):
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip():
                yield from _walk(_json(line, f"{name}, dòng {number}"), name, f"{name}, dòng {number}")
    elif kind == ".json":
        yield from _walk(_json(text, name), name, name)
    else:
        raise UsageError(f"Tệp {name}: chỉ đọc được .csv, .tsv, .json, .jsonl và thư mục .md.")


def _markdown(text: str, name: str) -> Record:
    front = _FRONT.match(text)
    body = text[front.end() :] if front else text
    heading = _HEADING.search(body)
    title = heading[1].strip() if heading else ""
    stem = name.rsplit(".", 1)[0]
    # The id is the file's name: questions call a chunk by it, and so does whoever checks a ranking.
    return Record(
        {"id": stem, "text": body, "title": title}, name, name, names=(name, Path(name).name, Path(stem).name)
    )


def _table(text: str, name: str) -> Iterator[Record]:
    csv.field_size_limit(2**30)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=first.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    for number, row in enumerate(reader, 2):
        fields = {str(k).strip(): v for k, v in row.items() if k is not None and str(k).strip()}
        yield Record(_asking(fields), name, f"{name}, dòng {number}")


def _json(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise UsageError(f"{where}: không phải JSON.") from error


def _walk(value: Any, file: str, where: str, law: str = "", contexts: tuple[str, ...] = ()) -> Iterator[Record]:
    """Records in a JSON value: objects that ask, hold a text, or hold lists of such objects."""
    if isinstance(value, list):
        for number, item in enumerate(value, 1):
            yield from _walk(item, file, f"{where}, mục {number}", law, contexts)
    elif isinstance(value, Mapping):
        value = _asking(value)
        if role(value, "question") and isinstance(pick(value, "question"), str):
            yield Record(value, file, where, law, list(contexts))
            return
        nested = {k: v for k, v in value.items() if _holds_objects(v)}
        keyed = bool(value) and len(nested) == len(value)
        if role(value, "text") in (None, *nested) and nested:
            own = "" if keyed else str(pick({k: v for k, v in value.items() if k not in nested}, "law") or "")
            for name, part in nested.items():
                # A table of laws by their numbers names each by its key.
                key = str(name) if keyed and isinstance(part, Mapping) else ""
                yield from _walk(part, file, f"{where}, {name}", own or key or law, contexts)
            return
        inner = pick(value, "context")
        if nested and isinstance(inner, str):
            for name, part in nested.items():
                yield from _walk(part, file, f"{where}, {name}", law, (*contexts, inner))
            return
        yield from _mapping(value, file, where, law, contexts)


def _asking(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """The fields with the question under its own name, where a set calls it by that of a text."""
    told = any(fold_name(str(name)).startswith("relevant") for name in fields)
    name = role(fields, "text")
    if not told or not name or role(fields, "question") or not isinstance(fields[name], str):
        return fields
    return {**{k: v for k, v in fields.items() if k != name}, "question": fields[name]}


def _mapping(
    value: Mapping[str, Any], file: str, where: str, law: str, contexts: tuple[str, ...]
) -> Iterator[Record]:
    """An object: a record, or a table of ids and texts (``{"12": "…", "13": "…"}``)."""
    plain = all(isinstance(v, str) for v in value.values())
    if plain and len(value) > 1 and not any(role(value, kind) for kind in ("text", "title", "law", "question")):
        for name, text in value.items():
            yield Record({"id": name, "text": text}, file, f"{where}, {name}", law)
        return
    yield Record(value, file, where, law, list(contexts))


def _holds_objects(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and all(isinstance(v, Mapping) for v in value)
    return isinstance(value, Mapping) and any(isinstance(v, (Mapping, list)) for v in value.values())
