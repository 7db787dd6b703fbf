// ⑧ Letters that nobody sees, and words that run from right to left, as CodeMirror shows them: in the order in which Python reads them.
import { Decoration, Direction, EditorView, MatchDecorator, ViewPlugin, highlightSpecialChars } from "@codemirror/view";
import { CONTROL, TURNED, code } from "../../trace/foreign.js";
import { control } from "../step/code-text.js";

const words = new MatchDecorator({ regexp: TURNED, decoration: Decoration.mark({ tagName: "bdi", bidiIsolate: Direction.RTL }) });

const isolates = ViewPlugin.define((view) => ({
  drawn: words.createDeco(view),
  update(/** @type {import("@codemirror/view").ViewUpdate} */ update) { this.drawn = words.updateDeco(update, this.drawn); },
}), {
  provide: (plugin) => {
    const drawn = (/** @type {EditorView} */ view) => view.plugin(plugin)?.drawn ?? Decoration.none;
    return [EditorView.decorations.of(drawn), EditorView.bidiIsolatedRanges.of(drawn)];
  },
});

export const foreign = [isolates, highlightSpecialChars({ specialChars: CONTROL, render: (letter) => control(code(String.fromCodePoint(letter))) })];
