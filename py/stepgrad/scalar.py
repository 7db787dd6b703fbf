"""② Value: a float that remembers where it came from. Imports no NumPy."""

from __future__ import annotations

import re
from collections.abc import Callable
from numbers import Real
from typing import TYPE_CHECKING, Any

from .backward import backward
from .mode import mode
from .ops import FLOATS, OPS, Op, compile_rule

Number = float | int


def _data(other: Any) -> Any:
    return other.data if isinstance(other, Value) else other


def _number(who: str, x: Any) -> float:
    if isinstance(x, Real):
        try:
            return float(x)
        except OverflowError:
            raise OverflowError(f"{who}: {type(x).__name__} is too large for a float") from None
    raise TypeError(f"{who}: expected a number or a Value, got {type(x).__name__} {x!r:.60}")


def _refusal(op: Op, numbers: tuple[float, ...], error: Exception | None) -> ArithmeticError:
    named = dict(zip("ab", map(repr, numbers), strict=False))
    shown = re.sub(r"\b[ab]\b", lambda name: named[name[0]], op.formula)
    if isinstance(error, ZeroDivisionError):
        return ZeroDivisionError(f"{op.name}: {shown} divides by zero")
    if isinstance(error, OverflowError):
        return OverflowError(f"{op.name}: {shown} is too large for a float")
    return ArithmeticError(f"{op.name}: {shown} is not a finite real number")


def _derivative(rule: Callable[..., Any], a: float, b: float, y: float) -> Any:
    """A local derivative; where the tangent is vertical or undefined it is ±inf or NaN, as in PyTorch."""
    try:
        return rule(a, b, y)
    except (ZeroDivisionError, OverflowError):
        return float("inf")
    except ValueError:
        return float("nan")


_new: Callable[[type[Value]], Value] = object.__new__


def _result(op: Op, y: Any, args: tuple[Any, ...], locals_: tuple[Any, ...] | None) -> Value:
    if y.__class__ is not float:
        if isinstance(y, complex):
            raise _refusal(op, tuple(_data(arg) for arg in args), None)
        y = float(y)
    out = _new(Value)
    out.data = y
    out.grad = None
    out.label = None
    out._op = op
    out._freed = False
    if locals_ is None:
        out.requires_grad = False
        out._args = out._locals = ()
    else:
        out.requires_grad = True
        out._args = args
        out._locals = locals_
    if mode.recorder is not None:
        mode.recorder.operation(op, args, out)
    return out


def _unary(name: str) -> Callable[[Value], Value]:
    op = OPS[name]
    forward = compile_rule(op.formula, FLOATS)
    da = compile_rule(op.locals[0], FLOATS)

    def method(self: Value) -> Value:
        a = self.data
        try:
            y = forward(a)
        except (ArithmeticError, ValueError) as error:
            raise _refusal(op, (a,), error) from None
        if self.requires_grad and mode.grad:
            return _result(op, y, (self,), (_derivative(da, a, 0.0, y),))
        return _result(op, y, (self,), None)

    return _documented(method, op)


def _binary(name: str) -> tuple[Callable[[Value, Value | Number], Value], Callable[[Value, Number], Value]]:
    """The operator and its reflected form (`number op value`)."""
    op = OPS[name]
    forward = compile_rule(op.formula, FLOATS)
    da, db = (compile_rule(text, FLOATS) for text in op.locals)

    def apply(args: tuple[Any, Any], a: float, b: float, a_requires: bool, b_requires: bool) -> Value:
        try:
            y = forward(a, b)
        except (ArithmeticError, ValueError) as error:
            raise _refusal(op, (a, b), error) from None
        if (a_requires or b_requires) and mode.grad:
            locals_ = (
                _derivative(da, a, b, y) if a_requires else None,
                _derivative(db, a, b, y) if b_requires else None,
            )
            return _result(op, y, args, locals_)
        return _result(op, y, args, None)

    def method(self: Value, other: Value | Number) -> Value:
        if isinstance(other, Value):
            return apply((self, other), self.data, other.data, self.requires_grad, other.requires_grad)
        b = _number(op.name, other)
        return apply((self, b), self.data, b, self.requires_grad, False)

    def reflected(self: Value, other: Number) -> Value:
        a = _number(op.name, other)
        return apply((a, self), a, self.data, False, self.requires_grad)

    return _documented(method, op), _documented(reflected, op)


def _documented(method: Any, op: Op) -> Any:
    rules = ", ".join(f"∂y/∂{x} = {rule}" for x, rule in zip("ab", op.locals, strict=False))
    method.__name__ = op.name
    method.__qualname__ = f"Value.{op.name}"
    method.__doc__ = f"y = {op.formula}; {rules}."
    return method


class Value:
    """A scalar with a gradient.

    data: the number. grad: d(output)/d(this) after `backward()`, None before. label: a name for graphs.
    requires_grad: whether gradients flow here; a result requires one when any of its inputs does.
    """

    # Slots, one tuple of arguments and one of local derivatives: no closure, so no reference cycle, and
    # a graph is freed at once when its last name goes.
    __slots__ = ("data", "grad", "label", "requires_grad", "_op", "_args", "_locals", "_freed", "__weakref__")

    data: float
    grad: float | None
    label: str | None
    requires_grad: bool
    _op: Op | None
    _args: tuple[Any, ...]  # Values, and floats where a plain number took part
    _locals: tuple[Any, ...]  # ∂self/∂arg, or None where no gradient flows
    _freed: bool

    def __init__(self, data: Number | Value, label: str | None = None, *, requires_grad: bool = True) -> None:
        self.data = data.data if isinstance(data, Value) else _number("Value", data)
        self.grad = None
        self.label = label
        self.requires_grad = requires_grad
        self._op = None
        self._args = self._locals = ()
        self._freed = False
        if mode.recorder is not None:
            mode.recorder.leaf(self)

    @property
    def is_leaf(self) -> bool:
        """Whether this was made by hand (or needs no gradient), not by an operation that is tracked."""
        return not self._args

    def backward(self, gradient: Number | None = None, *, retain_graph: bool = False) -> None:
        """Fill `grad` of every value this one depends on with d(self)/d(value) × `gradient` (1 if not given).

        Errors: RuntimeError when nothing here requires a gradient, or when the graph was freed by an
        earlier call without `retain_graph`; ValueError on a cycle.
        """
        if not self.requires_grad:
            raise RuntimeError(f"backward: {self!r} does not require a gradient and has no history to walk")
        seed = 1.0 if gradient is None else _number("backward", gradient)
        backward(self, seed, retain_graph)

    def zero_grad(self) -> None:
        """Forget the gradient: the next `backward()` starts from nothing."""
        before, self.grad = self.grad, None
        if mode.recorder is not None and before is not None:
            mode.recorder.zero(self)

    def detach(self) -> Value:
        """The same number as a new leaf through which no gradient flows."""
        return Value(self.data, requires_grad=False)

    def item(self) -> float:
        """The plain number."""
        return self.data

    def __repr__(self) -> str:
        label = f", label={self.label!r}" if self.label is not None else ""
        if not self.requires_grad:
            return f"Value({self.data!r}, requires_grad=False{label})"
        return f"Value({self.data!r}, grad={self.grad!r}{label})"

    # Comparing looks at the numbers, so that a program may branch on them; hashing stays by identity.
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> Any:
        return self.data == _data(other)

    def __lt__(self, other: Number | Value) -> bool:
        return bool(self.data < _data(other))

    def __le__(self, other: Number | Value) -> bool:
        return bool(self.data <= _data(other))

    def __gt__(self, other: Number | Value) -> bool:
        return bool(self.data > _data(other))

    def __ge__(self, other: Number | Value) -> bool:
        return bool(self.data >= _data(other))

    def __bool__(self) -> bool:
        return self.data != 0.0

    __add__, __radd__ = _binary("add")
    __sub__, __rsub__ = _binary("sub")
    __mul__, __rmul__ = _binary("mul")
    __truediv__, __rtruediv__ = _binary("div")
    __pow__, __rpow__ = _binary("pow")
    __neg__ = _unary("neg")

    def __pos__(self) -> Value:
        return self

    if TYPE_CHECKING:  # the named operations (exp, tanh, …) come from the table, below

        def __getattr__(self, name: str) -> Callable[..., Value]: ...


for _op in OPS.values():
    setattr(Value, _op.name, _unary(_op.name) if _op.arity == 1 else _binary(_op.name)[0])
