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
import { spawn } from "./host.js";
import { read } from "../trace/read.js";
import { allow, metered } from "./starting.js";
import { keepWire } from "./wires.js";

/** @import {CellRan, CellRun, CellTrace, Computed, EngineState, FromWorker, ProgramError, Reply, Request, ToWorker, Trace} from "./protocol.js" */

/** A request that waits for the worker or is with it; `beyond`: its program may have done something to the worker that nobody can tell; `again`: it was with one before, which died.
 * @typedef {{id: number, key: unknown, request: Request | {cell: object}, beyond: boolean, again: boolean, resolve: (reply: any) => void, reject: (error: EngineError) => void}} Job */

/** Why a request was not answered, where that was not the program's doing. @typedef {"Superseded" | "Stopped" | "EngineFailed"} Why */

/** How long a program may run before the page asks whether to stop it, in milliseconds. */
const LONG = 3000;
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
   * @param {() => import("./host.js").Hosted} spawn makes a fresh worker
   * @param {{silence?: number, long?: number}} [options]
   */
  constructor(spawn, { silence = SILENCE, long = LONG } = {}) {
    super();
    this.spawn = spawn;
    this.silence = silence;
    this.long = long;
    /** @type {EngineState} */
    this.state = "recorded";
    /** Why the engine failed, in plain words. */
    this.reason = "";
    /** How many interpreters there have been: what was left in one is not in the next. */
    this.generation = 0;
    /** Whether the program that runs has done so for long. */
    this.slow = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.watchdog = undefined;
    /** Whether it waits for the reader's word, because what it fetches may cost something. */
    this.asks = false;
    /** @type {import("./host.js").Hosted | null} */
    this.worker = null;
    this.heard = false; // whether the worker has said anything yet
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.alarm = undefined;
    /** @type {Job[]} */
    this.waiting = [];
    /** @type {Job | null} */
    this.running = null;
    this.kept = false; // a cell may have done to this worker what nobody can tell: it is for the page's other cells only
  }

  /** Boots Python unless that is under way or done; after a failure, once more. Emits `state` events as it goes. */
  start() {
    if (this.worker) return;
    if (this.asks) allow();
    this.asks = false;
    /** @type {import("./host.js").Hosted} */
    let worker;
    try {
      worker = this.spawn();
    } catch {
      return this.fail("this browser did not let it run beside the page");
    }
    this.worker = worker;
    this.generation += 1;
    this.heard = false;
    /** @param {string} type @param {(event: any) => void} does */
    const hear = (type, does) => worker.addEventListener(type, (event) => { if (worker === this.worker) does(event); });
    hear("message", (event) => this.received(event.data));
    hear("messageerror", () => { if (this.state === "loading") this.fail("what it said cannot be read"); else this.broken(); });
    // Once a worker has spoken, an error that nobody caught in it is that of a timer or the like: Python is still there, and answers.
    hear("error", () => { if (!this.heard) this.fail("its script could not be loaded"); });
    hear("gone", ({ detail }) => this.gone(detail));
    this.listen();
    this.become("loading"); // last: whoever hears of it may ask for something at once
  }

  /** Boots Python for somebody who is not the reader. */
  wake() {
    if (this.worker || this.state !== "recorded" || !metered()) return this.start();
    if (this.asks) return undefined;
    this.asks = true;
    this.dispatchEvent(new Event("state"));
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

  /** Checks what a program does, in the words of an exercise's author (py/stepgrad/tracing/checks/). Superseded as a trace is.
   * @param {{source: string, checks: string, solution: string, key?: unknown}} request
   * @returns {Promise<import("./protocol.js").Checked & {trace?: Trace}>} rejects with an EngineError, also where the program fails by itself
   */
  async check({ source, checks, solution, key }) {
    return this.ask({ source, inputs: {}, checks, solution }, key);
  }

  /** Runs a cell of the page in its session. @param {CellRun} cell @returns {Promise<CellRan>} rejects with an EngineError */
  async cell(cell) {
    return this.ask({ cell }, undefined);
  }

  /** The trace of a graph that a cell has shown. @param {{session: string, graph: number}} cell @returns {Promise<CellTrace | CellRan>} rejects with an EngineError */
  async cellGraph(cell) {
    return this.ask({ cell }, undefined);
  }

  /** @param {Request | {cell: CellRun | {session: string, graph: number}}} request @param {unknown} key @returns {Promise<any>} */
  ask(request, key) {
    return new Promise((resolve, reject) => {
      const job = { id: unguessable(), key, request, beyond: false, again: false, resolve, reject };
      if (key !== undefined) {
        const stale = this.waiting.findIndex((other) => other.key === key);
        if (stale >= 0) this.drop(this.waiting.splice(stale, 1), "Superseded", "a newer request took its place");
      }
      this.waiting.push(job);
      this.wake();
      this.next();
    });
  }

  /** Ends what runs now, and what waits behind it, and makes the engine ready again; while Python starts, ends that. */
  stop() {
    this.drop(this.waiting.splice(0), "Stopped", "stopped");
    const { running } = this;
    if (running) {
      this.running = null;
      this.drop([running], "Stopped", "stopped");
      this.broken();
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
    running?.reject(new EngineError(error));
    this.start();
  }

  /** The last program left Python in a state that cannot be undone: a fresh one takes its place, and whoever waits for an answer waits on. */
  renew() {
    if (this.running) this.waiting.unshift(this.running);
    this.end();
    this.start();
  }

  /** What the worker was in is gone. @param {boolean} alive it was still there when the program that runs had begun */
  gone(alive) {
    if (this.state === "loading") return this.fail("the browser ended what it ran in");
    if (this.running && (alive || this.running.again)) return this.broken(BROKEN);
    if (this.running) this.running.again = true;
    this.renew();
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
    this.rest();
    const { worker } = this;
    this.worker = null;
    this.running = null;
    this.kept = false;
    worker?.terminate();
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
    this.heard ||= message?.type !== "arriving"; // that is of files
    const loading = this.state === "loading";
    switch (message?.type) {
      case "arriving":
        if (this.running) this.rest(); // it waits for a file, and is not to blame
        return loading || this.running ? this.listen() : undefined;
      case "arrived":
        if (this.running) this.wait();
        return clearTimeout(this.alarm);
      case "ready":
        clearTimeout(this.alarm);
        if (loading) this.become("ready");
        return this.next();
      case "failed":
        return loading ? this.fail(message.reason) : this.broken({ kind: "Broken", message: message.reason, line: message.line });
      case "worn":
        return this.renew();
      case "beyond":
        if (this.running?.id !== message.id) return;
        if ("cell" in this.running.request) this.kept = true;
        else this.running.beyond = true;
        return;
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
    this.rest();
    if (reply.ok) job.resolve(reply);
    else job.reject(new EngineError(reply.error));
    if (job.beyond) this.renew();
    else this.next();
  }

  next() {
    if (this.running || !this.worker || this.state === "loading") return;
    const job = this.waiting.shift();
    if (!job) return this.become("ready");
    if (this.kept && !("cell" in job.request)) {
      this.waiting.unshift(job);
      return this.renew();
    }
    this.running = job;
    this.become("busy");
    /** @type {ToWorker} */
    const message = { type: "run", id: job.id, request: JSON.stringify(job.request) };
    this.worker.postMessage(message);
    this.wait();
  }

  /** A program runs: after a while, whoever shows it offers to stop it. */
  wait() {
    this.rest();
    this.watchdog = setTimeout(() => this.drag(true), this.long);
  }

  /** None runs. */
  rest() {
    clearTimeout(this.watchdog);
    this.drag(false);
  }

  /** @param {boolean} slow */
  drag(slow) {
    if (this.slow === slow) return;
    this.slow = slow;
    globalThis.document?.documentElement.toggleAttribute("data-engine-slow", slow);
    this.dispatchEvent(new Event("state"));
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

/** A number for a request: who has not been told it cannot answer. */
const unguessable = () => {
  const [high, low] = crypto.getRandomValues(new Uint32Array(2));
  return (high >>> 11) * 2 ** 32 + low;
};

/** What a worker answered, a trace as the page has it, or null where that is no answer: then Python, which wrote it, is not what it was.
 * @param {unknown} text @returns {any} a Reply, or null */
function readable(text) {
  try {
    const reply = JSON.parse(/** @type {string} */ (text));
    if (reply.ok === true && "trace" in reply) {
      const trace = read(reply.trace);
      keepWire(trace, /** @type {string} */ (text), true);
      return { ...reply, trace };
    }
    const whole = reply.ok === true ? typeof reply.output === "string" || Array.isArray(reply.outputs) : typeof reply.error.message === "string";
    return whole ? reply : null;
  } catch {
    return null;
  }
}

/** The page's engine. */
export const engine = new Engine(spawn);

if (globalThis.document) document.documentElement.dataset.engine = engine.state;
