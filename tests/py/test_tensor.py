"""② Tensor: numbers worked out by hand, semantics, what is kept and what is freed. PyTorch's word on it is in tests/py/torch."""

from __future__ import annotations

import gc
import math
import weakref
from importlib.resources import files
from typing import Any

import numpy as np
import pytest
import stepgrad
from stepgrad import ShapeError, Tensor, Value, check_gradients, checkpoint, no_grad, where
from stepgrad.array_ops import ARRAY_OPS
from stepgrad.erf import erf
from stepgrad.kernel import elementwise, of_arrays
from stepgrad.ops import OPS

from tests.py.array_cases import ARRAY_CASES, ArrayCase
from tests.py.cases import CASES, Case

SHAPES = [((2, 3), (2, 3)), ((2, 3), (3,)), ((2, 1), (1, 3)), ((), (2,)), ((2, 3), ())]


def numbers(seed: int, shape: tuple[int, ...], low: float = -2.0, high: float = 2.0) -> Any:
    return np.asarray(np.random.default_rng(seed).uniform(low, high, shape))


def test_every_operation_has_a_case() -> None:
    assert {case.op for case in ARRAY_CASES} - set(OPS) == set(ARRAY_OPS) - {"checkpoint"}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_elementwise_against_central_differences(case: Case) -> None:
    for pair in SHAPES:
        xs = [numbers(i, shape, *d) for i, (shape, d) in enumerate(zip(pair, case.domains, strict=False))]
        check_gradients(case.call, *xs)


@pytest.mark.parametrize("case", [case for case in ARRAY_CASES if case.op != "cast"], ids=str)
def test_arrays_against_central_differences(case: ArrayCase) -> None:
    if case.name != "ties":  # where max has no slope
        check_gradients(case.ours, *(numbers(i, shape) for i, shape in enumerate(case.shapes)))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_tensor_says_what_values_say(case: Case) -> None:
    xs = [numbers(i, (5,), *domain) for i, domain in enumerate(case.domains)]
    tensors = [Tensor(x, True) for x in xs]
    y = case.call(*tensors)
    y.backward(np.ones(5))
    for i, row in enumerate(zip(*xs, strict=True)):
        values = [Value(float(x)) for x in row]
        out = case.call(*values)
        out.backward()
        assert abs(out.data - float(y.data[i])) < 1e-14
        for value, tensor in zip(values, tensors, strict=True):
            assert abs((value.grad or 0.0) - tensor.grad[i]) < 1e-12  # type: ignore[index]


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
    x.max(1).backward([6.0, 5.0])
    assert x.grad is not None
    assert x.grad.tolist() == [[0.0, 3.0, 3.0], [5.0, 0.0, 0.0]]


def test_erf_is_the_standard_librarys() -> None:
    xs = np.concatenate(
        [np.linspace(-7, 7, 2001), [0.0, -0.0, 1e-300, 0.46875, -4.0, 4.0, 40.0, np.inf, -np.inf]]
    )
    expected = [math.erf(x) for x in xs]
    np.testing.assert_allclose(erf(xs), expected, rtol=1e-15, atol=3e-16)
    assert np.isnan(erf(np.array(np.nan)))
    assert np.signbit(erf(np.array(-0.0)))
    assert erf(np.ones(1, np.float32)).dtype == np.float32


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
    with pytest.raises(TypeError, match="int64"):
        Tensor([1], dtype=np.int64)
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
    assert x.grad.base is None
    assert not np.may_share_memory(x.grad, g)
    assert x.grad.flags.writeable


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


def test_setting_data_in_place_is_noticed_and_new_data_is_not_the_graphs_business() -> None:
    w = Tensor([3.0], True)
    y = (w * w).sum()
    w.data = np.array([5.0])  # the graph keeps the array it needs
    y.backward()
    assert w.grad is not None
    assert w.grad.tolist() == [6.0]
    y = (w * w).sum()
    w.data -= 1.0
    with pytest.raises(RuntimeError, match="version"):
        y.backward()
    with pytest.raises(ShapeError, match=r"\(1,\).*\(2,\)"):
        w.data = np.ones(2)


def test_in_place_on_what_has_views_is_refused_while_a_graph_is_made() -> None:
    x = Tensor(np.ones((2, 2)), True)
    y = x * 2
    row = y[0]
    with pytest.raises(RuntimeError, match="view"):
        y += 1
    with pytest.raises(RuntimeError, match="view"):
        row += 1


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
    ("relu", lambda a, b: a.relu(), ["a"]),
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
    named = {"a": a.data, "b": b.data, "y": y.data}
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
    array = weakref.ref(y.data)
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
            array = kept.data if isinstance(kept, Tensor) else kept
            if isinstance(array, np.ndarray) and array.shape == shape:
                seen[id(array)] = array
        nodes += [edge for edge in node.edges if hasattr(edge, "edges")]  # type: ignore[union-attr]
    return len(seen)


def test_checkpoint_frees_the_arrays_for_good() -> None:
    made: list[weakref.ref[Any]] = []

    def step(h: Tensor) -> Tensor:
        for _ in range(3):
            h = h.exp()
            made.append(weakref.ref(h.data))
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


WITHOUT_NUMPY = [
    "scalar",
    "ops",
    "array_ops",
    "backward",
    "node",
    "shapes",
    "functions",
    "trace",
    "snapshot",
    "wire",
    "session",
    "program",
    "mode",
    "errors",
]


@pytest.mark.parametrize("name", WITHOUT_NUMPY)
def test_values_do_without_numpy(name: str) -> None:
    text = files("stepgrad").joinpath(f"{name}.py").read_text(encoding="utf-8")
    assert not [line for line in text.splitlines() if line.startswith(("import numpy", "from numpy"))]
