"""Runs inside Pyodide: makes an archive of Python sources into one of bytecode, so that no reader's browser compiles it.

    precompile.py IN OUT FOLDER [--keep-sources]

FOLDER is where the archive will lie in Pyodide, for tracebacks. The bytecode is "unchecked": nothing is compared with a
source at import. It is `x.pyc` where `x.py` was, which is how zipimport, too, finds it; with --keep-sources `x.py` stays
beside it. Nothing in the archive is compressed: a file that travels is compressed as a whole (publish.py), and smaller so, and
Python, which reads it from memory, need not unpack it. The result depends on nothing but the input: Pyodide brings its own compiler.
"""

import argparse
import base64
import compileall
import hashlib
import tempfile
import zipfile
from pathlib import Path
from py_compile import PycInvalidationMode

# What is of use only where extensions are built or types are checked.
DROP = {".pyi", ".h", ".a", ".pxd"}


def precompile(source: Path, target: Path, folder: str, keep_sources: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        zipfile.ZipFile(source).extractall(root)
        if not compileall.compile_dir(
            root,
            ddir=folder,
            legacy=True,
            quiet=1,
            invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
        ):
            raise SystemExit(f"{source}: some file does not compile")
        gone = DROP | (set() if keep_sources else {".py"})
        content = {f.relative_to(root).as_posix(): f.read_bytes() for f in root.rglob("*") if f.is_file()}
        content = {name: data for name, data in content.items() if Path(name).suffix not in gone}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as out:
        for name, data in sorted(with_record(content).items()):
            info = zipfile.ZipInfo(name)  # dated 1980, as every ZipInfo is that is given no date
            info.external_attr = 0o644 << 16
            out.writestr(info, data)


def with_record(content: dict[str, bytes]) -> dict[str, bytes]:
    """A wheel lists its files and their sums in RECORD: bring the list up to date."""
    records = [name for name in content if name.endswith(".dist-info/RECORD")]
    for record in records:
        lines = [f"{record},,"]
        for name in sorted(content.keys() - {record}):
            sum = base64.urlsafe_b64encode(hashlib.sha256(content[name]).digest()).rstrip(b"=").decode()
            lines.append(f"{name},sha256={sum},{len(content[name])}")
        content = {**content, record: ("\n".join(lines) + "\n").encode()}
    return content


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("folder")
    parser.add_argument("--keep-sources", action="store_true")
    given = parser.parse_args()
    precompile(given.source, given.target, given.folder, given.keep_sources)
