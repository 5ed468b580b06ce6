"""``assistant mcp``: a client starts it, lists its tools and uses them."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from typing import Any

import pytest

from corpus.settings import Settings


def _apart(make: Any) -> Any:
    """Run a coroutine in a thread of its own: a browser test may hold this thread's loop."""
    out: dict[str, Any] = {}

    def run() -> None:
        try:
            out["value"] = asyncio.run(make())
        except BaseException as error:
            out["error"] = error

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(180)
    if "error" in out:
        raise out["error"]
    return out["value"]


@pytest.fixture(scope="module")
def seen(built: Settings) -> dict[str, Any]:
    """What one talk with the server brought."""
    from mcp import ClientSession, StdioServerParameters
    from mcp.client.stdio import stdio_client

    async def talk() -> dict[str, Any]:
        command = StdioServerParameters(
            command=sys.executable,
            args=["-m", "assistant.cli", "mcp"],
            env={"ASSISTANT_DATA": str(built.data.resolve()), "HF_HUB_OFFLINE": "1"},
        )
        async with stdio_client(command) as (read, write), ClientSession(read, write) as session:
            await session.initialize()
            return {
                "tools": [t.name for t in (await session.list_tools()).tools],
                "ask": await session.call_tool("ask", {"question": "Ai báo cáo cho ai?", "as_of": "2022-06-01"}),
                "wrong": await session.call_tool("ask", {"question": "…"}),
                "search": await session.call_tool("search", {"query": "bảo hiểm y tế", "count": 3}),
                "register": await session.call_tool(
                    "register",
                    {"kind": "obligations", "agency": "Sở Y tế", "first": "2024-01-01", "last": "2024-12-31"},
                ),
            }

    return dict(_apart(talk))


def _value(result: Any) -> Any:
    data = result.structured_content
    if data is None:
        return [json.loads(block.text) for block in result.content]
    return data.get("result", data)


def test_it_offers_asking_searching_and_the_register(seen: dict[str, Any]) -> None:
    assert set(seen["tools"]) == {"ask", "search", "register"}


def test_an_answer_is_the_answer_object(seen: dict[str, Any]) -> None:
    answer = _value(seen["ask"])
    assert answer["status"] == "answered" and answer["as_of"] == "2022-06-01" and answer["citations"]


def test_a_question_that_is_none_is_explained_without_a_traceback(seen: dict[str, Any]) -> None:
    assert seen["wrong"].is_error
    text = seen["wrong"].content[0].text
    assert "Câu hỏi đang trống" in text and "Traceback" not in text


def test_search_and_register_give_rows(seen: dict[str, Any]) -> None:
    assert len(_value(seen["search"])) == 3
    rows = _value(seen["register"])
    assert rows and all(day.startswith("2024-") for r in rows for day in r["due"])
