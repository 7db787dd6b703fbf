"""② The methods of Tensor in which an element of the result comes from many: sums, means, extremes, softmax.

`dim` and `keepdim` are PyTorch's words for `axis` and `keepdims`; either will do.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import ShapeError
from ..rules.array_table import ARRAY_OPS
from ..rules.kernel import Kernel, of_arrays
from .graph import T, result
from .shaping import axes_of, axis_of

_sum, _mean, _max, _min, _var, _softmax, _log_softmax = (
    of_arrays(ARRAY_OPS[name]) for name in ("sum", "mean", "max", "min", "var", "softmax", "log_softmax")
)


def sum(self: T, axis: Any = None, keepdims: bool = False, *, dim: Any = None, keepdim: bool = False) -> T:
    """The sum over `axis` (an int, a tuple of ints, or None for all); keepdims leaves them with length 1."""
    return _reduced(self, _sum, axis if dim is None else dim, keepdims or keepdim)


def mean(self: T, axis: Any = None, keepdims: bool = False, *, dim: Any = None, keepdim: bool = False) -> T:
    """The mean over `axis`; NaN of no elements."""
    return _reduced(self, _mean, axis if dim is None else dim, keepdims or keepdim)


def max(self: T, axis: Any = None, keepdims: bool = False, *, dim: Any = None, keepdim: bool = False) -> T:
    """The largest over `axis` (values only); equal ones share the gradient. Errors: ShapeError of no elements."""
    return _reduced(self, _max, axis if dim is None else dim, keepdims or keepdim)


def min(self: T, axis: Any = None, keepdims: bool = False, *, dim: Any = None, keepdim: bool = False) -> T:
    """The smallest over `axis` (values only); equal ones share the gradient. Errors: ShapeError of no elements."""
    return _reduced(self, _min, axis if dim is None else dim, keepdims or keepdim)


def var(
    self: T,
    axis: Any = None,
    keepdims: bool = False,
    correction: float = 1,
    *,
    dim: Any = None,
    keepdim: bool = False,
) -> T:
    """The variance over `axis`, the sum of squares divided by count − correction: PyTorch's 1, NumPy's is 0."""
    return _reduced(self, _var, axis if dim is None else dim, keepdims or keepdim, correction)


def _reduced(self: T, kernel: Kernel, axis: Any, keepdims: bool, *more: Any) -> T:
    axes = None if axis is None else axes_of(kernel.op.name, axis, self._data.ndim)
    parameters = (axes, keepdims, *more)
    try:
        y = kernel.forward(self._data, *parameters)
    except ValueError as error:
        raise ShapeError(
            f"{kernel.op.name}: this cannot be done for the shape {self._data.shape} over axis {axis}: {error}"
        ) from None
    return result(self, kernel, y, self._requires, parameters, (self,))


def argmax(self: T, axis: int | None = None) -> Any:
    """Where the largest is: an array of ints, through which no gradient flows."""
    return np.argmax(self._data, axis)


def argmin(self: T, axis: int | None = None) -> Any:
    """Where the smallest is: an array of ints, through which no gradient flows."""
    return np.argmin(self._data, axis)


def softmax(self: T, axis: Any = None, *, dim: Any = None) -> T:
    """exp(a) / Σ exp(a) along one axis: positive, sums to 1."""
    return _along(self, _softmax, axis if dim is None else dim)


def log_softmax(self: T, axis: Any = None, *, dim: Any = None) -> T:
    """log(softmax(a)) along one axis, finite where softmax underflows."""
    return _along(self, _log_softmax, axis if dim is None else dim)


def _along(self: T, kernel: Kernel, axis: int) -> T:
    at = axis_of(kernel.op.name, axis, self._data.ndim)
    if not self._data.size:
        raise ShapeError(f"{kernel.op.name}: a tensor of shape {self._data.shape} has no elements")
    return result(self, kernel, kernel.forward(self._data, at), self._requires, (at,), (self,))
