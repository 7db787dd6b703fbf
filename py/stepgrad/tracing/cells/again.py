"""⑤ The graph of a value that a cell has shown: what the cells did is done again as one program, which is traced.

It begins where the session began, with the same random numbers and files. So it is the same graph, but for what no program
can repeat, such as the time; then it is said to be another run.
"""

from __future__ import annotations

import builtins
from contextlib import suppress
from types import ModuleType
from typing import Any, cast

from ..checked import RESULT, SHOW
from ..events import Trace
from ..output import Output
from ..program import Program
from ..shelter.kept import Kept
from ..shelter.shelter import Shelter
from ..trace import traced
from .needed import needed
from .notebook import Graph, Notebook, has_graph, is_number
from .text import text_of

SHOWN = "from stepgrad import show\n"  # where cells use it without an import, as they may


def traced_again(notebook: Notebook, graph: Graph, shelter: Shelter) -> tuple[Trace, int | None, bool]:
    """The trace, the node of the value that was shown, and whether it is the same value. Errors: as trace()."""
    cells = [source for _, source in graph.ran]
    few = needed(cells)
    if len(few) < len(cells):
        with suppress(Exception):  # it may need one of the others after all
            made = _traced([cells[i] for i in few], notebook, graph, shelter)
            if made[2]:
                return made
    return _traced(cells, notebook, graph, shelter)


def _traced(
    cells: list[str], notebook: Notebook, graph: Graph, shelter: Shelter
) -> tuple[Trace, int | None, bool]:
    source = "\n\n".join(cell.rstrip() for cell in cells) + "\n"
    if "show" in source and "import show" not in source:
        source = SHOWN + source
    program = Program(source, {}, result=True)
    stage = _Again(notebook, shelter, graph.index, source.count("\n") - cells[-1].rstrip().count("\n"))
    made = traced(program, Output(), cast(Shelter, stage))  # of which no more is asked
    return made, stage.node, stage.text == graph.text


class _Again:
    """A Shelter in which what cells show is heard of. `node`, `text`: of the value that is looked for."""

    def __init__(self, notebook: Notebook, shelter: Shelter, index: int, first: int) -> None:
        self.node: int | None = None
        self.text: str | None = None
        self._kept, self._shelter = Kept(notebook.seed, notebook.files), shelter
        self._index, self._first = index, first
        self.forget = shelter.forget

    def run(self, program: Program, main: ModuleType, output: Output, recorder: Any) -> None:
        """As Shelter.run()."""
        count = 0

        def shown(thing: object) -> None:
            nonlocal count
            line = _line(program)
            if line is None or line < self._first:
                return
            if count == self._index:
                self.text, self.node = text_of(thing), recorder._known(thing)
            count += 1

        def result(thing: object) -> None:
            if has_graph(thing):
                shown(thing)

        def show(thing: object) -> None:
            if is_number(thing):
                shown(thing)

        def display(*things: object) -> None:
            for thing in things:
                result(thing)

        space = vars(builtins)
        props = [
            (space, RESULT, result),
            (space, SHOW, show),
            (space, "show", show),
            (space, "display", display),
        ]
        self._shelter.run(program, main, output, recorder, kept=self._kept, props=props)


def _line(program: Program) -> int | None:
    """The line of the program itself that runs, not of a function in it."""
    step = program.traceback()
    frame = step.tb_frame if step else None
    line = None
    while frame is not None:
        if frame.f_code is program.code:
            line = frame.f_lineno
        frame = frame.f_back
    return line
