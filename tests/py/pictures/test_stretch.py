"""④ What the picture of broadcasting is drawn from: shapes and counts worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from stepgrad import ShapeError
from stepgrad.pictures.stretch import stretch


@pytest.mark.parametrize(
    ("a", "b", "shape", "axes", "counts"),
    [
        ((3, 4), (4,), [3, 4], [[], [0]], [1, 3]),
        ((3, 1), (1, 4), [3, 4], [[1], [0]], [4, 3]),
        ((2, 1, 4), (3, 1), [2, 3, 4], [[1], [0, 2]], [3, 8]),
        ((), (2, 3, 4), [2, 3, 4], [[0, 1, 2], []], [24, 1]),
    ],
)
def test_what_the_picture_of_broadcasting_shows(
    a: tuple[int, ...], b: tuple[int, ...], shape: list[int], axes: list[list[int]], counts: list[int]
) -> None:
    made = stretch(a, b)
    assert made["shape"] == shape
    assert [one["axes"] for one in made["inputs"]] == axes
    for one, count in zip(made["inputs"], counts, strict=True):
        assert set(one["gradient"]) == {count}  # how often each entry was used
        assert np.bincount(one["used"]).tolist() == one["gradient"]


def test_shapes_that_do_not_go_together() -> None:
    with pytest.raises(ShapeError, match="do not broadcast"):
        stretch((3, 4), (3,))
    with pytest.raises(ValueError, match="at most"):
        stretch((65,), (1,))
    with pytest.raises(ValueError, match="at most"):
        stretch((13, 1), (1, 5))
