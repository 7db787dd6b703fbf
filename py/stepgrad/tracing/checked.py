"""④ What is put into a program's code and not into its text: a question after every exception, and where its last expression goes."""

from __future__ import annotations

import ast

CHECK = "__stepgrad_check__"  # a builtin while a program runs, see Checked
RESULT = "__stepgrad_result__"  # the same of programs that end in what they show, see cells/
SHOW = "__stepgrad_show__"  # the same, called by stepgrad.show()


def with_result(tree: ast.Module) -> ast.Module:
    """Its last expression, if it ends in one, is handed on; compiled where it stands."""
    if tree.body and isinstance(last := tree.body[-1], ast.Expr):
        last.value = ast.copy_location(
            ast.Call(ast.copy_location(ast.Name(RESULT, ast.Load()), last), [last.value], []), last
        )
    return tree


class Checked(ast.NodeTransformer):
    """Where a program may go on after an exception, it first asks whether that was the end: a limit is not for it to catch."""

    def __init__(self) -> None:
        self.withs: set[int] = set()

    def _after(self, body: list[ast.stmt], at: ast.stmt) -> list[ast.stmt]:
        check = ast.Expr(ast.Call(ast.Name(CHECK, ast.Load()), [], []))
        for node in ast.walk(check):
            ast.copy_location(node, at)
        return [check, *body]

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.ExceptHandler:
        self.generic_visit(node)
        node.body = self._after(node.body, node.body[0])
        return node

    def visit_Try(self, node: ast.Try) -> ast.Try:
        self.generic_visit(node)
        if node.finalbody:
            node.finalbody = self._after(node.finalbody, node.finalbody[0])
        return node

    visit_TryStar = visit_Try  # type: ignore[assignment]

    def visit_With(self, node: ast.With) -> list[ast.stmt]:
        self.generic_visit(node)
        self.withs.add(node.lineno)
        return [node, *self._after([], node)]

    visit_AsyncWith = visit_With  # type: ignore[assignment]
