"""The numeric gradient check: compares `backward()` with central differences."""

from __future__ import annotations

from collections.abc import Callable

from .scalar import Value


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
    f: Callable[..., Value], *xs: float, eps: float = 1e-6, rtol: float = 1e-5, atol: float = 1e-7
) -> None:
    """Raise AssertionError, naming the input, where `backward()` and the differences disagree.

    f takes one Value for each x and returns a Value. rtol and atol are as in `math.isclose`, added.
    """
    inputs = [Value(x) for x in xs]
    f(*inputs).backward()
    for i, (leaf, numeric) in enumerate(zip(inputs, numeric_gradients(f, *xs, eps=eps), strict=True)):
        exact = leaf.grad or 0.0
        if not abs(exact - numeric) <= atol + rtol * abs(numeric):
            raise AssertionError(
                f"gradient of input {i} (x = {xs[i]!r}): backward() gives {exact!r}, central differences {numeric!r}"
            )
