"""② Put together, taken apart, turned round."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np

from ...tensor.dtypes import INT
from ...tensor.functions import concatenate, stack
from ...tensor.graph import TensorBase, beside
from ...tensor.indexing import select_parts
from ...tensor.inplace import setitem
from ...tensor.parts import movedim, narrow, split
from ...tensor.shaping import axis_of
from ..types import Size


def moveaxis(input: Any, source: Any, destination: Any) -> Any:
    """As movedim()."""
    return movedim(input, source, destination)


def _at_least(n: int) -> Any:
    def function(*tensors: Any) -> Any:
        given = tensors[0] if len(tensors) == 1 and isinstance(tensors[0], tuple | list) else tensors
        made = []
        for one in given:
            while one._data.ndim < n:
                one = one.unsqueeze(-1 if one._data.ndim == 2 else 0)
            made.append(one)
        return made[0] if len(tensors) == 1 and given is tensors else tuple(made)

    function.__name__, function.__doc__ = f"atleast_{n}d", f"With at least {n} axes."
    return function


atleast_1d, atleast_2d, atleast_3d = map(_at_least, (1, 2, 3))


def hstack(tensors: Any) -> Any:
    """Side by side: along the second axis; vectors one after the other."""
    parts = atleast_1d([*tensors])
    return concatenate(parts, 0 if parts[0]._data.ndim == 1 else 1)


def vstack(tensors: Any) -> Any:
    """One below the other: along the first axis; vectors as rows."""
    return concatenate(atleast_2d([*tensors]), 0)


row_stack = vstack


def dstack(tensors: Any) -> Any:
    """One behind the other: along the third axis."""
    return concatenate(atleast_3d([*tensors]), 2)


def column_stack(tensors: Any) -> Any:
    """As hstack(), vectors as columns."""
    return concatenate([one.reshape(-1, 1) if one._data.ndim < 2 else one for one in tensors], 1)


def block_diag(*tensors: Any) -> Any:
    """The matrices along a diagonal."""
    parts = atleast_2d([*tensors])
    wide = sum(one._data.shape[1] for one in parts)
    at, rows = 0, []
    for one in parts:
        height, width = one._data.shape
        rows.append(
            concatenate([one.new_zeros(height, at), one, one.new_zeros(height, wide - at - width)], 1)
        )
        at += width
    return concatenate(rows, 0)


def broadcast_shapes(*shapes: Any) -> Size:
    """The shape that these broadcast to."""
    return Size(np.broadcast_shapes(*((one,) if isinstance(one, int) else tuple(one) for one in shapes)))


def broadcast_tensors(*tensors: Any) -> tuple[Any, ...]:
    """All expanded to one shape."""
    shape = broadcast_shapes(*(one._data.shape for one in tensors))
    return tuple(one.expand(shape) for one in tensors)


def sum_to_size(input: Any, *size: Any) -> Any:
    """Summed over what broadcasting would have stretched."""
    shape = tuple(size[0] if len(size) == 1 and isinstance(size[0], tuple | list) else size)
    own = input._data.shape
    new = len(own) - len(shape)
    axes = tuple(i for i, n in enumerate(own) if i < new or (shape[i - new] == 1 and n != 1))
    return input.sum(axes, keepdim=True).reshape(shape) if axes else input


def tensor_split(input: Any, indices_or_sections: Any, dim: int = 0) -> Any:
    """So many parts, nearly of one length; or cut at these places."""
    at = axis_of("tensor_split", dim, input._data.ndim)
    length = input._data.shape[at]
    if isinstance(indices_or_sections, int):
        short, more = divmod(length, indices_or_sections)
        sizes = [short + 1] * more + [short] * (indices_or_sections - more)
        return select_parts(input, at, sizes)
    bounds = [0, *(slice(None, i).indices(length)[1] for i in indices_or_sections), length]
    return tuple(narrow(input, at, a, max(b - a, 0)) for a, b in itertools.pairwise(bounds))


def hsplit(input: Any, indices_or_sections: Any) -> Any:
    """tensor_split() along the second axis; of a vector along its own."""
    return tensor_split(input, indices_or_sections, 0 if input._data.ndim == 1 else 1)


def vsplit(input: Any, indices_or_sections: Any) -> Any:
    """tensor_split() along the first axis."""
    return tensor_split(input, indices_or_sections, 0)


def dsplit(input: Any, indices_or_sections: Any) -> Any:
    """tensor_split() along the third axis."""
    return tensor_split(input, indices_or_sections, 2)


def split_with_sizes(input: Any, split_sizes: Any, dim: int = 0) -> Any:
    """Parts of these lengths."""
    return split(input, [*split_sizes], dim)


def fliplr(input: Any) -> Any:
    """The columns in the opposite order."""
    return input.flip(1)


def flipud(input: Any) -> Any:
    """The rows in the opposite order."""
    return input.flip(0)


def rot90(input: Any, k: int = 1, dims: Any = (0, 1)) -> Any:
    """Turned by a quarter so many times, from the first axis towards the second."""
    first, second = dims
    if k % 4 == 2:
        return input.flip((first, second))
    if k % 4 == 1:
        return input.transpose(first, second).flip(first)
    return input.transpose(first, second).flip(second) if k % 4 else input.clone()


def diag_embed(input: Any, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Any:
    """Matrices that have the last axis on their diagonals."""
    n = input._data.shape[-1] + abs(offset)
    places = np.arange(input._data.shape[-1])
    out = input.new_zeros(*input._data.shape[:-1], n, n)
    setitem(out, (..., places - min(offset, 0), places + max(offset, 0)), input)
    return movedim(out, (-2, -1), (dim1, dim2)) if (dim1, dim2) != (-2, -1) else out


def diagflat(input: Any, offset: int = 0) -> Any:
    """The matrix that has all elements on its diagonal."""
    return diag_embed(input.reshape(-1), offset)


def take(input: Any, index: Any) -> Any:
    """The elements at these places, counted through all of them."""
    return input.reshape(-1)[index]


def put_(self: Any, index: Any, source: Any, accumulate: bool = False) -> Any:
    """Write to these places, counted through all elements."""
    places = np.unravel_index(index._data, self._data.shape)
    return index_put_(self, tuple(beside(self._class, one) for one in places), source, accumulate)


def put(input: Any, index: Any, source: Any, accumulate: bool = False) -> Any:
    """As put_(), of a copy."""
    return put_(input.clone(), index, source, accumulate)


def index_put_(self: Any, indices: Any, values: Any, accumulate: bool = False) -> Any:
    """self[indices] = values; or add them to what is there, as often as a place is named."""
    if not accumulate:
        setitem(self, tuple(indices), values)
        return self
    from ...tensor.picking import _add, _put_at

    places = tuple(one._data if isinstance(one, TensorBase) else one for one in indices)
    shape = self._data[places].shape
    return self.copy_(_put_at(self.clone(), _add, places, values.expand(shape)))


def index_put(input: Any, indices: Any, values: Any, accumulate: bool = False) -> Any:
    """As index_put_(), of a copy."""
    return index_put_(input.clone(), indices, values, accumulate)


def masked_scatter(input: Any, mask: Any, source: Any) -> Any:
    """A copy with the source's elements, one after the other, where the mask holds."""
    chosen = np.broadcast_to(mask._data, input._data.shape)
    made = input.clone()
    setitem(made, chosen, source.reshape(-1)[: int(chosen.sum())])
    return made


def argwhere(input: Any) -> Any:
    """Where the elements are that are other than 0, one row each."""
    return input.nonzero()


def unravel_index(indices: Any, shape: Any) -> Any:
    """The places along each axis that a place counted through all elements is."""
    found = np.unravel_index(indices._data, tuple(shape))
    return tuple(beside(indices._class, one.astype(INT)) for one in found)


def as_strided(input: Any, size: Any, stride: Any, storage_offset: int = 0) -> Any:
    """Elements so many apart along each axis; a copy."""
    places = np.full((), storage_offset)
    for n, step in zip(size, stride, strict=True):
        places = places[..., None] + np.arange(n) * step
    return take(input, beside(input._class, places.astype(INT)))


def vander(x: Any, N: int | None = None, increasing: bool = False) -> Any:
    """The powers of a vector's elements, one row each."""
    count = x._data.shape[-1] if N is None else N
    powers = range(count) if increasing else range(count - 1, -1, -1)
    return stack([x**n for n in powers], -1)


def numel(input: Any) -> int:
    """How many elements."""
    return math.prod(input._data.shape)
