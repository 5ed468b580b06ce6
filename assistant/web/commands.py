"""The user and feedback groups of the command line: ``assistant user …`` and ``assistant feedback export``."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.errors import UsageError
from corpus.settings import settings

if TYPE_CHECKING:
    from assistant.web.users import Users

user = typer.Typer(name="user", help="Người dùng của trang hỏi đáp.", no_args_is_help=True)
feedback = typer.Typer(name="feedback", help="Góp ý của người dùng.", no_args_is_help=True)
_Stdin = Annotated[bool, typer.Option("--password-stdin", help="Đọc mật khẩu từ đầu vào chuẩn.")]


def _users() -> Users:
    from assistant.web.users import Users

    path = settings().auth or str(settings().data / "users.json")
    if not settings().auth:
        sys.stderr.write(f"Chưa đặt ASSISTANT_AUTH; dùng tệp {path}. Đặt ASSISTANT_AUTH={path} để bật đăng nhập.\n")
    return Users(Path(path))


def _password(stdin: bool) -> str:
    if stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("Mật khẩu (ít nhất 8 ký tự)", hide_input=True, confirmation_prompt="Nhập lại mật khẩu"))


@user.command("add")
def user_add(
    name: str,
    role: Annotated[str, typer.Option(help="reader (hỏi), editor (thêm văn bản), admin (xem góp ý).")] = "reader",
    password_stdin: _Stdin = False,
) -> None:
    """Thêm người dùng, hoặc đặt lại mật khẩu và vai trò."""
    made = _users().add(name, _password(password_stdin), role)
    typer.echo(f"Đã ghi người dùng {made.name} ({made.role}).")


@user.command("list")
def user_list() -> None:
    """Các người dùng, vai trò và tên mã truy cập của họ."""
    for one in _users().all().values():
        typer.echo(f"{one.name:<24} {one.role:<8} {', '.join(one.tokens)}".rstrip())


@user.command("remove")
def user_remove(name: str) -> None:
    """Bỏ một người dùng; phiên và mã truy cập của người đó hết tác dụng ngay."""
    _users().remove(name)
    typer.echo(f"Đã bỏ {name}.")


@user.command("token")
def user_token(
    name: str,
    label: Annotated[str, typer.Option(help="Tên của mã truy cập.")] = "api",
    revoke: Annotated[bool, typer.Option("--revoke", help="Thu hồi mã có tên này.")] = False,
) -> None:
    """Tạo mã truy cập API (chỉ hiện một lần), hoặc thu hồi."""
    if revoke:
        _users().remove_token(name, label)
        typer.echo(f"Đã thu hồi mã “{label}” của {name}.")
        return
    typer.echo(_users().add_token(name, label))


@feedback.command("export")
def feedback_export(
    form: Annotated[str, typer.Option("--format", help="csv hoặc jsonl.")] = "csv",
    out: Annotated[Path | None, typer.Option(help="Tệp kết quả.")] = None,
) -> None:
    """Xuất mọi góp ý."""
    from assistant.web.journal import Journal
    from corpus.errors import StorageFault

    rows = list(Journal(settings()).feedbacks())
    if form == "jsonl":
        text = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows)
    elif form == "csv":
        text = _csv(rows)
    else:
        raise UsageError("Dạng xuất phải là csv hoặc jsonl.")
    if out is None:
        typer.echo(text, nl=False)
        return
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8-sig" if form == "csv" else "utf-8")
    except OSError as error:
        raise StorageFault(f"Không ghi được {out} ({error.strerror}).") from error
    typer.echo(f"Đã xuất {len(rows)} góp ý vào {out}.")


def _csv(rows: list[dict[str, str]]) -> str:
    """CSV for a spreadsheet: a cell that would be read as a formula is quoted."""
    heads = ("id", "time", "user", "rating", "comment", "question", "as_of", "answer")
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(heads)
    for row in rows:
        writer.writerow([_cell(str(row.get(h, ""))) for h in heads])
    return buffer.getvalue()


def _cell(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text
