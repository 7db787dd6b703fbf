// ⑧ When what nobody has asked for yet may come: the reader is at work on the page, this is in sight, and nothing else is under way.

/** Python first: it is what most wait for. */
const busy = () => ["loading", "busy"].includes(document.documentElement.dataset.engine ?? "");
/** @param {() => void} does */
const idle = (does) => ("requestIdleCallback" in globalThis ? requestIdleCallback(does) : setTimeout(does, 500));

/**
 * Never where a reader saves data, and where stills are drawn.
 * @param {Element} element @param {() => void} does once
 * @returns {() => void} ends the waiting
 */
export function atRest(element, does) {
  if (typeof IntersectionObserver === "undefined" || /** @type {any} */ (navigator).connection?.saveData) return () => {};
  let [seen, touched, done] = [false, false, false];
  function look() {
    if (done || !seen || !touched || busy() || document.readyState !== "complete") return;
    stop();
    idle(does);
  }
  const sight = new IntersectionObserver((entries) => { seen = entries[entries.length - 1].isIntersecting; look(); });
  const engine = new MutationObserver(look);
  // what is not there before the first press or key is not there before the first step
  const touch = () => { touched = true; setTimeout(look); };
  function stop() {
    done = true;
    sight.disconnect();
    engine.disconnect();
    for (const type of ["pointerup", "keyup"]) removeEventListener(type, touch, true);
  }
  sight.observe(element);
  engine.observe(document.documentElement, { attributeFilter: ["data-engine"] });
  for (const type of ["pointerup", "keyup"]) addEventListener(type, touch, true);
  if (navigator.userActivation?.hasBeenActive) touch();
  return stop;
}
