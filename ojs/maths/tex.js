// ⑦ Pure: a formula (Markup) as LaTeX. Whatever a program called its values stays text: no letter of it is a command.

/** @typedef {import("./formula.js").Markup} Markup */

const SIGNS = /** @type {Record<string, string>} */ ({
  "×": "\\times", "−": "-", "÷": "\\div", "≥": "\\ge", "≤": "\\le", "≠": "\\ne", "∂": "\\partial", "→": "\\to", "←": "\\gets", "⊤": "\\top", "∑": "\\sum", "∞": "\\infty", "⊙": "\\odot",
  "∏": "\\prod", "√": "\\surd", "·": "\\cdot", "…": "\\dots", "⟨": "\\langle", "⟩": "\\rangle", "{": "\\{", "}": "\\}", "%": "\\%", "#": "\\#", "&": "\\&", "_": "\\_", "$": "\\$", "\\": "\\backslash", "^": "\\hat{\\ }", "~": "\\sim",
  "∈": "\\in", "≈": "\\approx", "∥": "\\|", "⊗": "\\otimes",
});
const GREEK = /** @type {Record<string, string>} */ (Object.fromEntries(
  "α alpha β beta γ gamma δ delta ε epsilon ζ zeta η eta θ theta ι iota κ kappa λ lambda μ mu ν nu ξ xi π pi ρ rho σ sigma τ tau υ upsilon φ phi χ chi ψ psi ω omega Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma Υ Upsilon Φ Phi Ψ Psi Ω Omega"
    .split(" ").map((one, i, all) => [one, `\\${all[i + 1]}`]).filter((_, i) => i % 2 === 0)));
const ESCAPES = /** @type {Record<string, string>} */ ({ "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "#": "\\#", "%": "\\%", "_": "\\_", "^": "\\textasciicircum{}", "~": "\\textasciitilde{}", "\u00a0": "~" });
/** In words these are mathematics. */
const INSIDE = /[×−÷≥≤≠∂→←⊤∑∞⟨⟩⁰¹²³⁴⁵⁶⁷⁸⁹⁻₀₁₂₃₄₅₆₇₈₉₋ᵀ·…α-ωΓ-Ω⊙]+/gu;
const [RAISED, LOWERED] = ["⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "₀₁₂₃₄₅₆₇₈₉₋"];
const DIGITS = "0123456789-";
/** What nobody sees: it would only be in the way of a typesetter. */
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;
const FUNCTIONS = new Set(["exp", "log", "ln", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan", "max", "min"]);

/** Letters, one by one. @param {string} text @param {(letter: string) => string} to */
const each = (text, to) => Array.from(text, to).join("");

/** A run of digits above or below. @param {string} run */
function small(run) {
  const [set, sign] = RAISED.includes(run[0]) ? [RAISED, "^"] : [LOWERED, "_"];
  return `${sign}{${each(run, (letter) => DIGITS[set.indexOf(letter)] ?? "")}}`;
}

/** A run of signs, as they stand in mathematics. @param {string} run */
const signs = (run) => run.replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+|[₀₁₂₃₄₅₆₇₈₉₋]+|ᵀ|./gu, (one) => (one === "ᵀ" ? "^{\\top}" : RAISED.includes(one[0]) || LOWERED.includes(one[0]) ? small(one) : `${SIGNS[one] ?? GREEK[one] ?? one} `)).trim();

/** Words. @param {string} text */
export function texText(text) {
  const plain = text.replace(UNSEEN, "");
  const pieces = plain.split(INSIDE);
  const between = plain.match(INSIDE) ?? [];
  return pieces.map((piece, i) => each(piece, (letter) => ESCAPES[letter] ?? letter) + (between[i] ? `$${signs(between[i]).replace(/^([_^])/, "{}$1")}$` : "")).join("");
}

/** A name: x, h₁₂, ws[3], loss, or what no typesetter knows as one. @param {string} name */
export function texName(name) {
  const [, stem, index] = /^(.*?)([₀₁₂₃₄₅₆₇₈₉₋]*)$/su.exec(name.replace(UNSEEN, "")) ?? ["", name, ""];
  const below = index ? small(index) : "";
  if (GREEK[stem]) return GREEK[stem] + below;
  if (/^[A-Za-z]$/.test(stem)) return stem + below;
  if (FUNCTIONS.has(stem)) return `\\operatorname{${stem}}${below}`;
  if (/^[\w.,[\]() ]+$/.test(stem)) return `\\mathit{${stem.replaceAll("_", "\\_").replaceAll(" ", "\\ ")}}${below}`;
  return `\\text{${texText(stem)}}${below}`;
}

/** @param {Markup | string} tree @returns {string} */
export function tex(tree) {
  if (typeof tree === "string") return texText(tree);
  const { tag, children } = tree;
  const text = () => children.map((child) => (typeof child === "string" ? child : "")).join("");
  const all = () => children.map(tex);
  switch (tag) {
    case "mi": return texName(text());
    case "mn": return /^[\d.]+$/.test(text()) ? text() : text() === "∞" || text() === "−∞" ? signs(text()) : `\\text{${texText(text())}}`;
    case "mo": return each(text(), (letter) => SIGNS[letter] ?? letter);
    case "mtext": return `\\text{${texText(text())}}`;
    case "mspace": return "\\quad";
    case "mfrac": return `\\frac{${all()[0]}}{${all()[1]}}`;
    case "msup": return `{${all()[0]}}^{${all()[1]}}`;
    case "msub": return `{${all()[0]}}_{${all()[1]}}`;
    case "munder": return `\\underset{${all()[1]}}{${all()[0]}}`;
    case "msqrt": return `\\sqrt{${all().join(" ")}}`;
    case "mtable": return `\\begin{cases}${all().join(" \\\\ ")}\\end{cases}`;
    case "mtr": return all().join(" & ");
    default: return rowed(children);
  }
}

/** @param {Markup | string | undefined} one @param {string} tag @param {string} first its first sign @returns {boolean} */
const begins = (one, tag, first) => typeof one === "object" && one.tag === tag && (one.children[0] === first || begins(/** @type {Markup} */ (one.children[0]), "mo", first));

/** A brace before a table is the environment's own; a name before a parenthesis is a function's. @param {(Markup | string)[]} children */
function rowed(children) {
  return children.flatMap((one, i) => {
    const next = children[i + 1];
    if (begins(one, "mo", "{") && typeof next === "object" && next.tag === "mtable") return [];
    const called = typeof one === "object" && one.tag === "mi" && begins(next, "mrow", "(") && /^[A-Za-z]\w+$/.test(String(one.children[0]));
    return [called ? `\\operatorname{${String(one.children[0]).replaceAll("_", "\\_")}}` : tex(one)];
  }).join(" ");
}
