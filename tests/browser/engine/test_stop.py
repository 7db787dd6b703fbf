"""⑥ Stop works whatever a program does, and after it everything is as before; what takes long is offered to be stopped; a sandbox that dies is made anew."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import reader

pytestmark = pytest.mark.python_at_once

HEADER = "from stepgrad import Value\n"
GOOD = HEADER + "u = Value(5.0)\nv = u * u\nv.backward()\n"
READY = "document.documentElement.dataset.engine === 'ready'"
BUSY = "document.documentElement.dataset.engine === 'busy'"
# None of them comes to an end, or asks whether it is to.
ENDLESS = {
    "a loop": "while True: pass",
    "a loop that refuses to end": "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
    "a large product of NumPy's": "import numpy as np\na = np.ones((3000, 3000))\nwhile True: a @ a",
    "a power": "10 ** 10 ** 8",
    "a regular expression": "import re\nre.match('(a+)+b', 'a' * 60)",
    "a sleep": "import time\ntime.sleep(1000)",
    "calls": "def f(n):\n    for _ in range(2): n and f(n - 1)\nf(200)",
    "a list that grows": "k = []\nwhile True:\n    k.append([0] * 10)\n    k = k[-10**6:]",
    "a print": "while True: print('x' * 1000)",
}  # fmt: skip
LESSON = "modules/02-autograd/01-computational-graph.html"
RUN_ON = """async (site) => {
  const {engine} = await import(site + "assets/index.js");
  engine.run({source: "while True: pass", inputs: {}, want: []}).catch(() => {});
}"""
# What a page says and does in the very moment of the press, long before the interpreter has ended.
PRESSED = """(button) => {
  button.click();
  const {engine} = document.documentElement.dataset;
  const program = button.closest("[data-widget=program]");
  return new Promise((tell) => setTimeout(() => tell({engine, running: program.hasAttribute("data-running")})));
}"""


@pytest.fixture
def playground(page: Page, site: str) -> Locator:
    reader.visit(page, f"{site}playground.html")
    root = reader.walkthrough(page)
    reader.goes_live(root)
    return root


def engine(page: Page, site: str, what: str) -> Any:
    return page.evaluate(f"async (site) => (await import(site + 'assets/index.js')).engine.{what}", site)


def is_good(root: Locator) -> None:
    reader.write_program(root, GOOD)
    expect(reader.node(root, "v")).to_be_attached()
    expect(root.locator('[data-widget="problem"] > p')).to_be_hidden()


def test_stop_ends_whatever_runs_at_once(page: Page, playground: Locator) -> None:
    stop = playground.get_by_role("button", name="Stop", exact=True).first
    for program in ENDLESS.values():
        reader.write_program(playground, program)
        page.wait_for_function(BUSY)
        assert stop.evaluate(PRESSED) == {"engine": "loading", "running": False}
        page.wait_for_function(READY)
    is_good(playground)
    for _ in range(600):  # a browser may take a moment to end one that does not listen
        if len(page.workers) == 1:
            break
        page.wait_for_timeout(100)
    assert len(page.workers) == 1


def test_what_takes_long_is_offered_to_be_stopped_wherever_it_is_shown(page: Page, site: str) -> None:
    page.clock.install()
    page.goto(f"{site}{LESSON}")
    root = reader.walkthrough(page)
    reader.goes_live(root)
    reader.engine_rests(page)
    status = root.locator('[data-widget="status"]')
    stop = status.get_by_role("button", name="Stop")
    expect(stop).to_have_count(0)
    page.evaluate(RUN_ON, site)
    page.wait_for_function(BUSY)
    page.clock.fast_forward(3_100)
    expect(status).to_contain_text("this takes long")
    expect(page.locator("html")).to_have_attribute("data-engine-slow", "")
    stop.focus()
    page.keyboard.press("Enter")
    expect(stop).to_have_count(0)
    expect(page.locator("html")).not_to_have_attribute("data-engine-slow", "")
    assert page.evaluate("document.activeElement.dataset.widget") == "status"  # the reader is not lost
    page.wait_for_function(READY)


def test_a_program_with_a_stop_of_its_own_has_one_only(page: Page, site: str) -> None:
    page.clock.install()
    page.goto(f"{site}playground.html")
    root = reader.walkthrough(page)
    reader.goes_live(root)
    page.wait_for_function(READY)
    reader.write_program(root, "while True: pass")
    page.wait_for_function(BUSY)
    page.clock.fast_forward(3_100)
    expect(root.locator('[data-widget="status"]')).to_contain_text("this takes long")
    root.get_by_role("button", name="Stop").click()
    page.wait_for_function(READY)
    is_good(root)


def test_memory_that_is_used_up_is_told_in_words(page: Page, playground: Locator) -> None:
    problem = playground.locator('[data-widget="problem"]')
    for program in (
        "k = []\nwhile True: k.append([0] * 10**6)",
        "x = b'x' * (2**31 - 100)",
        "import numpy as np\nk = []\nwhile True: k.append(np.ones(10**7))",
    ):
        reader.write_program(playground, program)
        expect(problem).to_contain_text(re.compile("memory"))
        page.wait_for_function(READY)
    is_good(playground)


def goes(page: Page) -> None:
    """The frame and all in it ends, as when a browser takes its memory or a page comes back from a cache without it."""
    page.evaluate("document.querySelector('iframe').srcdoc = ''")


def test_a_sandbox_that_dies_is_made_anew(page: Page, playground: Locator, site: str) -> None:
    before = engine(page, site, "generation")
    goes(page)  # at rest
    page.wait_for_function(
        f"async () => (await import('{site}assets/index.js')).engine.generation > {before}"
    )
    page.wait_for_function(READY)
    is_good(playground)
    reader.write_program(playground, "while True: pass")
    page.wait_for_function(BUSY)
    goes(page)
    page.wait_for_function("document.documentElement.dataset.engine === 'loading'")
    page.wait_for_function(f"{READY} || {BUSY}")
    # told of, where it had long begun; else asked once more, and Stop ends that
    stop = playground.get_by_role("button", name="Stop", exact=True).first
    problem = playground.locator('[data-widget="problem"]')
    if page.evaluate(BUSY):
        stop.click()
    else:
        expect(problem).to_contain_text("broke the Python interpreter")
    page.wait_for_function(READY)
    is_good(playground)
    expect(page.locator("iframe")).to_have_count(1)


def test_a_page_that_was_left_for_a_night_comes_back(page: Page, site: str) -> None:
    """Its frame is there, but answers no more: nobody told the page."""
    page.clock.install()
    page.goto(f"{site}playground.html")
    root = reader.walkthrough(page)
    reader.goes_live(root)
    page.wait_for_function(READY)
    before = engine(page, site, "generation")
    page.frames[1].evaluate("MessagePort.prototype.postMessage = () => {}")
    page.clock.fast_forward("09:00:00")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    for _ in range(100):
        page.clock.fast_forward(2_100)
        if engine(page, site, "generation") > before:
            break
        page.wait_for_timeout(50)
    page.wait_for_function(READY)
    is_good(root)
    expect(page.locator("iframe")).to_have_count(1)
