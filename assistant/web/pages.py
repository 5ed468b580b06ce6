"""The small pages beside Gradio's: a clause, a document, log-in, and the page's own script and style."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from assistant.web.access import COOKIE
from assistant.web.guard import LOGIN
from assistant.web.served import Served
from assistant.web.sources import known
from corpus.errors import AccessFault, AssistantError

STATIC = Path(__file__).parent / "static"
TITLE = "Trợ lý Kế hoạch và văn bản"


def router(served: Served) -> APIRouter:
    """Routes that return HTML; none of them is part of the API's description."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/tinh/{name}")
    def static(name: str) -> Response:
        """A file of our own by its exact name: nothing of the path reaches the file system."""
        files = {p.name: p for p in STATIC.iterdir() if p.is_file()}
        if name not in files:
            return Response(status_code=404)
        return FileResponse(files[name], headers={"Cache-Control": "no-cache"})

    @routes.get("/nguon")
    def source(
        o: Annotated[str, Query(max_length=600)],
        tu: int | None = None,
        den: int | None = None,
        manh: bool = False,
    ) -> HTMLResponse:
        return _shown(lambda: served.sources.source(o, tu, den), o.split("#")[0], manh)

    @routes.get("/van-ban")
    def document(ma: Annotated[str, Query(max_length=400)], manh: bool = False) -> HTMLResponse:
        return _shown(
            lambda: served.sources.document(known(served.assistant.knowledge, ma).id), "Văn bản", manh, "rong"
        )

    @routes.get(LOGIN)
    def login_page(tiep: str = "/") -> HTMLResponse:
        return _login(tiep)

    @routes.post(LOGIN)
    def log_in(
        request: Request,
        ten: Annotated[str, Form(max_length=200)] = "",
        mat_khau: Annotated[str, Form(max_length=500)] = "",
        tiep: Annotated[str, Form(max_length=2000)] = "/",
    ) -> Response:
        if served.door.open:
            return RedirectResponse("/", 303)
        address = request.client.host if request.client else ""
        try:
            key = served.door.log_in(ten.strip(), mat_khau, address)
        except AccessFault as error:
            return _login(tiep, str(error), ten)
        response = RedirectResponse(_inside(tiep), 303)
        response.set_cookie(
            COOKIE,
            key,
            max_age=int(served.settings.session_hours * 3600),
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return response

    @routes.post("/dang-xuat")
    def log_out(request: Request) -> Response:
        if key := request.cookies.get(COOKIE):
            served.door.log_out(key)
        response = RedirectResponse(LOGIN if not served.door.open else "/", 303)
        response.delete_cookie(COOKIE)
        return response

    return routes


def whole(body: str, title: str = TITLE, kind: str = "") -> str:
    """A page of our own around a fragment."""
    return (
        '<!doctype html><html lang="vi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>"
        '<link rel="stylesheet" href="/tinh/style.css"><script src="/tinh/page.js" defer></script></head>'
        f'<body class="trang-rieng {kind}"><main>{body}</main></body></html>'
    )


def _shown(make: Callable[[], str], title: str, fragment: bool, kind: str = "") -> HTMLResponse:
    try:
        body, status = make(), 200
    except AssistantError as error:
        body, status = f'<p class="luu-y" role="alert">{escape(str(error))}</p>', 404
    return HTMLResponse(body if fragment else whole(body, title, kind), status)


def _login(onward: str, said: str = "", name: str = "") -> HTMLResponse:
    alert = f'<p class="luu-y" role="alert">{escape(said)}</p>' if said else ""
    body = (
        f'<form method="post" action="{LOGIN}" class="dang-nhap"><h1>{TITLE}</h1>{alert}'
        f'<label for="ten">Tên người dùng</label><input id="ten" name="ten" autocomplete="username" required value="{escape(name)}">'
        '<label for="mk">Mật khẩu</label><input id="mk" name="mat_khau" type="password" autocomplete="current-password" required>'
        f'<input type="hidden" name="tiep" value="{escape(_inside(onward))}">'
        '<button type="submit">Đăng nhập</button></form>'
    )
    return HTMLResponse(whole(body, "Đăng nhập"), 401 if said else 200)


def _inside(onward: str) -> str:
    """A path of this server; anything that could lead to another becomes the front page."""
    parts = urlsplit(onward)
    inside = onward.startswith("/") and not onward.startswith(("//", "/\\")) and not parts.netloc
    return onward if inside and "\\" not in onward else "/"
