"""② The methods of Tensor that pick elements, by NumPy's indexing. What writes to an index is in inplace.py."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ..rules.array_table import ARRAY_OPS
from ..rules.kernel import of_arrays
from .graph import T, TensorBase, result
from .shaping import sharing

_index = of_arrays(ARRAY_OPS["index"])


def getitem(self: T, index: Any) -> T:
    """NumPy's indexing: ints, slices, …, None, arrays of ints or booleans; an element may be picked repeatedly."""
    index = checked_index(index)
    try:
        y = _index.forward(self._data, index)
    except IndexError as error:
        raise IndexError(f"index: this does not fit the shape {self._data.shape}: {error}") from None
    return sharing(self, result(self, _index, y, self._requires, (index,), (self,)))


def rows(self: T) -> Iterator[T]:
    """The parts along the first axis."""
    return (getitem(self, i) for i in range(length(self)))


def length(self: TensorBase) -> int:
    """The length of the first axis. Errors: TypeError where there is none."""
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
