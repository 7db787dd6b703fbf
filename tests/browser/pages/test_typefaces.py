"""⑨ Every page in the site's own typefaces, whatever the system has; they come before anything is seen, or not at all."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import reader

LESSON = "modules/02-autograd/02-the-math.html"

# One probe for each look that a text has, with all letters that the page has in it; a formula's parts are probes themselves, because
# a browser draws other letters than are written. Chromium says which fonts it took.
PROBES = """() => {
  const looks = new Map();
  const add = (element, text) => {
    const {fontFamily, fontWeight, fontStyle} = getComputedStyle(element);
    const key = JSON.stringify([fontFamily, fontWeight, fontStyle]);
    if (!looks.has(key)) looks.set(key, new Set());
    for (const letter of text) if (letter.trim()) looks.get(key).add(letter);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const {parentElement, data} = walker.currentNode;
    if (!parentElement.closest('math, script, style, title, desc') && parentElement.checkVisibility({visibilityProperty: true})) add(parentElement, data);
  }
  for (const field of document.querySelectorAll('input, textarea, select')) add(field, `${field.value} ${field.placeholder ?? ''}`);
  for (const [key, letters] of looks) {
    const [fontFamily, fontWeight, fontStyle] = JSON.parse(key);
    const probe = document.createElement('div');
    Object.assign(probe.style, {fontFamily, fontWeight, fontStyle});
    probe.className = 'probe';
    probe.textContent = [...letters].join('');
    document.body.append(probe);
  }
  const seen = new Set();
  for (const part of document.querySelectorAll('math :is(mi, mn, mo, mtext)')) {
    const key = [part.localName, part.textContent, part.getAttribute('mathvariant')].join('|');
    if (seen.has(key) || !part.textContent.trim() || /^[\\u2061-\\u2064]$/.test(part.textContent) || !part.checkVisibility()) continue;
    seen.add(key);
    part.classList.add('probe');
  }
  return [looks.size, seen.size];
}"""


def fonts_of(page: Page, selector: str) -> dict[str, set[str]]:
    """By the text of an element, those of the fonts it is drawn in that are not the site's."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("DOM.enable")
    devtools.send("CSS.enable")
    root = devtools.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    found: dict[str, set[str]] = {}
    nodes = devtools.send("DOM.querySelectorAll", {"nodeId": root, "selector": selector})["nodeIds"]
    texts = page.locator(selector).evaluate_all("(all) => all.map((one) => one.textContent)")
    for text, node in zip(texts, nodes, strict=True):
        fonts = devtools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        found[text] = {font["familyName"] for font in fonts if not font["isCustomFont"]}
    devtools.detach()
    return found


def test_no_font_of_the_system_is_seen(shown: Page) -> None:
    page = shown
    page.evaluate(
        """for (const root of document.querySelectorAll('[data-widget="walkthrough"]')) root.value = root.walk.trace.steps.length - 1"""
    )
    page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
    reader.drawn(page)
    looks, _ = page.evaluate(PROBES)
    assert looks > 3
    system = {text: names for text, names in fonts_of(page, ".probe").items() if names}
    page.evaluate("for (const one of document.querySelectorAll('div.probe')) one.remove()")
    assert system == {}


def test_two_files_of_letters_come_before_anything_is_seen(shown: Page) -> None:
    came = shown.evaluate(
        """() => {
          const shown = performance.getEntriesByName('first-contentful-paint')[0].startTime;
          const name = (one) => one.name.split('/').pop().split('?')[0];
          return performance.getEntriesByType('resource').filter((one) => /\\.woff2?(\\?|$)/.test(one.name)).map((one) => [name(one), one.startTime <= shown, one.responseEnd <= shown, one.initiatorType]);
        }"""
    )
    before = sorted(one for one in came if one[1])
    # asked for in advance, and there in time
    assert before == [[f"{name}.woff2", True, True, "link"] for name in ("interface", "text")]
    # Quarto's icons come afterwards
    assert {one[0] for one in came} - {one[0] for one in before} <= {"bootstrap-icons.woff"}


THERE = "(family) => [...document.fonts].some((face) => face.family.includes(family) && face.status === 'loaded' && !face.family.includes('Stand-in'))"


def test_letters_that_come_late_are_left_for_the_next_page(page: Page, site: str) -> None:
    held: list[Route] = []
    page.route("**/*.woff2", lambda route: held.append(route))
    page.goto(site + LESSON, wait_until="commit")
    page.wait_for_function("document.body && getComputedStyle(document.body).visibility === 'hidden'")
    page.wait_for_function("getComputedStyle(document.body).visibility === 'visible'")
    title = "document.querySelector('h1').getBoundingClientRect().width + document.querySelector('p').getBoundingClientRect().height"
    before = page.evaluate(title)
    for route in held:
        route.continue_()
    reader.there(page)
    page.wait_for_load_state("networkidle")
    assert page.evaluate(title) == before
    assert not page.evaluate(THERE, "Stepgrad Interface")
    assert page.evaluate(THERE, "Stepgrad Mathematics")  # a formula never waits
    page.unroute("**/*.woff2")
    reader.visit(page, site + LESSON)
    assert page.evaluate(THERE, "Stepgrad Interface")


@pytest.mark.allow_console
@pytest.mark.allow_failed_requests
def test_letters_that_are_lost_keep_nobody_waiting(page: Page, site: str) -> None:
    page.route("**/*.woff2", lambda route: route.abort())
    page.goto(site + LESSON)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert not page.evaluate(THERE, "Stepgrad Interface")
    reader.there(page)


def shapes(page: Page, formula: str) -> Any:
    """Where the parts of the formula are, in its own font sizes: left, top, right, bottom from its own corner and baseline."""
    return page.evaluate(
        """(formula) => {
          const math = [...document.querySelectorAll('math')].find((one) => one.querySelector('annotation')?.textContent === formula);
          const size = parseFloat(getComputedStyle(math).fontSize);
          const parts = [...math.querySelectorAll('mi, mn, mo')].map((one) => [one.textContent, one.getBoundingClientRect()]);
          const corner = parts[0][1];
          return parts.map(([text, box]) => [text, (box.left - corner.left) / size, (box.right - corner.left) / size]);
        }""",
        formula,
    )


def test_a_function_stands_apart_from_what_it_is_of(page: Page, site: str) -> None:
    reader.visit(page, site + LESSON)
    sin, *_, u = shapes(page, r"y = \sin\, u")[2:]
    assert sin[0] == "sin"
    assert 0.1 < u[1] - sin[2] < 0.3


def test_an_exponent_is_where_exponents_are(page: Page, site: str) -> None:
    reader.visit(page, site + LESSON)
    heights = page.evaluate(
        """() => [...document.querySelectorAll('main p msup')].filter((one) => one.checkVisibility()).map((one) => {
          const size = parseFloat(getComputedStyle(one).fontSize);
          const [base, raised] = [...one.children].map((part) => part.getBoundingClientRect());
          return [one.textContent, (base.top - raised.top) / size, (base.bottom - raised.bottom) / size];
        })"""
    )
    assert heights
    for text, above, lifted in heights:
        assert above < 0.5, text
        assert 0 < lifted < 0.7, text
