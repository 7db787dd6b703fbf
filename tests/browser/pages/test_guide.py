"""⑨ The authors' guide: what it shows works, and its list of widgets is the list of what a page can import."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser import reader

ROOT = Path(__file__).resolve().parents[3]


# By hand: c = 2x · (x + 1) has the slope 4x + 2, and at 0 only the path through a is open.
def test_a_zero_stops_one_path(page: Page, site: str) -> None:
    reader.visit(page, site + "guide/authors.html")
    root = reader.walkthrough(page)
    reader.goes_live(root)
    reader.slide(root, "x", 0)
    reader.press_to_end(page, root)
    expect(reader.node(root, "x")).to_have_attribute("data-grad", "2")


def test_the_ledger_and_the_buttons_belong_to_the_walkthrough(page: Page, site: str) -> None:
    reader.visit(page, site + "guide/authors.html")
    root = reader.walkthrough(page)
    reader.goes_live(root)
    page.get_by_role("button", name="x = −0.5").click()
    expect(reader.node(root, "x")).to_have_attribute("data-grad", "0")
    # On the way through a: 2 · 0.5; through b: 1 · (−1).
    ledger = page.locator('[data-widget="ledger"]')
    for term in ("0.5 × 2 = 1", "−1 × 1 = −1"):
        expect(ledger).to_contain_text(re.compile(re.escape(term).replace(r"\ ", r"\s*")))


def test_the_exercise_explains_a_path_that_was_forgotten(page: Page, site: str) -> None:
    reader.visit(page, site + "guide/authors.html")
    root = page.locator('[data-widget="exercise"]')
    # By hand: c = (a + b) · b at 2 and 3 is 15; its slopes are b = 3 and a + 2b = 8. Entered is b by way of the sum only.
    for field, answer in zip(root.locator("input").all(), ("15", "3", "3"), strict=True):
        field.fill(answer)
    root.get_by_role("button", name="Check").click()
    expect(root).to_have_attribute("data-state", "wrong")
    root.locator("input").last.fill("8")
    root.get_by_role("button", name="Check").click()
    expect(root).to_have_attribute("data-state", "solved")


def test_every_widget_that_a_page_can_import_is_listed(page: Page, site: str) -> None:
    reader.visit(page, site + "guide/authors.html")
    listed = [
        text.split("(")[0] for text in page.locator("dt:visible:not([data-widget] dt)").all_inner_texts()
    ]
    index = "".join((ROOT / "ojs" / name).read_text("utf-8") for name in ("index.js", "more.js"))
    exported = re.findall(r'export \{ (.*?) \} from "\./widgets/', index)
    assert sorted(listed) == sorted(name for names in exported for name in names.split(", "))


def test_every_widget_of_a_whole_example_says_what_it_takes(page: Page, site: str) -> None:
    reader.visit(page, site + "guide/authors.html")
    described = page.locator("dt", has_text="walkthrough(example").locator("xpath=following-sibling::dd[1]")
    for option in ("sliders", "show", "editable", "live", "step", "label"):
        expect(described.locator("code", has_text=re.compile(f"^{option}$"))).to_have_count(1)
