"""⑤ Trace → JSON: version 1, typed in ojs/protocol.js. No colours, no layout, nothing about presentation."""

from __future__ import annotations

import dataclasses
import json
import math
from typing import Any

from .ops import Op
from .trace import Node, NodeId, Step, Trace

VERSION = 1


def number(x: float) -> float | str:
    """A number that JSON can carry: NaN and the infinities travel as the strings JavaScript's Number() reads."""
    if math.isfinite(x):
        return x
    return "NaN" if math.isnan(x) else "Infinity" if x > 0 else "-Infinity"


def _node(node: Node) -> dict[str, Any]:
    return {
        "id": node.id,
        "op": node.op and node.op.name,
        "args": [{"node": arg} if isinstance(arg, NodeId) else {"const": number(arg)} for arg in node.args],
        "label": node.label,
        "value": number(node.value),
        "requires_grad": node.requires_grad,
        "at": node.at,
        **({} if node.call is None else {"call": node.call}),
    }


def _step(step: Step) -> dict[str, Any]:
    fields = dataclasses.fields(step)
    values = {field.name: getattr(step, field.name) for field in fields}
    kind = values.pop("kind")
    return {"kind": kind, **{name: number(v) if isinstance(v, float) else v for name, v in values.items()}}


def _op(op: Op) -> dict[str, Any]:
    return {"name": op.name, "symbol": op.symbol, "formula": op.formula, "locals": op.locals}


def to_wire(trace: Trace) -> dict[str, Any]:
    """The trace as plain dicts and lists; `nodes[i].id == i`, steps in order of time."""
    return {
        "version": VERSION,
        "source": trace.source,
        "inputs": {name: number(value) for name, value in trace.inputs.items()},
        "ops": {node.op.name: _op(node.op) for node in trace.nodes if node.op},
        **({"calls": [dataclasses.asdict(call) for call in trace.calls]} if trace.calls else {}),
        "nodes": [_node(node) for node in trace.nodes],
        "steps": [_step(step) for step in trace.steps],
        "output": trace.output,
    }


def dumps(data: Any) -> str:
    """Compact JSON; a number that slipped past `number` fails here rather than in the browser."""
    return json.dumps(data, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
