// ⑧ Stands for the widgets of more.js until a page asks for one: then they come, and each returns a promise of its element.

/** @typedef {typeof import("./more.js")} More */

export const later = /** @type {{[name in keyof More]: (...given: Parameters<More[name]>) => Promise<Awaited<ReturnType<More[name]>>>}} */ (new Proxy({}, {
  get: (_, /** @type {keyof More} */ name) => async (/** @type {any} */ ...given) => {
    const more = await import("./more.js");
    return /** @type {(...given: any[]) => any} */ (more[name])(...given);
  },
}));
