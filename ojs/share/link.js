// ⑦ Pure: a walkthrough at one of its steps as the fragment of an address, and back. What an address says is a stranger's word: every part of it is checked.
//
//     #s=1.<base64url of: length (2 bytes), sum (4 bytes), deflate-raw of the text>      1 is the version of all this
//     text: {"example" | nothing, "inputs", "step", "pass", "open", "pinned"} as JSON in one line; then, after "\n", the program where it is none of the site's
//     #example=02-autograd/chain                                                          the same for whoever writes it by hand

/**
 * What is shared: the name of a recorded example, or a program.
 * @typedef {object} Shared
 * @property {string} [example] "02-autograd/chain"
 * @property {string} [source] a program of somebody's own
 * @property {Record<string, number>} [inputs] the sliders' numbers, where they are others than the program's
 * @property {number} [step]
 * @property {number} [pass] which pass begins there, where a step belongs to two
 * @property {number[]} [open] the groups that are open, where they are not those that are to begin with
 * @property {number} [pinned] the node whose account is open
 */

/** Characters of a link: what chats and mail programs leave whole. */
export const MAX_LINK = 32_000;
/** Characters of a program, as py/stepgrad/tracing/bounds.py has it. */
export const MAX_SOURCE = 200_000;

const VERSION = 1;
const HEAD = 6; // bytes of length and sum
const MAX_FACTS = 16_000; // bytes of all that is not the program
const NAME = /^[\w-]{1,60}\/[\w-]{1,60}$/;
const INPUT = /^[\p{ID_Start}_][\p{ID_Continue}]{0,60}$/u;

/** Why there is no such link, in words for a reader. */
export class LinkError extends Error {}

/** FNV-1a: enough to know a link that was copied wrongly from one that was not. @param {Uint8Array} bytes */
function sum(bytes) {
  let all = 0x811c9dc5;
  for (const byte of bytes) all = Math.imul(all ^ byte, 0x01000193) >>> 0;
  return all;
}

/** @param {Uint8Array} bytes */
function written(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {string} text @returns {Uint8Array<ArrayBuffer>} */
const spelled = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

/** @param {Uint8Array<ArrayBuffer>} bytes @param {CompressionStream | DecompressionStream} stream @param {number} [most] no byte is made beyond this @returns {Promise<Uint8Array<ArrayBuffer>>} */
async function through(bytes, stream, most = Infinity) {
  const writer = stream.writable.getWriter();
  const reader = stream.readable.getReader();
  const fed = writer.write(bytes).then(() => writer.close()).catch(() => {}); // the reader hears of it
  /** @type {Uint8Array[]} */
  const parts = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > most) {
      await reader.cancel();
      throw new LinkError(`This link holds more than a program may be long (${MAX_SOURCE.toLocaleString("en")} characters), so it was not opened.`);
    }
    parts.push(value);
  }
  await fed;
  return new Uint8Array(await new Blob(/** @type {BlobPart[]} */ (parts)).arrayBuffer());
}

/** @param {Shared} shared @returns {Promise<string>} "#s=1.…" */
export async function encode({ source, ...facts }) {
  const program = source === undefined ? "" : `\n${source}`;
  if (program.length > MAX_SOURCE) throw new LinkError(`This program is too long for a link. Save it as a file instead.`);
  const packed = await through(new TextEncoder().encode(JSON.stringify(facts) + program), new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(HEAD + packed.length);
  const head = new DataView(bytes.buffer);
  const link = 4 + Math.ceil((bytes.length * 4) / 3);
  if (link > MAX_LINK) throw new LinkError(`This program is too long for a link: it would have ${link.toLocaleString("en")} characters, of which ${MAX_LINK.toLocaleString("en")} arrive everywhere. Save it as a file instead.`);
  head.setUint16(0, packed.length);
  head.setUint32(2, sum(packed));
  bytes.set(packed, HEAD);
  return `#s=${VERSION}.${written(bytes)}`;
}

/** @param {string} text */
function percent(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * What a fragment shares; null where it is none of ours, but a place on the page.
 * @param {string} hash as location.hash has it @returns {Promise<Shared | null>} rejects with a LinkError
 */
export async function decode(hash) {
  const fragment = percent(hash.replace(/^#/, ""));
  const byHand = /^example=(.*)$/.exec(fragment);
  if (byHand) return checked({ example: byHand[1] });
  const [, version, body] = /^s=(?:(\d{1,6})\.)?(.*)$/s.exec(fragment) ?? [];
  if (body === undefined) return null;
  if (version === undefined) throw new LinkError("This link was not made by this site, or it was damaged on its way: it does not say which version it is. Copy it once more from where it came.");
  if (Number(version) > VERSION) throw new LinkError("This link was made by a newer version of this site than the one you see. Reload the page, and open it again.");
  if (Number(version) < VERSION) throw new LinkError("This link was made by an old version of this site, and can no longer be read.");
  if (body.length > MAX_LINK) throw new LinkError(`This link is too large: it has ${body.length.toLocaleString("en")} characters, and one of this site has ${MAX_LINK.toLocaleString("en")} at most.`);
  return checked(parsed(new TextDecoder().decode(await unpacked(body.replace(/[^\w-]+$/, ""))))); // a full stop after it is the sentence's
}

const DAMAGED = "This link was damaged on its way: some of its characters are not those that it was made of. Copy it once more from where it came.";
const SHORT = "This link was cut short on its way: its end is missing. Copy it once more from where it came, all of it.";

/** @param {string} body */
async function unpacked(body) {
  if (!/^[\w-]*$/.test(body)) throw new LinkError(DAMAGED);
  if (body.length < 9) throw new LinkError(SHORT);
  const bytes = spelled(body.length % 4 === 1 ? body.slice(0, -1) : body);
  const head = new DataView(bytes.buffer);
  const packed = bytes.subarray(HEAD);
  if (packed.length < head.getUint16(0)) throw new LinkError(SHORT);
  if (packed.length > head.getUint16(0) || sum(packed) !== head.getUint32(2)) throw new LinkError(DAMAGED);
  return through(packed, new DecompressionStream("deflate-raw"), MAX_SOURCE + MAX_FACTS).catch((error) => { throw error instanceof LinkError ? error : new LinkError(DAMAGED); });
}

/** @param {string} text @returns {Record<string, unknown>} */
function parsed(text) {
  const end = text.indexOf("\n");
  try {
    const facts = JSON.parse(end < 0 ? text : text.slice(0, end));
    if (typeof facts !== "object" || facts === null || Array.isArray(facts)) throw new TypeError();
    return { ...facts, source: end < 0 ? undefined : text.slice(end + 1) };
  } catch {
    throw new LinkError(DAMAGED);
  }
}

/** @param {unknown} one */
const isCount = (one) => Number.isInteger(one) && /** @type {number} */ (one) >= 0 && /** @type {number} */ (one) < 1e8;

/** Only what a link may say, each of its kind. @param {Record<string, unknown>} said @returns {Shared} */
function checked({ example, source, inputs, step, pass, open, pinned }) {
  const strange = new LinkError("This link was not made by this site: what it holds is nothing that can be shown.");
  /** @type {Shared} */
  const shared = {};
  if (example !== undefined) {
    if (typeof example !== "string" || !NAME.test(example) || source !== undefined) throw strange;
    shared.example = example;
  } else if (typeof source === "string" && source.length <= MAX_SOURCE) shared.source = source;
  else throw strange;
  if (inputs !== undefined) {
    const entries = typeof inputs === "object" && inputs !== null ? Object.entries(inputs) : [];
    if (entries.length === 0 || entries.length > 100 || !entries.every(([name, number]) => INPUT.test(name) && Number.isFinite(number))) throw strange;
    shared.inputs = Object.fromEntries(entries);
  }
  if (open !== undefined) {
    if (!Array.isArray(open) || open.length > 1000 || !open.every(isCount)) throw strange;
    shared.open = open;
  }
  for (const [name, number] of Object.entries({ step, pass, pinned })) {
    if (number !== undefined && !isCount(number)) throw strange;
    if (number !== undefined) shared[/** @type {"step"} */ (name)] = /** @type {number} */ (number);
  }
  return shared;
}
