// ⑧ What stands above a graph too large to see at once: how much of it is folded, what is open, where something is, and how near one looks.
import { attrs, h, write } from "../../drawing/dom.js";
import { namesAt } from "../../trace/groups/folding.js";
import { around } from "../../trace/groups/groups.js";
import { sortOf, titleOf } from "../../trace/groups/titles.js";
import { menu } from "../menu.js";

/** So many steps of the way to what was opened last have a button of their own. */
const MOST_CRUMBS = 4;

/** @typedef {ReturnType<typeof import("./graph-folding.js").createFolding>} Folds */

/**
 * @param {{fold: (height: number) => void, close: (group: number) => void, point: (group: number | null) => void, follow: () => void, zoom: (factor: number) => void, fit: () => void}} does
 *   close and point: of one group
 */
export function graphTools(does) {
  const levels = h("div", { class: "graph-tools-set", role: "group", "aria-label": "How much is folded" });
  const opened = h("div", { class: "graph-tools-opened", role: "group", "aria-label": "What is open" });
  const told = h("span", { class: "graph-tools-told", role: "status" });
  const count = h("span", { class: "graph-tools-count" });
  /** @param {string} text @param {string} title @param {() => void} press */
  const button = (text, title, press) => {
    const one = h("button", { type: "button", title, "aria-label": title }, text);
    one.addEventListener("click", press);
    return one;
  };
  const follow = button("Follow", "Follow the step: open what it is in, and close what it has left", does.follow);
  const percent = h("span", { class: "graph-tools-percent" });
  const zoom = h("div", { class: "graph-tools-set", role: "group", "aria-label": "Zoom" },
    count, button("−", "Zoom out", () => does.zoom(0.8)), percent, button("+", "Zoom in", () => does.zoom(1.25)), button("Fit", "Fit: show all of the graph", does.fit));
  const places = h("div", { class: "graph-tools-set graph-tools-places" }, follow);
  /** What there is no room for on a phone. */
  const more = menu({ label: "Show", title: "How much of the graph is folded", content: () => [
    ...choices.map((one) => ({ label: one.title, checked: one.getAttribute("aria-pressed") === "true", press: () => one.click() })),
    { label: "Follow the step", checked: follow.getAttribute("aria-pressed") === "true", press: does.follow },
    { label: "Fit: show all of the graph", press: does.fit },
  ] });
  more.classList.add("graph-tools-more");
  const element = h("div", { class: "graph-tools" }, levels, more, places, zoom, h("div", { class: "graph-tools-over" }, opened, told));
  /** @type {HTMLButtonElement[]} */
  let choices = [];
  let built = "";

  return {
    element,
    /** Where something else has its place. @param {HTMLElement} tool */
    add: (tool) => places.append(tool),
    /** @param {Folds} folds */
    build({ groups, state }) {
      const heights = state.levels;
      const names = heights.map((height) => {
        if (height === 0) return { text: "operation", title: "Fold nothing: show every operation" };
        const { calls, names: found } = namesAt(groups, state.heights, height, (group) => sortOf(groups, group));
        return { text: found.slice(0, 2).join(", ") || "part", title: `Fold every ${calls ? "call of " : ""}${found.slice(0, 4).join(", ") || "part"}` };
      });
      const said = JSON.stringify([heights, names]);
      if (said === built) return;
      built = said;
      const pressed = choices.find((one) => one === document.activeElement)?.dataset.level;
      choices = heights.map((height, i) => {
        const one = button(names[i].text, names[i].title, () => does.fold(height));
        one.dataset.level = String(height);
        return one;
      });
      levels.replaceChildren(...choices);
      levels.hidden = heights.length < 2;
      if (pressed !== undefined) choices.find((one) => one.dataset.level === pressed)?.focus({ preventScroll: true }); // Python was ready just then
    },
    /** @param {Folds} folds @param {ArrayLike<string>} nodeNames @param {number} shown how many things are drawn @param {number | null} last the group that was opened last @param {string} closed what closed for it */
    paint({ groups, state, following }, nodeNames, shown, last, closed) {
      for (const one of choices) attrs(one, { "aria-pressed": String(state.isLevel(Number(one.dataset.level))) });
      attrs(follow, { "aria-pressed": String(following) });
      follow.hidden = groups.count === 1;
      const path = last === null ? [] : around(groups, last).filter((group) => state.open[group]).reverse().slice(-MOST_CRUMBS);
      opened.replaceChildren(...path.flatMap((group, i) => {
        const label = titleOf(groups, group, nodeNames);
        const chip = button(`${label} ×`, `Fold ${label} again`, () => does.close(group));
        for (const [on, off] of [["pointerenter", "pointerleave"], ["focus", "blur"]]) {
          chip.addEventListener(on, () => does.point(group));
          chip.addEventListener(off, () => does.point(null));
        }
        return i ? [h("span", { "aria-hidden": "true" }, "›"), chip] : [chip];
      }));
      const all = `${shown.toLocaleString("en")} of ${groups.nodes.toLocaleString("en")}`;
      write(count, `${all} nodes drawn`);
      write(told, closed && `${closed[0].toUpperCase()}${closed.slice(1)}.`);
    },
    /** @param {number} scale */
    zoomed: (scale) => write(percent, `${Math.round(scale * 100)} %`),
  };
}
