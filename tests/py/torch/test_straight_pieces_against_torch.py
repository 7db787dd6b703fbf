"""③ Rows of straight pieces: their slopes are constants, which can be differentiated all the same where PyTorch's can."""

from __future__ import annotations

import pytest
import stepgrad
import stepgrad.torch
import torch

from tests.py.torch.test_torch_autograd_against_torch import printed

BEGIN = "x = torch.tensor([0.0, -0.0, 1.0, -1.0, 0.3, 5.0], requires_grad=True)\n"
BENT = (
    "x.relu()",
    "F.leaky_relu(x)",
    "F.leaky_relu(x, 0.0)",
    "F.elu(x)",
    "x.relu().relu()",
)
STRAIGHT = ("x.clamp(0, 1)", "x.maximum(torch.zeros(6))", "x.where(x > 0, -x)", "x * 3", "x.max()")
NAMED = ("x.tanh()", "x.sigmoid()", "F.softplus(x)", "F.gelu(x)", "x.softmax(0)", "x.log_softmax(0)")
LOSSES = (
    "F.huber_loss",
    "F.smooth_l1_loss",
    "lambda *a: F.huber_loss(*a, delta=0.3)",
    "lambda *a: F.smooth_l1_loss(*a, beta=0.3)",
)


def same(program: str) -> None:
    names = "F = torch.nn.functional\n"
    assert printed(names + BEGIN + program, stepgrad.torch) == printed(names + BEGIN + program, torch)


@pytest.mark.parametrize("text", BENT)
def test_their_slopes_have_a_history_that_says_0(text: str) -> None:
    same(
        f"g, = A.grad(({text}).sum(), x, create_graph=True)\nprint(g)\nh, = A.grad(g.sum(), x, create_graph=True)\nprint(h.detach() + 0)\n"
        f"g, = A.grad(({text}).sum(), x, torch.tensor(float('inf')), create_graph=True)\nprint(g.detach() + 0)\n"
    )


@pytest.mark.parametrize("text", STRAIGHT)
def test_others_have_none(text: str) -> None:
    same(f"g, = A.grad(({text}).sum(), x, create_graph=True)\nprint(g)\ntr(lambda: A.grad(g.sum(), x))\n")


@pytest.mark.parametrize("text", NAMED)
def test_what_their_rules_give_is_called_as_there(text: str) -> None:
    same(
        f"g, = A.grad((({text}) ** 2).sum(), x, create_graph=True)\nprint(g.grad_fn.name(), g.requires_grad)\n"
    )


@pytest.mark.parametrize("text", LOSSES)
def test_losses_are_squares_where_nothing_is_missing(text: str) -> None:
    same(
        f"g, = A.grad(({text})(x, torch.zeros(6)), x, create_graph=True)\nprint(g.detach() + 0)\n"
        "print(A.grad(g.sum(), x)[0] + 0)\n"
    )


@pytest.mark.parametrize("name", ["relu", "leaky_relu", "elu"])
@pytest.mark.parametrize("number", [2.0, -2.0, 0.0])
def test_over_values(name: str, number: float) -> None:
    x, t = stepgrad.Value(number), torch.tensor(number, dtype=torch.float64, requires_grad=True)
    y, u = getattr(x, name)(), getattr(torch.nn.functional, name)(t)
    for _ in range(2):
        (y,) = stepgrad.grad(y, x, create_graph=True)
        (u,) = torch.autograd.grad(u, t, create_graph=True)
        assert y.data == pytest.approx(u.item(), rel=1e-15)
        assert y.requires_grad
        assert u.requires_grad or name == "leaky_relu"


def test_a_penalty_reaches_what_moves_the_corners_alone() -> None:
    same(
        "net = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU(), torch.nn.Linear(3, 3), torch.nn.LeakyReLU(), torch.nn.Linear(3, 1))\n"
        "for p in net.parameters(): p.data = torch.linspace(-1, 1.3, p.numel()).reshape(p.shape)\n"
        "x = x.detach().reshape(3, 2).requires_grad_()\ng, = A.grad(net(x).sum(), x, create_graph=True)\n"
        "((g.norm(dim=1) - 1) ** 2).mean().backward()\nprint([None if p.grad is None else p.grad + 0 for p in net.parameters()], x.grad)\n"
    )
