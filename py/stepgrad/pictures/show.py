"""④ `show(loss)`: in a cell of a page, opens the walkthrough on its graph; in a notebook draws the graph; elsewhere prints the value."""

from __future__ import annotations

import builtins
import sys
from typing import Any

from ..tracing.checked import SHOW
from .graph import Graph


def show(value: Any) -> None:
    """Show the graph that a Value or a Tensor came of. Errors: TypeError for what has no graph."""
    hook = getattr(builtins, SHOW, None)
    if hook is not None:
        hook(value)
        return
    graph = Graph(value)
    ipython: Any = sys.modules.get("IPython")
    if ipython is not None and ipython.get_ipython() is not None:
        ipython.display.display(ipython.display.SVG(graph.to_svg()))
    else:
        print(value)
