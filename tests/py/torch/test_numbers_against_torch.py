"""③ Python's numbers and PyTorch's dtypes: how tensors become numbers, compare, promote; and what only floats can."""

from __future__ import annotations

import itertools

import pytest

from tests.py.torch.both import DTYPES, same

NUMBERS = [
    "float(T([2.5]))", "float(T(2))", "float(T([1.0, 2.0]))", "int(T(2.7))", "int(T(-2.7))", "int(T([True]))", "complex(T(2.0))", "bool(T([0.0]))",
    "bool(T([]))", "bool(T([1.0, 2.0]))", "T([1, 2]).item()", "T(True).item()", "T(2).item()", "T([2.5]).item()", "math.exp(T(0.0))", "math.floor(T(2.5))",
    "math.ceil(T([2.5]))", "math.sqrt(T(4))", "'%.2f' % T(2.567)", "f'{T(2.567):.2f}'", "f'{T(2):d}'", "f'{T(2.5, requires_grad=True):.1f}'",
    "f'{T([2.567, 1.0]):.2f}'", "f'{T(2)}'", "list(range(5))[T(2)]", "list(range(5))[T(2.0)]", "range(T(2))", "range(T([2]))", "[0] * T(2)",
    "2.0 in T([1.0, 2.0])", "3 in T([1.0, 2.0])", "T(2.0) in T([1.0, 2.0])", "None in T([1.0])", "'a' in T([1.0])", "T([1.0]) == None", "T([1.0]) != None",
    "T([1.0]) == 'a'", "T([1.0, 2.0]) == [1.0, 2.0]", "T([1.0]) < None", "T([1.0]) >= 'a'", "T([1.0, 2.0]) == 1", "T([1.0, 2.0]) > 1.5", "1.5 < T([1.0, 2.0])",
    "T([1, 2]) < 1.5", "T([1, 2]) == T([1.0, 3.0])", "T([True, False]) == T([1, 1])", "T([1.0, 2.0]) != T([[1.0], [2.0]])", "T([1.0, 2.0]) == T([1.0, 2.0, 3.0])",
    "[T([1.0]), None].count(None)", "T([1.0, 2.0]).eq(1)", "T([1.0, 2.0]).ge(T([2.0, 2.0]))", "len(T([1.0, 2.0]))", "len(T(1.0))", "list(T(1.0))",
    "[float(x) for x in T([1.0, 2.0])]", "[len(row) for row in T([[1.0], [2.0]])]", "sum(T([1.0, 2.0]))", "max(T([1.0, 2.0]))", "sorted(T([3, 1, 2]))",
    "max(T(1.0), T(2.0))", "abs(T([-1, 2]))", "-T([1, 2])", "+T([1.0])", "7 // T([2, -2])", "T([7, -7]) // 2", "T([7.0, -7.0]) // 2", "T([7, -7]) % 3", "7 % T([2.0, -2.5])",
    "T([5.5, -5.5]) % 2", "T([1, 2]) / 2", "T([1]) / T([2])", "2 ** T([1, 2])", "T([2]) ** 2", "T([2]) ** 0.5", "T([2]) ** -1", "2 - T([1])", "1 / T([2, 4])", "T(3.0).tolist()",
    "T([[1, 2]]).tolist()", "T([True]).tolist()", "{T(1.0): 2} is None", "T([1.0, 2.0]).numpy().tolist()",
    "np.asarray(T([1.0])).tolist()", "T([1.0], requires_grad=True).numpy()", "np.asarray(T([1.0], requires_grad=True))", "np.sqrt(T([4.0]))", "np.abs(T([-1.0]))",
    "np.exp(T([1.0], requires_grad=True))", "T([1.0]) * np.float64(2.5)", "np.float32(2) * T([1.0])", "T([1.0]) + [1.0]", "T([1.0]) + 'a'", "T([1.0]) * None",
]  # fmt: skip


@pytest.mark.parametrize("expression", NUMBERS)
def test_as_pythons_numbers(expression: str) -> None:
    same(expression)


KINDS = [
    "T([1, 2]).exp()", "T([True]).exp()", "T([4], dtype=uint8).sqrt()", "T([-1]).relu()", "T([0]).sigmoid()", "T([1, 2]).tanh()", "T([-2]).abs()", "T([1]).mean()",
    "T([True, True]).sum()", "T([1], dtype=int32).sum()", "T([[1, 2]]).sum(1)", "T([1]).var()", "T([1]).softmax(0)", "T([1, 2]).max()", "T([2, 3], dtype=int32).prod()",
    "T([True, True]).cumsum(0)", "T([2, 3]).norm()", "T([2]).floor()", "T([1, 2]).square()", "T([1, 2]).clamp(min=2)", "T([0, 1]).clamp(min=0.5)", "T([[1]]) @ T([[2]])",
    "T([[1.0]]) @ T([[2]])", "T([1.0]).dot(T([2]))", "~T([1])", "~T([True])", "~T([1.0])", "T([True]) & T([3])", "T([1.0]) & T([1.0])", "1 | T([2])", "T([1]) << 2",
    "T([True]) ^ T([True])", "T([True]) - T([True])", "-T([True])", "T([True]) + True", "T([True]) + 1", "T([True]) * 1.5", "T([1]) + 1.5", "T([1.0]) + T(1)",
    "T([1, 0]).logical_not()", "T([1, 2]).all()", "T([0.0, 1.0]).any()", "T([[True], [False]]).all(dim=0)", "T([1, 2], dtype=uint8).all()", "T([1], requires_grad=True)",
    "T([1]).requires_grad_()", "setattr(T([1]), 'requires_grad', True)", "setattr(T([1.0]), 'requires_grad', 1)", "T([1.5], requires_grad=True).long()",
    "T([1.5, -1.5]).int()", "T([0.0, 2.0]).bool()", "T([1]).float()", "T([1.0]).double()", "T([1.0]).half()", "T([300]).byte()", "T([1.7]).to(int64)", "T([1.0]).to(T([1]))",
    "T([1.0]).to('cpu')", "T([1.0]).type()", "T([1]).type()", "T([1.0]).type('torch.LongTensor')", "T([1.0]).type_as(T([1]))", "T([1.0]).is_floating_point()",
    "T([[1.0, 2.0]]).new_zeros(2, 2)", "T([1]).new_ones((2,))", "T([1.0]).new_full((2,), 3.5)", "T([1.0]).new_tensor([1, 2])", "T([1.0]).element_size()",
    "n.cat([T([1]), T([1.5])])", "n.stack([T([1]), T([True])])", "n.where(T([True, False]), 1, 2.0)", "n.where(T([True, False]), T([1, 2]), T([1.5, 2.5]))",
    "n.where(T([1, 0]), 1.0, 2.0)", "n.where(T([True, False, True]))", "T([1.0]).maximum(T([2.0], dtype=float64))", "T([1, 2]).double().sum()", "T([1.0]).sum(dtype=float64)",
    "T([1]).mean(dtype=float32)", "T([1, 2]).softmax(0, dtype=float64)", "T([1.0, math.nan]).isnan()", "T([1.0, math.inf]).isinf()", "T([-math.inf]).isfinite()",
]  # fmt: skip


@pytest.mark.parametrize("expression", KINDS)
def test_kinds(expression: str) -> None:
    same(expression)


@pytest.mark.parametrize("operator", ["+", "*", "/", "//", "<", "**"])
@pytest.mark.parametrize(("one", "other"), list(itertools.product(DTYPES, DTYPES)))
def test_every_pair_of_dtypes(operator: str, one: str, other: str) -> None:
    if one == other == "bool" and operator in ("//", "**"):
        return  # PyTorch refuses
    for a, b in itertools.product(("T(1, dtype={})", "T([1, 1], dtype={})"), repeat=2):
        same(f"{a.format(one)} {operator} {b.format(other)}", 1e-3)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("number", ["True", "2", "2.5"])
def test_every_dtype_beside_a_number(dtype: str, number: str) -> None:
    for operator in (
        ("+", "*", "/", "==") if (dtype, number) == ("bool", "True") else ("+", "*", "/", "%", "==")
    ):
        same(f"T([1, 0], dtype={dtype}) {operator} {number}", 1e-3)
        same(f"{number} {operator} T([1, 1], dtype={dtype})", 1e-3)


MIXED = [
    "x = T([1.0, 2.0], requires_grad=True)\n(x * T([1, 2])).sum().backward()\nout = x.grad",
    "x = T([1.0, 2.0], requires_grad=True)\n(x / T([1, 2])).sum().backward()\nout = x.grad",
    "x = T([1.0, 2.0], requires_grad=True)\n(x ** T([2, 3])).sum().backward()\nout = x.grad",
    "x = T([1.0, 2.0], requires_grad=True)\n(x * (x > 1.5)).sum().backward()\nout = x.grad",
    "x = T([1.0, 2.0], requires_grad=True)\ny = x.double() * 2\ny.sum().backward()\nout = [y, x.grad]",
    "x = T([1.0, 2.0], requires_grad=True)\ny = x.half() * 2\ny.sum().backward()\nout = [y, x.grad]",
    "x = T([1.0, 2.0], requires_grad=True)\ny = x * T(2.0, dtype=float64)\ny.sum().backward()\nout = [y, x.grad]",
    "x = T([5.5, -5.5], requires_grad=True)\ny = T([2.0, 1.5], requires_grad=True)\n(x % y).sum().backward()\nout = [x.grad, y.grad]",
    "x = T(2.0, requires_grad=True)\ny = x.reshape(1).squeeze()\n(y ** 2 * 2).backward()\nout = x.grad",
    "x = T([2.0], requires_grad=True)\n(x.squeeze().sum(0) * x[0].softmax(-1) + x.reshape(()).mean(-1)).backward()\nout = x.grad",
    "t = T(2.0)\nout = [t.sum(0), t.mean(-1), t.softmax(-1), t.squeeze(-1), t.transpose(0, -1), t.max(0)[0], t.argmax(0), t.cumsum(0), t.prod(0), t.sort()[0]]",
    "t = T(2.0)\nout = t.sum(1)", "t = T(2.0)\nout = t.unsqueeze(0).flatten(0, -1)", "t = T(2.0)\nout = [t.flatten(), t.view(1), t.T, t.expand(3), t.var(unbiased=False)]",
]  # fmt: skip


@pytest.mark.parametrize("program", MIXED)
def test_gradients_of_mixed_kinds_and_of_numbers_without_axes(program: str) -> None:
    same(program)


GRADS = [
    "None", "T([1.0, 2.0])", "T([[1.0, 2.0]])", "T([1, 2])", "T([1.0, 2.0], dtype=float64)", "0.0", "[1.0, 2.0]", "'a'", "x",
]  # fmt: skip


@pytest.mark.parametrize("value", GRADS)
def test_what_may_be_assigned_to_a_gradient(value: str) -> None:
    same(f"x = T([1.0, 2.0], requires_grad=True)\nx.grad = {value}\nout = x.grad")


@pytest.mark.parametrize(
    "value", ["T([5.0, 6.0])", "T([1.0, 2.0, 3.0])", "T([1.0, 2.0], dtype=float64)", "3.0", "None"]
)
def test_what_may_be_assigned_to_data(value: str) -> None:
    same(f"x = T([1.0, 2.0], requires_grad=True)\nx.data = {value}\nout = x")
