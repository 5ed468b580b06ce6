"""The eval group of the command line: ``assistant eval run | compare | bench | check | convert | readme``."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from corpus.errors import UsageError
from corpus.settings import settings

app = typer.Typer(name="eval", help="Đo độ đúng và tốc độ.", no_args_is_help=True)
Questions = Annotated[
    list[Path] | None, typer.Option("--questions", help="Tệp câu hỏi .jsonl (mặc định: bộ kèm theo).")
]


def latest() -> Path:
    """Where a run is written unless told otherwise."""
    return settings().data / "eval" / "latest"


@app.command()
def run(
    questions: Questions = None,
    out: Annotated[
        Path | None, typer.Option(help="Thư mục ghi kết quả (mặc định: eval/latest của thư mục dữ liệu).")
    ] = None,
    split: Annotated[str, typer.Option(help="dev, test hoặc all.")] = "all",
    baselines: Annotated[
        bool | None,
        typer.Option(
            "--baselines/--no-baselines",
            help="Đo cả các cách làm khác (mặc định: có, trừ khi kho văn bản rất lớn).",
        ),
    ] = None,
    strip: Annotated[bool, typer.Option("--strip", help="Đo thêm một lần với mọi câu hỏi bỏ dấu.")] = False,
) -> None:
    """Chấm bộ câu hỏi, ghi JSON, Markdown và trang HTML."""
    from tqdm import tqdm

    from eval import report
    from eval.questions import load, shipped
    from eval.run import run as measure
    from eval.run import save

    if split not in ("dev", "test", "all"):
        raise UsageError("--split là dev, test hoặc all.")
    rows = [row for row in load(questions or shipped()) if split in ("all", row.split)]
    if not rows:
        raise UsageError(f"Bộ câu hỏi không có câu nào thuộc phần {split}.")
    bars: dict[str, tqdm] = {}

    def progress(stage: str, done: int, total: int) -> None:
        if stage not in bars:
            bars[stage] = tqdm(total=total, desc=stage, unit="câu", disable=None)
        bars[stage].update(done - bars[stage].n)
        if done == total:
            bars[stage].close()

    made = measure(settings(), rows, baselines, strip, progress)
    folder = out or latest()
    save(made, folder)
    report.write(made, folder)
    for name, title in report.splits(made.summary):
        typer.echo(f"\n{title}\n{report.plain_table(*report.brief(made.summary, name))}")
    typer.echo(f"\nBáo cáo: {folder / 'report.html'}")


@app.command("compare")
def compare_command(
    before: Annotated[Path, typer.Argument(help="Thư mục hoặc tệp summary.json của lần trước.")],
    after: Annotated[Path, typer.Argument(help="Thư mục hoặc tệp summary.json của lần này.")],
) -> None:
    """So hai lần chạy; thoát với mã 1 nếu phần chấm giảm quá khoảng tin cậy."""
    from eval.compare import compare, read

    found = compare(read(before), read(after))
    for line in found.lines:
        typer.echo(line)
    if found.fallen:
        typer.echo(f"Giảm quá khoảng tin cậy: {'; '.join(found.fallen)}.", err=True)
        raise typer.Exit(1)


@app.command()
def check(questions: Questions = None) -> None:
    """Kiểm tra bộ câu hỏi: trùng lặp, chép lời điều khoản, vị trí không có, lẫn hai phần."""
    from corpus.library import Library
    from eval.questions import faults, load, shipped

    rows = load(questions or shipped())
    documents = {d.id: d for d in Library(settings()).documents() if d.text}
    found = list(faults(rows, documents))
    for fault in found:
        typer.echo(f"{fault.row}: {fault.text}{'' if fault.serious else ' (nên xem lại)'}")
    serious = sum(f.serious for f in found)
    typer.echo(f"{len(rows)} câu hỏi, {serious} lỗi, {len(found) - serious} điều nên xem lại.")
    if serious:
        raise typer.Exit(1)


@app.command()
def convert(
    sources: Annotated[list[Path], typer.Argument(help="Tệp CSV, JSON, JSONL hoặc thư mục Markdown.")],
    out: Annotated[Path, typer.Option(help="Thư mục ghi passages.jsonl và questions.jsonl.")],
    as_of: Annotated[str, typer.Option("--as-of", help="Thời điểm hỏi, YYYY-MM-DD (mặc định: hôm nay).")] = "",
) -> None:
    """Đổi bộ câu hỏi của nơi khác sang dạng dùng được ở đây."""
    from eval.adapters import read, write

    try:
        day = datetime.strptime(as_of, "%Y-%m-%d").date() if as_of else date.today()
    except ValueError as error:
        raise UsageError(f"Ngày “{as_of}” không đúng dạng YYYY-MM-DD, ví dụ 2022-06-01.") from error
    found = read(sources)
    for note in found.notes:
        typer.echo(f"Chú ý: {note}", err=True)
    passages, questions = write(found, out, day)
    typer.echo(f"{len(found.passages)} đoạn → {passages}")
    typer.echo(f"{len(found.questions)} câu hỏi → {questions}")
    typer.echo(
        "Chạy tiếp, với một thư mục dữ liệu riêng:\n"
        f"  export ASSISTANT_DATA={out / 'data'} ASSISTANT_SHIPPED=0\n"
        f"  assistant corpus add {passages}\n"
        f"  assistant eval run --questions {questions}"
    )


@app.command()
def bench(
    out: Annotated[
        Path | None, typer.Option(help="Tệp JSON ghi kết quả (mặc định: eval/latest/bench.json).")
    ] = None,
    growth: Annotated[str, typer.Option(help="Các cỡ kho để đo, số đoạn cách nhau bởi dấu phẩy.")] = "1000,10000",
    real: Annotated[bool, typer.Option("--real", help="Nhúng thật mọi đoạn khi đo cỡ kho lớn (lâu).")] = False,
) -> None:
    """Đo tốc độ và bộ nhớ, cạnh cách làm thông thường."""
    from eval.bench import lines, measure, save

    try:
        sizes = [int(size) for size in growth.split(",") if size.strip()]
    except ValueError as error:
        raise UsageError("--growth là các số cách nhau bởi dấu phẩy, ví dụ 1000,10000.") from error
    found = measure(settings(), sizes, real, lambda stage: typer.echo(f"… {stage}", err=True))
    path = out or latest() / "bench.json"
    save(found, path)
    for line in lines(found):
        typer.echo(line)
    typer.echo(f"\nĐã ghi: {path}")


@app.command()
def readme(
    file: Annotated[Path, typer.Option(help="Tệp có các bảng được đánh dấu.")] = Path("README.md"),
    source: Annotated[
        Path | None,
        typer.Option("--from", help="Thư mục của lần chạy, để ghi lại eval/summary.json và eval/bench.json trước."),
    ] = None,
) -> None:
    """Ghi các bảng số liệu trong README từ kết quả đã lưu."""
    from eval.readme import adopt, fill

    if source:
        for path in adopt(source):
            typer.echo(f"Đã ghi: {path}")
    changed = fill(file)
    typer.echo(f"{file}: {'đã cập nhật các bảng' if changed else 'các bảng đã đúng'}.")
