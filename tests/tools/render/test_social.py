"""The tags of a shared link: as Quarto 1.10 writes them (src/project/types/website/website-meta.ts)."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest

from tools.render.errors import RenderError
from tools.render.site import render_site

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 1200, 630)
SHARED = "  open-graph: true\n  twitter-card: true\n"


def tags(
    project: Path, out: Path, *, website: str = SHARED, page: str = "", url: str | None = None
) -> dict[str, str]:
    """The tags of lessons/two.qmd, with more lines in _quarto.yml and in its front matter."""
    (project / "pictures").mkdir(exist_ok=True)
    for name in ("site", "two"):
        (project / "pictures" / f"{name}.png").write_bytes(PNG)
    config = (project / "_quarto.yml").read_text()
    (project / "_quarto.yml").write_text(config.replace("  title: Small\n", f"  title: Small\n{website}"))
    file = project / "lessons/two.qmd"
    file.write_text(file.read_text().replace("title: Two\n", f"title: Two\n{page}"))
    render_site(project, out, site_url=url)
    html = (out / "lessons/two.html").read_text("utf-8")
    return dict(re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)">', html))


OWN = "image: ../pictures/two.png\nimage-alt: Two & three.\n"
WORDS = {
    **{f"{provider}:title": "Two – Small" for provider in ("og", "twitter")},
    **{f"{provider}:description": "What it says." for provider in ("og", "twitter")},
    "og:site_name": "Small",
}


def test_without_an_address_no_picture_is_spoken_of(project: Path, tmp_path: Path) -> None:
    assert tags(project, tmp_path / "out", page=OWN) == {**WORDS, "twitter:card": "summary"}


@pytest.mark.parametrize("url", ["https://example.org/base", "https://example.org/base/"])
def test_with_an_address_the_picture_is_absolute_and_has_its_size(
    project: Path, tmp_path: Path, url: str
) -> None:
    assert tags(project, tmp_path / "out", page=OWN, url=url) == {
        **WORDS,
        **{
            f"{provider}:image": "https://example.org/base/pictures/two.png" for provider in ("og", "twitter")
        },
        **{f"{provider}:image:alt": "Two &amp; three." for provider in ("og", "twitter")},
        "og:image:height": "630",
        "og:image:width": "1200",
        "twitter:image-height": "630",
        "twitter:image-width": "1200",
        "twitter:card": "summary_large_image",
    }


def test_a_page_without_a_picture_has_the_sites(project: Path, tmp_path: Path) -> None:
    website = f"{SHARED}  image: /pictures/site.png\n  image-alt: The site.\n"
    found = tags(project, tmp_path / "out", website=website, url="https://example.org")
    assert found["og:image"] == "https://example.org/pictures/site.png"
    assert found["og:image:alt"] == found["twitter:image:alt"] == "The site."


def test_nobody_asked(project: Path, tmp_path: Path) -> None:
    assert tags(project, tmp_path / "out", website="", page=OWN) == {}


def test_no_picture_at_all(project: Path, tmp_path: Path) -> None:
    assert tags(project, tmp_path / "out") == {**WORDS, "twitter:card": "summary"}


@pytest.mark.parametrize("target", ["../pictures/three.png", "/pictures/three.png"])
def test_a_picture_that_is_not_there_is_refused(project: Path, tmp_path: Path, target: str) -> None:
    with pytest.raises(RenderError, match=r"three\.png does not exist"):
        tags(project, tmp_path / "out", page=f"image: {target}\n")
