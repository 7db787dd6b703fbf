"""② How an operation of the table runs on floats: its methods for Value, made from the rules' text at the first call."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from ..mode import mode
from ..rules.scalar_table import FLOATS, OPERATORS, OPS, Op, compile_rule
from ..rules.slopes import compile_slope
from . import quick
from .node import LEAF, NEW, Node
from .operands import Number, data_of, number, plain, refusal
from .quick import texts

_new: Callable[[Any], Node] = object.__new__


def _result(
    cls: type[Node], op: Op, y: Any, a: Any, b: Any, da: float | None, db: float | None, *constants: float
) -> Node:
    if type(y) is not float:
        if isinstance(y, complex):
            raise refusal(op, (data_of(a), data_of(b)), None)
        y = number(op.name, y, cls._ints)
    out = _new(cls)
    out._number = y
    out._gradient = cls._ungraded
    out._da = da
    out._db = db
    if da is None and db is None:
        out.requires_grad = False
        out._mark = LEAF
        out._row = out._a = out._b = None
    else:
        out.requires_grad = True
        out._mark = NEW
        out._row = op
        out._a = a
        out._b = b
    if mode.recorder is not None:
        mode.recorder.operation(op, (a, *constants) if b is None else (a, b, *constants), out)
    return out


def _unary(cls: type[Node], op: Op) -> Callable[[Node], Node]:
    formula, rule = texts(cls, op)
    forward, da = compile_rule(formula, FLOATS), compile_slope(rule)

    def general(self: Node) -> Node:
        a = plain(op, self)
        try:
            y = forward(a)
        except (ArithmeticError, ValueError) as error:
            raise refusal(op, (a,), error) from None
        tracked = self.requires_grad and mode.grad
        return _result(cls, op, y, self, None, da(a, 0.0, y) if tracked else None, None)

    return _documented(quick.unary(cls, op, general), op)  # type: ignore[no-any-return]


def _binary(
    cls: type[Node], op: Op
) -> tuple[Callable[[Node, Node | Number], Node], Callable[[Node, Number], Node]]:
    """The operation as a method, and its reflected form (`number op value`)."""
    formula, *rules = texts(cls, op)
    forward, (da, db) = compile_rule(formula, FLOATS), map(compile_slope, rules)

    def apply(left: Any, right: Any, a: float, b: float, to_left: bool, to_right: bool) -> Node:
        try:
            y = forward(a, b)
        except (ArithmeticError, ValueError) as error:
            raise refusal(op, (a, b), error) from None
        left_slope = da(a, b, y) if to_left and mode.grad else None
        right_slope = db(a, b, y) if to_right and mode.grad else None
        return _result(cls, op, y, left, right, left_slope, right_slope)

    def general(self: Node, other: Node | Number) -> Node:
        a = plain(op, self)
        if isinstance(other, Node):
            return apply(self, other, a, plain(op, other), self.requires_grad, other.requires_grad)
        b = number(op.name, other, cls._ints)
        return apply(self, b, a, b, self.requires_grad, False)

    def reflected(self: Node, other: Number) -> Node:
        a = number(op.name, other, cls._ints)
        return apply(a, self, a, plain(op, self), False, self.requires_grad)

    made = quick.binary(cls, op, general), quick.reflected(cls, op, reflected)
    return _documented(made[0], op), _documented(made[1], op)


# PyTorch's words for some parameters of the table.
_SPOKEN = {"min": "low", "max": "high", "negative_slope": "slope"}


def _with_parameters(cls: type[Node], op: Op) -> Callable[..., Node]:
    """The operation as a method whose last arguments are parameters: numbers that get no gradient; None is the usual one."""
    formula, *slopes = texts(cls, op)
    forward = compile_rule(formula, FLOATS, op.parameters)
    rules = [compile_slope(text, op.parameters) for text in slopes]

    def method(*args: Any, **named: Any) -> Node:
        given = dict(zip(op.parameters, args[op.arity :], strict=False))
        given |= {_SPOKEN.get(name, name): value for name, value in named.items()}
        if len(args) > op.arity + len(op.parameters) or given.keys() - op.parameters.keys():
            raise TypeError(f"{op.name}: its parameters are {', '.join(op.parameters)}")
        constants = [
            number(op.name, usual if given.get(name) is None else given[name])
            for name, usual in op.parameters.items()
        ]
        args = tuple(x if isinstance(x, Node) else number(op.name, x) for x in args[: op.arity])
        a, *more = floats = [plain(op, x) if isinstance(x, Node) else x for x in args]
        b = more[0] if more else 0.0
        try:
            y = forward(a, b, 0.0, *constants)
        except (ArithmeticError, ValueError) as error:
            raise refusal(op, (*floats,), error) from None
        slopes = [
            rule(a, b, y, *constants) if mode.grad and isinstance(x, Node) and x.requires_grad else None
            for rule, x in zip(rules, args, strict=True)
        ]
        left, right, da, db = (*args, *slopes) if more else (*args, None, *slopes, None)
        return _result(cls, op, y, left, right, da, db, *constants)

    return _documented(method, op)  # type: ignore[no-any-return]


def _documented(method: Any, op: Op) -> Any:
    rules = ", ".join(f"∂y/∂{x} = {rule}" for x, rule in zip("ab", op.locals, strict=False))
    method.__name__ = op.name
    method.__qualname__ = f"Value.{op.name}"
    method.__doc__ = f"y = {op.formula}; {rules}."
    return method


def _names(op: Op) -> list[str]:
    """What an operation is called in the class: by its name, PyTorch's other one, and its operator, if it has them."""
    others = {"clip": "clamp"}.get(op.name), f"__{OPERATORS[op.name]}__" if op.name in OPERATORS else None
    return [op.name, *filter(None, others)]


def _reflected_name(op: Op) -> str:
    """The name of `number op value`: Python's, or one for functions.py alone."""
    return f"__r{OPERATORS[op.name]}__" if op.name in OPERATORS else f"_r{op.name}"


@functools.cache
def _compile(cls: type[Node], op: Op) -> dict[str, Callable[..., Node]]:
    """Make the operation's methods from the table's text, and put each in the place of what stands in for it."""
    made = {}
    if op.parameters:
        method: Callable[..., Node] = _with_parameters(cls, op)
    elif op.arity == 1:
        method = _unary(cls, op)
    else:
        method, made[_reflected_name(op)] = _binary(cls, op)
    made |= dict.fromkeys(_names(op), method)
    for name, final in made.items():
        stand_in = vars(cls).get(name)
        if getattr(stand_in, "stands_in", None) is op:  # and not what a program has put there
            stand_in.becomes = final  # type: ignore[union-attr]  # tells it from that, see tracing/shelter
            setattr(cls, name, final)
    return made


def _at_first_call(cls: type[Node], op: Op, name: str) -> Callable[..., Node]:
    """Stands in for a method until it is called: compiling every rule would take most of the time it takes to boot."""

    def first(*args: Any, **named: Any) -> Node:
        return _compile(cls, op)[name](*args, **named)  # type: ignore[arg-type]

    first.stands_in = op  # type: ignore[attr-defined]
    return _documented(first, op)  # type: ignore[no-any-return]


def install(cls: type[Node]) -> None:
    """Give a class of Nodes the methods of the table, but those that it has of its own; their results are of this class."""
    for op in OPS.values():
        names = _names(op) if op.parameters or op.arity == 1 else [*_names(op), _reflected_name(op)]
        for name in names:
            if name not in vars(cls):
                setattr(cls, name, _at_first_call(cls, op, name))
