"""③ Where PyTorch raises, so do we; and the error names the operation and the shapes, and nothing is half-changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import stepgrad
import torch
from stepgrad import Tensor, cross_entropy, embedding, layer_norm


class Ours:
    """What a program of both engines uses, by one name."""

    where, cat, stack = staticmethod(stepgrad.where), staticmethod(stepgrad.cat), staticmethod(stepgrad.stack)
    no_grad = stepgrad.no_grad

    @staticmethod
    def tensor(data: Any, grad: bool = False) -> Tensor:
        return Tensor(data, requires_grad=grad)

    @staticmethod
    def index(data: Any) -> Any:
        return np.array(data)

    @staticmethod
    def cross_entropy(a: Any, target: Any) -> Any:
        return cross_entropy(a, target)

    @staticmethod
    def embedding(index: Any, weight: Any) -> Any:
        return embedding(index, weight)

    @staticmethod
    def layer_norm(a: Any, w: Any) -> Any:
        return layer_norm(a, w)


class Theirs:
    where, cat, stack = staticmethod(torch.where), staticmethod(torch.cat), staticmethod(torch.stack)
    no_grad = torch.no_grad

    @staticmethod
    def tensor(data: Any, grad: bool = False) -> torch.Tensor:
        return torch.tensor(data, dtype=torch.float32, requires_grad=grad)

    @staticmethod
    def index(data: Any) -> Any:
        return torch.tensor(data)

    cross_entropy = staticmethod(torch.nn.functional.cross_entropy)
    embedding = staticmethod(torch.nn.functional.embedding)

    @staticmethod
    def layer_norm(a: Any, w: Any) -> Any:
        return torch.nn.functional.layer_norm(a, a.shape[-1:], w)


def ones(n: Any, *shape: int, grad: bool = False) -> Any:
    return n.tensor(np.ones(shape).tolist(), grad)


def twice(n: Any) -> None:
    y = ones(n, 2, grad=True).exp().sum()
    y.backward()
    y.backward()


def changed(n: Any, change: Callable[[Any], Any]) -> None:
    """What exp kept of its result is changed before it is needed."""
    y = ones(n, 2, grad=True).exp()
    z = (y * y).sum()
    change(y)
    z.backward()


def changed_parameter(n: Any) -> None:
    w = ones(n, 2, grad=True)
    y = (w * w).sum()
    with n.no_grad():
        w.sub_(1.0)
    y.backward()


def changed_through_a_view(n: Any) -> None:
    w = ones(n, 2, 2, grad=True)
    y = (w * w).sum()
    with n.no_grad():
        w[0].zero_()
    y.backward()


def add_in_place(n: Any, shape: tuple[int, ...], other: tuple[int, ...]) -> None:
    a = ones(n, *shape)
    a += ones(n, *other)


def put(n: Any, index: Any, shape: tuple[int, ...]) -> None:
    ones(n, 2, 3)[index] = ones(n, *shape)


def leaf_in_place(n: Any) -> None:
    a = ones(n, 2, grad=True)
    a += 1


def number_where_a_graph_is(n: Any) -> None:
    ones(n, 2, grad=True).numpy()


# name, program, words that our message has
ERRORS: list[tuple[str, Callable[[Any], Any], str]] = [
    ("add, shapes", lambda n: ones(n, 2, 3) + ones(n, 4), r"add.*\(2, 3\).*\(4,\)"),
    ("mul, shapes", lambda n: ones(n, 2, 3) * ones(n, 2), r"mul.*\(2, 3\).*\(2,\)"),
    ("maximum, shapes", lambda n: ones(n, 2).maximum(ones(n, 3)), r"maximum.*\(2,\).*\(3,\)"),
    ("where, shapes", lambda n: n.where(n.index([True, False]), ones(n, 3), ones(n, 3)), r"where.*\(2,\).*\(3,\)"),
    ("matmul, lengths", lambda n: ones(n, 2, 3) @ ones(n, 2, 3), r"matmul.*\(2, 3\).*3 and 2"),
    ("matmul, vectors", lambda n: ones(n, 2) @ ones(n, 3), r"matmul.*\(2,\).*\(3,\)"),
    ("matmul, a vector", lambda n: ones(n, 2, 3) @ ones(n, 2), r"matmul.*\(2, 3\).*\(2,\)"),
    ("matmul, batches", lambda n: ones(n, 2, 3, 3) @ ones(n, 4, 3, 3), r"matmul.*\(2, 3, 3\).*\(4, 3, 3\)"),
    ("matmul, numbers", lambda n: n.tensor(2.0) @ ones(n, 2), r"matmul.*\(\)"),
    ("sum, no such axis", lambda n: ones(n, 2, 3).sum(2), r"sum.*2"),
    ("sum, an axis twice", lambda n: ones(n, 2, 3).sum((0, 0)), "sum.*twice"),
    ("sum, an axis twice, once from behind", lambda n: ones(n, 2, 3).sum((1, -1)), "sum.*twice"),
    ("sum, no number", lambda n: ones(n, 2, 3).sum("x"), "sum"),
    ("max of nothing", lambda n: n.tensor([]).max(), r"max.*\(0,\)"),
    ("reshape", lambda n: ones(n, 2, 3).reshape(4), r"reshape.*\(2, 3\).*\(4,\)"),
    ("reshape, two unknown", lambda n: ones(n, 2, 3).reshape(-1, -1), r"reshape.*\(2, 3\)"),
    ("reshape, no number", lambda n: ones(n, 2, 3).reshape(1.5), "reshape"),
    ("transpose, no such axis", lambda n: ones(n, 2, 3).transpose(0, 2), "transpose.*2"),
    ("permute, too few", lambda n: ones(n, 2, 3).permute(0), r"permute.*\(2, 3\)"),
    ("permute, one twice", lambda n: ones(n, 2, 3).permute(0, 0), "permute"),
    ("expand", lambda n: ones(n, 2, 3).expand(4, 3), r"expand.*\(2, 3\).*\(4, 3\)"),
    ("expand, fewer axes", lambda n: ones(n, 2, 3).expand(3), r"expand.*\(2, 3\)"),
    ("squeeze, no such axis", lambda n: ones(n, 2, 3).squeeze(5), "squeeze.*5"),
    ("flatten, the wrong way round", lambda n: ones(n, 2, 3).flatten(1, 0), "flatten"),
    ("index out of range", lambda n: ones(n, 2, 3)[2], r"\(2, 3\).*index 2"),
    ("index out of range, a list", lambda n: ones(n, 2, 3)[[0, 5]], r"\(2, 3\).*index 5"),
    ("too many indices", lambda n: ones(n, 2, 3)[0, 0, 0], r"\(2, 3\).*too many"),
    ("index of floats", lambda n: ones(n, 2, 3)[n.tensor([0.5])], "index"),
    ("booleans of another shape", lambda n: ones(n, 2, 3)[n.index([True, False, True])], r"\(2, 3\)"),
    ("cat, shapes", lambda n: n.cat([ones(n, 2, 3), ones(n, 2, 4)]), r"concatenate.*\(2, 3\).*\(2, 4\)"),
    ("cat, axes", lambda n: n.cat([ones(n, 2, 3), ones(n, 2)]), r"concatenate.*\(2, 3\).*\(2,\)"),
    ("cat, no such axis", lambda n: n.cat([ones(n, 2)], 1), "concatenate.*1"),
    ("cat of nothing", lambda n: n.cat([]), "concatenate"),
    ("stack, shapes", lambda n: n.stack([ones(n, 2), ones(n, 3)]), r"stack.*\(2,\).*\(3,\)"),
    ("softmax, no such axis", lambda n: ones(n, 2, 3).softmax(2), "softmax.*2"),
    ("cross entropy, shapes", lambda n: n.cross_entropy(ones(n, 2, 3), n.index([0, 1, 2])), r"cross_entropy.*\(3,\).*\(2, 3\)"),
    ("cross entropy, classes", lambda n: n.cross_entropy(ones(n, 2, 3), n.index([0, 3])), "cross_entropy.*3"),
    ("embedding, out of range", lambda n: n.embedding(n.index([0, 7]), ones(n, 5, 2)), "embedding.*7"),
    ("embedding, negative", lambda n: n.embedding(n.index([-1]), ones(n, 5, 2)), "embedding.*-1"),
    ("embedding, floats", lambda n: n.embedding(n.tensor([0.5]), ones(n, 5, 2)), "embedding"),
    ("layer norm, weight", lambda n: n.layer_norm(ones(n, 2, 3), ones(n, 2)), r"layer_norm.*\(2,\).*\(3,\)"),
    ("item of several", lambda n: ones(n, 2).item(), r"item.*\(2,\)"),
    ("truth of several", lambda n: bool(ones(n, 2)), r"\(2,\)"),
    ("length of a number", lambda n: len(n.tensor(1.0)), "len"),
    ("ragged lists", lambda n: n.tensor([[1.0], [1.0, 2.0]]), "lengths"),
    ("text", lambda n: n.tensor(["a"]), "Tensor"),
    ("backward of several", lambda n: ones(n, 2, grad=True).exp().backward(), r"backward.*\(2,\)"),
    ("backward of what needs none", lambda n: ones(n, 2).sum().backward(), "backward"),
    ("backward, another shape", lambda n: ones(n, 2, grad=True).exp().backward(ones(n, 3)), r"backward.*\(3,\).*\(2,\)"),
    ("backward twice", twice, "second time"),
    ("changed: += 1", lambda n: changed(n, lambda y: y.add_(1)), "version 0.*version 1"),
    ("changed: zero_", lambda n: changed(n, lambda y: y.zero_()), "version"),
    ("changed: an element", lambda n: changed(n, lambda y: y.__setitem__(0, 5.0)), "version"),
    ("changed: a parameter", changed_parameter, "mul.*version 0.*version 1"),
    ("changed through a view", changed_through_a_view, "mul.*version"),
    ("a leaf in place", leaf_in_place, "add in place.*leaf"),
    ("in place, grows", lambda n: add_in_place(n, (3,), (2, 3)), r"add in place.*\(3,\).*\(2, 3\)"),
    ("in place, shapes", lambda n: add_in_place(n, (3,), (2,)), r"add in place.*\(3,\).*\(2,\)"),
    ("put, shapes", lambda n: put(n, 0, (2,)), r"put.*\(2, 3\)"),
    ("put, out of range", lambda n: put(n, 5, (3,)), r"put.*\(2, 3\).*5"),
    ("numpy of what needs a gradient", number_where_a_graph_is, "numpy.*detach"),
    ("requires_grad of a result", lambda n: setattr(ones(n, 2, grad=True).exp(), "requires_grad", False), "requires_grad"),
    ("retain_grad without one", lambda n: ones(n, 2).retain_grad(), "retain_grad"),
    ("add a text", lambda n: ones(n, 2) + "a", "add.*str"),
    ("add None", lambda n: ones(n, 2) + None, "add.*None"),
    ("pow, shapes", lambda n: ones(n, 2) ** ones(n, 3), "pow"),
]  # fmt: skip


@pytest.mark.parametrize(("program", "words"), [row[1:] for row in ERRORS], ids=[row[0] for row in ERRORS])
def test_both_raise(program: Callable[[Any], Any], words: str) -> None:
    with pytest.raises(Exception):  # noqa: B017, PT011 (PyTorch's kinds and words are its own)
        program(Theirs)
    with pytest.raises((ValueError, RuntimeError, TypeError, IndexError), match=f"(?s){words}"):
        program(Ours)


def in_place_after(n: Any) -> Any:
    x = ones(n, 2, grad=True)
    y = x * 3
    y += 1
    y.sum().backward()
    return x.grad


def view_then_change(n: Any) -> Any:
    x = ones(n, 2, 2)
    x[0].add_(5.0)
    return x


def shared(n: Any) -> Any:
    x = ones(n, 2, grad=True)
    y = x + 1
    y.sum().backward()
    y.sum().backward()
    return x.grad


def detached(n: Any) -> Any:
    x = ones(n, 2, grad=True)
    y = x * 2
    (y.detach() * y).sum().backward()
    return x.grad


def retained(n: Any) -> Any:
    x = ones(n, 2, grad=True)
    y = x * 2
    y.retain_grad()
    z = (y * y).sum()
    z.backward(retain_graph=True)
    z.backward()
    return y.grad


def not_retained(n: Any) -> Any:
    x = ones(n, 2, grad=True)
    y = x * 2
    y.sum().backward()
    return np.zeros(3) if y.is_leaf else x.grad


def into_a_buffer(n: Any) -> Any:
    x = ones(n, 2, grad=True)
    buffer = ones(n, 3)
    buffer[1:] = x * 2
    (buffer * buffer).sum().backward()
    return x.grad


def made_inside_no_grad(n: Any) -> Any:
    x = ones(n, 2, grad=True)
    with n.no_grad():
        y = x * 2
    return np.array([x.requires_grad, y.requires_grad, y.is_leaf], float)


def of_a_leaf(n: Any) -> Any:
    x = n.tensor(2.0, True)
    x.backward()
    x.backward()
    return x.grad


def with_a_number(n: Any) -> Any:
    x = ones(n, 1, grad=True)
    (x * 3).backward()
    return x.grad


FINE = [in_place_after, view_then_change, shared, detached, retained, not_retained, into_a_buffer,
        made_inside_no_grad, of_a_leaf, with_a_number]  # fmt: skip


@pytest.mark.parametrize("program", FINE)
def test_neither_raises_and_both_say_the_same(program: Callable[[Any], Any]) -> None:
    ours, theirs = program(Ours), program(Theirs)
    np.testing.assert_allclose(np.asarray(ours), np.asarray(theirs))
