"""④ A backward pass that is a graph itself, and grad(), which leaves all gradients as they are. Numbers are worked out by hand."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest
from stepgrad import Value, trace

TWICE = """
from stepgrad import Value
x = Value(2.0)
y = x ** 3
y.backward(create_graph=True)
first = x.grad
x.grad = None
first.backward(create_graph=True)
second = x.grad
x.grad = None
second.backward()
print(first.data, second.data, x.grad)
"""
PENALTY = """
from stepgrad import Value, grad
w = Value(0.5)
x = Value(2.0)
f = w * x ** 2
(slope,) = grad(f, x, create_graph=True)
penalty = (slope - 1) ** 2
penalty.backward()
"""
TENSORS = """
from stepgrad import Tensor, grad
x = Tensor([1.0, 2.0], requires_grad=True)
w = Tensor(3.0, requires_grad=True)
y = (x ** 3 * w).sum()
dx, dw = grad(y, [x, w], create_graph=True)
z = dx.sum() + dw
z.backward()
"""
HESSIAN = """
from stepgrad import Value, grad
a, b = Value(3.0), Value(2.0)
y = a * a * b
ga, gb = grad(y, [a, b], create_graph=True)
rows = [grad(g, [a, b], retain_graph=True, allow_unused=True) for g in (ga, gb)]
print(rows)
"""


def kinds(result: Any) -> str:
    return "".join(step.kind[0] for step in result.steps)


def balanced(result: Any) -> None:
    """Every sum is right; and where a gradient is a node, its value is the gradient."""
    for step in result.steps:
        if step.kind == "backward" and step.local is not None:
            assert step.upstream * step.local == step.contribution
            assert step.before + step.contribution == step.after
        if getattr(step, "made", None) is not None:
            assert result.nodes[step.made].value == step.after


def test_a_pass_that_is_a_graph_of_three_orders() -> None:
    result = trace(TWICE)
    assert result.output == "12.0 12.0 6.0\n"  # 3x², 6x, 6
    balanced(result)
    # y; its pass, in which x² and 3 × x² come before the step that uses them; then 2 × x and 3 × (2 × x)
    assert kinds(result) == "fsffb" + "zsbffb" + "zsbb"
    assert [result.nodes[step.made].label for step in result.steps if getattr(step, "made", None)] == [
        "first",
        "second",
    ]
    first = result["first"]
    assert [first.op and first.op.name, first.args[0], first.value] == ["mul", 3.0, 12.0]  # 3 × x²
    assert result.gradients()["x"] == 6.0
    passes = result.passes
    assert [(one.start, one.end) for one in passes] == [(0, 5), (5, 11), (11, 15)]
    assert [result.nodes[one.root].label for one in passes] == ["y", "first", "second"]


def test_operations_of_a_pass_were_made_where_it_was_asked_for() -> None:
    result = trace(TWICE)
    lines = [node.at and node.at[0] for node in result.nodes]
    assert lines == [3, 4, 5, 5, 8, 8]


def test_the_slope_that_grad_returns_can_be_walked_from() -> None:
    result = trace(PENALTY)
    balanced(result)
    assert (result["slope"].value, result["penalty"].value) == (2.0, 1.0)  # 2wx
    assert result.gradients()["w"] == 8.0  # 2(2wx − 1)·2x
    assert result.gradients()["x"] == 2.0
    (asked,) = [step for step in result.steps if step.kind == "seed" and step.returned]
    assert result.nodes[asked.node].label == "f"


def test_what_grad_returns_is_in_no_account() -> None:
    program = """
from stepgrad import Value, grad
x = Value(3.0)
y = x * x
y.backward(retain_graph=True)
g = grad(y, x)
(x * 5).backward()
print(g, x.grad)
"""
    result = trace(program)
    balanced(result)
    assert result.output == "(6.0,) 11.0\n"
    assert [(step.before, step.after) for step in result.steps if step.kind == "backward"] == [
        (0.0, 3.0), (3.0, 6.0), (0.0, 3.0), (3.0, 6.0), (6.0, 11.0),
    ]  # fmt: skip
    assert [step.returned for step in result.steps if step.kind == "seed"] == [False, True, False]
    assert not any(step.kind in ("zero", "assign") for step in result.steps)
    assert result.gradients() == {"x": 11.0, "y": 1.0}
    alone = trace("from stepgrad import Value, grad\nx = Value(3.0)\ny = x * x\ngrad(y, x)\n")
    assert alone.gradients() == {}


def test_the_same_of_tensors() -> None:
    pytest.importorskip("numpy")
    program = """
import stepgrad.torch as torch
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = (x * x).sum()
y.backward(retain_graph=True)
g = torch.autograd.grad(y, x, retain_graph=True)[0]
h = torch.autograd.grad(y, x, create_graph=True)[0]
y.backward(inputs=[x])
"""
    result = trace(program)
    assert [step.returned for step in result.steps if step.kind == "seed"] == [False, True, True, False]
    assert not any(step.kind in ("zero", "assign") for step in result.steps)
    grads = result.gradients()
    assert grads["x"].data == (4.0, 8.0)  # type: ignore[union-attr]
    starts = [step.before for step in result.steps if step.kind == "backward" and step.input == 0]
    assert [start if isinstance(start, float) else start.data for start in starts] == [
        0.0, (1.0, 2.0), 0.0, (1.0, 2.0), 0.0, (1.0, 2.0), (2.0, 4.0), (3.0, 6.0),
    ]  # fmt: skip
    assert result["h"].value.data == (2.0, 4.0)  # type: ignore[union-attr]


def test_a_pass_over_tensors_is_a_graph() -> None:
    pytest.importorskip("numpy")
    result = trace(TENSORS)
    balanced(result)
    assert result["dx"].value.data == (9.0, 36.0)  # type: ignore[union-attr]  # 3wx²
    assert result["dw"].value == 9.0  # Σ x³
    assert result.gradients()["x"].data == (21.0, 48.0)  # type: ignore[union-attr]  # 6wx + 3x²
    assert result.gradients()["w"] == 15.0  # Σ 3x²
    assert not any(step.kind in ("zero", "assign") for step in result.steps)


def test_backward_over_tensors_leaves_gradients_with_names() -> None:
    pytest.importorskip("numpy")
    result = trace(
        "from stepgrad import Tensor\nx = Tensor([1.0, 2.0], requires_grad=True)\n(x ** 3).sum().backward(create_graph=True)\n"
        "x.grad.sum().backward()\n"
    )
    balanced(result)
    assert result["x.grad"].value.data == (3.0, 12.0)  # type: ignore[union-attr]
    assert not any(step.kind in ("zero", "assign") for step in result.steps)
    assert result.gradients()["x"].data == (9.0, 24.0)  # type: ignore[union-attr]  # 3x² + 6x


def test_gradients_without_a_variable_are_named_after_what_they_are_of() -> None:
    backward = trace(
        "from stepgrad import Value\nx = Value(2.0)\nc = x ** 3\nc.backward(create_graph=True)\n"
    )
    assert backward["x.grad"].value == 12.0
    asked = trace(
        "from stepgrad import Value, grad\nx = Value(2.0)\nc = x ** 3\nprint(grad(c, x, create_graph=True)[0] * 2)\n"
    )
    assert asked["∂c/∂x"].value == 12.0


def test_rows_of_second_derivatives() -> None:
    result = trace(HESSIAN)
    balanced(result)
    assert result.output == "[(4.0, 6.0), (6.0, None)]\n"  # of a²b: 2b, 2a; 2a, nothing
    assert result.gradients() == {}


def test_ordinary_passes_add_to_gradients_that_are_nodes() -> None:
    program = """
from stepgrad import Value
x = Value(3.0)
(x * x).backward(create_graph=True)
(x * x).backward()
"""
    result = trace(program)
    balanced(result)
    assert result.gradients()["x"] == 12.0
    assert all(isinstance(step.after, float) for step in result.steps if step.kind == "backward")


def test_sharing_changes_in_place_of_what_is_traced() -> None:
    program = """
from stepgrad import Value
w = Value(2.0)
for _ in range(2):
    w.grad = None
    (w ** 2).backward(create_graph=True)
    w.data -= 0.25 * w.grad
"""
    result = trace(program)
    balanced(result)
    assert [(step.before, step.after) for step in result.steps if step.kind == "update"] == [
        (2.0, 1.0),
        (1.0, 0.5),
    ]


def test_a_trace_lets_go_of_what_was_traced() -> None:
    seen: list[weakref.ref[Any]] = []
    plain = Value.__init__

    def watched(self: Any, *args: Any, **named: Any) -> None:
        plain(self, *args, **named)
        seen.append(weakref.ref(self))

    Value.__init__ = watched  # type: ignore[method-assign]
    try:
        trace(TWICE)
    finally:
        Value.__init__ = plain  # type: ignore[method-assign]
    gc.collect()
    assert not [one for one in seen if one() is not None]
