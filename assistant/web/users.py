"""The file of users: names, roles, Argon2 hashes of passwords and SHA-256 of API tokens. Never a secret itself.

The file is read again when it changes, so that ``assistant user`` acts on a running server.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import threading
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Literal, get_args

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from corpus.errors import StorageFault, UsageError

Role = Literal["reader", "editor", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
ROLE_NAMES = {"reader": "người đọc", "editor": "biên tập", "admin": "quản trị"}
_NAME = re.compile(r"[\w.@-]{1,64}")
_SHORTEST = 8
_TOKEN_PREFIX = "tl_"


@dataclass(frozen=True)
class User:
    """One person. ``tokens`` maps the name of a token to the SHA-256 of it."""

    name: str
    role: Role
    password: str
    tokens: dict[str, str] = field(default_factory=dict)


class Users:
    """The users of one file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._hasher = PasswordHasher()
        self._dummy = self._hasher.hash(secrets.token_hex(8))
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] = (0, 0)
        self._users: dict[str, User] = {}

    def all(self) -> dict[str, User]:
        """The users as the file has them now. Raises StorageFault when it cannot be read."""
        try:
            stat = self.path.stat()
        except FileNotFoundError:
            return {}
        with self._lock:
            stamp = (stat.st_mtime_ns, stat.st_size)
            if stamp != self._stamp:
                try:
                    rows = json.loads(self.path.read_text(encoding="utf-8"))["users"]
                    self._users = {r["name"]: User(**r) for r in rows}
                except (OSError, ValueError, KeyError, TypeError) as error:
                    raise StorageFault(f"Không đọc được tệp người dùng {self.path}.") from error
                self._stamp = stamp
            return dict(self._users)

    def get(self, name: str) -> User | None:
        return self.all().get(name)

    def verify(self, name: str, password: str) -> User | None:
        """The user of a name and password; an unknown name takes as long as a wrong password."""
        user = self.get(name)
        try:
            self._hasher.verify(user.password if user else self._dummy, password)
        except (Argon2Error, InvalidHashError):
            return None
        return user

    def of_token(self, token: str) -> User | None:
        """The user an API token belongs to."""
        digest = _digest(token)
        for user in self.all().values():
            if any(secrets.compare_digest(digest, t) for t in user.tokens.values()):
                return user
        return None

    def add(self, name: str, password: str, role: str) -> User:
        """Add a user, or give one a new password and role; its tokens stay. Raises UsageError."""
        if not _NAME.fullmatch(name):
            raise UsageError("Tên người dùng chỉ gồm chữ, số và các dấu . _ - @, dài không quá 64 ký tự.")
        if role not in ROLES:
            raise UsageError(f"Vai trò phải là một trong: {', '.join(ROLES)}.")
        if len(password) < _SHORTEST:
            raise UsageError(f"Mật khẩu phải có ít nhất {_SHORTEST} ký tự.")
        users = self.all()
        kept = users[name].tokens if name in users else {}
        users[name] = User(name, role, self._hasher.hash(password), kept)  # type: ignore[arg-type]
        self._write(users)
        return users[name]

    def remove(self, name: str) -> None:
        users = self.all()
        self._known(users, name)
        del users[name]
        self._write(users)

    def add_token(self, name: str, label: str) -> str:
        """Make an API token for a user; it is shown once and only its digest is kept."""
        users = self.all()
        user = self._known(users, name)
        token = _TOKEN_PREFIX + secrets.token_urlsafe(32)
        users[name] = replace(user, tokens={**user.tokens, label: _digest(token)})
        self._write(users)
        return token

    def remove_token(self, name: str, label: str) -> None:
        users = self.all()
        user = self._known(users, name)
        if label not in user.tokens:
            raise UsageError(f"{name} không có mã truy cập “{label}”.")
        users[name] = replace(user, tokens={k: v for k, v in user.tokens.items() if k != label})
        self._write(users)

    def _known(self, users: dict[str, User], name: str) -> User:
        if name not in users:
            raise UsageError(f"Không có người dùng “{name}”. Xem danh sách bằng lệnh: assistant user list")
        return users[name]

    def _write(self, users: dict[str, User]) -> None:
        """Write whole or not at all, readable by the owner only."""
        text = json.dumps({"users": [asdict(u) for u in users.values()]}, ensure_ascii=False, indent=1)
        aside = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
                out.write(text)
            aside.replace(self.path)
        except OSError as error:
            raise StorageFault(f"Không ghi được tệp người dùng {self.path} ({error.strerror}).") from error


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
