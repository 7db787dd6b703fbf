"""⑨ The look that both renderers' pages have, where they once differed: measured on whichever wrote the site."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import reader

LESSON = "modules/02-autograd/03-scalar-engine.html"
EXERCISES = "modules/02-autograd/07-explore-and-exercises.html"
BOX = "one => { const {x, y, width, height, right, bottom} = one.getBoundingClientRect(); return {x, y, width, height, right, bottom}; }"


# For a number of frames, because Quarto's script looks where one is at some scrolls only.
SCROLLED_TO = """async (one) => {
  one.scrollIntoView({block: 'start', behavior: 'instant'});
  for (let frame = 0; frame < 12; frame += 1) {
    await new Promise(requestAnimationFrame);
    scrollBy(0, frame % 2 ? -1 : 1);
  }
}"""


def style(page: Page, selector: str, name: str) -> str:
    return str(
        page.locator(selector).first.evaluate(
            "(one, name) => getComputedStyle(one).getPropertyValue(name)", name
        )
    )


def box(page: Page, selector: str) -> Any:
    return page.locator(selector).first.evaluate(BOX)


def test_a_page_has_one_h1_which_every_window_shows_and_no_link_to_nowhere(shown: Page) -> None:
    expect(shown.locator("h1")).to_have_count(1)
    for width in (1280, 390):
        shown.set_viewport_size({"width": width, "height": 700})
        expect(shown.locator("main h1")).to_be_visible()
    nowhere = "[...document.querySelectorAll('a')].filter((a) => a.checkVisibility() && ['', '#', null].includes(a.getAttribute('href'))).length"
    assert shown.evaluate(nowhere) == 0


@pytest.mark.parametrize("path", ["index.html", LESSON, "404.html"])
def test_the_colours_of_what_the_browser_draws_follow_the_readers_choice(
    page: Page, site: str, path: str
) -> None:
    scheme = "getComputedStyle(document.documentElement).colorScheme"
    page.emulate_media(color_scheme="light")
    page.goto(site + path)
    assert page.evaluate(scheme) == "light"
    toggle = page.get_by_role("button", name="Toggle dark mode")
    expect(toggle).to_have_attribute("aria-pressed", "false")
    size = box(page, ".quarto-color-scheme-toggle")
    assert min(size["width"], size["height"]) >= 40
    toggle.focus()
    for key, wanted, pressed in (("Space", "dark", "true"), ("Enter", "light", "false")):
        page.keyboard.press(key)
        page.wait_for_function(f"(wanted) => {scheme} === wanted", arg=wanted)
        expect(toggle).to_have_attribute("aria-pressed", pressed)
    page.emulate_media(media="print")
    assert page.evaluate(scheme) == "light"
    reader.there(page)


def test_lessons_and_contents_have_room(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(site + LESSON)
    for link in ("#quarto-sidebar .sidebar-item .sidebar-item .sidebar-item-text", "#TOC .nav-link"):
        assert float(style(page, link, "line-height")[:-2]) >= 1.35 * float(
            style(page, link, "font-size")[:-2]
        )
    main, lessons, contents = (box(page, "main"), box(page, "#quarto-sidebar"), box(page, "#TOC"))
    assert lessons["width"] >= 200
    assert main["x"] - lessons["right"] >= 60
    # what is on this page stands below the lessons, and leaves a widget the width of the page
    assert contents["y"] >= box(page, "#quarto-sidebar .sidebar-menu-container")["bottom"]
    assert contents["right"] <= lessons["right"]
    assert box(page, ".outset")["width"] >= 900
    assert main["width"] == pytest.approx(646, abs=1)
    title, description = box(page, "main h1"), box(page, ".description")
    assert description["y"] - title["bottom"] >= 10
    assert box(page, "main > p")["y"] - description["bottom"] >= 24
    reader.there(page)


def test_beside_a_wide_widget_the_lessons_and_the_contents_stay(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    reader.visit(page, site + LESSON)
    for wide in page.locator(".outset").all():
        wide.evaluate(SCROLLED_TO)
        expect(page.locator(".quarto-sidebar-toggle")).to_have_count(0)
        for link in (".sidebar-menu-container a", "#TOC .nav-link.active"):
            expect(page.locator(f"#quarto-sidebar {link}").first).to_be_in_viewport()


def test_every_lesson_is_numbered_where_it_is_named(page: Page, site: str) -> None:
    page.goto(site + LESSON)
    expect(page.locator("h1")).to_have_text("3 · Build the scalar engine")
    expect(page).to_have_title("3 · Build the scalar engine – stepgrad")
    lessons = page.locator("#quarto-sidebar .sidebar-item .sidebar-item .sidebar-item-text").all_inner_texts()
    assert [name.split(" · ")[0].strip() for name in lessons[1:8]] == [str(n) for n in range(1, 8)]
    expect(page.locator(".nav-page-next")).to_contain_text("4 · From scalars to tensors")
    reader.there(page)


def test_program_text_is_the_texts_colour_and_panels_have_no_border(page: Page, site: str) -> None:
    page.goto(site + LESSON)
    text = style(page, "body", "color")
    code = "div.sourceCode:not(.hidden) code"
    assert {
        style(page, place, "color") for place in (code, f"{code} > span", f"{code} .kw", f"{code} .fu")
    } == {text}
    reader.there(page)
    reader.engine_settles(page)  # going on would stop what is still loading
    reader.visit(page, site + EXERCISES)
    for side in ("left", "right", "bottom"):
        assert style(page, ".tab-content", f"border-{side}-width") == "0px"
    table = page.locator("details.graph-table").first
    assert table.evaluate("one => getComputedStyle(one).marginBottom") == "0px"
    reader.engine_settles(page)


def test_a_page_without_columns_gives_a_widget_the_window(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(site + "index.html")
    assert box(page, ".breakout")["width"] >= 1150
    reader.there(page)


@pytest.mark.parametrize("path", ["index.html", LESSON, "404.html"])
def test_the_foot_leads_to_the_source_the_licence_and_a_way_to_report(
    page: Page, site: str, path: str
) -> None:
    page.goto(site + path)
    foot = page.get_by_role("contentinfo")
    for name, words in (
        ("Source", None),
        ("MIT licence", "Permission is hereby granted"),
        ("Report a mistake on this page", "A wrong number"),
    ):
        link = foot.get_by_role("link", name=name, exact=True)
        address = str(link.evaluate("link => link.href"))
        assert address.startswith(("http://", "https://"))
        if not address.startswith(site):
            continue  # the build knew of a repository
        answer = page.request.get(address)
        assert answer.status == 200
        if words:
            assert words in answer.text()
        else:
            assert answer.body()[:2] == b"PK"
    reader.there(page)
