"""③ What a graph of tensors keeps, when it lets go of it, and how checkpoint keeps less."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import numpy as np
import pytest
import stepgrad
from stepgrad import Tensor, checkpoint
from stepgrad.rules.array_table import ARRAY_OPS
from stepgrad.rules.kernel import elementwise, of_arrays
from stepgrad.rules.scalar_table import OPS

from tests.py.rules.array_cases import numbers

# name, the arrays whose gradients are asked for, what the graph keeps then
KEPT: list[tuple[str, Any, list[str]]] = [
    ("add", lambda a, b: a + b, []),
    ("sub", lambda a, b: a - b, []),
    ("neg", lambda a, b: -a, []),
    ("mul", lambda a, b: a * b, ["a", "b"]),
    ("mul by what needs none", lambda a, b: a * b.detach(), ["b"]),
    ("mul by a number", lambda a, b: a * 3, []),
    ("exp", lambda a, b: a.exp(), ["y"]),
    ("tanh", lambda a, b: a.tanh(), ["y"]),
    ("relu", lambda a, b: a.relu(), ["y"]),
    ("log", lambda a, b: a.log(), ["a"]),
    ("matmul", lambda a, b: a @ b, ["a", "b"]),
    ("matmul, only the weight", lambda a, b: a.detach() @ b, ["a"]),
    ("sum", lambda a, b: a.sum(), []),
    ("mean", lambda a, b: a.mean(0), []),
    ("reshape", lambda a, b: a.reshape(-1), []),
    ("T", lambda a, b: a.T, []),
    ("index", lambda a, b: a[0], []),
    ("concatenate", lambda a, b: stepgrad.concatenate([a, b]), []),
    ("softmax", lambda a, b: a.softmax(0), ["y"]),
]


@pytest.mark.parametrize(("call", "kept"), [row[1:] for row in KEPT], ids=[row[0] for row in KEPT])
def test_no_array_is_kept_that_the_rule_does_not_need(call: Any, kept: list[str]) -> None:
    a, b = Tensor(np.full((2, 2), 0.5), True), Tensor(np.full((2, 2), 2.0), True)
    y = call(a, b)
    named = {"a": a.detach().numpy(), "b": b.detach().numpy(), "y": y.detach().numpy()}
    saved = [x for x in y._node.saved if isinstance(x, np.ndarray)]
    assert sorted(name for name in named if any(x is named[name] for x in saved)) == kept
    assert len(saved) == len(kept)


def test_rules_that_say_nothing_cost_nothing() -> None:
    g = np.ones(2)
    assert all(rule(g) is g for rule in elementwise(OPS["add"], "ab").rules)
    assert elementwise(OPS["sub"], "ab").rules[0](g) is g
    assert of_arrays(ARRAY_OPS["expand"]).rules[0](g) is g


def test_intermediate_arrays_go_as_soon_as_nothing_needs_them() -> None:
    gc.disable()  # so that only reference counts can free anything
    try:
        x = Tensor(np.ones(3), True)
        y = x.exp()
        gone = weakref.ref(y)
        z = (y + 1).sum()  # add keeps nothing; exp keeps its result as an array, not the tensor
        del y
        assert gone() is None
        node = weakref.ref(z)
        z.backward()
        del z
        assert node() is None
    finally:
        gc.enable()


def test_what_was_kept_is_freed_by_the_walk_unless_the_graph_is_retained() -> None:
    x = Tensor(np.ones(3), True)
    y = x.exp()
    array = weakref.ref(y.detach().numpy())
    out = y.sum()
    del y
    out.backward(retain_graph=True)
    assert array() is not None
    out.backward()
    assert array() is None


def test_checkpoint_gives_the_same_and_keeps_less() -> None:
    shape = (7, 11)
    weights = [Tensor(numbers(i, (11, 11)) / 4, True) for i in range(4)]
    x = Tensor(numbers(9, shape), True)

    def layers(h: Tensor) -> Tensor:
        for w in weights:
            h = (h @ w).tanh().exp().sin()
        return h

    def run(call: Any) -> tuple[int, list[Any]]:
        for leaf in (x, *weights):
            leaf.grad = None
        y = call(x)
        kept = kept_arrays(y, shape)
        (y * y).sum().backward()
        return kept, [leaf.grad for leaf in (x, *weights)]

    whole, expected = run(layers)
    less, found = run(lambda h: checkpoint(layers, h))
    assert (
        whole == 1 + 4 * 3 - 1
    )  # x, and what tanh, exp and sin of each layer give; the last is needed by nobody
    assert less == 1  # x
    for a, b in zip(found, expected, strict=True):
        assert np.array_equal(a, b)


def kept_arrays(y: Tensor, shape: tuple[int, ...]) -> int:
    """Different arrays of that shape which the graph of y keeps alive."""
    nodes, seen = [y._node], {}
    for node in nodes:
        for kept in node.saved or ():  # type: ignore[union-attr]
            array = kept.detach().numpy() if isinstance(kept, Tensor) else kept
            if isinstance(array, np.ndarray) and array.shape == shape:
                seen[id(array)] = array
        nodes += [edge for edge in node.edges if hasattr(edge, "edges")]  # type: ignore[union-attr]
    return len(seen)


def test_checkpoint_frees_the_arrays_for_good() -> None:
    made: list[weakref.ref[Any]] = []

    def step(h: Tensor) -> Tensor:
        for _ in range(3):
            h = h.exp()
            made.append(weakref.ref(h.detach().numpy()))
        return h

    x = Tensor(np.zeros(4), True)
    y = checkpoint(step, x)
    assert [ref() is not None for ref in made] == [False, False, True]  # the result is y's own
    y.sum().backward()
    assert len(made) == 6  # computed twice
    expected = Tensor(np.zeros(4), True)
    step(expected).sum().backward()
    assert np.array_equal(x.grad, expected.grad)  # type: ignore[arg-type]


def test_checkpoint_inside_checkpoint_and_parameters_from_elsewhere() -> None:
    w = Tensor([2.0], True)
    x = Tensor([3.0])  # needs no gradient, w does
    y = checkpoint(lambda a: checkpoint(lambda b: b * w, a) * w, x)
    assert y.requires_grad
    y.backward()
    assert w.grad is not None
    assert w.grad.tolist() == [12.0]  # d(3w²)/dw at 2
    with pytest.raises(RuntimeError, match="second time"):
        y.backward()


def test_checkpoint_refuses_what_is_no_tensor() -> None:
    with pytest.raises(TypeError, match="checkpoint"):
        checkpoint(lambda x: x, 3.0)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="checkpoint"):
        checkpoint(lambda x: 3.0, Tensor([1.0]))  # type: ignore[arg-type, return-value]


def test_a_long_chain() -> None:
    x = Tensor([1.0], True)
    y = x
    for _ in range(20_000):
        y = y + 1
    y.backward()
    assert x.grad is not None
    assert x.grad.tolist() == [1.0]
    del y
