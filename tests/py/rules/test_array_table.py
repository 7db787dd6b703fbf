"""① The second table, complete and in words; the rules of both over arrays: against central differences, and against Value."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pytest
from stepgrad import Tensor, Value, check_gradients
from stepgrad.rules.array_table import ARRAY_OPS, ROWS, ArrayOp, row
from stepgrad.rules.kernel import elementwise
from stepgrad.rules.normal import Phi, phi
from stepgrad.rules.scalar_table import OPS

from tests.py.rules.array_cases import ARRAY_CASES, ArrayCase, numbers
from tests.py.rules.cases import CASES, Case

SHAPES = [((2, 3), (2, 3)), ((2, 3), (3,)), ((2, 1), (1, 3)), ((), (2,)), ((2, 3), ())]


def test_every_operation_has_a_case() -> None:
    assert {case.op for case in ARRAY_CASES} - set(OPS) == set(ARRAY_OPS) - {"checkpoint"}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_elementwise_against_central_differences(case: Case) -> None:
    for pair in SHAPES:
        xs = [numbers(i, shape, *d) for i, (shape, d) in enumerate(zip(pair, case.domains, strict=False))]
        check_gradients(case.call, *xs)


@pytest.mark.parametrize("case", [case for case in ARRAY_CASES if case.op != "cast"], ids=str)
def test_arrays_against_central_differences(case: ArrayCase) -> None:
    if case.name != "ties":  # where max has no slope
        check_gradients(case.ours, *(numbers(i, shape) for i, shape in enumerate(case.shapes)))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_tensor_says_what_values_say(case: Case) -> None:
    xs = [numbers(i, (5,), *domain) for i, domain in enumerate(case.domains)]
    tensors = [Tensor(x, True) for x in xs]
    y = case.call(*tensors)
    y.backward(np.ones(5))
    for i, point in enumerate(zip(*xs, strict=True)):
        values = [Value(float(x)) for x in point]
        out = case.call(*values)
        out.backward()
        assert abs(out.data - float(y.data[i])) < 1e-14
        for value, tensor in zip(values, tensors, strict=True):
            assert abs((value.grad or 0.0) - tensor.grad[i]) < 1e-12  # type: ignore[index]


def test_every_rule_of_arrays_is_shown_as_mathematics_and_said_in_words() -> None:
    for op in ARRAY_OPS.values():
        assert len(op.shown) == len(op.words) == len(op.rules)
        assert all(text.startswith(("dA", "dB")) for text in op.shown)
        assert all(words and words[0].islower() for words in op.words)


@pytest.mark.parametrize("rules", [(), (("g", "once"), ("g", "twice"))])
def test_a_missing_or_superfluous_rule_of_arrays_fails_by_name(rules: Any) -> None:
    with pytest.raises(TypeError, match=r"'double'.*1 argument"):
        row("double", "2", "a * 2", *rules)


@pytest.mark.parametrize(
    ("dtype", "far", "rtol", "near"), [("float64", 37.0, 3e-13, 2e-14), ("float32", 13.0, 1e-5, 9e-7)]
)
def test_the_normal_distribution_is_the_standard_librarys(
    dtype: str, far: float, rtol: float, near: float
) -> None:
    xs = np.concatenate([np.linspace(-far, far, 4001), [0.0, -0.0, 1e-30, -1e-30, 1e30, np.inf]]).astype(
        dtype
    )
    expected = [0.5 * math.erfc(-float(x) / math.sqrt(2)) for x in xs]
    np.testing.assert_allclose(Phi(xs), expected, rtol=rtol)  # also where Phi is 1e-300
    middle = np.abs(xs) < 5
    np.testing.assert_allclose(Phi(xs)[middle], np.array(expected)[middle], rtol=near)
    assert Phi(xs).dtype == dtype
    assert Phi(np.array([-np.inf, -1e30], dtype)).tolist() == [0.0, 0.0]
    assert np.isnan(Phi(np.array([np.nan, -np.nan], dtype))).all()
    assert abs(float(Phi(np.array(1.0, dtype))) - 0.8413447460685429) < 1e-7  # one without axes
    np.testing.assert_array_equal(Phi(xs[1:].reshape(2, -1)[:, ::2].T), Phi(xs)[1:].reshape(2, -1)[:, ::2].T)


def test_what_a_formula_shares_with_its_rule_is_computed_once() -> None:
    kernel = elementwise(OPS["gelu"], "a")
    x = np.array([-1.0, 2.0])
    y, shared = kernel.forward(x)
    np.testing.assert_array_equal(shared, Phi(x))
    np.testing.assert_array_equal(y, x * shared)
    (rule,) = kernel.rules
    assert rule is not None
    np.testing.assert_array_equal(
        rule(1.0, x, np.zeros(2)), x * phi(x)
    )  # the rule takes what it is given for Phi(a)
    tensor = Tensor(x, requires_grad=True)
    z = tensor.gelu()  # type: ignore[attr-defined]
    z.sum().backward()
    with pytest.raises(RuntimeError, match="second time"):  # it is let go
        z.sum().backward()


@pytest.mark.parametrize("op", ROWS, ids=lambda op: op.name)
def test_words_call_the_arguments_what_the_page_replaces(op: ArrayOp) -> None:
    for words in op.words:
        assert not re.search(r"\b(?:of|in) [abc](?:$| on | met | was )", words), words  # A, B and C are
