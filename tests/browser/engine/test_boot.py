"""⑥ Python does not start: why is said in plain words, it can be stopped, and tried again until everything is live."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.browser import reader
from tools.serve import SITE

pytestmark = pytest.mark.python_at_once

LESSON = "modules/02-autograd/01-computational-graph.html"
GOOD = "from stepgrad import Value\nu = Value(5.0)\nv = u * u\nv.backward()\n"
PYODIDE = SITE / "assets" / "pyodide"
WASM = "pyodide.asm.*.wasm.gz"
LIBRARY = "python_stdlib.*.zip.gz"
ENGINE = "stepgrad.*.zip.gz"
FRAME = "sandbox.txt*"
WORKER = "worker.js*"
# What no reader can make anything of.
NO_WORDS = re.compile(r"\[object|undefined|null|is not a function|Error:|here: ?\.|here: *$")
MORE_THAN_SILENCE = 31_000  # milliseconds of a clock that the test moves

Answer = Callable[[Route], None]


def missing(route: Route) -> None:
    route.fulfill(status=404, body="not here")


def another(route: Route) -> None:
    """What a host sends that answers every address with its home page."""
    route.fulfill(body="<!doctype html><title>Home</title>", content_type="text/html")


def nothing(route: Route) -> None:
    route.fulfill(body="", content_type="text/javascript")


def gone(route: Route) -> None:
    """No network."""
    route.abort()


def hung(route: Route) -> None:
    """No answer, ever."""


def published(name: str) -> bytes:
    (file,) = PYODIDE.glob(name)
    return file.read_bytes()


def cut(name: str) -> Answer:
    data = published(name)
    return lambda route: route.fulfill(body=data[: len(data) // 2])


def corrupt(name: str) -> Answer:
    """What unpacks as well as it ever did, and is another file."""
    data = bytearray(gzip.decompress(published(name)))
    data[len(data) // 3] ^= 1
    return lambda route: route.fulfill(body=gzip.compress(data, 1))


DAMAGES = [
    (WASM, missing, "pyodide.asm.wasm could not be loaded (the server answered 404)"),
    (WASM, cut(WASM), "pyodide.asm.wasm did not arrive whole"),
    (WASM, corrupt(WASM), "pyodide.asm.wasm is damaged"),
    (WASM, gone, "pyodide.asm.wasm could not be loaded"),
    (LIBRARY, another, "python_stdlib.zip is damaged"),
    (LIBRARY, corrupt(LIBRARY), "python_stdlib.zip is damaged"),
    ("pyodide-lock.*.json.gz", missing, "pyodide-lock.json could not be loaded"),
    (ENGINE, cut(ENGINE), "stepgrad.zip did not arrive whole"),
    (FRAME, missing, "sandbox.txt could not be loaded"),
    (FRAME, another, "sandbox.txt is damaged"),
    (WORKER, missing, "worker.js could not be loaded"),
    (WORKER, another, "worker.js is damaged"),
    (WORKER, nothing, "worker.js is damaged"),
    (WORKER, hung, "did not answer"),
    (WASM, hung, "did not answer"),
    (LIBRARY, hung, "did not answer"),
]  # fmt: skip


def begins(page: Page, address: str) -> None:
    """Opens a page under a clock that the test moves, and waits until Python starts."""
    page.clock.install()
    page.goto(address)
    page.wait_for_function(reader.CELLS_DONE)
    page.wait_for_function("document.documentElement.dataset.engine !== 'recorded'")


def ended(page: Page) -> None:
    """Waits until no worker is left."""
    for _ in range(600):
        if not page.workers:
            return
        page.wait_for_timeout(100)
    pytest.fail("a worker is left")


def falls_silent(page: Page, told: Locator) -> None:
    """Lets more time pass than nothing may come for, from whenever it is that the page begins to wait."""
    for _ in range(600):
        page.clock.fast_forward(MORE_THAN_SILENCE)
        for _ in range(20):  # what follows takes a while; a clock that went on would end what begins then
            if told.locator("p:visible").count() > 0:
                return
            page.wait_for_timeout(100)


def everything_is_live(page: Page) -> None:
    """Nothing on the page says any more that Python could not be started, and every slider moves."""
    reader.engine_rests(page)
    assert len(page.workers) == 1
    expect(page.locator("input:disabled, button:disabled, select:disabled")).to_have_count(0)
    expect(page.get_by_text("could not be started")).to_have_count(0)
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)


@pytest.mark.allow_console
@pytest.mark.allow_failed_requests
@pytest.mark.parametrize(("name", "answer", "words"), DAMAGES)
def test_a_start_that_fails_is_told_in_words_and_can_be_tried_again(
    page: Page, site: str, name: str, answer: Answer, words: str
) -> None:
    page.route(f"**/{name}", answer)
    begins(page, site + LESSON)
    if answer is hung or words == "":
        falls_silent(page, page.locator('[data-widget="status"][data-state="failed"]').locator(".."))
    assert reader.engine_settles(page) == "failed"
    status = page.locator('[data-widget="status"]').first
    expect(status).to_contain_text("Recorded only")
    expect(status).to_contain_text(words)
    assert not NO_WORDS.search(status.inner_text())
    assert page.locator("input[type=range]:disabled").count() > 0
    page.unroute(f"**/{name}")
    status.get_by_role("button", name="Try again").click()
    assert reader.engine_settles(page) == "ready"
    everything_is_live(page)
    reader.goes_live(reader.walkthrough(page, 0))


@pytest.mark.allow_console
def test_a_browser_that_refuses_a_worker_is_told_of(page: Page, site: str) -> None:
    reader.sums_cannot_be_computed(page)
    html = (SITE / "assets" / "sandbox.txt").read_text()
    page.route(
        f"**/{FRAME}",
        lambda route: route.fulfill(body=html.replace("worker-src blob:", "worker-src 'none'")),
    )
    reader.visit(page, site + LESSON)
    assert reader.engine_settles(page) == "failed"
    note = page.locator(".sliders-note:visible").first
    expect(note).to_contain_text("could not be started")
    page.unroute(f"**/{FRAME}")
    note.get_by_role("button", name="Try again").focus()
    page.keyboard.press("Enter")
    assert reader.engine_settles(page) == "ready"
    everything_is_live(page)
    assert (
        page.evaluate("document.activeElement.tagName") == "INPUT"
    )  # the button is gone, the reader is not lost


@pytest.mark.allow_console
@pytest.mark.allow_failed_requests
def test_a_second_failure_is_told_as_the_first(page: Page, site: str) -> None:
    page.route(f"**/{WASM}", missing)
    reader.visit(page, site + LESSON)
    again = page.locator('[data-widget="status"]').first.get_by_role("button", name="Try again")
    with page.expect_request(f"**/{WASM}"):
        again.click()
    assert reader.engine_settles(page) == "failed"
    again.wait_for()
    ended(page)


def test_a_host_that_calls_a_file_something_else_is_no_obstacle(page: Page, site: str) -> None:
    page.route(f"**/{WASM}", lambda route: route.fulfill(body=published(WASM), content_type="text/plain"))
    reader.visit(page, site + LESSON)
    assert reader.engine_settles(page) == "ready"


def test_a_start_that_is_slow_but_goes_on_is_waited_for(page: Page, site: str) -> None:
    """Every piece puts the end off: three files, each after two thirds of the time that nothing at all may come for."""
    held: list[Route] = []
    for name in (WASM, LIBRARY, ENGINE):
        page.route(f"**/{name}", lambda route: held.append(route))
    begins(page, site + LESSON)
    while len(held) < 3:
        page.wait_for_timeout(50)
    status = page.locator('[data-widget="status"]').first
    for route in held:
        page.clock.fast_forward(MORE_THAN_SILENCE * 2 // 3)
        before = status.inner_text()
        route.continue_()
        expect(status).not_to_have_text(before)  # it has come
    assert reader.engine_settles(page) == "ready"


def test_a_start_can_be_stopped_and_run_begins_another(page: Page, site: str) -> None:
    page.route(f"**/{WASM}", hung)
    reader.visit(page, f"{site}playground.html")
    root = reader.walkthrough(page)
    reader.write_program(root, GOOD)
    hint = root.locator(".program-hint")
    expect(hint).to_have_text("Running…")
    root.get_by_role("button", name="Stop").click()
    page.wait_for_function("document.documentElement.dataset.engine === 'recorded'")
    expect(hint).not_to_have_text("Running…")
    ended(page)
    page.unroute(f"**/{WASM}")
    root.get_by_role("button", name="Run").click()
    expect(reader.node(root, "v")).to_be_attached()
    everything_is_live(page)


@pytest.fixture
def playground(page: Page, site: str) -> Locator:
    reader.visit(page, f"{site}playground.html")
    root = reader.walkthrough(page)
    reader.goes_live(root)
    return root


TENSORS = "from stepgrad import Tensor\nw = Tensor([1.0, 2.0], requires_grad=True).sum()\nw.backward()\n"


@pytest.mark.allow_console
@pytest.mark.allow_failed_requests
@pytest.mark.parametrize("answer", [missing, nothing, hung])
def test_numpy_that_does_not_come_is_no_module_that_does_not_exist(
    page: Page, context: BrowserContext, site: str, answer: Answer
) -> None:
    page.clock.install()
    page.goto(f"{site}playground.html")
    root = reader.walkthrough(page)
    page.wait_for_function("document.documentElement.dataset.engine === 'ready'")
    page.route("**/numpy-*.whl.gz", answer)
    with page.expect_request("**/numpy-*.whl.gz"):
        reader.write_program(root, TENSORS)
    problem = root.locator('[data-widget="problem"]')
    if answer is hung:
        falls_silent(page, problem)
    expect(problem).to_contain_text("Not loaded: this program needs")
    expect(problem).not_to_contain_text("No module")
    page.unroute("**/numpy-*.whl.gz")
    problem.get_by_role("button", name="Try again").click()
    expect(reader.node(root, "w")).to_be_attached()
    expect(problem).not_to_contain_text("Not loaded")
