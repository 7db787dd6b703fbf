"""① One list of cases for every operation: what it is called with, and where its arguments may lie."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from operator import methodcaller
from typing import Any

import stepgrad

ANY = (-3.0, 3.0)
POSITIVE = (0.2, 3.0)
NONZERO = (0.3, 3.0)  # away from a pole or a kink, where a difference quotient means nothing


@dataclass(frozen=True)
class Case:
    """`call` takes one Value for each domain; it is written so that torch tensors can take the Values' place."""

    name: str
    call: Callable[..., Any]
    domains: tuple[tuple[float, float], ...]
    op: str  # the row of the table it exercises

    def __str__(self) -> str:
        return self.name


def gelu(a: Any) -> Any:
    """PyTorch has it as a function, not as a method."""
    return a.gelu() if hasattr(a, "gelu") else sys.modules["torch"].nn.functional.gelu(a)


def gelu_tanh(a: Any) -> Any:
    """As above."""
    if hasattr(a, "gelu_tanh"):
        return a.gelu_tanh()
    return sys.modules["torch"].nn.functional.gelu(a, approximate="tanh")


def leaky_relu(a: Any, slope: float = 0.01) -> Any:
    """As above."""
    return (
        a.leaky_relu(slope)
        if hasattr(a, "leaky_relu")
        else sys.modules["torch"].nn.functional.leaky_relu(a, slope)
    )


def functional(name: str) -> Callable[..., Any]:
    """As above, of any operation that PyTorch has among its functions."""

    def call(a: Any, *numbers: float) -> Any:
        return (
            getattr(a, name)
            if hasattr(a, "gelu")
            else partial(getattr(sys.modules["torch"].nn.functional, name), a)
        )(*numbers)

    return call


def where(condition: Any, a: Any, b: Any) -> Any:
    """As above."""
    return (
        stepgrad.where(condition, a, b) if hasattr(a, "gelu") else sys.modules["torch"].where(condition, a, b)
    )


def floor_divide(a: Any, b: Any) -> Any:
    """PyTorch has no gradient for it, where ours is 0."""
    return a // b if hasattr(a, "gelu") else a.detach() // b.detach()


def trunc_divide(a: Any, b: Any) -> Any:
    """As above."""
    return a.trunc_divide(b) if hasattr(a, "gelu") else a.div(b, rounding_mode="trunc")


CASES = (
    Case("a + b", lambda a, b: a + b, (ANY, ANY), "add"),
    Case("a + 2", lambda a: a + 2, (ANY,), "add"),
    Case("2 + a", lambda a: 2 + a, (ANY,), "add"),
    Case("a - b", lambda a, b: a - b, (ANY, ANY), "sub"),
    Case("a - 2", lambda a: a - 2, (ANY,), "sub"),
    Case("2 - a", lambda a: 2 - a, (ANY,), "sub"),
    Case("a * b", lambda a, b: a * b, (ANY, ANY), "mul"),
    Case("a * 3", lambda a: a * 3, (ANY,), "mul"),
    Case("3 * a", lambda a: 3 * a, (ANY,), "mul"),
    Case("a / b", lambda a, b: a / b, (ANY, NONZERO), "div"),
    Case("a / 4", lambda a: a / 4, (ANY,), "div"),
    Case("4 / a", lambda a: 4 / a, (NONZERO,), "div"),
    Case("a ** b", lambda a, b: a**b, (POSITIVE, ANY), "pow"),
    Case("a ** 3", lambda a: a**3, (ANY,), "pow"),
    Case("a ** -1.5", lambda a: a**-1.5, (POSITIVE,), "pow"),
    Case("a ** 0", lambda a: a**0, (ANY,), "pow"),
    Case("2 ** a", lambda a: 2**a, (ANY,), "pow"),
    Case("a % b", lambda a, b: a % b, ((0.1, 0.9), (1.1, 1.9)), "remainder"),
    Case("b % a", lambda a, b: b % a, ((2.1, 2.9), (7.1, 7.9)), "remainder"),
    Case("a % 2", lambda a: (a + 6.5) % 2 + a, ((-0.4, 0.4),), "remainder"),
    Case("a // b", lambda a, b: floor_divide(a, b) + a * b, ((2.9, 3.6), (1.1, 1.2)), "floor_divide"),
    Case("trunc_divide", lambda a, b: trunc_divide(a, b) + a * b, ((2.9, 3.6), (1.1, 1.2)), "trunc_divide"),
    Case("fmod", lambda a, b: a.fmod(b), ((2.1, 2.9), (0.8, 0.9)), "fmod"),
    Case("hypot", lambda a, b: a.hypot(b), (ANY, NONZERO), "hypot"),
    Case("logaddexp", lambda a, b: a.logaddexp(b), (ANY, ANY), "logaddexp"),
    Case("-a", lambda a: -a, (ANY,), "neg"),
    Case("exp", lambda a: a.exp(), (ANY,), "exp"),
    Case("log", lambda a: a.log(), (POSITIVE,), "log"),
    Case("sqrt", lambda a: a.sqrt(), (POSITIVE,), "sqrt"),
    Case("sin", lambda a: a.sin(), (ANY,), "sin"),
    Case("cos", lambda a: a.cos(), (ANY,), "cos"),
    Case("tanh", lambda a: a.tanh(), (ANY,), "tanh"),
    Case("sigmoid", lambda a: a.sigmoid(), (ANY,), "sigmoid"),
    Case("relu above", lambda a: a.relu(), (NONZERO,), "relu"),
    Case("relu below", lambda a: (-a).relu(), (NONZERO,), "relu"),
    Case("leaky relu above", lambda a: leaky_relu(a, 0.1), (NONZERO,), "leaky_relu"),
    Case("leaky relu below", lambda a: leaky_relu(-a), (NONZERO,), "leaky_relu"),
    Case("gelu", lambda a: gelu(a), (ANY,), "gelu"),
    Case("gelu by tanh", lambda a: gelu_tanh(a), (ANY,), "gelu_tanh"),
    Case("abs above", lambda a: abs(a), (NONZERO,), "abs"),
    Case("abs below", lambda a: (-a).abs(), (NONZERO,), "abs"),
    Case("maximum", lambda a, b: a.maximum(b), (ANY, (3.1, 5.0)), "maximum"),
    Case("maximum, the first", lambda a, b: b.maximum(a), (ANY, (3.1, 5.0)), "maximum"),
    Case("minimum", lambda a, b: a.minimum(b), (ANY, (3.1, 5.0)), "minimum"),
    Case("minimum, the second", lambda a, b: b.minimum(a), (ANY, (3.1, 5.0)), "minimum"),
    Case("clip inside", lambda a: a.clip(-4, 4), (ANY,), "clip"),
    Case("clip below", lambda a: a.clip(4, 5), (ANY,), "clip"),
    Case("clip above", lambda a: a.clip(-5, -4), (ANY,), "clip"),
    Case("where, one", lambda a, b: where(a * 0 == 0, a, b), (ANY, ANY), "where"),
    Case("where, the other", lambda a, b: where(a * 0 != 0, a, b), (ANY, ANY), "where"),
    Case("atan2", lambda a, b: a.atan2(b), (ANY, NONZERO), "atan2"),
    Case("atan2, far left", lambda a, b: a.atan2(-b), (NONZERO, NONZERO), "atan2"),
    Case("hypot", lambda a, b: a.hypot(b), (ANY, NONZERO), "hypot"),
    Case("logaddexp", lambda a, b: a.logaddexp(b), (ANY, ANY), "logaddexp"),
    Case("fmod", lambda a, b: a.fmod(b), ((2.1, 2.9), (-1.9, -1.1)), "fmod"),
    Case("fmod below", lambda a, b: (-a).fmod(b), ((2.1, 2.9), (1.1, 1.9)), "fmod"),
    Case("logit", methodcaller("logit"), ((0.1, 0.9),), "logit"),
    *(Case(name, methodcaller(name), (ANY,), name) for name in (
        "square", "atan", "sinh", "cosh", "asinh", "erf", "exp2", "expm1",
    )),
    *(Case(name, methodcaller(name), (POSITIVE,), name) for name in ("rsqrt", "log2", "log10", "log1p")),
    *(Case(name, methodcaller(name), ((-0.9, 0.9),), name) for name in ("tan", "asin", "acos", "atanh")),
    Case("acosh", methodcaller("acosh"), ((1.2, 3.0),), "acosh"),
    Case("reciprocal", methodcaller("reciprocal"), (NONZERO,), "reciprocal"),
    *(Case(name, methodcaller(name), ((1.1, 1.4),), name) for name in ("sign", "floor", "ceil", "trunc", "round", "frac")),
    Case("frac below", lambda a: (-a).frac(), ((1.1, 1.4),), "frac"),
    Case("silu", functional("silu"), (ANY,), "silu"),
    Case("softplus", functional("softplus"), (ANY,), "softplus"),
    Case("softplus, its line", lambda a: functional("softplus")(a, 2, 1), ((0.6, 3.0),), "softplus"),
    Case("elu above", functional("elu"), (NONZERO,), "elu"),
    Case("elu below", lambda a: functional("elu")(-a, 1.5), (NONZERO,), "elu"),
)  # fmt: skip
