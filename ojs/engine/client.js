// ⑥ One engine per page: starts the worker, queues requests, supersedes stale ones, stops and restarts.
//
//               start            ready             ask
//    recorded --------> loading -------> ready <--------> busy
//        ^                | | ^                  answer    |
//        +------ stop ----+ | +-- stopped <----------------+ stop, or Python broke (no word of it where it was only worn)
//                           v
//                         failed -- start, or ask --> loading
//
// Every way into `loading` is start(), every worker is ended by end(), and one that is not the engine's any more is not heard.

import { isolated } from "../trace/foreign.js";
import { read } from "../trace/read.js";
import { keepWire } from "./wires.js";

/** @import {Computed, EngineState, FromWorker, ProgramError, Reply, Request, ToWorker, Trace} from "./protocol.js" */

/** A request that waits for the worker or is with it; `stopped` when its reader does not want it any more.
 * @typedef {{id: number, key: unknown, request: Request, stopped: boolean, resolve: (reply: any) => void, reject: (error: EngineError) => void}} Job */

/** Why a request was not answered, where that was not the program's doing. @typedef {"Superseded" | "Stopped" | "EngineFailed"} Why */

/** How long an interrupted program may take to end before its worker is ended, in milliseconds. */
const PATIENCE = 1000;
/** How long nothing at all may come from a worker that loads files, in milliseconds. No limit for the whole: who has a slow connection gets there. */
const SILENCE = 30_000;

/** Of a worker that says nothing more, or what cannot be read. @type {ProgramError} */
const BROKEN = { kind: "Broken", message: "this program broke the Python interpreter, or used up its memory. A fresh one is starting.", line: null };
const NO_WORD = "the site did not answer";

/** `kind` is the class of the program's exception or, where `why` is told, that. (A program may call its exceptions as it likes.) */
export class EngineError extends Error {
  /** @param {ProgramError} error @param {Why} [why] */
  constructor({ kind, message, line, source, output, cut }, why) {
    super(isolated(message));
    this.name = "EngineError";
    this.kind = isolated(kind);
    this.line = line;
    this.why = why;
    this.source = source;
    this.output = output;
    this.cut = cut;
  }
}

export class Engine extends EventTarget {
  /**
   * @param {() => Worker} spawn makes a fresh worker
   * @param {{silence?: number}} [options]
   */
  constructor(spawn, { silence = SILENCE } = {}) {
    super();
    this.spawn = spawn;
    this.silence = silence;
    /** @type {EngineState} */
    this.state = "recorded";
    /** Why the engine failed, in plain words. */
    this.reason = "";
    /** @type {Worker | null} */
    this.worker = null;
    this.heard = false; // whether the worker has said anything yet
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.alarm = undefined;
    /** @type {Uint8Array | null} */
    this.interrupt = null;
    /** @type {Job[]} */
    this.waiting = [];
    /** @type {Job | null} */
    this.running = null;
    this.ids = 0;
  }

  /** Boots Python unless that is under way or done; after a failure, once more. Emits `state` events as it goes. */
  start() {
    if (this.worker) return;
    /** @type {Worker} */
    let worker;
    try {
      worker = this.spawn();
    } catch {
      return this.fail("this browser did not let it run beside the page");
    }
    this.worker = worker;
    this.heard = false;
    /** @param {string} type @param {(event: any) => void} does */
    const hear = (type, does) => worker.addEventListener(type, (event) => { if (worker === this.worker) does(event); });
    hear("message", (event) => this.received(event.data));
    hear("messageerror", () => this.broken());
    // Once a worker has spoken, an error that nobody caught in it is that of a timer or the like: Python is still there, and answers.
    hear("error", () => { if (!this.heard) this.fail("its script could not be loaded"); });
    const shared = globalThis.crossOriginIsolated ? new SharedArrayBuffer(1) : null;
    this.interrupt = shared && new Uint8Array(shared);
    this.post({ type: "boot", interrupt: shared });
    this.listen();
    this.become("loading"); // last: whoever hears of it may ask for something at once
  }

  /** Traces a program. A later call with the same `key` supersedes one that has not been sent yet.
   * @param {Request & {key?: unknown}} request
   * @returns {Promise<Trace>} rejects with an EngineError
   */
  async trace({ source, inputs, mistake, nudge, key }) {
    return (await this.ask({ source, inputs, mistake, nudge }, key)).trace;
  }

  /** Runs a program at full speed, unrecorded, and hands over the variables in `want`. Superseded as a trace is.
   * @param {Request & {want: string[], key?: unknown}} request
   * @returns {Promise<Computed>} rejects with an EngineError
   */
  async run({ source, inputs, want, key }) {
    const { values, output, cut } = await this.ask({ source, inputs, want }, key);
    return { values, output, cut };
  }

  /** @param {Request} request @param {unknown} key @returns {Promise<any>} */
  ask(request, key) {
    return new Promise((resolve, reject) => {
      const job = { id: ++this.ids, key, request, stopped: false, resolve, reject };
      if (key !== undefined) {
        const stale = this.waiting.findIndex((other) => other.key === key);
        if (stale >= 0) this.drop(this.waiting.splice(stale, 1), "Superseded", "a newer request took its place");
      }
      this.waiting.push(job);
      this.start();
      this.next();
    });
  }

  /** Ends what runs now, and what waits behind it, and makes the engine ready again; while Python starts, ends that. */
  stop() {
    this.drop(this.waiting.splice(0), "Stopped", "stopped");
    const { running } = this;
    if (running) {
      running.stopped = true;
      if (!this.interrupt) return this.broken();
      this.interrupt[0] = 2; // SIGINT
      setTimeout(() => { if (this.running === running) this.broken(); }, PATIENCE);
    } else if (this.state === "loading") {
      this.end();
      this.become("recorded");
    }
  }

  /** Python can be trusted no more, or does not answer: a fresh one takes its place. Only the program that runs is to blame.
   * @param {ProgramError} [error] */
  broken(error = BROKEN) {
    const { running } = this;
    this.end();
    this.become("stopped");
    if (running?.stopped) this.drop([running], "Stopped", "stopped");
    else running?.reject(new EngineError(error));
    this.start();
  }

  /** The last program left Python in a state that cannot be undone: a fresh one takes its place, and whoever waits for an answer waits on. */
  renew() {
    if (this.running?.stopped) this.drop([this.running], "Stopped", "stopped");
    else if (this.running) this.waiting.unshift(this.running);
    this.end();
    this.start();
  }

  /** @param {string} reason */
  fail(reason) {
    const jobs = this.waiting.splice(0);
    this.reason = reason;
    this.end();
    this.become("failed");
    this.drop(jobs, "EngineFailed", `Python could not be started here: ${reason}`);
  }

  /** The one place in which a worker ends. */
  end() {
    clearTimeout(this.alarm);
    this.worker?.terminate();
    this.worker = null;
    this.running = null;
  }

  /** The worker waits for files: the next word must come before long. */
  listen() {
    clearTimeout(this.alarm);
    this.alarm = setTimeout(() => {
      if (this.state === "loading") this.fail(`${NO_WORD} for ${Math.round(this.silence / 1000)} seconds`);
      else this.broken({ kind: "Not loaded", message: `this program needs a package that did not come: ${NO_WORD}.`, line: null });
    }, this.silence);
  }

  /** @param {FromWorker} message */
  received(message) {
    this.heard = true;
    const loading = this.state === "loading";
    switch (message?.type) {
      case "arriving":
        return loading || this.running ? this.listen() : undefined;
      case "arrived":
        return clearTimeout(this.alarm);
      case "ready":
        clearTimeout(this.alarm);
        if (loading) this.become("ready");
        return this.next();
      case "failed":
        return loading ? this.fail(message.reason) : this.broken({ kind: "Broken", message: message.reason, line: message.line });
      case "worn":
        return this.renew();
      case "reply":
        if (this.running?.id === message.id) this.answered(this.running, message.reply);
    }
  }

  /** @param {Job} job @param {string} text */
  answered(job, text) {
    clearTimeout(this.alarm);
    const reply = readable(text);
    if (!reply) return this.broken();
    if (!reply.ok && reply.error.kind === "MemoryError") return this.broken(reply.error); // what memory it took, it never gives back
    this.running = null;
    if (reply.ok) job.resolve(reply);
    else if (job.stopped) this.drop([job], "Stopped", "stopped");
    else job.reject(new EngineError(reply.error));
    this.next();
  }

  next() {
    if (this.running || !this.worker || this.state === "loading") return;
    const job = this.waiting.shift();
    if (!job) return this.become("ready");
    this.running = job;
    if (this.interrupt) this.interrupt[0] = 0; // one that came when the program before had just ended is not for this one
    this.become("busy");
    this.post({ type: "run", id: job.id, request: JSON.stringify(job.request) });
  }

  /** @param {ToWorker} message */
  post(message) {
    this.worker?.postMessage(message);
  }

  /** @param {Job[]} jobs @param {Why} why @param {string} message */
  drop(jobs, why, message) {
    for (const job of jobs) job.reject(new EngineError({ kind: why, message, line: null }, why));
  }

  /** @param {EngineState} state */
  become(state) {
    if (this.state === state) return;
    this.state = state;
    if (globalThis.document) document.documentElement.dataset.engine = state;
    this.dispatchEvent(new Event("state"));
  }
}

/** What a worker answered, a trace as the page has it, or null where that is no answer: then Python, which wrote it, is not what it was.
 * @param {unknown} text @returns {{ok: true, trace: Trace} | Exclude<Reply, {trace: any}> | null} */
function readable(text) {
  try {
    const reply = JSON.parse(/** @type {string} */ (text));
    if (reply.ok === true && "trace" in reply) {
      const trace = read(reply.trace);
      keepWire(trace, /** @type {string} */ (text), true);
      return { ok: true, trace };
    }
    const whole = reply.ok === true ? typeof reply.output === "string" : typeof reply.error.message === "string";
    return whole ? reply : null;
  } catch {
    return null;
  }
}

/** The page's engine. */
export const engine = new Engine(() => new Worker(new URL("./worker.js", import.meta.url), { type: "module" }));

if (globalThis.document) document.documentElement.dataset.engine = engine.state;
