// ⑧ What a link to this step has to say, which page it leads to, and the frame that shows it in a page of somebody else's.
import { encode } from "../../share/link.js";
import { embedded, playgroundPage } from "../../share/place.js";
import { toNumber } from "../../maths/format.js";
import { Folding } from "../../trace/groups/folding.js";

/** @typedef {import("../program/walkthrough.js").Host} Host @typedef {import("../../trace/walk.js").Walk} Walk @typedef {import("../../share/link.js").Shared} Shared */

/** Of a frame, in pixels: the stage of a walkthrough that is embedded, and what stands around it. */
const STAGE = 600;
const AROUND = 130;

/** @param {string} one @param {string} other */
const same = (one, other) => one.trimEnd() === other.trimEnd();

/** What is open, where that is not what is open to begin with. @param {Folding} folding */
function opened({ groups, opened: now }) {
  const first = new Folding(groups).opened;
  return first.length === now.length && first.every((group, i) => group === now[i]) ? undefined : now;
}

/** The graph that is shown, and the program it is of; or the text as it stands, where no graph of it is shown yet. @param {Walk} walk @param {Host} host @returns {Shared} */
export function shared(walk, { example, recorded, source, draft, view }) {
  const trace = walk.right?.trace ?? walk.trace; // of a run with a mistake built in: the program's own
  const text = draft();
  if (!same(text, trace.source)) return { source: text };
  const { pass, step } = walk;
  const at = { step, ...(walk.begins(step) && { pass: pass ?? 0 }), ...(walk.pinned !== null && { pinned: walk.pinned }) };
  const open = trace.pending ? undefined : opened(view.folding.state);
  const facts = { ...at, ...(open && { open }) };
  const inputs = Object.entries(trace.inputs).flatMap(([name, now]) => (Object.hasOwn(recorded.inputs, name) && recorded.inputs[name] === now ? [] : [[name, toNumber(now)]]));
  if (example === "" || source() !== recorded.source) return { source: text, ...facts }; // the sliders' numbers stand in the text
  return { example, ...(inputs.length && { inputs: Object.fromEntries(inputs) }), ...facts };
}

/** @param {Walk} walk @param {Host} host */
export async function linkTo(walk, host) {
  const facts = shared(walk, host);
  const here = facts.example !== undefined && embedded() === null && !host.root.closest('[data-widget="exercise"], [data-widget="gallery"]');
  const page = here ? new URL(location.pathname, location.href) : playgroundPage();
  return `${page.href}${await encode(facts)}`;
}

/** @param {string} text for an attribute */
const quoted = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** The second element makes the frame as high as what is in it, where the page allows scripts; else it keeps its height. */
const RESIZE = '<script>addEventListener("message",(e)=>{if(e.data?.type==="stepgrad:height")for(const f of document.querySelectorAll("iframe"))if(f.contentWindow===e.source)f.style.height=e.data.height+"px"})</script>';

/** @param {Walk} walk @param {Host} host */
export async function frameOf(walk, host) {
  const address = `${playgroundPage().href}?embed${await encode(shared(walk, host))}`;
  const around = host.root.offsetHeight - (host.root.querySelector(".walkthrough-stage")?.clientHeight ?? host.root.offsetHeight - AROUND);
  const height = STAGE + Math.max(AROUND, Math.min(around, 2 * AROUND));
  return `<iframe src="${quoted(address)}" title="${quoted(host.root.getAttribute("aria-label") ?? "Step through a program")}" style="width: 100%; height: ${height}px; border: 0" loading="lazy" allow="clipboard-write"></iframe>\n${RESIZE}\n`;
}
