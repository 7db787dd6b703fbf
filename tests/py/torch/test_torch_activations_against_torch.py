"""③ Activations of torch.nn.functional: values, slopes, dtypes and refusals, at small and large numbers and on their corners."""

from __future__ import annotations

import pytest

from tests.py.torch.module_programs import same

X = (
    "x = torch.tensor([-1e30, -100., -20., -6., -3., -1., -0.5, -1e-30, 0., 1e-30, 0.5, 1., 3., 6., 20., 100., 1e30, -3.0001, 2.999], "
    "requires_grad=True)\n"
)
# fmt: off
CALLS = [
    "relu(x)", "relu6(x)", "leaky_relu(x)", "leaky_relu(x, 0.2)", "leaky_relu(x, negative_slope=-0.5)", "hardtanh(x)", "hardtanh(x, -2, 2.5)", "hardtanh(x, min_val=0.5)",
    "elu(x)", "elu(x, 2.0)", "selu(x)", "celu(x)", "celu(x, 0.5)", "gelu(x)", "silu(x)", "mish(x)", "hardsigmoid(x)", "hardswish(x)", "tanh(x)", "sigmoid(x)",
    "logsigmoid(x)", "softplus(x)", "softplus(x, 2)", "softplus(x, beta=0.5, threshold=3)", "softsign(x)", "tanhshrink(x)", "softshrink(x)", "softshrink(x, 1.0)",
    "hardshrink(x)", "hardshrink(x, lambd=1.0)", "threshold(x, 0.5, 7.0)", "rrelu(x)", "glu(x[1:])", "prelu(x, torch.tensor([0.25], requires_grad=True))",
    "softmax(x[1:16], dim=0)", "softmin(x[1:16], dim=0)", "log_softmax(x[1:16], dim=0)", "softmax(x[1:16].double() * 1e4, 0)", "softmax(x[1:16])",
    "log_softmax(x[1:16].view(5, 3))", "softmin(x[1:16].view(1, 5, 3))", "softmax(x[1:16].view(1, 5, 3, 1))", "softmax(x[1:16].double(), dim=-1, dtype=torch.float32)",
    "dropout(x, 0.)", "dropout(x, training=False)", "dropout(x, 1.0)", "alpha_dropout(x, 0.5)", "feature_alpha_dropout(x, 0.5)",
    # refused
    "celu(x, 0.)", "hardtanh(x, 2, 1)", "softshrink(x, -1)", "gelu(x, approximate='x')", "glu(x[:3])", "dropout(x, p=1.5)", "dropout(x, -0.1)", "relu([1.0])", "gelu(3.0)",
    "prelu(x.view(1, -1), torch.ones(3))", "prelu(x, torch.ones(2, 2))", "softmax(x, dim=2)",
]
ON_INTS = ["relu", "relu6", "leaky_relu", "hardtanh", "elu", "selu", "celu", "gelu", "silu", "mish", "hardsigmoid", "hardswish", "tanh", "sigmoid", "logsigmoid", "softplus",
           "softsign", "tanhshrink", "softshrink", "hardshrink", "glu"]
IN_PLACE = ["relu", "relu6", "leaky_relu", "hardtanh", "elu", "selu", "celu", "silu", "mish", "hardsigmoid", "hardswish"]
# fmt: on


@pytest.mark.parametrize("call", CALLS)
def test_a_function(call: str) -> None:
    same(f"{X}y = F.{call}\nif y.requires_grad: y.backward(torch.ones_like(y))\nout = [y, x.grad]")


def test_gelu_by_tanh_where_pytorch_s_own_slope_is_finite() -> None:
    same(f"{X}y = F.gelu(x, approximate='tanh')\ny[1:16].sum().backward()\nout = [y, x.grad[1:16]]")


@pytest.mark.parametrize("name", ON_INTS)
def test_ints(name: str) -> None:
    same(f"out = F.{name}(torch.tensor([[1, 2], [3, -4]]))")


@pytest.mark.parametrize("dim", [0, 1])
@pytest.mark.parametrize("name", ["softmax", "log_softmax", "softmin"])
def test_ints_along_an_axis(name: str, dim: int) -> None:
    same(f"out = F.{name}(torch.tensor([[1, 2], [3, -4]]), {dim})")


@pytest.mark.parametrize("name", IN_PLACE)
def test_in_place(name: str) -> None:
    same(
        f"x = torch.tensor([-7., -1, 0.5, 8], requires_grad=True)\nz = x * 2\ny = F.{name}(z, inplace=True)\n(y * y).sum().backward()\nout = [y is z, z, x.grad]"
    )
    same(f"x = torch.tensor([-7., -1, 0.5, 8])\ny = F.{name}(x, inplace=True)\nout = [y is x, x]")
    same(f"F.{name}(torch.tensor([-7., -1, 0.5, 8], requires_grad=True), inplace=True)")


@pytest.mark.parametrize("name", ["relu_", "leaky_relu_", "hardtanh_", "elu_", "selu_", "celu_"])
def test_names_of_what_is_in_place(name: str) -> None:
    same(f"x = torch.tensor([-7., -1, 0.5, 8])\ny = F.{name}(x)\nout = [y is x, x]")
