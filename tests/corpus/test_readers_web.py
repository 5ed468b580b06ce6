"""Fetching a page or file: from a real server on this machine, within limits, or a clear error."""

from __future__ import annotations

import contextlib
import gzip
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from corpus import readers
from corpus.readers.web import WebFault, fetched
from corpus.settings import settings

PAGE = "<!doctype html><html><body><p>Điều 1. Phạm vi điều chỉnh</p><p>Điều 2. Đối tượng</p></body></html>"


class Pages(BaseHTTPRequestHandler):
    """What the test server serves, by path."""

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        if path == "/trang":
            self._send(PAGE.encode(), "text/html; charset=utf-8")
        elif path == "/utf16":
            self._send(PAGE.encode("utf-16"), "text/html; charset=utf-16")
        elif path == "/tep":
            self._send(
                "Điều 1. Phạm vi".encode(), "application/octet-stream", 'attachment; filename="../QD 12.txt"'
            )
        elif path == "/chuyen":
            self._redirect("/trang")
        elif path == "/vong":
            self._redirect("/vong?lai")
        elif path == "/ra-ngoai":
            self._redirect("file:///etc/passwd")
        elif path == "/phim":
            self._send(b"\0" * 10, "video/mp4")
        elif path == "/to":
            self._send(b"a" * 1_500_000, "text/plain")
        elif path == "/nen":
            self._send(gzip.compress(b"a" * 5_000_000), "text/plain", encoding="gzip")
        elif path == "/cham":
            self.send_response(200)
            self.send_header("Content-Type", "text/plain")
            self.end_headers()
            for _ in range(100):
                self.wfile.write(b"a" * 70_000)
                time.sleep(0.05)
        else:
            self.send_error(404)

    def _send(self, data: bytes, kind: str, disposition: str = "", encoding: str = "") -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        if disposition:
            self.send_header("Content-Disposition", disposition)
        if encoding:
            self.send_header("Content-Encoding", encoding)
        self.end_headers()
        self.wfile.write(data)

    def _redirect(self, to: str) -> None:
        self.send_response(302)
        self.send_header("Location", to)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Quiet."""

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):  # the client had enough
            super().handle()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    made = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    made.daemon_threads = True
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()


@pytest.fixture
def one_megabyte(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("ASSISTANT_FILE_LIMIT", "1")
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.mark.parametrize("path", ["/trang", "/chuyen", "/utf16"])
def test_a_page_is_read_like_a_file(server: str, path: str) -> None:
    with fetched(server + path) as file:
        assert readers.read(file).text == "Điều 1. Phạm vi điều chỉnh\n\nĐiều 2. Đối tượng"
    assert not file.exists()


def test_a_file_keeps_the_name_the_server_gives_without_its_path(server: str) -> None:
    with fetched(server + "/tep") as file:
        assert file.name == "QD 12.txt"
        assert readers.read(file).text == "Điều 1. Phạm vi"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/khong-co", "404"),
        ("/vong", "chuyển hướng quá"),
        ("/ra-ngoai", "http"),
        ("/phim", "video/mp4, không phải văn bản"),
        ("/to", "lớn quá 1 MB"),
        ("/nen", "lớn quá 1 MB"),
    ],
)
@pytest.mark.usefixtures("one_megabyte")
def test_refused_with_what_is_wrong(server: str, path: str, message: str) -> None:
    with pytest.raises(WebFault, match=message), fetched(server + path):
        pass


def test_a_download_that_takes_too_long_is_stopped(server: str) -> None:
    with pytest.raises(WebFault, match="đã dừng"), fetched(server + "/cham", seconds=0.3):
        pass


@pytest.mark.parametrize("address", ["ftp://example.org/a.pdf", "file:///etc/passwd", "http://", "javascript://x"])
def test_only_web_addresses_are_fetched(address: str) -> None:
    with pytest.raises(WebFault, match="Chỉ tải được"), fetched(address):
        pass


def test_a_server_that_is_not_there_is_said_so() -> None:
    with pytest.raises(WebFault, match="Không tải được"), fetched("http://127.0.0.1:9/van-ban.pdf"):
        pass
