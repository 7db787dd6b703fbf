"""③ torch.autograd.functional against PyTorch: what it gives, in which form, and what it refuses."""

from __future__ import annotations

import math
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import stepgrad.torch
import torch

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of PyTorch's own, in its forward mode
BOTH = (stepgrad.torch, torch)
PREAMBLE = """
F = torch.autograd.functional
def T(*numbers, g=False, shape=None):
    t = torch.tensor(numbers, dtype=torch.float64)
    return (t.reshape(shape) if shape else t).requires_grad_(g)
x, z = T(0.5, -1.5, 2.0), T(1.5, 0.25, -0.75)
m = T(1.0, 2.0, 3.0, -1.0, 0.5, 0.25, shape=(2, 3))
n = torch.tensor(1.25, dtype=torch.float64)
w = T(2.0, 3.0, 4.0, g=True)
def single(x): return (x.exp() * x).sum()
def cubes(x): return (x ** 3).sum()
def two(x, z): return (x * z.sin()).sum() ** 2
def rows(x): return m @ x
def several(x, z): return x * z, (x ** 2).sum() + z[0]
def mixed(x, m): return (m @ x.tanh()).softmax(0), m.sum(1) * x[0]
def linear(x): return (3 * x).sum()
def constant(x): return T(1.0, 2.0)
def picked(x): return torch.cat([x[1:], x[:1]]) * x.max() + x.cumsum(0).prod()
def windows(x): return torch.nn.functional.conv1d(x.view(1, 1, 3), m.view(3, 1, 2)).logsumexp(2)
"""


def run(module: ModuleType, text: str) -> Any:
    names = {"torch": module}
    exec(PREAMBLE, names)  # noqa: S102 (the test's own text)
    return eval(text, names)


def plain(made: Any) -> Any:
    if isinstance(made, dict):
        return [*made], [plain(one) for one in made.values()]
    if isinstance(made, tuple | list):
        return type(made).__name__, [plain(one) for one in made]
    if hasattr(made, "detach"):
        return made.requires_grad, str(made.dtype), tuple(made.shape), np.asarray(made.detach().numpy())
    return made


def alike(a: Any, b: Any) -> None:
    if isinstance(b, tuple | list):
        assert len(a) == len(b)
        for one, other in zip(a, b, strict=True):
            alike(one, other)
    elif isinstance(b, np.ndarray):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-11)
    else:
        assert a == b


def same(text: str) -> None:
    ours, theirs = (plain(run(module, text)) for module in BOTH)
    alike(ours, theirs)


GIVEN = [
    "F.{}(single, x{})", "F.{}(two, (x, z){})", "F.{}(linear, x{})", "F.{}(lambda x: x ** 3, n{})", "F.{}(lambda x: (w * x ** 2).sum(), x{})",
    "F.{}(lambda x: w.sum() * x[1], w{})", "F.{}(lambda x: (w ** 2).sum() * (x ** 2).sum(), w{})",
]  # fmt: skip
OPTIONS = ["", ", create_graph=True", ", strict=False"]


@pytest.mark.parametrize("name", ["jacobian", "hessian", "vjp"])
@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("text", GIVEN)
def test_of_single_numbers(name: str, text: str, options: str) -> None:
    same(text.format(name, options))


@pytest.mark.parametrize("name", ["hvp", "vhp", "jvp"])
@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize(
    ("text", "v"),
    [(text, v) for text, v in zip(GIVEN, ["z", "(z, x)", "z", "None", "z", "z", "z"], strict=True)],
)
def test_products(name: str, text: str, v: str, options: str) -> None:
    same(text.format(name, f", {v}{options}"))


@pytest.mark.parametrize(
    "text",
    [
        "F.jacobian(rows, x)", "F.jacobian(several, (x, z))", "F.jacobian(mixed, (x, m))", "F.jacobian(constant, x)", "F.jacobian(picked, x)",
        "F.jacobian(windows, x)", "F.jacobian(rows, x, vectorize=True)",
        "F.jacobian(several, (x, z), vectorize=True)", "F.jacobian(rows, x, vectorize=True, strategy='forward-mode')",
        "[tuple(row) for row in F.jacobian(several, (x, z), vectorize=True, strategy='forward-mode')]", "[tuple(row) for row in F.jacobian(mixed, (x, m), vectorize=True, strategy='forward-mode')]",
        "F.jacobian(picked, x, vectorize=True, strategy='forward-mode')", "F.jacobian(windows, x, vectorize=True, strategy='forward-mode')",
        "F.jacobian(lambda x: x.softmax(0), x, create_graph=True)", "F.jacobian(lambda x: (x,), x)", "F.jacobian(lambda x: x * 2, (x,))",
        "F.vjp(rows, x, T(1.0, 2.0))", "F.vjp(several, (x, z), (z, n))", "F.vjp(mixed, (x, m), (T(1.0, 2.0), T(3.0, -1.0)))", "F.vjp(constant, x, T(1.0, 1.0))",
        "F.vjp(lambda x: (x * 2,), x, (z,))", "F.vjp(rows, w, T(1.0, 2.0, g=True), create_graph=True)",
        "F.jvp(rows, x, z)", "F.jvp(several, (x, z), (z, x))", "F.jvp(mixed, (x, m), (z, m * 2))", "F.jvp(constant, x, z)", "F.jvp(picked, x, z)",
        "F.jvp(windows, x, z)", "F.jvp(lambda x: x ** 2, w, T(1.0, 2.0, 3.0, g=True), create_graph=True)", "F.jvp(mixed, (w, m), (z, m), create_graph=True)",
        "F.jvp(single, x, z, strict=True)", "F.hvp(cubes, x, z, strict=True)", "F.vhp(cubes, x, z, strict=True)", "F.hessian(cubes, x, strict=True)",
        "F.hessian(two, (x, z), vectorize=True)", "F.hessian(cubes, x, vectorize=True, outer_jacobian_strategy='forward-mode').detach()",
        "F.hessian(lambda x: x.prod().reshape(1, 1), x)", "F.hessian(lambda m: (m @ m.T).det(), m)", "F.hessian(cubes, (x,))",
        "torch.autograd.grad(F.hessian(cubes, w, create_graph=True).sum(), w)", "torch.autograd.grad(F.jvp(lambda x: x ** 3, w, z, create_graph=True)[1].sum(), w)",
        "torch.autograd.grad(F.hvp(cubes, w, z, create_graph=True)[1].sum(), w)", "torch.autograd.grad(F.vhp(cubes, w, z, create_graph=True)[1].sum(), w)",
        "torch.autograd.grad(F.jacobian(lambda x: x ** 3, w, create_graph=True).sum(), w)", "(F.jacobian(cubes, w), w.grad)",
        "F.jacobian(lambda x: F.jacobian(lambda y: y ** 3, x, create_graph=True).diagonal(), x)", "F.jacobian(lambda x: x.float(), x)",
    ],
)  # fmt: skip
def test_forms(text: str) -> None:
    same(text)


@pytest.mark.parametrize(
    "text",
    [
        "F.jacobian(rows, 2.0)", "F.jacobian(rows, [x])", "F.jacobian(lambda x, y: x, (x, 3))", "F.jacobian(lambda x: 3.0, x)",
        "F.jacobian(lambda x: [x, x], x)", "F.jacobian(lambda x: (x, 'a'), x)", "F.vjp(rows, x)", "F.vjp(several, (x, z))", "F.vjp(rows, x, z)",
        "F.vjp(rows, x, (z, z))", "F.vjp(several, (x, z), (z, n, n))", "F.vjp(several, (x, z), (n, n))", "F.vjp(rows, x, 3.0)", "F.jvp(rows, x)",
        "F.jvp(rows, x, T(1.0, 2.0))", "F.jvp(several, (x, z), (x,))", "F.jvp(several, (x, z), x)", "F.hvp(rows, x, z)", "F.hvp(several, (x, z), (x, z))",
        "F.vhp(rows, x, z)", "F.vhp(cubes, x)", "F.hvp(cubes, x)", "F.hessian(rows, x)", "F.hessian(several, (x, z))", "F.hessian(lambda x: 3.0, x)",
        "F.jacobian(rows, x, strategy='sideways')", "F.jacobian(rows, x, strategy='forward-mode')", "F.jacobian(rows, x, create_graph=True, strategy='forward-mode')",
        "F.jacobian(rows, x, strict=True, strategy='forward-mode')", "F.jacobian(rows, x, strict=True, vectorize=True)", "F.hessian(cubes, x, outer_jacobian_strategy='up')",
        "F.jacobian(constant, x, strict=True)", "F.jacobian(lambda x, z: x * 2, (x, z), strict=True)", "F.vjp(lambda x, z: x * 2, (x, z), x, strict=True)",
        "F.jvp(lambda x, z: x * 2, (x, z), (x, z), strict=True)", "F.jvp(constant, x, z, strict=True)", "F.hessian(linear, x, strict=True)",
        "F.hvp(linear, x, z, strict=True)", "F.vhp(linear, x, z, strict=True)", "F.hessian(lambda x: (x ** 2).sum(), w, create_graph=True, strict=True)",
        "F.jacobian(lambda x: 3 * x, w, create_graph=True, strict=True)", "F.vjp(linear, w, create_graph=True, strict=True)", "F.vjp(constant, x, T(1.0, 1.0), strict=True)",
        "F.hvp(lambda x, z: (x ** 2).sum() + z.sum(), (x, z), (x, z), strict=True)", "F.vhp(lambda x, z: (x ** 3).sum() + (z ** 3).sum(), (x, z), (x, z), strict=True)",
    ],
)  # fmt: skip
def test_refusals(text: str) -> None:
    messages = []
    for module in BOTH:
        try:
            messages.append(("gave", plain(run(module, text))))
        except Exception as error:  # noqa: BLE001 (whatever it is, they must agree)
            messages.append(
                (
                    type(error),
                    str(error).replace("stepgrad.torch.tensor.", "").replace("stepgrad.torch", "torch"),
                )
            )
    alike(*messages)


def test_forward_mode_goes_through_functions_of_a_programs_own() -> None:
    found = []
    for module in BOTH:

        class Cube(module.autograd.Function):  # type: ignore[name-defined, misc]
            @staticmethod
            def forward(ctx: Any, x: Any) -> Any:
                ctx.save_for_backward(x)
                return x**3

            @staticmethod
            def backward(ctx: Any, g: Any) -> Any:
                (x,) = ctx.saved_tensors
                return 3 * x * x * g

        x = module.tensor([1.0, 2.0], dtype=module.float64)
        made = module.autograd.functional.jvp(lambda x, cube=Cube: cube.apply(x).sin(), x, x)
        found.append(plain(made))
    alike(*found)
    assert math.isclose(found[0][1][1][3][0], 3 * math.cos(1))


@pytest.mark.parametrize(
    "text",
    [
        "torch.autograd.grad(w ** 3, w, torch.eye(3, dtype=torch.float64), is_grads_batched=True)",
        "torch.autograd.grad(w ** 3, w, torch.eye(3, dtype=torch.float64), is_grads_batched=True, create_graph=True)",
        "torch.autograd.grad((w ** 2, w.sum()), (w,), (m, T(1.0, 2.0)), is_grads_batched=True)",
        "torch.autograd.grad(w * 2, [w, T(1.0, g=True)], m, is_grads_batched=True, allow_unused=True)",
        "torch.autograd.grad(w * 2, [w, T(1.0, g=True)], m, is_grads_batched=True, materialize_grads=True)",
    ],
)
def test_rows_of_gradients(text: str) -> None:
    same(text)
