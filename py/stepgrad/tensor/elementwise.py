"""② The methods of Tensor that work element by element: the operations of rules/scalar_table.py, and casting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from ..rules.array_table import ARRAY_OPS
from ..rules.kernel import elementwise, of_arrays
from ..rules.scalar_table import OPS, Op
from .graph import T, TensorBase, result
from .operands import DTYPES, FAILURES, operand, refusal

F = TypeVar("F", bound=Callable[..., Any])


def method(name: str) -> Callable[..., Any]:
    """The operation of that name as a method."""
    op = OPS[name]
    return (with_parameters if op.parameters else unary if op.arity == 1 else binary)(name)


def unary(name: str) -> Callable[[T], T]:
    """An operation of one argument as a method."""
    kernel = elementwise(OPS[name], "a")

    def method(self: T) -> T:
        return result(self, kernel, kernel.forward(self._data), self._requires, (), (self,))

    return _documented(method, OPS[name])


def binary(name: str) -> Callable[[T, Any], T]:
    """An operation of two arguments as a method of the left one."""
    both, left = (elementwise(OPS[name], arrays) for arrays in ("ab", "a"))

    def method(self: T, other: Any) -> T:
        a = self._data
        if other.__class__ is self.__class__:
            b = other._data
            try:
                y = both.forward(a, b)
            except FAILURES as error:
                raise refusal(name, (a, b), error) from None
            if a.dtype is not b.dtype:
                y = promoted(y, a, b)
            return result(self, both, y, self._requires + 2 * other._requires, (), (self, other))
        if other.__class__ is float or other.__class__ is int:
            try:
                y = left.forward(a, other)
            except FAILURES as error:
                raise refusal(name, (a, other), error) from None
            return result(self, left, y, self._requires, (), (self, other))
        return method(self, operand(name, other, self._class))

    return _documented(method, OPS[name])


def reflected(name: str) -> Callable[[T, Any], T]:
    """The same as a method of the right one: `number op tensor`."""
    right = elementwise(OPS[name], "b")

    def method(self: T, other: Any) -> T:
        if other.__class__ is float or other.__class__ is int:
            try:
                y = right.forward(other, self._data)
            except FAILURES as error:
                raise refusal(name, (other, self._data), error) from None
            return result(self, right, y, 2 * self._requires, (), (other, self))
        other = operand(name, other, self._class)
        made: T = getattr(other, name)(self) if isinstance(other, TensorBase) else method(self, other)
        return made

    return _documented(method, OPS[name])


def with_parameters(name: str) -> Callable[..., Any]:
    """An operation of one argument whose further arguments are numbers that get no gradient."""
    op, kernel = OPS[name], elementwise(OPS[name], "a")

    def method(self: TensorBase, *given: float, **named: float) -> Any:
        values = {**op.parameters, **dict(zip(op.parameters, given, strict=False)), **named}
        if len(given) > len(op.parameters) or len(values) > len(op.parameters):
            raise TypeError(f"{name}: its parameters are {', '.join(op.parameters)}")
        parameters = tuple(values.values())
        for value in parameters:
            if not isinstance(value, float | int):
                raise TypeError(f"{name}: expected numbers for {', '.join(op.parameters)}, got {value!r:.60}")
        y = kernel.forward(self._data, *parameters)
        return result(self, kernel, y, self._requires, parameters, (self,))

    return _documented(method, op)


_cast = of_arrays(ARRAY_OPS["cast"])


def astype(self: T, dtype: Any) -> T:
    """In the other dtype, float32 or float64; gradients are cast back."""
    if np.dtype(dtype) not in DTYPES:
        raise TypeError(f"astype: a Tensor holds float32 or float64, not {np.dtype(dtype)}")
    if self._data.dtype == dtype:
        return self
    y = self._data.astype(dtype)
    return result(self, _cast, y, self._requires, (np.dtype(dtype),), (self,))


def promoted(y: Any, a: Any, b: Any) -> Any:
    """y in PyTorch's dtype: a tensor without axes does not widen one that has some."""
    if a.ndim and not b.ndim:
        return y.astype(a.dtype, copy=False)
    return y.astype(b.dtype, copy=False) if b.ndim and not a.ndim else y


def _documented(method: F, op: Op) -> F:
    rules = ", ".join(f"∂y/∂{x} = {rule}" for x, rule in zip("ab", op.locals, strict=False))
    method.__name__, method.__doc__ = op.name, f"y = {op.formula}, element by element; {rules}."
    method.__qualname__ = f"Tensor.{op.name}"
    return method
