"""⑨ The lesson on PyTorch: both columns are there and agree, and its programs can be stepped."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser import reader

LESSON = "modules/02-autograd/05-pytorch.html"


def test_every_comparison_has_equal_columns(page: Page, site: str) -> None:
    page.goto(site + LESSON)
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
    page.goto(site + LESSON)
    root = reader.walkthrough(page, 0)
    reader.press_to_end(page, root)
    # loss = (wx + b)² at x 2, w 3, b 1: dloss/dy = 14
    assert [reader.number(root, label, "grad") for label in ("x", "w", "b")] == [42, 28, 14]


@pytest.mark.parametrize("x", [1.5, -2.0])
def test_detach_halves_the_gradient_of_a_square(page: Page, site: str, x: float) -> None:
    page.goto(site + LESSON)
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
