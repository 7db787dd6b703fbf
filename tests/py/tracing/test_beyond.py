"""④ Which programs may get at more than Python's own: every way that is known is seen in the text; lessons, examples and the usual program are not taken for one."""

from __future__ import annotations

from pathlib import Path

import pytest
from stepgrad.tracing.program import Program

ROOT = Path(__file__).resolve().parents[3]

BEYOND = [
    "import js",
    "import pyodide_js",
    "from pyodide.code import run_js",
    "import ctypes",
    "import sys",
    "import os",
    "import threading",
    "__import__('j' + 's')",
    "from importlib import import_module",
    "eval('1')",
    "exec('import j' + 's')",
    "f = eval",
    "getattr(1, 'x' + 'y')",
    "print.__self__",
    "print.__self__.__import__('js')",
    "(lambda: 0).__globals__",
    "().__class__.__base__.__subclasses__()",
    "match print:\n    case object(__self__=found): pass",
    "import random\nrandom._os",
    "import dataclasses\ndataclasses.sys.modules['j' + 's']",
    "from dataclasses import sys as harmless",
    "import enum\nenum.bltns",
    "import numpy as np\nnp.load('x', None, True)",
    "import numpy as np\nnp.ctypeslib",
    "globals()['x'] = 1",
    "def f():\n    yield\nf().gi_frame.f_back",
    "try:\n    1 / 0\nexcept Exception as e:\n    e.__traceback__.tb_frame",
    "class A:\n    pass\nA.__dict__",
    "import fractions\nfractions.operator.attrgetter('x')",
    "class A: pass\nname = 'sys'",  # a text that names a module which is there
]
NOT_BEYOND = [
    "from stepgrad import Value\nx = Value(2.0)\ny = x * x\ny.backward()",
    "import torch\nfrom torch import nn\nclass M(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.w = torch.ones(2)",
    "import math, random\nrandom.seed(1)\nprint(math.pi, random.random(), type(1).__name__)",
    "import numpy as np\nprint(np.ones((2, 2)) @ np.ones((2, 2)))",
    "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: float = 1.0",
    "import re, json, itertools, functools, collections, time\ntime.sleep(0)",
    "if __name__ == '__main__':\n    print(f'{1:>5}')",
]  # fmt: skip


@pytest.mark.parametrize("source", BEYOND)
def test_it_is_seen(source: str) -> None:
    assert Program(source, {}).beyond


@pytest.mark.parametrize("source", NOT_BEYOND)
def test_the_usual_program_is_not_taken_for_one(source: str) -> None:
    assert not Program(source, {}).beyond


def test_no_example_of_the_site_is_taken_for_one() -> None:
    examples = [*ROOT.glob("modules/*/examples/*.py"), *ROOT.glob("playground/*.py")]
    assert examples
    assert [path.name for path in examples if Program(path.read_text(), {}).beyond] == []
