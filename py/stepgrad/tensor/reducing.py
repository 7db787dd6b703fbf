"""② The methods of Tensor in which an element of the result comes from many: sums, means, extremes.

`dim` and `keepdim` are PyTorch's words, `axis` and `keepdims` NumPy's; either will do.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from ..errors import PlaceError, ShapeError
from ..rules.array_table import ARRAY_OPS
from ..rules.kernel import Kernel, of_arrays
from .casting import astype
from .dtypes import BOOL, INT, floating
from .faults import fault
from .graph import T, TensorBase, beside, found, result
from .picking import along
from .shaping import axes_of, axis_of, reshape

_sum, _mean, _max, _min, _var, _std, _norm, _p_norm, _prod, _logsumexp = (
    of_arrays(ARRAY_OPS[name])
    for name in ("sum", "mean", "max", "min", "var", "std", "norm", "p_norm", "prod", "logsumexp")
)


def sum(
    self: T,
    dim: Any = None,
    keepdim: bool = False,
    *,
    dtype: Any = None,
    axis: Any = None,
    keepdims: bool = False,
) -> T:
    """The sum over `dim` (an int, a tuple of ints, or None for all); keepdim leaves them with length 1. Of ints in int64."""
    if dtype is not None:
        self = astype(self, dtype)
    elif self._data.dtype.kind != "f":
        self = astype(self, INT)
    return _reduced(self, _sum, axis if dim is None else dim, keepdim or keepdims)


def mean(
    self: T,
    dim: Any = None,
    keepdim: bool = False,
    *,
    dtype: Any = None,
    axis: Any = None,
    keepdims: bool = False,
) -> T:
    """The mean over `dim`; NaN of no elements. Errors: RuntimeError of ints."""
    if dtype is not None:
        self = astype(self, dtype)
    if self._data.dtype.kind != "f":
        must_be_floats("mean", self)
    return _reduced(self, _mean, axis if dim is None else dim, keepdim or keepdims)


def amax(self: T, dim: Any = None, keepdim: bool = False, *, axis: Any = None, keepdims: bool = False) -> T:
    """The largest over `dim`; equal ones share the gradient. Errors: ShapeError of no elements."""
    return _reduced(self, _max, axis if dim is None else dim, keepdim or keepdims)


def amin(self: T, dim: Any = None, keepdim: bool = False, *, axis: Any = None, keepdims: bool = False) -> T:
    """The smallest over `dim`; equal ones share the gradient. Errors: ShapeError of no elements."""
    return _reduced(self, _min, axis if dim is None else dim, keepdim or keepdims)


def must_be_floats(name: str, tensor: T) -> T:
    """Errors: RuntimeError for ints and booleans, whose mean would be none."""
    if tensor._data.dtype.kind != "f":
        raise fault(
            RuntimeError,
            "floats",
            f"{name}: expected floating point numbers, got {tensor._data.dtype}; float() makes some of them",
            name=name,
            dtype=tensor._data.dtype,
        )
    return tensor


class Extreme(NamedTuple):
    """What `max(dim)` and `min(dim)` give: the values, and where along the axis they are; the first of equal ones."""

    values: Any
    indices: Any


def max(
    self: T, dim: Any = None, keepdim: bool = False, *, axis: Any = None, keepdims: bool | None = None
) -> Any:
    """The largest of all; with another tensor, the larger of two; over `dim`, values and indices, as PyTorch gives them.

    Equal ones share the gradient of the largest of all; over `dim`, the first gets it. With both of NumPy's words, `axis`
    and `keepdims`, as NumPy: values alone, which amax() gives, too. Errors: ShapeError of no elements.
    """
    return _extreme(self, _max, np.argmax, dim, keepdim, axis, keepdims)


def min(
    self: T, dim: Any = None, keepdim: bool = False, *, axis: Any = None, keepdims: bool | None = None
) -> Any:
    """The smallest, in all ways in which `max` gives the largest."""
    return _extreme(self, _min, np.argmin, dim, keepdim, axis, keepdims)


def _extreme(
    self: Any, kernel: Kernel, where: Any, dim: Any, keepdim: bool, axis: Any, keepdims: bool | None
) -> Any:
    if axis is not None and keepdims is not None:
        return _reduced(self, kernel, axis, keepdims)
    dim, keepdim = axis if dim is None else dim, keepdim or bool(keepdims)
    if dim is None or isinstance(dim, tuple | list):
        return _reduced(self, kernel, dim, keepdim)
    if isinstance(dim, TensorBase):
        return self.maximum(dim) if kernel is _max else self.minimum(dim)
    at = axis_of(kernel.op.name, dim, self._data.ndim)
    if not self._data.ndim:
        return Extreme(self * 1, beside(self._class, np.zeros((), INT)))
    if not self._data.shape[at]:
        raise fault(
            PlaceError,
            "nothing along",
            f"{kernel.op.name}: the shape {self._data.shape} has no elements along axis {at}",
            name=kernel.op.name,
            dim=at,
        )
    index = where(self._data, at, keepdims=True)
    values = along(self, index, at)
    if not keepdim:
        values, index = reshape(values, np.squeeze(index, at).shape), np.squeeze(index, at)
    return Extreme(values, found(self, np.asarray(index, INT), f"the places of {kernel.op.name}()"))


def var(
    self: T,
    dim: Any = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: float | None = None,
    axis: Any = None,
    keepdims: bool = False,
) -> T:
    """The variance over `dim`, the sum of squares divided by count − correction: PyTorch's 1 (unbiased), NumPy's is 0."""
    return _spread(self, _var, dim if axis is None else axis, unbiased, keepdim or keepdims, correction)


def std(
    self: T,
    dim: Any = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: float | None = None,
    axis: Any = None,
    keepdims: bool = False,
) -> T:
    """The root of the variance."""
    return _spread(self, _std, dim if axis is None else axis, unbiased, keepdim or keepdims, correction)


def _spread(self: T, kernel: Kernel, dim: Any, unbiased: Any, keepdim: bool, correction: Any) -> T:
    if isinstance(dim, bool):  # var(False): of all, as it comes
        dim, unbiased = None, dim
    if correction is None:
        correction = 1 if unbiased is None or unbiased else 0
    return _reduced(must_be_floats(kernel.op.name, self), kernel, dim, keepdim, correction)


def norm(
    self: Any, p: Any = 2, dim: Any = None, keepdim: bool = False, dtype: Any = None, *, axis: Any = None
) -> Any:
    """(Σ |a|^p)^(1/p); for p = inf the largest |a|, for −inf the smallest, for 0 how many are not 0."""
    self = must_be_floats("norm", self if dtype is None else astype(self, dtype))
    dim = axis if dim is None else dim
    p = {"fro": 2, None: 2, "inf": math.inf}.get(p, p)
    if p == 2:
        return _reduced(self, _norm, dim, keepdim)
    if p == 0:
        return sum(abs(self).sign().masked_fill(self != self, 1.0), dim, keepdim)  # noqa: PLR0124 (a NaN is not 0)
    size: Any = abs(self)
    if math.isinf(p):
        return amax(size, dim, keepdim) if p > 0 else amin(size, dim, keepdim)
    return sum(size, dim, keepdim) if p == 1 else _reduced(self, _p_norm, dim, keepdim, first=(p,))


def prod(self: T, dim: Any = None, keepdim: bool = False, *, dtype: Any = None, axis: Any = None) -> T:
    """The product of all, or over one axis. Of ints in int64."""
    if dtype is not None:
        self = astype(self, dtype)
    elif self._data.dtype.kind != "f":
        self = astype(self, INT)
    return _reduced(self, _prod, axis if dim is None else dim, keepdim)


def logsumexp(self: T, dim: Any = None, keepdim: bool = False, *, axis: Any = None) -> T:
    """log Σ exp(a), without an exponential that overflows."""
    self = astype(self, floating(self._data.dtype))
    return _reduced(self, _logsumexp, axis if dim is None else dim, keepdim)


def all(self: T, dim: Any = None, keepdim: bool = False, *, axis: Any = None) -> T:
    """Whether every element is other than 0."""
    return _tested(self, np.all, "all", axis if dim is None else dim, keepdim)


def any(self: T, dim: Any = None, keepdim: bool = False, *, axis: Any = None) -> T:
    """Whether an element is other than 0."""
    return _tested(self, np.any, "any", axis if dim is None else dim, keepdim)


def count_nonzero(self: T, dim: Any = None) -> T:
    """How many elements are other than 0."""
    return sum(astype(self, BOOL), dim)


def _tested(self: T, test: Any, name: str, dim: Any, keepdim: bool) -> T:
    axes = axes_of(name, dim, self._data.ndim) if self._data.ndim else None
    answer = np.asarray(test(self._data, axis=axes, keepdims=keepdim))
    y: T = beside(self._class, answer.astype(np.uint8) if self._data.dtype == np.uint8 else answer)
    return y


def _reduced(self: T, kernel: Kernel, axis: Any, keepdims: bool, *more: Any, first: Any = ()) -> T:
    data = self._data
    axes = None if axis is None else axes_of(kernel.op.name, axis, data.ndim)
    parameters = (*first, axes if data.ndim else None, keepdims, *more)
    try:
        y = kernel.forward(data, *parameters)
    except ValueError as error:
        raise fault(
            ShapeError if axis is None or data.size else PlaceError,
            "nothing",
            f"{kernel.op.name}: this cannot be done for the shape {data.shape} over axis {axis}: {error}",
            name=kernel.op.name,
        ) from None
    return result(self, kernel, y, self._requires, parameters, (self,))
