// ⑧ What a reader is asked for: a number, "∂y/∂x = [   ]" or "A.grad[0, 1] = [   ]", or a shape.
import { attrs, h, math, write } from "../../drawing/dom.js";
import { readNumber, readShape } from "../../maths/evaluate.js";
import { isArray, number } from "../../maths/format.js";
import { identifier, partial } from "../../maths/formula.js";
import { edgesOf } from "../../trace/rerun.js";

/** @typedef {import("../../engine/protocol.js").Trace} Trace */
/** @typedef {import("../../exercises/mistakes.js").Question} Question */

const MARKS = /** @type {const} */ ({ "": "", right: "✓", wrong: "✗" });

/** What is asked, as a formula: ∂y/∂x; y; or x.grad, where several outputs have left something in it, and of arrays. @param {Trace} trace @param {string[]} names @param {Question} question */
function formula(trace, names, { ask, node, at: entry }) {
  if (ask === "shape") return h("code", {}, `${names[node]}.grad.shape`);
  if (entry) return h("code", {}, `${names[node]}${ask === "gradient" ? ".grad" : ""}[${entry.join(", ")}]`);
  if (ask === "value") return math(identifier(names[node]));
  const at = trace.steps.map((step, index) => (step.kind === "backward" && step.input === node ? index : -1)).filter((index) => index >= 0);
  const before = trace.steps.flatMap((step, index) => (step.kind === "seed" && index < Math.max(...at) ? [{ index, of: step.node }] : []));
  const cleared = trace.steps.some((step) => step.kind === "zero" && step.nodes.includes(node));
  const calls = new Set(at.map((index) => before.filter((seed) => seed.index < index).pop()?.index));
  const of = before.pop()?.of;
  if (cleared || calls.size !== 1 || of === undefined) return h("code", {}, `${names[node]}.grad`);
  return math(partial(names[of], names[node]));
}

/**
 * The question that "gradient of A[0, 1]" asks, or null: there is no such number.
 * @param {Trace} trace @param {string[]} names @param {Question["ask"]} ask @param {string} of "x", "x₂", "A[0, 1]"
 * @returns {Question | null}
 */
export function question(trace, names, ask, of) {
  const [, name, inside] = /^([^[]+)(?:\[([\d, ]+)\])?$/.exec(of) ?? [];
  const node = names.lastIndexOf(name);
  if (node < 0) return null;
  const { value } = trace.nodes[node];
  const received = ask === "value" || edgesOf(trace).some((edge) => edge.input === node);
  const at = inside?.split(",").map(Number);
  const shape = isArray(value) ? value.shape : [];
  const fits = at ? at.length === shape.length && at.every((i, axis) => i < shape[axis]) : ask === "shape" || shape.length === 0;
  return received && fits ? { ask, node, ...(at && { at }) } : null;
}

/**
 * @param {Trace} trace @param {string[]} names @param {Question} question
 * @param {string} notes the id of what explains how to answer
 */
export function answerField(trace, names, question, notes) {
  const { node, ask, at } = question;
  const { label, value } = trace.nodes[node];
  const shared = trace.nodes.filter((other) => other.label === label).length > 1;
  const where = shared && ask === "gradient" ? ` at ${names[node]} = ${number(value)}` : "";
  const name = `${ask === "shape" ? "shape of the gradient" : ask} of ${names[node]}${at ? `[${at.join(", ")}]` : ""}${where}`;
  const input = h("input", { type: "text", inputmode: "text", size: 12, maxlength: 60, autocomplete: "off", autocapitalize: "off", spellcheck: "false", "aria-label": `Your ${name}`, "aria-describedby": notes });
  const mark = h("span", { class: "answer-mark", "aria-hidden": "true" });
  const root = h("label", { class: "answer-field", "data-of": names[node], "data-code": ask === "shape" || at !== undefined, "data-where": where !== "" }, h("span", { class: "answer-asked", "aria-hidden": "true" }, formula(trace, names, question), where, " ="), input, mark);
  return {
    root,
    input,
    question,
    name,
    given: () => (ask === "shape" ? readShape(input.value) : readNumber(input.value)),
    /** @param {"" | "right" | "wrong"} verdict */
    judge(verdict) {
      attrs(root, { "data-verdict": verdict || null });
      attrs(input, { "aria-invalid": verdict === "wrong" ? "true" : null });
      write(mark, MARKS[verdict]);
    },
  };
}
