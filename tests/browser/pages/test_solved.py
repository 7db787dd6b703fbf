"""⑨ What has been solved is seen in the sidebar of every page: at once, without a jump, and only where something is."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import reader

EXERCISES = "modules/02-autograd/07-explore-and-exercises.html"
KEY = "stepgrad.answers.1"
ROOM = (
    '#quarto-sidebar .sidebar-solved[data-exercises*="/ex_value"]'  # of the lesson that only sets exercises
)


def keep(page: Page, done: dict[str, str]) -> None:
    kept = {name: {"answers": ["1"], "done": state} for name, state in done.items()}
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, json.dumps(kept)])


def names(page: Page) -> list[str]:
    return str(page.locator(ROOM).get_attribute("data-exercises")).split()


def test_every_exercise_of_the_lesson_counts(page: Page, site: str) -> None:
    reader.visit(page, site + EXERCISES)
    widgets = page.locator('[data-widget="exercise"]').count()
    assert len(names(page)) == widgets > 0
    expect(page.locator(ROOM)).to_have_text("")
    reader.engine_settles(page)


def test_it_is_said_on_other_pages_and_moves_nothing(page: Page, site: str) -> None:
    place = "links => links.map((link) => { const {x, y, width, height} = link.getBoundingClientRect(); return [x, y, width, height]; })"
    page.goto(site + "glossary.html")
    links = page.locator("#quarto-sidebar a")
    before = links.evaluate_all(place)
    some = names(page)
    keep(page, {some[0]: "solved", some[1]: "solved", some[2]: "shown", some[3]: "", "other/one": "solved"})
    page.reload()
    expect(page.locator(".sidebar-solved-count")).to_have_text(f"2 of {len(some)}")
    lesson = page.get_by_role("link", name=f"Explore and exercises (2 of {len(some)} exercises solved)")
    expect(lesson).to_have_count(1)
    assert links.evaluate_all(place) == before
    keep(page, dict.fromkeys(some, "solved"))
    page.reload()
    expect(page.locator(".sidebar-solved-count")).to_have_text("✓")
    expect(page.get_by_role("link", name="(all exercises solved)")).to_have_count(1)
    assert links.evaluate_all(place) == before


def test_solving_one_is_counted_at_once_here_and_in_another_tab(
    page: Page, context: BrowserContext, site: str
) -> None:
    other = context.new_page()
    other.goto(site + "glossary.html")
    reader.visit(page, site + EXERCISES)
    reader.engine_settles(page)
    first = page.locator('[data-widget="exercise"]').first
    first.get_by_role("textbox").first.fill(str(answer(page)))
    first.get_by_role("button", name="Check").first.click()
    for one in (page, other):
        expect(one.locator(".sidebar-solved-count")).to_have_text(f"1 of {len(names(page))}")
    page.get_by_role("button", name="Forget my answers").click()
    for one in (page, other):
        expect(one.locator(ROOM)).to_have_text("")


def answer(page: Page) -> float:
    """The value that the first exercise asks for, as its trace has it."""
    return float(
        page.evaluate(
            """async ([name]) => {
      const base = document.querySelector('script[src$="assets/solved.js"]').src.replace("solved.js", "");
      const trace = await (await fetch(`${base}traces/${name}.json`)).json();
      return trace.nodes.value.at(-1);
    }""",
            [names(page)[0]],
        )
    )


@pytest.mark.parametrize("stored", ["{", "7", '{"02-autograd/ex_value": {"done": "<b>"}}'])
def test_what_storage_holds_is_not_trusted(page: Page, site: str, stored: str) -> None:
    page.goto(site + "glossary.html")
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, stored])
    page.reload()
    page.wait_for_load_state("load")
    expect(page.locator(ROOM)).to_have_text("")
