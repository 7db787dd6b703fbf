"""⑨ What a page's policy lets in: all that belongs to the site, and nothing else. A page that asks for more fails its other tests."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser import reader

LESSON = "modules/02-autograd/01-computational-graph.html"
# Each in a task of its own, as a page's scripts run; what is tried says whether it worked.
TRIES = {
    "a script that somebody puts into the page": "document.head.append(Object.assign(document.createElement('script'), {textContent: 'window.got = true'}))",
    "what an attribute would run": "document.body.insertAdjacentHTML('beforeend', '<img src=data:, onerror=\"window.got = true\">')",
    "text as a program": "window.got = (0, eval)('true')",
    "a function of text": "window.got = new Function('return true')()",
    "a script from a blob": "import(URL.createObjectURL(new Blob(['window.got = true'], {type: 'text/javascript'}))).catch(() => {})",
    "a script from an address of text": "import('data:text/javascript,window.got = true').catch(() => {})",
    "a request to another origin": "fetch('http://localhost:1/').then(() => { window.got = true; }, () => {})",
    "a frame of another origin": "document.body.append(Object.assign(document.createElement('iframe'), {src: 'http://localhost:1/'}))",
    "a form that goes elsewhere": "document.body.append(Object.assign(document.createElement('form'), {action: 'http://localhost:1/'})), document.forms[document.forms.length - 1].submit()",
    "another base": "document.head.prepend(Object.assign(document.createElement('base'), {href: 'http://localhost:1/'})), window.got = document.baseURI.includes('localhost:1')",
}
TRY = """() => {
  window.got = false;
  document.addEventListener("securitypolicyviolation", (event) => { window.violated ||= event.effectiveDirective; });
  setTimeout(() => {
    try { window.attempt(); } catch (error) { if (!(error instanceof EvalError)) throw error; }
  });
}"""


def test_every_page_has_its_policy_before_all_that_it_speaks_of(shown: Page) -> None:
    first = shown.evaluate("document.head.querySelectorAll('meta, script, link, style')[1].outerHTML")
    assert "Content-Security-Policy" in first
    assert "default-src 'self'" in first
    assert (
        "unsafe-eval" not in first.replace("wasm-unsafe-eval", "")
        or shown.locator('script[src*="quarto-ojs-runtime"]').count()
    )
    assert (
        shown.evaluate(
            "[...document.querySelectorAll('*')].filter((one) => [...one.attributes].some(({name}) => name.startsWith('on'))).length"
        )
        == 0
    )


@pytest.mark.allow_console
@pytest.mark.allow_failed_requests
@pytest.mark.parametrize("what", TRIES)
def test_nothing_else_gets_in(page: Page, site: str, what: str) -> None:
    reader.visit(page, site + LESSON)
    if "text" in what and page.locator('script[src*="quarto-ojs-runtime"]').count():
        pytest.skip("Quarto's runtime makes functions of text")
    page.evaluate(f"window.attempt = () => {{ {TRIES[what]} }}")
    page.evaluate(TRY)
    page.wait_for_function("window.violated")
    assert not page.evaluate("window.got")
