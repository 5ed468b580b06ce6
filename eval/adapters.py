"""Question sets of elsewhere, read into bare passages and questions of our own format.

Three shapes are known: rows of question, context and answer (CSV, TSV, JSON, JSONL); laws with articles and questions
with ``relevant_articles``; Markdown chunks and questions with ``contexts``. Publishers name their fields as they
like, so a field is known by the role its name plays (``fields.toml``), records are found wherever they are nested, and
a context may be the text of a passage, its id, its file, or law and article. What was not understood is said.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from corpus.errors import StorageFault, UsageError
from corpus.text import clean
from eval.normal import words
from eval.records import Record, fold_name, opened, pick, records, role

ID_LIMIT = 200
# An answer of so few words is a fact to be found in ours; a longer one is compared by the words it shares.
SHORT_ANSWER = 12
_TOLD = 5
# A context of more words than this is a text, not the name of one.
_TEXT_WORDS = 8


@dataclass
class Converted:
    """Passages by id, questions as rows of our format, and what the reader of the set should know."""

    passages: dict[str, dict[str, str]] = field(default_factory=dict)
    questions: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read(sources: Sequence[Path]) -> Converted:
    """Everything in the files and folders. Raises UsageError if no question or no passage can be made out."""
    found = [record for source in sources for record in records(source)]
    return _Builder().build(found)


def write(made: Converted, folder: Path, as_of: date) -> tuple[Path, Path]:
    """``passages.jsonl`` and ``questions.jsonl``. Raises StorageFault."""
    passages, questions = folder / "passages.jsonl", folder / "questions.jsonl"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        passages.write_text(_lines(made.passages.values()), encoding="utf-8")
        questions.write_text(
            _lines({**q, "as_of": q.get("as_of") or as_of.isoformat()} for q in made.questions), encoding="utf-8"
        )
    except OSError as error:
        raise StorageFault(f"Không ghi được vào {folder} ({error.strerror}).") from error
    return passages, questions


def _lines(rows: Any) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


class _Builder:
    """Turns records into passages first, so that questions may refer to passages that stand after them."""

    def __init__(self) -> None:
        self.made = Converted()
        self.by_text: dict[str, str] = {}
        self.by_name: dict[str, str] = {}
        self.by_place: dict[tuple[str, str], str] = {}
        self.inline = False
        self.ambiguous: set[str] = set()
        self.problems: Counter[str] = Counter()
        self.examples: dict[str, list[str]] = {}

    def build(self, found: Sequence[Record]) -> Converted:
        asked = [r for r in found if role(r.fields, "question")]
        rest = [r for r in found if not role(r.fields, "question")]
        for record in rest:
            if role(record.fields, "text"):
                self._passage(record)
            else:
                self._problem(
                    "mục không có câu hỏi cũng không có nội dung, các trường: " + ", ".join(record.fields), record
                )
        # Where no passages are given apart, every context is one.
        self.inline = not self.made.passages
        used: Counter[str] = Counter()
        for record in asked:
            self._question(record, used)
        for problem, count in self.problems.items():
            shown = ", ".join(self.examples[problem])
            self.made.notes.append(f"{count} {problem} (ví dụ: {shown}).")
        self._unread(asked)
        if not self.made.passages or not self.made.questions:
            missing = "đoạn văn bản" if not self.made.passages else "câu hỏi"
            names = ", ".join(dict.fromkeys(name for r in found for name in r.fields)) or "không có trường nào"
            raise UsageError(
                f"Không nhận ra {missing} nào. Các trường đọc được: {names}. Các dạng nhận được: CSV question, context, "
                "answer; JSON điều luật và câu hỏi có relevant_articles; thư mục Markdown và câu hỏi có contexts."
            )
        return self.made

    def _problem(self, text: str, record: Record) -> None:
        self.problems[text] += 1
        held = self.examples.setdefault(text, [])
        if len(held) < _TOLD:
            held.append(record.where)

    def _unread(self, asked: Sequence[Record]) -> None:
        """Fields of the questions that play no role here, named once."""
        roles = ("question", "answer", "context", "relevant", "id", "title")
        known = {name for r in asked for kind in roles if (name := role(r.fields, kind))}
        unread = Counter(name for r in asked for name in r.fields if name not in known)
        if unread:
            self.made.notes.append("Không dùng đến các trường: " + ", ".join(unread) + ".")

    def _passage(self, record: Record) -> None:
        text = clean(str(pick(record.fields, "text") or "")).strip()
        if not text:
            self._problem("đoạn trống, bỏ qua", record)
            return
        title = str(pick(record.fields, "title") or "").strip()
        fields = record.fields
        law = record.law
        if not law and role(fields, "law") != role(fields, "article") and role(fields, "article"):
            law = str(pick(fields, "law") or "")
        own = pick(fields, "article") if law else pick(fields, "id")
        own = "" if own is None else str(own)
        name = f"{law}/{own}" if law and own else own or law or record.where
        passage_id = self._keep(name, text, title)
        for other in filter(None, [name, own, *record.names]):
            self._name(other, passage_id)
        if law:
            self.by_place.setdefault((fold_name(law), fold_name(own)), passage_id)

    def _keep(self, name: str, text: str, title: str = "") -> str:
        """The id of a new passage."""
        passage_id = _free(name, self.made.passages)
        self.made.passages[passage_id] = {"id": passage_id, "text": text, **({"title": title} if title else {})}
        self.by_text.setdefault(_key(text), passage_id)
        return passage_id

    def _name(self, name: str, passage_id: str) -> None:
        key = fold_name(name)
        if self.by_name.setdefault(key, passage_id) != passage_id:
            self.ambiguous.add(key)

    def _question(self, record: Record, used: Counter[str]) -> None:
        question = " ".join(str(pick(record.fields, "question") or "").split())
        if not question:
            self._problem("câu hỏi trống, bỏ qua", record)
            return
        wanted = _listed(pick(record.fields, "context")) + _listed(pick(record.fields, "relevant"))
        wanted += record.contexts
        cites, lost = [], 0
        for item in (part for whole in wanted for part in _spread(whole)):
            passage_id = self._refer(item)
            if passage_id is None and isinstance(item, str) and (self.inline or len(item.split()) > _TEXT_WORDS):
                passage_id = self._keep(f"doan-{len(self.made.passages) + 1}", clean(item).strip())
                if not self.inline:
                    self._problem("ngữ cảnh không nằm trong đoạn nào, đã thêm thành đoạn mới", record)
            if passage_id is None:
                lost += 1
            else:
                cites.append(passage_id)
        if lost:
            self._problem("câu hỏi có căn cứ không tìm thấy trong các đoạn", record)
        answers = [str(a).strip() for a in map(_answer, _listed(pick(record.fields, "answer"))) if str(a).strip()]
        if not cites and not answers:
            self._problem("câu hỏi không có căn cứ lẫn câu trả lời, bỏ qua", record)
            return
        name = str(pick(record.fields, "id") or "") or f"cau-{len(self.made.questions) + 1}"
        used[name] += 1
        row: dict[str, Any] = {"id": name if used[name] == 1 else f"{name}-{used[name]}", "question": question}
        row |= {"status": "answered", "split": "test", "tags": {"document": record.file}}
        if answers and len(words(answers[0])) <= SHORT_ANSWER:
            row["expect"] = [answers]
        elif answers:
            row["reference"] = answers[0]
        if cites:
            row["cite"] = [f"{passage_id}#toan-van" for passage_id in dict.fromkeys(cites)]
        self.made.questions.append(row)

    def _refer(self, item: Any) -> str | None:
        """The passage a context or a reference means: its text, id, file name, or law and article."""
        if isinstance(item, Mapping):
            law, article = pick(item, "law"), pick(item, "article")
            if law is not None and article is not None:
                found = self.by_place.get((fold_name(str(law)), fold_name(str(article))))
                if found:
                    return found
            for kind in ("id", "text", "context", "title"):
                value = pick(item, kind)
                if value is not None and not isinstance(value, Mapping) and (found := self._refer(str(value))):
                    return found
            return None
        text = str(item)
        return self.by_text.get(_key(text)) or self._named(text) or self._inside(text)

    def _named(self, name: str) -> str | None:
        for form in (name, Path(name).name, Path(name).stem) if len(name) < 300 else ():
            key = fold_name(form)
            if key in self.by_name and key not in self.ambiguous:
                return self.by_name[key]
        return None

    def _inside(self, text: str) -> str | None:
        """The passage that holds a longer text in its own words: chunks are often quoted in part."""
        key = _key(text)
        if len(key) < 40:
            return None
        return next(
            (i for held, i in self.by_text.items() if key in held or (len(held) > 40 and held in key)), None
        )


def _key(text: str) -> str:
    """A text by its words alone: Markdown marks, blanks and capitals aside."""
    return " ".join(re.findall(r"\w+", clean(text).lower()))


def _answer(value: Any) -> Any:
    if isinstance(value, Mapping):
        inner = pick(value, "text") or pick(value, "answer") or ""
        return inner[0] if isinstance(inner, list) and inner else inner
    return value


def _listed(value: Any) -> list[Any]:
    """A field as a list: JSON or Python lists in a cell are opened, one value stands alone."""
    if value is None or value == "":
        return []
    if isinstance(value, str) and value.lstrip()[:1] in "[{":
        value = opened(value)
    if isinstance(value, Mapping) and isinstance(value.get("text"), list):
        return list(value["text"])
    return [v for v in value if v not in (None, "")] if isinstance(value, (list, tuple)) else [value]


def _spread(item: Any) -> Iterator[Any]:
    """One reference a passage: ``{"law", "article": [1, 2]}`` and ``{law: [1, 2]}`` name several."""
    if isinstance(item, Mapping):
        name = role(item, "article")
        if name and isinstance(item[name], list):
            yield from ({**item, name: one} for one in item[name])
            return
        if not name and item and all(isinstance(v, list) for v in item.values()):
            yield from ({"law_id": law, "article_id": one} for law, ones in item.items() for one in ones)
            return
    yield item


def _free(name: str, taken: Mapping[str, Any]) -> str:
    base = " ".join(name.split())[: ID_LIMIT - 8] or "doan"
    at, free = 2, base
    while free in taken:
        free, at = f"{base}-{at}", at + 1
    return free
