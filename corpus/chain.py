"""The chain of reports as a picture: body → body, deadlines on the arrows, in SVG.

Bodies stand in rows by level (central, province, district, commune, others below), so reports climb. Arrows between
the same two bodies are one for each kind, with every deadline on it; hovering says where it was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from xml.sax.saxutils import escape

from corpus.agencies import Body
from corpus.chain_layout import BOX, GAP, LINE, PAD, Edge, Node, crossing, place
from corpus.deadlines import Deadline, short
from corpus.duty import Obligation
from corpus.duty_words import kind_names

_ROWS = (("trung-uong", "Trung ương"), ("tinh", "Cấp tỉnh"), ("huyen", "Cấp huyện"), ("xa", "Cấp xã"), ("", "Khác"))
_LEVELS = [level for level, _ in _ROWS]
# Kinds shown, each with the colour of its arrow and of its label.
_KINDS = {"report": ("#1f4e79", "#e8f0f8"), "submit": ("#7a4b12", "#f8f0e4"), "send": ("#2f6b3a", "#e9f3ea")}
_CHAR, _SMALL = 7.3, 6.4
_LEFT, _TOP = 124.0, 100.0
_LONG_NAME = 24
_SHARES = (0.5, 0.6, 0.4, 0.7, 0.3, 0.8, 0.2, 0.9, 0.1)
_Box = tuple[float, float, float, float]


@dataclass(eq=False)
class _Arrow:
    """Everything one body hands another in one way."""

    edge: Edge
    kind: str
    names: tuple[str, str]
    via: str = ""
    times: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    points: list[tuple[float, float]] = field(default_factory=list)

    def sentence(self) -> str:
        source, target = self.names
        via = f" qua {self.via}" if self.via else ""
        return (
            f"{source} {kind_names()[self.kind]} {target}{via}{': ' + '; '.join(self.times) if self.times else ''}"
        )


def svg(rows: Sequence[Obligation], shorts: Mapping[str, str]) -> str:
    """The picture of all reports, submissions and sendings among ``rows``; ``shorts`` names documents by id."""
    shown = [r for r in rows if r.kind in _KINDS and r.recipient]
    nodes, arrows = _graph(shown)
    width, height = place(nodes, [a.edge for a in arrows], len(_ROWS), _LEFT, _TOP)
    named = ", ".join(shorts.get(d, d) for d in dict.fromkeys(r.document for r in shown))
    title = f"Ai báo cáo, trình, gửi cho ai: {named}" if named else "Văn bản không giao báo cáo nào"
    width = max(width, len(title) * 10 + 2 * GAP, 620)
    said = ". ".join(a.sentence() for a in arrows)
    labels = list(_labels(nodes, arrows))
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
            f'height="{height:.0f}" role="img" aria-labelledby="so-do-ten so-do-ta" '
            'font-family="Segoe UI, Roboto, Noto Sans, Arial, sans-serif">',
            f'<title id="so-do-ten">{escape(title)}</title>',
            f'<desc id="so-do-ta">{escape(said)}</desc>',
            _markers(),
            f'<rect width="{width:.0f}" height="{height:.0f}" fill="#ffffff"/>',
            f'<text x="24" y="36" font-size="19" font-weight="600" fill="#1b1b1b">{escape(title)}</text>',
            *_legend({a.kind for a in arrows}),
            *_bands(nodes, width),
            *map(_curve, arrows),
            *map(_box, nodes),
            *labels,
            "</svg>\n",
        ]
    )


def _graph(rows: Sequence[Obligation]) -> tuple[list[Node], list[_Arrow]]:
    nodes: dict[str, Node] = {}
    arrows: dict[tuple[str, str, str], _Arrow] = {}
    received = _received(rows)
    for row in rows:
        for source in _senders(row):
            for target in dict.fromkeys(b for b in (row.recipient, *row.also_to) if b):
                if source.id == target.id:
                    continue
                start, end = (nodes.setdefault(b.id, _node(b, received)) for b in (source, target))
                key = (source.id, target.id, row.kind)
                names = (source.name.replace("\n", ", "), target.name)
                arrow = arrows.setdefault(key, _Arrow(Edge(start, end), row.kind, names))
                arrow.via = arrow.via or (row.via.name if row.via else "")
                arrow.times += [line for line in _times(row.deadlines) if line not in arrow.times]
                arrow.places += [row.label] if row.label not in arrow.places else []
    return list(nodes.values()), list(arrows.values())


def _senders(row: Obligation) -> tuple[Body, ...]:
    """The bodies of a row; many that act alike share one box, a line each."""
    bodies = tuple(dict.fromkeys(row.bodies))
    if len(bodies) < 3:
        return bodies
    return (Body("+".join(b.id for b in bodies), "\n".join(b.name for b in bodies), bodies[0].level),)


def _received(rows: Sequence[Obligation]) -> dict[str, set[str]]:
    """The levels a body receives from: a council "of the same level" stands beside its committee."""
    found: dict[str, set[str]] = {}
    for row in rows:
        for target in (row.recipient, *row.also_to):
            if target:
                found.setdefault(target.id, set()).update(b.level for b in row.bodies)
    senders = {b.id for row in rows for b in row.bodies}
    return {k: v for k, v in found.items() if k not in senders}


def _node(body: Body, received: Mapping[str, set[str]]) -> Node:
    level = body.level
    if not level and len(received.get(body.id, ())) == 1:
        level = next(iter(received[body.id]))
    row = _LEVELS.index(level) if level in _LEVELS else len(_ROWS) - 1
    return Node(body.id, row, _wrap(body.name), "\n" in body.name)


def _times(deadlines: Sequence[Deadline]) -> list[str]:
    """Days of the year on one line, everything else on its own: an arrow has little room."""
    said = [(short(d.rule), d.text.lower().lstrip("( ")) for d in deadlines]
    days = [s for s, _ in said if s and s[-1].isdigit() and "/" in s]
    before = "trước " if any("trước" in text for _, text in said) else ""
    lines = [f"{before}{', '.join(dict.fromkeys(days))}"] if days else []
    return lines + [f"{'trước ' if 'trước' in text else ''}{s}" for s, text in said if s and s not in days]


def _wrap(name: str) -> list[str]:
    """Lines of at most what a box holds; a name of several lines lists several bodies."""
    lines: list[str] = []
    listed = name.split("\n")
    for one in listed:
        line = "• " if len(listed) > 1 else ""
        for word in one.split():
            if len(line) + len(word) > (BOX - 2 * PAD) / _CHAR and line.strip(" •"):
                lines.append(line.rstrip())
                line = "  " if len(listed) > 1 else ""
            line += word + " "
        lines.append(line.rstrip())
    return lines


def _bands(nodes: Sequence[Node], width: float) -> Iterable[str]:
    for number, (_, name) in enumerate(_ROWS):
        members = [n for n in nodes if n.row == number]
        if members:
            top, tall = members[0].y - 16, max(n.height for n in members) + 32
            yield f'<rect x="12" y="{top:.0f}" width="{width - 24:.0f}" height="{tall:.0f}" rx="8" fill="#f4f6f8"/>'
            yield f'<text x="24" y="{top + tall / 2 + 5:.0f}" font-size="14" font-weight="600" fill="#55606e">{name}</text>'


def _box(node: Node) -> str:
    x = node.x + (PAD if node.listed else BOX / 2)
    spans = "".join(
        f'<tspan x="{x:.1f}" y="{node.y + PAD + LINE * (i + 0.78):.1f}">{escape(line).replace("  ", "&#160;&#160;")}</tspan>'
        for i, line in enumerate(node.lines)
    )
    return (
        f'<g><rect x="{node.x:.1f}" y="{node.y:.1f}" width="{BOX:.0f}" height="{node.height:.1f}" rx="6" fill="#ffffff" '
        f'stroke="#33475b" stroke-width="1.2"/><text font-size="13" fill="#1b1b1b" '
        f'text-anchor="{"start" if node.listed else "middle"}">{spans}</text></g>'
    )


def _labels(nodes: Sequence[Node], arrows: Sequence[_Arrow]) -> Iterable[str]:
    """Labels on the curves, where no box and no other label stands; the curves are laid here too."""
    taken: list[_Box] = [(n.x - 4, n.y - 4, n.x + BOX + 4, n.y + n.height + 4) for n in nodes]
    bottoms = {n.row: max(m.y + m.height for m in nodes if m.row == n.row) for n in nodes}
    for arrow in arrows:
        arrow.points = _points(arrow, arrows, bottoms)
    for arrow in arrows:
        lines = [*arrow.times, *([f"qua {_abbreviated(arrow.via)}"] if arrow.via else [])]
        if lines:
            yield _label(arrow, lines, taken)


def _points(arrow: _Arrow, arrows: Sequence[_Arrow], bottoms: Mapping[int, float]) -> list[tuple[float, float]]:
    """Where an arrow leaves, passes and arrives; the arrows of a box share its side in the order of their ends.

    Under a box lower than its row the arrow runs straight, so that it passes its neighbours.
    """
    edge = arrow.edge
    if edge.source.row == edge.target.row:
        return [(_port(arrow, arrows, True), edge.source.y), (_port(arrow, arrows, False), edge.target.y)]
    up = edge.source.row > edge.target.row
    x1, x2 = _port(arrow, arrows, True), _port(arrow, arrows, False)
    way = [p for w in edge.way for p in _through(w, bottoms[w.row], up)]
    if up:
        return [(x1, edge.source.y), *way, (x2, bottoms[edge.target.row]), (x2, edge.target.y + edge.target.height)]
    return [(x1, edge.source.y + edge.source.height), (x1, bottoms[edge.source.row]), *way, (x2, edge.target.y)]


def _through(waypoint: Node, bottom: float, up: bool) -> list[tuple[float, float]]:
    """Straight through a row of boxes."""
    ends = [(waypoint.middle, waypoint.y), (waypoint.middle, bottom)]
    return ends[::-1] if up else ends


def _port(arrow: _Arrow, arrows: Sequence[_Arrow], leaving: bool) -> float:
    node = arrow.edge.source if leaving else arrow.edge.target

    def towards(a: _Arrow) -> float:
        stops = [a.edge.source, *a.edge.way, a.edge.target]
        return stops[1].middle if a.edge.source is node else stops[-2].middle

    def above(a: _Arrow) -> bool:
        other = a.edge.target if a.edge.source is node else a.edge.source
        return other.row <= node.row

    side = [a for a in arrows if node in (a.edge.source, a.edge.target) and above(a) == above(arrow)]
    side.sort(key=towards)
    return node.x + BOX * (side.index(arrow) + 1) / (len(side) + 1)


def _segments(arrow: _Arrow) -> list[tuple[tuple[float, float], ...]]:
    """Cubic pieces of the curve, upright at every stop; between neighbours of one row an arch over their tops."""
    if arrow.edge.source.row == arrow.edge.target.row:
        (x1, y1), (x2, y2) = arrow.points
        rise = 62 + abs(x2 - x1) * 0.03
        return [((x1, y1), (x1, y1 - rise), (x2, y2 - rise), (x2, y2))]
    pieces: list[tuple[tuple[float, float], ...]] = []
    for (x1, y1), (x2, y2) in pairwise(arrow.points):
        if (x1, y1) == (x2, y2):
            continue
        bend = (y2 - y1) * 0.45
        pieces.append(((x1, y1), (x1, y1 + bend), (x2, y2 - bend), (x2, y2)))
    return pieces


def _curve(arrow: _Arrow) -> str:
    pieces = _segments(arrow)
    x, y = pieces[0][0]
    path = f"M{x:.1f},{y:.1f}" + "".join(
        " C" + " ".join(f"{px:.1f},{py:.1f}" for px, py in piece[1:]) for piece in pieces
    )
    where = f"{arrow.sentence()} ({'; '.join(arrow.places)})"
    return (
        f'<path d="{path}" fill="none" stroke="{_KINDS[arrow.kind][0]}" stroke-width="1.6" '
        f'marker-end="url(#mui-{arrow.kind})"><title>{escape(where)}</title></path>'
    )


def _label(arrow: _Arrow, lines: Sequence[str], taken: list[_Box]) -> str:
    wide, tall = max(map(len, lines)) * _SMALL + 14, len(lines) * 15.0 + 6
    pieces = _segments(arrow)
    spots = []
    for share in _SHARES:
        for piece in sorted(pieces, key=lambda p: -abs(p[0][1] - p[3][1]) - abs(p[0][0] - p[3][0])):
            x, y = _along(piece, share)
            spots.append((x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2))
    spot = next((s for s in spots if not crossing(s, taken)), spots[0])
    taken.append(spot)
    colour, soft = _KINDS[arrow.kind]
    spans = "".join(
        f'<tspan x="{spot[0] + wide / 2:.1f}" y="{spot[1] + 15 * (i + 1):.1f}">{escape(line)}</tspan>'
        for i, line in enumerate(lines)
    )
    return (
        f'<g><rect x="{spot[0]:.1f}" y="{spot[1]:.1f}" width="{wide:.1f}" height="{tall:.0f}" rx="4" fill="{soft}" '
        f'stroke="{colour}" stroke-width="0.6"/><text font-size="12" fill="#1b1b1b" text-anchor="middle">{spans}</text></g>'
    )


def _along(piece: tuple[tuple[float, float], ...], t: float) -> tuple[float, float]:
    """A point of a cubic curve at ``t`` of its way."""
    u = 1 - t
    weights = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
    return sum(w * p[0] for w, p in zip(weights, piece, strict=True)), sum(
        w * p[1] for w, p in zip(weights, piece, strict=True)
    )


def _abbreviated(name: str) -> str:
    """Initials of the field where the name is long: "Sở Lao động - Thương binh và Xã hội" → "Sở LĐTBXH"."""
    if len(name) <= _LONG_NAME:
        return name
    head, _, rest = name.partition(" ")
    words = [w for w in rest.replace("-", " ").split() if w not in ("và", "các", "của")]
    return f"{head} {''.join(w[0].upper() for w in words)}"


def _markers() -> str:
    arrows = "".join(
        f'<marker id="mui-{kind}" viewBox="0 0 10 10" refX="9.5" refY="5" markerWidth="8" markerHeight="8" '
        f'orient="auto"><path d="M0,0 L10,5 L0,10 z" fill="{colour}"/></marker>'
        for kind, (colour, _) in _KINDS.items()
    )
    return f"<defs>{arrows}</defs>"


def _legend(kinds: set[str]) -> Iterable[str]:
    x = 24.0
    for kind, (colour, _) in _KINDS.items():
        if kind in kinds:
            name = kind_names()[kind]
            yield f'<line x1="{x:.0f}" y1="58" x2="{x + 28:.0f}" y2="58" stroke="{colour}" stroke-width="2"/>'
            yield f'<text x="{x + 36:.0f}" y="62" font-size="12.5" fill="#1b1b1b">{escape(name)}</text>'
            x += 36 + len(name) * 7 + 30
