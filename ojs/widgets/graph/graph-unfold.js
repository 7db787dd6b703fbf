// ⑧ Opening and closing what is folded, by whichever way the reader asks for it: a card, the tools, a search, or the step that is followed.
import { attrs } from "../../drawing/dom.js";
import { titleOf } from "../../trace/groups/titles.js";
import { graphSearch } from "./graph-search.js";
import { graphTools } from "./graph-tools.js";

/**
 * @param {import("../../trace/walk.js").Walk} walk
 * @param {import("./graph-view.js").View} view
 * @param {{zoom: (factor: number) => void, fit: () => void, look: (id: number) => void, hold: (id: number) => void}} does look: a node comes into sight; hold: it stays where it is in the next drawing
 */
export function unfolding(walk, view, { zoom, fit, look, hold }) {
  const { folding, root } = view;
  /** What was opened last. @type {number | null} */
  let last = null;
  /** What closed for it, in words. */
  let closed = "";
  const tools = graphTools({
    fold: (height) => {
      folding.fold(height);
      [last, closed] = [null, ""];
      view.rebuild();
    },
    close: (group) => close(group),
    point: (group) => { for (const { element, one } of view.nodes) attrs(element, { "data-member": group !== null && (one.path.includes(group) || one.group === group) }); },
    follow: () => {
      folding.following = !folding.following;
      if (folding.following) folding.follow();
      view.rebuild();
    },
    zoom,
    fit,
  });

  /** To what the step is about, if that is in a group; else to the first node of it. @param {number} group */
  function focus(group) {
    const inside = view.nodes.filter(({ one }) => one.group === group || one.path.includes(group));
    const matters = folding.owner(walk.state.receiver ?? walk.state.node);
    const found = inside.find(({ one }) => one.id === matters) ?? inside[0];
    found?.element.focus({ preventScroll: true });
    if (found) look(found.one.id);
  }
  /** @param {number[]} others */
  function told(others) {
    const names = others.slice(0, 2).map((group) => titleOf(folding.groups, group, walk.names)).join(", ");
    return others.length ? `${names}${others.length > 2 ? ` and ${others.length - 2} more` : ""} closed to make room` : "";
  }
  /** @param {number} group @param {boolean} [focused] with the focus on what is in it */
  function open(group, focused = true) {
    const thing = view.nodes.find(({ one }) => one.group === group);
    if (thing) hold(thing.one.id);
    const others = folding.open(group);
    if (others) last = group;
    closed = others ? told(others) : "There is no room to open it: close something first";
    view.rebuild(focused ? () => focus(group) : undefined);
  }
  /** @param {number} group @param {boolean} [focused] */
  function close(group, focused = true) {
    folding.close(group);
    closed = "";
    view.rebuild(focused ? () => focus(group) : undefined);
  }
  /** Folds the group that a node is in. @param {import("../../trace/groups/cut.js").Drawable} one @param {boolean} [focused] */
  function closeAround(one, focused) {
    const group = folding.around(one);
    if (group === undefined) return;
    hold(one.id);
    close(group, focused);
  }
  /** Brings what was found to the reader. @param {import("../../trace/search.js").Hit} hit */
  function find({ node, group, step }) {
    if (step !== undefined) walk.set(step);
    folding.update();
    const at = node ?? (group === undefined ? walk.state.receiver ?? walk.state.node : null);
    const { home, parent } = folding.groups;
    const outer = at !== null ? home[at] : group !== undefined ? parent[group] : 0;
    closed = told(at !== null ? folding.reveal(at) : (outer > 0 && folding.open(outer)) || []);
    last = outer > 0 ? outer : null;
    view.rebuild(() => {
      if (at !== null) view.go(at);
      else if (group !== undefined) focus(group);
    });
  }
  const finder = graphSearch(walk, { groups: () => folding.groups, go: find });
  tools.add(finder.element);
  root.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || tools.element.hidden || (event.target instanceof Element && event.target.matches("input, textarea, select"))) return;
    event.preventDefault();
    finder.focus();
  });

  return {
    tools,
    open,
    close,
    closeAround,
    /** Another drawing. */
    built() {
      if (last !== null && !folding.state.open[last]) last = null;
      tools.build(folding);
      tools.paint(folding, walk.names, view.nodes.length, last, closed);
    },
  };
}
