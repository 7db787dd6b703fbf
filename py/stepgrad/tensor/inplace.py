"""② The methods of Tensor that change its numbers in place.

A change is counted, so that a walk which needs what was there before says so instead of being wrong. A leaf that
requires a gradient allows changes under no_grad only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..errors import ShapeError
from ..mode import mode
from ..rules.array_table import ARRAY_OPS
from ..rules.kernel import of_arrays
from .graph import Node, T, TensorBase, result
from .indexing import checked_index
from .operands import FAILURES, array_of, operand, refusal

_put, _cast = of_arrays(ARRAY_OPS["put"]), of_arrays(ARRAY_OPS["cast"])
_UFUNCS = {"add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide, "pow": np.power}


def _tracked(self: T, name: str, other: Any) -> bool:
    """Whether the graph must learn of the change. Errors: RuntimeError where it cannot."""
    if not mode.grad or not (self._requires or (isinstance(other, TensorBase) and other._requires)):
        return False
    if self._requires and self._node is None:
        raise RuntimeError(
            f"{name}: a leaf that requires a gradient can be changed in place only under no_grad()"
        )
    if len(self._version) > 1:
        raise RuntimeError(
            f"{name}: a tensor that shares its storage with a view can be changed in place only under no_grad()"
        )
    return True


def _become(self: T, name: str, new: Any) -> T:
    """Take the numbers and the history of `new`, in the storage of `self`."""
    if new._data.shape != self._data.shape:
        raise ShapeError(
            f"{name}: the result has the shape {new._data.shape}, but the tensor has {self._data.shape}"
        )
    if new._data.dtype is not self._data.dtype:
        new = result(
            new, _cast, new._data.astype(self._data.dtype), new._requires, (self._data.dtype,), (new,)
        )
    if new._node is not None:
        _keep_what_was(new._node, self)
    self._data[...] = new._data
    self._changed()
    self._node, self._requires = new._node, new._requires
    if mode.recorder is not None:
        mode.recorder.becomes(self, new)
    return self


def set_data(self: TensorBase, value: Any) -> None:
    """self.data = value; `t.data -= step` comes here, too, with the array itself. Errors: ShapeError."""
    if value is self._data:
        self._changed()
        return
    array = array_of(value, self._data.dtype)
    if array.shape != self._data.shape:
        raise ShapeError(
            f"data: the tensor has the shape {self._data.shape}, but the new data has {array.shape}"
        )
    self._data, self._version = array, [0]


def updating(op: str) -> Callable[[T, Any], T]:
    """An operation of two arguments as a method that puts the result in the place of the first."""
    name, ufunc = f"{op} in place", _UFUNCS[op]

    def method(self: T, other: Any) -> T:
        other = operand(name, other, self._class)
        if _tracked(self, name, other):
            return _become(self, name, getattr(self, op)(other))
        number = other._data if isinstance(other, TensorBase) else other
        try:
            ufunc(self._data, number, out=self._data, casting="same_kind")
        except FAILURES as error:
            raise refusal(name, (self._data, number), error) from None
        self._changed()
        return self

    method.__name__, method.__qualname__ = f"{op}_", f"Tensor.{op}_"
    return method


def setitem(self: T, index: Any, value: Any) -> None:
    """self[index] = value, broadcast to what the index picks. Errors: ShapeError, IndexError; RuntimeError where the graph could not learn of it."""
    index, value = checked_index(index), operand("put", value, self._class)
    tracked = _tracked(self, "put", value)
    number = value._data if isinstance(value, TensorBase) else np.asarray(value, self._data.dtype)
    try:
        changed = _put.forward(self._data, number, index)
    except IndexError as error:
        raise IndexError(f"put: this does not fit the shape {self._data.shape}: {error}") from None
    except FAILURES as error:
        raise ShapeError(f"put: this does not fit the shape {self._data.shape}: {error}") from None
    if tracked:
        source = value if isinstance(value, TensorBase) else self._class(number)
        mask = self._requires + 2 * source._requires
        _become(self, "put", result(self, _put, changed, mask, (index,), (self, source)))
    else:
        self._data[...] = changed
        self._changed()


def copy_(self: T, other: Any) -> T:
    """Take the numbers of `other`, broadcast to this shape."""
    setitem(self, ..., other)
    return self


def fill_(self: T, number: float) -> T:
    """Make every element `number`."""
    setitem(self, ..., number)
    return self


def zero_(self: T) -> T:
    """Make every element 0."""
    return fill_(self, 0.0)


def _keep_what_was(node: Node, tensor: TensorBase) -> None:
    """Where the rules of `node` need the numbers that `tensor` is about to lose (b *= a needs the old b), give it a copy."""
    if node.saved is None or all(kept is not tensor._data for kept in node.saved):
        return
    was = tensor._data.copy()
    node.saved = tuple(was if kept is tensor._data else kept for kept in node.saved)
    pairs = zip(node.watched[::2], node.watched[1::2], strict=True)
    node.watched = tuple(part for pair in pairs if pair[0] is not tensor._version for part in pair)
