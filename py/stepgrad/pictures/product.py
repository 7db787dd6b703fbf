"""④ What a picture of one matrix product needs: A @ B = C, a gradient that arrives at C, and those of A and B."""

from __future__ import annotations

import random
from typing import Any

from ..tensor.tensor import Tensor

WHOLE = (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0)
LARGEST = 6


def product(m: int, k: int, n: int) -> dict[str, list[list[float]]]:
    """Small whole numbers A (m × k) and B (k × n), their product C, an upstream gradient dC, and dA and dB.

    The gradients are what `C.backward(dC)` leaves in A and B, so dA has the shape of A and dB that of B.
    m, k, n: from 1 to LARGEST. Errors: ValueError beyond that.
    """
    if not all(1 <= size <= LARGEST for size in (m, k, n)):
        raise ValueError(f"product: the sizes must be from 1 to {LARGEST}, got {m}, {k}, {n}")
    a = Tensor(_numbers("A", m, k), requires_grad=True)
    b = Tensor(_numbers("B", k, n), requires_grad=True)
    upstream = Tensor(_numbers("dC", m, n))
    c = a @ b
    c.backward(upstream)
    parts: dict[str, Any] = {"A": a, "B": b, "C": c, "dC": upstream, "dA": a.grad, "dB": b.grad}
    return {name: part.tolist() for name, part in parts.items()}


def _numbers(name: str, rows: int, columns: int) -> list[list[float]]:
    # The same corner of the same large matrix each time: a shape that grows keeps the entries it had.
    draw = random.Random(name)
    drawn = [[draw.choice(WHOLE) for _ in range(LARGEST)] for _ in range(LARGEST)]
    return [row[:columns] for row in drawn[:rows]]
