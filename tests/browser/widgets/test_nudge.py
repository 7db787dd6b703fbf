"""⑧ A nudge: one number moved in its panel, the change through the graph, and what the gradient says beside what is true."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import reader
from tests.browser.mounting import HEADER, running, step

# c = 2x · (x + 1): 24 at 3, the gradient 14; 28.8 + 2.88 …
SOURCE = HEADER + "x = Value(3.0)\na = 2 * x\nb = x + 1\nc = a * b\nc.backward()\n"


def pinned(root: Locator, label: str) -> Locator:
    root.evaluate(
        "(root, label) => root.walk.pin(root.walk.trace.nodes.find((node) => node.label === label).id)", label
    )
    panel = root.locator(".card-nudge")
    expect(panel).to_be_visible()
    return panel


def slide(panel: Locator, turns: int) -> None:
    knob = panel.get_by_role("slider")
    knob.focus()
    for _ in range(abs(turns)):
        panel.page.keyboard.press("ArrowRight" if turns > 0 else "ArrowLeft")


def test_predicted_and_true_stand_beside_each_other(page: Page, site: str) -> None:
    root = running(page, site, SOURCE)
    panel = pinned(root, "x")
    slide(panel, 20)  # of 50 to ±0.5
    values = panel.locator("dd")
    expect(values.nth(0)).to_have_text("14 × 0.2 = +2.8")
    expect(values.nth(1)).to_have_text("+2.88")
    expect(panel).to_contain_text("3 → 3.2")
    expect(panel).to_contain_text("The curve bends: off by 0.08.")
    assert sorted(root.locator(".gv-nudged .gv-pill-text").all_text_contents()) == [
        "+0.2",
        "+0.2",
        "+0.4",
        "+2.88",
    ]
    expect(root.locator("[data-edge][data-nudged]")).to_have_count(4)
    # the numbers of the steps are those of the program still
    assert reader.node(root, "c").get_attribute("data-value") == "24"
    panel.get_by_role("button", name="0", exact=True).click()
    expect(root.locator(".gv-nudged .gv-pill-text")).to_have_text(["±"])  # the handle stays


def test_a_number_is_taken_by_the_hand(page: Page, site: str) -> None:
    root = running(page, site, SOURCE)
    panel = pinned(root, "x")
    handle = root.locator(".gv-nudge-handle")
    expect(handle).to_have_text("±")
    box = handle.bounding_box()
    assert box is not None
    at = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*at)
    page.mouse.down()
    page.mouse.move(at[0], at[1] - 30)
    page.mouse.move(at[0], at[1] - 60)
    page.mouse.up()
    expect(handle).to_have_text("+0.2")
    expect(panel.locator("dd").nth(0)).to_have_text("14 × 0.2 = +2.8")
    expect(panel.get_by_role("slider")).to_have_value("20")
    assert root.evaluate("(root) => root.walk.pinned") == 0


def test_any_node_and_a_straight_line(page: Page, site: str) -> None:
    root = running(page, site, SOURCE)
    panel = pinned(root, "b")
    slide(panel, -10)
    expect(panel.locator("dd").nth(0)).to_have_text("6 × (−0.1) = −0.6")
    expect(panel).to_contain_text("The two agree: here it is a straight line.")
    assert sorted(root.locator(".gv-nudged .gv-pill-text").all_text_contents()) == ["−0.1", "−0.6"]
    root.evaluate("(root) => root.walk.pin(null)")
    expect(root.locator(".gv-nudged")).to_have_count(0)


def test_the_gradient_says_nothing_before_it_is_known(page: Page, site: str) -> None:
    root = running(page, site, SOURCE)
    panel = pinned(root, "x")
    step(root, 3)
    slide(panel, 5)
    expect(panel.locator("dd").nth(0)).to_have_text("not yet")
    expect(panel.locator("dd").nth(1)).to_have_text("+0.705")
    step(root, 8)
    expect(panel.locator("dd").nth(0)).to_have_text("14 × 0.05 = +0.7")


def test_a_branch_that_goes_the_other_way(page: Page, site: str) -> None:
    root = running(
        page, site, HEADER + "x = Value(2.0)\ny = x * x\nz = y.exp() if y > 5 else y * 3\nz.backward()\n"
    )
    panel = pinned(root, "x")
    slide(panel, 40)
    expect(panel).to_contain_text("the program takes another way")
    slide(panel, -30)
    expect(panel.locator("dd").nth(1)).to_have_text("+1.23")


@pytest.mark.python_at_once
def test_recorded_steps_do_without_python(page: Page, site: str) -> None:
    page.route("**/pyodide*/**", lambda route: route.abort())
    reader.visit(page, f"{site}modules/02-autograd/01-computational-graph.html")
    root = reader.walkthrough(page, 2)
    step(root, 8)
    panel = pinned(root, "x")
    slide(panel, 20)
    expect(panel.locator("dd").nth(1)).to_have_text("+2.88")


test_recorded_steps_do_without_python = pytest.mark.allow_console(
    pytest.mark.allow_failed_requests(test_recorded_steps_do_without_python)
)


def test_an_entry_of_an_array_is_moved_by_python(page: Page, site: str) -> None:
    source = "from stepgrad import Tensor\nW = Tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)\nx = Tensor([1.0, -1.0])\ny = W @ x\nz = (y * y).sum()\nz.backward()\n"
    root = running(page, site, source)
    panel = pinned(root, "W")
    panel.get_by_role("combobox").select_option("[1, 0]")
    slide(panel, 50)  # 3 → 3.5: y = [−1, −0.5], z = 1.25 instead of 2
    expect(panel.locator("dd").nth(1)).to_have_text("−0.75")
    expect(panel.locator("dd").nth(0)).to_have_text("−2 × 0.5 = −1")
    expect(root.locator(".gv-nudged text").last).to_have_text("−0.75")
