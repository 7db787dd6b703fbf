// ⑧ Whether what one sees was recorded or is computed now, in plain words; and where Python did not start, why, and a way to try again.
import { engine } from "../../engine/client.js";
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

/**
 * @param {EventTarget & {state: EngineState, reason: string, start?: () => void}} [source] the page's engine
 * @returns {HTMLElement}
 */
export function status(source = engine) {
  const words = h("span");
  const retry = again(() => source.start?.());
  const root = h("p", { class: "status", "data-widget": "status", role: "status", tabindex: -1 }, h("span", { class: "status-dot", "aria-hidden": "true" }), words);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  follow(root, source, ["state"], () => {
    clearTimeout(timer);
    const { state } = source;
    const failed = state === "failed";
    const show = () => {
      attrs(root, { "data-state": state, title: failed ? null : WORDS[state][1] });
      write(words, failed && source.reason ? `${WORDS[state][0]}. Python could not be started here: ${source.reason}.` : WORDS[state][0]);
      if (failed) words.after(retry);
      else if (retry === document.activeElement) root.focus({ preventScroll: true }); // the button goes from under the reader
      if (!failed) retry.remove();
    };
    // a run of a few milliseconds is not worth a flicker, or an announcement
    if (state === "busy" && root.dataset.state) timer = setTimeout(show, 400);
    else show();
  });
  return root;
}
