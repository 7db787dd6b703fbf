"""④ Gradients that shrink or grow from layer to layer, on their way from the loss to the first layer, or back through time.

A layer here is what lies at one depth: of activations (where there are none, of products with weights) as many lie below each.
The size of a gradient is its norm, over all units and examples: it does not depend on how many places a picture has. One steep step, or one flat, is no alarm: inputs
may be large, and a last layer may begin at 0.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from .facts import Facts, Walk, facts, listed, short
from .finding import Finding
from .layers import ACTIVATIONS, PRODUCTS, layer_leaf, layer_name, leaf_behind, scalar_leaves

if TYPE_CHECKING:
    from ..trace import Trace

LEAST = 4  # layers
MOST = 10_000  # nodes of a pass in which products are looked for: single numbers have as many as they have weights
TOTAL = 1e-4  # of the first layer's gradient to the last one's, or the other way round
STEEP = 0.2  # on average at every layer: then a tenth of that will do
FADED = 1e-8  # of the same weights again and again, less than this
REST = 1e-2  # the same without the step that is steepest


def check(trace: Trace) -> Iterator[Finding]:
    """In the last pass, if it is so in most of them."""
    found = facts(trace)
    if not found.walks:
        return
    last = _depths(found, -1)
    if last is None or last.kind is None or _is_usual(found, last):
        return
    every = 1 + len(found.walks) // 8  # of many passes some
    others = [_depths(found, number) for number in range(0, len(found.walks) - 1, every)]
    if 2 * sum(one is not None and one.kind == last.kind for one in others) >= len(others):
        yield _finding(found, last)


def _is_usual(found: Facts, depths: _Depths) -> bool:
    """Whether it is the same weights at each turn, whose gradient comes from late turns as well: a network of such learns nevertheless."""
    sizes = depths.sizes
    ratio = sizes[0] / sizes[-1]
    first, last = _name(found, depths.nodes[0]), _name(found, depths.nodes[-1])
    return (
        first is not None and first == last and FADED < ratio < 1 and ratio > (2 * STEEP) ** (len(sizes) - 1)
    )


class _Depths:
    """Of each layer that has a gradient, from the first to the last: its nodes, the one with the largest gradient first; the size."""

    def __init__(self, walk: Walk, layers: list[tuple[list[int], float]]) -> None:
        self.walk = walk
        self.nodes = [nodes for nodes, _ in layers]
        self.sizes = [size for _, size in layers]
        self.kind = _kind(self.sizes)


def _kind(sizes: list[float]) -> str | None:
    if len(sizes) < LEAST:
        return None
    ways = [math.log(one / other) for one, other in pairwise(sizes)]
    total = sum(ways)
    for sign, kind in ((1, "vanishing"), (-1, "exploding")):
        steepest = min(sign * way for way in ways)
        steep = sign * total < len(ways) * math.log(STEEP)
        least = math.log(10 * TOTAL if steep else TOTAL)
        if sign * total < least and sign * total - steepest < math.log(REST):
            return kind
    return None


def _depths(found: Facts, number: int) -> _Depths | None:
    walk = found.walks[number]
    number %= len(found.walks)
    first = found.walks[number - 1].nodes if number else 0
    if walk.root < first:  # a graph that was walked before
        first = 0
    path = _longest(found, walk.root, first)
    layered = {node for node in path if found.name(node) in ACTIVATIONS}
    if len(layered) >= LEAST:
        wanted = {found.ops[node] for node in layered}
    else:
        layered = {node for node in path if _is_product(found, node)}
        if len(layered) < LEAST or walk.nodes - first > MOST:
            return None
        wanted = {found.ops[node] for node in layered}
    products = found.name(next(iter(layered))) in PRODUCTS
    levels: dict[int, int] = {}
    ops, args, grads = found.ops, found.args, found.grads
    deep: list[list[int]] = []
    for node in range(first, walk.root + 1):
        op = ops[node]
        if op is None or not grads[node]:
            continue
        level = 0
        for arg in args[node]:
            if arg.__class__ is int and arg in levels and levels[arg] > level:
                level = levels[arg]
        if op in wanted and (not products or _is_product(found, node)):
            if level == len(deep):
                deep.append([])
            deep[level].append(node)
            level += 1
        if level:
            levels[node] = level
    return _Depths(walk, _sizes(found, walk, deep)) if len(deep) >= LEAST else None


def _longest(found: Facts, root: int, first: int) -> list[int]:
    """The longest way from the root to a leaf, which goes through every layer; where nodes are many, by what was made last."""
    path, lengths = [root], _lengths(found, root, first) if root - first <= MOST else {}
    while True:
        before = [
            arg
            for arg in found.args[path[-1]]
            if arg.__class__ is int
            and arg >= first
            and found.ops[arg] is not None
            and found.grads[arg]
            and leaf_behind(found, arg) is None
        ]
        if not before:
            return path
        path.append(max(before, key=lambda node: (lengths.get(node, 0), node)))


def _lengths(found: Facts, root: int, first: int) -> dict[int, int]:
    """Of each result, how many lie below it, one above the other."""
    lengths: dict[int, int] = {}
    for node in range(first, root + 1):
        if found.ops[node] is not None:
            lengths[node] = 1 + max((lengths.get(arg, 0) for arg in found.args[node]), default=0)
    return lengths


def _is_product(found: Facts, node: int) -> bool:
    return found.name(node) in PRODUCTS and any(
        leaf_behind(found, arg) is not None for arg in found.args[node]
    )


def _sizes(found: Facts, walk: Walk, deep: list[list[int]]) -> list[tuple[list[int], float]]:
    """Of each depth the nodes and the size of their gradients, where that is a number other than 0."""
    level = {node: depth for depth, nodes in enumerate(deep) for node in nodes}
    came: dict[int, float] = {}
    for table, row, count, _ in found.runs(walk):
        if table is not found.steps.edge and table is not found.steps.backward:
            continue
        rows = table.rows[row * table.width : (row + count) * table.width]
        upstream = table.columns.index("upstream")
        for i, node in enumerate(rows[:: table.width]):
            if node in level and node not in came:
                came[node] = _squares(rows[i * table.width + upstream])
    layers = []
    for nodes in deep:
        total = sum(came[node] for node in nodes if node in came)
        if 0 < total < math.inf:
            layers.append((sorted(nodes, key=lambda node: -came.get(node, 0.0)), math.sqrt(total)))
    return layers


def _squares(x: Any) -> float:
    """The sum of the squares of a gradient's elements."""
    if not hasattr(x, "shape"):
        return float(x) * float(x)
    if x.data is None:
        return float(x.summary["norm"] ** 2)
    return float(sum(one * one for one in x.data))


def _finding(found: Facts, depths: _Depths) -> Finding:
    sizes, count = depths.sizes, len(depths.sizes)
    nodes = [each[0] for each in reversed(depths.nodes)]
    steps = tuple(found.back(depths.walk, [node])[0] for node in nodes)
    names = [_name(found, each) for each in depths.nodes]
    if names[0] != names[-1] and names[0] and names[-1]:
        ends = f"{names[-1]} (layer {count})", f"{names[0]} (layer 1)"
    elif names[0] and names[0] == names[-1]:  # the same weights again and again
        ends = f"turn {count} of {names[0]}", "turn 1"
    else:
        ends = f"layer {count}", "layer 1"
    each = "turn" if "turn" in ends[1] else "layer"
    factors = [one / other for one, other in pairwise(sizes)][::-1]
    mean = (sizes[0] / sizes[-1]) ** (1 / (count - 1))
    one_by_one = (
        f" ({listed([short(one) for one in factors], 12)})"
        if len({*map(short, factors)}) > 1 and count < 13
        else ""
    )
    vanishing = depths.kind == "vanishing"
    line = found.line(nodes[-1])
    sentence = (
        f"On its way back the gradient {'vanishes' if vanishing else 'explodes'}: its norm "
        f"{'falls' if vanishing else 'grows'} from {short(sizes[-1])} at {ends[0]} to {short(sizes[0])} at {ends[1]}, "
        f"by a factor of {short(mean)} per {each}{one_by_one}."
    )
    return Finding(depths.kind or "", sentence, steps, tuple(nodes), tuple((node, 0) for node in nodes), line)


def _name(found: Facts, nodes: list[int]) -> str | None:
    """What the weights of a layer are called: "layers[3]" of layers[3].neurons[0].w[1], "net[2]" of net[2].weight."""
    node = nodes[0]
    single = found.values[node].__class__ is float
    if not single:
        leaf = layer_leaf(found, node)
    elif found.name(node) in PRODUCTS:
        leaf = next((one for arg in found.args[node] if (one := leaf_behind(found, arg)) is not None), None)
    else:
        leaf = next((one for one in scalar_leaves(found, nodes[:100]) if one is not None), None)
    label = found.label(leaf) if leaf is not None else None
    if label is None:
        return None
    return label[: label.index("]") + 1] if single and "]" in label else layer_name(label)
