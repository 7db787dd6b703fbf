"""③ The walk that multiplies: from a result back to the leaves, on which gradients accumulate."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from numpy import add, array, errstate, ndarray

from ..mode import mode
from ..rules.on_arrays import total
from .faults import fault
from .graph import Node, changes
from .shapes import stretched

_by_number = attrgetter("number")


def creation_order(start: Any) -> list[Any]:
    """The nodes that gradients of `start` flow through, last made first: what is made later depends on what was there.

    Errors: RuntimeError where a node was freed, or where an array it kept was changed in place since.
    """
    nodes = [start]
    found = {start}
    for node in nodes:  # grows as it goes
        if node.saved is None:
            raise fault(
                RuntimeError,
                "freed",
                f"backward: this would go through the same graph a second time, and what {node.kernel.op.name} needs was freed by the "
                f"first call; pass retain_graph=True to the first call, or compute the result again",
            )
        for edge in node.edges:
            if edge.__class__ is Node and edge not in found:
                found.add(edge)
                nodes.append(edge)
    nodes.sort(key=_by_number, reverse=True)
    if changes.last > nodes[-1].number:
        for node in nodes:
            _check_versions(node)
    return nodes


def _check_versions(node: Node) -> None:
    for counter, version in zip(node.watched[::2], node.watched[1::2], strict=True):
        if counter[0] != version:
            raise fault(
                RuntimeError,
                "modified",
                f"backward: {node.kernel.op.name} (result of shape {node.shape}) needs an array as it was at version "
                f"{version}, but the array has been changed in place since and is at version {counter[0]}",
                tensor=(node.dtype, node.shape),
                output=node.kernel.op.name.capitalize(),
                now=counter[0],
                then=version,
            )


@errstate(all="ignore")  # rules meet infinities on the way that are none of the caller's doing
def backward(root: Any, seed: Any, retain_graph: bool, inputs: Any = None) -> None:
    """Send `seed` (an array of root's shape) back from `root`; the gradients of leaves (or of `inputs` alone) accumulate over calls.

    The gradients of results live here, in a dict, and are dropped as soon as they were used.
    """
    start = root._node or root
    order = [] if start is root else creation_order(start)
    grads = {start: seed}
    recorder = mode.recorder
    if recorder is not None:
        recorder.seed(root, array_in(root._grad) if start is root else None, seed)
    for node in order:
        g = grads.pop(node)
        if g.__class__ is not ndarray:
            g = array(g)  # NumPy turned what has no axes into a scalar
        if node.told is not None:
            g = node.told(g)
        saved = node.saved
        for edge, rule in zip(node.edges, node.kernel.rules):  # noqa: B905 (strict takes time; a kernel makes both)
            if edge is None:
                continue
            product = contribution = rule(g, *saved)  # of a @ b: g @ b.mT for a, a.mT @ g for b
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
        if saved and saved.__class__ is tuple and not retain_graph:
            node.saved = None
    if inputs is not None:
        wanted = {id(one) for one in (inputs if isinstance(inputs, list | tuple) else [inputs])}
        grads = {leaf: g for leaf, g in grads.items() if id(leaf) in wanted}
    for leaf, g in grads.items():  # what is left; assigned at the end, so that a failure changes nothing
        if leaf._told is not None:
            g = leaf._told(g)
        if leaf._grad is None and g.__class__ is ndarray:
            leaf._grad = g
        else:
            accumulate(leaf, g)


def accumulate(tensor: Any, g: Any) -> None:
    """Add g to a tensor's gradient, in the array that is there: whoever holds `tensor.grad` sees it."""
    held = tensor._grad
    if held is None:
        tensor._grad = g if g.__class__ is ndarray else array(g)
    elif held.__class__ is ndarray:
        add(held, g, held)
    else:
        add(held._data, g, held._data)
        held._changed()


def array_in(held: Any) -> Any:
    """The array of a gradient, which may be in a Tensor by now; None of None."""
    return held if held is None or held.__class__ is ndarray else held._data


def _so_far(edge: Any, grads: dict[Any, Any]) -> Any:
    """For the trace: the gradient that an input has already, with what earlier calls left in a leaf."""
    left = None if edge.__class__ is Node else array_in(edge._grad)
    return left if edge not in grads else grads[edge] if left is None else left + grads[edge]


def unbroadcast(g: Any, shape: tuple[int, ...]) -> Any:
    """The gradient of an array of `shape` that broadcasting stretched to g's shape: the copies' gradients, summed."""
    summed = total(g, stretched(g.shape, shape))
    return summed if len(shape) == g.ndim else summed.reshape(shape)
