"""⑧ What the doctor found: marks on nodes, edges, lines and steps that lead to the step; ways that are walked alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import reader
from tests.browser.mounting import TWO_PATHS, mounted

SPOILED = """from stepgrad import Value
x = Value(0.0)
w = Value(2.0)
y = (x * w) ** 0.5
z = y * w + 1
z.backward()
"""  # the slope of the root is infinite: step 9 is z.y → v₁, line 4
CUT = """from stepgrad import Value
w = Value(2.0)
x = Value(3.0)
h = w * x
y = Value(h.data) * x
loss = (y - 1) ** 2
loss.backward()
print(w.grad)
"""
DEEP = """from stepgrad import Value
x = Value(1.0)
ws = [Value(0.5) for _ in range(12)]
h = x
for w in ws:
    h = (w * h).tanh() * 0.3
loss = (h - 1) ** 2
loss.backward()
"""
WIDE = {"viewport": {"width": 1280, "height": 900}}


def press(root: Locator, name: str | re.Pattern[str]) -> None:
    root.get_by_role("button", name=name).filter(visible=True).first.click()


def steps_of(root: Locator) -> list[int]:
    """The positions one comes to with next, from here to where it goes no further."""
    found = [reader.step(root)]
    while True:
        root.evaluate("(root) => root.walk.advance(1)")  # as the button does, and the arrow
        if reader.step(root) == found[-1]:
            return found
        found.append(reader.step(root))


def test_a_finding_is_marked_on_node_edge_line_and_steps_and_each_mark_leads_to_its_step(
    page: Page, site: str
) -> None:
    root = mounted(page, site, SPOILED)
    expect(root.locator(".findings .menu-button")).to_have_text("1 finding")
    marks = root.locator(".gv-mark")
    assert marks.evaluate_all("(all) => all.filter((one) => one.hasAttribute('data-main')).length") == 2
    # by shape as well as by colour: where it happened is a filled sign, what lies on its way a ring
    assert root.locator(".gv-mark:not([data-main]) circle.gv-mark-dot").count() == marks.count() - 2
    for mark in (
        ".gv-mark[data-main] >> nth=0",
        ".gv-mark[data-main] >> nth=1",
        ".code-mark",
        ".step-mark:is(button)",
    ):
        root.evaluate("(root) => { root.value = 0; }")
        root.locator(mark).click()
        assert reader.step(root) == 9, mark
    lines = root.locator(".code-line")
    line, mark_box = lines.nth(3).bounding_box(), root.locator(".code-mark").bounding_box()
    assert line is not None
    assert mark_box is not None
    assert line["y"] - 4 <= mark_box["y"] <= line["y"] + 12
    expect(root.locator(".code-mark")).to_have_attribute("aria-label", re.compile("^Line 4: At line 4"))
    described = root.locator("[data-node][aria-describedby]").first
    assert "slope is infinite" in page.locator(
        f"[id='{described.get_attribute('aria-describedby')}']"
    ).inner_text() or page.evaluate(
        "(id) => document.getElementById(id).textContent", described.get_attribute("aria-describedby")
    )


def test_no_mark_lies_on_a_text_of_a_node(page: Page, site: str) -> None:
    root = mounted(page, site, SPOILED, step=11)
    covered = root.evaluate("""(root) => [...root.querySelectorAll('.gv-mark')].flatMap((mark) => {
      const shape = mark.querySelector('.gv-mark-sign, .gv-mark-dot').getBoundingClientRect();
      return [...root.querySelectorAll('.gv-node text')].filter((text) => {
        const box = text.getBoundingClientRect();
        return text.textContent && box.left < shape.right - 1 && box.right > shape.left + 1 && box.top < shape.bottom - 2 && box.bottom > shape.top + 2;
      }).map((text) => text.textContent);
    })""")
    assert covered == []


def test_the_list_says_each_finding_whole_and_leads_to_its_step(page: Page, site: str) -> None:
    root = mounted(page, site, CUT)
    root.locator(".findings .menu-button").click()
    panel = root.locator(".findings .menu-panel")
    expect(panel).to_contain_text(
        "w.grad is None because h.data at line 5 gives a plain number, which has no history."
    )
    panel.get_by_role("button", name="Go to step 2").click()
    assert reader.step(root) == 2
    expect(panel).to_be_hidden()


def test_the_way_of_a_missing_gradient_is_walked_alone_and_back_to_all_steps(page: Page, site: str) -> None:
    root = mounted(page, site, CUT)
    root.locator(".findings .menu-button").click()
    root.locator(".findings .menu-panel").get_by_role("button", name="Show me where this comes from").click()
    expect(root.locator(".findings-way")).to_contain_text(
        "Walking only the way back to where the gradient of w ends: 5 steps"
    )
    expect(root.locator(".findings-leave")).to_be_focused()
    page.keyboard.press("ArrowRight")
    assert reader.step(root) == 5
    page.keyboard.press("ArrowLeft")
    assert steps_of(root) == [2, 5, 6, 7, 8]
    off = root.locator("[data-node][data-off]")
    assert {one.get_attribute("data-label") for one in off.all()} == {"x"}
    assert root.locator("[data-edge][data-off]").count() > 0
    page.keyboard.press("Escape")
    expect(root.locator(".findings-way")).to_be_hidden()
    assert off.count() == 0
    page.keyboard.press("ArrowLeft")
    assert reader.step(root) == 7
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert reader.step(root) == 4, "all steps again"


def test_along_a_vanishing_gradient_each_step_says_its_factor(page: Page, site: str) -> None:
    root = mounted(page, site, DEEP)
    root.locator(".findings .menu-button").click()
    root.locator(".findings .menu-panel").get_by_role("button", name="Show me where this comes from").click()
    way = root.locator(".findings-way")
    expect(way).to_contain_text("Walking only the way of the vanishing gradient: ")
    root.evaluate("(root) => { root.value = 42; }")  # v₂₄ receives −2 × 0.3
    expect(way).to_contain_text("× 0.3 here, × 0.6 so far")
    page.keyboard.press("End")
    press(root, "All steps")
    expect(way).to_be_hidden()


def test_of_every_node_one_can_ask_where_its_gradient_comes_from(page: Page, site: str) -> None:
    root = mounted(page, site, TWO_PATHS)
    expect(root.locator(".findings")).to_be_hidden()
    height = page.evaluate("document.documentElement.scrollHeight")
    reader.node(root, "b").click()
    press(root.locator(".graph-card"), "Show me where this comes from")
    way = root.locator(".findings-way")
    expect(way).to_contain_text("Walking only the ways to b: 4 steps")
    assert page.evaluate("document.documentElement.scrollHeight") == height, "nothing may move for it"
    assert steps_of(root) == [3, 4, 5, 7]
    press(root, "The largest: 2 steps")
    expect(way).to_contain_text("Walking only the largest way to b: 2 steps")
    root.evaluate("(root) => { root.value = 3; }")
    assert steps_of(root) == [3, 5]
    press(root.locator(".graph-card"), "All steps")
    expect(way).to_be_hidden()


def test_where_there_is_nothing_to_find_there_is_no_mark_and_no_room_for_one(page: Page, site: str) -> None:
    root = mounted(page, site, TWO_PATHS)
    assert root.locator(".gv-mark, .code-mark, .step-mark").count() == 0
    expect(root.locator(".findings")).to_be_hidden()
    assert root.locator(".walkthrough-findings").evaluate("(one) => one.offsetHeight") == 0


def test_a_folded_group_has_the_mark_of_what_is_in_it(page: Page, site: str) -> None:
    source = SPOILED.replace(
        "y = (x * w) ** 0.5",
        "def root(a, b):\n    t = a * b\n    u = t + 0\n    return u ** 0.5\ny = root(x, w)",
    )
    root = mounted(page, site, source)
    root.evaluate(
        "(root) => { const { view } = root.querySelector('[data-widget=graph-view]'); view.folding.fold(1); view.rebuild(); }"
    )
    reader.drawn(page)
    group = root.locator("[data-fold]")
    if group.count() == 0:
        pytest.fail("the call is not folded")
    expect(group.first).to_have_attribute("aria-describedby", re.compile("."))


@pytest.mark.parametrize("device", [WIDE, reader.PHONE])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_among_marks_and_on_a_way(page: Page, site: str, theme: str) -> None:
    from tests.browser.pages.test_every_page import AXE

    page.emulate_media(color_scheme="light" if theme == "light" else "dark")
    root = mounted(page, site, CUT, step=5)
    page.evaluate(AXE)
    check = "async () => (await axe.run('main')).violations.map((one) => [one.id, one.nodes.map((node) => node.html)])"
    assert page.evaluate(check) == []
    root.locator(".findings .menu-button").click()
    assert page.evaluate(check) == []
    root.locator(".findings .menu-panel").get_by_role("button", name="Show me where this comes from").click()
    assert page.evaluate(check) == []
