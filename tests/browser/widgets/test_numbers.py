"""⑧ Numbers stand where they happen: on the active edge, in the node that receives, in the pinned panel; they cover nothing and fit."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import reader

LESSONS = [
    "01-computational-graph",
    "02-the-math",
    "03-scalar-engine",
    "04-tensors",
    "05-pytorch",
    "06-memory-and-pitfalls",
    "07-explore-and-exercises",
]
PAGES = ["index.html", *(f"modules/02-autograd/{name}.html" for name in LESSONS)]
SIZES = {"1280x720": (1280, 720), "390x664": (390, 664)}

# Goes through every step of every walkthrough of the page, and says what is wrong with the numbers there.
AUDIT = """async () => {
  const found = [];
  const box = (one) => one.getBoundingClientRect();
  const meet = (a, b, by = 0) => a.left < b.right - by && b.left < a.right - by && a.top < b.bottom - by && b.top < a.bottom - by;
  const inside = (outer, one, by = 1) => one.left >= outer.left - by && one.right <= outer.right + by && one.top >= outer.top - by && one.bottom <= outer.bottom + by;
  const seen = (one) => one.checkVisibility({visibilityProperty: true}) && one.textContent.trim() !== '';
  let products = 0;
  const roots = [...document.querySelectorAll('[data-widget=walkthrough]')].filter((one) => one.checkVisibility());
  for (const [nth, root] of roots.entries()) {
    const {walk} = root;
    if (walk.trace.nodes.length > 300) continue;
    root.scrollIntoView();
    const places = new Map();
    for (let step = walk.trace.steps.length; step >= 0; step -= 1) {
      walk.set(step);
      await null;
      const where = `walkthrough ${nth}, step ${step}: `;
      const scroll = root.querySelector('.graph-view-scroll');
      const frame = box(scroll);
      const sight = {left: frame.left, top: frame.top, right: frame.left + scroll.clientWidth, bottom: frame.top + scroll.clientHeight};
      const cards = [...root.querySelectorAll('.graph-view .gv-node')];
      const svg = box(root.querySelector('.graph-view svg'));
      for (const [i, card] of cards.entries()) {
        const at = box(card.querySelector('.gv-card'));
        const now = [at.left - svg.left, at.top - svg.top, at.width, at.height].map(Math.round).join();
        const key = `${walk.pass} ${cards.length} ${i}`;
        if (places.has(key) && places.get(key).split(',').some((one, j) => Math.abs(one - now.split(',')[j]) > 1)) found.push(`${where}card ${i} moved from ${places.get(key)} to ${now}`);
        places.set(key, now);
      }
      const active = cards.filter((card) => card.hasAttribute('data-active') || card.hasAttribute('data-giving'));
      for (const card of active) {
        const own = box(card.querySelector('.gv-card'));
        const texts = [...card.querySelectorAll(':scope > text')].filter(seen); // not what lies on its rim
        for (const text of texts) if (!inside(own, box(text))) found.push(`${where}"${text.textContent}" leaves its card`);
        for (const [i, a] of texts.entries()) for (const b of texts.slice(i + 1)) if (meet(box(a), box(b), 3)) found.push(`${where}"${a.textContent}" meets "${b.textContent}"`);
      }
      const {event} = walk.state;
      const scalar = event?.kind === 'backward' && [event.upstream, event.local, event.contribution].every((one) => one !== null && typeof one !== 'object');
      const edge = scalar && root.querySelector('.gv-edge[data-active=backward]');
      const product = root.querySelector('.gv-product');
      const shown = product?.checkVisibility({visibilityProperty: true}) ?? false;
      if (shown !== Boolean(edge)) found.push(`${where}the product is ${shown ? '' : 'not '}there`);
      if (shown) {
        products += 1;
        const sign = box(product.querySelector('.gv-product-box'));
        const words = product.textContent.replace(/\\s/g, '');
        if (!/^[^×=]+(×10[⁻⁰-⁹¹²³]+)?×.+=.+$/.test(words)) found.push(`${where}it says ${words}`);
        if (!inside(sight, sign, 1.5)) found.push(`${where}"${words}" is cut off: ${[sign.left, sign.top, sign.right, sign.bottom].map(Math.round)} of ${[sight.left, sight.top, sight.right, sight.bottom].map(Math.round)}`);
        if (!inside(sign, box(product.querySelector('text')))) found.push(`${where}"${words}" leaves its sign`);
        for (const card of cards) if (meet(sign, box(card.querySelector('.gv-card')))) found.push(`${where}"${words}" covers ${card.dataset.label}`);
        for (const chip of root.querySelectorAll('.gv-label')) if (seen(chip) && meet(sign, box(chip.querySelector('.gv-local')), 1)) found.push(`${where}"${words}" covers "${chip.textContent}"`);
        const size = box(product.querySelector('tspan')).height;
        if (size < 10) found.push(`${where}"${words}" is ${size} px high`);
      }
      for (const name of ['sentence', 'equation']) {
        const one = root.querySelector(`.${name}`);
        if (!one) continue;
        if (one.scrollHeight > one.clientHeight + 1) found.push(`${where}the ${name} is cut: ${one.innerText.slice(0, 80)} (${one.scrollHeight} of ${one.clientHeight})`);
        if (one.scrollWidth > one.clientWidth + 1) found.push(`${where}the ${name} is too wide: ${one.innerText.slice(0, 80)}`);
      }
      if (walk.state.phase === 'backward' && /(^|[^\\d.])0 \\+ /.test(root.querySelector('.sentence').textContent)) found.push(`${where}it says "0 +"`);
    }
  }
  return [roots.length, products, found];
}"""


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", PAGES)
def test_on_every_walkthrough_numbers_cover_nothing_and_fit(
    browser: Browser, site: str, path: str, size: str
) -> None:
    width, height = SIZES[size]
    # without motion: what counts is where the graph comes to rest, and a step is measured as soon as it is taken
    page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
    try:
        reader.visit(page, f"{site}{path}")
        walkthroughs, products, wrong = page.evaluate(AUDIT)
        assert wrong == []
        if walkthroughs and "tensors" not in path:
            assert products > 0
    finally:
        page.close()


@pytest.fixture
def paths(page: Page, site: str) -> Locator:
    """Lesson 1's explorer: c = (a + b) · b."""
    reader.visit(page, f"{site}modules/02-autograd/01-computational-graph.html")
    return reader.walkthrough(page, 3)


def to_step(root: Locator, step: int) -> None:
    root.evaluate("(root, step) => { root.value = step }", step)


def test_the_product_stands_on_the_active_edge_and_nowhere_else(paths: Locator) -> None:
    product = paths.locator(".gv-product")
    for step, words in [(4, "1×3=3"), (5, "1×5=5"), (6, "3×1=3"), (7, "3×1=3")]:
        to_step(paths, step)
        expect(product).to_be_visible()
        assert re.sub(r"\s", "", product.text_content() or "") == words
        expect(paths.locator('.gv-edge[data-active="backward"]')).to_have_count(1)
        expect(paths.locator('.gv-label[data-active="backward"] .gv-chip')).not_to_be_visible()
    for step in (0, 2, 3):
        to_step(paths, step)
        expect(product).not_to_be_visible()


def test_the_product_is_found_in_the_same_place_again(paths: Locator) -> None:
    where = "root => ['x', 'y', 'width', 'height'].map((name) => root.querySelector('.gv-product-box').getAttribute(name))"
    seen: dict[int, Any] = {}
    for step in (4, 5, 6, 7, 6, 5, 4, 7, 4):
        to_step(paths, step)
        assert paths.evaluate(where) == seen.setdefault(step, paths.evaluate(where))


def test_the_row_of_the_node_that_receives_is_the_sum(paths: Locator) -> None:
    grad = reader.node(paths, "b").locator(".gv-grad")
    to_step(paths, 5)
    expect(grad).to_have_text("5")  # a first contribution: no sum
    expect(grad).not_to_have_attribute("data-row", re.compile("."))
    to_step(paths, 7)
    expect(grad).to_have_attribute("data-row", "5 + 3 = 8")
    to_step(paths, 6)
    expect(grad).to_have_text("5")


def test_clearing_shows_what_was_there(page: Page, site: str) -> None:
    reader.visit(page, f"{site}modules/02-autograd/06-memory-and-pitfalls.html")
    root = reader.walkthrough(page)
    at = root.evaluate("root => root.walk.trace.steps.findIndex(({kind}) => kind === 'zero') + 1")
    to_step(root, at)
    grad = reader.node(root, "x").locator(".gv-grad")
    expect(grad).to_have_attribute("data-row", "8 → none")
    to_step(root, at + 1)
    expect(grad).to_have_text("")


def test_the_sentence_says_what_happened_and_what_it_means(paths: Locator) -> None:
    words = paths.locator(".sentence-words")
    to_step(paths, 5)
    expect(words).to_have_text("b receives 1 × 5 = 5 from c.")
    to_step(paths, 7)
    expect(words).to_have_text(
        "b receives 3 × 1 = 3 from s, 8 in all. So if b were 0.01 larger, c would be about 0.08 larger."
    )


def test_the_equation_has_two_lines_and_keeps_its_height(paths: Locator) -> None:
    heights = set()
    for step in range(8):
        to_step(paths, step)
        assert paths.locator(".equation dd").count() <= 2
        heights.add(paths.locator(".equation").evaluate("one => one.getBoundingClientRect().height"))
    assert len(heights) == 1
    assert "+" not in paths.locator(".equation").inner_text()


def test_a_press_pins_a_node_and_its_panel_follows_the_steps(page: Page, paths: Locator) -> None:
    card = paths.locator('[data-widget="graph-card"]')
    expect(card).not_to_be_visible()
    to_step(paths, 5)
    before = reader.looks(paths)
    reader.node(paths, "b").click()
    expect(card).to_be_visible()
    expect(card.locator(".graph-card-name")).to_have_text("b")
    expect(card.locator(".card-value")).to_have_text("3")
    expect(card.locator(".card-gradient")).to_have_text("5")
    expect(card.locator(".card-meaning")).to_be_empty()  # something is still to come
    expect(card.locator("tbody tr")).to_have_count(2)
    to_step(paths, 7)
    expect(card.locator(".card-gradient")).to_have_text("5 + 3 = 8")
    expect(card.locator(".card-meaning")).to_have_text(
        "So if b were 0.01 larger, c would be about 0.08 larger."
    )
    expect(card.locator("tr[data-active]")).to_contain_text("5 + 3 = 8")
    expect(card.locator(".card-line")).to_contain_text("b = Value(3.0)")
    # beside the graph: what is seen of it ends where the panel begins
    seen = paths.locator(".graph-view-scroll").bounding_box()
    beside = card.bounding_box()
    assert seen is not None
    assert beside is not None
    assert seen["x"] + seen["width"] <= beside["x"] + 1
    card.locator(".graph-card-close").click()
    expect(card).not_to_be_visible()
    to_step(paths, 5)
    page.mouse.move(1, 1)
    reader.drawn(page)
    assert [[round(at) for at in one[:4]] for one in reader.looks(paths)] == [
        [round(at) for at in one[:4]] for one in before
    ]


def test_a_node_is_pinned_and_let_go_by_keyboard(page: Page, paths: Locator) -> None:
    card = paths.locator('[data-widget="graph-card"]')
    paths.locator('.gv-node[tabindex="0"]').focus()
    page.keyboard.press("Enter")
    expect(card).to_be_visible()
    expect(card.locator(".graph-card-name")).to_have_text("a")
    page.keyboard.press("Enter")
    expect(card).not_to_be_visible()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(card.locator(".graph-card-name")).to_have_text("b")
    page.keyboard.press("Escape")
    expect(card).not_to_be_visible()
    page.keyboard.press("Enter")
    card.locator(".graph-card-close").focus()
    page.keyboard.press("Escape")
    expect(card).not_to_be_visible()
    expect(reader.node(paths, "b")).to_be_focused()


def test_the_line_of_a_pinned_node_points_into_the_program(paths: Locator) -> None:
    reader.node(paths, "s").click()
    paths.locator(".card-line").focus()
    expect(paths.locator(".code-piece[data-hovered]").first).to_contain_text("a + b")


def test_on_a_phone_the_panel_is_a_sheet_that_can_be_closed(browser: Browser, site: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 664}, has_touch=True, is_mobile=True)
    try:
        reader.visit(page, f"{site}modules/02-autograd/01-computational-graph.html")
        root = reader.walkthrough(page, 3)
        reader.node(root, "b").tap()
        card = root.locator('[data-widget="graph-card"]')
        expect(card).to_be_visible()
        expect(root.locator(".graph-view")).to_have_attribute("data-card", "sheet")
        close = card.locator(".graph-card-close").bounding_box()
        assert close is not None
        assert min(close["width"], close["height"]) >= 40
        graph, sheet = root.locator(".graph-view").bounding_box(), card.bounding_box()
        assert graph is not None
        assert sheet is not None
        assert sheet["width"] > 0.95 * graph["width"]
        card.locator(".graph-card-close").tap()
        expect(card).not_to_be_visible()
    finally:
        page.close()


def test_a_tensor_that_was_computed_says_that_its_grad_is_not_kept(page: Page, site: str) -> None:
    reader.visit(page, f"{site}modules/02-autograd/05-pytorch.html")
    attention = page.locator('[data-widget="walkthrough"]', has=page.locator('[data-label="Q"]')).first
    reader.node(attention, "S").click()
    expect(attention.locator(".card-note")).to_contain_text("retain_grad()")
    reader.node(attention, "Q").click()
    expect(attention.locator(".graph-card-name")).to_have_text("Q")
    expect(attention.locator(".card-note")).to_have_count(0)


def test_the_table_holds_the_whole_account(paths: Locator) -> None:
    to_step(paths, 7)
    paths.get_by_text("The graph as a table").click()
    row = paths.locator(".graph-table tbody tr").filter(
        has=paths.page.locator("th", has_text=re.compile("^b$"))
    )
    expect(row).to_contain_text("c: 1 × 5 = 5; s: 3 × 1 = 3; 8 in all")


def test_the_table_says_what_is_folded(page: Page, site: str) -> None:
    root = reader.neurons(page, site)
    root.get_by_text("The graph as a table").click()
    folded = root.locator(".graph-table-fold:not(:empty)")
    expect(folded.nth(100)).to_contain_text("folded in")
    expect(folded.first).to_contain_text("folded in")
