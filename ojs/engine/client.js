// ⑥ One engine per page: starts the worker, queues requests, supersedes stale ones, stops and restarts.

/** @import {Computed, EngineState, FromWorker, ProgramError, Reply, Request, ToWorker, Trace} from "./protocol.js" */

/** A request that waits for the worker or is with it.
 * @typedef {{id: number, key: unknown, request: Request, resolve: (reply: any) => void, reject: (error: EngineError) => void}} Job */

/** How long an interrupted program may take to end before its worker is ended, in milliseconds. */
const PATIENCE = 1000;

/** Why a request was not answered. `kind` is a Python exception's class, or one of ours: Superseded, Stopped, EngineFailed. */
export class EngineError extends Error {
  /** @param {ProgramError} error */
  constructor({ kind, message, line, source, output, cut }) {
    super(message);
    this.name = "EngineError";
    this.kind = kind;
    this.line = line;
    this.source = source;
    this.output = output;
    this.cut = cut;
  }
}

export class Engine extends EventTarget {
  /** @param {() => Worker} spawn makes a fresh worker */
  constructor(spawn) {
    super();
    this.spawn = spawn;
    /** @type {EngineState} */
    this.state = "recorded";
    /** Why the engine failed, in plain words. */
    this.reason = "";
    /** @type {Worker | null} */
    this.worker = null;
    /** @type {Uint8Array | null} */
    this.interrupt = null;
    /** @type {Job[]} */
    this.waiting = [];
    /** @type {Job | null} */
    this.running = null;
    this.ids = 0;
  }

  /** Boots Python unless that is under way or done. Emits `state` events as it goes. */
  start() {
    if (this.worker) return;
    this.become("loading");
    this.worker = this.spawn();
    const shared = globalThis.crossOriginIsolated ? new SharedArrayBuffer(1) : null;
    this.interrupt = shared && new Uint8Array(shared);
    this.worker.addEventListener("message", (event) => this.received(event.data));
    this.worker.addEventListener("error", (event) => this.fail(event.message || "its program could not be loaded"));
    this.post({ type: "boot", interrupt: shared });
  }

  /** Traces a program. A later call with the same `key` supersedes one that has not been sent yet.
   * @param {Request & {key?: unknown}} request
   * @returns {Promise<Trace>} rejects with an EngineError
   */
  async trace({ source, inputs, key }) {
    return (await this.ask({ source, inputs }, key)).trace;
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
      const job = { id: ++this.ids, key, request, resolve, reject };
      if (key !== undefined) {
        const stale = this.waiting.findIndex((other) => other.key === key);
        if (stale >= 0) this.drop(this.waiting.splice(stale, 1), "Superseded", "a newer request took its place");
      }
      this.waiting.push(job);
      this.start();
      this.next();
    });
  }

  /** Ends what runs now, and what waits behind it, and makes the engine ready again. */
  stop() {
    if (!this.running) return;
    const stuck = this.running;
    this.drop(this.waiting.splice(0), "Stopped", "stopped");
    if (this.interrupt) {
      this.interrupt[0] = 2; // SIGINT
      setTimeout(() => this.running === stuck && this.restart(), PATIENCE);
    } else {
      this.restart();
    }
  }

  /** The interpreter itself broke under a program (a fatal error): only that program is to blame. @param {string} reason */
  replace(reason) {
    if (this.running) this.drop([this.running], "Broken", `this program broke the Python interpreter, and a fresh one is starting: ${reason}`);
    this.running = null;
    this.restart();
  }

  restart() {
    this.end();
    this.become("stopped");
    this.start();
  }

  end() {
    this.worker?.terminate();
    this.worker = null;
    if (this.running) this.drop([this.running], "Stopped", "stopped");
    this.running = null;
  }

  /** @param {string} reason */
  fail(reason) {
    this.reason = reason;
    const jobs = this.running ? [this.running, ...this.waiting] : this.waiting;
    this.running = null;
    this.waiting = [];
    this.end();
    this.become("failed");
    this.drop(jobs, "EngineFailed", `the live engine is not available: ${reason}`);
  }

  /** @param {FromWorker} message */
  received(message) {
    if (message.type === "failed") return this.running ? this.replace(message.message) : this.fail(message.message);
    if (message.type === "ready") this.become("ready");
    if (message.type === "reply" && this.running?.id === message.id) {
      const { resolve, reject } = this.running;
      this.running = null;
      /** @type {Reply} */
      const reply = JSON.parse(message.reply);
      if (reply.ok) resolve(reply);
      else reject(new EngineError(reply.error));
    }
    this.next();
  }

  next() {
    if (this.running || this.state === "loading" || this.state === "failed" || !this.worker) return;
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

  /** @param {Job[]} jobs @param {string} kind @param {string} message */
  drop(jobs, kind, message) {
    for (const job of jobs) job.reject(new EngineError({ kind, message, line: null }));
  }

  /** @param {EngineState} state */
  become(state) {
    if (this.state === state) return;
    this.state = state;
    if (globalThis.document) document.documentElement.dataset.engine = state;
    this.dispatchEvent(new Event("state"));
  }
}

/** The page's engine. */
export const engine = new Engine(() => new Worker(new URL("./worker.js", import.meta.url), { type: "module" }));

if (globalThis.document) document.documentElement.dataset.engine = engine.state;
