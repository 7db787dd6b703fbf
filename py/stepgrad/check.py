"""③ The numeric gradient check: compares `backward()` with central differences."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from .scalar.value import Value


def numeric_gradients(f: Callable[..., Value], *xs: float, eps: float = 1e-6) -> list[float]:
    """∂f/∂x for each x by (f(x + ε) − f(x − ε)) / 2ε; ε is in units of the inputs.

    The error of the method is of order ε² (curvature) plus 1e-16 / ε (rounding).
    """
    gradients = []
    for i, x in enumerate(xs):
        above = f(*(Value(v) for v in (*xs[:i], x + eps, *xs[i + 1 :]))).data
        below = f(*(Value(v) for v in (*xs[:i], x - eps, *xs[i + 1 :]))).data
        gradients.append((above - below) / ((x + eps) - (x - eps)))
    return gradients


def check_gradients(
    f: Callable[..., Any], *xs: Any, eps: float = 1e-6, rtol: float = 1e-5, atol: float = 1e-7
) -> None:
    """Raise AssertionError, naming the input, where `backward()` and the differences disagree.

    f takes one Value for each number x and returns a Value; or one Tensor for each array x, of float64, and returns a
    Tensor of any shape. rtol and atol are as in `math.isclose`, added.
    """
    if any(hasattr(x, "shape") for x in xs):
        return _check_arrays(f, xs, eps, rtol, atol)
    inputs = [Value(x) for x in xs]
    f(*inputs).backward()
    for i, (leaf, numeric) in enumerate(zip(inputs, numeric_gradients(f, *xs, eps=eps), strict=True)):
        exact = leaf.grad or 0.0
        if not abs(exact - numeric) <= atol + rtol * abs(numeric):
            raise AssertionError(
                f"gradient of input {i} (x = {xs[i]!r}): backward() gives {exact!r}, central differences {numeric!r}"
            )
    return None


def _check_arrays(f: Callable[..., Any], xs: Sequence[Any], eps: float, rtol: float, atol: float) -> None:
    from .tensor.tensor import Tensor

    inputs = [Tensor(x, requires_grad=True) for x in xs]
    y = f(*inputs)
    weights = [math.cos(k) for k in range(y.size)]  # every element of y gets an upstream gradient of its own
    y.backward(Tensor(weights, dtype=y.dtype).reshape(y.shape))
    for i, leaf in enumerate(inputs):
        exact = [0.0] * leaf.size if leaf.grad is None else leaf.grad.reshape(-1).tolist()
        for place in range(leaf.size):
            sides = []
            for step in (eps, -eps):
                moved = [Tensor(x) for x in xs]
                moved[i].numpy().ravel()[place] += step
                sides.append(sum(w * v for w, v in zip(weights, f(*moved).reshape(-1).tolist(), strict=True)))
            numeric = (sides[0] - sides[1]) / (2 * eps)
            if not abs(exact[place] - numeric) <= atol + rtol * abs(numeric):
                raise AssertionError(
                    f"gradient of element {place} of input {i}: backward() gives {exact[place]!r}, differences {numeric!r}"
                )
