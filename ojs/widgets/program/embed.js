// ⑧ In a frame of somebody else's page: the walkthrough alone, a way to all of it, and its height told to that page.
import { h, whileConnected } from "../../drawing/dom.js";
import { home, playgroundPage } from "../../share/place.js";

/** What the page around is told, whenever the height changes: {type: "stepgrad:height", height: 730}, in CSS pixels. */
const TYPE = "stepgrad:height";

/** @param {HTMLElement} root */
export function embed(root) {
  const way = h("a", { href: playgroundPage().href, target: "_blank", rel: "noopener" }, "Open in the playground");
  root.append(h("p", { class: "embed-foot" }, h("a", { href: home().href, target: "_blank", rel: "noopener" }, "stepgrad"), " · ", way));
  const address = () => { way.href = `${playgroundPage().href}${location.hash || (new URLSearchParams(location.search).get("embed") ? `#example=${new URLSearchParams(location.search).get("embed")}` : "")}`; };
  address();
  let told = 0;
  function tell() {
    const height = Math.ceil((root.closest("main") ?? root).getBoundingClientRect().bottom + scrollY);
    if (height === told || parent === window) return;
    told = height;
    parent.postMessage({ type: TYPE, height }, "*"); // whoever it is: nothing in it is a secret
  }
  whileConnected(root, () => {
    const observer = new ResizeObserver(tell);
    observer.observe(root);
    addEventListener("hashchange", address);
    return () => {
      observer.disconnect();
      removeEventListener("hashchange", address);
    };
  });
}
