// ⑦ Small traces of arrays with names, computed here by the definitions, index by index.

/** @typedef {import("../../../ojs/engine/protocol.js").Trace} Trace */

const OPS = {
  matmul: { name: "matmul", symbol: "@", formula: "a @ b", locals: [], rules: ["g @ b.mT", "a.mT @ g"], words: ["row by row, mixed by the other transposed", "column by column, mixed by the other transposed"] },
  add: { name: "add", symbol: "+", formula: "a + b", locals: ["1", "1"] },
  tanh: { name: "tanh", symbol: "tanh", formula: "tanh(a)", locals: ["1 - y ** 2"] },
  mean: { name: "mean", symbol: "mean", formula: "mean(a, axis, keepdims)", locals: [], rules: ["expand(g / count(shape, axis), shape, axis)"], words: ["every element gets an equal share of its mean's gradient"] },
};

const array = (shape, of) => ({ shape, dtype: "float64", data: Array.from({ length: shape.reduce((size, n) => size * n, 1) }, (_, i) => of(Math.floor(i / shape[shape.length - 1]), i % shape[shape.length - 1])) });
const at = (one, row, column) => one.data[one.shape.length === 1 ? column : row * one.shape[1] + column];

/**
 *   x (3, 2) ─▶ z ─▶ h ─▶ y ─▶ loss      z = x @ W,  h = z + b,  y = tanh(h),  loss = mean(y)
 *   W (2, 4) ─▶─┘    │
 *   b 4 ──────▶───┘  repeated for each of the 3 rows
 * @returns {Trace}
 */
export function layer() {
  const x = array([3, 2], (row, column) => row - column + 0.5);
  const W = array([2, 4], (row, column) => (row ? -1 : 1) * (column + 1) / 4);
  const b = array([4], (_, column) => column - 1.5);
  const z = array([3, 4], (row, column) => [0, 1].reduce((sum, k) => sum + at(x, row, k) * at(W, k, column), 0));
  const h = array([3, 4], (row, column) => at(z, row, column) + at(b, 0, column));
  const y = array([3, 4], (row, column) => Math.tanh(at(h, row, column)));
  const loss = y.data.reduce((sum, one) => sum + one, 0) / 12;
  const dy = array([3, 4], () => 1 / 12);
  const dh = array([3, 4], (row, column) => (1 - at(y, row, column) ** 2) / 12);
  const db = array([4], (_, column) => [0, 1, 2].reduce((sum, row) => sum + at(dh, row, column), 0));
  const dW = array([2, 4], (row, column) => [0, 1, 2].reduce((sum, k) => sum + at(x, k, row) * at(dh, k, column), 0));
  const node = (id, op, args, label, value, more = {}) => ({ id, op, args: args.map((arg) => ({ node: arg })), label, value, requires_grad: label !== "x", at: null, ...more });
  const nodes = [node(0, null, [], "x", x), node(1, null, [], "W", W), node(2, null, [], "b", b), node(3, "matmul", [0, 1], "z", z),
    node(4, "add", [3, 2], "h", h), node(5, "tanh", [4], "y", y), node(6, "mean", [5], "loss", loss, { params: { axis: null, keepdims: false } })];
  const back = (from, arg, input, upstream, contribution, local = null, after = contribution) => ({ kind: "backward", node: from, arg, input, upstream, local, contribution, before: 0, after });
  const steps = [3, 4, 5, 6].map((id) => ({ kind: "forward", node: id }));
  steps.push({ kind: "seed", node: 6, before: 0, after: 1 }, back(6, 0, 5, 1, dy), back(5, 0, 4, dy, dh), back(4, 0, 3, dh, dh), back(4, 1, 2, dh, dh, null, 0),
    { kind: "unbroadcast", node: 4, arg: 1, input: 2, axes: [0], wide: dh, contribution: db, before: 0, after: db }, back(3, 1, 1, dh, dW));
  const source = "z = x @ W\nh = z + b\ny = h.tanh()\nloss = y.mean()\nloss.backward()\n";
  const spans = [[1, "x @ W"], [2, "z + b"], [3, "h.tanh()"], [4, "y.mean()"]];
  spans.forEach(([line, text], i) => { const start = source.split("\n")[line - 1].indexOf(text); nodes[i + 3].at = [line, start, line, start + text.length]; });
  return { source, nodes, steps, ops: OPS, inputs: {}, output: "" };
}

/** An array too large to be sent whole: a summary, and the means of its blocks. */
export const large = () => ({ shape: [64, 128], dtype: "float32", summary: { min: -2, max: 3, mean: 0.25, norm: 91.5 },
  picture: { shape: [4, 8], data: Array.from({ length: 32 }, (_, i) => Math.sin(i / 3)) } });
