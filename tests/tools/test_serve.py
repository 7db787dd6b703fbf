"""The server: the types browsers insist on, base paths, isolation, ports that are taken."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest

from tools.serve import Server, first_free, serving


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    site = tmp_path / "site"
    (site / "empty").mkdir(parents=True)
    for name in ("index.html", "a.mjs", "a.js", "a.wasm", "a.json", "a.css", "a.whl"):
        (site / name).write_text(name)
    (tmp_path / "secret").write_text("not part of the site")
    return site


@pytest.fixture
def url(folder: Path) -> Iterator[str]:
    with serving(folder) as url:
        yield url


def headers(url: str) -> Message:
    with urllib.request.urlopen(url) as answer:
        return answer.headers  # type: ignore[no-any-return]


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


@pytest.mark.parametrize(
    ("name", "kind"),
    {
        "": "text/html",
        "a.mjs": "text/javascript",  # any other, and a browser refuses the module
        "a.js": "text/javascript",
        "a.wasm": "application/wasm",  # any other, and WebAssembly is not compiled while it loads
        "a.json": "application/json",
        "a.css": "text/css",
        "a.whl": "application/zip",
    }.items(),
)
def test_types(url: str, name: str, kind: str) -> None:
    assert headers(url + name).get_content_type() == kind


def test_shared_memory_is_allowed_unless_plain(folder: Path, url: str) -> None:
    assert headers(url)["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers(url)["Cross-Origin-Embedder-Policy"] == "require-corp"
    with serving(folder, isolated=False) as plain:
        assert "Cross-Origin-Opener-Policy" not in headers(plain)


def test_a_copy_is_kept_but_asked_about(url: str) -> None:
    first = headers(url + "a.wasm")
    assert first["Cache-Control"] == "no-cache"
    again = urllib.request.Request(url + "a.wasm", headers={"If-Modified-Since": first["Last-Modified"]})
    with pytest.raises(urllib.error.HTTPError, match="304") as answer:
        urllib.request.urlopen(again)
    answer.value.close()


@pytest.mark.parametrize("base", ["/name/", "name", "/name", "name/"])
def test_below_a_base_path(folder: Path, base: str) -> None:
    with serving(folder, base) as url:
        root = url.removesuffix("name/")
        assert url == f"{root}name/"
        assert status(url) == status(f"{url}a.js") == 200
        assert status(root) == status(f"{root}a.js") == status(f"{root}names/a.js") == 404


def test_what_is_not_in_the_site_is_not_served(url: str) -> None:
    assert status(url + "secret") == status(url + "../secret") == status(url + "%2e%2e/secret") == 404
    assert status(url + "empty/") == 404


def test_the_sites_own_page_stands_for_what_is_not_there(folder: Path) -> None:
    (folder / "404.html").write_text("not here, but there")
    with serving(folder, "/name/") as url:
        for path in ("nothing", "deep/down/nothing.html", "empty/"):
            with pytest.raises(urllib.error.HTTPError, match="404") as answer:
                urllib.request.urlopen(url + path)
            assert answer.value.headers.get_content_type() == "text/html"
            assert answer.value.read() == b"not here, but there"
            answer.value.close()
            asked = urllib.request.Request(url + path, method="HEAD")
            with pytest.raises(urllib.error.HTTPError, match="404") as answer:
                urllib.request.urlopen(asked)
            assert answer.value.read() == b""
            answer.value.close()


def test_a_port_that_is_taken_is_skipped(folder: Path) -> None:
    with Server(folder) as taken, first_free(taken.server_port, folder=folder) as server:
        assert server.server_port > taken.server_port
