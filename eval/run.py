"""Runs: every question through every system, measured, with what is needed to tell one run from another."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from corpus.errors import StorageFault
from corpus.model import Document
from corpus.settings import Settings
from eval import measures, spans
from eval.baselines import Ours, System, Unsampled, baselines
from eval.measures import Figure, Score
from eval.questions import Row, fingerprint
from index import versions
from index.embedding import SentenceEmbedder

FORMAT = 1
# Above this many clauses the afternoon pipeline, which embeds in float32, is only built when asked for.
BASELINE_LIMIT = 5000
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Result:
    """One answer of one system: what was given, and its score."""

    system: str
    row: Row
    given: Mapping[str, Any]
    score: Score
    found: tuple[spans.Span, ...] = ()


@dataclass(frozen=True)
class Run:
    """A whole run: the summary (plain JSON values) and every result behind it."""

    summary: dict[str, Any]
    results: list[Result]


def run(
    settings: Settings,
    rows: Sequence[Row],
    with_baselines: bool | None = None,
    strip: bool = False,
    progress: Progress | None = None,
) -> Run:
    """Refresh the index, put every question to every system and measure.

    ``with_baselines`` None means unless the corpus is large; ``strip`` measures every system a second time with
    the diacritics taken from every question.
    """
    embedder = SentenceEmbedder(settings)
    manifest, _ = versions.build(settings, embedder)
    ours = Ours(settings, embedder)
    store = ours.assistant.searcher.store
    documents = {d.id: d for d in map(store.document, store.ids()) if d.text}
    if with_baselines is None:
        with_baselines = manifest.clauses <= BASELINE_LIMIT
    systems: list[System] = [ours]
    if with_baselines:
        # Where there are no sample questions the product is without them already.
        sampled = len(ours.assistant.searcher.samples.covered) > 0
        systems += [Unsampled(settings, embedder)] if sampled else []
        systems += baselines(documents, plain(settings))
    results: list[Result] = []
    ours.ask(rows[0].question, rows[0].as_of, rows[0].history)  # the model is loaded at the first question
    for system in systems:
        for bare in (False, True) if strip else (False,):
            name = f"{system.name}-bare" if bare else system.name
            for number, row in enumerate(rows, 1):
                results.append(_one(system, name, stripped(row) if bare else row, documents))
                if progress:
                    progress(f"{system.title}{', không dấu' if bare else ''}", number, len(rows))
    summary: dict[str, Any] = {
        "format": FORMAT,
        "made": time.strftime("%Y-%m-%d"),
        "machine": machine(),
        "configuration": settings.answering(),
        "configuration_hash": settings.fingerprint(),
        "corpus": corpus_fingerprint(documents),
        "model": {"name": manifest.model_name, "fingerprint": manifest.model},
        "documents": len(documents),
        "clauses": manifest.clauses,
        "questions": {
            "total": len(rows),
            **{split: sum(r.split == split for r in rows) for split in ("dev", "test")},
            "ids": {split: [r.id for r in rows if r.split == split] for split in ("dev", "test")},
            "fingerprint": {
                split: fingerprint(part)
                for split in ("dev", "test")
                if (part := [r for r in rows if r.split == split])
            },
        },
        "memory_mb": resident_mb(),
        "systems": {},
    }
    titles = {s.name: s for s in systems}
    # As typed first, then without diacritics.
    for name in sorted(dict.fromkeys(r.system for r in results), key=lambda n: n.endswith("-bare")):
        base = titles[name.removesuffix("-bare")]
        title = base.title + (", không dấu" if name.endswith("-bare") else "")
        chosen = [r for r in results if r.system == name]
        seconds = round(base.build_seconds, 2)
        summary["systems"][name] = {
            "title": title,
            "build_seconds": seconds,
            **aggregate(chosen, documents, detailed=base is ours),
        }
    return Run(summary, results)


def plain(settings: Settings) -> SentenceEmbedder:
    """The embedder the other ways of working get: the model as it comes, without the adapter."""
    return SentenceEmbedder(settings.model_copy(update={"adapter": ""}))


def stripped(row: Row) -> Row:
    """The row with the diacritics taken from what the user typed."""
    history = tuple((role, bare(text) if role == "user" else text) for role, text in row.history)
    return replace(row, question=bare(row.question), history=history)


def bare(text: str) -> str:
    """Vietnamese as typed without a keyboard for it; capitals stay."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _one(system: System, name: str, row: Row, documents: Mapping[str, Document]) -> Result:
    def exact(citation: Mapping[str, Any]) -> bool:
        document = documents.get(str(citation.get("document")))
        quote = str(citation.get("quote") or "")
        return bool(quote) and document is not None and document.text[citation["start"] : citation["end"]] == quote

    began = time.perf_counter()
    given = system.ask(row.question, row.as_of, row.history)
    given["elapsed_ms"] = round((time.perf_counter() - began) * 1000, 2)
    found = system.search(row.question, spans.DEPTH) if row.cite and not row.history else []
    return Result(name, row, given, measures.score(row, given, exact), tuple(found))


def aggregate(
    results: Sequence[Result], documents: Mapping[str, Document], detailed: bool = True
) -> dict[str, Any]:
    """Figures of one system per split with its risk-coverage curve, and its latency.

    ``detailed`` adds figures per tag, and which questions were answered wrongly.
    """
    splits: dict[str, Any] = {}
    for split in ("test", "dev"):
        part = [r for r in results if r.score.split == split]
        if part:
            splits[split] = {
                "n": len(part),
                "answers": _plain(measures.figures([r.score for r in part])),
                "retrieval": _plain(
                    spans.figures([r.row for r in part], {r.row.id: r.found for r in part if r.found}, documents)
                ),
                "tags": _tags([r.score for r in part]) if detailed else {},
                "curve": _thinned(measures.risk_coverage([r.score for r in part])),
            }
    took = [r.score.elapsed_ms for r in results]
    return {
        "splits": splits,
        "latency_ms": {
            name: round(measures.percentile(took, at), 1) for name, at in (("p50", 50), ("p95", 95), ("max", 100))
        },
        **({"wrong": sorted(r.row.id for r in results if not r.score.right)} if detailed else {}),
    }


def _tags(scores: Sequence[Score]) -> dict[str, dict[str, Any]]:
    """Right and cited per value of each tag."""
    found: dict[str, dict[str, Any]] = {}
    for name in sorted({tag for s in scores for tag in s.tags}):
        for value in sorted({s.tags[name] for s in scores if name in s.tags}):
            part = [s for s in scores if s.tags.get(name) == value]
            chosen = measures.figures(part, ("right", "cited"))
            found.setdefault(name, {})[value] = {"n": len(part), **_plain(chosen)}
    return found


def _plain(figures: Mapping[str, Figure]) -> dict[str, dict[str, float]]:
    return {
        name: {k: round(v, 4) if isinstance(v, float) else v for k, v in asdict(f).items()}
        for name, f in figures.items()
    }


def _thinned(points: list[tuple[float, float]], most: int = 60) -> list[list[float]]:
    step = max(1, -(-len(points) // most))
    kept = points[::step] + ([points[-1]] if points and (len(points) - 1) % step else [])
    return [[round(x, 4), round(y, 4)] for x, y in kept]


def corpus_fingerprint(documents: Mapping[str, Document]) -> str:
    """Changes with any text or its structure; the same on every machine."""
    text = "\n".join(sorted(f"{d.id}:{d.fingerprint}" for d in documents.values()))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def resident_mb() -> int:
    """Resident memory of this process, in MB; 0 where it cannot be told."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return 0
    found = re.search(r"VmRSS:\s+(\d+)", status)
    return int(found[1]) // 1024 if found else 0


def save(made: Run, folder: Path) -> None:
    """``summary.json`` and ``results.jsonl`` (one answer a line) into a folder. Raises StorageFault."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "summary.json").write_text(dump(made.summary), encoding="utf-8")
        with (folder / "results.jsonl").open("w", encoding="utf-8") as out:
            for r in made.results:
                out.write(json.dumps(result_json(r), ensure_ascii=False) + "\n")
    except OSError as error:
        raise StorageFault(f"Không ghi được kết quả vào {folder} ({error.strerror}).") from error


def dump(summary: Mapping[str, Any]) -> str:
    """A summary as stable text; short lists and figures stay on one line."""
    text = json.dumps(summary, ensure_ascii=False, indent=1)
    text = re.sub(r"\[\s+(-?[\d.]+),\s+(-?[\d.]+)\s+\]", r"[\1, \2]", text)
    text = re.sub(r'\[\s+("[^\[\]]*?")\s+\]', lambda m: "[" + " ".join(m[1].split()) + "]", text)
    return re.sub(r'\{\s+("value":[^{}]*?)\s+\}', lambda m: "{" + " ".join(m[1].split()) + "}", text) + "\n"


def result_json(r: Result) -> dict[str, Any]:
    row = {
        "question": r.row.question,
        "history": r.row.history,
        "as_of": r.row.as_of.isoformat(),
        "expected_status": r.row.status,
        "expect": r.row.expect,
        "forbid": r.row.forbid,
        "cite": r.row.cite,
        "items": r.row.items,
    }
    score = {k: v for k, v in asdict(r.score).items() if k not in ("id", "tags")}
    return {"system": r.system, "id": r.row.id, **row, "tags": dict(r.row.tags), "given": r.given, "score": score}


def machine() -> str:
    """Processor and cores this process may use."""
    try:
        found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    except OSError:
        found = None
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)
    return f"{found[1].strip() if found else platform.machine()}, {cores} nhân"
