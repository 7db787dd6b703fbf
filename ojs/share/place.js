// ⑦ Where the pages of this site are, and in what way this one is seen.

/** The address of the home page's folder: every page says how far up it is. */
export const home = () => new URL(document.querySelector('meta[name="quarto:offset"]')?.getAttribute("content") || "./", document.baseURI);

/** Where a program of anybody's own opens. */
export const playgroundPage = () => new URL("playground.html", home());

/** What of this page is shown inside another one: null: it is a page of its own; "": its walkthrough; else the example of that name. */
export const embedded = () => (globalThis.location ? new URLSearchParams(location.search).get("embed") : null);
