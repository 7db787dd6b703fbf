// ⑤ Boots Pyodide in a worker of the sandbox and answers requests, one at a time, through one cached Python function.
// Nothing of this realm is safe from a program that breaks out of Python. So what it must not have, it is not shown (globals.js), and the way to the page is known here only.
import { loadPyodide } from "pyodide";
// @ts-expect-error it has no types
import createPyodideModule from "pyodide/pyodide.asm.mjs";
import { mount } from "./archive.js";
import { shown } from "./globals.js";

/** @import {FromWorker, Reply, ToWorker} from "./protocol.js" */

/** Packages that only some programs need: fetched when a program first misses one. By name, and as readers know them. */
const LAZY = /** @type {Record<string, string>} */ ({ numpy: "NumPy" });

const NO_START = "all files arrived, but Python did not start from them; one of them may be damaged";

const TOO_DEEP = "calls went too deep for the Python interpreter, which broke. A fresh one is starting.";
const BROKE = "the Python interpreter broke under this program. A fresh one is starting.";
const FULL = "this program used up the memory that a page can have, and Python broke. A fresh one is starting.";

/** Nothing is there: all that is asked for below it was handed over. */
const INDEX = "https://pyodide.invalid/";

/** @typedef {{answer: (request: string, beyond: (cell: boolean) => void) => string, recover: () => string, look: () => void}} Session py/stepgrad/tracing/session.py */

/** Bound and read as they were before any program ran: who replaces them later does not come by the port. */
const { apply } = Reflect;
const dataOf = /** @type {() => unknown} */ (Object.getOwnPropertyDescriptor(MessageEvent.prototype, "data")?.get);
/** @param {Event} event @returns {any} */
const read = (event) => apply(dataOf, event, []);

/** Takes note of what Python is like: that can wait until the page has heard that it is there. @type {(() => void) | undefined} */
let begin;
/** @type {((request: string, beyond: (cell: boolean) => void) => Promise<string>) | undefined} */
let run;
/** Undoes what the last program did to Python; "" or, where that cannot be done, why. @type {(() => string) | undefined} */
let recover;
/** What Python prints past the program's own output; last of all where it was when it broke, the innermost call first. @type {string[]} */
let printed = [];
/** @type {(message: FromWorker) => void} */
let send;
let begun = false;

/** A file that did not come. Its message is for readers. */
class Lost extends Error {}

/** By name, the files that came or are awaited. @type {Map<string, {file: Promise<any>, settle: (file: any) => void, lose: (reason: string) => void}>} */
const files = new Map();
/** @param {string} name */
function awaited(name) {
  const known = files.get(name);
  if (known) return known;
  /** @type {any} */
  const made = {};
  made.file = new Promise((settle, reject) => Object.assign(made, { settle, lose: (/** @type {string} */ reason) => { files.delete(name); reject(new Lost(reason)); } }));
  made.file.catch(() => {}); // whoever needs it awaits it
  files.set(name, made);
  return made;
}

async function boot() {
  // Pyodide asks for its files by fetch; there is no network here, and none is needed. Else it would wait for a file that does not come, or go on without it.
  self.fetch = async (address) => new Response(await file(String(address)));
  WebAssembly.instantiateStreaming = /** @type {any} */ (async (/** @type {unknown} */ _, /** @type {WebAssembly.Imports} */ imports) => {
    const module = await awaited("pyodide.asm.wasm").file;
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  });
  const archive = file("stepgrad.zip");
  const lockFileContents = file("pyodide-lock.json").then((bytes) => JSON.parse(new TextDecoder().decode(bytes)));
  lockFileContents.catch(() => {}); // Pyodide's to await
  const options = { indexURL: INDEX, packageBaseUrl: INDEX, lockFileContents, jsglobals: shown(), stdout: (/** @type {string} */ line) => printed.push(line), createPyodideModule };
  const pyodide = await Promise.race([loadPyodide(/** @type {any} */ (options)), lost]);
  mount(pyodide, await archive);
  const { Session } = pyodide.pyimport("stepgrad.tracing.session");
  begin = () => {
    /** @type {Session} once each: every look at one makes another proxy */
    const { answer, recover: undo, look } = Session();
    recover = undo;
    run = async (request, beyond) => {
      const reply = answer(request, beyond);
      const name = missing(reply);
      if (!name || name in pyodide.loadedPackages) return reply;
      undo();
      try {
        await Promise.race([pyodide.loadPackage(name), new Promise((_, reject) => { hearLost = reject; })]);
        send({ type: "arrived" });
      } catch (error) {
        return unloaded(name, error);
      }
      look();
      return name in pyodide.loadedPackages ? answer(request, beyond) : unloaded(name, null);
    };
  };
}

/** Hears of files that do not come, which Pyodide itself may never tell of. @type {(error: Lost) => void} */
let hearLost = () => {};
/** @type {Promise<never>} */
const lost = new Promise((_, reject) => { hearLost = reject; });

/** @param {string} address @returns {Promise<any>} */
async function file(address) {
  const name = address.replace(INDEX, "");
  if (name.endsWith(".wasm")) return null; // what was compiled of it is handed over
  if (!files.has(name)) send({ type: "want", name });
  return awaited(name).file;
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
  for (const file of files.keys()) {
    if (!file.startsWith(`${name}-`)) continue;
    files.delete(file);
    send({ type: "damaged", name: file });
  }
  /** @type {Reply} */
  const reply = { ok: false, error: { kind: "Not loaded", message: `this program needs ${LAZY[name]}, which is not here: ${why}.`, line: null } };
  return JSON.stringify(reply);
}

async function start() {
  try {
    await boot();
    send({ type: "ready" });
    begin?.();
  } catch (error) {
    console.warn(error); // for whoever looks into it; readers get words
    send({ type: "failed", reason: error instanceof Lost ? error.message : NO_START, line: null });
  }
}

/** @param {Extract<ToWorker, {type: "run"}>} message */
async function answered({ id, request }) {
  if (!run) return;
  printed = [];
  let beyond = false;
  try {
    const reply = await run(request, (cell) => {
      beyond ||= !cell;
      send({ type: "beyond", id });
    });
    send({ type: "reply", id, reply });
  } catch (error) {
    // Only an interpreter that broke gets here (out of memory, a fatal error): its state cannot be trusted.
    console.warn(error);
    run = undefined;
    send({ type: "failed", reason: why(error), line: Number(/^ *File "<program>", line (\d+)/m.exec(printed.join("\n"))?.[1]) || null });
    return;
  }
  const worn = beyond ? "the program reached for what lies beyond Python" : recovered(); // by now nobody waits for it
  if (!worn) return;
  run = undefined; // what was sent meanwhile is for the Python that comes
  send({ type: "worn", reason: worn });
}

/** @param {unknown} error */
function why(error) {
  const text = `${error} ${printed.slice(-20).join(" ")}`;
  if (/out of memory|memory access out of bounds|Cannot enlarge memory|allocation failed|MemoryError/i.test(text)) return FULL;
  return error instanceof RangeError ? TOO_DEEP : BROKE;
}

/** "", or why Python is not what it was. */
function recovered() {
  try {
    return recover?.() ?? "";
  } catch (error) {
    return String(error);
  }
}

// Whoever waits for a file in vain has been told already; Pyodide may come to wait for it later, or never.
self.addEventListener("unhandledrejection", (event) => { if (event.reason instanceof Lost) event.preventDefault(); });

/** The frame hands over the port, once, then the files; the page speaks through the port. */
self.addEventListener("message", (event) => {
  const { port, name, file: content } = read(event);
  if (name !== undefined) return awaited(name).settle(content);
  if (begun || !port) return;
  begun = true;
  send = port.postMessage.bind(port);
  port.onmessage = (/** @type {MessageEvent} */ said) => {
    /** @type {ToWorker} */
    const message = read(said);
    if (message.type === "run") answered(message);
    else {
      awaited(message.name).lose(message.reason);
      hearLost(new Lost(message.reason));
    }
  };
  start();
});
