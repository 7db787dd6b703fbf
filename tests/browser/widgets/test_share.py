"""⑧ Shared links: copied at a step, opened elsewhere at the same step; a stranger's program is shown and does not run; what is no link says why."""

from __future__ import annotations

import base64
import json
import random
import re
import struct
import zlib
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser import reader

LESSON = "modules/02-autograd/01-computational-graph.html"
HEADER = "from stepgrad import Value\n"
GOOD = HEADER + "x = Value(3.0)\ny = x * x\nz = y + x\nz.backward()\n"
# Were it run, everybody would see it.
LOUD = HEADER + "print('I ran')\nx = Value(2.0)\ny = x * x\ny.backward()\n"
HELD = '[data-widget="held"]'


def link(facts: dict[str, Any], source: str | None = None, version: int = 1) -> str:
    """As ojs/share/link.js writes it, written once more by hand."""
    text = json.dumps(facts) + ("" if source is None else "\n" + source)
    squeezed = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = squeezed.compress(text.encode()) + squeezed.flush()
    total = 0x811C9DC5
    for byte in packed:
        total = ((total ^ byte) * 0x01000193) & 0xFFFFFFFF
    data = struct.pack(">HI", len(packed), total) + packed
    return f"#s={version}." + base64.urlsafe_b64encode(data).decode().rstrip("=")


@pytest.fixture
def context(context: BrowserContext, site: str) -> BrowserContext:
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.rstrip("/"))
    return context


def copied(root: Locator, choice: str = "Copy link to this step") -> str:
    """What a press of it puts on the clipboard; on a phone it is behind the dots."""
    page = root.page
    if root.get_by_role("button", name="Share…").count() == 0:
        root.get_by_role("button", name="⋯").first.click()
    root.get_by_role("button", name="Share…").click()
    root.get_by_role("button", name=choice).click()
    said = page.locator(".said:popover-open")
    expect(said.get_by_role("status")).to_contain_text("copied")
    return str(page.evaluate("navigator.clipboard.readText()"))


def elsewhere(page: Page, address: str) -> None:
    """Opens it as somebody who has not been here before."""
    page.goto("about:blank")
    reader.visit(page, address)


def test_a_step_of_a_lesson_opens_elsewhere_at_the_same_step(page: Page, site: str) -> None:
    reader.visit(page, site + LESSON)
    root = reader.walkthrough(page, 2)
    root.evaluate("(root) => { root.value = 5; }")
    sentence = root.locator(".sentence-words").inner_text()
    address = copied(root)
    assert address.startswith(site + LESSON + "#s=1.")
    assert len(address) - len(site + LESSON) < 90
    elsewhere(page, address)
    there = reader.walkthrough(page, 2)
    expect(there.locator(".sentence-words")).to_have_text(sentence)
    assert reader.step(there) == 5
    expect(there).to_be_in_viewport()
    page.keyboard.press("ArrowRight")  # its steps have the keyboard
    assert reader.step(there) == 6
    assert reader.step(reader.walkthrough(page, 0)) == 0


def test_inputs_and_step_arrive_together(page: Page, site: str) -> None:
    reader.visit(page, site + LESSON)
    root = reader.walkthrough(page, 3)
    reader.goes_live(root)
    reader.slide(root, "a", -1.5)
    expect(reader.node(root, "a")).to_have_attribute("data-value", "-1.5")
    root.evaluate("(root) => { root.value = 6; }")
    looks = [reader.number(root, name, "grad") for name in "absc"]
    address = copied(root)
    elsewhere(page, address)
    there = reader.walkthrough(page, 3)
    expect(there.get_by_role("spinbutton", name="a, number")).to_have_value("-1.5")
    reader.goes_live(there)
    expect(reader.node(there, "a")).to_have_attribute("data-value", "-1.5")
    assert reader.step(there) == 6
    assert [reader.number(there, name, "grad") for name in "absc"] == looks


def test_what_is_folded_arrives(page: Page, site: str) -> None:
    root = reader.neurons(page, site)
    root.evaluate("(root) => { root.value = 150; }")
    before = root.locator("[data-fold]").count()
    root.locator("[data-fold]").first.focus()
    page.keyboard.press("Enter")
    expect(root.locator("[data-fold]")).not_to_have_count(before)
    reader.rests(root)
    open_now = "(root) => root.querySelector('[data-widget=graph-view]').view.folding.state.opened"
    opened = root.evaluate(open_now)
    elsewhere(page, copied(root))
    there = reader.walkthrough(page)
    page.wait_for_function("(root) => root.value === 150", arg=there.element_handle())
    assert there.evaluate(open_now) == opened
    expect(page.get_by_label("Begin with")).to_have_value("example:02-autograd/mlp")


def test_a_program_of_one_s_own_opens_shown_and_not_run(page: Page, site: str) -> None:
    reader.visit(page, f"{site}playground.html")
    root = reader.walkthrough(page)
    reader.goes_live(root)
    reader.write_program(root, GOOD)
    expect(reader.node(root, "z")).to_be_attached()
    root.evaluate("(root) => { root.value = 4; }")
    sentence = root.locator(".sentence-words").inner_text()
    address = copied(root)
    assert address.startswith(f"{site}playground.html#s=1.")
    elsewhere(page, address)
    there = page.locator('[data-widget="walkthrough"]')
    assert reader.written(there).rstrip() == GOOD.rstrip()
    expect(there.locator(HELD)).to_contain_text("From a link, not run yet")
    assert reader.engine_settles(page) == "ready"  # Python may be there; the program still does not run
    expect(there).to_have_attribute("data-source", "recorded")
    expect(there.locator("[data-node]")).to_have_count(0)
    there.get_by_role("button", name="Run").click()
    expect(there.locator(".sentence-words")).to_have_text(sentence)
    assert reader.step(there) == 4
    expect(there.locator(HELD)).to_be_hidden()


# Every request that a page puts to Python.
ASKED = """(() => {
  window.asked = [];
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message, ...more) { window.asked.push(JSON.stringify(message)); return post.call(this, message, ...more); };
  const page = window.MessagePort.prototype.postMessage;
  window.MessagePort.prototype.postMessage = function (message, ...more) { try { window.asked.push(JSON.stringify(message)); } catch {} return page.call(this, message, ...more); };
})();"""


@pytest.mark.python_at_once
def test_nothing_but_run_runs_it(page: Page, context: BrowserContext, site: str) -> None:
    context.add_init_script(ASKED)
    reader.visit(page, f"{site}playground.html{link({'step': 2}, LOUD)}")
    root = page.locator('[data-widget="walkthrough"]')
    expect(root.locator(HELD)).to_be_visible()
    assert reader.engine_settles(page) == "ready"
    text = reader.editor(root)
    text.press("Control+End")
    text.press_sequentially("# read")  # what is typed does not run it either
    page.get_by_label("Begin with").select_option("A neuron")
    expect(reader.node(root, "w")).to_be_attached()
    reader.goes_live(root)
    page.get_by_label("Begin with").select_option("A program from a link")
    expect(root.locator(HELD)).to_be_visible()
    page.goto(f"{site}playground.html#example=02-autograd/neuron")  # and back
    reader.goes_live(root)
    page.go_back()
    expect(root.locator(HELD)).to_be_visible()
    reader.engine_rests(page)
    assert not [one for one in page.evaluate("window.asked") if "I ran" in one]
    expect(root.locator('[data-widget="printed"] pre')).not_to_contain_text("I ran")
    reader.editor(root).press("Control+Enter")
    expect(root.locator('[data-widget="printed"] pre')).to_have_text("I ran")
    assert reader.step(root) == 2


def test_a_program_that_was_kept_unread_is_still_not_run(page: Page, site: str) -> None:
    reader.visit(page, f"{site}playground.html{link({}, LOUD)}")
    page.get_by_role("button", name="Yours…").click()
    page.get_by_role("textbox", name="Name").fill("theirs")
    page.get_by_role("button", name="Keep", exact=True).click()
    page.goto("about:blank")
    reader.visit(page, f"{site}playground.html")
    page.get_by_label("Begin with").select_option("theirs")
    root = page.locator('[data-widget="walkthrough"]')
    expect(root.locator(HELD)).to_be_visible()
    assert reader.engine_settles(page) == "ready"
    expect(root.locator("[data-node]")).to_have_count(0)


def test_a_fragment_that_changes_leads_on(page: Page, site: str) -> None:
    reader.visit(page, site + LESSON)
    root = reader.walkthrough(page, 2)
    for step in (3, 7):
        page.evaluate(
            "(hash) => { location.hash = hash; }", link({"example": "02-autograd/shared", "step": step})
        )
        page.wait_for_function("([root, step]) => root.value === step", arg=[root.element_handle(), step])
    page.go_back()
    page.wait_for_function("(root) => root.value === 3", arg=root.element_handle())
    page.evaluate("() => { location.hash = 'what-to-take-along'; }")  # a place on the page is none of ours
    expect(page.locator(".link-note")).to_have_count(0)
    assert reader.step(root) == 3


BAD = {
    "#s=1.AAAA": "cut short",
    link({"step": 1}, GOOD)[:-8]: "cut short",
    link({"step": 1}, GOOD)[:-8] + "AAAAAAAA": "damaged",
    link({}, GOOD, version=7): "newer version",
    link({}, GOOD, version=0): "old version",
    "#s=hello": "does not say which version",
    link({"example": "../../secret"}): "not made by this site",
    link({"step": "<img src=x onerror=alert(1)>"}, "x"): "not made by this site",
    link({}, "#" * 5_000_000): "more than a program may be long",
    "#s=1." + "A" * 40_000: "too large",
}


@pytest.mark.parametrize("where", ["playground.html", LESSON])
def test_a_link_that_is_none_says_why_and_the_page_works(page: Page, site: str, where: str) -> None:
    reader.visit(page, site + where)
    root = reader.walkthrough(page)
    note = page.locator(".link-note")
    for fragment, words in BAD.items():
        page.evaluate("(hash) => { location.hash = hash; }", fragment)
        expect(note).to_contain_text(words)
        expect(note).to_have_attribute("role", "alert")
    note.get_by_role("button", name="Close").click()
    expect(note).to_have_count(0)
    elsewhere(page, site + where + "#s=1.AAAA")
    expect(note).to_contain_text("cut short")
    root = reader.walkthrough(page)
    reader.press_to_end(page, root)
    assert reader.step(root) == reader.last_step(root) > 0


def test_what_a_page_does_not_have_opens_in_the_playground(page: Page, site: str) -> None:
    for shared, words in [
        (link({"example": "02-autograd/ex_cube", "step": 2}), "not on this page"),
        (link({"step": 2}, GOOD), "holds a program"),
    ]:
        elsewhere(page, site + LESSON + shared)
        note = page.locator(".link-note")
        expect(note).to_contain_text(words)
        note.get_by_role("link", name="Open it in the playground").click()
        page.wait_for_url(f"{site}playground.html#s=1.*")
        reader.there(page)
        expect(page.locator('[data-widget="playground"] [data-widget="editor"]')).to_be_attached()
        expect(note).to_have_count(0)


@pytest.mark.allow_console
@pytest.mark.allow_failed_requests
def test_an_example_that_is_gone_says_so(page: Page, site: str) -> None:
    reader.visit(page, f"{site}playground.html#example=02-autograd/gone")
    expect(page.locator(".problem-text")).to_contain_text("could not be loaded (the server answered 404)")


def test_without_a_clipboard_the_link_is_there_to_be_taken_by_hand(
    page: Page, context: BrowserContext, site: str
) -> None:
    context.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', {value: {writeText: () => Promise.reject(new Error('no'))}})"
    )
    reader.visit(page, site + LESSON)
    root = reader.walkthrough(page)
    root.get_by_role("button", name="Share…").click()
    page.get_by_role("button", name="Copy link to this step").click()
    field = page.get_by_role("dialog").get_by_role("textbox", name="Link to this step")
    expect(field).to_be_focused()
    expect(field).to_have_value(re.compile("^http.*#s=1[.]"))
    assert field.evaluate("(one) => one.selectionEnd - one.selectionStart === one.value.length")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_program_too_long_for_a_link_says_so(page: Page, site: str) -> None:
    reader.visit(page, f"{site}playground.html")
    root = reader.walkthrough(page)
    noise = base64.b85encode(random.Random(1).randbytes(40_000)).decode()
    reader.write(root, "".join(f"# {noise[at : at + 1000]}\n" for at in range(0, len(noise), 1000)))
    root.get_by_role("button", name="Share…").click()
    page.get_by_role("button", name="Copy link to this step").click()
    expect(page.locator(".said:popover-open")).to_contain_text("too long for a link")


@pytest.mark.parametrize("device", [reader.PHONE], ids=["phone"])
def test_on_a_phone_it_is_behind_the_dots(page: Page, site: str) -> None:
    reader.visit(page, site + LESSON)
    root = reader.walkthrough(page, 2)
    root.scroll_into_view_if_needed()
    root.evaluate("(root) => { root.value = 4; }")
    address = copied(root)
    elsewhere(page, address)
    there = reader.walkthrough(page, 2)
    page.wait_for_function("(root) => root.value === 4", arg=there.element_handle())
    expect(there.locator(".sentence")).to_be_in_viewport()


def test_a_walkthrough_of_an_exercise_leads_to_the_playground(page: Page, site: str) -> None:
    reader.visit(page, f"{site}modules/02-autograd/07-explore-and-exercises.html")
    one = page.locator('[data-widget="exercise"]').first
    one.get_by_role("button", name="Show the answer").click()
    root = one.locator('[data-widget="walkthrough"]')
    root.evaluate("(root) => { root.value = 2; }")
    address = copied(root)
    assert address.startswith(f"{site}playground.html#s=1.")
    elsewhere(page, address)
    assert reader.step(reader.walkthrough(page)) == 2
