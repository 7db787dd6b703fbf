"""① Every rule at the ends of the range of floats, at ±0, ±∞ and NaN, at corners and ties: values, gradients and signs of zeros."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import stepgrad
import torch
from stepgrad import Tensor, Value

F = torch.nn.functional
Call = Callable[..., Any]

# 1e±200, the least number, one that is not normal, and the largest; beside them what corners and tails are made of.
ENDS = {"float64": [1e200, 1e-200, 5e-324, 1e-310, 1.7976931348623157e308]}
ENDS["float32"] = [1e30, 1e-30, 1.4e-45, 1e-40, 3.4028234663852886e38]
USUAL = [0.0, 0.5, 1.0, 1e-3, 2.0, 3.0, 5.0, 20.0, 80.0, 800.0, math.inf]
UPSTREAM = [1.0, 0.0, -1.0, math.inf, math.nan, 1e30, 1e-30]

ROWS: dict[str, tuple[Call, Call]] = {
    "add": (lambda a, b: a + b,) * 2,
    "sub": (lambda a, b: a - b,) * 2,
    "mul": (lambda a, b: a * b,) * 2,
    "div": (lambda a, b: a / b,) * 2,
    "pow": (lambda a, b: a**b,) * 2,
    "neg": (lambda a: -a,) * 2,
    "exp": (lambda a: a.exp(),) * 2,
    "log": (lambda a: a.log(),) * 2,
    "sqrt": (lambda a: a.sqrt(),) * 2,
    "sin": (lambda a: a.sin(),) * 2,
    "cos": (lambda a: a.cos(),) * 2,
    "tanh": (lambda a: a.tanh(),) * 2,
    "sigmoid": (lambda a: a.sigmoid(),) * 2,
    "relu": (lambda a: a.relu(),) * 2,
    "leaky relu": (lambda a: a.leaky_relu(), lambda a: F.leaky_relu(a)),
    "abs": (lambda a: abs(a),) * 2,
    "maximum": (lambda a, b: a.maximum(b),) * 2,
    "minimum": (lambda a, b: a.minimum(b),) * 2,
    "clip": (lambda a: a.clip(-1, 1),) * 2,
    "clip the wrong way round": (lambda a: a.clip(1, -1),) * 2,
    "maximum of one number": (lambda a: a.maximum(a),) * 2,
}
# PyTorch has a shortcut for a number (c / a is c · (1/a)), which loses what a tensor without axes gives.
for c in (0.0, -0.0, 1.0, -2.0, 0.5, 1e200, 1e-200, 1e30, 1e-30, math.inf):
    ROWS[f"{c} ÷"] = (lambda a, c=c: c / a, lambda a, c=c: torch.tensor(c, dtype=a.dtype) / a)
    ROWS[f"÷ {c}"] = (lambda a, c=c: a / c,) * 2
    ROWS[f"× {c}"] = (lambda a, c=c: c * a,) * 2
    ROWS[f"{c} to the"] = (lambda a, c=c: c**a, lambda a, c=c: torch.tensor(c, dtype=a.dtype) ** a)
for c in (0, 1, 2, 3, -1, -2, 1e-3, 300, -300):
    ROWS[f"to the {c}"] = (lambda a, c=c: a**c,) * 2
# And a ** 0.5 is √a to it, and to NumPy, but C's pow to tensors and to Python: they differ at −0 and −∞.
OF_VALUES, OF_TENSORS = dict(ROWS), dict(ROWS)
for c in (0.5, -0.5, 1.5, -1.5):
    OF_VALUES[f"to the {c}"] = (lambda a, c=c: a**c, lambda a, c=c: a ** torch.tensor(c, dtype=a.dtype))
    OF_TENSORS[f"to the {c}"] = (lambda a, c=c: a**c,) * 2

# PyTorch rounds 1 − y² once, and what cancels leaves no more digits.
LOOSE = {("tanh", "float64"): 1e-7, ("tanh", "float32"): 1e-4}
ROUNDING = {"float64": 1e-12, "float32": 3e-6}


def points(dtype: str, count: int) -> list[tuple[float, ...]]:
    numbers = [*USUAL, *ENDS[dtype]]
    return [*itertools.product([*numbers, *(-x for x in numbers), math.nan], repeat=count)]


def in_torch(call: Call, dtype: str, upstream: float) -> tuple[list[tuple[float, ...]], Any, list[Any]]:
    """The points, the values there, and the gradients of each argument."""
    arguments = points(dtype, call.__code__.co_argcount - len(call.__defaults__ or ()))
    leaves = [
        torch.tensor(xs, dtype=getattr(torch, dtype), requires_grad=True)
        for xs in zip(*arguments, strict=True)
    ]
    y = call(*leaves)
    y.backward(torch.full_like(y, upstream))
    return arguments, y.tolist(), [leaf.grad.tolist() for leaf in leaves]


def agree(ours: float, theirs: float, rtol: float) -> bool:
    if math.isnan(ours) or math.isnan(theirs):
        return math.isnan(ours) and math.isnan(theirs)
    if ours == theirs:
        return math.copysign(1.0, ours) == math.copysign(1.0, theirs)
    return math.isfinite(theirs) and abs(ours - theirs) <= rtol * abs(theirs)


def differences(name: str, arguments: Any, theirs: Any, ours: Any, rtol: float) -> Iterator[str]:
    for point, expected, got in zip(arguments, theirs, ours, strict=True):
        if not agree(got, expected, rtol):
            yield f"{name}{point}: {got!r} is not {expected!r}"


@pytest.mark.parametrize("upstream", UPSTREAM)
@pytest.mark.parametrize("dtype", ENDS)
@pytest.mark.parametrize("name", OF_TENSORS)
@np.errstate(all="ignore")
def test_tensors(name: str, dtype: str, upstream: float) -> None:
    if dtype == "float32" and ("e+200" in name or "e-200" in name):
        return
    ours, theirs = OF_TENSORS[name]
    arguments, values, gradients = in_torch(theirs, dtype, upstream)
    rtol = LOOSE.get((name, dtype), ROUNDING[dtype])
    leaves = [Tensor(np.array(xs, dtype), requires_grad=True) for xs in zip(*arguments, strict=True)]
    y = ours(*leaves)
    y.backward(np.full(y.shape, upstream, dtype))
    found = [*differences("", arguments, values, y.tolist(), rtol)]
    for i, (leaf, expected) in enumerate(zip(leaves, gradients, strict=True)):
        found += differences(f"∂{i}", arguments, expected, np.asarray(leaf.grad).tolist(), rtol)
    assert found == []


@pytest.mark.parametrize("upstream", UPSTREAM)
@pytest.mark.parametrize("name", OF_VALUES)
def test_values(name: str, upstream: float) -> None:
    ours, theirs = OF_VALUES[name]
    arguments, values, gradients = in_torch(theirs, "float64", upstream)
    rtol = LOOSE.get((name, "float64"), ROUNDING["float64"])
    found = []
    for k, point in enumerate(arguments):
        leaves = [Value(x) for x in point]
        try:
            y = ours(*leaves)
        except ArithmeticError:  # a Value says so where a result is infinite or no real number
            if math.isfinite(values[k]):
                found.append(f"{name}{point} raises")
            continue
        y.backward(upstream)
        found += differences("", [point], [values[k]], [y.data], rtol)
        for i, leaf in enumerate(leaves):
            if abs(upstream) != 1 and 0 < abs(point[-1]) < 1e-308 and name in ("div", "log"):
                continue  # 1 / b is no float any more, and a contribution is upstream × local
            found += differences(f"∂{i}", [point], [gradients[i][k]], [leaf.grad], rtol)
    assert found == []


@pytest.mark.parametrize("number", [Value, lambda x: Tensor(np.array(x), requires_grad=True)])
def test_gelu_keeps_its_digits_far_out(number: Any) -> None:
    # PyTorch computes 1 + erf, which leaves nothing below −8
    for a in (-37.0, -20.0, -10.0, -6.0, -1.0, -1e-200, 0.0, 1e-200, 1.0, 6.0, 1e200):
        x = number(a)
        y = x.gelu()
        y.backward()
        below, density = 0.5 * math.erfc(-a / math.sqrt(2)), math.exp(-0.5 * a * a) / math.sqrt(2 * math.pi)
        assert math.isclose(y.data, a * below, rel_tol=1e-12)
        assert math.isclose(x.grad, below + a * density, rel_tol=1e-10)


@pytest.mark.parametrize("dtype", ENDS)
def test_gelu_is_pytorchs_to_rounding(dtype: str) -> None:
    xs = np.linspace(-8, 8, 4001).astype(dtype)
    ours, theirs = Tensor(xs, requires_grad=True), torch.tensor(xs, requires_grad=True)
    y, expected = ours.gelu(), F.gelu(theirs)  # type: ignore[attr-defined]
    y.sum().backward()
    expected.sum().backward()
    # PyTorch's float32 is off by more than rounding itself, for it computes 1 + erf
    close = {"rtol": 1e-6, "atol": 2e-6} if dtype == "float32" else {"rtol": 1e-14, "atol": 1e-15}
    np.testing.assert_allclose(y.tolist(), expected.tolist(), **close)
    np.testing.assert_allclose(np.asarray(ours.grad), theirs.grad.numpy(), **close)


NOT_TAKEN: dict[str, Call] = {
    "relu": lambda x: x.relu(),
    "clip": lambda x: x.clip(0.0, 1.0),
    "maximum": lambda x: x.maximum(x * 0),
    "minimum": lambda x: (-x).minimum(x * 0),
    "pow": lambda x: x**0 - 1,
}


@pytest.mark.parametrize("name", NOT_TAKEN)
def test_nothing_flows_into_the_branch_that_was_not_taken(name: str) -> None:
    call = NOT_TAKEN[name]
    value, tensor = Value(-2.0), Tensor(np.array(-2.0), requires_grad=True)
    theirs = torch.tensor(-2.0, dtype=torch.float64, requires_grad=True)
    for x in (value, tensor, theirs):
        call(x).sqrt().backward()  # whose slope at 0 is infinite
    expected = theirs.grad.item()
    assert agree(value.grad, expected, 0.0)  # type: ignore[arg-type]
    assert agree(float(np.asarray(tensor.grad)), expected, 0.0)


@pytest.mark.parametrize("at", [0.0, -0.0, 1.0])
def test_zero_times_infinity_is_no_number_where_everything_was_taken(at: float) -> None:
    value, tensor = Value(at), Tensor(np.array(at), requires_grad=True)
    theirs = torch.tensor(at, dtype=torch.float64, requires_grad=True)
    for x in (value, tensor, theirs):
        (x * 0).sqrt().backward()
    assert math.isnan(theirs.grad.item())
    assert math.isnan(value.grad)  # type: ignore[arg-type]
    assert np.isnan(np.asarray(tensor.grad))


EXTREMES: list[Any] = [
    [1.0, math.nan, 3.0], [math.nan, 1.0, math.nan], [math.inf, 1.0, math.inf], [-math.inf, -math.inf, -math.inf],
    [2.0, 2.0, 1.0], [0.0, -0.0, -1.0], [1e200, 1e200, -1e200],
]  # fmt: skip


@pytest.mark.parametrize("upstream", [1.0, math.inf, 0.0])
@pytest.mark.parametrize("numbers", EXTREMES)
@pytest.mark.parametrize("name", ["max", "min"])
def test_the_extreme_element_gets_the_gradient_even_if_it_is_nan(
    name: str, numbers: list[float], upstream: float
) -> None:
    ours, theirs = (
        Tensor(np.array(numbers), True),
        torch.tensor(numbers, dtype=torch.float64, requires_grad=True),
    )
    y, expected = getattr(ours, name)(), getattr(theirs, name)()
    y.backward(np.array(upstream))
    expected.backward(torch.tensor(upstream, dtype=torch.float64))
    np.testing.assert_array_equal(float(y.item()), expected.item())
    np.testing.assert_array_equal(np.asarray(ours.grad), theirs.grad.numpy())


@pytest.mark.parametrize(
    ("dtype", "scale"), [("float64", 1e200), ("float64", 1e150), ("float32", 1e30), ("float32", 1e19)]
)
def test_what_is_normalized_may_be_large(dtype: str, scale: float) -> None:
    # PyTorch's squares leave the range of floats; in the second row nothing is large, the third is all the same
    rows = [[1.0, 2.0, 4.0], [1.0 / scale, 3.0 / scale, 0.0], [1.0, 1.0, 1.0]]
    x = Tensor(np.array(rows, dtype) * np.array(scale, dtype), requires_grad=True)
    theirs = torch.tensor(rows, dtype=torch.float64)
    y = stepgrad.layer_norm(x)
    expected = F.layer_norm(
        theirs * torch.tensor([[1.0], [scale], [1.0]], dtype=torch.float64), (3,), eps=0.0
    )
    np.testing.assert_allclose(y.tolist()[0], expected.tolist()[0], rtol=1e-5)
    np.testing.assert_allclose(y.tolist()[1], expected.tolist()[1], rtol=1e-4)
    assert len(set(y.tolist()[2])) == 1  # 0, or rounding over rounding
    y.backward(np.array([[1.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]], dtype))
    theirs.requires_grad_()
    F.layer_norm(theirs[0], (3,), eps=0.0)[0].backward()
    np.testing.assert_allclose(np.asarray(x.grad)[0] * scale, theirs.grad[0].numpy(), rtol=1e-4)


MANY = 10**6
SUMS: dict[str, Call] = {
    "over rows": lambda x: x.sum(0),
    "over all": lambda x: x.sum(),
    "of columns that lie apart": lambda x: x[:, :1].sum(),
    "of the transpose": lambda x: x.T.sum(-1),
    "mean over rows": lambda x: x.mean(0),
    "mean": lambda x: x.mean(),
    "var over rows": lambda x: x.var(0),
    "broadcast": lambda x: (x * 1.5).sum(0),
    "softmax along rows": lambda x: (x * 0).softmax(0)[0] * MANY,
    "log_softmax along rows": lambda x: (x * 0).log_softmax(0)[0],
    "mse": lambda x: ((x - 0.3) ** 2).mean(),
    "norm over rows": lambda x: x.norm(dim=0),
    "logsumexp over rows": lambda x: x.logsumexp(0),
    "cumsum over rows": lambda x: x.cumsum(0)[-1],
}


@pytest.mark.parametrize("name", SUMS)
def test_many_float32_are_summed_as_closely_as_pytorch_sums_them(name: str) -> None:
    numbers = (0.1 + np.arange(MANY) % 7 / 100).astype(np.float32)[:, None].repeat(2, 1)
    y = SUMS[name](Tensor(numbers))
    exact = SUMS[name](Tensor(numbers.astype(np.float64)))
    np.testing.assert_allclose(y.tolist(), exact.tolist(), rtol=2e-6)


@pytest.mark.parametrize("name", ["softmax", "log_softmax"])
@pytest.mark.parametrize("axis", [0, 1, -1])
def test_the_gradient_of_many_float32_along_an_axis(name: str, axis: int) -> None:
    numbers = np.random.default_rng(0).normal(size=(3000, 4)).astype(np.float32)
    x, theirs = Tensor(numbers, requires_grad=True), torch.tensor(numbers, requires_grad=True)
    (getattr(x, name)(axis) * Tensor(numbers)).sum().backward()
    (getattr(theirs, name)(axis) * torch.tensor(numbers)).sum().backward()
    np.testing.assert_allclose(np.asarray(x.grad), theirs.grad.numpy(), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    "call",
    [
        lambda b, x: (x * b).sum(), lambda b, x: (x + b).mean() * MANY, lambda b, x: b.expand(MANY, 2).sum(),
        lambda b, x: (x * b).cumsum(0).mean(0).sum(), lambda b, x: (x * b).norm(dim=0).sum(),
        lambda b, x: (x * b[0]).sum(), lambda b, x: b[np.zeros(MANY, int)].sum(),
    ],
)  # fmt: skip
def test_the_gradient_of_what_was_used_in_many_rows(call: Call) -> None:
    numbers = np.full((MANY, 2), 0.1, np.float32)
    gradients = []
    for dtype in ("float32", "float64"):
        b = Tensor(np.ones(2, dtype), requires_grad=True)
        call(b, Tensor(numbers.astype(dtype))).backward()
        gradients.append(np.asarray(b.grad).tolist())
    np.testing.assert_allclose(*gradients, rtol=2e-6)
