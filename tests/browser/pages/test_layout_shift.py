"""⑨ Nothing moves under a reader's eyes: while a page comes, slowly or quickly, when Python is there, and while steps are played."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import reader
from tests.browser.pages import layout_shift
from tests.browser.pages.test_every_page import READ

pytestmark = pytest.mark.python_at_once

DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 720}, "color_scheme": "light"}
LARGE: dict[str, Any] = {"viewport": {"width": 1920, "height": 1080}, "color_scheme": "dark"}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 664}, "color_scheme": "dark", "has_touch": True}
# Their widgets are what is seen first.
FRONT = ["index.html", "playground.html"]


# Nobody presses anything between the steps, as when they are played.
PLAY = """async () => {
  for (const root of document.querySelectorAll('[data-widget="walkthrough"]')) {
    if (!root.checkVisibility()) continue;
    root.scrollIntoView({block: 'start', behavior: 'instant'});
    const last = root.walk.trace.steps.length;
    for (let step = 0; step <= last; step += Math.max(1, Math.floor(last / 40))) {
      root.value = step;
      await new Promise(requestAnimationFrame);
    }
  }
}"""


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("path", READ)
def test_nothing_jumps(page: Page, site: str, path: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    layout_shift.watch(page)
    reader.visit(page, site + path)
    if page.locator('[data-widget="walkthrough"]').count():
        reader.engine_settles(page)
    reader.engine_rests(page)
    reader.drawn(page)
    layout_shift.check(page)
    page.evaluate(PLAY)
    reader.drawn(page)
    layout_shift.check(page)


@pytest.mark.parametrize("device", [DESKTOP, LARGE, PHONE], ids=["desktop", "large", "phone"])
@pytest.mark.parametrize("path", FRONT)
def test_a_widget_that_comes_late_moves_nothing(page: Page, site: str, path: str) -> None:
    held: list[Route] = []
    layout_shift.watch(page)
    page.route("**/assets/index.js", lambda route: held.append(route))
    page.goto(site + path, wait_until="commit")
    expect(page.locator(".still").first).to_be_visible()  # meanwhile there is something to read
    for route in held:
        route.continue_()
    reader.there(page)
    expect(page.locator(".still").first).to_be_hidden()
    reader.engine_settles(page)
    reader.drawn(page)
    layout_shift.check(page)


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize(
    "path", [*FRONT, "modules/02-autograd/index.html", "modules/02-autograd/02-the-math.html"]
)
def test_letters_that_come_late_move_nothing(page: Page, site: str, path: str) -> None:
    held: list[Route] = []
    layout_shift.watch(page)
    page.route("**/*.woff2", lambda route: held.append(route))
    page.goto(site + path, wait_until="commit")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for route in held:
        route.continue_()
    reader.there(page)
    page.wait_for_load_state("networkidle")
    reader.drawn(page)
    layout_shift.check(page)
