"""Build side: the rendered site in Chromium: bytes before the first step, boot of the engine, a slider's move."""

from __future__ import annotations

import gzip
import statistics
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Response

from tools import chromium
from tools.asset_steps import runtime
from tools.bench import Figure
from tools.serve import SITE, serving

LESSON = "modules/02-autograd/01-computational-graph.html"
BOOTS = 11
MOVES = 200

# Milliseconds until an engine can answer: of Python in a plain worker that counts what arrives, without a sandbox, and of ours; then of a fresh one, when ours was stopped.
PLAIN = """async (index) => {
  const source = `import {loadPyodide} from "${index}pyodide.mjs";
    import createPyodideModule from "${index}pyodide.asm.mjs";
    const {fetch} = self;
    self.fetch = async (address, options) => {
      const {body, headers} = await fetch(address, options);
      return new Response(body.pipeThrough(new TransformStream()), {headers: {"Content-Type": headers.get("Content-Type")}});
    };
    const engine = self.fetch("${index}stepgrad.zip").then((answer) => answer.arrayBuffer());
    const python = await loadPyodide({indexURL: "${index}", createPyodideModule});
    python.FS.writeFile("/lib/stepgrad.zip", new Uint8Array(await engine));
    python.pyimport("sys").path.append("/lib/stepgrad.zip");
    python.pyimport("stepgrad.tracing.session");
    postMessage("ready")`;
  const began = performance.now();
  const worker = new Worker(URL.createObjectURL(new Blob([source], {type: "text/javascript"})), {type: "module"});
  await new Promise((resolve) => { worker.onmessage = resolve; });
  worker.terminate();
  return performance.now() - began;
}"""
OURS = """async (assets) => {
  const {engine} = await import(`${assets}index.js`);
  const ready = () => new Promise((resolve, reject) => {
    engine.addEventListener("state", () => {
      if (engine.state === "ready") resolve();
      if (engine.state === "failed") reject(new Error(engine.reason));
    });
  });
  const times = [];
  for (const begin of [() => engine.start(), () => engine.broken()]) {
    const began = performance.now();
    begin();
    await ready();
    times.push(performance.now() - began);
  }
  engine.end();
  return times;
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
    page.route("**/pyodide/**", lambda route: route.abort())
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


def editor(browser: Browser, url: str) -> float:
    """KB (gzip) of the script that comes with the first touch of an editor."""
    page = browser.new_page()
    page.route("**/pyodide/**", lambda route: route.abort())
    page.goto(f"{url}playground.html", wait_until="networkidle")
    came: list[Response] = []
    page.on("response", lambda one: came.append(one))
    page.locator('[data-widget="editor"]').first.dispatch_event("pointerdown")
    page.locator(".cm-content").first.wait_for()
    size = sum(len(gzip.compress(one.body())) for one in came)
    page.close()
    return size / 1000


def boot(browser: Browser) -> tuple[float, float]:
    """The median quotient of neighbours in time: a machine that is slow for a while is slow for both. And a fresh interpreter's milliseconds."""
    quotients: list[float] = []
    fresh: list[float] = []
    with TemporaryDirectory() as name, browser.new_context() as context:
        folder = Path(name)
        (folder / "assets").symlink_to(SITE / "assets")
        (folder / "pyodide").symlink_to(runtime.TARGET)  # as it is released: without sums, and not compressed
        with serving(folder) as url:
            for _ in range(BOOTS + 1):
                with context.new_page() as page:
                    page.goto(f"{url}assets/themes.json")
                    plain = page.evaluate(PLAIN, f"{url}pyodide/")
                with context.new_page() as page:
                    page.goto(f"{url}assets/themes.json")
                    first, again = page.evaluate(OURS, f"{url}assets/")
                quotients.append(first / plain)
                fresh.append(again)
    return statistics.median(quotients[1:]), statistics.median(fresh[1:])  # the first pair fills the cache


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
        sandboxed, fresh = boot(browser)
        yield Figure(
            "a plain worker's time to boot the engine in its sandbox, cache warm", sandboxed, "≤ 1.15"
        )
        yield Figure("from Stop to a fresh interpreter, median", fresh, "≤ 800", "ms")
        yield Figure("gzip of the editor, at its first touch", editor(browser, url), "≤ 137", "KB")
        page = browser.new_page()
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
