"""④ The matrix product that a page draws: shapes, and gradients by the definition."""

from __future__ import annotations

import pytest
from stepgrad.pictures.product import LARGEST, product


@pytest.mark.parametrize(("m", "k", "n"), [(2, 3, 4), (1, 1, 1), (6, 1, 6), (5, 6, 2)])
def test_gradients_by_the_sum_over_paths(m: int, k: int, n: int) -> None:
    # sum over every entry of C of dC[i][j] · ∂C[i][j]/∂entry
    of = product(m, k, n)
    a, b, up = of["A"], of["B"], of["dC"]
    assert of["C"] == [[sum(a[i][x] * b[x][j] for x in range(k)) for j in range(n)] for i in range(m)]
    assert of["dA"] == [[sum(up[i][j] * b[x][j] for j in range(n)) for x in range(k)] for i in range(m)]
    assert of["dB"] == [[sum(up[i][j] * a[i][x] for i in range(m)) for j in range(n)] for x in range(k)]


def test_a_shape_that_grows_keeps_its_entries() -> None:
    small, large = product(2, 3, 4), product(LARGEST, LARGEST, LARGEST)
    assert [row[:3] for row in large["A"][:2]] == small["A"]


@pytest.mark.parametrize("wrong", [(0, 1, 1), (1, LARGEST + 1, 1)])
def test_sizes_without_a_picture_are_refused(wrong: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="sizes must be from 1 to"):
        product(*wrong)
