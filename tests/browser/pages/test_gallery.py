"""⑨ The gallery: every widget in every state is there, everyone can read it in both themes, and nothing leaves a narrow window."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import reader
from tests.browser.pages.test_every_page import AXE, violations
from tools.serve import SITE

ROOT = Path(__file__).resolve().parents[3]
SOURCE = (ROOT / "ojs/gallery/cases.js").read_text("utf-8")


def slugs() -> list[str]:
    """The cases' names as their addresses have them: see slug() and at() in ojs/gallery."""
    found = re.findall(r'^  (?:\{ name: |(at)\(|part\()"([^"]+)"', SOURCE, re.MULTILINE)
    names = [f"walkthrough: {name}" if at else name for at, name in found]
    return [re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") for name in names]


def test_no_page_leads_there() -> None:
    for page in SITE.rglob("*.html"):
        assert page.name == "gallery.html" or "gallery.html" not in page.read_text("utf-8"), page.name


def test_every_case_has_its_place(page: Page, site: str) -> None:
    reader.visit(page, f"{site}gallery.html")
    places = page.locator(".gallery-case")
    expect(places).to_have_count(len(slugs()))
    assert places.evaluate_all("all => all.map(one => one.dataset.case)") == slugs()


@pytest.mark.parametrize("case", slugs())
def test_everyone_can_read_it(page: Page, site: str, case: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    reader.visit(page, f"{site}gallery.html?case={case}")
    page.locator(".gallery-case[data-ready]").wait_for()
    page.evaluate(AXE)
    assert violations(page, "{}") == []
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.wait_for_timeout(100)
    assert violations(page, "{runOnly: ['color-contrast']}") == []
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 664})
        page.wait_for_function("(width) => document.documentElement.scrollWidth <= width", arg=width)
