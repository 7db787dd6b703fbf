// ⑧ All cells of a page together: their session, what is kept of them, and what the buttons of their bars do.
import { engine } from "../../engine/client.js";
import { cell as makeCell } from "./cell.js";
import { readKept, writeKept } from "./kept.js";
import { Session } from "./session.js";

/** What tools/finishing/cells.py has put into the page: the code of cells that it does not show, and the files that cells name.
 * @returns {{hidden: {number: number, source: string}[], files: Record<string, string>}} */
function given() {
  return JSON.parse(document.getElementById("cells-data")?.textContent ?? '{"hidden": [], "files": {}}');
}

/** @returns {{press: (button: HTMLButtonElement) => void}} */
export function cellsPage() {
  const { hidden, files } = given();
  const kept = readKept();
  const bars = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".cell-bar[data-cell]"))];
  /** @param {number} number */
  const named = (number) => {
    const at = bars.findIndex((bar) => Number(bar.dataset.cell) === number);
    return at < 0 ? "code that the page does not show" : `cell ${at + 1}`;
  };
  const cells = bars.map((bar) => makeCell(bar, {
    named,
    session: () => session,
    stop: () => engine.stop(),
    kept: kept.get(Number(bar.dataset.cell)),
    keep(number, one) {
      const all = readKept(); // another tab may have written since
      all.set(number, one);
      writeKept(all);
    },
    next: (number) => cells.find((one) => one.number > number)?.focus(),
  }));
  const all = [...cells, ...hidden.map(({ number, source }) => ({ number, shown: false, source: () => source, ran: 0 }))].sort((a, b) => a.number - b.number);
  const session = new Session(all, files);
  session.addEventListener("change", () => { for (const one of cells) one.paint(); });
  for (const one of cells) one.paint();
  return {
    press: (button) => cells.find(({ bar }) => bar === button.parentElement)?.press(button),
  };
}
