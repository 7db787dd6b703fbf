// ⑧ In the pinned panel: every contribution that the node's gradient is the sum of.
import { h } from "../../drawing/dom.js";
import { ledger } from "../step/ledger.js";

/** @type {import("./graph-card.js").CardPart} */
export function cardAccount(walk, view, id) {
  if (!walk.replay.entries(id).length) return null;
  return { element: h("section", { class: "card-account" }, h("p", { class: "card-title" }, "How its gradient adds up"), ledger(walk, { id })), paint() {} };
}
