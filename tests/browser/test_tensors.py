"""⑨ From scalars to tensors: what the timing, the two shapes and the training on XOR show a reader."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser import reader

LESSON = "modules/02-autograd/04-tensors.html"


@pytest.fixture
def opened(page: Page, site: str) -> Page:
    page.goto(site + LESSON)
    return page


def widget(page: Page, name: str) -> Locator:
    root = page.locator(f'[data-widget="{name}"]')
    root.wait_for()
    return root


def test_the_cells_were_run(opened: Page) -> None:
    words = " ".join(opened.locator("main").inner_text().split())
    assert "[[ 6. 8.] [10. 12.]]" not in words  # a sum of matrices is no product
    assert "[[19. 22.] [43. 50.]]" in words
    assert "relu: [0. 0. 1. 1.]" in words
    assert "tanh: [0.0707 0.7864 0.7864 0.0707]" in words
    assert opened.locator(".cell-output-error, .cell-output-stderr").count() == 0


def test_nothing_is_timed_before_the_reader_asks(opened: Page) -> None:
    root = widget(opened, "dot-timing")
    expect(root.locator(".dot-words")).to_contain_text("Nothing has been measured yet")
    assert root.evaluate("root => root.value") == []
    root.get_by_role("button", name="Measure").click()
    expect(root.locator(".dot-words")).to_contain_text("Measured here")
    timings = root.evaluate("root => root.value")
    assert [length for length, _, _ in timings] == [10, 100, 1000, 10000]
    assert all(one > 0 and other > 0 for _, one, other in timings)
    expect(root.locator('[data-widget="chart"] svg').first).to_be_visible()


def way(root: Locator, name: str) -> Locator:
    return root.locator(f'[data-input="{name}"]')


def test_recorded_shapes_are_there_before_python(page: Page, context: BrowserContext, site: str) -> None:
    context.route("**/worker.js", lambda route: None)  # never answered
    page.goto(site + LESSON)
    root = widget(page, "unbroadcast")
    assert root.get_attribute("data-source") == "recorded"
    expect(way(root, "b")).to_have_attribute("data-gradient", "3 3 3 3")
    expect(way(root, "b")).to_contain_text("stretched along axis 0")
    xor = widget(page, "xor-training")
    assert xor.get_attribute("data-source") == "recorded"
    expect(xor.locator(".xor-words")).to_contain_text("Learning rate 0.2: Converged.")


def test_two_shapes_of_the_readers_choice(opened: Page) -> None:
    root = widget(opened, "unbroadcast")
    root.get_by_label("shape of a").select_option(label="(2, 1, 4)")
    root.get_by_label("shape of b").select_option(label="(3, 1)")
    # the sum is 2 × 3 × 4: an entry of a is used 3 times, one of b 2 · 4 times
    expect(way(root, "b")).to_have_attribute("data-axes", "0 2")
    expect(way(root, "b")).to_have_attribute("data-gradient", "8 8 8")
    expect(way(root, "a")).to_have_attribute("data-axes", "1")
    expect(way(root, "a")).to_have_attribute("data-gradient", " ".join(["3"] * 8))
    assert way(root, "b").locator("td[data-lit]").count() == 8 + 1
    root.get_by_label("shape of b").select_option(label="(3,)")
    expect(root.get_by_role("alert")).to_contain_text("do not broadcast")
    expect(way(root, "b")).to_be_hidden()
    root.get_by_label("shape of b").select_option(label="()")
    expect(way(root, "b")).to_have_attribute("data-gradient", "8")
    expect(root.get_by_role("alert")).to_be_hidden()


def test_xor_converges_and_diverges(opened: Page) -> None:
    root = widget(opened, "xor-training")
    reader.goes_live(root)
    words = root.locator(".xor-words")
    expect(words).to_contain_text("Learning rate 0.2: Converged. After 300 steps")
    assert float(root.get_attribute("data-loss") or "nan") < 1e-6
    expect(root.locator(".chart-summary").first).to_contain_text("0, 0 → 0; 0, 1 → 1; 1, 0 → 1; 1, 1 → 0")
    reader.slide(root, "learning rate", 0.5)
    expect(words).to_contain_text("Learning rate 0.5: Diverged.")
    expect(words).to_contain_text("rate × curvature stayed above 2")
    assert float(root.get_attribute("data-loss") or "nan") > 1e6
    assert "NaN" not in root.inner_text()
    reader.slide(root, "learning rate", 0.2)
    expect(words).to_contain_text("Learning rate 0.2: Converged.")


def test_the_picture_of_an_earlier_step(opened: Page) -> None:
    root = widget(opened, "xor-training")
    reader.goes_live(root)
    assert root.evaluate("root => root.value") == 300
    scrub = root.get_by_role("slider", name="training step")
    scrub.focus()
    opened.keyboard.press("Home")
    assert root.evaluate("root => root.value") == 0
    expect(root.locator(".chart-summary").first).to_contain_text("Step 0:")
    opened.keyboard.press("ArrowRight")
    assert root.evaluate("root => root.value") == 10
