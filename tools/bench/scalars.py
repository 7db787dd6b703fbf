"""Build side: Value against micrograd on the scalars of MLP(2, [16, 16, 1]) × 100 points, and a long chain."""

from __future__ import annotations

import gc
import itertools
import random
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import micrograd.engine  # type: ignore[import-untyped]
from stepgrad import Value

from tools.bench import Figure, compare, seconds

LAYERS = [2, 16, 16, 1]
POINTS = 100
CHAIN = 1_000_000


def mlp(number: Callable[[float], Any]) -> Callable[[], Any]:
    """A function that computes the network's summed square output; the same program for every engine."""
    rng = random.Random(0)
    layers = [
        [([number(rng.uniform(-1, 1)) for _ in range(inputs)], number(0.0)) for _ in range(outputs)]
        for inputs, outputs in itertools.pairwise(LAYERS)
    ]
    points = [(rng.uniform(-1, 1), rng.uniform(-1, 1)) for _ in range(POINTS)]

    def forward() -> Any:
        total = number(0.0)
        for point in points:
            x = [number(c) for c in point]
            for depth, layer in enumerate(layers):
                x = [sum((w * a for w, a in zip(ws, x, strict=True)), b) for ws, b in layer]
                if depth < len(layers) - 1:
                    x = [a.relu() for a in x]
            total = total + x[0] * x[0]
        return total

    return forward


def chain() -> None:
    x = Value(1.0)
    y = x
    for _ in range(CHAIN):
        y = y * 1.0
    y.backward()
    assert x.grad == 1.0


def bytes_a_node(number: Callable[[float], Any], nodes: int = 10_000) -> float:
    """Memory of one result of `a + b`, gradient included, as the allocator counts it."""
    x = number(1.0)
    gc.collect()
    tracemalloc.start()
    kept = [x]
    for _ in range(nodes):
        kept.append(kept[-1] + x)
    kept[-1].backward()
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (used - sys.getsizeof(kept)) / nodes


def figures() -> Iterator[Figure]:
    sys.setrecursionlimit(100_000)  # micrograd's walk recurses
    theirs, ours = mlp(micrograd.engine.Value), mlp(Value)
    assert abs(theirs().data - ours().data) < 1e-9
    for gc_on, wanted in ((True, "≥ 8"), (False, "≥ 2.3")):
        ratio = compare(lambda: ours().backward(), lambda: theirs().backward(), 7, gc_on=gc_on)
        yield Figure(
            f"micrograd's speed, forward + backward, collector {'on' if gc_on else 'off'}", ratio, wanted
        )
    yield Figure(f"for a chain of {CHAIN:,} nodes, forward + backward, collector on", seconds(chain), "", "s")
    memory, his = bytes_a_node(Value), bytes_a_node(micrograd.engine.Value)
    yield Figure(
        "micrograd's memory a node", memory / his, "≤ 0.5", note=f"({memory:.0f} and {his:.0f} bytes)"
    )
