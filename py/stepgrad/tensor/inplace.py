"""② Changes in place: counted, so that a walk which needs what was there before says so instead of being wrong."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from ..errors import ShapeError
from ..mode import mode
from ..rules.array_table import ARRAY_OPS
from ..rules.kernel import of_arrays
from .elementwise import FAILURES, operand, refusal
from .node import Node
from .result import TensorBase, result
from .shaping import checked_index

_put, _cast = of_arrays(ARRAY_OPS["put"]), of_arrays(ARRAY_OPS["cast"])
_UFUNCS = {"add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide, "pow": np.power}


class InPlace(TensorBase):
    """The methods of a tensor that change its numbers. A leaf that requires a gradient allows them under no_grad only."""

    __slots__ = ()

    def _tracked(self, name: str, other: Any) -> bool:
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

    def _become(self, name: str, new: Any) -> Self:
        """Take the numbers and the history of `new`, in the storage of `self`."""
        if new._data.shape != self._data.shape:
            raise ShapeError(
                f"{name}: the result has the shape {new._data.shape}, but the tensor has {self._data.shape}"
            )
        if new._data.dtype is not self._data.dtype:
            new = result(
                _cast, new._data.astype(self._data.dtype), new._requires, (self._data.dtype,), (new,)
            )
        if new._node is not None:
            _keep_what_was(new._node, self)
        self._data[...] = new._data
        self._changed()
        self._node, self._requires = new._node, new._requires
        if mode.recorder is not None:
            mode.recorder.becomes(self, new)
        return self

    def _update(self, op: str, other: Any) -> Self:
        name = f"{op} in place"
        other = operand(name, other)
        if self._tracked(name, other):
            return self._become(name, getattr(self, op)(other))
        number = other._data if isinstance(other, TensorBase) else other
        try:
            _UFUNCS[op](self._data, number, out=self._data, casting="same_kind")
        except FAILURES as error:
            raise refusal(name, (self._data, number), error) from None
        self._changed()
        return self

    def __setitem__(self, index: Any, value: Any) -> None:
        """self[index] = value, broadcast to what the index picks. Errors: ShapeError, IndexError; RuntimeError as above."""
        index, value = checked_index(index), operand("put", value)
        tracked = self._tracked("put", value)
        number = value._data if isinstance(value, TensorBase) else np.asarray(value, self._data.dtype)
        try:
            changed = _put.forward(self._data, number, index)
        except IndexError as error:
            raise IndexError(f"put: this does not fit the shape {self._data.shape}: {error}") from None
        except FAILURES as error:
            raise ShapeError(f"put: this does not fit the shape {self._data.shape}: {error}") from None
        if tracked:
            source = value if isinstance(value, TensorBase) else type(self)(number)  # type: ignore[call-arg]
            mask = self._requires + 2 * source._requires
            self._become("put", result(_put, changed, mask, (index,), (self, source)))
        else:
            self._data[...] = changed
            self._changed()

    def __iadd__(self, other: Any) -> Self:
        return self._update("add", other)

    def __isub__(self, other: Any) -> Self:
        return self._update("sub", other)

    def __imul__(self, other: Any) -> Self:
        return self._update("mul", other)

    def __itruediv__(self, other: Any) -> Self:
        return self._update("div", other)

    def __ipow__(self, other: Any) -> Self:
        return self._update("pow", other)

    add_, sub_, mul_, div_, pow_ = __iadd__, __isub__, __imul__, __itruediv__, __ipow__

    def copy_(self, other: Any) -> Self:
        """Take the numbers of `other`, broadcast to this shape."""
        self[...] = other
        return self

    def fill_(self, number: float) -> Self:
        """Make every element `number`."""
        self[...] = number
        return self

    def zero_(self) -> Self:
        """Make every element 0."""
        return self.fill_(0.0)


def _keep_what_was(node: Node, tensor: TensorBase) -> None:
    """Where the rules of `node` need the numbers that `tensor` is about to lose (b *= a needs the old b), give it a copy."""
    if node.saved is None or all(kept is not tensor._data for kept in node.saved):
        return
    was = tensor._data.copy()
    node.saved = tuple(was if kept is tensor._data else kept for kept in node.saved)
    pairs = zip(node.watched[::2], node.watched[1::2], strict=True)
    node.watched = tuple(part for pair in pairs if pair[0] is not tensor._version for part in pair)
