"""④ Gradients that shrink or grow along depth, or back through time; checked against what the trace itself has of every layer."""

from __future__ import annotations

import itertools
import math
import re
from typing import Any

import pytest
from stepgrad import diagnose

from tests.py.tracing.doctor.faulty import MODEL, found, traced

NET = (
    MODEL
    + """
X, y = torch.randn(16, 8), torch.randn(16, 1)
layers = []
for _ in range({depth}):
    layers += [nn.Linear(8, 8), nn.{act}()]
model = nn.Sequential(*layers, nn.Linear(8, 1))
for p in model.parameters():
    p.data *= {scale}
loss = ((model(X) - y) ** 2).mean()
loss.backward()
"""
)


def net(depth: int, act: str, scale: float = 1.0) -> str:
    return NET.format(depth=depth, act=act, scale=scale)


def sizes(result: Any, finding: Any) -> list[float]:
    """Of the gradients that the steps of a finding pass on, from the last layer to the first."""
    found = []
    for i in finding.steps:
        upstream = result.steps[i].upstream
        numbers = [upstream] if isinstance(upstream, float | int) else upstream.data
        found.append(math.sqrt(sum(one * one for one in numbers)))
    return found


def said(finding: Any) -> list[float]:
    numbers = re.search(r"from (\S+) at .* to (\S+) at .* by a factor of (\S+) per", finding.sentence)
    assert numbers is not None, finding.sentence
    return [float(one) for one in numbers.groups()]


@pytest.mark.parametrize(
    ("program", "kind", "layers"),
    [
        (net(10, "Sigmoid"), "vanishing", 10),
        (net(8, "Sigmoid"), "vanishing", 8),
        (net(5, "Sigmoid"), "vanishing", 5),
        (net(10, "Tanh", 0.3), "vanishing", 10),
        (net(10, "ReLU", 8), "exploding", 10),
    ],
)
def test_a_deep_network(program: str, kind: str, layers: int) -> None:
    result, findings = found(program, kind)
    (finding,) = findings
    assert len(finding.nodes) == len(finding.steps) == layers
    measured = sizes(result, finding)
    first, last, factor = said(finding)
    assert measured[0] == pytest.approx(first, rel=1e-2)
    assert measured[-1] == pytest.approx(last, rel=1e-2)
    assert factor == pytest.approx((measured[-1] / measured[0]) ** (1 / (layers - 1)), rel=1e-2)
    assert f"layers[{2 * layers - 2}]" in finding.sentence
    assert "layers[0]" in finding.sentence
    steps: list[Any] = [result.steps[i] for i in finding.steps]
    assert [step.node for step in steps] == [*finding.nodes]
    assert list(finding.steps) == sorted(finding.steps)
    ways = re.search(r"\((0[^)]*|[1-9][\d.]*,[^)]*)\)\.$", finding.sentence)
    if ways is not None:
        every = [float(one) for one in re.split(r", | and ", ways[1])]
        assert every == pytest.approx([b / a for a, b in itertools.pairwise(measured)], rel=1e-2)


@pytest.mark.parametrize(
    ("program", "kind", "count"),
    [
        ("w = [Value(0.2) for _ in range(10)]\nh = 1.0\nfor each in w:\n    h = (each * h).tanh()\nh.backward()", "vanishing", 10),
        ("w, h = Value(3.0), Value(1.0)\nfor _ in range(12):\n    h = w * h\nh.backward()", "exploding", 12),
        ("w, h = Value(0.1), Value(1.0)\nfor _ in range(9):\n    h = w * h\nh.backward()", "vanishing", 9),
    ],
)  # fmt: skip
def test_a_chain_of_values(program: str, kind: str, count: int) -> None:
    result, (finding,) = found("from stepgrad import Value\n" + program, kind)
    assert len(finding.steps) == count
    measured = sizes(result, finding)
    assert said(finding)[:2] == pytest.approx([measured[0], measured[-1]], rel=1e-2)


def test_parameters_that_were_made_such_later() -> None:
    _, (finding,) = found("""
import torch
W = [torch.eye(4) * 0.1 for _ in range(8)]
for w in W:
    w.requires_grad_()
h = torch.ones(2, 4)
for w in W:
    h = h @ w
loss = h.sum()
loss.backward()
""", "vanishing")  # fmt: skip
    assert said(finding) == pytest.approx([math.sqrt(8), math.sqrt(8) * 1e-7, 0.1], rel=1e-2)
    assert "W[7] (layer 8)" in finding.sentence


def test_back_through_time() -> None:
    _, (finding,) = found(MODEL + """
cell, out = nn.RNNCell(3, 6), nn.Linear(6, 1)
X, h = torch.randn(4, 40, 3), torch.zeros(4, 6)
for t in range(40):
    h = cell(X[:, t], h)
loss = ((out(h) - 1) ** 2).mean()
loss.backward()
""", "vanishing")  # fmt: skip
    assert "turn 40 of cell" in finding.sentence
    assert "per turn" in finding.sentence


def test_a_deep_network_of_values() -> None:
    result, (finding,) = found("""
import random
from micrograd.engine import Value
random.seed(1)

class Neuron:
    def __init__(self, n):
        self.w = [Value(random.uniform(-0.3, 0.3)) for _ in range(n)]
        self.b = Value(0)
    def __call__(self, x):
        return sum((w * each for w, each in zip(self.w, x)), self.b).tanh()

layers = [[Neuron(n) for _ in range(m)] for n, m in zip([2] + [3] * 10, [3] * 10 + [1])]
loss = 0
for x in [(1, 2), (2, -1), (0.5, 0.5)]:
    for layer in layers:
        x = [neuron(x) for neuron in layer]
    loss = loss + (x[0] - 1) ** 2
loss.backward()
""", "vanishing")  # fmt: skip
    assert "layers[10] (layer 11)" in finding.sentence
    assert "layers[0] (layer 1)" in finding.sentence
    nodes = [result.nodes[node].op for node in finding.nodes]
    assert all(op is not None and op.name == "tanh" for op in nodes)


@pytest.mark.parametrize(
    "program",
    [
        net(3, "Sigmoid"),
        net(10, "Tanh", 1.5),
        net(2, "Tanh", 0.01),  # two layers are no depth
        net(6, "Tanh") .replace("loss =", "model[-1].weight.data.zero_()\nloss ="),  # a last layer that begins at 0
        net(5, "Tanh").replace("torch.randn(16, 8)", "1e5 * torch.randn(16, 8)").replace("nn.Tanh()", "nn.LeakyReLU(0.9)"),
        # residuals carry gradients past any number of layers
        MODEL + "blocks = nn.ModuleList([nn.Linear(8, 8) for _ in range(20)])\nx = torch.randn(4, 8)\n"
        "for block in blocks:\n    x = x + 0.1 * torch.tanh(block(x))\nx.sum().backward()",
    ],
)  # fmt: skip
def test_depths_that_are_well(program: str) -> None:
    assert [one.sentence for one in diagnose(traced(program))] == []
