// ⑧ How far the reader is with the page's exercises: a link to each, by level, the next one to do, and a button that forgets the answers.
import { answers } from "../../exercises/answers.js";
import { attrs, follow, h, write } from "../../drawing/dom.js";

const WORDS = /** @type {Record<string, string>} */ ({ solved: "solved", shown: "answer shown", wrong: "not right yet" });
const MARKS = /** @type {Record<string, string>} */ ({ solved: "✓", shown: "◦", wrong: "✗" });

/** The heading of a section. @param {Element | null | undefined} section */
const heading = (section) => section?.querySelector("h2, h3, h4, h5")?.textContent?.trim() ?? "";

/** An exercise of the page, by its widget. @param {Element} widget @param {number} at */
function entry(widget, at) {
  const section = widget.closest("section[id]") ?? widget; // where its question stands
  const state = /** @type {HTMLElement} */ (widget).dataset.state ?? "open";
  return { state, href: `#${section.id}`, number: String(at + 1), title: heading(section), level: heading(section.parentElement?.closest("section[id]")) };
}

const EXERCISES = '[data-widget="exercise"], .code-exercise[data-name]';

/** Inside an exercise: a link to the one after it. */
export function onward() {
  const words = h("span");
  const link = h("a", { class: "exercise-next" }, words);
  follow(link, answers, ["change"], () => {
    const all = [...document.querySelectorAll(EXERCISES)];
    const here = all.findIndex((widget) => widget.contains(link));
    const next = here >= 0 && here + 1 < all.length ? entry(all[here + 1], here + 1) : null;
    link.hidden = !next;
    attrs(link, { href: next?.href });
    write(words, next ? `Next: ${next.title}` : "");
  });
  return link;
}

/** An element with `.value` ({solved, of, next}): next is the title of the first exercise that is not done. */
export function progress() {
  const levels = h("div", { class: "exercise-levels" });
  const count = h("p", { class: "exercise-count", role: "status" });
  const following = h("a", { class: "exercise-next" });
  const forget = h("button", { type: "button" }, "Forget my answers");
  const root = h("nav", { class: "exercise-progress", "data-widget": "progress", "aria-label": "Exercises" }, levels, h("div", { class: "exercise-line" }, following, forget), count);
  forget.addEventListener("click", () => answers.forget());
  let value = { solved: 0, of: 0, next: "" };
  let drawn = "";

  /** @param {ReturnType<typeof entry>[]} all */
  function draw(all) {
    const names = [...new Set(all.map(({ level }) => level))];
    levels.replaceChildren(...names.map((name) => {
      const links = all.filter(({ level }) => level === name).map(({ href, number, title }) => h("li", {}, h("a", { href, title, "data-number": number })));
      return h("div", { class: "exercise-level" }, h("p", {}, name), h("ol", { class: "exercise-links", "aria-label": name }, ...links));
    }));
  }

  follow(root, answers, ["change"], () => {
    const all = [...document.querySelectorAll(EXERCISES)].map(entry);
    const shape = JSON.stringify(all.map(({ href, title, level }) => [href, title, level]));
    if (shape !== drawn) draw(all);
    drawn = shape;
    const next = all.find(({ state }) => state !== "solved" && state !== "shown");
    const links = levels.querySelectorAll("a");
    all.forEach((one, at) => {
      write(links[at], MARKS[one.state] ? `${one.number} ${MARKS[one.state]}` : one.number);
      attrs(links[at], { "data-state": one.state, "data-next": one === next, "aria-label": `Exercise ${one.number}: ${one.title}${WORDS[one.state] ? `, ${WORDS[one.state]}` : ""}` });
    });
    value = { solved: all.filter(({ state }) => state === "solved").length, of: all.length, next: next?.title ?? "" };
    following.hidden = !next;
    if (next) attrs(following, { href: next.href });
    write(following, next ? `Next: ${next.number}. ${next.title}` : "");
    const finished = all.length > 0 && !next ? " Nothing is left to do: well done." : "";
    write(count, all.length ? `${value.solved} of ${value.of} solved.${finished} Your answers stay in this browser.` : "");
    attrs(forget, { "aria-disabled": answers.kept.size === 0 ? "true" : null }); // disabled, it would drop the focus of who presses it
    root.dispatchEvent(new Event("input", { bubbles: true }));
  });
  return Object.defineProperty(/** @type {any} */ (root), "value", { get: () => ({ ...value }) });
}
