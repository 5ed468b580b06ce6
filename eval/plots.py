"""Small plots as inline SVG: bars and curves that need nothing but the page they stand in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

COLOURS = ("#1a5fb4", "#c64600", "#63813d", "#813d9c", "#9a6700", "#5e5c64")
_FONT = 'font-family="inherit" font-size="12"'


@dataclass(frozen=True)
class Bar:
    """One bar: its length is ``value / most``; ``low`` and ``high`` draw a whisker where they differ."""

    label: str
    value: float
    text: str
    low: float | None = None
    high: float | None = None
    colour: str = COLOURS[0]


def bars(title: str, rows: Sequence[Bar], most: float = 1.0, width: int = 640) -> str:
    """Horizontal bars, one a row, with their values written beside them."""
    left, right, step = 200, 110, 22
    room = width - left - right
    scale = room / most if most else 0.0
    parts = []
    for n, bar in enumerate(rows):
        y = 4 + n * step
        middle = y + 8
        length = max(0.0, min(bar.value, most)) * scale
        parts.append(
            f'<text x="{left - 8}" y="{y + 12}" text-anchor="end" {_FONT} fill="currentColor">{escape(_short(bar.label))}</text>'
            f'<rect x="{left}" y="{y}" width="{length:.1f}" height="16" fill="{bar.colour}"/>'
        )
        if bar.low is not None and bar.high is not None and bar.high > bar.low:
            x1, x2 = left + bar.low * scale, left + min(bar.high, most) * scale
            parts.append(
                f'<path d="M{x1:.1f} {middle}H{x2:.1f}M{x1:.1f} {middle - 4}v8M{x2:.1f} {middle - 4}v8" stroke="currentColor" fill="none"/>'
            )
        at = left + max(length, (bar.high or 0.0) * scale if most == 1.0 else 0.0) + 6
        parts.append(f'<text x="{at:.1f}" y="{y + 12}" {_FONT} fill="currentColor">{escape(bar.text)}</text>')
    return _svg(title, width, 8 + step * len(rows), parts)


def curves(
    title: str, lines: Mapping[str, Sequence[tuple[float, float]]], across: str, up: str, width: int = 640
) -> str:
    """Lines of points in the unit square (x, y from 0 to 1), with a legend below."""
    left, top, room, tall = 56, 10, width - 76, 240
    parts = []
    for tick in range(0, 101, 20):
        x, y = left + room * tick / 100, top + tall * (1 - tick / 100)
        parts.append(
            f'<path d="M{left} {y:.1f}h{room}" stroke="currentColor" opacity=".15"/>'
            f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end" {_FONT} fill="currentColor">{tick}%</text>'
            f'<text x="{x:.1f}" y="{top + tall + 16}" text-anchor="middle" {_FONT} fill="currentColor">{tick}%</text>'
        )
    for n, (name, points) in enumerate(lines.items()):
        colour = COLOURS[n % len(COLOURS)]
        path = " ".join(f"{left + room * x:.1f},{top + tall * (1 - y):.1f}" for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        if points:
            x, y = points[-1]
            parts.append(
                f'<circle cx="{left + room * x:.1f}" cy="{top + tall * (1 - y):.1f}" r="3" fill="{colour}"/>'
            )
        column, line = n % 3, n // 3
        x, y = left + column * (room / 3), top + tall + 52 + line * 18
        parts.append(
            f'<rect x="{x:.0f}" y="{y - 9}" width="10" height="10" fill="{colour}"/>'
            f'<text x="{x + 14:.0f}" y="{y}" {_FONT} fill="currentColor">{escape(_short(name, 34))}</text>'
        )
    parts.append(
        f'<text x="{left + room / 2:.0f}" y="{top + tall + 32}" text-anchor="middle" {_FONT} fill="currentColor">{escape(across)}</text>'
        f'<text transform="translate(12 {top + tall / 2:.0f}) rotate(-90)" text-anchor="middle" {_FONT} fill="currentColor">{escape(up)}</text>'
    )
    return _svg(title, width, top + tall + 62 + 18 * ((len(lines) + 2) // 3 - 1), parts)


def _svg(title: str, width: int, height: int, parts: Sequence[str]) -> str:
    name = escape(title)
    return (
        f'<figure><figcaption>{name}</figcaption><svg viewBox="0 0 {width} {height}" width="{width}" '
        f'role="img" aria-label="{name}" style="max-width:100%;height:auto">{"".join(parts)}</svg></figure>'
    )


def _short(text: str, most: int = 30) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
