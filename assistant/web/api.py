"""The API: the routes under ``/api``, ``/healthz`` and ``/metrics``."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.concurrency import iterate_in_threadpool

from assistant import register_rows
from assistant.answer import Answer
from assistant.web import schemas as s
from assistant.web.access import Person
from assistant.web.problems import CODES, documented
from assistant.web.served import Served
from assistant.web.sources import documents as all_documents
from assistant.web.sources import known
from corpus.errors import AssistantError, LoginNeeded, UnknownDocument, UsageError
from corpus.model import Document, Provision
from corpus.references import of_provision

Kind = Literal["obligations", "targets", "levels"]
# Dates of duties are worked out for at most this long.
_LONGEST = timedelta(days=3660)


def person_of(request: Request) -> Person:
    person: Person | None = getattr(request.state, "person", None)
    if person is None:
        raise LoginNeeded("Cần đăng nhập, hoặc gửi mã truy cập trong Authorization: Bearer.")
    return person


def router(served: Served) -> APIRouter:
    """The routes over one served assistant."""
    routes = APIRouter()

    @routes.post(
        "/api/ask",
        response_model=s.AnswerOut,
        responses=documented(411, 413, 429),
        tags=["Hỏi"],
        summary="Hỏi một câu",
    )
    def ask(body: s.Ask, request: Request) -> dict[str, Any]:
        return served.ask(body.question, body.as_of, body.history, person_of(request)).to_json(body.id)

    @routes.post(
        "/api/ask/stream",
        response_class=EventSourceResponse,
        responses=documented(411, 413, 429, as_json=True),
        tags=["Hỏi"],
        summary="Hỏi một câu, nhận dần (text/event-stream)",
        description="Các sự kiện `piece` ({text}), rồi một `answer` (câu trả lời như /api/ask) hoặc `error` (hình dạng lỗi).",
    )
    async def ask_stream(body: s.Ask, request: Request) -> AsyncIterator[ServerSentEvent]:
        person = person_of(request)

        def events() -> Iterator[ServerSentEvent]:
            try:
                for piece in served.stream(body.question, body.as_of, body.history, person):
                    if isinstance(piece, Answer):
                        yield ServerSentEvent(event="answer", data=piece.to_json(body.id))
                    else:
                        yield ServerSentEvent(event="piece", data={"text": piece})
            except AssistantError as error:
                code = next(c for kind, _, c in CODES if isinstance(error, kind))
                data = {"error": {"code": code, "message": str(error), "fields": []}}
                yield ServerSentEvent(event="error", data=data)

        async for event in iterate_in_threadpool(events()):
            yield event

    @routes.get(
        "/api/search", response_model=s.Hits, responses=documented(429), tags=["Văn bản"], summary="Tìm điều khoản"
    )
    def search(
        request: Request,
        q: Annotated[s.Question, Query(description="Từ cần tìm")],
        k: Annotated[int, Query(ge=1, le=100, description="Số đoạn nhiều nhất")] = 10,
    ) -> dict[str, Any]:
        served.rates.asked(person_of(request))
        hits = served.assistant.searcher.search(q, k)
        rows = [
            {
                "anchor": h.clause.anchor,
                "document": h.clause.document,
                "label": h.clause.label,
                "score": round(h.score, 4),
                "text": h.clause.text,
            }
            for h in hits
        ]
        return {"query": q, "hits": rows}

    @routes.get(
        "/api/documents",
        response_model=s.Documents,
        responses=documented(),
        tags=["Văn bản"],
        summary="Danh mục văn bản",
    )
    def documents() -> dict[str, Any]:
        return {"documents": [_brief(served, d) for d in all_documents(served.assistant.knowledge)]}

    @routes.get(
        "/api/documents/{document_id:path}",
        response_model=s.DocumentWhole,
        responses=documented(404),
        tags=["Văn bản"],
        summary="Một văn bản",
    )
    def document(document_id: str) -> dict[str, Any]:
        d = known(served.assistant.knowledge, document_id)
        return {
            **_brief(served, d),
            "said": d.entry.said,
            "text": d.text,
            "structure": [_row(d, p) for p in d.provisions],
        }

    @routes.get(
        "/api/provisions/{anchor:path}",
        response_model=s.ProvisionOut,
        responses=documented(404),
        tags=["Văn bản"],
        summary="Một điều khoản",
        description="Vị trí viết `mã-văn-bản#đoạn`, dấu # mã hóa thành %23, ví dụ `ke-hoach-dak-nong%23muc-vi/3`.",
    )
    def provision(anchor: str) -> dict[str, Any]:
        knowledge = served.assistant.knowledge
        document_id, _, segment = anchor.partition("#")
        d = known(knowledge, document_id)
        p = d.by_path.get(segment)
        if p is None:
            raise UnknownDocument(f"Văn bản {document_id} không có vị trí “{segment[:200]}”.")
        found = of_provision(d, p, knowledge.catalogue) if d.entry.kind != "passage" else []
        return {
            **_row(d, p),
            "document": d.id,
            "trail": list(p.trail),
            "text": d.words(p),
            "text_level": d.level,
            "references": [
                {"text": r.text, "start": r.start, "end": r.end, "anchor": r.anchor if r.document else ""}
                for r in found
            ],
        }

    @routes.get(
        "/api/register/{kind}",
        response_model=s.RegisterOut,
        responses={
            **documented(404),
            200: {
                "description": "Các dòng của sổ, hoặc tệp",
                "content": {mime: {} for mime in (*register_rows.MIMES.values(), "application/json")},
            },
        },
        tags=["Sổ"],
        summary="Nhiệm vụ, chỉ tiêu, mức hưởng",
        description="Ngày đến hạn được tính trong khoảng `from`–`to`, dài nhất mười năm.",
    )
    def register(
        kind: Kind,
        agency: Annotated[str, Query(max_length=200, description="Cơ quan: mã hoặc tên")] = "",
        first: Annotated[s.Day | None, Query(alias="from", description="Từ ngày")] = None,
        last: Annotated[s.Day | None, Query(alias="to", description="Đến ngày")] = None,
        form: Annotated[register_rows.Format, Query(alias="format", description="Dạng kết quả")] = "json",
    ) -> Any:
        if first and last:
            last = min(last, date.fromordinal(min(first.toordinal() + _LONGEST.days, date.max.toordinal())))
        knowledge = served.assistant.knowledge
        try:
            if form == "json":
                return {"kind": kind, "rows": register_rows.rows(knowledge, kind, agency, first, last)}
            data = register_rows.exported(knowledge, kind, agency, first, last, form)
        except UsageError as error:  # no such body, no such file: well asked, but not there
            raise UnknownDocument(str(error)) from error
        name = register_rows.file_name(kind, agency, form)
        return Response(
            data,
            media_type=register_rows.MIMES[form],
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    @routes.post(
        "/api/feedback",
        response_model=s.FeedbackOut,
        status_code=201,
        responses=documented(411, 413, 429),
        tags=["Góp ý"],
        summary="Góp ý về một câu trả lời",
    )
    def feedback(body: s.Feedback, request: Request) -> dict[str, str]:
        person = person_of(request)
        served.rates.asked(person)
        day = body.as_of.isoformat() if body.as_of else ""
        made = served.journal.feedback(person.name, body.rating, body.question, body.answer, day, body.comment)
        return {"id": made}

    @routes.post(
        "/api/reload",
        response_model=s.Health,
        responses=documented(411),
        tags=["Vận hành"],
        summary="Chuyển sang phiên bản chỉ mục mới nhất (biên tập, quản trị)",
    )
    def reload(request: Request) -> dict[str, Any]:
        person_of(request).need("editor")
        served.reload()
        return served.health()

    @routes.get(
        "/healthz",
        response_model=s.Health,
        responses={503: {"model": s.Health, "description": "Chưa sẵn sàng"}},
        tags=["Vận hành"],
        summary="Tình trạng",
    )
    def healthz() -> JSONResponse:
        state = s.Health(**served.health())
        return JSONResponse(state.model_dump(), 200 if state.ready else 503)

    @routes.get(
        "/metrics",
        response_class=Response,
        responses={
            **{k: v for k, v in documented(as_json=True).items() if k in (401, 403)},
            200: {"description": "Số liệu cho Prometheus", "content": {"text/plain": {}}},
        },
        tags=["Vận hành"],
        summary="Số liệu",
    )
    def metrics() -> Response:
        return Response(served.metrics.text(), media_type="text/plain; version=0.0.4")

    return routes


def _brief(served: Served, d: Document) -> dict[str, Any]:
    e = d.entry
    return {
        "id": d.id,
        "number": e.number,
        "kind": e.kind,
        "title": e.title,
        "short": e.short,
        "issuer": e.issuer,
        "date": e.date,
        "in_force": e.in_force,
        "level": d.level,
        "state": served.assistant.knowledge.validity.in_force(d.id, date.today()).state,
        "added": d.added,
        "provisions": len(d.provisions),
    }


def _row(d: Document, p: Provision) -> dict[str, Any]:
    return {
        "anchor": d.anchor(p),
        "label": p.label,
        "heading": p.heading,
        "start": p.start,
        "end": p.end,
        "page": p.page,
    }
