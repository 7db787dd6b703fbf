"""`quarto render` and `quarto preview` by themselves: from a sub-folder, with no environment active, in a folder with a space in its name."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

from tools import get_quarto
from tools.asset_steps.steps import ROOT

QUARTO = shutil.which("quarto")
pytestmark = pytest.mark.skipif(
    QUARTO is None or get_quarto.problem_of(QUARTO) is not None,
    reason="needs a Quarto on the PATH that is new enough (see get_quarto.py)",
)
BUILT = (".git", ".venv", "node_modules", "_site", ".quarto", "__pycache__", ".*_cache", "*.egg-info")
PAGES = ["index.qmd", "guide/authors.qmd"]
WHERE = "\n```{python}\nprint('This cell ran in ' + sys.prefix)\n```\n"


def linked(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # on another disk
        shutil.copy2(source, target)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with two pages, built and installed as far as `make test-tools` has done that, but not rendered."""
    folder = tmp_path_factory.mktemp("bare") / "a clone"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*BUILT), symlinks=True)
    # Names of their own: whatever is done to them there, what they name here stays.
    shutil.copytree(ROOT / "node_modules", folder / "node_modules", symlinks=True, copy_function=linked)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / ".venv"], check=True)
    (packages,) = (folder / ".venv/lib").glob("*/site-packages")
    shared = sysconfig.get_path("purelib")
    (packages / "as_in_the_project.pth").write_text(
        f"{folder}/py\nimport site; site.addsitedir({shared!r})\n"
    )
    (folder / ".venv/site.stamp").touch()
    config = (folder / "_quarto.yml").read_text(encoding="utf-8")
    before, rest = config.split("  render:\n")
    listed = "".join(f"    - {page}\n" for page in PAGES)
    config = f"{before}  render:\n{listed}  resources:\n" + rest.split("  resources:\n", 1)[1]
    (folder / "_quarto.yml").write_text(config, encoding="utf-8")
    with (folder / "guide/authors.qmd").open("a", encoding="utf-8") as page:
        page.write(WHERE)
    return folder


@pytest.fixture(autouse=True)
def nothing_active(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QUARTO_PYTHON", "VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONPATH"):
        monkeypatch.delenv(name, raising=False)
    # nor by its place on the PATH
    elsewhere = [place for place in os.environ["PATH"].split(os.pathsep) if not place.startswith(str(ROOT))]
    monkeypatch.setenv("PATH", os.pathsep.join(elsewhere))


def test_a_page_is_rendered_from_its_folder(clone: Path) -> None:
    ignored = (clone / ".gitignore").read_text(encoding="utf-8")
    done = subprocess.run(
        [str(QUARTO), "render", "authors.qmd"],
        cwd=clone / "guide",
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    page = (clone / "_site/guide/authors.html").read_text(encoding="utf-8")
    assert f"This cell ran in {clone}/.venv" in page
    assert (clone / ".gitignore").read_text(encoding="utf-8") == ignored


@pytest.fixture
def preview(clone: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a running preview, which was started in a sub-folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(QUARTO), "preview", "authors.qmd", "--no-browser", "--port", str(port)]
    with (
        (tmp_path / "log").open("w+") as log,
        subprocess.Popen(command, cwd=clone / "guide", stdout=log, stderr=log) as quarto,
    ):
        try:
            until(lambda: shown(f"http://127.0.0.1:{port}/") != b"" or quarto.poll() is not None)
            assert quarto.poll() is None, (tmp_path / "log").read_text()
            yield f"http://127.0.0.1:{port}/"
        finally:
            quarto.terminate()


def until(true: Callable[[], bool], seconds: float = 600) -> None:
    """Rendering takes a while, and longer on a busy machine."""
    end = monotonic() + seconds
    while not true():
        assert monotonic() < end, "it has not come true"
        sleep(0.2)


def shown(address: str) -> bytes:
    try:
        with urllib.request.urlopen(address, timeout=600) as answer:
            return bytes(answer.read())
    except urllib.error.URLError:
        return b""


def test_a_reload_shows_what_was_changed(clone: Path, preview: str) -> None:
    page = f"{preview}guide/authors.html"
    until(lambda: b"This cell ran in" in shown(page))
    for file, change, part in (
        (
            "modules/02-autograd/examples/shared.py",
            "\n# One more remark.\n",
            "traces/02-autograd/shared.json",
        ),
        ("ojs/index.js", '\nglobalThis.oneMore = "remark";\n', "index.js"),
        (
            "py/stepgrad/release.py",
            "\n# One more remark.\n",
            "index.js",
        ),  # which names the part that knows the sums
    ):
        before = shown(f"{preview}assets/{part}")
        assert before
        with (clone / file).open("a", encoding="utf-8") as source:
            source.write(change)

        def changed(part: str = part, before: bytes = before) -> bool:
            return shown(page) != b"" and shown(f"{preview}assets/{part}") not in (b"", before)

        until(changed)
    assert b"One more remark" in shown(page)  # which prints the program
