"""The browser tests' ground: the rendered site on a free port, a Chromium, and a page that forgives nothing.

A page fails its test when it logs an error, throws, asks for a file that is not there, or asks another origin for anything.
A test that provokes such a thing on purpose says so: @pytest.mark.allow_console, @pytest.mark.allow_failed_requests, @pytest.mark.allow_foreign_errors.
Nothing excuses a request to another origin.
@pytest.mark.python_at_once: Python starts when the page wants it, as for a reader; else when the test first waits for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    WebError,
    expect,
)

from tests.browser import reader
from tools import chromium
from tools.serve import SITE, serving

# Pyodide boots in a few seconds; a loaded machine may need many more.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)

# To start Python takes most of a test's time, and many never need it. So what a page asks for to make its sandbox is on its way until the test first asks for Python
# (reader.goes_live and its like); from then on everything is as it is for a reader.
LATER = """(() => {
  if (window !== top) return;
  const real = fetch;
  let start;
  const started = new Promise((resolve) => { start = resolve; });
  window.startPython = start;
  window.fetch = async (address, ...how) => {
    if (/\\/assets\\/(pyodide\\/|sandbox\\.|worker\\.)/.test(address.url ?? address)) await started;
    return real(address, ...how);
  };
})();"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if chromium.find() is None:
        pytest.fail(chromium.MISSING, pytrace=False)
    with chromium.opened() as browser:
        yield browser


def served(base: str = "/", *, isolated: bool = True) -> Iterator[str]:
    if not (SITE / "index.html").exists():
        pytest.fail("there is no rendered site: run `make site` first", pytrace=False)
    with serving(base=base, isolated=isolated) as url:
        yield url


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of the home page, with a slash at its end."""
    yield from served()


@pytest.fixture(scope="session")
def site_below_base() -> Iterator[str]:
    """The same site as GitHub Pages serves it: under a path, and with no header that allows an interrupt."""
    yield from served("/autograd-step-by-step/", isolated=False)


class Complaints(list[str]):
    """What went wrong on a page so far."""

    def __init__(self, request: pytest.FixtureRequest) -> None:
        super().__init__()
        self.console = request.node.get_closest_marker("allow_console") is None
        self.foreign = request.node.get_closest_marker("allow_foreign_errors") is None
        self.failures = request.node.get_closest_marker("allow_failed_requests") is None
        self.origins: set[str] = set()

    def watch(self, context: BrowserContext) -> None:
        # The context sees every page and worker in it, from their first request on.
        context.on("request", self.requested)
        context.on("weberror", self.thrown)
        if self.console:
            context.on("console", self.logged)
        if self.failures:
            context.on("requestfailed", self.failed)
            context.on("response", self.answered)

    def thrown(self, error: WebError) -> None:
        ours = "/assets/" in (error.error.stack or "")
        if ours or self.foreign:
            self.append(f"uncaught: {error.error}")

    def logged(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.append(f"console: {message.text} ({message.location['url']})")

    def failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # a page takes that one back itself when it is left
            self.append(f"failed: {request.url} ({request.failure})")

    def answered(self, response: Response) -> None:
        if response.status >= 400:
            self.append(f"{response.status}: {response.url}")

    def requested(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("data", "blob", "about"):
            return
        self.origins.add(f"{parts.scheme}://{parts.netloc}")
        if len(self.origins) > 1:
            self.append(f"another origin: {request.url}")


@pytest.fixture(scope="session", params=sorted(str(page.relative_to(SITE)) for page in SITE.rglob("*.html")))
def loaded(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[tuple[Page, Complaints]]:
    """Every page of the site in turn, with Python in it: loaded once for all tests that only look at it, for loading takes most of the time."""
    complaints = Complaints(request)
    context = browser.new_context(service_workers="block")
    context.set_default_timeout(PATIENCE)
    complaints.watch(context)
    page = context.new_page()
    reader.visit(page, site + request.param)
    # What the gallery shows first asks for no Python.
    if page.locator("[data-widget]").count() and request.param != "gallery.html":
        reader.engine_settles(page)
    reader.engine_rests(page)
    yield page, complaints
    context.close()


@pytest.fixture
def shown(loaded: tuple[Page, Complaints]) -> Iterator[Page]:
    """A page that others look at too: on a desktop, in the light, at rest. Who adds something to it takes it away again."""
    page, complaints = loaded
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(media="screen", color_scheme="light", reduced_motion="reduce")
    reader.drawn(page)
    yield page
    found = "\n".join(complaints)
    complaints.clear()
    if found:
        pytest.fail(f"the page misbehaved:\n{found}", pytrace=False)


@pytest.fixture
def complaints(request: pytest.FixtureRequest) -> Complaints:
    return Complaints(request)


@pytest.fixture
def device() -> dict[str, Any]:
    """What a page is seen on; a test for another one parametrizes it."""
    return {"viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def context(
    request: pytest.FixtureRequest, browser: Browser, complaints: Complaints, device: dict[str, Any]
) -> Iterator[BrowserContext]:
    """A profile of its own per test: nothing is cached from another test."""
    context = browser.new_context(
        service_workers="block", **device
    )  # what a worker answers no test could change
    context.set_default_timeout(PATIENCE)
    complaints.watch(context)
    if not request.node.get_closest_marker("python_at_once"):
        context.add_init_script(LATER)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, complaints: Complaints) -> Iterator[Page]:
    page = context.new_page()
    yield page
    if complaints:
        pytest.fail("the page misbehaved:\n" + "\n".join(complaints), pytrace=False)
