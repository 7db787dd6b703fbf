// ⑧ What CodeMirror shows on a program: the expression of the current step, what is pointed at, and what went wrong, in its line with the message below it.
import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, WidgetType } from "@codemirror/view";
import { h } from "../../drawing/dom.js";
import { marked } from "./field.js";

/** @typedef {import("./editor.js").Mark} Mark @typedef {import("./editor.js").Wrong} Wrong */

/** @type {import("@codemirror/state").StateEffectType<Mark[]>} */
export const setMarks = StateEffect.define();
/** @type {import("@codemirror/state").StateEffectType<Wrong[]>} */
export const setErrors = StateEffect.define();

class Message extends WidgetType {
  /** @param {string} text */
  constructor(text) {
    super();
    this.text = text;
  }

  /** @param {Message} other */
  eq(other) { return other.text === this.text; }

  toDOM() { return h("div", { class: "editor-message", dir: "ltr" }, this.text); }
}

/**
 * A list that an effect sets. Another text keeps it where it was, or ends it.
 * @template T
 * @param {import("@codemirror/state").StateEffectType<T[]>} effect @param {(list: T[], state: import("@codemirror/state").EditorState) => import("@codemirror/view").DecorationSet} draw
 */
const listed = (effect, draw) => {
  /** @type {StateField<{list: T[], drawn: import("@codemirror/view").DecorationSet}>} */
  const field = StateField.define({
    create: () => ({ list: /** @type {T[]} */ ([]), drawn: Decoration.none }),
    update: (old, change) => {
      const set = change.effects.find((one) => one.is(effect));
      if (set) return { list: /** @type {T[]} */ (set.value), drawn: draw(/** @type {T[]} */ (set.value), change.state) };
      return change.docChanged && old.list.length ? { list: [], drawn: Decoration.none } : old; // they were of another text
    },
    provide: (own) => EditorView.decorations.from(own, ({ drawn }) => drawn),
  });
  return field;
};

const marks = listed(setMarks, (list) => Decoration.set(list.map(({ from, to, kind }) => Decoration.mark({ class: "code-piece", attributes: marked(kind) }).range(from, to)), true));
const errors = listed(setErrors, (/** @type {Wrong[]} */ list, state) => Decoration.set(list.flatMap(({ line, message }) => {
  const { from, to } = state.doc.line(line);
  return [
    Decoration.line({ attributes: { "data-wrong": "" } }).range(from),
    ...(message ? [Decoration.widget({ widget: new Message(message), block: true, side: 1 }).range(to)] : []),
  ];
}), true));

/** @param {import("@codemirror/state").EditorState} state */
export const marksOf = (state) => state.field(marks).list;
/** @param {import("@codemirror/state").EditorState} state */
export const errorsOf = (state) => state.field(errors).list;

export const shown = [marks, errors];
