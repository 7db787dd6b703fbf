// ⑧ A program of many passes, one at a time: the root's value in each as a line to go along; to the next one, to the last one, and to play them.
import { drawing } from "./icons.js";
import { attrs, follow, h, s, whileConnected, write } from "../../drawing/dom.js";
import { number, spoken, thousands } from "../../maths/format.js";
import { needsWalk } from "../../trace/walk.js";
import { passCurve } from "./pass-curve.js";

const SLOWEST = 500; // milliseconds a pass, where they are few
const SHOW = 20_000; // milliseconds for all of them, where they are many
const FRAME = 50; // and then some are left out

/** @param {import("./icons.js").Icon} icon @param {string} label @param {string} [key] */
const button = (icon, label, key) => h("button", { type: "button", class: "pass-strip-button", "aria-label": label, "aria-keyshortcuts": key, title: key ? `${label} (${key})` : label }, drawing(icon));

/**
 * Hidden where the walk is no series.
 * @param {import("../../trace/walk.js").Walk} walk
 * @param {{tools?: HTMLElement[]}} [options] tools: what stands at its end
 * @returns {HTMLElement}
 */
export function passStrip(walk, { tools = [] } = {}) {
  needsWalk(walk, "passStrip");
  const curve = passCurve(walk);
  const [back, play, next] = [button("first", "Previous pass", "["), button("play", "Play the passes"), button("last", "Next pass", "]")];
  const rail = h("div", { class: "pass-strip-rail", role: "slider", tabindex: 0, "aria-label": "Pass", "aria-valuemin": 1 }, curve.element);
  const [place, value] = [h("strong"), h("span")];
  const where = h("p", { class: "pass-strip-where" }, place, " ", value);
  const told = h("span", { class: "sg-hidden", "aria-live": "polite" });
  const root = h("div", { class: "pass-strip", "data-widget": "pass-strip", role: "group", "aria-label": "Passes" },
    h("div", { class: "pass-strip-moves" }, back, play, next), rail, where, ...tools, told);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let own = false; // the strip itself moves

  const all = () => walk.trace.passes ?? [];
  const most = () => all().length - 1;

  /** @param {number} pass @param {number} [step] */
  function turn(pass, step) {
    const to = Math.max(0, Math.min(most(), pass));
    own = true;
    walk.pause();
    walk.turnTo(to, step);
    if (step !== undefined) walk.set(step);
    own = false;
  }
  function stop() {
    clearTimeout(timer);
    timer = undefined;
    paint();
  }
  /** Each pass shows its end, what it came to. */
  function start() {
    const passes = most() + 1;
    const interval = Math.max(FRAME, Math.min(SLOWEST, SHOW / passes));
    const stride = Math.max(1, Math.round((FRAME * passes) / SHOW));
    const on = (/** @type {number} */ pass) => {
      timer = setTimeout(() => on(Math.min(most(), pass + stride)), interval);
      turn(pass, all()[pass]?.end);
      if (pass >= most()) stop();
    };
    on(walk.pass === most() ? 0 : Math.min(most(), (walk.pass ?? 0) + 1));
    paint();
  }
  /** @param {number} pass */
  const go = (pass) => { stop(); turn(pass); };

  function words() {
    const pass = walk.pass ?? 0;
    const { course } = curve;
    const name = (course.mean ? "mean of " : "") + (course.names[pass] ?? "");
    return { place: `Pass ${thousands(pass + 1)} of ${thousands(most() + 1)}`, name, value: course.values[pass] ?? NaN, found: curve.flagged(pass) };
  }
  function paint() {
    const shown = walk.pass !== null;
    attrs(root, { hidden: !shown });
    if (!shown || walk.pass === null) return "";
    const said = words();
    curve.paint(walk.pass, walk.compared);
    write(place, said.place);
    write(value, `${said.name} ${number(said.value)}`);
    attrs(where, { "data-found": said.found.length > 0, title: [...said.found, curve.log ? "The line is drawn on a logarithmic scale." : ""].filter(Boolean).join("\n") || null });
    const text = `${said.place}, ${said.name} ${spoken(said.value)}${said.found.length ? `; ${said.found.join(" ")}` : ""}`;
    attrs(rail, { "aria-valuemax": most() + 1, "aria-valuenow": walk.pass + 1, "aria-valuetext": text, title: curve.log ? "On a logarithmic scale" : null });
    attrs(back, { "aria-disabled": walk.pass === 0 ? "true" : null });
    attrs(next, { "aria-disabled": walk.pass === most() ? "true" : null });
    const name = timer === undefined ? "Play the passes" : "Pause";
    if (play.getAttribute("aria-label") !== name) play.replaceChildren(drawing(timer === undefined ? "play" : "pause"));
    attrs(play, { "aria-label": name, title: name });
    return text;
  }

  back.addEventListener("click", () => go((walk.pass ?? 0) - 1));
  next.addEventListener("click", () => go((walk.pass ?? 0) + 1));
  play.addEventListener("click", () => (timer === undefined ? start() : stop()));

  /** The pointer asks for more passes than can be drawn: the last of a frame is shown. @type {number | null} */
  let wanted = null;
  /** @param {PointerEvent} event */
  function dragged(event) {
    const first = wanted === null;
    wanted = curve.nearest(event.clientX - rail.getBoundingClientRect().left);
    if (first) requestAnimationFrame(() => { if (wanted !== null && wanted !== walk.pass) go(wanted); wanted = null; });
  }
  rail.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    rail.setPointerCapture(event.pointerId);
    rail.focus({ preventScroll: true });
    dragged(event);
    event.preventDefault(); // no selecting of text
  });
  rail.addEventListener("pointermove", (event) => { if (rail.hasPointerCapture(event.pointerId)) dragged(event); });
  rail.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const far = Math.max(1, Math.round(most() / 10));
    const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: far, PageDown: -far, Home: -Infinity, End: Infinity }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    go((walk.pass ?? 0) + by);
  });
  follow(root, walk, ["trace", "pass", "step", "compare"], (event) => {
    if (timer !== undefined && !own) stop(); // the reader took over
    if (event?.type !== "step" && event?.type !== "pass") curve.draw();
    const text = paint();
    if (event?.type !== "pass" || walk.silent) return;
    // The pass is said, and not the step as well; of a slider that has the focus its own words are read.
    if (timer === undefined && document.activeElement !== rail) write(told, text);
    walk.silent = true;
    queueMicrotask(() => { walk.silent = false; });
  });
  whileConnected(root, () => {
    const size = () => curve.resize(Math.floor(rail.clientWidth), Math.floor(rail.clientHeight));
    const observer = new ResizeObserver(() => { size(); paint(); });
    observer.observe(rail);
    return () => { observer.disconnect(); stop(); };
  });
  return root;
}
