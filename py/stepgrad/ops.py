"""① THE TABLE: one row per operation. The text of a rule is what runs and what the pages print.

A row gives the formula of the result y over the arguments a and b, and, for each argument, the local
derivative over a, b and y. Rules are Python expressions, compiled once for a numeric namespace: `math`
for `Value` (below), NumPy for `Tensor`. For a scalar the derivative is a number that belongs to an edge
of the graph; for a tensor it is multiplied, element by element, into the upstream gradient.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import CodeType
from typing import Any

Rule = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Op:
    """One operation: `symbol` is drawn in the graph, `formula` and `locals` are rules as text."""

    name: str
    symbol: str
    formula: str
    locals: tuple[str, ...]

    def __post_init__(self) -> None:
        used = {node.id for node in ast.walk(ast.parse(self.formula)) if isinstance(node, ast.Name)}
        arity = len(used & {"a", "b"})
        if arity != len(self.locals):
            raise TypeError(
                f"operation {self.name!r}: its formula {self.formula!r} has {arity} argument(s), "
                f"but {len(self.locals)} derivative rule(s) are given"
            )

    @property
    def arity(self) -> int:
        """How many arguments the operation takes (1 or 2)."""
        return len(self.locals)


def row(name: str, symbol: str, formula: str, *locals: str) -> Op:
    """Make one row; a missing rule, or one too many, fails here by the operation's name."""
    return Op(name, symbol, formula, locals)


# fmt: off
ROWS = (
    #   name        symbol   y =                  ∂y/∂a                                     ∂y/∂b
    row("add",     "+",      "a + b",             "1",                                      "1"),
    row("sub",     "−",      "a - b",             "1",                                      "-1"),
    row("mul",     "×",      "a * b",             "b",                                      "a"),
    row("div",     "÷",      "a / b",             "1 / b",                                  "-a / b ** 2"),
    row("pow",     "^",      "a ** b",            "b * a ** (b - 1) if b != 0 else 0",      "y * log(a) if a != 0 else 0"),
    row("neg",     "−",      "-a",                "-1"),
    row("exp",     "exp",    "exp(a)",            "y"),
    row("log",     "log",    "log(a)",            "1 / a"),
    row("tanh",    "tanh",   "tanh(a)",           "1 - y ** 2"),
    row("sigmoid", "σ",      "sigmoid(a)",        "y * (1 - y)"),
    row("relu",    "relu",   "maximum(a, 0)",     "0 if a <= 0 else 1"),
)
# fmt: on

OPS: Mapping[str, Op] = {op.name: op for op in ROWS}


def compile_rule(text: str, namespace: Mapping[str, Any], lower: ast.NodeTransformer | None = None) -> Rule:
    """Turn a rule's text into a function of (a, b, y), with its names looked up in `namespace`.

    `lower` may rewrite the expression first (arrays need `where` for `… if … else …`).
    """
    tree = ast.parse(f"lambda a=0.0, b=0.0, y=0.0: {text}", mode="eval")
    if lower is not None:
        tree = ast.fix_missing_locations(lower.visit(tree))
    code: CodeType = compile(tree, f"<rule {text}>", "eval")
    rule: Rule = eval(code, {"__builtins__": {}, **namespace})
    return rule


def _sigmoid(a: float) -> float:
    # Two branches, so that exp never sees a large positive number.
    if a >= 0:
        return 1.0 / (1.0 + math.exp(-a))
    e = math.exp(a)
    return e / (1.0 + e)


def _maximum(a: float, b: float) -> float:
    return a if a > b or math.isnan(a) else float(b)  # a NaN survives, as in NumPy and PyTorch


FLOATS: Mapping[str, Any] = {
    "exp": math.exp,
    "log": math.log,
    "tanh": math.tanh,
    "sigmoid": _sigmoid,
    "maximum": _maximum,
}
