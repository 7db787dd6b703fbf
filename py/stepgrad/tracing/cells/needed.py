"""⑤ Which of the cells that have run the last one needs: a graph is shown with the program that made it, and with no other.

It is found by names. What it misses, as where a function changes what another cell made, is noticed by what comes out, see again.py.
"""

from __future__ import annotations

import ast


def needed(cells: list[str]) -> list[int]:
    """The places of the cells, in order; the last is always one of them."""
    wanted: set[str] = set()
    taken: list[int] = []
    for place in range(len(cells) - 1, -1, -1):
        names = _Names()
        surely: set[str] = set()  # set whatever happens, before anything below
        used: set[str] = set()
        for statement in ast.parse(cells[place]).body:
            before, names.used = names.used, set()
            names.visit(statement)
            used |= names.used - surely
            names.used |= before
            surely |= _set_by(statement)
        if not taken or "seed" in cells[place] or (names.set | (names.changed - names.modules)) & wanted:
            taken.append(place)
            wanted = (wanted - surely) | used
    return sorted(taken)


def _set_by(statement: ast.stmt) -> set[str]:
    """The names that a statement gives another value, whatever happens."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name}
    if not isinstance(statement, ast.Assign | ast.AnnAssign | ast.Import | ast.ImportFrom):
        return set()
    names = _Names()
    names.visit(statement)
    return names.set


class _Names(ast.NodeVisitor):
    """Names that are set, those whose objects may be changed, all that are used, and those that imports set."""

    def __init__(self) -> None:
        self.set: set[str] = set()
        self.changed: set[str] = set()
        self.used: set[str] = set()
        self.modules: set[str] = set()

    def visit_Name(self, node: ast.Name) -> None:
        (self.used if isinstance(node.ctx, ast.Load) else self.set).add(node.id)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if isinstance(node.target, ast.Name):
            self.used.add(node.target.id)
        self._change(node.target)
        self.generic_visit(node)

    def visit_alias(self, node: ast.alias) -> None:
        name = (node.asname or node.name).partition(".")[0]
        self.set.add(name)
        self.modules.add(name)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        inner = _Names()
        inner.generic_visit(node)
        own = {arg.arg for arg in ast.walk(node.args) if isinstance(arg, ast.arg)} | inner.set
        shared = {name for one in ast.walk(node) if isinstance(one, ast.Global) for name in one.names}
        self.used |= inner.used - (own - shared)
        self.changed |= (inner.changed - own) | shared
        self.modules |= inner.modules
        if not isinstance(node, ast.Lambda):
            self.set.add(node.name)

    visit_AsyncFunctionDef = visit_Lambda = visit_FunctionDef

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.set.add(node.name)
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if not isinstance(node.ctx, ast.Load):
            self._change(node)
        self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if not isinstance(node.ctx, ast.Load):
            self._change(node)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """A method may change what it is called of, and a function what it is given."""
        for part in (node.func, *node.args, *(one.value for one in node.keywords)):
            if part is not node.func or isinstance(part, ast.Attribute):
                self._change(part)
        self.generic_visit(node)

    def _change(self, node: ast.expr) -> None:
        while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred | ast.Call):
            node = node.func if isinstance(node, ast.Call) else node.value
        if isinstance(node, ast.Name):
            self.changed.add(node.id)
