// ⑧ Whether what one sees was recorded or is computed now, in plain words; how much of Python has come; and where it did not start, why, and a way to try again.
import { engine } from "../../engine/client.js";
import { arrivals, weight } from "../../engine/files.js";
import { attrs, follow, h, write } from "../../drawing/dom.js";
import { again } from "./again.js";

/** @typedef {import("../../engine/protocol.js").EngineState} EngineState */

/** @type {Record<EngineState, [string, string]>} */
const WORDS = {
  recorded: ["Recorded", "These steps were recorded by the same engine; Python is not running."],
  loading: ["Recorded · starting Python", "These steps were recorded by the same engine; Python is starting in your browser."],
  ready: ["Live", "Python runs in your browser: what you change is computed at once."],
  busy: ["Live · computing", "Python runs in your browser and is at work."],
  stopped: ["Stopped · starting again", "The program was stopped; Python starts again."],
  failed: ["Recorded only", "Python could not be started here. The recorded steps still work."],
};

const SLOW = "Live · this takes long";

const MEGABYTE = 1e6;
/** What a first start brings. */
const PYTHON = /^(pyodide|python_stdlib|stepgrad)/;
/** The recorded steps themselves are nothing to speak of. */
const WORTH_TELLING = 0.2 * MEGABYTE;

/** @param {number} count */
const megabytes = (count) => (count / MEGABYTE).toFixed(1);

/** What is on its way, in bytes that travel; then a phase in which none do. @param {EngineState} state */
function underway(state) {
  const { loaded, total, names } = arrivals;
  if (total < WORTH_TELLING || !["loading", "busy"].includes(state)) return "";
  return `: ${names.some((name) => name.startsWith("numpy")) ? "NumPy, " : ""}${megabytes(loaded)} of ${megabytes(total)} MB`;
}

/**
 * @param {EventTarget & {state: EngineState, reason: string, asks?: boolean, slow?: boolean, start?: () => void, stop?: () => void}} [source] the page's engine
 * @returns {HTMLElement}
 */
export function status(source = engine) {
  const words = h("span");
  const progress = h("span", { class: "status-progress", "aria-hidden": "true" }); // a number that runs is nothing to read out
  const retry = again(() => source.start?.());
  const stop = h("button", { type: "button", class: "again status-stop" }, "Stop");
  stop.addEventListener("click", () => source.stop?.());
  const allow = again(() => source.start?.(), "Start Python");
  const root = h("p", { class: "status", "data-widget": "status", role: "status", tabindex: -1 }, h("span", { class: "status-dot", "aria-hidden": "true" }), h("span", {}, words, progress));
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  follow(root, arrivals, ["progress"], () => write(progress, underway(source.state)));
  follow(root, source, ["state"], () => {
    clearTimeout(timer);
    const { state, slow } = source;
    const failed = state === "failed";
    const asks = state === "recorded" && source.asks;
    const show = () => {
      attrs(root, { "data-state": state, "data-slow": slow, title: failed ? null : WORDS[state][1] });
      const more = failed && source.reason ? `. Python could not be started here: ${source.reason}.` : asks ? `. Python is ${megabytes(weight(PYTHON))} MB, and this connection is metered.` : "";
      write(words, slow ? SLOW : WORDS[state][0] + more);
      write(progress, underway(state));
      for (const [button, wanted] of /** @type {const} */ ([[retry, failed], [allow, asks], [stop, Boolean(slow)]])) {
        if (wanted) root.append(button);
        else if (button === document.activeElement) root.focus({ preventScroll: true }); // the button goes from under the reader
        if (!wanted) button.remove();
      }
    };
    // a run of a few milliseconds is not worth a flicker, or an announcement
    if (state === "busy" && !slow && root.dataset.state) timer = setTimeout(show, 400);
    else show();
  });
  return root;
}
