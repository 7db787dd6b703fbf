"""⑤ Trace → JSON: version 2, the Wire of ojs/engine/protocol.js. No colours, no layout, nothing about presentation."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..rules.scalar_table import Op
from .events import Node, NodeId, Trace
from .snapshot import ArraySnapshot
from .wire_columns import Columns, Distinct, number, quantity
from .wire_steps import steps_to_wire

if TYPE_CHECKING:
    from ..rules.array_table import ArrayOp

__all__ = ["VERSION", "ascii_dumps", "dumps", "number", "quantity", "to_wire", "with_line_ends"]

VERSION = 2
_OTHER = re.compile("[^\x00-\x7f]+")


def _plain(x: Any) -> Any:
    if isinstance(x, list):
        return [_plain(one) for one in x]
    return quantity(x) if isinstance(x, float | ArraySnapshot) else x


def _nodes(nodes: Sequence[Node], ops: Distinct, spans: Distinct, columns: Columns) -> dict[str, Any]:
    rows: dict[str, list[Any]] = {
        name: [] for name in ("op", "arity", "value", "requires_grad", "at", "call")
    }
    args: list[int] = []
    labels, params = {}, {}
    for node in nodes:
        rows["op"].append(0 if node.op is None else 1 + ops.place(node.op.name, node.op))
        rows["arity"].append(len(node.args))
        args += [arg if isinstance(arg, NodeId) else columns.constant(arg) for arg in node.args]
        rows["value"].append(node.value)
        rows["requires_grad"].append(int(node.requires_grad))
        rows["at"].append(0 if node.at is None else 1 + spans.place(node.at, node.at))
        rows["call"].append(0 if node.call is None else 1 + node.call)
        if node.label is not None:
            labels[node.id] = node.label
        if node.params:
            params[node.id] = {name: _plain(value) for name, value in node.params.items()}
    table = {
        name: columns.quantities(rows[name]) if name == "value" else columns.indices(rows[name])
        for name in rows
    }
    table["args"] = columns.indices(args)
    return {
        **table,
        **({"label": columns.sparse(labels, list)} if labels else {}),
        **({"params": columns.sparse(params, list)} if params else {}),
    }


def _op(op: Op | ArrayOp) -> dict[str, Any]:
    wire = {"name": op.name, "symbol": op.symbol, "formula": op.formula}
    if isinstance(op, Op):
        return {**wire, "locals": op.locals}
    return {**wire, "locals": (), "rules": op.rules, "words": op.words, "shown": op.shown}


def with_line_ends(source: str) -> str:
    """A program with the one end of a line that a page counts: "\n". To Python it is the same program."""
    return source.replace("\r\n", "\n").replace("\r", "\n")


def to_wire(trace: Trace, *, packed: bool = True) -> dict[str, Any]:
    """The trace as plain dicts and lists, its long columns `packed` into texts: the Wire of ojs/engine/protocol.js."""
    columns, ops, spans = Columns(packed=packed), Distinct(), Distinct()
    nodes = _nodes(trace.nodes, ops, spans, columns)
    steps = steps_to_wire(trace.nodes, trace.steps, columns)
    return {
        "version": VERSION,
        "source": with_line_ends(trace.source),
        "inputs": {name: number(value) for name, value in trace.inputs.items()},
        "ops": [_op(op) for op in ops.things],
        **({"calls": [vars(call) for call in trace.calls]} if trace.calls else {}),
        "spans": spans.things,
        "constants": [*map(number, columns.constants.things)],
        **({"arrays": [*map(quantity, columns.arrays.things)]} if columns.arrays.things else {}),
        "nodes": nodes,
        "steps": steps,
        "output": trace.printed,
        **({"cut": trace.cut} if trace.cut else {}),
    }


def dumps(data: Any) -> str:
    """Compact JSON; a number that slipped past `number` fails here rather than in the browser."""
    text = json.dumps(data, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    return text.encode(errors="replace").decode()  # half of a character cannot be sent


def ascii_dumps(data: Any) -> str:
    """The same in ASCII alone: Pyodide hands such a text to JavaScript as a whole, and any other letter by letter."""
    return _OTHER.sub(lambda letters: json.dumps(letters[0])[1:-1], dumps(data))
