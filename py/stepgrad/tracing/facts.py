"""④ What a trace knows besides its steps, for the doctor: sparse, of the few places where something may be wrong.

Imports no NumPy: whoever has an array has it already.
"""

from __future__ import annotations

import math
import sys
import weakref
from collections.abc import Callable, Sequence
from itertools import islice
from types import CodeType, FrameType
from typing import Any

from .record import Record
from .snapshot import ArraySnapshot, Quantity, numbers
from .span import Span


class Spot(Record):
    """The first element of a large array that is not finite, though what it was made of is.

    met: the numbers there. Of a Forward step the arguments', of a Backward step those, the result's and the upstream's; None
    where an operation is not elementwise, or an argument has no such place.
    """

    index: tuple[int, ...]
    met: tuple[float | None, ...]


class Read(Record):
    """The program took a number out of the graph, or asked for a gradient and got None.

    how: "grad"; "data", "item()", "numpy()", …; "requires_grad" and "detach_()", which change a leaf. node: None where none was
    ever made of it. at: where. nodes, steps: how many there were then. flag: of "requires_grad" its new value, of "grad" whether
    a result was told to keep its gradient.
    """

    how: str
    node: int | None
    at: Span | None
    nodes: int
    steps: int
    flag: bool = False


# Through these parts of the engine a program's own reading goes; what others do there (an optimizer, a layer) is not its doing.
_ON_THE_WAY = ("stepgrad.tensor.", "stepgrad.scalar.", "stepgrad.torch.creating", "stepgrad.torch.making", "stepgrad.torch.tensor", "stepgrad.tracing.")  # fmt: skip


Copy = tuple[int, str, Span | None]
Place = tuple[CodeType, int] | None  # an instruction of the program


def _place(frame: FrameType | None) -> Place:
    return None if frame is None else (frame.f_code, frame.f_lasti)


class Facts:
    """spots: by the position of a step. copies: by the leaf that it is, (node, how, where) of the node whose numbers it has.

    reads: in order. requires: of leaves that were changed since they were made, whether they require a gradient at the end.
    leaves: those that are tensors; of them, parameters are a layer's. results: nodes that programs asked the gradient of, and
    that keep none unless they are told to. zeros: the same, whose gradient begins at 0, as micrograd has it.
    """

    def __init__(self) -> None:
        self.spots: dict[int, Spot] = {}
        self.copies: dict[int, Copy] = {}
        self._reads: list[Read] | None = None
        self._told: list[
            tuple[Any, ...]
        ] = []  # their fields: there may be very many, of which few are ever asked for
        self.requires: dict[int, bool] = {}
        self.leaves: list[int] = []
        self.parameters: set[int] = set()
        self.results: set[int] = set()
        self.zeros: set[int] = set()
        self._copies: dict[int, tuple[int, str, Place]] = {}
        # of tensors that are not in the graph, or not yet
        self._origins: dict[int, tuple[Any, int, str, Place]] = {}
        self._seen: list[tuple[str, int | None, Any, Place, int, int, bool]] = []

    @property
    def reads(self) -> list[Read]:
        if self._reads is None:
            self._reads = [Read(*one) for one in self._told]
        return self._reads

    def read(
        self,
        how: str,
        node: int | None,
        value: Any,
        frame: FrameType | None,
        counts: tuple[int, int],
        flag: bool = False,
    ) -> None:
        """The program does this with a value, whose node may be made later."""
        self._seen.append((how, node, value if node is None else None, _place(frame), *counts, flag))

    def copied(
        self, out: Any, number: int | None, source: int | None, how: str, frame: FrameType | None
    ) -> None:
        """`out` has numbers that come from the node `source`; `number` is its own, if it has one yet."""
        if source is None:
            return
        if number is None:
            self._origins[id(out)] = weakref.ref(out), source, how, _place(frame)
        else:
            self._copies[number] = source, how, _place(frame)

    def origin(self, value: Any) -> tuple[int, str, Place] | None:
        """(node, how, where), if a tensor has numbers of another, and is not in the graph itself."""
        known = self._origins.get(id(value))
        return None if known is None or known[0]() is not value else known[1:]

    def made(self, number: int, value: Any) -> None:
        """A leaf has got its node."""
        if hasattr(value, "_requires"):
            self.leaves.append(number)
            self.requires[number] = value._requires
            if type(value).__name__ == "Parameter":
                self.parameters.add(number)
        if self._origins and (known := self.origin(value)) is not None:
            self._copies[number] = known

    def handed_on(self, out: Any, args: Sequence[Any]) -> None:
        """`out`, which is not in the graph either, was made of these."""
        if self._origins:
            for arg in args:
                if (known := self.origin(arg)) is not None:
                    self._origins[id(out)] = weakref.ref(out), *known
                    return

    def finish(
        self,
        number: Callable[[Any], int | None],
        value: Callable[[int], Any],
        characters: Callable[[Span], Span],
    ) -> None:
        """The program has ended: places become spans, and values the nodes that they are by now."""
        spans: dict[
            tuple[int, int], Span | None
        ] = {}  # by id(): a code object looks through all of itself to be hashed

        def span(place: Place) -> Span | None:
            if place is None:
                return None
            code, last = place
            if (id(code), last) not in spans:
                line, end_line, column, end_column = next(islice(code.co_positions(), last // 2, None))
                whole = not (line is None or end_line is None or column is None or end_column is None)
                spans[id(code), last] = characters((line, column, end_line, end_column)) if whole else None  # type: ignore[arg-type]
            return spans[id(code), last]

        self.copies = {
            node: (source, how, span(place)) for node, (source, how, place) in self._copies.items()
        }
        for how, node, held, place, nodes, steps, flag in self._seen:
            node = number(held) if node is None else node
            if how == "grad":
                one = held if node is None else value(node)
                grad = one._grad if hasattr(one, "_grad") else one.grad
                if grad is not None and not (type(grad) is int and grad == 0):
                    continue
                flag = bool(getattr(one, "retains_grad", False))
                if node is not None:
                    if hasattr(one, "_grad"):
                        self.results.add(node)
                    elif grad is not None:
                        self.zeros.add(node)
            self._told.append((how, node, span(place), nodes, steps, flag))
        now = {number: value(number)._requires for number in self.leaves}
        self.requires = {number: after for number, after in now.items() if after != self.requires[number]}
        self._seen.clear()
        self._origins.clear()

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


def program_frame(filename: str, depth: int, *, anyone: bool = False) -> FrameType | None:
    """The program's own frame that reads something; None where it is somebody else. anyone: whoever does it, and for whom."""
    frame: FrameType | None = sys._getframe(depth)
    while frame is not None and frame.f_code.co_filename != filename:
        name = frame.f_globals.get("__name__")
        if not anyone and not (isinstance(name, str) and name.startswith(_ON_THE_WAY)):
            return None
        frame = frame.f_back
    return frame
