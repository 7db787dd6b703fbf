"""④ Broadcasting that nobody asked for, and a softmax too many."""

from __future__ import annotations

from typing import Any

import pytest
from stepgrad import diagnose

from tests.py.tracing.doctor.faulty import MODEL, found, traced

DATA = (
    MODEL
    + "X, y = torch.randn(6, 2), torch.randn(6)\nmodel = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))\n"
)


@pytest.mark.parametrize(
    "program",
    [
        "loss = ((model(X) - y) ** 2).mean()",
        "pred = model(X)\nloss = F.mse_loss(pred, y)",
        "loss = nn.MSELoss()(model(X), y)",
        "loss = (y - model(X)).abs().sum()",
        "loss = F.l1_loss(model(X), y)",
        "loss = F.smooth_l1_loss(model(X), y)",
        "loss = nn.HuberLoss()(model(X), y)",
        "p = torch.sigmoid(model(X))\nloss = -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()",
        "pred = model(X).squeeze(1)\nt = y.view(-1, 1)\nloss = (pred - t).pow(2).mean()",
        "d = model(X) - y\nloss = (d * d).mean()",
        "loss = torch.mean(torch.square(y - model(X)))",
        "loss = torch.sqrt((model(X) - y).pow(2).sum() / 6)",
    ],
)
def test_each_prediction_meets_each_target(program: str) -> None:
    result, findings = found(DATA + program + "\nloss.backward()", "broadcast")
    (finding,) = findings
    assert "(6, 1)" in finding.sentence
    assert "(6,)" in finding.sentence
    assert "36" in finding.sentence
    step: Any = result.steps[finding.steps[0]]
    a, b, made = finding.nodes
    assert (step.kind, step.node) == ("forward", made)
    shapes: list[Any] = [result.nodes[node].value.shape for node in finding.nodes]  # type: ignore[union-attr]
    assert sorted(shapes[:2]) == [(6,), (6, 1)]
    assert shapes[2] == (6, 6)
    assert result.nodes[made].args == (a, b)


def test_over_our_tensors() -> None:
    found("""
from stepgrad import Tensor, nn
x, t = Tensor([[1.0], [2.0], [3.0]]), Tensor([2.0, 4.0, 6.0])
model = nn.Linear(1, 1)
loss = ((model(x) - t) ** 2).mean()
loss.backward()
""", "broadcast")  # fmt: skip


@pytest.mark.parametrize(
    "program",
    [
        "loss = ((model(X) - y.unsqueeze(1)) ** 2).mean()",
        "loss = ((model(X).squeeze(1) - y) ** 2).mean()",
        "loss = ((model(X)[:, 0] - y) ** 2).mean()",
        "loss = F.mse_loss(model(X), y[:, None])",
        "c = torch.randn(6, requires_grad=True)\nloss = torch.exp(-((X[:, :1] - c) ** 2)).sum(1).mean()",
        "c = torch.randn(6, requires_grad=True)\nloss = torch.exp(-((X[:, :1] - c) ** 2)).mean()",
        "c = torch.randn(6, requires_grad=True)\nloss = (c[:, None] - y[None, :]).abs().mean()",
        "c = torch.randn(6, requires_grad=True)\nloss = (c.unsqueeze(1) - c).abs().mean()",
        "p = model(X)\nloss = (p - p.detach().T).abs().max()",
        "p = model(X).squeeze(1)\nloss = (p[:, None] - y).abs().mean()",  # of all pairs, as it says
        "loss = ((model(X[:1]) - y[:1]) ** 2).mean()",
    ],
)
def test_tables_that_are_meant(program: str) -> None:
    assert [one.sentence for one in diagnose(traced(DATA + program + "\nloss.backward()"))] == []


CLASSES = MODEL + "X, t = torch.randn(6, 2), torch.tensor([0, 1, 2, 0, 1, 2])\nmodel = nn.Linear(2, 3)\n"


@pytest.mark.parametrize(
    "program",
    [
        "loss = F.cross_entropy(F.softmax(model(X), dim=1), t)",
        "model = nn.Sequential(model, nn.Softmax(dim=1))\nloss = nn.CrossEntropyLoss()(model(X), t)",
        "shares = torch.softmax(model(X), -1)\nloss = F.cross_entropy(shares, t)",
        "loss = F.nll_loss(F.log_softmax(model(X).softmax(1), dim=1), t)",
        "shares = model(X).softmax(1)\nloss = F.cross_entropy(shares.view(-1, 3), t.view(-1))",
    ],
)
def test_softmax_taken_twice(program: str) -> None:
    result, (finding,) = found(CLASSES + program + "\nloss.backward()", "softmax-twice")
    first, second = finding.nodes
    ops = [result.nodes[node].op for node in (first, second)]
    assert ops[0] is not None
    assert ops[0].name == "softmax"
    assert ops[1] is not None
    assert ops[1].name in ("cross_entropy", "log_softmax")
    steps: list[Any] = [result.steps[i] for i in finding.steps]
    assert [step.node for step in steps] == [second, first]


@pytest.mark.parametrize(
    "program",
    [
        "loss = F.cross_entropy(model(X), t)",
        "loss = F.nll_loss(F.log_softmax(model(X), dim=1), t)",
        "loss = F.cross_entropy(model(X), F.softmax(torch.randn(6, 3), dim=1))",  # as targets
        "loss = -F.softmax(model(X), dim=1)[range(6), t].log().mean()",
        "attention = F.softmax(model(X) @ model(X).T, dim=1)\nloss = F.cross_entropy(attention @ model(X), t)",
    ],
)
def test_softmax_taken_once(program: str) -> None:
    assert [one.sentence for one in diagnose(traced(CLASSES + program + "\nloss.backward()"))] == []
