"""⑤ Columns of the wire: lists, or, where they are long, the base64 of typed arrays; and where few rows have an entry, which."""

from __future__ import annotations

import math
import sys
from array import array
from binascii import b2a_base64
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from .snapshot import ArraySnapshot, Quantity

LONG = 256  # entries: so many numbers are shorter packed, and nobody reads them one by one
Column = list[Any] | dict[str, Any]


def number(x: float) -> float | str:
    """A number that JSON can carry: NaN and the infinities travel as the strings JavaScript's Number() reads."""
    if math.isfinite(x):
        return x
    return "NaN" if math.isnan(x) else "Infinity" if x > 0 else "-Infinity"


def quantity(x: Quantity) -> Any:
    """A number, or {shape, dtype, data} of a small array, or {shape, dtype, summary, picture} of a large one."""
    if not isinstance(x, ArraySnapshot):
        return number(x)
    wire: dict[str, Any] = {"shape": x.shape, "dtype": x.dtype}
    if x.data is not None:
        return {**wire, "data": [*map(number, x.data)]}
    assert x.summary is not None
    assert x.picture is not None
    shape, means = x.picture
    wire["summary"] = {name: number(value) for name, value in x.summary.items()}
    return {**wire, "picture": {"shape": shape, "data": [*map(number, means)]}}


def bits(numbers: Sequence[float]) -> bytes:
    """What tells 0.0 from -0.0."""
    return array("d", numbers).tobytes()


class Distinct:
    """A table of things, each in it once, by what tells it from others."""

    def __init__(self) -> None:
        self.places: dict[Any, int] = {}
        self.things: list[Any] = []

    def place(self, key: Any, thing: Any) -> int:
        """Where it stands, from 0."""
        place = self.places.setdefault(key, len(self.things))
        if place == len(self.things):
            self.things.append(thing)
        return place


class Columns:
    """Makes columns, `packed` where they are long, and keeps the arrays and numbers that these point to."""

    def __init__(self, *, packed: bool) -> None:
        self.packs = packed
        self.long = LONG if packed else sys.maxsize
        self.arrays, self.constants = Distinct(), Distinct()
        self._known: dict[
            int, tuple[ArraySnapshot, int]
        ] = {}  # by id(), each kept so that no id is used twice

    def array(self, x: ArraySnapshot) -> int:
        """The place of an array among all; two are the same if all their bits are."""
        if id(x) in self._known:
            return self._known[id(x)][1]
        numbers = x.data if x.data is not None else [*(x.summary or {}).values(), *(x.picture or ((), ()))[1]]
        place = self.arrays.place((x.shape, x.dtype, x.data is None, bits(numbers)), x)
        self._known[id(x)] = x, place
        return place

    def constant(self, x: float) -> int:
        """An argument that is a number: below 0, -1 the first of them."""
        return -1 - self.constants.place(bits([x]), x)

    def indices(self, values: Sequence[int]) -> Column:
        """Whole numbers from 0 on, or, in four bytes, any."""
        if len(values) < self.long:
            return [*map(int, values)]
        for name, code in (("u8", "B"), ("u16", "H")):
            with suppress(OverflowError):
                return _packed(name, code, values)
        return _packed("i32", "i", values)

    def floats(self, values: Sequence[float]) -> Column:
        """Numbers."""
        if len(values) < self.long:
            return [*map(number, values)]
        return _packed("f64", "d", values)

    def packed(self, x: ArraySnapshot) -> dict[str, str]:
        """The numbers of an array, however few, in as many bytes as they had there."""
        assert x.data is not None
        return _packed("f32", "f", x.data) if x.dtype == "float32" else _packed("f64", "d", x.data)

    def quantities(self, values: Sequence[Quantity | None]) -> Column:
        """Numbers, and [k] for the k-th of the arrays; None stays."""
        with suppress(TypeError):
            return self.floats(values)  # type: ignore[arg-type]
        return [
            [self.array(x)] if isinstance(x, ArraySnapshot) else x if x is None else number(x) for x in values
        ]

    def sparse(self, entries: Mapping[int, Any], column: Any) -> Column:
        """The entries of some rows, each made to a column by `column`."""
        return {"at": self.indices([*entries]), "is": column([*entries.values()])}


def _packed(name: str, code: str, values: Sequence[float]) -> dict[str, str]:
    numbers = array(code, values)
    if sys.byteorder == "big":
        numbers.byteswap()
    return {name: b2a_base64(numbers, newline=False).decode()}
