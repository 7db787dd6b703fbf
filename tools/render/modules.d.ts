// ⑨ page: packages without types of their own, as far as the renderer's scripts use them.
declare module "@observablehq/runtime";
declare module "@observablehq/parser" {
  interface Located {
    type: string;
    start: number;
    end: number;
  }
  interface Named extends Located {
    name: string;
  }
  /** `x`, or the x inside `viewof x` and `mutable x`. */
  interface Reference extends Named {
    id: Named;
  }
  interface Specifier {
    view: boolean;
    mutable: boolean;
    imported: Named;
    local: Named;
  }
  export interface Cell extends Located {
    input: string;
    id: Reference | null;
    async: boolean;
    generator: boolean;
    references: Reference[];
    body: Located & {source: {value: string}; specifiers: Specifier[]; injections?: Specifier[]};
  }
  const parser: {parseModule(source: string): {cells: Cell[]}};
  export default parser;
}
declare module "bootstrap/js/dist/*";
declare module "observable-stdlib/*";
