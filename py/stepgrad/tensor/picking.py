"""② The methods of Tensor that pick elements by where they are along an axis, or by their order; what they pick by is ints."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..errors import PlaceError, ShapeError
from ..rules.array_table import ARRAY_OPS
from ..rules.kernel import of_arrays
from ..rules.on_arrays import in_order
from .dtypes import INT
from .faults import fault
from .graph import TensorBase, beside, found, plain, result
from .operands import FAILURES, operand
from .shaping import axis_of

_pick, _put, _add = (of_arrays(ARRAY_OPS[name], holds=True) for name in ("index", "put", "add_at"))
_place = of_arrays(ARRAY_OPS["index"])


class Ordered(NamedTuple):
    """What sorting gives: the values, and where along the axis they were."""

    values: Any
    indices: Any


def along(self: Any, index: Any, axis: int) -> Any:
    """The elements whose places along the axis an array of ints names, one for each place along the other axes."""
    return picked(self, _grid(index, axis))


def picked(self: Any, index: Any) -> Any:
    """self[index], by arrays of ints that are right already."""
    return result(self, _pick, in_order(self._data[index]), self._requires, (index,), (self,))


def placed(self: Any, index: Any) -> Any:
    """As `picked`, by places that follow from shapes: nothing that a walk would free."""
    return result(self, _place, in_order(self._data[index]), self._requires, (index,), (self,))


def _grid(index: Any, axis: int) -> tuple[Any, ...]:
    places = np.ogrid[tuple(slice(n) for n in index.shape)]
    return (*places[:axis], index, *places[axis + 1 :])


def outside(places: Any, below: int) -> Any:
    """The worst of some places that is not from 0 to `below` − 1, if there is one."""
    if not places.size or 0 <= places.min() <= places.max() < below:
        return None
    return places.min() if places.min() < 0 else places.max()


def _ints(name: str, index: Any, below: int, dim: int = 0) -> Any:
    """A copy of an array of ints from 0 to `below` − 1. Errors: RuntimeError for no ints; IndexError."""
    made = np.array(index._data if isinstance(index, TensorBase) else index)
    if made.dtype.kind not in "iu" and made.size:
        raise fault(
            RuntimeError, "place kind", f"{name}: the index must be made of ints, got {made.dtype}", name=name
        )
    made = made.astype(np.intp)
    if (wrong := outside(made, below)) is not None:
        raise fault(
            PlaceError,
            "row" if name == "index_select" else "place",
            f"{name}: an index must be from 0 to {below - 1}, got {wrong}",
            name=name,
            wrong=wrong,
            dim=dim,
            length=below,
        )
    return made


def _places(name: str, self: Any, dim: int, index: Any) -> Any:
    """The index of `_grid` for an index of as many axes as the tensor, and no more than it along the others."""
    shape = self._data.shape
    at = axis_of(name, dim, len(shape))
    index = _ints(name, index, shape[at], at)
    if index.ndim != len(shape) or any(
        n > m for i, (n, m) in enumerate(zip(index.shape, shape, strict=True)) if i != at
    ):
        raise fault(
            ShapeError,
            "places",
            f"{name}: the index has the shape {index.shape}, and the tensor {shape}: it needs as many axes, none but {at} longer",
            name=name,
            index=index.shape,
            shape=shape,
            at=at,
        )
    return _grid(index, at)


def gather(self: Any, dim: int, index: Any, *, sparse_grad: bool = False) -> Any:
    """The elements that `index` names along `dim`: of three axes and dim 1, out[i, j, k] = self[i, index[i, j, k], k]."""
    if not self._data.ndim:  # one element, whatever the index
        return self.expand(np.shape(index))
    return picked(self, _places("gather", self, dim, index))


def take_along_dim(self: Any, indices: Any, dim: int | None = None) -> Any:
    """As gather, the two broadcast together; of all elements in a row, where no axis is given."""
    index = np.asarray(indices._data if isinstance(indices, TensorBase) else indices)
    if dim is not None and index.dtype.kind == "i":  # counted round and round, as in PyTorch
        index = index % max(self._data.shape[axis_of("take_along_dim", dim, self._data.ndim)], 1)
    if dim is None:
        return gather(self.reshape(-1), 0, index.reshape(-1))
    at = axis_of("take_along_dim", dim, self._data.ndim)
    both = ([*self._data.shape], [*index.shape])
    lengths = [shape.pop(at) for shape in both]
    rest = np.broadcast_shapes(*map(tuple, both))
    own, asked = ((*rest[:at], n, *rest[at:]) for n in lengths)
    return gather(self.expand(own), at, np.broadcast_to(index, asked))


def index_select(self: Any, dim: int, index: Any) -> Any:
    """The parts along `dim` that `index`, a row of ints, names, one after the other."""
    at = axis_of("index_select", dim, self._data.ndim)
    index = _ints("index_select", index, (self._data.shape or (1,))[at], at).reshape(-1)
    return picked(self, (slice(None),) * at + (index,)) if self._data.ndim else self.clone()


def scatter(
    self: Any, dim: int, index: Any, src: Any = None, *, value: Any = None, reduce: str | None = None
) -> Any:
    """A copy with `src` written to the places that `index` names along `dim`: out[index[i, j], j] = src[i, j] for dim 0."""
    if reduce not in (None, "add"):
        raise ValueError(f"scatter: reduce must be None or 'add', got {reduce!r}")
    return _written(self, "scatter", _add if reduce else _put, dim, index, src if value is None else value)


def scatter_add(self: Any, dim: int, index: Any, src: Any) -> Any:
    """As scatter, but added to what is there, as often as a place is named."""
    return _written(self, "scatter_add", _add, dim, index, src)


def _written(self: Any, name: str, kernel: Any, dim: int, index: Any, src: Any) -> Any:
    places = _places(name, self, dim, index)
    shape = np.shape(index)
    source = _source(name, self, src, shape)
    if source._data.ndim != len(shape) or any(n > m for n, m in zip(shape, source._data.shape, strict=True)):
        raise ShapeError(
            f"{name}: the index has the shape {shape}, and what is written {source._data.shape}: it needs as many axes, none longer"
        )
    part = source if shape == source._data.shape else source[tuple(slice(n) for n in shape)]
    return _put_at(self, kernel, places, part)


def _source(name: str, self: Any, src: Any, shape: Any) -> Any:
    """What is written, as a tensor. Errors: RuntimeError for another dtype."""
    source = operand(name, src, self._class)
    if not isinstance(source, TensorBase):
        return plain(self._class, np.full(shape, source, self._data.dtype))
    if source._data.dtype != self._data.dtype:
        raise fault(
            RuntimeError,
            "source kind",
            f"{name}: what is written must have the tensor's dtype {self._data.dtype}, not {source._data.dtype}",
            name=name,
        )
    return source


def _put_at(self: Any, kernel: Any, places: Any, source: Any) -> Any:
    y = kernel.forward(self._data, source._data, places)
    return result(self, kernel, y, self._requires + 2 * source._requires, (places,), (self, source))


def index_add(self: Any, dim: int, index: Any, source: Any, *, alpha: float = 1) -> Any:
    """A copy to whose parts along `dim`, named by a row of ints, those of `source` are added."""
    return _indexed(self, "index_add", _add, dim, index, source if alpha == 1 else source * alpha)


def index_copy(self: Any, dim: int, index: Any, source: Any) -> Any:
    """A copy in whose parts along `dim`, named by a row of ints, those of `source` are written."""
    return _indexed(self, "index_copy", _put, dim, index, source)


def index_fill(self: Any, dim: int, index: Any, value: Any) -> Any:
    """A copy whose parts along `dim`, named by a row of ints, hold `value`."""
    return _indexed(self, "index_fill", _put, dim, index, value)


def _indexed(self: Any, name: str, kernel: Any, dim: int, index: Any, source: Any) -> Any:
    at = axis_of(name, dim, self._data.ndim)
    length = self._data.shape[at]
    if name == "index_fill":  # alone of its kind, it counts from the end
        index = np.asarray(index._data if isinstance(index, TensorBase) else index)
        index = np.where((-length <= index) & (index < 0), index + length, index)
    index = _ints(name, index, length, at).reshape(-1)
    source = _source(name, self, source, ())
    try:
        return _put_at(self, kernel, (slice(None),) * at + (index,), source)
    except FAILURES as error:
        raise ShapeError(f"{name}: the source of shape {source._data.shape} does not fit: {error}") from None


def sort(self: Any, dim: int = -1, descending: bool = False, stable: bool = False) -> Ordered:
    """The elements along an axis in order, and where they were; NaNs count as the largest."""
    return _taken(self, _order(self, "sort", dim, descending), dim)


def argsort(self: Any, dim: int = -1, descending: bool = False, stable: bool = False) -> Any:
    """Where the elements were that sorting puts in order along an axis."""
    return found(self, np.asarray(_order(self, "argsort", dim, descending), INT), "argsort()")


def topk(self: Any, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> Ordered:
    """The k largest (or smallest) along an axis, in order, and where they were. Errors: RuntimeError for fewer elements."""
    at = axis_of("topk", dim, self._data.ndim)
    if not 0 <= k <= (self._data.shape or (1,))[at]:
        raise fault(
            RuntimeError,
            "topk",
            f"topk: there are not {k} elements along axis {at} of the shape {self._data.shape}",
        )
    order = _order(self, "topk", dim, largest)
    return _taken(self, order[(slice(None),) * at + (slice(k),)] if self._data.ndim else order, dim)


def _taken(self: Any, order: Any, dim: int) -> Ordered:
    indices = found(self, np.asarray(order, INT), "the places of an order")
    values = along(self, order, axis_of("sort", dim, self._data.ndim)) if self._data.ndim else self.clone()
    return Ordered(values, indices)


def _order(self: Any, name: str, dim: int, descending: bool) -> Any:
    """Of equal elements, the first stays first."""
    at, data = axis_of(name, dim, self._data.ndim), self._data
    if not data.ndim:
        return np.zeros((), np.intp)
    if not descending:
        return np.argsort(data, at, kind="stable")
    backwards = np.argsort(np.flip(data, at), at, kind="stable")
    return data.shape[at] - 1 - np.flip(backwards, at)


def flip(self: Any, *axes: Any, dims: Any = None) -> Any:
    """The elements in the opposite order along the axes named."""
    named: Any = axes if dims is None else dims
    if len(named) == 1 and isinstance(named[0], tuple | list):
        named = named[0]
    ats = {axis_of("flip", axis, self._data.ndim) for axis in named}
    index = tuple(slice(None, None, -1 if i in ats else None) for i in range(self._data.ndim))
    return result(self, _place, self._data[index].copy(), self._requires, (index,), (self,))


def nonzero(self: Any, *, as_tuple: bool = False) -> Any:
    """Where the elements are that are other than 0: one row each; or, as a tuple, the places along each axis."""
    places = np.nonzero(np.atleast_1d(self._data))
    if as_tuple:
        return tuple(beside(self._class, place.astype(INT)) for place in places)
    rows = np.stack(places, 1).astype(INT)
    return beside(self._class, rows if self._data.ndim else rows[:, :0])
