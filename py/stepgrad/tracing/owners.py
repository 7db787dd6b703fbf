"""④ Whose method a call was, in the program's own names: of model.blocks[0].attention(x) the object is `model.blocks[0].attention`."""

from __future__ import annotations

import ast
import weakref
from collections.abc import Callable, Iterable, Mapping
from types import FrameType
from typing import Any

from .places import MAX_DEPTH, MAX_PLACES, PLAIN, fixed, parts_of
from .record import Record
from .span import Span, span_of


class Call(Record):
    """A call of one of the program's own functions that made values. `within`: the call it was made in, by index.

    of: the object whose method it is, in the program's names.
    """

    name: str
    at: Span | None
    within: int | None
    of: str | None = None


class Owners:
    """Hears of every call that is taken down, and names the objects when the program has ended."""

    def __init__(self) -> None:
        self._held: list[Callable[[], Any]] = []  # of each object: itself, or None if it has gone
        self._places: dict[int, int] = {}  # in that list, by id()
        self._calls: list[tuple[int, int, Span]] = []  # call, place of the object, where it was called

    def called(self, call: int, name: str, frame: FrameType, span: Span | None) -> None:
        """A function of that name was called; span: in bytes."""
        code = frame.f_code
        if "." not in name or not code.co_argcount or span is None:
            return
        thing = frame.f_locals.get(code.co_varnames[0])
        kind = type(thing)
        if (
            isinstance(thing, (type, *PLAIN))
            or hasattr(kind, "requires_grad")
            or kind.__module__ == "builtins"
        ):
            return
        place = self._places.get(id(thing))
        if place is None or self._held[place]() is not thing:
            place = self._places[id(thing)] = len(self._held)
            self._held.append(_held(thing))
        self._calls.append((call, place, span))

    def name(self, calls: list[Call], names: Mapping[str, Any], nodes: list[ast.AST]) -> None:
        """The program has ended with these variables: each call learns its object's name, where it has one."""
        if not self._calls:
            return
        there = {id(thing): place for place, held in enumerate(self._held) if (thing := held()) is not None}
        found: dict[int, str] = {}
        _look(names.items(), there, found)
        texts = {span_of(node): node for node in nodes if isinstance(node, ast.Call)}
        for call, place, span in self._calls:
            if place not in found and (said := _said(texts.get(span), calls, call)):
                found[place] = said
                _look(parts_of(said, self._held[place]()), there, found)
            if place in found:
                calls[call].of = found[place]

    def forget(self) -> None:
        """Let go of what is held."""
        self._held.clear()
        self._places.clear()


def _held(thing: Any) -> Callable[[], Any]:
    try:
        return weakref.ref(thing)
    except TypeError:  # it has slots, and none for that
        return lambda: thing


def _look(parts: Iterable[tuple[str, Any]], there: dict[int, int], found: dict[int, str]) -> None:
    """Where the objects are that are there, by id(): the shortest names first."""
    seen: set[int] = set()
    level = [(name, value) for name, value in parts if not name.startswith("__")]
    for _ in range(MAX_DEPTH):
        below: list[tuple[str, Any]] = []
        for place, value in level:
            key, kind = id(value), type(value)
            if (
                isinstance(value, PLAIN)
                or hasattr(kind, "requires_grad")
                or key in seen
                or len(seen) > MAX_PLACES
            ):
                continue
            seen.add(key)
            if key in there:
                found.setdefault(there[key], place)
            below.extend(parts_of(place, value))
        level = below


def _said(text: ast.AST | None, calls: list[Call], call: int) -> str | None:
    """What the call's own text says: of a model that was in a function's variable, its name there."""
    if not isinstance(text, ast.Call):
        return None
    name = calls[call].name.rpartition(".")[2]
    func = text.func
    if name.startswith("__") or (
        name == "forward" and not (isinstance(func, ast.Attribute) and func.attr == name)
    ):
        thing: ast.expr = func
    elif isinstance(func, ast.Attribute):
        thing = func.value
    else:
        return None
    if name == "__init__" or not fixed(thing):
        return None
    written = ast.unparse(thing)
    first, dot, rest = written.partition(".")
    if first != "self":
        return written
    within = calls[call].within
    around = calls[within].of if within is not None else None
    return f"{around}{dot}{rest}" if around else None
