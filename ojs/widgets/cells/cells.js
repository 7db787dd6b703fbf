// ⑧ The cells of a page: what runs and changes them comes with the first press, or at once where the reader has left something before.
import { hasKept } from "./kept.js";

/** @type {Promise<ReturnType<typeof import("./page.js").cellsPage>> | undefined} */
let coming;
const page = () => (coming ??= import("./page.js").then(({ cellsPage }) => cellsPage()).catch((error) => { coming = undefined; throw error; }));

/** What the press of a button does, once it can. @param {Event} event */
function press({ target }) {
  const button = target instanceof Element ? target.closest(".cell-bar > button") : null;
  if (button instanceof HTMLButtonElement) page().then(({ press: does }) => does(button), () => { button.title = "This did not come; try again"; });
}

document.addEventListener("click", press);
for (const type of ["pointerover", "focusin"]) document.addEventListener(type, ({ target }) => { if (target instanceof Element && target.closest(".cell-bar")) page().catch(() => {}); }, { passive: true });
if (hasKept()) page().catch(() => {});
