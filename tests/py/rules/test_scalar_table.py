"""① The table: every row is complete, is exercised by a case, and agrees with central differences."""

from __future__ import annotations

import random

import pytest
from stepgrad import check_gradients
from stepgrad.rules.scalar_table import OPS, row

from tests.py.rules.cases import CASES, Case


def test_every_operation_has_a_case() -> None:
    assert {case.op for case in CASES} == set(OPS)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_against_central_differences(case: Case) -> None:
    rng = random.Random(case.name)
    for _ in range(20):
        check_gradients(case.call, *(rng.uniform(*domain) for domain in case.domains))


@pytest.mark.parametrize("locals_", [(), ("1",), ("1", "1", "1")])
def test_a_missing_or_superfluous_rule_fails_by_name(locals_: tuple[str, ...]) -> None:
    with pytest.raises(TypeError, match=r"'mean_of_two'.*2 argument"):
        row("mean_of_two", "m", "(a + b) / 2", *locals_)
