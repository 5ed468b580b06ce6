"""``Assistant.ask``: question to answer. Understanding, one composer, the guard, notices; or a refusal."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from assistant import (
    compose_abbreviations,
    compose_article,
    compose_duties,
    compose_facts,
    compose_levels,
    compose_lists,
    compose_mentions,
    compose_passage,
    compose_reports,
    compose_steps,
    compose_sums,
    compose_targets,
    followup,
    refusal,
    suggest,
)
from assistant.answer import Answer, Notice
from assistant.draft import Draft, finish
from assistant.guard import violations
from assistant.knowledge import Knowledge
from assistant.llm import Rewriter
from assistant.notices import notices
from assistant.premise import verdict
from assistant.question import Question, understand
from corpus.errors import UsageError
from corpus.settings import Settings
from corpus.settings import settings as read_settings
from index.embedding import Embedder
from index.search import Hit

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

Compose = Callable[[Question, Knowledge], Draft | None]
# In the order of how sure they are: a composer that has nothing to say returns None.
_COMPOSERS: tuple[Compose, ...] = (
    compose_abbreviations.compose,
    compose_facts.compose,
    compose_article.compose,
    compose_passage.define,
    compose_reports.compose,
    compose_duties.compose,
    compose_sums.compose,
    compose_levels.compose,
    compose_targets.compose,
)
_SEARCHING: tuple[Compose, ...] = (compose_steps.compose, compose_lists.compose, compose_passage.compose)


class Assistant:
    """Answers questions over one open index version. Thread-safe."""

    def __init__(self, settings: Settings | None = None, embedder: Embedder | None = None) -> None:
        self.settings = settings or read_settings()
        self.knowledge = Knowledge(self.settings, embedder)
        self.searcher = self.knowledge.searcher
        self.rewriter = Rewriter.of(self.settings, self.knowledge.agencies)

    def ask(self, question: str, as_of: date | None = None, history: Sequence[tuple[str, str]] = ()) -> Answer:
        """Answer one question as of a date (today unless given), after a talk of ``(role, text)`` turns.

        Raises UsageError for an empty or overlong question.
        """
        *_, answer = self.stream(question, as_of, history)
        assert isinstance(answer, Answer)
        return answer

    def stream(
        self, question: str, as_of: date | None = None, history: Sequence[tuple[str, str]] = ()
    ) -> Iterator[str | Answer]:
        """Pieces of the answer's text, each final when it comes, then the whole Answer that :meth:`ask` gives.

        Raises UsageError for an empty or overlong question.
        """
        began = time.monotonic()
        text = self._checked(question)
        q = self.understood(text, as_of or date.today(), history)
        answer = replace(self.settled(q) or self._searched(q), question=question)
        pieces = self.rewriter.stream(answer) if self.rewriter else (answer.answer, answer)
        for piece in pieces:
            if isinstance(piece, Answer):
                piece = replace(piece, elapsed_ms=round((time.monotonic() - began) * 1000))
            yield piece

    def understood(self, text: str, day: date, history: Sequence[tuple[str, str]] = ()) -> Question:
        """The question as read on a day, completed from the talk before."""
        q = understand(text, self.knowledge, day)
        return followup.complete(q, history, self.knowledge) if history else q

    def settled(self, q: Question) -> Answer | None:
        """The answer or refusal that needs no search for a passage; None when the question must be searched."""
        if reason := refusal.at_once(q, self.knowledge):
            return refusal.refuse(q, self.knowledge, reason)
        if refusal.elsewhere(q, self.knowledge):
            return refusal.refuse(q, self.knowledge, "elsewhere")
        if refusal.gibberish(q, self.knowledge):
            return refusal.refuse(q, self.knowledge, "gibberish")
        if gap := refusal.left_out(q, self.knowledge):
            return refusal.refuse(q, self.knowledge, gap)
        for compose in _COMPOSERS:
            draft = compose(q, self.knowledge)
            if draft is not None and draft.claims and (answer := self._finished(draft)):
                return answer
        if compose_abbreviations.asked(q):
            return refusal.refuse(q, self.knowledge, "not-stated")
        if q.wants("actual"):
            return refusal.refuse(q, self.knowledge, "actual")
        if absent := refusal.not_held(q, self.knowledge):
            draft = compose_mentions.compose(q, self.knowledge)
            if draft is not None and (answer := self._finished(draft)):
                return answer
            return refusal.refuse(q, self.knowledge, absent)
        return None

    def _searched(self, q: Question) -> Answer:
        """Procedures, lists and passages, which are found by searching."""
        for compose in _SEARCHING:
            draft = compose(q, self.knowledge)
            if draft is not None and (answer := self._finished(draft)):
                return answer
        hits = list(self.knowledge.hits(q.expanded))
        reason = "phone" if q.wants("phone") else "not-stated"
        return refusal.refuse(q, self.knowledge, reason, hits if self._near(q, hits) else None)

    def _near(self, q: Question, hits: list[Hit]) -> bool:
        """Whether what was found is near enough to be worth naming."""
        return bool(hits) and self.knowledge.coverage(q.asked, hits[0].clause.embedded) >= 0.25

    def _finished(self, draft: Draft) -> Answer | None:
        """The answer of a draft whose claims pass the guard; None when none does."""
        draft = verdict(draft, self.knowledge.agencies)
        kept = [c for c in draft.claims if not violations(c, draft.citations, self.knowledge.agencies)]
        if not kept or (draft.claims[0] not in kept and len(kept) < 2):
            return None
        draft.claims = kept
        self._renumber(draft)
        found = notices(draft, self.knowledge)
        if draft.question.carried:
            found.insert(0, Notice("premise", f"Hiểu là: {draft.question.carried}"))
        if draft.question.english:
            found.insert(0, Notice("source", "Câu hỏi bằng tiếng Anh; câu trả lời bằng tiếng Việt theo văn bản."))
        return finish(draft, found, suggest.after(draft))

    def _renumber(self, draft: Draft) -> None:
        """Drop citations no kept claim uses and number the rest in order."""
        used = [c for c in draft.citations if any(c.id in claim.citations for claim in draft.claims)]
        numbers = {c.id: n for n, c in enumerate(used, 1)}
        draft.citations = [replace(c, id=numbers[c.id]) for c in used]
        draft.claims = [
            replace(c, citations=tuple(numbers[i] for i in c.citations if i in numbers)) for c in draft.claims
        ]

    def _checked(self, question: str) -> str:
        text = _CONTROL.sub(" ", question).strip()
        if not any(c.isalnum() for c in text):
            raise UsageError("Câu hỏi đang trống. Hãy nhập câu hỏi bằng tiếng Việt.")
        if len(text) > self.settings.question_limit:
            raise UsageError(
                f"Câu hỏi dài {len(text)} ký tự; hãy rút gọn còn không quá {self.settings.question_limit} ký tự."
            )
        return text
