"""What every request passes first: host, origin, who asks, which of Gradio's routes are there, sizes, headers."""

from __future__ import annotations

import re
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote, urlsplit

from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.access import is_loopback
from assistant.web.problems import problem
from assistant.web.served import Served

LOGIN = "/dang-nhap"
_OPEN = re.compile(r"/(?:dang-nhap|healthz|favicon\.ico|tinh/[\w.-]+)$")
_OURS = re.compile(r"/(?:api(?:/.*)?|healthz|metrics|nguon|van-ban|danh-gia|dang-nhap|dang-xuat|tinh/.*)$")
# Of Gradio's routes only those the page and gradio_client use are reachable.
_GRADIO = re.compile(
    r"/(?:$|config/?$|theme\.css$|robots\.txt$|favicon\.ico$|manifest\.json$|pwa_icon|assets/|static/|svelte/|"
    r"gradio_api/(?:info|config|theme\.css|startup-events|app_id|heartbeat/|queue/|call/|run/|cancel|reset|upload|file=|"
    r"user|login_check|token|openapi\.json))"
)
# Methods the routes are asked about; any other is taken nowhere.
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
_UPLOAD = "/gradio_api/upload"
_BODY_LIMIT = 1_000_000
_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"SAMEORIGIN"),
]
# Gradio's page needs inline scripts; nobody's page may fetch from, or send to, another machine.
_POLICY = (
    b"default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    b"img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; frame-ancestors 'self'; "
    b"base-uri 'self'; form-action 'self'; object-src 'none'"
)
_STRICT = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    b"frame-ancestors 'self'; base-uri 'none'; form-action 'self'"
)


class Guard:
    """ASGI middleware around the whole app."""

    def __init__(self, app: ASGIApp, served: Served) -> None:
        self.app, self.served = app, served

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
        path = scope["path"]
        refusal = self._refusal(scope, path, headers)
        status = 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                policy = _STRICT if _is_own_page(path) else _POLICY
                if not any(k == b"content-security-policy" for k, _ in message["headers"]):
                    message["headers"] = [*message["headers"], (b"content-security-policy", policy)]
                message["headers"] = [*message["headers"], *_HEADERS]
                if path.startswith("/api/") or path in ("/nguon", "/van-ban"):
                    message["headers"].append((b"cache-control", b"no-store"))
            await send(message)

        await (refusal or self.app)(scope, receive, sending)
        route = getattr(scope.get("route"), "path", "") or ("/" if _GRADIO.match(path) else "other")
        self.served.metrics.requested(scope["method"], route, status)

    def _refusal(self, scope: Scope, path: str, headers: dict[str, str]) -> Response | None:
        """The answer to a request that may not go further; None for one that may."""
        door = self.served.door
        if scope["method"] not in METHODS:
            return problem(405, headers={"Allow": "GET, HEAD, POST"})
        if door.open and not is_loopback(urlsplit(f"//{headers.get('host', '')}").hostname or ""):
            return problem(403, "host", "Trang này chỉ mở từ chính máy đang chạy.")
        if not _OURS.match(path) and not _GRADIO.match(path):
            return problem(404)
        if scope["method"] not in ("GET", "HEAD", "OPTIONS") and not _same_origin(headers):
            return problem(403, "origin", "Yêu cầu đến từ một trang khác nên không được nhận.")
        person = door.person(headers, _cookies(headers.get("cookie", "")))
        scope.setdefault("state", {})["person"] = person
        if person is None and not _OPEN.match(path):
            if scope["method"] == "GET" and "text/html" in headers.get("accept", ""):
                query = scope.get("query_string", b"").decode("latin-1")
                onward = path + (f"?{query}" if query else "")
                return RedirectResponse(f"{LOGIN}?tiep={quote(onward, safe='')}", 303)
            return problem(401)
        if path.startswith(_UPLOAD) and person and not person.may("editor"):
            return problem(403, message="Tài khoản của bạn không có quyền thêm văn bản.")
        return _too_large(scope, path, headers, self.served.settings.upload_limit)


def _too_large(scope: Scope, path: str, headers: dict[str, str], megabytes: int) -> Response | None:
    if scope["method"] not in ("POST", "PUT", "PATCH"):
        return None
    length = headers.get("content-length", "")
    limit = megabytes * 1_000_000 + 10_000 if path == _UPLOAD else _BODY_LIMIT
    if length.isdigit():
        return problem(413) if int(length) > limit else None
    return problem(411) if _OURS.match(path) or "transfer-encoding" in headers else None


def _same_origin(headers: dict[str, str]) -> bool:
    """Whether a browser says the request comes from our own page; programmes say nothing."""
    if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host", "")


def _is_own_page(path: str) -> bool:
    return path in ("/nguon", "/van-ban", LOGIN)


def _cookies(header: str) -> dict[str, str]:
    try:
        return {k: m.value for k, m in SimpleCookie(header).items()}
    except CookieError:
        return {}
