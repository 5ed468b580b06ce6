"""Who may do what: log-in, lock-out, sessions, tokens, roles, rates, and where the server may listen."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from assistant.web.access import COOKIE, Door, Person, Rates, check_host, is_loopback
from assistant.web.users import Users
from corpus.errors import LoginNeeded, NotAllowed, TooMany, UsageError
from corpus.settings import Settings
from tests.conftest import Run
from tests.web.conftest import PASSWORD, Site

ASK = {"question": "Cơ quan nào giữ vai trò thường trực?"}


@pytest.fixture
def users(tmp_path: Path) -> Users:
    made = Users(tmp_path / "users.json")
    made.add("an", PASSWORD, "reader")
    return made


def test_the_file_holds_no_password_and_no_token(users: Users) -> None:
    token = users.add_token("an", "máy")
    text = users.path.read_text(encoding="utf-8")
    assert PASSWORD not in text and token not in text and "$argon2id$" in text
    assert stat.S_IMODE(users.path.stat().st_mode) == 0o600


def test_only_the_right_password_opens(users: Users) -> None:
    assert users.verify("an", PASSWORD) is not None
    assert users.verify("an", PASSWORD + " ") is None
    assert users.verify("ai đó", PASSWORD) is None


def test_a_token_belongs_to_its_user_until_it_is_revoked(users: Users) -> None:
    token = users.add_token("an", "máy")
    found = users.of_token(token)
    assert found is not None and found.name == "an"
    users.remove_token("an", "máy")
    assert users.of_token(token) is None


def test_a_change_of_the_file_is_seen_by_a_running_server(users: Users) -> None:
    other = Users(users.path)
    assert set(other.all()) == {"an"}
    users.add("bình", PASSWORD, "editor")
    assert set(other.all()) == {"an", "bình"}


@pytest.mark.parametrize(
    ("name", "password", "role"),
    [("", PASSWORD, "reader"), ("../a", PASSWORD, "reader"), ("an", "ngan", "reader"), ("an", PASSWORD, "chủ")],
)
def test_a_user_that_cannot_be_is_refused(users: Users, name: str, password: str, role: str) -> None:
    with pytest.raises(UsageError):
        users.add(name, password, role)


def _door(users: Users, **more: object) -> Door:
    return Door(Settings(auth=str(users.path), **more))  # type: ignore[arg-type]


def test_a_session_ends_by_time_by_log_out_and_by_a_new_password(users: Users) -> None:
    door = _door(users)
    key = door.log_in("an", PASSWORD, "127.0.0.1")
    assert door.person({}, {COOKIE: key}) == Person("an", "reader")
    users.add("an", PASSWORD + "2", "reader")
    assert door.person({}, {COOKIE: key}) is None
    key = door.log_in("an", PASSWORD + "2", "127.0.0.1")
    door.log_out(key)
    assert door.person({}, {COOKIE: key}) is None
    short = _door(users, session_hours=1e-9)
    assert short.person({}, {COOKIE: short.log_in("an", PASSWORD + "2", "127.0.0.1")}) is None


def test_repeated_failures_lock_the_name_even_for_the_right_password(users: Users) -> None:
    door = _door(users, login_failures=3)
    for address in ("10.0.0.1", "10.0.0.2", "10.0.0.3"):
        with pytest.raises(LoginNeeded):
            door.log_in("an", "sai-mat-khau", address)
    with pytest.raises(TooMany):
        door.log_in("an", PASSWORD, "10.0.0.4")


def test_a_role_covers_the_ones_below_it() -> None:
    Person("sua", "editor").need("reader")
    with pytest.raises(NotAllowed):
        Person("doc", "reader").need("editor")


def test_the_rate_is_a_persons_own() -> None:
    rates = Rates(Settings(rate_limit=2))
    one, other = Person("an", "reader"), Person("bình", "reader")
    rates.asked(one)
    rates.asked(one)
    with pytest.raises(TooMany):
        rates.asked(one)
    rates.asked(other)


@pytest.mark.parametrize(
    ("host", "near"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("192.168.1.5", False),
        ("máy", False),
    ],
)
def test_without_log_in_only_this_machine_is_served(host: str, near: bool) -> None:
    assert is_loopback(host) is near
    if near:
        check_host(Settings(), host)
    else:
        with pytest.raises(UsageError, match="assistant user add"):
            check_host(Settings(), host)


def test_with_log_in_any_address_may_be_served(users: Users, tmp_path: Path) -> None:
    check_host(Settings(auth=str(users.path)), "0.0.0.0")
    with pytest.raises(UsageError):
        check_host(Settings(auth=str(tmp_path / "khong-co.json")), "0.0.0.0")


def test_nobody_enters_unasked(guarded: Site) -> None:
    with guarded.client() as web:
        for path in (
            "/",
            "/api/documents",
            "/metrics",
            "/van-ban?ma=x",
            "/config",
            "/gradio_api/info",
            "/api/docs",
        ):
            response = web.get(path)
            assert response.status_code == 401 and response.json()["error"]["code"] == "login_needed", path
        assert web.post("/api/ask", json=ASK).status_code == 401
        assert web.get("/healthz").status_code == 200
        page = web.get("/", headers={"accept": "text/html"})
        assert page.status_code == 303 and page.headers["location"].startswith("/dang-nhap")


def test_the_log_in_page_lets_a_person_in_and_out(guarded: Site) -> None:
    with guarded.client() as web:
        wrong = web.post("/dang-nhap", data={"ten": "doc", "mat_khau": "khong phai"})
        assert wrong.status_code == 401 and "không đúng" in wrong.text
        done = web.post("/dang-nhap", data={"ten": "doc", "mat_khau": PASSWORD, "tiep": "/van-ban?ma=x"})
        assert done.status_code == 303 and done.headers["location"] == "/van-ban?ma=x"
        cookie = done.headers["set-cookie"]
        assert "HttpOnly" in cookie and "samesite=lax" in cookie.lower()
        assert web.get("/api/documents").status_code == 200
        web.post("/dang-xuat")
        assert web.get("/api/documents").status_code == 401


@pytest.mark.parametrize("onward", ["//xau.vn", "https://xau.vn", "/\\xau.vn", "javascript:alert(1)", "\\\\xau.vn"])
def test_log_in_leads_nowhere_else(guarded: Site, onward: str) -> None:
    with guarded.client() as web:
        done = web.post("/dang-nhap", data={"ten": "sua", "mat_khau": PASSWORD, "tiep": onward})
        assert done.headers["location"] == "/"


def test_the_log_in_page_locks_after_failures(guarded: Site) -> None:
    users = guarded.served.door.users
    assert users is not None
    door = Door(Settings(auth=str(users.path), login_failures=2))
    for _ in range(2):
        with pytest.raises(LoginNeeded):
            door.log_in("khoa", "sai", "10.1.1.1")
    with pytest.raises(TooMany, match="15 phút"):
        door.log_in("khoa", PASSWORD, "10.1.1.2")


def test_a_token_answers_for_its_person(guarded: Site, tokens: dict[str, str]) -> None:
    with guarded.client(tokens["doc"]) as web:
        assert web.post("/api/ask", json=ASK).json()["status"] == "answered"
    with guarded.client(tokens["doc"] + "x") as web:
        assert web.post("/api/ask", json=ASK).status_code == 401


def test_gradio_client_asks_with_a_token_only(guarded: Site, tokens: dict[str, str]) -> None:
    from gradio_client import Client

    with pytest.raises(Exception, match="credentials"):
        Client(guarded.url, verbose=False)
    client = Client(guarded.url, headers={"Authorization": f"Bearer {tokens['sua']}"}, verbose=False)
    assert client.predict(ASK["question"], "", api_name="/ask")["status"] == "answered"
    client.close()


def test_asking_too_fast_is_told_to_wait(guarded: Site, tokens: dict[str, str]) -> None:
    with guarded.client(tokens["nhanh"]) as web:
        statuses = [web.get("/api/search", params={"q": "báo cáo"}).status_code for _ in range(7)]
        assert statuses == [200] * 5 + [429] * 2
        refused = web.post("/api/ask", json=ASK)
        assert refused.status_code == 429 and refused.json()["error"]["code"] == "too_many"
        assert refused.headers["retry-after"]


@pytest.mark.parametrize(("name", "status"), [("doc", 403), ("sua", 200), ("quan", 200)])
def test_only_editors_and_admins_reload_and_upload(
    guarded: Site, tokens: dict[str, str], name: str, status: int
) -> None:
    with guarded.client(tokens[name]) as web:
        assert web.post("/api/reload").status_code == status
        sent = web.post("/gradio_api/upload", files={"files": ("a.txt", b"abc")})
        assert sent.status_code == status


def test_a_page_of_another_site_cannot_act(site: Site) -> None:
    with site.client() as web:
        for headers in ({"origin": "https://xau.vn"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}):
            refused = web.post("/api/ask", json=ASK, headers=headers)
            assert refused.status_code == 403 and refused.json()["error"]["code"] == "origin"
        assert web.get("/api/documents", headers={"host": "xau.vn"}).status_code == 403


def test_the_question_log_can_be_switched_off(guarded: Site, tokens: dict[str, str], tmp_path: Path) -> None:
    from assistant.web.journal import Journal

    with guarded.client(tokens["quan"]) as web:
        web.post("/api/ask", json=ASK)
    logs = guarded.served.settings.data / "logs"
    rows = [json.loads(line) for path in logs.glob("*.jsonl") for line in path.read_text().splitlines()]
    assert any(r["user"] == "quan" and r["question"] == ASK["question"] for r in rows)
    silent = Journal(Settings(data=tmp_path, question_log=False))
    silent.asked(guarded.served.assistant.ask(ASK["question"]), "quan")
    assert list(tmp_path.iterdir()) == []


def test_feedback_and_users_from_the_command_line(
    command: Callable[..., Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    from assistant.web.journal import Journal

    auth = tmp_path / "users.json"
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    added = command("user", "add", "an", "--role", "editor", "--password-stdin", data=tmp_path, auth=auth)
    assert added.code == 0, added.err
    token = command("user", "token", "an", data=tmp_path, auth=auth).out.strip()
    assert re.fullmatch(r"tl_[\w-]{40,}", token)
    assert "an" in command("user", "list", data=tmp_path, auth=auth).out
    assert command("user", "remove", "không", data=tmp_path, auth=auth).code == 2
    Journal(Settings(data=tmp_path)).feedback("an", "down", "hỏi", "đáp", "2026-01-01", "=HYPERLINK(1)")
    out = command("feedback", "export", data=tmp_path).out
    assert "'=HYPERLINK(1)" in out and "hỏi" in out


def test_serving_refuses_before_it_opens_anything(command: Callable[..., Run], tmp_path: Path) -> None:
    refused = command("serve", "--host", "0.0.0.0", data=tmp_path)
    assert refused.code == 2 and "ASSISTANT_AUTH" in refused.err
    unbuilt = command("serve", data=tmp_path)
    assert unbuilt.code == 1 and "assistant index" in unbuilt.err


def test_a_port_in_use_is_told_in_words(command: Callable[..., Run], built: Settings, site: Site) -> None:
    taken = command("serve", "--port", site.url.rsplit(":", 1)[1], data=built.data)
    assert taken.code == 2 and "--port" in taken.err and "Traceback" not in taken.err


def test_a_server_whose_index_cannot_be_opened_says_why(tmp_path: Path) -> None:
    from assistant.web.served import Served
    from tests.web.conftest import running

    served = Served(Settings(data=tmp_path))
    served.open()
    with running(served) as broken, httpx.Client(base_url=broken.url, timeout=30) as web:
        asked = web.post("/api/ask", json=ASK)
        assert asked.status_code == 503 and "assistant index" in asked.json()["error"]["message"]
        state = web.get("/healthz")
        assert (
            state.status_code == 503 and not state.json()["ready"] and "assistant index" in state.json()["reason"]
        )
