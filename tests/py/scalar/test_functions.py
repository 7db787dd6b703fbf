"""③ jacobian, hessian, vjp and jvp of functions of Values. The derivatives are worked out by hand."""

from __future__ import annotations

import pytest
from stepgrad import Value, grad, hessian, jacobian, jvp, vjp
from stepgrad.scalar.gradients import tangents


def polar(r: Value, t: Value) -> tuple[Value, Value]:
    return r * t.cos(), r * t.sin()  # type: ignore[attr-defined]


def two(xs: list[Value]) -> list[Value]:
    a, b, c = xs
    return [a * b + c, a**2 * c]


def test_a_number_of_a_number() -> None:
    assert jacobian(lambda x: x**3, 2.0) == 12.0
    assert hessian(lambda x: x**3, 2.0) == 12.0
    assert hessian(lambda x: x**4, Value(2.0)) == 48.0
    assert vjp(lambda x: x**3, 2.0) == (8.0, 12.0)
    assert jvp(lambda x: x**3, 2.0) == (8.0, 12.0)
    assert jvp(lambda x: x**3, 2.0, 0.5) == (8.0, 6.0)


@pytest.mark.parametrize("strategy", ["reverse-mode", "forward-mode"])
def test_lists(strategy: str) -> None:
    found = jacobian(two, [2.0, 3.0, 5.0], strategy=strategy)
    assert found == [[3.0, 2.0, 1.0], [20.0, 0.0, 4.0]]  # b, a, 1; 2ac, 0, a²


@pytest.mark.parametrize("strategy", ["reverse-mode", "forward-mode"])
def test_several_arguments_and_results(strategy: str) -> None:
    (a, b), (c, d) = jacobian(polar, (2.0, 0.0), strategy=strategy)
    assert (a, b, c, d) == (1.0, 0.0, 0.0, 2.0)  # cos t, −r sin t; sin t, r cos t


def test_products_with_the_jacobian() -> None:
    outputs, rates = jvp(two, [2.0, 3.0, 5.0], [1.0, 0.0, 10.0])
    assert (outputs, rates) == ([11.0, 20.0], [13.0, 60.0])  # b + 10; 2ac + 10a²
    outputs, gradients = vjp(two, [2.0, 3.0, 5.0], [1.0, 10.0])
    assert gradients == [203.0, 2.0, 41.0]  # b + 20ac, a, 1 + 10a²
    assert jvp(polar, (2.0, 0.0), (1.0, 3.0)) == ((2.0, 0.0), (1.0, 6.0))


def test_second_derivatives() -> None:
    assert hessian(lambda xs: xs[0] ** 2 * xs[1], [3.0, 2.0]) == [[4.0, 6.0], [6.0, 0.0]]  # 2b, 2a; 2a, 0
    assert hessian(lambda a, b: a**2 * b, (3.0, 2.0)) == ((4.0, 6.0), (6.0, 0.0))
    assert hessian(lambda p: p["w"] ** 2 * p["x"], {"w": 3.0, "x": 2.0}) == {
        "w": {"w": 4.0, "x": 6.0},
        "x": {"w": 6.0, "x": 0.0},
    }
    assert hessian(lambda a, b: 3 * a + b, (1.0, 2.0)) == ((0.0, 0.0), (0.0, 0.0))
    assert hessian(lambda a: 5.0, 1.0) == 0.0


def test_third_derivatives_by_functions_of_functions() -> None:
    assert jacobian(lambda x: hessian(lambda z: z**4, x, create_graph=True), 2.0) == 48.0  # 24x
    assert hessian(lambda x: jacobian(lambda z: z**4, x, create_graph=True), 2.0) == 48.0
    assert jacobian(lambda x: jvp(lambda z: z**4, x, create_graph=True)[1], 3.0) == 108.0  # 12x²
    assert jvp(lambda x: vjp(lambda z: z**4, x, create_graph=True)[1], 3.0)[1] == 108.0


def test_with_create_graph_what_comes_out_can_be_differentiated() -> None:
    x = Value(2.0)
    slope = jacobian(lambda z: z**3, x, create_graph=True)
    assert grad(slope, x) == (12.0,)
    w = Value(5.0)
    _, rate = jvp(lambda z: w * z**2, 3.0, create_graph=True)
    assert rate.data == 30.0  # 2wz
    assert grad(rate, w) == (6.0,)
    v = Value(1.0)
    _, rate = jvp(lambda z: z**2, x, v, create_graph=True)
    assert grad(rate, [x, v]) == (2.0, 4.0)


def test_nothing_is_left_behind() -> None:
    x, w = Value(2.0), Value(3.0)
    assert jacobian(lambda z: w * z, x) == 3.0
    assert (x.grad, w.grad) == (None, None)


def test_what_a_result_does_not_depend_on() -> None:
    assert jacobian(lambda a, b: a * 2, (1.0, 2.0)) == (2.0, 0.0)
    assert jacobian(lambda a: [a, 7.0], 1.0) == [1.0, 0.0]
    with pytest.raises(RuntimeError, match="does not depend on the input at index 1"):
        jacobian(lambda a, b: a * 2, (1.0, 2.0), strict=True)
    with pytest.raises(RuntimeError, match="does not depend on the input at index 0"):
        jvp(lambda a: 3.0, 1.0, strict=True)


def test_what_cannot_be() -> None:
    with pytest.raises(RuntimeError, match="there are 2"):
        vjp(two, [2.0, 3.0, 5.0])
    with pytest.raises(RuntimeError, match="v must have 3 numbers, and has 1"):
        jvp(two, [2.0, 3.0, 5.0], [1.0])
    with pytest.raises(RuntimeError, match="must give one number, not list"):
        hessian(two, [2.0, 3.0, 5.0])
    with pytest.raises(TypeError, match="must give Values, not str"):
        jacobian(lambda x: "x", 2.0)
    with pytest.raises(TypeError, match="expected a number"):
        jacobian(lambda x: x, "2")
    with pytest.raises(ValueError, match="strategy"):
        jacobian(lambda x: x, 2.0, strategy="sideways")


def test_tangents_of_all_that_was_computed() -> None:
    x, w = Value(2.0), Value(3.0)
    u = x * w
    y = u * u + x
    found = tangents([y], {x: 1.0, w: 0.0})
    assert [found[one] for one in (x, u, y)] == [1.0, 3.0, 37.0]  # w; 2uw + 1


def test_a_long_chain_forward() -> None:
    def chain(x: Value) -> Value:
        for _ in range(100_000):
            x = x + 1.0
        return x

    assert jvp(chain, 0.0) == (100_000.0, 1.0)


def test_errors_speak_of_what_was_called() -> None:
    with pytest.raises(RuntimeError, match=r"^hessian: the result does not depend on the input at index 0"):
        hessian(lambda x: x * 3, 2.0, strict=True)
    with pytest.raises(TypeError, match=r"^hessian: expected a number"):
        hessian(lambda x: x * 3, "a")
