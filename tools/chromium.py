"""Build side: finds and opens the Chromium that tests and tools drive; `python -m tools.chromium --install` gets it where it may.

$CHROMIUM, if set, names the program.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

from playwright.sync_api import Browser, Error, Page, TimeoutError, sync_playwright

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Of a browser's own frame that nobody sees: two pages behind the address bar, built anew for every window.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxFullPopup,WebUIOmniboxAimPopup",
]
NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
MISSING = """Chromium is missing, and the browser tests need it. Any of these will do:
  apt-get install chromium         Debian (Ubuntu: chromium-browser)
  dnf install chromium             Fedora
  brew install --cask chromium     macOS
or set CHROMIUM to the path of a Chromium or Chrome that is installed already."""

PATIENCE = 60_000  # milliseconds


def find() -> str | None:
    """The path of the program, or None."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def install() -> str | None:
    """With apt, if there is one and it may be used without a password."""
    apt = shutil.which("apt-get")
    if apt is None:
        return None
    root = os.geteuid() == 0
    if not root and (
        not shutil.which("sudo") or subprocess.run(["sudo", "-n", "true"], check=False).returncode
    ):
        return None
    prefix = [] if root else ["sudo", "-n"]
    print("Chromium is missing: installing it with apt-get …", flush=True)
    subprocess.run([*prefix, apt, "update", "-qq"], check=False)
    subprocess.run([*prefix, apt, "install", "-y", "-qq", "--no-install-recommends", "chromium"], check=False)
    return find()


def until(page: Page, expression: str, *, arg: Any = None, timeout: float = PATIENCE, **_: Any) -> None:
    """Playwright's own makes a function of text at each look, inside the page, whose policy forbids that; this one asks from outside."""
    end = monotonic() + timeout / 1000
    while True:
        try:
            if page.evaluate(expression, arg):
                return
        except Error as error:
            if "context was destroyed" not in error.message:  # the page went on to another address
                raise
        if monotonic() > end:
            raise TimeoutError(f"Timeout {timeout:.0f}ms exceeded: {expression}")
        page.wait_for_timeout(20)


Page.wait_for_function = until  # type: ignore[assignment, method-assign]


@contextmanager
def opened(*flags: str) -> Iterator[Browser]:
    """A browser for a tool or for tests, with further flags. Raises SystemExit where there is none."""
    program = find()
    if program is None:
        raise SystemExit(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*FLAGS, *flags])
        yield browser
        browser.close()


if __name__ == "__main__":
    found = find() or (install() if "--install" in sys.argv[1:] else None)
    sys.exit(None if found else MISSING)
