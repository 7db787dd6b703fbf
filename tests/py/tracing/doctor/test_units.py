"""④ Dead units and saturated ones, over Tensors and over single Values."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stepgrad import diagnose

from tests.py.tracing.doctor.faulty import MODEL, found, traced

NET = (
    MODEL
    + """
X, y = torch.randn({rows}, 3), torch.randn({rows}, 1)
model = nn.Sequential(nn.Linear(3, {units}), nn.{act}(), nn.Linear({units}, 1))
model[0].bias.data[{which}] = {bias}
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for _ in range({passes}):
    optimizer.zero_grad()
    loss = ((model(X) - y) ** 2).mean()
    loss.backward()
    optimizer.step()
"""
)


def net(
    act: str, which: Any = 2, *, bias: float = -20, rows: int = 8, units: int = 4, passes: int = 1
) -> str:
    return NET.format(act=act, which=which, bias=bias, rows=rows, units=units, passes=passes)


def numbers(finding: Any) -> set[int]:
    """Of the units that a sentence names."""
    named = re.search(r"\(numbers? ([^)]*)\)", finding.sentence)
    assert named is not None, finding.sentence
    return {int(one) for one in re.findall(r"\d+", named[1])}


def no_gradient_goes_back(result: Any, finding: Any, units: set[int], flat: float) -> None:
    """What the steps of a finding say: through these columns, and no others, nothing (or next to nothing) went back."""
    for i in finding.steps:
        step = result.steps[i]
        assert step.node in finding.nodes
        columns = step.upstream.shape[1]
        for unit in range(columns):
            share = max(
                abs(out) / (abs(into) or 1)
                for out, into in zip(
                    step.contribution.data[unit::columns], step.upstream.data[unit::columns], strict=True
                )
            )
            assert (share <= flat) is (unit in units)


@pytest.mark.parametrize("passes", [1, 3])
@pytest.mark.parametrize(
    ("act", "kind"),
    [("ReLU", "dead"), ("GELU", "dead"), ("SiLU", "dead"), ("ELU", "dead"), ("Tanh", "saturated"), ("Sigmoid", "saturated")],
)  # fmt: skip
def test_one_unit(act: str, kind: str, passes: int) -> None:
    result, (finding,) = found(net(act, passes=passes), kind)
    assert " of the 4 units of model[0] (number" in finding.sentence
    assert 2 in numbers(finding)
    assert "8 examples" in finding.sentence
    assert ("all 3 passes" in finding.sentence) is (passes == 3)
    no_gradient_goes_back(result, finding, numbers(finding), 1e-3)


def test_a_whole_layer() -> None:
    result, (finding,) = found(net("ReLU", ":", passes=3), "dead")
    assert finding.sentence.startswith("All 4 units of model[0] are dead")
    no_gradient_goes_back(result, finding, {0, 1, 2, 3}, 0.0)


def test_arrays_that_are_only_summed_up() -> None:
    _, (finding,) = found(net("ReLU", ":7", rows=128, units=32, passes=2), "dead")
    assert re.search(r"^(\d+) of the 32 units", finding.sentence)
    assert "128 examples" in finding.sentence


def test_channels() -> None:
    _, (finding,) = found(MODEL + """
X, t = torch.randn(6, 1, 8, 8), torch.randint(0, 2, (6,))
model = nn.Sequential(nn.Conv2d(1, 5, 3), nn.ReLU(), nn.Flatten(), nn.Linear(180, 2))
model[0].bias.data[1] = -50
loss = nn.CrossEntropyLoss()(model(X), t)
loss.backward()
""", "dead")  # fmt: skip
    assert "1 of the 5 units of model[0] (number 1)" in finding.sentence


@pytest.mark.parametrize("relu", ["relu()", "clamp(min=0)", "maximum(0)"])
def test_written_by_hand(relu: str) -> None:
    _, (finding,) = found(f"""
from stepgrad import Tensor
X = Tensor([[1.0, 2.0], [2.0, 1.0], [0.5, 0.5], [3.0, 1.0]])
W = Tensor([[0.5, -1.0], [0.3, -2.0]], requires_grad=True)
b = Tensor([0.1, -5.0], requires_grad=True)
V = Tensor([[1.0], [1.0]], requires_grad=True)
h = (X @ W + b).{relu}
loss = ((h @ V - 1) ** 2).mean()
loss.backward()
""", "dead")  # fmt: skip
    assert "1 of the 2 units of W (number 1)" in finding.sentence


VALUES = """
from micrograd.nn import MLP
import random
random.seed(3)
model = MLP(2, [5, 1])
model.layers[0].neurons[3].b.data = -10
xs = [(random.gauss(0, 1), random.gauss(0, 1)) for _ in range({rows})]
for _ in range(2):
    model.zero_grad()
    loss = sum((model(x) - 1) ** 2 for x in xs)
    loss.backward()
    for p in model.parameters():
        p.data -= 0.001 * p.grad
"""


def test_a_neuron_of_values() -> None:
    result, (finding,) = found(VALUES.format(rows=6), "dead")
    assert finding.sentence.startswith("model.layers[0].neurons[3], 1 of 5 units, is dead")
    steps: list[Any] = [result.steps[i] for i in finding.steps]
    assert len(steps) == 6  # of each example one
    assert all(step.local == 0 and step.contribution == 0 for step in steps)
    assert len({step.node for step in steps}) == 6


def test_a_saturated_neuron_of_values() -> None:
    result, (finding,) = found("""
from stepgrad import Value
import random
random.seed(3)
W = [[Value(random.gauss(0, 1)) for _ in range(2)] for _ in range(3)]
b = [Value(0.0), Value(30.0), Value(0.0)]
out = [Value(0.5) for _ in range(3)]
loss = 0
for x in [(random.gauss(0, 1), random.gauss(0, 1)) for _ in range(6)]:
    h = [(w[0] * x[0] + w[1] * x[1] + each).tanh() for w, each in zip(W, b)]
    y = sum(o * one for o, one in zip(out, h))
    loss = loss + (y - 1) ** 2
loss.backward()
""", "saturated")  # fmt: skip
    assert finding.sentence.startswith("b[1], 1 of 3 units")
    steps: list[Any] = [result.steps[i] for i in finding.steps]
    assert all(math.isclose(step.local, 0, abs_tol=1e-9) for step in steps)


@pytest.mark.parametrize(
    "program",
    [
        net("LeakyReLU", passes=3),
        net("ReLU", rows=1, passes=3),  # one example is no evidence
        net("ReLU", bias=-0.1, rows=16, units=12, passes=3),
        VALUES.format(rows=1),
        # a margin that is kept is no dead unit, nor is an answer that is right
        MODEL + "w = torch.tensor([[5.0], [5.0]], requires_grad=True)\nX = torch.rand(8, 2) + 1\n"
        "loss = (1 - X @ w).relu().mean() + 0.01 * (w ** 2).sum()\nloss.backward()",
        MODEL + "w = torch.tensor([[9.0], [9.0]], requires_grad=True)\nX = torch.rand(8, 2) + 1\n"
        "loss = F.binary_cross_entropy(torch.sigmoid(X @ w), torch.ones(8, 1))\nloss.backward()",
        # alive for some examples of the batch, dead for others
        ("from stepgrad import Tensor\nX = Tensor([[1.0], [-1.0], [2.0], [-2.0]])\nW = Tensor([[1.0, -1.0]], requires_grad=True)\n"
        "V = Tensor([[1.0], [1.0]], requires_grad=True)\nloss = (((X @ W).relu() @ V - 3) ** 2).mean()\nloss.backward()"),
    ],
)  # fmt: skip
def test_units_that_are_well(program: str) -> None:
    assert [one.sentence for one in diagnose(traced(program))] == []


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000), st.integers(4, 9), st.data())
def test_planted_in_any_network(seed: int, units: int, data: st.DataObject) -> None:
    which = data.draw(st.integers(0, units - 1))
    source = net("ReLU", which, bias=-60, rows=12, units=units).replace(
        "manual_seed(0)", f"manual_seed({seed})"
    )
    dead = [one for one in diagnose(traced(source)) if one.kind == "dead"]
    assert len(dead) == 1
    assert which in numbers(dead[0])
