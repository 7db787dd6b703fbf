"""⑨ What can be done on a page, found by itself: every control of every widget is used once, as a reader would by keyboard or pointer."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser import reader

# More than this on one page means that using controls makes new ones without end.
MOST = 700
# Steps that are gone back one by one; a longer way is left by Home.
STEPS = 40
# Away from this page, or the end of what others test: what a reader has answered.
LAST = "Forget my answers"

SCRIPT = """
window.walked ??= new Set();
window.widgetsOfPage ??= () => [...document.querySelectorAll('[data-widget]')].filter((one) => !one.parentElement.closest('[data-widget]'));
window.nameOf ??= (one) => (one.getAttribute('aria-label') || one.labels?.[0]?.textContent || one.textContent || one.title || '').trim().slice(0, 60);
window.kindOf ??= (one) => {
  if (one.matches('.step-control')) return 'steps';
  if (one.closest('.step-control')) return one.getAttribute('aria-label') === 'Play' ? 'play' : null;
  if (one.matches('[data-widget=exercise]')) return 'exercise';
  if (one.matches('button') && one.closest('[data-widget]').matches('[data-widget=exercise]')) return null; // pressed with its exercise
  if (one.matches('input[type=range], [role=slider]')) return 'range';
  if (one.matches('input[type=number]')) return 'number';
  if (one.matches('select')) return 'select';
  if (one.matches('input[type=radio], input[type=checkbox]')) return 'choice';
  if (one.matches('summary')) return 'details';
  if (one.matches('button, [role=button], [role=tab]')) return 'button';
  if (one.matches('[tabindex="0"]')) return 'place';
  return null;
};
window.nextControl ??= (last) => {
  document.querySelectorAll('[data-walking]').forEach((one) => one.removeAttribute('data-walking'));
  const all = '.step-control, [data-widget=exercise], input, select, summary, button, [role=button], [role=slider], [role=tab], [tabindex="0"]';
  for (const [at, widget] of [...widgetsOfPage(), ...document.querySelectorAll('.panel-tabset > ul')].entries()) {
    for (const one of [widget, ...widget.querySelectorAll(all)]) {
      const kind = one.matches(all) ? kindOf(one) : null;
      if (!kind || one.disabled || one.ariaDisabled === 'true' || one.inert || !one.checkVisibility({visibilityProperty: true})) continue;
      if (nameOf(one).startsWith(last)) continue;
      const key = [at, kind, one.dataset.at ?? one.closest('[data-op]')?.dataset.op ?? '', one.value && kind === 'choice' ? one.value : nameOf(one)].join('|');
      if (walked.has(key)) continue;
      walked.add(key);
      one.setAttribute('data-walking', '');
      return [kind, `${widget.dataset.widget ?? 'tabs'}: ${kind} "${nameOf(one)}"`];
    }
  }
  return null;
};
window.amiss ??= () => {
  const shown = (one) => one.checkVisibility({visibilityProperty: true});
  const found = [...document.querySelectorAll('.observablehq--error, .quarto-ojs-syntax-error')].map((one) => `error: ${one.textContent}`);
  for (const widget of widgetsOfPage().filter(shown)) {
    const text = widget.innerText;
    const wrong = text.match(/.{0,30}(\\bNaN\\b|undefined|\\[object).{0,30}/);
    if (wrong) found.push(`${widget.dataset.widget} says: ${wrong[0]}`);
    if (widget.getBoundingClientRect().height < 16 || !text.trim()) found.push(`${widget.dataset.widget} is empty`);
  }
  if (document.activeElement === document.body) found.push('the focus is lost');
  return found;
};
window.alerts ??= () => [...document.querySelectorAll('[data-widget] [role=alert]')].filter((one) => one.checkVisibility()).map((one) => one.textContent.trim()).filter(Boolean);
"""
# What a reader chose may be a mistake, shown with its error; whoever moves and steps makes none.
CHOOSING = {"button", "select", "choice"}


STATE = """(control) => {
  const root = control.closest('[data-widget=walkthrough]');
  const nodes = [...(root?.querySelectorAll('[data-node]') ?? [])];
  return [control.value, nodes.every((node) => 'value' in node.dataset), !root || root.querySelector('[data-active]') !== null, root?.walk.min ?? 0];
}"""


def steps(page: Page, control: Locator) -> None:
    """To the end, where every node has its value; back, where something is lit at every step; and off again."""
    control.locator('[tabindex="0"], input[type="range"], button:not([aria-disabled])').first.focus()
    page.keyboard.press("End")
    end, all_known, lit, begin = control.evaluate(STATE)
    assert all_known
    assert lit
    before = end
    for _ in range(min(end - begin - 1, STEPS)):  # where a pass begins, nothing has happened yet
        page.keyboard.press("ArrowLeft")
        at, _, lit, _ = control.evaluate(STATE)
        assert at < before
        assert lit
        if at <= begin + 1:
            break
        before = at
    page.keyboard.press("Home")
    first, *_ = control.evaluate(STATE)
    assert first < end
    page.keyboard.press("ArrowRight")
    assert control.evaluate(STATE)[0] > first


def play(page: Page, button: Locator) -> None:
    held = button.element_handle()  # by another name, the locator would not find it
    for name in ("Pause", "Play"):
        held.click()
        page.wait_for_function(
            "([button, name]) => button.getAttribute('aria-label') === name", arg=[held, name]
        )


def exercise(page: Page, root: Locator) -> None:
    fields = root.locator(".exercise-form input[type=text]:visible")
    for field in fields.all():
        field.fill("12345")
    root.get_by_role("button", name="Check", exact=True).click()
    expect(root).to_have_attribute("data-state", "wrong")
    root.get_by_role("button", name="Show the answer").click()
    expect(root).to_have_attribute("data-state", "shown")
    root.locator(".exercise-steps [data-node]").first.wait_for()
    # its walkthrough is like any other: the first exercise's is walked, the others' are closed
    if root.evaluate("(root) => root !== document.querySelector('[data-widget=exercise]')"):
        root.get_by_role("button", name="Close", exact=True).click()


def keys(*names: str) -> Callable[[Page, Locator], None]:
    def press(page: Page, control: Locator) -> None:
        control.focus()
        for name in names:
            page.keyboard.press(name)

    return press


def select(page: Page, control: Locator) -> None:
    control.focus()
    for value in control.locator("option").evaluate_all("(all) => all.map((one) => one.value)"):
        control.select_option(value)
        reader.engine_rests(page)


def click(page: Page, control: Locator) -> None:
    control.focus()
    page.keyboard.press("Enter")


ACTS: dict[str, Callable[[Page, Locator], None]] = {
    "steps": steps,
    "play": play,
    "exercise": exercise,
    "range": keys("ArrowRight", "ArrowLeft"),
    "number": keys("ArrowUp", "ArrowDown"),
    "select": select,
    "choice": keys("Space"),
    "details": click,
    "button": click,
    "place": keys("ArrowRight", "ArrowDown", "Escape"),
}


def everything(page: Page) -> list[str]:
    """Uses every control of the page, and those that appear; returns what was used. Fails at the first thing amiss."""
    page.evaluate(SCRIPT)
    used: list[str] = []
    for last in (LAST, "nothing is left out"):
        while found := page.evaluate("(last) => nextControl(last)", last):
            kind, name = found
            used.append(name)
            before = page.evaluate("alerts()")
            ACTS[kind](page, page.locator("[data-walking]"))
            reader.engine_rests(page)
            reader.drawn(page)  # the next control is one of what there is then
            assert page.evaluate("amiss()") == [], f"after {name}"
            if kind not in CHOOSING:
                assert [one for one in page.evaluate("alerts()") if one not in before] == [], f"after {name}"
            assert len(used) < MOST, used[-20:]
    return used
