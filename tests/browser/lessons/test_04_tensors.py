"""⑨ From scalars to tensors: what the timing, the two shapes and the training on XOR show a reader."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser import reader

LESSON = "modules/02-autograd/04-tensors.html"


@pytest.fixture
def opened(page: Page, site: str) -> Page:
    reader.visit(page, site + LESSON)
    return page


def widget(page: Page, name: str) -> Locator:
    root = page.locator(f'[data-widget="{name}"]')
    root.wait_for()
    return root


def test_the_cells_were_run(opened: Page) -> None:
    words = " ".join(opened.locator("main").inner_text().split())
    assert "[[ 6. 8.] [10. 12.]]" not in words  # a sum of matrices is no product
    assert "[[19. 22.] [43. 50.]]" in words
    assert "relu: [0. 0. 1. 1.]" in words
    assert "tanh: [0.0707 0.7864 0.7864 0.0707]" in words
    assert opened.locator(".cell-output-error, .cell-output-stderr").count() == 0


def test_nothing_is_timed_before_the_reader_asks(opened: Page) -> None:
    reader.python_may_start(opened)
    root = widget(opened, "dot-timing")
    expect(root.locator(".dot-words")).to_contain_text("Nothing has been measured yet")
    expect(root.locator(".status")).to_be_hidden()  # nothing here is live yet
    assert root.evaluate("root => root.value") == []
    root.get_by_role("button", name="Measure").click()
    expect(root.locator(".dot-words")).to_contain_text("Measured here")
    timings = root.evaluate("root => root.value")
    assert [length for length, _, _ in timings] == [10, 100, 1000, 10000]
    assert all(one > 0 and other > 0 for _, one, other in timings)
    _, values, tensors = timings[-1]
    faster = "Tensors" if values > tensors else "Values"  # the words follow the numbers, whichever they are
    said = "about the same" if max(values, tensors) < 1.25 * min(values, tensors) else f"the {faster} were"
    expect(root.locator(".dot-words")).to_contain_text(f"with Tensors; {said}")
    expect(root.locator(".dot-words")).to_contain_text(
        re.compile(r"For 1,000 times as many numbers|Measure again")
    )
    expect(root.locator('[data-widget="chart"] svg').first).to_be_visible()
    expect(root.locator(".status")).to_be_visible()


def learning(page: Page) -> Locator:
    """The walkthrough of the training, with the plane that follows its passes."""
    root = page.locator('[data-widget="walkthrough"]:has([data-widget="xor-picture"])')
    root.wait_for()
    return root


def way(root: Locator, name: str) -> Locator:
    return root.locator(f'[data-input="{name}"]')


def test_recorded_shapes_are_there_before_python(page: Page, context: BrowserContext, site: str) -> None:
    context.route("**/worker.js*", lambda route: None)  # never answered
    reader.visit(page, site + LESSON)
    root = widget(page, "unbroadcast")
    assert root.get_attribute("data-source") == "recorded"
    expect(way(root, "b")).to_have_attribute("data-gradient", "3 3 3 3")
    expect(way(root, "b")).to_contain_text("b was repeated along axis 0")
    xor = learning(page)
    assert xor.get_attribute("data-source") == "recorded"
    expect(xor.locator(".xor-words")).to_contain_text("Converged.")


def shape(root: Locator, name: str, text: str) -> None:
    field = root.get_by_role("textbox", name=f"Shape of {name}")
    field.fill(text)
    field.press("Enter")


def test_two_shapes_of_the_readers_choice(opened: Page) -> None:
    reader.python_may_start(opened)
    root = widget(opened, "unbroadcast")
    shape(root, "a", "(2, 1, 5)")
    shape(root, "b", "3 1")
    # the sum is 2 × 3 × 5: an entry of a is used 3 times, one of b 2 · 5 times
    expect(way(root, "b")).to_have_attribute("data-axes", "0 2")
    expect(way(root, "b")).to_have_attribute("data-gradient", "10 10 10")
    expect(way(root, "a")).to_have_attribute("data-axes", "1")
    expect(way(root, "a")).to_have_attribute("data-gradient", " ".join(["3"] * 10))
    # lit: one entry of b and its copies, ten ones and the ten they make
    expect(way(root, "b").locator("td[data-lit]")).to_have_count(1 + 10 + 10 + 1)
    assert way(root, "b").locator("td[data-copy]").count() == 30 - 3
    shape(root, "b", "(3,)")
    expect(root.get_by_role("alert")).to_contain_text("do not broadcast")
    expect(way(root, "b")).to_be_hidden()
    shape(root, "b", "two")
    expect(root.get_by_role("alert")).to_contain_text("A shape is whole numbers")
    shape(root, "b", "(100, 1, 1)")
    expect(root.get_by_role("alert")).to_contain_text("at most 64 numbers")
    shape(root, "b", "()")
    expect(way(root, "b")).to_have_attribute("data-gradient", "10")
    expect(root.get_by_role("alert")).to_be_hidden()


def test_an_entry_is_followed_there_and_back(opened: Page) -> None:
    reader.python_may_start(opened)
    root = widget(opened, "unbroadcast")
    root.get_by_role("button", name="(3, 1) + (1, 4)").click()
    expect(way(root, "a")).to_have_attribute("data-gradient", "4 4 4")
    told = way(root, "a").get_by_role("status")
    expect(told).to_have_text("Entry 0, a[0, 0], was used 4 times. 1 + 1 + 1 + 1 = 4 comes back.")
    way(root, "a").locator("td", has_text="2").nth(2).hover()  # a copy in the third row
    expect(told).to_contain_text("Entry 2, a[2, 0],")
    opened.mouse.move(0, 0)  # what comes under the pointer is pointed at
    way(root, "a").locator(".unbroadcast-lines").focus()
    opened.keyboard.press("ArrowUp")
    expect(told).to_contain_text("Entry 1, a[1, 0],")
    lit = way(root, "a").locator("tr:has(td[data-lit])").evaluate_all("rows => rows.map(row => row.rowIndex)")
    assert lit == [1] * 4  # the second row of all four arrays


def too_wide(root: Locator) -> int:
    """How many tables do not fit where they are."""
    return int(
        root.locator("table:not(details *)").evaluate_all(
            "tables => tables.filter(one => one.scrollWidth > one.parentElement.clientWidth + 1).length"
        )
    )


@pytest.mark.parametrize("width", [1280, 360])
def test_everything_has_room(opened: Page, width: int) -> None:
    opened.set_viewport_size({"width": width, "height": 900})
    opened.wait_for_function("(width) => innerWidth === width", arg=width)
    reader.drawn(opened)
    for name in ("unbroadcast", "xor-picture"):
        root = widget(opened, name)
        assert not too_wide(root), name
    for lines in widget(opened, "unbroadcast").locator(".unbroadcast-lines").all():
        assert lines.evaluate("one => one.scrollWidth <= one.clientWidth")


def test_a_row_times_a_column_is_stepped_back_to_both(opened: Page) -> None:
    root = reader.walkthrough(opened)
    reader.press_to_end(opened, root)
    table = root.locator(".graph-table")
    table.locator("summary").click()
    gradients = {
        name: table.get_by_role("row", name=re.compile(f"^{name} leaf")).locator("td").nth(2)
        for name in ("r", "c")
    }
    # t[i, j] = c[i] · r[j]: each entry of the row met 10 + 20, each of the column 1 + 2 + 3
    expect(gradients["r"]).to_have_text("(3,): 30, 30, 30")
    expect(gradients["c"]).to_have_text("(2, 1): 6; 6")


def test_what_is_said_of_a_run_moves_nothing(opened: Page) -> None:
    root = learning(opened)
    reader.goes_live(root)
    places = """root => [...root.querySelectorAll('.xor-picture > :not(stepgrad-presence), .walkthrough-steps, .walkthrough-stage')].map((one) => {
      const {top, height} = one.getBoundingClientRect();
      return [Math.round(top - root.getBoundingClientRect().top), Math.round(height)];
    })"""
    before = root.evaluate(places)
    reader.slide(root, "Learning rate", 0.6)
    expect(root.locator(".xor-words")).to_contain_text("Diverged")
    assert root.evaluate(places) == before
    for at in (0.3, 0.9, 0.99):
        root.evaluate("(root, at) => root.walk.turnTo(Math.round(at * 65))", at)
        assert root.evaluate(places) == before


def turn_to(root: Locator, at: int) -> None:
    """A pass, from 1; −1 is the last."""
    root.evaluate("(root, at) => root.walk.turnTo(at < 0 ? root.walk.trace.passes.length - 1 : at - 1)", at)


def test_xor_converges_and_diverges(opened: Page) -> None:
    root = learning(opened)
    reader.goes_live(root)
    words = root.locator(".xor-words")
    expect(words).to_contain_text("Converged. In pass 120, the last, the loss is 0.001")
    turn_to(root, -1)
    assert answers(root) == pytest.approx([0, 1, 1, 0], abs=0.1)
    moment = root.locator(".xor-moment")
    expect(moment).to_contain_text("All four answers are on the right side")
    expect(root.locator(".xor-line")).to_have_attribute("d", re.compile("^M"))
    reader.slide(root, "Learning rate", 0.6)
    expect(words).to_contain_text("Diverged. It learned until pass")
    expect(words).to_contain_text("rate × curvature stayed above 2")
    expect(words).to_contain_text("and the program stopped.")
    turn_to(root, -1)
    expect(moment).to_contain_text("above 2")
    assert max(abs(one) for one in answers(root)) > 100
    assert not too_wide(root.locator(".xor-picture"))
    assert "NaN" not in root.inner_text()
    reader.slide(root, "Learning rate", 0.2)
    expect(words).to_contain_text("Converged.")


def answers(root: Locator) -> list[float]:
    """The four answers of the table, every digit."""
    cells = root.locator(".xor-answer > span:first-child")
    return [
        float(text.replace("−", "-")) for text in cells.evaluate_all("cells => cells.map(cell => cell.title)")
    ]


def test_the_picture_follows_the_pass(opened: Page) -> None:
    root = learning(opened)
    reader.goes_live(root)
    assert root.evaluate("root => root.walk.pass") == 0
    losses = root.evaluate("root => root.walk.trace.passes.map(({value}) => value)")
    for at in (1, 60, 120):
        turn_to(root, at)
        off = [(one - target) ** 2 for one, target in zip(answers(root), [0, 1, 1, 0], strict=True)]
        assert sum(off) / 4 == pytest.approx(losses[at - 1], rel=1e-5)  # the loss is the mean of the squares
    # the plane asks the same network: the shade at a corner is that of its answer
    shades = root.locator(".xor-plane rect").evaluate_all("all => all.map((one) => one.getAttribute('fill'))")
    corner = {(x, y): shades[(6 + 12 * y) * 25 + 6 + 12 * x] for x in (0, 1) for y in (0, 1)}
    for (x, y), shade in corner.items():
        found = re.search(r"(\d+)%", shade)
        assert found
        assert int(found[1]) == pytest.approx(70 * min(1, max(0, answers(root)[2 * x + y])), abs=1)
