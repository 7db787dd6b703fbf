// ⑨ Between the site's pages and the network: what has been read once comes from this browser, each build of the site from a place of its own.
//
// tools/finishing/offline.py puts before this what the build consists of: BUILD, its name, and FILES, by path how many bytes each file has
// and how its SHA-256 begins. A file of another sum is of another build, and is not mixed with this one: the next worker, which waits until no
// page of this build is open, brings that.

/** @type {string} */
const BUILD = /** @type {any} */ (self).BUILD;
/** @type {Record<string, [size: number, sum: string]>} */
const FILES = /** @type {any} */ (self).FILES;
const worker = /** @type {any} */ (self);
const { scope } = worker.registration;
const PREFIX = `stepgrad ${scope} `;
const NAME = PREFIX + BUILD;
/** That the reader keeps the whole site. */
const KEPT = new URL("kept", scope).href;
/** What is larger is handed on while it comes: whoever asked for it checks it, too. */
const LARGE = 300_000;
const AT_ONCE = 4;

/** Pages of another build than this, which came from the network: so does all that they ask for. @type {Set<string>} */
const foreign = new Set();

/** A page's or a file's path below the scope, where this build has it. @param {string} address */
function pathOf(address) {
  const url = new URL(address);
  if (!url.href.startsWith(scope)) return null;
  const path = decodeURIComponent(url.pathname).slice(decodeURIComponent(new URL(scope).pathname).length);
  const file = path === "" || path.endsWith("/") ? `${path}index.html` : path;
  return Object.hasOwn(FILES, file) ? file : null;
}

const place = (/** @type {string} */ path) => new URL(path, scope).href;
const mine = () => caches.open(NAME);

/** @param {ArrayBuffer} data */
async function sumOf(data) {
  const bits = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  return Array.from(bits, (byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 16);
}

/** Keeps what is this build's. @param {string} path @param {Response} answer @returns {Promise<Response | null>} null where it is another build's, or damaged */
async function keep(path, answer) {
  const data = await answer.arrayBuffer();
  const sum = await sumOf(data);
  if (sum !== FILES[path][1]) return null;
  const headers = new Headers(answer.headers); // a host may have said more than the type
  for (const name of ["Content-Encoding", "Content-Length", "Vary"]) headers.delete(name);
  headers.set("X-Sum", sum);
  const made = () => new Response(data, { headers });
  await (await mine()).put(place(path), made()).catch(() => {}); // no room: it is there all the same
  return made();
}

/** From here, else from the network; never of another build. @param {string} path @param {any} event */
async function answered(path, event) {
  const { request } = event;
  const kept = await (await mine()).match(place(path));
  if (kept) return request.method === "HEAD" ? new Response(null, { headers: kept.headers }) : kept;
  const answer = await fetch(request);
  if (request.method === "HEAD" || !answer.ok || answer.type === "opaqueredirect" || answer.status === 206) return answer;
  if (FILES[path][0] > LARGE) {
    event.waitUntil(keep(path, answer.clone()).catch(() => {}));
    return answer;
  }
  const page = request.mode === "navigate" ? answer.clone() : null;
  const whole = await keep(path, answer);
  if (whole) return whole;
  worker.registration.update();
  if (!page) return Response.error(); // an old page is told that it is old, not given what it does not fit
  foreign.add(event.resultingClientId);
  return page;
}

worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  if (!["GET", "HEAD"].includes(request.method) || !request.url.startsWith(scope) || foreign.has(event.clientId)) return;
  const path = pathOf(request.url);
  if (path) event.respondWith(answered(path, event));
  // What leads nowhere leads to the page that says so, without a network as well.
  else if (request.mode === "navigate") event.respondWith(fetch(request).catch(async () => await (await mine()).match(place("404.html")) ?? Response.error()));
});

/** Fetches what is not here yet, a few at a time. @param {string[]} paths @param {(bytes: number) => void} [each] */
async function fill(paths, each) {
  const cache = await mine();
  const waiting = [...paths];
  const next = async () => {
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      if (!(await cache.match(place(path)))) {
        const answer = await fetch(place(path), { cache: "no-cache" });
        if (!answer.ok) throw new Error(`${path} could not be loaded (the server answered ${answer.status})`);
        if (!(await keep(path, answer))) throw new Error(`${path} is of another edition of this site: reload the page, and try again`);
        if (!(await cache.match(place(path)))) throw new Error("this browser has no room for it");
      }
      each?.(FILES[path][0]);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
}

/** What the last build had and this one has, too. */
async function inherit() {
  const cache = await mine();
  let all = false;
  for (const name of await caches.keys()) {
    if (!name.startsWith(PREFIX) || name === NAME) continue;
    const old = await caches.open(name);
    all ||= Boolean(await old.match(KEPT));
    for (const { url } of await old.keys()) {
      const path = pathOf(url);
      const answer = path && await old.match(url);
      if (answer && answer.headers.get("X-Sum") === FILES[path][1]) await cache.put(url, answer);
    }
  }
  if (!all) return;
  await fill(Object.keys(FILES));
  await cache.put(KEPT, new Response("yes"));
}

worker.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(inherit()));

worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== NAME) await caches.delete(name);
})()));

const TOTAL = Object.values(FILES).reduce((sum, [size]) => sum + size, 0);

/** How much of the site is here. */
async function state() {
  const cache = await mine();
  const here = (await cache.keys()).map(({ url }) => pathOf(url)).filter((path) => path !== null);
  return { type: "state", build: BUILD, total: TOTAL, here: here.reduce((sum, path) => sum + FILES[path][0], 0), kept: Boolean(await cache.match(KEPT)) };
}

/** What a page asks; it answers by the port that came with it. @type {Record<string, (data: any, say: (answer: any) => void) => Promise<any>>} */
const ANSWERS = {
  state,
  /** The page was there before this worker: what it loaded is kept now. */
  async loaded({ build, addresses }) {
    if (build !== BUILD) return null;
    worker.clients.claim();
    const paths = addresses.map((/** @type {string} */ address) => pathOf(address)).filter(Boolean);
    await fill([...new Set(/** @type {string[]} */ ([...paths, "404.html"]))]).catch(() => {});
    return null;
  },
  async keep(_, say) {
    let here = 0;
    await fill(Object.keys(FILES), (bytes) => say({ type: "progress", here: here += bytes, total: TOTAL }));
    await (await mine()).put(KEPT, new Response("yes"));
    return state();
  },
  async forget() {
    await caches.delete(NAME);
    return state();
  },
  /** Only where no other page would be left behind with another build's files. */
  async takeOver() {
    const others = await worker.clients.matchAll({ includeUncontrolled: true, type: "window" });
    if (others.filter((/** @type {any} */ { url }) => url.startsWith(scope)).length > 1) return { type: "others" };
    await worker.skipWaiting();
    return null;
  },
};

worker.addEventListener("message", (/** @type {any} */ event) => {
  const answer = Object.hasOwn(ANSWERS, event.data?.type) ? ANSWERS[event.data.type] : null;
  if (!answer || !event.source?.url?.startsWith(scope)) return;
  const say = (/** @type {any} */ message) => event.ports[0]?.postMessage(message);
  event.waitUntil(answer(event.data, say).then((last) => say(last ?? { type: "done" }), (error) => say({ type: "failed", reason: String(error?.message ?? error) })));
});

export {}; // a module: its names are its own
