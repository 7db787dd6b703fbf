"""⑧ Where code is written: a field at once, CodeMirror in its place, and what a reader can do in either."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser import reader
from tests.browser.mounting import TWO_PATHS, mounted, step
from tests.browser.pages.test_every_page import AXE, violations
from tools.serve import SITE

# An editor between two buttons, on a page of the site.
MOUNT = """async (options) => {
  const { editor } = await import(new URL('assets/index.js', document.baseURI).href);
  window.heard = { input: 0, run: 0 };
  const one = editor({ ...options, names: () => ['alpha', 'x[0]', '<b>'], run: () => { window.heard.run += 1; } });
  one.addEventListener('input', () => { window.heard.input += 1; });
  const [before, after] = ['before', 'after'].map((name) => Object.assign(document.createElement('button'), { textContent: name }));
  const title = Object.assign(document.createElement('h1'), { textContent: 'An editor' });
  document.querySelector('main').replaceChildren(title, before, one, after);
}"""
SELECTED = "() => { const {activeElement: one} = document; return one.matches('textarea') ? one.value.slice(one.selectionStart, one.selectionEnd) : String(getSelection()); }"


def mount(page: Page, site: str, value: str = "", **options: Any) -> Locator:
    page.goto(f"{site}404.html")
    page.evaluate(MOUNT, {"value": value, "rows": 3, **options})
    return page.locator('main [data-widget="editor"]')


def rich(page: Page, site: str, value: str = "", **options: Any) -> Locator:
    """The same with CodeMirror, written in at its end."""
    root = mount(page, site, value, **options)
    reader.editor(page.locator("main")).focus()
    page.keyboard.press("ControlOrMeta+End")
    return root


def text(root: Locator) -> str:
    return str(root.evaluate("(one) => one.value"))


def heard(page: Page) -> dict[str, int]:
    found: dict[str, int] = page.evaluate("window.heard")
    return found


@pytest.fixture(scope="module")
def codemirror() -> str:
    """Where CodeMirror is, as a pattern of addresses: its file is named by what is in it."""
    (file,) = (one for one in (SITE / "assets").rglob("*.js") if "cm-gutters" in one.read_text("utf-8"))
    return f"**/{file.name}"


class Held:
    """CodeMirror comes when it is let go: what a page's script does counts as a press, after which it may come by itself."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.waiting, self.holds = page, list[Route](), True
        page.route(address, self.asked)

    def asked(self, route: Route) -> None:
        if self.holds:
            self.waiting.append(route)
        else:
            route.continue_()

    def let_go(self) -> None:
        self.holds = False
        for route in self.waiting:
            route.continue_()


def test_the_field_works_at_once_and_all_is_as_it_was_when_codemirror_comes(
    page: Page, site: str, codemirror: str
) -> None:
    held = Held(page, codemirror)
    root = mount(page, site, "a = 1\nb = 2")
    field = root.locator("textarea")
    field.click()
    field.press("ControlOrMeta+End")
    page.keyboard.type("34")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Shift+ArrowLeft")
    assert text(root) == "a = 1\nb = 234"
    assert page.evaluate(SELECTED) == "34"
    assert heard(page)["input"] == 2
    field.press("ControlOrMeta+Enter")
    assert heard(page)["run"] == 1
    expect(root).to_have_attribute("data-plain", "")
    held.let_go()
    content = reader.editor(page.locator("main"))
    expect(content).to_be_focused()
    assert text(root) == "a = 1\nb = 234"
    assert page.evaluate(SELECTED) == "34"
    assert heard(page) == {"input": 2, "run": 1}
    page.keyboard.type("5")  # in the place of what was selected
    assert text(root) == "a = 1\nb = 25"
    for _ in range(3):
        page.keyboard.press("ControlOrMeta+Z")
    assert text(root) == "a = 1\nb = 2"  # as it was before CodeMirror
    page.keyboard.press("ControlOrMeta+Shift+Z")
    assert text(root) != "a = 1\nb = 2"


def test_codemirror_is_asked_for_after_the_first_step_or_at_the_first_touch(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    # what a test evaluates counts as a press
    page.add_init_script(
        "Object.defineProperty(navigator, 'userActivation', { value: { hasBeenActive: false } })"
    )
    reader.visit(page, f"{site}playground.html")
    root = reader.walkthrough(page)
    reader.engine_settles(page)
    reader.engine_rests(page)
    before = len([url for url in asked if url.endswith(".js")])
    expect(root.locator('[data-widget="editor"]')).to_have_attribute("data-plain", "")
    root.get_by_role("button", name="Next").first.click()
    expect(root.locator('[data-widget="editor"]')).not_to_have_attribute("data-plain", "")
    assert len([url for url in asked if url.endswith(".js")]) > before


@pytest.mark.allow_console
@pytest.mark.allow_failed_requests
def test_where_codemirror_does_not_come_the_field_goes_on(page: Page, site: str, codemirror: str) -> None:
    page.route(codemirror, lambda route: route.abort())
    root = mount(page, site, "x = 1")
    field = root.locator("textarea")
    with page.expect_event("requestfailed"):
        field.click()
    field.press("ControlOrMeta+End")
    page.keyboard.type("0")
    assert text(root) == "x = 10"
    root.evaluate("(one) => one.errors([{line: 1, message: 'NameError: <b>no</b>'}])")
    expect(root.locator("[data-wrong]")).to_have_text("x = 10")
    expect(root.locator(".editor-told")).to_have_text("Line 1: NameError: <b>no</b>")
    expect(field).to_have_attribute("aria-invalid", "true")
    page.unroute(codemirror)
    root.dispatch_event("pointerdown")  # the next touch tries again
    reader.editor(page.locator("main"))
    assert text(root) == "x = 10"
    expect(root.locator("[data-wrong] + .editor-message")).to_have_text("NameError: <b>no</b>")


def test_lines_are_indented_brackets_closed_and_all_undone(page: Page, site: str) -> None:
    root = rich(page, site)
    page.keyboard.type("def f(x):")
    assert text(root) == "def f(x):"  # what closes a bracket is typed over what was there already
    page.keyboard.press("Enter")
    page.keyboard.type("if x:")
    page.keyboard.press("Enter")
    page.keyboard.type("return [x")
    assert text(root) == "def f(x):\n    if x:\n        return [x]"
    expect(root.locator(".cm-matchingBracket")).to_have_count(2)
    page.keyboard.press("End")
    page.keyboard.press("ControlOrMeta+[")
    assert text(root).endswith("\n    return [x]")
    page.keyboard.press("ControlOrMeta+]")
    assert text(root).endswith("\n        return [x]")
    changes = heard(page)["input"]
    while text(root):
        page.keyboard.press("ControlOrMeta+Z")
    page.keyboard.press("ControlOrMeta+Shift+Z")
    assert text(root)
    assert heard(page)["input"] > changes


def test_input_is_said_once_for_each_change_of_the_reader_s(page: Page, site: str) -> None:
    root = rich(page, site, "x = 1")
    page.keyboard.type("2")
    assert heard(page)["input"] == 1
    root.evaluate("(one) => { one.value = 'y = 1'; one.rewrite('y = 2'); }")
    assert text(root) == "y = 2"
    assert heard(page)["input"] == 1
    page.keyboard.press("ControlOrMeta+Z")  # a program's text is undone, what follows a slider is not
    assert text(root).startswith("x")


def test_tab_leaves_and_the_keys_are_told(page: Page, site: str) -> None:
    root = rich(page, site, "x = 1")
    content = root.locator(".cm-content")
    for key, name in [("Tab", "after"), ("Shift+Tab", "before")]:
        content.focus()
        page.keyboard.press(key)
        expect(page.get_by_role("button", name=name)).to_be_focused()
    content.focus()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="after")).to_be_focused()
    assert text(root) == "x = 1"
    box = page.get_by_role("textbox", name="Program")
    assert "Tab leaves" in str(
        box.evaluate("(one) => document.getElementById(one.getAttribute('aria-describedby')).textContent")
    )


def test_run_is_a_key(page: Page, site: str) -> None:
    root = rich(page, site, "x = 1")
    page.keyboard.press("Control+Enter")
    assert heard(page) == {"input": 0, "run": 1}
    assert text(root) == "x = 1"


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("al", "alpha"),  # a name of the program that ran
        ("gamma = 1\nga", "gamma"),  # one that stands in the text
        ("import torch\ntorch.lins", "linspace"),
        ("import torch.nn.functional as F\nF.cross_e", "cross_entropy"),
        ("from torch import nn\nnn.Seq", "Sequential"),
        ("from stepgrad import Val", "Value"),
        ("from stepgrad import Value\nx = Value(2.0)\nx.backw", "backward"),
        ("import torch\nx = torch.ones(3)\nx.view_", "view_as"),
    ],
)
def test_names_are_offered(page: Page, site: str, typed: str, offered: str) -> None:
    root = rich(page, site)
    *lines, last = typed.split("\n")
    if lines:
        root.evaluate("(one, text) => { one.value = text; }", "\n".join([*lines, ""]))
        page.keyboard.press("ControlOrMeta+End")
    page.keyboard.type(last)
    option = page.get_by_role("option", name=re.compile(rf"^{offered}\b")).first
    expect(option).to_be_visible()
    option.click()
    assert text(root).endswith(offered)
    assert heard(page)["input"] > 0
    expect(page.get_by_role("listbox")).to_have_count(0)


def test_nothing_is_offered_in_a_comment_and_no_name_that_is_none(page: Page, site: str) -> None:
    root = rich(page, site)
    page.keyboard.type("# alph")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Space")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    assert "<b>" not in options.all_inner_texts()
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    assert text(root).strip() == "# alph"


def test_an_error_stands_in_its_line_until_the_text_is_another(page: Page, site: str) -> None:
    root = rich(page, site, "a = 1\nb = 2\nc = 3")
    root.evaluate(
        "(one) => one.errors([{line: 2, message: 'ValueError: <img src=x onerror=alert(1)>'}, {line: 99}])"
    )
    wrong, message = root.locator("[data-wrong]"), root.locator(".editor-message")
    expect(wrong).to_have_text("b = 2")
    expect(message).to_have_text("ValueError: <img src=x onerror=alert(1)>")
    under = message.bounding_box()
    line = wrong.bounding_box()
    assert under
    assert line
    assert abs(line["y"] + line["height"] - under["y"]) < 2
    expect(root.locator(".cm-content")).to_have_attribute("aria-invalid", "true")
    assert text(root) == "a = 1\nb = 2\nc = 3"  # it is no part of the text
    page.keyboard.type("0")
    expect(message).to_have_count(0)
    expect(wrong).to_have_count(0)


def test_a_line_too_long_scrolls_and_shows_that_it_goes_on(page: Page, site: str) -> None:
    root = rich(page, site, "x = " + " + ".join(["1"] * 200))
    scroller = root.locator(".cm-scroller")
    expect(scroller).to_have_attribute("data-more", "left")  # the end is where one writes
    page.keyboard.press("Home")
    expect(scroller).to_have_attribute("data-more", "right")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("plain", [True, False])
def test_the_marks_follow_the_steps(page: Page, site: str, codemirror: str, plain: bool) -> None:
    held = Held(page, codemirror)
    if not plain:
        held.let_go()
    root = mounted(page, site, TWO_PATHS, editable=True)
    lit = root.locator(".editor .code-piece[data-active]")
    if not plain:
        reader.editor(root)
    seen = []
    for at in range(1, reader.last_step(root) + 1):
        step(root, at)
        seen.append((lit.all_inner_texts(), lit.first.get_attribute("data-active")))
    assert seen == [
        (["a + b"], "forward"),
        (["s * b"], "forward"),
        (["s * b"], "seed"),
        *[(["s * b"], "backward")] * 2,
        *[(["a + b"], "backward")] * 2,
    ]
    held.let_go()
    # a text that is another one has none of them
    reader.write(root, TWO_PATHS + "d = c")
    expect(lit).to_have_count(0)


PHONE = {**reader.PHONE, "viewport": {"width": 390, "height": 664}}


@pytest.mark.parametrize("device", [PHONE])
def test_on_a_phone_nothing_zooms_corrects_or_sticks_out(page: Page, site: str, codemirror: str) -> None:
    held = Held(page, codemirror)
    root = mounted(page, site, TWO_PATHS, editable=True)
    size = "(one) => parseFloat(getComputedStyle(one).fontSize)"
    field = root.locator("textarea")
    assert field.evaluate(size) >= 16
    field.tap()
    held.let_go()
    content = reader.editor(root)
    expect(content).to_be_focused()
    assert content.evaluate(size) >= 16
    for name in ("autocorrect", "autocapitalize"):
        expect(content).to_have_attribute(name, "off")
    expect(content).to_have_attribute("spellcheck", "false")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box = root.locator(".editor").bounding_box()
    assert box
    assert box["height"] >= 6 * 16 * 1.6  # some lines are seen while one writes


COLOURS = """(root) => Object.fromEntries(['keyword', 'string', 'number', 'comment'].map((kind) => {
  const {color, fontWeight, fontStyle} = getComputedStyle(root.querySelector(`.code-${kind}`));
  return [kind, [color, fontWeight, fontStyle]];
}))"""
CODE = """def f(x):
    '''says'''
    return f"{x:.2f}" + 'a' + str(0x1f)  # why
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_code_is_coloured_alike(page: Page, site: str, codemirror: str, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    held = Held(page, codemirror)
    root = mount(page, site, CODE)
    code = [f"{one}" for one in ("keyword", "string", "number", "comment")]

    def words() -> list[list[str]]:
        return [root.locator(f".code-{kind}").all_inner_texts() for kind in code]

    plain, before = words(), root.evaluate(COLOURS)
    held.let_go()
    reader.editor(page.locator("main"))
    assert root.evaluate(COLOURS) == before
    # CodeMirror cuts some of them more finely
    assert ["".join(kind) for kind in words()] == ["".join(kind) for kind in plain]
    reader.visit(page, f"{site}modules/02-autograd/03-scalar-engine.html")
    static = page.evaluate("""() => Object.fromEntries(Object.entries({keyword: 'kw', string: 'st', number: 'dv', comment: 'co'}).map(([kind, name]) => {
      const {color, fontWeight, fontStyle} = getComputedStyle(document.querySelector(`div.sourceCode code span.${name}`));
      return [kind, [color, fontWeight, fontStyle]];
    }))""")
    assert static == before


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_while_one_writes(page: Page, site: str, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    root = mount(page, site, CODE + "\n".join(f"y{i} = {i}" for i in range(60)), rows=10)
    reader.editor(page.locator("main")).focus()
    root.evaluate("(one) => one.errors([{line: 2, message: 'ValueError: no'}])")
    page.evaluate(AXE)
    assert violations(page, "{}") == []
