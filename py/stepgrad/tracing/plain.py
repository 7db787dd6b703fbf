"""④ Programs that can have touched nothing but what is theirs, by what their text says: after such a one nothing is looked through.

Most programs of lessons are of this kind, and a slider runs one again for every place it is moved to. Where there is any doubt, a program is not plain.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Sequence

from ..rules.scalar_table import OPS

_MODULES = {"stepgrad", "stepgrad.micrograd.engine", "micrograd.engine"}
_CLASSES = {"Value", "Tensor"}
# Functions that hand on nothing of Python's own, and call nothing but what they are given.
_FUNCTIONS = {
    "abs", "all", "any", "bool", "dict", "enumerate", "filter", "float", "int", "len", "list", "map", "max", "min", "pow", "print", "range",
    "reversed", "round", "set", "sorted", "str", "sum", "tuple", "zip",
}  # fmt: skip
_SET = {"data", "grad", "label"}
_READ = _SET | {*OPS} | {
    "T", "append", "backward", "detach", "extend", "insert", "item", "mean", "pop", "reshape", "shape", "sum", "zero_grad",
}  # fmt: skip
_PARTS = (
    ast.Module, ast.Expr, ast.Assign, ast.AugAssign, ast.Name, ast.Constant, ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop,
    ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.If, ast.For, ast.While, ast.Break, ast.Continue, ast.Pass, ast.Return,
    ast.FunctionDef, ast.Lambda, ast.arguments, ast.arg, ast.Call, ast.keyword, ast.Starred, ast.Attribute, ast.Subscript, ast.Slice,
    ast.List, ast.Tuple, ast.Dict, ast.Set, ast.ListComp, ast.SetComp, ast.DictComp, ast.comprehension, ast.JoinedStr, ast.FormattedValue,
    ast.ImportFrom, ast.alias,
)  # fmt: skip
_TAKEN = frozenset(vars(builtins))


def is_plain(nodes: Sequence[ast.AST]) -> bool:
    """Whether a program of these nodes only computes with Values, Tensors, numbers and containers of its own.

    A class is only ever called, so that no name leads to it and nothing can be set on it; no attribute is read that leads
    to anything shared; no code waits for a later time.
    """
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    classes: set[str] = set()
    own: set[str] = set()
    for node in nodes:
        if not isinstance(node, _PARTS):
            return False
        if isinstance(node, ast.ImportFrom):
            if (
                node.level
                or node.module not in _MODULES
                or not all(one.name in _CLASSES for one in node.names)
            ):
                return False
            classes |= {one.asname or one.name for one in node.names}
        elif isinstance(node, ast.FunctionDef):
            if node.decorator_list or node.returns:
                return False
            own.add(node.name)
        elif isinstance(node, ast.arg):
            own.add(node.arg)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            own.add(node.id)
    if own & (classes | _TAKEN) or any(name.startswith("__") for name in own):
        return False
    for node in nodes:
        if isinstance(node, ast.Attribute) and node.attr not in (
            _READ if isinstance(node.ctx, ast.Load) else _SET
        ):
            return False
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            known = node.id in own or node.id in _FUNCTIONS or (node.id in classes and id(node) in called)
            if not known:
                return False
    return True
