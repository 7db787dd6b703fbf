// ⑤ Boots Pyodide off the page's thread and answers requests, one at a time, through one cached Python function.

/** @import {FromWorker, ToWorker} from "./protocol.js" */

/** @type {((request: string) => string) | undefined} */
let run;

/** @param {FromWorker} message */
const send = (message) => self.postMessage(message);

/** @param {Extract<ToWorker, {type: "boot"}>} message */
async function boot({ packages, interrupt }) {
  const indexURL = new URL("./pyodide/", import.meta.url).href;
  // Imported here, not at the top, so that a missing file is an answer and not a dead worker.
  /** @type {typeof import("pyodide")} */
  const { loadPyodide } = await import(`${indexURL}pyodide.mjs`);
  const pyodide = await loadPyodide({ indexURL, packages });
  if (interrupt) pyodide.setInterruptBuffer(new Uint8Array(interrupt));
  run = pyodide.pyimport("stepgrad.session").run;
}

self.addEventListener("message", async ({ data }) => {
  const message = /** @type {ToWorker} */ (data);
  if (message.type === "boot") {
    try {
      await boot(message);
      send({ type: "ready" });
    } catch (error) {
      send({ type: "failed", message: String(error instanceof Error ? error.message : error) });
    }
  } else if (run) {
    try {
      send({ type: "reply", id: message.id, reply: run(message.request) });
    } catch (error) {
      // Only an interpreter that broke gets here (out of memory, a fatal error): its state cannot be trusted.
      send({ type: "failed", message: String(error instanceof Error ? error.message : error) });
    }
  }
});
