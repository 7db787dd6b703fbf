"""⑧ Sliders: the field, the slider and the program say the same number, whatever was typed, and what is below stays where it is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import reader

LESSONS = "modules/02-autograd/"


def field(root: Locator, name: str) -> Locator:
    return root.get_by_role("spinbutton", name=f"{name}, number")


def pair(root: Locator, name: str) -> tuple[str, str]:
    return field(root, name).input_value(), root.get_by_role("slider", name=name, exact=True).input_value()


def note(root: Locator, name: str) -> Locator:
    return field(root, name).locator("xpath=ancestor::form").locator(".slider-note")


@pytest.fixture
def home(page: Page, site: str) -> Locator:
    reader.visit(page, f"{site}index.html")
    root = reader.walkthrough(page)
    reader.goes_live(root)
    return root


def test_a_number_out_of_range_becomes_the_nearest_and_the_range_is_said(page: Page, home: Locator) -> None:
    x = field(home, "x")
    for typed, value in [
        ("7", 3),
        ("-1e300", -3),
        ("0.26", 0.3),
        ("99999999999999999999", 3),
        ("-0.04", 0),
        ("1", 1),
    ]:
        x.fill(typed)
        assert x.input_value() == typed  # nothing is rewritten under the fingers
        x.press("Enter")
        assert pair(home, "x") == (f"{value:g}", f"{value:g}")
        expect(reader.node(home, "x")).to_have_attribute("data-value", f"{value:g}")
        expect(home.locator(".code-view")).to_contain_text(f"x = Value({float(value)})")
        expect(note(home, "x")).to_have_text("" if typed == "1" else "−3 to 3, in steps of 0.1")
        assert page.evaluate("document.activeElement.type") == "number"


def test_what_is_no_number_leaves_the_last_one(page: Page, home: Locator) -> None:
    x = field(home, "x")
    for keys in ("", "-", "9e", "e", "+", "."):
        x.focus()
        page.keyboard.press("Control+A")
        page.keyboard.press("Delete")
        page.keyboard.type(keys)
        page.keyboard.press("Tab")
        assert pair(home, "x") == ("2", "2"), keys
    page.keyboard.insert_text("NaN")
    assert pair(home, "x") == ("2", "2")
    expect(reader.node(home, "x")).to_have_attribute("data-value", "2")


def test_a_number_counts_while_it_is_typed_and_arrows_stay_within(page: Page, home: Locator) -> None:
    x = field(home, "x")
    x.fill("-1.5")
    expect(reader.node(home, "x")).to_have_attribute("data-value", "-1.5")
    x.fill("3")
    for _ in range(3):
        x.press("ArrowUp")
    assert pair(home, "x") == ("3", "3")
    slider = home.get_by_role("slider", name="x", exact=True)
    slider.press("ArrowLeft")
    assert pair(home, "x") == ("2.9", "2.9")
    slider.press("Home")
    assert pair(home, "x") == ("-3", "-3")


def test_numbers_that_a_page_sets_stay_within_too(home: Locator) -> None:
    for given, value in [
        ("20", "3"),
        ("-Infinity", "-3"),
        ("0.26", "0.3"),
        ("NaN", "0.3"),
        ("'x'", "0.3"),
        ("1", "1"),
    ]:
        home.evaluate(f"(root) => {{ root.inputs = {{x: {given}, none: 4}}; }}")
        assert pair(home, "x") == (value, value)
        expect(reader.node(home, "x")).to_have_attribute("data-value", value)


def test_tab_goes_as_one_sees_it(page: Page, home: Locator) -> None:
    home.get_by_role("slider", name="x", exact=True).focus()
    seen = []
    for _ in range(6):
        seen.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
        page.keyboard.press("Tab")
    assert seen == ["x", "x, number", "w", "w, number", "b", "b, number"]
    places = home.locator(".sliders input").evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect().x)"
    )
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("lesson", "widget", "name", "typed", "value", "says"),
    [
        ("04-tensors", "walkthrough", "Learning rate", "0.02", "0.05", "rate = 0.05"),
        ("04-tensors", "walkthrough", "Random seed", "1000.4", "99", "seed = 99"),
        ("02-the-math", "matrix-product", "m", "9", "6", ""),
        ("03-scalar-engine", "numeric-check", "log₁₀ ε", "-40", "-16", "10⁻¹⁶"),
        ("03-scalar-engine", "walkthrough", "Learning rate", "0.001", "0.05", "− 0.05 ×"),
        ("06-memory-and-pitfalls", "memory-timeline", "Layers", "2.6", "3", "h₃"),
    ],
)
def test_every_slider_of_the_site_keeps_to_that(
    page: Page, site: str, lesson: str, widget: str, name: str, typed: str, value: str, says: str
) -> None:
    reader.visit(page, f"{site}{LESSONS}{lesson}.html")
    root = page.locator(f'[data-widget="{widget}"]').last
    root.scroll_into_view_if_needed()
    assert reader.engine_settles(page) == "ready"
    field(root, name).fill(typed)
    field(root, name).press("Enter")
    assert pair(root, name) == (value, value)
    reader.engine_rests(page)
    expect(root).to_contain_text(says)
    assert pair(root, name) == (value, value)


@pytest.mark.parametrize(
    "device",
    [{"viewport": {"width": 1280, "height": 720}}, {"viewport": {"width": 390, "height": 664}}],
    ids=["1280", "390"],
)
def test_another_turn_of_the_loop_moves_nothing_below(page: Page, site: str) -> None:
    reader.visit(page, f"{site}{LESSONS}01-computational-graph.html")
    root = reader.walkthrough(page, 1)
    reader.goes_live(root)
    heights = set()
    for x in (2, 12, -0.5, -12, 0, 3):  # five nodes, one, eight, …
        reader.slide(root, "x", x)
        expect(reader.node(root, "x")).to_have_attribute("data-value", str(x))
        for at in (0, 1, reader.last_step(root)):
            root.evaluate("(root, at) => { root.value = at; }", at)
            reader.drawn(page)
            heights.add(root.evaluate("(root) => Math.round(root.getBoundingClientRect().height)"))
        # the step is in sight, in a graph larger than its frame too
        assert root.evaluate(
            """(root) => {
              const [frame, node] = ['.graph-view-scroll', '.graph-view-scroll [data-active]'].map((one) => root.querySelector(one).getBoundingClientRect());
              return node.top >= frame.top - 1 && node.bottom <= frame.bottom + 1;
            }"""
        )
    assert max(heights) - min(heights) <= 5, heights


def test_whether_python_is_there_is_said_beside_the_sliders(page: Page, site: str, home: Locator) -> None:
    def gap(root: Locator) -> float:
        return float(
            root.evaluate(
                """(root) => root.querySelector('.status').getBoundingClientRect().top - Math.max(...[...root.querySelectorAll('.sliders form')].map((one) => one.getBoundingClientRect().bottom))"""
            )
        )

    expect(home.locator(".status")).to_have_text("Live")
    assert gap(home) < 24
    reader.visit(page, f"{site}{LESSONS}01-computational-graph.html")
    for nth in (1, 3):
        root = reader.walkthrough(page, nth)
        expect(root.locator(".status")).to_have_count(1)
        assert gap(root) < 24
