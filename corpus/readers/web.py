"""A page or file fetched from the web into a local file, within limits of size, time, kind and redirects."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from corpus.errors import CorpusError
from corpus.settings import settings

if TYPE_CHECKING:
    import httpx

_REDIRECTS = 5
_SECONDS = 60
_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/msword": ".doc",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/tiff": ".tiff",
    # Many servers know no better; the reader looks at the bytes.
    "application/octet-stream": "",
    "application/x-download": "",
    "binary/octet-stream": "",
    "": "",
}


class WebFault(CorpusError):
    """An address that cannot be fetched; nothing was added."""


def is_address(text: str) -> bool:
    """Whether an argument is an address rather than a file name."""
    return re.match(r"[a-z][a-z0-9+.-]*://", text, re.IGNORECASE) is not None


@contextmanager
def fetched(address: str, seconds: float = _SECONDS) -> Iterator[Path]:
    """The file behind an http(s) address, named as the server names it; gone when the block ends.

    ``seconds`` bounds the whole download. Raises WebFault with what is wrong.
    """
    import httpx

    _check(address)
    limit = settings().file_limit * 1_000_000
    end = time.monotonic() + seconds
    try:
        with (
            tempfile.TemporaryDirectory(prefix="tro-ly-") as folder,
            httpx.Client(
                follow_redirects=True,
                max_redirects=_REDIRECTS,
                timeout=httpx.Timeout(min(20.0, seconds)),
                event_hooks={"request": [lambda request: _check(str(request.url))]},
                headers={"User-Agent": "tro-ly-van-ban/1.0", "Accept-Encoding": "gzip"},
            ) as client,
        ):
            with client.stream("GET", address) as response:
                if response.status_code != 200:
                    raise WebFault(
                        f"Máy chủ trả lời lỗi {response.status_code} cho {address}. Hãy kiểm tra địa chỉ."
                    )
                kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
                if kind not in _SUFFIXES:
                    raise WebFault(
                        f"{address} là {kind}, không phải văn bản. Nhận trang web, PDF, DOCX, TXT, ảnh quét."
                    )
                path = Path(folder) / _name(response, kind)
                size = 0
                with path.open("wb") as out:
                    for part in response.iter_bytes(65536):  # unpacked, so that a packed bomb is counted too
                        size += len(part)
                        if size > limit:
                            raise WebFault(f"{address} lớn quá {settings().file_limit} MB nên không được tải.")
                        if time.monotonic() > end:
                            raise WebFault(
                                f"{address} tải quá {seconds:g} giây nên đã dừng. Hãy tải bằng trình duyệt."
                            )
                        out.write(part)
                charset = response.charset_encoding
            if charset and kind.startswith("text/") and charset.lower() not in ("utf-8", "utf8"):
                _to_utf8(path, charset)
            yield path
    except httpx.TooManyRedirects as error:
        raise WebFault(f"{address} chuyển hướng quá {_REDIRECTS} lần.") from error
    except httpx.TimeoutException as error:
        raise WebFault(f"{address} không trả lời kịp. Hãy thử lại hoặc tải bằng trình duyệt.") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise WebFault(
            f"Không tải được {address} ({type(error).__name__}). Hãy kiểm tra địa chỉ và mạng."
        ) from error


def _check(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise WebFault(f"Chỉ tải được địa chỉ http:// hoặc https://, không phải “{address}”.")


def _name(response: httpx.Response, kind: str) -> str:
    """The file's name as the server or the address gives it, safe, with the suffix of its kind."""
    said = re.search(r'filename\*?=(?:UTF-8\'\')?"?([^";]+)', response.headers.get("content-disposition", ""))
    raw = unquote(said[1] if said else str(response.url.path).rsplit("/", 1)[-1])
    name = re.sub(r"[^\w.\- ]+", "-", raw.replace("\\", "/").rsplit("/", 1)[-1]).strip(". -")[:120]
    name = name or str(response.url.host)
    suffix = _SUFFIXES[kind]
    return name if not suffix or name.lower().endswith(suffix) else f"{name}{suffix}"


def _to_utf8(path: Path, charset: str) -> None:
    try:
        path.write_text(path.read_bytes().decode(charset, "replace"), encoding="utf-8")
    except LookupError:
        return  # an unknown name: the reader finds out by itself
