"""⑨ What a link to a page looks like elsewhere, on every page, found by itself: title, description, and a picture of the right size."""

from __future__ import annotations

import os
import re
import struct
from html.parser import HTMLParser

import pytest

from tools.serve import SITE

ROOT = SITE.parent
PAGES = sorted(str(page.relative_to(SITE)) for page in SITE.rglob("*.html"))
# Where the site will be published, if the build was told (see the Makefile): then addresses are absolute.
SITE_URL = os.environ.get("SITE_URL", "").rstrip("/")


class Head(HTMLParser):
    """The <title> and the <meta> tags of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.title, self.meta, self.inside = "", dict[str, str](), False
        self.canonical: str | None = None
        self.feed(html)

    def said(self, name: str) -> str:
        """What a tag says; an apostrophe may be a typesetter's."""
        return self.meta[name].replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("property") or given.get("name")
        if tag == "meta" and name:
            assert name not in self.meta, f"{name} is said twice"
            self.meta[name] = given.get("content") or ""
        if tag == "link" and given.get("rel") == "canonical":
            assert self.canonical is None
            self.canonical = given.get("href")
        self.inside = tag == "title" and not self.title

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.title, self.inside = data.strip(), False


@pytest.mark.parametrize("path", PAGES)
def test_a_link_to_it_has_a_title_a_description_and_if_it_is_published_a_picture(path: str) -> None:
    head = Head((SITE / path).read_text(encoding="utf-8"))
    assert head.title
    assert head.said("description")
    for provider in ("og", "twitter"):
        assert head.meta[f"{provider}:title"] == head.title
        assert head.said(f"{provider}:description") == head.said("description")
    assert head.meta["og:site_name"] == "stepgrad"
    if not SITE_URL:
        # Whoever shows a link fetches its picture by an absolute address, and here is none.
        assert not [name for name in head.meta if "image" in name]
        assert head.canonical is None
        return
    assert head.canonical == (None if path == "404.html" else f"{SITE_URL}/{path}")
    assert head.meta["twitter:card"] == "summary_large_image"
    assert head.meta["og:image"] == head.meta["twitter:image"]
    address = head.meta["og:image"]
    assert address.startswith(f"{SITE_URL}/")
    assert (head.meta["og:image:width"], head.meta["og:image:height"]) == ("1200", "630")
    assert head.meta["og:image:alt"]
    assert (SITE / address.removeprefix(f"{SITE_URL}/")).is_file()


@pytest.mark.parametrize("path", PAGES)
def test_the_picture_of_a_page_is_there_and_of_the_right_size(path: str) -> None:
    source = (ROOT / path).with_suffix(".qmd").read_text(encoding="utf-8")
    named = re.search(r"^image: (.*)$", source, re.MULTILINE)
    picture = (ROOT / path).parent / named[1] if named else ROOT / "previews/index.png"
    data = picture.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", data[16:24]) == (1200, 630)
    assert len(data) < 70_000


def test_no_two_pages_share_a_title_or_a_description() -> None:
    heads = [Head((SITE / path).read_text(encoding="utf-8")) for path in PAGES]
    assert len({head.title for head in heads}) == len(PAGES)
    assert len({head.meta["description"] for head in heads}) == len(PAGES)
