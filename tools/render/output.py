"""⑨ page: the files of the rendered site, and what must hold for them: links lead somewhere, nothing asks another origin."""

from __future__ import annotations

import posixpath
import shutil
from collections.abc import Collection
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
        named = tag == "link" and ("rel", "canonical") in attrs  # said, not fetched
        for key, value in attrs:
            if key == "id" and value:
                if value in self.ids:
                    self.twice.append(value)
                self.ids.add(value)
            elif key == "href" and tag == "a" and value:
                self.links.append((value, line))
            if key in FETCHING.get(tag, ()) and value and not named:
                self.fetched.append((value, line))


def read(file: Path) -> Reader:
    reader = Reader()
    reader.feed(file.read_text("utf-8"))
    return reader


class Output:
    """The directory a site goes to; it remembers what this run has put there."""

    def __init__(self, out: Path) -> None:
        self.out = out
        # The directory is cleaned after a run, so it must not be one where someone keeps other things.
        if out.exists() and any(out.iterdir()) and not (out / "site_libs").is_dir():
            raise RenderError("is not empty and holds no rendered site: choose another directory", out)
        self.kept: set[Path] = set()

    def place(self, name: str) -> Path:
        """The file `name`, with its directory made, for someone else to write."""
        target = self.out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        self.kept.add(target)
        return target

    def write(self, name: str, text: str) -> Path:
        target = self.place(name)
        target.write_text(text, "utf-8")
        return target

    def copy(self, source: Path, name: str) -> None:
        """Copies, unless the same file (by size and time) is there already."""
        target = self.place(name)
        new = source.stat()
        if target.exists():
            old = target.stat()
            if (old.st_size, old.st_mtime_ns) == (new.st_size, new.st_mtime_ns):
                return
        shutil.copy2(source, target)

    def prune(self) -> None:
        """Removes what earlier runs left and this one did not write."""
        for file in sorted(self.out.rglob("*"), reverse=True):
            if file.is_dir() and not any(file.iterdir()):
                file.rmdir()
            elif file.is_file() and file not in self.kept:
                file.unlink()

    def check(self, pages: list[Path], later: set[Path]) -> None:
        """Raises RenderError for a link that leads nowhere, an id given twice, or an address of another origin that a page would fetch.

        `later` are pages of the site that another run writes: links to them are taken on trust.
        """
        known = {page: read(page) for page in pages}
        for page, reader in known.items():
            if reader.twice:
                raise RenderError(f"the id {reader.twice[0]!r} is given twice", page)
            for address, line in reader.fetched:
                if address.startswith(("http:", "https:", "//")):
                    raise RenderError(f"the page would fetch {address} from another origin", page, line)
                if not address.startswith("data:"):
                    self._check_local(address, page, line, known, later)
            for address, line in reader.links:
                if not address.startswith(("http:", "https:", "mailto:")):
                    self._check_local(address, page, line, known, later)

    def _check_local(
        self, address: str, page: Path, line: int, known: dict[Path, Reader], later: set[Path]
    ) -> None:
        if message := broken(address, page, self.out, known, later):
            raise RenderError(message, page, line)


def broken(
    address: str, page: Path, out: Path, known: dict[Path, Reader], later: Collection[Path] = ()
) -> str | None:
    """What is wrong with a local address on a page of the site in `out`, if anything is."""
    path, _, fragment = address.partition("#")
    path = unquote(path.partition("?")[0])
    if path.startswith("/"):
        return f"{address} is not relative: the site would break under a base path"
    here = page.parent.relative_to(out).as_posix()
    target = out / posixpath.normpath(posixpath.join(here, path)) if path else page
    if target in later:
        return None
    if not target.is_file():
        return f"{address} leads to no file of the site"
    if fragment and target in known and unquote(fragment) not in known[target].ids:
        return f"{address}: the page has no element with that id"
    return None
