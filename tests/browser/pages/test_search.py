"""⑨ The search: it knows the prose of every page and nothing else, and whoever looks for something arrives there, by keyboard, below a base path."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import reader
from tools.serve import SITE

PAGES = sorted(str(page.relative_to(SITE)) for page in SITE.rglob("*.html"))
ENTRIES = json.loads((SITE / "search.json").read_text(encoding="utf-8"))
HEADING = re.compile(r'<section id="([^"]+)"[^>]*>\s*<h[2-6]')
# Of cells, of LaTeX, of what a still glues together, of what the frame says on every page.
NOT_PROSE = re.compile(
    r"import \{|viewof |\{ojs\}|//\||\\(?:frac|partial|cdot|sin|text|begin)\b|\$|leafvalue|The graph as a table|With JavaScript|Skip to|\bundefined\b"
)


def test_every_page_and_every_heading_is_known_once() -> None:
    hrefs = [entry["href"] for entry in ENTRIES]
    wanted = []
    for path in PAGES:
        if path not in ("404.html", "gallery.html"):
            html = (SITE / path).read_text(encoding="utf-8")
            wanted += [path, *(f"{path}#{name}" for name in HEADING.findall(html))]
    assert sorted(hrefs) == sorted(wanted)
    assert len(set(hrefs)) == len(hrefs)


def test_it_holds_prose_only_and_nothing_twice() -> None:
    for entry in ENTRIES:
        assert entry["title"]
        assert entry["objectID"] == entry["href"]
        said = f"{entry['section']} {entry['text']}"
        assert not (found := NOT_PROSE.search(said)), (
            entry["href"],
            found and said[found.start() - 40 : found.end() + 40],
        )
        # A formula that is said in two spellings is one letter, and the letter again: "xx".
        assert not [two for two in re.findall(r"\b(([a-zA-Z])\2)\b(?!′)", said) if two[0] != "nn"], (
            entry["href"],
            said,
        )
        said = re.sub(r"About \d+ minutes[^.]*[.]", "", entry["text"])  # two lessons may take as long
        sentences = [one for one in re.split(r"(?<=[.!?]) ", said) if len(one) > 40]
        assert len(sentences) == len(set(sentences)), entry["href"]


def looks_for(page: Page, words: str) -> Locator:
    """Types into the search; gives what it finds."""
    field = page.locator(".aa-Input")
    expect(field).to_be_focused()
    page.keyboard.type(words)
    found = page.locator(".aa-Item")
    found.first.wait_for()
    return found


def test_who_searches_arrives(page: Page, site_below_base: str) -> None:
    reader.visit(page, site_below_base + "modules/02-autograd/index.html")
    page.keyboard.press("/")
    found = looks_for(page, "two bits differ")
    expect(found.first).to_contain_text("XOR says whether two bits differ")
    expect(found.and_(page.locator('[aria-selected="true"]'))).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".aa-Input")).to_be_hidden()
    page.keyboard.press("s")
    found = looks_for(page, "corner belongs to neither path")
    expect(found.filter(has_text="Where edges meet: add").first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url("**/02-the-math.html*#where-edges-meet-add")
    expect(page.get_by_role("heading", name="Where edges meet: add")).to_be_in_viewport()
    reader.there(page)


def test_the_arrows_choose_and_a_press_of_the_lens_opens(page: Page, site: str) -> None:
    reader.visit(page, site + "glossary.html")
    page.locator(".aa-DetachedSearchButton").click()
    found = looks_for(page, "chain rule")
    for key, chosen in (("ArrowDown", 1), ("ArrowDown", 2), ("ArrowUp", 1), ("ArrowUp", 0), ("ArrowUp", -1)):
        page.keyboard.press(key)
        expect(found.nth(chosen)).to_have_attribute("aria-selected", "true")


@pytest.mark.parametrize("device", [reader.PHONE])
def test_on_a_phone(page: Page, site: str) -> None:
    reader.visit(page, site + "glossary.html")
    page.locator(".aa-DetachedSearchButton").tap()
    found = looks_for(page, "chain rule")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found.first.tap()
    page.wait_for_url(lambda url: "glossary" not in url)
    reader.there(page)


def test_nothing_is_found_and_said(page: Page, site: str) -> None:
    reader.visit(page, site + "glossary.html")
    page.keyboard.press("f")
    page.locator(".aa-Input").fill("<b>zyzzyva</b>")
    expect(page.get_by_text("No results")).to_be_visible()
    expect(page.locator(".aa-Item")).to_have_count(0)


def test_a_field_is_typed_into_not_searched(page: Page, site: str) -> None:
    reader.visit(page, site + "playground.html")
    reader.editor(reader.walkthrough(page)).focus()
    page.keyboard.type("s/f")
    expect(page.locator(".aa-DetachedOverlay:visible")).to_have_count(0)
    reader.engine_settles(page)
