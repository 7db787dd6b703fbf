"""⑨ Memory and pitfalls: the timeline fills and drains, checkpoints lower the peak, the pitfalls show real errors."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser import reader

LESSON = "modules/02-autograd/06-memory-and-pitfalls.html"
ACTIVATION = 50 * 100 * 4  # bytes


def timeline(page: Page, site: str) -> Locator:
    reader.visit(page, site + LESSON)
    root = page.locator('[data-widget="memory-timeline"]')
    root.locator("svg text").first.wait_for()
    return root


def kept(root: Locator) -> int:
    """How many activations are kept at the current step."""
    return int(root.get_attribute("data-kept") or "") // ACTIVATION


def test_it_fills_on_the_way_forward_and_drains_on_the_way_back(page: Page, site: str) -> None:
    root = timeline(page, site)
    following = root.get_by_role("button", name="Next step")
    seen = [kept(root)]
    for _ in range(26):  # 6 layers of a product and a tanh, and a mean; there and back
        following.click()
        seen.append(kept(root))
    up = [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]
    assert seen == [*up, 6, 5, 5, 4, 4, 3, 3, 2, 2, 1, 1, 0, 0]
    expect(root.locator("rect[data-array][data-kept]")).to_have_count(0)
    page.keyboard.press("Home")


def test_checkpoints_lower_the_peak_and_cost_computing_again(page: Page, site: str) -> None:
    root = timeline(page, site)
    root.get_by_label("Strategy").select_option("2")
    reader.goes_live(root)
    # 6 layers, a checkpoint every 2: two checkpoints, and two activations of the last stretch; 4 layers of 2 operations again
    expect(root).to_have_attribute("data-peak", str(4 * ACTIVATION))
    expect(root).to_have_attribute("data-again", "8")
    expect(root.locator(".memory-figures")).to_contain_text("the same to the last bit")
    root.get_by_label("Activation").select_option("sin")
    expect(root.locator('.memory-name:text-is("z₆")')).to_have_count(1)


def test_more_layers_keep_more(page: Page, site: str) -> None:
    root = timeline(page, site)
    reader.slide(root, "Layers", 9)
    reader.goes_live(root)
    expect(root).to_have_attribute("data-peak", str(9 * ACTIVATION))


def test_a_press_on_the_drawing_goes_there(page: Page, site: str) -> None:
    root = timeline(page, site)
    drawing = root.locator("svg[role=img]")
    box = drawing.bounding_box()
    assert box is not None
    drawing.click(position={"x": box["width"] - 8, "y": box["height"] / 2})
    assert root.evaluate("root => root.value") == 26


def test_the_table_twin(page: Page, site: str) -> None:
    root = timeline(page, site)
    root.get_by_text("The timeline as a table").click()
    rows = root.locator("tbody tr")
    expect(rows).to_have_count(26)
    expect(rows.nth(11)).to_have_text("12forwardtanh, h₆120 kB")


def test_depth_is_charted(page: Page, site: str) -> None:
    reader.visit(page, site + LESSON)
    charts = page.locator('[data-widget="memory-growth"] [data-widget="chart"]')
    expect(charts).to_have_count(2)
    expect(charts.locator("svg[role=img]")).to_have_count(2)
    # 64 layers of 20 kB; with a checkpoint every 8 there are 7 of them and 8 activations
    expect(charts.nth(0)).to_contain_text(
        "1.28 MB keeping everything, 300 kB with a checkpoint every 8 layers"
    )


# Pitfall, button → what the program prints, or the error it ends in. By hand: x² has slope 4 at 2; exp(1) and exp(2);
# 3 + 2x at 1 and 2, and 3 where x² went through NumPy; 2x, weighted by 1, 0, −1.
PITFALLS = [
    ("Pitfall 1", "With the mistake", "4.0\n8.0\n12.0"),
    ("Pitfall 1", "With the cure", "4.0\n4.0\n4.0"),
    ("Pitfall 2", "With the mistake", "changed in place since"),
    ("Pitfall 2", "With the cure", "[2.71828"),
    ("Pitfall 2", "Harmless", "[2., 2.]"),
    ("Pitfall 2", "Unseen", "[0., 0.]"),
    ("Pitfall 3", "With the mistake", "this tensor requires a gradient"),
    ("Pitfall 3", "Detached", "part.requires_grad: False\nx.grad: Tensor([3., 3.])"),
    ("Pitfall 3", "With the cure", "part.requires_grad: True\nx.grad: Tensor([5., 7.])"),
    ("Pitfall 4", "With the mistake", "needs a gradient of that shape"),
    ("Pitfall 4", "With the cure", "[2., 4., 6.]"),
    ("Pitfall 4", "With weights", "[ 2.,  0., -6.]"),
]


def pitfall(page: Page, name: str) -> Locator:
    return page.locator(f'[data-widget="variants"][aria-label="{name}"]')


def test_each_pitfall_is_seen_and_each_cure_is_applied(page: Page, site: str) -> None:
    reader.visit(page, site + LESSON)
    for name, button, said in PITFALLS:
        root = pitfall(page, name)
        root.get_by_role("button", name=button).click()
        reader.goes_live(root)
        result = root.locator(".variants-result pre")
        assert said in result.inner_text()
        expect(root).to_contain_text("Computed just now by Python in your browser.")
        failed = root.locator(".variants-result[data-failed]")
        expect(failed).to_have_count(1 if "mistake" in button and name != "Pitfall 1" else 0)
    changed = pitfall(page, "Pitfall 4").locator("[data-differs]")
    expect(changed).to_have_text("y.backward(Tensor([1.0, 0.0, -1.0]))")


def test_what_was_recorded_of_a_pitfall_is_there_at_once(page: Page, site: str) -> None:
    reader.visit(page, site + LESSON)
    root = pitfall(page, "Pitfall 2")
    expect(root.locator("[data-wrong]")).to_have_text("y.sum().backward()")
    expect(root).to_contain_text("It stops in line 6: RuntimeError")
    expect(root).to_contain_text("Recorded when the site was built.")
    root.get_by_role("button", name="With the mistake").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(root).to_have_attribute("data-variant", "inplace_cured")


@pytest.mark.allow_console
@pytest.mark.allow_failed_requests
def test_pitfalls_without_the_engine(page: Page, context: BrowserContext, site: str) -> None:
    context.route("**/assets/pyodide/**", lambda route: route.abort())
    reader.visit(page, site + LESSON)
    assert reader.engine_settles(page) == "failed"
    root = pitfall(page, "Pitfall 1")
    root.get_by_role("button", name="With the cure").click()
    expect(root).to_contain_text("Python could not be started here")
    expect(root.locator(".variants-result pre")).to_have_text("4.0\n4.0\n4.0")


def test_the_pitfalls_show_what_pytorch_said(page: Page, site: str) -> None:
    reader.visit(page, site + LESSON)
    text = page.locator("main").inner_text()
    for said in [
        "has been modified by an inplace operation",
        "Can't call numpy() on Tensor that requires grad",
        "grad can be implicitly created only for scalar outputs",
        "tensor(4.)\ntensor(8.)\ntensor(12.)",  # x² at 2, three times, not zeroed
        "x.grad: tensor([3., 3.])",
        "tensor([ 2.,  0., -6.])",
    ]:
        assert said in text
