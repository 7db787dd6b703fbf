"""⑧ How a graph is drawn: it keeps its place while one steps and folds, is painted where it cannot be read, has a map, and no shape takes the page down."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import reader

CALM = {"viewport": {"width": 1280, "height": 720}, "reduced_motion": "reduce"}
MOVING = {"viewport": {"width": 1280, "height": 720}}

# Where everything stands in the drawing's own coordinates.
PLACES = """(root) => [...root.querySelectorAll('.graph-view .gv-node, .graph-view .gv-line')].map((one) => one.getAttribute('transform') ?? one.getAttribute('d'))"""
# Where what is drawn stands in the window.
SEEN = """(root) => Object.fromEntries([...root.querySelectorAll('.graph-view .gv-node')].map((one) => {
  const {x, y, width, height} = one.querySelector('.gv-card').getBoundingClientRect();
  return [one.dataset.label + ' ' + (one.dataset.node ?? one.dataset.fold), [x + width / 2, y + height / 2]];
}))"""


@pytest.fixture
def network(page: Page, site: str) -> Locator:
    """The 13 neurons, folded."""
    root = reader.neurons(page, site)
    reader.rests(root)
    root.locator(".graph-view").first.scroll_into_view_if_needed()
    return root


def wheel(page: Page, at: tuple[float, float], times: int, by: float) -> None:
    """A trackpad's pinch."""
    page.mouse.move(*at)
    page.keyboard.down("Control")
    for _ in range(times):
        page.mouse.wheel(0, by)
    page.keyboard.up("Control")
    page.wait_for_timeout(250)


def middle(one: Locator) -> tuple[float, float]:
    box = one.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.parametrize("device", [CALM])
def test_no_step_moves_anything(network: Locator) -> None:
    before = network.evaluate(PLACES)
    for step in range(0, reader.last_step(network) + 1, 7):
        network.evaluate("(root, step) => { root.value = step; }", step)
        assert network.evaluate(PLACES) == before, step


@pytest.mark.parametrize("device", [CALM])
def test_what_is_opened_stays_where_it_is_and_the_rest_keeps_its_order(network: Locator) -> None:
    network.locator("[data-fold]").nth(8).focus()
    before = network.evaluate(SEEN)
    fold = network.locator("[data-fold]").nth(8)
    was = middle(fold.locator(".gv-card"))
    network.page.keyboard.press("Enter")
    expect(network.locator(".gv-node")).not_to_have_count(len(before))
    reader.rests(network)
    after = network.evaluate(SEEN)
    came = [at for key, at in after.items() if key not in before]
    assert min(x for x, _ in came) - 120 < was[0] < max(x for x, _ in came) + 120
    assert min(y for _, y in came) - 120 < was[1] < max(y for _, y in came) + 120
    # the other neurons of the two layers stand in the order in which they stood
    layers: dict[int, list[tuple[float, float]]] = {}
    for key, (x, y) in before.items():
        if key in after:
            layers.setdefault(round(x), []).append((y, after[key][1]))
    for pairs in layers.values():
        assert [now for _, now in sorted(pairs)] == sorted(now for _, now in pairs)


@pytest.mark.parametrize("device", [MOVING])
def test_there_is_no_empty_frame_between_two_drawings(network: Locator) -> None:
    empty = network.evaluate(
        """async (root) => {
          let empty = 0, watching = true;
          const watch = () => {
            if (root.querySelectorAll('.gv-node').length === 0) empty += 1;
            if (watching) requestAnimationFrame(watch);
          };
          watch();
          for (let i = 0; i < 4; i += 1) {
            root.querySelectorAll('[data-fold]')[i].dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}));
            root.querySelectorAll('[data-fold]')[i].focus();
            document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}));
            await new Promise((resolve) => setTimeout(resolve, 150));
          }
          watching = false;
          return empty;
        }"""
    )
    assert empty == 0


def far(root: Locator) -> None:
    for _ in range(4):
        root.get_by_role("button", name="Zoom out").click()


# How many colours the canvas shows, and whether its cards are to be seen beside it.
PAINTED = """(root) => {
  const canvas = root.querySelector('.graph-far');
  const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const found = new Set();
  for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) found.add(data[i] << 16 | data[i + 1] << 8 | data[i + 2]);
  return [found.size, getComputedStyle(root.querySelector('.graph-view svg')).opacity, canvas.toDataURL()];
}"""


@pytest.mark.parametrize("device", [CALM])
def test_what_cannot_be_read_is_painted(page: Page, network: Locator) -> None:
    canvas = network.locator(".graph-far")
    expect(canvas).to_be_hidden()
    network.evaluate("(root) => { root.value = root.walk.trace.steps.length; }")
    far(network)
    expect(canvas).to_be_visible()
    reader.rests(network)
    colours, opacity, picture = network.evaluate(PAINTED)
    assert colours > 4
    assert opacity == "0"
    # a step, another theme and what is pointed at are seen on it
    network.evaluate("(root) => { root.value = 3; }")
    reader.rests(network)
    stepped = network.evaluate(PAINTED)[2]
    assert stepped != picture
    page.emulate_media(color_scheme="dark")
    reader.rests(network)
    assert network.evaluate(PAINTED)[2] != stepped
    # its nodes are there for a screen reader, and the pointer leads to them
    node = network.locator(".gv-node").first
    assert node.get_attribute("aria-label")
    page.mouse.move(*middle(node))
    expect(network.locator(".graph-here")).to_be_visible()
    for _ in range(4):
        network.get_by_role("button", name="Zoom in").click()
    expect(canvas).to_be_hidden()


MAP = """(root) => {
  const map = root.querySelector('.graph-map').getBoundingClientRect();
  const lit = [...root.querySelectorAll('.gv-node[data-active] .gv-card')].map((one) => one.getBoundingClientRect());
  return lit.every((one) => one.right <= map.left || one.left >= map.right || one.bottom <= map.top || one.top >= map.bottom);
}"""


@pytest.mark.parametrize("device", [CALM])
def test_a_map_shows_what_is_seen_and_leads_elsewhere(page: Page, network: Locator) -> None:
    small = network.locator(".graph-map")
    for _ in range(3):
        network.get_by_role("button", name="Zoom in").click()
    expect(small).to_be_visible()
    scroll = network.locator(".graph-view-scroll")
    for step in range(1, reader.last_step(network), 31):  # it never covers what the step is about
        network.evaluate("(root, step) => { root.value = step; }", step)
        reader.rests(network)
        assert small.is_hidden() or network.evaluate(MAP), step
    network.evaluate("(root) => { root.value = 1; }")
    reader.rests(network)
    box = small.bounding_box()
    assert box is not None
    before = scroll.evaluate("(one) => [one.scrollLeft, one.scrollTop]")
    page.mouse.move(box["x"] + 6, box["y"] + 6)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 6, box["y"] + box["height"] - 6, steps=4)
    page.mouse.up()
    assert scroll.evaluate("(one) => [one.scrollLeft, one.scrollTop]") != before
    network.get_by_role("button", name="Show all of the graph").click()
    expect(small).to_be_hidden()


@pytest.mark.parametrize("device", [CALM])
def test_zooming_into_a_fold_opens_it_and_out_of_it_folds_it_again(page: Page, network: Locator) -> None:
    fold = network.locator("[data-fold]").nth(8)
    fold.evaluate("(one) => one.scrollIntoView({block: 'center', inline: 'center'})")
    reader.rests(network)
    count = network.locator(".gv-node").count()
    at = middle(fold.locator(".gv-card"))
    for _ in range(12):
        wheel(page, at, 1, -60)
        if network.locator(".gv-node").count() != count:
            break
    expect(network.locator(".gv-node")).not_to_have_count(count)
    opened = network.locator(".gv-node").count()
    assert opened > count
    # neither a little further in nor a little out changes it back
    wheel(page, at, 1, 20)
    wheel(page, at, 1, -20)
    expect(network.locator(".gv-node")).to_have_count(opened)
    for _ in range(12):
        wheel(page, at, 1, 60)
        if network.locator(".gv-node").count() != opened:
            break
    expect(network.locator(".gv-node")).not_to_have_count(opened)


SHAPES = {
    "sums one by one": """
x = Value(2.0)
ys = [x * i for i in range(1200)]
s = ys[0]
for y in ys[1:]:
    s = s + y
s.backward()
""",
    "all products": """
a = [Value(i / 48) for i in range(48)]
b = [Value(1 - i / 48) for i in range(48)]
ps = [p * q for p in a for q in b]
sum(ps).backward()
""",
    "a chain": """
y = Value(1.0)
for i in range(4990):
    y = y + 1
y.backward()
""",
}


@pytest.mark.parametrize("shape", list(SHAPES))
def test_no_shape_takes_the_page_down(page: Page, site: str, shape: str) -> None:
    reader.visit(page, f"{site}playground.html")
    root = reader.walkthrough(page)
    reader.goes_live(root)
    reader.write_program(root, f"from stepgrad import Value\n{SHAPES[shape]}")
    page.wait_for_function("(root) => root.walk.trace.nodes.length > 1000", arg=root.element_handle())
    reader.rests(root)
    assert 0 < root.locator(".gv-node").count() <= 250
    reader.press_to_end(page, root)
    expect(root.locator(".gv-node[data-active]")).not_to_have_count(0)


def test_a_large_graph_is_laid_out_in_a_worker(page: Page, site: str) -> None:
    reader.visit(page, f"{site}index.html")
    reader.walkthrough(page)
    assert not [one for one in page.workers if "layout-worker" in one.url]  # a small one is not
    page.evaluate(
        """async () => {
          const {graphView, createWalk} = await import(new URL('assets/index.js', location).href);
          const nodes = Array.from({length: 150}, (_, id) => ({id, op: id < 75 ? null : 'mul', args: id < 75 ? [] : [{node: id - 75}, {node: (id * 7) % 75}], label: `n${id}`, value: 1, requires_grad: true, at: null}));
          const steps = nodes.filter(({op}) => op).map(({id}) => ({kind: 'forward', node: id}));
          const ops = {mul: {name: 'mul', symbol: '×', formula: 'a * b', locals: ['b', 'a']}};
          document.querySelector('main').replaceChildren(graphView(createWalk({source: '', nodes, steps, ops, inputs: {}, output: ''})));
        }"""
    )
    expect(page.locator("main .gv-node").first).to_be_attached()
    if page.locator("main .gv-node").count() > 60:
        assert [one for one in page.workers if "layout-worker" in one.url]
