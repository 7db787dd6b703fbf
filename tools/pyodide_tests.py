"""Build side: runs the engine's tests in the Pyodide and on the precompiled engine that readers get, under Node.

python -m tools.pyodide_tests [pytest's arguments]        (after tools/assets.py)
"""

from __future__ import annotations

import subprocess
import sys
import tomllib

from tools.asset_steps import engine, node, runtime
from tools.asset_steps.steps import CACHE, ROOT, BuildError, files, step

WHEELS = CACHE / "pyodide-tests"
NEEDED = ("pytest", "hypothesis")
ASIDE = "tests/py/tracing"
BESIDE = "tests/py/tracing/doctor"  # with the others, for it takes as long as they do


def pins() -> list[str]:
    """The releases of pytest and Hypothesis that pyproject.toml names: both suites use the same."""
    project = tomllib.loads(engine.PROJECT.read_text(encoding="utf-8"))["project"]
    return [pin for pin in project["optional-dependencies"]["dev"] if pin.split("==")[0] in NEEDED]


def download() -> None:
    for old in WHEELS.glob("*.whl"):
        old.unlink()
    any_machine = ["--only-binary=:all:", "--platform=any", "--implementation=py", "--abi=none"]
    where = ["--python-version=3.14", f"--dest={WHEELS}"]
    node.run(sys.executable, "-m", "pip", "download", *any_machine, *where, *pins())


def main() -> int:
    try:
        step("test tools for Pyodide", [], [WHEELS], download, salt=" ".join(pins()))
        command = [node.node(), str(runtime.IN_PYODIDE), "--index", str(runtime.TARGET)]
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    command += ["--package", "numpy", "--on-path", str(engine.ENGINE)]
    for wheel in files([WHEELS]):
        command += ["--unpack", str(wheel)]
    command += ["--module", "tests/py/tracing/as_read.mjs", "--", "tools/pyodide_suite.py"]
    if sys.argv[1:]:
        return subprocess.run([*command, *sys.argv[1:]], cwd=ROOT, check=False).returncode
    # An interpreter has one thread: what takes longest goes into one of its own, beside the rest, which prints when it has ended.
    aside = subprocess.Popen(
        [*command, ASIDE, f"--ignore={BESIDE}"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    others = [
        f"tests/py/{path.name}"
        for path in sorted((ROOT / "tests/py").iterdir())
        if path.name not in ("torch", "tracing", "__pycache__")
    ]
    code = subprocess.run([*command, *others, BESIDE], cwd=ROOT, check=False).returncode
    printed, _ = aside.communicate()
    print(printed.decode())
    return code or aside.returncode


if __name__ == "__main__":
    sys.exit(main())
