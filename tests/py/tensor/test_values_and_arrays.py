"""② Values beside NumPy's numbers and arrays, and `check_gradients` of arrays of every dtype."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from stepgrad import Tensor, Value, check_gradients, cross_entropy, maximum, minimum

NUMBERS = [
    np.float64(2.0), np.float32(2.0), np.float16(2.0), np.int64(2), np.uint8(2), np.bool_(True), np.array(2.0), np.array(2),
]  # fmt: skip


@pytest.mark.parametrize("other", NUMBERS)
def test_numpys_numbers_on_either_side(other: Any) -> None:
    f = float(other)
    for made, expected in (
        (Value(3.0) * other, 3 * f), (other * Value(3.0), f * 3), (Value(3.0) - other, 3 - f), (other - Value(3.0), f - 3),
        (Value(3.0) / other, 3 / f), (other / Value(3.0), f / 3), (Value(3.0) ** other, 3**f), (other ** Value(3.0), f**3),
        (Value(3.0) % other, 3 % f), (other // Value(3.0), f // 3), (maximum(other, Value(1.5)), max(f, 1.5)),
        (minimum(Value(1.5), other), min(f, 1.5)), (Value(other), f), (Value(0.0).clip(other, 9), f),
    ):  # fmt: skip
        assert type(made) is Value
        assert type(made.data) is float
        assert made.data == expected
    assert Value(2.0) >= other
    assert Value(f) == other
    assert not Value(f) != other  # noqa: SIM202
    x = Value(1.0)
    x.data = other
    (x * Value(3.0)).backward()
    assert (float(x), x.grad) == (f, 3.0)


def test_arrays_of_values() -> None:
    values = np.array([Value(1.0), Value(2.0)])
    assert values.dtype == object
    total = (values * 2 + np.array([3.0, 4.0])).sum() * Value(1.0)
    total.backward()
    assert [v.grad for v in values] == [2.0, 2.0]
    assert (np.array([1.0, 2.0]) @ values).data == 5.0
    assert np.asarray(values, float).tolist() == [1.0, 2.0]
    assert np.exp(np.array([Value(0.0)]))[0].data == 1.0
    assert (values > 1.5).tolist() == [False, True]


@pytest.mark.parametrize(
    "other", [np.array([1.0, 2.0]), np.array([1.0]), Tensor(2.0), np.complex128(1j), np.str_("2")]
)
def test_what_is_no_number_is_refused(other: Any) -> None:
    with pytest.raises(TypeError, match="mul: expected a number or a Value"):
        Value(1.0) * other  # a Tensor's gradient would end here without a word
    with pytest.raises(TypeError, match="Value: expected a number or a Value"):
        Value(other)


ARRAYS: list[Any] = [
    np.array([1, 2]), np.array([1.0, 2.0], np.float32), np.array([1.0, 2.0], np.float16), np.array([True, False]), [1, 2],
    [[1.0, 2.0], [3.0, 4.0]], Tensor([1.0, 2.0]), Tensor([1.0, 2.0], requires_grad=True), np.array(3), np.array([1e6, 1.0]),
    np.array([-1e8]), np.zeros((0, 2)),
]  # fmt: skip


@pytest.mark.parametrize("x", ARRAYS, ids=str)
def test_check_gradients_computes_in_float64_whatever_it_is_given(x: Any) -> None:
    check_gradients(lambda a: a * a * 3, x)
    check_gradients(lambda a: (a * a).sum(), x)
    check_gradients(lambda a, b: (a * b).exp() if a.shape == () else a * b, x, 3)
    check_gradients(lambda b, a: b * a, np.float32(0.5), x)


@pytest.mark.parametrize("dtype", ["float64", "float32", "int64"])
def test_check_gradients_still_finds_what_is_wrong(dtype: str) -> None:
    with pytest.raises(
        AssertionError, match=r"element 1 of input 0: backward\(\) gives 2\.0, differences 4\.0"
    ):
        check_gradients(lambda a: a[1] * a.detach()[1], np.array([1, 2], dtype))


def test_check_gradients_of_numpys_numbers_hands_over_values() -> None:
    for x in (np.float64(3.0), np.float32(3.0), np.int64(3)):
        check_gradients(lambda a: a * Value(2.0), x)


def test_check_gradients_of_what_computes_in_float32_is_an_error_about_the_dtype() -> None:
    with pytest.raises(TypeError, match="float32"):
        check_gradients(lambda a: a.astype(np.float32) * 2, np.array([1.0, 2.0]))
    check_gradients(lambda a: cross_entropy(a, np.array([0, 1])), np.array([[1, 2, 3], [4, 5, 6]]))
    check_gradients(lambda a: Tensor(np.array([2.0])) * 1, np.array([1.0]))  # which depends on nothing
