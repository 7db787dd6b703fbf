"""⑧ "Predict": the reader says what arrives before it is shown, by keyboard alone; wrong answers are explained."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.mounting import HEADER, running, sentence, step
from tests.browser.pages.test_every_page import AXE

# back: c gets 1; a gets b = 4, b gets a = 6; x gets 4 · 2, and 6 · 1
SOURCE = HEADER + "x = Value(3.0)\na = 2 * x\nb = x + 1\nc = a * b\nc.backward()\n"


def test_by_keyboard_alone(page: Page, site: str) -> None:
    root = running(page, site, SOURCE, predict=True)
    step(root, 3)
    root.locator(".step-control [aria-label='Next step']").focus()
    page.keyboard.press("ArrowRight")  # the seed is no question
    assert root.evaluate("(root) => root.value") == 4
    page.keyboard.press("ArrowRight")
    form = root.locator(".predict")
    expect(form.locator("input")).to_be_focused()
    expect(form).to_contain_text(
        "1 has arrived at c = a × b, where a is 6 and b is 4. What does a receive from it?"
    )
    expect(sentence(root)).to_be_hidden()
    assert root.evaluate("(root) => root.value") == 4
    assert root.locator("[data-label=a]").get_attribute("data-grad") is None
    page.keyboard.type("6")
    page.keyboard.press("Enter")
    expect(form).to_contain_text(
        "Not 6. In c = a × b, you took the derivative that belongs to the other argument."
    )
    assert root.evaluate("(root) => root.value") == 4
    page.keyboard.type("8/2")  # in the place of what was there
    page.keyboard.press("Enter")
    expect(form).to_be_hidden()
    assert root.evaluate("(root) => root.value") == 5
    expect(sentence(root)).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(form).to_contain_text("What does b receive from it?")
    expect(form.locator("input")).to_be_focused()
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
    assert root.evaluate("(root) => root.value") == 5


def test_a_direction_will_do(page: Page, site: str) -> None:
    root = running(page, site, SOURCE, predict=True)
    step(root, 4)
    root.locator(".step-control [aria-label='Next step']").click()
    form = root.locator(".predict")
    form.get_by_role("button", name="negative").click()
    expect(form).to_contain_text(
        "Not negative. What has arrived at c is positive. If a grows a little, does c grow, shrink, or stay?"
    )
    form.get_by_role("button", name="zero").click()
    expect(form).to_contain_text("Not zero.")
    form.get_by_role("button", name="positive").click()
    assert root.evaluate("(root) => root.value") == 5


def test_shown_after_a_while_and_switched_off(page: Page, site: str) -> None:
    root = running(page, site, SOURCE)
    switch = root.get_by_role("button", name="Predict")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    step(root, 4)
    root.locator(".step-control [aria-label='Next step']").click()
    root.locator(".predict").get_by_role("button", name="Show me").click()
    assert root.evaluate("(root) => root.value") == 5
    root.locator(".step-control [aria-label='Next step']").click()
    root.locator(".step-control [aria-label='Step back']").click()  # the question goes
    expect(root.locator(".predict")).to_have_count(0)
    switch.click()
    root.locator(".step-control [aria-label='Next step']").click()
    assert root.evaluate("(root) => root.value") == 5


def test_playing_waits_for_an_answer(page: Page, site: str) -> None:
    root = running(page, site, SOURCE, predict=True)
    step(root, 3)
    root.evaluate("(root) => root.walk.play(20)")
    expect(root.locator(".predict")).to_be_visible()
    assert root.evaluate("(root) => [root.value, root.walk.playing]") == [4, False]


def test_one_entry_of_an_array(page: Page, site: str) -> None:
    source = "from stepgrad import Tensor\nA = Tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)\nx = Tensor([1.0, -1.0])\ny = A @ x\nz = (y * y).sum()\nz.backward()\n"
    root = running(page, site, source, predict=True)
    at = root.evaluate(
        "(root) => root.walk.trace.steps.findIndex(({kind, input}) => kind === 'backward' && input === 0)"
    )
    step(root, at)
    root.evaluate("(root) => root.walk.advance(1)")
    form = root.locator(".predict")
    expect(form).to_contain_text("What is sent to A[0, 0]?")  # 2 · (−1) · 1
    form.locator("input").fill("2")
    form.locator("input").press("Enter")
    expect(form).to_contain_text("The size is right, the sign is not.")
    form.locator("input").fill("-2")
    form.locator("input").press("Enter")
    expect(form).to_have_count(0)


def test_nothing_moves_and_nothing_is_wrong_with_it(page: Page, site: str) -> None:
    root = running(page, site, SOURCE, predict=True)
    step(root, 4)
    before = root.bounding_box()
    root.evaluate("(root) => root.walk.advance(1)")
    root.locator(".predict input").fill("7")
    root.locator(".predict input").press("Enter")
    expect(root.locator(".predict-verdict")).not_to_be_empty()
    after = root.bounding_box()
    assert before is not None
    assert after is not None
    assert before["height"] == after["height"]
    page.evaluate(AXE)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        assert (
            page.evaluate(
                "axe.run('[data-widget=walkthrough]').then(({violations}) => violations.map(({id}) => id))"
            )
            == []
        )
