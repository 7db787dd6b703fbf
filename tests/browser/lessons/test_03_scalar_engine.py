"""⑨ Build the scalar engine: what the order of the walk, the numeric check and the training show a reader."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser import reader

LESSON = "modules/02-autograd/03-scalar-engine.html"


@pytest.fixture
def opened(page: Page, site: str) -> Page:
    reader.visit(page, site + LESSON)
    return page


def widget(page: Page, name: str, *, live: bool = True) -> Locator:
    root = page.locator(f'[data-widget="{name}"]')
    root.wait_for()
    if live:
        reader.goes_live(root)
    return root


def test_the_cells_were_run(opened: Page) -> None:
    words = " ".join(opened.locator("main").inner_text().split())
    assert "Value(2, grad=42)" in words
    assert "a: Value(2, grad=3) b: Value(3, grad=8)" in words
    assert "(14.0, 26.0)" in words  # the wrong order, unlucky and lucky: 8x + 2 is 26 at 3
    assert "step 1: y = 0.6044 loss = 0.038272 then w = 0.5484, b = 0.2242" in words
    assert opened.locator(".cell-output-error, .cell-output-stderr").count() == 0


def end_of(root: Locator) -> None:
    root.evaluate("root => root.walk.set(root.walk.trace.steps.length)")


@pytest.mark.parametrize("x", [3.0, -2.0, 0.5])
def test_the_wrong_order_loses_a_contribution(opened: Page, x: float) -> None:
    root = widget(opened, "walk-order")
    reader.slide(root, "x", x)
    expect(reader.node(root, "x")).to_have_attribute("data-value", f"{x:g}")
    end_of(root)
    # c = 2x (2x + 1): dc/dx = 8x + 2; u passes on v = 2x + 1 only, and what v sends it, u = 2x, comes late
    assert reader.number(root, "x", "grad") == pytest.approx(2 * (2 * x + 1))
    expect(root.locator(".walk-order-verdict")).to_contain_text("instead of")
    assert root.locator("[data-edge][data-lost]").count() == 1
    opened.set_viewport_size({"width": 500, "height": 900})
    reader.drawn(opened)
    assert root.locator("[data-edge][data-lost]").count() == 1  # in the drawing for another width, too
    root.get_by_text("Right: each after all that used it").click()
    end_of(root)
    assert reader.number(root, "x", "grad") == pytest.approx(8 * x + 2)
    expect(root.locator(".walk-order-verdict")).to_contain_text("which is right")
    assert root.locator("[data-edge][data-lost]").count() == 0


def test_the_order_is_chosen_by_keyboard(opened: Page) -> None:
    root = widget(opened, "walk-order")
    root.locator('input[value="met"]').focus()
    opened.keyboard.press("ArrowUp")
    assert root.evaluate("root => root.value") == "after"
    expect(root.locator(".walk-order-visit")).to_have_text(["c", "v", "u"])
    opened.keyboard.press("ArrowDown")
    expect(root.locator(".walk-order-visit")).to_have_text(["c", "u", "v"])


def estimate(root: Locator) -> float:
    said = root.locator(".numeric-words").inner_text().replace("−", "-")
    found = re.search(r"estimate is (-?[\d.]+)", said)
    assert found, said
    return float(found[1])


@pytest.mark.parametrize("exponent", [0, -1, -4, -16])
def test_the_numeric_check_breaks_down(opened: Page, exponent: int) -> None:
    root = widget(opened, "numeric-check")
    reader.slide(root, "log₁₀ ε", exponent)
    eps = 10.0**exponent
    # of x³ the central difference is 3x² + ε², while there are digits enough; 2 + 1e-16 is 2
    expected = 0.0 if exponent == -16 else 12 + eps**2
    assert estimate(root) == pytest.approx(expected, abs=1e-9)
    # the table twin has the same numbers, and the chart is drawn
    expect(root.locator('[data-widget="chart"] svg[role="img"]')).to_be_visible()
    root.get_by_text("The chart as a table").click()
    expect(root.locator(".chart-table tbody tr")).to_have_count(33)


def test_the_numeric_check_at_another_point(opened: Page) -> None:
    root = widget(opened, "numeric-check")
    reader.slide(root, "x", -1.5)
    reader.slide(root, "log₁₀ ε", -2)
    expect(root.locator(".numeric-words")).to_contain_text(f"backward() says {3 * 1.5**2:g}")
    assert estimate(root) == pytest.approx(3 * 1.5**2 + 1e-4, abs=1e-9)


def descent(rate: float, w: float, b: float, count: int) -> list[dict[str, float]]:
    """Gradient descent of (tanh(2w + b) − 0.8)², by hand."""
    made = []
    for _ in range(count):
        y = math.tanh(2 * w + b)
        slope = 2 * (y - 0.8) * (1 - y * y)
        w, b = w - rate * 2 * slope, b - rate * slope
        made.append({"y": y, "loss": (y - 0.8) ** 2, "w": w, "b": b})
    return made


def neuron(page: Page, *, live: bool = True) -> Locator:
    """The walkthrough of the training, its passes."""
    root = page.locator('[data-widget="walkthrough"]:has(.pass-strip:not([hidden]))')
    root.wait_for()
    if live:
        reader.goes_live(root)
    return root


def turn_to(root: Locator, step: int, *, end: bool = True) -> None:
    """A training step, from 1."""
    root.evaluate(
        "(root, [pass, end]) => { root.walk.turnTo(pass); root.walk.set(end ? root.walk.max : root.walk.min); }",
        [step - 1, end],
    )


def after(root: Locator, parameter: str) -> float:
    return float(root.locator(f'tr[data-leaf="{parameter}"]').get_attribute("data-after") or "nan")


def said(root: Locator, step: int, loss: float) -> None:
    expect(root.locator(".pass-strip-where")).to_have_text(f"Pass {step} of 20 loss {number(loss)}")


def test_the_neuron_is_there_before_python(page: Page, context: BrowserContext, site: str) -> None:
    context.route("**/worker.js*", lambda route: None)  # never answered
    reader.visit(page, site + LESSON)
    root = neuron(page, live=False)
    said(root, 1, (math.tanh(0.7) - 0.8) ** 2)
    assert root.get_attribute("data-source") == "recorded"
    assert round(after(root, "w"), 4) == 0.5484
    assert round(after(root, "b"), 4) == 0.2242
    expect(root.locator(".pass-curve-point")).to_have_count(20)


@pytest.mark.parametrize(("rate", "w", "b"), [(0.5, 0.3, 0.1), (0.1, 0.3, 0.1), (1.5, -0.4, 0.6)])
def test_training_follows_the_sliders(opened: Page, rate: float, w: float, b: float) -> None:
    root = neuron(opened)
    for label, value in [("Learning rate", rate), ("w at the start", w), ("b at the start", b)]:
        reader.slide(root, label, value)
    expected = descent(rate, w, b, 20)
    # the first loss is the same at every rate, so what is multiplied by the rate must have come, too
    said(root, 1, expected[0]["loss"])
    expect(root.locator('tr[data-leaf="w"]')).to_contain_text(f"− {number(rate)} ×")
    for step in (1, 2, 7, 20):
        turn_to(root, step)
        said(root, step, expected[step - 1]["loss"])
        for name in ("w", "b"):
            assert after(root, name) == pytest.approx(expected[step - 1][name], abs=1e-12)
            assert reader.number(root, name, "value") == pytest.approx(expected[step - 1][name], abs=1e-12)
        assert reader.number(root, "loss", "value") == pytest.approx(expected[step - 1]["loss"], abs=1e-12)


@pytest.mark.parametrize(("rate", "w", "b"), [(5, -2, -2), (5, 2, 2), (0.05, -2, 2), (5, 0.3, 0.1)])
def test_the_ends_of_the_sliders_give_numbers_and_a_line(
    opened: Page, rate: float, w: float, b: float
) -> None:
    root = neuron(opened)
    for label, value in [("Learning rate", rate), ("w at the start", w), ("b at the start", b)]:
        reader.slide(root, label, value)
    expected = descent(rate, w, b, 20)
    said(root, 1, expected[0]["loss"])
    turn_to(root, 20)
    assert reader.number(root, "w", "value") == pytest.approx(expected[-1]["w"], abs=1e-9)
    assert "nan" not in root.inner_text().lower()
    assert "infinity" not in root.inner_text().lower()
    line = root.locator(".pass-curve")
    assert "NaN" not in line.inner_html()
    expect(line.locator(".pass-curve-point")).to_have_count(20)


def test_the_first_run_stays_to_compare_with(opened: Page) -> None:
    root = neuron(opened)
    before = root.locator(".pass-curve-before")
    assert before.get_attribute("d") is None
    line = root.locator(".pass-curve-line").get_attribute("d")
    reader.slide(root, "Learning rate", 0.1)
    expect(before).to_have_attribute("d", re.compile("^M"))
    assert root.locator(".pass-curve-line").get_attribute("d") != line
    reader.slide(root, "Learning rate", 0.5)
    expect(root.locator(".pass-curve-line")).to_have_attribute("d", str(line))
    assert before.get_attribute("d") is None


def test_inside_a_training_step_every_edge_is_explained(opened: Page) -> None:
    root = neuron(opened)
    root.evaluate("root => root.walk.set(root.walk.trace.passes[0].seed + 2)")
    # loss = error²: 1 × 2 · error, with error = 0.6044 − 0.8
    slope = number(2 * (math.tanh(0.7) - 0.8))
    expect(root.locator(".sentence-words")).to_contain_text(slope)
    assert reader.number(root, "error", "grad") == pytest.approx(2 * (math.tanh(0.7) - 0.8), abs=1e-12)


def number(x: float) -> str:
    """As ojs/maths/format.js writes it."""
    digits = f"{x:.4g}"
    if "e" in digits:
        digits, exponent = f"{x:.3e}".split("e")
        raised = "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(one)] if one.isdigit() else "⁻" for one in str(int(exponent)))
        digits = f"{float(digits):g}×10{raised}"
    return digits.replace("-", "−")


def test_a_training_step_keeps_the_place_inside_it(opened: Page) -> None:
    root = neuron(opened)
    root.evaluate("root => root.walk.set(9)")
    before: Any = root.evaluate("root => root.walk.state.sentence")
    root.get_by_role("button", name="Next pass").click()
    # only the first training step has no gradients to clear, so the place has another number
    assert root.evaluate("root => [root.walk.pass, root.walk.step - root.walk.min]") == [1, 10]
    assert before.split()[:2] == root.evaluate("root => root.walk.state.sentence").split()[:2]
    assert root.evaluate("root => root.walk.state.sentence") != before


def test_a_pass_begins_with_the_clearing_and_ends_with_the_step(opened: Page) -> None:
    root = neuron(opened)
    turn_to(root, 3, end=False)
    expect(root.locator(".sentence-words")).to_have_text(
        "Pass 3 of 20 begins: nothing of it has been computed yet."
    )
    kinds = root.evaluate(
        """root => root.walk.trace.steps.slice(root.walk.min, root.walk.max).map(({kind}) => kind)"""
    )
    assert [kind for i, kind in enumerate(kinds) if i == 0 or kind != kinds[i - 1]] == [
        "zero",
        "forward",
        "seed",
        "backward",
        "update",
    ]


def test_only_a_page_with_a_chart_loads_the_chart_program(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    reader.visit(page, f"{site}modules/02-autograd/01-computational-graph.html")
    for nth in range(page.locator('[data-widget="walkthrough"]').count()):
        reader.goes_live(reader.walkthrough(page, nth))  # going on would stop what is still loading
    assert not [url for url in asked if "plot.js" in url]
    reader.visit(page, site + LESSON)
    expect(widget(page, "numeric-check").locator('[data-widget="chart"] svg').first).to_be_visible()
    assert [url for url in asked if "plot.js" in url]
