// ⑤ Pure: what each node's gradient and each leaf's number is by now, while the steps of a trace are read one after the other.

import { num } from "./columns.js";

/** @typedef {import("../engine/protocol.js").Num} Num @typedef {import("../engine/protocol.js").Quantity} Quantity */

/** Of numbers; of anything else nothing follows. @param {Quantity} a @param {Quantity | null} b @returns {Num | undefined} */
export function product(a, b) {
  if (typeof a === "number" && typeof b === "number") return num(a * b);
  return typeof a === "object" || typeof b === "object" ? undefined : num(Number(a) * Number(b));
}

/** @param {Quantity} a @param {Quantity} b @returns {Num | undefined} */
export function sum(a, b) {
  if (typeof a === "number" && typeof b === "number") return num(a + b);
  return typeof a === "object" || typeof b === "object" ? undefined : num(Number(a) + Number(b));
}

export class Account {
  /** @param {import("../engine/protocol.js").TraceNode[]} nodes */
  constructor(nodes) {
    this.nodes = nodes;
    /** @type {(Quantity | undefined)[]} */
    this.gradients = new Array(nodes.length).fill(undefined);
    /** In which pass it was reached: the gradient of a result is of one pass only. */
    this.reached = new Int32Array(nodes.length);
    this.pass = 0;
    /** The account of a grad(), while one is under way. @type {Map<number, Quantity> | null} */
    this.aside = null;
    /** The numbers of leaves that were changed. @type {Map<number, Quantity>} */
    this.values = new Map();
  }

  /** A walk back begins. @param {boolean} returned whether it is of a grad() */
  begin(returned) {
    this.aside = returned ? new Map() : null;
    if (!returned) this.pass += 1;
  }

  /** The number of a node. @param {number} node @returns {Quantity} */
  value(node) {
    return this.values.get(node) ?? this.nodes[node].value;
  }

  /** What a node's gradient is by now. @param {number} node @returns {Quantity | undefined} */
  held(node) {
    if (this.aside) return this.aside.get(node);
    return this.kept(node);
  }

  /** The same, whatever a grad() finds. @param {number} node @returns {Quantity | undefined} */
  kept(node) {
    return this.reached[node] === this.pass || this.nodes[node].op === null ? this.gradients[node] : undefined;
  }

  /** @param {number} node @param {Quantity} gradient */
  set(node, gradient) {
    if (this.aside) this.aside.set(node, gradient);
    else this.keep(node, gradient);
  }

  /** @param {number} node @param {Quantity | undefined} gradient */
  keep(node, gradient) {
    this.gradients[node] = gradient;
    this.reached[node] = this.pass;
  }
}
