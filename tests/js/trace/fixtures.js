// ⑦ Small traces with names. Written by a twenty-line engine of their own, so that a fault of the real one cannot hide here.

/** @typedef {import("../../../ojs/engine/protocol.js").Trace} Trace */

const OPS = {
  add: { name: "add", symbol: "+", formula: "a + b", locals: ["1", "1"] },
  mul: { name: "mul", symbol: "×", formula: "a * b", locals: ["b", "a"] },
  pow: { name: "pow", symbol: "^", formula: "a ** b", locals: ["b * a ** (b - 1) if b != 0 else 0", "y * log(a) if a != 0 else 0"] },
};
const RUN = {
  add: { y: (a, b) => a + b, locals: () => [1, 1] },
  mul: { y: (a, b) => a * b, locals: (a, b) => [b, a] },
  pow: { y: (a, b) => a ** b, locals: (a, b) => [b * a ** (b - 1), 0] },
};
const wire = (x) => (Number.isFinite(x) ? x : String(x));

/** A recorder: leaf(label, value), op(label, name, …args), backward(node), zero(…nodes). Arguments are ids, or {const}. */
function recorder(source = "") {
  const nodes = [];
  const steps = [];
  const values = [];
  const grads = new Map();
  const add = (op, args, label, value, at = null) => {
    values.push(value);
    nodes.push({ id: nodes.length, op, args, label, value: wire(value), requires_grad: true, at });
    return nodes.length - 1;
  };
  const inputs = (id) => nodes[id].args.map((arg) => ("const" in arg ? arg.const : values[arg.node]));
  return {
    leaf: (label, value, at) => add(null, [], label, value, at),
    op(label, name, ...given) {
      const args = given.map((arg) => (typeof arg === "number" ? { node: arg } : arg));
      const id = add(name, args, label, 0);
      values[id] = RUN[name].y(...inputs(id));
      nodes[id].value = wire(values[id]);
      steps.push({ kind: "forward", node: id });
      return id;
    },
    backward(root) {
      for (const { id, op } of nodes) if (op !== null) grads.delete(id);
      steps.push({ kind: "seed", node: root, before: 0, after: 1 });
      grads.set(root, 1);
      for (let id = root; id >= 0; id -= 1) {
        if (nodes[id].op === null || !grads.has(id)) continue;
        nodes[id].args.forEach((arg, at) => {
          if ("const" in arg) return;
          const [upstream, local, before] = [grads.get(id), RUN[nodes[id].op].locals(...inputs(id))[at], grads.get(arg.node) ?? 0];
          const after = before + upstream * local;
          steps.push({ kind: "backward", node: id, arg: at, input: arg.node, upstream: wire(upstream), local: wire(local), contribution: wire(upstream * local), before: wire(before), after: wire(after) });
          grads.set(arg.node, after);
        });
      }
    },
    zero(...ids) {
      for (const id of ids) grads.delete(id);
      steps.push({ kind: "zero", nodes: ids });
    },
    update(id, after) {
      steps.push({ kind: "update", node: id, before: values[id], after });
      values[id] = after;
    },
    /** @returns {Trace} */
    trace: () => ({ source, nodes, steps, ops: OPS, inputs: {}, output: "" }),
  };
}

/** x ──3×──▶ a ──+1──▶ b ──²──▶ c */
export function chain(value = 2) {
  const run = recorder();
  const x = run.leaf("x", value);
  const a = run.op("a", "mul", { const: 3 }, x);
  const b = run.op("b", "add", a, { const: 1 });
  run.backward(run.op("c", "pow", b, { const: 2 }));
  return run.trace();
}

/**
 *   a ─▶ s ─▶ c      c = (a + b) · b: b is used twice
 *   b ─▶─┴─────▲
 *   └──────────┘
 */
export function twoPaths(a = 2, b = 3) {
  const run = recorder();
  const [first, second] = [run.leaf("a", a), run.leaf("b", b)];
  run.backward(run.op("c", "mul", run.op("s", "add", first, second), second));
  return run.trace();
}

/** x ═══▶ y      y = x · x: two edges between the same two nodes */
export function square(x = 3) {
  const run = recorder();
  const leaf = run.leaf("x", x);
  run.backward(run.op("y", "mul", leaf, leaf));
  return run.trace();
}

/**
 *   ┌─▶ y (backward)      two calls add up in x, then zero_grad forgets,
 *   x ─▶ z (backward)     then x is changed and a third call starts from nothing
 *   └─▶ w (backward)
 */
export function accumulate() {
  const run = recorder();
  const x = run.leaf("x", 3);
  run.backward(run.op("y", "mul", x, x));
  run.backward(run.op("z", "mul", { const: 2 }, x));
  run.zero(x);
  run.update(x, 4);
  run.backward(run.op("w", "mul", x, x));
  return run.trace();
}

/** x ──▶ y ──▶ z, backward from z twice: the inner y starts afresh, the leaf x accumulates */
export function again() {
  const run = recorder();
  const y = run.op("y", "mul", { const: 2 }, run.leaf("x", 1));
  const z = run.op("z", "mul", { const: 5 }, y);
  run.backward(z);
  run.backward(z);
  return run.trace();
}

/** x ═══▶ y ──▶ z with y = x · x = ∞ and z = y · 0 = NaN */
export function notNumbers() {
  const run = recorder();
  const x = run.leaf("x", 1e200);
  run.backward(run.op("z", "mul", run.op("y", "mul", x, x), { const: 0 }));
  return run.trace();
}

/** x ─▶ ─▶ ─▶ …: length operations in a row, without labels */
export function long(length) {
  const run = recorder();
  let last = run.leaf("x", 1);
  for (let i = 0; i < length; i += 1) last = run.op(null, "add", last, { const: 1 });
  run.backward(last);
  return run.trace();
}

/**
 * Two calls of `unit` in a call of `both`: a ─▶ [·w₁ ─▶ + ─▶ tanh-less s₁] ─▶ y ◀─ [the same with w₂] ◀─ a.
 * The weights have no names, and are made in a call of `weights`.
 */
export function calls() {
  const run = recorder();
  const made = [];
  const within = (call, make) => { const id = make(); made[id] = call; return id; };
  const a = run.leaf("a", 2);
  const unit = (call, weight, bias) => {
    const w = within(4, () => run.leaf(null, weight));
    const b = within(4, () => run.leaf(null, bias));
    const product = within(call, () => run.op(null, "mul", w, a));
    return within(call, () => run.op("s", "add", product, b));
  };
  const [first, second] = [unit(1, 3, 1), unit(2, 4, 1)];
  run.backward(run.op("y", "mul", first, second));
  const trace = run.trace();
  const at = null;
  trace.calls = [{ name: "both", at, within: null }, { name: "Unit.__call__", at, within: 0 }, { name: "Unit.__call__", at, within: 0 }, { name: "unused", at, within: null }, { name: "weights", at, within: 0 }];
  trace.nodes.forEach((node) => { if (made[node.id] !== undefined) node.call = made[node.id]; });
  return trace;
}

/**
 * w ──2×──▶ s ═══▶ loss, then w is made smaller by rate × its gradient: a training loop, with its passes. The loss is 4w², its gradient 8w,
 * so at the rate of 1/16 each pass halves w. `more`: passes that have one node more, t = s + 1, before the loss.
 */
export function training(count = 3, rate = 1 / 16, { w: from = 1, more = [] } = {}) {
  const run = recorder(`rate = ${rate}\nw = Value(${from})\n`);
  const w = run.leaf("w", from, [2, 4, 2, 9]);
  const passes = [];
  let value = from;
  for (let pass = 0; pass < count; pass += 1) {
    const { steps, nodes } = run.trace();
    const [start, first] = [steps.length, nodes.length];
    if (pass > 0) run.zero(w);
    let s = run.op("s", "mul", { const: 2 }, w);
    nodes[s].value = 2 * value;
    if (more.includes(pass)) s = run.op("t", "add", s, { const: 1 });
    const loss = run.op("loss", "mul", s, s);
    const seed = steps.length;
    run.backward(loss);
    const gradient = steps[steps.length - 1].after;
    value -= rate * gradient;
    run.update(w, value);
    passes.push({ root: loss, value: nodes[loss].value, start, seed, end: steps.length, nodes: pass ? [[w, w + 1], [first, nodes.length]] : [[w, nodes.length]], updated: [w] });
  }
  return { ...run.trace(), inputs: { rate, w: from }, passes };
}
