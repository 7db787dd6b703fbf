"""Build side: the engine as the browser imports it, and the traces it records of every example."""

from __future__ import annotations

import importlib.metadata
import json
import sys
import tempfile
import tomllib
from pathlib import Path

from tools.asset_steps import node, runtime
from tools.asset_steps.steps import ASSETS, CACHE, ROOT, put, step

PROJECT = ROOT / "pyproject.toml"
SOURCES = ROOT / "py" / "stepgrad"
MODULES = ROOT / "modules"
PLAYGROUND = ROOT / "playground"
TRACES = ASSETS / "traces"
ENGINE = runtime.TARGET / "stepgrad.zip"
RECORD = Path(__file__).with_name("record.py")
TABULATE = Path(__file__).with_name("tabulate.py")
TABLES = [
    ASSETS / "tables" / f"{name}.json"
    for name in ("dot", "gpt", "memory", "operations", "pitfalls", "product", "stretch")
]
NEW_YEAR_1980 = "315532800"  # the first date that a zip file can hold


def package() -> None:
    """The wheel's files, precompiled, in an archive that Python imports as it is: unpacking it would take longer than importing it."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))
    name = f"stepgrad-{project['project']['version']}-py3-none-any.whl"
    plain = CACHE / "wheel" / name
    step("engine wheel", [SOURCES, PROJECT, ROOT / "LICENSE"], [plain], lambda: build(plain, project))
    step(
        "engine, precompiled",
        [plain, runtime.PRECOMPILE, runtime.IN_PYODIDE],
        [ENGINE],
        # Its sources stay: a reader may ask for them, and a traceback through the engine shows them.
        lambda: runtime.precompile(plain, ENGINE, runtime.ENGINE, "--keep-sources"),
    )


def build(target: Path, project: dict[str, dict[str, list[str]]]) -> None:
    """`pip wheel`, with the pinned backend if this Python has it; else pip fetches it into a place of its own."""
    (backend,) = project["build-system"]["requires"]
    isolation = ["--no-build-isolation"] if backend == f"hatchling=={version_of('hatchling')}" else []
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", folder, *isolation]
        node.run(*command, ROOT, env={"SOURCE_DATE_EPOCH": NEW_YEAR_1980})
        put(target, (Path(folder) / target.name).read_bytes())


def version_of(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


# Programs that pages step through, and that run too long for a golden trace that agrees to the last digits.
WALKED = (MODULES / "02-autograd/programs/gpt.py", MODULES / "02-autograd/programs/xor.py")


def examples() -> dict[str, Path]:
    """By the name that pages use: "02-autograd/chain" is modules/02-autograd/examples/chain.py, "playground/moons" playground/moons.py."""
    found = [*sorted(MODULES.glob("*/examples/*.py")), *WALKED]
    whole = sorted(PLAYGROUND.glob("*.py"))
    return {
        **{f"{path.parents[1].name}/{path.stem}": path for path in found},
        **{f"{PLAYGROUND.name}/{path.stem}": path for path in whole},
    }


def record() -> None:
    """Trace every example, in the Pyodide and the engine that readers get: the live numbers are then the recorded ones."""
    step(
        "recorded traces",
        [*examples().values(), RECORD, *runtime.built(), ENGINE],
        [TRACES],
        write_traces,
    )
    step(
        "tables",
        [TABULATE, *MODULES.glob("*/programs/*.py"), *runtime.built(), ENGINE],
        TABLES,
        write_tables,
    )


def write_traces() -> None:
    traces = answered(RECORD, {key: path.relative_to(ROOT).as_posix() for key, path in examples().items()})
    TRACES.mkdir(parents=True, exist_ok=True)
    for key, trace in traces.items():
        put(TRACES / f"{key}.json", trace.encode())
    for file in TRACES.rglob("*.json"):
        if file.relative_to(TRACES).with_suffix("").as_posix() not in traces:
            file.unlink()  # its example is gone


def write_tables() -> None:
    """What pages show before Python has started, besides traces: curves, products, what programs computed."""
    texts = answered(TABULATE)
    for path in TABLES:
        put(path, texts[path.stem].encode())


def answered(script: Path, job: object = None) -> dict[str, str]:
    """Run a script in the Pyodide and the engine that readers get: where it finds its job, it leaves its answer."""
    with tempfile.TemporaryDirectory(dir=CACHE) as name:
        file = Path(name) / "job.json"
        file.write_text(json.dumps(job))
        paths = [path.relative_to(ROOT).as_posix() for path in (script, file)]
        packages: list[str | Path] = ["--package", "numpy", "--on-path", ENGINE]
        runtime.in_pyodide(*packages, "--", *paths, index=runtime.TARGET)
        return dict(json.loads(file.read_text()))
