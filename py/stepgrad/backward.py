"""③ The walk: an iterative reverse topological order, and the accumulation of gradients along it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .mode import mode

if TYPE_CHECKING:
    from .scalar import Value


def topological(root: Value) -> list[Value]:
    """All operation results that `root` depends on, inputs first, `root` last. Leaves are left out.

    Depth-first and iterative, so a million-node chain is no deeper than a short one.
    Errors: ValueError where the graph has a cycle (only hand-made graphs can).
    """
    order: list[Value] = []
    entered: set[Value] = set()
    done: set[Value] = set()
    stack = [root]
    while stack:
        node = stack[-1]
        if node in done:
            stack.pop()
        elif node in entered:
            stack.pop()
            done.add(node)
            order.append(node)
        else:
            entered.add(node)
            for arg, local in zip(node._args, node._locals, strict=True):
                if local is None or not arg._args or arg in done:
                    continue
                if arg in entered:  # entered but not done: an ancestor on the way here
                    raise ValueError(f"the graph has a cycle: {arg!r} depends on itself, so no order exists to walk it")
                stack.append(arg)
    return order


def backward(root: Value, seed: float, retain_graph: bool) -> None:
    """Send `seed` back from `root`: every edge adds upstream × local to the gradient of its input.

    Gradients of leaves accumulate over calls; gradients of results start afresh at each call, as the
    upstream gradient they hold is that of one walk.
    """
    order = topological(root) if root._args else []  # a leaf's gradient must not start afresh
    recorder = mode.recorder
    for node in order:
        if node._freed:
            raise RuntimeError(
                f"backward through the same graph a second time: what it needs was freed by the first call "
                f"(at {node!r}); pass retain_graph=True to the first call, or compute the value again"
            )
    for node in order:
        node.grad = None
    before = root.grad  # None, unless the root is itself a leaf
    root.grad = seed if before is None else before + seed
    if recorder is not None:
        recorder.seed(root, before, root.grad)
    for node in reversed(order):
        upstream = node.grad
        if upstream is None:
            continue
        for position, (arg, local) in enumerate(zip(node._args, node._locals, strict=True)):
            if local is None:
                continue
            contribution = upstream * local
            before = arg.grad
            arg.grad = contribution if before is None else before + contribution
            if recorder is not None:
                recorder.edge(node, position, arg, upstream, local, contribution, before, arg.grad)
        if not retain_graph:
            node._freed = True
