"""⑤ Trace → JSON: version 2, the Wire of ojs/engine/protocol.js. No colours, no layout, nothing about presentation."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from ..rules.scalar_table import Op
from .columns import Nodes, columns_of
from .events import Pass, Trace
from .owners import Call
from .record import Record
from .snapshot import ArraySnapshot
from .wire_arrays import arrays_to_wire
from .wire_columns import Columns, Distinct, number, quantity
from .wire_steps import steps_to_wire

if TYPE_CHECKING:
    from ..rules.array_table import ArrayOp

__all__ = ["VERSION", "dumps", "number", "quantity", "to_wire", "with_line_ends"]

VERSION = 2
_HALF = re.compile(r"[\ud800-\udfff]|\\ud[89ab]..(?!\\ud[c-f])|(?<!\\ud[89ab]..)\\ud[c-f]")  # of a character


def _plain(x: Any) -> Any:
    if isinstance(x, list):
        return [_plain(one) for one in x]
    return quantity(x) if isinstance(x, float | ArraySnapshot) else x


def _nodes(nodes: Nodes, ops: Distinct, spans: Distinct, columns: Columns) -> dict[str, Any]:
    args: list[tuple[Any, ...]] = nodes.column("args")
    flat = [arg if arg.__class__ is int else columns.constant(arg) for given in args for arg in given]
    calls = [0 if call is None else 1 + call for call in nodes.column("call")]
    params = {
        node: {name: _plain(value) for name, value in given.items()}
        for node, given in nodes.params.items()
        if given
    }
    return {
        "op": columns.indices(_places(nodes.column("op"), ops, lambda op: op.name)),
        "arity": columns.indices([len(given) for given in args]),
        "args": columns.indices(flat),
        "value": columns.quantities(nodes.column("value")),
        "requires_grad": columns.indices(nodes.column("grad")),
        "at": columns.indices(_places(nodes.column("at"), spans, tuple)),
        **({"call": columns.indices(calls)} if any(calls) else {}),
        **({"label": columns.sparse(nodes.labels, list)} if nodes.labels else {}),
        **({"params": columns.sparse(params, list)} if params else {}),
    }


def _places(things: list[Any], distinct: Distinct, key: Callable[[Any], Any]) -> list[int]:
    """Of each its place in a table, from 1; 0 for None. Most are there many times."""
    places: dict[Any, int] = dict.fromkeys(things, 0)
    for thing in places:
        if thing is not None:
            places[thing] = 1 + distinct.place(key(thing), thing)
    return [places[thing] for thing in things]


def _op(op: Op | ArrayOp) -> dict[str, Any]:
    wire = {"name": op.name, "symbol": op.symbol, "formula": op.formula}
    if isinstance(op, Op):
        return {**wire, "locals": op.locals}
    return {**wire, "locals": (), "rules": op.rules, "words": op.words, "shown": op.shown}


def _pass(one: Pass) -> dict[str, Any]:
    return {**vars(one), "value": quantity(one.value)}


def _call(call: Call) -> dict[str, Any]:
    return {name: part for name, part in vars(call).items() if name != "of" or part is not None}


def _turns(trace: Trace, columns: Columns) -> dict[str, Any]:
    loops, nodes = zip(*trace.turns, strict=True)
    turns = {"loop": columns.indices(loops), "node": columns.indices(nodes)}
    return {"loops": [vars(loop) for loop in trace.loops], "turns": turns}


def with_line_ends(source: str) -> str:
    """A program with the one end of a line that a page counts: "\n". To Python it is the same program."""
    return source.replace("\r\n", "\n").replace("\r", "\n")


def to_wire(trace: Trace, *, packed: bool = True, findings: Sequence[Record] = ()) -> dict[str, Any]:
    """The trace as plain dicts and lists, its long columns `packed` into texts: the Wire of ojs/engine/protocol.js.

    findings: what stepgrad.diagnose says of it.
    """
    columns, ops, spans = Columns(packed=packed), Distinct(), Distinct()
    rows, taken = columns_of(trace)
    nodes = _nodes(rows, ops, spans, columns)
    steps = steps_to_wire(rows, taken, columns)
    passes = [*map(_pass, trace.passes)]
    return {
        "version": VERSION,
        "source": with_line_ends(trace.source),
        "inputs": {name: number(value) for name, value in trace.inputs.items()},
        "ops": [_op(op) for op in ops.things],
        **({"calls": [*map(_call, trace.calls)]} if trace.calls else {}),
        **(_turns(trace, columns) if trace.turns else {}),
        "spans": spans.things,
        "constants": [*map(number, columns.constants.things)],
        **({"arrays": arrays_to_wire(columns.arrays.things, columns)} if columns.arrays.things else {}),
        "nodes": nodes,
        "steps": steps,
        **({"passes": passes} if passes else {}),
        **({"findings": [vars(finding) for finding in findings]} if findings else {}),
        "output": trace.printed,
        **({"cut": trace.cut} if trace.cut else {}),
    }


def dumps(data: Any, *, ascii_only: bool = False) -> str:
    """Compact JSON; a number that slipped past `number` fails here rather than in the browser.

    ascii_only: Pyodide hands such a text to JavaScript as a whole, and any other letter by letter.
    """
    text = _json(data, ensure_ascii=ascii_only)
    if not (_HALF.search(text) if not ascii_only or "\\ud" in text else None):
        return text
    whole = _json(data, ensure_ascii=False).encode(errors="replace")  # half of a character cannot be sent
    return _json(json.loads(whole), ensure_ascii=ascii_only)


_json = partial(json.dumps, allow_nan=False, separators=(",", ":"))
