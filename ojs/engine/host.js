// ⑥ The page's side of the sandbox: one frame at the end of the page, whose origin nobody shares, and in it one worker after the other.
//
//    page ── bytes, begin, end ──> frame (sandbox.js) ── files ──> worker (worker.js)
//     └───────────────── run, replies: a port of their own ──────────┘
//
// What the worker says comes by that port only, nobody listens to anything else, and what is no message of the protocol is not handed on.

import { bytes, forget, Lost } from "./files.js";

/** @import {FromFrame, FromWorker, ToFrame, ToWorker} from "./protocol.js" */

/** What Python is made of, in the order in which it is needed. */
const FILES = ["pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json", "stepgrad.zip"];
const SCRIPT = "worker.js";
const PAGE = "sandbox.txt";
/** What else a worker may want. */
const PACKAGE = /^numpy-[\w.-]+\.whl$/;

/** While a program runs the frame is asked every so many milliseconds whether it is there; it has nothing else to do, and answers at once. One that does not, so many times, is dead. */
const ASKED = 2000;
const TIMES = 15;

/** Characters of one message: an answer's (py/stepgrad/tracing/bounds.py), and of any other text. Messages of one run: an honest one sends five. */
const MAX_REPLY = 51_000_000;
const MAX_TEXT = 2_000;
const MAX_MESSAGES = 100;

const text = (/** @type {unknown} */ it, max = MAX_TEXT) => typeof it === "string" && it.length <= max;
/** @type {Record<string, (message: any) => boolean>} */
const SOUND = {
  want: ({ name }) => text(name),
  damaged: ({ name }) => text(name),
  arriving: () => true,
  arrived: () => true,
  ready: () => true,
  failed: ({ reason, line }) => text(reason) && (line === null || Number.isSafeInteger(line)),
  beyond: ({ id }) => Number.isSafeInteger(id),
  reply: ({ id, reply }) => Number.isSafeInteger(id) && text(reply, MAX_REPLY),
  worn: ({ reason }) => text(reason),
};

/** Whether it is a message of the protocol. @param {any} message @returns {message is FromWorker} */
export const sound = (message) => typeof message === "object" && message !== null && typeof message.type === "string" && Object.hasOwn(SOUND, message.type) && SOUND[message.type](message);

/** What a worker that is made from here can do. @typedef {EventTarget & Pick<Worker, "postMessage" | "terminate">} Hosted */

/** The frame, the files that it has, and how often it was asked whether it is there, and said so. @typedef {{element: HTMLIFrameElement, page: MessagePort, has: Set<string>, pings: number, pongs: number}} Frame */

/** @type {Promise<Frame> | null} */
let coming = null;
/** @type {Frame | null} */
let frame = null;
/** The worker that runs in it. @type {Inside | null} */
let current = null;
let numbers = 0;

/** @returns {Promise<Frame>} */
function framed() {
  if (!coming) {
    const made = make(() => coming === made);
    coming = made;
    made.catch(() => { if (coming === made) coming = null; });
  }
  return coming;
}

/** @param {() => boolean} wanted whether it still is, when it is there */
async function make(wanted) {
  const html = new TextDecoder().decode(await bytes(PAGE));
  const element = document.createElement("iframe");
  element.setAttribute("sandbox", "allow-scripts");
  element.srcdoc = html;
  element.hidden = true;
  element.title = "Python";
  element.tabIndex = -1;
  const there = new Promise((resolve) => element.addEventListener("load", resolve, { once: true }));
  document.body.append(element); // never moved: that would load it anew
  await there;
  if (!wanted()) {
    element.remove();
    throw new Lost("it was begun anew");
  }
  const { port1: page, port2 } = new MessageChannel();
  frame = { element, page, has: new Set(), pings: 0, pongs: 0 };
  const made = frame;
  page.onmessage = ({ data }) => heard(made, data);
  page.addEventListener("close", () => dead(made)); // where browsers tell of it
  element.addEventListener("load", () => dead(made)); // whatever that is, it is not what was made
  element.contentWindow?.postMessage(null, "*", [port2]); // "*": its origin has no name
  return made;
}

/** @param {Frame} from @param {FromFrame} message */
function heard(from, message) {
  if (from !== frame) return;
  if (message?.type === "pong") frame.pongs = Number(message.id);
  if (message?.type === "refused" && message.of === current?.number) current.refused(message);
}

/** Asks whether it is still there. @param {Frame} one */
async function ping(one, times = TIMES) {
  const id = one.pings += 1;
  tell(one, { type: "ping", id });
  await turn(); // a clock that was stopped may run out at once: what was said meanwhile is heard first
  setTimeout(() => {
    if (one !== frame || one.pongs >= id) return;
    if (times > 1) ping(one, times - 1);
    else dead(one);
  }, ASKED);
}

/** Lets what has been said be heard. */
const turn = () => new Promise((resolve) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => { port1.close(); resolve(null); };
  port2.postMessage(null);
});

/** A frame that has gone, and all in it: the browser took its memory, or a page that was left comes back without it. @param {Frame} one */
function dead(one) {
  if (one !== frame) return;
  drop();
  current?.died();
}

/** The next worker gets another frame. */
function drop() {
  const old = frame;
  frame = coming = null;
  old?.page.close();
  old?.element.remove();
}

/** @param {Frame} to @param {ToFrame} message @param {Transferable[]} [transfer] */
const tell = (to, message, transfer = []) => to.page.postMessage(message, transfer);

class Inside extends EventTarget {
  constructor() {
    super();
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    this.number = numbers += 1;
    this.messages = 0; // since it was last spoken to
    this.started = false;
    /** Of what is on its way. */
    this.ending = new AbortController();
    /** @type {Frame | null} */
    this.last = null;
    this.since = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.asking = undefined;
    /** @type {Promise<void>} the frame has been told to begin it */
    this.ready = new Promise((resolve) => { this.begun = resolve; });
    port1.onmessage = ({ data }) => this.said(data);
    port1.onmessageerror = () => this.dispatchEvent(new Event("messageerror"));
    current = this;
    this.begin(port2);
  }

  /** @param {MessagePort} port */
  async begin(port) {
    const files = FILES.map((name) => this.load(name)); // all at once, and the frame meanwhile
    const given = Promise.all(FILES.map((name, i) => files[i].then((one) => this.give(one, name))));
    given.catch(() => {}); // awaited below
    try {
      const one = await this.load(SCRIPT);
      if (current === this) tell(one, { type: "begin", script: SCRIPT, port, of: this.number }, [port]);
      this.begun();
      await given;
    } catch (error) {
      this.failed(error);
    }
  }

  /** @param {Frame} one @param {string} name */
  async give(one, name) {
    await this.ready;
    if (current === this) tell(one, { type: "give", name, of: this.number });
  }

  /** Into the frame, unless it is there. @param {string} name @returns {Promise<Frame>} */
  async load(name) {
    if (frame?.has.has(name)) return frame;
    const place = framed();
    place.catch(() => {}); // awaited below
    const content = await bytes(name, { arrived: () => this.say({ type: "arriving" }), signal: this.ending.signal });
    const one = await place;
    if (!one.has.has(name)) tell(one, { type: "keep", name, bytes: content });
    one.has.add(name);
    return one;
  }

  /** @param {FromWorker} message of the page's own */
  say(message) {
    if (current === this) this.dispatchEvent(new MessageEvent("message", { data: message }));
  }

  /** @param {unknown} message of the worker */
  said(message) {
    if (current !== this) return;
    this.messages += 1;
    if (!sound(message) || this.messages > MAX_MESSAGES) return void this.dispatchEvent(new Event("messageerror"));
    if (message.type === "ready") this.started = true;
    if (message.type === "reply") clearTimeout(this.asking);
    if (message.type === "want") this.wanted(message.name);
    else if (message.type === "damaged") this.forget([message.name]);
    else this.say(message);
  }

  /** @param {string} name */
  async wanted(name) {
    if (FILES.includes(name)) return; // on its way
    try {
      if (!PACKAGE.test(name)) throw new Lost(`there is no file ${name}`);
      this.say({ type: "arriving" });
      this.give(await this.load(name), name);
    } catch (error) {
      if (current === this) this.port.postMessage({ type: "lost", name, reason: words(error) });
    }
  }

  /** They are fetched anew when they are needed again. @param {Iterable<string>} names */
  forget(names) {
    for (const name of names) {
      forget(name);
      frame?.has.delete(name);
    }
  }

  /** @param {Extract<FromFrame, {type: "refused"}>} message */
  refused({ what, name = "" }) {
    if (what === "script") return void this.dispatchEvent(new Event("error"));
    this.failed(new Lost({
      worker: "this browser did not let it run beside the page",
      wasm: "this browser has no WebAssembly, or it is switched off",
      file: `${name} is damaged, or this browser cannot run it`,
    }[what]));
  }

  /** @param {unknown} error */
  failed(error) {
    this.say({ type: "failed", reason: words(error), line: null });
  }

  /** The frame is gone. A program that ran while it was still there is why; one that had just been sent is not. */
  died() {
    this.dispatchEvent(new CustomEvent("gone", { detail: this.alive }));
  }

  /** @param {ToWorker} message */
  postMessage(message) {
    this.messages = 0;
    this.port.postMessage(message);
    this.since = frame?.pings ?? 0;
    this.watch();
  }

  /** Whether the frame has answered since the last program was sent. */
  get alive() {
    return this.last !== null && this.last.pongs > this.since;
  }

  /** Until the program is answered. */
  watch() {
    clearTimeout(this.asking);
    this.last = frame;
    if (current !== this || !frame) return;
    ping(frame);
    this.asking = setTimeout(() => this.watch(), ASKED);
  }

  terminate() {
    clearTimeout(this.asking);
    this.port.close();
    if (current !== this) return;
    current = null;
    this.ending.abort();
    if (this.started) return void (frame && tell(frame, { type: "end" }));
    this.forget([PAGE, SCRIPT, ...FILES]); // one of them, or the frame, may be why
    drop();
  }
}

/** @param {unknown} error */
const words = (error) => (error instanceof Lost ? error.message : "this browser did not let it run beside the page");

/** A worker in the sandbox. @returns {Hosted} */
export const spawn = () => new Inside();

// A page that was left and comes back, or was out of sight for a night, may have lost its frame.
const look = () => { if (frame && document.visibilityState === "visible") ping(frame); };
globalThis.document?.addEventListener("visibilitychange", look);
globalThis.addEventListener?.("pageshow", look);
