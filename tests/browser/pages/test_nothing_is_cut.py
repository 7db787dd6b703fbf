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
  if (document.documentElement.scrollWidth > width) {
    const free = (one) => { for (let at = one.parentElement; at && at !== document.body; at = at.parentElement) if (getComputedStyle(at).overflowX !== 'visible') return false; return true; };
    const out = [...document.body.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > width + 1 && free(one)).map(name);
    found.add(`the page is ${document.documentElement.scrollWidth} wide: ${out.slice(0, 5).join(', ')}`);
  }
  for (const one of document.querySelectorAll('main *')) {
    if (one.scrollWidth <= one.clientWidth + 1 && one.scrollHeight <= one.clientHeight + 1) continue;
    if (!(one instanceof HTMLElement) || one.matches('.graph-view-scroll, .editor *')) continue;
    const style = getComputedStyle(one);
    const across = style.overflowX !== 'visible' && one.scrollWidth > one.clientWidth + 1;
    const down = style.overflowY !== 'visible' && one.scrollHeight > one.clientHeight + 1;
    if (!across && !down) continue;
    if (!one.checkVisibility({visibilityProperty: true}) || style.clipPath !== 'none' || one.closest(hidden)) continue;
    if (one.matches('.walkthrough-code pre') && !across && one.tabIndex === 0) continue; // a stage has one height; the lit line is kept in sight
    if (one.matches('.menu ~ .findings-words')) continue; // the list under the button beside it says it whole
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


@pytest.mark.allow_console
@pytest.mark.allow_failed_requests
@pytest.mark.python_at_once
def test_why_python_is_not_there_is_no_wider_than_a_phone(page: Page, site: str) -> None:
    page.route("**/assets/pyodide/**", lambda route: route.abort())
    page.set_viewport_size({"width": 320, "height": 640})
    reader.visit(page, f"{site}modules/02-autograd/01-computational-graph.html")
    page.wait_for_function("document.documentElement.dataset.engine === 'failed'")
    reader.drawn(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
