"""The dense side against a real Chroma server: ``ASSISTANT_CHROMA_URL``."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from corpus.errors import IndexFault
from corpus.settings import Settings
from index import versions
from index.search import Searcher

CHROMA = shutil.which("chroma", path=str(Path(sys.executable).parent)) or shutil.which("chroma")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Chroma server started for these tests."""
    if CHROMA is None:
        pytest.skip("không có lệnh chroma")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("chroma")
    process = subprocess.Popen(
        [CHROMA, "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                if httpx.get(f"{url}/api/v2/heartbeat", trust_env=False).is_success:
                    break
            except httpx.HTTPError:
                time.sleep(0.2)
        else:
            pytest.fail("máy chủ Chroma không trả lời")
        yield url
    finally:
        process.terminate()
        process.wait(20)


def names(url: str) -> set[str]:
    import chromadb

    port = int(url.rsplit(":", 1)[1])
    return {c.name for c in chromadb.HttpClient(host="127.0.0.1", port=port).list_collections()}


@pytest.fixture
def served(small: Settings, server: str) -> Settings:
    return Settings(data=small.data, shipped=False, chroma_url=server)


def test_a_version_lives_on_the_server_and_answers_from_it(served, hashing) -> None:
    made, _ = versions.build(served, hashing)
    assert f"clauses-{made.version}" in names(served.chroma_url)
    assert not (versions.current(served) / "chroma").exists()
    assert Searcher(served, hashing).search("hộ nghèo vay vốn", 1)[0].clause.document == "luat-2"


def test_old_collections_go_with_their_versions(served, hashing) -> None:
    before = names(served.chroma_url)
    made = [versions.build(served, hashing, rebuild=True)[0].version for _ in range(4)]
    assert names(served.chroma_url) - before == {f"clauses-{v}" for v in made[-2:]}


def test_two_data_folders_share_a_server(served, hashing, tmp_path: Path, add_passages) -> None:
    versions.build(served, hashing)
    other = Settings(data=tmp_path / "khac" / "data", shipped=False, chroma_url=served.chroma_url)
    other.data.mkdir(parents=True)
    add_passages(other, {"rieng": "Đua voi ở Buôn Đôn."})
    versions.build(other, hashing)
    assert Searcher(other, hashing).search("đua voi", 5)[0].clause.document == "rieng"
    assert len(Searcher(served, hashing).search("đua voi", 5)) == 3


def test_a_server_that_does_not_answer_is_said_so(small, hashing) -> None:
    versions.build(small, hashing)
    away = Settings(data=small.data, shipped=False, chroma_url="http://127.0.0.1:9")
    with pytest.raises(IndexFault, match="ASSISTANT_CHROMA_URL"):
        Searcher(away, hashing)
    with pytest.raises(IndexFault, match="ASSISTANT_CHROMA_URL"):
        versions.build(away, hashing, rebuild=True)


def test_a_collection_the_server_has_lost_is_said_so(served, hashing) -> None:
    import chromadb

    made, _ = versions.build(served, hashing)
    port = int(served.chroma_url.rsplit(":", 1)[1])
    chromadb.HttpClient(host="127.0.0.1", port=port).delete_collection(f"clauses-{made.version}")
    with pytest.raises(IndexFault, match="--rebuild"):
        Searcher(served, hashing)
