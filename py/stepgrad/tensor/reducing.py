"""② What takes elements together: products of matrices, and sums, means and extremes over axes."""

# mypy: disable-error-code="no-any-return"
# (NumPy's operators are typed as Any)

from __future__ import annotations

from typing import Any, Self

import numpy as np

from ..errors import ShapeError
from ..rules.array_table import ARRAY_OPS
from ..rules.kernel import of_arrays
from .elementwise import operand, refusal
from .result import TensorBase, result
from .shaping import axes_of, axis_of

_matmul, _matvec, _vecmat, _dot, _sum, _mean, _max, _min, _var, _softmax, _log_softmax = (
    of_arrays(ARRAY_OPS[name])
    for name in [
        "matmul",
        "matvec",
        "vecmat",
        "dot",
        "sum",
        "mean",
        "max",
        "min",
        "var",
        "softmax",
        "log_softmax",
    ]
)


class Reducing(TensorBase):
    """The methods of a tensor in which an element of the result comes from many.

    `dim` and `keepdim` are PyTorch's words for `axis` and `keepdims`; either will do.
    """

    __slots__ = ()

    def __matmul__(self, other: Any) -> Self:
        """The matrix product: (…, m, k) @ (…, k, n) → (…, m, n), the leading axes broadcast; a vector is a row or column."""
        if other.__class__ is not self.__class__:
            other = operand("matmul", other)
            if not isinstance(other, TensorBase):
                raise TypeError(f"matmul: expected a Tensor or an array, got the number {other!r}")
        a, b = self._data, other._data
        if a.ndim == 2 and b.ndim == 2:
            kernel = _matmul
        elif not a.ndim or not b.ndim:
            raise ShapeError(
                f"matmul: each factor needs at least one axis, but the shapes are {a.shape} and {b.shape}"
            )
        else:
            kernel = (
                (_dot if b.ndim == 1 else _vecmat) if a.ndim == 1 else _matvec if b.ndim == 1 else _matmul
            )
        try:
            y = kernel.forward(a, b)
        except (ValueError, MemoryError) as error:
            raise _mismatch(a, b, error) from None
        out: Self = result(kernel, y, self._requires + 2 * other._requires, (), (self, other))
        return out

    matmul = __matmul__

    def __rmatmul__(self, other: Any) -> Self:
        made: Self = operand("matmul", other)
        if not isinstance(made, TensorBase):
            raise TypeError(f"matmul: expected a Tensor or an array, got the number {other!r}")
        return made @ self

    def sum(
        self, axis: Any = None, keepdims: bool = False, *, dim: Any = None, keepdim: bool = False
    ) -> Self:
        """The sum over `axis` (an int, a tuple of ints, or None for all); keepdims leaves them with length 1."""
        return self._reduced(_sum, axis if dim is None else dim, keepdims or keepdim)

    def mean(
        self, axis: Any = None, keepdims: bool = False, *, dim: Any = None, keepdim: bool = False
    ) -> Self:
        """The mean over `axis`; NaN of no elements."""
        return self._reduced(_mean, axis if dim is None else dim, keepdims or keepdim)

    def max(
        self, axis: Any = None, keepdims: bool = False, *, dim: Any = None, keepdim: bool = False
    ) -> Self:
        """The largest over `axis` (values only); equal ones share the gradient. Errors: ShapeError of no elements."""
        return self._reduced(_max, axis if dim is None else dim, keepdims or keepdim)

    def min(
        self, axis: Any = None, keepdims: bool = False, *, dim: Any = None, keepdim: bool = False
    ) -> Self:
        """The smallest over `axis` (values only); equal ones share the gradient. Errors: ShapeError of no elements."""
        return self._reduced(_min, axis if dim is None else dim, keepdims or keepdim)

    amax, amin = max, min

    def var(
        self,
        axis: Any = None,
        keepdims: bool = False,
        correction: float = 1,
        *,
        dim: Any = None,
        keepdim: bool = False,
    ) -> Self:
        """The variance over `axis`, the sum of squares divided by count − correction: PyTorch's 1, NumPy's is 0."""
        return self._reduced(_var, axis if dim is None else dim, keepdims or keepdim, correction)

    def _reduced(self, kernel: Any, axis: Any, keepdims: bool, *more: Any) -> Self:
        axes = None if axis is None else axes_of(kernel.op.name, axis, self._data.ndim)
        parameters = (axes, keepdims, *more)
        try:
            y = kernel.forward(self._data, *parameters)
        except ValueError as error:
            raise ShapeError(
                f"{kernel.op.name}: this cannot be done for the shape {self._data.shape} over axis {axis}: {error}"
            ) from None
        out: Self = result(kernel, y, self._requires, parameters, (self,))
        return out

    def argmax(self, axis: int | None = None) -> Any:
        """Where the largest is: an array of ints, through which no gradient flows."""
        return np.argmax(self._data, axis)

    def argmin(self, axis: int | None = None) -> Any:
        """Where the smallest is: an array of ints, through which no gradient flows."""
        return np.argmin(self._data, axis)

    def softmax(self, axis: Any = None, *, dim: Any = None) -> Self:
        """exp(a) / Σ exp(a) along one axis: positive, sums to 1."""
        out: Self = self._along(_softmax, axis if dim is None else dim)
        return out

    def log_softmax(self, axis: Any = None, *, dim: Any = None) -> Self:
        """log(softmax(a)) along one axis, finite where softmax underflows."""
        out: Self = self._along(_log_softmax, axis if dim is None else dim)
        return out

    def _along(self, kernel: Any, axis: int) -> Any:
        at = axis_of(kernel.op.name, axis, self._data.ndim)
        if not self._data.size:
            raise ShapeError(f"{kernel.op.name}: a tensor of shape {self._data.shape} has no elements")
        return result(kernel, kernel.forward(self._data, at), self._requires, (at,), (self,))


def _mismatch(a: Any, b: Any, error: Exception) -> Exception:
    if isinstance(error, MemoryError):
        return refusal("matmul", (a, b), error)
    inner, outer = a.shape[-1], b.shape[-2] if b.ndim > 1 else b.shape[0]
    if inner != outer:
        return ShapeError(
            f"matmul: the shapes {a.shape} and {b.shape} do not fit: the inner lengths {inner} and {outer} differ"
        )
    return ShapeError(
        f"matmul: the shapes {a.shape} and {b.shape} do not fit: their leading axes do not broadcast"
    )
