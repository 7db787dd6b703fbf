"""② The methods of Tensor that give no tensor: its numbers as array, float or text, and compared with others.

No gradient flows through them. A comparison gives an array of booleans, for `where` and for indices.
"""

# mypy: disable-error-code="no-any-return"
# (NumPy's operators are typed as Any)

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .graph import Array, TensorBase
from .operands import operand


def numpy(self: TensorBase) -> Array:
    """The array itself, not a copy. Errors: RuntimeError where a gradient is required, for changes would go unseen."""
    if self._requires:
        raise RuntimeError("numpy: this tensor requires a gradient; use t.detach().numpy()")
    return self._data


def as_array(self: TensorBase, dtype: Any = None, copy: bool | None = None) -> Array:
    """What NumPy asks for. Errors: as of `numpy`."""
    return np.array(numpy(self), dtype=dtype, copy=copy)


def item(self: TensorBase) -> float:
    """The one element as a float. Errors: RuntimeError where there are more, or none."""
    if self._data.size != 1:
        raise RuntimeError(
            f"item: a tensor of shape {self._data.shape} has {self._data.size} elements, not one"
        )
    return float(self._data.item())


def tolist(self: TensorBase) -> Any:
    """The numbers as nested lists of floats."""
    return self._data.tolist()


def text(self: TensorBase) -> str:
    """As PyTorch shows it, with the operation that it came from; with gradient and label, if there are any."""
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


def comparison(symbol: str, compare: Callable[[Any, Any], Any]) -> Callable[[TensorBase, Any], Any]:
    """A comparison, element by element, as a method."""

    def method(self: TensorBase, other: Any) -> Any:
        other = operand(symbol, other, self._class)
        return compare(self._data, other._data if isinstance(other, TensorBase) else other)

    return method
