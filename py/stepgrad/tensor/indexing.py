"""② The methods of Tensor that pick elements. What writes to an index is in inplace.py.

NumPy does the picking; where PyTorch lays the result out differently (an int apart from an array of ints), it is done in
two steps: first what is a view, then the arrays.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Any

import numpy as np

from ..rules.array_table import ARRAY_OPS
from ..rules.kernel import of_arrays
from ..rules.on_arrays import in_order
from .faults import fault
from .graph import T, TensorBase, result
from .shaping import axis_with_parts
from .views import viewing

_part = of_arrays(ARRAY_OPS["index"])  # by ints and slices: a view, and nothing is kept of it
_pick = of_arrays(ARRAY_OPS["index"], holds=True)  # by arrays, which are kept


def getitem(self: T, index: Any) -> T:
    """Ints, slices, …, None, and arrays, lists or tensors of ints or booleans; an element may be picked repeatedly.

    Laid out as PyTorch does; a view, where there are no arrays. Errors: IndexError; ValueError for a negative step.
    """
    for step in (index,) if index.__class__ is int else steps_of(index):
        self = _picked(self, step)
    return self


def _picked(self: T, index: Any, how: str = "") -> T:
    data = self._data
    basic = index.__class__ is int or is_basic(index)
    try:
        y = data[index]
        if y.__class__ is not np.ndarray:  # one number: NumPy makes a copy of it, unless asked for its place
            y = data[(*index, ...) if isinstance(index, tuple) else (index, ...)]
    except IndexError as error:
        raise fault(
            IndexError,
            "index",
            f"index: this does not fit the shape {data.shape}: {error}",
            shape=data.shape,
            error=str(error),
            index=index,
        ) from None
    kernel = _part if basic else _pick
    y = y if basic else in_order(y)
    out = result(self, kernel, y, self._requires, (index,), (self,))
    return viewing(self, out, kernel, (index,), how) if basic else out


def rows(self: T) -> Iterator[T]:
    """The parts along the first axis, views all of them."""
    if not self._data.ndim:
        raise fault(TypeError, "iter", "iter: a tensor without axes has no parts")
    return (_picked(self, i, "several") for i in range(length(self)))


def unbind(self: T, dim: int = 0) -> tuple[T, ...]:
    """The parts along an axis, without it."""
    at = axis_with_parts("unbind", dim, self._data.shape)
    before = (slice(None),) * at
    return tuple(_picked(self, (*before, i) if at else i, "several") for i in range(self._data.shape[at]))


def select_parts(self: T, at: int, sizes: list[int]) -> tuple[T, ...]:
    """Parts of these lengths along an axis, views all of them."""
    ends = [sum(sizes[: i + 1]) for i in range(len(sizes))]
    before = (slice(None),) * at
    return tuple(
        _picked(self, (*before, slice(end - size, end)), "several")
        for end, size in zip(ends, sizes, strict=True)
    )


def length(self: TensorBase) -> int:
    """The length of the first axis. Errors: TypeError where there is none."""
    if not self._data.ndim:
        raise fault(TypeError, "len", "len: a tensor without axes has no length")
    return len(self._data)


def is_basic(index: Any) -> bool:
    """Whether an index, read by `steps_of`, names a part that is a view."""
    parts = index if isinstance(index, tuple) else (index,)
    return not any(isinstance(part, np.ndarray | bool) for part in parts)


def steps_of(index: Any) -> list[Any]:
    """The index for NumPy, its arrays copied, so that later changes to them do not matter; two where one would not do.

    Errors: IndexError, TypeError, ValueError, in PyTorch's places.
    """
    if isinstance(index, list) and len(index) < 32 and any(_is_part(one) for one in index):
        index = tuple(index)  # PyTorch takes such a list for what is between the brackets
    if not isinstance(index, tuple):
        return [_read(index)]
    parts = tuple(
        _read(part) for i, part in enumerate(index) if part is not ... or not _has_ellipsis(index[:i])
    )
    arrays = [i for i, part in enumerate(parts) if isinstance(part, np.ndarray | bool)]
    if not arrays or not any(isinstance(part, int) and not isinstance(part, bool) for part in parts):
        return [parts]
    special = [i for i, part in enumerate(parts) if isinstance(part, np.ndarray | int)]
    if special[-1] - special[0] < len(special):  # side by side: NumPy's layout is PyTorch's
        return [parts]
    first: list[Any] = []
    second: list[Any] = []
    for part in parts:
        if isinstance(part, np.ndarray):
            axes = part.ndim if part.dtype.kind == "b" else 1
            first += [slice(None)] * axes
            second.append(part)
        else:
            first.append(part)
            if part is None or isinstance(part, slice) or part is ...:
                second.append(... if part is ... else slice(None))
    return [tuple(first), tuple(second)]


def _is_part(one: Any) -> bool:
    return (
        one is None or one is ... or isinstance(one, slice | list | tuple | range | TensorBase | np.ndarray)
    )


def _has_ellipsis(parts: tuple[Any, ...]) -> bool:
    return any(part is ... for part in parts)


def _read(part: Any) -> Any:
    """One part of an index: an int, a slice, …, None, a bool, or an array of ints or booleans."""
    if part is None or part is ... or isinstance(part, bool | np.bool):
        return bool(part) if isinstance(part, np.bool) else part
    if isinstance(part, slice):
        if part.step is not None and operator.index(part.step) <= 0:
            raise ValueError(f"index: the step of a slice must be greater than zero, got {part.step}")
        return slice(*(None if n is None else operator.index(n) for n in (part.start, part.stop, part.step)))
    if isinstance(part, TensorBase):
        part = part._data
    elif isinstance(part, list | tuple | range):
        part = np.array(_plain(part))
        part = part.astype(np.intp) if not part.size else part
    if isinstance(part, np.ndarray):
        if part.dtype.kind not in "iub":
            raise fault(
                IndexError,
                "index kind",
                f"index: an index must be made of ints or booleans, not of {part.dtype}",
            )
        if not part.ndim:
            return part.item()
        return part.astype(bool) if part.dtype == np.uint8 else part.copy()
    try:
        return operator.index(part)
    except TypeError:
        kind = TypeError if isinstance(part, str) else IndexError
        ours = f"index: expected ints, slices, …, None, or arrays of ints or booleans, got {type(part).__name__} {part!r:.40}"
        raise fault(kind, "no index", ours, given=part) from None


def _plain(part: Any) -> Any:
    """A list with the tensors in it as ints or arrays."""
    if isinstance(part, TensorBase):
        return part._data
    return [_plain(one) for one in part] if isinstance(part, list | tuple | range) else part
