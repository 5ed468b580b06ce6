"""One error shape for the API: ``{"error": {"code", "message", "fields": [{"field", "message"}]}}``.

``code`` is stable and for programmes, ``message`` is Vietnamese and for people. No traceback leaves the server.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from corpus import errors

log = logging.getLogger(__name__)

# The first class that fits decides, so the narrow ones come first.
CODES: tuple[tuple[type[errors.AssistantError], int, str], ...] = (
    (errors.UsageError, 400, "bad_request"),
    (errors.LoginNeeded, 401, "login_needed"),
    (errors.NotAllowed, 403, "not_allowed"),
    (errors.TooMany, 429, "too_many"),
    (errors.UnknownDocument, 404, "not_found"),
    (errors.AlreadyAdded, 409, "already_added"),
    (errors.UnreadableFile, 400, "unreadable_file"),
    (errors.CorpusError, 400, "corpus"),
    (errors.NotReady, 503, "not_ready"),
    (errors.IndexFault, 503, "not_ready"),
    (errors.ModelFault, 503, "not_ready"),
    (errors.AssistantError, 500, "failed"),
)
_BY_STATUS = {
    400: ("bad_request", "Yêu cầu không đúng."),
    401: ("login_needed", "Cần đăng nhập, hoặc gửi mã truy cập trong Authorization: Bearer."),
    403: ("not_allowed", "Không được phép làm việc này."),
    404: ("not_found", "Không có địa chỉ này."),
    405: ("method", "Địa chỉ này không nhận phương thức đó."),
    411: ("length", "Yêu cầu phải ghi rõ độ dài (Content-Length)."),
    413: ("too_large", "Nội dung gửi lên quá lớn."),
    415: ("media", "Kiểu nội dung không nhận được."),
    422: ("invalid", "Có trường chưa đúng; xem “fields”."),
}
_FIELD = {
    "missing": "còn thiếu",
    "string_type": "phải là chữ",
    "string_too_long": "quá dài",
    "string_too_short": "quá ngắn",
    "string_pattern_mismatch": "không đúng dạng",
    "json_invalid": "không phải JSON hợp lệ",
    "extra_forbidden": "không có trường này",
}


class FieldProblem(BaseModel):
    field: str = Field(description="Tên trường")
    message: str = Field(description="Trường sai thế nào")


class Problem(BaseModel):
    code: str = Field(description="Mã lỗi, không đổi", examples=["bad_request"])
    message: str = Field(description="Lời giải thích cho người dùng")
    fields: list[FieldProblem] = Field(default_factory=list, description="Các trường chưa đúng")


class ProblemBody(BaseModel):
    """Hình dạng chung của mọi lỗi."""

    error: Problem


_MEANING = {
    400: "Yêu cầu không thực hiện được",
    401: "Cần đăng nhập",
    403: "Không được phép",
    404: "Không có",
    405: "Sai phương thức",
    411: "Thiếu độ dài",
    413: "Quá lớn",
    422: "Có trường chưa đúng",
    429: "Quá nhiều yêu cầu",
    503: "Chưa sẵn sàng",
}


def documented(*statuses: int, as_json: bool = False) -> dict[int | str, dict[str, Any]]:
    """The ``responses=`` of a route: those every route has, and the given ones.

    ``as_json`` says so outright, for routes whose own answers are something else.
    """
    always = (400, 401, 403, 422, 503)
    if as_json:
        shape = {"application/json": {"schema": {"$ref": "#/components/schemas/ProblemBody"}}}
        return {s: {"content": shape, "description": _MEANING[s]} for s in sorted({*always, *statuses})}
    return {s: {"model": ProblemBody, "description": _MEANING[s]} for s in sorted({*always, *statuses})}


def problem(
    status: int,
    code: str = "",
    message: str = "",
    fields: list[dict[str, str]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    known = _BY_STATUS.get(status, ("failed", "Có lỗi ở máy chủ, xin thử lại."))
    error = {"code": code or known[0], "message": message or known[1], "fields": fields or []}
    extra = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    return JSONResponse({"error": error}, status, {**extra, **(headers or {})})


def of_error(error: errors.AssistantError) -> JSONResponse:
    """The response for an error of the one tree."""
    status, code = next((s, c) for kind, s, c in CODES if isinstance(error, kind))
    return problem(status, code, str(error), headers={"Retry-After": "30"} if status in (429, 503) else None)


def install(app: FastAPI) -> None:
    """Give every error of an app this shape."""

    @app.exception_handler(errors.AssistantError)
    async def known(_: Request, error: errors.AssistantError) -> JSONResponse:
        return of_error(error)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        fields = [
            {
                "field": ".".join(str(p) for p in e["loc"] if p not in ("body", "query", "path")) or "body",
                "message": _FIELD.get(e["type"], "giá trị không hợp lệ"),
            }
            for e in error.errors()
        ]
        return problem(422, fields=fields)

    @app.exception_handler(HTTPException)
    async def http(_: Request, error: HTTPException) -> JSONResponse:
        return problem(error.status_code, headers=error.headers)

    @app.exception_handler(Exception)
    async def unknown(_: Request, error: Exception) -> JSONResponse:
        log.error("unexpected %s", type(error).__name__, exc_info=error)
        return problem(500)
