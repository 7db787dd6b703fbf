"""④ What a picture of broadcasting needs: two shapes, what they make together, and the gradients that come back."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from ..tensor.shapes import stretched
from ..tensor.tensor import Tensor

LARGEST = 64


def stretch(a: Sequence[int], b: Sequence[int]) -> dict[str, Any]:
    """The sum of a tensor of shape `a` and one of shape `b`, and what `backward(ones)` leaves in them.

    `{"shape": […], "inputs": [{"shape", "axes", "used", "gradient"}, …]}`: `axes` are those of the result along which the
    input was repeated; `used` says for each entry of the result which entry of the input went into it; both it and
    `gradient` are flat, row by row. Errors: ShapeError when the shapes do not go together; ValueError for more than
    LARGEST numbers.
    """
    if max(prod(a), prod(b)) > LARGEST:
        raise ValueError(
            f"stretch: each shape may hold at most {LARGEST} numbers, got {tuple(a)} and {tuple(b)}"
        )
    inputs = [Tensor(np.zeros(shape), requires_grad=True) for shape in (a, b)]
    total = inputs[0] + inputs[1]
    if total.size > LARGEST:
        raise ValueError(
            f"stretch: the sum may hold at most {LARGEST} numbers, but its shape is {total.shape}"
        )
    total.backward(np.ones(total.shape))
    return {
        "shape": list(total.shape),
        "inputs": [
            {
                "shape": list(one.shape),
                "axes": list(stretched(total.shape, one.shape)),
                "used": np.broadcast_to(np.arange(one.size).reshape(one.shape), total.shape).ravel().tolist(),
                "gradient": np.asarray(one.grad).ravel().tolist(),
            }
            for one in inputs
        ],
    }
