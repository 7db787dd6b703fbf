"""① One list of cases for every operation: what it is called with, and where its arguments may lie."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

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
    Case("-a", lambda a: -a, (ANY,), "neg"),
    Case("exp", lambda a: a.exp(), (ANY,), "exp"),
    Case("log", lambda a: a.log(), (POSITIVE,), "log"),
    Case("tanh", lambda a: a.tanh(), (ANY,), "tanh"),
    Case("sigmoid", lambda a: a.sigmoid(), (ANY,), "sigmoid"),
    Case("relu above", lambda a: a.relu(), (NONZERO,), "relu"),
    Case("relu below", lambda a: (-a).relu(), (NONZERO,), "relu"),
)
