"""⑧ The playground: the graph follows what is typed, numbers get sliders, examples are cards, and programs are kept under names."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser import reader
from tests.browser.pages.test_every_page import AXE

HEADER = "from stepgrad import Value\n"
GOOD = HEADER + "x = Value(3.0)\ny = x * x\ny.backward()\n"
CARDS = '[data-widget="example-cards"]'
STALE = "The graph of the last program that ran"


@pytest.fixture
def root(page: Page, site: str) -> Locator:
    reader.visit(page, f"{site}playground.html")
    root = reader.walkthrough(page)
    reader.goes_live(root)
    return root


def test_the_graph_follows_what_is_typed(root: Locator) -> None:
    reader.write(root, GOOD)
    expect(reader.node(root, "y")).to_have_attribute("data-label", "y")
    expect(reader.node(root, "s")).to_have_count(0)
    text = reader.editor(root)
    text.press("Control+End")
    text.press_sequentially("w = y + x")
    expect(reader.node(root, "w")).to_be_attached()
    assert reader.written(root) == GOOD + "w = y + x"
    expect(text).to_be_focused()
    expect(root.locator(".walkthrough-stale")).to_be_hidden()
    expect(root).not_to_have_attribute("data-stale", "")


def test_the_last_good_graph_stays_and_says_so(root: Locator) -> None:
    reader.write(root, GOOD)
    expect(reader.node(root, "y")).to_be_attached()
    before = reader.looks(root)
    for bad, words in [
        ("y = x * (", "SyntaxError"),
        ("y = x / 0", "ZeroDivisionError, line 3"),
        ("y = who", "NameError, line 3"),
    ]:
        reader.write(root, GOOD.replace("y = x * x", bad))
        expect(root.locator(".walkthrough-stale")).to_have_text(STALE)
        expect(root.locator(".problem-text")).to_contain_text(words)
        assert [one[4:] for one in reader.looks(root)] == [one[4:] for one in before]
    reader.write(root, GOOD)
    expect(root.locator(".walkthrough-stale")).to_be_hidden()
    expect(root.locator(".problem-text")).to_be_hidden()


def test_what_is_printed_is_shown_as_it_is_typed(root: Locator) -> None:
    reader.write(root, GOOD + "print('gradient', x.grad)")
    expect(root.locator('[data-widget="printed"] pre')).to_have_text("gradient 6.0")


def test_what_takes_long_waits_for_run(page: Page, root: Locator) -> None:
    endless = GOOD + "while True: pass"
    reader.write(root, endless)
    expect(root.locator(".walkthrough-stale")).to_have_text(
        f"{STALE}. This one takes a while: press Run to see its graph."
    )
    page.wait_for_function("document.documentElement.dataset.engine === 'ready'")
    expect(root.locator(".problem-text")).to_be_hidden()  # nobody asked for it
    reader.write(root, GOOD.replace("y", "q"))
    expect(root.locator(".walkthrough-stale")).to_be_visible()
    root.get_by_role("button", name="Run").click()
    expect(reader.node(root, "q")).to_be_attached()
    reader.write(root, GOOD)  # a short one again: it is followed
    expect(reader.node(root, "y")).to_be_attached()


def test_sliders_come_and_go_with_the_program_s_numbers(root: Locator) -> None:
    sliders = root.locator('.sliders input[type="range"]')
    expect(sliders).to_have_count(2)
    reader.write(root, GOOD)
    expect(sliders).to_have_count(1)
    reader.write(
        root, GOOD.replace("y = x * x", "rate = 0.5\nn = 3\nu = Value(-40)\ny = x * x * rate * n + u")
    )
    expect(sliders).to_have_count(3)
    assert [one.get_attribute("aria-label") for one in sliders.all()] == ["x", "rate", "u"]
    reader.slide(root, "u", -80)
    expect(reader.node(root, "u")).to_have_attribute("data-value", "-80")
    reader.reads(root, r"u = Value\(-80\)")
    root.get_by_role("slider", name="rate").press("ArrowRight")
    reader.reads(root, r"rate = 0\.51")
    reader.write(root, HEADER + "y = Value(3.0 + 1) * 2\ny.backward()")
    expect(sliders).to_have_count(0)
    expect(root.locator(".inputs-none")).to_be_visible()


def test_what_reset_took_away_can_be_had_again(page: Page, root: Locator) -> None:
    reader.write(root, GOOD)
    expect(reader.node(root, "y")).to_be_attached()
    root.get_by_role("button", name="Reset").click()
    expect(reader.node(root, "c")).to_be_attached()
    page.locator(".said:popover-open").get_by_role("button", name="Undo").click()
    reader.reads(root, re.escape(GOOD.rstrip()))
    expect(reader.node(root, "y")).to_be_attached()


def test_every_example_is_a_card_that_opens_it(page: Page, root: Locator) -> None:
    cards = page.locator(f"{CARDS} .card")
    expect(cards).to_have_count(21)
    expect(page.locator('.card-link[aria-current="true"]')).to_have_text("Two paths to b")
    link = page.get_by_role("link", name="A network of 13 neurons")
    link.focus()
    page.keyboard.press("Enter")
    root.locator("[data-fold]").first.wait_for()
    expect(page.locator('.card-link[aria-current="true"]')).to_have_text("A network of 13 neurons")
    expect(page.get_by_label("Begin with")).to_have_value("example:02-autograd/mlp")
    expect(root).to_be_in_viewport()
    expect(root.locator(".step-control :focus")).to_be_attached()
    assert page.locator(f"{CARDS} .card-picture rect").count() > 200
    assert link.evaluate("(one) => one.href").endswith("playground.html#example=02-autograd/mlp")


@pytest.mark.parametrize("device", [reader.PHONE], ids=["phone"])
def test_cards_on_a_phone(page: Page, root: Locator) -> None:
    card = page.locator(f'{CARDS} [data-example="02-autograd/neuron"]')
    card.tap()
    expect(reader.node(root, "w")).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for box in (one.bounding_box() for one in page.locator(f"{CARDS} .card").all()):
        assert box is not None
        assert box["height"] >= 44
        assert box["x"] + box["width"] <= 360


def keep(page: Page, name: str) -> None:
    page.get_by_role("button", name="Yours…").click()
    page.get_by_role("textbox", name="Name").fill(name)
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.locator(".said:popover-open")).to_contain_text("Kept as")


def test_programs_are_kept_under_names(page: Page, site: str, root: Locator) -> None:
    reader.write(root, GOOD)
    keep(page, "square")
    choice = page.get_by_label("Begin with")
    expect(choice).to_have_value("kept:square")
    page.goto("about:blank")
    reader.visit(page, f"{site}playground.html")
    reader.python_may_start(page)
    choice.select_option("square")
    expect(reader.node(root, "y")).to_be_attached()
    assert reader.written(root).rstrip() == GOOD.rstrip()
    reader.write(root, GOOD.replace("x * x", "x * x * x"))
    keep(page, "square")  # the same one, changed
    page.get_by_role("button", name="Yours…").click()
    page.get_by_role("button", name="Rename square").click()
    page.get_by_role("textbox", name="New name").fill("cube")
    page.get_by_role("button", name="Rename", exact=True).click()
    expect(choice).to_have_value("kept:cube")
    page.get_by_role("button", name="Delete cube").click()
    expect(page.locator(".keeping-list li")).to_have_count(0)
    page.locator(".said:popover-open").get_by_role("button", name="Undo").click()
    page.reload()
    reader.there(page)
    reader.python_may_start(page)
    choice.select_option("cube")
    reader.reads(root, r"x \* x \* x")


def test_another_program_of_that_name_is_not_overwritten_unasked(page: Page, root: Locator) -> None:
    reader.write(root, GOOD)
    keep(page, "one")
    page.get_by_label("Begin with").select_option("A neuron")
    expect(reader.node(root, "w")).to_be_attached()
    page.get_by_role("button", name="Yours…").click()
    page.get_by_role("textbox", name="Name").fill("one")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.locator(".said:popover-open")).to_contain_text("another program of yours")
    assert "x * x" in str(page.evaluate("localStorage.getItem('stepgrad.programs.1')"))
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.locator(".said:popover-open")).to_contain_text("Kept as “one”")
    assert "x * x" not in str(page.evaluate("localStorage.getItem('stepgrad.programs.1')"))


def test_two_tabs_see_each_other_s_programs(
    page: Page, context: BrowserContext, site: str, root: Locator
) -> None:
    other = context.new_page()
    reader.visit(other, f"{site}playground.html")
    reader.write(root, GOOD)
    keep(page, "here")
    expect(other.get_by_label("Begin with").locator("optgroup[label=Yours] option")).to_have_text(["here"])
    keep(other, "there")
    expect(page.get_by_label("Begin with").locator("optgroup[label=Yours] option")).to_have_text(
        ["here", "there"]
    )


def test_where_nothing_can_be_kept_it_is_said(page: Page, context: BrowserContext, site: str) -> None:
    context.add_init_script(
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }"
    )
    reader.visit(page, f"{site}playground.html")
    page.get_by_role("button", name="Yours…").click()
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.locator(".said:popover-open")).to_contain_text("no more room")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_opens_has_nothing_a_screen_reader_would_miss(page: Page, root: Locator, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    reader.write(root, GOOD)
    keep(page, "square")
    page.get_by_role("button", name="Yours…").click()
    expect(page.locator(".keeping-list")).to_be_visible()
    page.evaluate(AXE)
    found = page.evaluate(
        "async () => (await axe.run(document)).violations.map(({id, nodes}) => [id, nodes.map((one) => one.html.slice(0, 120))])"
    )
    assert found == []
