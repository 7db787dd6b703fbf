"""④ What a program itself does to gradients and numbers is a step, so that every account balances at every step."""

from __future__ import annotations

import math
from typing import Any

import pytest
from stepgrad import Tensor, Value, trace
from stepgrad.scalar.node import Node
from stepgrad.tracing.snapshot import ArraySnapshot
from stepgrad.tracing.trace import Assign, Backward, Seed, Trace, Unbroadcast, Update, Zero

from tests.py.tracing.as_read import as_the_page_has_it

V = "from stepgrad import Value, no_grad, optim\nw = Value(2.0)\nb = Value(-1.0)\n"
T = "from stepgrad import Tensor, no_grad, optim\nimport numpy as np\nw = Tensor([2.0, 1.0], True)\nb = Tensor([0.5], True)\n"


def account(made: Trace) -> None:
    """Go through all steps; what each finds must be what the last one left."""
    grads: dict[int, Any] = {}
    data = {node.id: node.value for node in made.nodes}
    stale: set[int] = set()
    for step in made.steps:
        match step:
            case Seed():
                stale = {
                    node for node in grads if made.nodes[node].op
                }  # they start afresh where the walk comes to them
                if step.node in stale:
                    stale.discard(step.node)
                    del grads[step.node]
                assert equal(step.before, grads.get(step.node, 0.0)), step
                grads[step.node] = step.after
            case Backward() | Unbroadcast():
                if step.input in stale:
                    stale.discard(step.input)
                    del grads[step.input]
                assert equal(step.before, grads.get(step.input, 0.0)), step
                if step.before != step.after or not isinstance(step, Backward):
                    grads[step.input] = step.after
            case Zero():
                for node in step.nodes:
                    grads.pop(node, None)
            case Assign():
                assert equal(step.before, grads.get(step.node, 0.0)), step
                grads[step.node] = step.after
            case Update():
                assert equal(step.before, data[step.node]), step
                data[step.node] = step.after
            case _:
                pass
    ends = made.gradients_by_id()
    assert all(equal(grads.get(node.id, 0.0), ends.get(node.id, 0.0)) for node in made.nodes)


def equal(one: Any, other: Any) -> bool:
    """The same numbers, a NaN being equal to a NaN, and an array of zeros to none."""
    if isinstance(one, ArraySnapshot) and other == 0.0:
        return not any(one.data or ())
    return bool(one == other) or repr(one) == repr(other)


def told(made: Trace) -> list[Any]:
    """What the program did itself, in order: (kind, label, after)."""
    found: list[Any] = []
    for step in made.steps:
        if isinstance(step, Zero):
            found += [
                ("zero" if not step.assigned else "cleared", made.nodes[node].label) for node in step.nodes
            ]
        elif isinstance(step, Assign | Update):
            after = step.after.data if isinstance(step.after, ArraySnapshot) else step.after
            found.append((step.kind, made.nodes[step.node].label, after))
    return found


WALK = "loss = w * w * b\nloss.backward()\n"  # w.grad is -4, b.grad 4


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("w.grad = None", [("cleared", "w")]),
        ("w.grad = 0", [("cleared", "w")]),
        ("w.grad = 0.0", [("cleared", "w")]),
        ("w.grad *= 0", [("cleared", "w")]),
        ("w.grad *= 0.5", [("assign", "w", -2.0)]),
        ("w.grad = w.grad / 4", [("assign", "w", -1.0)]),
        ("w.grad += 1", [("assign", "w", -3.0)]),
        ("w.grad = 7", [("assign", "w", 7.0)]),
        ("w.grad = max(-1.0, min(1.0, w.grad))", [("assign", "w", -1.0)]),
        ("w.grad = w.grad", []),
        ("w.grad = -4.0", []),
        ("w.grad = float('nan')", [("assign", "w", pytest.approx(math.nan, nan_ok=True))]),
        ("setattr(w, 'grad', 2.0)", [("assign", "w", 2.0)]),
        ("for p in (w, b): p.grad = 0", [("cleared", "w"), ("cleared", "b")]),
        ("for p in (w, b): p.grad *= 0.25", [("assign", "w", -1.0), ("assign", "b", 1.0)]),
        ("w.data -= 0.5 * w.grad", [("update", "w", 4.0)]),
        ("w.data = 3", [("update", "w", 3.0)]),
        ("w.data = 2.0", []),
        ("w.data += 1\nw.data += 1", [("update", "w", 3.0), ("update", "w", 4.0)]),
        ("w.grad *= 0.5\nw.data -= w.grad\nw.grad = None", [("assign", "w", -2.0), ("update", "w", 4.0), ("cleared", "w")]),
        ("w.data -= w.grad\nw.grad *= 0.5", [("update", "w", 6.0), ("assign", "w", -2.0)]),
        ("w.zero_grad()\nb.zero_grad()", [("zero", "w"), ("zero", "b")]),
        ("w.grad = None\nb.zero_grad()", [("cleared", "w"), ("zero", "b")]),
        ("w.zero_grad()\nw.grad = 1.5", [("zero", "w"), ("assign", "w", 1.5)]),
        ("optim.SGD([w, b], 0.5).step()", [("update", "w", 4.0), ("update", "b", -3.0)]),
        ("s = optim.SGD([w, b], 0.5)\nw.grad *= 0.5\ns.step()\ns.zero_grad()", [("assign", "w", -2.0), ("update", "w", 3.0), ("update", "b", -3.0), ("zero", "w"), ("zero", "b")]),
        ("loss.grad = None", [("cleared", "loss")]),
        ("loss.data = 5.0", [("update", "loss", 5.0)]),
        ("def step(ps, rate):\n    for p in ps:\n        p.data -= rate * p.grad\nstep([w, b], 0.5)", [("update", "w", 4.0), ("update", "b", -3.0)]),
    ],
)  # fmt: skip
def test_of_values(lines: str, expected: list[Any]) -> None:
    for more in ("", "again = w * b\nagain.backward()\n"):
        made = trace(V + WALK + lines + "\n" + more)
        account(made)
        assert told(made) == expected


@pytest.mark.parametrize(
    "clear",
    ["p.grad = None", "p.grad = 0", "p.grad = 0.0", "p.zero_grad()", "p.grad *= 0", "p.grad -= p.grad or 0"],
)
@pytest.mark.parametrize("where", ["before", "after"])
def test_training_loops(clear: str, where: str) -> None:
    clearing = f"    for p in (w, b):\n        if p.grad is not None:\n            {clear}\n"
    source = V + (
        "for k in range(3):\n" + clearing * (where == "before") + "    loss = (w * 3 + b - 7.5) ** 2\n    loss.backward()\n"
        "    for p in (w, b):\n        p.grad *= 0.5\n    for p in (w, b):\n        p.data -= 0.01 * p.grad\n" + clearing * (where == "after")
    )  # fmt: skip
    made = trace(source)
    account(made)
    kinds = [step.kind for step in made.steps if step.kind not in ("forward", "backward", "seed")]
    assert kinds.count("assign") == kinds.count("update") == 6
    assert kinds.count("zero") == (2 if where == "before" else 3)
    if clear != "p.grad -= p.grad or 0":
        main: dict[str, Any] = {}
        exec(source, main)  # noqa: S102
        ends = {made.nodes[step.node].label: step.after for step in made.steps if isinstance(step, Update)}
        assert ends == {"w": main["w"].data, "b": main["b"].data}


def test_gradients_that_nobody_clears_go_on_from_what_was_assigned() -> None:
    made = trace(V + WALK + "w.grad = 10.0\nagain = w * 3\nagain.backward()\n")
    account(made)
    last = [step for step in made.steps if isinstance(step, Backward) and step.input == 0][-1]
    assert (last.before, last.after) == (10.0, 13.0)
    assert made.gradients()["w"] == 13.0


TENSOR_WALK = "loss = (w * w).sum() * b.sum()\nloss.backward()\n"  # w.grad is [2, 1], b.grad [5]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("w.grad = None", [("cleared", "w")]),
        ("w.grad.zero_()", [("cleared", "w")]),
        ("w.grad *= 0.5", [("assign", "w", (1.0, 0.5))]),
        ("w.grad.mul_(3)", [("assign", "w", (6.0, 3.0))]),
        ("w.grad.clamp_(-1, 1)", [("assign", "w", (1.0, 1.0))]),
        ("w.grad[0] = 9.0", [("assign", "w", (9.0, 1.0))]),
        ("w.grad = Tensor([3.0, 4.0])", [("assign", "w", (3.0, 4.0))]),
        ("w.grad = w.grad * 2", [("assign", "w", (4.0, 2.0))]),
        ("w.grad.data *= 2", [("assign", "w", (4.0, 2.0))]),
        ("w.grad = w.grad.clone()", []),
        ("w.data -= w.grad", [("update", "w", (0.0, 0.0))]),
        ("with no_grad():\n    w -= 0.5 * w.grad\n    w.grad.zero_()", [("cleared", "w"), ("update", "w", (1.0, 0.5))]),
        ("w.data = Tensor([1.0, 1.0])", [("update", "w", (1.0, 1.0))]),
        ("w.grad *= 0.5\nw.data -= w.grad\nw.grad = None", [("assign", "w", (1.0, 0.5)), ("update", "w", (1.0, 0.5)), ("cleared", "w")]),
        ("s = optim.SGD([w, b], 1.0)\nw.grad *= 0.5\ns.step()\ns.zero_grad()", [("assign", "w", (1.0, 0.5)), ("update", "w", (1.0, 0.5)), ("update", "b", -4.5), ("zero", "w"), ("zero", "b")]),
        ("norm = float(w.grad.norm())\nfor p in (w, b):\n    p.grad.mul_(0.5)", [("assign", "w", (1.0, 0.5)), ("assign", "b", (2.5,))]),
    ],
)  # fmt: skip
def test_of_tensors(lines: str, expected: list[Any]) -> None:
    for more in ("", "again = (w * 2).sum()\nagain.backward()\n"):
        made = trace(T + TENSOR_WALK + lines + "\n" + more)
        account(made)
        found = told(made)
        simple = [tuple((part,) if isinstance(part, float) else part for part in one) for one in found]
        assert (
            simple
            == [tuple((part,) if isinstance(part, float) else part for part in one) for one in expected]
            or simple == found == expected
        )


@pytest.mark.parametrize("clear", ["p.grad = None", "p.grad.zero_()", "p.grad *= 0"])
def test_training_loops_of_tensors(clear: str) -> None:
    source = T + (
        "for k in range(3):\n    loss = ((w * 3 + b - 1) ** 2).mean()\n    loss.backward()\n    for p in (w, b):\n        p.grad.clamp_(-1.0, 1.0)\n"
        f"    for p in (w, b):\n        p.data -= 0.1 * p.grad\n    for p in (w, b):\n        {clear}\n"
    )
    made = trace(source)
    account(made)
    kinds = [step.kind for step in made.steps]
    assert kinds.count("update") == 6
    assert kinds.count("zero") >= 3


def test_a_value_pays_for_it_only_while_something_is_traced() -> None:
    slots = {name: vars(Node)[name] for name in ("data", "grad")}
    trace(V + WALK)
    with pytest.raises(ZeroDivisionError):
        trace(V + "1 / 0")
    assert {name: vars(Node)[name] for name in ("data", "grad")} == slots
    assert not any(isinstance(slot, property) for slot in slots.values())
    w = Value(1.0)
    w.grad = 3.0
    assert (w.grad, w.data) == (3.0, 1.0)
    del w.grad
    assert not hasattr(w, "grad")


def test_what_is_no_number_is_left_to_the_walk() -> None:
    for lines in ("w.grad = 'text'", "w.grad = [1]"):
        with pytest.raises(TypeError):
            trace(V + WALK + lines + "\n(w * b).backward()\n")


def test_over_the_wire() -> None:
    source = V + WALK + "w.grad *= 0.5\nw.grad = None\nb.zero_grad()\nw.data = 1.0\n"
    steps = as_the_page_has_it(trace(source))["steps"]
    assert steps[-4:] == [
        {"kind": "assign", "node": 0, "before": -4.0, "after": -2.0},
        {"kind": "zero", "nodes": [0], "assigned": True},
        {"kind": "zero", "nodes": [1]},
        {"kind": "update", "node": 0, "before": 2.0, "after": 1.0},
    ]
    assert Tensor([1.0]).grad is None


@pytest.mark.parametrize("again", ["w.backward([1.0, 1.0])", "(w * 2).sum().backward()", "w.grad *= 2"])
def test_a_walk_from_a_leaf_itself_is_no_assignment(again: str) -> None:
    made = trace(f"{T}w.backward([3.0, 4.0])\n{again}\n")
    account(made)
    assert sum(isinstance(step, Assign) for step in made.steps) == again.count("*=")


def test_a_second_walk_adds_as_the_engine_adds() -> None:
    made = trace(
        f"{T}x = Tensor([0.1, 0.7], True)\nfor k in (3.0, 7.0):\n    (x * k + x * 0.1 + x / 3).sum().backward()\n"
    )
    account(made)
    assert not any(isinstance(step, Assign) for step in made.steps)
