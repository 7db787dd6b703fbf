"""⑧ Nodes that hold arrays: their numbers step by step, what is lit while one points at one, the legend, the pinned view, pictures of larger ones."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from shutil import which

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import mounting, reader
from tests.browser.pages.test_every_page import AXE

ROOT = Path(__file__).resolve().parents[3]
LAYER = "A layer: product, bias, tanh, and the mean of the squares"
ATTENTION = "Attention scores of two queries and four keys"
TENSORS = "modules/02-autograd/04-tensors.html"
PYTORCH = "modules/02-autograd/05-pytorch.html"


def opened(page: Page, site: str, path: str, label: str | None = None) -> Locator:
    reader.visit(page, f"{site}{path}")
    root = page.get_by_role("region", name=label) if label else reader.walkthrough(page)
    root.locator("[data-node]").first.wait_for()
    return root


def go(root: Locator, step: int) -> None:
    root.evaluate("(root, step) => { root.value = step; }", step)
    reader.rests(root)


def grid(root: Locator, label: str, kind: str) -> Locator:
    return reader.node(root, label).locator(f'.gv-array[data-kind="{kind}"]')


def numbers(root: Locator, label: str, kind: str) -> list[list[str]]:
    """Row by row, as they stand there."""
    cells = (
        grid(root, label, kind)
        .locator(".gv-cell")
        .evaluate_all(
            "all => all.map((one) => [one.dataset.at.split(' ').map(Number), one.querySelector('text').textContent])"
        )
    )
    rows: dict[int, list[str]] = {}
    for (row, _), text in cells:
        rows.setdefault(row, []).append(text)
    return list(rows.values())


def cell(root: Locator, label: str, kind: str, row: int, column: int) -> Locator:
    return grid(root, label, kind).locator(f'[data-at="{row} {column}"]')


# What PyTorch 2.13 has: in float64, with three digits (two below 0.1).
Z = [["0.2", "−1.7", "1.8"], ["0.65", "0.9", "−0.7"], ["−0.4", "0.3", "−1"]]
H = [["0.197", "−0.935", "0.947"], ["0.572", "0.716", "−0.604"], ["−0.38", "0.291", "−0.762"]]
DH = [["0.044", "−0.208", "0.21"], ["0.127", "0.159", "−0.134"], ["−0.084", "0.065", "−0.169"]]
DZ = [["0.042", "−0.026", "0.022"], ["0.086", "0.078", "−0.085"], ["−0.072", "0.059", "−0.071"]]
DW = [["0.157", "−0.046", "0.05"], ["0.044", "0.168", "−0.171"]]
DB = [["0.055", "0.111", "−0.135"]]
EMPTY = [[""] * 3] * 3


def test_the_numbers_of_a_layer_are_pytorchs_step_by_step(page: Page, site: str) -> None:
    root = opened(page, site, PYTORCH, LAYER)
    go(root, 0)
    assert numbers(root, "X", "value") == [["1", "−2"], ["0.5", "1.5"], ["−1", "0"]]
    assert numbers(root, "Z", "value") == EMPTY
    assert grid(root, "X", "gradient").count() == 0  # a constant gets none
    go(root, 2)
    assert numbers(root, "Z", "value") == Z
    assert numbers(root, "H", "value") == EMPTY
    go(root, 5)
    assert numbers(root, "H", "value") == H
    assert numbers(root, "Z", "gradient") == EMPTY
    go(root, 8)
    assert numbers(root, "H", "gradient") == DH
    assert numbers(root, "Z", "gradient") == EMPTY
    go(root, 9)
    assert numbers(root, "Z", "gradient") == DZ
    go(root, 13)
    assert numbers(root, "W", "gradient") == DW
    assert numbers(root, "b", "gradient") == DB
    go(root, 8)
    assert numbers(root, "b", "gradient") == [["", "", ""]]
    assert reader.node(root, "W").get_attribute("data-grad") is None


def test_no_step_moves_a_node_or_changes_its_size(page: Page, site: str) -> None:
    root = opened(page, site, PYTORCH, ATTENTION)
    seen = set()
    for step in range(11):
        go(root, step)
        seen.add(
            str(
                root.locator(".gv-node").evaluate_all(
                    "all => all.map((one) => [one.getAttribute('transform'), one.querySelector('.gv-card').getAttribute('width'), one.querySelector('.gv-card').getAttribute('height')])"
                )
            )
        )
    assert len(seen) == 1


def test_what_meets_in_a_step_stands_there_in_numbers(page: Page, site: str) -> None:
    root = opened(page, site, PYTORCH, ATTENTION)
    page.set_viewport_size({"width": 1920, "height": 1080})
    grids = root.locator(".equation-grids")
    go(root, 4)
    expect(grids).to_be_hidden()
    go(root, 8)
    expect(grids).to_be_visible()
    expect(grids.locator(".equation-grids-name")).to_have_text(["dS", "v₁ᵀ", "dQ"])
    expect(grids.locator(".equation-grids-sign")).to_have_text(["@", "="])
    texts = grids.locator("svg").last.locator("text").all_text_contents()
    assert texts == ["1.25", "0.875", "−1.25", "2", "1", "0.875"]


def test_a_step_of_an_elementwise_operation_shows_its_local_derivatives(page: Page, site: str) -> None:
    root = opened(page, site, PYTORCH, LAYER)
    page.set_viewport_size({"width": 1920, "height": 1080})
    go(root, 9)
    grids = root.locator(".equation-grids")
    expect(grids.locator(".equation-grids-name")).to_have_text(["dH", "1 − H²", "dZ"])
    local = grids.locator("svg").nth(1).locator("text").all_text_contents()
    assert local[0] == "0.961"  # 1 − 0.1974²
    assert local[8] == "0.42"  # 1 − 0.7616²


def test_where_something_was_there_before_the_sum_stands_below(page: Page, site: str) -> None:
    source = "from stepgrad import Tensor\nx = Tensor([1.0, 2.0], requires_grad=True)\ny = (x * x).sum()\ny.backward()\n"
    reader.visit(page, f"{site}index.html")
    page.evaluate(
        """async (source) => {
          const {walkthrough} = await import(new URL('assets/index.js', location).href);
          document.querySelector('main').replaceChildren(await walkthrough({source}, {step: 5}));
        }""",
        source,
    )
    root = page.locator('[data-widget="walkthrough"]')
    reader.python_may_start(page)
    expect(root.locator(".gv-node")).to_have_count(3)
    go(root, 6)
    lines = root.locator(".equation-grids-row")
    expect(lines).to_have_count(2)
    expect(lines.last.locator(".equation-grids-sign")).to_have_text(["+", "="])
    assert lines.last.locator("text").all_text_contents() == ["1", "2", "1", "2", "2", "4"]


def lit(root: Locator) -> dict[str, int]:
    """How many frames of what is lit there are, by node and kind."""
    found = root.locator('.gv-node .gv-array:has([data-role="source"])').evaluate_all(
        "all => all.map((one) => [`${one.closest('.gv-node').dataset.label} ${one.dataset.kind}`, one.querySelectorAll('[data-role=source]').length])"
    )
    return dict(found)


def frame(grid: Locator) -> tuple[float, float]:
    """How large the frame in a grid is, in cells."""
    return tuple(
        grid.evaluate(
            """grid => {
              const [cell, mark] = ['.gv-cell rect', '[data-role=source]'].map((one) => grid.querySelector(one));
              return ['height', 'width'].map((side) => Math.round(mark.getAttribute(side) / (Number(cell.getAttribute(side)) + 1)));
            }"""
        )
    )


def test_an_entry_of_a_product_lights_its_row_and_its_column_and_says_the_sum(page: Page, site: str) -> None:
    root = opened(page, site, PYTORCH, ATTENTION)
    said = root.locator(".graph-cell-sum")
    go(root, 10)
    cell(root, "S", "value", 1, 2).hover()
    expect(said).to_have_text("S[1, 2] = 0.5 × 2 + 2 × 0.5 + 1 × 1 = 3")
    assert lit(root) == {"Q value": 1, " value": 1}
    assert frame(grid(root, "Q", "value")) == (1, 3)
    assert frame(root.locator('.gv-node[data-label=""] .gv-array[data-kind="value"]').first) == (3, 1)
    cell(root, "Q", "gradient", 1, 2).hover()  # dQ = dS @ K: row 1 of dS, and row 2 of K.T
    expect(said).to_have_text("dQ[1, 2] = 0.625 × 0 + 0 × 2 + 0.75 × 1 + 0.125 × 1 = 0.875")
    assert lit(root) == {"S gradient": 1, " value": 1}
    assert frame(grid(root, "S", "gradient")) == (1, 4)
    page.keyboard.press("Escape")
    expect(said).to_be_hidden()
    assert lit(root) == {}
    cell(root, "Q", "gradient", 0, 0).hover()
    expect(said).to_be_visible()
    page.mouse.move(2, 2)
    expect(said).to_be_hidden()


def test_a_stretched_entry_lights_the_one_it_came_from(page: Page, site: str) -> None:
    root = opened(page, site, TENSORS)
    said = root.locator(".graph-cell-sum")
    go(root, 2)
    cell(root, "t", "value", 1, 2).hover()
    expect(said).to_have_text("t[1, 2] = 3 × 20 = 60")
    assert lit(root) == {"r value": 1, "c value": 1}
    go(root, 8)
    cell(root, "r", "gradient", 0, 1).hover()
    expect(said).to_have_text("dr[1] = 1 × 10 + 1 × 20 = 30")
    assert frame(grid(root, "t", "gradient")) == (2, 1)


def test_broadcasting_and_its_undoing_are_drawn_on_the_edge(page: Page, site: str) -> None:
    root = opened(page, site, TENSORS)
    signs = root.locator(".gv-stretch")
    go(root, 0)
    assert signs.evaluate_all("all => all.map((one) => one.getAttribute('visibility'))") == ["hidden"] * 2
    go(root, 1)
    expect(signs.locator("text")).to_have_text(["(3,) → (2, 3)", "(2, 1) → (2, 3)"])
    go(root, 5)  # the product is on its way, as wide as the result
    expect(root.locator(".equation-grids-name")).to_have_text(["dt", "c", "dt × c"])
    go(root, 6)
    expect(signs.locator("text")).to_have_text(["Σ (2, 3) → (3,)", "(2, 1) → (2, 3)"])
    expect(root.locator(".equation-grids-sign")).to_have_text(["Σ axis 0", "="])
    assert root.locator(".equation-grids svg").last.locator("text").all_text_contents() == ["30", "30", "30"]


def test_one_legend_explains_the_colours_where_there_are_arrays(page: Page, site: str) -> None:
    root = opened(page, site, TENSORS)
    legend = root.locator(".array-legend")
    expect(legend).to_have_count(1)
    expect(legend).to_be_visible()
    expect(legend).to_contain_text("−max")
    colours = legend.locator("[data-level]").evaluate_all(
        "all => all.map((one) => getComputedStyle(one).backgroundColor)"
    )
    assert len(set(colours)) == 11
    reader.visit(page, f"{site}index.html")
    expect(reader.walkthrough(page).locator(".array-legend")).to_be_hidden()


def test_a_click_pins_all_of_an_array_and_it_follows_the_steps(page: Page, site: str) -> None:
    root = opened(page, site, PYTORCH, ATTENTION)
    go(root, 4)
    reader.node(root, "Q").locator(".gv-name").click()
    tables = root.locator(".graph-card .array-table")
    expect(tables).to_have_count(2)
    expect(tables.first.locator("tbody td")).to_have_text(["1", "0", "−1", "0.5", "2", "1"])
    expect(tables.last.locator("tbody td")).to_have_text([""] * 6)
    go(root, 8)
    expect(tables.last.locator("tbody td")).to_have_text(["1.25", "0.875", "−1.25", "2", "1", "0.875"])


def test_by_keyboard_one_goes_from_number_to_number_in_the_pinned_view(page: Page, site: str) -> None:
    root = opened(page, site, PYTORCH, ATTENTION)
    go(root, 10)
    reader.node(root, "Q").locator(".gv-name").click()
    root.locator('.graph-card .array-table [tabindex="0"]').last.focus()
    for key in ("ArrowRight", "End", "ArrowDown"):
        page.keyboard.press(key)
    said = root.locator(".card-array-said")
    expect(said).to_contain_text("Q.grad[1, 2] = 0.875")
    expect(said).to_contain_text("0.625 × 0 + 0 × 2 + 0.75 × 1 + 0.125 × 1")
    assert lit(root) == {"S gradient": 1, " value": 1}
    assert root.evaluate("root => root.value") == 10  # the arrows were not the steps'
    page.keyboard.press("Home")
    expect(said).to_contain_text("Q.grad[1, 0] = 2")


def test_an_entry_in_the_equation_lights_what_it_is_made_of_and_says_the_sum(page: Page, site: str) -> None:
    root = opened(page, site, PYTORCH, ATTENTION)
    page.set_viewport_size({"width": 1920, "height": 1080})
    go(root, 8)
    sent = root.locator(".equation-grids .gv-array").last
    sent.locator('[data-at="1 2"]').hover()
    said = root.locator(".equation-sum")
    expect(said).to_have_text("dQ[1, 2] = 0.625 × 0 + 0 × 2 + 0.75 × 1 + 0.125 × 1 = 0.875")
    assert lit(root) == {"S gradient": 1, " value": 1}
    rows = root.locator(".equation-grids .gv-array")
    assert [frame(rows.nth(i)) for i in (0, 1)] == [(1, 4), (4, 1)]
    expect(sent.locator('[data-role="pointed"]')).to_have_count(1)
    expect(root.locator(".graph-cell-sum")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(said).to_be_hidden()
    assert lit(root) == {}


# Goes through the way back of every walkthrough of the page: the band keeps its height, nothing in it is cut, and no grid is outside it.
BAND = """async () => {
  const found = [];
  let shown = 0;
  const inside = (outer, one) => one.left >= outer.left - 1 && one.right <= outer.right + 1 && one.top >= outer.top - 1 && one.bottom <= outer.bottom + 1;
  for (const root of [...document.querySelectorAll('[data-widget=walkthrough]')].filter((one) => one.checkVisibility())) {
    const {walk} = root;
    const heights = new Set();
    for (let step = walk.max; step >= walk.min; step -= 1) {
      walk.set(step);
      await null;
      const band = root.querySelector('.equation');
      if (!band) break;
      const box = band.getBoundingClientRect();
      heights.add(Math.round(box.height));
      const where = `${root.getAttribute('aria-label')}, step ${step}: `;
      const grids = band.querySelector('.equation-grids');
      if (band.scrollHeight > band.clientHeight + 1 || band.scrollWidth > band.clientWidth + 1) found.push(`${where}the equation is cut`);
      if (grids.hidden) continue;
      shown += 1;
      const symbols = band.querySelector('.equation-lines').getBoundingClientRect();
      if (band.dataset.grids !== 'alone' && symbols.bottom > grids.getBoundingClientRect().top + 0.5) found.push(`${where}symbols and grids meet`);
      for (const part of grids.querySelectorAll('.equation-grids-part, .equation-grids-sign')) if (!inside(box, part.getBoundingClientRect())) found.push(`${where}${part.textContent.slice(0, 12)} is outside the band`);
      for (const cell of grids.querySelectorAll('.gv-cell')) {
        const [outer, inner] = ['rect', 'text'].map((one) => cell.querySelector(one).getBoundingClientRect());
        if (inner.width && (inner.left < outer.left - 0.5 || inner.right > outer.right + 0.5)) found.push(`${where}${cell.textContent} leaves its cell`);
        if (inner.width && Number.parseFloat(getComputedStyle(cell.querySelector('text')).fontSize) < 10) found.push(`${where}${cell.textContent} is too small`);
      }
    }
    if (heights.size > 1) found.push(`the band is ${[...heights]} px high`);
  }
  return [shown, found];
}"""


@pytest.mark.parametrize("size", ["1280x720", "1366x650", "1920x1080", "390x664", "360x640"])
def test_the_grids_stay_in_the_band_of_the_equation(page: Page, site: str, size: str) -> None:
    width, height = map(int, size.split("x"))
    page.set_viewport_size({"width": width, "height": height})
    for path in (TENSORS, PYTORCH):
        opened(page, site, path)
        shown, wrong = page.evaluate(BAND)
        assert wrong == []
        assert shown > 2


def test_a_phone_has_no_line_of_tools_where_little_is_drawn(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 664})
    root = opened(page, site, PYTORCH, ATTENTION)
    expect(root.locator(".graph-tools")).to_be_hidden()
    legend = root.locator(".array-legend")
    expect(legend).to_be_hidden()
    reader.node(root, "Q").click()
    expect(root.locator(".graph-card .array-legend")).to_be_visible()
    root = opened(page, site, "playground.html")
    page.get_by_label("Begin with").select_option("A network of 13 neurons")
    root.locator("[data-fold]").first.wait_for()
    expect(root.locator(".graph-tools")).to_be_visible()


OUTSIDE = """(root) => [...root.querySelectorAll('.gv-cell')].flatMap((cell) => {
  const [outer, inner] = ['rect', 'text'].map((one) => cell.querySelector(one).getBoundingClientRect());
  return inner.width && (inner.left < outer.left - 0.5 || inner.right > outer.right + 0.5) ? [cell.querySelector('text').textContent] : [];
})"""
SIZES = "(root) => [...root.querySelectorAll('.gv-node .gv-cell text')].map((one) => one.getBoundingClientRect().height)"
ODD = """from stepgrad import Tensor
a = Tensor([[1e-7, -0.08888, 12345.6, float('nan')], [float('inf'), -float('inf'), -1.5e-300, 1e300], [-123456789.0, -0.001234, 99.96, 999.6], [0.0, -1.0, 1000.0, -1e-10]], requires_grad=True)
n = Tensor([[1, 20, 300], [-4000, 50000, 0]])
m = a * 2.0
s = m.sum()
s.backward()
"""


@pytest.mark.parametrize("width", [1280, 390])
def test_no_number_leaves_its_cell(page: Page, site: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 720})
    for path, label in ((PYTORCH, LAYER), (PYTORCH, ATTENTION), (TENSORS, None)):
        root = opened(page, site, path, label)
        go(root, 999)
        assert root.evaluate(OUTSIDE) == []
        assert min(root.evaluate(SIZES)) >= 11


def test_odd_numbers_fit_their_cells(page: Page, site: str) -> None:
    reader.visit(page, f"{site}index.html")
    page.evaluate(
        """async (source) => {
          const {walkthrough} = await import(new URL('assets/index.js', location).href);
          document.querySelector('main').replaceChildren(await walkthrough({source}));
        }""",
        ODD,
    )
    root = page.locator('[data-widget="walkthrough"]')
    reader.python_may_start(page)
    root.locator(".gv-node").first.wait_for()
    go(root, 999)
    assert root.evaluate(OUTSIDE) == []
    first, second, *_ = numbers(root, "a", "value")
    assert first == ["1e−7", "−0.089", "1.23e4", "NaN"]
    assert second[:2] == ["∞", "−∞"]
    titles = grid(root, "a", "value").locator("title").all_text_contents()
    assert titles[:3] == ["1e-7", "−0.08888", "12345.6"]


@pytest.fixture
def wide(page: Page, site: str) -> Locator:
    """A (16, 12) array, small enough to be sent whole, and a (40, 60) one."""
    script = """
      const of = (shape) => ({shape, dtype: 'float64', data: Array.from({length: shape[0] * shape[1]}, (_, i) => Math.sin(i))});
      const large = {shape: [40, 60], dtype: 'float64', summary: {min: -1, max: 1, mean: 0, norm: 34}, picture: {shape: [16, 16], data: Array.from({length: 256}, (_, i) => Math.cos(i))}};
      const node = (id, label, value) => ({id, op: null, args: [], label, value, requires_grad: true, at: null});
      const trace = {source: 'A = …\\nB = …\\n', nodes: [node(0, 'A', of([16, 12])), node(1, 'B', large), node(2, 'C', of([6, 6]))], steps: [], ops: {}, inputs: {}, output: ''};
      process.stdout.write(JSON.stringify(trace));
    """
    made = subprocess.run(
        [which("node") or "node", "--eval", script], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout
    return mounting.of_model(page, site, json.loads(made))


def test_a_larger_array_is_a_picture_of_few_elements_and_shows_numbers_from_near(
    page: Page, wide: Locator
) -> None:
    picture = grid(wide, "C", "value")
    assert grid(wide, "A", "value").locator("path").count() <= 12
    assert picture.locator("text").count() == 0
    box = picture.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.keyboard.down("Control")
    for _ in range(8):
        page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    expect(picture.locator("text").first).to_be_visible()
    assert picture.locator("text").first.text_content() == "0"
    assert grid(wide, "B", "value").locator("text").count() == 0  # of blocks there are only means


def test_the_pinned_view_of_a_large_array_sums_it_up(wide: Locator) -> None:
    reader.node(wide, "B").locator(".gv-name").click()
    facts = wide.locator(".array-table-facts").first
    expect(facts).to_contain_text("norm")
    expect(facts.locator("dt")).to_have_text(["min", "max", "mean", "norm"])


def test_a_screen_reader_hears_the_numbers_of_a_small_array(page: Page, site: str) -> None:
    root = opened(page, site, TENSORS)
    go(root, 8)
    expect(reader.node(root, "t")).to_have_attribute(
        "aria-label", re.compile(r"value 10, 20, 30; 20, 40, 60")
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_with_a_pinned_array(page: Page, site: str, scheme: str) -> None:
    root = opened(page, site, PYTORCH, ATTENTION)
    go(root, 8)
    reader.node(root, "Q").locator(".gv-name").click()
    page.evaluate(AXE)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.wait_for_function("(scheme) => document.body.classList.contains(`quarto-${scheme}`)", arg=scheme)
    found = page.evaluate("async () => (await axe.run('.walkthrough')).violations")
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in found] == []
