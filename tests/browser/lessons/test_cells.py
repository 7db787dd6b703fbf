"""⑨ Every rendered Python cell of a lesson runs: what it shows then is what was rendered."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import reader
from tools.serve import SITE

SCALAR = "modules/02-autograd/03-scalar-engine.html"
TENSORS = "modules/02-autograd/04-tensors.html"
TORCH = "modules/02-autograd/05-pytorch.html"
PAGES = sorted(
    str(page.relative_to(SITE))
    for page in SITE.rglob("modules/**/*.html")
    if 'class="cell-bar"' in page.read_text("utf-8")
)
# By how a cell begins: what it shows otherwise here than where the site was built, and why.
OTHERWISE = {
    "check(lambda a, b:": re.compile(
        r"\S+$", re.MULTILINE
    ),  # errors of rounding: exp() and tanh() of a browser's Python differ in the last bit
}


def bar(page: Page, nth: int) -> Locator:
    """The bar of the nth cell of the page, from 1; -1: the last."""
    bars = page.locator(".cell-bar[data-cell]")
    return bars.last if nth < 0 else bars.nth(nth - 1)


def cell(page: Page, nth: int) -> Locator:
    return page.locator(".cell:has(> .cell-bar[data-cell])").nth(nth - 1)


def press(page: Page, nth: int, name: str = "Run") -> None:
    reader.python_may_start(page)
    bar(page, nth).get_by_role("button", name=name, exact=True).click()


def done(page: Page) -> None:
    """Waits until a cell has run, and no cell runs or waits."""
    page.locator(".cell[data-live]").first.wait_for()
    expect(page.locator(".cell[data-cell-state]")).to_have_count(0)


def run(page: Page, nth: int) -> Locator:
    press(page, nth)
    expect(cell(page, nth)).to_have_attribute("data-live", "")
    expect(page.locator(".cell[data-cell-state]")).to_have_count(0)
    return cell(page, nth)


def edit(page: Page, nth: int, text: str) -> None:
    bar(page, nth).get_by_role("button", name=re.compile("Edit|Close")).click()
    write(page, nth, text)


def write(page: Page, nth: int, text: str) -> None:
    """As a reader does it, whichever editor is there."""
    field = cell(page, nth).get_by_role("textbox")
    field.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)


def live(one: Locator) -> str:
    return "\n".join(one.locator(".cell-output-live pre").all_inner_texts())


@pytest.mark.parametrize("name", PAGES)
def test_every_cell_shows_what_was_rendered(page: Page, site: str, name: str) -> None:
    reader.visit(page, site + name)
    press(page, -1)
    expect(page.locator(".cell[data-live]").last).to_be_visible()
    done(page)
    cells = page.locator(".cell:has(> .cell-bar[data-cell])")
    assert cells.count() > 0
    for one in cells.all():
        code = one.locator(".cell-code code").inner_text()
        expect(one, code).to_have_attribute("data-ran", "")
        expect(one.locator("[data-kind=error]"), code).to_have_count(0)
        was = [text.rstrip() for text in one.locator(":scope > .cell-output > pre").all_text_contents()]
        now = [
            text.rstrip()
            for text in one.locator(".cell-output-live:not([data-kind=stderr]) > pre").all_text_contents()
        ]
        for beginning, pattern in OTHERWISE.items():
            if code.startswith(beginning):
                was, now = ([pattern.sub("…", text) for text in texts] for texts in (was, now))
        assert now == was, code


def test_a_cell_runs_what_is_above_it_first_and_says_that_nothing_differs(page: Page, site: str) -> None:
    reader.visit(page, site + SCALAR)
    one = run(page, 2)
    assert live(one) == "(Value(2, grad=0), ())"
    expect(cell(page, 1)).to_have_attribute("data-ran", "")
    expect(cell(page, 3)).not_to_have_attribute("data-ran", "")
    expect(one.locator(".cell-compared")).to_contain_text("The same as rendered")
    expect(one.locator(":scope > .cell-output")).to_be_hidden()
    one.get_by_role("button", name="Show what was rendered").click()
    expect(one.locator(":scope > .cell-output")).to_be_visible()


def test_an_edit_runs_from_the_keyboard_survives_a_reload_and_is_reset(page: Page, site: str) -> None:
    reader.visit(page, site + SCALAR)
    reader.python_may_start(page)
    edit(page, 2, "a = Value(5.0)\na")
    page.keyboard.press("ControlOrMeta+Enter")
    one = cell(page, 2)
    expect(one.locator(".cell-output-live pre")).to_have_text("Value(5, grad=0)")
    expect(one.locator(".cell-compared")).to_contain_text("Not what was rendered")
    page.reload()
    reader.there(page)
    expect(one.get_by_role("textbox")).to_be_visible()
    expect(one.locator(".cell-output-live pre")).to_have_text("Value(5, grad=0)")
    expect(one.locator(".cell-said")).to_contain_text("From your last visit")
    reader.python_may_start(page)
    press(page, 2)
    expect(one).to_have_attribute("data-ran", "")
    assert live(one) == "Value(5, grad=0)"
    bar(page, 2).get_by_role("button", name="Reset").click()
    expect(one.locator(".cell-code")).to_be_visible()
    expect(one.get_by_role("textbox")).to_have_count(0)
    assert one.locator(":scope > .cell-output > pre").inner_text() == "(Value(2, grad=0), ())"
    page.reload()
    reader.there(page)
    expect(one.locator(".cell-live")).to_have_count(0)  # nothing is kept, so nothing has come


def test_shift_enter_runs_and_goes_to_the_next_cell(page: Page, site: str) -> None:
    reader.visit(page, site + SCALAR)
    reader.python_may_start(page)
    edit(page, 1, "x = 7\nx")
    page.keyboard.press("Shift+Enter")
    expect(cell(page, 1).locator(".cell-output-live pre")).to_have_text("7")
    expect(bar(page, 2).get_by_role("button", name="Run")).to_be_focused()
    page.keyboard.press("Shift+Tab")  # out of the cell before, and no trap
    expect(bar(page, 1).get_by_role("button", name="Reset")).not_to_be_focused()


def test_an_error_marks_its_line_and_a_cell_above_that_fails_ends_the_run(page: Page, site: str) -> None:
    reader.visit(page, site + SCALAR)
    reader.python_may_start(page)
    edit(page, 2, "x = 1\nx / 0\n")
    press(page, 4)
    done(page)
    one = cell(page, 2)
    expect(one.locator("[data-kind=error]")).to_contain_text("ZeroDivisionError, line 2: division by zero")
    expect(one.get_by_role("textbox")).to_have_attribute("aria-invalid", "true")
    expect(cell(page, 4).locator(".cell-said")).to_have_text("Not run, for cell 2 above it failed.")
    expect(cell(page, 3)).not_to_have_attribute("data-ran", "")
    edit_again = "x = 1\n"
    write(page, 2, edit_again)
    press(page, 4)
    expect(cell(page, 4)).to_have_attribute("data-live", "")
    assert live(cell(page, 4)).startswith("(Value(6, grad=0)")


def test_an_error_in_the_code_as_it_was_rendered_marks_that_line(page: Page, site: str) -> None:
    reader.visit(page, site + SCALAR)
    reader.python_may_start(page)
    edit(page, 1, "Value = None")
    press(page, 2)
    expect(cell(page, 2).locator("[data-kind=error]")).to_contain_text("TypeError, line 1")
    expect(cell(page, 2).locator(".cell-code code > [data-wrong]")).to_have_text("a = Value(2.0)")


GRAPH = (
    "from stepgrad import Value\nx = Value(2.0)\nother = Value(9.0) * 2",
    "y = (3 * x + 1) ** 2\ny.backward()\nshow(y)",
)


def test_show_opens_the_walkthrough_on_a_graph_that_several_cells_made(page: Page, site: str) -> None:
    reader.visit(page, site + SCALAR)
    reader.python_may_start(page)
    edit(page, 1, GRAPH[0])
    edit(page, 2, GRAPH[1])
    press(page, 2)
    root = cell(page, 2).locator('[data-widget="walkthrough"]')
    root.locator("[data-node]").first.wait_for()
    assert reader.number(root, "y", "value") == 49
    reader.press_to_end(page, root)
    assert reader.number(root, "x", "grad") == 42
    expect(root.locator("[data-widget=code-view]").first).to_contain_text("y = (3 * x + 1) ** 2")
    cell(page, 2).get_by_role("button", name="Hide its graph").click()
    expect(root).to_be_hidden()


def test_stop_ends_a_cell_and_one_press_builds_the_session_again(page: Page, site: str) -> None:
    reader.visit(page, site + SCALAR)
    run(page, 2)
    edit(page, 3, "while True:\n    pass")
    press(page, 3)
    expect(cell(page, 3)).to_have_attribute("data-cell-state", "running")
    press(page, 3, "Stop")
    expect(cell(page, 3).locator(".cell-said")).to_have_text("Stopped.")
    expect(page.locator(".cell[data-cell-state]")).to_have_count(0)
    page.evaluate(
        "import(new URL('../../assets/index.js', location.href)).then(({engine}) => engine.broken())"
    )
    expect(cell(page, 2).locator(".cell-said")).to_contain_text("Python was started again")
    press(page, 2, "Run all above again")
    expect(cell(page, 2)).to_have_attribute("data-ran", "")
    assert live(cell(page, 2)) == "(Value(2, grad=0), ())"


def test_a_playground_run_in_between_leaves_the_session_alone(page: Page, site: str) -> None:
    reader.visit(page, site + SCALAR)
    run(page, 2)
    run_it = """import(new URL('../../assets/index.js', location.href)).then(({engine}) =>
      engine.run({source: "try:\\n    print(a)\\nexcept NameError as error:\\n    print(error)\\nValue = 3", inputs: {}, want: []})).then(({output}) => output)"""
    assert page.evaluate(run_it) == "name 'a' is not defined\n"
    assert live(run(page, 4)).startswith("(Value(6, grad=0)")


def test_pytorch_stays_in_sight_and_what_stands_for_it_is_named(page: Page, site: str) -> None:
    reader.visit(page, site + TORCH)
    nth = next(
        i for i, code in enumerate(page.locator(".cell:has(> .cell-bar[data-cell]) .cell-code code").all_inner_texts(), 1)
        if code.startswith("def history")
    )  # fmt: skip
    expect(bar(page, nth)).to_contain_text("this site's torch, not PyTorch")
    one = run(page, nth)
    assert "PowBackward0" in live(one)
    expect(one.locator(":scope > .cell-output")).to_be_visible()
    expect(one.locator(".cell-rendered")).to_have_text("PyTorch, when the site was built")


def test_what_is_not_there_is_told(page: Page, site: str) -> None:
    reader.visit(page, site + SCALAR)
    edit(page, 1, "import matplotlib.pyplot as plt")
    press(page, 1)
    expect(cell(page, 1).locator("[data-kind=error]")).to_contain_text("nothing can be drawn with it")


def test_text_stays_text(page: Page, site: str) -> None:
    reader.visit(page, site + SCALAR)
    edit(
        page,
        1,
        "print('<b>bold</b><script>1</script>')\nclass Odd:\n    def __repr__(self):\n        return '<img src=x onerror=alert(1)>'\nOdd()",
    )
    assert live(run(page, 1)).splitlines() == [
        "<b>bold</b><script>1</script>",
        "<img src=x onerror=alert(1)>",
    ]


@pytest.mark.parametrize("device", [reader.PHONE])
def test_on_a_phone(page: Page, site: str) -> None:
    reader.visit(page, site + TORCH)
    press(page, 2)
    done(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for button in bar(page, 2).get_by_role("button").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44


def test_what_storage_holds_is_not_trusted(page: Page, site: str) -> None:
    reader.visit(page, site + SCALAR)
    for kept in (
        "nonsense",
        "[1]",
        '{"1": {"page": 3}}',
        '{"2": {"page": "another", "code": "x"}, "x": null}',
    ):
        page.evaluate("kept => localStorage.setItem('stepgrad.cells.1:' + location.pathname, kept)", kept)
        page.reload()
        reader.there(page)
        expect(page.locator(".cell-live").first).to_be_attached()
        expect(page.locator(".cell-editor")).to_have_count(0)
