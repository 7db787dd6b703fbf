"""⑧ Programs of any size are drawn, folded; what is folded steps, opens in place and is found; never more than some two hundred things at once."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import reader

ROOT = Path(__file__).resolve().parents[3]
MOST = 220

# One loop: y = x + 20,000 × 2 x, so x.grad = 40,001; 40,001 nodes, 100,001 steps.
FLAT = """from stepgrad import Value
x = Value(1.0)
y = x
for i in range(20000):
    y = y + x * 2
y.backward()
"""
# The same within a function's calls.
CALLS = """from stepgrad import Value

def more(y, x):
    for i in range(1000):
        y = y + x * 2
    return y

x = Value(1.0)
y = x
for i in range(20):
    y = more(y, x)
y.backward()
"""
# Without a loop or a call to fold by: all products of 48 by 48 leaves.
PRODUCTS = """from stepgrad import Value
a = [Value(0.01 * i) for i in range(48)]
b = [Value(0.02 * i) for i in range(48)]
s = sum(p * q for p in a for q in b)
s.backward()
"""
GPT = (ROOT / "tools" / "bench" / "programs" / "scalar_gpt.py").read_text(encoding="utf-8")


def shown(page: Page, site: str, source: str) -> Locator:
    reader.visit(page, f"{site}playground.html")
    root = reader.walkthrough(page)
    reader.goes_live(root)
    reader.write_program(root, source)
    root.locator("[data-fold]").first.wait_for(timeout=60_000)
    return root


def drawn(root: Locator) -> int:
    """How many things, once all is laid out that was asked for."""
    reader.drawn(root.page)
    return root.locator(".gv-node").count()


def test_a_loop_of_20_000_turns_is_drawn_folded_and_steps(page: Page, site: str) -> None:
    root = shown(page, site, FLAT)
    graph = root.locator('[data-widget="graph-view"]')
    assert 10 <= drawn(root) <= 60
    expect(graph.locator(".graph-tools-count")).to_contain_text("of 40,001 nodes drawn")
    assert reader.last_step(root) == 100_001
    reader.press_to_end(page, root)
    assert reader.number(root, "x", "grad") == 40_001
    # the number of the step is whole
    assert root.locator(".step-control-field").evaluate("field => field.scrollWidth <= field.clientWidth")
    page.keyboard.press("ArrowLeft")
    assert reader.step(root) == 100_000
    expect(root.locator(".code-piece[data-active]").first).to_contain_text("x * 2")
    # unfold in place, turn by turn, to the operation of the step
    root.evaluate("root => { root.value = 60_000; }")
    for _ in range(6):
        active = graph.locator(".gv-node[data-active]")
        if active.get_attribute("data-fold") is None:
            break
        expect(active.locator(".gv-foot").first).to_have_text(re.compile(r"step [\d,]+ of [\d,]+"))
        active.locator(".gv-opener").click()
        assert drawn(root) <= MOST
    assert graph.locator(".gv-node[data-active]").get_attribute("data-fold") is None
    crumbs = graph.get_by_role("group", name="What is open").get_by_role("button")
    expect(crumbs.first).to_contain_text("turns")
    crumbs.first.click()
    assert drawn(root) <= 60
    table = root.locator(".graph-table")
    table.locator("summary").first.click()
    expect(table.locator(".graph-table-part")).to_contain_text("of 40,001")
    assert table.locator("tr").count() <= 1001


def test_calls_are_folded_first(page: Page, site: str) -> None:
    root = shown(page, site, CALLS)
    graph = root.locator('[data-widget="graph-view"]')
    expect(graph.locator(".graph-tools-count")).to_have_text("21 of 40,001 nodes drawn")
    reader.press_to_end(page, root)
    assert reader.number(root, "x", "grad") == 40_001


def test_what_nothing_holds_together_is_drawn_in_parts(page: Page, site: str) -> None:
    root = shown(page, site, PRODUCTS)
    assert 5 <= drawn(root) <= 60
    expect(root.locator(".gv-name", has_text=re.compile("^[ab]$"))).to_have_count(2)
    reader.press_to_end(page, root)
    assert reader.number(root, "s", "grad") == 1


@pytest.fixture
def gpt(page: Page, site: str) -> Locator:
    """A training step of a GPT over single numbers: 58,105 nodes, 166,466 steps."""
    return shown(page, site, GPT)


def test_a_gpt_of_single_numbers_opens_in_place_by_mouse_and_keyboard(page: Page, gpt: Locator) -> None:
    graph = gpt.locator('[data-widget="graph-view"]')
    assert 5 <= drawn(gpt) <= 60
    expect(graph.locator(".graph-tools-count")).to_contain_text("of 58,105 nodes drawn")
    gpt.evaluate("root => { root.value = 30_000; }")
    opened = 0
    while (active := graph.locator(".gv-node[data-active]")).get_attribute("data-fold") is not None:
        if opened % 2:
            active.dblclick(position={"x": 30, "y": 20})
        else:
            active.focus()
            page.keyboard.press("Enter")
        opened += 1
        assert drawn(gpt) <= MOST
        assert opened < 12
    assert opened >= 3
    there = drawn(gpt)
    graph.locator(".gv-node[data-active]").focus()
    page.keyboard.press("Backspace")
    assert drawn(gpt) < there
    assert graph.locator(".gv-node[data-active]").get_attribute("data-fold") is not None
    # what is folded has the numbers of what is in it
    gpt.evaluate("root => { root.value = root.walk.max; }")
    loss = graph.locator('[data-label="loss"]')
    expect(loss).to_have_attribute("data-grad", "1")


def test_anything_in_a_gpt_is_found(page: Page, gpt: Locator) -> None:
    graph = gpt.locator('[data-widget="graph-view"]')
    graph.locator(".gv-node").first.focus()
    page.keyboard.press("/")
    field = graph.get_by_role("combobox")
    expect(field).to_be_focused()
    options = graph.get_by_role("option")
    field.fill("largest gradient")
    expect(options.first).to_contain_text("gradient")
    field.press("Enter")
    expect(graph.locator(".gv-node:focus")).to_have_count(1)
    assert graph.locator(".gv-node:focus").get_attribute("data-fold") is None
    assert drawn(gpt) <= MOST
    page.keyboard.press("/")
    field.fill("attention")
    expect(options.first).to_contain_text("attention")
    field.press("ArrowDown")
    field.press("Enter")
    expect(
        graph.locator(".gv-node:focus .gv-name, .gv-node:focus .gv-op").filter(has_text="attention").first
    ).to_be_visible()
    page.keyboard.press("/")
    field.fill("step 40,000")
    field.press("Enter")
    assert reader.step(gpt) == 40_000
    page.keyboard.press("/")
    field.fill("tanh")
    expect(graph.locator(".graph-search-said")).to_have_text("Nothing of that kind is in this graph.")
    field.press("Escape")
    expect(graph.locator(".graph-search-panel")).to_be_hidden()


def test_the_groups_of_the_page_are_those_of_the_trace(gpt: Locator) -> None:
    """Open any of them in any order: every node stays in one thing that is drawn."""
    counts = json.loads(
        gpt.evaluate(
            """root => { const counts = []; for (let i = 0; i < 12; i += 1) {
              const folds = [...root.querySelectorAll('[data-fold]')];
              folds[(i * 7) % folds.length].dispatchEvent(new MouseEvent('dblclick', {bubbles: true}));
              counts.push(root.querySelectorAll('.gv-node').length);
            } return JSON.stringify(counts); }"""
        )
    )
    assert max(counts) <= MOST
    expect(gpt.locator(".graph-tools-count")).to_contain_text("of 58,105 nodes drawn")
