"""Build side: `python -m tools.bench [part …]` runs every part (a module with `figures()`) and prints its figures."""

from __future__ import annotations

import importlib
import pkgutil
import platform
import sys

from tools import bench


def main() -> None:
    parts = sorted(
        module.name
        for module in pkgutil.iter_modules(bench.__path__)
        if module.name != "__main__" and not module.ispkg
    )
    print(
        f"Python {platform.python_version()}, {platform.machine()}; ratios of medians, timed in turn in this run"
    )
    for name in sys.argv[1:] or parts:
        module = importlib.import_module(f"tools.bench.{name}")
        print(f"\n{name}: {(module.__doc__ or '').splitlines()[0].removeprefix('Build side: ')}")
        for figure in module.figures():
            print(figure, flush=True)


if __name__ == "__main__":
    main()
