// ⑦ Graphs of every shape, and random programs with calls and loops in one another: for what must hold of all.

const OPS = { add: { name: "add", symbol: "+", formula: "a + b", locals: ["1", "1"] }, mul: { name: "mul", symbol: "×", formula: "a * b", locals: ["b", "a"] } };

/** The same numbers for the same seed. @param {number} seed */
export function random(seed) {
  let state = seed * 2654435761 + 1;
  return () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    const mixed = Math.imul(state ^ (state >>> 12), 0x297a2d39);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** Makes a trace: forward, and back from the last node. */
function recorder(lines = 200) {
  const nodes = [];
  const turns = { loop: [], node: [] };
  const calls = [];
  const loops = [];
  const place = (line) => [line, 0, line, 10];
  return {
    nodes, calls, loops, turns,
    leaf: (label = null, call) => nodes.push({ id: nodes.length, op: null, args: [], label, value: 1, requires_grad: true, at: null, ...(call !== undefined && { call }) }) - 1,
    op: (op, args, { line = 1, call, label = null } = {}) => nodes.push({ id: nodes.length, op, args: args.map((arg) => (typeof arg === "number" ? { node: arg } : arg)), label, value: 1, requires_grad: true, at: line ? place(line) : null, ...(call !== undefined && { call }) }) - 1,
    turn: (loop) => { turns.loop.push(loop); turns.node.push(nodes.length); },
    trace() {
      const steps = nodes.filter(({ op }) => op !== null).map(({ id }) => ({ kind: "forward", node: id }));
      const grads = new Map([[nodes.length - 1, 1]]);
      steps.push({ kind: "seed", node: nodes.length - 1, before: 0, after: 1 });
      for (let id = nodes.length - 1; id >= 0; id -= 1) {
        if (!grads.has(id)) continue;
        nodes[id].args.forEach((arg, at) => {
          if (!("node" in arg)) return;
          const before = grads.get(arg.node) ?? 0;
          const after = before + 1e-9;
          grads.set(arg.node, after);
          steps.push({ kind: "backward", node: id, arg: at, input: arg.node, upstream: 1, local: 1, contribution: 1e-9, before, after });
        });
      }
      return { source: "line\n".repeat(lines), inputs: {}, ops: OPS, calls, loops, turns, nodes, steps, output: "" };
    },
  };
}

export function chainOf(length) {
  const run = recorder();
  let last = run.leaf("x");
  for (let i = 0; i < length; i += 1) last = run.op(i % 3 ? "mul" : "add", [last, { const: 2 }]);
  return run.trace();
}

export function fan(width) {
  const run = recorder();
  const x = run.leaf("x");
  const made = Array.from({ length: width }, () => run.op("mul", [x, { const: 2 }], { line: 2 }));
  let sum = made[0];
  for (const one of made.slice(1)) sum = run.op("add", [sum, one], { line: 3 });
  return run.trace();
}

export function ladder(rungs) {
  const run = recorder();
  let [a, b] = [run.leaf("a"), run.leaf("b")];
  for (let i = 0; i < rungs; i += 1) [a, b] = [run.op("add", [a, b]), run.op("mul", [a, b], { line: 2 })];
  run.op("add", [a, b], { line: 3 });
  return run.trace();
}

export function grid(size) {
  const run = recorder();
  const [a, b] = ["a", "b"].map((name) => Array.from({ length: size }, (_, i) => run.leaf(`${name}[${i}]`)));
  let sum = null;
  for (const one of a) {
    for (const other of b) {
      const product = run.op("mul", [one, other]);
      sum = sum === null ? product : run.op("add", [sum, product]);
    }
  }
  return run.trace();
}

export function completeLayers(sizes) {
  const run = recorder();
  let layer = Array.from({ length: sizes[0] }, (_, i) => run.leaf(`x[${i}]`));
  sizes.slice(1).forEach((size, at) => {
    layer = Array.from({ length: size }, (_, i) => {
      let sum = null;
      layer.forEach((input, j) => {
        const product = run.op("mul", [input, run.leaf(`w[${at}][${i}][${j}]`)], { line: 10 + at });
        sum = sum === null ? product : run.op("add", [sum, product], { line: 10 + at });
      });
      return sum;
    });
  });
  layer.reduce((sum, one) => run.op("add", [sum, one], { line: 30 }));
  return run.trace();
}

export function flatLoop(turns) {
  const run = recorder();
  run.loops.push({ at: [1, 0, 1, 4], body: [1, 0, 1, 20] });
  const x = run.leaf("x");
  let y = x;
  for (let i = 0; i < turns; i += 1) {
    run.turn(0);
    y = run.op("add", [y, run.op("mul", [x, { const: 2 }])]);
  }
  return run.trace();
}

/** Functions that call one another, within loops within loops; some leaves everywhere. @param {number} seed @param {{most?: number}} [options] */
export function randomProgram(seed, { most = 1500 } = {}) {
  const chance = random(seed);
  const pick = (n) => Math.floor(chance() * n);
  const run = recorder();
  const pool = [run.leaf("x"), ...Array.from({ length: pick(30) }, (_, i) => run.leaf(chance() < 0.7 ? `w[${Math.floor(i / 5)}][${i % 5}]` : null))];
  // the text: functions of statements; a statement is an operation, a loop, or a call of a later function
  let line = 1;
  const functions = Array.from({ length: 5 }, (_, at) => {
    const body = (depth) => Array.from({ length: 1 + pick(4) }, () => {
      const kind = chance();
      line += 1;
      if (kind < 0.25 && depth < 3) {
        const start = line;
        const inner = body(depth + 1);
        run.loops.push({ at: [start, 0, start, 5], body: [start + 1, 0, line, 20] });
        return { loop: run.loops.length - 1, inner };
      }
      return kind < 0.6 && at < 4 ? { call: at + 1 + pick(4 - at), line } : { line };
    });
    return body(0);
  });
  const perform = (body, call) => {
    for (const one of body) {
      if (run.nodes.length > most) return;
      if (one.inner) for (let i = pick(7); i >= 0; i -= 1) { run.turn(one.loop); perform(one.inner, call); }
      else if (one.call !== undefined) {
        run.calls.push({ name: `f${one.call}`, at: [one.line, 0, one.line, 10], within: call ?? null });
        perform(functions[one.call], run.calls.length - 1);
      } else {
        if (chance() < 0.2) pool.push(run.leaf(chance() < 0.5 ? `b[${pick(9)}]` : null, call));
        const recent = () => pool[Math.max(0, pool.length - 1 - pick(chance() < 0.8 ? 6 : pool.length))];
        pool.push(run.op(chance() < 0.5 ? "mul" : "add", [recent(), chance() < 0.2 ? { const: 3 } : recent()], { line: one.line, call }));
      }
    }
  };
  for (let i = 0; i < 12; i += 1) perform(functions[0], undefined);
  run.op("add", [pool[pool.length - 1], pool[0]], { line: line + 1 });
  return run.trace();
}
