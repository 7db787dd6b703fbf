"""② Value: PyTorch's semantics for one number. Expected numbers are worked out by hand in each test."""

from __future__ import annotations

import gc
import math
import subprocess
import sys
import weakref

import pytest
from stepgrad import Value, no_grad


def test_the_chain() -> None:
    x = Value(2.0)
    c = (3 * x + 1) ** 2
    c.backward()
    assert c.data == 49.0  # (3·2 + 1)²
    assert x.grad == 42.0  # 2·7·3


def test_a_value_used_twice_collects_both_gradients() -> None:
    a, b = Value(2.0), Value(3.0)
    c = (a + b) * b
    c.backward()
    assert (c.data, a.grad, b.grad) == (15.0, 3.0, 8.0)  # b; a + 2b


def test_both_arguments_the_same_value() -> None:
    x = Value(3.0)
    (x * x).backward()
    assert x.grad == 6.0


def test_gradients_of_leaves_accumulate_and_those_of_results_start_afresh() -> None:
    x = Value(2.0)
    y = x * x
    z = y * 3
    z.backward(retain_graph=True)
    assert (x.grad, y.grad) == (12.0, 3.0)
    z.backward()
    assert (x.grad, y.grad) == (24.0, 3.0)
    x.zero_grad()
    assert x.grad is None


def test_a_graph_can_be_walked_once() -> None:
    x = Value(2.0)
    y = x * x
    y.backward()
    with pytest.raises(RuntimeError, match="second time"):
        y.backward()
    assert x.grad == 4.0  # the refused call changed nothing


def test_a_result_shared_by_two_outputs_survives_with_retain_graph() -> None:
    x = Value(2.0)
    y = x * x
    (y + 1).backward(retain_graph=True)
    (y * 2).backward()
    assert x.grad == 4.0 + 8.0


def test_the_gradient_to_start_with() -> None:
    x = Value(2.0)
    (x * 5).backward(10)
    assert x.grad == 50.0


def test_backward_of_a_leaf() -> None:
    x = Value(2.0)
    x.backward()
    x.backward()
    assert x.grad == 2.0


def test_no_gradient_reaches_what_does_not_require_one() -> None:
    x, k = Value(2.0), Value(3.0, requires_grad=False)
    y = x * k
    y.backward()
    assert (x.grad, k.grad) == (3.0, None)
    assert not (k * k).requires_grad
    with pytest.raises(RuntimeError, match="does not require"):
        (k * k).backward()


def test_detach_and_no_grad() -> None:
    x = Value(2.0)
    (x * x.detach()).backward()
    assert x.grad == 2.0
    with no_grad():
        y = x * x
        assert not y.requires_grad
    assert (x * x).requires_grad

    @no_grad()
    def quiet(v: Value) -> Value:
        return v * v

    assert quiet(x).data == 4.0
    assert not quiet(x).requires_grad
    assert (x * x).requires_grad


def test_no_grad_ends_when_an_error_leaves_it() -> None:
    with pytest.raises(ZeroDivisionError), no_grad():
        Value(1.0) / 0
    assert (Value(1.0) * 2).requires_grad


def test_a_million_nodes_forward_and_backward() -> None:
    x = Value(1.0)
    y = x
    for _ in range(1_000_000):
        y = y + x
    y.backward()
    assert y.data == x.grad == 1_000_001.0
    del y  # freeing the chain must not recurse either


def test_memory_goes_with_the_last_name() -> None:
    gc.disable()  # no collector: only reference counts may free the graph
    try:
        x = Value(2.0)
        y = (x * x).tanh()
        gone = weakref.ref(y._a)
        y.backward()
        del y
        assert gone() is None
    finally:
        gc.enable()


def test_relu_has_slope_zero_at_zero() -> None:
    x = Value(0.0)
    x.relu().backward()
    assert x.grad == 0.0


def test_where_a_tangent_is_vertical_the_gradient_is_infinite() -> None:
    x = Value(0.0)
    (x**0.5).backward()
    assert x.grad == math.inf


def test_nan_survives() -> None:
    x = Value(math.nan)
    assert math.isnan(x.relu().data)
    assert math.isnan((x + 1).data)


def test_a_program_may_branch_on_numbers() -> None:
    x = Value(2.0)
    assert x > 1
    assert x < Value(3.0)
    assert x == 2.0
    assert x >= 2
    assert x <= 2
    assert len({x, Value(2.0)}) == 2  # yet a value stays itself in a set


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: Value(1.0) / 0, ZeroDivisionError, r"div: 1\.0 / 0\.0 divides by zero"),
        (lambda: 1 / Value(0.0), ZeroDivisionError, r"div: 1\.0 / 0\.0 divides by zero"),
        (lambda: Value(0.0) ** -1, ZeroDivisionError, r"pow: 0\.0 \*\* -1\.0"),
        (lambda: Value(0.0).log(), ArithmeticError, r"log: log\(0\.0\) is not a finite real number"),
        (lambda: Value(-8.0) ** 0.5, ArithmeticError, r"pow: -8\.0 \*\* 0\.5 is not a finite real"),
        (lambda: Value(1000.0).exp(), OverflowError, r"exp: exp\(1000\.0\) is too large"),
        (lambda: Value("2"), TypeError, r"Value: expected a number or a Value, got str '2'"),
        (lambda: Value(2.0) * "3", TypeError, r"mul: expected a number or a Value, got str '3'"),
        (lambda: "3" * Value(2.0), TypeError, r"mul: .* got str '3'"),
        (lambda: Value(2.0) + None, TypeError, r"add: .* got NoneType None"),
        (lambda: Value(10**400), OverflowError, r"Value: int is too large"),
        (lambda: Value(2.0).backward("1"), TypeError, r"backward: .* got str"),
    ],
)
def test_bad_input_names_the_operation(call: object, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        call()  # type: ignore[operator]


def test_a_cycle_is_refused_and_changes_nothing() -> None:
    x = Value(2.0)
    y = x * 2
    z = y + 1
    y._a = z  # only by hand
    with pytest.raises(ValueError, match="cycle"):
        z.backward()
    assert x.grad is y.grad is z.grad is None


def test_repr_shows_value_and_gradient_state() -> None:
    x = Value(2.0, "x")
    assert repr(x) == "Value(2.0, grad=None, label='x')"
    (x * 3).backward()
    assert repr(x) == "Value(2.0, grad=3.0, label='x')"
    assert repr(x.detach()) == "Value(2.0, requires_grad=False)"


@pytest.mark.skipif(sys.platform == "emscripten", reason="a browser starts no other Python")
def test_a_program_that_wraps_an_operator_keeps_its_wrapper() -> None:
    # whether or not the operator has been used before: until then something stands in for it
    code = (
        "from stepgrad import Value\n"
        "calls = []\n"
        "plain = Value.__mul__\n"
        "def told(self, other):\n    calls.append(other)\n    return plain(self, other)\n"
        "Value.__mul__ = told\n"
        "x = Value(3.0)\n"
        "y = x * 2 * x + x.mul(5)\n"
        "y.backward()\n"
        "print(len(calls), y.data, x.grad)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": "py"}
    )
    assert done.stdout == "2 33.0 17.0\n"
