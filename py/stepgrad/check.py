"""③ The numeric gradient check: compares `backward()` with central differences."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from numbers import Number
from typing import Any

from .scalar.operands import data_of, number
from .scalar.value import Value


def numeric_gradients(f: Callable[..., Any], *xs: float, eps: float = 1e-6) -> list[float]:
    """∂f/∂x for each x by (f(x + ε) − f(x − ε)) / 2ε; ε is eps, or eps · |x| where x is larger than 1.

    The error of the method is of order ε² (curvature) plus 1e-16 · f / ε (rounding).
    """
    return [_difference(f, xs, i, eps)[0] for i in range(len(xs))]


def _difference(f: Callable[..., Any], xs: Sequence[float], i: int, eps: float) -> tuple[float, float]:
    """The i-th of the numeric gradients, and how far rounding alone may have put it off."""
    ends = _around(xs[i], eps)
    above, below = (data_of(f(*(Value(v) for v in (*xs[:i], x, *xs[i + 1 :])))) for x in ends)
    width = ends[0] - ends[1]
    return (above - below) / width, _noise(max(abs(above), abs(below)), width)


def _around(x: float, eps: float) -> tuple[float, float]:
    step = eps * max(1.0, abs(x))
    return x + step, x - step


def _noise(largest: float, width: float) -> float:
    return 4 * sys.float_info.epsilon * largest / width


def check_gradients(
    f: Callable[..., Any], *xs: Any, eps: float = 1e-6, rtol: float = 1e-5, atol: float = 1e-7
) -> None:
    """Raise AssertionError, naming the input, where `backward()` and the differences disagree.

    f takes one Value for each number x and returns a Value; or, where an array, a list or a Tensor is among xs, one Tensor
    for each x, and returns a Tensor of any shape. All are of float64, whatever was given, for in float32 a difference says
    nothing. rtol and atol are as in `math.isclose`, added; what rounding may have done to a difference is allowed besides.
    Errors: TypeError where f itself computes in float32.
    """
    if any(isinstance(x, list | tuple) or (hasattr(x, "shape") and not isinstance(x, Number)) for x in xs):
        return _check_arrays(f, xs, eps, rtol, atol)
    numbers = [number("check_gradients", data_of(x)) for x in xs]
    inputs = [Value(x) for x in numbers]
    y = f(*inputs)
    if isinstance(y, Value) and y.requires_grad:  # else it depends on none of them
        y.backward()
    for i, leaf in enumerate(inputs):
        numeric, noise = _difference(f, numbers, i, eps)
        exact = leaf.grad or 0.0
        if not abs(exact - numeric) <= atol + rtol * abs(numeric) + noise:
            raise AssertionError(
                f"gradient of input {i} (x = {xs[i]!r}): backward() gives {exact!r}, central differences {numeric!r}"
            )
    return None


def _check_arrays(f: Callable[..., Any], xs: Sequence[Any], eps: float, rtol: float, atol: float) -> None:
    import numpy as np

    from .tensor.tensor import Tensor

    inputs = [Tensor(x, requires_grad=True, dtype=np.float64) for x in xs]
    y = f(*inputs)
    if y.dtype != inputs[0].dtype:
        raise TypeError(
            f"check_gradients: the function computes in {y.dtype}, where differences say nothing; it must stay in float64"
        )
    weights = np.cos(
        np.arange(math.prod(y.shape))
    )  # so every element of y has an upstream gradient of its own
    if y.requires_grad:
        y.backward(weights.reshape(y.shape))
    for i, leaf in enumerate(inputs):
        exact = np.zeros(leaf.shape) if leaf.grad is None else np.asarray(leaf.grad)
        for place, x in enumerate(np.asarray(leaf.detach()).ravel().tolist()):
            ends, results = _around(x, eps), []
            for end in ends:
                moved = [Tensor(other.detach(), dtype=np.float64) for other in inputs]
                moved[i].numpy().reshape(-1)[place] = end
                results.append(np.asarray(f(*moved).detach()).ravel())
            width = ends[0] - ends[1]
            numeric = float(weights @ (results[0] - results[1])) / width
            noise = _noise(float(np.abs(weights) @ np.abs(results[0])), width)
            gradient = float(exact.ravel()[place])
            if not abs(gradient - numeric) <= atol + rtol * abs(numeric) + noise:
                raise AssertionError(
                    f"gradient of element {place} of input {i}: backward() gives {gradient!r}, differences {numeric!r}"
                )
