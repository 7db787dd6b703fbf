"""③ Every row of both tables has its rules over Tensors, made of the same names; a few numbers that PyTorch gave; what stays out of the way."""

from __future__ import annotations

import ast
import gc
import subprocess
import sys
import weakref
from typing import Any

import numpy as np
import pytest
from stepgrad import Tensor, checkpoint, concatenate, cross_entropy, layer_norm
from stepgrad.rules.array_table import ARRAY_OPS
from stepgrad.rules.kernel import elementwise, of_arrays
from stepgrad.rules.scalar_table import OPS, names_in
from stepgrad.rules.within import WITHIN
from stepgrad.tensor.on_tensors import TENSORS, rules_of
from stepgrad.torch.gradients import grad

GIVEN = {"a", "b", "y", "g", "i", "shape", "dtype"}


def calls(text: str) -> set[str]:
    return {
        node.func.id
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }


@pytest.mark.parametrize("name", [*OPS, *WITHIN])
def test_every_row_of_numbers_has_its_rules_over_tensors(name: str) -> None:
    op = OPS.get(name) or WITHIN[name]
    assert {call for text in op.locals for call in calls(text)} <= set(TENSORS)
    for arrays in ("ab", "a", "b") if op.arity == 2 else ("a",):
        found = rules_of(elementwise(op, arrays))
        assert [one is not None for one in found] == ["ab"[i] in arrays for i in range(op.arity)]


@pytest.mark.parametrize(
    "name", [name for name in ARRAY_OPS if name != "checkpoint"]
)  # which is computed again
def test_every_row_of_arrays_has_its_rules_over_tensors(name: str) -> None:
    op = ARRAY_OPS[name]
    for text in op.rules:
        assert names_in(text) - GIVEN - set(op.parameters) <= set(TENSORS)
    assert all(rules_of(of_arrays(op, 2 if op.variadic else 0)))


def derivatives(call: Any, *numbers: Any) -> list[list[float]]:
    """The first, second and third derivatives of the sum, of the sum of these, and so on."""
    leaves = [Tensor(np.array(x, float), True) for x in numbers]
    made, found = [call(*leaves)], []
    for _ in range(3):
        made = grad(
            [y.sum() for y in made if y.requires_grad], leaves, create_graph=True, materialize_grads=True
        )  # type: ignore[assignment]
        found.append([round(x, 6) for g in made for x in g.detach().numpy().ravel().tolist()])
    return found


KNOWN = [  # numbers that PyTorch 2.13 gave
    ("a cube", lambda x: x**3, [[1.0, -2.0]], [[3.0, 12.0], [6.0, -12.0], [6.0, 6.0]]),
    (
        "a product and a quotient",
        lambda x, y: x * y / (x + y),
        [[1.0, 2.0], [3.0, -0.5]],
        [
            [0.5625, 0.111111, 0.0625, 1.777778],
            [-0.1875, -0.740741, 0.0625, -2.962963],
            [0.21875, 4.444444, -0.03125, 10.37037],
        ],
    ),
    (
        "sigmoid, tanh, gelu",
        lambda x: (x.sigmoid() * x.tanh()).gelu(),
        [[0.5, -1.5]],
        [[0.432626, -0.037696], [0.183421, 0.018366], [-0.991913, 0.096427]],
    ),
    (
        "relu at 0",
        lambda x: x.relu() ** 2,
        [[0.0, 2.0, -1.0]],
        [[0.0, 4.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 0.0]],
    ),
    (
        "softmax",
        lambda x: x.softmax(0)[0],
        [[0.1, 0.7, -0.4]],
        [[0.206594, -0.155, -0.051595], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]],
    ),
    (
        "log_softmax",
        lambda x: x.log_softmax(0)[1] * x[0],
        [[0.1, 0.7, -0.4]],
        [[-0.661332, 0.046856, -0.01769], [-0.29166, 0.468561, -0.176901], [0.0, 0.0, 0.0]],
    ),
    (
        "cross_entropy",
        lambda x: cross_entropy(x, [2, 0]),
        [[[0.1, 0.7, -0.4], [1.0, 2.0, 0.5]]],
        [
            [0.14583, 0.26572, -0.41155, -0.384388, 0.314266, 0.070122],
            [0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
            [0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        ],
    ),
    (
        "matmul",
        lambda a, b: (a @ b).exp(),
        [[[0.1, 0.2], [0.3, -0.4]], [[0.5, -0.6], [0.7, 0.8]]],
        [
            [-0.058478, 1.730611, 0.075129, 1.099891, 0.384354, 0.292476, -0.109388, -0.021578],
            [2.889806, 4.026201, 1.931187, 2.209282, 2.558504, 1.785156, 2.063758, 1.797957],
            [5.693639, 13.780968, 2.881242, 7.20128, 7.687803, 2.425831, 5.24117, 1.192997],
        ],
    ),
    (
        "broadcasting",
        lambda a, b: (a * b).sin(),
        [[[0.1, 0.2], [0.3, -0.4]], [0.5, 2.0]],
        [
            [0.499375, 1.842122, 0.494386, 1.393413, 0.396506, -0.09447],
            [0.983757, -0.79238, 0.928996, 2.992246, 1.948657, 0.987316],
            [-0.289729, -12.186984, -0.704946, 1.597826, -0.624534, -0.325713],
        ],
    ),
    (
        "a product with a 0",
        lambda x: x.prod(),
        [[0.0, 2.0, 3.0]],
        [[6.0, 0.0, 0.0], [5.0, 3.0, 2.0], [2.0, 2.0, 2.0]],
    ),
    (
        "a cumulative product with a 0",
        lambda x: x.cumprod(0),
        [[2.0, 0.0, 3.0]],
        [[1.0, 8.0, 0.0], [4.0, 6.0, 2.0], [2.0, 2.0, 2.0]],
    ),
    (
        "the largest, twice",
        lambda x: x.amax() ** 2,
        [[2.0, 2.0, 1.0]],
        [[2.0, 2.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 0.0]],
    ),
    ("norm", lambda x: x.norm(), [[3.0, 4.0]], [[0.6, 0.8], [0.032, -0.024], [-0.01888, 0.01216]]),
    (
        "std",
        lambda x: x.std(),
        [[3.0, 4.0, -1.0]],
        [[0.188982, 0.377964, -0.566947], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]],
    ),
    (
        "det",
        lambda a: a.det(),
        [[[1.0, 2.0, 0.0], [3.0, 4.0, 5.0], [0.0, 1.0, 2.0]]],
        [
            [3.0, -6.0, 3.0, -4.0, 2.0, -1.0, 10.0, -5.0, -2.0],
            [0.0, 0.0, 0.0, -3.0, 3.0, 0.0, 3.0, -3.0, 0.0],
            [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        ],
    ),
    (
        "inverse",
        lambda a: a.inverse(),
        [[[2.0, 1.0], [0.5, 3.0]]],
        [
            [-0.165289, -0.123967, -0.066116, -0.049587],
            [0.210368, 0.157776, 0.084147, 0.06311],
            [-0.401612, -0.301209, -0.160645, -0.120484],
        ],
    ),
    (
        "picked twice",
        lambda x: x[[0, 0, 2]] ** 3,
        [[1.0, 2.0, 3.0]],
        [[6.0, 0.0, 27.0], [12.0, 0.0, 18.0], [12.0, 0.0, 6.0]],
    ),
    (
        "joined",
        lambda a, b: concatenate([a, b]) ** 2 * a.sum(),
        [[1.0, 2.0], [3.0]],
        [[20.0, 26.0, 18.0], [22.0, 26.0, 18.0], [14.0, 14.0, 8.0]],
    ),
]


@pytest.mark.parametrize(
    ("call", "numbers", "expected"), [row[1:] for row in KNOWN], ids=[row[0] for row in KNOWN]
)
def test_numbers_that_pytorch_gave(call: Any, numbers: Any, expected: Any) -> None:
    for found, known in zip(derivatives(call, *numbers), expected, strict=True):
        np.testing.assert_allclose(found, known, rtol=1e-5, atol=2e-6)


def test_the_first_derivative_is_that_of_a_walk_without_a_graph() -> None:
    x = Tensor(np.linspace(-1, 2, 6).reshape(2, 3), True)
    y = (layer_norm(x).softmax(-1) * x.exp().cumprod(1)).prod(0).norm()
    (with_graph,) = grad(y, x, create_graph=True)
    y.backward()
    np.testing.assert_allclose(with_graph.detach().numpy(), x.grad.numpy(), rtol=1e-13)


def test_nothing_of_it_is_imported_before_it_is_asked_for() -> None:
    program = """
import sys, stepgrad.torch as torch
x = torch.ones(2, requires_grad=True)
(x * x).sum().backward()
assert not {"stepgrad.tensor.higher", "stepgrad.tensor.on_tensors"} & set(sys.modules)
(x * x).sum().backward(create_graph=True)
assert "stepgrad.tensor.higher" in sys.modules
"""
    if sys.platform != "emscripten":
        subprocess.run([sys.executable, "-c", program], check=True)


def test_a_gradient_that_leads_back_to_its_leaf_is_freed() -> None:
    x = Tensor(np.ones(3), True)
    (x * x * x).sum().backward(create_graph=True)
    gone = weakref.ref(x)
    del x
    gc.collect()
    assert gone() is None


def test_a_checkpoint_is_computed_again_as_a_part_of_the_graph() -> None:
    x, w = Tensor(np.array([0.5, -1.0]), True), Tensor(np.array([2.0, 3.0]), True)
    found = []
    for step in (lambda h: (h * w).sin() * h, lambda h: checkpoint(lambda h: (h * w).sin() * h, h)):
        y = (step(x * 2) ** 2).sum()
        first = grad(y, [x, w], create_graph=True)
        second = grad([(g * g).sum() for g in first], [x, w], create_graph=True)
        third = grad([g.sum() for g in second], [x, w])
        found.append([g.detach().numpy() for g in (*first, *second, *third)])
        assert x._grad is w._grad is None
    np.testing.assert_allclose(found[0], found[1], rtol=1e-12)


def test_a_long_chain() -> None:
    x = Tensor(np.array(1.0), True)
    y = x
    for _ in range(20_000):
        y = y * 1.0001
    (g,) = grad(y * y, x, create_graph=True)
    (h,) = grad(g, x)
    assert abs(h.item() - 2 * 1.0001**40_000) < 1e-6 * h.item()
    del y, g


def test_the_graph_is_retained_unless_the_program_says_otherwise() -> None:
    x = Tensor(np.array([1.0, 2.0]), True)
    y = x.exp().sum()
    y.backward(create_graph=True)
    y.backward(create_graph=True, retain_graph=False)
    with pytest.raises(RuntimeError, match="second time"):
        y.backward()
    with pytest.raises(RuntimeError, match="second time"):  # the gradient's history leads through it, too
        x.grad.sum().backward()


def test_a_change_in_place_between_the_walks_is_an_error() -> None:
    x = Tensor(np.array([1.0, 2.0]), True)
    y = x * 2
    (g,) = grad((y**3).sum(), x, create_graph=True)
    y += 1
    with pytest.raises(RuntimeError, match="changed in place"):
        grad(g.sum(), x)
