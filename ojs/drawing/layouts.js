// ⑦⑧ Layouts made beside the page, in a worker: one at a time, the newest question of each asker only; on the page itself where no worker can start.
import { layout } from "./layout.js";

/** A newer question ends one that has been at work for so many milliseconds; a shorter one may as well be finished, and forgotten. */
const PATIENCE = 150;

/**
 * @typedef {import("./layout.js").Box} Box @typedef {import("./layout.js").Options} Options @typedef {import("./layout.js").Layout} Layout
 * @typedef {{asker: object, boxes: Box[], all: Options[], answer: (layouts: Layout[]) => void, id: number, since: number, dropped: boolean}} Question
 */

/** @type {Worker | null} */
let worker = null;
let broken = typeof Worker === "undefined";
let current = /** @type {Question | null} */ (null);
/** @type {Question[]} */
let waiting = [];
let count = 0;

/** @param {Question} question */
const here = ({ boxes, all, answer, dropped }) => { if (!dropped) answer(all.map((options) => layout(boxes, options))); };

function stop() {
  worker?.terminate();
  worker = null;
}

/** No worker can be had here: all is done on the page. */
function fall() {
  stop();
  broken = true;
  for (const question of [current, ...waiting].filter((one) => one !== null)) here(question);
  [current, waiting] = [null, []];
}

/** The worker, started if it was not: to start one takes as long as to lay out some hundred nodes. */
export function warm() {
  if (broken || worker) return worker;
  try {
    worker = new Worker(new URL("./layout-worker.js", import.meta.url), { type: "module" });
  } catch {
    fall();
    return null;
  }
  worker.addEventListener("message", ({ data: { id, layouts } }) => {
    const question = current;
    if (!question || question.id !== id) return;
    current = null;
    if (!question.dropped) question.answer(layouts);
    next();
  });
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    fall();
  });
  return worker;
}

function next() {
  if (current || waiting.length === 0) return;
  current = /** @type {Question} */ (waiting.shift());
  current.since = performance.now();
  const { id, boxes, all } = current;
  warm()?.postMessage({ id, boxes, all });
}

/**
 * One layout for each of the options. A newer question of the same asker drops the older, whose promise is never kept.
 * @param {object} asker @param {Box[]} boxes @param {Options[]} all
 * @returns {Promise<Layout[]>}
 */
export function layouts(asker, boxes, all) {
  drop(asker);
  return new Promise((answer) => {
    const question = { asker, boxes, all, answer, id: (count += 1), since: 0, dropped: false };
    if (broken) return here(question);
    waiting.push(question);
    next();
  });
}

/** @param {object} asker no longer wants to know */
export function drop(asker) {
  waiting = waiting.filter((one) => one.asker !== asker);
  if (current?.asker !== asker) return;
  current.dropped = true;
  if (performance.now() - current.since < PATIENCE) return;
  stop();
  current = null;
  next();
}
