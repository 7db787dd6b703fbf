// ⑨ page: the part of Observable's standard library that asks no other origin for anything (esbuild puts it in the place of the whole library).
import * as DOM from "observable-stdlib/dom/index.js";
import * as Generators from "observable-stdlib/generators/index.js";
import {html} from "observable-stdlib/html.js";
import {Mutable} from "observable-stdlib/mutable.js";
import {now} from "observable-stdlib/now.js";
import * as Promises from "observable-stdlib/promises/index.js";
import {svg} from "observable-stdlib/svg.js";

// `width` is the width of the text column, as in Quarto, not of the window.
function width() {
  return Generators.observe((/** @type {(width: number) => number} */ change) => {
    const main = document.querySelector("main") ?? document.body;
    let known = change(main.clientWidth);
    const resized = () => {
      if (main.clientWidth !== known) change((known = main.clientWidth));
    };
    window.addEventListener("resize", resized);
    return () => window.removeEventListener("resize", resized);
  });
}

export class Library {
  constructor() {
    Object.assign(this, {
      DOM,
      Generators,
      Promises,
      Mutable: () => Mutable,
      html: () => html,
      now,
      svg: () => svg,
      width
    });
  }
}

// The runtime names it; no page attaches files (subset.py refuses FileAttachment).
export const FileAttachments = () => undefined;
