"""⑤ What a page asks of its cells: to run one, or for the trace of a graph that one has shown."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Any

from ..bounds import MAX_SOURCE
from ..collecting import NEVER, collecting
from ..events import Forward, Trace
from ..program import Program
from ..record import Record
from ..shelter.shelter import Shelter
from ..wire import dumps, to_wire
from .again import traced_again
from .notebook import Notebook, compiled


class Cells:
    """Answers what the page asks about its cells. There is one session at a time: that of the page."""

    def __init__(self, shelter: Shelter) -> None:
        self._shelter = shelter
        self._notebook: Notebook | None = None

    def answer(
        self,
        asked: dict[str, Any],
        need: Callable[[Program], None],
        findings: Callable[[Trace], Sequence[Record]],
    ) -> str:
        """Run a cell: `{"session", "number", "source", "fresh"?, "files"?}` → `{"ok": true, "outputs": […]}`, or

        `{"ok": true, "lost": true, "outputs": []}` where the session is not there and this does not begin it. Outputs are
        `{"kind": "stream", "name", "text"}`, `{"kind": "result", "text"}`, `{"kind": "graph", "text"}` and
        `{"kind": "error", "error", "within"?}`; those that have a "graph" can be stepped through:
        `{"session", "graph"}` → `{"ok": true, "trace": Wire, "at": step, "other"?: true}`, see traced_again().
        need: raises where a program needs what is not loaded yet.
        """
        notebook = self._notebook if self._notebook and self._notebook.name == asked["session"] else None
        if "graph" in asked:
            if notebook is None or not 0 <= asked["graph"] < len(notebook.graphs):
                return dumps({"ok": True, "lost": True, "outputs": []})
            with collecting(NEVER):
                made, node, same = traced_again(notebook, notebook.graphs[asked["graph"]], self._shelter)
                found = {"at": _step_of(made, node), **({} if same else {"other": True})}
                return dumps(
                    {"ok": True, "trace": to_wire(made, findings=findings(made)), **found}, ascii_only=True
                )
        if notebook is None and not asked.get("fresh"):
            return dumps({"ok": True, "lost": True, "outputs": []})
        number, source = int(asked["number"]), asked["source"]
        if len(source) > MAX_SOURCE:
            raise ValueError(f"the cell has {len(source):,} characters, and a page can take {MAX_SOURCE:,}")
        program, failed = None, None
        try:
            program = compiled(number, source)
            need(program)
        except (SyntaxError, RecursionError, MemoryError) as error:
            failed = error
        if notebook is None or asked.get("fresh"):
            if self._notebook:
                self._notebook.end()
            self._notebook = notebook = Notebook(
                asked["session"], self._shelter, secrets.randbits(31), asked.get("files") or {}
            )
        return dumps({"ok": True, "outputs": notebook.run(number, program, source, failed)})


def _step_of(made: Trace, node: int | None) -> int:
    """How many steps have been taken when that node is there."""
    if node is None:
        return 0
    for index, step in enumerate(made.steps):
        if isinstance(step, Forward) and step.node == node:
            return index + 1
    return 0
