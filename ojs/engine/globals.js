// ⑤ What a program finds in Python's module `js`: the language itself, its numbers, texts and clocks. The walls are the sandbox's policy and its origin; this keeps
// out of sight what nobody should lean against: the network, other workers, storage, and the ways by which a worker speaks.

const SHOWN = [
  "Object", "Function", "Array", "Map", "Set", "WeakMap", "WeakSet", "WeakRef", "FinalizationRegistry", "Promise", "Symbol", "Proxy", "Reflect", "Iterator", "JSON", "Math", "Intl",
  "Date", "RegExp", "String", "Number", "Boolean", "BigInt", "Error", "AggregateError", "EvalError", "RangeError", "ReferenceError", "SyntaxError", "TypeError", "URIError", "DOMException",
  "ArrayBuffer", "DataView", "Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array", "Uint32Array", "Float32Array", "Float64Array", "BigInt64Array",
  "BigUint64Array", "Infinity", "NaN", "undefined", "isFinite", "isNaN", "parseFloat", "parseInt", "decodeURI", "decodeURIComponent", "encodeURI", "encodeURIComponent", "eval",
  "atob", "btoa", "TextEncoder", "TextDecoder", "AbortController", "AbortSignal", "console",
];
/** These are called without their owner. */
const BOUND = ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "queueMicrotask", "structuredClone"];

export function shown() {
  /** @type {Record<string, unknown>} */
  const all = Object.fromEntries(SHOWN.filter((name) => name in globalThis).map((name) => [name, /** @type {any} */ (globalThis)[name]]));
  for (const name of BOUND) all[name] = /** @type {any} */ (globalThis)[name].bind(globalThis);
  return Object.assign(all, { globalThis: all });
}
