"""⑤ Python's files on their way: how much has come is told, nothing comes that nobody wants, and what came damaged once comes again."""

from __future__ import annotations

import gzip
import re

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser import reader
from tools.serve import SITE

pytestmark = pytest.mark.python_at_once

LESSON = "modules/02-autograd/01-computational-graph.html"
FILES = SITE / "assets" / "pyodide"
WASM = "**/pyodide.asm.*.wasm.gz"
METERED = "Object.defineProperty(navigator, 'connection', {value: {saveData: true}})"


def weighs(name: str) -> int:
    (file,) = FILES.glob(name)
    return file.stat().st_size


def test_what_has_come_is_told_in_the_bytes_that_travel(page: Page, site: str) -> None:
    held: list[Route] = []
    page.route(WASM, lambda route: held.append(route))
    reader.visit(page, site + LESSON)
    rest = weighs("pyodide.asm.*.wasm.gz")
    status = page.locator('[data-widget="status"]').first
    # All but what is held has come in the end, and goes out of the sum.
    expect(status).to_contain_text(f"starting Python: 0.0 of {rest / 1e6:.1f} MB")
    assert status.locator(".status-progress").get_attribute("aria-hidden") == "true"
    for route in held:
        route.continue_()
    assert reader.engine_settles(page) == "ready"
    expect(status).not_to_contain_text("MB")


def test_numpy_does_not_come_before_a_program_wants_it(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    reader.visit(page, site + LESSON)
    reader.goes_live(reader.walkthrough(page))
    reader.engine_rests(page)
    assert not [url for url in asked if "numpy" in url]


def test_nothing_large_comes_before_the_page_is_at_rest(page: Page, site: str) -> None:
    page.add_init_script("window.requestIdleCallback = (does) => { window.rest = does; }")
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if "/pyodide/" in request.url else None)
    reader.visit(page, site + LESSON)
    root = reader.walkthrough(page)
    page.wait_for_function("Boolean(window.rest)")
    assert asked == []
    assert page.evaluate("document.documentElement.dataset.engine") == "recorded"
    page.mouse.click(5, 400)  # the reader has touched it
    reader.goes_live(root)


def test_on_a_metered_connection_the_reader_is_asked_first(page: Page, site: str) -> None:
    page.add_init_script(METERED)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    reader.visit(page, site + LESSON)
    status = page.locator('[data-widget="status"]').first
    expect(status).to_contain_text(re.compile(r"Python is \d\.\d MB, and this connection is metered"))
    root = reader.walkthrough(page, 0)
    reader.press_to_end(page, root)
    assert reader.number(root, "x", "grad") == 42
    explorer = reader.walkthrough(page, 3)
    reader.slide(explorer, "a", 2)  # waits for the reader's word
    expect(status.get_by_role("button", name="Start Python")).to_be_visible()
    assert not [url for url in asked if "/pyodide/" in url]
    status.get_by_role("button", name="Start Python").click()
    reader.goes_live(root)
    reader.engine_rests(page)
    assert reader.number(explorer, "a", "value") == 2
    page.reload()  # allowed once for the whole visit
    reader.goes_live(reader.walkthrough(page, 0))


def test_what_came_damaged_comes_again_and_not_from_the_cache(page: Page, site: str) -> None:
    (file,) = FILES.glob("stepgrad.*.zip.gz")
    whole = gzip.decompress(file.read_bytes())
    answers = 0

    def once(route: Route) -> None:
        nonlocal answers
        answers += 1
        if answers == 1:
            route.fulfill(body=gzip.compress(whole[:-1] + bytes([whole[-1] ^ 1]), 1))
        else:
            route.continue_()

    page.route("**/stepgrad.*.zip.gz", once)
    reader.visit(page, site + LESSON)
    reader.goes_live(reader.walkthrough(page))
    assert answers == 2


@pytest.mark.allow_console
@pytest.mark.allow_failed_requests
def test_without_a_network_in_the_middle_of_a_start_the_recorded_steps_go_on(page: Page, site: str) -> None:
    def lost(route: Route) -> None:
        page.context.set_offline(True)
        route.abort()

    page.route(WASM, lost)
    reader.visit(page, site + LESSON)
    assert reader.engine_settles(page) == "failed"
    root = reader.walkthrough(page)
    reader.press_to_end(page, root)
    assert reader.number(root, "x", "grad") == 42
    page.unroute(WASM)
    page.context.set_offline(False)
    page.locator('[data-widget="status"]').first.get_by_role("button", name="Try again").click()
    reader.goes_live(root)


def test_the_next_interpreter_starts_from_what_has_come(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    reader.visit(page, f"{site}playground.html")
    root = reader.walkthrough(page)
    reader.goes_live(root)
    came = [url for url in asked if "/pyodide/" in url]
    reader.write_program(root, "while True: pass")
    page.wait_for_function("document.documentElement.dataset.engine === 'busy'")
    page.evaluate("import(new URL('assets/index.js', location.href)).then(({engine}) => engine.renew())")
    page.wait_for_function("document.documentElement.dataset.engine === 'busy'")
    root.get_by_role("button", name="Stop").click()
    page.wait_for_function("document.documentElement.dataset.engine === 'ready'")
    assert [url for url in asked if "/pyodide/" in url] == came


@pytest.mark.allow_console
@pytest.mark.allow_failed_requests
def test_an_old_page_of_a_site_that_has_changed_says_so(page: Page, site: str) -> None:
    page.route(WASM, lambda route: route.fulfill(status=404))
    page.goto(site + LESSON)
    html = (SITE / LESSON).read_text(encoding="utf-8")
    newer = re.sub('<meta name="build" content="[^"]*">', '<meta name="build" content="newer">', html)
    page.route(f"**/{LESSON}", lambda route: route.fulfill(body=newer, content_type="text/html"))
    status = page.locator('[data-widget="status"]').first
    expect(status).to_contain_text("the site has changed since this page was opened; reload the page")
    root = reader.walkthrough(page)
    reader.press_to_end(page, root)
    assert reader.number(root, "x", "grad") == 42
