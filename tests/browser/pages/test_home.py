"""⑨ The home page: a map of the module's lessons, in order, that is walked by keyboard and needs no script."""

from __future__ import annotations

import math

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import reader
from tools.module_map import front_matter, lessons, unnumbered
from tools.serve import SITE

LESSONS = lessons("module-02")
TITLES = [front_matter(SITE.parent / page)["title"] for page in LESSONS]


def test_the_map_names_every_lesson_in_order(page: Page, site: str) -> None:
    reader.visit(page, site)
    links = page.locator(".module-map a")
    assert links.all_inner_texts() == [unnumbered(title) for title in TITLES]
    hrefs = links.evaluate_all("links => links.map((link) => link.href)")
    assert hrefs == [site + name.replace(".qmd", ".html") for name in LESSONS]
    numbers = "li => getComputedStyle(li, '::before').content"
    assert page.locator(".module-map li").first.evaluate(numbers) == "counter(lesson)"


def test_a_whole_card_leads_to_its_lesson(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    reader.visit(page, site)
    card = page.locator(".module-map li").last
    box = card.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    reader.engine_settles(page)  # going on would stop what is still loading
    card.click(position={"x": box["width"] - 12, "y": box["height"] - 8})
    expect(page.locator("main h1")).to_have_text(TITLES[-1])


def test_the_map_by_keyboard(page: Page, site: str) -> None:
    reader.visit(page, site)
    page.locator(".module-map a").first.focus()
    for title in map(unnumbered, TITLES):
        expect(
            page.get_by_role("link", name=title, exact=True).and_(page.locator(".module-map a"))
        ).to_be_focused()
        page.keyboard.press("Tab")


def test_the_neuron_is_stepped_before_python_is_there(page: Page, context: BrowserContext, site: str) -> None:
    context.route("**/worker.js*", lambda route: None)  # never answered
    reader.visit(page, site)
    root = reader.walkthrough(page)
    root.locator('.step-control [tabindex="0"]').focus()
    for _ in range(reader.last_step(root)):
        page.keyboard.press("ArrowRight")
    y = math.tanh(0.3 * 2 + 0.1)
    assert root.get_attribute("data-source") == "recorded"
    assert reader.number(root, "y", "value") == pytest.approx(y)
    for label, factor in [("x", 0.3), ("w", 2), ("b", 1)]:
        assert reader.number(root, label, "grad") == pytest.approx(factor * (1 - y * y))


def test_the_widget_of_the_home_page_takes_the_room_there_is(page: Page, site: str) -> None:
    for width, columns in [(1280, 2), (360, 1)]:
        page.set_viewport_size({"width": width, "height": 900})
        reader.visit(page, site)
        root = reader.walkthrough(page)
        reader.goes_live(root)  # going on would stop what is still loading
        graph, equation = root.locator(".graph-view").bounding_box(), root.locator(".equation").bounding_box()
        assert graph is not None
        assert equation is not None
        assert (equation["x"] + equation["width"] <= graph["x"]) == (columns == 2)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_program_to_begin_with_runs(page: Page, site: str) -> None:
    reader.visit(page, site + "playground.html")
    root = reader.walkthrough(page)
    choice = page.get_by_label("Begin with")
    headings = choice.locator("optgroup").evaluate_all("(all) => all.map((one) => one.label)")
    assert headings == ["One idea each", "Whole programs"]
    names = choice.locator("option").all_inner_texts()
    assert len(names) >= 19
    for name in names:
        if choice.locator("option:checked").inner_text() != name:
            before = root.element_handle()
            choice.select_option(name)
            page.wait_for_function("(before) => !before.isConnected", arg=before)
        reader.goes_live(root)
        expect(root.locator(".problem-text:visible")).to_have_count(0)
        reader.press_to_end(page, root)
        assert reader.step(root) == reader.last_step(root) > 0
        assert root.locator("[data-node][data-grad]").count() > 1


def test_what_was_written_is_there_after_a_look_at_another_program(page: Page, site: str) -> None:
    reader.visit(page, site + "playground.html")
    root = reader.walkthrough(page)
    reader.goes_live(root)
    reader.write_program(root, "from stepgrad import Value\n\nz = Value(3.0)\nq = z * z\nq.backward()\n")
    expect(reader.node(root, "q")).to_be_attached()
    unsaved = "q = Value(7.0)  # not run yet"
    reader.write(root, unsaved)
    choice = page.get_by_label("Begin with")
    choice.select_option("A neuron")
    expect(reader.node(root, "w")).to_be_attached()
    choice.select_option("Two paths to b")
    assert reader.written(root) == unsaved
    expect(reader.node(root, "q")).to_be_attached()
    root.get_by_role("button", name="Reset").click()
    expect(reader.node(root, "c")).to_be_attached()


def test_a_failing_program_is_told_where_and_an_endless_one_is_stopped(page: Page, site: str) -> None:
    reader.visit(page, site + "playground.html")
    root = reader.walkthrough(page)
    reader.goes_live(root)
    nodes = root.locator("[data-node]").count()
    reader.write_program(root, "from stepgrad import Value\n\na = Value(2.0)\nb = a / 0\n")
    expect(root.locator(".problem-text")).to_contain_text("line 4")
    expect(root.locator("[data-wrong]")).to_have_text("b = a / 0")
    reader.write_program(root, "while True:\n    pass\n")
    root.get_by_role("button", name="Stop").click()
    expect(root.locator(".problem-text")).to_contain_text("Stopped")
    assert root.locator("[data-node]").count() == nodes
    reader.write_program(root, "from stepgrad import Value\n\nz = Value(3.0)\nq = z * z\nq.backward()\n")
    expect(reader.node(root, "q")).to_have_attribute("data-label", "q")
