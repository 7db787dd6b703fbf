"""④ The code, the defaults and the closures of all functions at one moment, and how they are put back."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from operator import attrgetter, is_
from types import CellType, FunctionType
from typing import Any

from .held import Held

_contents = attrgetter("cell_contents")


class Functions(Held):
    """Of many functions, which one by one would take too long to compare."""

    parts = tuple((name, attrgetter(name)) for name in ("__code__", "__defaults__", "__kwdefaults__"))

    def __init__(self) -> None:
        self.now: list[FunctionType] = []
        self.was: list[list[Any]] = [[] for _ in self.parts]

    def add(self, function: FunctionType) -> None:
        """One more."""
        self.now.append(function)
        for (_, part), was in zip(self.parts, self.was, strict=True):
            was.append(part(function))

    def keep(self) -> None:
        self.was = [[*map(part, self.now)] for _, part in self.parts]

    def same(self) -> bool:
        return all(
            all(map(is_, map(part, self.now), was))
            for (_, part), was in zip(self.parts, self.was, strict=True)
        )

    def undo(self) -> None:
        for function, name, _, was in self._changes():
            setattr(function, name, was)

    def _changes(self) -> list[tuple[FunctionType, str, Any, Any]]:
        return [
            (function, name, now, was)
            for (name, part), values in zip(self.parts, self.was, strict=True)
            for function, now, was in zip(self.now, map(part, self.now), values, strict=True)
            if now is not was
        ]

    def serious(self, props: AbstractSet[int] = frozenset()) -> bool:
        # a method may get its code at its first call
        return any(getattr(function, "becomes", self) is not now for function, _, now, _ in self._changes())


class Cells(Held):
    """What functions that are made inside others see of these. One that is empty is filled by who made it."""

    def __init__(self) -> None:
        self.now: list[CellType] = []
        self.was: list[Any] = []

    def add(self, cells: Iterable[CellType]) -> Iterable[Any]:
        """More of them; what is in them."""
        before = len(self.was)
        for cell in cells:
            try:
                self.was.append(cell.cell_contents)
            except ValueError:  # empty
                continue
            self.now.append(cell)
        return self.was[before:]

    def keep(self) -> None:
        now, self.now, self.was = self.now, [], []
        self.add(now)

    def same(self) -> bool:
        try:
            return all(map(is_, map(_contents, self.now), self.was))
        except ValueError:
            return False

    def undo(self) -> None:
        for cell, was in zip(self.now, self.was, strict=True):
            cell.cell_contents = was

    def serious(self, props: AbstractSet[int] = frozenset()) -> bool:
        return True
