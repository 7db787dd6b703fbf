"""③ Every operation, and random expressions, against PyTorch: values and gradients, in float64."""

from __future__ import annotations

import math
import random

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from stepgrad import Value

from tests.py.rules.cases import CASES, Case
from tests.py.scalar.expressions import Tree, evaluate, tame, trees


def leaf(x: float) -> torch.Tensor:
    return torch.tensor(x, dtype=torch.float64, requires_grad=True)


def close(a: float, b: float) -> bool:
    return a == b or (math.isnan(a) and math.isnan(b)) or abs(a - b) <= 1e-10 * (1 + abs(b))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_operation(case: Case) -> None:
    rng = random.Random(case.name)
    for _ in range(20):
        numbers = [rng.uniform(*domain) for domain in case.domains]
        ours, theirs = [Value(x) for x in numbers], [leaf(x) for x in numbers]
        y, expected = case.call(*ours), case.call(*theirs)
        y.backward(1.5)
        expected.backward(torch.tensor(1.5, dtype=torch.float64))
        assert close(y.data, expected.item())
        for a, b in zip(ours, theirs, strict=True):
            assert a.grad is not None
            assert b.grad is not None
            assert close(a.grad, b.grad.item())


# Where a rule has a corner: the number PyTorch gives is the one we give.
CORNERS = [
    ("relu", lambda a: a.relu(), [0.0, -0.0, math.nan, math.inf, -math.inf]),
    ("a ** 0.5", lambda a: a**0.5, [0.0]),
    ("a ** 0", lambda a: a**0, [0.0, 5.0]),
    ("a ** 2", lambda a: a**2, [0.0, -3.0]),
    ("a ** 1", lambda a: a**1, [0.0]),
    ("2 ** a", lambda a: 2**a, [0.0, -1000.0]),
    ("0 ** a", lambda a: 0**a, [2.0]),
    ("sigmoid", lambda a: a.sigmoid(), [-800.0, 800.0, -math.inf]),
    ("tanh", lambda a: a.tanh(), [-50.0, 50.0, math.inf]),
    ("exp", lambda a: a.exp(), [-1000.0, -math.inf]),
    ("a * inf", lambda a: a * math.inf, [2.0, 0.0]),
]


@pytest.mark.parametrize(("call", "x"), [(call, x) for _, call, xs in CORNERS for x in xs])
def test_corner(call: object, x: float) -> None:
    ours, theirs = Value(x), leaf(x)
    y, expected = call(ours), call(theirs)  # type: ignore[operator]
    y.backward()
    expected.backward()
    assert close(y.data, expected.item())
    assert ours.grad is not None
    assert close(ours.grad, theirs.grad.item())


@settings(deadline=None, derandomize=True)
@given(trees(3), st.lists(st.floats(-2, 2), min_size=3, max_size=3))
def test_random_expressions(tree: Tree, numbers: list[float]) -> None:
    ours, theirs = [Value(x) for x in numbers], [leaf(x) for x in numbers]
    y, expected = evaluate(tree, ours), evaluate(tree, theirs)
    assume(tame(y.data))
    assert close(y.data, expected.item())
    y.backward()
    expected.backward()
    for a, b in zip(ours, theirs, strict=True):
        assert (a.grad is None) == (b.grad is None)
        if a.grad is not None:
            assert abs(a.grad - b.grad.item()) <= 1e-9 * (1 + abs(b.grad.item()))
