"""⑧ The graph itself: folding, zooming, pointing, and arrays in its nodes."""

from __future__ import annotations

import math
import re
import subprocess
from pathlib import Path
from shutil import which

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import reader
from tests.browser.pages.test_every_page import AXE

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def network(page: Page, site: str) -> Locator:
    """The playground with its network of scalars: 3 inputs, two layers of 6 neurons, one of 1, and a loss of 2 nodes."""
    reader.visit(page, f"{site}playground.html")
    page.get_by_label("Begin with").select_option("A network of 13 neurons")
    root = page.locator('[data-widget="walkthrough"]')
    root.locator("[data-fold]").first.wait_for()
    reader.drawn(page)
    return root


def drawn(root: Locator) -> int:
    return root.locator(".gv-node").count()


def test_every_neuron_is_one_node(network: Locator) -> None:
    expect(network.locator("[data-fold]")).to_have_count(13)
    assert drawn(network) == 13 + 3 + 2
    expect(network.locator(".graph-tools-count")).to_have_text("18 of 211 nodes drawn")


def test_a_fold_opens_by_click_and_closes_by_its_button(network: Locator) -> None:
    network.locator("[data-fold]").last.click()
    # 6 weights, a bias, 6 products, 6 sums and the tanh
    expect(network.locator(".gv-node")).to_have_count(17 + 20)
    network.locator(".graph-tools-opened button").click()
    expect(network.locator(".gv-node")).to_have_count(18)


def test_a_fold_opens_and_closes_by_keyboard(page: Page, network: Locator) -> None:
    fold = network.locator("[data-fold]").last
    name = fold.get_attribute("data-label")
    network.locator('.gv-node[tabindex="0"]').focus()
    for _ in range(15):
        page.keyboard.press("ArrowRight")
    expect(fold).to_be_focused()
    page.keyboard.press("Enter")
    expect(network.locator(".gv-node")).to_have_count(37)
    assert page.evaluate("document.activeElement.classList.contains('gv-node')")
    page.keyboard.press("Backspace")
    expect(network.locator(".gv-node")).to_have_count(18)
    assert page.evaluate("document.activeElement.dataset.label") == name


def test_layers_fold_neurons_and_nothing_folds_nothing(network: Locator) -> None:
    network.get_by_role("button", name="Fold every call of layer").click()
    expect(network.locator(".gv-node")).to_have_count(3 + 3 + 2)
    network.get_by_role("button", name="Fold nothing").click()
    expect(network.locator(".gv-node")).to_have_count(211)


def test_stepping_shows_which_fold_the_step_is_in(network: Locator) -> None:
    for step in range(1, reader.last_step(network) + 1, 9):
        count, foot = network.evaluate(
            """(root, step) => {
              root.value = step;
              const active = [...root.querySelectorAll('.gv-node[data-active]')];
              return [active.length, active[0].querySelector('.gv-foot')?.textContent ?? ''];
            }""",
            step,
        )
        assert count == 1, step
        assert foot == "" or foot.startswith("at ") or foot.endswith(" nodes")


def test_numbers_of_a_fold_are_those_of_its_result(page: Page, network: Locator) -> None:
    reader.press_to_end(page, network)
    folded = reader.number(network, "y", "value"), reader.number(network, "y", "grad")
    loss = reader.number(network, "loss", "value")
    assert loss is not None
    assert folded[0] is not None
    assert loss == pytest.approx((folded[0] - 1) ** 2)
    assert folded[1] == pytest.approx(2 * (folded[0] - 1))


def test_fit_shows_all_of_it_and_zoom_goes_nearer(network: Locator) -> None:
    network.get_by_role("button", name="Fold nothing").click()
    scroll = network.locator(".graph-view-scroll")
    room = "one => [one.scrollWidth - one.clientWidth, one.scrollHeight - one.clientHeight]"
    assert max(scroll.evaluate(room)) > 100
    network.get_by_role("button", name="Show all of the graph").click()
    assert max(scroll.evaluate(room)) <= 1
    width = network.locator(".graph-view svg").first.evaluate("svg => svg.width.baseVal.value")
    network.get_by_role("button", name="Zoom in").click()
    assert network.locator(".graph-view svg").first.evaluate(
        "svg => svg.width.baseVal.value"
    ) == pytest.approx(width * 1.25, rel=0.05)


def test_a_slow_hand_can_drag_a_large_graph(page: Page, network: Locator) -> None:
    network.get_by_role("button", name="Fold nothing").click()
    scroll = network.locator(".graph-view-scroll")
    scroll.scroll_into_view_if_needed()
    scroll.evaluate("one => one.scrollTo(400, 400)")
    box = scroll.bounding_box()
    assert box is not None
    for x in range(20, 400, 20):  # a place between the nodes
        at = box["x"] + x, box["y"] + 60
        if page.evaluate("([x, y]) => !document.elementFromPoint(x, y).closest('.gv-node')", list(at)):
            break
    page.mouse.move(*at)
    page.mouse.down()
    page.mouse.move(at[0] - 50, at[1] - 30, steps=3)
    page.mouse.up()
    assert scroll.evaluate("one => [one.scrollLeft, one.scrollTop]") == [450, 430]


def test_a_small_graph_has_no_tools(page: Page, site: str) -> None:
    reader.visit(page, f"{site}index.html")
    reader.walkthrough(page)
    expect(page.locator(".graph-tools").first).to_be_hidden()


def lit(root: Locator) -> dict[str, list[str]]:
    """What is lit in each widget, as text."""
    found: dict[str, list[str]] = root.evaluate(
        """root => Object.fromEntries(['graph-view', 'code-view', 'equation', 'ledger', 'sentence'].map((name) => {
          const widgets = [...root.querySelectorAll(`[data-widget="${name}"]`)].filter((one) => one.checkVisibility());
          return [name, widgets.flatMap((one) => [...one.querySelectorAll('[data-hovered]:not(.gv-edge)')]
            .filter((one) => name !== 'graph-view' || one.matches('.gv-node')).map((one) => one.dataset.label ?? one.textContent))];
        }))"""
    )
    return found


@pytest.fixture
def paths(page: Page, site: str) -> Locator:
    """The playground with c = s * b, at the step in which b receives from c."""
    reader.visit(page, f"{site}playground.html")
    root = reader.walkthrough(page)
    reader.goes_live(root)  # the graph is drawn anew then
    root.evaluate("root => { root.value = 5; }")
    return root


def test_pointing_at_a_node_lights_it_everywhere(paths: Locator) -> None:
    reader.node(paths, "s").hover()
    found = lit(paths)
    assert found["graph-view"] == ["s"]
    assert found["code-view"] == ["a + b"]
    assert set(found["ledger"]) == {"s"}


def test_pointing_at_the_editable_program_lights_the_rest(page: Page, paths: Locator) -> None:
    text = paths.locator("textarea")
    text.scroll_into_view_if_needed()
    piece = paths.locator(".code-piece", has_text="s * b").bounding_box()
    assert piece is not None
    page.mouse.move(piece["x"] + piece["width"] / 2, piece["y"] + piece["height"] / 2)
    found = lit(paths)
    assert found["graph-view"] == ["c"]
    assert set(found["equation"]) == {"c"}
    assert found["sentence"] == ["c"]
    page.mouse.move(2, 2)
    assert not any(lit(paths).values())


def test_a_node_keeps_the_focus_when_its_graph_is_drawn_for_another_width(page: Page, paths: Locator) -> None:
    paths.locator('.gv-node[tabindex="0"]').focus()
    page.keyboard.press("ArrowRight")
    name = page.evaluate("document.activeElement.dataset.label")
    page.evaluate("document.activeElement.setAttribute('data-old', '')")
    page.set_viewport_size({"width": 500, "height": 900})
    expect(paths.locator("[data-old]")).to_have_count(0)
    expect(reader.node(paths, name)).to_be_focused()


def test_pointing_at_a_name_in_the_sentence_lights_its_node(paths: Locator) -> None:
    paths.locator(".sentence-name").first.hover()
    found = lit(paths)
    assert found["graph-view"] == found["sentence"]
    assert len(found["graph-view"]) == 1


@pytest.fixture
def layer(page: Page, site: str) -> Locator:
    """A layer of arrays (tests/js/trace/arrays.js) on a page without one, at its last step but one: b has its gradient, W has none."""
    reader.visit(page, f"{site}index.html")
    reader.walkthrough(page)
    script = "import('./tests/js/trace/arrays.js').then(({layer}) => process.stdout.write(JSON.stringify(layer())))"
    node = [which("node") or "node", "--input-type=module", "--eval", script]
    trace = subprocess.run(node, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    page.evaluate(
        """async (trace) => {
          const {walkthrough} = await import(new URL('assets/index.js', location).href);
          const element = await walkthrough({trace: JSON.parse(trace)}, {live: false, step: 10});
          document.querySelector('main').replaceChildren(element);
        }""",
        trace,
    )
    root = page.locator('[data-widget="walkthrough"]')
    root.locator("[data-node]").first.wait_for()
    reader.drawn(page)
    return root


def cells(root: Locator, nth: int = 0) -> list[list[str]]:
    rows = root.locator('[data-widget="heat-map"]').nth(nth).locator("tr").all()
    return [[cell.inner_text() for cell in row.locator("td").all()] for row in rows]


def test_a_node_of_an_array_shows_its_shape_and_when_pointed_at_its_numbers(layer: Locator) -> None:
    expect(reader.node(layer, "W").locator(".gv-value")).to_have_text("(2, 4)")
    reader.node(layer, "W").hover()
    assert cells(layer) == [["0.25", "0.5", "0.75", "1"], ["−0.25", "−0.5", "−0.75", "−1"]]
    colours = layer.locator(".heat-map-cells td").evaluate_all(
        "all => all.map((one) => getComputedStyle(one).backgroundColor)"
    )
    assert len(set(colours)) == 8
    reader.node(layer, "loss").hover()
    expect(layer.locator(".graph-peek")).to_be_hidden()


def test_by_keyboard_value_and_gradient_are_shown_side_by_side(page: Page, layer: Locator) -> None:
    layer.locator('.gv-node[tabindex="0"]').focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    expect(reader.node(layer, "b")).to_be_focused()
    expect(layer.locator('[data-widget="heat-map"]')).to_have_count(2)
    assert cells(layer) == [["−1.5", "−0.5", "0.5", "1.5"]]
    # db is the sum over the rows of dh = (1 − tanh²(h)) / 12, and every row of h is z + b = 0.25 … 1 plus b
    expected = [3 * (1 - math.tanh(h) ** 2) / 12 for h in (-1.25, 0, 1.25, 2.5)]
    assert [float(text) for text in cells(layer, 1)[0]] == pytest.approx(expected, rel=0.05)


def test_the_numbers_describe_the_node_and_escape_puts_them_away(page: Page, layer: Locator) -> None:
    node = reader.node(layer, "W")
    node.focus()
    peek = layer.locator(".graph-peek")
    expect(peek).to_be_visible()
    expect(node).to_have_attribute("aria-describedby", peek.get_attribute("id") or "none")
    page.keyboard.press("Escape")
    expect(peek).to_be_hidden()
    expect(node).not_to_have_attribute("aria-describedby", re.compile("."))
    expect(node).to_be_focused()


@pytest.mark.parametrize("device", [reader.PHONE])
def test_a_tap_shows_the_numbers_and_a_tap_beside_puts_them_away(page: Page, site: str) -> None:
    reader.visit(page, f"{site}modules/02-autograd/05-pytorch.html")
    root = page.get_by_role("region", name="A layer: product, bias, tanh, and the mean of the squares")
    node = reader.node(root, "b")
    node.scroll_into_view_if_needed()
    node.tap()
    peek = root.locator(".graph-peek")
    expect(peek).to_be_visible()
    box = peek.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert cells(root) == [["0.1", "0", "−0.2"]]
    page.locator("main .description").tap()
    expect(peek).to_be_hidden()


def test_axe_finds_nothing_in_a_graph_of_arrays(page: Page, layer: Locator) -> None:
    reader.node(layer, "W").focus()
    layer.locator(".graph-table summary").click()
    expect(layer.locator(".graph-table tbody tr").first).to_be_visible()
    reader.node(layer, "W").focus()
    page.evaluate(AXE)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # no colour is on its way
        page.wait_for_function("(scheme) => document.body.classList.contains(`quarto-${scheme}`)", arg=scheme)
        found = page.evaluate("async () => (await axe.run('.walkthrough')).violations")
        assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in found] == []
