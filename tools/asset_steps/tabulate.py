"""Runs inside Pyodide: writes what the pages' pictures and programs show at first into a JSON file of {name: text}.

tabulate.py FILE
"""

import builtins
import importlib
import inspect
import json
import keyword
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from stepgrad import Tensor, Value
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


# What programs import, for whoever writes one: "torch" there is stepgrad.torch.
MODULES = """stepgrad stepgrad.nn stepgrad.optim stepgrad.micrograd.engine stepgrad.micrograd.nn stepgrad.torch
torch.autograd torch.autograd.functional torch.func torch.linalg torch.nn torch.nn.functional torch.nn.init torch.optim
torch.optim.lr_scheduler torch.utils.data""".replace("torch.", "stepgrad.torch.").replace(
    "stepgrad.stepgrad.", "stepgrad."
)
OURS = ("stepgrad", "torch")  # what stands for PyTorch's says so
MOST = 5  # of its parameters are named


def offered(holder: ModuleType | type) -> list[str]:
    """The names a module or a class has for everyone, what can be called with its parameters."""
    names = [name for name in getattr(holder, "__all__", dir(holder)) if belongs(holder, name)]
    return [name + parameters(getattr(holder, name)) for name in sorted(names)]


def belongs(holder: ModuleType | type, name: str) -> bool:
    if name.startswith("_") or (name.isupper() and len(name) > 1) or not hasattr(holder, name):
        return False
    if isinstance(holder, type):
        return True
    what = getattr(holder, name)
    home = what.__name__ if isinstance(what, ModuleType) else getattr(what, "__module__", "stepgrad")
    if holder.__name__.endswith("functional"):
        return name.islower() and home.startswith(OURS) and not isinstance(what, type)
    if holder is builtins or holder.__name__.endswith(".init"):
        return home == holder.__name__
    return home.startswith(OURS) and not home.endswith(".absent")


def parameters(what: Any) -> str:
    if not callable(what):
        return ""
    try:
        found = [one.name for one in inspect.signature(what).parameters.values() if one.name != "self"]
    except (TypeError, ValueError):
        return "()"
    if found and {found[-1]} & {"named", "kwargs", "args", "given"}:
        return "(…)"
    public = [name for name in found if not name.startswith("_")]
    return f"({', '.join(public[:MOST])}{', …' if len(public) > MOST else ''})"


texts = {
    "dot": program("dot"),
    "memory": dumps({"timeline": memory.memory(FIRST_LAYERS), "growth": memory.growth()}),
    "names": dumps(
        {
            **{name: offered(importlib.import_module(name)) for name in MODULES.split()},
            "Python": [*keyword.kwlist, *offered(builtins)],
            "Tensor": offered(Tensor),
            "Value": offered(Value),
        }
    ),
    "operations": dumps(slices.table()),
    "pitfalls": dumps({path.stem: outcome(path) for path in sorted(PROGRAMS.glob("pitfall_*.py"))}),
    "product": dumps(product.product(*FIRST_SHAPES)),
    "stretch": dumps(stretch.stretch(*FIRST_STRETCH)),
}
Path(sys.argv[1]).write_text(json.dumps(texts))
