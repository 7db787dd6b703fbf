"""Build side: the rendered site in Chromium: bytes before the first step, boot of the engine, a slider's move."""

from __future__ import annotations

import gzip
import statistics
from collections.abc import Iterator

from playwright.sync_api import Browser, Page

from tools import chromium
from tools.bench import Figure
from tools.serve import serving

LESSON = "modules/02-autograd/01-computational-graph.html"
BOOTS = 11
MOVES = 200

# Milliseconds from the first script of a page to the moment its engine can answer.
BARE = """async (index) => {
  const source = `import {loadPyodide} from "${index}pyodide.mjs";
    await loadPyodide({indexURL: "${index}"}); postMessage("ready")`;
  const began = performance.now();
  const worker = new Worker(URL.createObjectURL(new Blob([source], {type: "text/javascript"})), {type: "module"});
  await new Promise((resolve) => { worker.onmessage = resolve; });
  worker.terminate();
  return performance.now() - began;
}"""
OURS = """async (assets) => {
  const began = performance.now();
  const worker = new Worker(`${assets}worker.js`, {type: "module"});
  const ready = new Promise((resolve, reject) => {
    worker.onmessage = ({data}) => {
      if (data.type === "ready") resolve();
      else if (data.type !== "arriving") reject(new Error(JSON.stringify(data)));
    };
  });
  worker.postMessage({type: "boot", interrupt: null});
  await ready;
  worker.terminate();
  return performance.now() - began;
}"""

# One move of a slider: from its input event until the graph shows other numbers, and until the frame with them is out.
MOVE = """async ({label, moves}) => {
  const root = document.querySelector(`[data-widget="walkthrough"][aria-label^="${label}"]`);
  const slider = root.querySelector('input[type="range"]');
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = resolve;
    channel.port2.postMessage(0);
  }));
  const updated = [], painted = [];
  root.value = root.walk.trace.steps.length;
  for (let i = 0; i < moves; i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20 + (i * 7) % 17));
    const changed = new Promise((resolve) => root.walk.addEventListener("trace", resolve, {once: true}));
    const began = performance.now();
    slider.value = String(Number(slider.min) + ((i * 13) % 50) * Number(slider.step));
    slider.dispatchEvent(new Event("input", {bubbles: true}));
    await changed;
    root.getBoundingClientRect();  // style and layout belong to it
    updated.push(performance.now() - began);
    await frame();
    painted.push(performance.now() - began);
  }
  return {updated, painted, nodes: root.walk.trace.nodes.length};
}"""


def transferred(browser: Browser, url: str) -> tuple[float, float, float]:
    """KB (gzip) of the page with Python blocked, until its first step has been made: our script and style, our letters, all."""
    page = browser.new_page()
    sizes: dict[str, int] = {}
    page.route("**/worker.js", lambda route: route.abort())
    page.on(
        "response",
        lambda r: (
            sizes.update({r.url: len(gzip.compress(r.body()))})
            if r.request.resource_type in ("script", "stylesheet", "font")
            else None
        ),
    )
    page.goto(url, wait_until="networkidle")
    page.locator("[data-node]").first.wait_for()
    page.locator('[data-widget="walkthrough"] .step-control').first.get_by_role(
        "button", name="1"
    ).first.click()
    page.locator('[data-node][data-label="a"][data-value]').first.wait_for()
    own = {address: size for address, size in sizes.items() if "/assets/" in address}
    letters = sum(size for address, size in own.items() if "/assets/fonts" in address)
    page.close()
    return (sum(own.values()) - letters) / 1000, letters / 1000, sum(sizes.values()) / 1000


def boot(page: Page, url: str) -> float:
    """The median quotient of neighbours in time: a machine that is slow for a while is slow for both."""
    pairs: list[tuple[float, float]] = []
    for _ in range(BOOTS + 1):
        bare = page.evaluate(BARE, f"{url}assets/pyodide/")
        pairs.append((page.evaluate(OURS, f"{url}assets/"), bare))
    return statistics.median(ours / bare for ours, bare in pairs[1:])  # the first pair fills the cache


def figures() -> Iterator[Figure]:
    with serving() as url, chromium.opened() as browser:
        own, letters, everything = transferred(browser, url + LESSON)
        yield Figure(
            "gzip of our script and style before the first step",
            own,
            "≤ 150",
            "KB",
            f"({everything:.0f} with theme, runtime and letters)",
        )
        yield Figure("of the typefaces, two of them in a style sheet", letters, "≤ 130", "KB")
        page = browser.new_page()
        page.goto(f"{url}site_libs/none", wait_until="commit")
        yield Figure("a bare loadPyodide's time to boot the engine, cache warm", boot(page, url), "≤ 1.1")
        page.goto(url + LESSON)
        page.wait_for_function("document.documentElement.dataset.engine === 'ready'")
        page.wait_for_timeout(500)
        moved = page.evaluate(MOVE, {"label": "c = (a + b)", "moves": MOVES})
        graph = f"({moved['nodes']} nodes, {MOVES} moves)"
        yield Figure(
            "from a slider's move to the new graph, median",
            statistics.median(moved["updated"]),
            "≤ 16",
            "ms",
            graph,
        )
        yield Figure(
            "… until the frame that shows it is out, median", statistics.median(moved["painted"]), "", "ms"
        )
