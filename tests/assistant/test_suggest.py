"""Suggestions are made from the documents, so that a foreign collection gets none about ours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from assistant import suggest
from assistant.service import Assistant
from corpus.library import Library
from corpus.settings import Settings
from index import versions
from index.embedding import SentenceEmbedder

DAY = date(2024, 5, 20)


def test_they_can_be_answered(assistant: Assistant) -> None:
    found = suggest.anything(assistant.knowledge, DAY)
    assert len(found) == 3
    assert all(assistant.ask(question, DAY).status == "answered" for question in found)


def test_they_do_not_repeat_the_question(assistant: Assistant) -> None:
    question = "Sở Y tế báo cáo cho ai, trước ngày nào?"
    assert question not in assistant.ask(question, DAY).suggestions


def test_a_foreign_collection_gets_none_of_ours(
    new_data: Callable[[], Path], embedder: SentenceEmbedder, tmp_path: Path
) -> None:
    settings = Settings(data=new_data(), shipped=False)
    passages = tmp_path / "p.jsonl"
    passages.write_text('{"id": "a", "text": "Thư viện mở cửa từ 8 giờ sáng."}\n', encoding="utf-8")
    Library(settings).add_passages(passages)
    versions.build(settings, embedder)
    knowledge = Assistant(settings, embedder).knowledge
    assert suggest.anything(knowledge, DAY) == ()
