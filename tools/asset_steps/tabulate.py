"""Runs inside Pyodide: writes what the pages' pictures and programs show at first into a JSON file of {name: text}.

tabulate.py FILE
"""

import json
import sys
from pathlib import Path
from typing import Any

from stepgrad.pictures import memory, product, slices, stretch
from stepgrad.tracing import session
from stepgrad.tracing.wire import dumps

FIRST_SHAPES = (2, 3, 4)  # rows of A, columns of A, columns of B
FIRST_LAYERS = 6
FIRST_STRETCH = ([3, 4], [4])
PROGRAMS = Path("modules/02-autograd/programs")


def program(name: str) -> str:
    """One that is not run here: its times are the reader's own."""
    return dumps({"source": (PROGRAMS / f"{name}.py").read_text(encoding="utf-8")})


def outcome(path: Path) -> dict[str, Any]:
    """A program, and what it printed or the error it ended in: `{"source", "output", "cut"?}` or `{"source", "error"}`."""
    source = path.read_text(encoding="utf-8")
    reply = json.loads(session.run(json.dumps({"source": source, "want": []})))
    return {"source": source, **{key: reply[key] for key in ("output", "cut", "error") if key in reply}}


texts = {
    "dot": program("dot"),
    "gpt": dumps(
        {
            name: (PROGRAMS / f"{name}.py").read_text(encoding="utf-8")
            for name in ("gpt_training", "gpt_of_values")
        }
    ),
    "memory": dumps({"timeline": memory.memory(FIRST_LAYERS), "growth": memory.growth()}),
    "operations": dumps(slices.table()),
    "pitfalls": dumps({path.stem: outcome(path) for path in sorted(PROGRAMS.glob("pitfall_*.py"))}),
    "product": dumps(product.product(*FIRST_SHAPES)),
    "stretch": dumps(stretch.stretch(*FIRST_STRETCH)),
}
Path(sys.argv[1]).write_text(json.dumps(texts))
