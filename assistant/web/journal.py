"""What stays on this machine: the log of questions (can be switched off) and the feedback people gave.

Both are JSON lines in the data folder: ``logs/questions-YYYY-MM.jsonl`` and ``feedback/feedback.jsonl``.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from assistant.answer import Answer
from corpus.errors import StorageFault
from corpus.settings import Settings


class Journal:
    """Appends whole lines; safe for many threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.feedback_file = settings.data / "feedback" / "feedback.jsonl"
        self._lock = threading.Lock()

    def asked(self, answer: Answer, user: str) -> None:
        """Log a question, unless the log is switched off. A full disk does not keep anybody from an answer."""
        if not self.settings.question_log:
            return
        now = datetime.now().astimezone()
        row = {
            "time": now.isoformat(timespec="seconds"),
            "user": user,
            "question": answer.question,
            "as_of": answer.as_of,
            "status": answer.status,
            "mode": answer.mode,
            "elapsed_ms": answer.elapsed_ms,
            "anchors": [c.anchor for c in answer.citations],
        }
        try:
            self._append(self.settings.data / "logs" / f"questions-{now:%Y-%m}.jsonl", row)
        except StorageFault:
            return

    def feedback(self, user: str, rating: str, question: str, answer: str, as_of: str, comment: str) -> str:
        """Keep one person's view of an answer; returns its id. Raises StorageFault."""
        feedback_id = secrets.token_hex(8)
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        row = {
            "id": feedback_id,
            "time": now,
            "user": user,
            "rating": rating,
            "comment": comment,
            "question": question,
            "as_of": as_of,
            "answer": answer,
        }
        self._append(self.feedback_file, row)
        return feedback_id

    def feedbacks(self) -> Iterator[dict[str, Any]]:
        """All feedback, oldest first; a line cut off by a power failure is skipped."""
        try:
            lines = self.feedback_file.read_text(encoding="utf-8").splitlines()
        except OSError:
            return
        for line in lines:
            try:
                yield json.loads(line)
            except ValueError:
                continue

    def _append(self, path: Path, row: dict[str, Any]) -> None:
        text = json.dumps(row, ensure_ascii=False) + "\n"
        try:
            with self._lock:
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("a", encoding="utf-8") as out:
                    out.write(text)
        except OSError as error:
            raise StorageFault(
                f"Không ghi được vào {path.parent} ({error.strerror}). Hãy kiểm tra chỗ trống và quyền ghi."
            ) from error
