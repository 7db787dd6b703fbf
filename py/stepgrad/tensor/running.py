"""② The methods of Tensor along one axis, whose result is as long: running sums and softmax; and where the extremes are."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import PlaceError
from ..rules.array_table import ARRAY_OPS
from ..rules.kernel import Kernel, of_arrays
from .casting import astype
from .dtypes import INT
from .faults import fault
from .graph import T, found, result
from .reducing import must_be_floats
from .shaping import axis_of, reshape

_softmax, _log_softmax, _cumsum, _cumprod = (
    of_arrays(ARRAY_OPS[name]) for name in ("softmax", "log_softmax", "cumsum", "cumprod")
)


def cumsum(self: T, dim: int, *, dtype: Any = None) -> T:
    """At every place, the sum of what has come along the axis so far. Of ints in int64."""
    if dtype is not None:
        self = astype(self, dtype)
    elif self._data.dtype.kind != "f":
        self = astype(self, INT)
    return _along(self, _cumsum, dim)


def cumprod(self: T, dim: int, *, dtype: Any = None) -> T:
    """At every place, the product of what has come along the axis so far. Of ints in int64."""
    if dtype is not None:
        self = astype(self, dtype)
    elif self._data.dtype.kind != "f":
        self = astype(self, INT)
    return _along(self, _cumprod, dim)


def argmax(self: T, dim: Any = None, keepdim: bool = False, *, axis: Any = None) -> T:
    """Where the largest is (along `dim`; else counted through all elements): ints, through which no gradient flows."""
    return _where(self, np.argmax, "argmax", axis if dim is None else dim, keepdim)


def argmin(self: T, dim: Any = None, keepdim: bool = False, *, axis: Any = None) -> T:
    """Where the smallest is: ints, through which no gradient flows."""
    return _where(self, np.argmin, "argmin", axis if dim is None else dim, keepdim)


def _where(self: T, where: Any, name: str, dim: Any, keepdim: bool) -> T:
    at = None if dim is None else axis_of(name, dim, self._data.ndim)
    if not (self._data.size if at is None or not self._data.ndim else self._data.shape[at]):
        raise fault(
            PlaceError,
            "nothing to choose",
            f"{name}: a tensor of shape {self._data.shape} has no elements to choose from",
            name=name,
        )
    places: T = found(self, np.asarray(where(self._data, at, keepdims=keepdim), INT), f"{name}()")
    return places


def softmax(self: T, dim: Any = None, dtype: Any = None, *, axis: Any = None) -> T:
    """exp(a) / Σ exp(a) along one axis: positive, sums to 1. dtype: what a is cast to before."""
    return _along(_floats(self, "softmax", dtype), _softmax, axis if dim is None else dim)


def log_softmax(self: T, dim: Any = None, dtype: Any = None, *, axis: Any = None) -> T:
    """log(softmax(a)) along one axis, finite where softmax underflows. dtype: what a is cast to before."""
    return _along(_floats(self, "log_softmax", dtype), _log_softmax, axis if dim is None else dim)


def _floats(self: T, name: str, dtype: Any) -> T:
    return must_be_floats(name, self if dtype is None else astype(self, dtype))


def _along(self: T, kernel: Kernel, axis: int) -> T:
    at, data = axis_of(kernel.op.name, axis, self._data.ndim), self._data
    if not data.ndim:
        return reshape(_along(reshape(self, 1), kernel, 0), ())
    y = kernel.forward(data, at) if data.size else data.copy()
    return result(self, kernel, y, self._requires, (at,), (self,))
