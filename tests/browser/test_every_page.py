"""⑨ Every page of the site, found by itself: all its widgets are walked, in both themes, at both widths, under a base path."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import reader
from tools.serve import SITE

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(str(page.relative_to(SITE)) for page in SITE.rglob("*.html"))
AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def test_there_are_pages() -> None:
    assert "index.html" in PAGES


@pytest.mark.parametrize("path", PAGES)
def test_its_widgets_can_be_walked(page: Page, site_below_base: str, path: str) -> None:
    page.goto(site_below_base + path)
    expect(page).to_have_title(re.compile(r"\S"))
    page.wait_for_load_state("networkidle")
    count = page.locator('[data-widget="walkthrough"]').count()
    if count:
        assert reader.engine_settles(page) == "ready"
    for i in range(count):
        root = reader.walkthrough(page, i)
        reader.goes_live(root)
        reader.press_to_end(page, root)
        last = reader.last_step(root)
        assert reader.step(root) == last
        known = root.locator("[data-node][data-value]")
        assert known.count() == root.locator("[data-node]").count()
        for at in range(last, -1, -1):
            assert reader.step(root) == at
            assert root.locator("[data-active]").count() or at == 0
            page.keyboard.press("ArrowLeft")
    expect(page.locator(".quarto-ojs-syntax-error, .observablehq--error")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(page: Page, site: str, path: str, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(site + path)
    page.wait_for_load_state("networkidle")
    for i in range(page.locator('[data-widget="walkthrough"]').count()):
        root = reader.walkthrough(page, i)
        root.evaluate("(root) => { root.value = root.walk.trace.steps.length - 1; }")
    page.evaluate(AXE)
    found = page.evaluate("async () => (await axe.run()).violations")
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in found] == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_wider_than_a_small_phone(page: Page, site: str, path: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(site + path)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
