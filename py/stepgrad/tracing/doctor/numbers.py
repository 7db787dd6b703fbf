"""④ What the doctor asks of numbers and of snapshots of arrays, and how it writes them. Imports no NumPy."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

from ..snapshot import ArraySnapshot, Quantity

NAN, INFINITE = 1, 2  # bits


def fault(x: Any) -> int:
    """Which of the two there is among the numbers: 0 where all are finite."""
    if isinstance(x, float):
        return 0 if math.isfinite(x) else NAN if math.isnan(x) else INFINITE
    if not isinstance(x, ArraySnapshot):
        return 0
    if x.data is not None:
        if math.isfinite(sum(x.data)):
            return 0
        return (NAN if any(map(math.isnan, x.data)) else 0) | (
            INFINITE if any(map(math.isinf, x.data)) else 0
        )
    assert x.summary is not None
    if math.isfinite(x.summary["norm"]):
        return 0
    low, high = x.summary["min"], x.summary["max"]
    return NAN if math.isnan(low) else INFINITE if math.isinf(low) or math.isinf(high) else 0


def shape_of(x: Quantity) -> tuple[int, ...]:
    """Of a number, ()."""
    return x.shape if isinstance(x, ArraySnapshot) else ()


def at(x: Quantity, index: Sequence[int]) -> float | None:
    """The element that meets this one of a result, to whose shape x was broadcast; None where it is not kept, or there is none."""
    if not isinstance(x, ArraySnapshot):
        return x
    if x.data is None:
        return None
    if len(x.shape) > len(index):
        return None
    flat = 0
    for i, n in zip(index[len(index) - len(x.shape) :], x.shape, strict=True):
        if i >= n != 1:
            return None
        flat = flat * n + (0 if n == 1 else i)
    return x.data[flat]


def indices(shape: Sequence[int]) -> itertools.product[tuple[int, ...]]:
    """Of all elements, in order."""
    return itertools.product(*map(range, shape))


def written(x: float) -> str:
    """A number as mathematics has it: ∞, −1, 0.25, 1.7e308."""
    if math.isnan(x):
        return "NaN"
    if math.isinf(x):
        return "∞" if x > 0 else "−∞"
    text = f"{x:.4g}"
    if x == int(x) and abs(x) < 1e6:
        text = str(int(x))
    mantissa, e, power = text.partition("e")
    text = f"{mantissa}e{int(power)}" if e else text
    return text.replace("-", "−")


def faulty(x: Quantity) -> str:
    """What is wrong with a number, or in an array: "NaN", "∞" or "−∞"."""
    if not isinstance(x, ArraySnapshot):
        return written(x)
    found = fault(x)
    if found & NAN:
        return "NaN"
    numbers = x.data if x.data is not None else (x.summary or {}).values()
    return next((written(one) for one in numbers if math.isinf(one)), "NaN")
