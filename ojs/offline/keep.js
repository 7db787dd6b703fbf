// ⑨ “Keep this site for offline”: how large it is, how much of it is here, and a way to let it go again.
import { h, write } from "../drawing/dom.js";
import { tell } from "./telling.js";

const NONE = "This browser keeps nothing for this site here: perhaps the window is a private one, or storage is switched off. Pages work as ever, with a network.";
const megabytes = (/** @type {number} */ bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

/** @param {HTMLElement} place @param {ServiceWorkerRegistration | null} registration */
export async function keepControl(place, registration) {
  const said = h("p", { role: "status" });
  const bar = h("progress", { max: 1, value: 0, "aria-label": "How much of the site is here", hidden: true });
  const keep = h("button", { type: "button" }, "Keep this site for offline");
  const forget = h("button", { type: "button", hidden: true }, "Remove it");
  place.replaceChildren(said, bar, h("p", {}, keep, " ", forget));
  place.hidden = false;
  if (!registration) {
    keep.disabled = true;
    write(said, NONE);
    return;
  }
  const worker = async () => (await navigator.serviceWorker.ready).active;
  /** @param {{here: number, total: number, kept: boolean}} state */
  const show = ({ here, total, kept }) => {
    bar.hidden = true;
    keep.hidden = kept;
    keep.disabled = false;
    forget.hidden = !kept;
    write(said, kept
      ? `The whole site, ${megabytes(total)} with Python and NumPy, is kept in this browser. It opens without a network.`
      : `The whole site, with Python and NumPy, is ${megabytes(total)}; ${megabytes(here)} of it are here from what you have read.`);
  };
  keep.addEventListener("click", async () => {
    keep.disabled = true;
    bar.hidden = false;
    try {
      await navigator.storage?.persist?.(); // some browsers ask the reader, others remember it by themselves
      const state = await tell(await worker(), { type: "keep" }, ({ here, total }) => {
        bar.value = here / total;
        write(said, `${megabytes(here)} of ${megabytes(total)} …`);
      });
      show(state);
      forget.focus();
    } catch (/** @type {any} */ error) {
      bar.hidden = true;
      keep.disabled = false;
      write(keep, "Try again");
      write(said, `Not all of it came: ${error.message}.`);
    }
  });
  forget.addEventListener("click", async () => {
    show(await tell(await worker(), { type: "forget" }));
    keep.focus();
  });
  show(await tell(await worker(), { type: "state" }));
}
