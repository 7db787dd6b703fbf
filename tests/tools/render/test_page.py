"""Rendered pages in a real browser: the OJS cells run, the page folds and changes colours, under a base path, alone with its origin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tools import chromium
from tools.render.site import render_site
from tools.serve import serving

from .conftest import HEAD, ROOT

IMPORT = '```{ojs}\n//| output: false\nimport {md, counter} from "../assets/index.js"\n```\n\n'

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if chromium.find() is None:
        pytest.fail(chromium.MISSING, pytrace=False)
    with chromium.opened() as browser:
        yield browser


@pytest.fixture
def open_page(project: Path, tmp_path: Path, browser: Browser) -> Iterator[Open]:
    """Renders lessons/one.qmd with a text, serves the site below /base/, opens it; whatever the page complains of fails the test."""
    with ExitStack() as stack:
        complaints: list[str] = []

        def open_(text: str, *, complains: bool = False, **options: object) -> Page:
            (project / "lessons/one.qmd").write_text(HEAD + text)
            render_site(project, tmp_path / "out")
            url = stack.enter_context(serving(tmp_path / "out", "/base/"))
            context = browser.new_context(**options)  # type: ignore[arg-type]
            stack.callback(context.close)
            context.on(
                "request", lambda r: None if r.url.startswith((url, "data:")) else complaints.append(r.url)
            )
            if not complains:
                context.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
                context.on("weberror", lambda e: complaints.append(str(e.error)))
            page = context.new_page()
            page.goto(f"{url}lessons/one.html")
            return page

        yield open_
        assert complaints == []


def test_cells_run_in_the_order_of_their_names_and_follow_a_view(open_page: Open) -> None:
    page = open_page(
        IMPORT
        + "```{ojs}\ndouble = 2 * count\n```\n\n```{ojs}\nviewof count = counter(3)\n```\n\n"
        + "```{ojs}\nhtml`<output>${double}</output>`\n```\n"
    )
    expect(page.locator("output")).to_have_text("6")
    page.locator("button.counter").click()
    expect(page.locator("output")).to_have_text("8")
    # What Quarto does too: a named value that is no element stays out of sight, and buttons become Bootstrap's.
    expect(page.locator("#ojs-cell-2")).to_be_hidden()
    expect(page.locator("button.counter")).to_have_class("counter btn btn-quarto")
    expect(page.locator("button.counter")).to_have_count(1)


def test_mutable_viewof_generators_and_promises(open_page: Open) -> None:
    page = open_page(
        IMPORT
        + "```{ojs}\nmutable total = 1\n```\n\n```{ojs}\nviewof x = counter(5)\n```\n\n"
        + "```{ojs}\nlater = new Promise((resolve) => setTimeout(() => resolve('come'), 10))\n```\n\n"
        + "```{ojs}\nhtml`<p id=total>${total} ${later} ${viewof x.className.split(' ')[0]}</p>`\n```\n\n"
        + "```{ojs}\n{\n  const add = html`<button id=add>add</button>`;\n"
        + "  add.onclick = () => { mutable total = mutable total + 1; };\n  return add;\n}\n```\n"
        + "\n```{ojs}\n{\n  for (let i = 0; i < 3; i += 1) yield html`<i id=last>${i}</i>`;\n}\n```\n"
    )
    expect(page.locator("#total")).to_have_text("1 come counter")
    expect(page.locator("#last")).to_have_text("2")
    page.locator("#add").click()
    expect(page.locator("#total")).to_have_text("2 come counter")


def test_a_cell_that_fails_says_so_in_its_place_and_the_others_run(open_page: Open) -> None:
    page = open_page(
        IMPORT + "```{ojs}\nnotDefined + 1\n```\n\n```{ojs}\nhtml`<p id=fine>fine</p>`\n```\n", complains=True
    )
    expect(page.locator("#ojs-cell-2").get_by_role("alert")).to_contain_text("notDefined is not defined")
    expect(page.locator("#fine")).to_be_visible()


def test_a_bundle_that_cannot_be_loaded_is_told_where_it_is_needed(open_page: Open, project: Path) -> None:
    (project / "assets/index.js").write_text("throw new Error('the bundle is broken');")
    page = open_page(IMPORT + "```{ojs}\nviewof x = counter(1)\n```\n", complains=True)
    expect(page.locator("#ojs-cell-2").get_by_role("alert")).to_contain_text("the bundle is broken")


def test_a_root_relative_import_works_below_a_base_path(open_page: Open) -> None:
    page = open_page(IMPORT.replace("../assets", "/assets") + "```{ojs}\nviewof x = counter(7)\n```\n")
    expect(page.locator("button.counter")).to_have_text("7")


def test_light_and_dark_follow_the_system_until_the_reader_chooses(open_page: Open) -> None:
    page = open_page("Text.\n", color_scheme="dark")
    background = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(background)
    expect(page.locator("body")).to_have_class("nav-sidebar floating nav-fixed quarto-dark")
    page.emulate_media(color_scheme="light")
    expect(page.locator("body")).to_have_class("nav-sidebar floating nav-fixed quarto-light")
    light = page.evaluate(background)
    assert light != dark
    page.locator(".quarto-color-scheme-toggle").click()
    assert page.evaluate(background) == dark
    page.reload()
    assert page.evaluate(background) == dark
    expect(page.locator(".quarto-color-scheme-toggle")).to_have_attribute("aria-pressed", "true")


def test_without_scripts_the_page_is_still_dark_for_who_wants_it(open_page: Open) -> None:
    page = open_page("Text.\n", color_scheme="dark", java_script_enabled=False)
    shown = page.screenshot()
    page.emulate_media(color_scheme="light")
    assert page.screenshot() != shown


def test_the_first_key_reaches_the_text(open_page: Open) -> None:
    page = open_page("Text.\n")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_phone_has_everything_behind_two_buttons_and_nothing_sticks_out(open_page: Open) -> None:
    table = "| step | upstream | local | contribution |\n|---:|---:|---:|---:|\n| 1 | 1 | 14 | 14 |\n\n"
    code = "```python\n" + "x = " + " + ".join(["one_long_name"] * 12) + "\n```\n"
    page = open_page(f"## Part\n\n{table}{code}", viewport={"width": 360, "height": 720}, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    expect(page.locator("#quarto-sidebar")).to_be_hidden()
    page.locator(".quarto-secondary-nav button").tap()
    expect(page.get_by_role("link", name="Two").first).to_be_visible()
    page.locator(".navbar-toggler").tap()
    expect(page.locator("#navbarCollapse").get_by_role("link", name="Home")).to_be_visible()


def test_folding_callouts_and_tabs(open_page: Open) -> None:
    page = open_page(
        '::: {.callout-note collapse="true" title="Answer"}\nForty-two.\n:::\n\n'
        "::: {.panel-tabset}\n## Ours\none\n\n## PyTorch\ntwo\n:::\n"
    )
    expect(page.get_by_text("Forty-two.")).to_be_hidden()
    page.get_by_role("button", name="Note Answer").press("Enter")
    expect(page.get_by_text("Forty-two.")).to_be_visible()
    expect(page.get_by_text("two", exact=True)).to_be_hidden()
    page.get_by_role("tab", name="PyTorch").click()
    expect(page.get_by_text("two", exact=True)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(scheme: str, open_page: Open) -> None:
    page = open_page(
        "Some `code`, [forward]{.forward} and [backward]{.backward}, a [link](two.qmd).\n\n"
        "## Part\n\n::: {.callout-tip}\n## Title\nText.\n:::\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
        "```python\nx = 'text'  # a comment\nfor i in range(3): print(i + 1.5)\n```\n\n> Quoted.\n\n### Sub\n\n$$c = b^2$$\n",
        color_scheme=scheme,
    )
    page.add_script_tag(content=(ROOT / "node_modules/axe-core/axe.min.js").read_text("utf-8"))
    violations = page.evaluate(
        "axe.run().then((r) => r.violations.map((v) => [v.id, v.nodes.map((n) => n.html.slice(0, 120))]))"
    )
    assert violations == []
