"""③ backward(create_graph=True) and grad() of Values. The numbers are worked out by hand, or PyTorch's (derivatives_known.py)."""

from __future__ import annotations

import copy
import gc
import math
import pickle
import weakref

import pytest
import stepgrad
from stepgrad import Value, grad, no_grad

from tests.py.rules.cases import CASES, Case
from tests.py.scalar.derivatives import derivatives
from tests.py.scalar.derivatives_known import KNOWN


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_row_to_the_third_derivative(case: Case) -> None:
    numbers, known = KNOWN[case.name]
    values = [Value(x) for x in numbers]
    for a, b in zip(derivatives(case.call(*values) * 1.5, values, grad), known, strict=True):
        assert abs(a - b) <= 1e-8 * (1 + abs(b))


def test_backward_leaves_gradients_with_a_history() -> None:
    x = Value(2.0)
    (x**3).backward(create_graph=True)
    first, x.grad = x.grad, None
    assert first.data == 12.0  # 3x²
    first.backward(create_graph=True)
    second, x.grad = x.grad, None
    assert second.data == 12.0  # 6x
    second.backward()
    assert x.grad == 6.0


def test_without_create_graph_they_are_floats() -> None:
    x = Value(2.0)
    (x**3).backward()
    assert type(x.grad) is float
    assert grad(x**3, x) == (12.0,)
    assert type(grad(x**3, x)[0]) is float


def test_a_constant_gradient_is_a_value_without_a_history() -> None:
    x = Value(2.0)
    (3 * x).backward(create_graph=True)
    assert isinstance(x.grad, Value)
    assert (x.grad.data, x.grad.requires_grad) == (3.0, False)
    with pytest.raises(RuntimeError, match="does not require a gradient"):
        x.grad.backward()


def test_the_penalty_of_a_slope() -> None:
    w, x = Value(0.5), Value(2.0)
    (slope,) = grad(w * x**2, x, create_graph=True)  # 2wx
    ((slope - 1) ** 2).backward()  # (2wx − 1)²
    assert w.grad == 8.0  # 2(2wx − 1)·2x
    assert x.grad == 2.0  # 2(2wx − 1)·2w


def test_gradients_of_leaves_accumulate_over_both_kinds_of_walk() -> None:
    x = Value(3.0)
    (x * x).backward()
    (x * x).backward(create_graph=True)
    assert x.grad.data == 12.0
    (x * x).backward()
    assert x.grad.data == 18.0
    (g,) = grad(x.grad, x)
    assert g == 2.0  # of the one that has a history


def test_retain_graph_is_as_create_graph_unless_it_is_given() -> None:
    x = Value(2.0)
    y = x**3
    grad(y, x, create_graph=True)
    grad(y, x, create_graph=True, retain_graph=False)
    with pytest.raises(RuntimeError, match="second time"):
        grad(y, x)
    y = x**3
    y.backward(create_graph=True, retain_graph=False)
    with pytest.raises(RuntimeError, match="second time"):
        y.backward()


def test_a_graph_is_made_also_where_gradients_are_off() -> None:  # as in PyTorch
    x = Value(2.0)
    y = x**3
    with no_grad():
        (g,) = grad(y, x, create_graph=True)
        assert (x * 2).requires_grad is False
    assert grad(g, x) == (12.0,)


def test_grad_changes_no_gradient() -> None:
    x, w = Value(2.0), Value(3.0)
    (x * w).backward()
    y = x * w
    assert grad(y * y, [x, w]) == (36.0, 24.0)
    assert (x.grad, w.grad, y.grad) == (3.0, 2.0, None)


def test_grad_of_results_of_several_outputs_and_with_weights() -> None:
    x = Value(2.0)
    u = x * x
    assert grad([u * 3, u * x], [u, x], grad_outputs=[1.0, Value(10.0)]) == (
        23.0,
        132.0,
    )  # 3 + 10x; 6x + 30x²
    assert grad(u, u) == (1.0,)
    u = x * x
    assert grad([u, u], x, grad_outputs=[2, None]) == (12.0,)


def test_a_weight_may_have_a_history() -> None:
    x, v = Value(3.0), Value(1.0)
    (g,) = grad(x**2, x, grad_outputs=v, create_graph=True)
    assert grad(g, v) == (6.0,)  # what is linear in v has the derivative itself
    y = x**2
    y.backward(v, create_graph=True)
    assert grad(x.grad, v) == (6.0,)


def test_what_was_freed_is_needed_only_on_the_way() -> None:
    x = Value(2.0)
    u = x * x
    y = u * u
    u.backward()
    assert grad(y, u) == (8.0,)
    assert grad(u, u) == (1.0,)
    with pytest.raises(RuntimeError, match="second time"):
        grad(u, x)
    with pytest.raises(RuntimeError, match="second time"):
        grad(y, x)
    with pytest.raises(RuntimeError, match="second time"):
        y.backward()


def test_what_is_not_used() -> None:
    x, w = Value(2.0), Value(3.0)
    with pytest.raises(RuntimeError, match=r"do not depend on Value\(3.0.*index 1; allow_unused"):
        grad(x * x, [x, w])
    assert grad(x * x, [x, w], allow_unused=True) == (4.0, None)
    assert grad(x * x, [x, w], materialize_grads=True) == (4.0, 0.0)
    with pytest.raises(ValueError, match="materialize_grads"):
        grad(x * x, w, allow_unused=False, materialize_grads=True)


def test_what_cannot_be_asked_for() -> None:
    x, c = Value(2.0), Value(1.0, requires_grad=False)
    with pytest.raises(RuntimeError, match="does not require a gradient"):
        grad(c * 2, x)
    with pytest.raises(RuntimeError, match="one of the inputs"):
        grad(x * c, c)
    with pytest.raises(RuntimeError, match="1 outputs and 2 gradients"):
        grad(x * c, x, [1.0, 2.0])
    with pytest.raises(RuntimeError, match="no inputs"):
        grad(x * c, [])
    with pytest.raises(TypeError, match="expected Values as outputs, got float"):
        grad(2.0, x)
    assert x.grad is None


# A branch that is not taken stays exactly 0 in every order, whatever arrives from above.
def test_branches_that_are_not_taken() -> None:
    x = Value(0.0)
    for y in (x.relu() ** 3, abs(x) ** 2, x.clip(1.0, 2.0) * x):
        assert all(math.isfinite(g) for g in derivatives(y, [x], grad))
    with_one_side = x.where(Value(1.0) / 1e-300, True)  # type: ignore[attr-defined]
    assert derivatives(with_one_side**2, [x], grad) == [0.0, 2.0, 0.0]
    assert derivatives(x**0, [x], grad) == [0.0, 0.0, 0.0]


def test_poles_are_infinite_and_raise_nothing() -> None:
    x = Value(0.0)
    assert derivatives(x.sqrt(), [x], grad)[0] == math.inf
    assert derivatives(x**0.5, [x], grad)[:2] == [math.inf, -math.inf]
    big = Value(700.0)
    assert derivatives(big.exp(), [big], grad) == [big.exp().data] * 3


def test_the_parameters_of_a_call_are_there_at_the_second_walk() -> None:
    x = Value(-2.0)
    assert derivatives(x.elu(3.0), [x], grad) == pytest.approx([3 * math.exp(-2)] * 3)  # type: ignore[attr-defined]
    assert derivatives(x.leaky_relu(0.5) ** 2, [x], grad) == [-1.0, 0.5, 0.0]  # type: ignore[attr-defined]
    assert derivatives(x.clip(-3, high=5) ** 2, [x], grad) == [-4.0, 2.0, 0.0]  # type: ignore[attr-defined]


def test_a_gradient_is_a_value_of_its_own() -> None:
    a, b = Value(2.0), Value(3.0)
    (a * b + a + b).backward(create_graph=True)
    assert a.grad is not b.grad
    a.grad.data = 100.0
    assert (b.data, b.grad.data) == (3.0, 3.0)
    (a + b).backward(create_graph=True)


def test_training_with_gradients_that_are_values() -> None:
    w = Value(2.0)
    for _ in range(3):
        w.grad = None
        (w**2).backward(create_graph=True)
        w.data -= 0.25 * w.grad
    assert (w * 1).data == 0.25  # halved three times
    assert type(w.data) is float


def test_the_same_numbers_as_without() -> None:
    for numbers in ((0.3, 1.7), (-2.1, 0.4)):
        found = []
        for create_graph in (False, True):
            a, b = map(Value, numbers)
            y = ((a * b).tanh() / (1 + b * b)) ** 3 - a.sigmoid().log() * b
            y.backward(create_graph=create_graph)
            found.append([float(x.grad) for x in (a, b)])
        assert found[0] == found[1]  # to the last bit


def test_long_chains() -> None:
    gc.disable()  # it would take nine tenths of the time
    try:
        x = y = Value(1.0)
        for _ in range(200_000):
            y = y * 1.0
        (g,) = grad(y, x, create_graph=True)
        assert g.data == 1.0
        x = y = Value(1.0)
        for _ in range(30_000):
            y = y * y * 0.5
        (g,) = grad(y, x, create_graph=True)
        assert g.data == 0.0
        assert grad(g, x) == (0.0,)
        gone = weakref.ref(g)
        del g, y
        assert gone() is None  # at once: nothing of it refers back
    finally:
        gc.enable()


def test_what_backward_makes_can_be_freed() -> None:
    gc.collect()
    x = Value(2.0)
    y = x * x
    y.backward(create_graph=True)
    gone = weakref.ref(x.grad)
    x.grad = y.grad = None
    assert gone() is None
    y = x * x
    y.backward(create_graph=True)
    gone = weakref.ref(x)
    del x, y
    gc.collect()
    assert gone() is None


def test_copies_keep_what_a_second_walk_needs() -> None:
    x = Value(-2.0)
    y = x.elu(3.0) * x.gelu()  # type: ignore[attr-defined]
    for other in (copy.deepcopy((x, y)), pickle.loads(pickle.dumps((x, y)))):
        assert derivatives(other[1], [other[0]], grad) == derivatives(y, [x], grad)
    (g,) = grad(y, x, create_graph=True)
    a, h = pickle.loads(pickle.dumps((x, g)))
    assert derivatives(h, [a], grad) == derivatives(g, [x], grad)


def test_copies_of_a_long_chain_with_its_gradients() -> None:
    x = y = Value(1.0)
    for _ in range(1_500):
        y = y * y * 0.5 + 0.1
    y.backward(create_graph=True)
    for other in (copy.deepcopy((x, y)), pickle.loads(pickle.dumps((x, y)))):
        a, b = other
        assert (a.grad.data, b.data) == (x.grad.data, y.data)
        assert a.grad is not x.grad
        assert grad(a.grad, a, retain_graph=True) == grad(x.grad, x, retain_graph=True)
    only = copy.deepcopy(x)
    assert grad(only.grad, only, retain_graph=True) == grad(x.grad, x, retain_graph=True)


def test_an_optimizer_takes_gradients_that_are_values() -> None:
    w = Value(2.0)
    steps = stepgrad.optim.Adam([w], 0.5)
    for _ in range(2):
        steps.zero_grad()
        (w**2).backward(create_graph=True)
        steps.step()
    assert type(w.data) is float
    other = Value(2.0)
    steps = stepgrad.optim.Adam([other], 0.5)
    for _ in range(2):
        steps.zero_grad()
        (other**2).backward()
        steps.step()
    assert w.data == other.data
