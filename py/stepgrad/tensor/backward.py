"""③ The walk over arrays: as in backward.py, with vector-Jacobian products; broadcasting is undone here and only here."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from numpy import add, array, errstate

from ..mode import mode
from .node import Node, changes
from .shapes import stretched

_number = attrgetter("number")
_reduce: Any = add.reduce


def creation_order(start: Any) -> list[Any]:
    """The nodes that gradients of `start` flow through, last made first: what is made later depends on what was there.

    Errors: RuntimeError where a node was freed, or where an array it kept was changed in place since.
    """
    nodes = [start]
    found = {start}
    for node in nodes:  # grows as it goes
        if node.saved is None:
            raise RuntimeError(
                f"backward: this would go through the same graph a second time, and what {node.kernel.op.name} needs was freed by the "
                f"first call; pass retain_graph=True to the first call, or compute the result again"
            )
        for edge in node.edges:
            if edge.__class__ is Node and edge not in found:
                found.add(edge)
                nodes.append(edge)
    nodes.sort(key=_number, reverse=True)
    if changes.last > nodes[-1].number:
        for node in nodes:
            _check_versions(node)
    return nodes


def _check_versions(node: Node) -> None:
    for counter, version in zip(node.watched[::2], node.watched[1::2], strict=True):
        if counter[0] != version:
            raise RuntimeError(
                f"backward: {node.kernel.op.name} (result of shape {node.shape}) needs an array as it was at version "
                f"{version}, but the array has been changed in place since and is at version {counter[0]}"
            )


@errstate(all="ignore")  # rules meet infinities on the way that are none of the caller's doing
def backward_arrays(root: Any, seed: Any, retain_graph: bool) -> None:
    """Send `seed` (an array of root's shape) back from `root`; the gradients of leaves accumulate over calls.

    The gradients of results live here, in a dict, and are dropped as soon as they were used.
    """
    start = root._node or root
    order = [] if start is root else creation_order(start)
    grads = {start: seed}
    recorder = mode.recorder
    if recorder is not None:
        recorder.seed(root, root.grad if start is root else None, seed)
    for node in order:
        g = grads.pop(node)
        if node.retained is not None:
            _retain(node.retained(), g)
        saved = node.saved
        for edge, rule in zip(node.edges, node.kernel.rules):  # noqa: B905 (strict takes time; a kernel makes both)
            if edge is None:
                continue
            product = contribution = rule(g, *saved)
            like = edge if edge.__class__ is Node else edge._data
            if contribution.shape != like.shape:
                contribution = unbroadcast(contribution, like.shape)
            if contribution.dtype is not like.dtype:
                contribution = contribution.astype(like.dtype)
            if recorder is not None:
                recorder.product(
                    node, node.kernel.rules.index(rule), edge, g, product, contribution, _so_far(edge, grads)
                )
            if edge in grads:
                grads[edge] = grads[edge] + contribution
            elif like is not edge and (contribution is g or contribution.base is not None):
                grads[edge] = contribution.copy()  # a leaf's gradient is its own: no view, and nobody else's
            else:
                grads[edge] = contribution
        if not retain_graph and node.kernel.frees:
            node.saved = None
    for leaf, g in grads.items():  # what is left; assigned at the end, so that a failure changes nothing
        if leaf.grad is not None:
            g = leaf.grad + g
        leaf.grad = (
            g if g.shape else g[...]
        )  # NumPy turns what has no axes into a scalar; this makes it an array again


def _so_far(edge: Any, grads: dict[Any, Any]) -> Any:
    """For the trace: the gradient that an input has already, with what earlier calls left in a leaf."""
    left = None if edge.__class__ is Node else edge.grad
    return left if edge not in grads else grads[edge] if left is None else left + grads[edge]


def _retain(tensor: Any, g: Any) -> None:
    if tensor is not None:  # its last name may have gone
        tensor.grad = array(g) if tensor.grad is None else array(tensor.grad + g)


def unbroadcast(g: Any, shape: tuple[int, ...]) -> Any:
    """The gradient of an array of `shape` that broadcasting stretched to g's shape: the copies' gradients, summed."""
    summed = _reduce(g, stretched(g.shape, shape), None, None, True)
    return summed if len(shape) == g.ndim else summed.reshape(shape)
