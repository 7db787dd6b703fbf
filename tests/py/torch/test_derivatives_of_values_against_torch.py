"""③ Derivatives of derivatives of Values, to the third, against PyTorch: every row of the table, at ordinary points and at corners."""

from __future__ import annotations

import itertools
import math
import random
from typing import Any

import pytest
import torch
from stepgrad import Value, grad

from tests.py.rules.cases import CASES, Case
from tests.py.scalar.derivatives import derivatives
from tests.py.scalar.derivatives_known import KNOWN

INF, NAN = math.inf, math.nan
ONE = (0.0, -0.0, 1.0, -1.0, 2.0, -2.0, 0.5, -0.5, 3.0, -3.0, 20.0, -20.0, 25.0, 700.0, -700.0, 1e-200, INF, -INF, NAN)  # fmt: skip
TWO = (0.0, -0.0, 1.0, -1.0, 2.0, -2.0, 0.5, 3.0, INF, -INF, NAN)

# Where ours are others, on purpose or for the digits that a rule keeps elsewhere: PyTorch multiplies 0 with infinity there.
FINITE_HERE = {
    "pow": lambda a, *b: b and not 0 < a < INF,
    "logaddexp": lambda a, b: math.isinf(a) or math.isinf(b),
    "atan2": lambda a, b: a == b == 0,
    "gelu": lambda a: abs(a) > 1e100,
    "gelu_tanh": lambda a: abs(a) > 500,
}  # fmt: skip
NAN_HERE = {
    "fmod": lambda a, b: math.isnan(a) or math.isnan(b),
    "asin": lambda a: abs(a) == 1,
    "acos": lambda a: abs(a) == 1,
    "acosh": lambda a: a == 1,
}
# The one corner of which PyTorch says otherwise: at the threshold itself it takes a slope of 0, ours is that of the curve.
AT_A_LINE = {"softplus, its line": lambda a: a == 0.5}


def close(a: float, b: float) -> bool:
    return a == b or (math.isnan(a) and math.isnan(b)) or abs(a - b) <= 1e-8 * (1 + abs(b))


def ours(case: Case, numbers: Any) -> list[float]:
    values = [Value(x) for x in numbers]
    return derivatives(case.call(*values) * 1.5, values, grad)


def theirs(case: Case, numbers: Any) -> list[float]:
    tensors = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in numbers]
    return derivatives(case.call(*tensors) * 1.5, tensors, torch.autograd.grad)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_ordinary_points(case: Case) -> None:
    rng = random.Random(case.name)
    for _ in range(10):
        numbers = [rng.uniform(*domain) for domain in case.domains]
        for a, b in zip(ours(case, numbers), theirs(case, numbers), strict=True):
            assert close(a, b), numbers


@pytest.mark.parametrize("case", CASES, ids=str)
def test_corners(case: Case) -> None:
    differs = [
        table[key]
        for table in (FINITE_HERE, NAN_HERE, AT_A_LINE)
        for key in (case.op, case.name)
        if key in table
    ]
    for numbers in itertools.product(ONE if len(case.domains) == 1 else TWO, repeat=len(case.domains)):
        try:
            found = ours(case, numbers)
        except (ArithmeticError, ValueError):  # of the operation itself: Python has no number for it
            continue
        if not any(one(*numbers) for one in differs):
            for a, b in zip(found, theirs(case, numbers), strict=True):
                assert close(a, b), numbers


POWERS = [(0.0, n) for n in (0, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5)] + [
    (x, n) for x in (-2.0, -0.5, 3.0) for n in (-2, -1, 0, 1, 2, 3, 4, 0.5)
]


@pytest.mark.parametrize(("x", "n"), POWERS)
def test_powers(x: float, n: float) -> None:
    if x < 0 and n == 0.5:
        return
    a, b = Value(x), torch.tensor(x, dtype=torch.float64, requires_grad=True)
    for one, other in zip(
        derivatives(a**n, [a], grad, 4), derivatives(b**n, [b], torch.autograd.grad, 4), strict=True
    ):
        assert close(one, other)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_known_numbers(case: Case) -> None:
    """What tests/py/scalar/test_derivatives.py compares with, where there is no PyTorch."""
    numbers, known = KNOWN[case.name]
    for a, b in zip(known, theirs(case, numbers), strict=True):
        assert close(a, b)
