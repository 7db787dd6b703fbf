"""④ Traces of what goes through views, round the graph, or beside it: every step is told, and nothing that is none."""

from __future__ import annotations

from typing import Any

import pytest
from stepgrad import trace
from stepgrad.tracing.trace import Trace, Update
from stepgrad.tracing.wire import dumps, to_wire

HEAD = "from stepgrad import Tensor, cross_entropy, layer_norm, nn, no_grad, optim, where\n"


def traced(source: str) -> Trace:
    made = trace(HEAD + source)
    dumps(to_wire(made))  # it can be sent
    return made


def operations(made: Trace) -> list[tuple[str, tuple[Any, ...]]]:
    return [(node.op.name, node.args) for node in made.nodes if node.op]


def kinds(made: Trace) -> list[str]:
    return [step.kind for step in made.steps]


def test_a_change_through_a_view_is_an_assignment_to_the_base() -> None:
    made = traced("x = Tensor([1.0, 2.0], True)\ny = x * 2\ny[0] += 1\ny.sum().backward()")
    assert operations(made) == [
        ("mul", (0, 2.0)),
        ("index", (1,)),
        ("add", (2, 1.0)),
        ("put", (1, 3)),
        ("sum", (4,)),
    ]
    assert [node.label for node in made.nodes] == ["x", "y", None, None, "y", None]
    assert kinds(made) == ["forward"] * 5 + ["seed"] + ["backward"] * 6


def test_a_view_that_is_used_again_is_made_again() -> None:
    made = traced("x = Tensor([1.0, 2.0], True)\ny = x * 2\nrow = y[0]\ny *= 3\nz = row * 2\nz.backward()")
    assert operations(made) == [
        ("mul", (0, 2.0)),
        ("index", (1,)),
        ("mul", (1, 3.0)),
        ("index", (3,)),
        ("mul", (4, 2.0)),
    ]
    assert made.gradients()["z"] == 1.0


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        ("w.data -= 0.1 * w.grad", 1),
        ("with no_grad():\n    w -= 0.1 * w.grad", 1),
        ("w.grad.clamp_(-1, 1)\nw.grad *= 2\nsize = w.grad.norm()", 0),
        ("optim.SGD([w], 0.1).step()", 1),
        ("mask = (w > 0) & (w < 2)\nwhere_it_is = w.argmax()", 0),
        ("w.data[0] = 5.0\nw.data.T", 1),
    ],
)
def test_what_goes_round_the_graph_is_no_part_of_it(lines: str, count: int) -> None:
    made = traced(f"w = Tensor([1.0, 2.0], True)\nloss = (w * w).sum()\nloss.backward()\n{lines}\n")
    assert operations(made) == [("mul", (0, 0)), ("sum", (1,))]
    assert [step.node for step in made.steps if isinstance(step, Update)] == [0] * count


def test_a_layers_transposed_weight_is_not_updated_beside_the_weight() -> None:
    made = traced(
        "net = nn.Linear(2, 1)\nsgd = optim.SGD(net.parameters(), 0.1)\nnet(Tensor([[1.0, 2.0]])).sum().backward()\nsgd.step()\n"
    )
    updated = [made.nodes[step.node].label for step in made.steps if isinstance(step, Update)]
    assert updated == ["net.weight", "net.bias"]


def test_a_gradient_that_is_set_to_none_is_forgotten() -> None:
    made = traced(
        "w = Tensor([1.0], True)\nfor _ in range(2):\n    w.grad = None\n    (w * w).sum().backward()\n"
    )
    assert kinds(made).count("zero") == 1


def test_the_larger_operations_can_be_told() -> None:
    made = traced(
        "x = Tensor([[1.0, 2.0], [3.0, 5.0]], True)\n"
        "z = cross_entropy(layer_norm(x, (2,)), Tensor([0, 1], dtype=int))\n"
        "top, at = x.max(1)\n"
        "(z + top.sum() + x.sort(0)[0][0].sum()).backward()\n"
    )
    assert [name for name, _ in operations(made)][:4] == ["normalize", "clone", "cross_entropy", "mean"]
