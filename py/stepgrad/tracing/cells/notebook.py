"""⑤ One page's cells: what they have computed so far, what each of them showed, and the program that they are together."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Mapping
from typing import Any

from ..checked import RESULT, SHOW
from ..program import Program
from ..shelter.kept import Kept
from ..shelter.shelter import Shelter
from .failing import name_of, told
from .outputs import Outputs
from .text import text_of

MAX_GRAPHS = 50  # that one run of a cell may show


class Graph:
    """A Value or a Tensor that was shown: by the cells that had run until then, as the `index`-th of the last."""

    def __init__(self, ran: list[tuple[int, str]], index: int, text: str) -> None:
        self.ran, self.index, self.text = ran, index, text


class Notebook:
    """A session. `seed`: where its random numbers begin, so that what it computed can be computed again."""

    def __init__(self, name: str, shelter: Shelter, seed: int, files: Mapping[str, str]) -> None:
        self.name, self.seed = name, seed
        self.files = {str(file): str(text).encode() for file, text in files.items()}
        self.graphs: list[Graph] = []
        self._shelter, self._kept = shelter, Kept(seed, self.files)
        self._main = Program("", {}).module()
        self._texts: dict[str, Any] = {}  # of the cells, for tracebacks and inspect.getsource()
        self._ran: list[tuple[int, str]] = []

    def run(
        self, number: int, program: Program | None, source: str, failed: BaseException | None
    ) -> list[Any]:
        """What the cell shows. Where it was not even compiled, `failed` says why."""
        outputs = Outputs()
        if program is None:
            assert failed is not None
            return [told(failed, None, number, source)]
        shown: list[tuple[dict[str, Any], Any]] = []
        self._texts[program.name] = len(source), None, program.lines, program.name
        try:
            self._shelter.run(
                program, self._main, outputs, kept=self._kept, props=self._props(outputs, shown.append)
            )
            done = source
        except BaseException as error:  # noqa: BLE001 (whatever a cell raises is its answer)
            done = _until(source, program, error)
            outputs.add(told(error, program, number, source))
        self._ran.append((number, done))
        for index, (output, _) in enumerate(shown[:MAX_GRAPHS]):
            output["graph"] = len(self.graphs)
            self.graphs.append(Graph([*self._ran], index, output["text"]))
        return outputs.done()

    def end(self) -> None:
        """Let go of all that it holds."""
        self._shelter.forget(Program("", {}), self._main, Outputs())

    def _props(self, outputs: Outputs, shown: Callable[[Any], None]) -> list[tuple[Any, str, Any]]:
        names = vars(self._main)

        def display(*things: object) -> None:
            for thing in things:
                output = {"kind": "result", "text": text_of(thing)}
                outputs.add(output)
                if has_graph(thing):
                    shown((output, thing))

        def result(thing: object) -> None:
            if thing is not None:
                names["_"] = thing
                display(thing)

        def show(thing: object) -> None:
            if not is_number(thing):
                raise TypeError(f"show: expected a Value or a Tensor, got {type(thing).__name__}")
            output = {"kind": "graph", "text": text_of(thing)}
            outputs.add(output)
            shown((output, thing))

        import linecache

        space = vars(builtins)
        props = [
            (space, RESULT, result),
            (space, SHOW, show),
            (space, "show", show),
            (space, "display", display),
        ]
        return [*props, *((linecache.cache, name, text) for name, text in self._texts.items())]


def is_number(thing: object) -> bool:
    """Whether it is a Value or a Tensor of the engine."""
    kind = type(thing)
    return any(
        one.__module__.startswith("stepgrad.") and one.__name__ in ("Value", "Tensor") for one in kind.__mro__
    )


def has_graph(thing: object) -> bool:
    """Whether it came of something that could be stepped through."""
    return is_number(thing) and (
        getattr(thing, "_row", None) is not None or getattr(thing, "_node", None) is not None
    )


def compiled(number: int, source: str) -> Program:
    """Errors: SyntaxError, as of any program."""
    ends = not source.rstrip().endswith(";")
    return Program(source, {}, turns=False, result=ends, name=name_of(number))


def _until(source: str, program: Program, error: BaseException) -> str:
    """The statements of a cell that were done when it failed."""
    step = BaseException.__dict__["__traceback__"].__get__(error)
    line = None
    while step is not None and line is None:
        if step.tb_frame.f_code is program.code:
            line = step.tb_lineno
        step = step.tb_next
    done = [one for one in ast.parse(source).body if line is not None and (one.end_lineno or 0) < line]
    return "\n".join(source.splitlines()[: done[-1].end_lineno]) if done else ""
