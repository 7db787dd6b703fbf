"""⑨ Nothing of a page is cut off: at no width, with everything opened, at no step; and bars leave room to read."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser import reader
from tests.browser.pages.test_every_page import PAGES

WIDTHS = (1280, 768, 390, 360, 320)
# Steps of a walkthrough that are tried on the smallest phone; longer ones repeat themselves. Wider windows make do with fewer.
MOST_STEPS = 60
BETWEEN = 6

# What is larger than its place, and neither a drawing that is moved about nor something that says it goes on and can be focused.
CUT = """(width) => {
  const found = new Set();
  const hidden = '.sg-hidden, .visually-hidden, .screen-reader-only';
  const name = (one) => `${one.closest('[data-widget]')?.dataset.widget ?? 'page'}: ${one.tagName.toLowerCase()}.${one.className}`;
  if (document.documentElement.scrollWidth > width) found.add(`the page is ${document.documentElement.scrollWidth} wide`);
  for (const one of document.querySelectorAll('main *')) {
    if (one.scrollWidth <= one.clientWidth + 1 && one.scrollHeight <= one.clientHeight + 1) continue;
    if (!(one instanceof HTMLElement) || one.matches('.graph-view-scroll, .program-editor *')) continue;
    const style = getComputedStyle(one);
    const across = style.overflowX !== 'visible' && one.scrollWidth > one.clientWidth + 1;
    const down = style.overflowY !== 'visible' && one.scrollHeight > one.clientHeight + 1;
    if (!across && !down) continue;
    if (!one.checkVisibility({visibilityProperty: true}) || style.clipPath !== 'none' || one.closest(hidden)) continue;
    const table = one.matches('.graph-table-scroll, .chart-table-scroll') && one.dataset.more && one.tabIndex === 0 && one.ariaLabel;
    if (!table) found.add(`${name(one)} ${one.scrollWidth}×${one.scrollHeight} in ${one.clientWidth}×${one.clientHeight}`);
  }
  return [...found];
}"""

OPEN = """async () => {
  for (const one of document.querySelectorAll('[data-widget=exercise]')) [...one.querySelectorAll('button')].find((button) => button.textContent === 'Show the answer')?.click();
  for (const one of document.querySelectorAll('details')) one.open = true;
  for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
}"""

# Every step of every widget that has steps, all at once; what is cut at any of them.
STEPS = """async ([width, most, between, cut]) => {
  const found = new Set();
  const look = new Function(`return ${cut}`)();
  const roots = [...document.querySelectorAll('[data-widget]')].filter((one) => one.walk);
  const last = Math.min(most, Math.max(0, ...roots.map(({walk}) => walk.max)));
  for (let step = 0; step <= last; step += between) {
    for (const {walk} of roots) walk.set(step);
    await new Promise(requestAnimationFrame);
    for (const one of look(width)) found.add(one);
  }
  return [...found];
}"""


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_cut_at_any_width(page: Page, site: str, path: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    reader.visit(page, site + path)
    exercises = page.locator("[data-widget=exercise]").count()
    page.evaluate(OPEN)
    page.wait_for_function(
        "(wanted) => document.querySelectorAll('[data-widget=exercise]:has([data-node])').length >= wanted",
        arg=exercises,
    )
    page.evaluate(OPEN.replace("'Show the answer'", "'none'"))  # details of what has come since
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        reader.drawn(page)
        between = 1 if width == min(WIDTHS) else BETWEEN
        assert page.evaluate(STEPS, [width, MOST_STEPS, between, CUT]) == [], f"at {width} pixels"


LOW = [(640, 450), (640, 360), (320, 256), (320, 180)]  # 1280 × 720 or so at 200 %, 200 %, 400 %, 400 %

# How many pixels of the window's height something covers that stays while the page scrolls.
STAYING = """() => {
  let covered = 0;
  for (let y = 1; y < innerHeight; y += 2) {
    const at = document.elementFromPoint(innerWidth / 2, y);
    let stays = false;
    for (let one = at; one; one = one.parentElement) stays ||= ['fixed', 'sticky'].includes(getComputedStyle(one).position);
    covered += stays ? 2 : 0;
  }
  return covered;
}"""


@pytest.mark.parametrize("path", ["modules/02-autograd/01-computational-graph.html", "playground.html"])
def test_bars_leave_room_in_a_low_window(page: Page, site: str, path: str) -> None:
    page.set_viewport_size({"width": 640, "height": 450})
    reader.visit(page, site + path)
    graph = page.locator(".graph-view").first
    for width, height in LOW:
        page.set_viewport_size({"width": width, "height": height})
        reader.drawn(page)
        # in the middle of a widget, where its steps would stay in sight
        graph.evaluate(
            "(one) => scrollBy({top: one.getBoundingClientRect().top - innerHeight / 4, behavior: 'instant'})"
        )
        assert page.evaluate(STAYING) <= height / 4, f"at {width} × {height}"
