// ⑧ The widgets' stylesheet lies beside the bundle and is loaded once, unless the page links it already.

/** @param {string} base the bundle's own address */
export function loadStyles(base) {
  if (!globalThis.document) return;
  const href = new URL("./index.css", base).href;
  const linked = [...document.querySelectorAll("link")].some((link) => link.rel === "stylesheet" && link.href === href);
  if (linked) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  document.head.prepend(link); // before the page's own styles, so that those win
}
