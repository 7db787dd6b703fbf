"""⑨ Every page without JavaScript, with scripts that fail, and on paper: there is always something to read where a widget stands."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser import reader
from tests.browser.pages.test_every_page import AXE, PAGES

LESSON = "modules/02-autograd/01-computational-graph.html"
CHAIN, _, SHARED = range(3)


def without_scripts(test: Callable[..., None]) -> Any:
    """In a browser that runs no script; it refuses the scripts that a page names in advance, and calls that a failure."""
    device = {"java_script_enabled": False, "viewport": {"width": 1280, "height": 900}}
    return pytest.mark.parametrize("device", [device], ids=[""])(pytest.mark.allow_failed_requests(test))


def widgets(page: Page) -> Locator:
    """The places of widgets: cells of OJS that show something."""
    return page.locator(".cell:not(.hidden):has(> .cell-output [id^=ojs-cell-])")


def lose(route: Route) -> None:
    route.abort()


def still(page: Page, nth: int) -> Locator:
    return widgets(page).nth(nth).locator("> .still")


def numbers(root: Locator, what: str) -> dict[str, str]:
    """By name, what the nodes of a still show."""
    nodes = root.locator(".gv-node").all()
    return {node.locator(".gv-name").inner_html(): node.locator(f".gv-{what}").inner_html() for node in nodes}


# A picture, numbers or a program: more than the note that scripts would do more.
CONTENT = "> :not(.still-note)"
TELLS = "svg, table, pre, details, dl, p"
UNSAID = re.compile(r"\bNaN\b|undefined|\[object|\bnull\b|Infinity")


@without_scripts
# The gallery is for whoever works on the site: nothing stands for its widgets.
@pytest.mark.parametrize("path", [path for path in PAGES if path != "gallery.html"])
def test_there_is_a_still_for_every_widget(page: Page, site: str, path: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(site + path)
    expect(page.locator("h1:visible")).to_have_count(1)
    for place in widgets(page).all():
        code = place.locator("pre.js").first.text_content() or ""
        expect(place.locator("> .still"), code).to_be_visible()
        expect(
            place.locator("> .still")
            .locator(CONTENT)
            .locator(f"nth=0 >> :scope:is({TELLS}), :scope :is({TELLS})")
            .first,
            code,
        ).to_be_visible()
        if "walkthrough(" in code:
            expect(place.locator(".still .code-view")).to_contain_text("stepgrad")
        assert not UNSAID.search(place.inner_text()), code
    # nothing that does nothing, no name twice, and nothing cut off
    expect(page.locator(":is(button, input, select, textarea, [role=tab]):visible")).to_have_count(0)
    names: list[str] = page.locator("body [id]").evaluate_all("(all) => all.map((one) => one.id)")
    assert len(names) == len(set(names))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.allow_console
@pytest.mark.allow_failed_requests
@pytest.mark.allow_foreign_errors  # Quarto's scripts in the page miss those in files
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_without_scripts(page: Page, site: str, path: str) -> None:
    page.route("**/*.js", lose)
    page.emulate_media(reduced_motion="reduce")  # a colour on its way to another theme has no contrast
    page.goto(site + path)
    # axe needs scripts itself: the page is as without them, but for its own
    page.evaluate("document.documentElement.classList.remove('js')")
    expect(widgets(page).locator("> .still:visible")).to_have_count(widgets(page).count())
    page.evaluate(AXE)
    # what scrolls can be reached by keyboard without a script's help: browsers see to it
    all_but = "{rules: {'scrollable-region-focusable': {enabled: false}}}"
    for scheme, options in (("light", all_but), ("dark", "{runOnly: ['color-contrast']}")):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = page.evaluate(f"async () => (await axe.run({options})).violations")
        assert [(scheme, v["id"], [n["target"] for n in v["nodes"]]) for v in found] == []


@without_scripts
def test_stills_have_the_numbers_of_their_widgets(page: Page, site: str) -> None:
    page.goto(site + "modules/02-autograd/03-scalar-engine.html")
    training = page.locator(".still:has(.pass-strip)")
    # the last of twenty steps against the gradient of (tanh(2w + b) − 0.8)², from w = 0.3 and b = 0.1
    w, b, before = 0.3, 0.1, 0.3
    for _ in range(20):
        y, before = math.tanh(2 * w + b), w
        slope = 2 * (y - 0.8) * (1 - y * y)
        w, b = w - 0.5 * 2 * slope, b - 0.5 * slope
    expect(training).to_contain_text("Pass 20 of 20")
    expect(training.get_by_role("row", name=re.compile("^w "))).to_contain_text(f"{before:.4g} → {w:.4g}")
    expect(training.locator("svg.pass-curve path.pass-curve-line")).to_have_count(1)
    page.goto(site + "modules/02-autograd/07-explore-and-exercises.html")
    zero = page.locator(".still-table").nth(2)
    # c = (a + b) · b: dc/da = b, dc/db = a + 2b
    assert [row.all_inner_texts() for row in [r.locator("td") for r in zero.locator("tbody tr").all()]] == [
        ["2", "0", "0", "0", "2"],
        ["−4", "0", "0", "0", "−4"],
    ]
    cube = page.locator(".still:has-text('y = x**3')")
    expect(cube.get_by_text("The gradient of x is 12.")).to_be_hidden()  # until the reader unfolds it
    cube.locator("summary").click()
    expect(cube.get_by_text("The gradient of x is 12.")).to_be_visible()


@without_scripts
def test_a_still_is_the_end_of_the_program(page: Page, site: str) -> None:
    page.goto(site + LESSON)
    chain, shared = (still(page, nth) for nth in (CHAIN, SHARED))
    assert numbers(chain, "value") == {"x": "2", "a": "6", "b": "7", "c": "49"}
    assert numbers(chain, "grad") == {"x": "42", "a": "14", "b": "14", "c": "1"}
    assert numbers(shared, "grad")["x"].endswith("14")  # c = 2x · (x + 1): dc/dx = 4x + 2, at 3
    expect(chain).to_contain_text("c.backward()")
    # the table twin opens without a script
    chain.locator("summary").click()
    expect(chain.get_by_role("row", name=re.compile("^x"))).to_contain_text("42")
    # what makes a widget a widget is not copied into its picture
    assert page.locator("[data-widget], [data-node], [data-edge], .still [tabindex]").count() == 0


@without_scripts
@pytest.mark.parametrize("width", [360, 1280])
def test_the_navigation_needs_no_script(page: Page, site: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(site + LESSON)
    for name in ("Home", "Playground"):
        expect(page.get_by_role("link", name=name).first).to_be_visible()
    expect(page.locator("#quarto-sidebar a").first).to_be_visible()
    expect(page.locator("button:visible")).to_have_count(0)  # none that does nothing
    page.get_by_role("link", name="Playground").first.click()
    expect(page).to_have_title(re.compile("^Playground"))


def test_a_page_shows_either_a_widget_or_its_still(shown: Page) -> None:
    page = shown
    for place in widgets(page).all():
        place.locator("[data-widget], .observablehq").first.wait_for(state="attached")
        expect(place.locator("> .still")).to_be_hidden()
    page.emulate_media(media="print")
    # a widget of buttons alone may leave paper as it is
    for place in widgets(page).filter(has=page.locator("[data-node]")).all():
        expect(place.locator("> .still:visible, > .cell-output:visible").first).to_be_visible()


@pytest.mark.allow_console
@pytest.mark.allow_failed_requests
@pytest.mark.allow_foreign_errors
@pytest.mark.parametrize("lost", ["**/assets/index.js", "**/quarto-ojs/*.js"])
def test_a_script_that_is_lost_leaves_the_still(page: Page, site: str, lost: str) -> None:
    page.route(lost, lose)
    page.goto(site + LESSON)
    page.wait_for_load_state("networkidle")  # no cell will ever say that it is done
    expect(still(page, CHAIN)).to_be_visible()


def on_paper(page: Page) -> None:
    page.emulate_media(media="print", color_scheme="dark")
    reader.drawn(page)


def test_paper_shows_where_a_reader_was_or_else_the_end(page: Page, site: str) -> None:
    reader.visit(page, site + LESSON)
    chain, shared = (reader.walkthrough(page, nth) for nth in (CHAIN, SHARED))
    chain.evaluate("root => { root.value = 6; }")
    on_paper(page)
    expect(chain.locator("svg[role=group]")).to_be_visible()
    assert reader.number(chain, "a", "grad") == 14
    expect(still(page, CHAIN)).to_be_hidden()
    expect(shared).to_be_hidden()
    expect(still(page, SHARED)).to_be_visible()


def test_a_graph_on_paper_is_whole_and_the_paper_is_light(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 700, "height": 1000})
    page.emulate_media(color_scheme="dark")
    reader.visit(page, site + LESSON)
    reader.walkthrough(page, CHAIN).evaluate("root => { root.value = 6; }")
    light: Any = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).every((part) => part > 200)"
    assert page.evaluate(light) is False
    on_paper(page)
    assert page.evaluate(light) is True
    cut = "(box) => box.scrollWidth > box.clientWidth + 1 || getComputedStyle(box).overflowX !== 'visible'"
    boxes = page.locator(".graph-view-scroll:visible, .code-view pre:visible")
    assert boxes.count() >= 4
    assert [box.evaluate(cut) for box in boxes.all()] == [False] * boxes.count()
    expect(page.get_by_role("button", name="Next step").first).to_be_hidden()
