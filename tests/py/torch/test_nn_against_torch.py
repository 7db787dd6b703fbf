"""② Training a small network, step by step, beside PyTorch: the same parameters after every step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from stepgrad import Tensor, mse, nn, optim

INPUTS = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]
TARGETS = [[0.0], [1.0], [1.0], [0.0]]

OPTIMIZERS: list[tuple[str, Callable[[Any], Any], Callable[[Any], Any]]] = [
    ("SGD", lambda p: optim.SGD(p, 0.2), lambda p: torch.optim.SGD(p, 0.2)),
    ("momentum", lambda p: optim.SGD(p, 0.05, momentum=0.9), lambda p: torch.optim.SGD(p, 0.05, momentum=0.9)),
    ("Adam", lambda p: optim.Adam(p, 0.01), lambda p: torch.optim.Adam(p, 0.01)),
    ("Adam, betas", lambda p: optim.Adam(p, 0.02, (0.8, 0.95), 1e-6), lambda p: torch.optim.Adam(p, 0.02, (0.8, 0.95), 1e-6)),
]  # fmt: skip


def twins() -> tuple[nn.MLP, torch.nn.Sequential]:
    """The same network, of float64, in both."""
    nn.manual_seed(3)
    ours = nn.MLP(2, [8, 1], dtype=np.float64)
    theirs = torch.nn.Sequential(torch.nn.Linear(2, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1)).double()
    with torch.no_grad():
        for a, b in zip(ours.parameters(), theirs.parameters(), strict=True):
            b.copy_(torch.from_numpy(a.detach().numpy().copy()))
    return ours, theirs


@pytest.mark.parametrize(
    ("ours_of", "theirs_of"), [pair[1:] for pair in OPTIMIZERS], ids=[o[0] for o in OPTIMIZERS]
)
def test_the_same_parameters_after_every_step(ours_of: Any, theirs_of: Any) -> None:
    ours, theirs = twins()
    ours_optimizer, theirs_optimizer = ours_of(ours.parameters()), theirs_of(theirs.parameters())
    x, y = Tensor(np.array(INPUTS)), Tensor(np.array(TARGETS))
    u, v = torch.tensor(INPUTS, dtype=torch.float64), torch.tensor(TARGETS, dtype=torch.float64)
    for _ in range(30):
        ours_optimizer.zero_grad()
        theirs_optimizer.zero_grad()
        loss, expected = mse(ours(x), y), torch.nn.functional.mse_loss(theirs(u), v)
        loss.backward()
        expected.backward()
        ours_optimizer.step()
        theirs_optimizer.step()
        assert abs(loss.item() - expected.item()) <= 1e-10
        for a, b in zip(ours.parameters(), theirs.parameters(), strict=True):
            np.testing.assert_allclose(a.detach().numpy(), b.detach().numpy(), rtol=1e-9, atol=1e-10)


def test_initial_parameters_lie_where_pytorch_draws_them() -> None:
    layer = nn.Linear(4, 1000)
    weights = layer.weight.detach().numpy()
    assert np.abs(weights).max() <= 0.5  # 1/√4
    assert abs(weights.std() - 1 / np.sqrt(12)) < 0.01  # of a uniform distribution one wide
