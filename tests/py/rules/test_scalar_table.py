"""① The table: every row is complete, is exercised by a case, and agrees with central differences."""

from __future__ import annotations

import math
import random

import pytest
from stepgrad import check_gradients
from stepgrad.rules.scalar_table import OPS, row
from stepgrad.rules.slopes import compile_slope, in_floats

from tests.py.rules.cases import CASES, Case


def test_every_operation_has_a_case() -> None:
    assert {case.op for case in CASES} == set(OPS)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_against_central_differences(case: Case) -> None:
    rng = random.Random(case.name)
    for _ in range(20):
        check_gradients(case.call, *(rng.uniform(*domain) for domain in case.domains))


def test_a_plain_0_is_nothing_where_it_is_a_branch_and_a_number_elsewhere() -> None:
    slope = compile_slope(in_floats("0 if a < 0 else 0.0 if a < 1 else maximum(a, 0) * 2", rule=True))
    nothing, zero, number = slope(-1.0), slope(0.5), slope(3.0)
    assert (math.inf * nothing, number) == (0.0, 6.0)
    assert math.isnan(math.inf * zero)
    assert in_floats("maximum(0, a) if b else 1", rule=False) == "maximum(0.0, a) if b else 1.0"


@pytest.mark.parametrize("locals_", [(), ("1",), ("1", "1", "1")])
def test_a_missing_or_superfluous_rule_fails_by_name(locals_: tuple[str, ...]) -> None:
    with pytest.raises(TypeError, match=r"'mean_of_two'.*2 argument"):
        row("mean_of_two", "m", "(a + b) / 2", *locals_)
