"""② What writes a random program: it draws, and runs what it has written so far, so that it knows shapes and kinds.

A program is a list of statements in the words of ours.py. A statement that fails stays in it: PyTorch shall refuse it, too.
"""

from __future__ import annotations

import functools
import re
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st
from stepgrad import Tensor, Value

from tests.py.programs.ours import NAMES

TAME = tuple(
    sorted((k / 4 for k in range(-12, 13)), key=lambda x: abs(x - 0.6))
)  # so few that there are ties, and so short that sums are exact
EXTREME = {
    "float32": (0.0, -0.0, 1.0, -1.0, 2.0, 0.5, 1e30, -1e30, 1e-30, -1e-30, 1e-40, -1.4e-45, 88.0, -86.0, "inf", "-inf", "nan"),
    "float64": (0.0, -0.0, 1.0, -1.0, 2.0, 0.5, 1e200, -1e200, 1e-200, -1e-200, 1e-310, -5e-324, 709.0, -700.0, "inf", "-inf", "nan"),
}  # fmt: skip
OF_INTS = (-3, -2, -1, 0, 0, 1, 1, 2, 3, 7)


@dataclass(frozen=True)
class Program:
    """`statements` are (the form it was written after, its text); `wild` says that extreme numbers are among its numbers,
    `root` which of its names the last walk began at."""

    statements: tuple[tuple[str, str], ...]
    wild: bool
    root: str = ""

    def __repr__(self) -> str:
        return "\n" + "\n".join(text for _, text in self.statements) + "\n"


@functools.cache
def _sampled(options: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    return st.sampled_from(options)


@functools.cache
def _ints(low: int, high: int) -> st.SearchStrategy[int]:
    return st.integers(low, high)


def execute(text: str, names: dict[str, Any]) -> Exception | None:
    """Run a statement; what it raises is its result."""
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            exec(text, names)  # noqa: S102
    except Exception as error:  # noqa: BLE001
        return error
    return None


class Writer:
    """The program so far. smooth: floats of 64 bits alone, whose differences mean something."""

    def __init__(self, draw: Callable[[Any], Any], wild: bool, smooth: bool = False) -> None:
        self.draw, self.wild, self.smooth = draw, wild, smooth
        self.form = ""
        self.statements: list[tuple[str, str]] = []
        self.names: dict[str, Any] = dict(NAMES)
        self.count = 0
        self.root, self.drawn = "", 0

    # what is drawn

    def one(self, *options: Any) -> Any:
        return self.draw(_sampled(options))

    def seldom(self) -> bool:
        return bool(self.draw(_ints(0, 24)) == 24)

    def some(self, options: Sequence[Any], least: int = 0) -> list[Any]:
        """A few of them, in an order of their own."""
        left, found = list(options), []
        for _ in range(self.draw(_ints(min(least, len(left)), len(left)))):
            found.append(left.pop(self.draw(_ints(0, len(left) - 1))))
        return found

    def forms(self, of: Iterable[str], count: int) -> list[str]:
        """Which forms are written. Left to Hypothesis, which likes to repeat itself, some would hardly ever be."""
        return self.draw(st.randoms(use_true_random=True)).choices([*of], k=count)  # type: ignore[no-any-return]

    def whole(self, low: int, high: int) -> int:
        return int(self.draw(_ints(low, max(low, high))))

    def number(self, dtype: str = "float64") -> Any:
        """As text: of the program's kind."""
        if dtype == "bool":
            return self.one(True, False)
        if dtype == "int64":
            return self.one(*OF_INTS)
        if self.smooth:
            self.drawn += 1
            return round(self.whole(-300, 300) / 100 + self.drawn / 99991, 6)  # no ties, no corners
        if self.wild and self.whole(0, 2):
            return self.one(*EXTREME[dtype])
        return self.one(*TAME)

    def numbers(self, shape: tuple[int, ...], dtype: str) -> str:
        """Nested lists of them, as text."""
        if not shape:
            return str(self.number(dtype))
        return f"[{', '.join(self.numbers(shape[1:], dtype) for _ in range(shape[0]))}]"

    def shape(self, least: int = 0) -> tuple[int, ...]:
        n = max(least, self.one(2, 0, 1, 1, 2, 2, 3))
        lengths = (2, 1, 2, 3, 3) if self.smooth or self.whole(0, 14) < 14 else (0, 1, 2)
        return tuple(self.one(*lengths) for _ in range(n))

    # what is written

    def say(self, text: str) -> Exception | None:
        self.statements.append((self.form, text))
        return execute(text, self.names)

    def new(self, letter: str = "t") -> str:
        self.count += 1
        return f"{letter}{self.count}"

    def let(self, expression: str) -> str:
        """A name for its result."""
        name = self.new()
        self.say(f"{name} = {expression}")
        return name

    def dtype(self) -> str:
        return "float64" if self.smooth else str(self.one("float32", "float32", "float64"))

    def fresh(self, shape: tuple[int, ...], dtype: str | None = None, requires: bool | None = None) -> str:
        """A leaf."""
        dtype = dtype or self.dtype()
        word = "boolean" if dtype == "bool" else dtype
        if requires is None:
            requires = dtype.startswith("float") and self.whole(0, 3) > 0
        after = f".reshape{shape}" if 0 in shape and len(shape) > 1 else ""  # lists cannot say (0, 3)
        data = "[]" if after else self.numbers(shape, dtype)
        return self.let(f"T({data}, {word}{', True' if requires else ''}){after}")

    # what is there

    def tensors(self, allow: Callable[[Any], Any]) -> list[str]:
        return [name for name, x in self.names.items() if isinstance(x, Tensor | Value) and allow(x)]

    def tensor(self, allow: Callable[[Any], Any] = lambda _: True, least: int = 0, kind: str = "f") -> str:
        """The name of one that is allowed, of floats if not said; perhaps of a new one. The last ones are taken more often."""
        found = self.tensors(lambda x: x._data.dtype.kind in kind and x._data.ndim >= least and allow(x))
        if found and self.whole(0, 5):
            return str(self.one(*found, *found[-3:], found[-1]))
        of = {"i": "int64", "b": "bool"}.get(kind)
        name = self.fresh(self.shape(least), of)
        if name in self.names and allow(self.names[name]):
            return name
        return self.fresh((2,) * max(least, 1), of)

    def data(self, name: str) -> Any:
        return self.names[name]._data

    def beside(self, name: str, dtype: str | None = None) -> str:
        """One whose shape goes together with that of another: one that is there, or a new one."""
        shape = self.data(name).shape
        if dtype is None and self.whole(0, 2):

            def fits(x: Any) -> bool:
                try:
                    return np.broadcast_shapes(x._data.shape, shape) is not None and x._data.size < 100
                except ValueError:
                    return False

            return str(self.one(*self.tensors(fits)))
        cut = shape[self.whole(0, len(shape)) :] if self.whole(0, 1) else shape
        lengths = tuple(length if self.whole(0, 3) else 1 for length in cut)
        if self.seldom():
            lengths = (*lengths, 5)
        return self.fresh(lengths, dtype)

    def dim(self, name: str) -> int:
        ndim = self.data(name).ndim
        wrong = self.seldom()
        return self.whole(-ndim - wrong, max(ndim - 1, 0) + wrong)

    def program(self) -> Program:
        return Program(tuple(self.statements), self.wild, self.root)


def in_words(statement: str) -> set[str]:
    """The names of tensors in a statement."""
    return set(re.findall(r"\b[a-z]\d+\b", statement))
