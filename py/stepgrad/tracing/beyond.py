"""④ Programs that may get at more than Python's own, by what their text says: after such a one a page takes another Python, whatever this one says of itself.

It is asked before the program runs, for afterwards nobody is left who can be asked. Where there is any doubt, a program reaches beyond: that costs half a second.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence

# From these no way leads further but over the names below.
_MODULES = {
    "__future__", "__main__", "abc", "bisect", "cmath", "collections", "contextlib", "copy", "dataclasses", "datetime", "decimal", "enum", "fractions", "functools", "graphlib",
    "heapq", "itertools", "json", "math", "micrograd", "numbers", "numpy", "pprint", "random", "re", "statistics", "stepgrad", "string", "textwrap", "time", "torch", "typing",
}  # fmt: skip
# What has any attribute, runs any text, or shows all that there is.
_NAMES = {
    "__build_class__", "__builtins__", "__import__", "__loader__", "__spec__", "breakpoint", "compile", "delattr", "eval", "exec", "getattr", "globals", "locals", "setattr", "vars",
}  # fmt: skip
# Modules that other modules hold, frames, and what calls or loads by name.
_PARTS = {
    "allow_pickle", "attrgetter", "bltns", "builtins", "cr_frame", "ctypeslib", "f2py", "f_back", "f_builtins", "f_globals", "f_locals", "gc", "get_type_hints", "gi_frame",
    "importlib", "inspect", "io", "js", "load", "loads", "methodcaller", "modules", "operator", "os", "pickle", "pyodide", "pyodide_js", "sys", "tb_frame", "threading", "types",
    "ag_frame", "ctypes", "make_dataclass", "namedtuple", "testing", "warnings", "weakref",
}  # fmt: skip
# Of the names with two lines on either side, those that lead nowhere.
_HARMLESS = {
    "__abs__", "__add__", "__bool__", "__call__", "__class__", "__contains__", "__doc__", "__enter__", "__eq__", "__exit__", "__float__", "__getitem__", "__init__",
    "__int__", "__iter__", "__len__", "__main__", "__matmul__", "__mul__", "__name__", "__neg__", "__next__", "__pow__", "__qualname__", "__radd__", "__repr__", "__rmul__",
    "__rpow__", "__rsub__", "__rtruediv__", "__setitem__", "__str__", "__sub__", "__truediv__", "__version__",
}  # fmt: skip


def reaches_beyond(nodes: Sequence[ast.AST], imports: Collection[str]) -> bool:
    """Whether a program of these nodes, which imports these packages, may get at the page's language, or at Python's inside."""
    if not _MODULES.issuperset(imports):
        return True
    for node in nodes:
        match node:
            case ast.Name(id=name) if name in _NAMES:
                return True
            case ast.Attribute(attr=name) | ast.keyword(arg=str(name)) if _leads_on(name):
                return True
            case ast.alias(name=path) if any(_leads_on(name) for name in path.split(".")):
                return True
            case ast.MatchClass(kwd_attrs=names) if any(_leads_on(name) for name in names):
                return True
    return False


def _leads_on(name: str) -> bool:
    if name.startswith("__") and name.endswith("__"):
        return name not in _HARMLESS
    return name.lstrip("_") in _PARTS
