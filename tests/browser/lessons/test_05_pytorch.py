"""⑨ The lesson on PyTorch: both columns are there and agree, and its programs can be stepped."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import torch
from playwright.sync_api import Page

from tests.browser import reader

LESSON = "modules/02-autograd/05-pytorch.html"
EXAMPLES = Path(__file__).resolve().parents[3] / "modules" / "02-autograd" / "examples"


def test_every_comparison_has_equal_columns(page: Page, site: str) -> None:
    reader.visit(page, site + LESSON)
    compared = 0
    for table in page.locator("main table").all():
        if table.locator("thead th").all_inner_texts()[1:] != ["stepgrad", "PyTorch"]:
            continue
        for row in table.locator("tbody tr").all():
            _, ours, theirs = row.locator("td").all_inner_texts()
            assert ours == theirs
            compared += 1
    assert compared >= 20


def test_the_scalars(page: Page, site: str) -> None:
    reader.visit(page, site + LESSON)
    root = reader.walkthrough(page, 0)
    reader.press_to_end(page, root)
    # loss = (wx + b)² at x 2, w 3, b 1: dloss/dy = 14
    assert [reader.number(root, label, "grad") for label in ("x", "w", "b")] == [42, 28, 14]


@pytest.mark.parametrize("x", [1.5, -2.0])
def test_detach_halves_the_gradient_of_a_square(page: Page, site: str, x: float) -> None:
    reader.visit(page, site + LESSON)
    root = page.get_by_role("region", name="x times x, and x times a detached x")
    root.locator("[data-node]").first.wait_for()
    assert reader.engine_settles(page) == "ready"
    reader.slide(root, "x", x)
    reader.press_to_end(page, root)
    # free = x·x gives 2x, held = x·c gives c = x
    page.wait_for_function(
        "([root, wanted]) => Math.abs(root.querySelector('[data-label=x]').dataset.grad - wanted) < 1e-9",
        arg=[root.element_handle(), 3 * x],
    )


@pytest.mark.parametrize(
    ("example", "label", "leaves"),
    [
        ("vectors", "The dot product of two vectors", ("x", "w")),
        ("attention", "Attention scores of two queries and four keys", ("Q", "K")),
        ("layer", "A layer: product, bias, tanh, and the mean of the squares", ("W", "b")),
    ],
)
def test_the_gradients_of_arrays_are_those_of_pytorch(
    page: Page, site: str, example: str, label: str, leaves: tuple[str, ...]
) -> None:
    reader.visit(page, site + LESSON)
    root = page.get_by_role("region", name=label)
    root.locator("[data-node]").first.wait_for()
    reader.press_to_end(page, root)
    program = (EXAMPLES / f"{example}.py").read_text()
    names: dict[str, Any] = {}
    exec(program.replace("from stepgrad import Tensor", "from torch import tensor as Tensor"), names)  # noqa: S102
    for leaf in leaves:
        shown = root.evaluate(
            "(root, leaf) => root.walk.state.gradient(root.walk.trace.nodes.find((node) => node.label === leaf).id)",
            leaf,
        )
        expected = names[leaf].grad
        assert shown["shape"] == list(expected.shape)
        data = torch.tensor(shown["data"], dtype=expected.dtype)  # JSON writes 3.0 as 3
        torch.testing.assert_close(data.reshape(shown["shape"]), expected)


def test_the_bias_gets_the_sum_of_its_rows_as_a_step_of_its_own(page: Page, site: str) -> None:
    reader.visit(page, site + LESSON)
    root = page.get_by_role("region", name="A layer: product, bias, tanh, and the mean of the squares")
    root.locator("[data-node]").first.wait_for()
    at = root.evaluate("root => root.walk.trace.steps.findIndex((step) => step.kind === 'unbroadcast') + 1")
    assert at > 0
    root.evaluate("(root, at) => { root.value = at; }", at)
    assert root.evaluate("root => root.walk.trace.nodes[root.walk.state.receiver].label") == "b"


def test_the_network_is_that_of_the_lesson_on_tensors(page: Page, site: str) -> None:
    reader.visit(page, site + LESSON)
    other = page.evaluate("fetch('04-tensors.html').then((one) => one.text())")
    printed = dict(re.findall(r"step +(\d+): loss = (\S+)", other))
    rows = page.locator("tr", has_text="loss after").all()
    here = {
        row.locator("td").first.inner_text().split()[2]: row.locator("td").nth(1).inner_text() for row in rows
    }
    both = sorted(printed.keys() & here.keys(), key=int)
    assert both == ["0", "30", "60", "90", "119"]
    for step in both:
        assert f"{float(here[step]):.2g}" == printed[step]
