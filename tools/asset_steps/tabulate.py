"""Runs inside Pyodide: writes what the pages show of single operations, and of memory, into a JSON file of {name: text}.

tabulate.py FILE
"""

import json
import sys
from pathlib import Path

from stepgrad import memory, product, slices

FIRST_SHAPES = (2, 3, 4)  # rows of A, columns of A, columns of B
FIRST_LAYERS = 6

texts = {
    "memory": slices.dumps({"timeline": memory.memory(FIRST_LAYERS), "growth": memory.growth()}),
    "operations": slices.dumps(slices.table()),
    "product": slices.dumps(product.product(*FIRST_SHAPES)),
}
Path(sys.argv[1]).write_text(json.dumps(texts))
