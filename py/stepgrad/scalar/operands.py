"""② What may stand beside a Value, as a float, and what is said of numbers that an operation cannot do."""

from __future__ import annotations

import numbers
import re
from typing import Any

from ..rules.scalar_table import Op
from .node import Node

Number = float | int


def data_of(other: Any) -> Any:
    """The number of a Value; anything else as it is."""
    return other.data if isinstance(other, Node) else other


def number(who: str, x: Any, ints: bool = False) -> float:
    """x as a float, or as the int that it is. Errors: TypeError, or OverflowError, that names `who` asked."""
    if type(x) is float or (ints and isinstance(x, int | float)):
        return x
    if not _is_number(x):
        raise TypeError(f"{who}: expected a number or a Value, got {type(x).__name__} {x!r:.60}")
    try:
        return float(x)
    except OverflowError:
        raise OverflowError(f"{who}: {type(x).__name__} is too large for a float") from None


def _is_number(x: Any) -> bool:
    """Whether x is a real number: Python's, its Decimal and Fraction, NumPy's, also as an array without axes."""
    if isinstance(x, numbers.Number):
        return isinstance(x, numbers.Real) or not isinstance(x, numbers.Complex)
    # not a Tensor, ours or PyTorch's: a gradient would end here without a word
    return getattr(x, "shape", None) == () and x.dtype.kind in "biuf" and not hasattr(x, "requires_grad")


def plain(op: Op, value: Node) -> float:
    """A Value's number as a float, whatever a program has set `data` to."""
    data = value.data
    if isinstance(data, Node):  # `w.data -= rate * w.grad`, where the gradient is a Value
        data = value.data = data.data
    return data if type(data) is float else number(op.name, data, value._ints)


def refusal(op: Op, given: tuple[float, ...], error: Exception | None) -> ArithmeticError:
    named = dict(zip("ab", map(repr, given), strict=False))
    shown = re.sub(r"\b[ab]\b", lambda name: named[name[0]], op.formula)
    if isinstance(error, ZeroDivisionError):
        return ZeroDivisionError(f"{op.name}: {shown} divides by zero")
    if isinstance(error, OverflowError):
        return OverflowError(f"{op.name}: {shown} is too large for a float")
    return ArithmeticError(f"{op.name}: {shown} is not a finite real number")
