"""⑧ Text that runs from right to left turns nothing around it, and code is shown in the order in which Python reads it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import reader

HEBREW = "\u05e9\u05dc\u05d5\u05dd"
UNSEEN = re.compile("[\u202a-\u202e\u200e\u200f\u061c]")

# Where each letter of an element's text is drawn: [letter, x], in the order of the text.
DRAWN = """(element) => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    for (let i = 0; i < node.length; i += 1) {
      const range = document.createRange();
      range.setStart(node, i);
      range.setEnd(node, i + 1);
      const {left, width, top} = range.getBoundingClientRect();
      if (width > 0) found.push([node.data[i], left, top]);
    }
  }
  return found;
}"""


def read(element: Locator) -> str:
    """What an eye reads, line by line, from left to right."""
    letters: list[tuple[str, float, float]] = element.evaluate(DRAWN)
    lines: list[list[tuple[str, float, float]]] = []
    for letter in sorted(letters, key=lambda one: one[2]):
        if not lines or letter[2] - lines[-1][0][2] > 8:
            lines.append([])
        lines[-1].append(letter)
    return "".join(letter for line in lines for letter, _, _ in sorted(line, key=lambda one: one[1]))


@pytest.fixture
def playground(page: Page, site: str) -> Locator:
    reader.visit(page, f"{site}playground.html")
    root = reader.walkthrough(page)
    reader.goes_live(root)
    return root


def test_a_label_turns_nothing_around_it(page: Page, playground: Locator) -> None:
    source = f'from stepgrad import Value\nx = Value(2.0, label="{HEBREW}")\ny = 3 * x\ny.backward()\n'
    reader.write_program(playground, source)
    playground.locator(f'[data-node][data-label="{HEBREW}"]').wait_for()
    playground.evaluate("root => { root.value = 1; }")
    turned = HEBREW[::-1]
    assert read(playground.locator(".sentence-words")) == f"y = 3 × {turned} = 3 × 2 = 6."
    playground.evaluate("root => { root.value = 3; }")
    assert read(playground.locator(".sentence-words")).startswith(f"{turned} receives 1 × 3 = 3 from y")
    named = playground.locator(f'[data-node][data-label="{HEBREW}"]')
    assert f"\u2068{HEBREW}\u2069, " in str(named.get_attribute("aria-label"))
    named.click()
    card = playground.locator('[data-widget="graph-card"]')
    assert read(card.locator(".graph-card-name")) == turned
    assert read(card.locator(".ledger-term")) == "1 × 3 = 3"


def test_a_message_turns_nothing_around_it(page: Page, playground: Locator) -> None:
    reader.write_program(
        playground, f'class {HEBREW}(Exception): pass\nraise {HEBREW}("{HEBREW} (1) \\u202e x")'
    )
    expect(playground.locator(".problem-text")).to_contain_text("line 2")  # for a screen reader
    message = playground.locator(".editor-message")
    turned = HEBREW[::-1]
    assert read(message).startswith(f"{turned}: ")  # and what follows turns as it likes
    assert not UNSEEN.search(message.inner_text())


@pytest.mark.parametrize("ran", [True, False])
def test_code_is_shown_in_the_order_in_which_it_is_read(page: Page, playground: Locator, ran: bool) -> None:
    line = f'y = ("{HEBREW}" + "{HEBREW}", 5)  # \u202e \u2066 (x) if'
    source = f"from stepgrad import Value\n{line}\nz = Value(1.0) * 2\n"
    if ran:
        reader.write_program(playground, source)
        reader.node(playground, "z").wait_for()
    else:
        reader.write(playground, source)
    shown = playground.locator(".cm-line").nth(1)
    turned = HEBREW[::-1]
    assert read(shown).replace("\n", "").rstrip() == f'y = ("{turned}" + "{turned}", 5)  #   (x) if'
    assert not UNSEEN.search(shown.inner_text())
    expect(shown.locator(".code-control")).to_have_count(2)
    assert reader.written(playground) == source  # and nothing is lost
