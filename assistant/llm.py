"""A language model, optional: it may put the answer in better words, and nothing else.

The answer is made without it, and stays whole. The model sees only the numbered quotes and the claims; it writes
sentences with marks; each sentence is held against the claims it repeats (``assistant.sentences``) and takes their
place when it holds. What it leaves out or gets wrong is said by the claims themselves, so that at no moment anything
unchecked is shown, and an answer is never poorer than without it. Whatever goes wrong with the model is a line in the
log.
"""

from __future__ import annotations

import logging
import queue
import re
import string
import threading
import time
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.answer import Answer, Claim
from assistant.sentences import Checker, split
from corpus.agencies import Agencies
from corpus.errors import CorpusError
from corpus.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

DATA = Path(__file__).with_name("prompts.toml")
_log = logging.getLogger(__name__)
# Sentences in a row that do not hold, after which a model is not listened to any more.
_PATIENCE = 6
# A model may write this many times what it was given to say, and this much more.
_LENGTH = (4, 600)
_QUOTE = 1500


@dataclass(frozen=True)
class Prompt:
    """What a model is told, with the variables it must hold."""

    system: str
    human: str

    def messages(self, **values: str) -> list[tuple[str, str]]:
        return [("system", self.system), ("human", self.human.format(**values))]


@lru_cache(maxsize=4)
def prompt(name: str = "rewrite", path: Path = DATA) -> Prompt:
    """A prompt of the data file. Raises CorpusError when its variables are not those it declares."""
    try:
        row = tomllib.loads(path.read_text(encoding="utf-8"))[name]
        made = Prompt(row["system"].strip(), row["human"].strip() + "\n")
        used = {field for _, field, _, _ in string.Formatter().parse(made.human) if field is not None}
        declared = set(row["variables"])
    except (OSError, ValueError, KeyError) as error:
        raise CorpusError(f"Không đọc được lời dặn “{name}” trong {path.name}: {error}") from error
    if used != declared:
        wrong = ", ".join(sorted(used ^ declared))
        raise CorpusError(f"Lời dặn “{name}” trong {path.name} thiếu hoặc thừa biến: {wrong}")
    return made


@lru_cache(maxsize=1)
def glue() -> frozenset[str]:
    """Words a sentence may join its facts with."""
    return frozenset(tomllib.loads(DATA.read_text(encoding="utf-8"))["glue"]["words"].split())


def chat_model(settings: Settings) -> BaseChatModel | None:
    """The chat model of the settings, by LangChain's name for it; None, with a line in the log, when it cannot be had."""
    try:
        from langchain.chat_models import init_chat_model

        provider = settings.llm.partition(":")[0]
        options: dict[str, Any] = {"temperature": 0}
        if settings.llm_url:
            options["base_url"] = settings.llm_url
        if provider == "ollama":
            options |= {"num_predict": settings.llm_tokens, "client_kwargs": {"timeout": settings.llm_timeout}}
        else:
            options |= {"max_tokens": settings.llm_tokens, "timeout": settings.llm_timeout, "max_retries": 0}
        key = settings.llm_key.get_secret_value()
        if key or (settings.llm_url and provider == "openai"):
            options["api_key"] = key or "khong-can"
        return init_chat_model(settings.llm, **options)
    except Exception as error:  # each provider has errors of its own; people get the answer all the same
        _log.error(
            "Không dùng được mô hình ngôn ngữ %s (%s). Cài phần bổ sung: pip install 'tro-ly-ke-hoach[llm]'",
            settings.llm,
            _said(error),
        )
        return None


class Rewriter:
    """Puts answers in a chat model's words, as far as they hold. Thread-safe."""

    def __init__(self, model: BaseChatModel, agencies: Agencies, timeout: float = 30.0) -> None:
        """``timeout``: seconds for one answer, from the first word asked for to the last."""
        self.model, self.agencies, self.timeout = model, agencies, timeout

    @classmethod
    def of(cls, settings: Settings, agencies: Agencies) -> Rewriter | None:
        """The rewriter of the settings, None when no model is set or it cannot be had."""
        model = chat_model(settings) if settings.llm else None
        return cls(model, agencies, settings.llm_timeout) if model is not None else None

    def rewrite(self, answer: Answer) -> Answer:
        """The answer in the model's words where they hold, else as it is. Never raises."""
        last = answer
        for piece in self.stream(answer):
            if isinstance(piece, Answer):
                last = piece
        return last

    def stream(self, answer: Answer) -> Iterator[str | Answer]:
        """Pieces of the answer's text, each final when it comes, then the whole Answer they make up."""
        if answer.status != "answered" or not any(c.citations for c in answer.claims):
            yield answer.answer
            yield answer
            return
        page = _Page(answer)
        if not page.exact:
            yield answer.answer
            yield answer
            return
        checker = Checker(answer, self.agencies, glue())
        began, refused, why = time.monotonic(), 0, ""
        try:
            for sentence in split(self._written(answer, began + self.timeout)):
                found = checker.check(sentence)
                if found.claims:
                    refused = 0
                    first = min(found.claims)
                    # What comes before it in the answer and was not said yet is said by the claims themselves.
                    yield from page.keep([n for n in checker.left if n < first])
                    yield from page.put(found.text, found.claims)
                    checker.done(range(first))
                    checker.done(found.claims)
                elif found.why:
                    refused, why = refused + 1, found.why
                if not checker.left or refused >= _PATIENCE:
                    break
        except Exception as error:  # a model may fail in any way at all
            why = _said(error)
        yield from page.keep(checker.left)
        yield from page.end()
        if checker.left:
            _log.warning(
                "Mô hình ngôn ngữ: %s/%s ý giữ nguyên văn trích%s.",
                len(answer.claims) - len(page.rewritten),
                len(answer.claims),
                f" ({why})" if why else "",
            )
        yield page.answer() if page.rewritten else answer

    def _written(self, answer: Answer, until: float) -> Iterator[str]:
        """What the model writes, piece by piece. Raises TimeoutError past ``until``, and what the model raises."""
        pieces: queue.Queue[str | BaseException | None] = queue.Queue()
        stop = threading.Event()
        messages = _messages(answer)
        limit = _LENGTH[0] * sum(len(c.text) for c in answer.claims) + _LENGTH[1]

        def write() -> None:
            try:
                for chunk in self.model.stream(messages):
                    pieces.put(_text(chunk.content))
                    if stop.is_set():
                        break
                pieces.put(None)
            except BaseException as error:  # handed to the one who waits
                pieces.put(error)

        threading.Thread(target=write, name="llm", daemon=True).start()
        length = 0
        try:
            while length < limit:
                try:
                    piece = pieces.get(timeout=max(0.0, until - time.monotonic()))
                except queue.Empty:
                    raise TimeoutError("quá thời gian chờ") from None
                if piece is None:
                    return
                if isinstance(piece, BaseException):
                    raise piece
                length += len(piece)
                yield piece
        finally:
            stop.set()


class _Page:
    """The answer as it is being put together: which sentence or claim stands on which line."""

    def __init__(self, answer: Answer) -> None:
        self.extractive = answer
        body, mark, tail = answer.answer.rpartition("\n\nCăn cứ: ")
        self.body, self.tail = (body, mark + tail) if mark else (answer.answer, "")
        self.lines = [_line(c, self.body) for c in answer.claims]
        self.gap = "\n\n" if "\n\n".join(self.lines) == self.body else "\n"
        # Where a line is not a claim, one cannot be put in another's place.
        self.exact = self.gap.join(self.lines) == self.body
        self.claims: list[Claim] = []
        self.text = ""
        self.rewritten: set[int] = set()

    def keep(self, numbers: Iterable[int]) -> Iterator[str]:
        """Claims as they are."""
        for n in numbers:
            self.claims.append(self.extractive.claims[n])
            yield self._add(self.lines[n])

    def put(self, text: str, numbers: Iterable[int]) -> Iterator[str]:
        """A sentence in the place of claims, with all their marks; one that only repeats its claim is that claim."""
        numbers = sorted(numbers)
        said = [self.extractive.claims[n] for n in numbers]
        if len(said) == 1 and _same(said[0].text, text):
            yield from self.keep(numbers)
            return
        marks = tuple(dict.fromkeys(i for c in said for i in c.citations))
        working = "; ".join(c.working for c in said if c.working) or None
        self.rewritten |= set(numbers)
        self.claims.append(Claim(text, marks, working))
        bullet = "- " if self.lines[numbers[0]].startswith("- ") else ""
        yield self._add(f"{bullet}{text} {''.join(f'[{i}]' for i in marks)}")

    def end(self) -> Iterator[str]:
        """What it all rests on."""
        if self.tail:
            self.text += self.tail
            yield self.tail

    def answer(self) -> Answer:
        return replace(self.extractive, answer=self.text, claims=tuple(self.claims), mode="llm")

    def _add(self, line: str) -> str:
        piece = f"{self.gap}{line}" if self.text else line
        self.text += piece
        return piece


def _same(text: str, other: str) -> bool:
    return text.rstrip(" .;:,") == other.rstrip(" .;:,")


def _line(claim: Claim, body: str) -> str:
    """A claim's line as the answer has it."""
    text = f"{claim.text} {''.join(f'[{c}]' for c in claim.citations)}".strip()
    return f"- {text}" if f"- {text}" in body else text


def _messages(answer: Answer) -> list[tuple[str, str]]:
    """The prompt of an answer. What comes from documents and people is stripped of what could pass for the frame."""
    clauses = "\n".join(f"[{c.id}] {_data(c.quote)[:_QUOTE]}" for c in answer.citations)
    claims = "\n".join(f"- {c.text} {''.join(f'[{i}]' for i in c.citations)}" for c in answer.claims if c.citations)
    return prompt().messages(question=_data(answer.question), clauses=clauses, claims=claims)


def _data(text: str) -> str:
    return re.sub(r"\[(\d+)\]", r"(\1)", " ".join(text.split())).replace("<<<", "«").replace(">>>", "»")


def _text(content: Any) -> str:
    """The text of a chunk: providers give a string, or a list of parts."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    return "".join(p if isinstance(p, str) else str(p.get("text", "")) for p in parts if isinstance(p, (str, dict)))


def _said(error: BaseException) -> str:
    """An error in one short line."""
    text = " ".join(str(error).split())[:160]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
