// ⑧ CodeMirror as it writes programs here: what takes the plain field's place. A bundle of its own, which comes when it is wanted.
import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import {
  copyLineDown, copyLineUp, deleteLine, history, historyKeymap, indentLess, indentMore, isolateHistory, moveLineDown, moveLineUp, standardKeymap, toggleComment,
} from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { EditorSelection, EditorState, Prec, Transaction } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { attrs, h } from "../../drawing/dom.js";
import { reveal } from "../../drawing/reveal.js";
import { completion } from "./completion.js";
import { foreign } from "./foreign-letters.js";
import { errorsOf, marksOf, setErrors, setMarks, shown } from "./marks.js";
import { python } from "./python.js";

/** @typedef {import("./editor.js").Face} Face */

/** What is free after the longest line, in pixels: there is no more to see. */
const AFTER = 24;

/** Where two texts differ. @param {string} before @param {string} after */
function difference(before, after) {
  let [from, end] = [0, 0];
  const most = Math.min(before.length, after.length);
  while (from < most && before[from] === after[from]) from += 1;
  while (end < most - from && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return { from, to: before.length - end, insert: after.slice(from, after.length - end) };
}

/** Those of CodeMirror's default keys that programs are written with. @type {import("@codemirror/view").KeyBinding[]} */
const OWN_KEYS = [
  { key: "Mod-[", run: indentLess }, { key: "Mod-]", run: indentMore }, { key: "Mod-/", run: toggleComment }, { key: "Shift-Mod-k", run: deleteLine },
  { key: "Alt-ArrowUp", run: moveLineUp, shift: copyLineUp }, { key: "Alt-ArrowDown", run: moveLineDown, shift: copyLineDown },
];

/**
 * @param {object} options
 * @param {string[]} options.texts what the field has held, the first and the last among them: undo goes back through them
 * @param {string} options.label @param {string} options.hint id of what tells the keys
 * @param {() => void} options.run @param {() => void} options.changed by the reader
 * @param {() => Iterable<string>} options.names
 * @param {import("./completion.js").Table} options.table
 * @returns {Face & {select: (from: number, to: number) => void, scroller: HTMLElement}}
 */
export function codemirror({ texts, label, hint, run, changed, names, table }) {
  const view = new EditorView({
    state: EditorState.create({
      doc: texts[0],
      extensions: [
        Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => { run(); return true; } }, { key: "Ctrl-Enter", run: () => { run(); return true; } }])),
        python, history(), lineNumbers(), indentOnInput(), bracketMatching(), closeBrackets(), indentUnit.of("    "), EditorState.tabSize.of(4), completion(names, table), foreign, shown,
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...OWN_KEYS, ...standardKeymap]), // Tab is none of them: it leaves
        EditorView.contentAttributes.of((now) => ({ "aria-label": label, "aria-describedby": hint, spellcheck: "false", autocorrect: "off", autocapitalize: "off", ...(errorsOf(now.state).length && { "aria-invalid": "true" }) })),
        EditorView.updateListener.of((update) => {
          if (update.transactions.some((one) => one.docChanged && one.annotation(Transaction.userEvent) !== "program")) changed();
          if (update.geometryChanged || update.viewportChanged || update.docChanged) measured();
        }),
      ],
    }),
  });
  view.scrollDOM.removeAttribute("tabindex"); // what scrolls is nothing to go to: the text in it is
  const scroller = view.scrollDOM;
  view.contentDOM.addEventListener("input", (event) => event.stopPropagation()); // the editor's own says it, once for every change
  scroller.addEventListener("scroll", () => measured(), { passive: true });

  /** Fades where it goes on. */
  function measured() {
    view.requestMeasure({
      key: "more",
      read: () => {
        const { scrollLeft: x, scrollTop: y, scrollWidth, scrollHeight, clientWidth, clientHeight } = scroller;
        return [x > 1 && "left", x < scrollWidth - clientWidth - AFTER && "right", y > 1 && "up", y < scrollHeight - clientHeight - 1 && "down"].filter(Boolean).join(" ");
      },
      write: (more) => { attrs(scroller, { "data-more": more || null }); },
    });
  }
  /** @param {string} text @param {boolean} undone */
  const set = (text, undone) => view.dispatch({
    changes: difference(view.state.doc.toString(), text),
    annotations: [Transaction.userEvent.of("program"), Transaction.addToHistory.of(undone), ...(undone ? [isolateHistory.of("full")] : [])],
  });
  for (const text of texts.slice(1)) set(text, true);

  return {
    element: h("div", { class: "editor-codemirror" }, view.dom),
    scroller,
    get value() { return view.state.doc.toString(); },
    set value(text) { set(text, true); },
    rewrite: (text) => set(text, false),
    marks: (list) => view.dispatch({ effects: setMarks.of(list.filter(({ from, to }) => from < to && to <= view.state.doc.length)) }),
    errors: (list) => view.dispatch({ effects: setErrors.of(list.filter(({ line }) => line >= 1 && line <= view.state.doc.lines)) }),
    measured: () => view.requestMeasure(),
    reveal(line, foot = 0) {
      const at = line === undefined ? marksOf(view.state).find(({ kind }) => kind !== "hovered")?.from : line <= view.state.doc.lines ? view.state.doc.line(line).from : undefined;
      if (at === undefined || !scroller.clientHeight) return;
      const there = () => {
        if (line === undefined) return /** @type {HTMLElement[]} */ ([...view.contentDOM.querySelectorAll("[data-active]")]);
        const { node } = view.domAtPos(at);
        const row = (node instanceof Element ? node : node.parentElement)?.closest(".cm-line");
        return /** @type {HTMLElement[]} */ ([row, row?.nextElementSibling].filter((one) => one && (one === row || one.matches(".editor-message"))));
      };
      const { from, to } = view.viewport;
      if (at >= from && at <= to) return reveal(scroller, there(), foot);
      scroller.scrollTop = view.lineBlockAt(at).top - scroller.clientHeight / 3; // it is drawn only where it can be seen
      view.requestMeasure({ read: () => {}, write: () => reveal(scroller, there(), foot) });
    },
    top: (line) => (line <= view.state.doc.lines ? view.documentTop + view.lineBlockAt(view.state.doc.line(line).from).top : undefined),
    at({ clientX: x, clientY: y }) {
      const near = view.posAtCoords({ x, y });
      return [near, near === null ? null : near - 1].find((place) => {
        const box = place === null || place < 0 ? null : view.coordsForChar(place);
        return box && x >= box.left && x < box.right && y >= box.top - 3 && y < box.bottom + 3;
      }) ?? null;
    },
    focus: () => view.focus(),
    select: (anchor, head) => view.dispatch({ selection: EditorSelection.single(anchor, head) }),
  };
}
