// ⑥ Inside the frame, whose origin nobody shares: makes the worker that Python runs in, ends it, and keeps the files that the next one is made of.

/** @import {FromFrame, ToFrame} from "./protocol.js" */

/** A frame may not fetch; what it has it was given. Of the interpreter it keeps what the browser has compiled. @type {Map<string, Promise<string | Uint8Array | WebAssembly.Module>>} */
const files = new Map();
/** @type {Worker | undefined} */
let worker;

/** Whether there is WebAssembly: the smallest module there can be. */
function works() {
  try {
    return Boolean(new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])));
  } catch {
    return false;
  }
}

/** @param {MessagePort} page */
function serve(page) {
  /** @param {FromFrame} message */
  const tell = (message) => page.postMessage(message);

  /** @param {string} name @param {Uint8Array<ArrayBuffer>} bytes @returns {Promise<string | Uint8Array | WebAssembly.Module>} */
  async function made(name, bytes) {
    if (name.endsWith(".js")) return URL.createObjectURL(new Blob([bytes], { type: "text/javascript" }));
    return name.endsWith(".wasm") ? WebAssembly.compile(bytes) : bytes;
  }

  /** @param {string} name @param {MessagePort} port @param {number} of its number */
  async function begin(name, port, of) {
    worker?.terminate();
    worker = undefined;
    const script = /** @type {string} */ (await files.get(name));
    try {
      worker = new Worker(script);
    } catch {
      return tell({ type: "refused", what: "worker", of });
    }
    // What a program sends by this way reaches nobody. Of its errors the first one matters, where that is also the end of its script.
    worker.addEventListener("error", (event) => { event.preventDefault(); tell({ type: "refused", what: "script", of }); }, { once: true });
    worker.postMessage({ port }, [port]);
  }

  /** @param {string} name @param {number} of the worker's number */
  async function give(name, of) {
    const to = worker;
    try {
      to?.postMessage({ name, file: await files.get(name) });
    } catch {
      files.delete(name);
      tell({ type: "refused", what: works() ? "file" : "wasm", name, of });
    }
  }

  /** Of what a message asks the next one may need: one is done when the one before is. */
  let before = Promise.resolve();
  page.onmessage = ({ data }) => {
    const message = /** @type {ToFrame} */ (data);
    if (message.type === "ping") return tell({ type: "pong", id: message.id });
    if (message.type === "keep") {
      const file = made(message.name, message.bytes);
      file.catch(() => {}); // told when it is asked for
      files.set(message.name, file);
    }
    if (message.type === "begin") before = before.then(() => begin(message.script, message.port, message.of));
    if (message.type === "give") before.then(() => give(message.name, message.of));
    if (message.type === "end") before = before.then(() => { worker?.terminate(); worker = undefined; });
  };
}

// The page that made this frame speaks once, and hands over the one way to speak to it.
addEventListener("message", ({ source, ports }) => { if (source === parent && ports[0]) serve(ports[0]); }, { once: true });

export {}; // a module: its names are its own
