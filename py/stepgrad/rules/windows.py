"""① Windows that slide over arrays: what convolutions, pooling and their rules are made of. Plain arrays, as in on_arrays.py.

A window is (kernel, stride, dilation): how many places it has along each of the last axes, how far it moves from one
window to the next, and how far its places lie apart.
"""

# mypy: disable-error-code="no-any-return"
# (NumPy's operators are typed as Any)

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
Window = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]


def windows(a: Array, window: Window) -> Array:
    """a (…, *S) → (…, *positions, *kernel), without a copy."""
    n, (before, lengths) = len(window[0]), _split(a.shape, len(window[0]))
    positions = tuple(
        (s - (k - 1) * d - 1) // step + 1 for s, k, step, d in zip(lengths, *window, strict=True)
    )
    outer, steps = a.strides[: a.ndim - n], a.strides[a.ndim - n :]
    moves, spread = (tuple(x * y for x, y in zip(steps, by, strict=True)) for by in window[1:])
    return np.lib.stride_tricks.as_strided(a, (*before, *positions, *window[0]), (*outer, *moves, *spread))


def overlap(g: Array, shape: tuple[int, ...], window: Window) -> Array:
    """g (…, *positions, *kernel) → zeros of `shape`, to which what every window has is added where the window is."""
    kernel, stride, dilation = window
    n = len(kernel)
    positions = g.shape[g.ndim - 2 * n : g.ndim - n]
    out = np.zeros(shape, g.dtype)
    for place in itertools.product(*map(range, kernel)):
        seen = (
            slice(i * d, i * d + (many - 1) * step + 1, step)
            for i, d, many, step in zip(place, dilation, positions, stride, strict=True)
        )
        out[(..., *seen)] += g[(..., *place)]
    return out


def columns(a: Array, window: Window, groups: int) -> Array:
    """What every window over a (N, C, *S) sees, as the columns of a matrix for each group: (N, groups, C / groups · places, *positions)."""
    seen, n = windows(a, window), len(window[0])
    positions, places = range(2, 2 + n), range(2 + n, 2 + 2 * n)
    depth = a.shape[1] // groups * math.prod(window[0])
    return seen.transpose(0, 1, *places, *positions).reshape(len(a), groups, depth, *seen.shape[2 : 2 + n])


def filtered(b: Array, columns: Array) -> Array:
    """Every column by every filter of b (O, C / groups, *kernel): (N, O, *positions)."""
    many, groups, depth, *positions = columns.shape
    y = b.reshape(groups, -1, depth) @ columns.reshape(many, groups, depth, math.prod(positions))
    return y.reshape(many, len(b), *positions)


def met(g: Array, columns: Array, shape: tuple[int, ...]) -> Array:
    """g (N, O, *positions) by what the windows saw: of every weight, the sum over all that it was multiplied by."""
    many, groups, depth, *positions = columns.shape
    count = math.prod(positions)
    g = g.reshape(many, groups, g.shape[1] // groups, count)
    return (g @ columns.reshape(many, groups, depth, count).mT).sum(0).reshape(shape)


def unfiltered(g: Array, b: Array, window: Window, groups: int) -> Array:
    """Of every place of every window over (N, C, *S), what the filters of b send back: (N, C, *positions, *kernel)."""
    kernel, n = window[0], len(window[0])
    many, positions = len(g), g.shape[2:]
    filters = b.reshape(groups, len(b) // groups, -1)
    back = filters.mT @ g.reshape(many, groups, len(b) // groups, math.prod(positions))
    back = back.reshape(many, b.shape[1] * groups, *kernel, *positions)
    return back.transpose(0, 1, *range(2 + n, 2 + 2 * n), *range(2, 2 + n))


def _split(shape: tuple[int, ...], n: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return shape[: len(shape) - n], shape[len(shape) - n :]


WINDOWS = {function.__name__: function for function in (windows, overlap, columns, filtered, met, unfiltered)}
