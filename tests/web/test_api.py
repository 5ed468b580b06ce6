"""The API over a real server: the answer object, documents, provisions, the register, files, health, metrics."""

from __future__ import annotations

import io
import json
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from openpyxl import load_workbook

from tests.web.conftest import Site

REPORTS = "Ai báo cáo cho ai, trước ngày nào?"


@pytest.fixture(scope="module")
def api(site: Site) -> httpx.Client:
    return site.client()


def test_an_answer_quotes_its_documents_exactly(api: httpx.Client) -> None:
    answer = api.post("/api/ask", json={"question": REPORTS, "id": "câu-1"}).json()
    assert answer["id"] == "câu-1" and answer["status"] == "answered" and answer["citations"]
    for c in answer["citations"]:
        text = api.get(f"/api/documents/{c['document']}").json()["text"]
        assert text[c["start"] : c["end"]] == c["quote"]
    used = {n for claim in answer["claims"] for n in claim["citations"]}
    assert used <= {c["id"] for c in answer["citations"]}


def test_the_as_of_date_is_heeded(api: httpx.Client) -> None:
    answer = api.post("/api/ask", json={"question": REPORTS, "as_of": "2022-06-01"}).json()
    assert answer["as_of"] == "2022-06-01"


def test_a_talk_is_carried_on(api: httpx.Client) -> None:
    history = [["user", "Sở Y tế báo cáo khi nào?"], ["assistant", "…"]]
    answer = api.post("/api/ask", json={"question": "Còn UBND cấp huyện?", "history": history}).json()
    assert any("huyện" in c["quote"].lower() or "huyện" in c["label"].lower() for c in answer["citations"])


def test_a_stream_ends_with_the_answer_its_pieces_made(api: httpx.Client) -> None:
    with api.stream("POST", "/api/ask/stream", json={"question": REPORTS}) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        events = [block.split("\n") for block in "".join(response.iter_text()).split("\n\n") if "event:" in block]
    seen = [(lines[0].removeprefix("event: "), json.loads(lines[1].removeprefix("data: "))) for lines in events]
    assert [kind for kind, _ in seen][-1] == "answer" and len(seen) > 1
    assert "".join(data["text"] for kind, data in seen if kind == "piece") == seen[-1][1]["answer"]


def test_search_finds_clauses_best_first(api: httpx.Client) -> None:
    hits = api.get("/api/search", params={"q": "bảo hiểm y tế", "k": 5}).json()["hits"]
    assert 0 < len(hits) <= 5
    assert [h["score"] for h in hits] == sorted((h["score"] for h in hits), reverse=True)


def test_every_provision_of_a_document_can_be_asked_for(api: httpx.Client) -> None:
    document = api.get("/api/documents").json()["documents"][0]
    whole = api.get(f"/api/documents/{document['id']}").json()
    for row in whole["structure"][::7]:
        found = api.get(f"/api/provisions/{quote(row['anchor'], safe='/')}").json()
        assert found["text"] == whole["text"][row["start"] : row["end"]]
        for reference in found["references"]:
            assert whole["text"][reference["start"] : reference["end"]] == reference["text"]


@pytest.mark.parametrize("kind", ["obligations", "targets", "levels"])
def test_register_rows_quote_their_documents(api: httpx.Client, kind: str) -> None:
    rows = api.get(f"/api/register/{kind}").json()["rows"]
    assert rows
    texts = {r["document"]: api.get(f"/api/documents/{r['document']}").json()["text"] for r in rows}
    assert all(texts[r["document"]][r["start"] : r["end"]] == r["quote"] for r in rows)


def test_the_duties_of_a_body_come_as_rows_table_and_calendar(api: httpx.Client) -> None:
    ask = {"agency": "Sở Y tế", "from": "2024-01-01", "to": "2024-12-31"}
    rows = api.get("/api/register/obligations", params=ask).json()["rows"]
    days = {day for r in rows for day in r["due"]}
    assert days and all("2024-01-01" <= day <= "2024-12-31" for day in days)
    book = api.get("/api/register/obligations", params={**ask, "format": "xlsx"})
    assert "nhiem-vu-so-y-te.xlsx" in book.headers["content-disposition"]
    sheet = load_workbook(io.BytesIO(book.content)).active
    assert sheet is not None and sheet.max_row > len(days)
    calendar = Calendar.from_ical(api.get("/api/register/obligations", params={**ask, "format": "ics"}).content)
    assert {e.decoded("dtstart").isoformat() for e in calendar.walk("VEVENT")} <= days
    assert calendar.walk("VEVENT")


def test_health_says_what_is_served(api: httpx.Client, site: Site) -> None:
    state = api.get("/healthz").json()
    made = site.served.assistant.searcher.manifest
    assert state["ready"] and (state["version"], state["clauses"]) == (made.version, made.clauses)


def test_metrics_count_answers(api: httpx.Client) -> None:
    def answers() -> float:
        lines = api.get("/metrics").text.splitlines()
        return sum(float(line.split()[-1]) for line in lines if line.startswith("assistant_answers_total"))

    before = answers()
    api.post("/api/ask", json={"question": REPORTS})
    assert answers() == before + 1


def test_feedback_is_kept(api: httpx.Client, site: Site) -> None:
    made = api.post("/api/feedback", json={"rating": "down", "question": "câu hỏi", "comment": "thiếu ngày"})
    assert made.status_code == 201
    kept = {row["id"]: row for row in site.served.journal.feedbacks()}
    assert kept[made.json()["id"]]["comment"] == "thiếu ngày"


def test_gradio_client_can_ask(site: Site) -> None:
    from gradio_client import Client

    client = Client(site.url, verbose=False)
    answer = client.predict(REPORTS, "2022-06-01", api_name="/ask")
    client.close()
    assert answer["status"] == "answered" and answer["as_of"] == "2022-06-01"


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("POST", "/api/ask", {}, 422, "invalid"),
        ("POST", "/api/ask", {"question": "…"}, 422, "invalid"),
        ("POST", "/api/ask", {"question": "a", "as_of": "31/12/2024"}, 422, "invalid"),
        ("POST", "/api/ask", {"question": "a", "as_of": 0}, 422, "invalid"),
        ("POST", "/api/ask", {"question": "a", "lạ": 1}, 422, "invalid"),
        ("GET", "/api/documents/khong-co", None, 404, "not_found"),
        ("GET", "/api/provisions/ke-hoach-dak-nong%23muc-xx", None, 404, "not_found"),
        ("GET", "/api/register/obligations?agency=zzzz", None, 404, "not_found"),
        ("GET", "/api/register/khac", None, 422, "invalid"),
        ("GET", "/api/khong-co", None, 404, "not_found"),
        ("DELETE", "/api/ask", None, 405, "method"),
        ("GET", "/api/ask", None, 405, "method"),
        ("POST", "/healthz", {}, 405, "method"),
        ("QUERY", "/healthz", None, 405, "method"),
    ],
)
def test_every_error_has_the_one_shape(
    api: httpx.Client, method: str, path: str, body: object, status: int, code: str
) -> None:
    """``{"error": {"code", "message", "fields"}}``: programmes read ``code``, people read ``message``."""
    response = api.request(method, path, json=body)
    assert response.status_code == status
    error = response.json()["error"]
    assert set(response.json()) == {"error"} and set(error) == {"code", "message", "fields"}
    assert error["code"] == code and error["message"]
    assert "Traceback" not in response.text


def test_a_body_too_large_is_refused_before_it_is_read(api: httpx.Client) -> None:
    response = api.post("/api/ask", json={"question": "a" * 1_100_000})
    assert response.status_code == 413 and response.json()["error"]["code"] == "too_large"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=1, max_size=300))
def test_whatever_is_typed_there_is_an_answer_or_the_one_error(api: httpx.Client, text: str) -> None:
    response = api.post("/api/ask", json={"question": text})
    assert response.status_code in (200, 400, 422)
    assert ("answer" in response.json()) == (response.status_code == 200)
