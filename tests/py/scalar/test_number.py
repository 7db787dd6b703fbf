"""② A Value is one of Python's numbers: its text, rounding, comparing, operands of every kind, copies and pickles."""

from __future__ import annotations

import copy
import math
import pickle
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
import stepgrad
from stepgrad import Value, maximum, minimum, trace, where

from tests.py.tracing.as_read import as_the_page_has_it


def test_text() -> None:
    v = Value(2.567)
    assert (
        f"{v:.2f} {v:10.3e} {v:+.1f} {v:>8.1f}|{v:g}"
        == f"{2.567:.2f} {2.567:10.3e} {2.567:+.1f} {2.567:>8.1f}|{2.567:g}"
    )
    assert f"{v}" == format(v) == str(v) == "Value(2.567, grad=None)"
    assert "%.2f %d %5.1f" % (v, v, v) == "2.57 2   2.6"  # noqa: UP031 (what is tested)
    assert "{:.1f}".format(v) == "2.6"  # noqa: UP032
    with pytest.raises(ValueError, match="format code 's'"):
        format(v, "s")


def test_plain_numbers() -> None:
    assert (float(Value(2.5)), int(Value(-2.5)), complex(Value(2.5)), Value(2.5).item()) == (
        2.5,
        -2,
        2.5 + 0j,
        2.5,
    )
    assert (round(Value(2.5)), round(Value(2.567), 2), round(Value(-0.5))) == (2, 2.57, 0)
    assert isinstance(round(Value(2.5)), int)
    assert (math.floor(Value(-2.5)), math.ceil(Value(-2.5)), math.trunc(Value(-2.5))) == (-3, -2, -2)
    assert (math.exp(Value(0.0)), math.sqrt(Value(4.0)), math.hypot(Value(3.0), Value(4.0))) == (
        1.0,
        2.0,
        5.0,
    )
    assert math.fsum([Value(0.5), Value(2.0)]) == 2.5
    assert (bool(Value(0.0)), bool(Value(-0.0)), bool(Value(2.0)), bool(Value(math.nan))) == (
        False,
        False,
        True,
        True,
    )
    assert all(type(x) is float for x in (float(Value(2)), round(Value(2.567), 1), math.exp(Value(1.0))))
    with pytest.raises(ValueError, match="NaN"):
        int(Value(math.nan))


def test_comparing_never_fails_for_equality_and_is_a_type_error_for_order() -> None:
    v = Value(1.0)
    for other in (None, "1", [1.0], (1.0,), {}, object(), 1j + 1, b"1"):
        assert not v == other  # noqa: SIM201 (both operators are tested)
        assert v != other
    for same in (1, 1.0, True, Value(1.0), Fraction(1), Decimal(1), 1 + 0j):
        assert v == same
        assert not v != same  # noqa: SIM202
        assert same == v
    assert None not in [v]
    assert v in [None, "a", 1.0]
    assert [v, None, "1"].count(None) == 1
    assert (v < 2, v <= Fraction(1), v > Decimal(2), v >= Value(1.0), v > 0, v >= 2) == (
        True,
        True,
        False,
        True,
        True,
        False,
    )
    for other in (None, "1", [1.0], 1j):
        with pytest.raises(TypeError, match="'<' not supported between instances of 'Value'"):
            v < other  # noqa: B015
    assert not Value(math.nan) == Value(math.nan)  # noqa: SIM201


def test_a_value_is_no_container() -> None:
    v = Value(1.0)
    with pytest.raises(TypeError, match="'Value' object is not iterable"):
        list(v)  # type: ignore[call-overload]
    with pytest.raises(TypeError):
        1.0 in v  # type: ignore[operator]  # noqa: B015
    with pytest.raises(TypeError):
        len(v)  # type: ignore[arg-type]


def test_builtins_over_values() -> None:
    a, b = Value(1.0), Value(3.0)
    assert max(a, b, 2) is b
    assert min([b, a]) is a
    assert sorted([b, 2, a]) == [1.0, 2, 3.0]
    total = sum([a, b], start=0)
    total.backward()
    assert (total.data, a.grad, b.grad) == (4.0, 1.0, 1.0)
    assert math.prod([a, b]).data == 3.0  # type: ignore[type-var]


@pytest.mark.parametrize(
    ("x", "y"), [(7.0, 2.0), (-7.0, 2.0), (7.0, -2.0), (7.5, 0.1), (1.0, 0.1), (-1e200, 3.0), (5.0, math.inf)]
)
def test_whole_quotients_and_remainders_are_pythons(x: float, y: float) -> None:
    a, b = Value(x), Value(y)
    for quotient, remainder in (divmod(a, b), (a // b, a % b), divmod(a, y), divmod(x, b), (x // b, x % b)):
        assert (quotient.data, remainder.data) == divmod(x, y)
    (a % b).backward()
    assert (a.grad, b.grad) == (1.0, -(x // y))  # a − b · (a // b), with the quotient held
    a.zero_grad()
    (a // b * 3 + a).backward()
    assert a.grad == 1.0  # steps are flat
    with pytest.raises(ZeroDivisionError, match="remainder"):
        a % 0
    with pytest.raises(ZeroDivisionError, match="floor_divide"):
        x // Value(0.0)


OPERANDS = [2, True, Fraction(1, 2), Decimal("0.5"), 2.5]
OPERATIONS: list[Callable[[Any, Any], Any]] = [
    lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b, lambda a, b: a / b, lambda a, b: a**b,
    lambda a, b: a // b, lambda a, b: a % b,
]  # fmt: skip


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("other", OPERANDS)
def test_numbers_of_every_kind_on_either_side(operation: Any, other: Any) -> None:
    for left, right in ((Value(3.0), other), (other, Value(3.0))):
        made = operation(left, right)
        assert type(made) is Value
        assert made.data == operation(float(left), float(right))


def test_what_is_no_real_number_is_refused() -> None:
    for other in (1j, "a", None, [1.0]):
        for operation in OPERATIONS[:5]:
            with pytest.raises(TypeError, match="expected a number or a Value"):
                operation(Value(1.0), other)


def test_functions_take_a_number_in_any_place() -> None:
    for larger, smaller in (
        (maximum(0, Value(2.0)), minimum(3, Value(2.0))),
        (maximum(Value(2.0), 0), minimum(Value(2.0), 3)),
    ):
        assert (larger.data, smaller.data) == (2.0, 2.0)
    v = Value(-2.0)
    maximum(-3, v).backward()
    assert v.grad == 1.0
    v.zero_grad()
    (where(False, 1, v) + where(True, v, 1) + where(v > 0, 1.0, v) + where(Value(0.0), 5, v)).backward()
    assert v.grad == 4.0
    with pytest.raises(TypeError, match="maximum: expected a Value or a Tensor, got int and float"):
        maximum(0, 1.0)
    with pytest.raises(TypeError, match="minimum: expected a number or a Value, got str 'a'"):
        minimum("a", v)
    source = "from stepgrad import Value, maximum\nx = Value(2.0)\ny = maximum(0, x)\ny.backward()\n"
    assert [*trace(source)["y"].args] == [0.0, 0]  # in the order in which they were given


def test_pytorchs_words_for_parameters() -> None:
    assert Value(5.0).clamp(max=1).data == Value(5.0).clip(None, 1).data == Value(5.0).clip(0, 1).data == 1.0
    assert Value(-5.0).clamp(min=0).data == Value(-5.0).clamp(0).data == 0.0
    assert Value(-1.0).leaky_relu(negative_slope=0.5).data == Value(-1.0).leaky_relu(0.5).data == -0.5  # type: ignore[attr-defined]
    with pytest.raises(TypeError, match="clip: its parameters are low, high"):
        Value(1.0).clip(middle=0)


def test_data_may_be_set_to_any_number() -> None:
    for number in (3, True, Fraction(3, 2), Decimal("1.5")):
        x, y = Value(2.0), Value(5.0)
        x.data = number  # type: ignore[assignment]
        z = x * y + x.exp() + x.maximum(1) + 2 * x
        z.backward()
        f = float(number)
        assert type(z.data) is float
        assert z.data == f * 5 + math.exp(f) + max(f, 1.0) + 2 * f
        assert (y.grad, float(x), f"{x:.1f}") == (f, f, f"{f:.1f}")
    x.data = "3"  # type: ignore[assignment]
    with pytest.raises(TypeError, match="add: expected a number or a Value, got str '3'"):
        x + y


def test_a_traced_program_and_an_untraced_one_agree_on_ints() -> None:
    source = "from stepgrad import Value\nw = Value(2.0)\ny = w * w\nw.data = {}\nw.grad = {}\nz = w * w\nz.backward()\n"
    for data, grad in (("3", "0"), ("True", "1"), ("-2", "None"), ("2.5", "2")):
        names: dict[str, Any] = {}
        exec(source.format(data, grad), names)  # noqa: S102
        found = trace(source.format(data, grad))
        assert found.gradients()["w"] == names["w"].grad
        assert found["z"].value == names["z"].data
        (update,) = [step for step in found.steps if step.kind == "update"]
        assert (update.before, update.after) == (2.0, float(names["w"].data))


def test_a_gradient_may_be_set_to_an_int() -> None:
    p = Value(3.0)
    p.grad = 0
    (p * p).backward()
    assert p.grad == 6.0
    p.grad = 1
    (p * p).backward()
    assert p.grad == 7.0


def test_attributes_of_ones_own() -> None:
    p = Value(1.0, "p")
    p.m = p.v = 0.0  # type: ignore[attr-defined]
    p.m += 0.5  # type: ignore[attr-defined]
    y = p * 2
    y._vis_color = (1, 2, 3)  # type: ignore[attr-defined]
    assert (p.m, p.v, y._vis_color, p.label, y.label) == (0.5, 0.0, (1, 2, 3), "p", None)  # type: ignore[attr-defined]
    with pytest.raises(AttributeError):
        _ = y.m  # type: ignore[attr-defined]
    y.label = "y"
    assert repr(y) == "Value(2.0, grad=None, label='y')"


COPIES: dict[str, Callable[[Any], Any]] = {
    "deepcopy": copy.deepcopy,
    "pickle": lambda x: pickle.loads(pickle.dumps(x)),
    "pickle in Python, protocol 2": lambda x: pickle._loads(pickle._dumps(x, 2)),  # type: ignore[attr-defined]
}


@pytest.mark.parametrize("made", COPIES.values(), ids=COPIES)
def test_a_copied_graph_is_whole_and_apart(made: Any) -> None:
    x = Value(3.0, "x")
    x.m = 0.5  # type: ignore[attr-defined]
    y = (x * 2 - 7).relu() + x.clip(0, 1)  # a branch that is not taken among them
    z = y * x / y
    x2, y2, z2, k = made((x, y, z, Value(2.0, requires_grad=False)))
    z2.backward()
    assert (x2.data, x2.label, x2.m, x2.grad, y2.grad) == (3.0, "x", 0.5, 1.0, 0.0)
    assert (x.grad, y.grad, z.grad, k.requires_grad) == (None, None, None, False)
    z.backward()
    assert x.grad == 1.0
    with pytest.raises(RuntimeError, match="second time"):
        made(z).backward()  # what was freed stays freed
    (inf,) = made([Value(0.0).relu().sqrt()])
    inf.backward()
    assert inf._a._a.grad == 0.0


@pytest.mark.parametrize("made", COPIES.values(), ids=COPIES)
def test_copies_of_long_chains(made: Any) -> None:
    x = y = Value(1.0)
    for _ in range(5_000):
        y = y + x
    again, leaf = made([y, x])
    again.backward()
    assert (again.data, leaf.grad, x.grad) == (5_001.0, 5_001.0, None)


def test_a_shallow_copy_shares_what_it_came_from() -> None:
    x = Value(2.0, "x")
    y = x * 3
    z = copy.copy(y)
    z.backward()
    assert (z is y, z.data, x.grad) == (False, 6.0, 3.0)
    p = copy.copy(x)
    p.data = 5.0
    assert (x.data, p.label) == (2.0, "x")


def test_copies_are_nodes_of_a_trace() -> None:
    source = "import copy\nfrom stepgrad import Value\nx = Value(2.0)\ny = x * x\nz = copy.deepcopy(y)\nz.backward()\n"
    found = trace(source)
    assert [node.op.name if node.op else None for node in found.nodes] == [None, "mul", None, "mul"]
    assert [step.kind for step in found.steps] == ["forward", "forward", "seed", "backward", "backward"]


@pytest.mark.parametrize(
    ("call", "often"),
    [
        (lambda a, b: a + b, True), (lambda a, b: a - b, True), (lambda a, b: -a, True), (lambda a, b: 1 - a, True),
        (lambda a, b: a * b, False), (lambda a, b: a * 2, False), (lambda a, b: a / 2, False), (lambda a, b: a**0, False),
        (lambda a, b: a.relu(), False), (lambda a, b: a.clip(0, 5), False), (lambda a, b: where(True, a, b), False),
        (lambda a, b: abs(a), False), (lambda a, b: a.maximum(b), False), (lambda a, b: a % 2, True),
    ],
)  # fmt: skip
def test_what_keeps_nothing_may_be_walked_again(call: Any, often: bool) -> None:
    # as in PyTorch, but for a % b, which needs b
    a, b = Value(3.0), Value(2.0)
    y = call(a, b)
    y.backward()
    once = a.grad
    if often:
        y.backward()
        assert a.grad == 2 * once  # type: ignore[operator]
    else:
        with pytest.raises(RuntimeError, match="second time"):
            y.backward()
        assert a.grad == once


def test_a_sum_of_what_was_freed_is_refused_and_changes_nothing() -> None:
    a = Value(3.0)
    y = a * a + 1
    y.backward()
    with pytest.raises(RuntimeError, match="second time"):
        y.backward()
    assert (a.grad, y.grad) == (6.0, 1.0)


def test_infinite_slopes_keep_their_sign() -> None:
    for call, x, slope in (
        (lambda v: 1 / v, 1e-200, -math.inf), (lambda v: 1 / v, -1e-200, -math.inf), (lambda v: v**-1, -1e-200, -math.inf),
        (lambda v: v**-2, -1e-110, math.inf), (lambda v: v.sqrt(), -0.0, -math.inf), (lambda v: v**0.5, 0.0, math.inf),
    ):  # fmt: skip
        v = Value(x)
        call(v).backward()  # type: ignore[no-untyped-call]
        assert v.grad == slope


def test_a_trace_says_that_nothing_flowed() -> None:
    source = "from stepgrad import Value\nx = Value(-2.0)\ny = x.relu()\nz = y.sqrt()\nz.backward()\n"
    step = trace(source).steps[-1]
    assert (step.upstream, step.local, step.contribution, step.after) == (math.inf, 0.0, 0.0, 0.0)
    (wire,) = [
        s for s in as_the_page_has_it(trace(source))["steps"] if s["kind"] == "backward" and s["node"] == 1
    ]
    assert (wire["upstream"], wire["local"], wire["contribution"]) == ("Infinity", 0, 0)


def test_check_gradients_takes_any_number() -> None:
    for x in (3, True, Fraction(1, 3), Decimal("0.5"), Value(2.0), 1e6, -1e8):
        stepgrad.check_gradients(lambda a: a * a, x)
    stepgrad.check_gradients(lambda a: 2.0, 3.0)
    stepgrad.check_gradients(lambda a, b: b, 3.0, 1.0)
    with pytest.raises(AssertionError, match=r"input 0 \(x = 2\)"):
        stepgrad.check_gradients(lambda a: a.detach() * a, 2)
    with pytest.raises(TypeError, match="check_gradients: expected a number"):
        stepgrad.check_gradients(lambda a: a, "2")
