// ⑧ What the two passes are called, each with an arrow that points the way it goes through the graph beside it.

/** @param {unknown} steps a walk, whose graph runs some way, or a counter */
export function passTitles(steps) {
  const down = typeof steps === "object" && steps !== null && "flow" in steps && steps.flow === "down";
  return { forward: down ? "Forward ↓" : "Forward →", backward: down ? "↑ Backward" : "← Backward" };
}
