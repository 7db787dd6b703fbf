"""③ Every operation of arrays × shapes × dtypes against PyTorch: values, gradients, dtypes."""

from __future__ import annotations

import itertools
import zlib
from typing import Any

import numpy as np
import pytest
import stepgrad
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import mutually_broadcastable_shapes
from stepgrad import Tensor

from tests.py.rules.array_cases import ARRAY_CASES, ArrayCase
from tests.py.rules.cases import CASES, Case

DTYPES = {"float32": 2e-5, "float64": 1e-10}  # and how closely the numbers agree
SHAPES = [(), (1,), (3,), (2, 3), (2, 1), (1, 3), (4, 1, 3), (0,), (0, 3), (2, 2, 1, 3)]
PAIRS = [(a, b) for a, b in itertools.product(SHAPES, SHAPES) if 0 not in (*a, *b) or a == b]


def broadcast(*shapes: tuple[int, ...]) -> bool:
    try:
        np.broadcast_shapes(*shapes)
    except ValueError:
        return False
    return True


def numbers(name: str, shape: tuple[int, ...], dtype: str, low: float = -2.0, high: float = 2.0) -> Any:
    draw = np.random.default_rng(zlib.crc32(f"{name}{shape}".encode()))
    return np.asarray(draw.uniform(low, high, shape), dtype)


def compare(ours: Any, theirs: Any, call: Any, in_torch: Any, tolerance: float) -> None:
    a = [Tensor(x, requires_grad=True) for x in ours]
    b = [torch.tensor(x, requires_grad=True) for x in theirs]
    y, expected = call(*a), in_torch(*b)
    assert tuple(y.shape) == tuple(expected.shape)
    assert str(y.dtype) == str(expected.dtype).removeprefix("torch.")
    np.testing.assert_allclose(y.detach().numpy(), expected.detach().numpy(), rtol=tolerance, atol=tolerance)
    g = numbers("upstream", tuple(y.shape), str(y.dtype))
    y.backward(g)
    expected.backward(torch.tensor(g))
    for x, z in zip(a, b, strict=True):
        assert (x.grad is None) == (z.grad is None)
        if x.grad is not None:
            assert x.grad.dtype == x.dtype
            assert x.grad.shape == x.shape
            np.testing.assert_allclose(x.grad, z.grad.numpy(), rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("case", ARRAY_CASES, ids=str)
def test_operation_of_arrays(case: ArrayCase, dtype: str) -> None:
    xs = [numbers(f"{case}{i}", shape, dtype) for i, shape in enumerate(case.shapes)]
    compare(xs, xs, case.ours, lambda *tensors: case.in_torch(torch, *tensors), 10 * DTYPES[dtype])


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_elementwise_operation(case: Case, dtype: str) -> None:
    shapes = [(s,) for s in SHAPES] if len(case.domains) == 1 else [p for p in PAIRS if broadcast(*p)]
    for pair in shapes:
        xs = [
            numbers(f"{case}{i}", shape, dtype, *domain)
            for i, (shape, domain) in enumerate(zip(pair, case.domains, strict=True))
        ]
        compare(xs, xs, case.call, case.call, 10 * DTYPES[dtype])


BINARY = [case for case in CASES if len(case.domains) == 2]


@settings(deadline=None, derandomize=True, max_examples=200)
@given(
    mutually_broadcastable_shapes(num_shapes=2, max_dims=4, max_side=4),
    st.sampled_from(BINARY),
    st.integers(0, 2**32 - 1),
)
def test_every_pair_of_broadcastable_shapes(shapes: Any, case: Case, seed: int) -> None:
    draw = np.random.default_rng(seed)
    xs = [
        np.asarray(draw.uniform(*domain, shape))
        for shape, domain in zip(shapes.input_shapes, case.domains, strict=True)
    ]
    compare(xs, xs, case.call, case.call, 1e-10)


MIXED = [((2, 3), (3,)), ((2, 3), ()), ((), (2, 3)), ((), ())]


@pytest.mark.parametrize("name", ["add", "sub", "mul", "div", "maximum"])
@pytest.mark.parametrize("shapes", MIXED)
@pytest.mark.parametrize("dtypes", [("float32", "float64"), ("float64", "float32")])
def test_dtypes_are_promoted_as_pytorch_promotes_them(
    name: str, shapes: Any, dtypes: tuple[str, str]
) -> None:
    xs = [numbers(name + str(i), *pair, 0.5, 2.0) for i, pair in enumerate(zip(shapes, dtypes, strict=True))]
    compare(xs, xs, lambda a, b: getattr(a, name)(b), lambda a, b: getattr(torch, name)(a, b), 1e-5)


@pytest.mark.parametrize("number", [2, 2.5, True, np.float64(2.5), np.float32(2.5), np.int64(3)])
def test_a_number_does_not_widen(number: Any) -> None:
    x = Tensor([1.0, 2.0])
    for y in (x * number, number * x, x + number, x / number, x**number):
        assert y.dtype == np.float32
    if number is not True:  # of booleans there is no difference, as in PyTorch
        assert (number - x).dtype == np.float32


# Where a rule has a corner: the number PyTorch gives is the one we give.
SPECIAL = [0.0, -0.0, 1.0, -1.0, 2.0, np.inf, -np.inf, np.nan]
CORNERS = {
    "relu": (lambda a: a.relu(), lambda a: torch.relu(a)),
    "leaky_relu": (lambda a: a.leaky_relu(), lambda a: torch.nn.functional.leaky_relu(a)),
    "sqrt": (lambda a: a.sqrt(), lambda a: a.sqrt()),
    "tanh": (lambda a: a.tanh(), lambda a: a.tanh()),
    "sigmoid": (lambda a: a.sigmoid(), lambda a: a.sigmoid()),
    "abs": (lambda a: a.abs(), lambda a: a.abs()),
    "clip": (lambda a: a.clip(-1, 1), lambda a: a.clip(-1, 1)),
    "clip the wrong way round": (lambda a: a.clip(1, -1), lambda a: a.clip(1, -1)),
    "a ** 2": (lambda a: a**2, lambda a: a**2),
    "a ** 0": (lambda a: a**0, lambda a: a**0),
    "maximum": (lambda a: a.maximum(a * 0 + 1), lambda a: a.maximum(a * 0 + 1)),
    "ties of max": (lambda a: a[:2].max(), lambda a: a[:2].max()),
    "max": (lambda a: a[:4].max(), lambda a: a[:4].max()),
}


@pytest.mark.parametrize("name", CORNERS)
def test_corners(name: str) -> None:
    ours, theirs = CORNERS[name]
    with np.errstate(all="ignore"):
        a, b = Tensor(np.array(SPECIAL), True), torch.tensor(SPECIAL, dtype=torch.float64, requires_grad=True)
        y, expected = ours(a), theirs(b)
        y.backward(np.ones(y.shape))
        expected.backward(torch.ones_like(expected))
    np.testing.assert_array_equal(y.detach().numpy(), expected.detach().numpy())
    np.testing.assert_allclose(a.grad, b.grad.numpy(), rtol=1e-12)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "call",
    [
        lambda n, a: a.sum(dim=1, keepdim=True), lambda n, a: a.mean(dim=(0, -1)), lambda n, a: a.var(dim=0, keepdim=True),
        lambda n, a: a.amax(dim=1), lambda n, a: a.amin(dim=(0, 1), keepdim=True), lambda n, a: a.softmax(dim=-1),
        lambda n, a: a.log_softmax(dim=0), lambda n, a: n.cat([a, a], dim=1), lambda n, a: n.stack([a, a], dim=-1),
        lambda n, a: n.softmax(a, dim=1), lambda n, a: a.clamp(-1, 1), lambda n, a: a.view(6), lambda n, a: a.swapaxes(0, 1),
    ],
)  # fmt: skip
def test_pytorchs_words(call: Any) -> None:
    xs = [numbers("words", (2, 3), "float64")]
    compare(xs, xs, lambda a: call(stepgrad, a), lambda a: call(torch, a), 1e-12)
