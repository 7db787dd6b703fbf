"""Which Python renders the pages, wherever Quarto is started: a chosen one, or .venv, which makes itself."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import environment
from tools.asset_steps.steps import ROOT, BuildError

# A package that can be installed without a network: it needs nothing, and builds itself.
PROJECT = """\
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "tiny"
version = "1"

[project.optional-dependencies]
pages = []
site = []
more = ["no-such-package==1.0"]
"""
BACKEND = """
import os, zipfile

def build_editable(folder, settings=None, metadata=None):
    with zipfile.ZipFile(f"{folder}/tiny-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tiny.py", "")
        wheel.writestr("tiny-1.dist-info/METADATA", "Metadata-Version: 2.1\\nName: tiny\\nVersion: 1\\nProvides-Extra: more\\nRequires-Dist: no-such-package==1.0; extra == 'more'\\n")
        wheel.writestr("tiny-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("tiny-1.dist-info/RECORD", "tiny.py,,\\ntiny-1.dist-info/METADATA,,\\ntiny-1.dist-info/WHEEL,,\\ntiny-1.dist-info/RECORD,,\\n")
    return "tiny-1-py3-none-any.whl"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The least that .venv is made of, in a folder with a space in its name."""
    root = tmp_path / "a clone"
    for name in ("environment.py", "quarto-python.mjs", "asset_steps/__init__.py", "asset_steps/steps.py"):
        (root / "tools" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "tools" / name, root / "tools" / name)
    for name, text in {"pyproject.toml": PROJECT, "constraints.txt": "", "backend.py": BACKEND}.items():
        (root / name).write_text(text)
    return root


def run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull, "PIP_EXTRA_INDEX_URL": ""}
    command = [sys.executable, str(project / "tools/environment.py"), *arguments]
    return subprocess.run(command, cwd="/", env=env, check=False, capture_output=True, text=True)


def test_venv_makes_itself_and_a_second_time_there_is_nothing_to_do(project: Path) -> None:
    assert run(project).returncode == 0
    python = project / ".venv/bin/python"
    assert subprocess.run([python, "-c", "import tiny"], check=False).returncode == 0
    assert run(project).stdout == ""
    # what it needs has changed
    os.utime(project / ".venv/site.stamp", (1, 1))
    assert "tiny" in run(project).stdout
    # its making was interrupted before pip was there
    shutil.rmtree(next((project / ".venv/lib").glob("*/site-packages/pip")))
    (project / ".venv/site.stamp").unlink()
    assert run(project).returncode == 0
    assert (
        subprocess.run([python, "-m", "pip", "--version"], check=False, capture_output=True).returncode == 0
    )
    # pip cannot have a package
    done = run(project, "more")
    assert done.returncode == 1
    assert "no-such-package" in done.stderr
    assert "environment: pip could not install what the pages need into .venv" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (project / ".venv/more.stamp").exists()


def test_a_python_that_is_too_old_is_told_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(environment, "OLDEST", (4, 0))
    assert environment.main([]) == 1
    assert "Python 4.0 or newer is needed" in (said := capsys.readouterr().err)
    assert "python3.12 tools/environment.py" in said


@pytest.mark.parametrize(
    ("found", "lacking"),
    [
        ({}, []),
        ({"torch": "2.99+cpu"}, []),
        ({"torch": "1.13.1"}, ["torch"]),
        ({"ipykernel": "-1"}, ["ipykernel"]),
    ],
)
def test_what_a_python_lacks(
    monkeypatch: pytest.MonkeyPatch, found: dict[str, str], lacking: list[str]
) -> None:
    monkeypatch.setattr(environment, "version_of", lambda name: found.get(name, environment.needed()[name]))
    assert environment.lacking() == lacking


@pytest.mark.parametrize(
    ("named", "fits", "inside", "chosen"),
    [
        ("/usr/bin/python3", True, False, "this"),
        ("/usr/bin/python3", False, False, None),
        ("", True, False, "this"),
        ("", False, False, "venv"),
        ("", False, True, "filled"),
        ("/usr/bin/python3", False, True, "filled"),
        (str(environment.PYTHON), False, False, "venv"),
        (str(environment.PYTHON), False, True, "filled"),
    ],
)
def test_the_python_that_renders(
    monkeypatch: pytest.MonkeyPatch, named: str, fits: bool, inside: bool, chosen: str | None
) -> None:
    filled: list[str] = []
    monkeypatch.setattr(environment, "lacking", lambda: [] if fits else ["torch"])
    monkeypatch.setattr(environment, "fits", lambda: fits)
    monkeypatch.setattr(environment, "in_venv", lambda: inside)
    monkeypatch.setattr(environment, "fill", filled.append)
    monkeypatch.setenv("QUARTO_PYTHON", named)
    if chosen is None:
        with pytest.raises(BuildError, match=r"QUARTO_PYTHON names .* lacks torch"):
            environment.python()
    else:
        python = str(environment.PYTHON) if chosen == "venv" else sys.executable
        assert environment.python() == python
    assert filled == (["site"] if chosen in ("venv", "filled") else [])


def python_in(folder: Path, fits: bool) -> Path:
    """An environment whose Python, asked whether it will do, answers this."""
    file = folder / "bin" / "python3"
    file.parent.mkdir(parents=True)
    file.write_text(f"#!/bin/sh\nexit {0 if fits else 1}\n")
    file.chmod(0o755)
    return file


@pytest.mark.parametrize("variable", ["VIRTUAL_ENV", "CONDA_PREFIX"])
@pytest.mark.parametrize("fits", [True, False, None])
@pytest.mark.parametrize("made", [True, False])
def test_quarto_is_told_of_venv_where_it_would_not_find_a_python(
    project: Path, tmp_path: Path, variable: str, fits: bool | None, made: bool
) -> None:
    env = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    if fits is not None:
        python_in(tmp_path / "active", fits)
        env[variable] = str(tmp_path / "active")
    expected = str(python_in(project / ".venv", True)) if made else ""
    assert told(project, env) == ["" if fits else expected, str(project)]
    assert told(project, {**env, "QUARTO_PYTHON": "/some/python"})[0] == "/some/python"


def told(project: Path, env: dict[str, str]) -> list[str]:
    """The QUARTO_PYTHON and the QUARTO_PROJECT_DIR that Quarto goes on with, when it was started somewhere else."""
    script = "const {default: engine} = await import(process.argv[1]); engine.init(); engine.init(); console.log(JSON.stringify([process.env.QUARTO_PYTHON ?? '', process.env.QUARTO_PROJECT_DIR]))"
    module = (project / "tools/quarto-python.mjs").as_uri()
    command = ["node", "--input-type=module", "--eval", script, module]
    ran = subprocess.run(command, cwd="/", env=env, check=True, capture_output=True, text=True)
    found: list[str] = json.loads(ran.stdout)
    return found
