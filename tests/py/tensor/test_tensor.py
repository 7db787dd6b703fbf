"""② Tensor: numbers worked out by hand, and semantics. PyTorch's word on both is in tests/py/torch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
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
    assert a._version[0] == 0


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
