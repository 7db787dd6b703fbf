"""What the commands say when something on the machine is missing, or when Quarto only remarks that a page is broken."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import chromium, quarto
from tools.asset_steps import bundle, engine, runtime
from tools.asset_steps.steps import ROOT, BuildError, files
from tools.render.config import expand, read_site


def program(folder: Path, name: str, script: str = "exit 0") -> Path:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return file


def test_chromium_is_found_by_any_of_its_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert chromium.find() is None
    browser = program(tmp_path, "google-chrome")
    assert chromium.find() == str(browser)
    monkeypatch.setenv("CHROMIUM", str(program(tmp_path, "mine")))
    assert chromium.find() == str(tmp_path / "mine")


def test_without_chromium_and_apt_it_is_said_how_to_get_it(tmp_path: Path) -> None:
    env = {**os.environ, "PATH": str(tmp_path), "CHROMIUM": ""}
    command = [sys.executable, "-m", "tools.chromium", "--install"]
    done = subprocess.run(command, cwd=ROOT, env=env, check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert "apt-get install chromium" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("script", "page", "code"),
    [
        ("exit 0", "<p>fine</p>", 0),
        ("exit 3", "<p>fine</p>", 3),
        ("echo 'WARNING: OJS parsing failed on line 7' >&2", "<p>fine</p>", 1),
        ("exit 0", '<div class="quarto-ojs-syntax-error"></div>', 1),
    ],
)
def test_quarto_fails_where_a_cell_does_not_parse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, page: str, code: int
) -> None:
    found = program(tmp_path, "quarto", script)
    (tmp_path / "_site").mkdir()
    (tmp_path / "_site" / "index.html").write_text(page)
    monkeypatch.setattr(quarto, "SITE", tmp_path / "_site")
    assert quarto.render(str(found)) == code


def test_numpy_with_other_bytes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "CACHE", tmp_path)
    monkeypatch.setattr(runtime, "numpy_from_release", lambda: b"something else")
    with pytest.raises(BuildError, match="SHA-256 differs"):
        runtime.numpy_wheel()
    assert not (tmp_path / "downloads").exists()


def test_numpy_comes_from_the_next_place_when_the_first_is_out_of_reach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = (ROOT / ".cache" / "downloads" / runtime.NUMPY).read_bytes()
    monkeypatch.setattr(runtime, "CACHE", tmp_path)
    monkeypatch.setattr(runtime, "NUMPY_URL", "http://127.0.0.1:9/")
    monkeypatch.setattr(runtime, "numpy_from_pypi", lambda: data)
    assert runtime.numpy_wheel().read_bytes() == data
    monkeypatch.setattr(runtime, "numpy_from_pypi", lambda: pytest.fail("it is in the cache"))
    assert runtime.numpy_wheel().read_bytes() == data


def test_quarto_finds_the_lines_that_it_would_append_to_gitignore() -> None:
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    # the last two where there is such a file or folder
    assert {"/.quarto/", "**/*.quarto_ipynb", "/_*.local", "/env/"} <= set(lines)


def test_a_preview_watches_all_that_assets_are_made_of() -> None:
    site = read_site(ROOT)
    patterns = [str(pattern) for pattern in site.project["resources"]]
    watched = {file for pattern in patterns for file in expand(ROOT, site.yaml, pattern, ("project",))}
    sources = {file for folder in (bundle.OJS, engine.SOURCES) for file in files([folder])}
    programs = {
        file for folder in ("examples", "programs") for file in engine.MODULES.glob(f"*/{folder}/*.py")
    }
    assert sources
    assert programs
    assert {file for file in sources | programs if not file.name.endswith(".d.ts")} - watched == set()
