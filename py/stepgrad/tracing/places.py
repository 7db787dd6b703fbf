"""④ Where a program holds its values at its end: variables, and what these hold; found without running anything of the program's."""

from __future__ import annotations

import ast
import contextlib
import json
import types
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, count, repeat
from typing import Any

MAX_DEPTH = 12  # attributes and indices of a name
MAX_PLACES = 200_000  # that are looked into at the end

PLAIN = (
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


def listed(value: Any) -> Any:
    """NumPy's arrays of objects as lists; anything else as it is."""
    return value.tolist() if type(value).__name__ == "ndarray" and value.dtype == object else value


def attributes(thing: Any) -> Mapping[str, Any]:
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


def places(names: Mapping[str, Any], number: Callable[[Any], int | None]) -> dict[int, str]:
    """Where nodes are held by variables, or by what these hold: the shortest names first."""
    seen: set[int] = set()
    holders: list[_Holder] = []
    level = [[(name, value) for name, value in names.items() if not name.startswith("__")]]
    for _ in range(MAX_DEPTH):
        below = []
        for parts in level:
            holders.append(holder := _Holder([], []))
            for place, value in parts:
                if type(value) in _NUMBERS or isinstance(value, PLAIN):
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
                    below.append([*parts_of(place, value)])
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


def parts_of(place: str, value: Any) -> Iterator[tuple[str, Any]]:
    """What it holds, each with its place."""
    kind = type(value := listed(value))
    fields = vars(kind).get("_fields") if issubclass(kind, tuple) else None
    if type(fields) is tuple:  # a named tuple
        yield from ((f"{place}.{name}", element) for name, element in zip(fields, value, strict=False))
    elif kind in (list, tuple, deque):
        yield from (
            (f"{place}[{i}]", element) for i, element in enumerate(value) if type(element) not in _NUMBERS
        )
    elif kind in (dict, OrderedDict, defaultdict):
        yield from ((f"{place}[{key}]", held) for name, held in value.items() if (key := key_of(name)))
    elif isinstance(value, type):
        if value.__module__ == "__main__":
            yield from (
                (f"{place}.{name}", held) for name, held in vars(value).items() if not name.startswith("__")
            )
    elif not hasattr(kind, "__array__") and kind.__module__ != "builtins":
        for name, held in sorted(attributes(value).items(), key=lambda one: one[0].startswith("_")):
            if name.isidentifier() and name not in _OF_MODULES and not name.startswith("__"):
                yield f"{place}.{name}", held
            elif name.isdigit():  # of a Sequential
                yield f"{place}[{name}]", held


def key_of(key: Any) -> str:
    """An index as one writes it; "" for what has no such form."""
    if type(key) is str:
        return json.dumps(key, ensure_ascii=False)
    if type(key) is tuple:
        parts = [key_of(part) for part in key]
        return ", ".join(parts) if len(parts) > 1 and all(parts) else ""
    return repr(key) if type(key) in (int, float, bool, type(None)) else ""


def fixed(target: ast.expr) -> bool:
    """Whether it names one place: self.w and W[2]["b"] do, W[i] does not."""
    match target:
        case ast.Name():
            return True
        case ast.Attribute(value=value) | ast.Subscript(value=value, slice=ast.Constant()):
            return fixed(value)
        case _:
            return False
