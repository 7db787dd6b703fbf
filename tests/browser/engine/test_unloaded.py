"""⑥ What the build recorded does not come at once, or not at all: it is tried for again, and there is something to read meanwhile."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import reader

pytestmark = pytest.mark.python_at_once

LESSON = "modules/02-autograd/01-computational-graph.html"


@pytest.mark.allow_console
@pytest.mark.allow_failed_requests
def test_the_playground_tries_again_for_an_example_that_is_chosen_again(page: Page, site: str) -> None:
    reader.visit(page, f"{site}playground.html")
    choice = page.get_by_label("Begin with")
    first, second = "Two paths to b", "A neuron"
    page.route("**/traces/**", lambda route: route.abort())
    choice.select_option(second)
    expect(page.locator('[data-widget="problem"]')).to_contain_text("could not be loaded")
    page.unroute("**/traces/**")
    choice.select_option(first)
    reader.walkthrough(page)
    choice.select_option(second)
    root = reader.walkthrough(page)
    expect(root.locator('[data-widget="problem"] > p')).to_be_hidden()
    reader.goes_live(root)


@pytest.mark.allow_console
@pytest.mark.allow_failed_requests
def test_a_walkthrough_that_could_not_be_loaded_is_tried_for_again(page: Page, site: str) -> None:
    page.route("**/traces/02-autograd/chain.json*", lambda route: route.abort())
    reader.visit(page, site + LESSON)
    place = (
        page.locator('.cell:has([data-widget="problem"]:visible)')
        .filter(has=page.get_by_text("could not be loaded"))
        .first
    )
    expect(place.locator("> .still")).to_be_visible()  # the end of the program, meanwhile
    again = place.get_by_role("button", name="Try again")
    with page.expect_event("requestfailed"):  # what is written beside it is the first try's until then
        again.click()
    expect(place).to_contain_text("could not be loaded")
    page.unroute("**/traces/02-autograd/chain.json*")
    again.click()
    root = reader.walkthrough(page, 0)
    expect(place.locator("> .still")).to_be_hidden()
    reader.press_to_end(page, root)
    assert reader.number(root, "x", "grad") == 42
    reader.goes_live(root)


@pytest.mark.allow_console
@pytest.mark.allow_failed_requests
def test_what_belongs_to_a_walkthrough_comes_alive_with_it(page: Page, site: str) -> None:
    asked = "**/traces/02-autograd/two_paths.json*"
    page.route(asked, lambda route: route.abort())
    page.goto(f"{site}modules/02-autograd/07-explore-and-exercises.html")
    again = page.get_by_role("button", name="Try again").first
    again.wait_for()
    page.unroute(asked)
    again.click()
    page.wait_for_function(reader.CELLS_DONE)
    reader.goes_live(reader.walkthrough(page, 0))
    page.locator('[data-widget="scenarios"] button').first.click()
    assert page.locator('[data-widget="scenarios"] [aria-pressed="true"]').count() > 0
    expect(page.locator('[data-widget="formula-check"]')).to_contain_text("yes")


@pytest.mark.parametrize("slow", ["**/assets/index.js", "**/traces/**"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_still_is_seen_until_the_widget_is_there_and_nothing_jumps(
    page: Page, site: str, slow: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 720})
    held: list[Route] = []
    free = False
    page.route(slow, lambda route: route.continue_() if free else held.append(route))
    page.goto(site + "index.html")
    still = page.locator(".cell > .still").first
    expect(still).to_be_visible()
    expect(still).to_contain_text("stepgrad")
    page.wait_for_function("document.readyState !== 'loading'")
    assert held
    free = True
    for route in held:
        route.continue_()
    reader.walkthrough(page)
    expect(still).to_be_hidden()
    page.wait_for_function(reader.CELLS_DONE)
    reader.drawn(page)
    shifted = page.evaluate(
        """() => new Promise((tell) => {
          let sum = 0;
          new PerformanceObserver((list) => {
            for (const {value, hadRecentInput} of list.getEntries()) if (!hadRecentInput) sum += value;
          }).observe({type: "layout-shift", buffered: true});
          requestAnimationFrame(() => requestAnimationFrame(() => tell(sum)));
        })"""
    )
    assert shifted < 0.01
