// ⑧ Which positions belong together: the forward pass, a walk back, what clears or changes numbers between them.

/** @typedef {"forward" | "backward" | "zero" | "update"} Pass */

const PASSES = /** @type {Record<import("../../trace/replay.js").Phase, Pass>} */ ({
  start: "forward", forward: "forward", seed: "backward", backward: "backward", zero: "zero", update: "update",
});

/** @typedef {{pass: Pass | null, from: number, to: number}} Run */

/**
 * Positions in a row that belong to one pass; each backward() call is one of its own. Looks at every position: once for a trace, never for a step.
 * @param {import("../../trace/steps.js").Steps} steps
 * @returns {Run[]}
 */
export function passes(steps) {
  /** Of one phase each. @type {{phase: import("../../trace/replay.js").Phase | null, from: number, to: number}[]} */
  const alike = [];
  for (let at = steps.min; at <= steps.max; at += 1) {
    const phase = steps.phase(at);
    const last = alike[alike.length - 1];
    if (last && last.phase === phase && phase !== "seed") last.to = at;
    else alike.push({ phase, from: at, to: at });
  }
  /** @type {Run[]} */
  const runs = [];
  alike.forEach(({ phase, from, to }, i) => {
    // forward steps that a walk back makes (create_graph) are part of it
    const within = phase === "forward" && alike[i + 1]?.phase === "backward" && ["seed", "backward"].includes(alike[i - 1]?.phase ?? "");
    const pass = within ? "backward" : phase ? PASSES[phase] : null;
    const run = runs[runs.length - 1];
    if (run && run.pass === pass && phase !== "seed") run.to = to;
    else runs.push({ pass, from, to });
  });
  return runs;
}
