"""② What gives a tensor another shape, or a part of it: each undone by carrying the gradient back."""

# mypy: disable-error-code="no-any-return"
# (NumPy's operators are typed as Any)

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from typing import Any, Self

import numpy as np

from ..errors import ShapeError
from ..rules.array_table import ARRAY_OPS
from ..rules.kernel import Kernel, of_arrays
from .elementwise import FAILURES
from .result import TensorBase, result

_reshape, _transpose, _expand, _index = (
    of_arrays(ARRAY_OPS[name]) for name in ("reshape", "transpose", "expand", "index")
)


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


class Shaping(TensorBase):
    """The methods of a tensor that move elements and compute nothing."""

    __slots__ = ()

    def _view(self, kernel: Kernel, *parameters: Any) -> Any:
        try:
            y = kernel.forward(self._data, *parameters)
        except FAILURES as error:
            raise ShapeError(
                f"{kernel.op.name}: the shape {self._data.shape} cannot become {parameters[0]}: {error}"
            ) from None
        return self._sharing(result(kernel, y, self._requires, parameters, (self,)))

    def _sharing(self, out: Any) -> Any:
        """out, its version counted with this one's where it is a view of the same storage."""
        if out._data.base is not None and np.may_share_memory(out._data, self._data):
            self._version[1:] = [1]  # shared, see inplace.py
            out._version = self._version
        return out

    def reshape(self, *shape: Any) -> Self:
        """The same elements in order, in another shape; one length may be −1, to be worked out."""
        return self._view(_reshape, _lengths("reshape", shape))

    view = reshape

    def flatten(self, start: int = 0, end: int = -1) -> Self:
        """The axes from `start` to `end` (included) as one."""
        ndim, shape = self._data.ndim, self._data.shape
        if not ndim:
            return self.reshape(1)
        first, last = axis_of("flatten", start, ndim), axis_of("flatten", end, ndim)
        if first > last:
            raise ShapeError(f"flatten: axis {start} comes after axis {end} in the shape {shape}")
        return self.reshape((*shape[:first], math.prod(shape[first : last + 1]), *shape[last + 1 :]))

    def squeeze(self, axis: int | tuple[int, ...] | None = None) -> Self:
        """Without the axes of length 1 (all of them, or those named; one that is longer stays)."""
        shape = self._data.shape
        named = axes_of("squeeze", axis, len(shape))
        return self.reshape(
            tuple(n for i, n in enumerate(shape) if n != 1 or (named is not None and i not in named))
        )

    def unsqueeze(self, axis: int) -> Self:
        """With one more axis, of length 1, before the place `axis`."""
        shape = self._data.shape
        at = axis_of("unsqueeze", axis, len(shape) + 1)
        return self.reshape((*shape[:at], 1, *shape[at:]))

    def permute(self, *axes: Any) -> Self:
        """With its axes in the order given, all of them."""
        ndim = self._data.ndim
        order = axes_of("permute", _lengths("permute", axes), ndim) or ()
        if len(order) != ndim:
            raise ShapeError(f"permute: {len(order)} axes were given for the shape {self._data.shape}")
        return self._view(_transpose, order)

    def transpose(self, *axes: Any) -> Self:
        """Two axes change places (PyTorch); with as many as the tensor has, the new order; with none, all reversed (NumPy)."""
        ndim = self._data.ndim
        given = _lengths("transpose", axes) if axes else tuple(reversed(range(ndim)))
        if axes and len(given) == 2 and not isinstance(axes[0], Sequence):
            first, second = (axis_of("transpose", axis, ndim) for axis in given)
            order = [*range(ndim)]
            order[first], order[second] = second, first
            given = tuple(order)
        return self.permute(given)

    swapaxes = transpose

    @property
    def T(self) -> Self:
        """All axes reversed; of a matrix, its transpose."""
        return self.transpose()

    @property
    def mT(self) -> Self:
        """The last two axes exchanged."""
        return self.transpose(-2, -1)

    def expand(self, *shape: Any) -> Self:
        """Repeated along axes of length 1 (and new ones in front) without a copy; −1 leaves an axis as it is."""
        asked, own = _lengths("expand", shape), self._data.shape
        if len(asked) < len(own):
            raise ShapeError(f"expand: the shape {own} has more axes than {asked}")
        padded = (-1,) * (len(asked) - len(own)) + own
        full = tuple(n if n != -1 else old for n, old in zip(asked, padded, strict=True))
        return self._view(_expand, full)

    broadcast_to = expand

    def __getitem__(self, index: Any) -> Self:
        """NumPy's indexing: ints, slices, …, None, arrays of ints or booleans; an element may be picked repeatedly."""
        index = checked_index(index)
        try:
            y = _index.forward(self._data, index)
        except IndexError as error:
            raise IndexError(f"index: this does not fit the shape {self._data.shape}: {error}") from None
        return self._sharing(result(_index, y, self._requires, (index,), (self,)))

    def __len__(self) -> int:
        if not self._data.ndim:
            raise TypeError("len: a tensor without axes has no length")
        return len(self._data)


def checked_index(index: Any) -> Any:
    """The index with its lists as arrays, so that later changes to them do not matter. Errors: IndexError."""
    if isinstance(index, tuple):
        return tuple(checked_index(part) for part in index)
    if isinstance(index, TensorBase):
        raise IndexError(
            "index: a Tensor holds floats; an index must be made of ints, slices or arrays of ints or booleans"
        )
    if isinstance(index, list | np.ndarray):
        made = np.array(index)
        if made.dtype.kind not in "iub" and made.size:
            raise IndexError(f"index: an index must be an array of ints or booleans, not of {made.dtype}")
        return made.astype(np.intp) if not made.size and made.dtype.kind == "f" else made
    return index
