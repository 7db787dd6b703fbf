"""④ Boxes and edges as an SVG picture: columns by the longest path, rows by the mean row of the neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from .names import shortened, visible

WIDTH, HEIGHT, GAP_X, GAP_Y, MARGIN = 124, 62, 84, 18, 14
SWEEPS = 4
FORWARD, BACKWARD, INK, MUTED, LINE, CARD = "#0b5d7c", "#9c3a0c", "#22262b", "#5c636b", "#8a9098", "#ffffff"

Place = tuple[float, float]  # the upper left corner, in pixels


@dataclass(frozen=True, slots=True)
class Box:
    """One value: its name, the operation that made it ("" for a leaf), value and gradient as text."""

    name: str
    operation: str
    value: str
    grad: str


@dataclass(frozen=True, slots=True)
class Edge:
    """`source` was used to compute `target` (indices of boxes); `local` is the local derivative as text, or ""."""

    source: int
    target: int
    local: str = ""


def draw(boxes: Sequence[Box], edges: Sequence[Edge]) -> str:
    """The picture; boxes come before those that use them."""
    at, ways = _places(len(boxes), edges)
    width = max((x for x, _ in at), default=0) + WIDTH + MARGIN
    height = max((y for _, y in [*at, *(stop for way in ways for stop in way)]), default=0) + HEIGHT + MARGIN
    leaves = sum(not box.operation for box in boxes)
    size = f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}"'
    name = f"Computational graph: {leaves} leaves and {len(boxes) - leaves} results"
    lines, labels = [], []
    for edge, way in zip(edges, ways, strict=True):
        stops = [(at[edge.source][0] + WIDTH, at[edge.source][1]), *way, at[edge.target]]
        twins = [other for other in edges if (other.source, other.target) == (edge.source, edge.target)]
        shift = 18 * (next(k for k, other in enumerate(twins) if other is edge) - (len(twins) - 1) / 2)
        line, label = _edge(edge, [(x, y + HEIGHT / 2 + shift) for x, y in stops])
        lines.append(line)
        labels.append(label)
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{escape(name)}">',
        f'<rect width="{width:g}" height="{height:g}" rx="10" fill="{CARD}"/>',
        '<g font-family="system-ui, sans-serif" font-size="12">',
        *lines,
        *(_box(box, *place) for box, place in zip(boxes, at, strict=True)),
        *filter(None, labels),
        "</g></svg>",
        "",
    ])  # fmt: skip


def _places(count: int, edges: Sequence[Edge]) -> tuple[list[Place], list[list[Place]]]:
    """Where every box is, and, for every edge, the places between boxes that it passes on its way over other columns."""
    columns = [0] * count
    for edge in edges:  # sources come before their targets
        columns[edge.target] = max(columns[edge.target], columns[edge.source] + 1)
    links: list[
        tuple[int, int]
    ] = []  # between neighbouring columns; a long edge goes over stand-ins for boxes
    passed: list[list[int]] = []
    for edge in edges:
        way = list(range(len(columns), len(columns) + columns[edge.target] - columns[edge.source] - 1))
        columns += range(columns[edge.source] + 1, columns[edge.target])
        chain = [edge.source, *way, edge.target]
        links += pairwise(chain)
        passed.append(way)
    ranks: list[list[int]] = [[] for _ in range(max(columns, default=0) + 1)]
    for i, column in enumerate(columns):
        ranks[column].append(i)
    row = {i: k - (len(rank) - 1) / 2 for rank in ranks for k, i in enumerate(rank)}
    for sweep in range(2 * SWEEPS):
        beside: dict[int, list[float]] = {}
        for source, target in links:
            here, there = (target, source) if sweep % 2 == 0 else (source, target)
            beside.setdefault(here, []).append(row[there])
        for rank in ranks:
            rank.sort(key=lambda i: sum(beside[i]) / len(beside[i]) if i in beside else row[i])
            row.update({i: k - (len(rank) - 1) / 2 for k, i in enumerate(rank)})
    top = min(row.values(), default=0.0)
    at: list[Place] = [
        (MARGIN + c * (WIDTH + GAP_X), MARGIN + (row[i] - top) * (HEIGHT + GAP_Y))
        for i, c in enumerate(columns)
    ]
    return at[:count], [
        [stop for i in way for stop in (at[i], (at[i][0] + WIDTH, at[i][1]))] for way in passed
    ]


def _edge(edge: Edge, stops: list[Place]) -> tuple[str, str]:
    """The line with its tip, and the local derivative in the last gap before the target."""
    (x, y), *rest = stops
    path = f"M{x:g} {y:g}"
    for k, (u, v) in enumerate(rest):
        end = u - 6 if k == len(rest) - 1 else u
        path += f"C{(x + u) / 2:g} {y:g} {(x + u) / 2:g} {v:g} {end:g} {v:g}"
        (x0, y0), x, y = (x, y), u, v
    colour = BACKWARD if edge.local else LINE
    tip = f"M{x - 7:g} {y - 4:g}L{x:g} {y:g}L{x - 7:g} {y + 4:g}Z"
    line = f'<path d="{path}" fill="none" stroke="{colour}"/><path d="{tip}" fill="{colour}"/>'
    if not edge.local:
        return line, ""
    halo = f'paint-order="stroke" stroke="{CARD}" stroke-width="5"'
    where = f'x="{(x0 + x) / 2:g}" y="{(y0 + y) / 2 + 4:g}" text-anchor="middle"'
    return line, f'<text {where} fill="{BACKWARD}" {halo}>× {escape(visible(edge.local))}</text>'


def _box(box: Box, x: float, y: float) -> str:
    def text(dx: float, dy: float, words: str, colour: str, more: str = "") -> str:
        return (
            f'<text x="{x + dx:g}" y="{y + dy:g}" fill="{colour}" {more}>{escape(visible(words))}</text>'
            if words
            else ""
        )

    end, bold = 'text-anchor="end"', 'font-weight="600"'
    name = shortened(box.name, 12)
    return "".join([
        f'<rect x="{x:g}" y="{y:g}" width="{WIDTH}" height="{HEIGHT}" rx="7" fill="{CARD}" stroke="{LINE}"/>',
        text(9, 18, name, INK, bold),
        text(WIDTH - 9, 18, box.operation or "leaf", MUTED, end),
        text(9, 36, "value", MUTED), text(WIDTH - 9, 36, box.value, FORWARD, f"{end} {bold}"),
        text(9, 52, "grad", MUTED), text(WIDTH - 9, 52, box.grad, BACKWARD, f"{end} {bold}"),
    ])  # fmt: skip
