"""⑨ page: what the search knows: the prose of each section, in the form Quarto's search reads. No source, no LaTeX, nothing twice."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

UNLISTED = {"gallery.html"}  # pages that are for whoever works on this site
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# Not prose: source and what it printed, what a widget draws, what is said only to some.
SILENT = {"script", "style", "pre", "svg", "annotation", "button", "template", "noscript", "nav"}
SILENT_CLASSES = {
    "still",
    "cell-bar",
    "hidden",
    "visually-hidden",
    "screen-reader-only",
    "anchorjs-link",
    "quarto-title-meta",
}
HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
BLOCKS = {
    "p",
    "li",
    "dt",
    "dd",
    "td",
    "th",
    "tr",
    "div",
    "section",
    "table",
    "ul",
    "ol",
    "dl",
    "blockquote",
    "br",
    *HEADINGS,
}
# What stands between the two parts of a formula, for its elements that have two.
BETWEEN = {"mfrac": "/", "msup": "^", "mroot": "√"}


class Prose(HTMLParser):
    """The sections of a page: [id, heading, words]; the first is what stands before any heading."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.title, self.sections = "", [["", "", ""]]
        self.open: list[tuple[str, bool]] = []  # the elements one is in, and whether each is silent
        self.main, self.heading, self.named = False, False, ""
        self.parts: list[int] = []  # of the elements of a formula one is in: how many have begun
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "main":
            self.main = True
        if self.parts and not self.silent():
            within = self.open[-1][0]
            if self.parts[-1] and within in BETWEEN:
                self.say(BETWEEN[within])
            self.parts[-1] += 1
        if tag in BLOCKS:
            self.say(" ")
        if tag in VOID:
            return
        classes = set((given.get("class") or "").split())
        # A frame around source has a class of its own; so has a cell's, which may hold prose as well.
        silent = tag in SILENT or bool(classes & SILENT_CLASSES) or given.get("aria-hidden") == "true"
        self.open.append((tag, silent))
        if tag == "math" or self.parts:
            self.parts.append(0)
        if tag == "section":
            self.named = given.get("id") or ""
        if self.main and tag in HEADINGS and not self.silent() and self.named:
            self.sections.append([self.named, "", ""])
            self.heading, self.named = True, ""

    def handle_endtag(self, tag: str) -> None:
        if tag not in (name for name, _ in self.open):
            return
        while self.open.pop()[0] != tag:
            if self.parts:
                self.parts.pop()
        if self.parts:
            self.parts.pop()
        if tag in BLOCKS:
            self.say(" ")
        if tag == "main":
            self.main = False
        if tag in HEADINGS:
            self.heading = False

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1][0] == "h1" and self.main:
            self.title += data
        elif not self.silent():
            self.say(re.sub(r"\s+", "", data) if self.parts else data)

    def silent(self) -> bool:
        return any(silent for _, silent in self.open)

    def say(self, words: str) -> None:
        if self.main:
            self.sections[-1][1 if self.heading else 2] += words


def entries(page: str, name: str) -> list[dict[str, Any]]:
    """One entry for the page, and one for each of its sections."""
    prose = Prose(page)
    title = tidy(prose.title)
    found = []
    for place, heading, words in prose.sections:
        address = f"{name}#{place}" if place else name
        found.append(
            {
                "objectID": address,
                "href": address,
                "title": title,
                "section": tidy(heading),
                "text": tidy(words),
            }
        )
    return found


def tidy(words: str) -> str:
    # What a formula has that nobody types: a function's invisible application, what keeps a full stop beside it, primes set high.
    words = words.replace("\u2061", " ").replace("^′", "′")
    # As it is typed. Quarto sets a description with the curved one, a plain renderer with the other.
    words = words.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return re.sub(r"\s+", " ", re.sub("[\u2060-\u2064]", "", words)).strip()
