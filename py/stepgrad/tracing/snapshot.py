"""④ What a trace remembers of an array: its numbers if they are few, else what sums them up and a small picture.

Imports no NumPy: whoever has an array has it already.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from .bounds import MAX_LIST, MAX_TEXT, cut, cut_list
from .record import Record

WHOLE = (
    2048  # elements: what 16 characters are in the widest layer of a small GPT, and each of its heads' shares
)
PICTURE = 16  # rows and columns at most


class ArraySnapshot(Record):
    """An array at one moment. `data` is flat, row by row; None for more than WHOLE elements, which have the rest instead.

    summary: min, max and mean of the elements, and norm, the root of the sum of their squares. picture: a grid of at most
    PICTURE × PICTURE with the means of blocks of the array, seen as a matrix whose columns are the last axis.
    """

    shape: tuple[int, ...]
    dtype: str
    data: tuple[float, ...] | None
    summary: dict[str, float] | None = None
    picture: tuple[tuple[int, int], tuple[float, ...]] | None = None


Quantity = float | ArraySnapshot


def numbers(value: Any) -> Any:
    """The number of a Value, the array of a Tensor."""
    array = getattr(value, "_data", None)
    return value.data if array is None else array


_names: dict[Any, str] = {}  # of dtypes: NumPy puts them together anew every time


def snapshot(x: Any) -> Quantity:
    """A number as it is, an array (or tensor) without axes as its number, any other as a snapshot."""
    if x.__class__ is float:
        return x
    x = getattr(x, "_data", x)
    if isinstance(x, float) or not getattr(x, "shape", ()):
        return float(x)
    dtype = x.dtype
    name = _names.get(dtype) or _names.setdefault(dtype, str(dtype))
    if x.size <= WHOLE:
        data = x.ravel().tolist()
        return ArraySnapshot(x.shape, name, tuple(data if dtype.kind == "f" else map(float, data)))
    wide = x.astype("float64")
    summary = {
        "min": float(wide.min()),
        "max": float(wide.max()),
        "mean": float(wide.mean()),
        "norm": math.sqrt(float((wide * wide).sum())),
    }
    return ArraySnapshot(x.shape, name, None, summary, _picture(wide.reshape(-1, x.shape[-1])))


def summed_up(alike: Sequence[ArraySnapshot], most: int) -> list[ArraySnapshot]:
    """Whole snapshots of one shape and dtype, as large arrays have them; their pictures are of at most most × most blocks."""
    import numpy

    first = alike[0]
    stack = numpy.array([one.data for one in alike])
    with numpy.errstate(all="ignore"):
        facts = (
            stack.min(1),
            stack.max(1),
            stack.mean(1),
            numpy.sqrt((stack * stack).sum(1)),
        )
        shape, means = _blocks(stack.reshape(len(alike), -1, first.shape[-1]), most)
    names = ("min", "max", "mean", "norm")
    return [
        ArraySnapshot(
            first.shape, first.dtype, None, dict(zip(names, each, strict=True)), (shape, (*picture,))
        )
        for each, picture in zip(
            zip(*(fact.tolist() for fact in facts), strict=True), means.tolist(), strict=True
        )
    ]


def _picture(matrix: Any) -> tuple[tuple[int, int], tuple[float, ...]]:
    shape, means = _blocks(matrix[None], PICTURE)
    return shape, (*means[0].tolist(),)


def _blocks(matrices: Any, most: int) -> tuple[tuple[int, int], Any]:
    """Of each matrix the means of its blocks, one after the other, and how many rows and columns of blocks there are."""
    import numpy

    tops, lefts = (_edges(n, most) for n in matrices.shape[1:])
    with numpy.errstate(all="ignore"):
        sums = numpy.add.reduceat(numpy.add.reduceat(matrices, tops[:-1], 1), lefts[:-1], 2)
        means = sums / numpy.outer(numpy.diff(tops), numpy.diff(lefts))
    return (len(tops) - 1, len(lefts) - 1), means.reshape(len(means), -1)


def _edges(n: int, most: int) -> list[int]:
    """Where the blocks begin into which so many rows are divided, and where the last one ends."""
    blocks = min(n, most)
    return [i * n // blocks for i in range(blocks + 1)]


def same(x: Any, y: Any) -> bool:
    """Whether two numbers, or two arrays of one shape, hold the same numbers; a NaN is the same as a NaN."""
    alike = x == y
    if alike.all() if hasattr(alike, "all") else alike:
        return True
    alike = alike | ((x != x) & (y != y))  # noqa: PLR0124 (only a NaN differs from itself)
    return bool(alike.all()) if hasattr(alike, "all") else bool(alike)


def parameter(x: Any) -> Any:
    """An operation's constant: None, numbers, booleans and tuples of them as they are, arrays as snapshots, the rest as text."""
    if isinstance(x, str):
        return cut(x, MAX_TEXT)
    if x is None or isinstance(x, bool | int | float):
        return x
    if isinstance(x, tuple | list):
        return cut_list([parameter(one) if at < MAX_LIST else None for at, one in enumerate(x)])
    if isinstance(x, slice):
        return (
            ":".join("" if part is None else str(part) for part in (x.start, x.stop, x.step)).removesuffix(
                ":"
            )
            or ":"
        )
    if hasattr(x, "shape") and hasattr(x, "ravel"):
        return snapshot(x)
    return "..." if x is ... else cut(str(x), MAX_TEXT)
