// ⑧ What lies beside the scripts and goes into saved files: the two themes, the typefaces, the page that steps by itself.

/** @typedef {{light: Record<string, string>, dark: Record<string, string>}} Themes custom properties by name */

/** @param {string} path */
async function fetched(path) {
  const response = await fetch(new URL(path, import.meta.url));
  if (!response.ok) throw new TypeError(`${path}: the server answered ${response.status}`);
  return response;
}

/** @returns {Promise<Themes>} */
export const themes = async () => (await fetched("./themes.json")).json();

/** The page, with places for what goes into it. */
export const shell = async () => (await fetched("./standalone.txt")).text();

/** @param {ArrayBuffer} bytes */
function base64(bytes) {
  const all = new Uint8Array(bytes);
  let text = "";
  for (let at = 0; at < all.length; at += 8192) text += String.fromCharCode(...all.subarray(at, at + 8192));
  return btoa(text);
}

/** Typefaces as rules of a style sheet, each whole and inside. @param {Set<string>} families @returns {Promise<string>} */
export async function faces(families) {
  const sheet = await (await fetched("./fonts.css")).text();
  const rules = (sheet.match(/@font-face\{[^}]*\}/g) ?? []).filter((rule) => families.has(/font-family:"([^"]*)"/.exec(rule)?.[1] ?? "") && rule.includes("url("));
  return (await Promise.all(rules.map(async (rule) => {
    const file = /url\((fonts\/[^)]*)\)/.exec(rule)?.[1];
    return file ? rule.replace(file, `data:font/woff2;base64,${base64(await (await fetched(`./${file}`)).arrayBuffer())}`) : rule;
  }))).join("\n");
}
