// ⑨ On every page: brings the worker that keeps what has been read, and tells when a newer edition of the site waits. Without one all works as well.
import { h } from "../drawing/dom.js";
import { keepControl } from "./keep.js";
import { tell } from "./telling.js";

const BASE = new URL("../", import.meta.url);
const HOUR = 3_600_000;
/** Which build the page is of. */
const build = document.querySelector('meta[name="build"]')?.getAttribute("content");
/** On one's own machine pages are built anew all the time: there it is tried only where the address says so. */
const home = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(location.hostname);

async function registered() {
  if (!build || !navigator.serviceWorker) return null;
  const known = await navigator.serviceWorker.getRegistration(BASE);
  if (home && !known && !new URLSearchParams(location.search).has("offline")) return null;
  return navigator.serviceWorker.register(new URL("sw.js", BASE), { scope: BASE.pathname, updateViaCache: "none" });
}

/** A newer one is there, and waits. @param {ServiceWorkerRegistration} registration */
function announce(registration) {
  if (!registration.waiting || document.querySelector(".edition")) return;
  const words = h("span", {}, "There is a newer edition of this site.");
  const now = h("button", { type: "button" }, "Reload with it");
  const later = h("button", { type: "button" }, "Later");
  const notice = h("p", { class: "edition", role: "status" }, words, now, later);
  now.addEventListener("click", async () => {
    const answer = await tell(registration.waiting, { type: "takeOver" });
    if (answer?.type !== "others") return;
    words.textContent = "There is a newer edition of this site. Close its other tabs first, so that no page is mixed of two.";
  });
  later.addEventListener("click", () => notice.remove());
  document.body.append(notice);
}

async function begin() {
  const registration = await registered().catch(() => null); // a private window, storage that is blocked
  const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-keep]"));
  if (place) keepControl(place, registration);
  if (!registration) return;
  const { serviceWorker } = navigator;
  const first = !serviceWorker.controller;
  let changed = first; // by the first one nothing is replaced
  serviceWorker.addEventListener("controllerchange", () => {
    if (changed) changed = false;
    else location.reload(); // this reader has pressed the button
  });
  announce(registration);
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", () => announce(registration));
  });
  let looked = Date.now();
  document.addEventListener("visibilitychange", () => { // a page that was open overnight
    if (document.hidden || Date.now() - looked < HOUR) return;
    looked = Date.now();
    registration.update().catch(() => {});
  });
  const { active } = await serviceWorker.ready;
  const loaded = () => performance.getEntriesByType("resource").map(({ name }) => name);
  if (first) await tell(active, { type: "loaded", build, addresses: [location.href.replace(/[?#].*/, ""), ...loaded()] });
  document.documentElement.dataset.offline = "ready";
}

const rest = () => (globalThis.requestIdleCallback ?? setTimeout)(begin);
if (document.readyState === "complete") rest();
else addEventListener("load", rest, { once: true });
