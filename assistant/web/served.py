"""The assistant a server holds: opened once, kept until told to reload, rebuilt aside after an upload.

Every question of the page, the API and the stream goes through :meth:`Served.ask` or :meth:`Served.stream`, so
that limits, metrics and the question log hold for all of them.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.answer import Answer
from assistant.service import Assistant
from assistant.web.access import Door, Person, Rates
from assistant.web.journal import Journal
from assistant.web.metrics import Metrics
from assistant.web.sources import Sources
from corpus.errors import AssistantError, NotReady, TooMany
from corpus.settings import Settings

log = logging.getLogger(__name__)
# How long a question waits for an index that is still being opened, and for its turn (seconds).
_OPENING, _TURN = 120.0, 60.0
_MOST_WAITING = 200
_BUSY = "Máy chủ đang bận, xin thử lại sau ít giây."


@dataclass
class Work:
    """How far a rebuild is: ``done`` of ``total`` steps of ``stage``; ``said`` is the last word to people."""

    running: bool = False
    stage: str = ""
    done: int = 0
    total: int = 0
    said: str = ""


class Served:
    """One open assistant, swapped whole. Thread-safe."""

    def __init__(self, settings: Settings, assistant: Assistant | None = None) -> None:
        self.settings = settings
        self.metrics = Metrics()
        self.journal = Journal(settings)
        self.rates = Rates(settings)
        self.door = Door(settings)
        self.work = Work()
        self._assistant = assistant
        self._sources = Sources(assistant.knowledge) if assistant else None
        self._fault = ""
        self._opened = threading.Event()
        self._turns = threading.Semaphore(settings.asking)
        self._waiting = threading.Semaphore(_MOST_WAITING)
        self._planning = threading.Lock()
        self._again = False
        if assistant:
            self._opened.set()
            self.metrics.opened(assistant.searcher.manifest)

    def open(self) -> None:
        """Open the index in a thread of its own; the port answers at once, questions wait."""
        threading.Thread(target=self._open, name="open-index", daemon=True).start()

    def _open(self) -> None:
        try:
            embedder = self._assistant.searcher.embedder if self._assistant else None
            fresh = Assistant(self.settings, embedder)
            fresh.searcher.embedder.query("khởi động")
            self._assistant, self._sources, self._fault = fresh, Sources(fresh.knowledge), ""
            self.metrics.opened(fresh.searcher.manifest)
        except AssistantError as error:
            self._fault = str(error)
        except Exception:
            log.exception("the index cannot be opened")
            self._fault = "Không mở được chỉ mục. Hãy chạy: assistant index --rebuild"
        finally:
            self._opened.set()

    @property
    def assistant(self) -> Assistant:
        """The open assistant; waits while it is being opened. Raises NotReady saying why there is none."""
        self._opened.wait(_OPENING)
        if self._assistant is None:
            raise NotReady(self._fault or "Đang mở chỉ mục, xin thử lại sau ít phút.")
        return self._assistant

    @property
    def sources(self) -> Sources:
        """Clauses of the open version as HTML."""
        self.assistant  # noqa: B018 (waits until it is open)
        assert self._sources is not None
        return self._sources

    def health(self) -> dict[str, Any]:
        """Whether questions can be answered, from what, or why not."""
        if self._assistant is None:
            return {"ready": False, "reason": self._fault or "Đang mở chỉ mục."}
        made = self._assistant.searcher.manifest
        return {
            "ready": True,
            "reason": self._fault,
            "version": made.version,
            "documents": made.documents,
            "clauses": made.clauses,
            "model": made.model_name,
            "rebuilding": self.work.running,
        }

    def reload(self) -> None:
        """Open the version now in force and switch to it; the old one answers until then."""
        self._open()
        if self._fault:
            raise NotReady(self._fault)

    def rebuild(self) -> None:
        """Build the index in the background and switch to it; once more after a build that is already running."""
        with self._planning:
            if self.work.running:
                self._again = True
                return
            self.work = Work(running=True, stage="Chuẩn bị")
        threading.Thread(target=self._rebuild, name="rebuild-index", daemon=True).start()

    def _rebuild(self) -> None:
        said = self._build()
        with self._planning:
            again, self._again = self._again, False
            self.work = Work(running=again, stage="Chuẩn bị", said=said)
        if again:
            self._rebuild()

    def _build(self) -> str:
        """One build and the switch to it; returns what to tell people. What was served stays when it fails."""
        from index import versions
        from index.embedding import SentenceEmbedder

        embedder = self._assistant.searcher.embedder if self._assistant else SentenceEmbedder(self.settings)

        def progress(stage: str, done: int, total: int) -> None:
            self.work.stage, self.work.done, self.work.total = stage, done, total

        try:
            made, _ = versions.build(self.settings, embedder, progress=progress)
            if isinstance(embedder, SentenceEmbedder):
                embedder.release_bulk()
            self.reload()
        except AssistantError as error:
            return str(error)
        except Exception:
            log.exception("rebuild failed")
            return "Không lập được chỉ mục; bản đang dùng vẫn giữ nguyên. Hãy chạy: assistant index --rebuild"
        return f"Đã cập nhật chỉ mục: {made.documents} văn bản, {made.clauses} đoạn."

    def ask(
        self,
        question: str,
        as_of: date | None = None,
        history: Sequence[tuple[str, str]] = (),
        person: Person | None = None,
    ) -> Answer:
        """One answer, counted and logged. Raises TooMany, NotReady, UsageError."""
        answer: Answer | None = None
        for piece in self.stream(question, as_of, history, person):
            answer = piece if isinstance(piece, Answer) else None
        assert answer is not None
        return answer

    def stream(
        self,
        question: str,
        as_of: date | None = None,
        history: Sequence[tuple[str, str]] = (),
        person: Person | None = None,
    ) -> Iterator[str | Answer]:
        """Pieces of the answer's text as they are ready, then the whole Answer."""
        self.rates.asked(person)
        assistant = self.assistant
        began = time.monotonic()
        if not self._waiting.acquire(blocking=False):
            raise TooMany(_BUSY)
        answer: Answer | None = None
        try:
            pieces = _pieces(assistant, question, as_of, history)
            while answer is None:
                piece = self._next(pieces)
                if isinstance(piece, Answer):
                    answer = piece
                else:
                    yield piece
        finally:
            self._waiting.release()
        self.metrics.answered(answer.status, answer.mode, time.monotonic() - began)
        self.journal.asked(answer, person.name if person else "")
        yield answer

    def _next(self, pieces: Iterator[str | Answer]) -> str | Answer:
        """The next piece, in turn: the turn is held while it is made, not while somebody slow reads it."""
        if not self._turns.acquire(timeout=_TURN):
            raise TooMany(_BUSY)
        try:
            return next(pieces)
        finally:
            self._turns.release()


def _pieces(
    assistant: Assistant, question: str, as_of: date | None, history: Sequence[tuple[str, str]]
) -> Iterator[str | Answer]:
    """What the assistant streams, no piece longer than a line."""
    for piece in assistant.stream(question, as_of, history):
        if isinstance(piece, Answer):
            yield piece
        else:
            yield from piece.splitlines(keepends=True)
