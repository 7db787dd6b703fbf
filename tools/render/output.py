"""⑨ page: what must hold for every page that was written: its links lead somewhere, and nothing asks another origin."""

from __future__ import annotations

import posixpath
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

from .errors import RenderError

# Elements whose address the browser fetches by itself.
FETCHING = {"script": ("src",), "img": ("src", "srcset"), "link": ("href",), "iframe": ("src",), "source": ("src", "srcset"), "video": ("src", "poster"),
            "audio": ("src",), "object": ("data",), "embed": ("src",), "image": ("href", "xlink:href"), "use": ("href", "xlink:href")}  # fmt: skip


class Reader(HTMLParser):
    """Collects the ids of a page, its links, and the addresses it fetches, each with its line in the HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[tuple[str, int]] = []
        self.fetched: list[tuple[str, int]] = []
        self.twice: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = self.getpos()[0]
        for key, value in attrs:
            if key == "id" and value:
                if value in self.ids:
                    self.twice.append(value)
                self.ids.add(value)
            elif key == "href" and tag == "a" and value:
                self.links.append((value, line))
            if key in FETCHING.get(tag, ()) and value:
                self.fetched.append((value, line))


def read(file: Path) -> Reader:
    reader = Reader()
    reader.feed(file.read_text("utf-8"))
    return reader


def check(out: Path, pages: list[Path], later: frozenset[Path] = frozenset()) -> None:
    """`later` are pages that other runs write: links to them are taken on trust. Raises RenderError for a link that leads nowhere, an id given twice, or an address of another origin that a page would fetch."""
    known = {page: read(page) for page in pages}
    for page, reader in known.items():
        if reader.twice:
            raise RenderError(f"the id {reader.twice[0]!r} is given twice", page)
        for address, line in reader.fetched:
            if address.startswith(("http:", "https:", "//")):
                raise RenderError(f"the page would fetch {address} from another origin", page, line)
            if not address.startswith("data:"):
                _check_local(address, page, line, out, known, later)
        for address, line in reader.links:
            if not address.startswith(("http:", "https:", "mailto:")):
                _check_local(address, page, line, out, known, later)


def _check_local(
    address: str, page: Path, line: int, out: Path, known: dict[Path, Reader], later: frozenset[Path]
) -> None:
    path, _, fragment = address.partition("#")
    path = unquote(path.partition("?")[0])
    if path.startswith("/"):
        raise RenderError(f"{address} is not relative: the site would break under a base path", page, line)
    target = (
        out / posixpath.normpath(posixpath.join(page.parent.relative_to(out).as_posix(), path))
        if path
        else page
    )
    if target in later:
        return
    if not target.is_file():
        raise RenderError(f"{address} leads to no file of the site", page, line)
    if fragment and target.suffix == ".html":
        if target not in known:
            known = {**known, target: read(target)}
        if unquote(fragment) not in known[target].ids:
            raise RenderError(f"{address}: the page has no element with that id", page, line)
