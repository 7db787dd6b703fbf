"""② The methods of Tensor that work element by element: the operations of rules/scalar_table.py, and casting."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from ..errors import KindError
from ..mode import mode
from ..rules.kernel import Kernel, elementwise
from ..rules.scalar_table import OPS, Op
from .dtypes import FLOAT, common_dtype, floating
from .faults import fault
from .graph import T, TensorBase, plain, result
from .operands import FAILURES, operand, refusal

F = TypeVar("F", bound=Callable[..., Any])

# What ints give as ints; all others give floats of them.
EXACT = {
    "add", "sub", "mul", "pow", "neg", "abs", "relu", "maximum", "minimum", "clip", "where",
    "remainder", "floor_divide", "square", "sign", "floor", "ceil", "trunc", "round", "frac", "fmod",
}  # fmt: skip


def _documented(method: Any, op: Op, kernels: dict[str, Kernel] | None = None, only: str = "") -> Any:
    """With a name and a text; and with what written.py makes a faster method of: kernels, by the arguments that are arrays."""
    rules = ", ".join(f"∂y/∂{x} = {rule}" for x, rule in zip("ab", op.locals, strict=False))
    method.__doc__ = f"y = {op.formula}, element by element; {rules}."
    if kernels:
        method.kernels, method.only = kernels, only
    return named(method, op.name)


def named(method: F, name: str) -> F:
    """The function under the name that it has in the class, where a pickle finds it."""
    method.__name__, method.__qualname__ = name, f"Tensor.{name}"
    method.__module__ = f"{__package__}.tensor"
    return method


def method(name: str) -> Any:
    """The operation of that name as a method."""
    op = OPS[name]
    return (with_parameters if op.parameters else unary if op.arity == 1 else binary)(name)


def unary(name: str) -> Any:
    """An operation of one argument as a method."""
    kernel, exact = elementwise(OPS[name], "a"), name in EXACT

    def method(self: T) -> T:
        a = self._data
        if not self._requires and a.dtype.kind != "f":
            a = _fitting(name, a, exact)
        return result(self, kernel, kernel.forward(a), self._requires, (), (self,))

    return _documented(method, OPS[name], {"": kernel})


def binary(name: str) -> Any:
    """An operation of two arguments as a method of the left one."""
    both, left = (elementwise(OPS[name], arrays) for arrays in ("ab", "a"))
    exact = name in EXACT
    inexact = not exact

    def method(self: T, other: Any) -> T:
        a = self._data
        if other.__class__ is self.__class__ or isinstance(other, TensorBase):
            b = other._data
            if a.dtype is not b.dtype or (inexact and a.dtype.kind != "f"):
                _must_go_together(name, a, b)
                a, b = together(exact, a, b)
                self, other = _over(self, a, other), _over(other, b, self)
            try:
                y = both.forward(a, b)
            except FAILURES as error:
                raise refusal(name, (a, b), error) from None
            return result(self, both, y, self._requires + 2 * other._requires, (), (self, other))
        if (other.__class__ is float or other.__class__ is int) and (a.dtype is FLOAT or a.dtype.kind == "f"):
            number = other
        elif name == "mul" and isinstance(other, list | tuple | str | bytes):
            return NotImplemented  # type: ignore[no-any-return]  # a tensor of one int may say how often a list is repeated
        else:
            other = operand(name, other, self._class)
            if isinstance(other, TensorBase):
                return method(self, other)
            _must_go_together(name, a, other)
            a, number = together(exact, a, other)
        try:
            y = left.forward(a, number)
        except FAILURES as error:
            raise refusal(name, (a, other), error) from None
        return result(self, left, y, self._requires, (), (self, other))

    only = "" if exact else " and (a.dtype is single or a.dtype is double)"
    return _documented(method, OPS[name], {"ab": both, "a": left}, only)


def reflected(name: str) -> Any:
    """The same as a method of the right one: `number op tensor`."""
    right, exact = elementwise(OPS[name], "b"), name in EXACT

    def method(self: T, other: Any) -> T:
        b = self._data
        if (other.__class__ is float or other.__class__ is int) and (b.dtype is FLOAT or b.dtype.kind == "f"):
            number = other
        elif name in ("add", "mul") and isinstance(other, list | tuple | str | bytes):
            return NotImplemented  # type: ignore[no-any-return]
        else:
            other = operand(name, other, self._class)
            if isinstance(other, TensorBase):
                made: T = getattr(other, name)(self)
                return made
            _must_go_together(name, other, b)
            number, b = together(exact, other, b)
        try:
            y = right.forward(number, b)
        except FAILURES as error:
            raise refusal(name, (other, b), error) from None
        return result(self, right, y, 2 * self._requires, (), (other, self))

    return _documented(method, OPS[name], {"b": right})


def _must_go_together(name: str, *operands: Any) -> None:
    """Errors: RuntimeError for a difference of booleans, or of numbers and booleans."""
    if name == "sub" and any(
        x.dtype == np.bool if isinstance(x, np.ndarray) else x.__class__ is bool for x in operands
    ):
        raise RuntimeError(
            "sub: booleans cannot be subtracted, nor anything from them; ~ or logical_not() inverts a mask"
        )


def _over(one: Any, numbers: Any, other: Any) -> Any:
    """A tensor of ints or booleans as the floats that an operation makes of it: its rules need these (−a, log a)."""
    if one._data.dtype.kind == "f" or not other._requires:
        return one
    made = plain(one._class, numbers)
    if mode.recorder is not None:
        mode.recorder.becomes(made, one)
    return made


def together(exact: bool, *operands: Any) -> tuple[Any, ...]:
    """Arrays, and a number, in the dtype in which PyTorch computes them; in floats, where ints do not give ints."""
    dtype = common_dtype(*operands)
    if not exact:
        dtype = floating(dtype)
    return tuple(
        x.astype(dtype, copy=False) if isinstance(x, np.ndarray) else x if dtype.kind == "f" else np.array(x).astype(dtype)[()]
        for x in operands
    )  # fmt: skip


def _fitting(name: str, a: Any, exact: bool) -> Any:
    """Ints or booleans for an operation of one argument."""
    if name == "neg" and a.dtype.kind == "b":
        raise fault(RuntimeError, "neg", "neg: booleans have no sign; ~ inverts a mask")
    if name == "abs" and a.dtype.kind == "b":
        raise RuntimeError("abs: booleans have no sign")
    if name == "square" and a.dtype.kind == "b":  # as `** 2`, which makes ints of them
        return a.astype(np.int64)
    if name == "relu" and a.dtype.kind == "b":
        raise RuntimeError("relu: booleans have nothing below 0 to cut off")
    return a if exact else a.astype(floating(a.dtype))


def with_parameters(name: str) -> Any:
    """An operation of one argument whose further arguments are numbers that get no gradient."""
    op, kernel, exact = OPS[name], elementwise(OPS[name], "a"), name in EXACT

    def method(self: TensorBase, *given: float, **named: float) -> Any:
        values = {**op.parameters, **dict(zip(op.parameters, given, strict=False)), **named}
        if len(given) > len(op.parameters) or len(values) > len(op.parameters):
            raise TypeError(f"{name}: its parameters are {', '.join(op.parameters)}")
        parameters = tuple(values.values())
        for value in parameters:
            if not isinstance(value, float | int):
                raise TypeError(f"{name}: expected numbers for {', '.join(op.parameters)}, got {value!r:.60}")
        a = self._data
        if not self._requires and a.dtype.kind != "f":
            a = _fitting(name, a, exact)
        return result(self, kernel, kernel.forward(a, *parameters), self._requires, parameters, (self,))

    return _documented(method, op)


_where = elementwise(OPS["where"], "ab")


def chosen(cls: Any, condition: Any, x: Any, y: Any) -> Any:
    """x where the condition holds, else y: tensors, arrays or numbers, which broadcast together."""
    x, y = operand("where", x, cls), operand("where", y, cls)
    test = np.array(
        condition._data if isinstance(condition, TensorBase) else condition
    )  # a copy, for backward needs it
    if test.dtype == np.uint8:
        test = test.astype(bool)
    if test.dtype != np.bool:
        raise KindError(f"where: the condition must be made of booleans, not of {test.dtype}")
    numbers = [one._data if isinstance(one, TensorBase) else one for one in (x, y)]
    dtype = common_dtype(*numbers)
    x, y = (one if isinstance(one, TensorBase) else plain(cls, np.array(one, dtype)) for one in (x, y))
    a, b = x._data, y._data
    if a.dtype is not b.dtype:
        a, b = together(True, a, b)
    try:
        y_ = _where.forward(a, b, test)
    except FAILURES as error:
        raise refusal("where", (test, a, b), error) from None
    return result(x, _where, y_, x._requires + 2 * y._requires, (test,), (x, y))


def where(self: TensorBase, condition: Any, other: Any) -> Any:
    """This where the condition holds, else other."""
    return chosen(self._class, condition, self, other)


_clip = elementwise(OPS["clip"], "a")


def clip(self: Any, min: Any = None, max: Any = None, *, low: Any = None, high: Any = None) -> Any:
    """Not below `min` and not above `max`, numbers or tensors, of which one may be missing."""
    min, max = (low if min is None else min), (high if max is None else max)
    if min is None and max is None:
        raise fault(RuntimeError, "clamp", "clip: at least one of min and max must be given")
    if isinstance(min, TensorBase | np.ndarray) or isinstance(max, TensorBase | np.ndarray):
        above = (
            self if min is None else _bounded(self, self < min, min)
        )  # what lies on a bound keeps its gradient
        return above if max is None else _bounded(above, above > max, max)
    bounds = [operand("clip", x, self._class) for x in (min, max) if x is not None]
    a, *_ = together(True, self._data, *bounds)
    low, high = (-math.inf if min is None else bounds[0]), (math.inf if max is None else bounds[-1])
    if a.dtype.kind != "f":
        info = np.iinfo(a.dtype)
        low, high = (info.min if min is None else low), (info.max if max is None else high)
    return result(self, _clip, _clip.forward(a, low, high), self._requires, (low, high), (self,))


def _bounded(self: Any, outside: Any, bound: Any) -> Any:
    """The bound where self lies outside of it; NaN where one of them is no number, and then no gradient flows to either."""
    y = chosen(self._class, outside, bound, self)
    none = np.isnan(self._data) | np.isnan(bound._data if isinstance(bound, TensorBase) else bound)
    return y.masked_fill(np.asarray(none), math.nan) if none.any() else y


_round = unary("round")


def round(self: Any, decimals: int = 0) -> Any:
    """To the nearest whole number, of two the even one; to so many decimals. No gradient flows through the steps."""
    if not decimals:
        return _round(self)
    scale = 10.0**decimals
    return _round(self * scale) / scale


def quotient_and_remainder(self: Any, other: Any) -> tuple[Any, Any]:
    """divmod(t, other)"""
    return self // other, self % other


def remainder_reflected(self: Any, other: Any) -> tuple[Any, Any]:
    """divmod(other, t)"""
    return other // self, other % self
