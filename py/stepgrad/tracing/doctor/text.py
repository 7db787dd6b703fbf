"""④ What the doctor reads in a program's text: the expression at a place, and what its value may have come from."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..span import Span, in_characters, lines_of, span_of

if TYPE_CHECKING:
    from ..trace import Trace

MOST = 200  # expressions that one is followed through

_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_SWITCHES = ("no_grad", "inference_mode", "set_grad_enabled")
_ADDING = ("append", "extend", "insert", "add", "appendleft")  # to a list


class Text:
    """A program's tree, by place."""

    def __init__(self, trace: Trace) -> None:
        self._calls = trace.calls
        self._lines = lines_of(trace.source)
        self.tree = ast.parse(trace.source)
        self._at: dict[Span, ast.expr] = {}
        self._parents: dict[ast.AST, ast.AST] = {}
        self._scopes: dict[ast.AST, ast.AST] = {}  # the function, or the module, around an expression
        self._given: dict[tuple[ast.AST, str], list[ast.expr]] = {}  # what a name in a scope is set to
        self._functions: dict[str, ast.AST] = {}
        self._loops: set[str] = set()
        self.made: set[Span | None] = set()  # where nodes come from: what they depend on, the graph says
        self._go_in(self.tree, self.tree)

    def _go_in(self, node: ast.AST, scope: ast.AST) -> None:
        waiting = [(node, scope)]
        while waiting:
            one, around = waiting.pop()
            self._scopes[one] = around
            if isinstance(one, ast.expr):
                self._at[self.span(one)] = one
            self._set(one, around)
            inside = one if isinstance(one, _Function) else around
            for child in ast.iter_child_nodes(one):
                self._parents[child] = one
                waiting.append((child, inside))

    def _set(self, node: ast.AST, scope: ast.AST) -> None:
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self._give(scope, target, value)
            case ast.AugAssign(target=target, value=value) | ast.NamedExpr(target=target, value=value):
                self._give(scope, target, value)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self._give(scope, target, value)
            case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
                self._give(scope, target, value)
                self._loops |= {name.id for name in ast.walk(target) if isinstance(name, ast.Name)}
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=how), args=args) if how in _ADDING:
                self._given.setdefault((scope, name), []).extend(args)
            case ast.FunctionDef(name=name):
                self._functions[name] = node
            case _:
                pass

    def _give(self, scope: ast.AST, target: ast.expr, value: ast.expr) -> None:
        both = isinstance(target, ast.Tuple | ast.List) and isinstance(value, ast.Tuple | ast.List)
        if both and len(target.elts) == len(value.elts):  # type: ignore[attr-defined]
            for one, its in zip(target.elts, value.elts, strict=True):  # type: ignore[attr-defined]
                self._give(scope, one, its)
            return
        for name in ast.walk(target):
            if isinstance(name, ast.Name):
                self._given.setdefault((scope, name.id), []).append(value)

    def span(self, node: ast.expr) -> Span:
        """Where it stands, in characters."""
        return in_characters(span_of(node), self._lines)

    def words(self, span: Span | None) -> str | None:
        """The text of what stands at a place; of x.grad, of `x`."""
        found = self._at.get(span) if span else None
        try:
            return None if found is None else ast.unparse(found)
        except RecursionError:  # it is nested too deeply
            return None

    def expression(self, span: Span | None) -> ast.expr | None:
        """What stands there."""
        return self._at.get(span) if span else None

    def guarded(self, span: Span | None) -> bool:
        """Whether a program looks there only to go on this way or that, as with `if w.grad is None` and `w.grad or 0`.

        That it prints the answer says that it wants to know.
        """
        node: Any = self._at.get(span) if span else None
        asks = False
        while node is not None:
            parent = self._parents.get(node)
            match parent:
                case ast.Compare(
                    ops=[ast.Is() | ast.IsNot() | ast.Eq() | ast.NotEq()],
                    comparators=[ast.Constant(value=None)],
                ):
                    asks = True
                case ast.BoolOp(values=values) if node is not values[-1]:
                    return True
                case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test) | ast.Assert(test=test):
                    return test is node or asks
                case ast.comprehension(ifs=tests) if node in tests:
                    return True
                case ast.Call(func=ast.Name(id="print")) | ast.FormattedValue():
                    return False
                case ast.stmt() | ast.Lambda() | None:
                    return asks
                case ast.expr() | ast.comprehension() | ast.keyword():
                    if not asks and not isinstance(parent, ast.BoolOp | ast.UnaryOp):
                        return False
                case _:
                    return asks
            node = parent
        return asks

    def is_variable(self, span: Span | None) -> bool:
        """Whether it is an attribute of a variable that is assigned: no argument, and not what a loop is at."""
        found = self._at.get(span) if span else None
        if not isinstance(found, ast.Attribute) or not isinstance(found.value, ast.Name):
            return False
        name, scope = found.value.id, self._scopes.get(found, self.tree)
        return name not in self._loops and not (
            isinstance(scope, _Function) and _parameter(scope, name) is not None
        )

    def is_by_name(self, span: Span | None) -> bool:
        """Whether it is an attribute of something that the program names there and then: not of what a loop is at."""
        found = self._at.get(span) if span else None
        return found is not None and not any(
            isinstance(one, ast.Name) and one.id in self._loops for one in ast.walk(found)
        )

    def looked_at(self) -> set[str]:
        """The names of what the program, outside its functions and loops, asks the gradient of between one backward() and the next."""
        between: set[str] = set()
        found: set[str] = set()
        walked = False
        for statement in self.tree.body:
            parts = [*ast.walk(statement)]
            if any(isinstance(one, ast.Attribute) and one.attr == "backward" for one in parts):
                found |= between
                between, walked = set(), True
            if walked and isinstance(statement, ast.Expr | ast.Assign | ast.Assert):
                between |= {
                    ast.unparse(one.value)
                    for one in parts
                    if isinstance(one, ast.Attribute) and one.attr == "grad" and isinstance(one.ctx, ast.Load)
                }
        return found

    def switched_off(self, span: Span | None, call: int | None) -> str:
        """What has switched gradients off there, around it or around a call that it was reached by: "no_grad()"."""
        while True:
            node: Any = self._at.get(span) if span else None
            while node is not None:
                around = [item.context_expr for item in node.items] if isinstance(node, ast.With) else []
                around += getattr(node, "decorator_list", [])
                for one in around:
                    name = ast.unparse(one.func if isinstance(one, ast.Call) else one).rpartition(".")[2]
                    if name in _SWITCHES:
                        return f"{name}(False)" if name == "set_grad_enabled" else f"{name}()"
                node = self._parents.get(node)
            if call is None or call >= len(self._calls):
                return "no_grad()"
            span, call = self._calls[call].at, self._calls[call].within

    def says(self, span: Span | None, name: str) -> bool:
        """Whether the expression there has an argument of that name."""
        found = self._at.get(span) if span else None
        return found is not None and any(
            isinstance(one, ast.keyword) and one.arg == name for one in ast.walk(found)
        )

    def came_from(self, span: Span | None, call: int | None) -> list[Span]:
        """The places of all expressions that the value of this one may have been made from, itself first."""
        first = self._at.get(span) if span else None
        if first is None:
            return []
        found: list[Span] = []
        waiting: list[tuple[ast.expr, int | None]] = [(first, call)]
        seen = {id(first)}
        for one, within in waiting:
            found.append(self.span(one))
            if len(waiting) > MOST:
                break
            for more, its_call in self._sources(one, within):
                if id(more) not in seen and self.span(more) not in self.made:
                    seen.add(id(more))
                    waiting.append((more, its_call))
        return found

    def _sources(self, expression: ast.expr, call: int | None) -> Iterator[tuple[ast.expr, int | None]]:
        for node in ast.walk(expression):
            scope = self._scopes.get(node, self.tree)
            match node:
                case ast.Name(id=name, ctx=ast.Load()):
                    yield from self._of_name(name, scope, call)
                case ast.Call(func=ast.Name(id=name)) if name in self._functions:
                    for part in ast.walk(self._functions[name]):
                        if isinstance(part, ast.Return) and part.value is not None:
                            yield part.value, None
                case _:
                    pass

    def _of_name(self, name: str, scope: ast.AST, call: int | None) -> Iterator[tuple[ast.expr, int | None]]:
        while True:
            if (scope, name) in self._given:
                yield from ((value, call) for value in self._given[scope, name])
                return
            if isinstance(scope, _Function) and (place := _parameter(scope, name)) is not None:
                yield from self._argument(place, name, call)
                return
            if scope is self.tree:
                return
            scope, call = self._scopes.get(scope, self.tree), None

    def _argument(self, place: int, name: str, call: int | None) -> Iterator[tuple[ast.expr, int | None]]:
        if call is None or call >= len(self._calls):
            return
        made = self._at.get(self._calls[call].at) if self._calls[call].at else None  # type: ignore[arg-type]
        if not isinstance(made, ast.Call):
            return
        for keyword in made.keywords:
            if keyword.arg == name:
                yield keyword.value, self._calls[call].within
                return
        method = isinstance(made.func, ast.Attribute)
        at = place - 1 if method and place else place
        if at < len(made.args):
            yield made.args[at], self._calls[call].within


def _parameter(function: ast.AST, name: str) -> int | None:
    arguments = function.args  # type: ignore[attr-defined]
    names = [one.arg for one in (*arguments.posonlyargs, *arguments.args)]
    if name in names:
        return names.index(name)
    return 10_000 if any(one.arg == name for one in arguments.kwonlyargs) else None


def inside(span: Span | None, whole: Span) -> bool:
    """Whether one place lies in another."""
    return span is not None and whole[:2] <= span[:2] and span[2:] <= whole[2:]
