"""Build side: Pyodide and NumPy, checked against their sums, precompiled, under .cache/pyodide/."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

from tools.asset_steps import node
from tools.asset_steps.steps import CACHE, ROOT, BuildError, put, say, step

STOCK = node.MODULES / "pyodide"
TARGET = (
    CACHE / "pyodide"
)  # under their own names, as the build runs them; publish.py puts them among the assets
AS_THEY_ARE = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm"]
PRECOMPILE = Path(__file__).with_name("precompile.py")
LOCK = TARGET / "pyodide-lock.json"
IN_PYODIDE = ROOT / "tools" / "in_pyodide.mjs"

NUMPY = "numpy-2.4.3-cp314-cp314-pyemscripten_2026_0_wasm32.whl"
NUMPY_SUM = "0cad9c1b91f0082e4f959bc0e0bf5835a2efbba6ab3b1e9d1fe6e7e564cca98e"
# The release of Pyodide has this wheel, and so, as one of its members, does a wheel on PyPI, for where only PyPI is reached.
NUMPY_URL = f"https://cdn.jsdelivr.net/pyodide/v314.0.4/full/{NUMPY}"
NUMPY_ON_PYPI = "open_webui==0.12.4"
SECONDS = 5


# Where the archives lie in Pyodide's file system.
LIBRARY = "/lib/python314.zip"
ENGINE = "/lib/stepgrad.zip"
SITE_PACKAGES = "/lib/python3.14/site-packages"

NOTICE = """\
Pyodide 314.0.4, under the Mozilla Public License 2.0; its source: https://github.com/pyodide/pyodide/tree/314.0.4
It contains CPython 3.14, under the licence of the Python Software Foundation: https://docs.python.org/3.14/license.html
NumPy 2.4.3, under the 3-clause BSD licence, whose text is in its wheel.
All three as released, but that their Python sources are compiled to bytecode.
"""


def in_pyodide(*arguments: str | Path, index: Path = STOCK) -> None:
    node.run(node.node(), IN_PYODIDE, "--index", index, *arguments)


def precompile(source: Path, target: Path, folder: str, *options: str) -> None:
    """See precompile.py. Pyodide is shown this project's folder only, so the work is done on a copy in it."""
    with tempfile.TemporaryDirectory(dir=CACHE) as name:
        given, made = Path(name) / source.name, Path(name) / "made"
        shutil.copyfile(source, given)
        paths = [path.relative_to(ROOT).as_posix() for path in (PRECOMPILE, given, made)]
        in_pyodide("--", *paths, folder, *options)
        put(target, made.read_bytes())


def numpy_wheel() -> Path:
    """The stock wheel, from the cache or from the first place that has it."""
    wheel = CACHE / "downloads" / NUMPY
    if not wheel.exists() or hashlib.sha256(wheel.read_bytes()).hexdigest() != NUMPY_SUM:
        data = numpy_from_release() or numpy_from_pypi()
        if hashlib.sha256(data).hexdigest() != NUMPY_SUM:
            raise BuildError(
                f"{NUMPY}: the bytes that came are not the ones that were asked for (SHA-256 differs)"
            )
        put(wheel, data)
    return wheel


def numpy_from_release() -> bytes | None:
    say(f"downloading {NUMPY} (3 MB)")
    try:
        with urllib.request.urlopen(NUMPY_URL, timeout=SECONDS) as answer:
            return bytes(answer.read())
    except (urllib.error.URLError, TimeoutError) as error:
        say(f"  the release of Pyodide is out of reach ({getattr(error, 'reason', error)})")
        return None


def numpy_from_pypi() -> bytes:
    say(f"  taking it out of {NUMPY_ON_PYPI} on PyPI (106 MB)")
    with tempfile.TemporaryDirectory() as folder:
        # That package names the Python versions it is for; the file that is wanted does not depend on them.
        choice = ["--no-deps", "--only-binary=:all:", "--python-version=3.11"]
        pip = [sys.executable, "-m", "pip", "download", "--quiet", *choice, "--dest", folder, NUMPY_ON_PYPI]
        if subprocess.run(pip, check=False).returncode:
            raise BuildError(f"{NUMPY} could not be downloaded, neither from {NUMPY_URL} nor from PyPI")
        (package,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(package) as archive:
            return archive.read(f"open_webui/frontend/pyodide/{NUMPY}")


def vendor() -> None:
    """Pyodide itself, its standard library, and NumPy."""
    wheel = numpy_wheel()
    CACHE.mkdir(exist_ok=True)
    for name in AS_THEY_ARE:
        put(TARGET / name, (STOCK / name).read_bytes())
    put(TARGET / "NOTICE.txt", NOTICE.encode())
    library = STOCK / "python_stdlib.zip"
    step(
        "standard library, precompiled",
        [library, PRECOMPILE, IN_PYODIDE],
        [TARGET / library.name],
        lambda: precompile(library, TARGET / library.name, LIBRARY),
    )
    step(
        "NumPy, precompiled",
        [wheel, library, PRECOMPILE, IN_PYODIDE],
        [TARGET / NUMPY],
        lambda: precompile(wheel, TARGET / NUMPY, SITE_PACKAGES),
    )


def stock_lock() -> dict[str, dict[str, dict[str, str]]]:
    return dict(json.loads((STOCK / "pyodide-lock.json").read_text()))


def built() -> list[Path]:
    """What `vendor` makes."""
    return [TARGET / name for name in (*AS_THEY_ARE, "python_stdlib.zip", NUMPY)]


def write_lock() -> None:
    """pyodide-lock.json with the one package there is, instead of Pyodide's 350: the engine is on the path as it is."""
    stock = stock_lock()
    numpy = {
        "name": "numpy",
        "version": NUMPY.split("-")[1],
        "file_name": NUMPY,
        "sha256": hashlib.sha256((TARGET / NUMPY).read_bytes()).hexdigest(),
        "install_dir": "site",
        "package_type": "package",
        "imports": ["numpy"],
        "depends": [],
    }
    lock = {"info": stock["info"], "packages": {"numpy": numpy}}
    put(LOCK, json.dumps(lock, separators=(",", ":")).encode())
    for other in TARGET.glob("*.whl"):
        if other.name != NUMPY:
            other.unlink()  # of an earlier version
