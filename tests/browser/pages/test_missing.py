"""⑨ A page that is not there, at any depth, below any base: said kindly, in the site's own look, with ways on that work."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import reader
from tools.module_map import lessons

pytestmark = [pytest.mark.allow_failed_requests, pytest.mark.allow_console]
PLACES = ["nothing.html", "modules/02-autograd/08-nothing.html", "a/b/c/d/", "modules/"]


@pytest.mark.parametrize("base", ["site", "site_below_base"])
@pytest.mark.parametrize("place", PLACES)
def test_it_is_served_and_its_ways_lead_on(
    page: Page, request: pytest.FixtureRequest, base: str, place: str
) -> None:
    site = request.getfixturevalue(base)
    answer = page.goto(site + place)
    assert answer is not None
    assert answer.status == 404
    expect(page.locator("h1")).to_have_text("This page is not here")
    links = page.locator("main .module-map a").evaluate_all("links => links.map((link) => link.href)")
    assert links == [site + name.replace(".qmd", ".html") for name in lessons("module-02")]
    # Its look came from where the site is.
    assert page.locator("main").evaluate("main => getComputedStyle(main).maxWidth") != "none"
    elsewhere = page.locator("main a:not(.anchorjs-link)")
    for link in elsewhere.evaluate_all("links => links.map((link) => link.href)"):
        assert page.request.get(link).status == 200, link
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the skip link stays on this page
    assert page.url.startswith(site + place)
    page.get_by_role("link", name="Playground", exact=True).click()
    page.wait_for_url(f"{site}playground.html")
    reader.there(page)
    reader.engine_settles(page)


def test_its_search_finds(page: Page, site_below_base: str) -> None:
    page.goto(site_below_base + "modules/nothing/at/all")
    page.locator(".aa-DetachedSearchButton").click()
    page.keyboard.type("chain rule")
    page.locator(".aa-Item").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site_below_base}**.html*")
    reader.there(page)
    reader.engine_settles(page)


def test_it_is_no_page_to_be_found() -> None:
    site = Path(__file__).resolve().parents[3] / "_site"
    html = (site / "404.html").read_text(encoding="utf-8")
    assert '<meta name="robots" content="noindex">' in html
    assert not [
        e
        for e in json.loads((site / "search.json").read_text(encoding="utf-8"))
        if e["href"].startswith("404")
    ]
