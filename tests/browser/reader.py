"""⑨ What a reader does on a page, in the words of the DOM contract (DESIGN: data-engine, data-node, data-edge, .step-control)."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

PHONE = {"viewport": {"width": 360, "height": 800}, "has_touch": True, "is_mobile": True}

LIVE_OR_NOT = "['ready', 'failed'].includes(document.documentElement.dataset.engine)"


# Cells are filled in any order: until all are, nobody can count the widgets of a page. (A cell that imports shows nothing.)
CELLS_DONE = """() => {
  const shown = [...document.querySelectorAll('.observablehq')];
  const some = document.querySelector('[id^=ojs-cell-]') !== null;
  return document.readyState === 'complete' && (shown.length > 0 || !some) &&
    shown.every((one) => one.childNodes.length > 0 && !one.classList.contains('observablehq--running'));
}"""


# A graph is drawn anew when it learns what room and which letters it has: in the frame after it came; a large one is laid out beside the page.
DRAWN = """async () => {
  await document.fonts.ready;
  for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
}"""


def visit(page: Page, address: str) -> None:
    """Opens a page of the site, and waits until all its cells show what they evaluate to, drawn for the room there is."""
    page.goto(address)
    there(page)


def there(page: Page) -> None:
    page.wait_for_function(CELLS_DONE)
    drawn(page)


def drawn(page: Page) -> None:
    """Waits until what the page has is drawn for the room there is: after a change of its width, or a widget that is new."""
    page.evaluate(DRAWN)
    page.wait_for_function("() => !document.querySelector('[data-widget=graph-view][aria-busy=true]')")


def walkthrough(page: Page, nth: int = 0) -> Locator:
    """The nth walkthrough of the page, its graph drawn."""
    root = page.locator('[data-widget="walkthrough"]').nth(nth)
    root.locator("[data-node]").first.wait_for()
    return root


def python_may_start(page: Page) -> None:
    """For a page whose Python waits for its test, see conftest.py."""
    page.evaluate("window.startPython?.()")


def sums_cannot_be_computed(page: Page) -> None:
    """As on a page that came without encryption: so a test may put another file in the place of one that has a sum."""
    page.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined })")


def engine_settles(page: Page) -> str:
    """Waits until Python is there, or is known not to come."""
    python_may_start(page)
    page.wait_for_function(LIVE_OR_NOT)
    return str(page.evaluate("document.documentElement.dataset.engine"))


RESTS = """() => !['loading', 'busy', 'stopped'].includes(document.documentElement.dataset.engine) &&
  !document.querySelector('[data-widget]:is([data-pending], [aria-busy=true])')"""


def engine_rests(page: Page) -> None:
    """Waits until Python has answered all that it was asked, where it runs at all, and no widget waits for anything else."""
    python_may_start(page)
    page.wait_for_function(RESTS)


# Where the graph lies has not changed for ten frames.
STILL = """async (root) => {
  const place = () => [...root.querySelectorAll(".graph-view svg")].map((one) => Object.values(one.getBoundingClientRect().toJSON())).join();
  for (let still = 0, last = ""; still < 10; still += 1) {
    await new Promise(requestAnimationFrame);
    if (place() !== last) [still, last] = [0, place()];
  }
}"""


def rests(root: Locator) -> None:
    """A large graph is laid out beside the page, and goes to a step's place in a moment."""
    expect(root.locator(".graph-view").first).not_to_have_attribute("aria-busy", "true")
    root.evaluate(STILL)


def neurons(page: Page, site: str) -> Locator:
    """The playground with its network of 13 neurons, folded: 211 nodes, 3 inputs, two layers of 6 neurons, one of 1, and a loss of 2."""
    visit(page, f"{site}playground.html")
    page.get_by_label("Begin with").select_option("A network of 13 neurons")
    root = page.locator('[data-widget="walkthrough"]')
    root.locator("[data-fold]").first.wait_for()
    drawn(page)
    return root


def goes_live(root: Locator) -> None:
    python_may_start(root.page)
    expect(root).to_have_attribute("data-source", "live")


def node(root: Locator, label: str) -> Locator:
    """The node of that label (the last, if a program used the name again)."""
    return root.locator(f'[data-node][data-label="{label}"]').last


def number(root: Locator, label: str, what: str) -> float | None:
    """A node's `value` or `grad`, as far as the current step knows it."""
    text = node(root, label).get_attribute(f"data-{what}")
    return None if text is None else float(text)


def step(root: Locator) -> int:
    return int(root.evaluate("root => root.value"))


def last_step(root: Locator) -> int:
    return int(root.evaluate("root => root.walk.max"))  # of a series, that of the pass that is shown


def press_to_end(page: Page, root: Locator) -> None:
    """By keyboard: into the step control, then End."""
    root.locator('.step-control [tabindex="0"], .step-control input[type="range"]').first.focus()
    page.keyboard.press("End")


def slide(root: Locator, label: str, value: float) -> None:
    """Types a number into the slider's field, as a reader who wants exactly that one."""
    python_may_start(root.page)
    field = root.get_by_role("spinbutton", name=f"{label}, number")
    field.fill(str(value))
    field.press("Enter")


def editor(root: Locator, nth: int = 0) -> Locator:
    """What one writes in, once CodeMirror has come."""
    field = root.locator('[data-widget="editor"]').nth(nth)
    if field.get_attribute("data-plain") is not None:
        field.dispatch_event("pointerenter")
    expect(field).not_to_have_attribute("data-plain", "")
    return field.locator(".cm-content")


def written(root: Locator, nth: int = 0) -> str:
    """The text in an editor."""
    return str(root.locator('[data-widget="editor"]').nth(nth).evaluate("(one) => one.value"))


def write(root: Locator, source: str, nth: int = 0) -> None:
    """Replaces what stands in an editor, as one who pastes it over all that was there."""
    text = editor(root, nth)
    text.focus()
    root.page.keyboard.press("ControlOrMeta+A")
    if source:
        text.evaluate(PASTE, source)
    else:
        root.page.keyboard.press("Delete")


PASTE = """(one, text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  one.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
}"""


def reads(root: Locator, pattern: str, nth: int = 0) -> None:
    """Waits until an editor's text has this in it."""
    field = root.locator('[data-widget="editor"]').nth(nth).element_handle()
    root.page.wait_for_function("([one, has]) => new RegExp(has).test(one.value)", arg=[field, pattern])


def write_program(root: Locator, source: str) -> None:
    """Replaces the program and presses Run."""
    python_may_start(root.page)
    write(root, source)
    root.get_by_role("button", name="Run").click()


def looks(root: Locator) -> Any:
    """What of a graph could jump: every node's and edge's place and numbers."""
    return root.evaluate(
        """root => [...root.querySelectorAll('[data-widget="graph-view"] [data-node], [data-edge]')].map((one) => {
          const {x, y, width, height} = one.getBoundingClientRect();
          return [x + scrollX, y + scrollY, width, height, {...one.dataset}, one.textContent];
        })"""
    )
