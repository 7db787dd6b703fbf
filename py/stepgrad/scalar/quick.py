"""② What programs do most, operations of Values that need a gradient, written out with the rules' texts in place.

That is one Python call where methods.py takes five. Everything else, and every difficulty, is left to `general`, which is from there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..mode import mode
from ..rules.scalar_table import FLOATS, Op
from ..rules.slopes import SLOPES, in_floats
from .node import Node

_CASE = """
    if {when} and mode.grad:
        try:
            {given}
            y = {formula}
            da = {da}
            db = {db}
        except (ArithmeticError, ValueError, TypeError):
            return general({arguments})
        if type(y) is float:
            out = new(Value)
            out._number = y
            out._gradient = ungraded
            out.requires_grad = True
            out._mark = 0.0
            out._row = op
            out._a = {left}
            out._b = {right}
            out._da = da
            out._db = db
            if mode.recorder is not None:
                try:
                    args = {told}
                except AttributeError:  # a Value from before
                    mode.recorder.operation(op, ({arguments},), out)
                else:
                    mode.recorder.quick(op, args, y, out)
            return out
"""
_UNARY = {
    "when": "self.requires_grad",
    "given": "a = self._number",
    "left": "self",
    "right": "None",
    "db": "None",
    "told": "(self._at,)",
}
_BOTH = {
    "when": "type(other) is Value and self.requires_grad and other.requires_grad",
    "given": "a = self._number; b = other._number",
    "left": "self",
    "right": "other",
    "told": "self._at, other._at",
}
_NUMBER = {"when": "(type(other) is float or type(other) is int) and self.requires_grad"}
_RIGHT = _NUMBER | {
    "given": "a = self._number; b = {number}",
    "left": "self",
    "right": "b",
    "db": "None",
    "told": "self._at, b",
}
_LEFT = _NUMBER | {
    "given": "a = {number}; b = self._number",
    "left": "a",
    "right": "self",
    "da": "None",
    "told": "a, self._at",
}


def texts(cls: type[Node], op: Op) -> list[str]:
    """The formula and the rules as this class computes them."""
    if cls._ints:
        return [op.formula, *op.locals]
    return [in_floats(op.formula, rule=False), *(in_floats(text, rule=True) for text in op.locals)]


def unary(cls: type[Node], op: Op, general: Callable[..., Node]) -> Any:
    """An operation of one argument."""
    return _written(cls, op, general, "self", _UNARY)


def binary(cls: type[Node], op: Op, general: Callable[..., Node]) -> Any:
    """An operation of two."""
    return _written(cls, op, general, "self, other", _BOTH, _RIGHT)


def reflected(cls: type[Node], op: Op, general: Callable[..., Node]) -> Any:
    """`number op value`"""
    return _written(cls, op, general, "self, other", _LEFT)


def _written(
    cls: type[Node], op: Op, general: Callable[..., Node], arguments: str, *cases: dict[str, str]
) -> Any:
    formula, *rules = texts(cls, op)
    slopes = dict(zip(("da", "db"), rules, strict=False))
    number = "other" if cls._ints else "other if type(other) is float else float(other)"
    text = f"def method({arguments}):"
    for case in cases:
        parts = slopes | case | {"given": case["given"].format(number=number)}
        text += _CASE.format(formula=formula, arguments=arguments, **parts)
    text += f"    return general({arguments})\n"
    names = {**SLOPES, **FLOATS, "__name__": __name__, "mode": mode, "op": op, "general": general}
    names |= {
        "new": object.__new__,
        "Value": cls,
        "ungraded": cls._ungraded,
        "type": type,
        "float": float,
        "int": int,
    }
    exec(text, names)  # noqa: S102 (the table's own text)
    return names["method"]
