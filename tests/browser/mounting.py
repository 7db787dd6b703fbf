"""⑨ Walkthroughs of programs that no page has, on a page of the site: recorded here, run there, or made by hand."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, Route
from stepgrad.tracing import session

from tests.browser import reader

HEADER = "from stepgrad import Value\n"
TWO_PATHS = f"""{HEADER}a = Value(2.0)
b = Value(3.0)
s = a + b
c = s * b
c.backward()
"""
MOUNT = """async ([example, options]) => {
  const { walkthrough } = await import(new URL('assets/index.js', document.baseURI).href);
  const wide = document.createElement('div'); // as wide as those of the lessons
  wide.className = 'breakout';
  wide.append(await walkthrough(example, options));
  document.querySelector('main').replaceChildren(wide);
}"""


def mounted(page: Page, site: str, source: str, name: str = "program", **options: Any) -> Locator:
    """The walkthrough of a program, alone on the page and drawn; its steps are recorded, as those of the site's examples are."""
    wire = session.record(source)

    def answer(route: Route) -> None:
        route.fulfill(body=wire, content_type="application/json")

    page.route(f"**/assets/traces/tests/{name}.json", answer)
    page.goto(f"{site}404.html")
    return _shown(page, f"tests/{name}", {"live": False, **options})


def of_model(page: Page, site: str, trace: dict[str, Any], **options: Any) -> Locator:
    """The walkthrough of a trace as the page has it."""
    reader.visit(page, f"{site}index.html")
    return _shown(page, {"trace": trace}, {"live": False, **options})


def running(page: Page, site: str, source: str, **options: Any) -> Locator:
    """The walkthrough of a program that Python runs on the page, at its last step."""
    reader.visit(page, f"{site}404.html")
    root = _shown(page, {"source": source}, options)
    reader.goes_live(root)
    root.locator("[data-node]").first.wait_for()
    step(root, 1_000_000)
    root.scroll_into_view_if_needed()
    return root


def _shown(page: Page, example: str | dict[str, Any], options: dict[str, Any]) -> Locator:
    page.evaluate(MOUNT, [example, options])
    root = page.locator('[data-widget="walkthrough"]')
    reader.drawn(page)
    return root


def step(root: Locator, to: int) -> None:
    root.evaluate("(root, to) => { root.value = to; }", to)


def sentence(root: Locator) -> Locator:
    return root.locator(".sentence-words")
