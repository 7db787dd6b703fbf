"""⑨ How lines break, on every page, on wide and narrow windows: none begins with what belongs to the end of the one before, none ends with an opening parenthesis."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser import reader

WIDTHS = (1920, 1280, 1024, 768, 600, 390, 360, 320)

# Each mark of a paragraph beside what stands before it (or, for an opening one, after it): both on one line.
# Where a paragraph's line begins is where its first letter is; a mark there has come down alone.
TORN = r"""() => {
  const torn = [];
  const blocks = document.querySelectorAll("main :is(p, li, dd, dt, td, th, h1, h2, h3, h4, figcaption, .description)");
  for (const block of blocks) {
    if (!block.checkVisibility() || block.querySelector(":scope :is(p, li, [data-widget], svg)") || block.closest("svg")) continue;
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    const letters = [];
    for (let node; (node = walker.nextNode());) {
      if (node.parentElement.closest("annotation, .visually-hidden")) continue;
      const formula = node.parentElement.closest("math");
      if (formula) {
        if (letters.at(-1)?.formula !== formula) letters.push({char: "x", formula, box: formula.getBoundingClientRect()});
        continue;
      }
      const code = Boolean(node.parentElement.closest("code, kbd"));
      for (let at = 0; at < node.data.length; at += 1) letters.push({char: node.data[at], node, at, code});
    }
    const box = (letter) => {
      if (letter.box) return letter.box;
      const range = document.createRange();
      range.setStart(letter.node, letter.at);
      range.setEnd(letter.node, letter.at + 1);
      return (letter.box = range.getBoundingClientRect());
    };
    letters.forEach((letter, at) => {
      const closes = ".,;:)!?".includes(letter.char) && !letter.code;
      const opens = letter.char === "(" && !letter.code;
      const beside = letters[closes ? at - 1 : at + 1];
      if (!(closes || opens) || !beside || /\s/.test(beside.char)) return;
      const [one, other] = [box(letter), box(beside)];
      if (one.height && other.height && (one.top >= other.bottom - 1 || other.top >= one.bottom - 1))
        torn.push(`${letter.char} of “${block.textContent.trim().replace(/\s+/g, " ").slice(0, 60)}”`);
    });
  }
  return torn;
}"""


def test_no_line_begins_with_a_full_stop(shown: Page) -> None:
    torn = {}
    for width in WIDTHS:
        shown.set_viewport_size({"width": width, "height": 740})
        reader.drawn(shown)
        if found := shown.evaluate(TORN):
            torn[width] = found
    assert torn == {}
