"""⑨ The Tensor that the lesson builds, cell by cell, is run here as the reader sees it, and agrees with stepgrad."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import stepgrad

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


def xor(rate: float = 0.2, seed: int = 34) -> dict[str, Any]:
    """What the program that the page steps through has computed; its weights as they were before every pass."""
    source = (MODULE / "programs" / "xor.py").read_text(encoding="utf-8")
    source = source.replace("rate = 0.2", f"rate = {rate}").replace("seed = 34", f"seed = {seed}")
    names: dict[str, Any] = {"losses": []}
    exec(source.replace("    loss.backward()", "    losses.append(loss.item())\n    loss.backward()"), names)  # noqa: S102
    return names


def test_the_page_and_the_engine_train_the_same_network() -> None:
    # the page counts with 64 bits and nn, as PyTorch, with 32: that differs in the last digits, no more at a tame rate
    np.testing.assert_allclose(variables(PAGE)["losses"], xor()["losses"], rtol=1e-3)


def test_xor_converges_at_a_rate_of_0_2() -> None:
    run = xor()
    assert len(run["losses"]) == 120
    assert run["losses"][-1] < 2e-3
    assert run["y"].data[:, 0] == pytest.approx([0, 1, 1, 0], abs=0.1)


def test_xor_diverges_at_a_rate_of_0_6_after_having_learned() -> None:
    losses = xor(rate=0.6)["losses"]
    assert len(losses) < 120
    assert losses[-1] > 1e6  # it stops there: no infinity follows
    assert max(losses[:-1]) < 1e6
    assert min(losses) < 0.05 * losses[0]


def test_xor_is_thrown_about_at_a_rate_of_0_5_and_comes_to_rest() -> None:
    losses = xor(rate=0.5)["losses"]
    assert max(losses) > 2 * losses[0]
    assert losses[-1] < 1e-3


def test_the_limits_belong_to_other_starts_too() -> None:
    """What the lesson says of other seeds."""
    ends = [[xor(rate=rate, seed=seed)["losses"][-1] for rate in (0.2, 0.7)] for seed in range(10)]
    assert all(tame < 0.3 for tame, _ in ends)
    assert sum(not wild < 1e6 for _, wild in ends) >= 5
