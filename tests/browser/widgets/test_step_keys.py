"""⑧ The keys that step: told near the control, heard in all of a widget, and never taken from what has them already."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import reader

LESSON = "modules/02-autograd/01-computational-graph.html"


@pytest.fixture
def explorer(page: Page, site: str) -> Locator:
    reader.visit(page, site + LESSON)
    root = reader.walkthrough(page, 3)
    reader.goes_live(root)
    return root


def test_after_a_click_anywhere_in_it_the_arrows_step(page: Page, explorer: Locator) -> None:
    root = explorer
    for spot in (
        ".sentence-words",
        ".equation",
        ".walkthrough-below",
        ".graph-view svg",
        '[data-node][data-label="s"]',
    ):
        root.evaluate("(root) => { root.value = 0; }")
        root.locator(spot).first.click(position={"x": 20, "y": 14})
        top = page.evaluate("scrollY")
        for key, step in [("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("End", 7), ("Home", 0)]:
            page.keyboard.press(key)
            assert reader.step(root) == step, (spot, key)
        assert page.evaluate("scrollY") == top
    page.keyboard.press("p")
    expect(root.get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press("P")
    expect(root.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_from_a_button_a_key_steps_and_the_focus_stays(page: Page, explorer: Locator) -> None:
    run = explorer.get_by_role("button", name="Run")
    run.focus()
    page.keyboard.press("ArrowRight")
    assert reader.step(explorer) == 1
    expect(run).to_be_focused()


def test_fields_sliders_and_nodes_keep_their_own_keys(page: Page, explorer: Locator) -> None:
    root = explorer
    root.evaluate("(root) => { root.value = 3; }")
    reader.editor(root).focus()
    for key in ("ArrowLeft", "ArrowRight", "Home", "End", "p"):
        page.keyboard.press(key)
    assert "p" in reader.written(root)
    root.get_by_role("button", name="Reset").click()
    expect(root.get_by_role("slider", name="a", exact=True)).to_be_enabled()
    for key in ("ArrowRight", "Home", "End"):
        root.get_by_role("slider", name="a", exact=True).press(key)
        root.get_by_role("spinbutton", name="a, number").press(key)
    reader.engine_rests(page)
    assert reader.step(root) == 3
    # the graph, reached by keyboard: the arrows go from node to node, and stop at its ends
    root.locator(".graph-tools button:visible, .step-control [tabindex='0']").last.focus()
    while not page.evaluate("document.activeElement.matches('.gv-node')"):
        page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.dataset.label")
    for _ in range(9):
        page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.label") != first
    assert reader.step(root) == 3


def test_what_is_not_in_the_widget_and_what_is_held_with_others_stays_the_page_s(
    page: Page, explorer: Locator
) -> None:
    explorer.locator(".sentence-words").click()
    for key in ("Shift+ArrowRight", "Control+ArrowRight", "Shift+End", "ArrowDown"):
        page.keyboard.press(key)
    assert reader.step(explorer) == 0
    page.locator("main p").first.click()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("p")
    assert [reader.step(one) for one in page.locator('[data-widget="walkthrough"]').all()] == [0, 0, 0, 0]
    page.keyboard.press("End")
    page.wait_for_function("scrollY > 0")


def test_the_keys_are_told_in_an_overlay(page: Page, explorer: Locator) -> None:
    control = explorer.locator(".step-control")
    for name, key in [("Step back", "ArrowLeft"), ("Next step", "ArrowRight"), ("Play", "P")]:
        button = control.get_by_role("button", name=name, exact=True)
        expect(button).to_have_attribute("aria-keyshortcuts", key)
        assert "(" in (button.get_attribute("title") or "")
    opener = explorer.get_by_role("button", name="Keys", exact=True)
    opener.click()
    told = page.get_by_role("dialog", name="Keys")
    for word in ("←", "→", "Home", "End", "P", "[", "]", "+", "0", "?", "Enter", "Escape"):
        expect(told.locator("kbd").get_by_text(word, exact=True).first).to_be_visible()
    page.keyboard.press("ArrowRight")  # nothing behind it moves
    assert reader.step(explorer) == 0
    page.keyboard.press("Escape")
    expect(told).to_have_count(0)
    expect(opener).to_be_focused()
    # from anywhere in the widget, except where one writes
    explorer.locator(".sentence-words").click()
    page.keyboard.press("?")
    expect(told).to_be_visible()
    page.keyboard.press("?")
    expect(told).to_have_count(0)
    reader.editor(explorer).focus()
    page.keyboard.press("?")
    assert "?" in reader.written(explorer)
    expect(told).to_have_count(0)


def test_brackets_turn_to_the_next_pass_and_signs_zoom(page: Page, explorer: Locator) -> None:
    explorer.locator(".sentence-words").click()
    for key, step in [("]", 3), ("]", 3), ("[", 0), ("[", 0)]:
        page.keyboard.press(key)
        assert reader.step(explorer) == step
    scale = "(root) => root.querySelector('.graph-view').view.zoom.scale"
    before = explorer.evaluate(scale)
    page.keyboard.press("+")
    assert explorer.evaluate(scale) > before
    page.keyboard.press("-")
    page.keyboard.press("-")
    assert explorer.evaluate(scale) < before
    page.keyboard.press("0")
    assert explorer.evaluate(scale) > 0
    assert reader.step(explorer) == 0


def test_a_network_that_learns_has_them_too(page: Page, site: str) -> None:
    reader.visit(page, f"{site}modules/02-autograd/04-tensors.html")
    root = page.locator('[data-widget="walkthrough"]:has([data-widget="xor-picture"])')
    root.locator(".xor-words").click()
    page.keyboard.press("]")
    assert root.evaluate("root => root.walk.pass") == 1
    page.keyboard.press("Home")
    assert root.evaluate("root => root.walk.step === root.walk.min")
    page.keyboard.press("ArrowRight")
    assert root.evaluate("root => root.walk.step - root.walk.min") == 1


def test_what_else_has_steps_has_them_too(page: Page, site: str) -> None:
    reader.visit(page, f"{site}modules/02-autograd/06-memory-and-pitfalls.html")
    root = page.locator('[data-widget="memory-timeline"]').first
    root.locator("figure").first.click(position={"x": 60, "y": 20})
    page.keyboard.press("Home")
    assert reader.step(root) == 0
    page.keyboard.press("ArrowRight")
    assert reader.step(root) > 0
