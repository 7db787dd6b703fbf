// Build side: what tools/bench/graphs.py measures in a page. `stepgrad` is the site's module, `dagre` the library beside it.
const ADD = { name: "add", symbol: "+", formula: "a + b", locals: ["1", "1"] };
const MUL = { name: "mul", symbol: "×", formula: "a * b", locals: ["b", "a"] };
const median = (all) => [...all].sort((one, other) => one - other)[all.length >> 1];

/** A network over scalars: neurons with three inputs, four in a layer; the trace of its forward and backward pass. */
function network(size) {
  const nodes = [], steps = [];
  const add = (op, args, value, label = null) => {
    nodes.push({ id: nodes.length, op, args: args.map((node) => ({ node })), label, value, requires_grad: true, at: null });
    if (op) steps.push({ kind: "forward", node: nodes.length - 1 });
    return nodes.length - 1;
  };
  let layer = [0, 1, 2, 3].map((i) => add(null, [], 0.5 + i / 4, `x${i}`));
  while (nodes.length < size - 4) {
    layer = [0, 1, 2, 3].flatMap((j) => {
      let sum = add(null, [], 0.1, "b");
      for (const one of layer.slice(0, 3)) {
        if (nodes.length >= size - 6) break;
        const product = add("mul", [one, add(null, [], 0.25 + j / 16, "w")], 0.3);
        sum = add("add", [sum, product], 0.4);
      }
      return nodes.length < size - 6 || j === 0 ? [sum] : [];
    });
  }
  const uses = new Set(nodes.flatMap(({ args }) => args.map(({ node }) => node)));
  const ends = nodes.flatMap(({ id }) => (uses.has(id) ? [] : [id]));
  let root = ends[0];
  for (const one of ends.slice(1)) root = add("add", [root, one], 1);
  steps.push({ kind: "seed", node: root, before: 0, after: 1 });
  const grads = new Map([[root, 1]]);
  for (let id = root; id >= 0; id -= 1) {
    if (!nodes[id].op || !grads.has(id)) continue;
    nodes[id].args.forEach(({ node }, arg) => {
      const local = nodes[id].op === "add" ? 1 : nodes[nodes[id].args[1 - arg].node].value;
      const [upstream, before] = [grads.get(id), grads.get(node) ?? 0];
      steps.push({ kind: "backward", node: id, arg, input: node, upstream, local, contribution: upstream * local, before, after: before + upstream * local });
      grads.set(node, before + upstream * local);
    });
  }
  return { source: "", nodes, steps, ops: { add: ADD, mul: MUL }, inputs: {}, output: "" };
}

const SIZE = { width: 118, height: 78 };
const boxesOf = ({ nodes }) => nodes.map(({ id, args }) => ({ id, ...SIZE, args: args.map(({ node }) => node) }));

/** `ys = [x * i for i in range(n)]`, summed one by one. */
function sums(n) {
  const boxes = [{ id: 0, ...SIZE, args: [] }];
  const add = (...args) => boxes.push({ id: boxes.length, ...SIZE, args }) - 1;
  const ys = Array.from({ length: n }, () => add(0, null));
  ys.reduce((sum, y) => add(sum, y));
  return boxes;
}

/** All products of k by k leaves, summed or not. */
function products(k, summed) {
  const boxes = Array.from({ length: 2 * k }, (_, id) => ({ id, ...SIZE, args: [] }));
  const add = (...args) => boxes.push({ id: boxes.length, ...SIZE, args }) - 1;
  const all = Array.from({ length: k * k }, (_, i) => add(Math.floor(i / k), k + (i % k)));
  if (summed) all.reduce((sum, one) => add(sum, one));
  return boxes;
}

const chain = (n) => Array.from({ length: n }, (_, id) => ({ id, ...SIZE, args: id ? [id - 1] : [] }));
/** A chain, used again from its end to its beginning: every second half edge is longer than the one before. */
function mirror(n) {
  const boxes = chain(n);
  for (let i = 0; i < n; i += 1) boxes.push({ id: boxes.length, ...SIZE, args: [boxes.length - 1, n - 1 - i] });
  return boxes;
}

function byDagre(boxes) {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR" });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of boxes) graph.setNode(String(id), { ...SIZE });
  for (const { id, args } of boxes) args.forEach((from, at) => graph.setEdge(String(from), String(id), { width: 48, height: 22, labelpos: "c" }, String(at)));
  dagre.layout(graph);
  return graph;
}

/** Milliseconds to lay out, ours and dagre's in turn; dagre is given fewer turns where it is slow. */
function laidOut(size, turns) {
  const boxes = boxesOf(network(size));
  const [ours, theirs] = [[], []];
  for (let i = 0; i < turns; i += 1) {
    let began = performance.now();
    stepgrad.layout(boxes, { label: { width: 48, height: 20 } });
    ours.push(performance.now() - began);
    if (i >= Math.max(3, turns / 4)) continue;
    began = performance.now();
    byDagre(boxes);
    theirs.push(performance.now() - began);
  }
  return { nodes: boxes.length, ours: median(ours), dagre: median(theirs) };
}

/** The shapes that once took a page down: the slowest, and the most memory that any of them holds. */
function shapes() {
  const all = { "4,800 nodes of sums one by one": sums(2400), "a chain of 5,000": chain(5000), "48 by 48 products": products(48, false), "… summed": products(48, true), "a chain of 2,500 used backwards": mirror(2500) };
  return Object.entries(all).map(([name, boxes]) => {
    const began = performance.now();
    const kept = stepgrad.layout(boxes);
    return { name, took: performance.now() - began, nodes: kept.nodes.size };
  });
}

const frame = () => new Promise((resolve) => requestAnimationFrame(() => {
  const channel = new MessageChannel();
  channel.port1.onmessage = resolve;
  channel.port2.postMessage(0);
}));

/** A graph of so many nodes, all drawn (200 is the most there are), in a frame of a screen's size. */
async function drawn(size) {
  const walk = stepgrad.createWalk(network(size), { series: false });
  const graph = stepgrad.graphView(walk, { table: false, sentence: false });
  const box = document.createElement("div");
  box.style.cssText = "width: 740px";
  graph.querySelector(".graph-view-scroll").style.height = "430px";
  box.append(graph);
  document.body.replaceChildren(box);
  await frame();
  graph.view.folding.fold(0);
  graph.view.rebuild();
  while (graph.querySelectorAll(".gv-node").length < walk.trace.nodes.length) await frame();
  for (let i = 0; i < 20; i += 1) await frame();
  return { walk, graph, scroll: graph.querySelector(".graph-view-scroll") };
}

/** Milliseconds of a step: script with style and layout, and until its frame is out. @param {boolean} far from where no letter can be read */
async function stepped(size, turns, far) {
  const { walk, graph } = await drawn(size);
  if (far) [...graph.querySelectorAll(".graph-tools button")].find((one) => one.textContent === "Fit").click();
  walk.set(Math.floor(walk.max / 2));
  await frame();
  const [script, whole] = [[], []];
  for (let i = 0; i < turns; i += 1) {
    await frame();
    const began = performance.now();
    walk.advance(1);
    graph.getBoundingClientRect();
    script.push(performance.now() - began);
    await frame();
    whole.push(performance.now() - began);
  }
  return { nodes: walk.trace.nodes.length, script: median(script), whole: median(whole) };
}

/** A plain SVG of dagre's layout, in which a step sets the numbers of every node: what one would write first. */
async function steppedPlain(size, turns) {
  const boxes = boxesOf(network(size));
  const graph = byDagre(boxes);
  const { width, height } = graph.graph();
  const nodes = boxes.map(({ id }) => {
    const { x, y } = graph.node(String(id));
    return `<g transform="translate(${x - 59} ${y - 39})"><rect width="118" height="78" rx="9" fill="#fff" stroke="#999"/><text x="10" y="21">v${id}</text><text x="10" y="46">value 0</text><text x="10" y="66">grad 0</text></g>`;
  });
  const edges = graph.edges().map((edge) => `<path fill="none" stroke="#999" d="M${graph.edge(edge).points.map(({ x, y }) => `${x} ${y}`).join("L")}"/>`);
  document.body.innerHTML = `<div style="width:740px;height:430px;overflow:auto"><svg width="${width}" height="${height}">${edges.join("")}${nodes.join("")}</svg></div>`;
  const grads = [...document.querySelectorAll("text:nth-of-type(3)")];
  const [script, whole] = [[], []];
  for (let i = 0; i < turns; i += 1) {
    await frame();
    const began = performance.now();
    for (const one of grads) one.textContent = `grad ${i}`;
    document.body.getBoundingClientRect();
    script.push(performance.now() - began);
    await frame();
    whole.push(performance.now() - began);
  }
  return { script: median(script), whole: median(whole) };
}

/** Frames a second while the hand pans, or zooms. @param {boolean} far */
async function moved(size, way, far) {
  const { graph, scroll } = await drawn(size);
  if (far) [...graph.querySelectorAll(".graph-tools button")].find((one) => one.textContent === "Fit").click();
  await frame();
  const box = scroll.getBoundingClientRect();
  const times = [];
  let last = await new Promise(requestAnimationFrame);
  for (let i = 0; i < 90; i += 1) {
    if (way === "pan") scroll.scrollBy(i % 60 < 30 ? 14 : -14, i % 40 < 20 ? 9 : -9);
    else scroll.dispatchEvent(new WheelEvent("wheel", { ctrlKey: true, deltaY: i % 20 < 10 ? (far ? -3 : 5) : far ? 3 : -5, clientX: box.left + 300, clientY: box.top + 200, cancelable: true, bubbles: true }));
    const now = await new Promise(requestAnimationFrame);
    times.push(now - last);
    last = now;
  }
  return 1000 / (times.reduce((sum, one) => sum + one, 0) / times.length);
}
