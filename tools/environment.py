"""Build side: .venv, the Python that the pages are rendered with. Needs nothing but Python, so that it can be the first thing that runs.

python tools/environment.py [site|dev]    makes .venv with this Python, and installs that extra of pyproject.toml; both only if need be
python tools/environment.py --fits        succeeds if the pages can be rendered with this Python as it is
"""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # this file is run where it lies, not as a module
from tools.asset_steps.steps import BuildError

VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
PROJECT = ROOT / "pyproject.toml"
CONSTRAINTS = ROOT / "constraints.txt"
OLDEST = (3, 11)
HINT = """\
environment: On Linux, PyPI's PyTorch comes with CUDA: gigabytes that nothing here uses. To have the small build instead, stop this
environment: (Ctrl+C), set PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu, and begin again."""


def needed() -> dict[str, str]:
    """What the pages' cells import, by the releases that pyproject.toml pins."""
    import tomllib  # not there in a Python that is too old, which is to be told so

    extras = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    return dict(pin.split("==") for pin in extras["pages"])


def lacking() -> list[str]:
    """What the pages need and this Python has not, or has of an earlier major release."""
    found = {name: version_of(name) for name in needed()}
    return [name for name, pin in needed().items() if major(found[name]) < major(pin)]


def version_of(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "-1"


def major(version: str) -> int:
    return int(version.split(".")[0])


def apart() -> bool:
    """Whether this Python is an environment, of venv or of conda, and so may be given packages."""
    return sys.prefix != sys.base_prefix or (Path(sys.prefix) / "conda-meta").is_dir()


def fits() -> bool:
    return sys.version_info >= OLDEST and apart() and not lacking()


def in_venv() -> bool:
    return Path(sys.prefix).resolve() == VENV.resolve()


def python() -> str:
    """The Python to render with: this one if it fits or if somebody named it, else that of .venv, which is then ready."""
    if not in_venv() and named():
        if missing := lacking():
            raise BuildError(
                f"QUARTO_PYTHON names {sys.executable}, which lacks {', '.join(missing)}: install '.[pages]' there,"
                " or unset it, and .venv is made and used"
            )
        return sys.executable
    if not in_venv() and fits():
        return sys.executable
    fill("site")
    return sys.executable if in_venv() else str(PYTHON)


def named() -> bool:
    """Whether QUARTO_PYTHON is somebody's choice: quarto-python.mjs sets it to .venv's, and a running preview then still calls the first it found."""
    folder = Path(os.environ.get("QUARTO_PYTHON") or PYTHON).parent.resolve()
    return VENV.resolve() not in folder.parents


def fill(extra: str) -> None:
    """Brings .venv up to date with pyproject.toml and constraints.txt."""
    if up_to_date(extra):
        return
    if not works():
        run(sys.executable, "-m", "venv", "--clear", VENV, problem="a virtual environment could not be made")
    if sys.platform == "linux" and "PIP_EXTRA_INDEX_URL" not in os.environ and not torch_is_there():
        print(HINT, flush=True)
    what = ["--constraint", str(CONSTRAINTS), "--editable", f".[{extra}]"]
    run(PYTHON, "-m", "pip", "install", *what, problem="pip could not install what the pages need into .venv")
    (VENV / f"{extra}.stamp").touch()


def up_to_date(extra: str) -> bool:
    """As `make` sees it: the stamp is no older than what was installed."""
    stamp = VENV / f"{extra}.stamp"
    newest = max(file.stat().st_mtime for file in (PROJECT, CONSTRAINTS))
    return PYTHON.exists() and stamp.exists() and stamp.stat().st_mtime >= newest


def works() -> bool:
    """Whether there is a .venv that can be given packages: its making may have been interrupted, or its Python be gone."""
    command = [str(PYTHON), "-m", "pip", "--version"]
    return PYTHON.exists() and not subprocess.run(command, check=False, capture_output=True).returncode


def torch_is_there() -> bool:
    return any(VENV.glob("[Ll]ib/**/site-packages/torch/__init__.py"))


def run(*command: str | Path, problem: str) -> None:
    if subprocess.run(list(map(str, command)), cwd=ROOT, check=False).returncode:
        raise BuildError(f"{problem} (its words are above)")


def too_old() -> str:
    """What to do about a Python that is too old."""
    return (
        f"Python {'.'.join(map(str, OLDEST))} or newer is needed, and {sys.executable} is {sys.version.split()[0]}:"
        " where another is installed, `make BOOTSTRAP=python3.12` takes it, or, for Quarto,"
        " `python3.12 tools/environment.py` before the first rendering"
    )


def main(arguments: list[str]) -> int:
    if arguments == ["--fits"]:
        return 0 if fits() else 1
    try:
        if sys.version_info < OLDEST:
            raise BuildError(too_old())
        fill(*arguments or ["site"])
    except BuildError as error:
        print(f"environment: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
