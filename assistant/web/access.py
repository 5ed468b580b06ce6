"""Who asks, and how much they may: persons, sessions, roles, lock-out and rates. Kept in memory, lost at a restart."""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from assistant.web.users import ROLES, Role, User, Users
from corpus.errors import LoginNeeded, NotAllowed, TooMany, UsageError
from corpus.settings import Settings

COOKIE = "phien_lam_viec"
_SESSIONS = 10_000


@dataclass(frozen=True)
class Person:
    """Who a request comes from; ``name`` is empty where nobody needs to log in."""

    name: str
    role: Role

    def may(self, role: Role) -> bool:
        """Whether the person's role covers another."""
        return ROLES.index(self.role) >= ROLES.index(role)

    def need(self, role: Role) -> None:
        if not self.may(role):
            raise NotAllowed("Tài khoản của bạn không có quyền làm việc này.")


LOCAL = Person("", "admin")


class Rates:
    """Questions per minute of a person. Without log-in there is one person, at this machine, and no limit."""

    def __init__(self, settings: Settings) -> None:
        self._item = RateLimitItemPerMinute(settings.rate_limit) if settings.rate_limit else None
        self._window = MovingWindowRateLimiter(MemoryStorage())

    def asked(self, person: Person | None) -> None:
        """Count a question. Raises TooMany."""
        if self._item and person and person.name and not self._window.hit(self._item, "ask", person.name):
            raise TooMany("Bạn hỏi nhanh quá giới hạn mỗi phút, xin chờ một lát rồi hỏi tiếp.")


class Door:
    """Lets people in: with a password (a session cookie), with an API token, or everybody when there is no file."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.users = Users(Path(settings.auth)) if settings.auth else None
        self._sessions: dict[str, tuple[str, float, str]] = {}
        self._lock = threading.Lock()
        self._failures = RateLimitItemPerMinute(settings.login_failures, settings.login_lock_minutes)
        self._failed = MovingWindowRateLimiter(MemoryStorage())

    @property
    def open(self) -> bool:
        return self.users is None

    def log_in(self, name: str, password: str, address: str) -> str:
        """A new session's key. Raises TooMany while locked out, LoginNeeded when name or password is wrong."""
        assert self.users is not None
        keys = [("name", name[:64]), ("address", address)]
        if not all(self._failed.test(self._failures, *k) for k in keys):
            raise TooMany(
                f"Đăng nhập sai quá {self.settings.login_failures} lần; xin thử lại sau "
                f"{self.settings.login_lock_minutes} phút."
            )
        user = self.users.verify(name, password)
        if user is None:
            for failed in keys:
                self._failed.hit(self._failures, *failed)
            raise LoginNeeded("Tên hoặc mật khẩu không đúng.")
        key = secrets.token_urlsafe(32)
        with self._lock:
            now = time.time()
            self._sessions = {k: v for k, v in self._sessions.items() if v[1] > now}
            while len(self._sessions) >= _SESSIONS:
                self._sessions.pop(next(iter(self._sessions)))
            self._sessions[_digest(key)] = (user.name, now + self.settings.session_hours * 3600, user.password)
        return key

    def log_out(self, key: str) -> None:
        with self._lock:
            self._sessions.pop(_digest(key), None)

    def person(self, headers: Mapping[str, str], cookies: Mapping[str, str]) -> Person | None:
        """Who a request comes from; None when somebody must log in first."""
        if self.users is None:
            return LOCAL
        scheme, _, token = headers.get("authorization", "").partition(" ")
        user: User | None = None
        if scheme.lower() == "bearer" and token:
            user = self.users.of_token(token.strip())
        elif key := cookies.get(COOKIE):
            name, until, password = self._sessions.get(_digest(key), ("", 0.0, ""))
            user = self.users.get(name) if until > time.time() else None
            if user and user.password != password:  # changed since
                user = None
        return Person(user.name, user.role) if user else None


def is_loopback(host: str) -> bool:
    """Whether an address is reachable from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_host(settings: Settings, host: str) -> None:
    """Refuse to listen to other machines while anybody may ask and add. Raises UsageError."""
    if not settings.auth and not is_loopback(host):
        raise UsageError(
            f"Không mở ở địa chỉ {host} khi chưa có đăng nhập: ai trong mạng cũng hỏi và thêm văn bản được. "
            "Hãy tạo người dùng (assistant user add TÊN) và đặt ASSISTANT_AUTH tới tệp người dùng, "
            "hoặc chỉ mở trên máy này (--host 127.0.0.1)."
        )
    if settings.auth and not Users(Path(settings.auth)).all():
        raise UsageError(
            f"Tệp người dùng {settings.auth} chưa có ai. Hãy tạo người dùng trước: assistant user add TÊN --role admin"
        )


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
