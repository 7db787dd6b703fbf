"""④ Forward mode over a trace. Numbers are worked out by hand."""

from __future__ import annotations

import pytest
from stepgrad import jvp, trace
from stepgrad.tracing.tangents import tangents

PROGRAM = """
from stepgrad import Value
x = Value(2.0)
w = Value(3.0)
u = w * x
y = u * u + x.clip(0, 5)
y.backward()
w.data = 1.0
z = w * x
"""


def test_every_node_has_its_rate() -> None:
    found = trace(PROGRAM)
    rates = tangents(found, {"x": 1.0})
    assert [rates[found[name].id] for name in ("x", "u", "y", "z")] == [
        1.0,
        3.0,
        37.0,
        1.0,
    ]  # w; 2uw + 1; the new w
    assert found["w"].id not in rates
    both = tangents(found, {"x": 1.0, found["w"].id: 10.0})
    assert both[found["u"].id] == 23.0  # w + 10x


def test_it_is_what_a_walk_back_says() -> None:
    found = trace(PROGRAM)
    gradients = found.gradients()
    for name in ("x", "w"):
        assert tangents(found, {name: 1.0})[found["y"].id] == gradients[name]
    assert jvp(lambda x: (x * 3) * (x * 3) + x.clip(0, 5), 2.0)[1] == gradients["x"]


def test_through_a_pass_that_is_a_graph() -> None:
    found = trace("from stepgrad import Value\nx = Value(2.0)\ny = x ** 3\ny.backward(create_graph=True)\n")
    assert tangents(found, {"x": 1.0})[found["x.grad"].id] == 12.0  # 6x


def test_what_it_cannot_do() -> None:
    found = trace(PROGRAM)
    with pytest.raises(KeyError):
        tangents(found, {"nobody": 1.0})
    pytest.importorskip("numpy")
    arrays = trace("from stepgrad import Tensor\nx = Tensor([1.0, 2.0], requires_grad=True)\ny = x * 2\n")
    with pytest.raises(TypeError, match="a trace of Values is expected"):
        tangents(arrays, {"x": 1.0})
