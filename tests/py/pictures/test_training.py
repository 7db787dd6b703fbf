"""④ A training run as a trace: of a network, and of values worked out by hand."""

from __future__ import annotations

import json

import numpy as np
import pytest
from stepgrad import Tensor, Value, mse, nn, optim
from stepgrad.pictures.training import trace_training
from stepgrad.tracing.snapshot import ArraySnapshot


def test_a_training_run_of_a_network() -> None:
    nn.manual_seed(1)
    net = nn.MLP(2, [8, 1])
    x, y = Tensor([[0, 0], [0, 1], [1, 0], [1, 1]]), Tensor([[0], [1], [1], [0]])
    optimizer = optim.SGD(net.parameters(), 0.2)

    def step() -> Tensor:
        loss = mse(net(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    history = trace_training(step, net.parameters(), 5)
    assert list(history.parameters) == ["W1", "b1", "W2", "b2"]
    assert len(history.losses) == 5
    assert history.losses == sorted(history.losses, reverse=True)
    before, gradient, after = (
        np.array(shot.data)
        for shot in (history.parameters["W1"][2], history.gradients["W1"][2], history.parameters["W1"][3])
        if isinstance(shot, ArraySnapshot)
    )
    np.testing.assert_allclose(after, before - 0.2 * gradient, rtol=1e-6)
    assert len(json.dumps(history.to_wire())) > 100


def test_a_training_run_of_values() -> None:
    w = Value(1.0, label="w")
    unused = Value(0.0)

    def step() -> Value:
        w.zero_grad()
        loss = (w - 3) ** 2
        loss.backward()
        w.data -= 0.25 * (w.grad or 0.0)
        return loss

    history = trace_training(step, [w, unused], 2)
    assert history.to_wire() == {
        "version": 2,
        "losses": [4.0, 1.0],
        "parameters": {"w": [1.0, 2.0, 2.5], "p1": [0.0, 0.0, 0.0]},
        "gradients": {"w": [-4.0, -2.0], "p1": [None, None]},
    }
    with pytest.raises(ValueError, match="steps"):
        trace_training(step, {"w": w}, -1)
