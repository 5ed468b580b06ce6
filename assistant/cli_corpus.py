"""The corpus group of the command line: ``assistant corpus list | show | add | remove | check``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli import Json, index_command
from corpus.errors import AssistantError
from corpus.settings import settings

app = typer.Typer(name="corpus", help="Xem, thêm, gỡ và kiểm tra văn bản.", no_args_is_help=True)


@app.command("list")
def corpus_list(as_json: Json = False) -> None:
    """Các văn bản trong danh mục."""
    from corpus.library import Library

    rows = [
        {
            "id": d.id,
            "number": d.entry.number,
            "title": d.entry.title,
            "level": d.level,
            "provisions": len(d.provisions),
        }
        for d in Library(settings()).documents()
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    names = {"full": "toàn văn", "digest": "tóm lược", "none": "chưa có"}
    for row in rows:
        typer.echo(
            f"{row['id']:<36} {names[str(row['level'])]:<9} {row['number'] or '(không số)'} — {row['title']}"[:150]
        )


@app.command("show")
def corpus_show(document_id: str, as_json: Json = False) -> None:
    """Một văn bản: thông tin, mục lục và nội dung."""
    from dataclasses import asdict

    from corpus.library import Library

    d = Library(settings()).get(document_id)
    if as_json:
        provisions = [
            {"anchor": d.anchor(p), "label": p.label, "start": p.start, "end": p.end} for p in d.provisions
        ]
        data = {**asdict(d.entry), "level": d.level, "text": d.text, "provisions": provisions}
        typer.echo(json.dumps(data, ensure_ascii=False, indent=1))
        return
    typer.echo(f"{d.entry.short or d.id} — {d.entry.title}")
    typer.echo(d.text or d.entry.said or "Chưa có nội dung văn bản này.")


@app.command("add")
def corpus_add(
    file: Path,
    document_id: Annotated[str, typer.Option("--id", help="Mã văn bản.")] = "",
    replace: Annotated[bool, typer.Option("--replace", help="Thay bản đã thêm trước đó.")] = False,
) -> None:
    """Thêm một văn bản (hoặc tệp đoạn .jsonl), rồi làm mới chỉ mục."""
    from corpus import readers
    from corpus.library import Library

    library = Library(settings())
    if file.suffix.lower() == ".jsonl":
        count = library.add_passages(file)
        typer.echo(f"Đã thêm {count} đoạn từ {file.name}.")
    else:
        document, changed = library.add(readers.read(file), file.name, document_id, replace)
        typer.echo(
            f"{'Đã thêm' if changed else 'Đã có sẵn'}: {document.id} ({len(document.provisions)} điều khoản)."
        )
    index_command()


@app.command("remove")
def corpus_remove(document_id: str) -> None:
    """Gỡ một văn bản đã thêm, rồi làm mới chỉ mục."""
    from corpus.library import Library

    typer.echo(f"Đã gỡ: {Library(settings()).remove(document_id)}")
    index_command()


@app.command("check")
def corpus_check() -> None:
    """Kiểm tra văn bản và chỉ mục khớp nhau."""
    from index import versions
    from index.embedding import SentenceEmbedder
    from index.search import Searcher

    searcher = Searcher(settings(), SentenceEmbedder(settings()))
    from corpus.library import Library

    fresh = versions.source_fingerprint(Library(settings())) == searcher.manifest.corpus
    typer.echo(f"Chỉ mục {searcher.manifest.version}: {searcher.manifest.clauses} đoạn.")
    if not fresh:
        raise AssistantError("Văn bản đã thay đổi sau khi lập chỉ mục. Hãy chạy: assistant index")
    typer.echo("Không có lỗi.")
