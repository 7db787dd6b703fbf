"""③ The walk: an iterative reverse topological order, and the accumulation of gradients along it."""

from __future__ import annotations

from itertools import count
from typing import Any

from ..mode import mode
from .node import FREED, Node

_walks = count(1)  # the k-th marks a node with 2k when it enters it, and with 2k + 1 when it is done with it


def topological(root: Node) -> list[Node]:
    """All operation results that gradients of `root` flow through, inputs first, `root` last; leaves are left out.

    Depth-first and iterative, so a million-node chain is no deeper than a short one. Changes no gradient.
    Errors: ValueError where the graph has a cycle (only hand-made graphs can); RuntimeError where it was freed.
    """
    order: list[Node] = []
    entered = 2.0 * next(_walks)
    done = entered + 1.0
    stack: list[Any] = [] if root._row is None else [root]
    while stack:
        node = stack.pop()
        if node is None:  # all that the node below it depends on is done
            node = stack.pop()
            node._mark = done
            order.append(node)
            continue
        mark = node._mark
        if mark < entered:
            if mark == FREED and _kept_something(node):
                raise RuntimeError(
                    f"backward: this would go through the same graph a second time, and what it needs was freed by the first call "
                    f"(at {node!r}); pass retain_graph=True to the first call, or compute the value again"
                )
            node._mark = entered
            stack.append(node)
            stack.append(None)
            # The two arguments are written out, here and below: a loop over them is measurably slower.
            if node._da is not None:
                into = node._a
                mark = into._mark
                if mark < entered:
                    stack.append(into)
                elif mark == entered:
                    raise _cycle(into)
            if node._db is not None:
                into = node._b
                mark = into._mark
                if mark < entered:
                    stack.append(into)
                elif mark == entered:
                    raise _cycle(into)
    return order


def _kept_something(node: Any) -> bool:
    # As in PyTorch: a sum has nothing to free, and may be walked again.
    return any(slope is not None and node._row.keeps(i) for i, slope in enumerate((node._da, node._db)))


def _cycle(node: Node) -> ValueError:
    # The node is entered and not done: an ancestor on the way here.
    return ValueError(
        f"the graph has a cycle: {node!r} depends on itself, so there is no order to walk it in"
    )


def backward(root: Node, seed: float, retain_graph: bool) -> None:
    """Send `seed` back from `root`: every edge adds upstream × local to the gradient of its input.

    Gradients of leaves accumulate over calls; gradients of results start afresh at each call, as the
    upstream gradient they hold is that of one walk.
    """
    order = topological(root)
    recorder = mode.recorder
    for node in order:
        node._gradient = None
    before = root._gradient  # None, unless the root is itself a leaf
    root._gradient = seed if before is None else before + seed
    tell = None
    if recorder is not None:
        recorder.seed(root, before, root._gradient)
        tell = recorder.walk(order)
    try:
        for node in reversed(order):
            upstream: Any = node._gradient  # not None: a consumer came before it
            local = node._da
            if local is not None:
                into = node._a
                before = into._gradient
                if before is None:
                    into._gradient = after = upstream * local
                    before = 0.0
                else:
                    into._gradient = after = before + upstream * local
                if tell is not None:
                    tell((node._at, 0, upstream, local, before, after))
            local = node._db
            if local is not None:
                into = node._b
                before = into._gradient
                if before is None:
                    into._gradient = after = upstream * local
                    before = 0.0
                else:
                    into._gradient = after = before + upstream * local
                if tell is not None:
                    tell((node._at, 1, upstream, local, before, after))
            if not retain_graph:
                node._mark = FREED
    finally:
        if recorder is not None:
            recorder.walked()
