// ⑧ What the doctor found, as marks in the program's gutter and on the steps: a press goes to the step where it happened.
import { attrs, follow, h, whileConnected } from "../../drawing/dom.js";
import { marksOf, sentenceOf } from "../../trace/marks.js";
import { goTo, pressed, sign } from "./findings.js";

/** @typedef {import("../../trace/walk.js").Walk} Walk @typedef {import("../../trace/marks.js").Mark} Mark */

/** More ticks than this are one line. */
const MOST_TICKS = 200;

/** @param {Mark[]} marks */
const told = (marks) => marks.map(({ finding }) => sentenceOf(finding)).join("\n");

/**
 * Marks the lines of the program and the steps of a walkthrough. @param {Walk} walk @param {HTMLElement} root
 * @param {import("../steps/step-control.js").Track | undefined} track what lies over the line of steps
 */
export function findingMarks(walk, root, track) {
  const code = h("div", { class: "code-marks" });

  function lines() {
    const found = walk.error ? new Map() : marksOf(walk.trace).lines;
    if (found.size === 0) return code.remove();
    const editor = /** @type {import("../editor/editor.js").Editor | null} */ (root.querySelector(".editor"));
    const rows = [...root.querySelectorAll(".code-line")].filter((row) => row.getClientRects().length > 0);
    const host = editor ?? rows[0]?.closest("pre"); // over what is written, where a button has no place; or among the lines
    if (!host) return code.remove();
    if (code.parentElement !== host) host.append(code);
    const origin = code.getBoundingClientRect().top;
    const at = code.contains(document.activeElement) ? document.activeElement?.getAttribute("data-line") : null;
    code.replaceChildren(...[...found].flatMap(([line, marks]) => {
      const top = editor ? editor.top(line) : rows[line - 1]?.getBoundingClientRect().top;
      if (top === undefined) return [];
      const press = pressed(walk, marks.map((/** @type {Mark} */ { finding }) => finding));
      const mark = h(press ? "button" : "span", { ...(press ? { type: "button" } : { role: "img" }), class: "code-mark", title: told(marks), "data-line": line, "aria-label": `Line ${line}: ${told(marks)}` }, sign());
      mark.style.top = `${top - origin}px`;
      if (press) mark.addEventListener("click", () => press(mark));
      return [mark];
    }));
    if (at) /** @type {HTMLElement | null} */ (code.querySelector(`[data-line="${at}"]`))?.focus({ preventScroll: true });
  }

  /** For the pointer: the same is said, for everybody, in the list of findings. */
  function steps() {
    if (!track) return;
    const inside = [...marksOf(walk.trace).steps].filter(([step]) => step >= walk.min && step <= walk.max);
    const main = inside.filter(([, marks]) => marks.some((one) => one.main));
    track.element.replaceChildren(...(inside.length > MOST_TICKS ? main : inside).map(([step, marks]) => {
      const is = marks.some((one) => one.main);
      const mark = is ? h("button", { type: "button", class: "step-mark", tabindex: -1, title: `Step ${step}: ${told(marks)}` }, sign()) : h("span", { class: "step-mark", "data-way": true });
      mark.style.left = `${track.place(step)}%`;
      if (is) mark.addEventListener("click", () => goTo(walk, step));
      return mark;
    }));
    attrs(track.element, { "aria-hidden": "true" });
  }

  let waits = false;
  /** When all that follows the walk has been drawn. */
  function soon() {
    if (waits || !root.isConnected) return;
    waits = true;
    requestAnimationFrame(() => {
      waits = false;
      lines();
    });
  }
  follow(root, walk, ["trace", "error", "pass"], () => { soon(); steps(); });
  whileConnected(root, () => {
    const stop = track?.changed(steps);
    soon();
    const observer = new ResizeObserver(soon);
    for (const one of [root, ...root.querySelectorAll(".code-view, .editor")]) observer.observe(one);
    /** @param {Event} event */
    const scrolled = (event) => { if (event.target instanceof Element && event.target.matches(".editor-text, .cm-scroller")) soon(); };
    root.addEventListener("scroll", scrolled, { capture: true, passive: true });
    return () => {
      stop?.();
      observer.disconnect();
      root.removeEventListener("scroll", scrolled, { capture: true });
    };
  });
}
