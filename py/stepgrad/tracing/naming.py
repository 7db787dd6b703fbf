"""④ What a program calls its values: the variables it assigns them to, as it goes, and where it holds them at its end.

No name is guessed. What an operator makes is the value of its expression; of what a call makes (sum() makes many, a function
of a library may return none of what it made) a name is given only once the variable is seen to hold it.
"""

from __future__ import annotations

import ast
import types
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple

from .places import PLAIN, attributes, fixed, key_of, listed, places
from .span import Span
from .spots import TRIES, Assigned, Running, Spot

MAX_LISTED = 1_000  # elements of a list that get names as it is assigned
MAX_NESTED = 3  # lists in one another

_MISSING = object()


class _Waiting(NamedTuple):
    """A call in `frame` whose result is to be seen in a variable."""

    span: Span
    assigned: Assigned
    node: int | None  # what got its name at once


class Names:
    """Hears of every node, and in the end gives each its label. `number` tells the node of a value, or None.

    awaits: calls of which something is to be seen. stirs: counts how often there was something more to wait for; of a function call that has seen nothing since, see Running.
    """

    def __init__(self, nodes: list[ast.AST], number: Callable[[Any], int | None]) -> None:
        self._loops = set(_loops(nodes))
        self._number = number
        self.awaits: dict[types.FrameType, list[_Waiting]] = {}
        self.stirs = 0
        self._last: Any = None  # what a variable held when inside() looked
        self.labels: dict[int, str] = {}
        self.places: dict[
            int, str
        ] = {}  # names that are places: self.w, params["w"]; where it is at the end is better

    def made(self, node: int, frame: types.FrameType, spot: Spot) -> None:
        """A node was made by this instruction."""
        assigned = spot.assigned
        if assigned is not None and spot.span is not None:
            if assigned.sure:
                self._give(node, assigned.target)
            self._wait(frame, _Waiting(spot.span, assigned, node if assigned.sure else None))

    def inside(self, frame: types.FrameType, around: tuple[Span, Assigned]) -> None:
        """A list or a comprehension that is assigned is being computed: it is to be seen, and each time it is another one."""
        span, assigned = around
        waiting = self.awaits.get(frame)
        held = _held(frame, assigned.target)
        if not waiting or waiting[-1].span != span:
            self._wait(frame, _Waiting(span, assigned, None))
        elif self._last is not held:
            self._see(frame, assigned.target)
        self._last = held

    def called(self, frame: types.FrameType, spot: Spot) -> None:
        """A function of the program was called from this instruction, and makes values."""
        self.reached(frame, spot.span)
        if spot.assigned is not None and spot.span is not None:
            self._wait(frame, _Waiting(spot.span, spot.assigned, None))
        elif spot.around is not None:
            self.inside(frame, spot.around)

    def _wait(self, frame: types.FrameType, one: _Waiting) -> None:
        self.awaits.setdefault(frame, []).append(one)
        self.stirs += 1

    def used(self, node: int, value: Any, frame: types.FrameType, spot: Spot) -> None:
        """A node without a name goes into an operation: what the function there calls it, an argument or what a loop is at, is its name."""
        if node in self.labels or node in self.places:
            return
        for name, held in frame.f_locals.items():
            if held is value:
                self.places[node] = name
                spot.tries = TRIES
                return
        spot.tries -= 1

    def calm(self, frame: types.FrameType, running: Running, spot: Spot) -> None:
        """The program is here, and something was to be seen when it was here last."""
        self.reached(frame, spot.span)
        if frame not in self.awaits:
            running.calm = self.stirs

    def reached(self, frame: types.FrameType, span: Span | None) -> None:
        """The program is here: what was assigned on the way can be seen in its variables."""
        if not self.awaits:
            return
        if len(self.awaits) > 1 or frame not in self.awaits:
            callers = set(_callers(frame))
            for other in [
                one for one in self.awaits if one not in callers
            ]:  # what has returned by now; inner names come first
                self._all(other)
        still = []
        for one in self.awaits.pop(frame, ()):
            if span is not None and span != one.span and _within(span, one.assigned.whole):
                still.append(one)  # of `x, y = Value(1.0), Value(2.0)` the first
            else:
                self._check(frame, one, again=span == one.span)
        if still:
            self.awaits[frame] = still

    def _all(self, frame: types.FrameType) -> None:
        for one in self.awaits.pop(frame, ()):
            self._check(frame, one)

    def _check(self, frame: types.FrameType, one: _Waiting, *, again: bool = False) -> None:
        """See whether the variable holds what was made; again: the same expression makes one more value."""
        self._see(frame, one.assigned.target)
        if one.node is None:
            return
        held = _held(frame, one.assigned.target)
        gone = again or not (
            held is _MISSING or isinstance(held, PLAIN)
        )  # what is a number by now may have been it
        if gone and self._number(held) != one.node:
            self.labels.pop(one.node, None)

    def _see(self, frame: types.FrameType, target: ast.expr) -> None:
        if isinstance(target, ast.Tuple | ast.List):
            for one in target.elts:
                self._see(frame, one)
            return
        held = _held(frame, target)
        if held is not _MISSING and (node := self._number(held)) is not None:
            self._give(node, target)
        else:
            self._see_inside(listed(held), target, "", MAX_LISTED)

    def _see_inside(self, held: Any, target: ast.expr, index: str, room: int) -> int:
        """The elements of a list, of a dict, and of those in it; how many more may be looked at after that."""
        if type(held) in (list, tuple):
            parts = ((f"{index}[{i}]", element) for i, element in enumerate(held))
        elif type(held) is dict:
            parts = ((f"{index}[{key}]", element) for name, element in held.items() if (key := key_of(name)))
        else:
            return room
        for place, element in parts:
            if room <= 0:
                break
            room -= 1
            if (node := self._number(element)) is not None:
                self._give(node, target, place)
            elif place.count("[") < MAX_NESTED:
                room = self._see_inside(element, target, place, room)
        return room

    def _give(self, node: int, target: ast.expr, index: str = "") -> None:
        if node in self.labels:
            return
        if isinstance(target, ast.Name):
            self.labels[node] = target.id + index
        elif index or fixed(target):
            self.places.setdefault(node, ast.unparse(target) + index)

    def held(self, names: Mapping[str, Any]) -> None:
        """The program has ended with these variables."""
        for frame in [*self.awaits][::-1]:
            self._all(frame)
        held: dict[int, str] = {}
        for loop in (False, True):  # what a loop was at when it ended is a name only for what has no other
            some = {name: value for name, value in names.items() if (name in self._loops) is loop}
            held = places(some, self._number) | held
        self.labels = held | self.labels


def written(
    labels: dict[int, str], places: dict[int, str], spots: list[Spot], args: Callable[[int], tuple[Any, ...]]
) -> dict[int, str]:
    """All labels: those that were found, and what the text alone says; args: of a node, see Nodes."""
    labels, places = {**labels}, {**places}
    read = [spot for spot in spots if spot.nodes]
    for spot in read:
        if spot.label is not None:
            labels.update(dict.fromkeys(spot.nodes, spot.label))
    for spot in read:
        used = {*chain.from_iterable(map(args, spot.nodes))}
        if used.difference(labels, places):
            for i, name in enumerate(spot.names):
                if name is not None:
                    for node in {*map(itemgetter(i), map(args, spot.nodes))}.difference(labels, places):
                        if node.__class__ is int:
                            places[node] = name
    return places | labels


def _callers(frame: types.FrameType | None) -> Iterator[types.FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def _within(span: Span, whole: Span) -> bool:
    return whole[:2] <= span[:2] and span[2:] <= whole[2:]


def _held(frame: types.FrameType, target: ast.expr) -> Any:
    """What a variable holds, or an attribute or an element; found without running anything of the program's."""
    match target:
        case ast.Name(id=name):
            return frame.f_locals.get(name, frame.f_globals.get(name, _MISSING))
        case ast.Attribute(value=value, attr=name):
            return attributes(_held(frame, value)).get(name, _MISSING)
        case ast.Subscript(value=value, slice=index):
            held, key = _held(frame, value), _constant(frame, index)
            try:
                return held[key] if type(held) in (list, tuple, dict) else _MISSING
            except (LookupError, TypeError):
                return _MISSING
        case _:
            return _MISSING


def _constant(frame: types.FrameType, index: ast.expr) -> Any:
    match index:
        case ast.Constant(value=value):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(value))):
            return -value
        case ast.Name():
            held = _held(frame, index)
            return held if type(held) in (int, str) else _MISSING
        case _:
            return _MISSING


def _loops(nodes: list[ast.AST]) -> Iterator[str]:
    """The variables that loops set."""
    for node in nodes:
        if isinstance(node, ast.For | ast.AsyncFor):
            yield from (name.id for name in ast.walk(node.target) if isinstance(name, ast.Name))
