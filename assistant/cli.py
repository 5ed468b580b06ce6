"""The command line: ``assistant index | ask | search | config`` and the groups beside it (design: Command line).

A group lives in a module of its own and is named in ``pyproject.toml`` under ``assistant.commands``: so rooms that
import this one (eval, app) give it commands without being imported by it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from datetime import date
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated, Any

os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

import typer
from tqdm import tqdm
from typer.exceptions import TyperException

from corpus.errors import AssistantError, StorageFault, UsageError
from corpus.settings import Settings, settings

app = typer.Typer(
    help="Trợ lý hỏi đáp về kế hoạch và văn bản.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
Json = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")]


@app.command("index")
def index_command(
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Lập lại toàn bộ chỉ mục.")] = False,
) -> None:
    """Lập hoặc làm mới chỉ mục."""
    from index import versions
    from index.embedding import SentenceEmbedder

    bars: dict[str, Any] = {}

    def progress(stage: str, done: int, total: int) -> None:
        bar = bars.setdefault(stage, None) or tqdm(total=total, desc=stage, unit="đoạn")
        bars[stage] = bar
        bar.n = done
        bar.refresh()

    try:
        made, built = versions.build(settings(), SentenceEmbedder(settings()), rebuild, progress)
    finally:
        for bar in bars.values():
            bar.close()
    if built:
        typer.echo(
            f"Đã lập chỉ mục: {made.documents} văn bản, {made.clauses} đoạn ({made.embedded} đoạn nhúng mới), {made.seconds} giây."
        )
    else:
        typer.echo(f"Chỉ mục đã mới nhất: {made.documents} văn bản, {made.clauses} đoạn.")


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="Câu hỏi.")] = "",
    as_of: Annotated[str, typer.Option("--as-of", help="Thời điểm hỏi, YYYY-MM-DD.")] = "",
    as_json: Json = False,
    batch: Annotated[Path | None, typer.Option(help="Tệp câu hỏi .jsonl.")] = None,
    out: Annotated[Path | None, typer.Option(help="Tệp kết quả .jsonl.")] = None,
) -> None:
    """Hỏi một câu, hoặc cả tệp câu hỏi."""
    from assistant.service import Assistant

    day = _date(as_of)
    rows = _rows(batch, "question") if batch else None
    if rows is None and not question.strip():
        raise UsageError('Hãy nhập câu hỏi, ví dụ: assistant ask "Cơ quan nào là thường trực của Kế hoạch?"')
    assistant = Assistant(settings())
    if rows is not None:

        def one(row: dict[str, Any]) -> dict[str, Any]:
            asked_on = _date(str(row.get("as_of") or "")) or day
            return assistant.ask(row["question"], asked_on, _history(row)).to_json(row["id"])

        _batch(rows, out, one)
        return
    answer = assistant.ask(question, day)
    if as_json:
        typer.echo(json.dumps(answer.to_json(), ensure_ascii=False, indent=1))
        return
    typer.echo(answer.answer)
    for notice in answer.notices:
        typer.echo(f"Lưu ý: {notice.text}")


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="Từ cần tìm.")] = "",
    count: Annotated[int, typer.Option("-k", min=1, max=1000, help="Số đoạn nhiều nhất.")] = 10,
    as_json: Json = False,
    batch: Annotated[Path | None, typer.Option(help="Tệp {id, query} .jsonl.")] = None,
    out: Annotated[Path | None, typer.Option(help="Tệp kết quả .jsonl.")] = None,
) -> None:
    """Tìm các đoạn liên quan nhất."""
    from index.search import Hit, Searcher

    rows = _rows(batch, "query") if batch else None
    if rows is None and not query.strip():
        raise UsageError("Hãy nhập từ cần tìm.")
    searcher = Searcher(settings())

    def show(hit: Hit) -> dict[str, Any]:
        c = hit.clause
        return {
            "anchor": c.anchor,
            "document": c.document,
            "label": c.label,
            "score": round(hit.score, 4),
            "text": c.text,
        }

    def one(row: dict[str, Any]) -> dict[str, Any]:
        return {"id": row["id"], "hits": [show(h) for h in searcher.search(row["query"], count, nested=False)]}

    if rows is not None:
        _batch(rows, out, one)
        return
    hits = [show(hit) for hit in searcher.search(query, count, nested=False)]
    if as_json:
        typer.echo(json.dumps(hits, ensure_ascii=False, indent=1))
        return
    for hit in hits:
        typer.echo(f"{hit['score']:6.2f}  {hit['label']}\n        {' '.join(hit['text'].split())[:160]}")


@app.command()
def config() -> None:
    """Các thiết đặt đang dùng, kèm ý nghĩa."""
    values = settings()
    for name, field in Settings.model_fields.items():
        typer.echo(f"ASSISTANT_{name.upper()} = {getattr(values, name)}\n    {field.description}")


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError(f"Ngày “{text}” không đúng dạng YYYY-MM-DD, ví dụ 2022-06-01.") from error


def _rows(path: Path, asked: str) -> list[dict[str, Any]]:
    """The rows of a batch file, each with ``id`` and text ``asked``; read whole before anything is loaded."""
    rows = []
    number = 0
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                row = json.loads(line)
                if not isinstance(row, dict) or row.get("id") is None or not isinstance(row.get(asked), str):
                    raise UsageError(f"Dòng {number} của {path.name} thiếu “id” hoặc “{asked}”.")
                rows.append(row)
    except ValueError as error:
        raise UsageError(f"Dòng {number} của {path.name} không phải JSON (UTF-8, mỗi dòng một mục).") from error
    except OSError as error:
        raise UsageError(f"Không đọc được tệp {path}: {error.strerror}.") from error
    if not rows:
        raise UsageError(f"Tệp {path.name} không có dòng nào.")
    return rows


def _history(row: dict[str, Any]) -> list[tuple[str, str]]:
    try:
        return [(str(role), str(text)) for role, text in row.get("history") or ()]
    except (TypeError, ValueError) as error:
        raise UsageError("“history” phải là danh sách các cặp [vai, lời].") from error


def _batch(rows: list[dict[str, Any]], out: Path | None, one: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """One result a line, in order. A question that cannot be asked is answered with a refusal that says why.

    ``out`` is written whole at the end or not at all.
    """
    results = []
    for row in tqdm(rows, disable=True if out is None else None, unit="câu"):
        try:
            results.append(one(row))
        except UsageError as error:
            results.append(
                {
                    "id": row["id"],
                    "question": row.get("question"),
                    "status": "refused",
                    "answer": str(error),
                    "claims": [],
                    "citations": [],
                    "notices": [],
                    "suggestions": [],
                    "hits": [],
                }
            )
    text = "\n".join(json.dumps(r, ensure_ascii=False) for r in results)
    if out is None:
        typer.echo(text)
        return
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        aside = out.with_name(f".{out.name}.{os.getpid()}")
        aside.write_text(text + "\n", encoding="utf-8")
        aside.replace(out)
    except OSError as error:
        raise StorageFault(f"Không ghi được tệp {out}: {error.strerror}. Hãy chọn nơi khác với --out.") from error


def commands() -> typer.Typer:
    """The whole command line: this module's commands and every group installed beside them."""
    for point in entry_points(group="assistant.commands"):
        app.add_typer(point.load())
    return app


_WRONG_USAGE = {
    "NoSuchOption": "Không có tùy chọn “{name}”.",
    "MissingParameter": "Thiếu {name}.",
    "BadParameter": "Giá trị của {name} không hợp lệ.",
    "BadOptionUsage": "Tùy chọn “{name}” cần một giá trị.",
}


def _wrong_usage(error: TyperException) -> str:
    """What is wrong with the words of a command; the library says it in English."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "assistant"
    param = getattr(error, "param", None)
    name = getattr(error, "option_name", "") or (max(param.opts, key=len) if param else "")
    said = _WRONG_USAGE.get(type(error).__name__, "") if name else ""
    return f"{said.format(name=name) or 'Lệnh không đúng.'} Xem cách dùng: {command} --help"


def main() -> None:
    """Entry point: exit 0 done, 1 failed, 2 wrong usage; a message and never a traceback."""
    try:
        sys.exit(commands()(standalone_mode=False))
    except UsageError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    except AssistantError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)
    except TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            sys.stdout.write(f"{error.format_message()}\n")
        else:
            sys.stderr.write(f"{_wrong_usage(error)}\n")
        sys.exit(2)
    except (KeyboardInterrupt, typer.Abort):
        sys.stderr.write("Đã dừng.\n")
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)


if __name__ == "__main__":
    main()
