"""⑧ A walkthrough in a frame of somebody else's page: alone, as high as it is, whatever that page forbids."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser import reader
from tests.browser.widgets.test_share import GOOD, HELD, LESSON, context, copied, link
from tools.serve import SITE

__all__ = ["context"]
STEP = {"example": "02-autograd/shared", "step": 5}
AROUND = "#quarto-header, .nav-footer, #title-block-header, .example-cards, .playground-bar, h2"


def course(page: Page, site: str, body: str, policy: str) -> None:
    """A page of somebody else's, with a policy of its own."""
    text = f"<!doctype html><title>A course</title><p>Before</p>{body}<p>After</p>"
    headers = {"content-security-policy": policy, "content-type": "text/html; charset=utf-8"}
    page.route("**/course.html", lambda route: route.fulfill(body=text, headers=headers))
    page.goto(f"{site}course.html")


def embedding(page: Page, site: str, body: str, policy: str) -> FrameLocator:
    course(page, site, body, policy)
    frame = page.frame_locator("iframe")
    frame.locator('[data-widget="walkthrough"] [data-node]').first.wait_for()
    return frame


@pytest.mark.allow_console
def test_the_code_that_is_copied_shows_the_step_in_a_page_with_a_strict_policy(page: Page, site: str) -> None:
    reader.visit(page, site + LESSON)
    root = reader.walkthrough(page, 2)
    root.evaluate("(root) => { root.value = 5; }")
    sentence = root.locator(".sentence-words").inner_text()
    code = copied(root, "Copy code to embed")
    assert re.match(
        r'<iframe src="http://[^"]*/playground\.html\?embed#s=1\.[\w-]+" title="x is used by a and by b, which make c"',
        code,
    )
    policy = f"default-src 'none'; frame-src {site}; style-src 'unsafe-inline'"
    with page.expect_event("console") as refused:  # the page lets no script of the snippet run
        frame = embedding(page, site, code, policy)
    assert "Content Security Policy" in refused.value.text
    expect(frame.locator(".sentence-words:visible")).to_have_text(sentence)
    for box in frame.locator(AROUND).all():
        expect(box).to_be_hidden()
    frame.get_by_role("button", name="Next step").click()
    expect(frame.locator(".sentence-words:visible")).not_to_have_text(sentence)
    height = page.locator("iframe").evaluate("(one) => one.clientHeight")
    inside = frame.locator('[data-widget="playground"]').evaluate(
        "(one) => one.getBoundingClientRect().bottom"
    )
    assert abs(height - inside) < 60  # without any script it is as high as it should be, or nearly


def test_the_frame_is_as_high_as_what_is_in_it(page: Page, site: str) -> None:
    reader.visit(page, site + LESSON)
    code = copied(reader.walkthrough(page, 2), "Copy code to embed").replace("height: ", "height: 0.")
    frame = embedding(
        page,
        site,
        code,
        f"default-src 'none'; frame-src {site}; style-src 'unsafe-inline'; script-src 'unsafe-inline'",
    )
    fits = """() => {
      const frame = document.querySelector("iframe");
      return frame.clientHeight > 500 && frame.clientHeight < 1000;
    }"""
    page.wait_for_function(fits)
    scrolls = "() => document.documentElement.scrollHeight > innerHeight + 1"
    assert not frame.locator("body").evaluate(scrolls)
    before = page.locator("iframe").evaluate("(one) => one.clientHeight")
    frame.locator("summary:visible", has_text="The graph as a table").click()
    page.wait_for_function(
        "(before) => document.querySelector('iframe').clientHeight > before + 50", arg=before
    )
    assert not frame.locator("body").evaluate(scrolls)
    frame.locator("summary:visible", has_text="The graph as a table").click()
    page.wait_for_function("(before) => document.querySelector('iframe').clientHeight === before", arg=before)


def test_what_the_page_around_is_told(page: Page, site: str) -> None:
    source = f"{site}playground.html?embed{link(STEP)}"
    listens = "<script>told = []; addEventListener('message', (event) => told.push([event.data, event.source === frames[0]]))</script>"
    course(
        page,
        site,
        f'{listens}<iframe src="{source}" style="width: 700px; height: 300px"></iframe>',
        "default-src 'self' 'unsafe-inline'",
    )
    page.frame_locator("iframe").locator("[data-node]").first.wait_for()
    page.wait_for_function("() => told.length > 0")
    told: list[Any] = page.evaluate("told")
    for message, ours in told:
        assert ours
        assert set(message) == {"type", "height"}
        assert message["type"] == "stepgrad:height"
        assert 400 < message["height"] < 1200


def test_a_program_in_a_frame_is_shown_and_waits_for_run(page: Page, site: str) -> None:
    reader.visit(page, f"{site}playground.html?embed{link({'step': 3}, GOOD)}")
    root = page.locator('[data-widget="walkthrough"]')
    expect(root.locator(HELD)).to_be_visible()
    assert reader.written(root).rstrip() == GOOD.rstrip()
    reader.engine_settles(page)
    expect(root.locator("[data-node]")).to_have_count(0)
    root.get_by_role("button", name="Run").click()
    expect(reader.node(root, "z")).to_be_attached()
    assert reader.step(root) == 3
    way = page.get_by_role("link", name="Open in the playground")
    expect(way).to_have_attribute("href", re.compile(r"playground\.html#s=1\."))


@pytest.mark.parametrize(
    "address",
    [
        "playground.html?embed=02-autograd/chain",
        "modules/02-autograd/01-computational-graph.html?embed=02-autograd/chain",
    ],
)
@pytest.mark.parametrize(
    "device", [{"viewport": {"width": 1100, "height": 760}}, reader.PHONE], ids=["wide", "phone"]
)
def test_a_lesson_s_walkthrough_by_name(page: Page, site_below_base: str, address: str) -> None:
    page.goto(site_below_base + address)
    page.wait_for_url(f"{site_below_base}playground.html?embed=02-autograd/chain")
    reader.there(page)
    root = reader.walkthrough(page)
    expect(page.locator('[data-widget="walkthrough"]')).to_have_count(1)
    expect(reader.node(root, "c")).to_be_attached()
    expect(root.locator('[data-widget="editor"]')).to_have_count(0)  # it is shown, as in the lesson
    for box in page.locator(AROUND).all():
        expect(box).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    reader.slide(root, "x", 1)
    expect(reader.node(root, "x")).to_have_attribute("data-value", "1")


def test_no_other_page_changes_when_it_may_be_embedded(page: Page, site: str) -> None:
    assert (SITE / "playground.html").exists()
    reader.visit(page, f"{site}playground.html")
    expect(page.locator("#quarto-header")).to_be_visible()
    expect(page.locator(".embed-foot")).to_have_count(0)
