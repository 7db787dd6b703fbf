"""⑨ page: every exported widget with its arguments and options, read from ojs/, for a {python} cell of the authors' guide to show."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tools.module_map import Shown

ROOT = Path(__file__).resolve().parents[1]
EXPORT = re.compile(r'^export \{ (\w+) \} from "\./(widgets/[\w/-]+\.js)";', re.MULTILINE)
# What of a note is code: an object, a list of them, a string, a call.
CODE = re.compile(r'\[\{[^\]]*\]|\{(?:[^{}]|\{[^{}]*\})*\}|"[^"]*"|\b[\w.]+\([^()]*\)')
FIRST_LINE = re.compile(r"// ⑧ (.+)")


@dataclass(frozen=True)
class Widget:
    """`arguments` are positional; `options` are keys of the last one; `notes` say what some of them are for."""

    name: str
    summary: str
    arguments: tuple[str, ...]
    options: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def call(self) -> str:
        given = [*self.arguments, *([f"{{{', '.join(self.options)}}}"] if self.options else [])]
        return f"{self.name}({', '.join(given)})"


def widgets(root: Path = ROOT) -> list[Widget]:
    """The widgets that ojs/index.js exports, those of more.js among them. Raises ValueError where a file does not say what they are."""
    return [
        read(name, root / "ojs" / file)
        for list_ in ("index.js", "more.js")
        if (root / "ojs" / list_).exists()
        for name, file in EXPORT.findall((root / "ojs" / list_).read_text("utf-8"))
    ]


def widget_list(*, parts: bool, root: Path = ROOT) -> Shown:
    """As a definition list: the parts, which show a `walk`, or the others."""
    lines = []
    for widget in sorted(widgets(root), key=lambda one: one.name.lower()):
        if (widget.arguments[:1] == ("walk",)) == parts:
            lines += [
                f"`{widget.call}`",
                f":   {widget.summary}",
                *(f"    {note}" for note in widget.notes),
                "",
            ]
    return Shown("\n".join(lines))


def read(name: str, file: Path) -> Widget:
    text = file.read_text("utf-8")
    summary = FIRST_LINE.match(text)
    comment = re.search(rf"/\*\*((?:(?!\*/).)*)\*/\s*export (?:async )?function {name}\(", text, re.DOTALL)
    if not summary or not comment:
        raise ValueError(
            f"{file}: its first line, or the comment above {name}(), does not say what {name} is"
        )
    arguments: list[str] = []
    options: list[str] = []
    notes = []
    for tag in parameters(re.sub(r"\s*\n\s*\*?\s*", " ", comment[1])):
        kind, rest = braced(tag)
        target, _, note = rest.partition(" ")
        target = target.strip("[]")
        if "." in target:
            options.append(target.split(".")[1])
            notes += [f"`{options[-1]}`: {code(note)}."] if note else []
        elif kind.startswith("{"):
            options += keys(kind)
            notes += [f"{code(said)}." for said in re.split(r"; (?=\w+: )", note)] if note else []
        elif kind != "object":
            arguments.append(target)
            notes += [f"`{target}`: {code(note)}."] if note else []
    marked = (re.sub(r"^(\w+(?:, \w+)*):", r"`\1`:", note) for note in notes)
    return Widget(name, summary[1].removesuffix(".") + ".", tuple(arguments), tuple(options), tuple(marked))


def code(note: str) -> str:
    """A note with what is code in it marked as such, unless its author has done so."""
    return note if "`" in note else CODE.sub(r"`\g<0>`", note)


def parameters(comment: str) -> list[str]:
    """What follows each @param, up to the next tag."""
    return [
        part[len("param ") :].strip()
        for part in re.split(r" ?@(?=\w+ [{\w])", comment)
        if part.startswith("param ")
    ]


def braced(text: str) -> tuple[str, str]:
    """'{a type} the rest' as ('a type', 'the rest'); types have braces of their own."""
    depth = 0
    for at, letter in enumerate(text):
        depth += (letter == "{") - (letter == "}")
        if depth == 0:
            return text[1:at].strip(), text[at + 1 :].strip()
    raise ValueError(f"a brace is never closed: {text}")


def keys(kind: str) -> list[str]:
    """The keys of '{a?: T, b: {c: U}}': those at its own level."""
    inner, depth, flat = kind[1:-1].replace("=>", ""), 0, ""
    for letter in inner:
        depth -= letter in ")}>]"
        flat += letter if depth == 0 else ""
        depth += letter in "({<["
    return re.findall(r"(?:^|, )\s*(\w+)\??:", flat)
