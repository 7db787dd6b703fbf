"""① Local derivatives of floats: where Python raises, what IEEE 754 and PyTorch say; and where nothing flows, exactly nothing.

A formula that cannot be computed is an error that the reader must see. A derivative that is infinite is a fact, with a sign.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterable, Mapping
from typing import Any

from .scalar_table import FLOATS, Rule, as_lambda, evaluate


class Nothing(float):
    """The 0 of a branch that was not taken: whatever it is multiplied with, 0 comes out, even of infinity and NaN.

    A float's product asks a subclass on its right first, so that the walk needs no test of its own.
    """

    __slots__ = ()

    def __rmul__(self, _: float) -> float:
        return 0.0


NOTHING = Nothing()


def _divide(a: float, b: float) -> float:
    return a / b if b else a * math.copysign(math.inf, b)


def _power(a: float, b: float) -> float:
    try:
        y = a**b
    except ArithmeticError:  # a pole at 0, or too large: infinite, and of a's sign where b is odd
        return math.copysign(math.inf, a if b % 2 == 1 else 1.0)
    return math.nan if isinstance(y, complex) else y


def _log(a: float) -> float:
    return math.log(a) if a > 0 else math.nan if a else -math.inf


def _quiet(function: Rule) -> Rule:
    def quiet(*args: float) -> float:
        try:
            return function(*args)  # type: ignore[no-any-return]
        except OverflowError:
            return math.inf
        except (ArithmeticError, ValueError):
            return math.nan

    return quiet


SLOPES: Mapping[str, Any] = {name: _quiet(function) for name, function in FLOATS.items()} | {
    "log": _log, "divide": _divide, "power": _power, "nothing": NOTHING,
}  # fmt: skip


class _Floats(ast.NodeTransformer):
    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant(float(node.value)) if isinstance(node.value, int) else node


def marked(rule: ast.expr) -> ast.expr:
    """The rule with NOTHING for a plain 0, where that is all of it, or of a branch."""
    match rule:
        case ast.Constant(value=int(0)):
            return ast.Name("nothing", ast.Load())
        case ast.IfExp(test, yes, no):
            return ast.IfExp(test, marked(yes), marked(no))
        case _:
            return rule


class _Ieee(ast.NodeTransformer):
    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        name = {ast.Div: "divide", ast.Pow: "power"}.get(type(node.op))
        return ast.Call(ast.Name(name, ast.Load()), [node.left, node.right], []) if name else node


def in_floats(text: str, *, rule: bool) -> str:
    """A formula, or a rule, as text for floats: its ints are floats, too, which multiply faster."""
    tree = ast.parse(text, mode="eval")
    if rule:
        tree.body = marked(tree.body)
    return ast.unparse(_Floats().visit(tree))


def compile_slope(text: str, parameters: Iterable[str] = ()) -> Rule:
    """Turn the rule of a local derivative into a function of (a, b, y, *parameters) that never raises."""
    return evaluate(_Ieee().visit(as_lambda(text, parameters)), SLOPES)
