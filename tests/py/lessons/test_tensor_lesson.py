"""⑨ The Tensor that the lesson builds, cell by cell, is run here as the reader sees it, and agrees with stepgrad."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import stepgrad
from stepgrad.tracing import session

from tests.py.lessons.page import MODULE, cells, variables

if sys.platform == "emscripten":
    pytest.skip("the cells run where the page is built", allow_module_level=True)

PAGE = "04-tensors.qmd"


def test_every_cell_is_shown() -> None:
    assert len(cells(PAGE)) > 10
    assert all(cell.startswith("#| echo: true\n") for cell in cells(PAGE))


def drawn(*shape: int) -> Any:
    return np.random.default_rng(sum(shape)).uniform(-2, 2, shape)


CASES: list[tuple[Callable[..., Any], list[tuple[int, ...]]]] = [
    (lambda a, b: (a + b).sum(), [(3, 4), (4,)]),
    (lambda a, b: (a * b).sum(), [(3, 1), (1, 4)]),
    (lambda a, b: (a - b * a).mean(), [(2, 3, 4), (3, 1)]),
    (lambda a, b: (3 * a + b * 2).sum(), [(2, 1, 4), ()]),
    (lambda a, b: (a + a * b).mean(), [(1,), (2, 3)]),
    (lambda a, b: (a @ b).tanh().sum(), [(4, 2), (2, 8)]),
    (lambda a, b: (a @ b).relu().mean(), [(3, 5), (5, 1)]),
    (lambda a: (a.sum(0) * a.mean(1).sum()).sum(), [(3, 4)]),
    (lambda a: (a.sum(1) * a.sum(1)).mean(), [(3, 4)]),
    (lambda x, w, b: ((x @ w + b).tanh() * (x @ w + b)).mean(), [(4, 2), (2, 3), (1, 3)]),
    (lambda a: -a.tanh() * a, [(1,)]),
]


@pytest.mark.parametrize("case", range(len(CASES)))
def test_the_same_values_and_gradients(case: int) -> None:
    function, shapes = CASES[case]
    given = [drawn(*shape) for shape in shapes]
    ours = [stepgrad.Tensor(np.array(one), requires_grad=True) for one in given]
    theirs = [variables(PAGE)["Tensor"](one) for one in given]
    one, other = function(*ours), function(*theirs)
    np.testing.assert_allclose(other.data, one.data, rtol=1e-12)
    one.backward()
    other.backward()
    for mine, its in zip(ours, theirs, strict=True):
        assert its.grad.shape == its.data.shape
        np.testing.assert_allclose(its.grad, mine.grad, rtol=1e-12, atol=1e-12)


def test_several_numbers_are_no_start() -> None:
    with pytest.raises(ValueError, match="single number"):
        (variables(PAGE)["Tensor"]([1, 2]) * 2).backward()


def xor(**inputs: float) -> dict[str, Any]:
    source = (MODULE / "programs" / "xor.py").read_text(encoding="utf-8")
    want = ["losses", "curvature", "predictions", "pictures"]
    reply = json.loads(session.run(json.dumps({"source": source, "inputs": inputs, "want": want})))
    assert reply["ok"], reply
    return dict(reply["values"])


def test_the_page_and_the_engine_train_the_same_network() -> None:
    # the page counts with 64 bits and nn, as PyTorch, with 32: that differs in the last digits, no more at a tame rate
    np.testing.assert_allclose(variables(PAGE)["losses"][:200], xor()["losses"][:200], rtol=1e-3)


def test_xor_converges_at_a_rate_of_0_2() -> None:
    run = xor(rate=0.2)
    assert len(run["losses"]) == 301
    assert run["losses"][-1] < 1e-6
    assert run["predictions"][-1][1:] == pytest.approx([0, 1, 1, 0], abs=1e-3)
    assert max(run["curvature"]) * 0.2 < 2


def test_xor_diverges_at_a_rate_of_0_5_after_having_learned() -> None:
    run = xor(rate=0.5)
    *before, last = [float(loss) for loss in run["losses"]]
    assert last == float("inf")  # it stops there: no NaN follows
    assert all(np.isfinite(before))
    assert min(before) < 1e-1 * before[0]
    turn = int(np.argmin(before))
    assert all(0.5 * one > 2 for one in run["curvature"][turn - 10 :])
    steps = [int(answer[0]) for answer in run["predictions"]]
    assert steps[-21:] == list(range(len(before) - 20, len(before) + 1))
    assert len(run["pictures"]) == len(steps)


def test_the_limits_belong_to_nearly_every_start() -> None:
    """What the lesson says of other seeds."""
    ends = [[float(xor(rate=rate, seed=seed)["losses"][-1]) for rate in (0.2, 0.5)] for seed in range(10)]
    assert sum(tame < 0.2 for tame, _ in ends) >= 9
    assert sum(not wild < 1e6 for _, wild in ends) >= 7


def test_the_curvature_is_that_of_the_loss() -> None:
    """Where the errors vanish, the largest eigenvalue of the matrix of second derivatives, by central differences."""
    source = (MODULE / "programs" / "xor.py").read_text(encoding="utf-8")
    names: dict[str, Any] = {}
    exec(source, names)  # noqa: S102
    parameters = list(names["model"].parameters())
    start = np.concatenate([p.data.ravel().astype(float) for p in parameters])

    def gradient(at: Any) -> Any:
        offset = 0
        for p in parameters:
            p.data = at[offset : offset + p.size].reshape(p.shape)
            p.zero_grad()
            offset += p.size
        ((names["model"](names["x"]) - names["target"]) ** 2).mean().backward()
        return np.concatenate([p.grad.ravel() for p in parameters])

    eps = 1e-5
    second = np.array(
        [(gradient(start + eps * e) - gradient(start - eps * e)) / (2 * eps) for e in np.eye(len(start))]
    )
    largest = np.linalg.eigvalsh((second + second.T) / 2)[-1]
    assert names["curvature"][-1] == pytest.approx(largest, rel=1e-3)
