"""②③ The graph of tensors: what an operation leaves behind (`result`), and the walk that multiplies (`backward`).

A tensor refers to its node, a node to the nodes (or leaf tensors) it came from; nothing refers back, so memory goes
when the last name goes. What a node keeps, and what the walk calls, rules/kernel.py made from the text of a rule.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from operator import attrgetter
from typing import Any, ClassVar, TypeAlias, TypeVar

from numpy import add, array, dtype, errstate, ndarray

from .. import release
from ..mode import mode
from ..rules.kernel import Kernel
from ..rules.on_arrays import total
from .shapes import stretched

Array: TypeAlias = ndarray[tuple[int, ...], dtype[Any]]
T = TypeVar("T", bound="TensorBase")

count = itertools.count().__next__
new: Callable[[Any], Any] = object.__new__
_by_number = attrgetter("number")


class Node:
    """One operation that took place.

    edges: where gradients go, one for each argument: a Node, a leaf Tensor, or None. saved: what the rules need; if that
    is a tuple, a walk frees it, and it is None then. watched: of what is saved, a version counter, the version then, and so on. number: the order
    of creation, which is a topological order. shape, dtype: of the result. told: a function that gets the result's
    gradient before the rules do, and may give another in its place (history.py).
    """

    __slots__ = ("dtype", "edges", "kernel", "number", "saved", "shape", "told", "watched")

    kernel: Kernel
    edges: tuple[Any, ...]
    saved: tuple[Any, ...] | list[Any] | None
    watched: tuple[Any, ...]
    shape: tuple[int, ...]
    dtype: Any
    number: int
    told: Callable[[Any], Any] | None


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

    _data: an array no other tensor changes without counting it in _version. _version: a list that tensors of the same
    storage share: the number of changes and, once there are views, what views.py knows of them. _grad: the gradient, an
    array until somebody asks for it, then a Tensor. _view: of views alone: what they show of which tensor (views.py).
    """

    # `__dict__`, for attributes that a program adds: made when there is one
    __slots__ = (
        "__dict__",
        "__weakref__",
        "_data",
        "_grad",
        "_node",
        "_requires",
        "_version",
        "_view",
        "label",
    )

    _told: Any = None  # of leaves, as Node.told
    _class: ClassVar[Any]  # what operations make: Tensor, of its subclasses, too
    _stale: ClassVar[Any]  # what a view is while its history is out of date
    _data: Array
    _grad: Any
    _node: Node | None
    _requires: bool
    _version: list[Any]
    _view: Any
    label: str | None

    def _changed(self) -> None:
        """Count a change in place."""
        self._version[0] += 1
        changes.last = count()


def plain(cls: Any, data: Array) -> Any:
    """A tensor without a history over an array, which is not copied."""
    out = new(cls)
    out._data = data
    out._version = [0]
    out._grad = out.label = out._node = None
    out._requires = False
    return out


def beside(cls: Any, data: Any) -> Any:
    """As `plain`, of what is no part of the graph that a trace shows: masks, indices, gradients, numbers that go round it."""
    out = plain(cls, data)
    if mode.recorder is not None:
        mode.recorder.aside(out)
    return out


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
    out: T = new(like._class)
    out._data = y
    out._version = [0]
    out._grad = out.label = None
    if mask and mode.grad:
        node = new(Node)
        node.kernel = kernel
        node.number = count()
        node.shape = y.shape
        node.dtype = y.dtype
        node.told = None
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
