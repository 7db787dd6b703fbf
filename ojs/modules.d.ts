// ⑧ The two libraries the widgets use come without types: what is used of them.
declare module "@observablehq/inputs" {
  export function range(extent: [number, number], options?: { label?: string; step?: number; value?: number }): HTMLFormElement & { value: number };
}
