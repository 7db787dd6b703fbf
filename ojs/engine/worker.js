// ⑤ Boots Pyodide off the page's thread and answers requests, one at a time, through one cached Python function.

/** @import {FromWorker, ToWorker} from "./protocol.js" */

/** Packages that only some programs need: fetched when a program first misses one. */
const LAZY = ["numpy"];

/** @type {((request: string) => Promise<string>) | undefined} */
let run;

/** @param {FromWorker} message */
const send = (message) => self.postMessage(message);

/** @param {Extract<ToWorker, {type: "boot"}>} message */
async function boot({ interrupt }) {
  const indexURL = new URL("./pyodide/", import.meta.url).href;
  const archive = fetched(`${indexURL}stepgrad.zip`);
  archive.catch(() => {}); // awaited below
  // Imported here, not at the top, so that a missing file is an answer and not a dead worker.
  /** @type {typeof import("pyodide")} */
  const { loadPyodide } = await import(`${indexURL}pyodide.mjs`);
  const pyodide = await loadPyodide({ indexURL });
  // On the path as it is: to install a package as Pyodide does would take longer than to import it.
  pyodide.FS.writeFile("/lib/stepgrad.zip", await archive);
  pyodide.pyimport("sys").path.append("/lib/stepgrad.zip");
  if (interrupt) pyodide.setInterruptBuffer(new Uint8Array(interrupt));
  /** @type {(request: string) => string} */
  const session = pyodide.pyimport("stepgrad.tracing.session").run;
  run = async (request) => {
    const reply = session(request);
    const name = missing(reply);
    if (!name || name in pyodide.loadedPackages) return reply;
    await pyodide.loadPackage(name);
    return session(request);
  };
}

/** @param {string} url */
async function fetched(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${answer.statusText}`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** The package for want of which the program failed, if it is one of ours. @param {string} reply */
function missing(reply) {
  if (!reply.startsWith('{"ok":false')) return undefined; // a trace may be long: no need to read it here
  /** @type {Extract<import("./protocol.js").Reply, {ok: false}>} */
  const { error } = JSON.parse(reply);
  return error.kind === "ModuleNotFoundError" ? LAZY.find((name) => error.message.includes(`'${name}'`)) : undefined;
}

self.addEventListener("message", async ({ data }) => {
  const message = /** @type {ToWorker} */ (data);
  if (message.type === "boot") {
    try {
      await boot(message);
      send({ type: "ready" });
    } catch (error) {
      send({ type: "failed", message: String(error instanceof Error ? error.message : error) });
    }
  } else if (run) {
    try {
      send({ type: "reply", id: message.id, reply: await run(message.request) });
    } catch (error) {
      // Only an interpreter that broke gets here (out of memory, a fatal error): its state cannot be trusted.
      send({ type: "failed", message: String(error instanceof Error ? error.message : error) });
    }
  }
});
