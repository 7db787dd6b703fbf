"""② The methods of Tensor that give it another shape: they move elements and compute nothing, and so do their gradients."""

# mypy: disable-error-code="no-any-return"
# (NumPy's operators are typed as Any)

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from typing import Any

from ..errors import PlaceError, ShapeError
from ..rules.array_table import ARRAY_OPS
from ..rules.kernel import Kernel, of_arrays
from .faults import fault
from .graph import T, result
from .operands import FAILURES
from .views import viewing

_reshape, _transpose, _expand, _diagonal, _tril, _triu = (
    of_arrays(ARRAY_OPS[name]) for name in ("reshape", "transpose", "expand", "diagonal", "tril", "triu")
)


def axis_of(name: str, axis: Any, ndim: int) -> int:
    """An axis counted from the front; a tensor without axes has the axes 0 and −1, as in PyTorch, and both are 0.

    Errors: TypeError; IndexError, naming the operation, where there is none.
    """
    try:
        number = operator.index(axis)
    except TypeError:
        raise TypeError(f"{name}: an axis must be an int, got {axis!r:.40}") from None
    length = ndim or 1
    if not -length <= number < length:
        raise fault(
            IndexError,
            "axis",
            f"{name}: there is no axis {number} in a tensor with {ndim} axes",
            axis=number,
            length=length,
        )
    return number % length


def axis_with_parts(name: str, axis: Any, shape: tuple[int, ...]) -> int:
    """As `axis_of`, where there must be one. Errors: PlaceError of a tensor without axes."""
    at = axis_of(name, axis, len(shape))
    if not shape:
        raise PlaceError(f"{name}: a tensor without axes has no parts")
    return at


def axes_of(name: str, axis: Any, ndim: int) -> tuple[int, ...] | None:
    """The axes of a reduction, counted from the front; None for all. Errors: IndexError; ShapeError at a repeated axis."""
    if axis is None or (isinstance(axis, tuple | list) and not axis):
        return None
    axes = tuple(axis_of(name, one, ndim) for one in (axis if isinstance(axis, tuple | list) else (axis,)))
    if len(set(axes)) < len(axes):
        raise fault(
            ShapeError,
            "axis twice",
            f"{name}: the axes {axis} name one axis twice",
            name=name,
            axis=next(one for one in axes if axes.count(one) > 1),
        )
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
        raise fault(
            ShapeError,
            kernel.op.name,
            f"{kernel.op.name}: the shape {self._data.shape} cannot become {parameters[0]}: {error}",
            shape=self._data.shape,
            sizes=parameters[0],
            size=self._data.size,
        ) from None
    out = result(self, kernel, y, self._requires, parameters, (self,))
    shares = y.base is not None and (y.base is self._data or y.base is self._data.base)
    return viewing(self, out, kernel, parameters) if shares else out


def reshape(self: T, *lengths: Any, shape: Any = None) -> T:
    """The same elements in order, in another shape; one length may be −1, to be worked out. A view where that is possible."""
    return _moved(self, _reshape, _lengths("reshape", lengths if shape is None else (shape,)))


def folded(self: T, shape: tuple[int, ...], version: list[Any]) -> T:
    """In another shape, but no view: for a result that nobody else holds, or an argument that nobody else gets."""
    out = result(self, _reshape, self._data.reshape(shape), self._requires, (shape,), (self,))
    out._counter = version
    return out


def view(self: T, *shape: Any) -> T:
    """As reshape, but always a view. Errors: RuntimeError where the elements do not lie as that needs."""
    out = reshape(self, *shape)
    if getattr(out, "_view", None) is None and out._data.size:
        raise fault(
            RuntimeError,
            "view",
            f"view: the shape {self._data.shape} cannot become {out._data.shape} without a copy, for its elements lie in another "
            f"order; use reshape()",
        )
    return out


def flatten(self: T, start_dim: int = 0, end_dim: int = -1) -> T:
    """The axes from the first to the last named (included) as one."""
    ndim, shape = self._data.ndim, self._data.shape
    first, last = axis_of("flatten", start_dim, ndim), axis_of("flatten", end_dim, ndim)
    if not ndim:
        return reshape(self, 1)
    if first == last:
        return self
    if first > last:
        raise fault(
            ShapeError,
            "flatten",
            f"flatten: axis {start_dim} comes after axis {end_dim} in the shape {shape}",
        )
    return reshape(self, (*shape[:first], math.prod(shape[first : last + 1]), *shape[last + 1 :]))


def squeeze(self: T, dim: Any = None, *, axis: Any = None) -> T:
    """Without the axes of length 1 (all of them, or those named; one that is longer stays)."""
    shape = self._data.shape
    dim = axis if dim is None else dim
    named = None if dim is None else axes_of("squeeze", dim, len(shape)) or ()
    return reshape(
        self, tuple(n for i, n in enumerate(shape) if n != 1 or (named is not None and i not in named))
    )


def unsqueeze(self: T, dim: int | None = None, *, axis: int | None = None) -> T:
    """With one more axis, of length 1, before the place `dim`."""
    shape = self._data.shape
    at = axis_of("unsqueeze", axis if dim is None else dim, len(shape) + 1)
    return reshape(self, (*shape[:at], 1, *shape[at:]))


def permute(self: T, *order: Any, dims: Any = None) -> T:
    """With its axes in the order given, all of them."""
    ndim, asked = self._data.ndim, order if dims is None else (dims,)
    order = axes_of("permute", _lengths("permute", asked), ndim) or ()
    if len(order) != ndim:
        raise fault(
            ShapeError,
            "permute",
            f"permute: {len(order)} axes were given for the shape {self._data.shape}",
            ndim=ndim,
            many=len(order),
        )
    return _moved(self, _transpose, order)


def transpose(self: T, *axes: Any, dim0: int | None = None, dim1: int | None = None) -> T:
    """Two axes change places (PyTorch); with as many as the tensor has, the new order; with none, all reversed (NumPy)."""
    ndim = self._data.ndim
    given = tuple(dim for dim in (*axes, dim0, dim1) if dim is not None)
    if len(given) == 2 and not isinstance(given[0], Sequence):
        first, second = (axis_of("transpose", axis, ndim) for axis in given)
        order = [*range(ndim)]
        if ndim:
            order[first], order[second] = second, first
        return _moved(self, _transpose, tuple(order))
    return permute(self, *given) if given else reversed_axes(self)


def reversed_axes(self: T) -> T:
    """All axes reversed; of a matrix, its transpose."""
    return _moved(self, _transpose, (*range(self._data.ndim - 1, -1, -1),))


def t(self: T) -> T:
    """The transpose of a matrix; a vector, or a number, as it is. Errors: ShapeError for more axes."""
    if self._data.ndim > 2:
        raise fault(
            ShapeError,
            "t",
            f"t: expected at most two axes, but the shape is {self._data.shape}",
            ndim=self._data.ndim,
        )
    return reversed_axes(self)


def adjoint(self: T) -> T:
    """The last two axes exchanged. Errors: ShapeError for a vector."""
    if self._data.ndim == 1:
        raise ShapeError(f"mT: expected a matrix, or a stack of them, but the shape is {self._data.shape}")
    return transpose(self, -2, -1) if self._data.ndim else reversed_axes(self)


def expand(self: T, *lengths: Any, size: Any = None) -> T:
    """Repeated along axes of length 1 (and new ones in front) without a copy; −1 leaves an axis as it is."""
    asked, own = _lengths("expand", lengths if size is None else (size,)), self._data.shape
    if len(asked) < len(own):
        raise fault(
            ShapeError,
            "expand",
            f"expand: the shape {own} has more axes than {asked}",
            sizes=asked,
            shape=own,
        )
    padded = (-1,) * (len(asked) - len(own)) + own
    full = tuple(n if n != -1 else old for n, old in zip(asked, padded, strict=True))
    if (
        full[len(full) - len(own) :] == own and math.prod(full) == self._data.size
    ):  # nothing is repeated: a view to write to
        return reshape(self, full)
    return _moved(self, _expand, full)


def expand_as(self: T, other: T) -> T:
    """Expanded to the shape of the other."""
    return expand(self, other._data.shape)


def diagonal(self: T, offset: int = 0, dim1: int = 0, dim2: int = 1) -> T:
    """The elements whose places along two axes are the same (or differ by the offset), as the last axis; a view."""
    ndim = self._data.ndim
    first, second = axis_of("diagonal", dim1, ndim), axis_of("diagonal", dim2, ndim)
    if first == second:
        raise fault(
            ShapeError,
            "diagonal",
            f"diagonal: two axes are needed, and the shape is {self._data.shape}",
            dim1=dim1,
            dim2=dim2,
        )
    return _moved(self, _diagonal, offset, first, second)


def tril(self: T, diagonal: int = 0) -> T:
    """Of matrices, what is on and below a diagonal; 0 above it."""
    return _kept(self, _tril, diagonal)


def triu(self: T, diagonal: int = 0) -> T:
    """Of matrices, what is on and above a diagonal; 0 below it."""
    return _kept(self, _triu, diagonal)


def _kept(self: T, kernel: Kernel, diagonal: int) -> T:
    if self._data.ndim < 2:
        raise fault(
            ShapeError,
            "matrix",
            f"{kernel.op.name}: a matrix has two axes, but the shape is {self._data.shape}",
            name=kernel.op.name,
        )
    return result(self, kernel, kernel.forward(self._data, diagonal), self._requires, (diagonal,), (self,))
