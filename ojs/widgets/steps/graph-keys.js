// ⑧ The keys of a walkthrough's graph, wherever in the walkthrough the focus is.

const NEARER = 1.25;

/** @param {import("../../trace/walk.js").Walk} walk @param {import("../graph/graph-view.js").View} view @returns {import("./keys.js").Bound[]} */
export function graphKeys(walk, view) {
  const there = () => view.svg.checkVisibility() && view.nodes.length > 0;
  return [
    { key: "Tab", there },
    { key: "Enter", there },
    { key: "Backspace", there: () => view.folding.groups.count > 1 },
    { key: "+ =", there, run: () => view.zoom.set(view.zoom.scale * NEARER) },
    { key: "- −", there, run: () => view.zoom.set(view.zoom.scale / NEARER) },
    { key: "0", there, run: () => view.zoom.fit() },
    { key: "Escape", there, run: () => letGo(walk) },
  ];
}

/** Tools and fields that have a key, by what they are: they are pressed, or written in, as long as they are to be seen. @type {Record<string, string>} */
const PRESSED = {
  Q: ".walkthrough-tools .predict-switch", W: ".walkthrough-tools .menu-button[title^='See what a mistake']",
  "/": ".graph-search-field", N: ".graph-card input[id^='card-nudge']",
};

/** @param {HTMLElement} root @returns {import("./keys.js").Bound[]} */
export function toolKeys(root) {
  return Object.entries(PRESSED).map(([key, selector]) => {
    const found = () => [.../** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(selector))].find((one) => one.checkVisibility());
    return { key, there: () => found() !== undefined, run: () => { const one = found(); if (one instanceof HTMLInputElement) one.focus(); else one?.click(); } };
  });
}

/** Of the last thing that is held. @param {import("../../trace/walk.js").Walk} walk */
function letGo(walk) {
  if (walk.only) walk.follow(null);
  else if (walk.pinned !== null) walk.pin(null);
  else if (walk.hovered !== null) walk.hover(null);
  else return false;
  return true;
}
