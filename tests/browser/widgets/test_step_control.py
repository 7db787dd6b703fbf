"""⑧ The step control: what its readers press, and what it answers."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import reader


@pytest.fixture
def control(page: Page, site: str) -> Locator:
    reader.visit(page, f"{site}index.html")
    root = reader.walkthrough(page)
    root.evaluate(
        "(root) => { root.heard = []; root.addEventListener('input', () => root.heard.push(root.value)); }"
    )
    return root.locator(".step-control")


def pressed(control: Locator) -> list[str | None]:
    marked = control.locator('[data-step][aria-pressed="true"]')
    return [one.get_attribute("data-step") for one in marked.all()]


def test_keys_move_the_focus_and_the_step(page: Page, control: Locator) -> None:
    control.locator('[data-step="0"]').focus()
    for key, at in [
        ("ArrowRight", 1), ("ArrowDown", 2), ("ArrowLeft", 1), ("ArrowUp", 0), ("ArrowLeft", 0),
        ("End", 9), ("ArrowRight", 9), ("Home", 0),
    ]:  # fmt: skip
        page.keyboard.press(key)
        assert pressed(control) == [str(at)]
        assert control.evaluate("control => control.value") == at
        expect(control.locator(f'[data-step="{at}"]')).to_be_focused()
    assert page.evaluate("document.querySelector('[data-widget=walkthrough]').heard") == [1, 2, 1, 0, 9, 0]


def test_one_tab_stop_that_follows_the_step(control: Locator) -> None:
    control.locator('[data-step="3"]').click()
    assert pressed(control) == ["3"]
    stops = control.locator('[data-step][tabindex="0"]')
    assert [one.get_attribute("data-step") for one in stops.all()] == ["3"]


def test_forward_and_backward_are_told_apart_in_words(control: Locator) -> None:
    text = control.inner_text()
    assert "Forward" in text
    assert "Backward" in text


def test_playing_walks_to_the_end_and_stops(page: Page, control: Locator) -> None:
    control.locator('[data-step="6"]').click()
    control.get_by_role("button", name="Play").click()
    expect(control.locator('[data-step="9"]')).to_have_attribute("aria-pressed", "true")
    expect(control.get_by_role("button", name="Play")).to_be_visible()
    assert page.evaluate("document.querySelector('[data-widget=walkthrough]').heard") == [6, 7, 8, 9]


def test_a_long_program_gets_the_compact_form(page: Page, site: str) -> None:
    reader.visit(page, f"{site}playground.html")
    root = reader.walkthrough(page)
    reader.goes_live(root)
    reader.write_program(
        root, "from stepgrad import Value\nx = Value(1.0)\nfor i in range(60):\n    x = x + 1\nx.backward()\n"
    )
    control = root.locator(".step-control")
    field = control.get_by_role("spinbutton")
    expect(field).to_be_visible()
    field.fill("100")
    field.press("Enter")
    assert reader.step(root) == 100
    slider = control.get_by_role("slider")
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert reader.step(root) == 101
    page.keyboard.press("Home")
    assert reader.step(root) == 0
    assert "121" in control.inner_text()  # 60 forward, one seed, 60 backward
