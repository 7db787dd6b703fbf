"""⑨ page: the <meta> tags that other sites read to show a link with a title and a picture, as Quarto's website-meta.ts writes them."""

from __future__ import annotations

import posixpath
import struct
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .config import Site
from .errors import RenderError
from .source import Page

Tag = tuple[str, str, str]  # attribute, its value, content


def social_tags(site: Site, page: Page, title: str) -> list[Tag]:
    """The tags of the providers that _quarto.yml turns on. Without `site-url` there is no picture."""
    meta, website = page.meta, site.website
    named = {"image": meta.get("image"), "image-alt": meta.get("image-alt")}
    if not named["image"] and website.get("image"):
        named = {"image": website["image"], "image-alt": website.get("image-alt")}
    picture: dict[str, Any] = {"image": None}
    if named["image"]:
        file = _file(site.root, page, named["image"])
        height, width = _size(file, page)
        # A crawler asks for it by an absolute address or not at all.
        if website.get("site-url"):
            where = file.relative_to(site.root).as_posix()
            picture = {
                "image": f"{website['site-url'].rstrip('/')}/{where}",
                "image-height": height,
                "image-width": width,
                "image-alt": named["image-alt"],
            }
    tags: list[Tag] = []
    if website.get("open-graph"):
        values = {"title": title, "description": meta["description"], "site_name": site.title, **picture}
        tags += [
            ("property", f"og:{key.replace('image-', 'image:')}", str(v)) for key, v in values.items() if v
        ]
    if website.get("twitter-card"):
        card = "summary_large_image" if picture["image"] else "summary"
        values = {"title": title, "description": meta["description"], **picture, "card": card}
        # Quarto spells the size with a hyphen here, and only the description of the picture with a colon.
        tags += [
            ("name", f"twitter:{key.replace('image-alt', 'image:alt')}", str(v))
            for key, v in values.items()
            if v
        ]
    return tags


def _file(root: Path, page: Page, target: str) -> Path:
    """The file that an `image` names: from the project's root if it begins with a slash, else from the page."""
    if urlsplit(target).scheme:
        raise RenderError(f"the picture {target} is not a file of the project", page.file)
    here = "" if target.startswith("/") else page.file.parent.as_posix()
    file = root / posixpath.normpath(posixpath.join(here, target.lstrip("/")))
    if not file.is_file():
        raise RenderError(f"the file {target} does not exist", page.file)
    return file


def _size(file: Path, page: Page) -> tuple[int, int]:
    """Height and width of a PNG, from its header."""
    head = file.read_bytes()[:24]
    if head[:8] != b"\x89PNG\r\n\x1a\n":
        raise RenderError(f"the picture {file.name} is not a PNG", page.file)
    width, height = struct.unpack(">II", head[16:24])
    return height, width
