"""② Adaptive pooling of torch.nn.functional: so many stretches of each axis, as equal as they can be; of each the mean or the largest."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...tensor.graph import beside
from ...tensor.reducing import must_be_floats
from .pools import average, chosen, documented
from .sizes import axes_must_be
from .titles import give


def _bins(length: int, count: int) -> list[tuple[int, int]]:
    """`count` stretches that cover a length, as equal as they can be; they may overlap by one."""
    return [(i * length // count, -(-(i + 1) * length // count)) for i in range(count)]


def _counts(name: str, input: Any, output_size: Any, n: int) -> tuple[int, ...]:
    axes_must_be(name, input, n)
    asked = output_size if isinstance(output_size, tuple | list) else (output_size,) * n
    return tuple(
        length if m is None else int(m) for m, length in zip(asked, input._data.shape[-n:], strict=True)
    )


def along_axis(input: Any, matrix: Any, axis: int) -> Any:
    """The product of a matrix (out, in) with every row along an axis, counted from the end."""
    made = beside(input._class, np.ascontiguousarray(matrix, input._data.dtype))
    if axis == -1:
        return input @ made.T
    return made @ input if axis == -2 else (input.movedim(axis, -1) @ made.T).movedim(-1, axis)


def _adaptive_avg_of(n: int) -> Any:
    def adaptive_avg_pool(input: Any, output_size: Any) -> Any:
        name = f"adaptive_avg_pool{n}d"
        counts, lengths = _counts(name, input, output_size, n), input._data.shape[-n:]
        if set(counts) == {1}:
            return must_be_floats(name, input).mean(tuple(range(-n, 0)), keepdim=True)
        if not any(length % m for length, m in zip(lengths, counts, strict=True)):
            return average(n)(input, tuple(length // m for length, m in zip(lengths, counts, strict=True)))
        for i, (m, length) in enumerate(zip(counts, lengths, strict=True)):
            shares = np.zeros((m, length))
            for row, (begin, end) in zip(shares, _bins(length, m), strict=True):
                row[begin:end] = 1 / (end - begin)
            input = along_axis(input, shares, i - n)
        return input

    return documented(
        adaptive_avg_pool, f"adaptive_avg_pool{n}d",
        "The means of so many stretches, as equal as they can be, of each of the last axes. output_size: how many; None: one "
        "for each place.",
    )  # fmt: skip


def _adaptive_max_of(n: int) -> Any:
    def adaptive_max_pool(input: Any, output_size: Any, return_indices: bool = False) -> Any:
        counts = _counts(f"adaptive_max_pool{n}d", input, output_size, n)
        data, lengths = input._data, input._data.shape[-n:]
        places = np.empty((*data.shape[:-n], *counts), np.int64)
        numbers = np.arange(math.prod(lengths)).reshape(lengths)
        bins = [_bins(length, m) for length, m in zip(lengths, counts, strict=True)]
        for at in np.ndindex(counts):
            part = tuple(slice(*bins[i][k]) for i, k in enumerate(at))
            seen = data[(..., *part)].reshape(*data.shape[:-n], -1)
            places[(..., *at)] = numbers[part].ravel()[seen.argmax(-1)]
        y = chosen(input, places, n)
        return (y, beside(input._class, places)) if return_indices else y

    return documented(
        adaptive_max_pool, f"adaptive_max_pool{n}d",
        "The largest of so many stretches, as equal as they can be, of each of the last axes. output_size, return_indices: as "
        "in adaptive_avg_pool and max_pool.",
    )  # fmt: skip


adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d = (_adaptive_avg_of(n) for n in (1, 2, 3))
adaptive_max_pool1d, adaptive_max_pool2d, adaptive_max_pool3d = (_adaptive_max_of(n) for n in (1, 2, 3))

__all__ = [f"adaptive_{kind}_pool{n}d" for kind in ("avg", "max") for n in (1, 2, 3)]
give(globals())
