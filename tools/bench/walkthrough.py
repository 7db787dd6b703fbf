"""Build side: a walkthrough in Chromium: 60,000 nodes, sliders at sixty moves a second, and what thousands of moves leave behind."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import CDPSession, Page
from stepgrad.tracing.doctor.diagnose import diagnose
from stepgrad.tracing.trace import trace
from stepgrad.tracing.wire import dumps, to_wire

from tools import chromium
from tools.asset_steps.steps import ROOT
from tools.bench import Figure
from tools.serve import serving

LESSON = "assets/traces/02-autograd/gpt.json"
LARGE = "tools/bench/programs/scalar_gpt.py"
SMALL = "02-autograd/chain"
EMPTY = "about.html"  # a page with the site's look and no widget
MOVES = 300
STEPS = 10_000
SLIDES = 2_000

# What a page has to do until something is on the screen: scripts, style, layout, and the paint of the frame they are in.
HELPERS = """() => {
window.seen = () => new Promise((resolve) => requestAnimationFrame(() => {
  const channel = new MessageChannel();
  channel.port1.onmessage = () => resolve(performance.now());
  channel.port2.postMessage(0);
}));
window.timed = async (does) => {
  const began = performance.now();
  const result = await does();
  document.body.getBoundingClientRect();
  return [await window.seen() - began, result];
};
window.module = (name) => import(new URL(`assets/${name}`, location.href).href);
}"""
# The page has shown a graph already, as every page of readers has when a program of their own comes.
OPEN = """async ([example, text]) => {
  const { walkthrough } = await module("index.js");
  const main = document.querySelector("main");
  main.append(await walkthrough(example, { live: false }));
  for (let i = 0; i < 30; i += 1) await seen();
  window.fetch = async () => new Response(text); // no network is measured here
  const [taken, root] = await timed(async () => {
    const made = await walkthrough("large", { live: false });
    main.replaceChildren(made);
    return made;
  });
  window.root = root;
  root.scrollIntoView();
  for (let i = 0; i < 5; i += 1) await seen();
  return taken;
}"""
JUMPS = """async (jumps) => {
  const taken = [];
  const { length } = root.walk.trace.steps;
  for (let i = 0; i < jumps; i += 1) {
    root.value = Math.floor(length / 2) + i;
    await seen();
    taken.push((await timed(() => { root.walk.advance(1); }))[0]);
  }
  const far = [];
  for (let i = 0; i < jumps; i += 1) far.push((await timed(() => { root.value = (i * 48271 * 977) % length; }))[0]);
  return { taken, far };
}"""
FOLDS = """async (times) => {
  const taken = [];
  for (let i = 0; i < times; i += 1) {
    const closed = root.querySelectorAll("[data-fold]");
    if (closed.length === 0) return [];
    const one = closed[(i * 7) % closed.length];
    one.focus({ preventScroll: true });
    const before = root.querySelectorAll("[data-node], [data-fold]").length;
    const began = performance.now();
    one.dispatchEvent(new KeyboardEvent("keydown", { key: i % 2 ? "Backspace" : "Enter", bubbles: true }));
    while (root.querySelectorAll("[data-node], [data-fold]").length === before && performance.now() - began < 1000) await seen();
    taken.push(await seen() - began);
  }
  return taken;
}"""
# One program with a slider: y = a chain of n operations on x.
SLIDER = """async ({ source, moves }) => {
  const { walkthrough, engine } = await module("index.js");
  const root = window.root = await walkthrough({ source }, { sliders: { x: { min: 0, max: 10, step: 0.001 } } });
  document.querySelector("main").replaceChildren(root);
  root.scrollIntoView();
  const ready = () => engine.state === "ready" && root.walk.trace.nodes.length > 0;
  while (!ready()) await new Promise((resolve) => setTimeout(resolve, 50));
  const slider = root.querySelector('input[type="range"]:not(.step-control-range)');
  root.value = root.walk.trace.steps.length;
  const sent = new Map(), taken = [];
  let frame = 0; // the last one that has begun: what is drawn now is seen in the next
  root.walk.addEventListener("trace", () => {
    const since = sent.get(Number(root.walk.trace.inputs.x).toFixed(3));
    if (since !== undefined) taken.push(frame + 1 - since);
  });
  for (let i = 0; i < moves; i += 1) {
    await new Promise(requestAnimationFrame);
    frame += 1;
    const value = (((i * 37) % 9000) / 1000 + 0.5).toFixed(3);
    sent.set(value, frame);
    slider.value = value;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  }
  for (let i = 0; i < 60; i += 1, frame += 1) await new Promise(requestAnimationFrame);
  return { taken, nodes: root.walk.trace.nodes.length };
}"""
STEP_MANY = """async (steps) => {
  const { length } = root.walk.trace.steps;
  for (let i = 0; i < steps; i += 1) {
    root.value = i % (length + 1);
    if (i % 50 === 0) await seen();
  }
}"""
SLIDE_MANY = """async (moves) => {
  const slider = root.querySelector('input[type="range"]:not(.step-control-range)');
  for (let i = 0; i < moves; i += 1) {
    const changed = new Promise((resolve) => root.walk.addEventListener("trace", resolve, { once: true }));
    slider.value = (((i * 37) % 9000) / 1000 + 0.5).toFixed(3);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await changed;
  }
}"""
PYTHON = """async () => {
  const { engine } = await module("index.js");
  const source = "import gc, pyodide_js\\ngc.collect()\\nwasm = pyodide_js._module.HEAP8.length\\n";
  return (await engine.run({ source, inputs: {}, want: ["wasm"] })).values.wasm;
}"""


def chain(nodes: int) -> str:
    """A program of about so many nodes, whose only input is x."""
    return f"from stepgrad import Value\nx = Value(0.5)\ny = x\nfor i in range({max(1, (nodes - 1) // 2)}):\n    y = y * 0.5 + 1\ny.backward()\n"


def p95(numbers: list[float]) -> float:
    return statistics.quantiles(numbers, n=20)[-1]


def kept(page: Page, session: CDPSession) -> dict[str, float]:
    """What is there when the garbage has been collected: JavaScript's heap, elements, listeners, Python's memory."""
    python = page.evaluate(PYTHON)
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    found = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return {
        "heap": found["JSHeapUsedSize"] / 1e6,
        "nodes": found["Nodes"],
        "listeners": found["JSEventListeners"],
        "wasm": python / 1e6,
    }


def opened(page: Page, text: str) -> float:
    """Milliseconds from a trace's text to its folded graph on the screen."""
    taken: list[float] = []
    for _ in range(3):
        page.reload()
        page.evaluate(HELPERS)
        taken.append(page.evaluate(OPEN, [SMALL, text]))
    return statistics.median(taken)


def large(page: Page, session: CDPSession) -> Iterator[Figure]:
    made = trace((ROOT / LARGE).read_text(encoding="utf-8"))
    text = dumps(to_wire(made, findings=diagnose(made)), ascii_only=True)
    session.send("HeapProfiler.collectGarbage")
    note = f"({len(made.nodes):,} nodes, {len(made.steps):,} steps; median of 3)"
    yield Figure(
        "from the trace's text to the folded graph on screen", opened(page, text), "≤ 500", "ms", note
    )
    jumps: dict[str, Any] = page.evaluate(JUMPS, 60)
    yield Figure(
        "then a step, median",
        statistics.median(jumps["taken"]),
        "≤ 50",
        "ms",
        f"(95 % within {p95(jumps['taken']):.0f})",
    )
    yield Figure(
        "a jump to any step, median",
        statistics.median(jumps["far"]),
        "≤ 50",
        "ms",
        f"(95 % within {p95(jumps['far']):.0f})",
    )
    folds: list[float] = page.evaluate(FOLDS, 20)
    if folds:
        yield Figure(
            "a fold or an unfolding, median",
            statistics.median(folds),
            "≤ 50",
            "ms",
            f"(95 % within {p95(folds):.0f})",
        )
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    yield Figure("the page's JavaScript heap then", metrics["JSHeapUsedSize"] / 1e6, "≤ 150", "MB")


def figures() -> Iterator[Figure]:
    with serving() as url, chromium.opened() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        page.goto(url + EMPTY)
        lesson = (ROOT / LESSON).read_text(encoding="utf-8")
        yield Figure("the same of the lesson's GPT over Tensors", opened(page, lesson), "≤ 500", "ms")
        yield from large(page, session)
        for nodes, frames in ((5, 1), (50, 1), (500, 3)):
            page.goto(url + EMPTY)
            page.evaluate(HELPERS)
            moved = page.evaluate(SLIDER, {"source": chain(nodes), "moves": MOVES})
            late = moved["taken"]
            shown = f"({moved['nodes']} nodes, {len(late)} of {MOVES} moves shown; median {statistics.median(late):.1f})"
            yield Figure(
                "a slider's move → the new graph, 95th percentile at 60 moves a second",
                p95(late),
                f"≤ {frames}",
                "frames",
                shown,
            )
        page.goto(url + EMPTY)
        page.evaluate(HELPERS)
        page.evaluate(SLIDER, {"source": chain(50), "moves": 60})
        page.evaluate(STEP_MANY, 500)
        before = kept(page, session)
        page.evaluate(STEP_MANY, STEPS)
        page.evaluate(SLIDE_MANY, SLIDES)
        after = kept(page, session)
        for name, unit, what in (
            ("heap", "MB", "JavaScript's heap"),
            ("nodes", "", "elements"),
            ("listeners", "", "listeners"),
            ("wasm", "MB", "Python's memory"),
        ):
            yield Figure(
                f"{what} after {STEPS:,} steps and {SLIDES:,} slider moves",
                after[name],
                "",
                unit,
                f"({before[name]:,.1f} before)",
            )
