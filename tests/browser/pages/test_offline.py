"""⑨ What a browser keeps of the site: the next page without a network, all of it where the reader wants that, and never two builds at once."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import reader
from tests.browser.conftest import PATIENCE, Complaints
from tools.finish import finish
from tools.serve import SITE, serving

pytestmark = pytest.mark.python_at_once

LESSON = "modules/02-autograd/01-computational-graph.html"
READY = "document.documentElement.dataset.offline === 'ready'"
TRY = "?offline"  # on this machine nothing is kept unless the address says so
WAITS = "navigator.serviceWorker.getRegistration().then((one) => Boolean(one.waiting))"


@pytest.fixture
def context(browser: Browser, complaints: Complaints) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    complaints.watch(context)
    yield context
    context.close()


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A site that may be published anew."""
    folder = tmp_path / "site"
    shutil.copytree(SITE, folder, ignore=shutil.ignore_patterns("previews", "py", "ojs", "source.zip"))
    with serving(folder) as url:
        yield folder, url


def published_anew(folder: Path, words: str) -> None:
    for file in (folder / "about.html", folder / "index.html"):
        file.write_text(re.sub("<h1[^>]*>", lambda first: f"{first[0]}{words} ", file.read_text(), count=1))
    script = folder / "assets" / "solved.js"
    script.write_text(script.read_text() + "\nglobalThis.another = true;\n")
    finish(folder)


def kept(page: Page, address: str) -> None:
    page.goto(address + TRY)
    page.wait_for_function(READY)


def reads(page: Page) -> str:
    return page.locator("h1").inner_text()


@pytest.mark.allow_console
@pytest.mark.allow_failed_requests
def test_what_was_read_opens_again_without_a_network_and_goes_live(page: Page, site: str) -> None:
    reader.visit(page, f"{site}{LESSON}{TRY}")
    reader.goes_live(reader.walkthrough(page))
    page.wait_for_function(READY)
    page.reload()  # what came meanwhile is kept, too
    reader.goes_live(reader.walkthrough(page))
    page.wait_for_function(
        "caches.keys().then((keys) => caches.open(keys[0])).then((one) => one.keys()).then((all) => all.some(({url}) => url.includes('asm.6') || url.includes('.wasm.gz')))"
    )
    page.context.set_offline(True)
    page.reload()
    root = reader.walkthrough(page)
    reader.press_to_end(page, root)
    assert reader.number(root, "x", "grad") == 42
    reader.goes_live(root)
    page.goto(f"{site}no/such/page.html")
    expect(page.locator("h1")).to_be_visible()  # what leads nowhere says so, without a network as well


@pytest.mark.allow_console
@pytest.mark.allow_failed_requests
def test_the_whole_site_is_kept_and_let_go_again(page: Page, site: str) -> None:
    kept(page, f"{site}about.html")
    place = page.locator("[data-keep]")
    expect(place).to_contain_text(re.compile(r"is \d+\.\d MB; \d+\.\d MB of it are here"))
    place.get_by_role("button", name="Keep this site").click()
    expect(place).to_contain_text("is kept in this browser")
    page.context.set_offline(True)
    reader.visit(page, site + "modules/02-autograd/04-tensors.html")
    reader.goes_live(reader.walkthrough(page))  # with NumPy
    page.goto(f"{site}about.html")
    place.get_by_role("button", name="Remove it").click()
    expect(place).to_contain_text("0.0 MB of it are here")


def test_a_newer_edition_is_told_of_and_comes_when_the_reader_wants_it(
    page: Page, copy: tuple[Path, str]
) -> None:
    folder, url = copy
    kept(page, f"{url}about.html")
    page.reload()
    title = reads(page)
    published_anew(folder, "New:")
    page.reload()
    expect(page.locator(".edition")).to_contain_text("There is a newer edition of this site")
    assert reads(page) == title
    page.locator(".edition").get_by_role("button", name="Later").click()
    expect(page.locator(".edition")).to_have_count(0)
    page.reload()
    assert reads(page) == title  # announced, not forced
    page.locator(".edition").get_by_role("button", name="Reload with it").click()
    expect(page.locator("h1")).to_have_text(f"New: {title}")
    expect(page.locator(".edition")).to_have_count(0)
    assert page.evaluate("caches.keys().then((keys) => keys.length)") == 1


@pytest.mark.allow_console
@pytest.mark.allow_failed_requests
def test_an_old_page_gets_nothing_of_a_new_edition(page: Page, copy: tuple[Path, str]) -> None:
    folder, url = copy
    kept(page, f"{url}about.html")
    page.reload()
    (folder / "assets/themes.json").write_text("{}")  # which this page has not asked for yet
    finish(folder)
    got = page.evaluate(
        "fetch(new URL('assets/themes.json', location.href)).then(() => 'mixed', () => 'refused')"
    )
    assert got == "refused"
    # A page that was not kept comes whole from the new one, all that it asks for with it.
    (folder / "glossary.html").write_text(
        (folder / "glossary.html").read_text().replace("<h1", "<h1 data-new")
    )
    finish(folder)
    page.goto(f"{url}glossary.html")
    assert page.locator("h1[data-new]").count() == 1


def test_another_tab_is_not_left_with_half_of_each(
    page: Page, context: BrowserContext, copy: tuple[Path, str]
) -> None:
    folder, url = copy
    kept(page, f"{url}about.html")
    other = context.new_page()
    kept(other, f"{url}index.html")
    published_anew(folder, "New:")
    page.reload()
    notice = page.locator(".edition")
    notice.get_by_role("button", name="Reload with it").click()
    expect(notice).to_contain_text("Close its other tabs first")
    other.close()
    notice.get_by_role("button", name="Reload with it").click()
    expect(page.locator("h1")).to_contain_text("New:")


def test_without_a_worker_everything_works(page: Page, site: str) -> None:
    page.add_init_script(
        "Object.defineProperty(navigator, 'serviceWorker', {value: {getRegistration: async () => undefined, register: async () => { throw new DOMException('', 'SecurityError'); }}})"
    )
    page.goto(f"{site}about.html{TRY}")
    place = page.locator("[data-keep]")
    expect(place).to_contain_text("keeps nothing")
    expect(place.get_by_role("button", name="Keep this site")).to_be_disabled()
    reader.visit(page, f"{site}{LESSON}{TRY}")
    reader.goes_live(reader.walkthrough(page))
