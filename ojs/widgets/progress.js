// ⑧ How far the reader is with the page's exercises: a link to each, and a button that forgets the answers.
import { answers } from "../answers.js";
import { attrs, follow, h, write } from "../dom.js";

const WORDS = /** @type {Record<string, string>} */ ({ solved: "solved", shown: "answer shown", wrong: "begun" });

/** An element with `.value` ({solved, of}). */
export function progress() {
  const links = h("ol", { class: "exercise-links" });
  const count = h("p", { class: "exercise-count" });
  const forget = h("button", { type: "button" }, "Forget my answers");
  const root = h("nav", { class: "exercise-progress", "data-widget": "progress", "aria-label": "Exercises" }, links, h("div", { class: "exercise-line" }, count, forget));
  forget.addEventListener("click", () => answers.forget());
  const value = { solved: 0, of: 0 };
  follow(root, answers, ["change"], () => {
    const all = [...document.querySelectorAll('[data-widget="exercise"]')];
    while (links.children.length > all.length) links.lastChild?.remove();
    all.forEach((exercise, at) => {
      const link = links.children[at]?.firstElementChild ?? links.appendChild(h("li", {}, h("a"))).firstElementChild;
      const state = /** @type {HTMLElement} */ (exercise).dataset.state ?? "open";
      const section = exercise.closest("section[id]") ?? exercise; // where its question stands
      if (link) write(link, String(at + 1));
      if (link) attrs(link, { href: `#${section.id}`, "data-state": state, "aria-label": `Exercise ${at + 1}${WORDS[state] ? `, ${WORDS[state]}` : ""}` });
    });
    value.solved = all.filter((exercise) => exercise.getAttribute("data-state") === "solved").length;
    value.of = all.length;
    write(count, all.length ? `${value.solved} of ${value.of} solved. Your answers stay in this browser.` : "");
    attrs(forget, { disabled: answers.kept.size === 0 });
    root.dispatchEvent(new Event("input", { bubbles: true }));
  });
  return Object.defineProperty(/** @type {any} */ (root), "value", { get: () => ({ ...value }) });
}
