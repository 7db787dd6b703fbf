"""⑧ The graph itself: folding, zooming, pointing, and arrays in its nodes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import reader


@pytest.fixture
def network(page: Page, site: str) -> Locator:
    """The playground with its network of scalars: 3 inputs, two layers of 6 neurons, one of 1, and a loss of 2 nodes."""
    page.goto(f"{site}playground.html")
    reader.goes_live(reader.walkthrough(page))
    page.get_by_label("Begin with").select_option("A network of 13 neurons")
    root = page.locator('[data-widget="walkthrough"]')
    root.locator("[data-fold]").first.wait_for()
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


def test_stepping_shows_which_fold_the_step_is_in(page: Page, network: Locator) -> None:
    reader.press_to_end(page, network)
    for _ in range(400):
        at = network.evaluate("root => root.walk.state.receiver ?? root.walk.state.node")
        active = network.locator(".gv-node[data-active]")
        if at is None:
            assert active.count() == 0
            break
        assert active.count() == 1
        page.keyboard.press("ArrowLeft")
    assert reader.step(network) == 0


def test_numbers_of_a_fold_are_those_of_its_result(page: Page, network: Locator) -> None:
    reader.press_to_end(page, network)
    folded = reader.number(network, "y", "value"), reader.number(network, "y", "grad")
    loss = reader.number(network, "loss", "value")
    assert loss is not None and folded[0] is not None
    assert loss == pytest.approx((folded[0] - 1) ** 2)
    assert folded[1] == pytest.approx(2 * (folded[0] - 1))


def test_fit_shows_all_of_it_and_zoom_goes_nearer(network: Locator) -> None:
    network.get_by_role("button", name="Fold nothing").click()
    scroll = network.locator(".graph-view-scroll")
    room = "one => [one.scrollWidth - one.clientWidth, one.scrollHeight - one.clientHeight]"
    assert max(scroll.evaluate(room)) > 100
    network.get_by_role("button", name="Show all of the graph").click()
    assert max(scroll.evaluate(room)) <= 1
    width = network.locator("svg").first.evaluate("svg => svg.width.baseVal.value")
    network.get_by_role("button", name="Zoom in").click()
    assert network.locator(".graph-view svg").first.evaluate("svg => svg.width.baseVal.value") == pytest.approx(
        width * 1.25, rel=0.05
    )


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
    page.goto(f"{site}index.html")
    reader.walkthrough(page)
    expect(page.locator(".graph-tools").first).to_be_hidden()
