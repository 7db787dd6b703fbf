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


def creation_order(starts: list[Any], ends: set[Any] | None = None) -> list[Any]:
    """The nodes that gradients flow through, last made first: what is made later depends on what was there.

    ends: where gradients are wanted; without it, everywhere. Errors: RuntimeError where a node was freed, or where an array
    it kept was changed in place since.
    """
    nodes = [*starts]
    found = {*starts}
    for node in nodes:  # grows as it goes
        if node.saved is None and ends is None:
            raise _freed(node)
        for edge in node.edges:
            if edge.__class__ is Node and edge not in found:
                found.add(edge)
                nodes.append(edge)
    nodes.sort(key=_by_number, reverse=True)
    if ends is not None:
        running = _leading_to(ends, nodes)
        for node in running:
            if node.saved is None:
                raise _freed(node)
            _check_versions(node)
        return [node for node in nodes if node in running or node in ends]
    if changes.last > nodes[-1].number:
        for node in nodes:
            _check_versions(node)
    return nodes


def _leading_to(ends: set[Any], nodes: list[Any]) -> list[Any]:
    """Of nodes, last made first, those that have one of the ends behind them."""
    reached, leading = {*ends}, []
    for node in reversed(nodes):
        if not reached.isdisjoint(node.edges):
            reached.add(node)
            leading.append(node)
    return leading


def _freed(node: Node) -> Exception:
    return fault(
        RuntimeError,
        "freed",
        f"backward: this would go through the same graph a second time, and what {node.kernel.op.name} needs was freed by the "
        f"first call; pass retain_graph=True to the first call, or compute the result again",
    )


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


def backward(root: Any, seed: Any, retain_graph: bool, inputs: Any = None) -> None:
    """Send `seed` (an array of root's shape) back from `root`; the gradients of leaves (or of `inputs` alone) accumulate over calls."""
    leave([(root, seed)], retain_graph, inputs)


def leave(roots: list[Any], retain_graph: bool, inputs: Any = None) -> None:
    """The same from several roots, each with its seed: pairs."""
    if inputs is None:
        found = walk(roots, retain_graph)
    else:
        wanted = {one._node or one: one for one in (inputs if isinstance(inputs, list | tuple) else [inputs])}
        found = walk(roots, retain_graph, {*wanted})
        found = {wanted[end]: g for end, g in found.items()}
    for leaf, g in found.items():  # assigned at the end, so that a failure changes nothing
        if leaf._grad is None and g.__class__ is ndarray:
            leaf._grad = g
        else:
            accumulate(leaf, g)
        if leaf._told is not None:
            leaf._told.afterwards(leaf)


@errstate(all="ignore")  # rules meet infinities on the way that are none of the caller's doing
def walk(roots: list[Any], retain_graph: bool, ends: set[Any] | None = None) -> dict[Any, Any]:
    """The gradients of all leaves, or of `ends`, which are leaves and nodes.

    The gradients of results live here, in a dict, and are dropped as soon as they were used.
    """
    recorder, checking = mode.recorder, mode.checking
    watched = recorder is not None or checking is not None
    grads: dict[Any, Any] = {}
    told: list[Any] = []
    for root, seed in roots:
        start = root._node or root
        if recorder is not None:
            before = _with_what_is_left(start, grads.get(start))
            told.append((root, before, seed if before is None else before + seed, bool(told)))
        grads[start] = grads[start] + seed if start in grads else seed
    starts = [start for start in grads if start.__class__ is Node]
    order = creation_order(starts, ends) if starts else []
    for one in told:  # it has not failed
        recorder.seed(*one)
    wanted = None if ends is None else {*ends, *order}
    kept: dict[Any, Any] = {}
    for node in order:
        g = grads.pop(node, None)
        if g is None:  # a function of the program's own gave none
            continue
        if g.__class__ is not ndarray:
            g = array(g)  # NumPy turned what has no axes into a scalar
        if node.told is not None:
            g = node.told(g)
        edges = node.edges
        if wanted is not None:
            if node in ends:  # type: ignore[operator]
                kept[node] = g
            edges = tuple(edge if edge in wanted else None for edge in edges)
            if edges.count(None) == len(edges):
                continue
        saved = node.saved
        for edge, rule in zip(edges, node.kernel.rules):  # noqa: B905 (strict takes time; a kernel makes both)
            if edge is None:
                continue
            product = contribution = rule(g, *saved)  # of a @ b: g @ b.mT for a, a.mT @ g for b
            if contribution is None:
                continue
            like = edge if edge.__class__ is Node else edge._data
            if contribution.shape != like.shape:
                contribution = unbroadcast(contribution, like.shape)
            if contribution.dtype is not like.dtype:
                contribution = contribution.astype(like.dtype)
            if watched:
                at = node.kernel.rules.index(rule)
                if checking is not None:
                    checking(node, at, contribution)
                if recorder is not None and edge is not getattr(node.kernel, "hub", None):
                    so_far = grads.get(edge)
                    then = contribution if so_far is None else so_far + contribution
                    before, after = _with_what_is_left(edge, so_far), _with_what_is_left(edge, then)
                    recorder.product(node, at, edge, g, product, contribution, before, after)
            if edge in grads:
                grads[edge] = grads[edge] + contribution
            elif like is not edge and (contribution is g or contribution.base is not None):
                grads[edge] = contribution.copy()  # a leaf's gradient is its own: no view, and nobody else's
            else:
                grads[edge] = contribution
        if saved and saved.__class__ is tuple and not retain_graph:
            node.saved = None
    for leaf, g in grads.items():  # what is left
        if leaf.__class__ is not Node and (ends is None or leaf in ends):
            kept[leaf] = g if leaf._told is None else leaf._told(g)
    return kept


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


def _with_what_is_left(edge: Any, g: Any) -> Any:
    """For the trace: what this walk has brought to an input, with what earlier ones left in a leaf, to the last bit as it will be."""
    left = None if edge.__class__ is Node else array_in(edge._grad)
    return g if left is None else left if g is None else left + g


def unbroadcast(g: Any, shape: tuple[int, ...]) -> Any:
    """The gradient of an array of `shape` that broadcasting stretched to g's shape: the copies' gradients, summed."""
    summed = total(g, stretched(g.shape, shape))
    return summed if len(shape) == g.ndim else summed.reshape(shape)
