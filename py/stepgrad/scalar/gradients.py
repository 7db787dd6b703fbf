"""③ Gradients that are asked for, and gradients that can be differentiated again: the walk that changes no `grad` by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..mode import mode, switched
from .backward import topological, was_freed
from .differentiable import contribution, total
from .node import FREED, Node
from .operands import data_of, number


def walk(
    roots: Sequence[tuple[Any, Any]], retain_graph: bool, create_graph: bool, ends: set[Any] | None = None
) -> dict[Any, Any]:
    """The gradients of all that the roots depend on, or of `ends` and what lies on the way to them; roots: each with its seed.

    Floats or, with create_graph, Values wherever they depend on anything: each operation is one of the graph, made just before
    the step of its edge. Without ends the gradients of leaves begin at what they have.
    """
    recorder = mode.recorder
    freed: set[Any] = set()
    order = topological(*(root for root, _ in roots), freed=freed)
    for node in freed:
        node._mark = FREED  # as it was: the walk may be refused, or not come there
    leading = {*order} if ends is None else _leading_to(ends, order)
    if not freed.isdisjoint(leading):
        raise was_freed("backward" if ends is None else "grad", (freed & leading).pop())
    wanted = None if ends is None else leading | ends
    grads: dict[Any, Any] = {}

    def so_far(node: Any) -> Any:
        return grads.get(node, node.grad if ends is None and node._row is None else None)

    def arrives(node: Any, part: Any) -> tuple[Any, Any]:
        before = so_far(node)
        grads[node] = part if before is None else total(before, part)
        return before, grads[node]

    with switched(grad=True, recorder=recorder):
        for root, seed in roots:
            joined = bool(grads)
            before, after = arrives(root, seed)
            if recorder is not None:
                recorder.seed(root, before, after, joined, returned=ends is not None)
        for node in reversed(order):
            upstream = grads.get(node)
            if upstream is None or node not in leading:
                continue
            for i, (into, slope) in enumerate(((node._a, node._da), (node._b, node._db))):
                if slope is None or (wanted is not None and into not in wanted):
                    continue
                part: Any = data_of(upstream) * slope
                if create_graph:
                    part, slope = contribution(node, i, upstream)
                before, after = arrives(into, part)
                if recorder is not None:
                    recorder.edge(node, i, into, data_of(upstream), data_of(slope), before, after)
    if not retain_graph:
        for node in leading:
            node._mark = FREED
    return grads


def _leading_to(ends: set[Any], order: list[Any]) -> set[Any]:
    """The results that depend on one of the ends."""
    leading: set[Any] = set()
    for node in order:
        for into, slope in ((node._a, node._da), (node._b, node._db)):
            if slope is not None and (into in ends or into in leading):
                leading.add(node)
    return leading


def leave(root: Any, seed: Any, retain_graph: bool) -> None:
    """Send `seed` back from `root` by a walk that can be differentiated: every gradient is a Value then."""
    for node, g in walk([(root, seed)], retain_graph, True).items():
        node.grad = as_value(node, g)


def as_value(node: Any, g: Any) -> Any:
    """A gradient of a node as a Value of its class; a constant is one that needs no gradient."""
    if isinstance(g, Node):
        return g
    with switched(grad=True):
        made = node._class(g)
    made.requires_grad = False
    return made


def grad(
    outputs: Sequence[Any],
    inputs: Sequence[Any],
    grad_outputs: Any,
    retain_graph: bool | None,
    create_graph: bool,
    allow_unused: bool,
    materialize_grads: bool,
) -> tuple[Any, ...]:
    """stepgrad.grad of Values."""
    seeds = [None] * len(outputs) if grad_outputs is None else [*grad_outputs]
    if len(seeds) != len(outputs):
        raise RuntimeError(f"grad: got {len(outputs)} outputs and {len(seeds)} gradients")
    for one in outputs:
        if not one.requires_grad:
            raise RuntimeError(f"grad: {one!r} does not require a gradient and has no history to walk")
    for one in inputs:
        if not one.requires_grad:
            raise RuntimeError(f"grad: {one!r}, one of the inputs, does not require a gradient")
    roots = [(one, seed_of("grad", seed)) for one, seed in zip(outputs, seeds, strict=True)]
    if not create_graph:
        roots = [(one, data_of(seed)) for one, seed in roots]
    retain = create_graph if retain_graph is None else bool(retain_graph)
    found = walk(roots, retain, bool(create_graph), {*inputs})
    made = []
    for i, one in enumerate(inputs):
        g = found.get(one)
        if g is None and not (allow_unused or materialize_grads):
            raise RuntimeError(
                f"grad: the outputs do not depend on {one!r}, the input at index {i}; allow_unused=True gives None for it"
            )
        if g is None and materialize_grads:
            g = 0.0
        made.append(as_value(one, g) if create_graph and g is not None else g)
    return tuple(made)


def tangents(outputs: Sequence[Any], given: dict[Any, Any], create_graph: bool = False) -> dict[Any, Any]:
    """Forward mode: how fast every result changes that depends on one of `given`, Values each with the rate at which it changes.

    One sweep, inputs first: the tangent of y is Σ local × tangent over its arguments, with the local derivatives that a walk
    back multiplies by. Floats or, with create_graph, Values with a history. Errors: RuntimeError where the graph was freed.
    """
    found = {one: t if create_graph else data_of(t) for one, t in given.items()}
    with switched(grad=True, recorder=mode.recorder):
        for node in topological(*outputs):
            rate = found.get(node)
            for i, (into, slope) in enumerate(((node._a, node._da), (node._b, node._db))):
                if slope is None or into not in found:
                    continue
                part = contribution(node, i, found[into])[0] if create_graph else found[into] * slope
                rate = part if rate is None else total(rate, part)
            if rate is not None:
                found[node] = rate
    return found


def seed_of(who: str, given: Any) -> Any:
    """What a walk begins with: 1 if nothing is given; a Value may have a history."""
    return 1.0 if given is None else given if isinstance(given, Node) else number(who, given)
