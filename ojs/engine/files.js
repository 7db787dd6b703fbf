// ⑤ The files that pages ask for while they are read: each found by its name, checked by its sum, and told of piece by piece.

/** A file did not come, or is of no use. Its message is for readers. */
export class Lost extends Error {}

/** @typedef {{arrived?: () => void, signal?: AbortSignal}} Asking `arrived` hears of every piece */

/** By name: the address below assets/, how many bytes travel, and the SHA-256 of what is in them. tools/asset_steps/publish.py knows.
 * @type {Record<string, [at: string, size: number, sum: string]>} */
const FILES = /** @type {any} */ (globalThis).ASSET_FILES ?? {};

/** How long nothing at all may come, in milliseconds. No limit for the whole: who has a slow connection gets there. */
const SILENCE = 30_000;

/** What is on its way now, in bytes that travel. Emits `progress`. */
class Arrivals extends EventTarget {
  loaded = 0;
  total = 0;
  /** @type {string[]} */
  names = [];
}
export const arrivals = new Arrivals();

class Coming {
  /** @param {string} name */
  constructor(name) {
    const [at, size, sum] = FILES[name] ?? [name, 0, ""];
    this.name = name;
    this.at = at;
    this.size = size;
    this.sum = sum;
    /** @type {Set<Asking>} */
    this.asking = new Set();
    this.ending = new AbortController();
    this.loaded = 0;
    this.heard = () => {};
    underway.add(this);
    tell();
    /** @type {Promise<Uint8Array<ArrayBuffer>>} */
    this.whole = this.twice().finally(() => {
      underway.delete(this);
      tell();
    });
  }

  /** What came damaged, or not at all, is asked for once more, and not of the browser's cache. */
  async twice() {
    try {
      return await this.once("default");
    } catch (/** @type {any} */ error) {
      if (this.ending.signal.aborted) throw error;
      try {
        if (error.final) throw error;
        return await this.once("reload");
      } catch (again) {
        throw await renewed() ? new Lost("the site has changed since this page was opened; reload the page") : again;
      }
    }
  }

  /** @param {RequestCache} cache */
  async once(cache) {
    const { name, ending: { signal } } = this;
    this.loaded = 0;
    const attempt = new AbortController();
    const end = () => attempt.abort();
    signal.addEventListener("abort", end);
    let silent = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let alarm;
    this.heard = () => {
      clearTimeout(alarm);
      alarm = setTimeout(() => {
        silent = true;
        end();
      }, SILENCE);
    };
    /** @param {string} words @returns {never} */
    const lose = (words) => {
      if (silent) throw Object.assign(new Lost(`${name}: the site did not answer for ${SILENCE / 1000} seconds`), { final: true });
      throw new Lost(`${name} ${words}`);
    };
    this.heard();
    try {
      const answer = await fetch(new URL(this.at, import.meta.url), { cache, signal: attempt.signal }).catch(() => lose("could not be loaded"));
      if (!answer.ok) throw Object.assign(new Lost(`${name} could not be loaded (the server answered ${answer.status})`), { final: true });
      const body = counted(/** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (answer.body), (count) => {
        for (const one of underway) one.heard(); // they share one connection: as long as anything comes, all may come
        this.loaded += count;
        tell();
        for (const { arrived } of this.asking) arrived?.();
      });
      const data = new Uint8Array(await new Response(await unpacked(body)).arrayBuffer().catch(() => lose("did not arrive whole")));
      if (this.sum && !(await sameSum(data, this.sum))) lose("is damaged");
      return data;
    } finally {
      clearTimeout(alarm);
      this.heard = () => {};
      signal.removeEventListener("abort", end);
    }
  }
}

/** Whether the page's address leads to another build than the one the page is of: then its files may be gone. */
async function renewed() {
  const mine = globalThis.document?.querySelector('meta[name="build"]')?.getAttribute("content");
  if (!mine) return false;
  const ending = new AbortController();
  const late = setTimeout(() => ending.abort(), 5000);
  try {
    const answer = await fetch(location.href, { cache: "no-cache", signal: ending.signal });
    const [, theirs] = /<meta name="build" content="([^"]*)">/.exec(await answer.text()) ?? [];
    return Boolean(theirs) && theirs !== mine;
  } catch {
    return false;
  } finally {
    clearTimeout(late);
  }
}

/** @type {Set<Coming>} */
const underway = new Set();
/** How many bytes all files have whose name matches. @param {RegExp} which */
export const weight = (which) => Object.entries(FILES).reduce((sum, [name, [, size]]) => sum + (which.test(name) ? size : 0), 0);

/** What has come is kept: the next interpreter starts from it. @type {Map<string, Coming>} */
const known = new Map();

/** @type {ReturnType<typeof setTimeout> | undefined} */
let telling;

function tell() {
  arrivals.loaded = arrivals.total = 0;
  arrivals.names = [...underway].map(({ name }) => name);
  for (const { loaded, size } of underway) {
    arrivals.loaded += Math.min(loaded, size); // a host may have unpacked it
    arrivals.total += size;
  }
  telling ??= setTimeout(() => { // as often as an eye can read a number
    telling = undefined;
    arrivals.dispatchEvent(new Event("progress"));
  }, 100);
}

/** @param {ReadableStream<Uint8Array<ArrayBuffer>>} body @param {(count: number) => void} each */
function counted(body, each) {
  return body.pipeThrough(new TransformStream({
    transform(piece, to) {
      each(piece.length);
      to.enqueue(piece);
    },
  }));
}

/** Unpacks what is compressed; a host may have done that already. @param {ReadableStream<Uint8Array<ArrayBuffer>>} body */
async function unpacked(body) {
  const [look, whole] = body.tee();
  const reader = look.getReader();
  const { value } = await reader.read().catch(() => ({ value: undefined })); // who reads the whole hears why
  reader.cancel().catch(() => {});
  return value?.[0] === 0x1f && value[1] === 0x8b ? whole.pipeThrough(new DecompressionStream("gzip")) : whole;
}

/** A page that came without encryption can compute no sum: there the network's own must do. @param {Uint8Array<ArrayBuffer>} data @param {string} sum */
async function sameSum(data, sum) {
  if (!globalThis.crypto?.subtle) return true;
  const bits = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  return Array.from(bits, (byte) => byte.toString(16).padStart(2, "0")).join("") === sum;
}

/**
 * The content of a file, unpacked. What several ask for comes once; it stops coming when none of them wants it any more.
 * @param {string} name
 * @param {Asking} [asking]
 * @returns {Promise<Uint8Array<ArrayBuffer>>} rejects with Lost, or with the signal's reason
 */
export async function bytes(name, asking = {}) {
  const { signal } = asking;
  signal?.throwIfAborted();
  const one = known.get(name) ?? new Coming(name);
  known.set(name, one);
  one.asking.add(asking);
  const forget = () => { if (known.get(name) === one) known.delete(name); };
  try {
    return await new Promise((resolve, reject) => {
      signal?.addEventListener("abort", () => {
        reject(signal.reason);
        one.asking.delete(asking);
        if (one.asking.size > 0 || !underway.has(one)) return;
        forget();
        one.ending.abort();
      }, { once: true });
      one.whole.then(resolve, (error) => {
        forget();
        reject(error);
      });
    });
  } finally {
    one.asking.delete(asking);
  }
}

/** Of no use after all: it is fetched anew when it is asked for again. @param {string} name */
export const forget = (name) => void known.delete(name);

/** A small file's text; it is not kept. @param {string} name @returns {Promise<string>} */
export async function text(name) {
  try {
    return new TextDecoder().decode(await bytes(name));
  } finally {
    forget(name);
  }
}
