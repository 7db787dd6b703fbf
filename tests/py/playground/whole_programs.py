"""④ The whole programs of the playground, run as they stand: as a page runs them, or by the libraries they were written for."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

from stepgrad.tracing import alias

ROOT = Path(__file__).resolve().parents[3]
PROGRAMS = {path.stem: path for path in sorted((ROOT / "playground").glob("*.py"))}
PRINTED = ROOT / "tests" / "golden" / "playground"  # what they print with PyTorch and micrograd
NUMBER = re.compile(r"-?\d+(?:\.(\d+))?(?:e[-+]\d+)?")


class _WithoutTheReal:
    """A finder that does not find the libraries that our names stand for."""

    def __init__(self, finder: Any) -> None:
        self._finder = finder

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name.partition(".")[0] in alias.OURS:
            return None
        return self._finder.find_spec(name, path, target)


@contextmanager
def as_in_a_page() -> Iterator[None]:
    """`import torch` and `import micrograd` lead to this package, whatever else is installed."""
    finders = sys.meta_path[:]
    real = {name: module for name, module in sys.modules.items() if name.partition(".")[0] in alias.OURS}
    for name in real:
        del sys.modules[name]
    others = [_WithoutTheReal(one) for one in finders if not isinstance(one, alias.Finder)]
    sys.meta_path[:] = [alias.Finder(), *others]
    try:
        yield
    finally:
        sys.meta_path[:] = finders
        for name in [*sys.modules]:
            if name.partition(".")[0] in alias.OURS:
                del sys.modules[name]
        sys.modules.update(real)


def run(name: str) -> tuple[dict[str, Any], str]:
    """What a program leaves in its variables, and what it prints."""
    left: dict[str, Any] = {"__name__": "__main__"}
    output = io.StringIO()
    with redirect_stdout(output):
        exec(compile(PROGRAMS[name].read_text("utf-8"), PROGRAMS[name], "exec"), left)  # noqa: S102
    return left, output.getvalue()


def differences(ours: str, theirs: str) -> list[str]:
    """The lines that say something else. Numbers may differ by one in the last digit that is printed: they are rounded."""
    lines, others = ours.splitlines(), theirs.splitlines()
    found = [] if len(lines) == len(others) else [f"{len(lines)} lines instead of {len(others)}"]
    for line, other in zip(lines, others, strict=False):
        numbers = [*zip(NUMBER.finditer(line), NUMBER.finditer(other), strict=False)]
        near = all(
            abs(float(a[0]) - float(b[0])) <= (1.01 * 10.0 ** -len(b[1]) if b[1] else 0.0) for a, b in numbers
        )
        if not near or NUMBER.sub("#", line) != NUMBER.sub("#", other):
            found.append(f"{line!r} instead of {other!r}")
    return found
