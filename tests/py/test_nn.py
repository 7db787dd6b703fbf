"""② Layers and optimizers: shapes, parameters, seeds, and that training trains."""

from __future__ import annotations

import numpy as np
import pytest
from stepgrad import Tensor, mse, nn, optim


def test_xor_is_learned_at_a_rate_of_a_fifth() -> None:
    nn.manual_seed(1)
    model = nn.MLP(2, [8, 1])
    x, y = Tensor([[0, 0], [0, 1], [1, 0], [1, 1]]), Tensor([[0], [1], [1], [0]])
    optimizer = optim.SGD(model.parameters(), 0.2, momentum=0.9)
    for _ in range(300):
        optimizer.zero_grad()
        loss = mse(model(x), y)
        loss.backward()
        optimizer.step()
    assert loss.item() < 1e-3
    np.testing.assert_allclose(model(x).detach().numpy(), y.numpy(), atol=0.1)


def test_parameters_in_order_and_once() -> None:
    layer = nn.Linear(3, 3)
    model = nn.Sequential(layer, Tensor.tanh, layer, nn.Linear(3, 1, bias=False))
    assert [p.shape for p in model.parameters()] == [(3, 3), (3,), (1, 3)]
    assert [p.shape for p in nn.MLP(2, [4, 5, 1]).parameters()] == [(4, 2), (4,), (5, 4), (5,), (1, 5), (1,)]


def test_the_same_seed_gives_the_same_network() -> None:
    drawn = []
    for seed in (7, 7, 8):
        nn.manual_seed(seed)
        drawn.append(next(nn.Linear(3, 2).parameters()).detach().numpy().copy())
    assert np.array_equal(drawn[0], drawn[1])
    assert not np.array_equal(drawn[0], drawn[2])


def test_zero_grad_of_a_model() -> None:
    model = nn.MLP(2, [3, 1])
    model(Tensor([[1, 2]])).sum().backward()
    assert all(p.grad is not None for p in model.parameters())
    model.zero_grad()
    assert all(p.grad is None for p in model.parameters())


def test_float64_stays_float64() -> None:
    assert nn.MLP(2, [3, 1], dtype=np.float64)(Tensor(np.ones((1, 2)))).dtype == np.float64


def test_a_parameter_without_a_gradient_stays() -> None:
    layer = nn.Linear(2, 1)
    before = layer.weight.detach().numpy().copy()
    optim.Adam(layer.parameters()).step()
    assert np.array_equal(layer.weight.detach().numpy(), before)


def test_momentum_by_hand() -> None:
    p = Tensor([1.0], requires_grad=True)
    optimizer = optim.SGD([p], 0.1, momentum=0.5)
    for expected in (0.9, 0.75, 0.575):  # velocities 1, 1.5, 1.75
        p.grad = np.ones(1, np.float32)
        optimizer.step()
        assert p.item() == pytest.approx(expected)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: optim.SGD([], 0.1), "SGD: there are no parameters"),
        (lambda: optim.SGD([Tensor(1.0)], -1), "learning rate must not be negative, got -1"),
        (lambda: optim.SGD([Tensor(1.0)], 0.1, momentum=-1), "momentum"),
        (lambda: optim.Adam([Tensor(1.0)], betas=(0.9, 1.0)), "beta"),
    ],
)
def test_bad_settings(make: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        make()  # type: ignore[operator]


def test_a_wrong_width_names_the_shapes() -> None:
    with pytest.raises(ValueError, match=r"\(1, 5\).*\(3, 2\)"):
        nn.Linear(3, 2)(Tensor(np.ones((1, 5))))


def test_repr() -> None:
    layers = (
        "Linear(in_features=2, out_features=8, bias=True)",
        "tanh",
        "Linear(in_features=8, out_features=1, bias=True)",
    )
    assert repr(nn.MLP(2, [8, 1])) == "MLP(\n  (0): {}\n  (1): {}\n  (2): {}\n)".format(*layers)
    assert repr(nn.ModuleList()) == "ModuleList()"
