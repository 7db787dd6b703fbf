"""⑨ What a screen reader is told, on every page, found by itself: names and roles of what can be reached, and one sentence a step."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser import reader
from tests.browser.pages.test_every_page import READ

LISTEN = """() => {
  const live = '[aria-live=polite], [aria-live=assertive], [role=status], [role=alert], [role=log]';
  const there = new Set(document.querySelectorAll(live));
  const texts = new Map([...there].map((region) => [region, region.textContent]));
  window.said = [];
  window.heard = performance.now();
  new MutationObserver((changes) => {
    for (const region of new Set(changes.map(({target}) => (target.nodeType === 1 ? target : target.parentElement)?.closest(live)))) {
      if (!region || region.textContent === texts.get(region) || !region.textContent.trim()) continue;
      texts.set(region, region.textContent);
      window.said.push({text: region.textContent.trim(), there: there.has(region)});
      window.heard = performance.now();
    }
  }).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""
# Longer than any pause within one announcement.
QUIET = "window.said.length > 0 && performance.now() - window.heard > 900"
LONGEST = 300
# Roles of what only holds other things: to stop there by keyboard says nothing.
SILENT = {"generic", "none", "presentation", "StaticText", "InlineTextBox"}


@pytest.mark.parametrize("path", READ)
def test_a_step_is_announced_once_in_a_sentence(page: Page, site: str, path: str) -> None:
    reader.visit(page, site + path)
    controls = page.locator(".step-control:visible")
    if not controls.count():
        return
    assert reader.engine_settles(page) == "ready"
    reader.engine_rests(page)
    page.evaluate(LISTEN)
    for control in controls.all():
        control.locator('[tabindex="0"], input[type="range"]').first.focus()
        page.evaluate("window.said = []")
        before = control.evaluate("(control) => control.value")
        page.keyboard.press("ArrowRight")
        if control.evaluate("(control) => control.value") == before:  # it stood at the end
            page.keyboard.press("ArrowLeft")
        page.wait_for_function(QUIET)
        said: list[dict[str, Any]] = page.evaluate("window.said")
        assert len(said) == 1, said
        assert said[0]["there"], f"a region that is new is not announced: {said}"
        assert len(said[0]["text"]) < LONGEST


def test_what_can_be_reached_has_a_name_and_a_role(shown: Page) -> None:
    devtools = shown.context.new_cdp_session(shown)
    tree = devtools.send("Accessibility.getFullAXTree")
    devtools.detach()
    for node in tree["nodes"]:
        properties = {one["name"]: one["value"].get("value") for one in node.get("properties", [])}
        if node.get("ignored") or not properties.get("focusable"):
            continue
        role, name = node["role"]["value"], node.get("name", {}).get("value", "")
        if role in ("RootWebArea", "main", "tabpanel"):  # focused by a link or by a script, never on the way
            continue
        assert role not in SILENT, node
        assert name.strip(), node
