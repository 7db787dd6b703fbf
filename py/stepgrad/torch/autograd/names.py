"""② What PyTorch calls a node of the graph."""

from __future__ import annotations

from typing import Any


def name_of(node: Any) -> str:
    """ "MulBackward0" of a multiplication."""
    title = getattr(node, "title", None)
    if title is not None:
        return str(title)
    return "".join(part.capitalize() for part in node.kernel.op.name.split("_")) + "Backward0"
