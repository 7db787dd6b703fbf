"""④ What a program calls its values: the variables it assigns them to, as it goes, and where it holds them at its end.

No name is guessed. What an operator makes is the value of its expression; of what a call makes (sum() makes many, a function
of a library may return none of what it made) a name is given only once the variable is seen to hold it.
"""

from __future__ import annotations

import ast
import contextlib
import json
import types
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, count, repeat
from operator import itemgetter
from typing import Any, NamedTuple

from .span import Span
from .spots import TRIES, Assigned, Running, Spot

MAX_DEPTH = 12  # attributes and indices of a name
MAX_PLACES = 200_000  # that are looked into at the end
MAX_LISTED = 1_000  # elements of a list that get names as it is assigned

_MISSING = object()
_PLAIN = (
    str,
    int,
    float,
    complex,
    bytes,
    type(None),
    types.ModuleType,
    types.FunctionType,
    types.BuiltinFunctionType,
)
_NUMBERS = {int, float, str, bool}  # what long lists are full of
_OF_MODULES = {
    "_parameters",
    "_buffers",
    "_modules",
    "_forward_hooks",
    "_forward_pre_hooks",
    "param_groups",  # of an optimizer
}  # the same once more


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
        """A comprehension that is assigned is being computed: its list is to be seen, and each time it is another one."""
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
            held is _MISSING or isinstance(held, _PLAIN)
        )  # what is a number by now may have been it
        if gone and self._number(held) != one.node:
            self.labels.pop(one.node, None)

    def _see(self, frame: types.FrameType, target: ast.expr) -> None:
        if isinstance(target, ast.Tuple | ast.List):
            for one in target.elts:
                self._see(frame, one)
            return
        held = _listed(_held(frame, target))
        if type(held) in (list, tuple):
            for i, element in enumerate(held[:MAX_LISTED]):
                if (node := self._number(element)) is not None:
                    self._give(node, target, f"[{i}]")
        elif held is not _MISSING and (node := self._number(held)) is not None:
            self._give(node, target)

    def _give(self, node: int, target: ast.expr, index: str = "") -> None:
        if node in self.labels:
            return
        if isinstance(target, ast.Name):
            self.labels[node] = target.id + index
        elif index or _fixed(target):
            self.places.setdefault(node, ast.unparse(target) + index)

    def held(self, names: Mapping[str, Any]) -> None:
        """The program has ended with these variables."""
        for frame in [*self.awaits][::-1]:
            self._all(frame)
        held: dict[int, str] = {}
        for loop in (False, True):  # what a loop was at when it ended is a name only for what has no other
            some = {name: value for name, value in names.items() if (name in self._loops) is loop}
            held = _places(some, self._number) | held
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


def _listed(value: Any) -> Any:
    """NumPy's arrays of objects as lists; anything else as it is."""
    return value.tolist() if type(value).__name__ == "ndarray" and value.dtype == object else value


def _within(span: Span, whole: Span) -> bool:
    return whole[:2] <= span[:2] and span[2:] <= whole[2:]


def _fixed(target: ast.expr) -> bool:
    """Whether it names one place: self.w and W[2]["b"] do, W[i] does not."""
    match target:
        case ast.Name():
            return True
        case ast.Attribute(value=value) | ast.Subscript(value=value, slice=ast.Constant()):
            return _fixed(value)
        case _:
            return False


def _held(frame: types.FrameType, target: ast.expr) -> Any:
    """What a variable holds, or an attribute or an element; found without running anything of the program's."""
    match target:
        case ast.Name(id=name):
            return frame.f_locals.get(name, frame.f_globals.get(name, _MISSING))
        case ast.Attribute(value=value, attr=name):
            return _attributes(_held(frame, value)).get(name, _MISSING)
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


def _attributes(thing: Any) -> Mapping[str, Any]:
    """Those in an instance's dict and in its slots, or of a class of the program's."""
    kind = type(thing)
    found: dict[str, Any] = {}
    for cls in reversed(type.mro(kind)) if kind is not type else ():
        for name, part in vars(cls).items():
            if isinstance(part, types.MemberDescriptorType) and "__slots__" in vars(cls):
                try:
                    found[name] = part.__get__(thing)
                except AttributeError:
                    continue
    with contextlib.suppress(AttributeError):
        found.update(object.__getattribute__(thing, "__dict__"))
    return found


class _Holder:
    """What holds nodes: the variables, a list, an object. nodes: their numbers. flat: a list of nodes and nothing else.

    places: what they are called; of a flat list the place of the list itself.
    """

    __slots__ = ("flat", "nodes", "places")

    def __init__(self, nodes: list[int], places: list[str], flat: bool = False) -> None:
        self.nodes, self.places, self.flat = nodes, places, flat

    def names(self) -> Iterable[str]:
        return map(f"{self.places[0]}[{{}}]".format, count()) if self.flat else self.places


def _places(names: Mapping[str, Any], number: Callable[[Any], int | None]) -> dict[int, str]:
    """Where nodes are held by variables, or by what these hold: the shortest names first."""
    seen: set[int] = set()
    holders: list[_Holder] = []
    level = [[(name, value) for name, value in names.items() if not name.startswith("__")]]
    for _ in range(MAX_DEPTH):
        below = []
        for parts in level:
            holders.append(holder := _Holder([], []))
            for place, value in parts:
                if type(value) in _NUMBERS or isinstance(value, _PLAIN):
                    continue
                if (node := number(value)) is not None:
                    holder.nodes.append(node)
                    holder.places.append(place)
                    continue
                if id(value) in seen or len(seen) >= MAX_PLACES:
                    continue
                seen.add(id(value))
                if type(value) in (list, tuple) and (nodes := _nodes(value, number)) is not None:
                    if "{" not in place and nodes:
                        holders.append(_Holder(nodes, [place], flat=True))
                    elif nodes:
                        holders.append(_Holder(nodes, [f"{place}[{i}]" for i in range(len(nodes))]))
                else:
                    below.append([*_parts(place, value)])
        level = below
    return _named(holders)


def _nodes(held: Sequence[Any], number: Callable[[Any], int | None]) -> list[int] | None:
    """The nodes of a list that holds nothing else, or nothing but numbers, of which there are none; else None."""
    kinds = {*map(type, held)}
    if kinds <= _NUMBERS:
        return []
    if len(kinds) != 1 or not hasattr(kinds.pop(), "requires_grad"):
        return None
    nodes = [*map(number, held)]
    return None if None in nodes else nodes  # type: ignore[return-value]


def _named(holders: list[_Holder]) -> dict[int, str]:
    """The names that come of them: those of a list that only gathers what others hold, such as all parameters, come last."""
    times = Counter(chain.from_iterable(one.nodes for one in holders))
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for i, one in enumerate(holders):
        last.update(zip(one.nodes, repeat(i)))
    for i in range(len(holders) - 1, -1, -1):
        first.update(zip(holders[i].nodes, repeat(i)))
    gathering = []
    names: dict[int, str] = {}
    for i in range(len(holders) - 1, -1, -1):
        one = holders[i]
        if one.flat and min(map(times.__getitem__, one.nodes)) > 1:
            others = {*map(first.__getitem__, one.nodes), *map(last.__getitem__, one.nodes)} - {i}
            if len(others) > 1:
                gathering.append(one)
                continue
        names.update(zip(one.nodes, one.names()))  # noqa: B905
    for one in gathering:
        if not names.keys() >= {*one.nodes}:
            names = dict(zip(one.nodes, one.names())) | names  # noqa: B905
    return names


def _parts(place: str, value: Any) -> Iterator[tuple[str, Any]]:
    kind = type(value := _listed(value))
    fields = vars(kind).get("_fields") if issubclass(kind, tuple) else None
    if type(fields) is tuple:  # a named tuple
        yield from ((f"{place}.{name}", element) for name, element in zip(fields, value, strict=False))
    elif kind in (list, tuple, deque):
        yield from (
            (f"{place}[{i}]", element) for i, element in enumerate(value) if type(element) not in _NUMBERS
        )
    elif kind in (dict, OrderedDict, defaultdict):
        yield from ((f"{place}[{key}]", held) for name, held in value.items() if (key := _key(name)))
    elif isinstance(value, type):
        if value.__module__ == "__main__":
            yield from (
                (f"{place}.{name}", held) for name, held in vars(value).items() if not name.startswith("__")
            )
    elif not hasattr(kind, "__array__") and kind.__module__ != "builtins":
        for name, held in sorted(_attributes(value).items(), key=lambda one: one[0].startswith("_")):
            if name.isidentifier() and name not in _OF_MODULES and not name.startswith("__"):
                yield f"{place}.{name}", held
            elif name.isdigit():  # of a Sequential
                yield f"{place}[{name}]", held


def _key(key: Any) -> str:
    """An index as one writes it; "" for what has no such form."""
    if type(key) is str:
        return json.dumps(key, ensure_ascii=False)
    if type(key) is tuple:
        parts = [_key(part) for part in key]
        return ", ".join(parts) if len(parts) > 1 and all(parts) else ""
    return repr(key) if type(key) in (int, float, bool, type(None)) else ""


def _loops(nodes: list[ast.AST]) -> Iterator[str]:
    """The variables that loops set."""
    for node in nodes:
        if isinstance(node, ast.For | ast.AsyncFor):
            yield from (name.id for name in ast.walk(node.target) if isinstance(name, ast.Name))
