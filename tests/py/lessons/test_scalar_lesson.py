"""⑨ The Value that the lesson builds, cell by cell, is run here as the reader sees it, and agrees with stepgrad."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from typing import Any

import pytest
import stepgrad
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.py.lessons.page import MODULE, cells, variables

PAGE = "03-scalar-engine.qmd"

if sys.platform == "emscripten":
    pytest.skip(
        "the cells run where the page is built, and a deep graph of theirs needs a deep stack",
        allow_module_level=True,
    )


def value(data: float) -> Any:
    """The lesson's own Value."""
    return variables(PAGE)["Value"](data)


def test_every_cell_is_shown() -> None:
    assert len(cells(PAGE)) > 15
    assert all(cell.startswith("#| echo: true\n") for cell in cells(PAGE))


def test_what_the_page_says_comes_out() -> None:
    names = variables(PAGE)
    assert names["wrong"] == 14  # d/dx of 2x(2x + 1) is 8x + 2: 26 at 3; 12 of it are lost
    assert names["lucky"] == 26
    y, loss, w, b = names["steps"][0]
    assert (round(y, 4), round(loss, 6), round(w, 4), round(b, 4)) == (0.6044, 0.038272, 0.5484, 0.2242)
    assert names["steps"][-1][0] == pytest.approx(0.8, abs=1e-6)
    assert names["example"].grad == pytest.approx(names["other"].grad, rel=1e-12)


EXAMPLES = ["chain", "neuron", "shared", "two_paths", "walk_order"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_give_the_same_values_and_gradients(name: str) -> None:
    source = (MODULE / "examples" / f"{name}.py").read_text(encoding="utf-8")
    ours: dict[str, Any] = {}
    exec(source, ours)  # noqa: S102
    theirs: dict[str, Any] = {"Value": variables(PAGE)["Value"]}
    exec(source.replace("from stepgrad import Value", ""), theirs)  # noqa: S102
    compared = 0
    for label, one in ours.items():
        if isinstance(one, stepgrad.Value):
            assert theirs[label].data == pytest.approx(one.data, rel=1e-14)
            assert theirs[label].grad == pytest.approx(one.grad, rel=1e-14)
            compared += 1
    assert compared >= 4


CASES: list[Callable[[Any, Any], Any]] = [
    lambda a, b: a + b,
    lambda a, b: a - b,
    lambda a, b: a * b,
    lambda a, b: a / (b * b + 1),
    lambda a, b: 2 - a + (3 * b - 1),
    lambda a, b: 1 / (a * a + 1) + b / 4,
    lambda a, b: -a * b,
    lambda a, b: a**3 - b**2,
    lambda a, b: (a * b).tanh(),
    lambda a, b: a.exp() * b,
    lambda a, b: (a * a + 1).log() + b,
    lambda a, b: a.relu() * b.relu() + a,
    lambda a, b: (a + b) * (a + b) * a,
]


@settings(deadline=None)
@given(case=st.sampled_from(CASES), a=st.floats(-3, 3), b=st.floats(-3, 3))
def test_any_expression_gives_the_same_gradients(case: Callable[[Any, Any], Any], a: float, b: float) -> None:
    ours, theirs = [stepgrad.Value(a), stepgrad.Value(b)], [value(a), value(b)]
    one, other = case(*ours), case(*theirs)
    assume(math.isfinite(one.data))
    assert other.data == pytest.approx(one.data, rel=1e-12, abs=1e-300)
    one.backward()
    other.backward()
    for mine, its in zip(ours, theirs, strict=True):
        assert its.grad == pytest.approx(mine.grad or 0.0, rel=1e-12, abs=1e-300)
