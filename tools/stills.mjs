// Build side: every widget of every page as a picture, for pages whose scripts do not run. Drawn by the widgets themselves, from what is in assets/.
//
//   node tools/stills.mjs OUT PAGE…       each block of OJS → OUT/<sum of its code>.html, which tools/stills.lua puts into the pages;
//                                         what could not be drawn, and why → OUT/missing.txt
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import "./stills/browser.mjs";

const library = await import("../ojs/index.js");
const { cellsOf } = await import("./stills/cells.mjs");
const { still } = await import("./stills/still.mjs");

/** The same in tools/stills.lua: options and white space are not part of it. @param {string} code */
const sum = (code) => createHash("sha1").update(code.replace(/\/\/\|[^\n]*/g, "").replace(/[ \t\r\n\f\v]+/g, "")).digest("hex");

/** No two pictures of a page, and no picture and its widget, may have an id in common. @param {string} html @param {string} key */
const apart = (html, key) => html.replace(/ id="/g, `$&still-${key}-`).replace(/url\(#/g, `$&still-${key}-`);

/** Nobody sees a hundredth of a pixel. @param {string} html */
const shorter = (html) => html.replace(/ (?:d|transform|points|[xy][12]?|c[xy]|r|width|height)="[^"]+"/g, (attribute) => attribute.replace(/(\.\d\d)\d+/g, "$1"));

const [out, ...pages] = process.argv.slice(2);
/** @type {string[]} */
const missing = [];
/** @type {Map<string, string>} */
const drawn = new Map();
for (const page of pages) {
  document.body.replaceChildren();
  /** @param {number} line @param {() => Promise<void>} act */
  const attempt = async (line, act) => {
    try {
      await act();
    } catch (error) {
      missing.push(`${page}, line ${line}: ${error instanceof Error ? error.message : error}`);
    }
  };
  /** @type {{code: string, line: number, root: HTMLElement}[]} */
  const widgets = [];
  for (const { code, line, value } of cellsOf(readFileSync(page, "utf8"), library)) {
    await attempt(line, async () => {
      const root = await value();
      if (!(root instanceof HTMLElement)) return;
      document.body.append(root);
      widgets.push({ code, line, root });
    });
  }
  for (const { code, line, root } of widgets) {
    await attempt(line, async () => {
      const key = sum(code);
      const html = shorter(apart((await still(root)).outerHTML, key.slice(0, 6)));
      if ((drawn.get(key) ?? html) !== html) throw new Error("another page has the same cell, and it shows something else: write one of them differently");
      drawn.set(key, html);
    });
  }
}
mkdirSync(out, { recursive: true });
for (const [key, html] of drawn) writeFileSync(join(out, `${key}.html`), `${html}\n`);
writeFileSync(join(out, "missing.txt"), missing.map((text) => `${text}\n`).join(""));
process.exit(); // a widget's timers need not run out
