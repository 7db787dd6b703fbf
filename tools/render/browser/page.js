// ⑨ page: what Quarto's own scripts do around an article: folding, light and dark, copying code, the current heading in the contents.
import Collapse from "bootstrap/js/dist/collapse.js";
import "bootstrap/js/dist/tab.js";

const sheets = () => /** @type {HTMLLinkElement[]} */ ([...document.querySelectorAll("link.quarto-color-scheme")]);
const systemDark = matchMedia("(prefers-color-scheme: dark)");

/** What the reader chose: kept by the browser, or, where storage is blocked, by this page. @type {string | null} */
let chosen = null;

/** @returns {boolean} */
function wantsDark() {
  try {
    chosen = localStorage.getItem("quarto-color-scheme");
  } catch {
    // blocked
  }
  return chosen ? chosen === "alternate" : systemDark.matches;
}

/** @param {boolean} dark */
function applyScheme(dark) {
  for (const sheet of sheets()) sheet.media = sheet.dataset.mode === "dark" ? (dark ? "screen" : "not all") : dark ? "print" : "all";
  document.body.classList.toggle("quarto-dark", dark);
  document.body.classList.toggle("quarto-light", !dark);
  for (const toggle of document.querySelectorAll(".quarto-color-scheme-toggle")) {
    toggle.classList.toggle("alternate", dark);
    toggle.setAttribute("aria-pressed", String(dark));
  }
}

applyScheme(wantsDark());
systemDark.addEventListener("change", () => applyScheme(wantsDark()));

for (const toggle of document.querySelectorAll(".quarto-color-scheme-toggle")) {
  toggle.addEventListener("click", (event) => {
    event.preventDefault();
    const dark = !wantsDark();
    chosen = dark ? "alternate" : "default";
    try {
      localStorage.setItem("quarto-color-scheme", chosen);
    } catch {
      // blocked
    }
    applyScheme(dark);
  });
}

for (const button of document.querySelectorAll("button.code-copy-button")) {
  button.addEventListener("click", async () => {
    const code = button.parentElement?.querySelector("code")?.textContent ?? "";
    await navigator.clipboard.writeText(code);
    button.classList.add("code-copy-button-checked");
    button.setAttribute("aria-label", "Copied");
    setTimeout(() => {
      button.classList.remove("code-copy-button-checked");
      button.setAttribute("aria-label", "Copy to clipboard");
    }, 1500);
  });
}

const entries = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll("#TOC a.nav-link")]);
const headings = entries.map((entry) => document.getElementById(decodeURIComponent(entry.hash.slice(1))));

function markCurrent() {
  const line = 140;
  let current = 0;
  headings.forEach((heading, index) => {
    if (heading && heading.getBoundingClientRect().top < line) current = index;
  });
  entries.forEach((entry, index) => entry.classList.toggle("active", index === current));
}

if (entries.length) {
  addEventListener("scroll", markCurrent, {passive: true});
  markCurrent();
}

// A callout's title is a button in all but its element, so it answers to the keys of one.
for (const title of document.querySelectorAll(".callout-header[role=button]")) {
  title.addEventListener("keydown", (event) => {
    if (!(event instanceof KeyboardEvent) || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    /** @type {HTMLElement} */ (title).click();
  });
}

// Following a link inside the small-screen menu closes it.
document.getElementById("navbarCollapse")?.addEventListener("click", (event) => {
  const menu = document.getElementById("navbarCollapse");
  if (menu?.classList.contains("show") && event.target instanceof HTMLAnchorElement) Collapse.getOrCreateInstance(menu).hide();
});
