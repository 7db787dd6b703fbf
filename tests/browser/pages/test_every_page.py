"""⑨ Every page of the site, found by itself: all that can be done on it is done, under a base path; everyone can read it, in both themes, at all widths."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import reader, walks
from tools.serve import SITE

ROOT = Path(__file__).resolve().parents[3]
PAGES = sorted(str(page.relative_to(SITE)) for page in SITE.rglob("*.html"))
AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


# The gallery's cases are states, each looked at by itself in test_gallery.py; none of them waits for Python, or keeps a place for what is on its way.
READ = [path for path in PAGES if path != "gallery.html"]


def test_there_are_pages() -> None:
    assert "index.html" in PAGES


# The page for what is not there is asked for at any depth: its addresses begin at the host's root, and only SITE_URL tells of a base path.
@pytest.mark.parametrize("path", [path for path in READ if path != "404.html"])
def test_all_that_can_be_done_can_be_done(page: Page, site_below_base: str, path: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    reader.visit(page, site_below_base + path)
    expect(page).to_have_title(re.compile(r"\S"))
    walkthroughs = page.locator('[data-widget="walkthrough"]')
    for i in range(walkthroughs.count()):
        reader.goes_live(reader.walkthrough(page, i))
    used = walks.everything(page)
    assert used or page.locator("[data-widget]").count() == 0
    expect(page.locator(".quarto-ojs-syntax-error, .observablehq--error")).to_have_count(0)


# Light, dark, a page at 200 %, a phone.
def test_everyone_can_read_it(shown: Page) -> None:
    page = shown
    page.evaluate(
        """async () => {
          for (const root of document.querySelectorAll('[data-widget="walkthrough"]')) root.value = root.walk.trace.steps.length - 1;
          for (const one of document.querySelectorAll('main details')) one.open = true;  // what is folded away is read, too
          for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
        }"""
    )
    page.evaluate(AXE)
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    assert violations(page, "{}") == []
    # A button that copies code nobody sees would lie over the widget.
    expect(
        page.locator(".code-copy-outer-scaffold:has(> .hidden) > .code-copy-button:visible")
    ).to_have_count(0)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.wait_for_function(f"(light) => {paper} !== light", arg=light)
    assert violations(page, "{runOnly: ['color-contrast']}") == []
    for width in (640, 360, 320):
        page.set_viewport_size({"width": width, "height": 740})
        page.wait_for_function("(width) => document.documentElement.scrollWidth <= width", arg=width)


def violations(page: Page, options: str) -> Any:
    found = page.evaluate(f"async () => (await axe.run({options})).violations")
    return [(v["id"], [n["target"] for n in v["nodes"]]) for v in found]
