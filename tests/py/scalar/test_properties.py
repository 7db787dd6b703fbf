"""③ Random expressions against central differences."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from stepgrad import Value
from stepgrad.check import numeric_gradients

from tests.py.scalar.expressions import Tree, evaluate, tame, trees

NUMBERS = st.lists(st.floats(-2, 2).map(lambda x: round(x, 3)), min_size=3, max_size=3)


@settings(deadline=None, derandomize=True)
@given(trees(3), NUMBERS)
def test_gradients_of_random_expressions(tree: Tree, numbers: list[float]) -> None:
    leaves = [Value(x) for x in numbers]
    out = evaluate(tree, leaves)
    assume(tame(out.data))
    numeric = numeric_gradients(lambda *xs: evaluate(tree, list(xs)), *numbers, eps=1e-5)
    assume(all(tame(g) for g in numeric))
    out.backward()
    scale = 1 + abs(out.data)
    for leaf, expected in zip(leaves, numeric, strict=True):
        assert abs((leaf.grad or 0.0) - expected) <= 1e-4 * (scale + abs(expected))


@settings(deadline=None, derandomize=True)
@given(trees(2), NUMBERS, st.floats(-3, 3))
def test_backward_is_linear_in_its_gradient(tree: Tree, numbers: list[float], factor: float) -> None:
    once, scaled = [Value(x) for x in numbers], [Value(x) for x in numbers]
    out = evaluate(tree, once)
    assume(tame(out.data))
    out.backward()
    evaluate(tree, scaled).backward(factor)
    for a, b in zip(once, scaled, strict=True):
        assume(a.grad is None or tame(a.grad))
        assert (a.grad is None) == (b.grad is None)
        if a.grad is not None and b.grad is not None:
            assert abs(a.grad * factor - b.grad) <= 1e-9 * (1 + abs(b.grad))
