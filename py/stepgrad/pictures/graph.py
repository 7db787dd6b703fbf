"""④ A graph as a picture: `Graph(result)` shows in Jupyter, and gives DOT and SVG text.

Graph of a Value or Tensor: what it was computed from, with values (shapes, for tensors), gradients and local derivatives as
they are now. Graph of a Trace: the same, with the names that the program gave, as the program left it. What has no name is
numbered, as on the site's pages.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..scalar.value import Value
from ..tracing.snapshot import ArraySnapshot
from ..tracing.trace import Backward, Trace, Update
from .graph_svg import Box, Edge, draw
from .names import node_names, visible

if TYPE_CHECKING:
    from ..tensor.tensor import Tensor

MOST_DRAWN = 400  # nodes; more than that is no picture any more


class Graph:
    """`boxes` in an order of computation, and `edges` between them. Errors: TypeError for what has no graph."""

    def __init__(self, of: Value | Tensor | Trace) -> None:
        self.boxes: list[Box] = []
        self.edges: list[Edge] = []
        if isinstance(of, Trace):
            self._read_trace(of)
        elif isinstance(of, Value):
            self._read(of, lambda node: [(node._a, node._da), (node._b, node._db)], _value_box)
        elif hasattr(of, "_node"):
            self._read(of._node or of, _tensor_edges, lambda node: _tensor_box(node, of))
        else:
            raise TypeError(f"Graph: expected a Value, a Tensor or a Trace, got {type(of).__name__}")
        names = node_names([box.name for box in self.boxes], of.source if isinstance(of, Trace) else "")
        self.boxes = [replace(box, name=name) for box, name in zip(self.boxes, names, strict=True)]

    def _read(self, root: Any, edges_of: Any, box_of: Any) -> None:
        ids: dict[int, int] = {}
        stack = [(root, False)]
        while stack:
            node, ready = stack.pop()
            if id(node) in ids:
                continue
            inputs = [
                (arg, local)
                for arg, local in edges_of(node)
                if arg is not None and not isinstance(arg, float | int)
            ]
            if not ready:
                stack.append((node, True))
                stack.extend((arg, False) for arg, _ in reversed(inputs) if id(arg) not in ids)
                continue
            ids[id(node)] = len(self.boxes)
            self.boxes.append(box_of(node))
            self.edges += [Edge(ids[id(arg)], ids[id(node)], _number(local)) for arg, local in inputs]

    def _read_trace(self, trace: Trace) -> None:
        grads = trace.gradients_by_id()
        values = {node.id: node.value for node in trace.nodes}
        values |= {step.node: step.after for step in trace.steps if isinstance(step, Update)}
        locals_ = {(step.node, step.arg): step.local for step in trace.steps if isinstance(step, Backward)}
        for made in trace.nodes:
            operation = made.op.name if made.op else ""
            self.boxes.append(
                Box(made.label or "", operation, _shown(values[made.id]), _shown(grads.get(made.id)))
            )
            for position, arg in enumerate(made.args):
                if not isinstance(arg, float):
                    self.edges.append(Edge(int(arg), made.id, _number(locals_.get((made.id, position)))))

    def to_dot(self) -> str:
        """The graph in the language of Graphviz."""
        lines = ["digraph {", "  rankdir=LR;", "  node [shape=box, style=rounded];"]
        for i, box in enumerate(self.boxes):
            text = "\n".join(part for part in _lines(box) if part)
            lines.append(f"  n{i} [label={_quoted(text)}];")
        for edge in self.edges:
            label = f" [label={_quoted('× ' + edge.local)}]" if edge.local else ""
            lines.append(f"  n{edge.source} -> n{edge.target}{label};")
        return "\n".join([*lines, "}", ""])

    def to_svg(self) -> str:
        """The graph as a stand-alone SVG picture, inputs on the left. Errors: ValueError for more than MOST_DRAWN nodes."""
        if len(self.boxes) > MOST_DRAWN:
            raise ValueError(
                f"Graph: {len(self.boxes)} nodes are too many for a picture; to_dot() has no limit"
            )
        return draw(self.boxes, self.edges)

    def _repr_html_(self) -> str:
        if len(self.boxes) > MOST_DRAWN:
            return f"<p>A graph of {len(self.boxes)} nodes: too many for a picture.</p>"
        return self.to_svg()

    def __repr__(self) -> str:
        return f"Graph({len(self.boxes)} nodes, {len(self.edges)} edges)"


def _value_box(node: Value) -> Box:
    operation = node._row.name if node._row else ""
    return Box(node.label or "", operation, _number(node.data), _number(node.grad))


def _tensor_edges(node: Any) -> list[tuple[Any, None]]:
    return [(edge, None) for edge in getattr(node, "edges", ())]


def _tensor_box(node: Any, root: Any) -> Box:
    if hasattr(node, "edges"):  # an operation: the graph keeps its shape, not its numbers
        label = root.label if root._node is node else None
        return Box(label or "", node.kernel.op.name, str(tuple(node.shape)), "")
    return Box(node.label or "", "", _shown(node.data), _shown(node.grad))


def _shown(x: Any) -> str:
    """A number, or an array of one, as a number; any other array as its shape."""
    if x is None or isinstance(x, float | int):
        return _number(x)
    if isinstance(x, ArraySnapshot):
        return _number(x.data[0]) if x.data and len(x.data) == 1 else str(tuple(x.shape))
    x = getattr(x, "_data", x)  # PyTorch's size is a method
    return _number(float(x.item())) if x.size == 1 else str(tuple(x.shape))


def _number(x: float | None) -> str:
    return "" if x is None else f"{x:.4g}".replace("-", "−")


def _lines(box: Box) -> list[str]:
    head = " = ".join(part for part in (box.name, box.operation) if part) or "leaf"
    return [head, f"value {box.value}" if box.value else "", f"grad {box.grad}" if box.grad else ""]


def _quoted(text: str) -> str:
    lines = [visible(line).replace("\\", "\\\\").replace('"', '\\"') for line in text.split("\n")]
    return '"' + "\\n".join(lines) + '"'
