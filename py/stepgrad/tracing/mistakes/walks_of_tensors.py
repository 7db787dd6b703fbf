"""④ The walk of tensor/backward.py with a mistake in it: contributions overwrite each other, or the order is wrong."""

from __future__ import annotations

from typing import Any, NoReturn

from numpy import array, errstate, ndarray

from ...mode import mode
from ...tensor import backward as right
from ...tensor.graph import Node
from .walks_of_values import first_come


def put(tensor: Any, g: Any) -> None:
    """In the place of accumulate(): what was there is forgotten."""
    held = tensor._grad
    if held is None:
        tensor._grad = g if g.__class__ is ndarray else array(g)
    elif held.__class__ is ndarray:
        held[...] = g
    else:
        held._data[...] = g
        held._changed()


def overwriting(*args: Any, **named: Any) -> Any:
    """In the place of walk()."""
    return _walk(*args, **named, overwrite=True)


def misordered(*args: Any, **named: Any) -> Any:
    """In the place of walk()."""
    return _walk(*args, **named, overwrite=False)


def impossible(*_: Any, **__: Any) -> NoReturn:
    """In the place of the walk over Tensors themselves."""
    raise NotImplementedError(
        "this mistake cannot be built into a walk whose gradients are Tensors with a history (create_graph=True, or a checkpoint)"
    )


def _arguments(node: Any) -> list[Any]:
    return [edge for edge in node.edges if edge.__class__ is Node]


@errstate(all="ignore")
def _walk(
    roots: list[Any],
    retain_graph: bool,
    ends: set[Any] | None = None,
    *,
    returned: bool = True,
    overwrite: bool,
) -> dict[Any, Any]:
    recorder = mode.recorder
    grads: dict[Any, Any] = {}
    for at, (root, seed) in enumerate(roots):
        start = root._node or root
        before = right._with_what_is_left(start, grads.get(start), returned)
        after = seed if before is None or overwrite else before + seed
        recorder.seed(root, before, after, at > 0, returned=returned)
        grads[start] = grads[start] + seed if start in grads and not overwrite else seed
    starts = [start for start in grads if start.__class__ is Node]
    order = right.creation_order(starts, ends) if starts else []
    wanted = None if ends is None else {*ends, *order}
    if not overwrite:
        inside = {*order}
        order = [node for node in first_come(starts, _arguments) if node in inside]
    kept: dict[Any, Any] = {}
    for node in order:
        g = grads.get(node)
        if g is None:
            continue
        g = g if g.__class__ is ndarray else array(g)
        if node.told is not None:
            g = node.told(g)
        if ends is not None and node in ends:
            kept[node] = g
        for at, (edge, rule) in enumerate(zip(node.edges, node.kernel.rules, strict=False)):
            if edge is None or (wanted is not None and edge not in wanted):
                continue
            product = contribution = rule(g, *node.saved)
            if contribution is None:
                continue
            like = edge if edge.__class__ is Node else edge._data
            if contribution.shape != like.shape:
                contribution = right.unbroadcast(contribution, like.shape)
            contribution = array(contribution, dtype=like.dtype)
            so_far = grads.get(edge)
            before = right._with_what_is_left(edge, so_far, returned)
            grads[edge] = then = contribution if so_far is None or overwrite else so_far + contribution
            after = then if overwrite else right._with_what_is_left(edge, then, returned)
            if edge is not getattr(node.kernel, "hub", None):
                recorder.product(node, at, edge, g, product, contribution, before, after)
        if node.saved and node.saved.__class__ is tuple and not retain_graph:
            node.saved = None
    for leaf, g in grads.items():
        if leaf.__class__ is not Node and (ends is None or leaf in ends):
            kept[leaf] = g if leaf._told is None else leaf._told(g)
    return kept
