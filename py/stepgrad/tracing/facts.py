"""④ What a trace knows besides its steps, for the doctor: sparse, of the few places where something may be wrong.

Imports no NumPy: whoever has an array has it already.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from .record import Record
from .snapshot import ArraySnapshot, Quantity, numbers


class Spot(Record):
    """The first element of a large array that is not finite, though what it was made of is.

    met: the numbers there. Of a Forward step the arguments', of a Backward step those, the result's and the upstream's; None
    where an operation is not elementwise, or an argument has no such place.
    """

    index: tuple[int, ...]
    met: tuple[float | None, ...]


class Facts:
    """spots: by the position of a step. copies: by the leaf that it is, (node, how) of the node whose numbers it has."""

    def __init__(self) -> None:
        self.spots: dict[int, Spot] = {}
        self.copies: dict[int, tuple[int, str]] = {}

    def computed(
        self, position: int, shot: Quantity, out: Any, args: Sequence[Any], elementwise: bool
    ) -> None:
        """A forward step gave this: where it is large and not finite, which element was so first?"""
        if _spoilt(shot):
            self._spot(position, numbers(out), [_array(arg) for arg in args], elementwise)

    def passed(
        self, position: int, shot: Quantity, wide: Any, upstream: Any, args: Sequence[Any], elementwise: bool
    ) -> None:
        """The same of a backward step. args: the operation's arguments, and its result."""
        if _spoilt(shot):
            arrays = [_array(arg) for arg in args]
            self._spot(position, wide, [upstream], elementwise, [*arrays, upstream])

    def _spot(
        self, position: int, array: Any, causes: list[Any], elementwise: bool, met: list[Any] | None = None
    ) -> None:
        if elementwise:
            fresh = ~_finite(array)
            for one in causes:
                fresh = fresh & _finite(one)
            if fresh.shape != array.shape:
                return
            if not fresh.any():  # a NaN that comes of infinities
                fresh = array != array  # noqa: PLR0124 (only a NaN differs from itself)
                for one in causes:
                    fresh = fresh & (one == one)  # noqa: PLR0124
        else:
            if not all(_all(_finite(one)) for one in causes):
                return
            fresh = ~_finite(array)
        if not fresh.any():
            return
        index = _index(int(fresh.ravel().argmax()), array.shape)
        there = causes if met is None else met
        self.spots[position] = Spot(index, tuple(_at(one, index) if elementwise else None for one in there))


def _spoilt(shot: Quantity) -> bool:
    return (
        isinstance(shot, ArraySnapshot)
        and shot.summary is not None
        and not math.isfinite(shot.summary["norm"])
    )


def _array(arg: Any) -> Any:
    return arg if isinstance(arg, float | int) else numbers(arg)


def _finite(x: Any) -> Any:
    return abs(x) < math.inf  # without NumPy's warnings


def _all(x: Any) -> bool:
    return bool(x.all()) if hasattr(x, "all") else bool(x)


def _index(flat: int, shape: tuple[int, ...]) -> tuple[int, ...]:
    index: list[int] = []
    for n in reversed(shape):
        flat, place = divmod(flat, n)
        index.insert(0, place)
    return tuple(index)


def _at(x: Any, index: tuple[int, ...]) -> float | None:
    shape = getattr(x, "shape", ())
    if len(shape) > len(index):
        return None
    own = index[len(index) - len(shape) :]
    if any(i >= n != 1 for i, n in zip(own, shape, strict=True)):
        return None
    return float(x[tuple(0 if n == 1 else i for i, n in zip(own, shape, strict=True))] if shape else x)
