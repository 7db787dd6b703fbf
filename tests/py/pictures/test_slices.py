"""④ What pictures of single operations are drawn from: the table's own rows, evaluated by Value; the product by Tensor."""

from __future__ import annotations

import math

import pytest
from stepgrad.pictures.slices import GRID, slices, table
from stepgrad.rules.scalar_table import OPS


def test_every_row_of_the_table_is_there() -> None:
    drawn = table()
    assert [row["name"] for row in drawn["operations"]] == list(OPS)
    for row in drawn["operations"]:
        assert len(row["slices"]) == len(row["locals"])
        assert all(len(one["y"]) == len(GRID) for one in row["slices"])


def test_each_argument_moves_while_the_other_stays() -> None:
    along_a, along_b = slices("mul", [1.5, 2.0])
    i = GRID.index(-3.0)
    assert along_a["y"][i] == -6
    assert [one[i] for one in along_a["locals"]] == [2, -3]
    assert along_b["y"][i] == -4.5
    assert [one[i] for one in along_b["locals"]] == [-3, 1.5]


@pytest.mark.parametrize(
    ("name", "slope"), [("exp", math.exp), ("tanh", lambda a: 1 / math.cosh(a) ** 2), ("sin", math.cos)]
)
def test_slopes_from_the_calculus_book(name: str, slope: object) -> None:
    (along,) = slices(name, [0.0])
    assert callable(slope)
    for i in range(0, len(GRID), 7):
        assert along["locals"][0][i] == pytest.approx(slope(GRID[i]), rel=1e-6)


def test_undefined_where_the_operation_is() -> None:
    (log,) = slices("log", [1.0])
    assert [y is None for y in log["y"]] == [a <= 0 for a in GRID]
    (_, quotient) = slices("div", [1.0, 2.0])
    assert [y is None for y in quotient["y"]] == [b == 0 for b in GRID]


def test_the_corner_of_relu_is_pytorch_s() -> None:
    (relu,) = slices("relu", [1.0])
    assert relu["locals"][0][GRID.index(0.0)] == 0
