// ⑥ When Python may start by itself: never before the page has come to rest, and not where the reader pays for what travels.

/** The reader has allowed it, for as long as the tab is open. */
const ALLOWED = "stepgrad-python-allowed";
const TOUCHES = ["pointerdown", "keydown", "input"];

/** @type {Promise<void> | undefined} */
let free;

/** When the page is there and nothing is to be done, or when the reader first touches it. @returns {Promise<void>} */
export function whenFree() {
  return free ??= new Promise((resolve) => {
    const now = () => {
      for (const type of TOUCHES) removeEventListener(type, now, true);
      resolve();
    };
    for (const type of TOUCHES) addEventListener(type, now, true);
    const idle = globalThis.requestIdleCallback ?? ((/** @type {() => void} */ does) => setTimeout(does, 200)); // Safari has none
    const rest = () => requestAnimationFrame(() => idle(now, { timeout: 2000 }));
    if (document.readyState === "complete") rest();
    else addEventListener("load", rest, { once: true });
  });
}

/** Whether megabytes are to be asked for first: the reader saves data, or is on a phone's own network. */
export function metered() {
  const connection = /** @type {{saveData?: boolean, type?: string} | undefined} */ (/** @type {any} */ (globalThis.navigator)?.connection);
  const saves = Boolean(connection?.saveData) || connection?.type === "cellular" || Boolean(globalThis.matchMedia?.("(prefers-reduced-data: reduce)").matches);
  return saves && !allowed();
}

function allowed() {
  try {
    return sessionStorage.getItem(ALLOWED) !== null;
  } catch {
    return false; // storage is blocked: asked on each page
  }
}

/** The reader wants Python, whatever it costs. */
export function allow() {
  try {
    sessionStorage.setItem(ALLOWED, "yes");
  } catch {
    // asked again on the next page
  }
}
