"""② Tensor: numbers worked out by hand, and semantics. PyTorch's word on both is in tests/py/torch."""

from __future__ import annotations

import copy
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import stepgrad
from stepgrad import ShapeError, Tensor, no_grad, where


def test_a_matrix_product() -> None:
    a = Tensor([[1.0, 2.0], [3.0, 4.0]], True)
    b = Tensor([[5.0, 6.0], [7.0, 8.0]], True)
    c = a @ b
    assert c.tolist() == [[19.0, 22.0], [43.0, 50.0]]
    c.backward(np.ones((2, 2)))
    assert a.grad is not None
    assert b.grad is not None
    assert a.grad.tolist() == [[11.0, 15.0], [11.0, 15.0]]  # dC @ Bᵀ
    assert b.grad.tolist() == [[4.0, 4.0], [6.0, 6.0]]  # Aᵀ @ dC


def test_what_is_repeated_gets_the_sum_of_the_copies() -> None:
    b = Tensor([1.0, 2.0], True)
    (Tensor(np.ones((3, 2))) * b).backward(np.arange(6.0).reshape(3, 2))
    assert b.grad is not None
    assert b.grad.tolist() == [0.0 + 2 + 4, 1.0 + 3 + 5]


def test_paths_of_different_lengths_meet_before_the_walk_goes_on() -> None:
    x = Tensor([2.0], True)
    y = x * 1
    (y * 3 * 5 * 7 + y).backward()
    assert x.grad is not None
    assert x.grad.tolist() == [106.0]


def test_equal_extremes_share_the_gradient() -> None:
    x = Tensor([[1.0, 3.0, 3.0], [2.0, 0.0, 1.0]], True)
    x.amax(1).backward([6.0, 5.0])
    assert x.grad is not None
    assert x.grad.tolist() == [[0.0, 3.0, 3.0], [5.0, 0.0, 0.0]]


def test_an_element_picked_twice_gets_both_gradients() -> None:
    x = Tensor([1.0, 2.0, 3.0], True)
    x[[0, 2, 0]].backward([1.0, 10.0, 100.0])
    assert x.grad is not None
    assert x.grad.tolist() == [101.0, 0.0, 10.0]


def test_dtypes() -> None:
    assert Tensor([1, 2]).dtype == np.float32
    assert Tensor(np.arange(3)).dtype == np.float32
    assert Tensor(np.ones(3)).dtype == np.float64
    assert Tensor(3.0).dtype == np.float32
    assert Tensor([1.0], dtype=np.float64).dtype == np.float64
    assert (Tensor([1.0]) + Tensor(np.ones(1))).dtype == np.float64
    assert (Tensor([1.0]) * 2.5).dtype == np.float32
    assert Tensor([1], dtype=np.int64).dtype == np.int64
    assert Tensor([0, 2], dtype=bool).tolist() == [False, True]
    with pytest.raises(TypeError, match="complex"):
        Tensor([1], dtype=complex)
    with pytest.raises(TypeError, match="expected numbers"):
        Tensor(np.array([1j]))


def test_data_is_copied_and_gradients_are_nobody_elses() -> None:
    given = np.ones(2)
    x = Tensor(given, True)
    given[0] = 5.0
    assert x.tolist() == [1.0, 1.0]
    y = Tensor(np.ones(2), True)
    upstream = np.ones(2)
    (x + y).backward(upstream)
    assert x.grad is not None
    assert y.grad is not None
    upstream[0] = 7.0
    x.grad[1] = 9.0
    assert (x.grad.tolist(), y.grad.tolist()) == ([1.0, 9.0], [1.0, 1.0])


@pytest.mark.parametrize(
    "call",
    [lambda x: x.reshape(3, 2), lambda x: x.T, lambda x: x[1:], lambda x: x.expand(4, 2, 3), lambda x: x.squeeze(), lambda x: +x],
)  # fmt: skip
def test_a_leafs_gradient_is_no_view(call: Any) -> None:
    x = Tensor(np.ones((2, 3)), True)
    y = call(x)
    g = np.ones(y.shape)
    y.backward(g)
    assert x.grad is not None
    assert x.grad.numpy().base is None
    assert not np.may_share_memory(x.grad.numpy(), g)
    assert x.grad.numpy().flags.writeable


def test_an_array_on_the_left() -> None:
    x = Tensor([1.0, 2.0], True)
    y = np.array([3.0, 4.0]) * x
    assert isinstance(y, Tensor)
    assert (np.array([1.0, 1.0]) - x).tolist() == [0.0, -1.0]
    assert (np.ones((2, 2)) @ x).tolist() == [3.0, 3.0]
    y.sum().backward()
    assert x.grad is not None
    assert x.grad.tolist() == [3.0, 4.0]


def test_comparing_gives_booleans() -> None:
    x = Tensor([1.0, 2.0, 3.0], True)
    assert (x > 1.5).tolist() == [False, True, True]
    assert (x == Tensor([1.0, 0.0, 3.0])).tolist() == [True, False, True]
    assert where(x > 1.5, x, 0).tolist() == [0.0, 2.0, 3.0]
    assert x[x > 1.5].tolist() == [2.0, 3.0]
    assert x.argmax() == 2


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: Tensor([1.0, 2.5]), "Tensor([1. , 2.5])"),
        (lambda: Tensor([1.0], True), "Tensor([1.], requires_grad=True, grad=None)"),
        (lambda: Tensor(np.ones(1), label="w"), "Tensor([1.], dtype=float64, label='w')"),
        (lambda: Tensor([1.0], True) * 2, "Tensor([2.], from=mul)"),
        (lambda: Tensor(2.0), "Tensor(2.)"),
    ],
)
def test_repr(make: Any, text: str) -> None:
    assert repr(make()) == text


def test_repr_shows_the_gradient() -> None:
    x = Tensor([1.0, 2.0], True)
    (x * 3).sum().backward()
    assert repr(x) == "Tensor([1., 2.], requires_grad=True, grad=[3., 3.])"


def test_a_large_tensor_says_its_shape() -> None:
    assert "shape=(100, 100)" in repr(Tensor(np.zeros((100, 100))))
    assert "shape=(0, 3)" in repr(Tensor(np.zeros((0, 3))))


def test_huge_shapes_end_with_an_error_that_names_them() -> None:
    column, row = Tensor(np.zeros((2**20, 1))), Tensor(np.zeros((1, 2**20)))
    with pytest.raises((MemoryError, ValueError), match=r"add.*1048576"):
        column + row
    with pytest.raises((MemoryError, ValueError), match=r"matmul.*1048576"):
        column @ row


def test_nan_goes_through() -> None:
    x = Tensor([np.nan, 1.0], True)
    (x * x).sum().backward()
    assert x.grad is not None
    assert np.isnan(x.grad[0])
    assert x.grad[1] == 2.0


def test_a_refused_walk_changes_nothing() -> None:
    x, y = Tensor([1.0], True), Tensor([2.0], True)
    z = x.exp()
    out = (z * y).sum() + (y * y).sum()
    with no_grad():
        z += 1
    for _ in range(2):
        with pytest.raises(RuntimeError, match="version"):
            out.backward()
    assert x.grad is None
    assert y.grad is None


def test_an_operation_that_fails_changes_nothing() -> None:
    a, b = Tensor(np.ones(3)), Tensor(np.ones(2))
    with pytest.raises(ShapeError):
        a += b
    with pytest.raises(ShapeError):
        a[:2] = Tensor(np.ones(3))
    with pytest.raises(IndexError):
        a[5] = 1.0
    assert a.tolist() == [1.0, 1.0, 1.0]
    (a * 1).sum()  # and its version has not moved: nothing was changed in place
    assert a._counter[0] == 0


def test_no_grad_as_context_and_decorator() -> None:
    x = Tensor([1.0], True)
    with no_grad():
        assert not (x * 2).requires_grad

    @no_grad()
    def double(x: Tensor) -> Tensor:
        return x * 2

    assert not double(x).requires_grad
    assert (x * 2).requires_grad


def test_data_goes_round_the_graph() -> None:
    w = Tensor([3.0], True)
    y = (w * w).sum()
    w.data = np.array([5.0])  # the graph keeps the array it needs
    y.backward()
    assert w.grad is not None
    assert w.grad.tolist() == [6.0]
    w.grad = None
    y = (w * w).sum()
    w.data -= 1.0  # unseen, as in PyTorch: the rule finds the 4 that is there now
    y.backward()
    assert w.grad.tolist() == [8.0]
    with pytest.raises(ShapeError, match=r"\(1,\).*\(2,\)"):
        w.data = np.ones(2)
    with pytest.raises(TypeError, match="float"):
        w.data = 3.0


def test_data_and_grad_are_tensors_over_the_same_storage() -> None:
    w = Tensor([3.0, 4.0], True)
    w.data[0] = 5.0
    assert w.tolist() == [5.0, 4.0]
    assert not w.data.requires_grad
    (w * w).sum().backward()
    gradient = w.grad
    assert w.grad is gradient
    w.sum().backward()
    assert gradient.tolist() == [11.0, 9.0]  # type: ignore[union-attr]


@pytest.mark.skipif(sys.platform == "emscripten", reason="there are no other processes")
def test_infinities_and_nans_are_results_without_a_warning() -> None:
    program = (
        "from stepgrad import Tensor, optim\n"
        "x = Tensor([0.0, -1.0, 1e38], True)\n"
        "y = x.log() + 1 / x + x * 1e10 + x.sqrt() + x**0.5 + x.exp() + x.softmax(0) + x.std() / 0\n"
        "y *= 1e38\n"
        "y /= 0\n"
        "y.backward(Tensor([1.0, 1.0, 1.0]))\n"
        "optim.Adam([x]).step()\n"
    )
    path = str(Path(stepgrad.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_tensor_with_one_of_a_class_of_its_own() -> None:
    class Mine(Tensor):
        __slots__ = ()

    a, b = Tensor([2.0, 3.0], True), Mine([4.0, 5.0], True)
    for made in (a + b, b + a, a * b, b / a, a @ b, b @ a, a - b, a**b, 2 * b, b.T, b[0], a.maximum(b)):
        assert type(made) is Tensor
    (a * b).sum().backward()
    assert b.grad.tolist() == [2.0, 3.0]


def test_attributes_of_ones_own() -> None:
    x = Tensor([1.0])
    x.m = 0
    x.m += 2
    assert x.m == 2
    with pytest.raises(AttributeError):
        _ = Tensor([1.0]).m


def test_numpy_takes_tensors() -> None:
    x = Tensor([1.0, -4.0], True)
    (x * x).sum().backward()
    assert np.abs(x.grad).tolist() == [2.0, 8.0]
    assert np.allclose(x.data, [1.0, -4.0])
    assert np.mean(x.grad) == -3.0
    assert np.max(x.grad, axis=0) == 2.0
    assert np.concatenate([x.data, x.grad]).tolist() == [1.0, -4.0, 2.0, -8.0]
    assert np.argmax(x.grad) == 0
    assert (np.ones(2) - x.grad).tolist() == [-1.0, 9.0]
    assert np.shape(x) == (2,)
    with pytest.raises(RuntimeError, match="detach"):
        np.sum(x)
    array = np.zeros(2)
    array += x.grad
    assert array.tolist() == [2.0, -8.0]


def test_numpys_words_give_numpys_answers() -> None:
    x = Tensor([[1.0, 3.0], [2.0, 0.0]])
    assert x.max(axis=1, keepdims=True).tolist() == [[3.0], [2.0]]
    assert x.sum(axis=0, keepdims=True).tolist() == [[3.0, 3.0]]
    assert (x.size, x.size(), x.size(-1)) == (4, (2, 2), 2)
    assert x.astype(int).dtype == np.int64
    assert Tensor(np.arange(3), dtype=np.int64).max(0).indices.item() == 2


def test_copies_and_pickles() -> None:
    x = Tensor([1.0, 2.0], True, label="x")
    x.m = [1]
    (x * 2).sum().backward()
    deep, flat, stored = copy.deepcopy(x), copy.copy(x), pickle.loads(pickle.dumps(x))
    for one in (deep, flat, stored):
        assert (one.tolist(), one.requires_grad, one.is_leaf, one.label, one.m) == (
            [1.0, 2.0],
            True,
            True,
            "x",
            [1],
        )
    assert deep.grad.tolist() == [2.0, 2.0]
    deep.data[0] = 5.0
    deep.m.append(2)
    assert (x.tolist(), x.m) == ([1.0, 2.0], [1])
    flat.data[0] = 7.0
    assert x.tolist() == [7.0, 2.0]
    assert pickle.loads(pickle.dumps(Tensor.tanh)) is Tensor.tanh
    assert pickle.loads(pickle.dumps(Tensor.sum)) is Tensor.sum
    with pytest.raises(RuntimeError, match="leaves"):
        copy.deepcopy(x * 2)


def test_a_view_of_a_view_is_known_after_its_base_changed() -> None:
    x = Tensor([[1.0, 2.0], [3.0, 4.0]], True)
    y = x * 1
    row, whole = y[0], y.reshape(-1)
    part = whole[1:3]
    part *= 10
    assert type(row).__name__ == "Tensor"
    assert (row.tolist(), whole.tolist()) == ([1.0, 20.0], [1.0, 20.0, 30.0, 4.0])
    (row.sum() + part.sum()).backward()
    assert x.grad.tolist() == [[1.0, 20.0], [10.0, 0.0]]


def test_dead_views_are_forgotten() -> None:
    x = Tensor(np.ones(4))
    for _ in range(1000):
        _ = x[1:]
    assert len(x._counter[1]) < 100
