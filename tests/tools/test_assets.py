"""The build: the same bytes from nothing, nothing to do the second time, and clear words when something is missing."""

from __future__ import annotations

import base64
import csv
import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tools.asset_steps import steps
from tools.asset_steps.steps import ROOT

SOURCES = [
    "py",
    "ojs",
    "modules",
    "playground",
    "styles",
    "tools",
    "pyproject.toml",
    "package.json",
    "package-lock.json",
    "LICENSE",
]


def clone(folder: Path) -> Path:
    """The sources of the project, with what is downloaded already at hand."""
    for name in SOURCES:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        folder.mkdir(parents=True, exist_ok=True)
        copy(ROOT / name, folder / name)
    # Hard links: an `npm ci` in the clone would empty the folder behind a symbolic one.
    shutil.copytree(ROOT / "node_modules", folder / "node_modules", symlinks=True, copy_function=os.link)
    (folder / ".cache").mkdir()
    (folder / ".cache" / "downloads").symlink_to(ROOT / ".cache" / "downloads")
    return folder


def build(folder: Path, **env: str) -> str:
    command = [sys.executable, str(folder / "tools" / "assets.py")]
    done = subprocess.run(
        command,
        cwd="/",
        env={**os.environ, **env},
        check=False,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def contents(folder: Path) -> dict[str, bytes]:
    assets = folder / "assets"
    return {
        f.relative_to(assets).as_posix(): f.read_bytes() for f in sorted(assets.rglob("*")) if f.is_file()
    }


def dates(folder: Path) -> dict[Path, int]:
    return {f: f.stat().st_mtime_ns for f in (folder / "assets").rglob("*")}


def ran(output: str) -> list[str]:
    """The steps that a build took."""
    lines = [line.removeprefix("assets: ") for line in output.splitlines()]
    return [line.removesuffix(" …") for line in lines if line.endswith(" …")]


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two builds from nothing, in different places and under different circumstances."""
    folders = [clone(tmp_path_factory.mktemp(name) / "project") for name in ("one", "another")]
    circumstances = [
        {"TZ": "UTC", "PYTHONHASHSEED": "1"},
        {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "2", "LC_ALL": "C"},
    ]
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda job: build(job[0], **job[1]), zip(folders, circumstances, strict=True)))
    return folders[0], folders[1]


def test_two_builds_from_nothing_give_the_same_bytes(builds: tuple[Path, Path]) -> None:
    one, another = map(contents, builds)
    assert one.keys() == another.keys()
    assert [name for name in one if one[name] != another[name]] == []


def test_everything_a_page_asks_for_is_there(builds: tuple[Path, Path]) -> None:
    made = contents(builds[0]).keys()
    examples = {
        f"traces/{path.parents[1].name}/{path.stem}.json"
        for path in (ROOT / "modules").glob("*/examples/*.py")
    }
    programs = {f"traces/playground/{path.stem}.json" for path in (ROOT / "playground").glob("*.py")}
    assert examples
    assert programs
    assert made >= examples | programs | {
        "index.js",
        "index.css",
        "worker.js",
        "sandbox.txt",
    }


def test_what_python_is_made_of_travels_compressed_under_names_with_its_sums(
    builds: tuple[Path, Path],
) -> None:
    made = contents(builds[0])
    index = json.loads((builds[0] / ".cache" / "published.json").read_text())
    assert index.keys() >= {"python_stdlib.zip", "pyodide.asm.wasm", "pyodide-lock.json", "stepgrad.zip"}
    for name, (at, size, sum) in index.items():
        content = gzip.decompress(made[at])
        assert content == (builds[0] / ".cache" / "pyodide" / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == sum
        assert sum[:10] in at
        assert len(made[at]) == size
    assert {name for name in made if name.startswith("pyodide/")} == {
        "pyodide/NOTICE.txt",
        *(at for at, _, _ in index.values()),
    }


def archive(folder: Path, name: str) -> zipfile.ZipFile:
    (file,) = (folder / ".cache" / "pyodide").glob(name)
    return zipfile.ZipFile(file)


def test_the_lock_names_the_sums_of_its_wheels(builds: tuple[Path, Path]) -> None:
    made = builds[0] / ".cache" / "pyodide"
    packages = json.loads((made / "pyodide-lock.json").read_text())["packages"]
    assert packages.keys() == {"numpy"}
    for package in packages.values():
        assert hashlib.sha256((made / package["file_name"]).read_bytes()).hexdigest() == package["sha256"]


@pytest.mark.parametrize("name", ["python_stdlib.zip", "numpy-*.whl", "stepgrad.zip"])
def test_no_reader_compiles_python(builds: tuple[Path, Path], name: str) -> None:
    with archive(builds[0], name) as zip:
        compiled = [member for member in zip.namelist() if member.endswith(".pyc")]
        assert compiled
        for member in compiled:
            # Bytes 4 to 8: the code goes with the hash of its source, and nobody checks it (PEP 552).
            assert zip.read(member)[4:8] == b"\x01\0\0\0", member
        sources = [member for member in zip.namelist() if member.endswith(".py")]
        if name.startswith("stepgrad"):
            assert {member.removesuffix("c") for member in compiled} == set(sources)
        else:
            assert sources == []


@pytest.mark.parametrize("name", ["numpy-*.whl", "stepgrad.zip"])
def test_a_wheel_lists_its_files_and_their_sums(builds: tuple[Path, Path], name: str) -> None:
    with archive(builds[0], name) as zip:
        (record,) = (member for member in zip.namelist() if member.endswith(".dist-info/RECORD"))
        listed = {row[0]: row[1:] for row in csv.reader(zip.read(record).decode().splitlines())}
        assert listed.pop(record) == ["", ""]
        assert listed.keys() == set(zip.namelist()) - {record}
        for member, (sum, size) in listed.items():
            digest = base64.urlsafe_b64encode(hashlib.sha256(zip.read(member)).digest()).decode().rstrip("=")
            assert (sum, int(size)) == (f"sha256={digest}", zip.getinfo(member).file_size)


def test_a_second_build_has_nothing_to_do(builds: tuple[Path, Path]) -> None:
    before = dates(builds[0])
    assert ran(build(builds[0])) == []
    assert dates(builds[0]) == before


def test_a_changed_example_is_recorded_again_and_nothing_else_is_done(builds: tuple[Path, Path]) -> None:
    folder = builds[1]
    examples = folder / "modules" / "02-autograd" / "examples"
    before = contents(folder)
    (examples / "brief.py").write_text(
        "from stepgrad import Value\n\nx = Value(2.0)\ny = x * x\ny.backward()\n"
    )
    assert ran(build(folder)) == ["recorded traces", "stills", "scripts and styles", "source"]
    after = contents(folder)
    new = {name for name in after.keys() - before.keys() if not name.startswith("part-")}
    assert new == {"traces/02-autograd/brief.json"}
    assert "index.js" not in {
        name for name in before if after.get(name) == before[name]
    }  # a script knows its sum
    (examples / "brief.py").unlink()
    build(folder)
    assert contents(folder) == before


def test_a_damaged_result_is_made_again(builds: tuple[Path, Path]) -> None:
    folder = builds[1]
    before = contents(folder)
    (folder / "assets" / "worker.js").write_text("damaged")
    (folder / ".cache" / "pyodide" / "pyodide.asm.mjs").unlink()
    next((folder / "assets" / "pyodide").glob("stepgrad.*")).unlink()
    # Pyodide itself is a copy: not worth a line
    assert ran(build(folder)) == ["Python, compressed", "the sandbox"]
    assert contents(folder) == before


def test_without_node_the_build_says_what_to_install(tmp_path: Path) -> None:
    env = {**os.environ, "PATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "assets.py"], env=env, check=False, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "install Node 20 or newer" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_example_that_fails_is_named(builds: tuple[Path, Path]) -> None:
    folder = builds[1]
    broken = folder / "modules" / "02-autograd" / "examples" / "broken.py"
    broken.write_text("1 / 0\n")
    try:
        with pytest.raises(
            AssertionError, match=r"modules/02-autograd/examples/broken.py: ZeroDivisionError"
        ):
            build(folder)
    finally:
        broken.unlink()
        build(folder)


def test_put_leaves_a_file_alone_that_holds_the_data_already(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "file"
    steps.put(file, b"one")
    os.utime(file, ns=(1, 1))
    steps.put(file, b"one")
    assert file.stat().st_mtime_ns == 1
    steps.put(file, b"two")
    assert file.read_bytes() == b"two"
    assert [path.name for path in file.parent.iterdir()] == ["file"]
