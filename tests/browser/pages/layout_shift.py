"""⑨ How much of a page has moved under its reader's eyes, as Chromium adds it up; whatever a reader's own press moves is not counted."""

from __future__ import annotations

from playwright.sync_api import Page

MOST = 0.01
WATCH = """
window.shifts = [];
window.watcher = new PerformanceObserver((list) => shifts.push(...list.getEntries()));
watcher.observe({type: 'layout-shift', buffered: true});
"""
MOVED = """() => {
  shifts.push(...watcher.takeRecords());
  const box = ({x, y, width, height}) => [x, y, width, height].map(Math.round).join(' ');
  const named = ({node, previousRect, currentRect}) => `${node?.nodeName} ${node?.className ?? node?.data ?? ''}: ${box(previousRect)} → ${box(currentRect)}`;
  const counted = shifts.filter((one) => !one.hadRecentInput);
  return [counted.reduce((sum, one) => sum + one.value, 0), counted.map((one) => [one.value, ...one.sources.map(named)])];
}"""


def watch(page: Page) -> None:
    """From the page's first paint on."""
    page.add_init_script(WATCH)


def check(page: Page) -> None:
    """Fails, with what moved and from where to where, if it was more than nobody sees."""
    total, parts = page.evaluate(MOVED)
    assert total <= MOST, parts
