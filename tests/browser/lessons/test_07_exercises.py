"""⑨ Explore and exercises: predicting, being told why not, stepping through, and what the browser keeps."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser import reader
from tests.browser.pages.test_every_page import AXE

PAGE = "modules/02-autograd/07-explore-and-exercises.html"
KEY = "stepgrad.answers.1"


def exercise(page: Page, name: str) -> Locator:
    root = page.locator(f'[data-widget="exercise"][data-example="02-autograd/{name}"]')
    root.locator("input").first.wait_for()
    return root


def answer(root: Locator, *numbers: str) -> None:
    for field, number in zip(root.locator(".answer-field input").all(), numbers, strict=True):
        field.fill(number)
    root.get_by_role("button", name="Check").click()


def verdict(root: Locator) -> Locator:
    return root.locator(".exercise-verdict")


@pytest.fixture
def lesson(page: Page, site: str) -> Page:
    reader.visit(page, site + PAGE)
    return page


# By hand: 3·2² = 12. y = 1/(1+e) = 0.2689, y(1−y) = 0.1966. max(x, 0) has slope 0 or 1. 1 − tanh² at 2 and at a half.
RIGHT = [
    ("ex_cube", ["12"]),
    ("ex_softmax", ["1/(1+e)", "0.1966"]),
    ("ex_relu", ["0", "0", "1", "1"]),
    ("ex_tanh", ["0.0707", "0.786", "0.786", "1-tanh(2)**2"]),
    ("ex_order", ["34"]),
    ("ex_descent", ["1.3"]),
    ("ex_mean", ["2*3/4", "-0,5"]),
    ("ex_matmul", ["2, 3", "4-3", "2+4"]),
]


@pytest.mark.parametrize(("name", "numbers"), RIGHT)
def test_a_right_answer_opens_the_graph(lesson: Page, name: str, numbers: list[str]) -> None:
    root = exercise(lesson, name)
    expect(root.locator("[data-node]")).to_have_count(0)
    answer(root, *numbers)
    expect(root).to_have_attribute("data-state", "solved")
    expect(verdict(root)).to_contain_text("Right.")
    root.locator("[data-node]").first.wait_for()
    expect(root.locator("[data-active]").first).to_be_attached()
    root.get_by_role("button", name="Close").click()
    expect(root.locator("[data-node]")).to_have_count(0)


# What each number comes from is worked out in tests/js/exercises/mistakes.test.js; here a reader is told of it.
WRONG = [
    ("ex_value", ["6"], "swapped", "the order matters"),
    ("ex_value", ["10"], "operand", "you took q for d"),
    ("ex_cube", ["6"], "power", "the power does not go"),
    ("ex_softmax", ["0.7311", "0.1966"], "operand", "you took q for p"),
    ("ex_branch", ["5"], "branch", "which did not run"),
    ("ex_cleared", ["4"], "round", "after the first call"),
    ("ex_cube", ["4"], "factor", "comes down as a factor"),
    ("ex_cube", ["8"], "value", "the value of y"),
    ("ex_line", ["3"], "sign", "A minus was lost"),
    ("ex_product", ["-4", "2.5"], "swapped", "the other argument"),
    ("ex_chain", ["27"], "local", "as it was"),
    ("ex_chain", ["2"], "upstream", "not what arrives at u"),
    ("ex_chain", ["29"], "added", "Along a path they multiply"),
    ("ex_twice", ["4"], "accumulate", "used three times"),
    ("ex_softmax", ["0.2689", "0.2689"], "accumulate", "p is used twice"),
    ("ex_softmax", ["0.2689", "0.2"], "near", "three significant digits"),
    ("ex_dead", ["-4", "-2"], "gate", "relu passes nothing back"),
    ("ex_order", ["12"], "order", "before all of it had arrived"),
    ("ex_again", ["3"], "earlier", "an earlier call left there"),
    ("ex_cleared", ["24"], "uncleared", "zero_grad() clears"),
    ("ex_descent", ["-0.3"], "ascent", "the wrong way"),
    ("ex_descent", ["8.5"], "rate", "learning rate"),
    ("ex_detach", ["12"], "detached", "detached copy"),
    ("ex_surprise", ["-0.5", "-3"], "function", "its slope there"),
    ("ex_cube", ["77"], "unknown", "None of the usual mistakes"),
    ("ex_mean", ["6", "-2"], "mean", "divided by 4"),
    ("ex_stretch", ["3, 2", "1", "2"], "stretched", "the stretched axes are summed"),
    ("ex_stretch", ["2", "6", "4"], "stretched", "used it 3 times"),
    ("ex_column", ["(2,)", "0.5"], "axes", "An axis of length 1 is an axis"),
    ("ex_matmul", ["2x3", "6", "6"], "transposed", "row 1 of B"),
]


def test_wrong_answers_are_explained_and_the_right_one_is_not_given_away(lesson: Page) -> None:
    for name, numbers, kind, words in WRONG:
        root = exercise(lesson, name)
        answer(root, *numbers)
        expect(root).to_have_attribute("data-mistake", kind)
        expect(root).to_have_attribute("data-state", "wrong")
        expect(verdict(root)).to_contain_text(words)
        expect(root.locator('input[aria-invalid="true"]').first).to_be_attached()
        expect(root.locator("[data-node]")).to_have_count(0)
    expect(verdict(exercise(lesson, "ex_cube"))).not_to_contain_text("12")
    expect(lesson.locator('[data-widget="progress"]')).to_contain_text("0 of 22")


def test_stepping_begins_where_it_went_wrong(lesson: Page) -> None:
    root = exercise(lesson, "ex_order")
    answer(root, "17")  # the last edge, from a to x, was left out
    root.get_by_role("button", name="Step through it").click()
    root.locator("[data-node]").first.wait_for()
    assert reader.number(root, "a", "grad") == 17
    lesson_steps = root.locator('[data-widget="walkthrough"]')
    assert reader.step(lesson_steps) == reader.last_step(lesson_steps)
    reader.goes_live(lesson_steps)


def test_the_answer_can_be_asked_for(lesson: Page) -> None:
    root = exercise(lesson, "ex_quotient")
    root.get_by_role("button", name="Show the answer").click()
    expect(root).to_have_attribute("data-state", "shown")
    expect(verdict(root)).to_contain_text("The gradient of b is −1.5.")
    expect(lesson.locator('[data-widget="progress"] [data-state="shown"]')).to_have_count(1)


# What is typed → what the page says of it.
UNREAD = [
    ("", "Enter a number first"),
    ("twelve", "“twelve” is not something that can be read"),
    ("alert(1)", "Enter a number such as"),
    ("<img src=x onerror=alert(1)>", "Enter a number such as"),
    ("nan", "no finite number"),
    ("1e999", "no finite number"),
    ("1/0", "no finite number"),
    ("9" * 60, None),  # a number, and not this one
]


def test_what_is_no_number_is_said_so(lesson: Page) -> None:
    root = exercise(lesson, "ex_cube")
    for typed, words in UNREAD:
        answer(root, typed)
        expect(verdict(root)).to_contain_text(words or "None of the usual mistakes")
        expect(root).to_have_attribute("data-state", "open" if words else "wrong")
        if words:
            expect(root.locator("input")).to_be_focused()
    assert lesson.locator("img[src=x]").count() == 0
    answer(exercise(lesson, "ex_quotient"), "-3/2")
    expect(exercise(lesson, "ex_quotient")).to_have_attribute("data-state", "solved")
    answer(exercise(lesson, "ex_descent"), "1,3")
    expect(exercise(lesson, "ex_descent")).to_have_attribute("data-state", "solved")


def test_what_is_no_shape_is_said_so(lesson: Page) -> None:
    root = exercise(lesson, "ex_column")
    for typed in ["", "two", "1.5", "-2, 1"]:
        answer(root, typed, "1")
        expect(verdict(root)).to_contain_text("Enter the length of each axis")
        expect(root.locator("input").first).to_be_focused()


def test_numpy_comes_with_the_first_exercise_of_arrays(lesson: Page) -> None:
    wheels: list[str] = []
    lesson.on("request", lambda request: wheels.append(request.url) if "numpy" in request.url else None)
    assert reader.engine_settles(lesson) == "ready"
    answer(exercise(lesson, "ex_cube"), "12")
    expect(exercise(lesson, "ex_cube")).to_have_attribute("data-source", "live")
    assert wheels == []
    root = exercise(lesson, "ex_column")
    answer(root, "2×1", "1.5")
    reader.goes_live(root)
    expect(verdict(root)).to_contain_text("The shape of the gradient of column is (2, 1).")
    expect(verdict(root)).to_contain_text("Computed just now by Python in your browser.")
    assert len(wheels) == 1


def test_the_list_says_what_is_done_and_what_is_next(lesson: Page) -> None:
    progress = lesson.locator('[data-widget="progress"]')
    expect(progress.locator(".exercise-level")).to_have_count(4)
    expect(progress.locator(".exercise-level").nth(3).locator("a")).to_have_count(5)
    following = progress.locator(".exercise-next")
    expect(following).to_have_text("Next: 1. A value, to begin with")
    answer(exercise(lesson, "ex_value"), "-6")
    answer(exercise(lesson, "ex_line"), "3")
    exercise(lesson, "ex_product").get_by_role("button", name="Show the answer").click()
    expect(following).to_have_text("Next: 2. A power")
    expect(exercise(lesson, "ex_line").locator(".exercise-next")).to_be_hidden()  # not solved yet
    onward = exercise(lesson, "ex_value").locator(".exercise-next")
    expect(onward).to_have_text("Next: A power")
    onward.click()
    expect(lesson).to_have_url(lesson.url.split("#")[0] + "#a-power")
    answer(exercise(lesson, "ex_cube"), "12")
    expect(following).to_have_text("Next: 3. A straight line")
    for name in [
        "1: A value, to begin with, solved",
        "3: A straight line, not right yet",
        "4: A product, answer shown",
    ]:
        expect(progress.get_by_role("link", name=f"Exercise {name}", exact=True)).to_be_visible()
    following.click()
    expect(lesson).to_have_url(lesson.url.split("#")[0] + "#a-straight-line")


def test_what_is_right_looks_good_and_moves_nothing(lesson: Page) -> None:
    progress = lesson.locator('[data-widget="progress"]')
    sizes = """all => all.map((one) => { const {width, height} = one.getBoundingClientRect(); return [width, height, one.offsetTop]; })"""
    before = progress.locator("a[data-number]").evaluate_all(sizes)
    for name, number in [("ex_cube", "12"), ("ex_cleared", "12"), ("ex_detach", "6"), ("ex_descent", "1.3")]:
        answer(exercise(lesson, name), number)
        expect(exercise(lesson, name)).to_have_attribute("data-state", "solved")
    assert progress.locator("a[data-number]").evaluate_all(sizes) == before
    for level in progress.locator(".exercise-links").all():
        tops = level.locator("a").evaluate_all("all => all.map((one) => one.offsetTop)")
        assert len(set(tops)) == 1  # none stands on a line of its own
    field = exercise(lesson, "ex_cube").locator(".answer-field input")
    for good in [progress.locator('a[data-state="solved"]').first, field]:
        red, green, blue = good.evaluate(
            "one => getComputedStyle(one).backgroundColor.match(/[\\d.]+/g).slice(0, 3).map(Number)"
        )
        assert green > max(red, blue)
    expect(progress.locator('a[data-state="solved"]').first).to_have_text("2 ✓")
    expect(exercise(lesson, "ex_cube").locator(".answer-mark")).to_have_text("✓")


def test_by_keyboard_alone(lesson: Page) -> None:
    root = exercise(lesson, "ex_cube")
    root.locator("input").focus()
    lesson.keyboard.type("24")
    lesson.keyboard.press("Enter")
    expect(root).to_have_attribute("data-mistake", "exponent")
    lesson.keyboard.press("Control+a")
    lesson.keyboard.type("12")
    lesson.keyboard.press("Enter")
    expect(root).to_have_attribute("data-state", "solved")
    expect(root.locator(".answer-field input")).to_be_focused()


def test_progress_outlives_a_reload_until_it_is_forgotten(lesson: Page) -> None:
    answer(exercise(lesson, "ex_cube"), "12")
    answer(exercise(lesson, "ex_line"), "3")
    expect(exercise(lesson, "ex_line")).to_have_attribute("data-state", "wrong")
    progress = lesson.locator('[data-widget="progress"]')
    expect(progress).to_contain_text("1 of 22 solved")
    assert reader.engine_settles(lesson) == "ready"  # nothing is under way that a reload would cut off
    lesson.reload()
    reader.there(lesson)
    expect(progress).to_contain_text("1 of 22 solved")
    cube, line = exercise(lesson, "ex_cube"), exercise(lesson, "ex_line")
    expect(cube).to_have_attribute("data-state", "solved")
    expect(cube.locator("input")).to_have_value("12")
    expect(cube.locator("[data-node]")).to_have_count(0)
    expect(verdict(line)).to_contain_text("A minus was lost")
    progress.get_by_role("button", name="Forget my answers").click()
    expect(progress).to_contain_text("0 of 22 solved")
    expect(cube).to_have_attribute("data-state", "open")
    expect(cube.locator("input")).to_have_value("")
    assert lesson.evaluate("key => localStorage.getItem(key)", KEY) is None


def test_storage_is_not_believed(page: Page, context: BrowserContext, site: str) -> None:
    lies = {
        "02-autograd/ex_cube": {"answers": ["4"], "done": "solved"},  # solved, it says
        "02-autograd/ex_line": {"answers": ["<img src=x onerror=alert(1)>"], "done": ""},
        "02-autograd/ex_chain": {"answers": "54", "done": "solved"},
        "02-autograd/gone": {"answers": ["1"], "done": "solved"},
    }
    context.add_init_script(f"localStorage.setItem({json.dumps(KEY)}, {json.dumps(json.dumps(lies))})")
    reader.visit(page, site + PAGE)
    expect(page.locator('[data-widget="progress"]')).to_contain_text("0 of 22 solved")
    expect(exercise(page, "ex_cube")).to_have_attribute("data-mistake", "factor")
    expect(exercise(page, "ex_line")).to_have_attribute("data-state", "open")
    expect(exercise(page, "ex_chain").locator("input")).to_have_value("")
    assert page.locator("img[src=x]").count() == 0


@pytest.mark.allow_foreign_errors  # Quarto's own scripts ask for the storage unguarded
def test_without_storage_the_page_works_all_the_same(page: Page, context: BrowserContext, site: str) -> None:
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('denied', 'SecurityError'); }})"
    )
    reader.visit(page, site + PAGE)
    root = exercise(page, "ex_cube")
    answer(root, "12")
    expect(root).to_have_attribute("data-state", "solved")
    expect(page.locator('[data-widget="progress"]')).to_contain_text("1 of 22 solved")
    page.get_by_role("button", name="Forget my answers").click()
    expect(root).to_have_attribute("data-state", "open")
    page.get_by_role("tab", name="Zero").click()
    expect(page.get_by_role("button", name="a = 2, b = 0")).to_be_visible()


@pytest.mark.allow_console
@pytest.mark.allow_failed_requests
def test_without_the_engine_the_recorded_answer_decides(
    page: Page, context: BrowserContext, site: str
) -> None:
    context.route("**/assets/pyodide/**", lambda route: route.abort())
    reader.visit(page, site + PAGE)
    assert reader.engine_settles(page) == "failed"
    root = exercise(page, "ex_cube")
    answer(root, "4")
    expect(root).to_have_attribute("data-mistake", "factor")
    answer(root, "12")
    expect(root).to_have_attribute("data-state", "solved")
    expect(verdict(root)).to_contain_text("As the engine recorded it.")
    root.locator("[data-node]").first.wait_for()
    assert reader.number(root, "x", "grad") == 12
    expect(page.locator(".scenarios button").first).to_be_disabled()


def test_the_engine_decides_where_it_is_live(lesson: Page) -> None:
    assert reader.engine_settles(lesson) == "ready"
    root = exercise(lesson, "ex_cube")
    answer(root, "12")
    expect(verdict(root)).to_contain_text("Computed just now by Python in your browser.")
    reader.goes_live(root)


# Tab, button → what the graph must say. c = (a + b)·b: dc/da = b, dc/db = a + 2b.
PRESSES = [
    ("Values", "a = 4, b = 3", 4, 3),
    ("Two paths", "a = −3.5, b = 2", -3.5, 2),
    ("Zero", "a = 2, b = 0", 2, 0),
    ("Negative", "a = −2, b = −3", -2, -3),
    ("Formula", "a = 0.3, b = −4.7", 0.3, -4.7),
]


def test_each_observation_sets_itself_up(lesson: Page) -> None:
    root = reader.walkthrough(lesson)
    reader.goes_live(root)
    for tab, name, a, b in PRESSES:
        lesson.get_by_role("tab", name=tab).click()
        button = lesson.locator(".scenarios button").filter(has_text=name)
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        assert reader.number(root, "c", "value") == pytest.approx((a + b) * b)
        assert reader.number(root, "a", "grad") == pytest.approx(b)
        assert reader.number(root, "b", "grad") == pytest.approx(a + 2 * b)
        found = f"gradients: a {b:g}, b {a + 2 * b:g}".replace("-", "−")
        expect(button).to_contain_text(found)
        assert reader.step(root) == reader.last_step(root)
    check = lesson.locator('[data-widget="formula-check"]')
    expect(check.get_by_text("✓ yes")).to_have_count(2)
    expect(check).to_contain_text("−9.1")  # 0.3 − 9.4
    reader.slide(root, "a", 1)
    expect(button).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(page: Page, site: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    reader.visit(page, site + PAGE)
    assert reader.engine_settles(page) == "ready"
    answer(exercise(page, "ex_cube"), "12")
    answer(exercise(page, "ex_line"), "3")
    exercise(page, "ex_relu").get_by_role("button", name="Show the answer").click()
    for name in ["ex_cube", "ex_relu"]:
        exercise(page, name).locator("[data-node]").first.wait_for()
    page.evaluate(AXE)
    found = page.evaluate("async () => (await axe.run()).violations")
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in found] == []


def test_no_wider_than_a_phone_when_all_is_open(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    reader.visit(page, site + PAGE)
    page.locator('[data-widget="exercise"]').nth(21).wait_for()
    for name in ["ex_tanh", "ex_softmax", "ex_cleared", "ex_matmul"]:
        root = exercise(page, name)
        root.get_by_role("button", name="Show the answer").click()
        root.locator("[data-node]").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
