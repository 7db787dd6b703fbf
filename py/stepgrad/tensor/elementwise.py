"""② The elementwise operations of the table as methods of Tensor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..errors import ShapeError
from ..rules.kernel import elementwise
from ..rules.scalar_table import OPERATORS, OPS, Op
from . import result as results
from .result import TensorBase, result

FAILURES = (ValueError, MemoryError, OverflowError)  # of NumPy, at shapes and sizes it cannot do


def shapes(args: Sequence[Any]) -> str:
    """What took part, in words for messages: an array's shape, else the number itself."""
    return " and ".join(str(arg.shape) if isinstance(arg, np.ndarray) else f"{arg!r:.40}" for arg in args)


def refusal(name: str, args: Sequence[Any], error: Exception) -> Exception:
    """What NumPy could not do, said by the operation's name and the shapes."""
    if isinstance(error, MemoryError):
        return MemoryError(f"{name}: there is no memory for the result of {shapes(args)}: {error}")
    if isinstance(error, OverflowError):
        return OverflowError(f"{name}: {shapes(args)} cannot be combined: {error}")
    if "broadcast" in str(error):
        return ShapeError(f"{name}: the shapes {shapes(args)} do not broadcast to one shape")
    return ShapeError(f"{name}: {shapes(args)} cannot be combined: {error}")


def operand(name: str, other: Any) -> Any:
    """What may stand beside a tensor: a tensor; an array, which becomes one (a copy); else a Python number."""
    if isinstance(other, TensorBase):
        return other
    if isinstance(other, float | int):
        return float(other) if isinstance(other, float) else int(other)  # of no class of its own
    if isinstance(other, np.ndarray) and other.ndim:
        return results.tensor_class(other)  # type: ignore[call-arg]
    if isinstance(other, np.ndarray | np.generic):
        return operand(name, other.item())
    raise TypeError(
        f"{name}: expected a Tensor, a number or an array, got {type(other).__name__} {other!r:.60}"
    )


def _promoted(y: Any, a: Any, b: Any) -> Any:
    """y in PyTorch's dtype: a tensor without axes does not widen one that has some."""
    if a.ndim and not b.ndim:
        return y.astype(a.dtype, copy=False)
    return y.astype(b.dtype, copy=False) if b.ndim and not a.ndim else y


def _unary(op: Op) -> Callable[..., Any]:
    kernel = elementwise(op, "a")

    def method(self: TensorBase) -> Any:
        return result(kernel, kernel.forward(self._data), self._requires, (), (self,))

    return method


def _binary(op: Op) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """The operation as a method, and its reflected form (`number op tensor`)."""
    both, left, right = (elementwise(op, arrays) for arrays in ("ab", "a", "b"))

    def method(self: TensorBase, other: Any) -> Any:
        a = self._data
        if other.__class__ is self.__class__:
            b = other._data
            try:
                y = both.forward(a, b)
            except FAILURES as error:
                raise refusal(op.name, (a, b), error) from None
            if a.dtype is not b.dtype:
                y = _promoted(y, a, b)
            return result(both, y, self._requires + 2 * other._requires, (), (self, other))
        if other.__class__ is float or other.__class__ is int:
            try:
                y = left.forward(a, other)
            except FAILURES as error:
                raise refusal(op.name, (a, other), error) from None
            return result(left, y, self._requires, (), (self, other))
        return method(self, operand(op.name, other))

    def reflected(self: TensorBase, other: Any) -> Any:
        if other.__class__ is float or other.__class__ is int:
            try:
                y = right.forward(other, self._data)
            except FAILURES as error:
                raise refusal(op.name, (other, self._data), error) from None
            return result(right, y, 2 * self._requires, (), (other, self))
        other = operand(op.name, other)
        return method(other, self) if isinstance(other, TensorBase) else reflected(self, other)

    return method, reflected


def _with_parameters(op: Op) -> Callable[..., Any]:
    """An operation of one argument whose further arguments are numbers that get no gradient."""
    kernel = elementwise(op, "a")

    def method(self: TensorBase, *given: float, **named: float) -> Any:
        values = {**op.parameters, **dict(zip(op.parameters, given, strict=False)), **named}
        if len(given) > len(op.parameters) or len(values) > len(op.parameters):
            raise TypeError(f"{op.name}: its parameters are {', '.join(op.parameters)}")
        parameters = tuple(values.values())
        for value in parameters:
            if not isinstance(value, float | int):
                raise TypeError(
                    f"{op.name}: expected numbers for {', '.join(op.parameters)}, got {value!r:.60}"
                )
        return result(kernel, kernel.forward(self._data, *parameters), self._requires, parameters, (self,))

    return method


_where = elementwise(OPS["where"], "ab")


def where_arrays(condition: Any, x: Any, y: Any) -> Any:
    """See functions.where."""
    x, y = operand("where", x), operand("where", y)
    like = x if isinstance(x, TensorBase) else y
    if not isinstance(like, TensorBase):
        raise TypeError("where: expected at least one Tensor to choose from, got numbers")
    x, y = (
        one if isinstance(one, TensorBase) else results.tensor_class(one, dtype=like._data.dtype)  # type: ignore[call-arg]
        for one in (x, y)
    )
    test = np.array(condition)  # a copy, for backward needs it as it is now
    if test.dtype != np.bool:
        raise TypeError(f"where: the condition must be an array of booleans, not of {test.dtype}")
    try:
        picked = _where.forward(x._data, y._data, test)
    except FAILURES as error:
        raise refusal("where", (test, x._data, y._data), error) from None
    return result(_where, _promoted(picked, x._data, y._data), x._requires + 2 * y._requires, (test,), (x, y))


def methods() -> dict[str, Callable[..., Any]]:
    """Every elementwise operation by its name, and as Python's operator where it has one."""
    made: dict[str, Callable[..., Any]] = {}
    for op in OPS.values():
        reflected = None
        if op.name == "where":
            continue
        if op.parameters:
            method = _with_parameters(op)
        elif op.arity == 1:
            method = _unary(op)
        else:
            method, reflected = _binary(op)
        rules = ", ".join(f"∂y/∂{x} = {rule}" for x, rule in zip("ab", op.locals, strict=False))
        method.__name__, method.__doc__ = op.name, f"y = {op.formula}, element by element; {rules}."
        made[op.name] = method
        if op.name in OPERATORS:
            made[f"__{OPERATORS[op.name]}__"] = method
            if reflected is not None:
                made[f"__r{OPERATORS[op.name]}__"] = reflected
    return made
