"""③ The walk of create_graph=True: every product is made of operations over Tensors, so that the gradients have histories.

It goes the way of backward.py, with the same rules in other words (on_tensors.py). Nothing is kept for it: an argument is the
array that its rule needs anyway, and the edge that leads where it came from.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from operator import attrgetter
from typing import Any

from numpy import asarray, errstate, ndarray

from ..mode import mode, switched
from ..rules.array_table import ARRAY_OPS
from ..rules.kernel import Kernel, of_arrays
from .backward import creation_order
from .graph import Node, TensorBase, beside, count, new, plain
from .on_tensors import rules_of
from .shapes import stretched

_by_number = attrgetter("number")
_clone = of_arrays(ARRAY_OPS["clone"])


def leave(roots: list[Any], retain_graph: bool, inputs: Any = None) -> None:
    """As backward.leave, of pairs of a root and a Tensor: what leaves get has a history, and is added out of place."""
    wanted = None
    if inputs is not None:
        wanted = {one._node or one: one for one in (inputs if isinstance(inputs, list | tuple) else [inputs])}
    with _told_of_it(mode.recorder):
        found = walk(roots, retain_graph, None if wanted is None else {*wanted}, returned=False)
        with switched(grad=True, recorder=mode.recorder):
            for end, g in found.items():
                one = end if wanted is None else wanted[end]
                add(one, g, own=one._told is None and all(g is not seed for _, seed in roots))
                if one._told is not None:
                    one._told.afterwards(one)


def add(tensor: Any, g: Any, own: bool) -> None:
    """Add g to a tensor's gradient, out of place: what was there stays what it was. own: nobody else holds g."""
    held = tensor._grad
    if held.__class__ is ndarray:
        held = beside(tensor._class, held)
    own = own and g._data.base is None
    tensor._grad = made = held + g if held is not None else g if own else g.clone()
    if held is None and made._node is not None:  # as in torch/nodes.py
        made._node.title = "CopyBackwards" if tensor._node is None else "CloneBackward0"
    if mode.recorder is not None:
        mode.recorder.gradient(tensor, made)


@contextlib.contextmanager
def _told_of_it(recorder: Any) -> Iterator[None]:
    """What a recorder sees meanwhile is the walk's own doing."""
    if recorder is None:
        yield
        return
    before, recorder.walking = recorder.walking, True
    try:
        yield
    finally:
        recorder.walking = before


def walk(
    roots: list[Any],
    retain_graph: bool,
    ends: set[Any] | None = None,
    graph: bool = True,
    *,
    returned: bool = True,
) -> dict[Any, Any]:
    """The gradients, as Tensors, of all leaves, or of `ends`, which are leaves and nodes; with histories, if `graph`.

    returned: they are added to none.
    """
    with switched(grad=graph, recorder=mode.recorder), errstate(all="ignore"), _told_of_it(mode.recorder):
        return _walked(roots, retain_graph, ends, returned)


def _walked(roots: list[Any], retain_graph: bool, ends: set[Any] | None, returned: bool) -> dict[Any, Any]:
    recorder, checking = mode.recorder, mode.checking
    grads: dict[Any, Any] = {}
    started = [root._node or root for root, _ in roots]
    starts = [*dict.fromkeys(start for start in started if start.__class__ is Node)]
    order = creation_order(starts, ends) if starts else []
    for start, (root, seed) in zip(started, roots, strict=True):
        if recorder is not None:
            before = root._grad if start is root and not returned else grads.get(start)
            total = seed if before is None else _sum(before, seed)
            recorder.seed(root, before, total, bool(grads), returned=returned)
        grads[start] = grads[start] + seed if start in grads else seed
    wanted = None if ends is None else {*ends, *order}
    kept: dict[Any, Any] = {}
    coming = order[::-1]
    while coming:
        node = coming.pop()
        g = grads.pop(node, None)
        if g is None:
            continue
        if node.told is not None:
            g = node.told.again(g)
        edges = node.edges
        if wanted is not None:
            if node in ends:  # type: ignore[operator]
                kept[node] = g
            edges = tuple(edge if edge in wanted else None for edge in edges)
            if edges.count(None) == len(edges):
                continue
        unfold = getattr(node.kernel, "unfold", None)
        if unfold is not None:
            # what a checkpoint threw away is made again, and is a part of the graph from now on
            with switched(grad=True, recorder=recorder):
                pairs = unfold(node, g)
            for root, seed in pairs:
                start = root._node or root
                grads[start] = grads[start] + seed if start in grads else seed
            more = creation_order([root._node for root, _ in pairs if root._node is not None], ends)
            coming = sorted({*coming, *more}, key=_by_number)
            wanted = wanted and wanted.union(more)
            continue
        for at, edge, product in products(node, edges, g):
            contribution = fitting(product, edge if edge.__class__ is Node else edge._data)
            if checking is not None:
                checking(node, at, contribution._data)
            if contribution is g and edge.__class__ is not Node:
                contribution = g.clone()  # a leaf's gradient is its own
            so_far = grads.get(edge)
            grads[edge] = then = contribution if so_far is None else so_far + contribution
            if recorder is not None and edge is not getattr(node.kernel, "hub", None):
                left = None if returned or edge.__class__ is Node else edge._grad
                before, after = (_sum(left, one) for one in (so_far, then))
                made = then if left is None else None
                recorder.product(node, at, edge, g, product, contribution, before, after, made)
        if node.saved and node.saved.__class__ is tuple and not retain_graph:
            node.saved = None
    for leaf, g in grads.items():  # what is left
        if leaf.__class__ is not Node and (ends is None or leaf in ends):
            kept[leaf] = g if leaf._told is None else leaf._told.again(g)
    return kept


def products(node: Any, edges: tuple[Any, ...], g: Any) -> Any:
    """For each edge that gradients flow along, which it is, where it leads, and the vector-Jacobian product."""
    kernel = node.kernel
    if kernel.__class__ is not Kernel:  # a function that a program wrote
        for at, (edge, rule) in enumerate(zip(edges, kernel.rules, strict=True)):
            product = None if edge is None else rule(g, *node.saved, node)
            if product is not None:
                yield at, edge, product
        return
    held: dict[str, Any] = {}
    for at, (edge, rule) in enumerate(zip(edges, rules_of(kernel), strict=True)):
        if edge is not None:
            function, needed = rule
            for name in needed:
                if name not in held:
                    held[name] = _held(node, name, g._class)
            yield at, edge, function(g, *(held[name] for name in needed))


def _held(node: Any, name: str, cls: Any) -> Any:
    """What a rule calls by a name: of an array, the tensor it was."""
    kernel = node.kernel
    kept = node.saved[kernel.names.index(name)]
    if name == "y":
        return with_history(cls, kept, node, _counter(node, name))
    if name in ("a", "b") and kept.__class__ is ndarray and name in kernel._arrays:
        return with_history(cls, kept, node.edges["ab".index(name)], _counter(node, name))
    row = kernel.rows_shared().get(name)
    return kept if row is None else _shared(node, row, kept, cls)


class _Several(list[Any]):
    """A version counter that changes as often as any of several."""

    def __init__(self, counters: Any) -> None:
        super().__init__([0])
        self._counters = counters

    def __getitem__(self, at: Any) -> Any:
        return sum(one[0] for one in self._counters) if at == 0 else super().__getitem__(at)


def _counter(node: Any, name: str) -> Any:
    """The version counter of what a node keeps; after a change in place it is not known which it is of."""
    kernel, counters = node.kernel, node.watched[::2]
    watched = [
        one for one, kept in zip(kernel.names, node.saved, strict=True)
        if kept.__class__ is ndarray and (one == "y" or one in kernel._arrays)
    ]  # fmt: skip
    return counters[watched.index(name)] if len(watched) == len(counters) else _Several(counters)


def _shared(node: Any, row: Any, y: Any, cls: Any) -> Any:
    """What a call gave that the formula shares with its rules, with the history it would have."""
    origin, kernel = node.edges[0], node.kernel
    if origin is None:
        return beside(cls, y)
    row.names  # noqa: B018 (has it compiled)
    y = asarray(y)  # NumPy turns what has no axes into a scalar
    known = dict(zip(kernel.names, node.saved, strict=True)) | {"y": y, "shape": y.shape}
    made = _node(row, y, origin)
    made.saved = [known[name] for name in row.names]
    out = plain(cls, y)
    out._node, out._requires = made, True
    if mode.recorder is not None:
        mode.recorder.again(row.op, origin, out, {name: known[name] for name in row.op.parameters})
    return out


def _node(kernel: Any, y: Any, origin: Any) -> Node:
    made: Node = new(Node)
    made.kernel, made.number, made.shape, made.dtype = kernel, count(), y.shape, y.dtype
    made.told, made.edges, made.saved, made.watched = None, (origin,), [], ()
    return made


def with_history(cls: Any, array: Any, origin: Any, counter: Any = None) -> Any:
    """A tensor over an array that came from there: a node, a leaf, or (None) nowhere. counter: of its versions."""
    if isinstance(origin, TensorBase):
        if origin._data is array:
            return origin
        # its data has been replaced since; gradients go to it all the same
        origin = _node(_clone, array, origin)
    out = plain(cls, asarray(array)) if origin is not None else beside(cls, array)
    out._node, out._requires = origin, origin is not None
    if counter is not None:
        out._counter = counter
    if origin is not None and mode.recorder is not None:
        mode.recorder.becomes(out, origin)
    return out


def fitting(g: Any, like: Any) -> Any:
    """A product in the shape and the dtype of what it is the gradient of: broadcasting's copies summed."""
    if not like.shape and g._data.ndim:
        g = g.sum()
    if g._data.shape != like.shape:
        g = g.sum(stretched(g._data.shape, like.shape), keepdim=True)
        if g._data.ndim != len(like.shape):
            g = g.reshape(like.shape)
    return g if g._data.dtype is like.dtype else g.astype(like.dtype)


def _sum(a: Any, b: Any) -> Any:
    """For the trace: their sum as arrays, of which one may be None."""
    a, b = (getattr(one, "_data", one) for one in (a, b))
    return b if a is None else a if b is None else a + b
