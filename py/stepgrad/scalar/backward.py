"""③ The walk: an iterative reverse topological order, and the accumulation of gradients along it."""

from __future__ import annotations

from itertools import count

from ..mode import mode
from .node import Node

# A node's mark: 0 when no walk was here, FREED when a walk used it up, else 2k or 2k+1 for the k-th walk.
FREED = -1
_walks = count(1)


def topological(root: Node) -> list[Node]:
    """All operation results that gradients of `root` flow through, inputs first, `root` last; leaves are left out.

    Depth-first and iterative, so a million-node chain is no deeper than a short one. Changes no gradient.
    Errors: ValueError where the graph has a cycle (only hand-made graphs can); RuntimeError where it was freed.
    """
    order: list[Node] = []
    entered = 2 * next(_walks)
    done = entered + 1
    stack = [] if root._op is None else [root]
    while stack:
        node = stack[-1]
        mark = node._mark
        if mark == entered:
            node._mark = done
            order.append(stack.pop())
        elif mark == done:
            stack.pop()
        elif mark == FREED:
            raise RuntimeError(
                f"backward: this would go through the same graph a second time, and what it needs was freed by the first call "
                f"(at {node!r}); pass retain_graph=True to the first call, or compute the value again"
            )
        else:
            node._mark = entered
            # The two arguments are written out, here and below: a loop over them is measurably slower.
            if node._da is not None and node._a._op is not None and node._a._mark != done:
                stack.append(_unless_entered(node._a, entered))
            if node._db is not None and node._b._op is not None and node._b._mark != done:
                stack.append(_unless_entered(node._b, entered))
    return order


def _unless_entered(node: Node, entered: int) -> Node:
    if node._mark == entered:  # and not done: an ancestor on the way here
        raise ValueError(
            f"the graph has a cycle: {node!r} depends on itself, so there is no order to walk it in"
        )
    return node


def backward(root: Node, seed: float, retain_graph: bool) -> None:
    """Send `seed` back from `root`: every edge adds upstream × local to the gradient of its input.

    Gradients of leaves accumulate over calls; gradients of results start afresh at each call, as the
    upstream gradient they hold is that of one walk.
    """
    order = topological(root)
    recorder = mode.recorder
    for node in order:
        node.grad = None
    before = root.grad  # None, unless the root is itself a leaf
    root.grad = seed if before is None else before + seed
    if recorder is not None:
        recorder.seed(root, before, root.grad)
    while order:
        node = order.pop()
        upstream = node.grad
        assert upstream is not None  # every node in the order has a consumer that came before it
        local = node._da
        if local is not None:
            into = node._a
            before = into.grad
            into.grad = upstream * local if before is None else before + upstream * local
            if recorder is not None:
                recorder.edge(node, 0, into, upstream, local, before)
        local = node._db
        if local is not None:
            into = node._b
            before = into.grad
            into.grad = upstream * local if before is None else before + upstream * local
            if recorder is not None:
                recorder.edge(node, 1, into, upstream, local, before)
        if not retain_graph:
            node._mark = FREED
