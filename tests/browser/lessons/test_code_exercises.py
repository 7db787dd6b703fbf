"""⑨ Exercises that ask for code, as a reader does them: written, checked by Python in the page, hinted at, given up, stopped, and come back to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import reader
from tools.exercise_blocks import Exercise, exercises

ROOT = Path(__file__).resolve().parents[3]
PAGES = {page: all_ for page in sorted(ROOT.glob("modules/*/*.qmd")) if (all_ := exercises(page))}
MATH, SCALAR = "modules/02-autograd/02-the-math.html", "modules/02-autograd/03-scalar-engine.html"
SOLVED = re.compile(r"^Right\. It passes")


def block(page: Page, name: str) -> Locator:
    """The widget of an exercise: it is made when the reader comes near."""
    root = page.locator(f"#{name}")
    root.scroll_into_view_if_needed()
    expect(root).to_have_attribute("data-widget", "code-exercise")
    return root


def write(root: Locator, program: str) -> None:
    """As a reader who selects all and pastes."""
    root.get_by_role("textbox").click()
    root.page.keyboard.press("ControlOrMeta+a")
    root.page.keyboard.insert_text(program)


def check(root: Locator) -> Locator:
    """Presses Check, and gives what is said."""
    reader.python_may_start(root.page)
    root.get_by_role("button", name="Check").click()
    expect(root).not_to_have_attribute("data-running", "")
    return root.locator(".code-exercise-verdict")


def solution(root: Locator) -> str:
    return root.locator(".code-exercise-solution pre code").text_content() or ""


def written(name: str) -> Exercise:
    return next(one for all_ in PAGES.values() for one in all_ if one.name.endswith(f"/{name}"))


@pytest.mark.parametrize("page_of", PAGES, ids=lambda page: page.stem)
def test_every_solution_passes_in_the_page_and_no_starter_does(page: Page, site: str, page_of: Path) -> None:
    reader.visit(page, site + page_of.relative_to(ROOT).with_suffix(".html").as_posix())
    for one in PAGES[page_of]:
        root = block(page, one.name.partition("/")[2])
        check(root)
        expect(root).to_have_attribute("data-state", "wrong")
        write(root, solution(root))
        expect(check(root).locator(".code-exercise-right")).to_have_text(SOLVED)
        expect(root).to_have_attribute("data-state", "solved")
    count = len(PAGES[page_of])
    expect(
        page.locator(f'.sidebar-solved[data-exercises="{" ".join(one.name for one in PAGES[page_of])}"]')
    ).to_contain_text("all exercises solved" if count else "")


def test_what_is_wrong_is_said_and_what_is_right_stays_solved(page: Page, site: str) -> None:
    reader.visit(page, site + MATH)
    root = block(page, "ex-tanh")
    right = solution(root)
    write(root, right.replace("out.data**2", "x.data**2"))
    said = check(root)
    expect(said.locator(".code-check-title")).to_contain_text(
        "the gradient of x, going back from y = tanh(x)"
    )
    expect(said.locator("dd")).to_have_text(["0.7864", "0.75"])
    expect(said.locator(".code-check-note")).to_have_text(
        "That is 1 − x². The rule squares the result, y = tanh(x)."
    )
    write(root, right)
    expect(check(root).locator("li")).to_have_count(4)
    expect(page.locator(".sidebar-solved").filter(has_text="1 of 4")).to_have_count(1)
    page.reload()
    reader.there(page)
    root = block(page, "ex-tanh")
    expect(root).to_have_attribute("data-state", "solved")
    expect(root.get_by_role("textbox")).to_be_visible()
    assert root.evaluate("root => root.value.source") == right.rstrip("\n")
    root.get_by_role("button", name="Start again").click()
    assert root.evaluate("root => root.value.source") == written("ex-tanh").starter.rstrip("\n")
    expect(root).to_have_attribute("data-state", "solved")


def test_by_keyboard_alone(page: Page, site: str) -> None:
    reader.visit(page, site + MATH)
    root = block(page, "ex-numerical")
    reader.python_may_start(page)
    root.get_by_role("textbox").focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(
        "def numerical_gradient(f, x, eps=1e-6):\n    return (f(x + eps) - f(x)) / eps\n"
    )
    page.keyboard.press("ControlOrMeta+Enter")
    expect(root.locator(".code-check-note")).to_contain_text("to the right of x alone")
    page.keyboard.press("Tab")
    expect(root.get_by_role("button", name="Check")).to_be_focused()
    root.locator("summary").first.focus()
    page.keyboard.press("Enter")
    expect(root.locator(".code-exercise-hint").first).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    expect(root.locator("summary", has_text="Hint 2")).to_be_focused()


def test_hints_come_one_by_one_and_the_solution_counts_as_shown(page: Page, site: str) -> None:
    reader.visit(page, site + SCALAR)
    root = block(page, "ex-topological-order")
    for seen in 1, 2, 3:
        expect(root.locator(".code-exercise-hint:visible")).to_have_count(seen)
        root.locator("summary", has_text=f"Hint {seen}").click()
    root.locator("summary", has_text="Hint 1").click()  # folded again, the others stay
    expect(root.locator(".code-exercise-hint:visible")).to_have_count(3)
    expect(root).to_have_attribute("data-state", "open")
    root.locator("summary", has_text="Solution").click()
    expect(root).to_have_attribute("data-state", "shown")
    page.reload()
    reader.there(page)
    expect(block(page, "ex-topological-order")).to_have_attribute("data-state", "shown")


def test_the_row_that_differs_opens_in_the_readers_own_graph(page: Page, site: str) -> None:
    reader.visit(page, site + SCALAR)
    root = block(page, "ex-accumulate")
    said = check(root)
    expect(said.locator("li")).to_have_text(re.compile("where nothing is used twice"))
    expect(said.locator(".code-check-words")).to_have_text(
        "In your graph the row b = Value(3.0) has another gradient."
    )
    expect(said.locator("dd")).to_have_text(["8", "3"])
    root.get_by_role("button", name="Show it in the graph").click()
    graph = reader.walkthrough(root)  # type: ignore[arg-type]
    assert reader.number(graph, "b", "grad") == 3
    expect(graph.locator(".code-view")).to_contain_text("c = mul(s, b)")
    root.get_by_role("button", name="Close").click()
    expect(root.locator('[data-widget="walkthrough"]')).to_have_count(0)


def test_of_a_loop_the_pass_is_said_and_shown(page: Page, site: str) -> None:
    reader.visit(page, site + SCALAR)
    root = block(page, "ex-train-neuron")
    write(root, solution(root).replace("    for p in (w, b):\n        p.grad = 0.0\n", ""))
    expect(check(root).locator(".code-check-words")).to_contain_text("another gradient at the end of pass 2")
    root.get_by_role("button", name="Show it in the graph").click()
    graph = reader.walkthrough(root)  # type: ignore[arg-type]
    assert graph.evaluate("root => root.walk.pass") == 1


def test_an_error_has_its_line_and_an_endless_loop_can_be_stopped(page: Page, site: str) -> None:
    reader.visit(page, site + SCALAR)
    root = block(page, "ex-topological-order")
    write(root, "def operands_first(output, operands):\n    return operands[output] + 1\n")
    said = check(root)
    expect(said.locator(".code-check-failed")).to_contain_text("TypeError, line 2: can only concatenate list")
    expect(root.locator("[data-wrong]")).to_have_text(re.compile(r"return operands\[output\] \+ 1"))
    write(root, "def operands_first(output, operands):\n    while True:\n        pass\n")
    root.get_by_role("button", name="Check").click()
    expect(root).to_have_attribute("data-running", "")
    root.get_by_role("button", name="Stop").click()
    expect(said).to_contain_text("Stopped")
    write(root, solution(root))
    expect(check(root).locator(".code-exercise-right")).to_have_text(SOLVED)


def test_what_it_prints_is_shown_and_decides_nothing(page: Page, site: str) -> None:
    reader.visit(page, site + MATH)
    root = block(page, "ex-tanh")
    write(root, 'print("Right. It passes all 4 checks.")\n')
    expect(check(root)).to_contain_text("Your program has no Value")
    expect(root.locator(".printed")).to_contain_text("Right. It passes")
    expect(root).to_have_attribute("data-state", "wrong")


def test_markup_in_a_program_stays_text(page: Page, site: str) -> None:
    reader.visit(page, site + MATH)
    root = block(page, "ex-numerical")
    write(root, "def numerical_gradient(f, x, eps=1e-6):\n    return '<img src=x onerror=alert(1)>`'\n")
    expect(check(root).locator("dd").last).to_have_text("'<img src=x onerror=alert(1)>`'")
    write(root, "raise ValueError('<b>no</b>')\n")
    expect(check(root)).to_contain_text("ValueError, line 1: <b>no</b>")


def test_the_editor_comes_when_the_reader_comes_near(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    reader.visit(page, site + MATH)
    root = page.locator("#ex-numerical")
    expect(root).to_have_attribute("data-state", "open")
    assert root.get_attribute("data-widget") is None
    height = root.evaluate("root => root.offsetHeight")
    block(page, "ex-numerical")
    assert abs(root.evaluate("root => root.offsetHeight") - height) <= 2, "nothing below it moves"


@pytest.mark.parametrize(
    "device", [{"java_script_enabled": False, "viewport": {"width": 360, "height": 740}}], ids=[""]
)
@pytest.mark.allow_failed_requests
def test_without_scripts_all_but_the_checks_can_be_read(page: Page, site: str) -> None:
    page.goto(site + SCALAR)
    root = page.locator("#ex-topological-order")
    expect(root).to_contain_text("Write operands_first anew")
    expect(root.locator("pre").first).to_contain_text('print(operands_first("c", graph))')
    expect(root.locator("summary:visible")).to_have_text(["Hint 1", "Hint 2", "Hint 3", "Solution"])
    root.locator("summary", has_text="Solution").click()
    expect(root.locator(".code-exercise-solution pre")).to_be_visible()
    expect(root).not_to_contain_text("too_late")
    expect(root.locator("button:visible")).to_have_count(0)


@pytest.mark.allow_failed_requests
@pytest.mark.allow_console
def test_where_python_cannot_be_had_it_says_so(page: Page, site: str) -> None:
    page.route("**/pyodide/**", lambda route: route.abort())
    reader.visit(page, site + MATH)
    root = block(page, "ex-tanh")
    said = check(root)
    expect(said).to_contain_text("Python could not be started here")
    expect(said.get_by_role("button", name="Try again")).to_be_visible()
    expect(root).to_have_attribute("data-state", "open")
