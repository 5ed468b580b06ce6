"""Real servers on 127.0.0.1 for the tests of the page and the API: one open to all at the machine, one with log-in."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from corpus.settings import Settings

if TYPE_CHECKING:
    from assistant.web.served import Served
    from index.embedding import SentenceEmbedder

PASSWORD = "mat-khau-dai"


@dataclass(frozen=True)
class Site:
    """A running server: its address, what it serves, and a way to ask it."""

    url: str
    served: Served

    def client(self, token: str = "", **more: object) -> httpx.Client:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.Client(base_url=self.url, headers=headers, timeout=60, **more)  # type: ignore[arg-type]


@contextmanager
def running(served: Served) -> Iterator[Site]:
    """Serve on a free port of 127.0.0.1 until left."""
    import uvicorn

    from assistant.web.server import create

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = uvicorn.Config(
        create(served), host="127.0.0.1", port=port, log_level="error", timeout_graceful_shutdown=2
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.05)
        yield Site(f"http://127.0.0.1:{port}", served)
    finally:
        server.should_exit = True
        thread.join(15)


@pytest.fixture(scope="session")
def web_data(new_data: Callable[[], Path], embedder: SentenceEmbedder) -> Path:
    """A data folder with an index that tests may add to."""
    from index import versions

    folder = new_data()
    versions.build(Settings(data=folder), embedder)
    return folder


@pytest.fixture(scope="session")
def site(web_data: Path, embedder: SentenceEmbedder) -> Iterator[Site]:
    """A server without log-in, as on an officer's own machine."""
    from assistant.service import Assistant
    from assistant.web.served import Served

    settings = Settings(data=web_data)
    with running(Served(settings, Assistant(settings, embedder))) as made:
        yield made


@pytest.fixture(scope="session")
def guarded(
    built: Settings, embedder: SentenceEmbedder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """A server with log-in and three people: ``doc``, ``sua`` and ``quan`` (reader, editor, admin)."""
    from assistant.service import Assistant
    from assistant.web.served import Served
    from assistant.web.users import Users

    folder = tmp_path_factory.mktemp("people")
    users = Users(folder / "users.json")
    for name, role in (
        ("doc", "reader"),
        ("sua", "editor"),
        ("quan", "admin"),
        ("nhanh", "reader"),
        ("khoa", "reader"),
    ):
        users.add(name, PASSWORD, role)
    own = folder / "data"
    own.mkdir()
    (own / "index").symlink_to(built.data / "index")
    settings = Settings(data=own, auth=str(users.path), rate_limit=5, login_failures=3)
    with running(Served(settings, Assistant(settings, embedder))) as made:
        yield made


@pytest.fixture(scope="session")
def tokens(guarded: Site) -> dict[str, str]:
    """An API token of every person of the guarded server."""
    users = guarded.served.door.users
    assert users is not None
    return {name: users.add_token(name, "kiểm thử") for name in users.all()}
