"""② The methods of Tensor that give it another shape: they move elements and compute nothing, and so do their gradients."""

# mypy: disable-error-code="no-any-return"
# (NumPy's operators are typed as Any)

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..errors import ShapeError
from ..rules.array_table import ARRAY_OPS
from ..rules.kernel import Kernel, of_arrays
from .graph import T, result
from .operands import FAILURES

_reshape, _transpose, _expand = (of_arrays(ARRAY_OPS[name]) for name in ("reshape", "transpose", "expand"))


def axis_of(name: str, axis: Any, ndim: int) -> int:
    """An axis counted from the front. Errors: TypeError; IndexError, naming the operation, where there is none."""
    try:
        number = operator.index(axis)
    except TypeError:
        raise TypeError(f"{name}: an axis must be an int, got {axis!r:.40}") from None
    if not -ndim <= number < ndim:
        raise IndexError(f"{name}: there is no axis {number} in a tensor with {ndim} axes")
    return number % ndim


def axes_of(name: str, axis: Any, ndim: int) -> tuple[int, ...] | None:
    """The axes of a reduction, counted from the front; None for all. Errors: IndexError; ShapeError at a repeated axis."""
    if axis is None:
        return None
    axes = tuple(axis_of(name, one, ndim) for one in (axis if isinstance(axis, tuple | list) else (axis,)))
    if len(set(axes)) < len(axes):
        raise ShapeError(f"{name}: the axes {axis} name one axis twice")
    return axes


def _lengths(name: str, shape: tuple[Any, ...]) -> tuple[int, ...]:
    if len(shape) == 1 and isinstance(shape[0], Sequence):
        shape = tuple(shape[0])
    try:
        return tuple(operator.index(n) for n in shape)
    except TypeError:
        raise TypeError(f"{name}: a shape must be made of ints, got {shape!r:.60}") from None


def _moved(self: T, kernel: Kernel, *parameters: Any) -> T:
    try:
        y = kernel.forward(self._data, *parameters)
    except FAILURES as error:
        raise ShapeError(
            f"{kernel.op.name}: the shape {self._data.shape} cannot become {parameters[0]}: {error}"
        ) from None
    return sharing(self, result(self, kernel, y, self._requires, parameters, (self,)))


def sharing(self: T, out: T) -> T:
    """out, its version counted with this one's where it is a view of the same storage."""
    if out._data.base is not None and np.may_share_memory(out._data, self._data):
        self._version[1:] = [1]  # shared, see inplace.py
        out._version = self._version
    return out


def reshape(self: T, *shape: Any) -> T:
    """The same elements in order, in another shape; one length may be −1, to be worked out."""
    return _moved(self, _reshape, _lengths("reshape", shape))


def flatten(self: T, start: int = 0, end: int = -1) -> T:
    """The axes from `start` to `end` (included) as one."""
    ndim, shape = self._data.ndim, self._data.shape
    if not ndim:
        return reshape(self, 1)
    first, last = axis_of("flatten", start, ndim), axis_of("flatten", end, ndim)
    if first > last:
        raise ShapeError(f"flatten: axis {start} comes after axis {end} in the shape {shape}")
    return reshape(self, (*shape[:first], math.prod(shape[first : last + 1]), *shape[last + 1 :]))


def squeeze(self: T, axis: int | tuple[int, ...] | None = None) -> T:
    """Without the axes of length 1 (all of them, or those named; one that is longer stays)."""
    shape = self._data.shape
    named = axes_of("squeeze", axis, len(shape))
    return reshape(
        self, tuple(n for i, n in enumerate(shape) if n != 1 or (named is not None and i not in named))
    )


def unsqueeze(self: T, axis: int) -> T:
    """With one more axis, of length 1, before the place `axis`."""
    shape = self._data.shape
    at = axis_of("unsqueeze", axis, len(shape) + 1)
    return reshape(self, (*shape[:at], 1, *shape[at:]))


def permute(self: T, *axes: Any) -> T:
    """With its axes in the order given, all of them."""
    ndim = self._data.ndim
    order = axes_of("permute", _lengths("permute", axes), ndim) or ()
    if len(order) != ndim:
        raise ShapeError(f"permute: {len(order)} axes were given for the shape {self._data.shape}")
    return _moved(self, _transpose, order)


def transpose(self: T, *axes: Any) -> T:
    """Two axes change places (PyTorch); with as many as the tensor has, the new order; with none, all reversed (NumPy)."""
    ndim = self._data.ndim
    given = _lengths("transpose", axes) if axes else tuple(reversed(range(ndim)))
    if axes and len(given) == 2 and not isinstance(axes[0], Sequence):
        first, second = (axis_of("transpose", axis, ndim) for axis in given)
        order = [*range(ndim)]
        order[first], order[second] = second, first
        given = tuple(order)
    return permute(self, given)


def expand(self: T, *shape: Any) -> T:
    """Repeated along axes of length 1 (and new ones in front) without a copy; −1 leaves an axis as it is."""
    asked, own = _lengths("expand", shape), self._data.shape
    if len(asked) < len(own):
        raise ShapeError(f"expand: the shape {own} has more axes than {asked}")
    padded = (-1,) * (len(asked) - len(own)) + own
    full = tuple(n if n != -1 else old for n, old in zip(asked, padded, strict=True))
    return _moved(self, _expand, full)
