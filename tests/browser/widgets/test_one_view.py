"""⑧ One step, one view: at every size, for every example, what one presses and all that it changes are seen without scrolling."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser import reader
from tests.browser.pages.test_every_page import PAGES

SIZES = [(1280, 720), (1366, 650), (1920, 1080), (390, 664), (360, 640)]
PHONE = 640
# From the top of the steps to the foot of what they change, by the height of the window.
MOST = {720: 600, 650: 584, 1080: 768}

# Of each walkthrough: at the first, a middle and the last step, and where it walks back; what is out of sight, or too far from the steps.
LOOK = """async (most) => {
  const found = [];
  const header = document.querySelector('#quarto-header');
  const frame = () => new Promise(requestAnimationFrame);
  const rect = (one) => one.getBoundingClientRect();
  for (const root of document.querySelectorAll('[data-widget="walkthrough"]')) {
    if (!root.checkVisibility() || !root.walk?.trace.nodes.length) continue;
    const {walk} = root;
    const name = `${root.ariaLabel}`;
    const back = [...Array(Math.min(walk.max - walk.min, 4000))].map((_, i) => walk.max - i).filter((at) => walk.phase(at) === 'backward');
    const heights = new Set();
    for (const step of new Set([walk.min, walk.min + 1, back[back.length - 1], back[Math.floor(back.length / 2)], back[0], walk.max])) {
      if (step === undefined) continue;
      root.value = step;
      await frame();
      const [control, stage] = ['.walkthrough-steps', '.walkthrough-stage'].map((one) => root.querySelector(one));
      const bar = getComputedStyle(control).position === 'sticky';
      const stays = ['sticky', 'fixed'].includes(getComputedStyle(header).position) ? header.offsetHeight : 0;
      const code = stage.querySelector('.editor, .code-view pre');
      (bar ? code : control).scrollIntoView({block: 'start', behavior: 'instant'});
      scrollBy({top: rect(bar ? code : control).top - stays - 1, behavior: 'instant'});
      await frame();
      await frame();
      const say = (what) => found.push(`${name}, step ${step}: ${what}`);
      const parts = Object.fromEntries(['.graph-view', '.sentence', '.equation'].map((one) => [one, rect(stage.querySelector(one))]));
      const [pressed, view] = [rect(control), rect(stage.querySelector('.graph-view-scroll'))];
      const [top, foot] = bar ? [stays, pressed.top] : [pressed.top, Math.min(innerHeight, pressed.top + most)];
      if (bar !== root.clientWidth < 640) say('the steps are ' + (bar ? '' : 'not ') + 'a bar');
      if (bar && Math.abs(pressed.bottom - innerHeight) > 1) say(`the bar ends at ${pressed.bottom} of ${innerHeight}`);
      if (!bar && pressed.top < stays) say('the steps are under the header');
      for (const [part, {top: above, bottom: below, height}] of Object.entries(parts)) {
        if (height < 20 || above < top || below > foot + 0.5) say(`${part} from ${above} to ${below}, the view ends at ${foot}`);
      }
      for (const part of ['.sentence', '.equation']) {
        const one = stage.querySelector(part);
        if (step > walk.min && one.scrollHeight > one.clientHeight + 1) say(`${part} is ${one.scrollHeight} high in ${one.clientHeight}: ${one.textContent}`);
      }
      const inside = (one, box) => one.left >= box.left - 1 && one.right <= box.right + 1 && one.top >= box.top - 1 && one.bottom <= box.bottom + 1;
      const box = rect(code);
      if (box.top < stays || box.bottom > foot) say(`the program from ${box.top} to ${box.bottom}`);
      const lit = [...stage.querySelectorAll('.code-piece[data-active]')].map(rect).filter(({width}) => width);
      if (walk.trace.nodes[walk.state.node]?.at && lit.length === 0) say('nothing of the program is lit');
      // what is higher than its box is seen from where it begins
      const first = Math.min(...lit.map((one) => one.top));
      if (lit.length && Math.max(...lit.map((one) => one.bottom)) - first < box.height - 8 && !lit.every((one) => one.top >= box.top - 1 && one.bottom <= box.bottom + 1)) say('the lit place is out of its box');
      if (lit.length && (first < box.top - 1 || first > box.bottom)) say('where the lit place begins is out of its box');
      const active = [...stage.querySelectorAll('.gv-node[data-active]')];
      if (walk.state.node !== null && walk.state.event && active.length === 0 && !stage.querySelector('.graph-view-scroll[hidden]')) say('no node is active');
      const main = active.find((one) => one.matches('[data-active]:not([data-giving])')) ?? active[0];
      // of what is larger than the view, some fills it
      const large = main && (rect(main).width > view.width || rect(main).height > view.height);
      if (main && (large ? rect(main).right < view.left + 40 || rect(main).left > view.right - 40 || rect(main).bottom < view.top + 20 || rect(main).top > view.bottom - 20 : !inside(rect(main), view))) say(`the node ${main.getAttribute('aria-label')} is out of sight`);
      if (document.documentElement.scrollWidth > innerWidth) say(`the page is ${document.documentElement.scrollWidth} wide`);
      heights.add(Math.round(rect(stage).height));
    }
    if (heights.size > 1) found.push(`${name}: its height changes: ${[...heights]}`);
  }
  return found;
}"""


@pytest.fixture(params=SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def device(size: tuple[int, int]) -> dict[str, Any]:
    width, height = size
    touch = {"has_touch": True, "is_mobile": True} if width < PHONE else {}
    return {"viewport": {"width": width, "height": height}, "reduced_motion": "reduce", **touch}


def look(page: Page, size: tuple[int, int]) -> list[str]:
    found: list[str] = page.evaluate(LOOK, MOST.get(size[1], size[1]))
    return found


@pytest.mark.parametrize("path", [path for path in PAGES if path != "playground.html"])
def test_every_walkthrough_of_a_page(page: Page, site: str, path: str, size: tuple[int, int]) -> None:
    reader.visit(page, site + path)
    page.evaluate(
        "() => { for (const one of document.querySelectorAll('[data-widget=exercise] button')) if (one.textContent === 'Show the answer') one.click(); }"
    )
    exercises = page.locator("[data-widget=exercise]").count()
    page.wait_for_function(
        "(wanted) => document.querySelectorAll('[data-widget=exercise]:has([data-node])').length >= wanted",
        arg=exercises,
    )
    reader.drawn(page)
    assert look(page, size) == []


def test_every_example_of_the_playground(page: Page, site: str, size: tuple[int, int]) -> None:
    reader.visit(page, site + "playground.html")
    root = reader.walkthrough(page)
    choice = page.get_by_label("Begin with")
    found = {}
    for name in choice.locator("option").all_inner_texts():
        if choice.locator("option:checked").inner_text() != name:
            before = root.element_handle()
            choice.select_option(name)
            page.wait_for_function("(before) => !before.isConnected", arg=before)
            reader.drawn(page)
        if misses := look(page, size):
            found[name] = misses
    assert found == {}


def test_in_a_lesson_a_walkthrough_has_the_width_of_the_page(
    page: Page, site: str, size: tuple[int, int]
) -> None:
    reader.visit(page, site + "modules/02-autograd/01-computational-graph.html")
    root = reader.walkthrough(page)
    width = root.evaluate("(root) => root.clientWidth")
    assert width >= (900 if size[0] >= 1280 else size[0] - 60)
    assert width <= 1300
    code, graph = (
        root.locator(one).first.evaluate(
            "(one) => { const {left, top, right, bottom} = one.getBoundingClientRect(); return [left, top, right, bottom]; }"
        )
        for one in (".walkthrough-code", ".walkthrough-graph")
    )
    if size[0] >= 1280:
        assert code[2] <= graph[0] + 1
    else:
        assert code[3] <= graph[1] + 1
