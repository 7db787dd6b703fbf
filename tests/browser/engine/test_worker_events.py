"""⑥ How programs end, and what a worker says when it is not asked."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import reader

pytestmark = pytest.mark.python_at_once

HEADER = "from stepgrad import Value\n"
READY = "document.documentElement.dataset.engine === 'ready'"


@pytest.fixture
def playground(page: Page, site: str) -> Locator:
    reader.visit(page, f"{site}playground.html")
    root = reader.walkthrough(page)
    reader.goes_live(root)
    return root


def runs(page: Page, root: Locator, label: str) -> None:
    """The next program runs as if nothing had been."""
    reader.write_program(root, HEADER + f"u = Value(5.0)\n{label} = u * u\n")
    expect(reader.node(root, label)).to_be_attached()
    expect(root.locator('[data-widget="problem"] > p')).to_be_hidden()
    assert page.evaluate("document.documentElement.dataset.engine") in ("ready", "busy")


def test_a_program_that_fills_the_memory_is_told_so_and_the_next_one_runs(
    page: Page, playground: Locator
) -> None:
    reader.write_program(playground, "k = []\nwhile True: k.append([0] * 10**6)\n")
    expect(playground.locator('[data-widget="problem"]')).to_contain_text(re.compile("memory"))
    page.wait_for_function(READY)
    runs(page, playground, "after")


def test_an_ended_worker_is_not_heard_any_more(page: Page, playground: Locator) -> None:
    reader.write_program(playground, "import time\ntime.sleep(1000)\n")
    page.wait_for_function("document.documentElement.dataset.engine === 'busy'")
    playground.get_by_role("button", name="Stop").click()
    page.wait_for_function(READY)
    # a browser may take seconds to end a worker that does not listen, and only then says that it has an error
    reader.write_program(playground, HEADER + "import time\ntime.sleep(4)\nslept = Value(1.0) * 2\n")
    expect(reader.node(playground, "slept")).to_be_attached()
    assert page.evaluate("document.documentElement.dataset.engine") in ("ready", "busy")
    runs(page, playground, "after")


@pytest.mark.allow_console
@pytest.mark.allow_foreign_errors
def test_an_error_of_a_timer_is_not_the_end_of_python(page: Page, playground: Locator) -> None:
    (worker,) = page.workers
    worker.evaluate("setTimeout(() => { throw 'late'; })")
    runs(page, playground, "once")
    runs(page, playground, "after")
    assert page.workers == [worker]


ENDS = [
    ("import os\nos._exit(3)", "SystemExit, line 2: os._exit ends Python itself"),
    ("\nraise SyntaxError", "SyntaxError, line 2"),
    ("\nraise KeyboardInterrupt", "KeyboardInterrupt, line 2"),
    ("class Superseded(Exception): pass\nraise Superseded('mine')", "Superseded, line 2: mine"),
    ("class E(Exception):\n    def __str__(self): raise self\nraise E", "E, line 3"),
    ("import sys\nsys.setrecursionlimit(10**5)\ndef f(): f()\nf()", "RecursionError, line 3"),
    ("class A:\n    def __repr__(self):\n        return repr(self)\nrepr(A())", "line 3: calls went too deep"),
    ("import signal\nsignal.raise_signal(signal.SIGABRT)", "the Python interpreter broke"),
    ("import os\nos.kill(os.getpid(), 9)", "the Python interpreter broke"),
]  # fmt: skip


@pytest.mark.allow_console  # Pyodide reports its own death there
def test_however_a_program_ends_it_is_told_in_words_with_its_line(page: Page, playground: Locator) -> None:
    problem = playground.locator('[data-widget="problem"]')
    for i, (source, words) in enumerate(ENDS):
        reader.write_program(playground, source)
        expect(problem).to_contain_text(words)
        expect(problem).not_to_contain_text(
            re.compile(r"Traceback|\bnull\b|undefined|\[object|stepgrad\.zip|wasm")
        )
        page.wait_for_function(READY)
        runs(page, playground, f"after_{i}")
