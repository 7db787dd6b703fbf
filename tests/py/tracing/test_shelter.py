"""④ Whatever one program does to Python, the next one computes as if it had been the first: its whole answer is the same."""

from __future__ import annotations

import gc
import json
import math
import os
import random
import sys
import warnings
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from stepgrad import Value, session, trace
from stepgrad.rules.kernel import elementwise
from stepgrad.rules.scalar_table import OPS
from stepgrad.tracing.wire import to_wire

VALUES = """
import math, json, random, re
from stepgrad import Value, where, maximum
class Neuron:
    def __init__(self, n):
        self.w = [Value(random.uniform(-1, 1)) for _ in range(n)]
        self.b = Value(0.5)
    def __call__(self, xs):
        return (sum(w * x for w, x in zip(self.w, xs)) + self.b).tanh()
random.seed(7)
n = Neuron(2)
x = Value(2.0)
y = n([x, 0.3]) / 3 - x.exp() ** 0.5 + maximum(x, 1.0)
y.backward()
print(repr(y), f"{x.grad:.3f}", math.pi, float("2.5"), round(2.567, 2), sorted({3, 1, 2}), json.dumps({"a": [1, 2.5]}))
print(re.sub("a+", "b", "caat"), [*map(str, range(3))], isinstance(x, Value), len(n.w), max(1, 2), abs(-3), sum([1, 2]))
"""
ARRAYS = """
import numpy as np
from stepgrad import Tensor, nn, optim, cross_entropy, no_grad
np.random.seed(3)
model = nn.MLP(2, [3, 2])
x = Tensor(np.random.randn(4, 2))
loss = cross_entropy(model(x), np.array([0, 1, 1, 0]))
loss.backward()
optim.SGD(list(model.parameters()), 0.1).step()
print(np.array([1 / 3, 2 / 3]), np.add(1, 2), np.sqrt(4.0), loss.item(), model.layers[0].weight.grad.sum(), x.shape)
"""
LIBRARY = """
import collections, copy, datetime, decimal, fractions, functools, itertools, logging, numbers, os, pickle, statistics, string, sys, textwrap, warnings
from dataclasses import dataclass
@dataclass
class Point:
    x: int
    y: int = 2
Pair = collections.namedtuple("Pair", "a b")
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    warnings.warn("careful")
answer = [
    str(decimal.Decimal(1) / 3), str(fractions.Fraction(3, 6)), statistics.mean([1, 2, 4]), repr(Point(1)), list(Pair(1, 2)),
    functools.reduce(lambda a, b: a * b, range(1, 5)), list(itertools.accumulate([1, 2, 3])), str(datetime.date(2020, 1, 2)),
    string.ascii_lowercase[:3], textwrap.dedent("  a"), copy.deepcopy([1, [2]]), pickle.loads(pickle.dumps({"a": 1})),
    len(caught), os.listdir(), os.environ.get("STEPGRAD_TEST"), sys.getrecursionlimit(), sys.argv, collections.Counter("aab")["a"],
    isinstance(3, numbers.Number), isinstance("a", numbers.Number), logging.getLogger().level, int("12"), "%.2f" % 1.005,
]
try:
    os.mkdir("made")
    with open("made/file", "w") as file:
        file.write("text")
    import helper
except ImportError:
    answer.append("no helper")
"""
REFERENCES = [
    {"source": VALUES},
    {"source": VALUES, "want": []},
    {"source": ARRAYS},
    {"source": LIBRARY, "want": ["answer"]},
]

# What a program may do, kind by kind. None of it is answered with an error, but where the program's own doing is in its way.
PROGRAMS: dict[str, str] = {
    # the engine's classes, functions and tables
    "a method": "from stepgrad import Value\nValue.__mul__ = lambda self, other: self + other",
    "a method, after its first use": "from stepgrad import Value\nValue(2.0) * 3\nValue.__mul__ = Value.__add__\nValue.tanh = Value.relu",
    "a method that is gone": "from stepgrad import Value\ndel Value.backward, Value.__add__",
    "a new method": "from stepgrad import Value\nValue.__floordiv__ = lambda self, other: 0\nValue.__call__ = lambda self: 1",
    "a reflected method": "from stepgrad import Value\nValue.__radd__ = lambda self, other: 5",
    "the constructor": "from stepgrad import Value\nold = Value.__init__\ndef init(self, data, *rest): old(self, 1.0)\nValue.__init__ = init",
    "a slot": "from stepgrad import Value\nfrom stepgrad.scalar.node import Node\nNode.grad = property(lambda self: 1.0, lambda self, g: None)",
    "a Tensor's method": "from stepgrad import Tensor\nTensor.__matmul__ = lambda a, b: a\nTensor.backward = None",
    "the trace's classes": "from stepgrad.trace import Trace, Forward\nTrace.__init__ = None\nForward.__init__ = None",
    "an engine's function": "import stepgrad.scalar.backward as b, stepgrad.scalar.value as v\nb.topological = v.backward = lambda *a: []",
    "the code of a function": "import stepgrad.scalar.backward as b\ndef f(root): return []\nb.topological.__code__ = f.__code__",
    "a default": "from stepgrad import Value\nValue.__init__.__defaults__ = ('label',)\nValue.__init__.__kwdefaults__ = {'requires_grad': False}",
    "the package's names": "import stepgrad\nstepgrad.Value = stepgrad.Tensor = float\nstepgrad.maximum = max",
    "the table": "from stepgrad.rules.scalar_table import OPS\nOPS['mul'] = OPS['add']\nOPS['tanh'] = OPS['relu']",
    "the empty table": "from stepgrad.rules import scalar_table\nscalar_table.OPS.clear()\nscalar_table.FLOATS.clear()",
    "a layer": "from stepgrad import nn\nnn.Linear.forward = lambda self, x: x\nnn.MLP = nn.Sequential",
    "the seed of nn": "from stepgrad import nn\nnn.manual_seed(99)\nnn.MLP(3, [4, 4])",
    "the seed of torch": "import stepgrad.torch as torch\ntorch.manual_seed(99)\ntorch.rand(3)",
    "draws of nn": "from stepgrad import nn\nfor _ in range(5): nn.Linear(3, 3)",
    "an optimizer": "from stepgrad import optim\noptim.SGD.change = lambda self, i, g: 0 * g",
    "no_grad, never left": "from stepgrad import no_grad\nno_grad().__enter__()",
    "the mode": "from stepgrad.mode import mode\nmode.grad = False\nmode.recorder = None",
    "an attribute of a row": "from stepgrad.rules.scalar_table import OPS\nobject.__setattr__(OPS['mul'], 'formula', 'a - b')",
    "the wire": "from stepgrad.tracing import wire, session, trace\nwire.dumps = session.dumps = lambda d: '{}'\nwire.VERSION = 99",
    "the session": "from stepgrad import session\nsession.run = None\nsession.Session.answer = None\nsession.Session.recover = None",
    "caches": "import functools, gc\n[x.cache_clear() for x in gc.get_objects() if isinstance(x, functools._lru_cache_wrapper)]",
    # Python's own names
    "float": "import builtins\nbuiltins.float = int",
    "many builtins": "import builtins\nbuiltins.len = builtins.sum = builtins.max = builtins.range = builtins.print = None",
    "no builtins": "import builtins\nvars(builtins).clear()",
    "a builtin too many": "import builtins\nbuiltins.helper = 3\nbuiltins.x = 4",
    "isinstance": "import builtins\nbuiltins.isinstance = lambda a, b: True",
    "__import__": "import builtins\nbuiltins.__import__ = lambda *a: None",
    "__build_class__": "import builtins\nbuiltins.__build_class__ = None",
    "pi": "import math\nmath.pi = 3\nmath.exp = math.tanh = lambda x: 0.0",
    "pi, equal and another": "import math\nclass Equal(float):\n    __eq__ = lambda a, b: True\n    __repr__ = lambda a: '3'\nmath.pi = Equal(3)",
    "json": "import json\njson.dumps = None\njson.loads = lambda text: {}\njson.JSONEncoder.default = 1\njson.encoder.encode_basestring = None",
    "json's encoder": "import json\njson._default_encoder.encode = lambda x: 'x'\njson._default_decoder.decode = None",
    "re": "import re\nre.sub = re.compile = None\nre.Pattern = None",
    "random": "import random\nrandom.uniform = lambda a, b: 1.0\nrandom.Random.random = None\nrandom.seed = lambda *a: None",
    "a class of the library": "import statistics, fractions, decimal\nfractions.Fraction.__str__ = lambda self: 'half'\nstatistics.mean = sum",
    "collections": "import collections\ncollections.Counter.__getitem__ = lambda self, key: 9\ncollections.namedtuple = None",
    "dataclasses": "import dataclasses\ndataclasses.dataclass = lambda cls: cls",
    "copy and pickle": "import copy, pickle, copyreg\ncopy._deepcopy_dispatch[list] = lambda x, memo: 'copied'\npickle.loads = None\ncopyreg.dispatch_table[int] = 1",
    "abstract classes": "import numbers, collections.abc as c\nnumbers.Number.register(str)\nc.Iterable.register(int)",
    "the bases of a class": "import string\nclass A: pass\nclass B: pass\ntry: string.Formatter.__bases__ = (A, B)\nexcept TypeError: pass\nstring.ascii_lowercase = 'xyz'",
    "a module's class": "import math, types, string\nclass M(types.ModuleType):\n    __getattribute__ = lambda self, name: 1\nstring.__class__ = M",
    "numpy's names": "import numpy as np\nnp.add = np.subtract\nnp.array = np.sqrt = np.random.randn = None\nnp.linalg.norm = 1",
    # modules, files, and where they come from
    "a module in sys.modules": "import sys\nsys.modules['math'] = sys.modules['json'] = sys\nsys.modules['statistics'] = None",
    "modules gone": "import sys\nfor name in ('random', 're', 'stepgrad', 'stepgrad.scalar.value', 'stepgrad.nn'):\n    sys.modules.pop(name, None)",
    "all modules gone": "import sys\nsys.modules.clear()",
    "a module that was never there": "import sys, types\nsys.modules['helper'] = types.ModuleType('helper')",
    "reloaded modules": "import importlib, string, stepgrad.scalar.value\nimportlib.reload(string)\nimportlib.reload(stepgrad.scalar.value)",
    "a file that shadows a module": "import pathlib\nfor name in ('random', 'statistics', 'textwrap', 'helper'):\n    pathlib.Path(name + '.py').write_text('raise ValueError')",
    "a file that is imported": "import pathlib\npathlib.Path('helper.py').write_text('import math\\nmath.pi = 3')\nimport helper",
    "a package of its own": "import os, pathlib\nos.makedirs('stepgrad')\nfor name in ('stepgrad/__init__.py', 'made'): pathlib.Path(name).write_text('Value = 1')",
    "folders": "import os, tempfile\nos.makedirs('a/b'), os.chdir('a/b'), os.chmod('../b', 0o500)",
    "the path": "import sys\nsys.path.clear()\nsys.path_hooks.clear()\nsys.meta_path.clear()\nsys.path_importer_cache.clear()",
    "import hooks": (
        "import sys, importlib.machinery\nclass Finder:\n    def find_spec(self, name, path, target=None):\n        raise ImportError(name)\nsys.meta_path.insert(0, Finder())"
    ),
    "the import system": "import importlib, importlib._bootstrap as b\nimportlib.import_module = None\nb._find_and_load = b._load_unlocked = None",
    "the environment": "import os\nos.environ['STEPGRAD_TEST'] = '1'\nos.environ.pop('PATH', None)\nos.environ['TZ'] = 'Asia/Tokyo'",
    "all of the environment": "import os\nos.environ.clear()\nos.environ = {}",
    "os": "import os\nos.getcwd = os.listdir = os.path.join = os.fspath = None",
    # settings
    "the recursion limit": "import sys\nsys.setrecursionlimit(70)",
    "other limits": "import sys\nsys.set_int_max_str_digits(700)\nsys.setswitchinterval(1.5)",
    "the collector": "import gc\ngc.disable(), gc.set_threshold(1, 1, 1), gc.set_debug(gc.DEBUG_STATS), gc.freeze()\ngc.callbacks.append(lambda *a: 1 / 0)",
    "warnings": "import warnings\nwarnings.simplefilter('error')\nwarnings.showwarning = warnings.warn = None",
    "warnings ignored": "import warnings\nwarnings.filterwarnings('ignore')\nwarnings.catch_warnings = None",
    "seeds": "import random, numpy as np\nrandom.seed(0)\nnp.random.seed(0)\nrandom.Random.seed = np.random.seed = lambda *a: None",
    "print options": "import numpy as np\nnp.set_printoptions(precision=1, suppress=True, threshold=1)\nnp.array([1.0])",
    "numpy's errors": "import numpy as np\nnp.seterr(all='raise')\nnp.seterrcall(print)",
    "decimal": "import decimal\ndecimal.getcontext().prec = 3\ndecimal.setcontext(decimal.Context(2))\ndecimal.DefaultContext.prec = 4",
    "the locale": "import locale\nlocale.setlocale(locale.LC_ALL, 'C')\nlocale.localeconv = None",
    "logging": "import logging\nlogging.basicConfig(level=10, force=True)\nlogging.disable()\nlogging.getLogger().setLevel(50)\nlogging.warning('x')",
    "signals": "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nsignal.signal(signal.SIGTERM, lambda *a: None)",
    "hooks": "import sys\nsys.excepthook = sys.displayhook = sys.unraisablehook = sys.breakpointhook = None\nsys.tracebacklimit = 0",
    "stdout": "import sys, io\nsys.stdout = sys.__stdout__ = io.StringIO()\nsys.stderr = None\nsys.stdin = None",
    "stdout closed": "import sys\nsys.stdout.close()\nsys.stdin.close()",
    "a trace function": "import sys\ndef f(frame, event, arg): return f\nsys.settrace(f)\nsys.setprofile(f)",
    "a trace function that raises": "import sys\nsys.setprofile(lambda *a: 1 / 0)",
    "threading's hooks": "import threading\nthreading.excepthook = None\nthreading.settrace(lambda *a: None)\nthreading.Thread.start = None",
    "codecs": "import codecs\ncodecs.register_error('strict', lambda e: ('', e.end))\ncodecs.lookup = codecs.utf_8_encode = None",
    "argv": "import sys\nsys.argv.append('--fast')\nsys.argv = None\nsys.flags = sys.version_info = sys.maxsize = None",
    "__main__": "import sys, __main__\n__main__.helper = 3\ndel sys.modules['__main__']\n__builtins__ = {}",
    "at the end": "import atexit\natexit.register(print, 'bye')\natexit.register = None",
    "an end": "import math, sys\nmath.pi = 3\nsys.exit()",
    "an error": "import builtins\nbuiltins.float = int\n1 / 0",
    "too much recursion": "import sys\nsys.setrecursionlimit(10**4)\ndef f(): g()\ndef g(): return f()\ntry: f()\nexcept RecursionError: pass",
    "linecache": "import linecache, sys\nlinecache.getlines = None\nlinecache.cache.clear()",
    "contextlib": "import contextlib, io, types, functools, operator\ncontextlib.suppress = io.StringIO = types.ModuleType = functools.partial = operator.is_ = None",
    "typing and enum": "import enum, typing, abc\nenum.Enum.name = 1\ntyping.Any = 3\nabc.ABCMeta.register = None",
    "time": "import time, datetime\ntime.time = time.sleep = time.perf_counter = lambda *a: 0",
    "something that acts as it dies": "import math\nclass Late:\n    def __del__(self): math.pi = 3\nlate = Late()\nlate.self = late\ndel late\nsooner = Late()",
    "something that acts as it is collected": "import math, weakref\nclass A: pass\na = A()\na.itself = a\nweakref.finalize(a, setattr, math, 'pi', 3)",
    "a generator that ends late": "import math\ndef f():\n    try: yield\n    finally: math.pi = 3\ng = f()\nnext(g)\nlate = [g]\nlate.append(late)",
    "a folder that is gone": "import os\nos.mkdir('gone')\nos.chdir('gone')\nos.rmdir('../gone')",
    "objects found by the collector": "import gc, json\nfor d in gc.get_objects():\n    if type(d) is dict and d.get('pi') == 3.141592653589793: d['pi'] = 3",
    "itself": "from stepgrad.tracing.shelter import shelter, state, held\nshelter._run = shelter.State = state.State = held.is_ = held.Namespace = None",
}

if sys.platform == "emscripten":  # there it breaks the interpreter, and another one is started
    del PROGRAMS["too much recursion"]


def answer(request: dict[str, Any]) -> dict[str, Any]:
    reply: dict[str, Any] = json.loads(session.run(json.dumps(request)))
    return reply


@pytest.fixture(scope="module")
def right() -> list[dict[str, Any]]:
    answers = [answer(request) for request in REFERENCES]
    for one in answers:
        assert one["ok"], one
    return answers


@pytest.mark.parametrize("kind", PROGRAMS)
def test_a_program_changes_nothing_for_the_next_one(kind: str, right: list[dict[str, Any]]) -> None:
    host = about_the_host()
    for want in ({}, {"want": []}):
        answer({"source": PROGRAMS[kind], **want})
        assert [answer(request) for request in REFERENCES] == right
    assert about_the_host() == host


@pytest.mark.parametrize("kind", PROGRAMS)
def test_nor_does_one_that_is_traced_by_somebody(kind: str) -> None:
    if kind in (
        "folders",
        "a folder that is gone",
        "a file that shadows a module",
        "a file that is imported",
        "a package of its own",
    ):
        pytest.skip("the folder is the caller's own, and so is what the program writes there")
    before = dumped(VALUES), dumped(ARRAYS)
    host = about_the_host()
    with_errors(PROGRAMS[kind])
    assert (dumped(VALUES), dumped(ARRAYS)) == before
    assert about_the_host() == host


def dumped(source: str) -> str:
    return json.dumps(to_wire(trace(source)))


def with_errors(source: str) -> None:
    with suppress(Exception):
        trace(source)


def about_the_host() -> list[Any]:
    """What a program must leave as it was to whoever runs it."""
    return [
        math.pi, sys.getrecursionlimit(), gc.isenabled(), gc.get_threshold(), gc.get_debug(), os.getcwd(), dict(os.environ), sys.stdout,
        sys.stdin, sys.argv, [*sys.path], [*sys.meta_path], sys.gettrace(), warnings.filters[:], np.get_printoptions(), np.geterr(),
        random.getstate(), sys.excepthook, json.dumps, float, vars(Value).keys(), np.random.get_state()[1].tobytes(),  # type: ignore[index]
    ]  # fmt: skip


def test_a_part_of_a_package_that_one_program_loaded_is_there_for_the_next() -> None:
    asked = json.dumps({"source": "import wsgiref.headers\nprint(wsgiref.headers.Headers([]).items())\n"})
    for _ in range(3):
        assert json.loads(session.run(asked)).get("trace", {}).get("output") == "[]\n"


def test_an_import_in_a_trace_leaves_python_as_it_is() -> None:
    shelter = session.Session()
    asked = {
        "source": "from stepgrad import Value\nx = Value(2.0)\nimport wsgiref.util\n(x * x).backward()\n"
    }
    assert json.loads(shelter.answer(json.dumps(asked)))["ok"]
    assert shelter.recover() == ""


def test_a_seed_that_a_program_chooses_costs_nothing_that_was_compiled_or_loaded() -> None:
    shelter = session.Session()
    asked = json.dumps(
        {
            "source": "import stepgrad.torch as torch\ntorch.manual_seed(1)\nimport wsgiref.util\nprint(torch.rand(2).tanh())\n"
        }
    )
    kernels, printed = [], []
    for _ in range(2):
        printed.append(json.loads(shelter.answer(asked))["trace"]["output"])
        assert shelter.recover() == ""
        kernels.append(elementwise(OPS["tanh"], "a"))
    assert kernels[0] is kernels[1]
    assert printed[0] == printed[1]
