// ⑤ The files that Python is made of, on their way: each piece that arrives is told, and what is wrong with a file is told in words.

/** A file did not come, or is of no use. Its message is for readers. */
export class Lost extends Error {}

/** @param {unknown} address */
const nameOf = (address) => String(address instanceof Request ? address.url : address).replace(/[?#].*/, "").replace(/.*\//, "");

/**
 * Does what fetches files, and rejects with Lost as soon as one of them is of no use: Pyodide itself would wait for it for ever,
 * or go on without it. A host that gives a file another type than it should is no reason to do without it.
 * @template T
 * @param {() => Promise<T>} work
 * @param {() => void} arrived hears of every piece
 * @returns {Promise<T>}
 */
export async function watching(work, arrived) {
  const { fetch } = self;
  const { instantiateStreaming } = WebAssembly;
  try {
    return await new Promise((resolve, reject) => {
      /** @param {string} words @returns {never} */
      const lose = (words) => {
        const error = new Lost(words);
        reject(error);
        throw error;
      };
      self.fetch = async (address, options) => {
        const name = nameOf(address);
        const answer = await fetch(address, options).catch(() => lose(`${name} could not be loaded`));
        if (!answer.ok) lose(`${name} could not be loaded (the server answered ${answer.status})`);
        arrived();
        const reader = /** @type {ReadableStream<Uint8Array>} */ (answer.body).getReader();
        const body = new ReadableStream({
          async pull(to) {
            const { done, value } = await reader.read().catch(() => lose(`${name} did not arrive whole`));
            arrived();
            if (done) to.close();
            else to.enqueue(value);
          },
        });
        return new Response(body, { headers: { "Content-Type": name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream" } });
      };
      WebAssembly.instantiateStreaming = /** @type {typeof instantiateStreaming} */ (async (source, imports) => {
        const made = await instantiateStreaming(source, imports).catch(() => lose("pyodide.asm.wasm is damaged, or this browser cannot run it"));
        arrived();
        return made;
      });
      work().then(resolve, reject);
    });
  } finally {
    Object.assign(self, { fetch });
    Object.assign(WebAssembly, { instantiateStreaming });
  }
}
