"""What every test may lean on: one index of the shipped documents, built once a session, and an assistant over it.

The unpacked model and the vectors by text are kept in pytest's cache folder between runs (both are keyed by the
model's fingerprint), so that only a first run pays for them. ``pytest --cache-clear`` starts from nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from corpus.library import Library
from corpus.model import Source
from corpus.settings import Settings, settings

if TYPE_CHECKING:
    from assistant.service import Assistant
    from index.embedding import SentenceEmbedder
    from index.search import Searcher

SHARED = Path(__file__).parents[2] / "shared" / "corpus"
FULL_TEXTS = ("nghi-dinh-20-2021-nd-cp", "thong-tu-02-2021-tt-bldtbxh", "thong-tu-76-2021-tt-btc")

# Settings of the person who runs the tests must not change what they find.
for _name in [name for name in os.environ if name.startswith("ASSISTANT_")]:
    del os.environ[_name]
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ.setdefault("HF_HUB_OFFLINE", "1")

# A busy machine is not a failure.
hypothesis.settings.register_profile("busy", deadline=None)
hypothesis.settings.load_profile("busy")


@pytest.fixture(scope="session")
def kept(pytestconfig: pytest.Config) -> Path:
    """A folder that stays between runs: the unpacked model and the vectors."""
    assert pytestconfig.cache is not None
    folder = pytestconfig.cache.mkdir("assistant")
    for name in ("models", "cache"):
        (folder / name).mkdir(exist_ok=True)
    return Path(folder)


@pytest.fixture(scope="session")
def new_data(tmp_path_factory: pytest.TempPathFactory, kept: Path) -> Callable[[], Path]:
    """Makes empty data folders that share the unpacked model and the vectors."""

    def make() -> Path:
        folder = tmp_path_factory.mktemp("data")
        for name in ("models", "cache"):
            (folder / name).symlink_to(kept / name)
        return folder

    return make


@pytest.fixture(scope="session")
def built(new_data: Callable[[], Path], embedder: SentenceEmbedder) -> Settings:
    """Settings whose data folder holds an index of the shipped documents. Add nothing to it."""
    from index import versions

    made = Settings(data=new_data())
    versions.build(made, embedder)
    return made


@pytest.fixture(scope="session")
def full(new_data: Callable[[], Path], embedder: SentenceEmbedder) -> Settings:
    """Settings of an index with the full texts added that are not shipped; skips where they are not at hand."""
    from index import versions

    if not all((SHARED / f"{name}.txt").is_file() for name in FULL_TEXTS):
        pytest.skip("không có ../shared/corpus: toàn văn nghị định, thông tư không kèm theo dự án")
    made = Settings(data=new_data())
    for name in FULL_TEXTS:
        text = (SHARED / f"{name}.txt").read_text(encoding="utf-8")
        Library(made).add(Source(text), f"{name}.txt")
    versions.build(made, embedder)
    return made


@pytest.fixture(scope="session")
def embedder(new_data: Callable[[], Path]) -> SentenceEmbedder:
    """The default model, loaded once for all tests."""
    from index.embedding import SentenceEmbedder

    return SentenceEmbedder(Settings(data=new_data()))


@pytest.fixture(scope="session")
def assistant(built: Settings, embedder: SentenceEmbedder) -> Assistant:
    """An assistant over the shipped documents."""
    from assistant.service import Assistant

    return Assistant(built, embedder)


@pytest.fixture(scope="session")
def full_assistant(full: Settings, embedder: SentenceEmbedder) -> Assistant:
    """An assistant with the full texts added."""
    from assistant.service import Assistant

    return Assistant(full, embedder)


@pytest.fixture(scope="session")
def searcher(built: Settings, embedder: SentenceEmbedder) -> Searcher:
    """Search over the shipped documents."""
    from index.search import Searcher

    return Searcher(built, embedder)


@pytest.fixture(scope="session")
def full_searcher(full: Settings, embedder: SentenceEmbedder) -> Searcher:
    """Search with the full texts added."""
    from index.search import Searcher

    return Searcher(full, embedder)


@dataclass(frozen=True)
class Run:
    """What a command left behind: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[..., Run]]:
    """Runs ``assistant …`` in this process: ``command("ask", "…", data=built.data)``; other names are settings."""
    import sys

    from assistant import cli

    def run(*args: object, data: Path | None = None, **values: Any) -> Run:
        if data is not None:
            values["data"] = data
        with monkeypatch.context() as patch:
            for name, value in values.items():
                patch.setenv(f"ASSISTANT_{name.upper()}", str(value))
            patch.setattr(sys, "argv", ["assistant", *map(str, args)])
            settings.cache_clear()
            capsys.readouterr()
            try:
                cli.main()
                code = 0
            except SystemExit as stop:
                code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
            finally:
                settings.cache_clear()
        out, err = capsys.readouterr()
        return Run(code, out, err)

    yield run
    settings.cache_clear()
