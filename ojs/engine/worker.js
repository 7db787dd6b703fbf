// ⑤ Boots Pyodide off the page's thread and answers requests, one at a time, through one cached Python function.
import { mount } from "./archive.js";
import { Lost, watching } from "./files.js";

/** @import {FromWorker, Reply, ToWorker} from "./protocol.js" */

/** Packages that only some programs need: fetched when a program first misses one. By name, and as readers know them. */
const LAZY = /** @type {Record<string, string>} */ ({ numpy: "NumPy" });

const NO_START = "all files arrived, but Python did not start from them; one of them may be damaged";

const TOO_DEEP = "calls went too deep for the Python interpreter, which broke. A fresh one is starting.";
const BROKE = "the Python interpreter broke under this program. A fresh one is starting.";

/** @typedef {{answer: (request: string) => string, recover: () => string, look: () => void}} Session py/stepgrad/tracing/session.py */

/** Takes note of what Python is like: that can wait until the page has heard that it is there. @type {(() => void) | undefined} */
let begin;
/** @type {((request: string) => Promise<string>) | undefined} */
let run;
/** Undoes what the last program did to Python; "" or, where that cannot be done, why. @type {(() => string) | undefined} */
let recover;
/** What Python prints past the program's own output; last of all where it was when it broke, the innermost call first. @type {string[]} */
let printed = [];

/** @param {FromWorker} message */
const send = (message) => self.postMessage(message);
/** A sign of life while files are fetched. */
const arrived = () => send({ type: "arriving" });

/** @param {Extract<ToWorker, {type: "boot"}>} message */
async function boot({ interrupt }) {
  const indexURL = new URL("./pyodide/", import.meta.url).href;
  const archive = fetch(`${indexURL}stepgrad.zip`).then((answer) => answer.arrayBuffer());
  archive.catch(() => {}); // awaited below
  // Imported here, not at the top, so that a missing file is an answer and not a dead worker.
  const glue = loaded("pyodide.asm.mjs", indexURL); // on its way together with what it is for
  glue.catch(() => {});
  /** @type {typeof import("pyodide")} */
  const { loadPyodide } = await loaded("pyodide.mjs", indexURL);
  const createPyodideModule = async (/** @type {unknown} */ settings) => (await glue).default(settings);
  const pyodide = await loadPyodide({ indexURL, stdout: (line) => printed.push(line), ...{ createPyodideModule } });
  mount(pyodide, new Uint8Array(await archive));
  if (interrupt) pyodide.setInterruptBuffer(new Uint8Array(interrupt));
  const { Session } = pyodide.pyimport("stepgrad.tracing.session");
  begin = () => {
    /** @type {Session} once each: every look at one makes another proxy */
    const { answer, recover: undo, look } = Session();
    recover = undo;
    run = async (request) => {
      const reply = answer(request);
      const name = missing(reply);
      if (!name || name in pyodide.loadedPackages) return reply;
      undo();
      arrived();
      try {
        await watching(() => pyodide.loadPackage(name), arrived);
        send({ type: "arrived" });
      } catch (error) {
        return unloaded(name, error);
      }
      look();
      return name in pyodide.loadedPackages ? answer(request) : unloaded(name, null);
    };
  };
}

/** @param {string} name of a module @param {string} folder @returns {Promise<any>} */
async function loaded(name, folder) {
  const module = await import(`${folder}${name}`).catch(() => { throw new Lost(`${name} could not be loaded`); });
  arrived();
  return module;
}

/** The package for want of which the program failed, if it is one of ours. @param {string} reply */
function missing(reply) {
  if (!reply.startsWith('{"ok":false')) return undefined; // a trace may be long: no need to read it here
  /** @type {Extract<Reply, {ok: false}>} */
  const { error } = JSON.parse(reply);
  return error.kind === "ModuleNotFoundError" ? Object.keys(LAZY).find((name) => error.message.includes(`'${name}'`)) : undefined;
}

/** @param {string} name @param {unknown} error @returns {string} */
function unloaded(name, error) {
  const why = error instanceof Lost ? error.message : "its files are damaged";
  /** @type {Reply} */
  const reply = { ok: false, error: { kind: "Not loaded", message: `this program needs ${LAZY[name]}, which is not here: ${why}.`, line: null } };
  return JSON.stringify(reply);
}

// Whoever waits for a file in vain has been told already; Pyodide may come to wait for it later, or never.
self.addEventListener("unhandledrejection", (event) => { if (event.reason instanceof Lost) event.preventDefault(); });

self.addEventListener("message", async ({ data }) => {
  const message = /** @type {ToWorker} */ (data);
  if (message.type === "boot") {
    arrived();
    try {
      await watching(() => boot(message), arrived);
      send({ type: "ready" });
      begin?.();
    } catch (error) {
      console.warn(error); // for whoever looks into it; readers get words
      send({ type: "failed", reason: error instanceof Lost ? error.message : NO_START, line: null });
    }
  } else if (run) {
    printed = [];
    try {
      send({ type: "reply", id: message.id, reply: await run(message.request) });
    } catch (error) {
      // Only an interpreter that broke gets here (out of memory, a fatal error): its state cannot be trusted.
      console.warn(error);
      run = undefined;
      send({ type: "failed", reason: error instanceof RangeError ? TOO_DEEP : BROKE, line: Number(/^ *File "<program>", line (\d+)/m.exec(printed.join("\n"))?.[1]) || null });
      return;
    }
    const worn = recovered(); // by now nobody waits for it
    if (!worn) return;
    run = undefined; // what was sent meanwhile is for the Python that comes
    send({ type: "worn", reason: worn });
  }
});

/** "", or why Python is not what it was. */
function recovered() {
  try {
    return recover?.() ?? "";
  } catch (error) {
    return String(error);
  }
}
