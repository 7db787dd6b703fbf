"""① The second table, complete and in words; the rules of both over arrays: against central differences, and against Value."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from stepgrad import Tensor, Value, check_gradients
from stepgrad.rules.array_table import ARRAY_OPS, row
from stepgrad.rules.erf import erf
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


def test_erf_is_the_standard_librarys() -> None:
    xs = np.concatenate(
        [np.linspace(-7, 7, 2001), [0.0, -0.0, 1e-300, 0.46875, -4.0, 4.0, 40.0, np.inf, -np.inf]]
    )
    expected = [math.erf(x) for x in xs]
    np.testing.assert_allclose(erf(xs), expected, rtol=1e-15, atol=3e-16)
    assert np.isnan(erf(np.array(np.nan)))
    assert np.signbit(erf(np.array(-0.0)))
    assert erf(np.ones(1, np.float32)).dtype == np.float32
