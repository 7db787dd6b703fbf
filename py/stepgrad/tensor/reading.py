"""② What a tensor says in plain numbers: as array, float or text, and compared with others. No gradient flows through it."""

# mypy: disable-error-code="no-any-return"
# (NumPy's operators are typed as Any)

from __future__ import annotations

from typing import Any

import numpy as np

from .elementwise import operand
from .result import Array, TensorBase


class Reading(TensorBase):
    """The methods of a tensor that give no tensor."""

    __slots__ = ()

    def numpy(self) -> Array:
        """The array itself, not a copy. Errors: RuntimeError where a gradient is required, for changes would go unseen."""
        if self._requires:
            raise RuntimeError("numpy: this tensor requires a gradient; use t.detach().numpy()")
        return self._data

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return np.array(self.numpy(), dtype=dtype, copy=copy)

    def item(self) -> float:
        """The one element as a float. Errors: RuntimeError where there are more, or none."""
        if self._data.size != 1:
            raise RuntimeError(
                f"item: a tensor of shape {self._data.shape} has {self._data.size} elements, not one"
            )
        return float(self._data.item())

    def tolist(self) -> Any:
        """The numbers as nested lists of floats."""
        return self._data.tolist()

    def __repr__(self) -> str:
        parts = [np.array2string(self._data, separator=", ", prefix="Tensor(")]
        if self._data.ndim and (not self._data.size or self._data.size > 1000):
            parts.append(f"shape={self._data.shape}")
        if self._data.dtype != np.float32:
            parts.append(f"dtype={self._data.dtype}")
        if self._node is not None:
            parts.append(f"from={self._node.kernel.op.name}")
        elif self._requires:
            parts.append("requires_grad=True")
        if self._requires and (self._node is None or self.grad is not None):
            grad = (
                None
                if self.grad is None
                else np.array2string(np.asarray(self.grad), separator=", ", prefix="grad=")
            )
            parts.append(f"grad={grad}")
        if self.label is not None:
            parts.append(f"label={self.label!r}")
        return f"Tensor({', '.join(parts)})"

    # Comparing gives arrays of booleans, for `where` and for indices; hashing stays by identity.
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> Any:
        return self._data == _plain("==", other)

    def __ne__(self, other: object) -> Any:
        return self._data != _plain("!=", other)

    def __lt__(self, other: Any) -> Any:
        return self._data < _plain("<", other)

    def __le__(self, other: Any) -> Any:
        return self._data <= _plain("<=", other)

    def __gt__(self, other: Any) -> Any:
        return self._data > _plain(">", other)

    def __ge__(self, other: Any) -> Any:
        return self._data >= _plain(">=", other)

    def __bool__(self) -> bool:
        return bool(self.item())

    def __float__(self) -> float:
        return self.item()


def _plain(name: str, other: Any) -> Any:
    other = operand(name, other)
    return other._data if isinstance(other, TensorBase) else other
