"""④ A program's own folder: empty when it begins, and what it writes there, or in the browser anywhere, is gone when it has ended."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

_IN_A_PAGE = sys.platform == "emscripten"  # where all files are ours
_HOME = "/home/pyodide"


class Folder:
    """The folder that programs run in, one after the other."""

    def __init__(self) -> None:
        self._before: dict[str, Any] | None = None
        self.files: dict[str, bytes] = {}  # that the next program finds there
        if _IN_A_PAGE:
            self.path = _HOME
        else:
            import shutil
            import tempfile
            import weakref

            self.path = tempfile.mkdtemp(prefix="stepgrad-")
            weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)

    def enter(self) -> None:
        """From now on what the program writes, and what it imports of that, is there."""
        os.chdir(self.path)
        sys.path.insert(0, self.path)
        self._before = _listed() if _IN_A_PAGE else {}
        for name, content in self.files.items():
            with open(os.path.join(self.path, os.path.basename(name)), "wb") as file:
                file.write(content)
        self.files = {}

    def clean(self) -> bool:
        """Remove what a program left; whether everything is as it was."""
        if self._before is None:  # no program has run yet
            return True
        left = [os.path.join(self.path, name) for name in os.listdir(self.path)]
        now = _listed() if _IN_A_PAGE else {}
        left += now.keys() - self._before.keys()
        for path in left:
            _remove(path)
        if left:
            finders = sys.path_importer_cache.copy()
            importlib.invalidate_caches()
            sys.path_importer_cache.update(finders)  # it had let go of some
        return {path: now.get(path) for path in self._before} == self._before


def _listed() -> dict[str, Any]:
    """What lies where modules are looked for, and where temporary files go: file → when it was changed, and its length."""
    folders = {os.path.dirname(path) if path.endswith(".zip") else path for path in sys.path} - {"", _HOME}
    found = {}
    for folder in (*folders, "/tmp"):
        if os.path.isdir(folder):
            for file in os.scandir(folder):
                status = file.stat(follow_symlinks=False)
                found[file.path] = (status.st_mtime_ns, status.st_size) if file.is_file() else None
    return found


def _remove(path: str) -> None:
    if os.path.isdir(path) and not os.path.islink(path):
        os.chmod(path, 0o700)
        for name in os.listdir(path):
            _remove(os.path.join(path, name))
        os.rmdir(path)
    else:
        os.unlink(path)
