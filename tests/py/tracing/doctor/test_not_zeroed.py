"""④ Gradients that nothing set to zero: what is found, that its steps show it, and what is done on purpose."""

from __future__ import annotations

import re
from typing import Any

import pytest
from stepgrad import diagnose
from stepgrad.tracing.events import Backward, Update

from tests.py.tracing.doctor.faulty import MODEL, found, labels, traced

VALUES = """
from stepgrad import Value
w, b = Value(1.0), Value(0.5)
for _ in range(3):
    {before}
    loss = (w * 2 + b - 3) ** 2
    loss.backward()
    for p in (w, b):
        p.data -= 0.01 * p.grad
    {after}
"""
MICROGRAD = VALUES.replace("from stepgrad", "from micrograd.engine")
TENSORS = (
    MODEL
    + """
model = nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
X, y = torch.randn(4, 2), torch.randn(4, 1)
for _ in range(3):
    {before}
    loss = ((model(X) - y) ** 2).mean()
    loss.backward()
    optimizer.step()
    {after}
"""
)
BY_HAND = """
import torch
w = (torch.randn(3, 1) * 0.1).requires_grad_()
X, y = torch.randn(4, 3), torch.randn(4, 1)
for _ in range(3):
    {before}
    loss = ((X @ w - y) ** 2).mean()
    loss.backward()
    w.data -= 0.1 * w.grad
    {after}
"""


def filled(program: str, before: str = "pass", after: str = "pass") -> str:
    return program.format(before=before, after=after)


@pytest.mark.parametrize(
    ("program", "names"),
    [
        (filled(VALUES), ["w", "b"]),
        (filled(MICROGRAD), ["w", "b"]),
        (filled(TENSORS), ["model.weight", "model.bias"]),
        (filled(BY_HAND), ["w"]),
        (filled(VALUES, before="w.grad = None"), ["b"]),  # one is forgotten
        (filled(VALUES, after="w.zero_grad()"), ["b"]),
        (filled(TENSORS, after="model.weight.grad.zero_()"), ["model.bias"]),
        (filled(TENSORS.replace("for _", "optimizer.zero_grad()\nfor _")), ["model.weight", "model.bias"]),
        (filled(TENSORS, after="F.mse_loss(model(X), y)"), ["model.weight", "model.bias"]),
    ],
)
def test_an_update_that_counts_old_gradients(program: str, names: list[str]) -> None:
    result, (finding,) = found(program, "not-zeroed")
    assert sorted(filter(None, labels(result, finding))) == sorted(names)
    assert all(name in finding.sentence for name in names)
    met, update = (result.steps[i] for i in finding.steps)
    assert isinstance(met, Backward)
    assert isinstance(update, Update)
    assert met.input in finding.nodes
    assert met.before != 0.0  # what the first pass left
    steps = [*result.steps]
    seeds = [i for i, step in enumerate(steps) if step.kind == "seed"]
    assert seeds[1] < finding.steps[0]
    changed = [i for i, step in enumerate(steps) if step.kind == "update" and step.node == met.input]
    assert seeds[0] < changed[0] < seeds[1]
    assert not any(
        step.kind == "zero" and met.input in step.nodes for step in steps[seeds[0] : finding.steps[0]]
    )


@pytest.mark.parametrize(
    "program",
    [
        *(filled(VALUES, before=f"{p}") for p in ("w.grad = b.grad = None", "w.zero_grad(); b.zero_grad()")),
        filled(VALUES, after="w.grad = b.grad = 0.0"),
        filled(MICROGRAD, before="w.grad = b.grad = 0"),
        *(
            filled(TENSORS, before=one)
            for one in (
                "optimizer.zero_grad()", "optimizer.zero_grad(set_to_none=False)", "model.zero_grad()",
                "model.weight.grad = model.bias.grad = None",
            )
        ),
        filled(TENSORS, after="[p.grad.zero_() for p in model.parameters()]"),
        filled(TENSORS, after="for p in model.parameters(): p.grad.fill_(0)"),
        filled(BY_HAND, after="w.grad = None"),
        filled(BY_HAND, after="w.grad.zero_()"),
        filled(BY_HAND, after="w.grad *= 0"),
    ],
)  # fmt: skip
def test_every_way_to_set_to_zero_is_known(program: str) -> None:
    assert [one.sentence for one in diagnose(traced(program))] == []


def test_gradients_are_gathered_on_purpose() -> None:
    program = """
from stepgrad import Value
w = Value(0.5)
for epoch in range(3):
    w.zero_grad()
    for x in (1.0, 2.0, 3.0):
        loss = (w * x - 2) ** 2
        loss.backward()
    w.data -= 0.01 * w.grad
"""
    assert diagnose(traced(program)) == []
    every = program.replace("    w.zero_grad()\n", "").replace("w.data", "w.data")
    _result, (finding,) = found(every, "not-zeroed")
    assert "third" in finding.sentence  # the last of the first three


def test_two_losses_over_one_graph() -> None:
    assert diagnose(traced(
        "from stepgrad import Value\na = Value(2.0)\nh = a * 3\n(h * h).backward(retain_graph=True)\n(h + 1).backward()"
    )) == []  # fmt: skip


def test_the_same_computed_again_gives_twice_the_gradient() -> None:
    result, (finding,) = found(
        "from stepgrad import Tensor\nx = Tensor([1.0, 2.0], requires_grad=True)\nfor _ in range(2):\n    (x * x).sum().backward()",
        "not-zeroed",
    )
    step: Any = result.steps[finding.steps[0]]
    assert (result.nodes[step.input].label, step.before.data) == ("x", (2.0, 4.0))


def test_what_micrograd_leaves_within_a_graph() -> None:
    result, (finding,) = found(
        "from micrograd.engine import Value\na = Value(2.0)\nh = a * 3\ny = h * h\ny.backward()\na.grad = 0\ny.backward()\nprint(a.grad)",
        "not-zeroed",
    )
    assert labels(result, finding) == ["h"]
    step: Any = result.steps[finding.steps[0]]
    assert step.before == 12.0
    assert re.search(r"\d+", result.output)  # type: ignore[arg-type]
    assert float(result.output) != 36.0  # d(3a)²/da, which the first pass had right


def test_a_gradient_of_0_is_no_gradient() -> None:
    """micrograd's relu may leave one, and what clears it changes nothing."""
    assert diagnose(traced("""
from stepgrad import Value
w, b = Value(1.0), Value(-9.0)
for x in (1.0, 2.0, 10.0):
    w.grad = b.grad = None
    loss = ((w * x + b).relu() - 2) ** 2
    loss.backward()
    for p in (w, b):
        p.data -= 0.01 * p.grad
""")) == []  # fmt: skip
