"""⑧ The graph itself: folding, zooming, pointing, and arrays in its nodes."""

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


@pytest.fixture
def network(page: Page, site: str) -> Locator:
    """The playground with its network of scalars: 3 inputs, two layers of 6 neurons, one of 1, and a loss of 2 nodes."""
    return reader.neurons(page, site)


def drawn(root: Locator) -> int:
    return root.locator(".gv-node").count()


def test_every_neuron_is_one_node(network: Locator) -> None:
    expect(network.locator("[data-fold]")).to_have_count(13)
    assert drawn(network) == 13 + 3 + 2
    expect(network.locator(".graph-tools-count")).to_have_text("18 of 211 nodes drawn")


@pytest.mark.parametrize("way", ["sign", "double click"])
def test_a_fold_opens_in_place_and_closes_by_its_button(network: Locator, way: str) -> None:
    fold = network.locator("[data-fold]").last
    if way == "sign":
        fold.locator(".gv-opener").click()
    else:
        fold.dblclick(position={"x": 40, "y": 30})
    # 6 weights, a bias, 6 products, 6 sums and the tanh
    expect(network.locator(".gv-node")).to_have_count(17 + 20)
    assert network.locator(".gv-node:focus").count() == 1
    network.get_by_role("group", name="What is open").get_by_role("button").last.click()
    expect(network.locator(".gv-node")).to_have_count(18)


def test_a_click_on_a_fold_pins_it_and_leaves_it_folded(network: Locator) -> None:
    fold = network.locator("[data-fold]").last
    fold.click(position={"x": 40, "y": 30})
    expect(network.locator(".gv-node")).to_have_count(18)
    network.page.wait_for_function(
        "([root, id]) => root.walk.pinned === id",
        arg=[network.element_handle(), int(fold.get_attribute("data-node") or -1)],
    )


def test_the_groups_that_are_open_are_outlined_and_named(network: Locator) -> None:
    network.get_by_role("button", name="Fold every call of layer").click()
    fold = network.locator("[data-fold]").first
    fold.focus()
    network.page.keyboard.press("Enter")
    expect(network.locator(".gv-node")).to_have_count(8 + 5)
    hull = network.locator(".gv-hull")
    expect(hull).to_have_count(1)
    expect(network.locator(".gv-hull-title")).to_have_text("layer₁")
    box = hull.bounding_box()
    assert box is not None
    inside = [one.bounding_box() for one in network.locator('.gv-node:has-text("neuron") .gv-card').all()]
    assert len(inside) >= 6
    for card in inside[:6]:
        assert card is not None
        assert card["x"] >= box["x"]
        assert card["y"] >= box["y"]
        assert card["x"] + card["width"] <= box["x"] + box["width"]
        assert card["y"] + card["height"] <= box["y"] + box["height"]


def test_following_the_step_opens_what_it_is_in_and_closes_what_it_left(network: Locator) -> None:
    network.get_by_role("button", name="Follow the step").click()
    for step in (20, 21, 60, 150, 200, 300, 390):
        network.evaluate("(root, step) => { root.value = step; }", step)
        active = network.locator(".gv-node[data-active]")
        expect(active).to_have_count(1)
        assert active.get_attribute("data-fold") is None, step  # the operation itself
        assert drawn(network) <= 18 + 20  # one neuron at a time
    network.get_by_role("button", name="Follow the step").click()
    network.evaluate("(root) => { root.value = 30; }")
    assert network.locator(".gv-node[data-active]").get_attribute("data-fold") is not None


def test_a_step_that_opens_nothing_moves_nothing(network: Locator) -> None:
    network.get_by_role("button", name="Follow the step").click()
    network.evaluate("(root) => { root.value = 150; }")
    network.evaluate("(root) => { root.querySelector('.gv-node').mark = true; root.value += 1; }")
    assert network.evaluate("(root) => root.querySelector('.gv-node').mark === true")


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
        assert foot == "" or re.fullmatch(r"step [\d,]+ of [\d,]+|[\d,]+ operations", foot)


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
    expect(network.locator(".gv-node")).to_have_count(211)  # laid out beside the page
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
    expect(network.locator(".gv-node")).to_have_count(211)  # laid out beside the page
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
        """root => Object.fromEntries(['graph-view', 'editor', 'equation', 'sentence'].map((name) => {
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
    assert found["editor"] == ["a + b"]
    assert set(found["equation"]) == {"s"}


def test_pointing_at_the_editable_program_lights_the_rest(page: Page, paths: Locator) -> None:
    reader.editor(paths).scroll_into_view_if_needed()
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
    script = "import('./tests/js/trace/arrays.js').then(({layer}) => process.stdout.write(JSON.stringify(layer())))"
    node = [which("node") or "node", "--input-type=module", "--eval", script]
    trace = subprocess.run(node, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return mounting.of_model(page, site, json.loads(trace), step=10)


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
