"""The browser tests' ground: the rendered site on a free port, a Chromium, and a page that forgives nothing.

A page fails its test when it logs an error, throws, asks for a file that is not there, or asks another origin for anything.
A test that provokes such a thing on purpose says so: @pytest.mark.allow_console, @pytest.mark.allow_failed_requests, @pytest.mark.allow_foreign_errors.
Nothing excuses a request to another origin.
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

from tools import chromium
from tools.serve import SITE, serving

# Pyodide boots in a few seconds; a loaded machine may need many more.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)


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
        if request.failure != "net::ERR_ABORTED":  # that one the page took back itself: it was left, or loaded anew
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


@pytest.fixture
def complaints(request: pytest.FixtureRequest) -> Complaints:
    return Complaints(request)


@pytest.fixture
def device() -> dict[str, Any]:
    """What a page is seen on; a test for another one parametrizes it."""
    return {"viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def context(browser: Browser, complaints: Complaints, device: dict[str, Any]) -> Iterator[BrowserContext]:
    """A profile of its own per test: nothing is cached from another test."""
    context = browser.new_context(**device)
    context.set_default_timeout(PATIENCE)
    complaints.watch(context)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, complaints: Complaints) -> Iterator[Page]:
    page = context.new_page()
    yield page
    if complaints:
        pytest.fail("the page misbehaved:\n" + "\n".join(complaints), pytrace=False)
