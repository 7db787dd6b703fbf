"""Build side: graphs in Chromium beside dagre with plain SVG: laid out, stepped through, panned and zoomed, and the shapes that once took a page down."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page

from tools import chromium
from tools.asset_steps.steps import ROOT
from tools.bench import Figure
from tools.serve import serving

PROGRAM = Path(__file__).parent / "programs" / "graphs.js"
DAGRE = ROOT / "node_modules" / "@dagrejs" / "dagre" / "dist" / "dagre.min.js"
DRAWN = 185  # of which the program makes a few more; 200 is the most that are drawn at once
LAID_OUT = {15: "≤ 1", 200: "≤ 10", 1000: "≤ 40"}
FLAGS = ["--js-flags=--expose-gc", "--enable-precise-memory-info"]
HEAP = "() => { gc(); return performance.memory.usedJSHeapSize / 1e6; }"


def opened(page: Page, url: str) -> None:
    page.goto(f"{url}site_libs/none", wait_until="commit")
    page.set_content("<!doctype html><html><body></body></html>")
    page.evaluate("async (at) => { window.stepgrad = await import(at); }", f"{url}assets/index.js")
    page.add_script_tag(path=DAGRE)
    page.add_script_tag(path=PROGRAM)
    page.wait_for_timeout(300)


def figures() -> Iterator[Figure]:
    with serving() as url, chromium.opened(*FLAGS) as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        opened(page, url)
        for size, wanted in LAID_OUT.items():
            took = page.evaluate("(size) => laidOut(size, size < 500 ? 41 : 13)", size)
            yield Figure(
                f"{took['nodes']} nodes laid out", took["ours"], wanted, "ms", f"(dagre {took['dagre']:.0f})"
            )
        plain = page.evaluate("() => steppedPlain(300, 41)")
        for far in (False, True):
            took = page.evaluate("([size, far]) => stepped(size, 41, far)", [DRAWN, far])
            yield Figure(
                f"a step at {took['nodes']} drawn nodes{', on the canvas' if far else ''}: script, style and layout",
                took["script"],
                "≤ 8",
                "ms",
                f"({took['whole']:.1f} with the frame; plain SVG at 300: {plain['script']:.1f}, {plain['whole']:.1f})",
            )
        for way in ("pan", "zoom"):
            for far in (False, True):
                frames = page.evaluate("([size, way, far]) => moved(size, way, far)", [DRAWN, way, far])
                what = "the canvas" if far else f"{DRAWN} nodes"
                yield Figure(f"frames a second, {way} of {what}", frames, "≥ 58", "/s")
        before = page.evaluate(HEAP)
        slowest = page.evaluate("() => shapes()")
        for one in slowest:
            yield Figure(f"{one['name']} laid out ({one['nodes']} boxes)", one["took"], "≤ 1000", "ms")
        yield Figure("heap that is left of it", page.evaluate(HEAP) - before, "≤ 200", "MB")
