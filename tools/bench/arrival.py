"""Build side: what a reader waits for: the rendered site in Chromium with a processor four times slower, over 10 Mbit/s and 40 ms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

from tools import chromium
from tools.bench import Figure
from tools.serve import serving

LESSON = "modules/02-autograd/01-computational-graph.html"
NEXT = "modules/02-autograd/02-the-math.html"
TENSORS = "modules/02-autograd/04-tensors.html"
SLOWER = 4
BYTES_A_SECOND = 10e6 / 8
LATENCY = 40  # milliseconds

# Milliseconds from the beginning of the navigation until a step can be made, and until Python has run the first program; what moved, and what held the page up.
WATCH = """(() => {
  if (top !== window) return;
  const seen = window.seen = { step: 0, live: 0, shift: 0, longest: 0, painted: 0 };
  const look = () => {
    const root = document.querySelector('[data-widget="walkthrough"]');
    const now = performance.now();
    if (!seen.step && root?.querySelector("[data-node]") && root.querySelector(".step-control button:not(:disabled)")) seen.step = now;
    if (!seen.live && root?.dataset.source === "live") seen.live = now;
    if (!seen.live) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  const watch = (type, each) => new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({ type, buffered: true });
  watch("paint", ({ startTime }) => { seen.painted ||= startTime; });
  watch("layout-shift", ({ value, hadRecentInput }) => { if (!hadRecentInput) seen.shift += value; });
  watch("longtask", ({ startTime, duration }) => { if (seen.painted && startTime > seen.painted) seen.longest = Math.max(seen.longest, duration); });
})()"""


@dataclass
class Arrived:
    """What one visit of a page took; `kilobytes` by kind until its first step."""

    step: float
    live: float
    shift: float
    longest: float
    kilobytes: dict[str, float] = field(default_factory=dict)


def slowed(page: Page) -> CDPSession:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY,
            "downloadThroughput": BYTES_A_SECOND,
            "uploadThroughput": BYTES_A_SECOND,
        },
    )
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return session


def visit(context: BrowserContext, url: str) -> Arrived:
    page = context.new_page()
    session = slowed(page)
    kinds: dict[str, str] = {}
    sizes: dict[str, float] = {}
    ended: list[tuple[float, str, float]] = []
    session.on("Network.responseReceived", lambda e: kinds.update({e["requestId"]: e["type"]}))
    session.on(
        "Network.loadingFinished",
        lambda e: ended.append((e["timestamp"], e["requestId"], e["encodedDataLength"])),
    )
    began: list[float] = []
    session.on("Network.requestWillBeSent", lambda e: began.append(e["timestamp"]))
    page.add_init_script(WATCH)
    page.goto(url)
    chromium.until(page, "window.seen.live > 0", timeout=120_000)
    seen = page.evaluate("window.seen")
    for when, request, size in ended:
        if (when - began[0]) * 1000 <= seen["step"]:
            kind = kinds.get(request, "Other")
            sizes[kind] = sizes.get(kind, 0) + size / 1000
    page.close()
    return Arrived(seen["step"], seen["live"], seen["shift"], seen["longest"], sizes)


def cold(browser: Browser, url: str) -> Arrived:
    with browser.new_context(viewport={"width": 1280, "height": 720}) as context:
        return visit(context, url)


def figures() -> Iterator[Figure]:
    with serving(compressed=True, isolated=False) as url, chromium.opened() as browser:
        first = cold(browser, url + LESSON)
        parts = ", ".join(f"{kind.lower()} {size:.0f}" for kind, size in sorted(first.kilobytes.items()))
        yield Figure("cold, until the first step can be made", first.step, "≤ 1000", "ms")
        yield Figure(
            "of bytes that have come by then", sum(first.kilobytes.values()), "≤ 220", "KB", f"({parts})"
        )
        yield Figure("until Python has run the first program", first.live, "≤ 4000", "ms")
        tensors = cold(browser, url + TENSORS)
        yield Figure("of a lesson that needs NumPy", tensors.live, "≤ 7000", "ms")
        with browser.new_context(viewport={"width": 1280, "height": 720}) as context:
            visit(context, url + LESSON)
            again = visit(context, url + NEXT)
        yield Figure("the next page of a visit, until it is live", again.live, "≤ 1500", "ms")
        worst = max(first.shift, tensors.shift, again.shift)
        yield Figure("layout shift of the worst of the three", worst, "≤ 0.01")
        longest = max(first.longest, tensors.longest, again.longest)
        yield Figure("the longest task after the first paint", longest, "≤ 50", "ms")
