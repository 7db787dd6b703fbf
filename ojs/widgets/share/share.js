// ⑧ A walkthrough at this step, for somebody else: a link, or a frame for a page of their own. What makes them is loaded when the menu opens.
import { h } from "../../drawing/dom.js";
import { menu } from "../menu.js";
import { sayer } from "../said.js";

/** @typedef {import("../program/walkthrough.js").Host} Host @typedef {import("../../trace/walk.js").Walk} Walk */

const FAILED = "A part of this site did not load. Try it once more.";

/** @type {import("../program/walkthrough.js").Tool} */
export function shareTool(walk, host) {
  if (globalThis.document?.documentElement.hasAttribute("data-standalone")) return null; // it has no address
  const say = sayer(host.root);
  let sharing = /** @type {any} */ (null);
  /** @returns {Promise<typeof import("./sharing.js")>} */
  const load = () => (sharing = import("./sharing.js"));

  /** @param {(sharing: Awaited<ReturnType<typeof load>>) => Promise<string>} make @param {string} done @param {string} what it is */
  async function copy(make, done, what) {
    try {
      const text = await make(await sharing);
      await navigator.clipboard.writeText(text).then(() => say(done), () => field(text, what));
    } catch (/** @type {any} */ error) {
      say(error instanceof TypeError ? FAILED : error.message);
    }
  }
  /** Where nothing may be written to the clipboard, it is there to be taken by hand. @param {string} text @param {string} what */
  function field(text, what) {
    const box = h("textarea", { readonly: true, rows: 4, "aria-label": what }, text);
    const close = h("button", { type: "button" }, "Close");
    const panel = h("div", { class: "share-field", popover: "auto", role: "dialog", "aria-label": what }, h("p", {}, `${what}: copy it from here.`), box, close);
    close.addEventListener("click", () => panel.hidePopover());
    panel.addEventListener("toggle", (event) => { if (/** @type {ToggleEvent} */ (event).newState === "closed") panel.remove(); });
    host.root.append(panel);
    panel.showPopover();
    box.focus();
    box.select();
  }
  const system = typeof globalThis.navigator?.share === "function" && globalThis.matchMedia?.("(pointer: coarse)").matches;
  return menu({
    label: "Share…", title: "Share this step",
    content() {
      load();
      return [
        { label: "Copy link to this step", title: "The program, its inputs, the step and what is folded, in an address", press: () => { copy((one) => one.linkTo(walk, host), "Link copied.", "Link to this step"); } },
        { label: "Copy code to embed", title: "A frame for a page of your own", press: () => { copy((one) => one.frameOf(walk, host), "Code copied: paste it into the source of your page.", "Code to embed"); } },
        ...(system ? [{ label: "Send link…", press: () => { load().then((one) => one.linkTo(walk, host)).then((url) => navigator.share({ url })).catch((error) => { if (error.name !== "AbortError") say(error.message); }); } }] : []),
      ];
    },
  });
}
