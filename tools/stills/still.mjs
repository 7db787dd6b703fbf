// Build side: what is left of a widget where no script runs: its picture in its most telling state, its words, its numbers; nothing to press.
import { h, math } from "../../ojs/drawing/dom.js";
import { LEAST_SCALE } from "../../ojs/widgets/graph/graph-plan.js";
import { number } from "../../ojs/maths/format.js";
import { identifier, partial } from "../../ojs/maths/formula.js";
import { nodesOf } from "../../ojs/trace/series.js";
import { createWalk } from "../../ojs/trace/walk.js";
import { traced } from "./python.mjs";

/** @typedef {HTMLElement & {value?: any, walk?: import("../../ojs/trace/walk.js").Walk, list?: Record<string, number>[], target?: Widget, memory?: import("../../ojs/trace/timeline.js").Memory}} Widget */

/** What makes a widget a widget means nothing in a picture, and whoever looks for the contract's names must find the real ones only. */
const ALIVE = /^(data-(widget|node|edge|from|to|label|active|giving|phase|hovered|ref|source)|tabindex|for|aria-(?!hidden).*)$/;
const CONTROLS = ".step-control, .status, .graph-tools, .menu, .walkthrough-tools, .walkthrough-said, .program-bar, .program-said, stepgrad-presence, button, [role=alert], [hidden], [popover], .sg-hidden[aria-live], .editor > .sg-hidden, [visibility=hidden], .gv-pulse, .gv-ring";
/** More nodes than this are too many for one picture, and too much text for a page that nearly everyone reads with scripts. */
const MOST = 120;
const END = "This is the end of the program. With JavaScript, every step of it can be walked.";
const MOVES = "With JavaScript, this can be moved, and is computed anew.";

/** Inputs become what they say. @param {Element} part */
function spoken(part) {
  for (const form of part.querySelectorAll("form:has(input[type=range])")) {
    const field = /** @type {HTMLInputElement} */ (form.querySelector("input[type=number]"));
    form.replaceWith(h("span", { class: "still-input still-slider" }, `${form.querySelector("label")?.textContent} = ${field.value || field.placeholder}`));
  }
  for (const label of part.querySelectorAll("label:has(select)")) {
    const select = /** @type {HTMLSelectElement} */ (label.querySelector("select"));
    const chosen = [...select.querySelectorAll("option")].find((option) => option.value === select.value) ?? select.querySelector("option");
    const name = [...label.childNodes].filter((child) => child !== select).map((child) => child.textContent).join("").trim();
    label.replaceWith(h("span", { class: `still-input ${label.className}` }, `${name}: ${chosen?.textContent}`));
  }
  for (const label of part.querySelectorAll("label:has(input[type=radio])")) {
    if (label.querySelector("input")?.checked) label.replaceWith(h("span", { class: "still-input" }, String(label.textContent)));
    else label.remove();
  }
  for (const legend of part.querySelectorAll("fieldset")) legend.replaceWith(h("p", { class: "still-inputs" }, ...[...legend.childNodes].flatMap((child) => [child.textContent ?? "", " "])));
  for (const input of part.querySelectorAll("input, textarea")) input.remove();
  for (const way of part.querySelectorAll('a[href^="#example="]')) way.replaceWith(h("strong", {}, ...way.childNodes));
  for (const opener of part.querySelectorAll("button.op-open")) opener.replaceWith(h("span", { class: "op-open" }, ...opener.childNodes));
}

/** @param {string} text */
const note = (text) => h("p", { class: "still-note" }, text);

/** A table twin is empty until it is opened. @param {Element} part */
function filled(part) {
  for (const twin of part.querySelectorAll("details")) {
    twin.open = true;
    twin.dispatchEvent(new Event("toggle"));
    twin.open = false;
  }
}

/** A drawing as wide as there is room, unless too small to read. @param {Element} svg @param {number} least */
function scaled(svg, least) {
  const width = Number(svg.getAttribute("width"));
  if (width) svg.setAttribute("style", `${svg.getAttribute("style") ?? ""}; width: 100%; height: auto; max-width: ${width}px; min-width: ${Math.round(least * width)}px`);
  for (const name of ["width", "height"]) svg.removeAttribute(name);
}

/** Neighbours in a row that look the same are one: a raster of thousands of cells is too much for a page. @param {Element} svg */
function merged(svg) {
  const [same, to] = [(/** @type {Element} */ one) => ["y", "height", "fill"].map((name) => one.getAttribute(name)).join(), (/** @type {Element} */ one) => Number(one.getAttribute("x")) + Number(one.getAttribute("width"))];
  /** @type {Element | undefined} */
  let before;
  for (const rect of svg.querySelectorAll("rect[fill^=color-mix]")) {
    if (before && before.parentNode === rect.parentNode && same(before) === same(rect) && Math.abs(to(before) - Number(rect.getAttribute("x"))) < 0.01) {
      before.setAttribute("width", String(to(rect) - Number(before.getAttribute("x"))));
      rect.remove();
    } else before = rect;
  }
}

/** @template {Element} T @param {T} part @returns {T} */
function stilled(part) {
  filled(part);
  spoken(part);
  for (const idle of part.querySelectorAll(CONTROLS)) idle.remove();
  for (const svg of part.querySelectorAll("svg")) {
    const graph = svg.closest(".graph-view");
    const name = graph ? "The graph after the last step; the table says the same" : svg.getAttribute("aria-label");
    merged(svg);
    scaled(svg, graph ? LEAST_SCALE : 0);
    if (name) svg.setAttribute("role", "img");
    if (name) svg.setAttribute("data-name", name);
    for (const inner of svg.querySelectorAll("[role]")) inner.removeAttribute("role");
  }
  for (const sign of part.querySelectorAll(":not(svg)[role=img]")) sign.setAttribute("data-name", String(sign.getAttribute("aria-label")));
  for (const element of [part, ...part.querySelectorAll("*")]) {
    for (const name of element.getAttributeNames()) if (ALIVE.test(name)) element.removeAttribute(name);
    const role = element.getAttribute("role");
    if (role && role !== "img") element.removeAttribute("role");
  }
  for (const named of part.querySelectorAll("[data-name]")) {
    named.setAttribute("aria-label", String(named.getAttribute("data-name")));
    named.removeAttribute("data-name");
  }
  for (const box of /** @type {Iterable<HTMLElement>} */ (part.querySelectorAll(".chart-box"))) box.removeAttribute("style");
  for (const empty of part.querySelectorAll("div:empty:not([class^=walkthrough]), p:empty")) empty.remove();
  return part;
}

/**
 * The end of a program on its stage, which has the height that it has with scripts: what follows keeps its place.
 * @param {Widget} root @param {Widget} walked the walkthrough, or what it stands in
 */
function staged(root, walked) {
  const walk = /** @type {import("../../ojs/trace/walk.js").Walk} */ (walked.walk);
  walk.set(walk.trace.steps.length);
  const nodes = walk.pass === null ? walk.trace.nodes.length : nodesOf(/** @type {any} */ (walk.trace.passes)[walk.pass]).length; // the last pass of a series
  const many = nodes > MOST;
  const said = many ? `${nodes} values: with JavaScript, they are drawn, and every step can be walked.` : END;
  if (many) for (const one of walked.querySelectorAll(".graph-view svg, .graph-table")) one.remove();
  const [sliders] = walked.querySelectorAll(".sliders:has(.status)");
  const part = stilled(root);
  sliders?.append(h("span", { class: "status" }, "Recorded"));
  part.querySelector(".walkthrough-steps")?.append(note(said));
  return [part];
}

/** Lets go of what the widget waits for. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

/** @param {Widget} root */
async function answered(root) {
  const show = [...root.querySelectorAll("button")].find((button) => button.textContent === "Show the answer");
  show?.click();
  await settled();
  const asked = [...root.querySelectorAll(".answer-asked")].map((one) => h("p", { class: "still-asked" }, ...one.childNodes, " ?"));
  const words = [...root.querySelectorAll(".exercise-verdict > p")].map((one) => h("p", {}, String(one.textContent)));
  if (!words.length) throw new Error("the exercise does not say its answer");
  const program = /** @type {Element} */ (root.querySelector(".exercise-program .code-view"));
  return [stilled(program), ...asked, h("details", { class: "still-answer" }, h("summary", {}, "The answer"), ...words)];
}

/** What each press would show: the inputs, the output and the gradients. @param {Widget} root */
async function pressed({ list = [], target }) {
  const source = String(target?.walk?.trace.source);
  const ends = await Promise.all(list.map(async (inputs) => {
    const trace = await traced(source, inputs);
    return createWalk(trace, { step: trace.steps.length });
  }));
  const [{ trace, names }] = ends;
  const output = trace.steps.flatMap((step) => (step.kind === "seed" ? [step.node] : [])).pop() ?? trace.nodes.length - 1;
  const leaves = Object.keys(trace.inputs).map((name) => names.indexOf(name));
  /** @param {string} said @param {import("../../ojs/maths/formula.js").Markup} drawn */
  const head = (said, drawn) => h("th", { scope: "col" }, h("span", { class: "sg-hidden" }, said), h("span", { "aria-hidden": "true" }, math(drawn)));
  const heads = [...[...leaves, output].map((id) => head(names[id], identifier(names[id]))), ...leaves.map((id) => head(`gradient of ${names[id]}`, partial(names[output], names[id])))];
  const rows = ends.map(({ state }) => [...leaves.map((id) => state.value(id)), state.value(output), ...leaves.map((id) => state.gradient(id))]);
  const table = h("table", {}, h("thead", {}, h("tr", {}, ...heads)),
    h("tbody", {}, ...rows.map((row) => h("tr", {}, ...row.map((cell) => h("td", {}, cell === undefined ? "none" : number(cell)))))));
  return [h("div", { class: "still-table" }, table)];
}

/** Where the page's exercises are is said once, by their number. */
const counted = () => [h("p", {}, `${document.querySelectorAll('[data-widget="exercise"]').length} exercises follow. The answer to each is folded below it.`)];

/** The states of widgets that say more than how they begin. @type {Record<string, (root: Widget) => unknown>} */
const TELLING = {
  "memory-timeline": (root) => {
    const kept = root.memory?.steps.map((step) => step.kept) ?? [];
    root.value = kept.indexOf(Math.max(...kept)) + 1;
  },
};

/** What a page shows in the widget's place. @param {Widget} root which is in the document @returns {Promise<HTMLElement>} */
export async function still(root) {
  const kind = String(root.dataset.widget);
  const walked = /** @type {Widget | null} */ (kind === "walkthrough" ? root : root.querySelector('[data-widget="walkthrough"]'));
  if (walked?.walk) {
    if (!walked.walk.trace.source) throw new Error(walked.walk.error?.message ?? "there is no program");
    return h("div", { class: "still" }, ...staged(root, walked));
  }
  const own = { exercise: answered, scenarios: pressed, progress: counted }[kind];
  if (own) return h("div", { class: "still" }, ...(await own(root)));
  TELLING[kind]?.(root);
  // what a program does after its last gradient hides it again
  const steps = root.walk?.trace.steps.map((step) => step.kind) ?? [];
  root.walk?.set(steps.lastIndexOf("backward") + 1);
  for (const chart of root.querySelectorAll(".chart")) await /** @type {any} */ (chart).ready;
  await settled();
  const moves = root.querySelector("input, select, .step-control") !== null;
  const part = stilled(root);
  if (!part.textContent?.trim() && !part.querySelector("svg")) throw new Error("nothing is left of it without its controls");
  return h("div", { class: "still" }, part, ...(moves ? [note(MOVES)] : []));
}
