// ⑧ The theme's colours for what CSS cannot reach (canvas, charts): read from styles/_diagram-variables.scss.

/** @typedef {{forward: string, backward: string, text: string, muted: string, surface: string, edge: string, font: string}} Theme */

const VARIABLES = /** @type {const} */ ({
  forward: "--forward",
  backward: "--backward",
  text: "--diagram-node-text",
  muted: "--diagram-muted-text",
  surface: "--diagram-bg",
  edge: "--diagram-edge",
  font: "--diagram-font",
});

/** The values now. @param {Element} [element] @returns {Theme} */
export function theme(element = document.documentElement) {
  const style = getComputedStyle(element);
  const read = Object.entries(VARIABLES).map(([name, variable]) => [name, style.getPropertyValue(variable).trim()]);
  return /** @type {Theme} */ (Object.fromEntries(read));
}

/** Calls back when the reader switches between light and dark. @param {() => void} changed @returns {() => void} to stop */
export function onThemeChange(changed) {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["class", "data-bs-theme"] });
  if (document.body) observer.observe(document.body, { attributes: true, attributeFilter: ["class"] });
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", changed);
  return () => {
    observer.disconnect();
    scheme.removeEventListener("change", changed);
  };
}
