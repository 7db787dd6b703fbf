"""②③ The graph of tensors: what an operation leaves behind (`result`), and the walk that multiplies (`backward`).

A tensor refers to its node, a node to the nodes (or leaf tensors) it came from; nothing refers back, so memory goes
when the last name goes. What a node keeps, and what the walk calls, rules/kernel.py made from the text of a rule.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from operator import attrgetter
from typing import Any, ClassVar, TypeAlias, TypeVar

from numpy import array, dtype, errstate, ndarray

from .. import release
from ..mode import mode
from ..rules.kernel import Kernel
from ..rules.on_arrays import total
from .shapes import stretched

Array: TypeAlias = ndarray[tuple[int, ...], dtype[Any]]
T = TypeVar("T", bound="TensorBase")

_count = itertools.count().__next__
_new: Callable[[Any], Any] = object.__new__
_by_number = attrgetter("number")


class Node:
    """One operation that took place.

    edges: where gradients go, one for each argument: a Node, a leaf Tensor, or None. saved: what the rules need; None
    once a walk freed it. watched: of what is saved, a version counter, the version then, and so on. number: the order
    of creation, which is a topological order. shape, dtype: of the result. retained: whose `grad` to fill (a weak reference).
    """

    __slots__ = ("dtype", "edges", "kernel", "number", "retained", "saved", "shape", "watched")

    kernel: Kernel
    edges: tuple[Any, ...]
    saved: tuple[Any, ...] | None
    watched: tuple[Any, ...]
    shape: tuple[int, ...]
    dtype: Any
    number: int
    retained: Any


if release.NEEDED:
    release.frees_chains(Node, "edges")


class Changes:
    """When an array was last changed in place, on the clock that numbers the nodes: a graph made since needs no check."""

    __slots__ = ("last",)

    def __init__(self) -> None:
        self.last = -1


changes = Changes()


class TensorBase:
    """The attributes of a Tensor, which has its methods from tensor.py; here, for `result` to make one without a call.

    _data: an array no other tensor changes without counting it in _version. _version: one number, shared by views.
    """

    __slots__ = ("__weakref__", "_data", "_node", "_requires", "_version", "grad", "label")

    _class: ClassVar[Any]  # what operations make: Tensor, of its subclasses, too
    _data: Array
    _node: Node | None
    _requires: bool
    _version: list[int]
    grad: Array | None
    label: str | None

    def _changed(self) -> None:
        """Count a change in place."""
        self._version[0] += 1
        changes.last = _count()


def result(
    like: T, kernel: Kernel | Any, y: Any, mask: int, parameters: tuple[Any, ...], inputs: tuple[Any, ...]
) -> T:
    """The tensor that an operation on `like` and others gave; bit i of mask says that gradients flow to inputs[i]."""
    held = parameters
    if y.__class__ is tuple:  # the formula gave away what the rules share with it
        held = (*parameters, *y[1:])
        y = y[0]
    if y.__class__ is not ndarray:
        y = array(y)  # NumPy turns what has no axes into a scalar
    out: T = _new(like._class)
    out._data = y
    out._version = [0]
    out.grad = out.label = None
    if mask and mode.grad:
        node = _new(Node)
        node.kernel = kernel
        node.number = _count()
        node.shape = y.shape
        node.dtype = y.dtype
        node.retained = None
        out._requires = True
        out._node = node
        node.edges, node.saved, node.watched = kernel.keep[mask](out, held, *inputs)
    else:
        out._requires = False
        out._node = None
    if mode.recorder is not None:
        mode.recorder.operation(
            kernel.op, inputs, out, dict(zip(kernel.op.parameters, parameters, strict=True))
        )
    return out


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
    nodes.sort(key=_by_number, reverse=True)
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
def backward(root: Any, seed: Any, retain_graph: bool) -> None:
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
        if not retain_graph and node.kernel.frees:
            node.saved = None
    for leaf, g in grads.items():  # what is left; assigned at the end, so that a failure changes nothing
        if leaf.grad is not None:
            g = leaf.grad + g
        leaf.grad = (
            g if g.shape else g[...]
        )  # an array even where NumPy turned what has no axes into a scalar


def _so_far(edge: Any, grads: dict[Any, Any]) -> Any:
    """For the trace: the gradient that an input has already, with what earlier calls left in a leaf."""
    left = None if edge.__class__ is Node else edge.grad
    return left if edge not in grads else grads[edge] if left is None else left + grads[edge]


def _retain(tensor: Any, g: Any) -> None:
    if tensor is not None:  # its last name may have gone
        tensor.grad = array(g) if tensor.grad is None else array(tensor.grad + g)


def unbroadcast(g: Any, shape: tuple[int, ...]) -> Any:
    """The gradient of an array of `shape` that broadcasting stretched to g's shape: the copies' gradients, summed."""
    summed = total(g, stretched(g.shape, shape))
    return summed if len(shape) == g.ndim else summed.reshape(shape)
