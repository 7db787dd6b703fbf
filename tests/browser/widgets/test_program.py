"""⑧ A program that is changed: what it prints, what went wrong, what to write next, and whose graph stands beside it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.browser import reader

HEADER = "from stepgrad import Value\n"
GOOD = HEADER + "x = Value(3.0)\ny = x * x\ny.backward()\n"
LESSON = "modules/02-autograd/01-computational-graph.html"
EXPLORER = 3  # its walkthrough that can be edited and has sliders for a and b
STALE = "The graph of the last program that ran"


@pytest.fixture
def playground(page: Page, site: str) -> Locator:
    reader.visit(page, f"{site}playground.html")
    root = reader.walkthrough(page)
    reader.goes_live(root)
    return root


def printed(root: Locator) -> Locator:
    return root.locator('[data-widget="printed"]')


def run(root: Locator, source: str) -> None:
    reader.write_program(root, source)
    expect(root.locator('[data-widget="program"][data-running]')).to_have_count(0)


# In sight, and nothing lies over it but the editor that it is in.
SEEN = """(one) => {
  const {left, top, right, bottom} = one.getBoundingClientRect();
  const own = one.closest('.editor') ?? one;
  const spots = [[left + 8, top + 6], [(left + right) / 2, (top + bottom) / 2], [left + 8, bottom - 6]];
  return spots.every(([x, y]) => { const there = document.elementFromPoint(x, y); return there && own.contains(there); });
}"""


def seen(one: Locator) -> bool:
    return bool(one.evaluate(SEEN))


def test_what_it_prints_stands_below_it(playground: Locator) -> None:
    expect(printed(playground)).to_be_hidden()  # nothing printed, no empty box
    run(playground, GOOD + "import sys\nprint('gradient', x.grad)\nprint('<b>two</b>', file=sys.stderr)\n")
    expect(printed(playground).locator("pre")).to_have_text("gradient 6.0\n<b>two</b>")
    expect(printed(playground)).to_contain_text("It prints")
    expect(printed(playground).get_by_role("status")).to_have_text("It printed 2 lines.")
    run(playground, HEADER + "print('before')\nValue(1.0) / 0\n")
    expect(playground.locator(".problem-text")).to_contain_text("line 3")
    expect(printed(playground).locator("pre")).to_have_text("before")
    run(playground, "print('no graph')\n")
    expect(printed(playground).locator("pre")).to_have_text("no graph")
    run(playground, "for i in range(4000):\n    print('x' * 9)\n")
    expect(printed(playground).locator(".printed-rest")).to_contain_text("20,060 more characters")
    box = printed(playground).locator("pre").bounding_box()
    assert box is not None
    assert box["height"] <= 300
    expect(printed(playground).locator("pre")).to_have_attribute("tabindex", "0")
    run(playground, GOOD)
    expect(printed(playground)).to_be_hidden()


@pytest.mark.parametrize(
    "device",
    [
        {"viewport": {"width": width, "height": height}}
        for width, height in [(1280, 720), (1366, 650), (390, 664), (360, 640)]
    ],
    ids=lambda device: "{width}x{height}".format(**device["viewport"]),
)
def test_what_went_wrong_is_seen_where_run_was_pressed(page: Page, playground: Locator) -> None:
    top = page.evaluate("scrollY")
    if page.viewport_size and page.viewport_size["width"] > 1000:
        assert seen(playground.get_by_role("button", name="Run"))
    run(playground, GOOD.replace("x * x", "x / 0"))
    problem, message = playground.locator(".problem-text"), playground.locator(".editor-message")
    expect(problem).to_contain_text("ZeroDivisionError, line 3")
    expect(message).to_have_text("ZeroDivisionError: div: 3.0 / 0.0 divides by zero")
    assert seen(message)  # in its line; and once
    assert not seen(problem)
    assert seen(playground.get_by_role("button", name="Run"))
    assert seen(playground.locator("[data-wrong]"))
    assert page.evaluate("scrollY") - top < page.evaluate("innerHeight")  # less than a screen
    # a long program, from its last line, by keyboard
    reader.write(playground, GOOD + "z = y + 1\n" * 60 + "z / 0\n")
    page.keyboard.press("Control+End")
    page.keyboard.press("Control+Enter")
    expect(problem).to_contain_text("line 65")
    expect(message).to_be_in_viewport()
    assert seen(message)
    assert seen(playground.get_by_role("button", name="Run"))


def test_a_graph_that_is_not_this_program_s_says_so(page: Page, site: str) -> None:
    reader.visit(page, site + LESSON)  # where the graph does not follow what is typed
    playground = reader.walkthrough(page, EXPLORER)
    reader.goes_live(playground)
    stale = playground.locator(".walkthrough-stale")
    expect(stale).to_be_hidden()
    before = reader.looks(playground)
    reader.write(playground, GOOD)
    expect(stale).to_have_text(STALE)
    expect(stale).to_have_attribute("role", "status")
    for now, then in zip(reader.looks(playground), before, strict=True):  # nothing moves
        assert now[:4] == pytest.approx(then[:4], abs=0.01)
        assert now[4:] == then[4:]
    for bad in (GOOD.replace("x * x", "x / 0"), "y = (1", "while True: pass"):
        reader.write_program(playground, bad)
        if "while" in bad:
            playground.page.wait_for_function("document.documentElement.dataset.engine === 'busy'")
            playground.get_by_role("button", name="Stop").click()
        expect(playground.locator(".problem-text")).to_be_visible()
        expect(stale).to_have_text(STALE)
        expect(playground).to_have_attribute("data-stale", "")
    run(playground, GOOD)
    expect(stale).to_be_hidden()
    expect(playground).not_to_have_attribute("data-stale", "")
    reader.write(playground, GOOD + "#")
    expect(stale).to_be_visible()
    playground.get_by_role("button", name="Reset").click()
    expect(stale).to_be_hidden()


TENSOR = "from stepgrad import Tensor\n"
NEXT = [
    (GOOD.replace("y.backward()\n", ""), "computes one value but never calls backward(): add y.backward()"),
    (
        HEADER + "def f(a):\n    b = a * a\n    return b\n\nf(Value(2.0))\n",
        "call .backward() on the last one",
    ),
    (HEADER + "x = Value(2.0)\n", "makes one value and computes nothing from it"),
    (TENSOR + "x = Tensor([1.0, 2.0], requires_grad=True)\ny = x * x\n", "add y.sum().backward()"),
    (TENSOR + "x = Tensor([1.0, 2.0])\ny = x * x\n", "requires_grad=True"),
    ("x = 2\ny = x * x\n", "made no Value and no Tensor"),
    ("", "This program is empty"),
    ("# nothing\n", "This program is empty"),
]


def test_what_to_write_next_is_said_beside_run(playground: Locator) -> None:
    advice = playground.locator(".advice")
    expect(advice).to_be_hidden()
    for source, words in NEXT:
        run(playground, source)
        expect(advice).to_contain_text(words)
        assert seen(advice)
        expect(playground.locator(".problem-text")).to_be_hidden()
        if "Value(" not in source and "Tensor(" not in source:
            expect(playground.locator(".sentence-words")).to_contain_text("There is no graph")
    run(playground, NEXT[0][0] + "y.backward()")
    expect(advice).to_be_hidden()
    assert reader.last_step(playground) == 4


def agree(root: Locator, name: str) -> float:
    """The one number that field, slider and program say; waits until they do."""
    field = root.get_by_role("spinbutton", name=f"{name}, number")
    root.page.wait_for_function(
        """([root, field, name]) => Number(field.value) === Number([...root.querySelectorAll(`[data-node][data-label="${name}"]`)].pop().dataset.value)
          && field.value === field.closest('form').querySelector('[type=range]').value""",
        arg=[root.element_handle(), field.element_handle(), name],
    )
    return float(field.input_value())


OTHERWISE = [
    "u = Value(2.0)\nb = Value(3.0)\nc = (u + b) * b\nc.backward()",
    "b = Value(3.0)\nc = b * b\nc.backward()",
    "a = z = Value(2.0)\nb = Value(3.0)\nc = (a + b) * b\nc.backward()",
    "def f():\n    a = Value(2.0)\n    return a\nb = Value(3.0)\nc = f() * b\nc.backward()",
    "a = Value(1 / 3)\nb = Value(3.0)\nc = (a + b) * b\nc.backward()",
]


def test_a_slider_whose_line_is_gone_is_off_and_the_others_work(page: Page, site: str) -> None:
    reader.visit(page, site + LESSON)
    root = reader.walkthrough(page, EXPLORER)
    reader.goes_live(root)
    a, b = (root.get_by_role("slider", name=name, exact=True) for name in "ab")
    note = root.locator(".sliders-note")
    for source in OTHERWISE:
        run(root, HEADER + source)
        expect(a).to_be_disabled()
        expect(b).to_be_enabled()
        expect(note).to_contain_text("no line a = Value(number)")
        for value in (-1, 3):
            reader.slide(root, "b", value)
            assert agree(root, "b") == value
        expect(root.locator(".problem-text")).to_be_hidden()
    run(root, HEADER + "a = Value(2.0)\na = Value(-4.0)\nb = 3\nc = (a + b) * b\nc.backward()")
    expect(a).to_be_enabled()
    expect(note).to_be_hidden()
    reader.slide(root, "a", 1.5)
    assert agree(root, "a") == 1.5


def test_sliders_wait_for_a_program_that_is_being_written(page: Page, site: str) -> None:
    reader.visit(page, site + LESSON)
    root = reader.walkthrough(page, EXPLORER)
    reader.goes_live(root)
    a = root.get_by_role("slider", name="a", exact=True)
    good = reader.written(root)
    reader.write(root, good.replace("s * b", "s / 0"))
    expect(a).to_be_disabled()
    expect(root.locator(".sliders-note")).to_contain_text("run it")
    root.get_by_role("button", name="Run").click()
    expect(root.locator(".problem-text")).to_be_visible()
    expect(a).to_be_disabled()
    run(root, good)
    expect(a).to_be_enabled()


def test_a_number_that_breaks_the_program_is_said_at_its_slider(page: Page, site: str) -> None:
    reader.visit(page, site + LESSON)
    root = reader.walkthrough(page, EXPLORER)
    reader.goes_live(root)
    run(root, HEADER + "a = Value(2.0)\nb = Value(3.0)\nc = a / b\nc.backward()\n")
    reader.slide(root, "b", 0)
    problem = root.locator(".problem-text")
    expect(problem).to_contain_text("line 4")
    assert seen(root.locator("[data-wrong] + .editor-message"))  # beside the line it is said of
    # the program that failed is the one that is shown, its wrong line marked; the graph is an older one's
    reader.reads(root, r"b = Value\(0\.0\)")
    expect(root.locator("[data-wrong]")).to_have_text("c = a / b")
    expect(root.locator(".walkthrough-stale")).to_have_text(STALE)
    reader.slide(root, "b", 2)
    expect(problem).to_be_hidden()
    assert agree(root, "b") == 2
    reader.reads(root, r"b = Value\(2\.0\)")


def test_a_number_of_the_program_s_own_may_lie_beyond_its_slider(page: Page, site: str) -> None:
    reader.visit(page, site + LESSON)
    root = reader.walkthrough(page, EXPLORER)
    reader.goes_live(root)
    source: Any = (HEADER + "a = Value({})\nb = Value(3.0)\nc = (a + b) * b\nc.backward()\n").format
    note = root.locator(".sliders-note")
    for value in (20.0, -1000.5):
        run(root, source(value))
        assert agree(root, "a") == value
        expect(note).to_contain_text("beyond its slider's −5 to 5")
    run(root, source(0.123))  # between two steps
    assert agree(root, "a") == 0.123
    expect(note).to_be_hidden()
    run(root, source("1e400"))
    expect(note).to_contain_text("sets a to ∞")
    expect(root.get_by_role("spinbutton", name="a, number")).to_have_attribute("placeholder", "∞")
    root.get_by_role("slider", name="a", exact=True).press("ArrowLeft")
    assert -5 <= agree(root, "a") <= 5
    expect(note).to_be_hidden()


@pytest.mark.allow_console
@pytest.mark.allow_failed_requests
def test_recorded_output_is_shown_without_python_and_a_cut_is_told(
    page: Page, context: BrowserContext, site: str
) -> None:
    def told(route: Route) -> None:
        answer = route.fetch().json()
        if "pitfalls" in route.request.url:
            answer["pitfall_zero"] |= {"output": "first", "cut": 1}
        else:
            answer |= {"output": "first\n", "cut": 12345}
        route.fulfill(json=answer)

    context.route("**/traces/02-autograd/two_paths.json", told)
    context.route("**/tables/pitfalls.json", told)
    context.route("**/assets/worker.js*", lambda route: route.abort())
    reader.visit(page, f"{site}playground.html")
    root = reader.walkthrough(page)
    expect(printed(root).locator("pre")).to_have_text("first")
    expect(printed(root)).to_contain_text("… and 12,345 more characters, too many to show.")
    reader.visit(page, f"{site}modules/02-autograd/06-memory-and-pitfalls.html")
    expect(page.locator(".variants-result").first).to_contain_text(
        "first\n… and 1 more character, too many to show."
    )
