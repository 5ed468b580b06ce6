"""Layered layout of a small directed graph: boxes in fixed rows, long arrows led past the boxes between.

After Sugiyama, Tagawa and Toda (1981), with the rows given: an arrow over several rows gets a waypoint in each row
between, boxes and waypoints are ordered by the mean place of what they are tied to, and rows are centred.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

BOX, GAP, LINE, PAD = 190.0, 46.0, 17.0, 12.0
_WAYPOINT = 22.0
_BETWEEN = 150.0
_TURNS = 12


@dataclass(eq=False)
class Node:
    """A box with lines of text, or a waypoint without any; ``x, y`` is its upper left corner."""

    id: str
    row: int
    lines: list[str] = field(default_factory=list)
    listed: bool = False
    x: float = 0.0
    y: float = 0.0
    ties: list[Node] = field(default_factory=list)

    @property
    def width(self) -> float:
        return BOX if self.lines else _WAYPOINT

    @property
    def height(self) -> float:
        return 2 * PAD + LINE * len(self.lines) if self.lines else 0.0

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(eq=False)
class Edge:
    """An arrow; ``way`` are its waypoints from source to target."""

    source: Node
    target: Node
    way: list[Node] = field(default_factory=list)


def place(nodes: Sequence[Node], edges: Sequence[Edge], rows: int, left: float, top: float) -> tuple[float, float]:
    """Give every box and waypoint its place; returns width and height of the whole."""
    layers: list[list[Node]] = [[n for n in nodes if n.row == r] for r in range(rows)]
    used = [r for r in range(rows) if layers[r]]
    for edge in edges:
        low, high = sorted((edge.source.row, edge.target.row))
        between = [r for r in used if low < r < high]
        edge.way = [Node("", r) for r in (between if edge.source.row == low else reversed(between))]
        for node in edge.way:
            layers[node.row].append(node)
        stops = [edge.source, *edge.way, edge.target]
        for a, b in pairwise(stops):
            a.ties.append(b)
            b.ties.append(a)
    _order(layers)
    full = max((_width(layer) for layer in layers if layer), default=BOX)
    y = top
    for number in used:
        layer = layers[number]
        at = left + (full - _width(layer)) / 2
        tall = max(n.height for n in layer)
        # Arrows between neighbours of one row go over their tops and need room there.
        y += 44 if any(e.source.row == e.target.row == number for e in edges) else 0
        for node in layer:
            node.x, node.y = at, y
            at += node.width + GAP
        y += tall + _BETWEEN
    return left + full + GAP, y - _BETWEEN + GAP


def _order(layers: list[list[Node]]) -> None:
    for layer in layers:
        _spread(layer)
    for turn in range(_TURNS):
        for layer in layers if turn % 2 else reversed(layers):
            layer.sort(key=lambda n: sum(t.middle for t in n.ties) / len(n.ties) if n.ties else n.middle)
            _spread(layer)


def _spread(layer: Sequence[Node]) -> None:
    at = -_width(layer) / 2
    for node in layer:
        node.x = at
        at += node.width + GAP


def _width(layer: Sequence[Node]) -> float:
    return sum(n.width + GAP for n in layer) - GAP


def crossing(spot: tuple[float, float, float, float], others: Sequence[tuple[float, float, float, float]]) -> bool:
    """Whether a rectangle (x1, y1, x2, y2) overlaps any other."""
    return any(spot[0] < o[2] and o[0] < spot[2] and spot[1] < o[3] and o[1] < spot[3] for o in others)
