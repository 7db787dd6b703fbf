// ⑧ Python for CodeMirror: read by Lezer, and coloured by the same few kinds of words as all code of the site.
import { localCompletionSource, pythonLanguage } from "@codemirror/lang-python";
import { LanguageSupport, syntaxHighlighting } from "@codemirror/language";
import { styleTags, tagHighlighter, tags } from "@lezer/highlight";

const language = pythonLanguage.configure({ props: [styleTags({
  "ExpressionStatement/String": tags.docComment, // a string that is a statement says what something is
  "Boolean None FormatSpec FormatConversion": tags.name, // as Pandoc has them
  '"*" "**"': tags.operator,
  async: tags.keyword,
})] });

const colours = tagHighlighter([
  { tag: tags.keyword, class: "code-keyword" },
  { tag: tags.string, class: "code-string" },
  { tag: tags.number, class: "code-number" },
  { tag: tags.comment, class: "code-comment" },
]);

export const python = new LanguageSupport(language, [
  syntaxHighlighting(colours),
  language.data.of({ autocomplete: localCompletionSource }),
]);
