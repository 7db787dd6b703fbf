"""⑨ page: links that lead nowhere are found, in whatever page and element they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.links import site_links, text_links

OTHER = '<p id="here">words</p>'


def linked(folder: Path, body: str) -> tuple[list[str], set[str]]:
    (folder / "lessons").mkdir()
    (folder / "index.html").write_text(OTHER)
    (folder / "lessons" / "a b.html").write_text(OTHER)
    (folder / "lessons" / "one.html").write_text(body)
    return site_links(folder)


@pytest.mark.parametrize(
    "body",
    [
        '<a href="two.html">two</a>',
        '<a href="../index.html#there">an anchor of another page</a>',
        '<a href="#here">an anchor of this page</a>',
        '<a href="/index.html">from the root of the server</a>',
        '<img src="two.svg">',
        '<link rel="stylesheet" href="two.css">',
        '<script src="two.js"></script>',
    ],
)
def test_a_dead_link_is_found_with_its_line(tmp_path: Path, body: str) -> None:
    wrong, outside = linked(tmp_path, f"<p>\n{body}</p>")
    assert len(wrong) == 1
    assert wrong[0].startswith("lessons/one.html:2: ")
    assert outside == set()


def test_good_links_pass_and_those_to_other_sites_are_listed(tmp_path: Path) -> None:
    good = ["../index.html", "../index.html#here", "a%20b.html?x=1#here", "#top", "#", "mailto:a@example.org"]
    links = "".join(f'<a href="{href}">x</a>' for href in [*good, "https://example.org/#x"])
    assert linked(tmp_path, f'<p id="top">{links}<img src="data:,"></p>') == ([], {"https://example.org/#x"})


def test_without_a_site_nothing_is_fine(tmp_path: Path) -> None:
    assert site_links(tmp_path)[0] != []


def test_the_readmes_links(tmp_path: Path) -> None:
    file = tmp_path / "README.md"
    file.write_text("[a](b.md) ![a](c.png) [a](README.md#x) [a](https://example.org) `[a](d.md)`")
    wrong, outside = text_links(file)
    assert wrong == ["README.md: b.md leads to no file", "README.md: c.png leads to no file"]
    assert outside == {"https://example.org"}
