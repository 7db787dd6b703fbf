// ⑥ The text that each trace came as, as long as anybody has the trace: what is saved of it is what came.

/** @type {WeakMap<object, {text: string, reply: boolean}>} */
const wires = new WeakMap();

/** The very text, not a copy of it. @param {object} trace @param {string} text the JSON of a Wire, or (reply) of an answer that holds one */
export function keepWire(trace, text, reply = false) {
  wires.set(trace, { text, reply });
}

/** The JSON of the Wire that a trace was read from; null where it was made on the page. @param {object} trace @returns {string | null} */
export function wireOf(trace) {
  const kept = wires.get(trace);
  if (!kept) return null;
  return kept.reply ? JSON.stringify(JSON.parse(kept.text).trace) : kept.text;
}
