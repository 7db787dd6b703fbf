"""② What is made of several rules, and the rows that few programs use, where arguments are 0, equal, tiny, huge, infinite or NaN."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from stepgrad import Tensor, Value

F = torch.nn.functional
Call = Callable[..., Any]
NUMBERS = [0.0, 0.5, 1.0, 2.0, 3.0, 2.5, 1e30, 1e-30, math.inf]
POINTS = [*itertools.product([*NUMBERS, *(-x for x in NUMBERS), math.nan], repeat=2)]
ROWS = [
    [0.0, 0.0, 0.0], [1.0, 1.0, 1.0], [1.0, 2.0, 3.0], [-2.0, 2.0, -2.0], [0.1, 0.1, 0.1], [0.0, 0.0, 3.0],
    [1e30, 1e30, 1.0], [1e25, 1e-25, 0.0], [1e-30, 1e-30, 3e-30], [3e38, 3e38, 3e38], [math.nan, 1.0, 2.0], [0.25, 0.5, 0.0],
]  # fmt: skip
PAIRS: dict[str, Call] = {
    "atan2": lambda a, b: a.atan2(b),
    "hypot": lambda a, b: a.hypot(b),
    "logaddexp": lambda a, b: a.logaddexp(b),
    "fmod": lambda a, b: a.fmod(b),
    "remainder": lambda a, b: a.remainder(b),
    "%": lambda a, b: a % b,
    "lerp": lambda a, b: a.lerp(b, 0.3),
    "addcmul": lambda a, b: a.addcmul(b, b, value=0.5),
    "addcdiv": lambda a, b: a.addcdiv(a, b, value=2.0),
}
ALONG: dict[str, Call] = {
    "std": lambda a: a.std(-1),
    "std of all as it comes": lambda a: a.std(-1, unbiased=False),
    "var": lambda a: a.var(-1),
    **{f"{p}-norm": lambda a, p=p: a.norm(p, -1) for p in (1, 2, 3, 1.5, 0.5, math.inf, -math.inf)},
    "median": lambda a: a.median(-1)[0],
    "median of all": lambda a: a[2:4].median(),
    "logit": lambda a: a.logit(),
    "logit, cut": lambda a: a[:11].logit(1e-6),
    "frac": lambda a: a.frac(),
}


def agree(ours: Any, theirs: Any, digits: float) -> Any:
    ours, theirs = np.asarray(ours), theirs.detach().numpy()
    assert ours.dtype == theirs.dtype
    close = np.abs(ours - theirs) <= digits * np.abs(theirs)
    sign = (ours != 0) | (np.signbit(ours) == np.signbit(theirs))
    return (np.isnan(ours) & np.isnan(theirs)) | ((close | (ours == theirs)) & sign)


def differing(call: Call, dtype: str, *arguments: Any) -> list[Any]:
    """The arguments at which a value or a gradient is not PyTorch's."""
    arrays = [np.array(one).astype(dtype) for one in arguments]
    ours, theirs = [Tensor(x, True) for x in arrays], [torch.tensor(x, requires_grad=True) for x in arrays]
    y, expected = call(*ours), call(*theirs)
    y.backward(np.ones(y.shape, dtype))
    expected.backward(torch.ones_like(expected))
    digits = 1e-12 if dtype == "float64" else 3e-6
    right = [agree(y.detach(), expected, digits)]
    right += [agree(one.grad, other.grad, digits) for one, other in zip(ours, theirs, strict=True)]
    return [
        (what, *(x[i].tolist() for x in arrays if len(ok) == len(x)))
        for what, ok in zip(["y", "da", "db"], map(np.atleast_1d, right), strict=False)
        for i in np.nonzero(~ok.reshape(len(ok), -1).all(-1))[0]
    ]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", PAIRS)
@np.errstate(all="ignore")
def test_of_two(name: str, dtype: str) -> None:
    found = differing(PAIRS[name], dtype, *zip(*POINTS, strict=True))
    if name == "atan2":  # its squares underflow in PyTorch, and take the slope with them
        found = [one for one in found if abs(one[1]) > 1e-20 or abs(one[2]) > 1e-20]
        found = [one for one in found if max(abs(one[1]), abs(one[2])) < 1e20]
    if name in ("fmod", "remainder", "%", "addcmul"):  # what PyTorch computes on the way may be no float32
        found = [one for one in found if dtype == "float64" or max(abs(one[1]), abs(one[2])) < 1e20]
    if name == "addcdiv":  # PyTorch squares the divisor
        found = [one for one in found if one[0] != "db"]
    assert found == []


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", ALONG)
@np.errstate(all="ignore")
def test_along_an_axis(name: str, dtype: str) -> None:
    rows = ROWS
    if "norm" in name:  # what leaves the range of floats there is no number in PyTorch
        rows = [row for row in ROWS if not max(row) > 1e20]
    assert differing(ALONG[name], dtype, rows) == []


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@np.errstate(all="ignore")
def test_bounds_that_are_tensors_and_nan(dtype: str) -> None:
    points = [point for point in POINTS if 0.0 not in point]
    assert differing(lambda a, b: a.clamp(min=b), dtype, *zip(*points, strict=True)) == []
    assert differing(lambda a, b: a.clamp(max=b), dtype, *zip(*points, strict=True)) == []


def test_where_both_are_zero_an_angle_has_no_slope() -> None:
    for zero, other in itertools.product([0.0, -0.0], repeat=2):
        a, b = Value(zero), Value(other)
        a.atan2(b).backward()
        x, y = (torch.tensor(n, dtype=torch.float64, requires_grad=True) for n in (zero, other))
        torch.atan2(x, y).backward()
        assert (repr(a.grad), repr(b.grad)) == (repr(x.grad.item()), repr(y.grad.item()))


def test_a_tiny_angle_has_its_slope() -> None:
    for far in (1e-200, 1e200, 1e-300):
        a, b = Value(0.0), Value(far)
        a.atan2(b).backward()
        assert (a.grad, b.grad) == (1 / far, 0.0)


@pytest.mark.parametrize("name", ["floor", "ceil", "trunc", "round", "frac", "elu"])
def test_a_value_keeps_the_sign_of_zero(name: str) -> None:
    for number in (-0.0, 0.0, -0.25, 0.25):
        function = F.elu if name == "elu" else getattr(torch, name)
        expected = function(torch.tensor(number, dtype=torch.float64)).item()
        assert math.isclose(getattr(Value(number), name)().data, expected)
        assert math.copysign(1, getattr(Value(number), name)().data) == math.copysign(1, expected)


def test_the_zero_norm_counts_what_is_no_number() -> None:
    numbers = [math.nan, 0.0, -2.0]
    assert Tensor(numbers).norm(0).item() == torch.tensor(numbers).norm(0).item() == 2.0
