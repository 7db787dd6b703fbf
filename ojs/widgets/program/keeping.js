// ⑧ The reader's own programs: kept under a name, opened, renamed, deleted, and brought back. They stay in this browser.
import { attrs, h, whileConnected } from "../../drawing/dom.js";
import { named, programs } from "../../share/programs.js";
import { menu } from "../menu.js";

/**
 * @typedef {object} Desk what the playground has open
 * @property {import("../said.js").Say} say
 * @property {{name: string, title: string, source: string, held: boolean}} current name: under which it is kept, "" where it is not
 * @property {(name: string) => string | null} known the text that was kept when it was opened
 * @property {(name: string, source: string) => void} kept
 * @property {(from: string, to: string) => void} renamed
 * @property {(name: string) => void} open
 */

/** @param {Desk} desk */
export function keeping(desk) {
  /** The one whose name is being changed. @type {string | null} */
  let renaming = null;
  const here = menu({ label: "Yours…", title: "Keep this program under a name, or open one that you kept", content: () => [form(), ...list()] });
  here.classList.add("keeping");

  /** @param {() => void} does */
  function attempt(does) {
    try {
      does();
    } catch (/** @type {any} */ error) {
      desk.say(error.message);
    }
  }
  /** @param {string} label @param {string} value @param {string} action @param {(name: string) => void} done */
  function asking(label, value, action, done) {
    const field = h("input", { type: "text", maxlength: 60, autocomplete: "off", spellcheck: "false" });
    field.value = value;
    const box = h("form", { class: "keeping-form" }, h("label", {}, label, field), h("button", { type: "submit" }, action));
    box.addEventListener("submit", (event) => {
      event.preventDefault();
      const name = named(field.value);
      if (name) attempt(() => done(name));
      else field.focus();
    });
    for (const type of ["input", "keydown"]) box.addEventListener(type, (event) => event.stopPropagation()); // it is none of the walkthrough's
    return box;
  }
  function form() {
    const { name, title, source, held } = desk.current;
    return asking("Name", name || title || programs.free("Program"), "Keep", (wanted) => {
      const known = wanted === name ? desk.known(name) : null;
      const there = programs.get(wanted);
      if (there && wanted !== name && there.source !== source && !confirmed(wanted)) return;
      const now = programs.keep(wanted, { source, ...(held && { held: /** @type {true} */ (true) }) }, confirmedName === wanted ? there?.source ?? null : known);
      confirmedName = null;
      desk.kept(now, source);
      here.close();
      desk.say(now === wanted ? `Kept as “${now}” in this browser.` : `Kept as “${now}”: another tab keeps another program as “${wanted}”.`);
    });
  }
  /** Asked once before another program is overwritten. @type {string | null} */
  let confirmedName = null;
  /** @param {string} name */
  function confirmed(name) {
    if (confirmedName === name) return true;
    confirmedName = name;
    desk.say(`“${name}” is another program of yours. Press Keep once more to put this one in its place.`);
    return false;
  }
  /** @param {string} name */
  function row(name) {
    if (renaming === name) {
      return h("li", {}, asking("New name", name, "Rename", (to) => {
        renaming = null;
        desk.renamed(name, programs.rename(name, to));
        here.refresh();
      }));
    }
    /** @param {string} kind @param {string} words @param {() => void} press @param {string} [label] */
    const button = (kind, words, press, label) => {
      const one = h("button", { type: "button", class: kind, "aria-label": label }, words);
      one.addEventListener("click", () => attempt(press));
      return one;
    };
    const current = desk.current.name === name;
    return h("li", {}, attrs(button("menu-choice keeping-name", name, () => { here.close(); desk.open(name); }), { "aria-current": current ? "true" : null }),
      button("keeping-small", "Rename", () => { renaming = name; here.refresh(); /** @type {HTMLElement | null} */ (here.querySelector("li input"))?.focus(); }, `Rename ${name}`),
      button("keeping-small", "Delete", () => {
        const gone = programs.remove(name);
        here.refresh();
        if (gone) desk.say(`“${name}” is deleted.`, { label: "Undo", press: () => attempt(() => { programs.keep(name, gone); }) });
      }, `Delete ${name}`));
  }
  function list() {
    programs.read();
    const { names } = programs;
    return names.length ? [h("ul", { class: "keeping-list", "aria-label": "Your programs" }, ...names.map(row))] : [h("p", { class: "keeping-none" }, "What you keep stays in this browser, and is listed here.")];
  }
  whileConnected(here, () => {
    const read = () => {
      programs.read();
      programs.dispatchEvent(new Event("change"));
      if (here.querySelector("[aria-expanded=true]")) here.refresh();
    };
    addEventListener("storage", read);
    return () => removeEventListener("storage", read);
  });
  return here;
}
