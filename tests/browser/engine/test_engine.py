"""⑥ Recorded first, live after; blocked, stopped, restarted: the page stays usable throughout."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.browser import reader

pytestmark = pytest.mark.python_at_once

LESSON = "modules/02-autograd/01-computational-graph.html"
EXPLORER = 3  # the walkthrough of that page with sliders for a and b
HEADER = "from stepgrad import Value\n"
GOOD = HEADER + "u = Value(5.0)\nv = u * u\nv.backward()\n"


def test_recorded_steps_first_and_no_jump_when_python_takes_over(
    page: Page, context: BrowserContext, site: str
) -> None:
    held: list[Route] = []
    context.route("**/pyodide.asm.*.wasm.gz", lambda route: held.append(route))
    reader.visit(page, site + LESSON)
    root = reader.walkthrough(page, 0)
    reader.press_to_end(page, root)
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("document.documentElement.dataset.engine === 'loading'")
    assert reader.number(root, "a", "grad") == 14  # all this without Python
    before = reader.looks(root)
    focused = page.evaluate("document.activeElement.outerHTML")
    while not held:
        page.wait_for_timeout(50)
    for route in held:
        route.continue_()
    reader.goes_live(root)
    assert reader.engine_settles(page) == "ready"
    assert reader.looks(root) == before
    assert reader.step(root) == reader.last_step(root) - 1
    assert page.evaluate("document.activeElement.outerHTML") == focused


@pytest.mark.allow_console
@pytest.mark.allow_failed_requests
@pytest.mark.parametrize("blocked", ["**/assets/pyodide/**", "**/assets/worker.js*", "**/stepgrad.*.zip.gz"])
def test_without_the_engine_recorded_traces_still_step(
    page: Page, context: BrowserContext, site: str, blocked: str
) -> None:
    context.route(blocked, lambda route: route.abort())
    reader.visit(page, site + LESSON)
    root = reader.walkthrough(page, 0)
    assert reader.engine_settles(page) == "failed"
    reader.press_to_end(page, root)
    assert reader.number(root, "x", "grad") == 42
    expect(root.locator('[data-widget="status"]')).to_contain_text("recorded", ignore_case=True)
    explorer = reader.walkthrough(page, EXPLORER)
    expect(explorer.get_by_role("slider", name="a").first).to_be_disabled()


BAD = [
    ("y = Value(1.0) / 0", "divides by zero", 2),
    ("y = Value(0.0).log()", "log(0.0)", 2),
    ("y = Value(1.0) + 1\ny._a = y\ny.backward()", "cycle", 4),
    ("y = x + 1", "'x' is not defined", 2),
    ("y = Value('three')", "expected a number", 2),
    ("x = Value(1.0)\nfor i in range(10**6):\n    x = x + 1", "more than 120,000 values", 4),
    ("y = (1", "never closed", 2),
    ("raise Exception", "Exception", 2),
]


@pytest.fixture
def playground(page: Page, site: str) -> Locator:
    reader.visit(page, f"{site}playground.html")
    root = reader.walkthrough(page)
    reader.goes_live(root)
    return root


def test_bad_programs_leave_the_last_good_graph(page: Page, playground: Locator) -> None:
    for program, words, line in BAD:
        before = reader.looks(playground)
        reader.write_program(playground, HEADER + program)
        problem = playground.locator('[data-widget="problem"]')
        expect(problem).to_contain_text(words)
        expect(problem).to_contain_text(f"line {line}", ignore_case=True)
        assert [one[4:] for one in reader.looks(playground)] == [one[4:] for one in before]
    reader.write_program(playground, GOOD)
    expect(reader.node(playground, "v")).to_be_attached()
    expect(playground.locator('[data-widget="problem"]')).to_be_hidden()


def test_labels_and_messages_stay_text(page: Page, playground: Locator) -> None:
    page.evaluate("window.hacked = false")
    image = "<img src=x onerror='window.hacked = true'>"
    reader.write_program(
        playground, HEADER + f'x = Value(1.0, label="""{image}""")\ny = x * 2\ny.backward()\n'
    )
    expect(playground.locator("[data-node]").first).to_have_attribute("data-label", image)
    reader.write_program(playground, HEADER + f'raise ValueError("""{image}""")')
    expect(playground.locator('[data-widget="problem"]')).to_contain_text("<img src=x")
    page.wait_for_timeout(100)
    assert page.evaluate("window.hacked") is False
    assert page.locator("img[src=x]").count() == 0


def test_the_page_answers_while_a_program_runs_without_an_end(page: Page, site_below_base: str) -> None:
    reader.visit(page, f"{site_below_base}playground.html")
    root = reader.walkthrough(page)
    reader.goes_live(root)
    reader.write_program(root, HEADER + "while True: pass\n")
    page.wait_for_function("document.documentElement.dataset.engine === 'busy'")
    reader.press_to_end(page, root)
    assert reader.step(root) == reader.last_step(root)
    root.get_by_role("button", name="Stop").first.click()
    page.wait_for_function("document.documentElement.dataset.engine === 'ready'")
    reader.write_program(root, GOOD)
    expect(reader.node(root, "v")).to_be_attached()


def test_a_newer_slider_value_supersedes_older_ones(page: Page, site: str) -> None:
    reader.visit(page, site + LESSON)
    root = reader.walkthrough(page, EXPLORER)
    reader.goes_live(root)
    moved = root.evaluate(
        """async (root) => {
          const slider = root.querySelector('input[type="range"]');
          let drawn = 0;
          root.walk.addEventListener("trace", () => { drawn += 1; });
          for (let i = 0; i <= 50; i += 1) {
            slider.value = String(i / 10);
            slider.dispatchEvent(new Event("input", {bubbles: true}));
          }
          while (root.querySelector('[data-label="a"]').dataset.value !== "5") await new Promise(requestAnimationFrame);
          return drawn;
        }"""
    )
    assert moved < 10  # of 51 moves in one breath, the first and the last had to run


@pytest.mark.parametrize("lesson", ["01-computational-graph", "02-the-math", "03-scalar-engine"])
def test_a_lesson_on_scalars_loads_no_numpy(
    page: Page, context: BrowserContext, site: str, lesson: str
) -> None:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    reader.visit(page, f"{site}modules/02-autograd/{lesson}.html")
    assert reader.engine_settles(page) == "ready"
    assert [url for url in asked if "stepgrad.zip" in url]
    assert [url for url in asked if "numpy" in url] == []


def test_numpy_comes_only_for_a_program_that_needs_it(page: Page, context: BrowserContext, site: str) -> None:
    wheels: list[str] = []
    context.on("request", lambda request: wheels.append(request.url) if "numpy" in request.url else None)
    reader.visit(page, f"{site}playground.html")
    root = reader.walkthrough(page)
    reader.goes_live(root)
    assert wheels == []
    tensors = "from stepgrad import Tensor\nv = Tensor([1.0, 2.0, 3.0], requires_grad=True)\nw = v.sum()\nw.backward()\n"
    reader.write_program(root, tensors)
    reader.node(root, "w").wait_for()
    reader.press_to_end(page, root)
    expect(reader.node(root, "w")).to_have_attribute("data-value", "6")
    expect(reader.node(root, "v")).to_have_attribute("data-value", "(3,)")
    assert len(wheels) == 1
    reader.write_program(root, "import pandas\n")
    expect(root.locator('[data-widget="problem"]')).to_contain_text("pandas")


@pytest.mark.allow_console  # Pyodide reports its own death there
def test_a_program_that_breaks_the_interpreter_gets_a_fresh_one(page: Page, playground: Locator) -> None:
    reader.write_program(
        playground, "class A:\n    def __repr__(self):\n        return repr(self)\nrepr(A())\n"
    )
    expect(playground.locator('[data-widget="problem"]')).to_contain_text(re.compile("broke|without an end"))
    page.wait_for_function("document.documentElement.dataset.engine === 'ready'")
    reader.write_program(playground, GOOD)
    expect(reader.node(playground, "v")).to_be_attached()
