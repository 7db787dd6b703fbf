// ⑧ What a program printed, also before it failed; of very much the beginning, and how much is missing. Nothing where nothing was printed.
import { attrs, h, scrollable, write } from "../../drawing/dom.js";

/** @typedef {{output?: string, cut?: number}} Printed */

/** "" where all of it is there. @param {Printed} printed */
export const missing = ({ cut = 0 }) => (cut > 0 ? `… and ${cut.toLocaleString("en")} more ${cut === 1 ? "character" : "characters"}, too many to show.` : "");

/**
 * An element with `.show({output, cut})`; `another`: by another program, which need not be as high as what was shown before.
 * @returns {HTMLElement & {show: (printed: Printed, another?: boolean) => void}}
 */
export function printed() {
  const label = h("p", { class: "printed-label" });
  const text = h("code");
  const box = h("pre", {}, text);
  const rest = h("p", { class: "printed-rest" });
  // how much there is, not what: a screen reader would read all of it, after every move of a slider
  const count = h("p", { class: "sg-hidden", role: "status" });
  const root = h("div", { class: "printed", "data-widget": "printed" }, label, box, rest, count);
  let most = 0; // lines: a slider that makes a program print less moves nothing
  scrollable(box, "What the program prints");
  return Object.assign(root, {
    /** @param {Printed} what @param {boolean} [another] */
    show(what, another = false) {
      const said = (what.output ?? "").replace(/\n+$/, "");
      const lines = said === "" ? 0 : said.split("\n").length;
      most = another ? lines : Math.max(most, lines);
      attrs(root, { "data-empty": most === 0 });
      write(label, lines > 0 ? "It prints" : "It prints nothing");
      write(text, said);
      box.style.setProperty("--lines", String(most));
      write(rest, missing(what));
      rest.hidden = !what.cut;
      write(count, lines === 0 ? "" : `It printed ${lines === 1 ? "one line" : `${lines} lines`}.`);
    },
  });
}
