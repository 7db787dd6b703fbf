"""② The graph of tensors: what an operation leaves behind (`result`), for the walk to go back on (backward.py).

A tensor refers to its node, a node to the nodes (or leaf tensors) it came from; nothing refers back, so memory goes
when the last name goes. What a node keeps, and what the walk calls, rules/kernel.py made from the text of a rule.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from typing import Any, ClassVar, TypeAlias, TypeVar

from numpy import array, dtype, empty, ndarray, uint8

from .. import release
from ..mode import mode
from ..rules.kernel import Kernel

Array: TypeAlias = ndarray[tuple[int, ...], dtype[Any]]
T = TypeVar("T", bound="TensorBase")

count = itertools.count().__next__
new: Callable[[Any], Any] = object.__new__


class Node:
    """One operation that took place.

    edges: where gradients go, one for each argument: a Node, a leaf Tensor, or None. saved: what the rules need; if that
    is a tuple, a walk frees it, and it is None then. watched: of what is saved, a version counter, the version then, and so on. number: the order
    of creation, which is a topological order. shape, dtype: of the result. told: a function that gets the result's
    gradient before the rules do, and may give another in its place (history.py).
    """

    # `title`, which is set on few: what is shown in the place of the operation's name (torch/nodes.py)
    __slots__ = ("dtype", "edges", "kernel", "number", "saved", "shape", "title", "told", "watched")

    kernel: Kernel
    edges: tuple[Any, ...]
    saved: tuple[Any, ...] | list[Any] | None
    watched: tuple[Any, ...]
    shape: tuple[int, ...]
    dtype: Any
    number: int
    told: Callable[[Any], Any] | None
    title: str


if sys.platform == "linux":
    # A graph's memory goes at every step and is needed again at the next. The C library gives it back to the system, page by
    # page, unless a larger piece was freed before: this one, which is never touched. A step takes a sixth less time.
    empty(1 << 24, uint8)

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

    _data: an array no other tensor changes without counting it in _counter. _counter: a list that tensors of the same
    storage share: the number of changes and, once there are views, what views.py knows of them. _grad: the gradient, an
    array until somebody asks for it, then a Tensor. _view: of views alone: what they show of which tensor (views.py).
    """

    # `__dict__`, for attributes that a program adds: made when there is one
    __slots__ = (
        "__dict__",
        "__weakref__",
        "_counter",
        "_data",
        "_grad",
        "_node",
        "_requires",
        "_view",
        "label",
    )

    _told: Any = None  # of leaves, as Node.told
    _class: ClassVar[Any]  # what operations make: Tensor, of its subclasses, too
    _stale: ClassVar[Any]  # what a view is while its history is out of date
    _words: ClassVar[Any] = {}  # what is said of faults in other words than ours (faults.py)
    _data: Array
    _grad: Any
    _node: Node | None
    _requires: bool
    _counter: list[Any]
    _view: Any
    label: str | None

    def _changed(self) -> None:
        """Count a change in place."""
        self._counter[0] += 1
        changes.last = count()


def plain(cls: Any, data: Array) -> Any:
    """A tensor without a history over an array, which is not copied."""
    out = new(cls)
    out._data = data
    out._counter = [0]
    out._grad = out.label = out._node = None
    out._requires = False
    return out


def beside(cls: Any, data: Any) -> Any:
    """As `plain`, of what is no part of the graph that a trace shows: masks, indices, gradients, numbers that go round it."""
    out = plain(cls, data)
    if mode.recorder is not None:
        mode.recorder.aside(out)
    return out


def found(like: TensorBase, data: Any, how: str, *others: Any) -> Any:
    """What was found with the numbers of a tensor (a mask, places), and through which no gradient flows. how: in words."""
    out = beside(like._class, data)
    if mode.recorder is not None:
        for one in (like, *others):
            if isinstance(one, TensorBase) and one._requires:
                mode.recorder.copied(out, one, how)
                break
        else:
            mode.recorder.facts.handed_on(out, (like, *others))
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
    out._counter = [0]
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
