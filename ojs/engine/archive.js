// ⑤ Where the engine lies in Pyodide's file system. Its bytecode was compiled to lie there (tools/asset_steps/runtime.py), and tracebacks name it.

/** On the path as it is: to install a package as Pyodide does would take longer than to import it.
 * @param {import("pyodide").PyodideInterface} python @param {Uint8Array} archive @param {string} [name]
 */
export function mount(python, archive, name = "stepgrad.zip") {
  python.FS.writeFile(`/lib/${name}`, archive);
  python.pyimport("sys").path.append(`/lib/${name}`);
}
