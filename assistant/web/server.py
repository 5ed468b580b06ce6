"""The server: API, small pages and Gradio's page on one port."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from pathlib import Path

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import gradio as gr
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from fastapi_offline import FastAPIOffline
from starlette.routing import Match

from assistant.web import api, page, pages
from assistant.web.access import check_host
from assistant.web.guard import METHODS, Guard
from assistant.web.problems import install, problem
from assistant.web.served import Served
from corpus.errors import UsageError
from corpus.settings import Settings

# Seconds that open windows are waited for when the server is told to stop.
_PATIENCE = 2
_ABOUT = (
    "Hỏi đáp về kế hoạch và các văn bản liên quan. Mọi lỗi có chung một hình dạng: "
    '`{"error": {"code", "message", "fields"}}`. Khi máy chủ bật đăng nhập, gửi mã truy cập trong '
    "`Authorization: Bearer …` (tạo bằng `assistant user token TÊN`)."
)


def create(served: Served) -> FastAPI:
    """The whole app over one served assistant."""
    os.environ["GRADIO_TEMP_DIR"] = str((served.settings.data / "tmp").resolve())
    app = FastAPIOffline(
        docs_url="/api/docs",
        redoc_url=None,
        openapi_url="/api/openapi.json",
        static_url="/api/docs-static",
        swagger_ui_oauth2_redirect_url="/api/docs/oauth2-redirect",
        title="Trợ lý Kế hoạch và văn bản",
        version="1",
        description=_ABOUT,
    )
    install(app)
    routers = [api.router(served), pages.router(served)]
    for router in routers:
        app.include_router(router)

    @app.api_route("/api/{rest:path}", methods=METHODS, include_in_schema=False)
    @app.api_route("/{rest}", methods=[m for m in METHODS if m not in ("GET", "HEAD")], include_in_schema=False)
    def nowhere(request: Request) -> JSONResponse:
        """What the page must not answer: an address of the API that is none, or a method it does not take."""
        allowed: set[str] = set()
        for route in (route for router in routers for route in router.routes):
            if route.matches(request.scope)[0] == Match.PARTIAL:
                allowed |= set(getattr(route, "methods", ()) or ())
        if allowed:
            return problem(405, headers={"Allow": ", ".join(sorted(allowed))})
        return problem(404)

    gr.mount_gradio_app(
        app,
        page.build(served),
        path="/",
        server_name=served.settings.host,
        server_port=served.settings.port,
        theme=page.theme(),
        i18n=page.words(),
        head=page.HEAD,
        css=(pages.STATIC / "gradio.css").read_text(encoding="utf-8"),
        footer_links=[],
        show_error=False,
        max_file_size=served.settings.upload_limit * 1_000_000,
        blocked_paths=[str(Path(served.settings.data).resolve())],
        allowed_paths=[],
        ssr_mode=False,
        pwa=False,
        enable_monitoring=False,
        mcp_server=False,
        run_history=False,
    )
    app.add_middleware(Guard, served=served)
    return app


def run(settings: Settings, host: str, port: int) -> None:
    """Open the index and serve until stopped. Raises UsageError, IndexMissing before anything is opened."""
    from index import versions

    check_host(settings, host)
    versions.manifest(versions.current(settings))
    _check_port(host, port)
    served = Served(settings)
    served.open()
    app = create(served)
    print(f"Trang hỏi đáp: http://{host}:{port}   API: http://{host}:{port}/api/docs", flush=True)
    logging.getLogger("uvicorn.error").addFilter(_told)
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_PATIENCE,
    )


def _check_port(host: str, port: int) -> None:
    """Say in words that an address cannot be listened to. Raises UsageError."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise UsageError(
            f"Không mở được {host}:{port} ({error.strerror or error}). Có thể cổng này đang được dùng; "
            "hãy chọn cổng khác bằng --port, ví dụ --port 7861."
        ) from error


def _told(record: logging.LogRecord) -> bool:
    """Whether a log line is worth telling: windows left open when the server stops are not."""
    cause = record.exc_info[1] if record.exc_info else None
    return not isinstance(cause, asyncio.CancelledError) and "graceful shutdown exceeded" not in record.getMessage()
