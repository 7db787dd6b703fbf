"""② How an operation becomes a tensor: its array, and a node of the graph where gradients will flow."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any, TypeAlias

from numpy import array, dtype, ndarray

from ..mode import mode
from ..rules.kernel import Kernel
from .node import Node, changes

Array: TypeAlias = ndarray[tuple[int, ...], dtype[Any]]

_number = itertools.count().__next__
_new: Callable[[Any], Any] = object.__new__


class TensorBase:
    """The storage of a Tensor, which has its methods from tensor.py; here, for `result` to make one without a call.

    _data: an array no other tensor changes without counting it in _version. _version: one number, shared by views.
    """

    __slots__ = ("__weakref__", "_data", "_node", "_requires", "_version", "grad", "label")

    _data: Array
    _node: Node | None
    _requires: bool
    _version: list[int]
    grad: Array | None
    label: str | None

    def _changed(self) -> None:
        """Count a change in place."""
        self._version[0] += 1
        changes.last = _number()


tensor_class: type[TensorBase] = TensorBase  # Tensor, as soon as tensor.py is there


def result(
    kernel: Kernel | Any, y: Any, mask: int, parameters: tuple[Any, ...], inputs: tuple[Any, ...]
) -> Any:
    """The tensor that an operation gave; bit i of mask says that gradients flow to inputs[i]."""
    if y.__class__ is not ndarray:
        y = array(y)  # NumPy turns what has no axes into a scalar
    out = _new(tensor_class)
    out._data = y
    out._version = [0]
    out.grad = out.label = None
    if mask and mode.grad:
        node = _new(Node)
        node.kernel = kernel
        node.number = _number()
        node.shape = y.shape
        node.dtype = y.dtype
        node.retained = None
        out._requires = True
        out._node = node
        node.edges, node.saved, node.watched = kernel.keep[mask](out, parameters, *inputs)
    else:
        out._requires = False
        out._node = None
    if mode.recorder is not None:
        mode.recorder.operation(
            kernel.op, inputs, out, dict(zip(kernel.op.parameters, parameters, strict=True))
        )
    return out
