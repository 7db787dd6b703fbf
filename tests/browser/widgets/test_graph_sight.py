"""⑧ What one sees of a graph: the step it is about, however it is folded, zoomed and stepped; its arrows whole, and pointing the way it runs."""

from __future__ import annotations

import itertools

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import reader

LESSONS = "modules/02-autograd/"
DEVICES = [{"viewport": {"width": 1280, "height": 720}}, reader.PHONE]

# Where the node of the step is, or of the step to come: in the frame or not; and how large its letters are.
SEEN = """(root) => {
  const scroll = root.querySelector('.graph-view-scroll');
  const view = scroll.getBoundingClientRect();
  const inside = (one) => {
    const {left, right, top, bottom} = one.getBoundingClientRect();
    return left >= view.left - 1 && right <= view.right + 1 && top >= view.top - 1 && bottom <= view.bottom + 1;
  };
  const active = root.querySelector('.gv-node[data-active]');
  const svg = root.querySelector('.graph-view svg');
  const here = root.querySelector('.graph-here');
  return {
    nodes: [...root.querySelectorAll('.gv-node')].filter(inside).length,
    active: active === null || inside(active),
    scale: svg.width.baseVal.value / svg.viewBox.baseVal.width,
    sign: here.checkVisibility() && inside(here) ? here.innerText : '',
  };
}"""


def network(page: Page, site: str) -> Locator:
    """The 13 neurons: 211 nodes."""
    return reader.neurons(page, site)


def press(root: Locator, name: str) -> None:
    """A tool above the graph; on a phone the menu there has what there is no room for."""
    tool = root.get_by_role("button", name=name)
    if not tool.is_visible():
        root.locator(".graph-tools").get_by_role("button", name="Show", exact=True).click()
    tool.click()


def is_seen(root: Locator, when: str) -> None:
    """What the step is about can be seen and read, in the graph or on the sign."""
    reader.rests(root)
    seen = root.evaluate(SEEN)
    assert seen["nodes"] > 0, when
    assert seen["active"], when
    assert seen["scale"] >= 0.6 or seen["sign"], when


@pytest.mark.parametrize("device", DEVICES)
def test_no_fold_zoom_or_step_leaves_the_reader_before_an_empty_canvas(page: Page, site: str) -> None:
    root = network(page, site)
    last = reader.last_step(root)
    folds = ["Fold nothing", "Fold every call of neuron", "Fold every call of layer"]
    zooms = ["Show all of the graph", "Zoom in", "Zoom in", "Zoom out"]
    for fold, step in itertools.product(folds, (0, last // 3, last)):
        root.evaluate("(root, step) => { root.value = step; }", step)
        press(root, fold)
        is_seen(root, f"{fold} at {step}")
        for zoom in zooms:
            press(root, zoom)
            is_seen(root, f"{fold} at {step}, {zoom}")
            root.evaluate("(root) => { root.value += root.value ? -1 : 1; }")
            is_seen(root, f"{fold} near {step}, {zoom}")
    page.set_viewport_size({"width": 700, "height": 600})
    reader.drawn(page)
    is_seen(root, "in another window")


def test_folding_goes_back_to_letters_that_can_be_read(page: Page, site: str) -> None:
    root = network(page, site)
    root.get_by_role("button", name="Fold nothing").click()
    reader.rests(root)
    root.get_by_role("button", name="Show all of the graph").click()
    assert root.evaluate(SEEN)["scale"] < 0.2
    root.get_by_role("button", name="Fold every call of neuron").click()
    reader.rests(root)
    assert round(root.evaluate(SEEN)["scale"], 2) >= 0.75  # the drawing has whole pixels


def test_a_sign_says_where_one_is_and_leads_there(page: Page, site: str) -> None:
    root = network(page, site)
    root.get_by_role("button", name="Fold nothing").click()
    reader.rests(root)
    root.evaluate("(root) => { root.value = 160; }")
    sign = root.locator(".graph-here")
    expect(sign).to_be_hidden()  # the node itself is there
    root.get_by_role("button", name="Show all of the graph").click()
    expect(sign).to_contain_text("gradient")
    sign.focus()
    page.keyboard.press("Enter")
    expect(sign).to_be_hidden()
    expect(root.locator(".gv-node[data-active]")).to_be_focused()
    assert root.evaluate(SEEN)["scale"] == pytest.approx(1, abs=0.01)
    root.locator(".graph-view-scroll").evaluate("(one) => one.scrollTo(0, 0)")  # an empty corner
    expect(sign).to_be_visible()
    sign.click()
    is_seen(root, "led back")


# Of every chip that is shown: how much of its edge can be seen before it and after it, in the drawing's own pixels.
SHOWN = """(root) => [...root.querySelectorAll('.gv-label:not([visibility=hidden])')].map((label, i) => {
  const chip = label.querySelector('.gv-chip');
  const edge = root.querySelectorAll('.gv-edge')[[...root.querySelectorAll('.gv-label')].indexOf(label)];
  const line = edge.querySelector('.gv-line');
  const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((name) => chip[name].baseVal.value);
  const length = line.getTotalLength();
  const covered = ({x: px, y: py}) => px > x && px < x + width && py > y && py < y + height;
  let before = 0, after = 0;
  while (before < length && !covered(line.getPointAtLength(before))) before += 0.5;
  while (after < length && !covered(line.getPointAtLength(length - after))) after += 0.5;
  return [label.textContent, Math.min(before, after)];
})"""


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize(
    "path",
    [
        "index.html",
        *(f"{LESSONS}{name}.html" for name in ("01-computational-graph", "02-the-math", "05-pytorch")),
    ],
)
def test_a_chip_leaves_its_line_and_its_arrowhead_in_sight(page: Page, site: str, path: str) -> None:
    reader.visit(page, site + path)
    shown = 0
    for i in range(page.locator('[data-widget="walkthrough"]').count()):
        root = reader.walkthrough(page, i)
        root.evaluate("(root) => { root.value = root.walk.trace.steps.length; }")
        for words, least in root.evaluate(SHOWN):
            shown += 1
            assert least >= 12, words  # the arrowhead has 8
    assert shown >= 2


ARROWS = """(root) => [root.querySelector('.graph-view-scroll').dataset.direction,
  [...root.querySelectorAll('.step-control-pass, .sentence-phase')].map((one) => one.textContent).filter((text) => /Forward|Backward/.test(text))]"""


@pytest.mark.parametrize("device", DEVICES)
def test_forward_and_backward_point_the_way_the_graph_runs(page: Page, site: str) -> None:
    reader.visit(page, f"{site}{LESSONS}05-pytorch.html")
    ways = set()
    for i in range(page.locator('[data-widget="walkthrough"]').count()):
        root = reader.walkthrough(page, i)
        root.evaluate("(root) => { root.value = root.walk.trace.steps.length; }")
        way, titles = root.evaluate(ARROWS)
        ways.add(way)
        right = {"right": {"Forward →", "← Backward"}, "down": {"Forward ↓", "↑ Backward"}}[way]
        assert titles
        assert set(titles) <= right
    assert "down" in ways
