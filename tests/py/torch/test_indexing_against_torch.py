"""③ Every index that PyTorch takes, read and written: the same elements in the same layout, the same gradients and errors."""

from __future__ import annotations

import itertools

import pytest

from tests.py.torch.both import same

X = "x = T(np.arange(24.0).reshape(2, 3, 4).tolist(), requires_grad=True)\ny = x * 1\n"

INDICES = [
    "0", "-1", "5", "0, 1", "0, 1, 2", "0, 0, 0, 0", "1:", "::2", ":, ::2", "::-1", "..., 0", "..., 1:3", "None", "None, ..., None", "0, None, 1", "..., None, 0", "0:0",
    "True", "False", "T(1)", "T(True)", "np.int64(1)", "T([0, 1, 1])", "[0, 1, 1]", "[1]", "(0, 1), ", "[]", "range(2)", "np.array([1, 0])", "T([[0, 1], [1, 0]])",
    "[[0, 1], [1, 0]]", "[[0, 1], [1, 2]], [[0, 1], [1, 2]]", "0, [0, 2]", "[0, 1], 0", "0, :, [0, 1]", "[0, 1], :, 0", "[0, 1], :, [0, 1]", ":, [0, 1], [0, 1]", "0, [0, 1], [0, 1]",
    "[0, 1], 0, [0, 1]", ":, 0, [0, 1]", "0, ..., [0, 1]", "[0, 1], None, [0, 1]", "0, None, [0, 1]", "None, 0, [0, 1]", ":, None, [0, 1]", "[[0], [1]], [0, 1]", "[[0], [1]], :, [0, 1]",
    "T([0, 1]), T([0, 2])", "T([0, 1]), 1:, T([0, 2])", "T([0, 1], dtype=int32)", "T([1, 0], dtype=uint8)", "T([True, False])", "[True, False]", "np.array([False, True])", ":, T([True, False, True])",
    "T([True, False]), T([True, False, False])", "T([True, False]), 0", "T([True, False]), :, [0, 1]", "x > 5", "x.detach() > 100", "..., T([True, False, True, True])", "x[0] > 5", "x[:, :, 0] > 5",
    "T([True, False, True])", "x[:1] > 5", "T([0, 5])", "[0, -1]", "[-3]", "T([0.5])", "0.5", "'a'", "1.0:", "slice(0, 2), 1", "..., ...", "T([0, 1])[None], 0", "x.argmax(0)[0], 1", "[x[0, 0, 0].long(), 1]",
    "0, T(1), [0, 1]", "T(1), :, [0, 1]", "[0, 1], [0, 1, 2]", "slice(None), slice(None, None, 3)", "T(0):T(2)", "[slice(0, 1), 0]", "[None, 0]", "[..., 0]", "([0, 1], [1, 2])",
]  # fmt: skip


@pytest.mark.parametrize("index", INDICES)
def test_reading(index: str) -> None:
    same(f"{X}z = y[{index}]\n(z * z).sum().backward()\nout = [z, x.grad]")


@pytest.mark.parametrize("index", INDICES)
def test_writing_a_number(index: str) -> None:
    if "uint8" not in index:  # PyTorch reads by such a mask, but does not write
        same(f"{X}y[{index}] = 0.5\n(y * y).sum().backward()\nout = [y, x.grad]")


@pytest.mark.parametrize("index", INDICES)
def test_writing_a_tensor_of_the_same_shape(index: str) -> None:
    if "[0, 1, 1]" not in index and "uint8" not in index:  # which one stays is nobody's promise
        same(
            f"{X}v = y.detach()[{index}] * x.sum()\ny[{index}] = v\n(y * y).sum().backward()\nout = [y, x.grad]",
            1e-4,
        )


@pytest.mark.parametrize(
    "index",
    [
        "0",
        "1:",
        "..., 0",
        "[0, 1]",
        "0, :, [0, 1]",
        "x > 5",
        "T([True, False])",
        ":, [0, 2], 1",
        "x[0, 0, 0] > 5",
    ],
)
@pytest.mark.parametrize(
    "value",
    [
        "T([1.0])",
        "T([[2.0]])",
        "T([[[3.0]]])",
        "T(4.0)",
        "T([1.0, 2.0])",
        "x[0, 0, :1]",
        "np.float64(2)",
        "True",
    ],
)
def test_writing_what_must_be_broadcast(index: str, value: str) -> None:
    same(f"{X}y[{index}] = {value}\n(y * y).sum().backward()\nout = [y, x.grad]")


@pytest.mark.parametrize(
    ("dtype", "value"),
    list(itertools.product(["int64", "bool", "uint8", "float64"], ["2.7", "1", "True", "T([1.5])", "T(3)"])),
)
def test_writing_into_other_dtypes(dtype: str, value: str) -> None:
    same(f"y = T([1, 0, 1], dtype={dtype})\ny[:2] = {value}\nout = y")


@pytest.mark.parametrize(
    "index", ["[0, 0, 1]", "T([[0, 1], [1, 1]])", "[0, 0], [1, 1]", "x.argmax(1)[:, 0] * 0"]
)
def test_what_is_picked_twice_gets_both_gradients(index: str) -> None:
    same(f"{X}z = y[{index}]\n(z * z * z).sum().backward()\nout = [z, x.grad]", 1e-4)


@pytest.mark.parametrize("program", [
    "m = y > 5\nz = y[m]\nz.sum().backward()\nout = [z, x.grad]",
    "z = y[:, [0, 1]][0][1:]\nz.exp().sum().backward()\nout = x.grad", "y[[0, 1]] += 1\ny[y > 8] *= 2\ny.sum().backward()\nout = [y, x.grad]",
    "y[0, [0, 2]] = y[1, [1, 1]]\n(y * y).sum().backward()\nout = x.grad", "y[..., [0]] = x[..., :1] * 2\n(y * y).sum().backward()\nout = x.grad",
    "y[0, :, [0, 1]] += 1\n(y * y).sum().backward()\nout = [y, x.grad]", "v = y[0]\nv[[0, 1]] = 2.0\n(y * v).sum().backward()\nout = [y, x.grad]",
])  # fmt: skip
def test_programs(program: str) -> None:
    same(X + program, 1e-4)
