"""The corpus group of the command line: ``assistant corpus list | show | add | remove | check``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli import Json, index_command
from corpus.errors import AssistantError, CorpusError, UsageError
from corpus.settings import settings

if TYPE_CHECKING:
    from corpus.library import Library
    from corpus.model import Document
    from corpus.validity import Validity

app = typer.Typer(name="corpus", help="Xem, thêm, gỡ và kiểm tra văn bản.", no_args_is_help=True)
_LEVELS = {"full": "toàn văn", "digest": "tóm lược", "none": "chưa có"}
_STATES = {
    "not-yet": "có hiệu lực từ {}",
    "in-force": "có hiệu lực từ {}",
    "amended": "đã sửa đổi từ {}",
    "ended": "hết hiệu lực từ {}",
    "period-over": "hết thời hạn từ {}",
}


@app.command("list")
def corpus_list(as_json: Json = False) -> None:
    """Các văn bản trong danh mục: mức văn bản đang có, số, ngày, tình trạng hôm nay, tên."""
    from corpus.library import Library

    library = Library(settings())
    validity = _validity(library)
    documents = list(library.documents())
    if as_json:
        typer.echo(json.dumps([_row(d, validity) for d in documents], ensure_ascii=False, indent=1))
        return
    rows = [_row(d, validity) for d in documents if d.entry.kind != "passage"]
    head = ("Mã", "Văn bản", "Số", "Ngày", "Tình trạng hôm nay")
    cells = [(r["id"], _LEVELS[r["level"]], r["number"] or "–", _day(r["date"]) or "–", r["status"]) for r in rows]
    widths = [max(len(line[i]) for line in [head, *cells]) for i in range(len(head))]
    widths[0] = min(widths[0], 36)
    typer.echo(_line(head, widths))
    for row, line in zip(rows, cells, strict=True):
        typer.echo(_line(line, widths))
        typer.echo(f"    {row['title']}"[:110] + ("…" if len(row["title"]) > 106 else ""))
    counts = [f"{sum(r['level'] == level for r in rows)} {name}" for level, name in _LEVELS.items()]
    typer.echo(f"{len(rows)} văn bản: {', '.join(counts)}.")
    if len(documents) > len(rows):
        typer.echo(f"Ngoài ra có {len(documents) - len(rows)} đoạn thêm từ tệp .jsonl.")


@app.command("show")
def corpus_show(
    document_id: Annotated[str, typer.Argument(help="Mã, số hoặc tên văn bản.")],
    outline: Annotated[bool, typer.Option("--outline", help="Chỉ in mục lục.")] = False,
    as_json: Json = False,
) -> None:
    """Một văn bản: thông tin và nội dung, hoặc mục lục."""
    from dataclasses import asdict

    from corpus.library import Library

    library = Library(settings())
    d = library.get(document_id)
    if as_json:
        provisions = [
            {"anchor": d.anchor(p), "label": p.label, "start": p.start, "end": p.end, "page": p.page}
            for p in d.provisions
        ]
        data = {**asdict(d.entry), "level": d.level, "text": d.text, "provisions": provisions, "extra": d.extra}
        typer.echo(json.dumps(data, ensure_ascii=False, indent=1))
        return
    typer.echo(f"{d.entry.short or d.id} — {d.entry.title}")
    row = _row(d, _validity(library))
    level = _LEVELS[d.level] + (f", thêm từ tệp {d.extra['file']}" if d.added and d.extra.get("file") else "")
    for name, value in (
        ("Mã", d.id),
        ("Số", d.entry.number),
        ("Cơ quan ban hành", d.entry.issuer),
        ("Người ký", d.entry.signer),
        ("Ngày ban hành", _day(d.entry.date)),
        ("Tình trạng hôm nay", row["status"]),
        ("Văn bản đang có", level),
        ("Nơi nhận", d.extra.get("recipients", "")),
        ("Lưu ý", d.extra.get("notes", "")),
        ("Ghi chú", d.entry.said),
    ):
        if value:
            typer.echo(f"{name}: {value}")
    typer.echo("")
    if outline:
        for p in d.provisions:
            page = f" (trang {p.page})" if p.page else ""
            words = p.heading or " ".join(d.own(p).split())
            typer.echo(f"{'  ' * (len(p.path) - 1)}{p.segment}{page}  {words[:80]}{'…' if len(words) > 80 else ''}")
        return
    typer.echo(d.text or "Chưa có nội dung văn bản này. Có tệp thì thêm bằng lệnh: assistant corpus add TỆP")


@app.command("add")
def corpus_add(
    files: Annotated[list[str], typer.Argument(help="Tệp văn bản, tệp đoạn .jsonl, hoặc địa chỉ http(s)://")],
    document_id: Annotated[str, typer.Option("--id", help="Mã văn bản, khi không muốn để tự nhận.")] = "",
    replace: Annotated[bool, typer.Option("--replace", help="Thay bản đã thêm trước đó.")] = False,
) -> None:
    """Thêm văn bản (PDF, DOCX, HTML, TXT, Markdown, ảnh quét, tệp .jsonl), rồi làm mới chỉ mục."""
    from corpus import readers
    from corpus.library import Library
    from corpus.readers.web import fetched, is_address

    if document_id and len(files) > 1:
        raise UsageError("--id chỉ dùng khi thêm một văn bản.")
    library = Library(settings())
    with ExitStack() as stack:
        paths = [stack.enter_context(fetched(f)) if is_address(f) else Path(f) for f in files]
        # All are read before any is added, so that a bad file leaves nothing half done.
        sources = [None if p.suffix.lower() == ".jsonl" else readers.read(p) for p in paths]
        for path, source in zip(paths, sources, strict=True):
            if source is None:
                typer.echo(f"Đã thêm {library.add_passages(path)} đoạn từ {path.name}.")
                continue
            document, changed = library.add(source, path.name, document_id, replace)
            _tell(document, changed)
    index_command()


def _tell(document: Document, changed: bool) -> None:
    from corpus.library import SHIPPED

    e = document.entry
    typer.echo(f"{'Đã thêm' if changed else 'Đã có sẵn'}: {document.id} ({len(document.provisions)} điều khoản).")
    said = [e.short, e.issuer, f"ngày {_day(e.date)}" if e.date else "", f"người ký {e.signer}" if e.signer else ""]
    typer.echo(f"  {', '.join(filter(None, said))}: {e.title}"[:300])
    if changed and settings().shipped and (SHIPPED / f"{document.id}.tom-luoc.md").exists():
        typer.echo("  Toàn văn này thay bản tóm lược kèm theo sản phẩm.")
    if document.extra.get("notes"):
        typer.echo(f"  Lưu ý: {document.extra['notes']}")


@app.command("remove")
def corpus_remove(document_id: str) -> None:
    """Gỡ một văn bản đã thêm, rồi làm mới chỉ mục."""
    from corpus.library import Library

    typer.echo(f"Đã gỡ: {Library(settings()).remove(document_id)}")
    index_command()


@app.command("check")
def corpus_check(as_json: Json = False) -> None:
    """Kiểm tra văn bản, dẫn chiếu và chỉ mục."""
    from corpus.health import examine
    from corpus.library import Library

    findings = examine(Library(settings(), tolerant=True))
    fault = _index_fault()
    errors = [f.text for f in findings if f.error] + ([fault] if fault else [])
    if as_json:
        rows: list[dict[str, Any]] = [
            {"kind": f.kind, "document": f.document, "text": f.text, "error": f.error} for f in findings
        ]
        rows += [{"kind": "index", "document": "", "text": fault, "error": True}] if fault else []
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for kind, title in (
            ("repeated", "Số thứ tự lặp lại (giữ nguyên như văn bản)"),
            ("no-text", "Có trong danh mục, chưa có nội dung"),
            ("reference", "Dẫn chiếu không tìm thấy nơi đến"),
            ("uncatalogued", "Văn bản được nhắc đến, chưa có trong danh mục"),
        ):
            _section(title, [f.text for f in findings if f.kind == kind])
    if errors:
        raise CorpusError("\n".join(errors))
    if not as_json:
        typer.echo("Không có lỗi.")


def _section(title: str, lines: Sequence[str], limit: int = 40) -> None:
    if lines:
        typer.echo(f"{title} ({len(lines)}):")
        for line in lines[:limit]:
            typer.echo(f"  - {line}")
        if len(lines) > limit:
            typer.echo(f"  … và {len(lines) - limit} mục nữa: assistant corpus check --json")


def _index_fault() -> str:
    """What is wrong with the index, in words; empty for one that fits the documents."""
    from corpus.library import Library
    from index import versions
    from index.embedding import SentenceEmbedder
    from index.search import Searcher

    try:
        searcher = Searcher(settings(), SentenceEmbedder(settings()))
        fresh = versions.source_fingerprint(Library(settings())) == searcher.manifest.corpus
    except AssistantError as error:
        return str(error)
    return "" if fresh else "Văn bản đã thay đổi sau khi lập chỉ mục. Hãy chạy: assistant index"


def _validity(library: Library) -> Validity:
    from corpus.agencies import Agencies
    from corpus.validity import Validity

    return Validity.load(library.catalogue, Agencies.load())


def _row(document: Document, validity: Validity) -> dict[str, Any]:
    e = document.entry
    status = validity.in_force(e.id, date.today()) if e.kind != "passage" else None
    words = _STATES.get(status.state, "chưa rõ").format(_day(status.since)) if status else ""
    return {
        "id": e.id,
        "number": e.number,
        "kind": e.kind,
        "title": e.title,
        "issuer": e.issuer,
        "date": e.date,
        "level": document.level,
        "state": status.state if status else "",
        "status": words,
        "added": document.added,
        "provisions": len(document.provisions),
    }


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _day(iso: str) -> str:
    return "/".join(reversed(iso.split("-")))
