"""② What makes a Value one of Python's numbers: its text, float() and int(), rounding, comparing.

What comes out is a plain number, through which no gradient flows. `//` and `%` are rows of the table.
"""

from __future__ import annotations

import math
from typing import Any

from ..mode import mode
from .node import Node
from .operands import data_of


def taken(value: Node, how: str) -> Any:
    """The number of a Value, which a program takes out of the graph."""
    if mode.recorder is not None:
        mode.recorder.read(value, how)
    return value._number


class Readable(Node):
    """The protocols of Python's numbers, answered by `data`."""

    __slots__ = ()

    # Comparing looks at the numbers, so that a program may branch on them; hashing stays by identity.
    __hash__ = object.__hash__

    def item(self) -> float:
        """The plain number."""
        return taken(self, "item()")  # type: ignore[no-any-return]

    def __float__(self) -> float:
        return float(taken(self, "float()"))

    def __int__(self) -> int:
        return int(taken(self, "int()"))

    def __complex__(self) -> complex:
        return complex(self.data)

    def __bool__(self) -> bool:
        return self.data != 0

    def __round__(self, digits: int | None = None) -> Any:
        return round(self.data, digits)

    def __trunc__(self) -> int:
        return math.trunc(self.data)

    def __floor__(self) -> int:
        return math.floor(self.data)

    def __ceil__(self) -> int:
        return math.ceil(self.data)

    def __format__(self, how: str) -> str:
        data = self.data if isinstance(self.data, float | int) else float(self.data)
        return format(data, how) if how else str(self)

    def __eq__(self, other: object) -> Any:
        return self.data == data_of(other)

    def __ne__(self, other: object) -> Any:
        return self.data != data_of(other)

    def __lt__(self, other: Any) -> Any:
        try:
            return self.data < data_of(other)
        except TypeError:
            return NotImplemented

    def __le__(self, other: Any) -> Any:
        try:
            return self.data <= data_of(other)
        except TypeError:
            return NotImplemented

    def __gt__(self, other: Any) -> Any:
        try:
            return self.data > data_of(other)
        except TypeError:
            return NotImplemented

    def __ge__(self, other: Any) -> Any:
        try:
            return self.data >= data_of(other)
        except TypeError:
            return NotImplemented
