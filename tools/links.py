"""⑨ page: where the links of the rendered site lead, whichever renderer wrote it, and those of the README.

    python -m tools.links        (after make site)

Fails for a link or a file that is not there, and for an anchor that no element has. Links to other sites are listed, not fetched.
"""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pypandoc  # type: ignore[import-untyped]

from tools.render.output import Reader, broken, read
from tools.serve import SITE

ROOT = Path(__file__).resolve().parents[1]


def site_links(site: Path) -> tuple[list[str], set[str]]:
    """What is wrong, as sentences, and the addresses outside the site."""
    known = {page: read(page) for page in sorted(site.rglob("*.html"))}
    wrong: list[str] = [] if known else [f"{site}: there is no rendered site: run `make site` first"]
    outside: set[str] = set()
    for page, reader in known.items():
        for address, line in {*reader.links, *reader.fetched}:
            if urlsplit(address).scheme in ("http", "https"):
                outside.add(address)
            elif not urlsplit(address).scheme and (message := broken(address, page, site, known)):
                wrong.append(f"{page.relative_to(site)}:{line}: {message}")
    return sorted(wrong), outside


def text_links(file: Path) -> tuple[list[str], set[str]]:
    """The same for a Markdown file that is read where it lies."""
    reader = Reader()
    reader.feed(pypandoc.convert_file(file, "html", format="gfm"))
    found = {address for address, _ in [*reader.links, *reader.fetched]}
    outside = {address for address in found if urlsplit(address).scheme}
    paths = {address: unquote(address.partition("#")[0]) for address in found - outside}
    wrong = [
        f"{file.name}: {address} leads to no file"
        for address, path in paths.items()
        if not (file.parent / path).exists()
    ]
    return sorted(wrong), outside


def main() -> int:
    wrong, outside = site_links(SITE)
    wrong_here, outside_here = text_links(ROOT / "README.md")
    for line in [*wrong, *wrong_here]:
        print(f"links: {line}", file=sys.stderr)
    elsewhere = sorted(outside | outside_here)
    print(f"links: {len(elsewhere)} to other sites, not fetched:", *elsewhere, sep="\n  ")
    return 1 if wrong or wrong_here else 0


if __name__ == "__main__":
    sys.exit(main())
