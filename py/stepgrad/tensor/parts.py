"""② Methods of Tensor that give parts, or another arrangement of the parts, made of those in shaping.py and indexing.py."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from ..errors import ShapeError
from .faults import fault
from .graph import TensorBase
from .indexing import select_parts
from .picking import placed
from .shaping import axis_of, axis_with_parts


def split(self: Any, split_size: Any, dim: int = 0) -> tuple[Any, ...]:
    """Parts of a length each, the last one maybe shorter, or of the lengths in a list; views."""
    at = axis_with_parts("split", dim, self._data.shape)
    length = self._data.shape[at]
    if isinstance(split_size, tuple | list):
        sizes = [operator.index(n) for n in split_size]
        if sum(sizes) != length or min(sizes, default=0) < 0:
            raise fault(
                ShapeError,
                "split",
                f"split: the lengths {sizes} must sum to {length}, the length of axis {at} of the shape {self._data.shape}",
                length=length,
                dim=at,
                sizes=sizes,
            )
    else:
        size = operator.index(split_size)
        if size < 0 or (not size and length):
            raise ShapeError(f"split: a part must have a length, got {size}")
        sizes = [min(size, length - begin) for begin in range(0, length, size)] if length else [0]
    return select_parts(self, at, sizes)


def chunk(self: Any, chunks: int, dim: int = 0) -> tuple[Any, ...]:
    """So many parts of the same length, the last one maybe shorter (or fewer of them); views."""
    if chunks < 1:
        raise fault(
            RuntimeError, "chunk", f"chunk: there must be at least one part, got {chunks}", chunks=chunks
        )
    length = self._data.shape[axis_with_parts("chunk", dim, self._data.shape)]
    return split(self, -(-length // chunks) or [0] * chunks, dim)


def narrow(self: Any, dim: int, start: Any, length: int) -> Any:
    """From `start` on, so many along one axis; a view."""
    at = axis_with_parts("narrow", dim, self._data.shape)
    begin, n = operator.index(start), self._data.shape[at]
    begin = begin + n if begin < 0 else begin
    if length < 0 or not 0 <= begin <= n - length:
        raise fault(
            ShapeError,
            "narrow",
            f"narrow: there are no {length} from {start} on along axis {at} of the shape {self._data.shape}",
            start=start,
            length=length,
            size=n,
        )
    return self[(slice(None),) * at + (slice(begin, begin + length),)]


def select(self: Any, dim: int, index: int) -> Any:
    """One place along an axis; a view without the axis."""
    at = axis_with_parts("select", dim, self._data.shape)
    return self[(slice(None),) * at + (operator.index(index),)]


def repeat(self: Any, *repeats: Any) -> Any:
    """The whole so many times along every axis, new ones in front; a copy."""
    times = repeats[0] if len(repeats) == 1 and isinstance(repeats[0], tuple | list) else repeats
    own = self._data.shape
    if len(times) < len(own):
        raise fault(
            ShapeError,
            "repeat",
            f"repeat: {len(times)} numbers are given for the shape {own}; each axis needs one",
        )
    shape = (1,) * (len(times) - len(own)) + own
    between = [part for n in shape for part in (1, n)]
    wide = [part for n, many in zip(shape, times, strict=True) for part in (many, n)]
    made = (
        self.reshape(between).expand(wide).reshape([n * many for n, many in zip(shape, times, strict=True)])
    )
    return made.clone() if getattr(made, "_view", None) is not None else made


def tile(self: Any, *dims: Any) -> Any:
    """As repeat, with 1 for axes in front that have no number."""
    times = dims[0] if len(dims) == 1 and isinstance(dims[0], tuple | list) else dims
    return repeat(self, (1,) * (self._data.ndim - len(times)) + tuple(times))


def repeat_interleave(self: Any, repeats: Any, dim: int | None = None) -> Any:
    """Every element so many times, one after the other."""
    flat = self.reshape(-1) if dim is None else self
    at = axis_of("repeat_interleave", dim or 0, flat._data.ndim)
    places = np.repeat(
        np.arange(flat._data.shape[at]), repeats._data if isinstance(repeats, TensorBase) else repeats
    )
    return placed(flat, (slice(None),) * at + (places,))


def roll(self: Any, shifts: Any, dims: Any = None) -> Any:
    """Moved along axes; what falls out at one end comes in at the other."""
    if dims is None:
        return roll(self.reshape(-1), shifts, 0).reshape(self._data.shape)
    pairs = zip(shifts, dims, strict=True) if isinstance(dims, tuple | list) else [(shifts, dims)]
    for shift, dim in pairs:
        at = axis_of("roll", dim, self._data.ndim)
        self = placed(self, (slice(None),) * at + (np.roll(np.arange(self._data.shape[at]), shift),))
    return self


def movedim(self: Any, source: Any, destination: Any) -> Any:
    """With axes moved to other places, the others in order."""
    ndim = self._data.ndim
    sources = [
        axis_of("movedim", axis, ndim) for axis in (source if isinstance(source, tuple | list) else [source])
    ]
    places = [
        axis_of("movedim", axis, ndim)
        for axis in (destination if isinstance(destination, tuple | list) else [destination])
    ]
    rest = [axis for axis in range(ndim) if axis not in sources]
    for place, axis in sorted(zip(places, sources, strict=True)):
        rest.insert(place, axis)
    return self.permute(*rest)


def unflatten(self: Any, dim: int, sizes: Any) -> Any:
    """One axis as several."""
    at = axis_with_parts("unflatten", dim, self._data.shape)
    shape = self._data.shape
    return self.reshape(*shape[:at], *sizes, *shape[at + 1 :])


def view_as(self: Any, other: Any) -> Any:
    """A view in the shape of the other."""
    return self.view(other._data.shape)


def reshape_as(self: Any, other: Any) -> Any:
    """In the shape of the other."""
    return self.reshape(other._data.shape)


def diag(self: Any, diagonal: int = 0) -> Any:
    """The diagonal of a matrix; of a vector, the matrix that has it on its diagonal."""
    if self._data.ndim == 2:
        return self.diagonal(diagonal)
    if self._data.ndim != 1:
        raise fault(
            ShapeError,
            "diag",
            f"diag: expected a vector or a matrix, but the shape is {self._data.shape}",
            ndim=self._data.ndim,
        )
    n = self._data.size + abs(diagonal)
    places = np.arange(self._data.size)
    out = self.new_zeros(n, n)
    out[places - min(diagonal, 0), places + max(diagonal, 0)] = self
    return out


def unfold(self: Any, dimension: int, size: int, step: int) -> Any:
    """All stretches of a length along an axis, so many apart, their elements along a new last axis; a copy."""
    at = axis_with_parts("unfold", dimension, self._data.shape)
    length = self._data.shape[at]
    if size > length:
        raise fault(
            ShapeError,
            "unfold",
            f"unfold: a stretch of {size} is longer than axis {at} of the shape {self._data.shape}",
            dim=at,
            length=length,
            size=size,
        )
    places = np.arange(0, length - size + 1, step)[:, None] + np.arange(size)
    return movedim(placed(self, (slice(None),) * at + (places,)), at + 1, -1)
