"""A model's words take the place of claims only where they say the same; whatever else it does changes nothing."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, GenericFakeChatModel
from langchain_core.language_models.fake_chat_models import FakeListChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult

from assistant.answer import Answer, Citation, Claim
from assistant.guard import violations
from assistant.llm import Rewriter, chat_model, prompt
from assistant.sentences import split
from assistant.service import Assistant
from corpus.agencies import Agencies
from corpus.errors import CorpusError
from corpus.settings import Settings
from tests.assistant.alterations import Case, altered

AGENCIES = Agencies.load()
REPORT = "UBND các huyện, thành phố: trước ngày 30/6 và 31/12 hàng năm báo cáo Ủy ban nhân dân tỉnh (qua Sở Y tế)."
LEVELS = "Hệ số 2,5 đối với trẻ em dưới 4 tuổi; hệ số 1,5 đối với trẻ em từ đủ 4 tuổi trở lên. Mức chuẩn là 500.000 đồng."
FIRST = "UBND cấp huyện báo cáo UBND tỉnh (qua Sở Y tế): trước ngày 30/6 và 31/12 hàng năm."
SECOND = "Hệ số 2,5 đối với trẻ em dưới 4 tuổi."
THIRD = "Hệ số 1,5 đối với trẻ em từ đủ 4 tuổi trở lên."
GOOD = (
    "UBND cấp huyện báo cáo UBND tỉnh, qua Sở Y tế, trước ngày 30/6 và 31/12 hàng năm [1].\n"
    "Trẻ em dưới 4 tuổi: hệ số 2,5 [2].\n"
    "Trẻ em từ đủ 4 tuổi trở lên: hệ số 1,5 [2]."
)


def extractive(question: str = "Ai báo cáo, và trẻ em hưởng hệ số nào?") -> Answer:
    quotes = [
        Citation(n, "x", "", f"x#dieu-{n}", f"Văn bản X, Điều {n}", text, 0, len(text), None, "full")
        for n, text in enumerate((REPORT, LEVELS), 1)
    ]
    claims = (Claim(FIRST, (1,)), Claim(SECOND, (2,)), Claim(THIRD, (2,)))
    body = f"{FIRST} [1]\n- {SECOND} [2]\n- {THIRD} [2]"
    text = f"{body}\n\nCăn cứ: [1] Văn bản X, Điều 1; [2] Văn bản X, Điều 2."
    return Answer(question, "2025-06-01", "answered", text, claims, tuple(quotes))


def rewritten(written: str, answer: Answer | None = None, timeout: float = 10) -> Answer:
    model = GenericFakeChatModel(messages=iter([AIMessage(written)]))
    return Rewriter(model, AGENCIES, timeout).rewrite(answer or extractive())


def assert_grounded(answer: Answer) -> None:
    """What every answer must be, whoever wrote it."""
    for claim in answer.claims:
        assert claim.citations and not violations(claim, answer.citations, AGENCIES), claim
        assert claim.text in answer.answer


class Raising(FakeListChatModel):
    def _stream(self, *args: Any, **kwargs: Any) -> Iterator[ChatGenerationChunk]:
        yield ChatGenerationChunk(message=AIMessageChunk("UBND cấp huyện "))
        raise ConnectionError("mất kết nối")


class Endless(BaseChatModel):
    """Writes for ever, or says nothing for ever."""

    word: str = "trẻ em "
    pause: float = 0.0

    @property
    def _llm_type(self) -> str:
        return "endless"

    def _generate(self, *args: Any, **kwargs: Any) -> ChatResult:
        raise NotImplementedError

    def _stream(
        self, messages: list[BaseMessage], stop: list[str] | None = None, run_manager: CallbackManagerForLLMRun | None = None, **kwargs: Any
    ) -> Iterator[ChatGenerationChunk]:  # fmt: skip
        for _ in range(100_000):
            time.sleep(self.pause)
            yield ChatGenerationChunk(message=AIMessageChunk(self.word))


def test_good_sentences_take_the_place_of_the_claims() -> None:
    answer = rewritten(GOOD)
    assert answer.mode == "llm"
    assert [c.text for c in answer.claims] == [
        "UBND cấp huyện báo cáo UBND tỉnh, qua Sở Y tế, trước ngày 30/6 và 31/12 hàng năm.",
        "Trẻ em dưới 4 tuổi: hệ số 2,5.",
        "Trẻ em từ đủ 4 tuổi trở lên: hệ số 1,5.",
    ]
    assert answer.answer.startswith(answer.claims[0].text) and answer.answer.endswith("[2] Văn bản X, Điều 2.")
    assert_grounded(answer)


@pytest.mark.parametrize(
    "written",
    [
        "UBND cấp huyện báo cáo UBND tỉnh, qua Sở Y tế, trước ngày 15/6 và 31/12 hàng năm [1].",
        "UBND cấp xã báo cáo UBND tỉnh, qua Sở Y tế, trước ngày 30/6 và 31/12 hàng năm [1].",
        "UBND cấp huyện báo cáo Sở Y tế, qua UBND tỉnh, trước ngày 30/6 và 31/12 hàng năm [1].",
        "UBND cấp huyện báo cáo UBND tỉnh, qua Sở Y tế, sau ngày 30/6 và 31/12 hàng năm [1].",
        "UBND cấp huyện không báo cáo UBND tỉnh, qua Sở Y tế, trước ngày 30/6 và 31/12 hàng năm [1].",
        "UBND cấp huyện báo cáo UBND tỉnh, qua Sở Y tế, trước ngày 30/6 và 31/12 hàng năm kèm căn cước công dân [1].",
        "UBND cấp huyện báo cáo UBND tỉnh, qua Sở Y tế, trước ngày 30/6 hàng năm [1].",
        "UBND cấp huyện báo cáo UBND tỉnh, qua Sở Y tế, trước ngày 30/6 và 31/12 hàng năm.",
        "UBND cấp huyện báo cáo UBND tỉnh, qua Sở Y tế, trước ngày 30/6 và 31/12 hàng năm [9].",
        "UBND cấp huyện báo cáo UBND tỉnh, qua Sở Y tế, trước ngày 30/6 và 31/12 hàng năm [2].",
        "Không. UBND cấp huyện báo cáo UBND tỉnh, qua Sở Y tế, trước ngày 30/6 và 31/12 hàng năm [1].",
        "Trẻ em dưới 4 tuổi: hệ số 1,5; trẻ em từ đủ 4 tuổi trở lên: hệ số 2,5 [2].",
        "Trẻ em dưới 4 tuổi hưởng hệ số 1,5, trẻ em từ đủ 4 tuổi trở lên hưởng hệ số 2,5 [2].",
        "Mức chuẩn là 500.000 đồng [2].",
        "The district committee reports to the province before 30/6 and 31/12 [1].",
        "Xin chào! Tôi là trợ lý, rất vui được giúp bạn.",
        "Tôi không thể trả lời câu hỏi này.",
        "",
        "\n\n\n",
        "[1][2]",
        "<script>alert(1)</script> [1]",
    ],
)
def test_anything_else_leaves_the_answer_as_it_is(written: str) -> None:
    assert rewritten(written) == extractive()


def test_what_the_model_leaves_out_is_said_by_the_claims_in_their_order() -> None:
    answer = rewritten("Trẻ em từ đủ 4 tuổi trở lên: hệ số 1,5 [2].")
    assert answer.mode == "llm"
    assert [c.text for c in answer.claims] == [FIRST, SECOND, "Trẻ em từ đủ 4 tuổi trở lên: hệ số 1,5."]
    assert_grounded(answer)


def test_a_wrong_sentence_is_replaced_by_its_claim_and_the_others_stand() -> None:
    answer = rewritten(GOOD.replace("hệ số 2,5", "hệ số 3,5"))
    assert [c.text for c in answer.claims][1] == SECOND and answer.mode == "llm"
    assert "3,5" not in answer.answer
    assert_grounded(answer)


def test_a_sentence_may_stand_for_several_claims() -> None:
    answer = rewritten("Trẻ em dưới 4 tuổi: hệ số 2,5; trẻ em từ đủ 4 tuổi trở lên: hệ số 1,5 [2].")
    assert [c.text for c in answer.claims] == [
        FIRST,
        "Trẻ em dưới 4 tuổi: hệ số 2,5; trẻ em từ đủ 4 tuổi trở lên: hệ số 1,5.",
    ]
    assert_grounded(answer)


@pytest.mark.parametrize("marks", ["[1]", "[ 1 ]", "【1】", "[Đoạn 1]", "(1)"])
def test_marks_are_read_however_the_model_writes_them(marks: str) -> None:
    answer = rewritten(f"UBND cấp huyện báo cáo UBND tỉnh, qua Sở Y tế, trước ngày 30/6 và 31/12 hàng năm {marks}")
    assert answer.mode == "llm" and answer.claims[0].citations == (1,)


def test_an_error_of_the_model_is_a_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "assistant.llm"):
        assert Rewriter(Raising(responses=["x"]), AGENCIES).rewrite(extractive()) == extractive()
    assert "mất kết nối" in caplog.text


@pytest.mark.parametrize("model", [Endless(), Endless(word="", pause=0.01), Endless(word="\n"), Endless(pause=0.3)])
def test_a_model_that_never_ends_is_left(model: Endless) -> None:
    assert Rewriter(model, AGENCIES, timeout=0.5).rewrite(extractive()) == extractive()


def test_pieces_add_up_to_the_answer_and_are_checked_before_they_are_shown() -> None:
    model = GenericFakeChatModel(messages=iter([AIMessage(GOOD.replace("2,5", "9,5"))]))
    *pieces, answer = Rewriter(model, AGENCIES).stream(extractive())
    assert isinstance(answer, Answer) and "".join(map(str, pieces)) == answer.answer
    assert len(pieces) == 4 and not any("9,5" in str(p) for p in pieces)


def test_refusals_are_never_given_to_the_model() -> None:
    refused = Answer("x", "2025-06-01", "refused", "Các văn bản đang có không nêu nội dung này.")
    assert Rewriter(Raising(responses=["x"]), AGENCIES).rewrite(refused) is refused


def test_sentences_are_given_out_as_soon_as_they_are_whole() -> None:
    assert list(split(["Một [1", "]. Hai", " [2][3].\n", "- Ba [1] Bốn theo TP. X [2]"])) == [
        "Một [1]. ",
        "Hai [2][3].\n",
        "- Ba [1] ",
        "Bốn theo TP. X [2]",
    ]


def test_a_prompt_must_hold_its_variables(tmp_path: Path) -> None:
    assert "{" not in prompt().messages(question="a", clauses="b", claims="c")[1][1]
    path = tmp_path / "prompts.toml"
    path.write_text('[rewrite]\nvariables = ["question"]\nsystem = "a"\nhuman = "{clauses}"\n', encoding="utf-8")
    with pytest.raises(CorpusError, match="clauses, question"):
        prompt("rewrite", path)


@pytest.mark.parametrize("name", ["khong-co:mo-hinh", "openai:", "không rõ"])
def test_a_model_that_cannot_be_had_is_done_without(name: str, caplog: pytest.LogCaptureFixture) -> None:
    assert Rewriter.of(Settings(llm=name), AGENCIES) is None
    assert "Không dùng được mô hình ngôn ngữ" in caplog.text


def test_the_settings_reach_the_model() -> None:
    pytest.importorskip("langchain_openai", reason="phần bổ sung [llm] chưa cài")
    model: Any = chat_model(
        Settings(llm="openai:ten", llm_url="http://127.0.0.1:9/v1", llm_timeout=7, llm_tokens=99)
    )
    assert (model.model_name, model.openai_api_base, model.temperature) == ("ten", "http://127.0.0.1:9/v1", 0)
    assert (model.request_timeout, model.max_tokens, model.max_retries) == (7, 99, 0)
    pytest.importorskip("langchain_ollama", reason="phần bổ sung [llm] chưa cài")
    other: Any = chat_model(Settings(llm="ollama:ten", llm_url="http://127.0.0.1:9"))
    assert (other.model, other.base_url, other.temperature) == ("ten", "http://127.0.0.1:9", 0)


def test_a_server_that_is_not_there_changes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    pytest.importorskip("langchain_openai", reason="phần bổ sung [llm] chưa cài")
    rewriter = Rewriter.of(Settings(llm="openai:ten", llm_url="http://127.0.0.1:9/v1", llm_timeout=5), AGENCIES)
    assert rewriter is not None and rewriter.rewrite(extractive()) == extractive()
    assert "giữ nguyên văn trích" in caplog.text


def test_the_key_is_not_printed() -> None:
    assert "bi-mat" not in repr(Settings(llm_key="bi-mat")) and "bi-mat" not in str(
        Settings(llm_key="bi-mat").answering()
    )


def test_a_sentence_that_only_repeats_its_claim_is_that_claim() -> None:
    assert rewritten(f"{FIRST.rstrip('.')} [1]\n{SECOND} [2]\n- {THIRD}[2]") == extractive()


class Forger(BaseChatModel):
    """Says the claims it is given with one fact of each changed."""

    forged: list[str] = []  # noqa: RUF012 - pydantic copies it for each model

    @property
    def _llm_type(self) -> str:
        return "forger"

    def _generate(self, *args: Any, **kwargs: Any) -> ChatResult:
        raise NotImplementedError

    def _stream(self, *args: Any, **kwargs: Any) -> Iterator[ChatGenerationChunk]:
        for line in self.forged:
            yield ChatGenerationChunk(message=AIMessageChunk(f"{line}\n"))


def test_no_forged_fact_of_a_real_answer_is_ever_shown(assistant: Assistant) -> None:
    """Every answer to the development questions, told again by a model that changes a fact in each sentence."""
    chance = random.Random(6)
    questions = Path(__file__).with_name("questions.txt").read_text(encoding="utf-8").splitlines()
    tried = 0
    for question in questions:
        answer = assistant.ask(question)
        forged = []
        for claim in answer.claims:
            marks = "".join(f"[{i}]" for i in claim.citations)
            for kind in ("figure", "date", "number", "body"):
                wrong = altered(Case(claim, answer.citations, ""), kind, chance, AGENCIES)
                if wrong and marks:
                    forged.append(f"{wrong.claim.text} {marks}")
        if not forged:
            continue
        tried += len(forged)
        *pieces, told = Rewriter(Forger(forged=forged), AGENCIES).stream(answer)
        assert isinstance(told, Answer) and told == answer, question
        assert "".join(map(str, pieces)) == answer.answer
    print(f"\nCâu bị sửa đưa vào: {tried}, hiện ra: 0.")
    assert tried >= 100
