"""② The methods of Tensor that give masks, and what is done with the bits of masks and of ints; no gradient flows through them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .elementwise import together
from .faults import fault
from .graph import T, TensorBase, found, plain
from .operands import FAILURES, operand, refusal


def comparison(symbol: str, compare: Callable[[Any, Any], Any]) -> Callable[[TensorBase, Any], Any]:
    """A comparison, element by element, as a method: booleans, through which no gradient flows.

    With what is no number, Python's own answer: `==` is False, `<` a TypeError.
    """

    def method(self: TensorBase, other: Any) -> Any:
        try:
            other = operand(symbol, other, self._class)
        except TypeError:
            return NotImplemented
        a, b = self._data, other._data if isinstance(other, TensorBase) else other
        if b.__class__ is not float and b.__class__ is not int and a.dtype is not getattr(b, "dtype", None):
            a, b = together(True, a, b)
        try:
            y = compare(a, b)
        except FAILURES as error:
            raise refusal(symbol, (a, b), error) from None
        return found(self, np.asarray(y), "a comparison", other)

    return method


def inverted(self: TensorBase) -> Any:
    """~ of a mask, or of the bits of ints."""
    if self._data.dtype.kind == "f":
        raise fault(TypeError, "invert", f"~: only ints and booleans can be inverted, not {self._data.dtype}")
    return found(self, np.asarray(~self._data), "~")


def bitwise(name: str, ufunc: Any) -> tuple[Callable[[T, Any], T], Callable[[T, Any], T]]:
    """An operation of the bits of ints, or of masks, as a method, and as a method of the right one."""

    def method(self: T, other: Any) -> T:
        other = operand(name, other, self._class)
        number = other._data if isinstance(other, TensorBase) else other
        a, b = together(True, self._data, number)
        try:
            y = ufunc(a, b)
        except FAILURES as error:
            raise refusal(name, (self._data, number), error) from None
        made: T = found(self, np.asarray(y), name, other)
        return made

    def reflected(self: T, other: Any) -> T:
        made: T = method(plain(self._class, np.asarray(operand(name, other, self._class))), self)
        return made

    method.__name__, method.__qualname__ = name, f"Tensor.{name}"
    return method, reflected
