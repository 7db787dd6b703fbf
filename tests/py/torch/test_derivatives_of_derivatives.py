"""③ First, second and third derivatives of every row of both tables against PyTorch's, in float64."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from stepgrad import Tensor
from stepgrad.torch import gradients

from tests.py.rules.array_cases import ARRAY_CASES, ArrayCase
from tests.py.rules.cases import CASES, Case

ORDERS = 3
SHAPES = [((2, 3), (2, 3)), ((2, 3), (3,)), ((2, 1), (1, 3)), ((), (2,)), ((2, 3), ())]


def numbers(name: str, shape: tuple[int, ...], low: float = -2.0, high: float = 2.0) -> Any:
    draw = np.random.default_rng(zlib.crc32(f"{name}{shape}".encode()))
    return np.asarray(draw.uniform(low, high, shape))


def derivatives(
    call: Callable[..., Any],
    xs: list[Any],
    make: Callable[..., Any],
    grad: Callable[..., Any],
    name: str = "",
) -> list[list[Any]]:
    """Of a weighted sum of what the function gives, then of one of its derivatives, and of one of theirs."""
    leaves = [make(x) for x in xs]
    made, found = [call(*leaves)], []
    for order in range(ORDERS):
        terms = [
            (y * weights(y, f"{name}{order}{i}", make)).sum() for i, y in enumerate(made) if y.requires_grad
        ]
        if not terms:
            break
        grads = grad(terms, leaves, create_graph=True, materialize_grads=True)
        found.append([(g.detach() + 0).numpy() for g in grads])  # PyTorch has zeros without numbers
        made = list(grads)
    zeros = [np.zeros_like(x) for x in xs]
    return found + [zeros] * (ORDERS - len(found))


def weights(y: Any, name: str, make: Callable[..., Any]) -> Any:
    w = make(numbers(name, tuple(y.shape), 0.5, 1.5)).detach()
    return w.to(y.dtype) if str(y.dtype).endswith("float32") else w


def ours(x: Any) -> Any:
    return Tensor(x, True)


def theirs(x: Any) -> Any:
    return torch.tensor(x, requires_grad=True)


def compare(
    call: Callable[..., Any], in_torch: Callable[..., Any], xs: list[Any], tolerance: float = 1e-8
) -> None:
    found = derivatives(call, xs, ours, gradients.grad)
    expected = derivatives(in_torch, xs, theirs, torch.autograd.grad)
    for order, (a, b) in enumerate(zip(found, expected, strict=True), 1):
        for i, (mine, other) in enumerate(zip(a, b, strict=True)):
            np.testing.assert_allclose(
                mine, other, rtol=tolerance, atol=tolerance, err_msg=f"derivative {order} of argument {i}"
            )


@pytest.mark.parametrize("case", CASES, ids=str)
def test_of_numbers(case: Case) -> None:
    for shapes in SHAPES:
        xs = [
            numbers(f"{case}{i}", s, *d) for i, (s, d) in enumerate(zip(shapes, case.domains, strict=False))
        ]
        compare(case.call, case.call, xs)


@pytest.mark.parametrize("case", ARRAY_CASES, ids=str)
def test_of_arrays(case: ArrayCase) -> None:
    xs = [numbers(f"{case}{i}", shape) for i, shape in enumerate(case.shapes)]
    compare(case.ours, lambda *given: IN_TORCH.get(str(case), case.in_torch)(torch, *given), xs)


def normalized(torch: Any, a: Any, w: Any = 1, b: Any = 0, axes: Any = (-1,), eps: float = 1e-5) -> Any:
    centred = a - a.mean(axes, keepdim=True)
    return centred / (centred.square().mean(axes, keepdim=True) + eps).sqrt() * w + b


# PyTorch's own layer_norm is wrong from the third derivative on: it takes mean and deviation for constants there.
IN_TORCH = {
    "normalize layer norm (4, 5); (5,); (5,)": normalized,
    "normalize over two axes (3, 4, 5)": lambda torch, a: normalized(torch, a, axes=(1, 2), eps=0.1),
}
