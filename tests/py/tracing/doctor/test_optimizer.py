"""④ Optimizers whose steps change nothing, and parameters that no optimizer holds."""

from __future__ import annotations

from typing import Any

import pytest
from stepgrad import diagnose

from tests.py.tracing.doctor.faulty import MODEL, found, labels, traced

DATA = MODEL + "X, y = torch.randn(6, 2), torch.randn(6, 1)\n"
TRAIN = """
for _ in range(3):
    model.zero_grad()
    loss = ((model(X) - y) ** 2).mean()
    loss.backward()
    optimizer.step()
"""
WITHIN = """
class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(2, 2), nn.Linear(2, 1)
        {more}

    def forward(self, x):
        return {forward}

model = Model()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
"""


@pytest.mark.parametrize(
    ("program", "names", "why"),
    [
        (WITHIN.format(more="self.extra = nn.Linear(2, 1)", forward="self.b(torch.tanh(self.a(x)))"),
         ["model.extra.weight", "model.extra.bias"], "nothing that the loss is computed from uses them"),
        (WITHIN.format(more="pass", forward="self.b(torch.tanh(self.a(x)).detach())"),
         ["model.a.weight", "model.a.bias"], "no way leads from the loss back to them"),
        (("model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))\noptimizer = torch.optim.Adam(model.parameters())\n"
         "model[2] = nn.Linear(3, 1)\n"), [None, None], "model[2].weight"),
        ("model, other = nn.Linear(2, 1), nn.Linear(2, 1)\noptimizer = torch.optim.SGD(other.parameters(), lr=0.1)\n",
         ["other.weight", "other.bias"], "the gradients go to"),
        (("model = nn.Linear(2, 1)\ncopies = [p.detach().clone() for p in model.parameters()]\n"
         "optimizer = torch.optim.SGD(copies, lr=0.1)\n"), ["copies[0]", "copies[1]"], "require no gradient"),
        ("model = nn.Linear(2, 1)\noptimizer = torch.optim.SGD([p.data for p in model.parameters()], lr=0.1)\n",
         ["model.weight", "model.bias"], "model.weight.data and model.bias.data"),
        (("model = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1))\nfor p in model[0].parameters():\n    p.requires_grad = False\n"
         "optimizer = torch.optim.SGD(model[0].parameters(), lr=0.1)\n"), ["model[0].weight", "model[0].bias"], "requires_grad is False"),
        ("model = nn.Linear(2, 1)\nscale = torch.ones(1)\noptimizer = torch.optim.SGD([*model.parameters(), scale], lr=0.1)\n",
         ["scale"], "requires no gradient"),
    ],
)  # fmt: skip
def test_what_no_gradient_reaches(program: str, names: list[str | None], why: str) -> None:
    source = DATA + program + TRAIN
    result, (finding,) = found(source, "unreached-parameter")
    assert sorted(labels(result, finding), key=str) == sorted(names, key=str)
    assert why in finding.sentence
    assert source.splitlines()[(finding.line or 0) - 1].strip() == "optimizer.step()"
    steps: list[Any] = [*result.steps]
    seed, last = finding.steps
    assert steps[seed].kind == "seed"
    assert steps[last].kind != "forward"
    arrived = {step.input for step in steps[seed:] if step.kind in ("backward", "unbroadcast")}
    if "data" not in why:  # w itself is reached; what is held is a tensor beside it
        assert arrived.isdisjoint(finding.nodes)


@pytest.mark.parametrize(
    "program",
    [
        "model = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1))\noptimizer = torch.optim.SGD(model[1].parameters(), lr=0.1)\n",
        (
            "model = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1))\nfor p in model[0].parameters():\n    p.requires_grad = False\n"
            "optimizer = torch.optim.SGD(model.parameters(), lr=0.1)\n"
        ),
        "model = nn.Linear(2, 1)\noptimizer = torch.optim.SGD([{'params': model.weight}, {'params': [model.bias], 'lr': 0.2}], lr=0.1)\n",
        WITHIN.format(more="self.layers = nn.ModuleList([self.a])", forward="self.b(self.layers[0](x))"),
    ],
)
def test_optimizers_that_hold_what_they_should(program: str) -> None:
    assert [one.sentence for one in diagnose(traced(DATA + program + TRAIN))] == []


def test_a_layer_in_a_plain_list() -> None:
    program = WITHIN.format(
        more="self.layers = [nn.Linear(2, 2), nn.Linear(2, 2)]",
        forward="self.b(torch.tanh(self.layers[1](self.layers[0](self.a(x)))))",
    )
    result, (finding,) = found(
        DATA + program + TRAIN.replace("model.zero", "optimizer.zero"), "untrained-parameter"
    )
    assert labels(result, finding)
    assert all(label.startswith("model.layers[") for label in labels(result, finding) if label)
    assert len(finding.nodes) == 4
    assert "nn.ModuleList" in finding.sentence
    step: Any = result.steps[finding.steps[0]]
    assert step.input in finding.nodes


def test_a_tensor_that_is_no_parameter() -> None:
    program = WITHIN.format(
        more="self.scale = torch.ones(1, requires_grad=True)", forward="self.scale * self.b(self.a(x))"
    )
    result, (finding,) = found(DATA + program + TRAIN, "untrained-parameter")
    assert labels(result, finding) == ["model.scale"]
    assert "nn.Parameter" in finding.sentence


@pytest.mark.parametrize("how", ["", "set_to_none=False"])
@pytest.mark.parametrize("kind", ["SGD", "Adam"])
def test_cleared_before_the_step(how: str, kind: str) -> None:
    program = (
        f"model = nn.Linear(2, 1)\noptimizer = torch.optim.{kind}(model.parameters(), lr=0.1)\n"
        + TRAIN.replace("    model.zero_grad()\n", "").replace(
            "    optimizer.step()", f"    optimizer.zero_grad({how})\n    optimizer.step()"
        )
    )
    result, (finding,) = found(DATA + program, "cleared-before-step")
    steps: list[Any] = [*result.steps]
    zero, came = (steps[i] for i in finding.steps)
    assert zero.kind == "zero"
    assert came.input in finding.nodes
    assert not any(step.kind == "update" for step in steps)


def test_backward_is_never_called() -> None:
    program = (
        "model = nn.Linear(2, 1)\noptimizer = torch.optim.SGD(model.parameters(), lr=0.1)\n"
        + TRAIN.replace("    loss.backward()\n", "")
    )
    result, (finding,) = found(DATA + program, "no-backward")
    assert labels(result, finding) == ["loss"]
    assert "3 steps" in finding.sentence


def test_a_schedule_looked_at_without_training() -> None:
    assert diagnose(traced(MODEL + """
w = torch.zeros(2, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 1, 0.5)
for _ in range(3):
    optimizer.step()
    scheduler.step()
""")) == []  # fmt: skip


VALUES = """
from stepgrad import Value, optim
table = [[Value(1.0)], [Value(2.0)], [Value(3.0)]]
w, {name} = Value(0.5), Value(4.0)
optimizer = optim.SGD([row[0] for row in table] + [w, {name}], lr=0.1)
for i in (0, 2):
    optimizer.zero_grad()
    loss = (w * table[i][0] - 1) ** 2
    loss.backward()
    optimizer.step()
"""


def test_of_single_values_rows_of_a_table_may_be_left_out() -> None:
    result, (finding,) = found(VALUES.format(name="unused"), "unreached-parameter")
    assert labels(result, finding) == ["unused"]


def test_optimizers_of_ours() -> None:
    result, (finding,) = found("""
from stepgrad import Tensor, nn, optim
a, b = nn.Linear(2, 1), nn.Linear(2, 1)
adam = optim.Adam([*a.parameters(), *b.parameters()], lr=0.1)
x = Tensor([[1.0, 2.0], [3.0, 4.0]])
for _ in range(2):
    adam.zero_grad()
    (a(x) ** 2).mean().backward()
    adam.step()
""", "unreached-parameter")  # fmt: skip
    assert labels(result, finding) == ["b.weight", "b.bias"]
    assert finding.sentence.startswith("adam (Adam)")
