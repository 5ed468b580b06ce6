"""``assistant mcp``: ask, search and the register as tools for programmes that speak MCP, over standard input."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import typer

from corpus.errors import AssistantError, UsageError
from corpus.settings import settings

cli = typer.Typer()


@cli.command("mcp")
def mcp() -> None:
    """Mở máy chủ MCP trên đầu vào, đầu ra chuẩn."""
    server().run("stdio")


def server() -> Any:
    """The MCP server with its tools; the index is opened by the first question."""
    from functools import lru_cache

    from mcp.server import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError

    from assistant.service import Assistant

    made = MCPServer(
        "tro-ly-ke-hoach",
        instructions="Hỏi đáp về kế hoạch của tỉnh và các văn bản liên quan; mỗi ý kèm nguyên văn điều khoản.",
    )

    @lru_cache(maxsize=1)
    def assistant() -> Assistant:
        return Assistant(settings())

    def tool_error(error: AssistantError) -> ToolError:
        return ToolError(str(error))

    @made.tool()
    def ask(question: str, as_of: str = "") -> dict[str, Any]:
        """Trả lời một câu hỏi tiếng Việt theo văn bản. as_of: thời điểm hỏi, YYYY-MM-DD, bỏ trống là hôm nay."""
        try:
            return assistant().ask(question, _day(as_of)).to_json()
        except AssistantError as error:
            raise tool_error(error) from None

    @made.tool()
    def search(query: str, count: int = 10) -> list[dict[str, Any]]:
        """Tìm các điều khoản liên quan nhất; count từ 1 đến 50."""
        try:
            hits = assistant().searcher.search(query, max(1, min(count, 50))) if query.strip() else []
        except AssistantError as error:
            raise tool_error(error) from None
        return [
            {
                "anchor": h.clause.anchor,
                "document": h.clause.document,
                "label": h.clause.label,
                "score": round(h.score, 4),
                "text": h.clause.text,
            }
            for h in hits
        ]

    @made.tool()
    def register(
        kind: Literal["obligations", "targets", "levels"], agency: str = "", first: str = "", last: str = ""
    ) -> list[dict[str, Any]]:
        """Các dòng của sổ: nhiệm vụ (lọc theo cơ quan, ngày đến hạn từ first đến last), chỉ tiêu, mức hưởng."""
        from assistant.register_rows import rows

        try:
            return rows(assistant().knowledge, kind, agency, _day(first), _day(last))
        except AssistantError as error:
            raise tool_error(error) from None

    return made


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError(f"Ngày “{text}” không đúng dạng YYYY-MM-DD.") from error
