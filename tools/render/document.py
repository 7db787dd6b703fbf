"""⑨ page: Markdown → the HTML of an article, by Pandoc; callouts, tabs, links and the contents as Quarto makes them."""

from __future__ import annotations

import html
import json
import os
import posixpath
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypandoc  # type: ignore[import-untyped]

from . import blocks
from .errors import RenderError

Node = dict[str, Any]
SEPARATOR = "<!--next-->"


@dataclass
class Heading:
    level: int
    identifier: str
    html: str


@dataclass
class Article:
    """The article of one page: its HTML, its headings, and the project's files it shows."""

    html: str = ""
    headings: list[Heading] = field(default_factory=list)
    files: set[str] = field(default_factory=set)


class PageLinks:
    """Turns the targets an author writes into relative URLs of the site, and refuses those that lead nowhere."""

    def __init__(
        self, root: Path, page: Path, pages: tuple[str, ...], text: str, *, from_root: bool = False
    ) -> None:
        """`from_root`: what is written is not the page's own, but the project's."""
        self.root, self.page, self.pages, self.text = root, page, pages, text
        self.written_in = "" if from_root else page.parent.as_posix()
        self.files: set[str] = set()

    def line(self, target: str) -> int | None:
        at = self.text.find(target)
        return self.text.count("\n", 0, at) + 1 if at >= 0 else None

    def resolve(self, target: str) -> str:
        path, mark, rest = re.fullmatch(r"([^?#]*)([?#]?)(.*)", target, re.DOTALL).groups()  # type: ignore[union-attr]
        if not path or re.match(r"^[a-z][a-z0-9+.-]*:", target, re.IGNORECASE) or target.startswith("//"):
            return target
        here = self.page.parent.as_posix()
        full = posixpath.normpath(
            path.lstrip("/") if path.startswith("/") else posixpath.join(self.written_in, path)
        )
        if full.endswith(".qmd"):
            if full not in self.pages:
                raise RenderError(
                    f"the link to {target} leads to no page of the site", self.page, self.line(target)
                )
            full = full[: -len(".qmd")] + ".html"
        elif full.endswith(".html"):
            raise RenderError(
                f"link to the source ({path[:-5]}.qmd), not to {target}", self.page, self.line(target)
            )
        elif not (self.root / full).is_file():
            raise RenderError(f"the file {target} does not exist", self.page, self.line(target))
        else:
            self.files.add(full)
        return posixpath.relpath(full, here) + mark + rest


def to_article(markdown: str, links: PageLinks, filters: tuple[Path, ...] = ()) -> Article:
    """Converts a page's woven Markdown, through the project's own Lua filters; raises RenderError for what Pandoc's HTML writer would drop."""
    own = [f"--lua-filter={file}" for file in filters]
    try:
        tree = json.loads(_pandoc(markdown, "markdown", "json", *own, project=links.root))
    except RuntimeError as error:
        if refused := re.search(r"exercise (#[\w-]*).*", str(error)):  # by tools/exercises.lua
            raise RenderError(refused[0], links.page, links.line(refused[1])) from None
        raise
    article = Article()

    def visit(node: Node) -> None:
        kind: str = node["t"]
        content: Any = node.get("c")
        if kind in ("Link", "Image"):
            content[2][0] = links.resolve(content[2][0])
            if kind == "Image":
                content[0][1].append("img-fluid")
        elif kind == "Cite":
            key = content[0][0]["citationId"]
            raise RenderError(
                f"@{key} is a citation or cross-reference: not known to this renderer",
                links.page,
                links.line(f"@{key}"),
            )
        elif kind in ("RawBlock", "RawInline") and content[0] not in ("html", "html5"):
            raise RenderError(
                f"raw {content[0]} would be dropped from an HTML page",
                links.page,
                links.line(content[1].split("\n")[0]),
            )

    walk(tree["blocks"], visit)
    tree["blocks"] = blocks.transform(tree["blocks"], links.page)
    listed = [b["c"] for b in tree["blocks"] if b["t"] == "Header" and "unlisted" not in b["c"][1][1]]
    titles = _inline_html(tree, [inlines for _, _, inlines in listed])
    article.headings = [
        Heading(level, attributes[0], title)
        for (level, attributes, _), title in zip(listed, titles, strict=True)
    ]
    article.html = _finish(_pandoc(json.dumps(tree), "json", "html5"))
    article.files = links.files
    return article


def walk(node: Any, visit: Callable[[Node], None]) -> None:
    """Calls `visit` with every element below `node`, parents first."""
    if isinstance(node, dict):
        if "t" in node:
            visit(node)
        for value in node.values():
            walk(value, visit)
    elif isinstance(node, list):
        for value in node:
            walk(value, visit)


def contents_html(headings: list[Heading], depth: int) -> str:
    """The nested list of the headings from level 2 to `depth`, as in Quarto's contents."""
    shown = [h for h in headings if h.level <= depth]
    if not shown:
        return ""
    out: list[str] = []
    levels: list[int] = []
    for heading in shown:
        while levels and heading.level < levels[-1]:
            levels.pop()
            out.append("</li></ul>")
        if levels and heading.level == levels[-1]:
            out.append("</li>")
        else:
            levels.append(heading.level)
            out.append("<ul>" if len(levels) == 1 else '<ul class="collapse show">')
        name = html.escape(heading.identifier, quote=True)
        out.append(
            f'<li><a href="#{name}" id="toc-{name}" class="nav-link" data-scroll-target="#{name}">{heading.html}</a>'
        )
    return "".join(out) + "</li></ul>" * len(levels)


def _inline_html(tree: Node, titles: list[list[Node]]) -> list[str]:
    """Each list of inlines as HTML; one run of Pandoc for all."""
    document = {"pandoc-api-version": tree["pandoc-api-version"], "meta": {}, "blocks": []}
    for inlines in titles:
        # Links inside a heading would nest in the link of the contents.
        plain = [inner for node in inlines for inner in (node["c"][1] if node["t"] == "Link" else [node])]
        document["blocks"] += [{"t": "Plain", "c": plain}, {"t": "RawBlock", "c": ["html", SEPARATOR]}]
    return [part.strip() for part in _pandoc(json.dumps(document), "json", "html5").split(SEPARATOR)[:-1]]


def _finish(text: str) -> str:
    """What Quarto's post-processing adds: a copy button at each block of code, shown or not, a link at each heading, ids of its own."""
    text = re.sub(
        r'<div class="sourceCode"([^>]*)>\s*<pre\s+class="sourceCode ([^"]*)">(.*?)</pre></div>',
        _code_block,
        text,
        flags=re.DOTALL,
    )
    text = text.replace("<table>", '<table class="caption-top table">')
    sections = iter(re.findall(r'<section id="([^"]+)"', text))

    def anchored(match: re.Match[str]) -> str:
        name = next(sections)
        link = f'<a class="anchorjs-link" aria-label="Link to this section" href="#{name}"></a>'
        return f'<section id="{name}"{match[1]}>{match[2]}{match[3].strip()}{link}{match[4]}'

    return re.sub(
        r'<section id="[^"]+"([^>]*)>(\s*<h[2-6][^>]*>)(.*?)(</h[2-6]>)', anchored, text, flags=re.DOTALL
    )


def _code_block(match: re.Match[str]) -> str:
    """A block of code with its classes where Quarto has them: the cell's on the frame, the language's on the text."""
    language, *rest = match[2].split()
    frame = " ".join(["sourceCode", *rest])
    button = '<button class="code-copy-button" type="button" aria-label="Copy to clipboard"><i class="bi"></i></button>'
    code = f'<div class="{frame}"{match[1]}><pre class="sourceCode {language} code-with-copy">{match[3]}</pre></div>'
    return f'<div class="code-copy-outer-scaffold">{code}{button}</div>'


def _pandoc(text: str, source: str, target: str, *options: str, project: Path | None = None) -> str:
    command = [pypandoc.get_pandoc_path(), "--from", source, "--to", target, "--wrap=none", *options]
    if target == "html5":
        command += ["--mathml", "--section-divs", "--syntax-highlighting=pygments"]
    # As Quarto tells its filters where the project is.
    env = {**os.environ, "QUARTO_PROJECT_DIR": str(project)} if project else None
    done = subprocess.run(
        command, input=text, capture_output=True, text=True, encoding="utf-8", check=False, env=env
    )
    if done.returncode or done.stderr:
        raise RuntimeError(f"pandoc: {done.stderr.strip()}")
    return done.stdout
