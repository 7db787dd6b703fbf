"""⑤ Trace → JSON: version 1, typed in ojs/protocol.js. No colours, no layout, nothing about presentation."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from ..rules.scalar_table import Op
from .snapshot import ArraySnapshot
from .trace import Node, NodeId, Step, Trace

if TYPE_CHECKING:
    from ..rules.array_table import ArrayOp

VERSION = 1
_OPTIONAL = ("assigned", "made", "returned")  # what most steps have not


def number(x: float) -> float | str:
    """A number that JSON can carry: NaN and the infinities travel as the strings JavaScript's Number() reads."""
    if math.isfinite(x):
        return x
    return "NaN" if math.isnan(x) else "Infinity" if x > 0 else "-Infinity"


def quantity(x: float | ArraySnapshot) -> Any:
    """A number, or {shape, dtype, data} of a small array, or {shape, dtype, summary, picture} of a large one."""
    if not isinstance(x, ArraySnapshot):
        return number(x)
    wire: dict[str, Any] = {"shape": x.shape, "dtype": x.dtype}
    if x.data is not None:
        return {**wire, "data": [*map(number, x.data)]}
    assert x.summary is not None
    assert x.picture is not None
    shape, means = x.picture
    wire["summary"] = {name: number(value) for name, value in x.summary.items()}
    return {**wire, "picture": {"shape": shape, "data": [*map(number, means)]}}


def _plain(x: Any) -> Any:
    if isinstance(x, list):
        return [_plain(one) for one in x]
    return quantity(x) if isinstance(x, float | ArraySnapshot) else x


def _node(node: Node) -> dict[str, Any]:
    return {
        "id": node.id,
        "op": node.op and node.op.name,
        "args": [{"node": arg} if isinstance(arg, NodeId) else {"const": number(arg)} for arg in node.args],
        "label": node.label,
        "value": quantity(node.value),
        "requires_grad": node.requires_grad,
        "at": node.at,
        **({} if node.call is None else {"call": node.call}),
        **({"params": {name: _plain(value) for name, value in node.params.items()}} if node.params else {}),
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "kind": step.kind,
        **{name: _plain(getattr(step, name)) for name in step.fields if name not in ("kind", *_OPTIONAL)},
        **{
            name: held
            for name in _OPTIONAL
            if (held := getattr(step, name, None)) is not None and held is not False
        },
    }


def _op(op: Op | ArrayOp) -> dict[str, Any]:
    wire = {"name": op.name, "symbol": op.symbol, "formula": op.formula}
    if isinstance(op, Op):
        return {**wire, "locals": op.locals}
    return {**wire, "locals": (), "rules": op.rules, "words": op.words, "shown": op.shown}


def with_line_ends(source: str) -> str:
    """A program with the one end of a line that a page counts: "\n". To Python it is the same program."""
    return source.replace("\r\n", "\n").replace("\r", "\n")


def to_wire(trace: Trace) -> dict[str, Any]:
    """The trace as plain dicts and lists; `nodes[i].id == i`, steps in order of time."""
    return {
        "version": VERSION,
        "source": with_line_ends(trace.source),
        "inputs": {name: number(value) for name, value in trace.inputs.items()},
        "ops": {node.op.name: _op(node.op) for node in trace.nodes if node.op},
        **({"calls": [vars(call) for call in trace.calls]} if trace.calls else {}),
        "nodes": [_node(node) for node in trace.nodes],
        "steps": [_step(step) for step in trace.steps],
        "output": trace.printed,
        **({"cut": trace.cut} if trace.cut else {}),
    }


def dumps(data: Any) -> str:
    """Compact JSON; a number that slipped past `number` fails here rather than in the browser."""
    text = json.dumps(data, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    return text.encode(errors="replace").decode()  # half of a character cannot be sent
