"""Build side: Tensor against PyTorch, HIPS autograd, and the same gradients written by hand in NumPy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import autograd  # type: ignore[import-untyped]
import autograd.numpy  # type: ignore[import-untyped]
import numpy as np
import torch
from stepgrad import Tensor, cross_entropy

from tools.bench import Figure, compare

STEPS = 100  # XOR steps in one timing
PASSES = 20  # and passes of the large net: alone, right after a collection, one would time a cold cache
BATCH, SIZES = 128, (784, 256, 10)
RATE = 0.1


def xor_weights() -> list[Any]:
    """2-8-1, float32: W1, b1, W2, b2."""
    rng = np.random.default_rng(0)
    shapes = ((2, 8), (1, 8), (8, 1), (1, 1))
    return [rng.normal(0, 0.5, shape).astype(np.float32) for shape in shapes]


X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
Y = np.array([[0], [1], [1], [0]], np.float32)


def loss(number: Any, x: Any, y: Any, w1: Any, b1: Any, w2: Any, b2: Any) -> Any:
    """The same program for every engine; `number.tanh` is its hyperbolic tangent."""
    return ((number.tanh(x @ w1 + b1) @ w2 + b2 - y) ** 2).mean()


def ours() -> Callable[[], float]:
    x, y = Tensor(X), Tensor(Y)
    parameters = [Tensor(w, requires_grad=True) for w in xor_weights()]

    def train() -> float:
        for _ in range(STEPS):
            error = loss(Tensor, x, y, *parameters)
            error.backward()
            for p in parameters:
                p.data -= RATE * p.grad
                p.grad = None
        return float(error.item())

    return train


def with_torch() -> Callable[[], float]:
    x, y = torch.tensor(X), torch.tensor(Y)
    parameters = [torch.tensor(w, requires_grad=True) for w in xor_weights()]

    def train() -> float:
        for _ in range(STEPS):
            error = loss(torch, x, y, *parameters)
            error.backward()
            for p in parameters:
                p.data -= RATE * p.grad  # type: ignore[operator]
                p.grad = None
        return float(error.item())

    return train


def with_autograd() -> Callable[[], float]:
    parameters = xor_weights()
    gradients = autograd.value_and_grad(lambda ps: loss_of_arrays(*ps))

    def loss_of_arrays(*ps: Any) -> Any:
        w1, b1, w2, b2 = ps
        return autograd.numpy.mean((autograd.numpy.tanh(X @ w1 + b1) @ w2 + b2 - Y) ** 2)

    def train() -> float:
        for _ in range(STEPS):
            error, grads = gradients(parameters)
            for p, g in zip(parameters, grads, strict=True):
                p -= RATE * g
        return float(error)

    return train


def mlp() -> tuple[Callable[[], Any], Callable[[], Any]]:
    """Forward + backward of 784-256-10 with relu and cross entropy: ours, and by hand. Both give the gradients."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(BATCH, SIZES[0])).astype(np.float32)
    target = rng.integers(0, SIZES[2], BATCH)
    arrays = [
        rng.normal(0, 0.05, shape).astype(np.float32)
        for shape in (SIZES[:2], SIZES[1:2], SIZES[1:], SIZES[2:])
    ]
    w1, b1, w2, b2 = parameters = [Tensor(a, requires_grad=True) for a in arrays]
    inputs: Any = Tensor(x)

    def engine() -> Any:
        for _ in range(PASSES):
            for p in parameters:
                p.grad = None
            cross_entropy((inputs @ w1 + b1).relu() @ w2 + b2, target).backward()
        return [p.grad for p in parameters]

    def hand() -> Any:
        v1, c1, v2, c2 = arrays
        for _ in range(PASSES):
            grads: list[Any] = []  # the last pass's are let go first, as the engine's are
            h = x @ v1 + c1
            active = np.maximum(h, 0)
            scores = active @ v2 + c2
            scores -= scores.max(1, keepdims=True)
            e = np.exp(scores)
            sums = e.sum(1, keepdims=True)
            np.mean(np.log(sums[:, 0]) - scores[np.arange(BATCH), target])  # the loss
            d = e / sums
            d[np.arange(BATCH), target] -= 1
            d /= BATCH
            dh = d @ v2.T
            dh[h <= 0] = 0
            grads = [x.T @ dh, dh.sum(0), active.T @ d, d.sum(0)]
        return grads

    return engine, hand


def figures() -> Iterator[Figure]:
    engine, by_torch, by_autograd = ours(), with_torch(), with_autograd()
    error = engine()
    assert max(abs(error - by_torch()), abs(error - by_autograd())) < 1e-4
    for gc_on in (True, False):
        state = f"XOR 2-8-1 training step, collector {'on' if gc_on else 'off'}"
        yield Figure(f"PyTorch's speed, {state}", compare(engine, by_torch, 31, gc_on=gc_on), "≥ 2.6")
        yield Figure(f"HIPS autograd's speed, {state}", compare(engine, by_autograd, 31, gc_on=gc_on), "≥ 7")
    engine, hand = mlp()
    for g, expected in zip(engine(), hand(), strict=True):
        assert np.allclose(g, expected, atol=1e-6)
    yield Figure(
        f"the time of NumPy by hand, MLP {'-'.join(map(str, SIZES))}, batch {BATCH}, forward + backward, collector on",
        1 / compare(engine, hand, 101, gc_on=True),
        "≤ 1.05",
    )
