"""The report of a run: Markdown, one self-contained HTML page, and a fragment that a page may show.

Everything is made of a summary's plain values (``eval.run``); the page carries its plots as inline SVG, has no script
and asks for nothing off the machine.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from corpus.errors import StorageFault
from eval import plots
from eval.run import Run, result_json

_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1c1c1c;background:#fff}
.eval table{border-collapse:collapse;margin:.5rem 0 1.5rem;font-variant-numeric:tabular-nums}
.eval th,.eval td{border-bottom:1px solid #8884;padding:.25rem .6rem;text-align:left;vertical-align:top}
.eval td.n,.eval th.n{text-align:right}.eval td.n{white-space:nowrap}.eval td:first-child{min-width:11rem}.eval small{opacity:.7}
.eval .wide{overflow-x:auto}.eval details{border-top:1px solid #8884;padding:.5rem 0}.eval summary{cursor:pointer}
.eval figure{margin:1rem 0}.eval figcaption{font-weight:600;margin-bottom:.3rem}.eval blockquote{white-space:pre-wrap;margin:.4rem 0;padding-left:.8rem;border-left:3px solid #8886}
@media (prefers-color-scheme:dark){body{color:#eee;background:#1b1b1b}}
"""


@lru_cache(maxsize=1)
def names() -> dict[str, Any]:
    """What figures, tags and splits are called."""
    return tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))


def write(made: Run, folder: Path) -> None:
    """``report.md``, ``report.html`` and ``summary.html`` beside the run's JSON. Raises StorageFault."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "report.md").write_text(markdown(made.summary), encoding="utf-8")
        (folder / "summary.html").write_text(summary_html(made.summary), encoding="utf-8")
        (folder / "report.html").write_text(page(made), encoding="utf-8")
    except OSError as error:
        raise StorageFault(f"Không ghi được báo cáo vào {folder} ({error.strerror}).") from error


def percent(figure: Mapping[str, float] | None, interval: bool = True) -> str:
    """``93,1% (88,4–97,0)``; a dash where there is no such figure."""
    if figure is None:
        return "–"
    text = f"{_number(figure['value'])}%"
    return f"{text} ({_number(figure['low'])}–{_number(figure['high'])})" if interval else text


def comparison(summary: Mapping[str, Any], split: str) -> tuple[list[str], list[list[str]]]:
    """Header and rows of the table of systems for a split."""
    chosen = [(group, key) for group in ("answers", "retrieval") for key in names()["headline"][group]]
    header = ["Hệ thống", *(names()[group][key] for group, key in chosen), "p50", "p95"]
    rows = []
    for system in summary["systems"].values():
        part = system["splits"].get(split)
        if part:
            took = system["latency_ms"]
            figures = [percent(part[group].get(key)) for group, key in chosen]
            rows.append([system["title"], *figures, f"{_ms(took['p50'])} ms", f"{_ms(took['p95'])} ms"])
    return header, rows


def markdown_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; the first column to the left, the others to the right."""
    lines = [list(header), ["---", *["---:"] * (len(header) - 1)], *map(list, rows)]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def brief(summary: Mapping[str, Any], split: str) -> tuple[list[str], list[list[str]]]:
    """The table of systems for a terminal: fewer columns, intervals of the first only."""
    short = names()["short"]
    rows = []
    for system in summary["systems"].values():
        if part := system["splits"].get(split):
            figures = {**part["answers"], **part["retrieval"]}
            cells = [percent(figures.get(key), interval=not n) for n, key in enumerate(short)]
            rows.append([system["title"], *cells, f"{_ms(system['latency_ms']['p50'])} ms"])
    return ["", *short.values(), "p50"], rows


def plain_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table for a terminal: the first column to the left, the others to the right."""
    lines = [header, *rows]
    widths = [max(len(line[n]) for line in lines) for n in range(len(header))]
    return "\n".join(
        "  ".join(
            cell.rjust(w) if n else cell.ljust(w) for n, (cell, w) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )


def markdown(summary: Mapping[str, Any]) -> str:
    """The whole summary as Markdown, wrong answers by id."""
    parts = ["# Kết quả đánh giá", about(summary)]
    for split, title in splits(summary):
        parts += [f"## {title}", markdown_table(*comparison(summary, split))]
    ours = next(iter(summary["systems"].values()))
    for split, title in splits(summary):
        part = ours["splits"][split]
        parts += [f"## Chi tiết: {ours['title']}, {title.lower()}"]
        parts += [markdown_table(["Số đo", "Giá trị", "Trên"], _details(part))]
        for tag, values in part["tags"].items():
            rows = [
                [names()["values"].get(value, value), percent(v.get("right")), percent(v.get("cited")), str(v["n"])]
                for value, v in values.items()
            ]
            parts.append(
                markdown_table([names()["tags"].get(tag, tag), "Trả lời đúng", "Dẫn đủ căn cứ", "Số câu"], rows)
            )
    wrong = ours["wrong"]
    parts += ["## Câu trả lời sai", ", ".join(f"`{w}`" for w in wrong) or "Không có."]
    return "\n\n".join(parts) + "\n"


def summary_html(summary: Mapping[str, Any]) -> str:
    """A fragment (no document around it): who was asked what, the table of systems, per-tag bars, curve, latency."""
    shown = splits(summary)
    main = shown[0][0]
    parts = [f'<div class="eval"><style>{_STYLE.split("}", 1)[1]}</style>', f"<p>{escape(about(summary))}</p>"]
    for split, title in shown:
        parts += [f"<h3>{escape(title)}</h3>", _table(*comparison(summary, split))]
    ours = next(iter(summary["systems"].values()))
    for tag, values in ours["splits"][main]["tags"].items():
        title = f"{names()['tags'].get(tag, tag)}: trả lời đúng ({dict(shown)[main].lower()})"
        parts.append(
            plots.bars(
                title,
                [
                    _bar(f"{names()['values'].get(value, value)} ({v['n']})", v["right"])
                    for value, v in values.items()
                ],
            )
        )
    # One way of typing is enough for the plots.
    typed = [s for name, s in summary["systems"].items() if not name.endswith("-bare")]
    curves = {s["title"]: [(x, y) for x, y in s["splits"][main]["curve"]] for s in typed if main in s["splits"]}
    parts.append(plots.curves("Sai theo độ phủ", curves, "Số câu được trả lời", "Sai trong số đó"))
    took = [(s["title"], s["latency_ms"]) for s in typed]
    most = max((t["p95"] for _, t in took), default=0.0) or 1.0
    bars = [
        plots.Bar(f"{title}, {at}", t[at], f"{_ms(t[at])} ms", colour=plots.COLOURS[n % len(plots.COLOURS)])
        for n, (title, t) in enumerate(took)
        for at in ("p50", "p95")
    ]
    parts += [plots.bars("Thời gian một câu hỏi", bars, most), "</div>"]
    return "".join(parts)


def page(made: Run) -> str:
    """The self-contained page: the summary, details of ours, every wrong answer, what was run."""
    summary = made.summary
    first = next(iter(summary["systems"]))
    ours = summary["systems"][first]
    parts = [summary_html(summary), '<div class="eval">']
    for split, title in splits(summary):
        parts += [f"<h3>{escape(ours['title'])}: {escape(title.lower())}</h3>"]
        parts.append(_table(["Số đo", "Giá trị", "Trên"], _details(ours["splits"][split])))
    for name, system in summary["systems"].items():
        wrong = [result_json(r) for r in made.results if r.system == name and not r.score.right]
        if name.removesuffix("-bare") == first:
            parts.append(f"<h3>{escape(system['title'])}: {len(wrong)} câu trả lời sai</h3>")
            parts += [_wrong(row) for row in wrong]
    rows = [[key, str(value)] for key, value in summary["configuration"].items()]
    rows += [["mã thiết đặt", summary["configuration_hash"]], ["mã văn bản", summary["corpus"]]]
    rows += [["mô hình", f"{summary['model']['name']} ({summary['model']['fingerprint']})"]]
    rows += [["máy", summary["machine"]], ["bộ nhớ", f"{summary['memory_mb']} MB"]]
    parts += ["<h3>Đã chạy với</h3>", _table(["Thiết đặt", "Giá trị"], rows), "</div>"]
    return (
        '<!doctype html><html lang="vi"><head><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width"><title>Kết quả đánh giá</title><style>{_STYLE}</style></head>'
        f"<body><h1>Kết quả đánh giá</h1>{''.join(parts)}</body></html>"
    )


def _wrong(row: Mapping[str, Any]) -> str:
    """One wrong answer: asked, expected, given, sources."""
    score, given, status = row["score"], row["given"], names()["status"]
    why = []
    if not score["status_right"]:
        why.append(f"phải {status[row['expected_status']]}, đã {status.get(given['status'], given['status'])}")
    why += [f"thiếu “{m}”" for m in score["missing"]] if score["status_right"] else []
    why += [f"có “{f}”" for f in score["forbidden"]]
    if score["items_found"] not in (None, 1.0):
        why.append(f"kể {score['items_found']:.0%} danh sách")
    expected = (
        "; ".join(" / ".join(group) for group in (*row["expect"], *row["items"])) or status[row["expected_status"]]
    )
    talk = "".join(f"<br><small>{escape(role)}: {escape(text)}</small>" for role, text in row["history"])
    sources = "".join(
        f"<li><code>{escape(str(c['anchor']))}</code> {escape(str(c.get('label', '')))}<blockquote>{escape(str(c['quote']))}</blockquote></li>"
        for c in given.get("citations") or ()
    )
    wanted = ", ".join(f"<code>{escape(a)}</code>" for a in row["cite"]) or "–"
    return (
        f"<details><summary><code>{escape(row['id'])}</code> {escape(row['question'])} <small>{escape('; '.join(why) or 'chưa dẫn đủ căn cứ')}</small></summary>"
        f"{talk}<p>Thời điểm: {escape(row['as_of'])}. Phải có: {escape(expected)}. Căn cứ phải dẫn: {wanted}.</p>"
        f"<blockquote>{escape(str(given.get('answer', '')))}</blockquote><ul>{sources}</ul></details>"
    )


def _details(part: Mapping[str, Any]) -> list[list[str]]:
    return [
        [title, percent(part[group][key]), str(part[group][key]["n"])]
        for group in ("answers", "retrieval")
        for key, title in names()[group].items()
        if key in part[group]
    ]


def about(summary: Mapping[str, Any]) -> str:
    """What was asked, over what, with what, when and where."""
    q = summary["questions"]
    return (
        f"{q['total']} câu hỏi ({q['dev']} chỉnh, {q['test']} chấm), {summary['documents']} văn bản, "
        f"{summary['clauses']} đoạn, mô hình {summary['model']['name']}, chạy ngày {summary['made']} trên "
        f"{summary['machine']}. Trong ngoặc là khoảng tin cậy 95%."
    )


def splits(summary: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Name and title of the splits that were measured."""
    held = next(iter(summary["systems"].values()))["splits"]
    return [(split, title) for split, title in names()["splits"].items() if split in held]


def _bar(label: str, figure: Mapping[str, float]) -> plots.Bar:
    return plots.Bar(label, figure["value"], percent(figure, False), figure["low"], figure["high"])


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th{' class=n' if n else ''}>{escape(h)}</th>" for n, h in enumerate(header))
    body = "".join("<tr>" + "".join(_cell(n, c) for n, c in enumerate(row)) + "</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _cell(column: int, text: str) -> str:
    """A cell; an interval stands small under its value."""
    if not column:
        return f"<td>{escape(text)}</td>"
    value, _, interval = text.partition("% (")
    if interval:
        return f"<td class=n>{escape(value)}%<br><small>{escape(interval.removesuffix(')'))}</small></td>"
    return f"<td class=n>{escape(text)}</td>"


def _number(share: float) -> str:
    return f"{share * 100:.1f}".replace(".", ",")


def _ms(value: float) -> str:
    return f"{value:.1f}".replace(".", ",") if value < 10 else f"{value:.0f}"
