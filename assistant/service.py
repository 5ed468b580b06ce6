"""``Assistant.ask``: question to answer, extractive, with exact quotes and a refusal when nothing fits."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from datetime import date

from assistant.answer import Answer, Citation, Claim, Notice
from assistant.evidence import covers, sentences
from corpus.errors import UsageError
from corpus.settings import Settings
from corpus.settings import settings as read_settings
from index.embedding import Embedder
from index.search import Hit, Searcher

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_ENOUGH = 0.55


class Assistant:
    """Answers questions over one open index version. Thread-safe."""

    def __init__(self, settings: Settings | None = None, embedder: Embedder | None = None) -> None:
        self.settings = settings or read_settings()
        self.searcher = Searcher(self.settings, embedder)

    def ask(self, question: str, as_of: date | None = None, history: Sequence[tuple[str, str]] = ()) -> Answer:
        """Answer one question as of a date (today unless given).

        Raises UsageError for an empty or overlong question.
        """
        began = time.monotonic()
        text = self._checked(question)
        when = (as_of or date.today()).isoformat()
        hits = self.searcher.search(text, 8)
        share = covers(text, hits[0].clause, self.searcher.restorer) if hits else 0.0
        best = max(
            hits[:5],
            key=lambda h: (covers(text, h.clause, self.searcher.restorer) >= _ENOUGH, h.score),
            default=None,
        )
        share = covers(text, best.clause, self.searcher.restorer) if best else 0.0
        if best is None or share < _ENOUGH:
            return self._refusal(question, when, hits, began)
        citation = self._citation(1, best, text)
        claim = Claim(citation.quote, (1,))
        notices: tuple[Notice, ...] = ()
        if citation.text_level == "digest":
            notices = (
                Notice(
                    "digest",
                    "Nội dung lấy từ bản tóm lược; thêm toàn văn bằng lệnh: assistant corpus add TỆP",
                ),
            )
        return Answer(
            question,
            when,
            "answered",
            f"{citation.quote} [1]\n\n— {citation.label}",
            (claim,),
            (citation,),
            notices,
            confidence=round(share, 3),
            elapsed_ms=_since(began),
        )

    def _checked(self, question: str) -> str:
        text = _CONTROL.sub(" ", question).strip()
        if not any(c.isalnum() for c in text):
            raise UsageError("Câu hỏi đang trống. Hãy nhập câu hỏi bằng tiếng Việt.")
        if len(text) > self.settings.question_limit:
            raise UsageError(
                f"Câu hỏi dài {len(text)} ký tự; hãy rút gọn còn không quá {self.settings.question_limit} ký tự."
            )
        return text

    def _citation(self, number: int, hit: Hit, question: str) -> Citation:
        clause = hit.clause
        document = self.searcher.store.document(clause.document)
        start, end = sentences(question, clause, self.searcher)
        provision = document.at(start, end) or document.by_path.get(clause.segment)
        return Citation(
            number,
            document.id,
            document.entry.number,
            clause.anchor,
            clause.label,
            document.text[start:end],
            start,
            end,
            provision.page if provision else None,
            document.level,
        )

    def _refusal(self, question: str, when: str, hits: list[Hit], began: float) -> Answer:
        near = ", ".join(dict.fromkeys(h.clause.label for h in hits[:2]))
        text = "Các văn bản hiện có không nêu nội dung này."
        if near:
            text += f" Nội dung gần nhất: {near}."
        return Answer(question, when, "refused", text, elapsed_ms=_since(began))


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
