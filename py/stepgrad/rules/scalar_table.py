"""① THE TABLE: one row per operation. The text of a rule is what runs and what the pages print.

A row gives the formula of the result y over the arguments a and b, and, for each argument, the local
derivative over a, b and y. Rules are Python expressions, compiled once for a numeric namespace: `math`
for `Value` (below), NumPy for `Tensor` (on_arrays.py). For a scalar the derivative is a number that belongs to
an edge of the graph; for a tensor it is multiplied, element by element, into the upstream gradient. What only
arrays can do (matmul, sum, indexing, …) has its own table, in array_table.py.
"""

from __future__ import annotations

import ast
import functools
import math
import operator
from collections.abc import Callable, Iterable, Mapping
from types import CodeType
from typing import Any

Rule = Callable[..., Any]


@functools.cache
def names_in(text: str) -> frozenset[str]:
    """The names an expression mentions, functions included: what a rule names is what is kept for it."""
    return frozenset(node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name))


class Op:
    """One operation: `symbol` is drawn in the graph, `formula` and `locals` are rules as text.

    `parameters` are further names in the rules, with their usual values: constants that get no gradient.
    """

    __slots__ = ("formula", "locals", "name", "parameters", "symbol")

    def __init__(
        self,
        name: str,
        symbol: str,
        formula: str,
        locals: tuple[str, ...],
        parameters: Mapping[str, Any] = {},
    ) -> None:
        self.name, self.symbol, self.formula, self.locals = name, symbol, formula, locals
        self.parameters = parameters
        arity = len({"a", "b"} & {*compile(formula, name, "eval").co_names})
        if arity != len(locals):
            raise TypeError(
                f"operation {name!r}: its formula {formula!r} has {arity} argument(s), "
                f"but {len(locals)} derivative rule(s) are given"
            )

    def __repr__(self) -> str:
        return f"Op({self.name!r}: y = {self.formula})"

    @property
    def arity(self) -> int:
        """How many arguments the operation takes (1 or 2), parameters not counted."""
        return len(self.locals)

    def given(self, constants: Iterable[Any]) -> Op:
        """The same row with the parameters of one call in the place of the usual ones."""
        made = object.__new__(Op)
        made.name, made.symbol, made.formula, made.locals = self.name, self.symbol, self.formula, self.locals
        made.parameters = dict(zip(self.parameters, constants, strict=True))
        return made

    def keeps(self, i: int) -> bool:
        """Whether the rule of the i-th argument names anything that must be kept for it: an argument, the result, a parameter."""
        return not names_in(self.locals[i]).isdisjoint({"a", "b", "y", *self.parameters})


def row(name: str, symbol: str, formula: str, *locals: str, **parameters: Any) -> Op:
    """Make one row; a missing rule, or one too many, fails here by the operation's name."""
    return Op(name, symbol, formula, locals, parameters)


# At a corner the rules say what PyTorch says: relu'(0) = 0, abs'(0) = 0, half to each argument at a tie. A plain 0 means that
# nothing flows there, whatever arrives from above, even if that is infinite; 0.0 is a slope that happens to be 0. A rule is
# written so that it is finite where the derivative is: a / b / b, since b ** 2 leaves the range of floats long before it does.
# fmt: off
ROWS = (
    #   name        symbol   y =                  ∂y/∂a                                     ∂y/∂b
    row("add",     "+",      "a + b",             "1",                                      "1"),
    row("sub",     "−",      "a - b",             "1",                                      "-1"),
    row("mul",     "×",      "a * b",             "b",                                      "a"),
    row("div",     "÷",      "a / b",             "1 / b",                                  "-a / b / b"),
    row("pow",     "^",      "a ** b",            "b * a ** (b - 1) if b != 0 else 0",      "y * log(a) if a != 0 else 0.0 if b >= 0 else -y"),
    row("remainder", "mod",  "remainder(a, b)",   "1",                                      "-floor_divide(a, b)"),
    row("floor_divide", "⌊÷⌋", "floor_divide(a, b)", "0",                                   "0"),
    row("trunc_divide", "trunc ÷", "trunc(a / b)", "0",                                     "0"),
    row("fmod",    "fmod",   "fmod(a, b)",        "1",                                      "-trunc(a / b)"),
    row("hypot",   "hypot",  "hypot(a, b)",       "a / y",                                  "b / y"),
    row("logaddexp", "log Σ exp", "logaddexp(a, b)", "sigmoid(a - b)",                      "sigmoid(b - a)"),
    row("neg",     "−",      "-a",                "-1"),
    row("exp",     "exp",    "exp(a)",            "y"),
    row("log",     "log",    "log(a)",            "1 / a"),
    row("sqrt",    "√",      "sqrt(a)",           "1 / (2 * y)"),
    row("sin",     "sin",    "sin(a)",            "cos(a)"),
    row("cos",     "cos",    "cos(a)",            "-sin(a)"),
    row("tanh",    "tanh",   "tanh(a)",           "1 - y ** 2"),
    row("sigmoid", "σ",      "sigmoid(a)",        "y * (1 - y)"),
    row("relu",    "relu",   "maximum(0, a)",     "0 if y <= 0 else 1"),
    row("leaky_relu", "leaky relu", "a if a > 0 else slope * a", "1 if a > 0 else slope", slope=0.01),
    row("gelu",    "gelu",   "a * Phi(a)",        "Phi(a) + a * phi(a)"),  # Φ, φ: the normal distribution and its density
    row("abs",     "abs",    "abs(a)",            "sign(a)"),
    row("maximum", "max",    "maximum(a, b)",     "0 if a < b else 0.5 if a == b else 1",   "0 if b < a else 0.5 if a == b else 1"),
    row("minimum", "min",    "minimum(a, b)",     "0 if a > b else 0.5 if a == b else 1",   "0 if b > a else 0.5 if a == b else 1"),
    row("clip",    "clip",   "minimum(maximum(a, low), high)", "(1 if a <= high else 0) if a >= low else 0", low=-math.inf, high=math.inf),
    row("where",   "where",  "a if condition else b", "1 if condition else 0",              "0 if condition else 1", condition=True),
    row("atan2",   "atan2",  "atan2(a, b)",       "b / hypot(a, b) / hypot(a, b) if hypot(a, b) != 0 else b", "-a / hypot(a, b) / hypot(a, b) if hypot(a, b) != 0 else -a"),
    row("square",  "²",      "a * a",             "2 * a"),
    row("rsqrt",   "1/√",    "1 / sqrt(a)",       "-0.5 * y * y * y"),
    row("reciprocal", "1/",  "1 / a",             "-y * y"),
    row("tan",     "tan",    "tan(a)",            "1 + y * y"),
    row("asin",    "asin",   "asin(a)",           "1 / sqrt((1 - a) * (1 + a))"),
    row("acos",    "acos",   "acos(a)",           "-1 / sqrt((1 - a) * (1 + a))"),
    row("atan",    "atan",   "atan(a)",           "1 / (1 + a * a)"),
    row("sinh",    "sinh",   "sinh(a)",           "cosh(a)"),
    row("cosh",    "cosh",   "cosh(a)",           "sinh(a)"),
    row("asinh",   "asinh",  "asinh(a)",          "1 / hypot(a, 1)"),
    row("acosh",   "acosh",  "acosh(a)",          "1 / (sqrt(a - 1) * sqrt(a + 1))"),
    row("atanh",   "atanh",  "atanh(a)",          "1 / ((1 - a) * (1 + a))"),
    row("erf",     "erf",    "erf(a)",            "1.1283791670955126 * exp(-a * a)"),  # 2 / √π
    row("exp2",    "2^",     "exp2(a)",           "y * 0.6931471805599453"),  # log 2
    row("expm1",   "exp − 1", "expm1(a)",         "y + 1"),
    row("log2",    "log₂",   "log2(a)",           "1 / (a * 0.6931471805599453)"),
    row("log10",   "log₁₀",  "log10(a)",          "1 / (a * 2.302585092994046)"),  # log 10
    row("log1p",   "log(1 + )", "log1p(a)",       "1 / (1 + a)"),
    row("silu",    "silu",   "a * sigmoid(a)",    "sigmoid(a) * (1 + a * (1 - sigmoid(a)))"),
    row("softplus", "softplus", "a if a * beta > threshold else maximum(a, 0) + log1p(exp(-abs(a * beta))) / beta",
        "1 if a * beta > threshold else sigmoid(a * beta)", beta=1, threshold=20),
    row("elu",     "elu",    "a if a >= 0 else alpha * expm1(minimum(a, 0))", "alpha * exp(0 if a >= 0 else a) if a <= 0 else 1", alpha=1),
    row("logit",   "logit",  "log(a / (1 - a))",  "1 / (a * (1 - a)) if y == y else y"),
    row("gelu_tanh", "gelu", "a * Psi(a)",        "Psi(a) + minimum(maximum(a, -30), 30) * psi(a)"),  # Ψ, ψ: what comes near Φ, and its slope, 0 beyond ±30
    row("sign",    "sign",   "sign(a)",           "0"),  # what follows has steps, and is flat between them
    row("floor",   "⌊ ⌋",    "floor(a)",          "0"),
    row("ceil",    "⌈ ⌉",    "ceil(a)",           "0"),
    row("trunc",   "trunc",  "trunc(a)",          "0"),
    row("round",   "round",  "round(a)",          "0"),
    row("frac",    "frac",   "a - trunc(a)",      "1"),
)
# fmt: on

OPS: Mapping[str, Op] = {op.name: op for op in ROWS}

# Python's own name, without the underscores, of the operations that have an operator.
OPERATORS: Mapping[str, str] = {
    "add": "add",
    "sub": "sub",
    "mul": "mul",
    "div": "truediv",
    "pow": "pow",
    "remainder": "mod",
    "floor_divide": "floordiv",
    "neg": "neg",
    "abs": "abs",
}


def compile_rule(text: str, namespace: Mapping[str, Any], parameters: Iterable[str] = ()) -> Rule:
    """Turn a rule's text into a function of (a, b, y, *parameters), with its functions looked up in `namespace`."""
    return evaluate(as_lambda(text, parameters), namespace)


def as_lambda(text: str, parameters: Iterable[str] = ()) -> ast.Expression:
    """The tree of that function."""
    signature = ", ".join(["a=0.0", "b=0.0", "y=0.0", *(f"{name}=None" for name in parameters)])
    return ast.parse(f"lambda {signature}: {text}", mode="eval")


def evaluate(tree: ast.Expression, namespace: Mapping[str, Any]) -> Rule:
    """The function that a `lambda` expression makes; it sees `namespace` and nothing else."""
    code: CodeType = compile(ast.fix_missing_locations(tree), f"<rule {ast.unparse(tree)}>", "eval")
    function: Rule = eval(code, {"__builtins__": {}, "__name__": "stepgrad.rules", **namespace})
    return function


def _sigmoid(a: float) -> float:
    # Two branches, so that exp never sees a large positive number.
    if a >= 0:
        return 1.0 / (1.0 + math.exp(-a))
    e = math.exp(a)
    return e / (1.0 + e)


def _maximum(a: float, b: float) -> float:
    return a if a > b or math.isnan(a) else b  # a NaN survives, as in NumPy and PyTorch


def _minimum(a: float, b: float) -> float:
    return a if a < b or math.isnan(a) else b


def near_normal(sigmoid: Rule, minimum: Rule, maximum: Rule) -> dict[str, Rule]:
    """Psi, which comes near the normal distribution's Phi, and psi, its slope, in the words of floats or of arrays.

    Psi(a) = (1 + tanh(√(2/π) (a + 0.044715 a³))) / 2. Source: Hendrycks, Gimpel, arXiv:1606.08415.
    """

    def Psi(a: Any) -> Any:
        return sigmoid(1.5957691216057308 * a * (1 + 0.044715 * a * a))

    def psi(a: Any) -> Any:
        a = minimum(
            maximum(a, -30), 30
        )  # farther out it is 0, and what it is made of leaves the range of floats
        y = Psi(a)
        return y * (1 - y) * (1.5957691216057308 + 0.21406444881780073 * a * a)

    return {"Psi": Psi, "psi": psi}


def _whole(function: Callable[[float], int]) -> Callable[[float], float]:
    return lambda a: math.copysign(function(a), a) if math.isfinite(a) else a


def _logaddexp(a: float, b: float) -> float:
    return a + math.log(2) if a == b else _maximum(a, b) + math.log1p(math.exp(-abs(a - b)))


# fmt: off
_OF_MATH = ("tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "asinh", "acosh", "atanh", "erf", "exp2", "expm1", "log2", "log10", "log1p", "hypot", "fmod")
# fmt: on
_TO_WHOLE: Mapping[str, Any] = {"floor": math.floor, "ceil": math.ceil, "trunc": math.trunc, "round": round}

FLOATS: Mapping[str, Any] = {
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "sin": math.sin,
    "cos": math.cos,
    "tanh": math.tanh,
    "sigmoid": _sigmoid,
    "abs": abs,
    "sign": lambda a: float((a > 0) - (a < 0)),
    "maximum": _maximum,
    "minimum": _minimum,
    "remainder": operator.mod,
    "floor_divide": operator.floordiv,
    "logaddexp": _logaddexp,
    "Phi": lambda a: 0.5 * math.erfc(-a / math.sqrt(2)),  # by erfc, which keeps its digits where Phi is tiny
    "phi": lambda a: math.exp(-0.5 * a * a) / math.sqrt(2 * math.pi),
    **near_normal(_sigmoid, _minimum, _maximum),
    **{name: getattr(math, name) for name in _OF_MATH},
    **{name: _whole(function) for name, function in _TO_WHOLE.items()},
}
