"""⑧ A series of passes: the strip above the steps, what a pass changed, and two passes side by side. Numbers by hand."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import reader

# The loss is 4w², its gradient 8w: at the rate of 1/16 each pass halves w.
HALVING = """from stepgrad import Value

rate = 0.0625
w = Value(1.0)
for _ in range({passes}):
    w.grad = None
    s = 2 * w
    loss = s * s
    loss.backward()
    w.data -= rate * w.grad
"""


@pytest.fixture
def root(page: Page, site: str) -> Locator:
    reader.visit(page, site + "playground.html")
    reader.engine_settles(page)
    return reader.walkthrough(page)


def run(root: Locator, source: str, passes: int | None) -> None:
    reader.write_program(root, source)
    expected = "null" if passes is None else str(passes)
    root.page.wait_for_function(
        f"""() => {{ const root = document.querySelector('[data-widget="walkthrough"]');
        return root.walk.trace.source.trim() === {source!r}.trim()
          && (root.walk.pass === null ? null : root.walk.trace.passes.length) === {expected}; }}"""
    )
    reader.drawn(root.page)


def halving(root: Locator, passes: int = 12) -> None:
    run(root, HALVING.format(passes=passes), passes)


def pass_of(root: Locator) -> int:
    return int(root.evaluate("root => root.walk.pass + 1"))


def where(root: Locator) -> Locator:
    return root.locator(".pass-strip-where")


def test_the_strip_is_there_where_there_are_many_passes(root: Locator) -> None:
    strip = root.locator(".pass-strip")
    halving(root)
    expect(where(root)).to_have_text("Pass 1 of 12 loss 4")
    assert strip.evaluate("one => one.offsetHeight") <= 64
    rail = root.get_by_role("slider", name="Pass")
    expect(rail).to_have_attribute("aria-valuetext", "Pass 1 of 12, loss 4")
    assert (rail.get_attribute("aria-valuemin"), rail.get_attribute("aria-valuemax")) == ("1", "12")
    run(root, HALVING.format(passes=2), None)  # few steps are seen at once
    expect(strip).to_be_hidden()


def test_passes_by_button_key_and_slider(page: Page, root: Locator) -> None:
    halving(root)
    root.get_by_role("button", name="Next pass").click()
    expect(where(root)).to_have_text("Pass 2 of 12 loss 1")
    expect(root.locator(".pass-strip [aria-live]")).to_have_text("Pass 2 of 12, loss 1")
    rail = root.get_by_role("slider", name="Pass")
    rail.focus()
    for key, there in [
        ("ArrowRight", 3),
        ("ArrowUp", 4),
        ("ArrowLeft", 3),
        ("PageUp", 4),
        ("End", 12),
        ("ArrowRight", 12),
        ("Home", 1),
        ("ArrowDown", 1),
    ]:
        page.keyboard.press(key)
        assert pass_of(root) == there, key
    root.locator(".sentence").click()
    page.keyboard.press("]")
    page.keyboard.press("]")
    page.keyboard.press("[")
    assert pass_of(root) == 2
    reader.editor(root).focus()
    page.keyboard.press("]")  # is written there
    assert pass_of(root) == 2


def test_the_pointer_scrubs(page: Page, root: Locator) -> None:
    halving(root)
    box = root.locator(".pass-strip-rail").bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] - 9, middle)
    page.mouse.down()
    page.wait_for_function("document.querySelector('[data-widget=walkthrough]').walk.pass === 11")
    page.mouse.move(box["x"] + 2, middle, steps=4)
    page.wait_for_function("document.querySelector('[data-widget=walkthrough]').walk.pass === 0")
    page.mouse.up()
    page.mouse.move(box["x"] + 200, middle)
    assert pass_of(root) == 1


def test_one_pass_is_drawn_and_stepped(root: Locator) -> None:
    halving(root)
    root.evaluate("root => { root.walk.turnTo(4); root.walk.set(root.walk.max); }")
    # w, s, loss
    expect(root.locator('[data-widget="graph-view"] [data-node]')).to_have_count(3)
    assert reader.number(root, "w", "value") == 2**-5
    assert reader.number(root, "loss", "value") == 4 * 2**-8
    names = root.evaluate("root => root.walk.names.slice(-2)")
    assert names == ["s", "loss"]
    first, last = root.evaluate("root => [root.walk.min, root.walk.max]")
    root.evaluate("root => root.walk.set(root.walk.min)")
    for _ in range(last - first):
        root.get_by_role("button", name="Next step").click()
    assert root.evaluate("root => root.walk.step") == last
    expect(root.locator(".gv-updated")).to_have_count(0)  # while it happens, the node's own row says it
    expect(reader.node(root, "w")).to_contain_text("0.0625 → 0.03125")
    shown = root.locator(".step-control").evaluate(
        "one => one.querySelector('.active, .step-control-field')?.value || one.querySelector('.active')?.textContent"
    )
    assert int(shown) == last - first  # steps are counted within the pass


def test_the_passes_are_played_each_to_its_end(page: Page, root: Locator) -> None:
    halving(root)
    root.evaluate("root => root.walk.turnTo(9)")
    root.evaluate(
        """root => { window.seen = [];
        root.walk.addEventListener('step', () => window.seen.push([root.walk.pass, root.walk.step === root.walk.max])); }"""
    )
    root.get_by_role("button", name="Play the passes").click()
    expect(where(root)).to_have_text(re.compile("^Pass 12 of 12"))
    expect(root.get_by_role("button", name="Play the passes")).to_be_visible()
    assert page.evaluate("window.seen.at(-1)") == [11, True]
    # and whoever steps meanwhile takes over
    root.get_by_role("button", name="Play the passes").click()
    expect(root.get_by_role("button", name="Pause").first).to_be_visible()
    root.evaluate("root => root.walk.set(root.walk.min)")
    expect(root.get_by_role("button", name="Play the passes")).to_be_visible()


def test_what_a_pass_changed_and_why(root: Locator) -> None:
    halving(root)
    root.get_by_role("button", name="What changed").click()
    row = root.locator('.menu-panel:popover-open tr[data-leaf="w"]')
    expect(row).to_contain_text("1 → 0.5")
    expect(row).to_contain_text("− 0.0625 × 8")


def test_arrays_have_their_length_and_a_picture(root: Locator) -> None:
    source = """from stepgrad import Tensor
w = Tensor([3.0, 4.0], requires_grad=True)
for _ in range(12):
    w.grad = None
    loss = (w * w).sum()
    loss.backward()
    w.data -= 0.25 * w.grad
"""
    run(root, source, 12)
    root.get_by_role("button", name="What changed").click()
    row = root.locator('.menu-panel:popover-open tr[data-leaf="w"]')
    expect(row).to_contain_text("5 → 2.5")  # each pass halves it
    expect(row).to_contain_text("− 0.25 × gradient")
    root.get_by_text("As pictures").click()
    expect(root.locator(".pass-changes-pictures td")).to_have_text(["−1.5", "−2"])


def test_two_passes_side_by_side(root: Locator) -> None:
    halving(root)
    root.evaluate("root => { root.walk.turnTo(2); root.walk.set(root.walk.max); }")
    root.get_by_role("button", name="Compare…").click()
    root.get_by_label("Compare with pass").locator("visible=true").fill("1")
    root.locator(".menu-panel:popover-open").get_by_role("button", name="Compare").click()
    expect(root.locator(".pass-compare-words")).to_have_text("w differs; the loss went from 4 to 0.25.")
    graphs = root.locator('[data-widget="graph-view"]')
    expect(graphs).to_have_count(2)
    here, there = graphs.nth(0), graphs.nth(1)
    expect(here.locator('[data-label="w"]')).to_have_attribute("data-value", "0.125")
    expect(there.locator('[data-label="w"]')).to_have_attribute("data-value", "0.5")
    expect(here.locator('[data-label="loss"] .gv-differs-value')).to_have_text("≠ 4")
    expect(there.locator('[data-label="loss"] .gv-differs-value')).to_have_text("≠ 0.25")
    expect(here.locator('[data-label="w"]')).to_have_attribute("data-differs", "value gradient")
    places = [
        one.locator("[data-node]").evaluate_all("all => all.map((one) => one.getAttribute('transform'))")
        for one in (here, there)
    ]
    assert places[0] == places[1]
    root.evaluate("root => root.walk.set(root.walk.trace.passes[2].seed)")  # both step
    assert here.locator('[data-label="w"]').get_attribute("data-grad") is None
    assert there.locator('[data-label="w"]').get_attribute("data-value") == "1"
    root.get_by_role("button", name="Stop comparing").click()
    expect(graphs).to_have_count(1)
    expect(root.locator("[data-differs]")).to_have_count(0)
    expect(root.locator(".gv-pill")).to_have_count(0)


def test_what_only_one_pass_has_is_dashed(root: Locator) -> None:
    source = (
        HALVING.format(passes=12)
        .replace("for _ in", "for turn in")
        .replace("    loss =", "    if turn == 5:\n        s = s + 1\n    loss =")
    )
    run(root, source, 12)
    root.evaluate("root => { root.walk.turnTo(5); root.walk.set(root.walk.max); root.walk.compare(0); }")
    expect(root.locator(".pass-compare-words")).to_contain_text("1 node is in pass 6 alone.")
    expect(root.locator("[data-only]")).to_have_count(1)


@pytest.mark.parametrize("passes", [600])
def test_many_passes_are_drawn_and_reached(page: Page, root: Locator, passes: int) -> None:
    source = HALVING.format(passes=passes).replace("0.0625", "0.001")
    run(root, source, passes)
    expect(where(root)).to_have_text("Pass 1 of 600 loss 4")
    assert root.locator(".pass-curve *").count() < 100
    root.get_by_role("slider", name="Pass").focus()
    page.keyboard.press("End")
    assert pass_of(root) == passes
    page.keyboard.press("PageDown")
    assert pass_of(root) == passes - 60


def test_a_loss_that_leaves_all_bounds(root: Locator) -> None:
    source = HALVING.format(passes=24).replace("0.0625", "1e20")
    run(root, source, 24)
    root.evaluate("root => root.walk.turnTo(23)")
    assert "NaN" not in root.locator(".pass-curve-line").first.evaluate("one => one.getAttribute('d')")
    assert root.locator(".pass-curve-lost").count() >= 1
    expect(root.locator(".pass-curve-tick", has_text="log")).to_be_visible()


def test_several_roots_are_lines_of_their_own(root: Locator) -> None:
    source = """from stepgrad import Value
a, b = Value(1.0), Value(2.0)
for _ in range(8):
    first = a * b
    first.backward()
    second = a + 2 * b
    second.backward()
    a.grad = b.grad = None
    a.data *= 0.5
"""
    run(root, source, 16)
    expect(root.locator(".pass-curve [data-line]")).to_have_count(2)
    expect(where(root)).to_have_text("Pass 1 of 16 first 2")
    root.get_by_role("button", name="Next pass").click()
    expect(where(root)).to_have_text("Pass 2 of 16 second 5")


def test_no_step_and_no_pass_moves_anything(root: Locator) -> None:
    halving(root)
    heights = """root => [...root.querySelectorAll('.walkthrough-body > *, .walkthrough-stage > *')].map((one) => one.offsetHeight)"""
    before = root.evaluate(heights)
    for turn in (0, 5, 11):
        root.evaluate("(root, turn) => root.walk.turnTo(turn)", turn)
        for at in ("min", "max"):
            root.evaluate("(root, at) => root.walk.set(root.walk[at])", at)
            assert root.evaluate(heights) == before


def test_on_a_phone_the_strip_is_slim_and_all_is_in_its_menu(page: Page, root: Locator) -> None:
    page.set_viewport_size({"width": 390, "height": 664})
    halving(root)
    strip = root.locator(".pass-strip")
    assert strip.evaluate("one => one.offsetHeight") <= 48
    assert strip.evaluate("one => one.scrollWidth <= one.clientWidth + 1")
    for button in strip.locator("button:visible").all():
        box = button.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 40
    more = strip.locator(".pass-strip-more .menu-button")
    more.click()
    root.get_by_role("button", name="Next pass").locator("visible=true").click()
    assert pass_of(root) == 2
    root.evaluate("root => root.walk.compare(0)")
    graphs = root.locator('[data-widget="graph-view"]:visible')
    expect(graphs).to_have_count(1)
    root.get_by_role("button", name="Pass 1", exact=True).click()
    expect(graphs).to_have_count(1)
    expect(root.locator(".pass-compare-other [data-widget='graph-view']")).to_be_visible()


def test_the_table_has_the_nodes_of_the_pass(root: Locator) -> None:
    halving(root)
    root.evaluate("root => { root.walk.turnTo(2); root.walk.set(root.walk.max); }")
    root.get_by_text("The graph as a table").click()
    rows = root.locator(".graph-table tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.locator("th")).to_have_text(["w", "s", "loss"])
    root.evaluate("root => root.walk.turnTo(3)")
    expect(rows.last).to_contain_text("0.0625")  # 4w² at 1/8
