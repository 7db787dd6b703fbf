"""② The methods of Tensor that pick elements by where they are along an axis, or by their order; what they pick by is ints."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..errors import ShapeError
from ..rules.array_table import ARRAY_OPS
from ..rules.kernel import of_arrays
from .dtypes import INT
from .graph import T, TensorBase, beside, plain, result
from .operands import FAILURES, operand
from .shaping import axis_of

_pick, _put, _add = (of_arrays(ARRAY_OPS[name], holds=True) for name in ("index", "put", "add_at"))
_flip = of_arrays(ARRAY_OPS["index"])


class Ordered(NamedTuple):
    """What sorting gives: the values, and where along the axis they were."""

    values: Any
    indices: Any


def along(self: T, index: Any, axis: int) -> T:
    """The elements whose places along the axis an array of ints names, one for each place along the other axes."""
    return picked(self, _grid(index, axis))


def picked(self: T, index: Any) -> T:
    """self[index], by arrays of ints that are right already."""
    return result(self, _pick, self._data[index], self._requires, (index,), (self,))


def _grid(index: Any, axis: int) -> tuple[Any, ...]:
    places = np.ogrid[tuple(slice(n) for n in index.shape)]
    return (*places[:axis], index, *places[axis + 1 :])


def _ints(name: str, index: Any, below: int | None = None) -> Any:
    """A copy of an array of ints; from 0 to `below` − 1, if that is given. Errors: TypeError; IndexError."""
    made = np.array(index._data if isinstance(index, TensorBase) else index)
    made = made if made.size else made.astype(np.intp)
    if made.dtype.kind not in "iu":
        raise RuntimeError(f"{name}: the index must be made of ints, got {made.dtype}")
    if below is not None and made.size and not 0 <= made.min() <= made.max() < below:
        wrong = made.min() if made.min() < 0 else made.max()
        raise IndexError(f"{name}: an index must be from 0 to {below - 1}, got {wrong}")
    return made.astype(np.intp)


def _places(name: str, self: TensorBase, dim: int, index: Any) -> tuple[int, Any]:
    """The axis, and the index of `_grid`, for an index of as many axes as the tensor."""
    shape = self._data.shape or (1,)
    at = axis_of(name, dim, len(shape))
    index = _ints(name, index, shape[at])
    index = index if index.ndim else index.reshape(1)
    if index.ndim != len(shape):
        raise ShapeError(
            f"{name}: the index has the shape {index.shape}, and the tensor {self._data.shape}: as many axes are needed"
        )
    if any(n > m for i, (n, m) in enumerate(zip(index.shape, shape, strict=True)) if i != at):
        raise ShapeError(
            f"{name}: the index has the shape {index.shape}, which is more than the tensor's {self._data.shape}"
        )
    return at, _grid(index, at)


def gather(self: T, dim: int, index: Any, *, sparse_grad: bool = False) -> T:
    """The elements that `index` names along `dim`: of three axes and dim 1, out[i, j, k] = self[i, index[i, j, k], k]."""
    at, places = _places("gather", self, dim, index)
    return picked(self, places) if self._data.ndim else self.reshape(1)[places].reshape(np.shape(index))


def take_along_dim(self: T, indices: Any, dim: int | None = None) -> T:
    """As gather, the two broadcast together; of all elements, where no axis is given."""
    if dim is None:
        self, indices, dim = self.reshape(-1), _ints("take_along_dim", indices).reshape(-1), 0
    at = axis_of("take_along_dim", dim, self._data.ndim)
    index = _ints("take_along_dim", indices)
    shape = np.broadcast_shapes(
        *(tuple(1 if i == at else n for i, n in enumerate(x.shape)) for x in (self._data, index))
    )
    whole = [*shape]
    whole[at] = index.shape[at]
    own = [*shape]
    own[at] = self._data.shape[at]
    return gather(self.expand(own), at, np.broadcast_to(index, whole))


def index_select(self: T, dim: int, index: Any) -> T:
    """The parts along `dim` that `index`, a row of ints, names, one after the other."""
    at = axis_of("index_select", dim, self._data.ndim)
    index = _ints("index_select", index, (self._data.shape or (1,))[at]).reshape(-1)
    return (
        picked(self, ((slice(None),) * at + (index,)) if self._data.ndim else ()) if self._data.ndim else self
    )


def scatter(
    self: T, dim: int, index: Any, src: Any = None, *, value: Any = None, reduce: str | None = None
) -> T:
    """A copy with `src` written to the places that `index` names along `dim`: out[index[i, j], j] = src[i, j] for dim 0."""
    if reduce == "add":
        return scatter_add(self, dim, index, src if value is None else value)
    if reduce is not None:
        raise ValueError(f"scatter: reduce must be None or 'add', got {reduce!r}")
    return _written(self, "scatter", _put, dim, index, src if value is None else value)


def scatter_add(self: T, dim: int, index: Any, src: Any) -> T:
    """As scatter, but added to what is there, as often as a place is named."""
    return _written(self, "scatter_add", _add, dim, index, src)


def _written(self: T, name: str, kernel: Any, dim: int, index: Any, src: Any) -> T:
    at, places = _places(name, self, dim, index)
    shape = np.broadcast_shapes(*(np.shape(place) for place in places))
    source = operand(name, src, self._class)
    if not isinstance(source, TensorBase):
        source = plain(self._class, np.full(shape, source, self._data.dtype))
    if source._data.dtype != self._data.dtype:
        raise RuntimeError(
            f"{name}: what is written must have the tensor's dtype {self._data.dtype}, not {source._data.dtype}"
        )
    if any(n > m for n, m in zip(shape, source._data.shape, strict=True)):
        raise ShapeError(
            f"{name}: the index has the shape {shape}, which is more than the source's {source._data.shape}"
        )
    if shape != source._data.shape:
        source = source[tuple(slice(n) for n in shape)]
    return put_at(self, kernel, places, source)


def put_at(self: T, kernel: Any, places: Any, source: Any) -> T:
    """A copy with a tensor written, or added, to places that are right already."""
    y = kernel.forward(self._data, source._data, places)
    return result(self, kernel, y, self._requires + 2 * source._requires, (places,), (self, source))


def index_add(self: T, dim: int, index: Any, source: Any, *, alpha: float = 1) -> T:
    """A copy to whose parts along `dim`, named by a row of ints, those of `source` are added."""
    return _indexed(self, "index_add", _add, dim, index, source * alpha)


def index_copy(self: T, dim: int, index: Any, source: Any) -> T:
    """A copy in whose parts along `dim`, named by a row of ints, those of `source` are written."""
    return _indexed(self, "index_copy", _put, dim, index, source)


def index_fill(self: T, dim: int, index: Any, value: Any) -> T:
    """A copy whose parts along `dim`, named by a row of ints, hold `value`."""
    at = axis_of("index_fill", dim, self._data.ndim)
    index = _ints("index_fill", index, self._data.shape[at]).reshape(-1)
    shape = (*self._data.shape[:at], index.size, *self._data.shape[at + 1 :])
    number = value._data if isinstance(value, TensorBase) else value
    return _indexed(
        self, "index_fill", _put, at, index, plain(self._class, np.full(shape, number, self._data.dtype))
    )


def _indexed(self: T, name: str, kernel: Any, dim: int, index: Any, source: Any) -> T:
    at = axis_of(name, dim, self._data.ndim)
    index = _ints(name, index, self._data.shape[at]).reshape(-1)
    try:
        return put_at(self, kernel, (slice(None),) * at + (index,), source)
    except FAILURES as error:
        raise ShapeError(f"{name}: the source of shape {source._data.shape} does not fit: {error}") from None


def sort(self: T, dim: int = -1, descending: bool = False, stable: bool = False) -> Ordered:
    """The elements along an axis in order, and where they were; NaNs count as the largest."""
    order = _order(self._data, axis_of("sort", dim, self._data.ndim), descending)
    return _taken(self, order, dim)


def argsort(self: T, dim: int = -1, descending: bool = False, stable: bool = False) -> T:
    """Where the elements were that sorting puts in order along an axis."""
    order = _order(self._data, axis_of("argsort", dim, self._data.ndim), descending)
    found: T = beside(self._class, np.asarray(order, INT))
    return found


def topk(self: T, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> Ordered:
    """The k largest (or smallest) along an axis, in order, and where they were. Errors: RuntimeError for fewer elements."""
    at = axis_of("topk", dim, self._data.ndim)
    if not 0 <= k <= (self._data.shape or (1,))[at]:
        raise RuntimeError(
            f"topk: there are not {k} elements along axis {at} of the shape {self._data.shape}"
        )
    order = _order(self._data, at, largest)
    return _taken(self, order[(slice(None),) * at + (slice(k),)] if self._data.ndim else order, dim)


def _taken(self: T, order: Any, dim: int) -> Ordered:
    indices = beside(self._class, np.asarray(order, INT))
    if not self._data.ndim:
        return Ordered(self * 1, indices)
    return Ordered(along(self, order, axis_of("sort", dim, self._data.ndim)), indices)


def _order(data: Any, at: int, descending: bool) -> Any:
    """Of equal elements, the first stays first."""
    if not data.ndim:
        return np.zeros((), np.intp)
    if not descending:
        return np.argsort(data, at, kind="stable")
    backwards = np.argsort(np.flip(data, at), at, kind="stable")
    return data.shape[at] - 1 - np.flip(backwards, at)


def flip(self: T, *dims: Any) -> T:
    """The elements in the opposite order along the axes named."""
    axes = dims[0] if len(dims) == 1 and isinstance(dims[0], tuple | list) else dims
    ats = {axis_of("flip", axis, self._data.ndim) for axis in axes}
    index = tuple(slice(None, None, -1 if i in ats else None) for i in range(self._data.ndim))
    return result(self, _flip, self._data[index].copy(), self._requires, (index,), (self,))


def nonzero(self: T, *, as_tuple: bool = False) -> Any:
    """Where the elements are that are other than 0: one row each; or, as a tuple, the places along each axis."""
    places = np.nonzero(self._data) if self._data.ndim else ()
    if as_tuple:
        return tuple(beside(self._class, place.astype(INT)) for place in places)
    if not self._data.ndim:
        return beside(self._class, np.zeros((int(bool(self._data)), 0), INT))
    return beside(self._class, np.stack(places, 1).astype(INT))
