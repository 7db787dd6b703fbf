"""⑨ The home page: a map of the module's lessons, in order, that is walked by keyboard and needs no script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tools.module_map import front_matter, lessons
from tools.serve import SITE

LESSONS = lessons("module-02")
TITLES = [front_matter(SITE.parent / page)["title"] for page in LESSONS]


def test_the_map_names_every_lesson_in_order(page: Page, site: str) -> None:
    page.goto(site)
    links = page.locator(".module-map a")
    assert links.all_inner_texts() == TITLES
    hrefs = [link.get_attribute("href") or "" for link in links.all()]
    assert [href.removeprefix("./") for href in hrefs] == [name.replace(".qmd", ".html") for name in LESSONS]
    numbers = "li => getComputedStyle(li, '::before').content"
    assert page.locator(".module-map li").first.evaluate(numbers) == "counter(lesson)"


@pytest.mark.allow_failed_requests  # going on stops what was still loading
def test_a_whole_card_leads_to_its_lesson(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(site)
    card = page.locator(".module-map li").last
    box = card.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    card.click(position={"x": box["width"] - 12, "y": box["height"] - 8})
    expect(page.locator("h1")).to_have_text(TITLES[-1])


def test_the_map_by_keyboard(page: Page, site: str) -> None:
    page.goto(site)
    page.locator(".module-map a").first.focus()
    for title in TITLES:
        expect(
            page.get_by_role("link", name=title, exact=True).and_(page.locator(".module-map a"))
        ).to_be_focused()
        page.keyboard.press("Tab")
