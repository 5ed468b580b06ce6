"""The server: API, small pages and Gradio's page on one port."""

from __future__ import annotations

import os
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
from corpus.settings import Settings

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
    served = Served(settings)
    served.open()
    app = create(served)
    print(f"Trang hỏi đáp: http://{host}:{port}   API: http://{host}:{port}/api/docs", flush=True)
    uvicorn.run(app, host=host, port=port, log_level="warning", access_log=False, server_header=False)
