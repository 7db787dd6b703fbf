"""⑧ A program of more nodes than can be drawn: it is stepped through all the same, and its numbers are there."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser import reader

# One loop, nothing to fold: y = x + 20,000 × 2 x, so x.grad = 40,001; 40,001 nodes, 100,001 steps.
FLAT = """from stepgrad import Value
x = Value(1.0)
y = x
for i in range(20000):
    y = y + x * 2
y.backward()
"""
# The same within a function's calls: folded, each of them is one node.
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


def test_a_graph_too_large_to_draw_is_stepped_through(page: Page, site: str) -> None:
    reader.visit(page, f"{site}playground.html")
    root = reader.walkthrough(page)
    reader.goes_live(root)
    reader.write_program(root, FLAT)
    graph = root.locator('[data-widget="graph-view"]')
    expect(graph.locator(".graph-view-much")).to_contain_text("40,001 nodes are too many to draw")
    assert reader.last_step(root) == 100_001
    assert graph.locator("[data-node]").count() == 0
    expect(
        graph.locator(".graph-tools")
    ).to_be_hidden()  # nothing to zoom, nothing to fold, and the count was said
    reader.press_to_end(page, root)
    expect(graph.locator("figcaption")).to_contain_text("39999 + 2 = 40001")
    # the number of the step is whole
    assert root.locator(".step-control-field").evaluate("field => field.scrollWidth <= field.clientWidth")
    # of twenty thousand terms, a page: the one that has just come is its last
    lines = root.locator('[data-widget="ledger"] tbody tr')
    assert lines.count() <= 30
    expect(lines.last).to_have_attribute("data-active", "")
    expect(lines.last).to_contain_text("= 40001")
    page.keyboard.press("ArrowLeft")
    assert reader.step(root) == 100_000
    expect(root.locator(".code-piece[data-active]").first).to_contain_text("x * 2")
    graph.locator("summary").click()
    expect(graph.locator(".graph-table-part")).to_contain_text("of 40,001")
    assert graph.locator("tbody tr").count() <= 1000


def test_what_is_folded_is_drawn(page: Page, site: str) -> None:
    reader.visit(page, f"{site}playground.html")
    root = reader.walkthrough(page)
    reader.goes_live(root)
    reader.write_program(root, CALLS)
    graph = root.locator('[data-widget="graph-view"]')
    expect(graph.locator(".graph-tools-count")).to_have_text("21 of 40001 nodes drawn")
    expect(graph.locator(".graph-view-much")).to_be_hidden()
    graph.get_by_role("button", name="Fold nothing").click()
    expect(graph.locator(".graph-view-much")).to_contain_text("fold the calls")
    graph.get_by_role("button", name="Fold every call of more").click()
    reader.press_to_end(page, root)
    expect(graph.locator(".graph-view-much")).to_be_hidden()
    assert reader.number(root, "x", "grad") == 40_001
