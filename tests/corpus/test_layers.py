"""Imports go one way: corpus <- index <- assistant <- eval, app (design: Rooms)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# What each room may import of ours.
MAY = {
    "corpus": {"corpus"},
    "index": {"corpus", "index"},
    "assistant": {"corpus", "index", "assistant"},
    "eval": {"corpus", "index", "assistant", "eval"},
}
FILES = [path for room in MAY for path in sorted((ROOT / room).rglob("*.py"))]


def imported(path: Path) -> Iterator[str]:
    """Dotted names of every module a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: nhập tương đối"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def ours(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imported(path)} & {*MAY, "app", "tests"}


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_room_imports_only_rooms_below_it(path: Path) -> None:
    assert ours(path) <= MAY[path.relative_to(ROOT).parts[0]]


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_the_pages_are_imported_by_the_app_only(path: Path) -> None:
    if path.parent != ROOT / "assistant" / "web" and ROOT / "assistant" / "web" not in path.parents:
        assert not [name for name in imported(path) if name.startswith("assistant.web")]


def test_the_rooms_are_not_empty() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in FILES} == set(MAY)
