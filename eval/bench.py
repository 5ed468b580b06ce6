"""Speed and memory: what an office computer has to give, beside the pipeline built in an afternoon.

Every number comes with the machine it was measured on; ratios are taken in one run, one after the other, since this
year's machines differ by more than the programmes do. Corpora of a given size are measured in a process of their own,
so that resident memory is theirs alone.
"""

from __future__ import annotations

import json
import multiprocessing
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

from corpus.errors import StorageFault
from corpus.library import Library
from corpus.settings import Settings
from eval.baselines import Afternoon, Ours
from eval.growth import grown
from eval.measures import percentile
from eval.questions import load, shipped
from eval.run import machine, resident_mb
from index import versions
from index.clauses import clauses
from index.embedding import SentenceEmbedder

FORMAT = 1
_SAMPLE = 192
_ASKED = 480
_CLIENTS = (1, 16)
# Asked when the product's own questions are not at hand.
_QUESTIONS = ("Sở Y tế báo cáo khi nào?", "Mức chuẩn trợ giúp xã hội là bao nhiêu?", "Hồ sơ gồm những gì?")
Tell = Callable[[str], None]


def measure(settings: Settings, sizes: Sequence[int], real: bool = False, tell: Tell = print) -> dict[str, Any]:
    """All measurements, as plain JSON values; ``sizes`` are the numbers of clauses of the growth table."""
    found: dict[str, Any] = {"format": FORMAT, "made": time.strftime("%Y-%m-%d"), "machine": machine()}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        fresh = settings.model_copy(update={"data": Path(place)})
        embedder = SentenceEmbedder(fresh)
        tell("lập chỉ mục từ đầu")
        found["build"] = {"cold_s": _build(fresh, embedder, rebuild=False)}
        tell("lập lại chỉ mục, đoạn không đổi")
        found["build"] |= {"warm_s": _build(fresh, embedder, rebuild=True)}
        found["build"]["clauses"] = versions.manifest(versions.current(fresh)).clauses
        tell("tốc độ nhúng")
        documents = {d.id: d for d in Library(fresh).documents() if d.text}
        found["embedding"] = _embedding(
            fresh, embedder, [c.embedded for d in documents.values() for c in clauses(d)]
        )
        tell("hỏi và tìm")
        ours = Ours(fresh, embedder)
        questions = _questions()
        day = date.today()
        for n, clients in enumerate(_CLIENTS):
            # Each measurement has questions of its own: what was asked before may be remembered.
            found[f"ask_{clients}"] = _timed(lambda q: ours.ask(q, day, ()), questions[2 * n :: 4], clients)
            found[f"search_{clients}"] = _timed(lambda q: ours.search(q, 10), questions[2 * n + 1 :: 4], clients)
        found["memory_mb"] = resident_mb()
        tell("bản làm trong một buổi chiều")
        other = Afternoon(documents, embedder)
        found["afternoon"] = {
            "build_s": round(other.build_seconds, 2),
            "chunks": other.chunks,
            **{f"search_{n}": _timed(lambda q: other.find(q, 10), questions[1::4], n) for n in _CLIENTS},
        }
        other.close()
    found["growth"] = []
    for size in sizes:
        tell(f"kho {size} đoạn")
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as apart:
            found["growth"].append(
                apart.submit(grown, settings, size, real, found["embedding"]["ours_per_s"]).result()
            )
    return found


def save(found: Mapping[str, Any], path: Path) -> None:
    """Raises StorageFault."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise StorageFault(f"Không ghi được kết quả vào {path} ({error.strerror}).") from error


def table(found: Mapping[str, Any]) -> tuple[list[str], list[list[str]]]:
    """Ours beside the afternoon pipeline."""
    build, speed, other = found["build"], found["embedding"], found["afternoon"]
    rows = [
        ["Lập chỉ mục từ đầu", f"{_s(build['cold_s'])} ({build['clauses']} đoạn)", f"{_s(other['build_s'])} ({other['chunks']} đoạn)"],
        ["Lập lại, văn bản không đổi", _s(build["warm_s"]), _s(other["build_s"])],
        ["Nhúng, đoạn mỗi giây", f"{_n(speed['ours_per_s'])} (gấp {_n(speed['ratio'])})", _n(speed["plain_per_s"])],
    ]  # fmt: skip
    for clients in _CLIENTS:
        who = "một người hỏi" if clients == 1 else f"{clients} người cùng hỏi"
        rows.append([f"Hỏi, {who}: p50 / p95", _times(found[f"ask_{clients}"]), "–"])
        rows.append(
            [f"Tìm, {who}: p50 / p95", _times(found[f"search_{clients}"]), _times(other[f"search_{clients}"])]
        )
    rows.append(["Bộ nhớ", f"{found['memory_mb']} MB", "–"])
    return ["", "Trợ lý này", "Bản một buổi chiều"], rows


def growth_table(found: Mapping[str, Any]) -> tuple[list[str], list[list[str]]]:
    """What corpora of each size take."""
    header = ["Số đoạn", "Lập chỉ mục", "Tìm: p50 / p95", "Hỏi: p50 / p95", "Bộ nhớ", "Trên đĩa"]
    rows = []
    for g in found["growth"]:
        mark = "" if g["real"] else " *"
        rows.append(
            [f"{g['clauses']:,}".replace(",", "."), f"{_s(g['build_s'])}{mark}", _times(g["search"]), _times(g["ask"]), f"{g['memory_mb']} MB", f"{g['disk_mb']} MB"]
        )  # fmt: skip
    return header, rows


def growth_note(found: Mapping[str, Any]) -> str:
    """What the mark in the growth table means; empty if nothing is marked."""
    if all(g["real"] for g in found["growth"]):
        return ""
    return (
        "\\* Thời gian lập chỉ mục gồm thời gian nhúng tính theo tốc độ đo được trên máy này; phần còn lại đo thật, "
        "với vectơ lấy từ các đoạn đã nhúng thêm nhiễu."
    )


def lines(found: Mapping[str, Any]) -> list[str]:
    """For a terminal."""
    from eval.report import plain_table

    shown = [f"Máy: {found['machine']}, ngày {found['made']}", ""]
    header, rows = table(found)
    shown += [
        f"{row[0]}: {row[1]}" + (f"   [{header[2].lower()}: {row[2]}]" if row[2] != "–" else "") for row in rows
    ]
    if found["growth"]:
        shown += ["", plain_table(*growth_table(found)), growth_note(found).replace("\\", "")]
    return shown


def _build(settings: Settings, embedder: SentenceEmbedder, rebuild: bool) -> float:
    began = time.perf_counter()
    versions.build(settings, embedder, rebuild)
    return round(time.perf_counter() - began, 2)


def _embedding(settings: Settings, embedder: SentenceEmbedder, texts: Sequence[str]) -> dict[str, float]:
    """Clauses a second: ours, and ``SentenceTransformer.encode`` in float32 as it comes, each twice in turn."""
    step = max(1, len(texts) // _SAMPLE)
    sample = list(texts[::step])[:_SAMPLE]
    prompted = [settings.passage_prompt + t for t in sample]
    embedder.passages(sample[:8])
    embedder.model.encode(prompted[:8], show_progress_bar=False)
    best = {"ours": 0.0, "plain": 0.0}
    for _ in range(2):
        began = time.perf_counter()
        embedder.model.encode(prompted, normalize_embeddings=True, show_progress_bar=False)
        middle = time.perf_counter()
        embedder.passages(sample)
        best["plain"] = max(best["plain"], len(sample) / (middle - began))
        best["ours"] = max(best["ours"], len(sample) / (time.perf_counter() - middle))
    return {
        "ours_per_s": round(best["ours"], 1),
        "plain_per_s": round(best["plain"], 1),
        "ratio": round(best["ours"] / best["plain"], 2),
    }


def _timed(call: Callable[[str], Any], questions: Sequence[str], clients: int) -> dict[str, float]:
    """p50 and p95 in milliseconds and questions a second, by so many threads that each ask one after the other."""
    call(questions[0])

    def one(question: str) -> float:
        began = time.perf_counter()
        call(question)
        return (time.perf_counter() - began) * 1000

    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        took = list(pool.map(one, questions))
    return {
        "p50": round(percentile(took, 50), 1),
        "p95": round(percentile(took, 95), 1),
        "per_s": round(len(took) / (time.perf_counter() - began), 1),
    }


def _questions() -> list[str]:
    files = shipped()
    asked = [row.question for row in load(files) if not row.history] if files else list(_QUESTIONS)
    return (asked * (_ASKED // len(asked) + 1))[:_ASKED]


def _times(t: Mapping[str, float]) -> str:
    return f"{t['p50']:.0f} / {t['p95']:.0f} ms"


def _s(seconds: float) -> str:
    return f"{_n(seconds)} giây" if seconds < 120 else f"{seconds / 60:.0f} phút"


def _n(value: float) -> str:
    return (f"{value:.1f}" if value < 100 else f"{value:.0f}").replace(".", ",")
