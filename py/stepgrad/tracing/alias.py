"""⑤ Names that people's programs import, and that lead to this package where what they name is not there: in a page."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

OURS = {
    "torch": "stepgrad.torch",
    "micrograd": "stepgrad.micrograd",
    "IPython": "stepgrad.tracing.cells.ipython",
}


class Finder:
    """Finds `torch.nn` as the very module that `stepgrad.torch.nn` is, unless there is another `torch`.

    It comes first, for any other would find the parts of our package anew, as the files that they are.
    """

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: object = None
    ) -> ModuleSpec | None:
        """Errors: whatever our module raises when it is imported, such as ModuleNotFoundError for NumPy."""
        package, dot, rest = name.partition(".")
        if package not in OURS:
            return None
        if rest:
            if sys.modules.get(package) is not sys.modules.get(OURS[package]):
                return None
        elif any(finder.find_spec(name, path, None) for finder in sys.meta_path if finder is not self):
            return None
        ours = OURS[package] + dot + rest
        try:
            module = importlib.import_module(ours)
        except ModuleNotFoundError as error:
            if error.name == ours or ours.startswith(f"{error.name}."):
                return None  # then Python says that there is no module of the name that was asked for
            raise
        return ModuleSpec(name, _Loader(module), is_package=hasattr(module, "__path__"))


class _Loader(Loader):
    def __init__(self, module: ModuleType) -> None:
        self._module, self._spec = module, module.__spec__

    def create_module(self, _: ModuleSpec) -> ModuleType:
        return self._module

    def exec_module(self, module: Any) -> None:
        module.__spec__ = self._spec  # imports had written their own over it


def install() -> None:
    """Make the names lead here, from now on."""
    if not any(isinstance(finder, Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, Finder())
