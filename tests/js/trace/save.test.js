// ⑦ what is saved of a walkthrough as text: DOT, LaTeX and CSV, with hostile names in each.
import assert from "node:assert/strict";
import test from "node:test";
import { cut } from "../../../ojs/trace/groups/cut.js";
import { Folding } from "../../../ojs/trace/groups/folding.js";
import { createGroups } from "../../../ojs/trace/groups/groups.js";
import { createReplay } from "../../../ojs/trace/replay.js";
import { dot } from "../../../ojs/trace/save-dot.js";
import { latex } from "../../../ojs/trace/save-latex.js";
import { stepRows } from "../../../ojs/trace/save-steps.js";
import { golden, goldenNames } from "./golden.js";
import { chain, notNumbers, twoPaths } from "./fixtures.js";

/** @returns {[string, import("../../../ojs/engine/protocol.js").Trace][]} */
const traces = () => goldenNames.map((name) => [name, golden(name)]);

const HOSTILE = ["</script><img src=x onerror=alert(1)>", 'say "hi"\\', "=HYPERLINK(\"http://x.invalid\")", "a\u202Eb\u0000c\nd", "\\input{/etc/passwd}$^_%&#~{}", "x".repeat(100_000), "}; evil [label=\"", "-1+1", "@SUM(A1)", "מבחן", "a&quot;b"];

/** a · b with such a name for a, backward. @param {string} name */
function named(name) {
  const trace = twoPaths();
  return { ...trace, nodes: trace.nodes.map((node) => (node.id === 0 ? { ...node, label: name } : node)) };
}

/** What Graphviz's grammar allows of what we write, and nothing else: statements with quoted strings, each whole. @param {string} text */
function parsed(text) {
  const tokens = [];
  let rest = text.trim();
  while (rest) {
    const found = /^(?:"(?:[^"\\\n]|\\.)*"|->|[{}[\];=,]|[A-Za-z_][A-Za-z_0-9]*)/.exec(rest);
    assert.ok(found, `no token: ${rest.slice(0, 60)}`);
    tokens.push(found[0]);
    rest = rest.slice(found[0].length).trimStart();
  }
  const string = (token) => (token.startsWith('"') ? token.slice(1, -1).replaceAll('\\"', '"') : token);
  let at = 0;
  const take = (expected) => {
    const token = tokens[at];
    at += 1;
    if (expected !== undefined) assert.equal(token, expected);
    return token;
  };
  const attributes = () => {
    const found = {};
    if (tokens[at] !== "[") return found;
    take("[");
    while (tokens[at] !== "]") {
      const name = take();
      take("=");
      found[name] = string(take());
      if (tokens[at] === ",") take(",");
    }
    take("]");
    return found;
  };
  const graph = { nodes: {}, edges: [], clusters: [] };
  const block = (inside) => {
    take("{");
    while (tokens[at] !== "}") {
      const word = take();
      if (word === "subgraph") {
        assert.match(take(), /^cluster_\d+$/);
        const nodes = [];
        graph.clusters.push(nodes);
        block([...inside, nodes]);
        continue;
      }
      if (tokens[at] === "=") {
        take("=");
        const value = string(take());
        if (inside.length && word === "label") inside[inside.length - 1].label = value;
      } else if (tokens[at] === "->") {
        take("->");
        graph.edges.push({ from: word, to: take(), ...attributes() });
      } else {
        const given = attributes();
        if (word === "node" || word === "edge") { take(";"); continue; }
        graph.nodes[word] = given;
        for (const group of inside) group.push(word);
      }
      take(";");
    }
    take("}");
  };
  take("digraph");
  graph.title = string(take());
  block([]);
  assert.equal(at, tokens.length);
  return graph;
}

const things = (folding) => cut(folding.groups, folding.open).things;
const drawn = (trace, step = trace.steps.length, height = 0) => {
  const folding = new Folding(createGroups(trace));
  folding.level(height);
  const replay = createReplay(trace);
  return dot(replay, replay.at(step), { shown: things(folding), title: "a graph", folded: () => ["neuron", "3 operations"] });
};

test("DOT: nodes with value and gradient, edges with their local derivative, as far as the step knows them", () => {
  const graph = parsed(drawn(twoPaths()));
  assert.equal(graph.title, "a graph");
  assert.deepEqual(graph.nodes.n1, { label: "b\\nleaf\\nvalue 3\\ngrad 8", name: "b", value: "3", grad: "8" });
  assert.deepEqual(graph.nodes.n2, { label: "s\\na + b\\nvalue 5\\ngrad 3", name: "s", op: "add", value: "5", grad: "3" });
  assert.deepEqual(graph.edges.map(({ from, to, local }) => [from, to, local]), [["n0", "n2", "1"], ["n1", "n2", "1"], ["n2", "n3", "3"], ["n1", "n3", "5"]]);
  const early = parsed(drawn(twoPaths(), 1));
  assert.equal(early.nodes.n3.value, undefined);
  assert.ok(early.edges.every(({ label }) => label === undefined));
});

test("DOT: open groups are clusters, folded ones nodes, and every trace of the project can be read", () => {
  for (const [name, trace] of traces()) {
    const folding = new Folding(createGroups(trace));
    folding.level(0);
    const folded = parsed(drawn(trace, trace.steps.length, 1));
    assert.ok(Object.keys(folded.nodes).length <= trace.nodes.length, name);
    const replay = createReplay(trace);
    const open = parsed(dot(replay, replay.at(trace.steps.length), { shown: things(folding), title: name, around: ({ path }) => path.map((key) => ({ key, label: `group ${key}` })) }));
    assert.equal(open.clusters.length, folding.opened.length, name);
    assert.equal(Object.keys(open.nodes).length, trace.nodes.length, name);
  }
});

test("DOT: no name ends its string, and none is long", () => {
  for (const name of HOSTILE) {
    const text = drawn(named(name));
    const graph = parsed(text);
    assert.equal(Object.keys(graph.nodes).length, 4, name);
    assert.equal(graph.edges.length, 4);
    assert.ok(text.length < 5000, name.slice(0, 20));
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u202e]/u);
  }
  assert.match(drawn(named("a&quot;b")), /a&amp;quot;b/); // or Graphviz would show a quote
});

const derived = (trace, to = trace.steps.length) => latex(createReplay(trace), Array.from({ length: to }, (_, i) => i + 1));

test("LaTeX: two paths, line by line", () => {
  assert.equal(derived(twoPaths()), String.raw`% needs amsmath
\begin{align*}
  s &= a + b = 2 + 3 = 5 \\
  c &= s \times b = 5 \times 3 = 15 \\
  \frac{\partial c}{\partial c} &= 1 \\
  \frac{\partial c}{\partial s} &= \frac{\partial c}{\partial c} \times \frac{\partial c}{\partial s} = 1 \times 3 = 3 \\
  \frac{\partial c}{\partial b} &= \frac{\partial c}{\partial c} \times \frac{\partial c}{\partial b} = 1 \times 5 = 5 \\
  \frac{\partial c}{\partial a} &= \frac{\partial c}{\partial s} \times \frac{\partial s}{\partial a} = 3 \times 1 = 3 \\
  \frac{\partial c}{\partial b} &\mathrel{+}= \frac{\partial c}{\partial s} \times \frac{\partial s}{\partial b} = 3 \times 1 = 3 \text{;~} 5 + 3 = 8
\end{align*}
`);
});

test("LaTeX: numbers as on the page, and only the steps that are asked for", () => {
  assert.match(derived(notNumbers()), /y &= x \\times x = \{10\}|1 \\times \{10\}\^\{200\}/);
  assert.match(derived(notNumbers()), /= \\infty/);
  assert.match(derived(notNumbers()), /\\text\{NaN\}/);
  assert.equal(latex(createReplay(chain()), [5]).split("\n")[2], String.raw`  \frac{\partial c}{\partial b} &= \frac{\partial c}{\partial c} \times \frac{\partial c}{\partial b} = 1 \times 14 = 14`);
  assert.match(latex(createReplay(chain()), []), /nothing has been computed/);
});

/** Braces pair up, environments too, and no command is one that a name brought. @param {string} text */
function sound(text) {
  const body = text.replace(/^%.*$/gm, "").replace(/\\\\/g, " ");
  let depth = 0;
  for (const [token] of body.matchAll(/\\[{}]|[{}]/g)) {
    depth += { "{": 1, "}": -1 }[token] ?? 0;
    assert.ok(depth >= 0, text.slice(0, 300));
  }
  assert.equal(depth, 0);
  const begun = [...body.matchAll(/\\(begin|end)\{(\w+\*?)\}/g)];
  assert.equal(begun.filter(([, one]) => one === "begin").length, begun.filter(([, one]) => one === "end").length);
  const known = new Set("begin end frac partial times mathit mathrel text operatorname sqrt cases quad textbackslash textasciicircum textasciitilde infty to underset sum ge le ne top div langle rangle odot gets backslash cdot prod approx sigma phi Phi psi Psi cases dots in".split(" "));
  for (const [, command] of body.matchAll(/\\([A-Za-z]+)/g)) assert.ok(known.has(command), command);
  assert.doesNotMatch(body.replace(/\\./g, ""), /[%#]/);
  assert.equal((body.replace(/\\\$/g, "").match(/\$/g) ?? []).length % 2, 0);
}

test("LaTeX: sound for every trace, and whatever a name holds", () => {
  for (const [, trace] of traces()) sound(derived(trace));
  for (const name of HOSTILE) sound(derived(named(name)));
  assert.match(derived(named("\\input{/etc/passwd}$^_%&#~{}")), /\\textbackslash\{\}input\\\{/);
});

/** As RFC 4180 has it: a line ends in CRLF, a cell with a comma, a quote or a line end is quoted. @param {string} text @returns {string[][]} */
function rows(text) {
  const found = [];
  let [row, cell, quoted] = [[], "", false];
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (text[at + 1] === '"') cell += text[at += 1];
      else quoted = false;
    } else if (letter === '"') {
      assert.equal(cell, "");
      quoted = true;
    } else if (letter === ",") [row, cell] = [[...row, cell], ""];
    else if (letter === "\r") {
      assert.equal(text[at += 1], "\n");
      found.push([...row, cell]);
      [row, cell] = [[], ""];
    } else {
      assert.notEqual(letter, "\n");
      cell += letter;
    }
  }
  assert.deepEqual([row, cell, quoted], [[], "", false]);
  return found;
}

const table = (trace) => rows(stepRows(trace, createReplay(trace).names, 0, Infinity));

test("CSV: a row a step, numbers with every digit", () => {
  const [head, ...all] = table(twoPaths());
  assert.equal(head.join(), "step,pass,kind,node,name,operation,argument,into,into_name,upstream,local,contribution,before,after,line");
  assert.equal(all.length, 7);
  assert.deepEqual(all[6], ["7", "", "backward", "2", "s", "add", "1", "1", "b", "3", "1", "3", "5", "8", ""]);
  assert.deepEqual(table(notNumbers())[2].slice(12, 14), ["", "NaN"]);
});

test("CSV: the pieces together are the whole, for every trace", () => {
  for (const [name, trace] of traces()) {
    const { names } = createReplay(trace);
    const pieces = [];
    for (let at = 0; at < trace.steps.length; at += 3) pieces.push(stepRows(trace, names, at, at + 3));
    assert.equal(pieces.join(""), trace.steps.length ? stepRows(trace, names, 0, Infinity) : "", name);
    const all = trace.steps.length ? table(trace) : [];
    assert.ok(all.every((row) => row.length === 15), name);
  }
});

test("CSV: no name is a formula, leaves its cell or fills the table", () => {
  for (const name of HOSTILE) {
    const all = table(named(name));
    assert.equal(all.length, 8);
    for (const row of all.slice(1)) {
      assert.equal(row.length, 15);
      for (const at of [4, 5, 8]) assert.doesNotMatch(row[at], /^[=+\-@\t\r]/);
      assert.ok(row.join().length < 400);
    }
  }
  assert.equal(table(named("=1+1"))[6][8], "'=1+1");
});
