"""① A row of a table made ready to run over arrays: its forward function, its vector-Jacobian products, what to keep.

Everything is derived from the rules' text. A local derivative d becomes the product g * d, specialised where d
says so (1: g itself; 1 / b: g / b); Python's `x if test else y` becomes `where` wherever the test looks at an array;
and the arrays that a rule names are the arrays that are kept for it, no others. Of matmul, `g @ b.mT` becomes the
function (g, a, b) → matmul(g, b.mT). A call that stands in the formula and in a rule (Phi(a), of gelu) is made once: what
it gave is kept. tensor/graph.py keeps what `keep` says, and its walk calls `rules`.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Sequence
from typing import Any

from .array_table import ARRAY_OPS, ArrayOp
from .lowering import Lower, Rule, function, times_g
from .scalar_table import OPS, Op, evaluate, names_in


class Kernel:
    """One operation for one kind of arguments.

    forward(*arguments, *parameters) → y; or (y, *shared), where the rules need of it what the formula has computed
    rules[i](g, *saved) → the gradient of argument i
    keep[mask](Y, (*parameters, *shared), *arguments) → (edges, saved, watched) of the graph node of the result Y; bit i of
        mask says that argument i requires a gradient; watched: version counter and version, in turn, of each array saved;
        saved is a tuple where it holds something that the last walk frees, else a list
    names: what the items of saved are called in the rules
    """

    __slots__ = (
        "_arrays", "_formula", "_holds", "_kept", "_shared", "_texts", "forward", "keep", "names", "op", "rules",
    )  # fmt: skip

    forward: Rule
    rules: tuple[Rule | None, ...]
    keep: Any
    names: Sequence[str]
    _formula: str | None
    _kept: tuple[Any, ...]
    _shared: dict[str, str]

    def __init__(
        self, op: Op | ArrayOp, texts: Sequence[str | None], arrays: Sequence[str], holds: bool = False
    ) -> None:
        self.op, self._texts, self._arrays, self._holds = op, texts, arrays, holds

    def _compile(self) -> None:
        op, arrays = self.op, self._arrays
        formula, rules, shared = _shared(op.formula, self._texts)
        arguments = ["arrays"] if "arrays" in names_in(op.formula) else ["a", "b"][: len(rules)]
        constants = [*op.parameters, *shared]
        self._shared = shared
        used = {name for text in rules if text for name in self._needed(text)}
        self.names = kept = [name for name in ("a", "b", "y", "shape", "dtype", *constants) if name in used]
        lower = Lower({*arrays, "y", "condition"})
        self._formula = None if shared else ast.unparse(lower.visit(ast.parse(formula, mode="eval")))
        self.forward = function([*arguments, *op.parameters], formula, lower)
        self.rules = tuple(function(["g", *kept], text, lower) if text else None for text in rules)
        freed = {"a", "b", "y", "condition", "target", *shared, *(op.parameters if self._holds else ())}
        if arguments == ["arrays"]:
            self.keep = _KeepParameters([op.parameters.index(name) for name in kept])  # type: ignore[union-attr]
        else:
            self._kept = rules, kept, arrays, constants, freed
            self.keep = [self._keep(mask) for mask in range(2 ** len(rules))]

    def _needed(self, text: str) -> frozenset[str]:
        """What a rule needs: what it names and, of a call it shares with the formula, what it takes to make the call again."""
        names = names_in(text)
        calls = [call for name, call in self._shared.items() if name in names and row_of(call) is None]
        return names.union(*map(names_in, calls))

    def texts_again(self) -> list[str | None]:
        """The rules as they are in the table, but with the names of shared calls that are themselves a row's formula."""
        share = _Share({call: name for name, call in self._shared.items() if row_of(call) is not None})
        return [text and share(text, known=True) for text in self._texts]

    def rows_shared(self) -> dict[str, Kernel]:
        """For the names of such calls, the kernel of the row."""
        found = {name: row_of(call) for name, call in self._shared.items()}
        return {
            name: elementwise(row, "a") if isinstance(row, Op) else of_arrays(row)
            for name, row in found.items() if row is not None
        }  # fmt: skip

    def _keep(self, mask: int) -> Rule:
        holders = ", ".join("AB"[: len(self.rules)])
        text = (
            f"lambda Y, P, {holders}: {self._kept_text(mask, holders.split(', '), 'Y._data', 'Y._counter')}"
        )
        return evaluate(ast.parse(text, mode="eval"), {})

    def texts(self, arguments: str) -> tuple[str | None, list[str]]:
        """The formula over arrays, and for each mask what is kept, in terms of arguments of these names and the result `out`.

        The formula is None where the rules share what it computes. For methods that have no parameters (tensor/written.py).
        """
        names = arguments.split(", ")[: len(self.rules)]
        keeps = [self._kept_text(mask, names, "y", "out._counter") for mask in range(2 ** len(names))]
        return self._formula, keeps

    def _kept_text(self, mask: int, holders: Sequence[str], y: str, version: str) -> str:
        # Written out as one expression for each mask, for it runs at every operation.
        rules, kept, arrays, parameters, freed = self._kept
        needed = {
            name for i, text in enumerate(rules) if text and mask >> i & 1 for name in self._needed(text)
        }
        sources = {name: f"P[{i}]" for i, name in enumerate(parameters)}
        sources |= {"shape": f"{holders[0]}._data.shape", "dtype": f"{holders[0]}._data.dtype", "y": y}
        versions = {"y": version}
        for name, holder in zip("ab", holders, strict=False):
            sources[name] = f"{holder}._data" if name in arrays else holder
            versions[name] = f"{holder}._counter"
        edges = [f"{one}._node or {one}" if mask >> i & 1 else "None" for i, one in enumerate(holders)]
        saved = [sources[name] if name in needed else "None" for name in kept]
        counted = [versions[name] for name in kept if name in needed and (name == "y" or name in arrays)]
        watched = [f"{one}, {one}[0]" for one in counted]
        parts = ["".join(f"{item}, " for item in items) for items in (edges, saved, watched)]
        kept_as = f"[{parts[1]}]" if saved and freed.isdisjoint(needed) else f"({parts[1]})"
        return f"(({parts[0]}), {kept_as}, ({parts[2]}))"


class _Later(Kernel):
    """A kernel that is compiled when one of its empty slots is asked for, and from then on a plain one.

    So the import compiles nothing. Not a __getattr__ of Kernel: a class that has one is slower at every attribute.
    """

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        if name not in ("forward", "keep", "names", "rules"):
            raise AttributeError(name)
        self.__class__ = Kernel  # type: ignore[assignment]
        self._compile()
        return getattr(self, name)


def _shared(formula: str, rules: Sequence[str | None]) -> tuple[str, Sequence[str | None], dict[str, str]]:
    """The formula and the rules with a name in place of each call they have in common, and what these names are.

    "a * Phi(a)" beside "g * (Phi(a) + …)" → "(a * (shared0 := Phi(a)), shared0)" beside "g * (shared0 + …)".
    """
    common = _calls(formula) & {call for text in rules if text for call in _calls(text)}
    if not common:
        return formula, rules, {}
    share = _Share({call: f"shared{i}" for i, call in enumerate(sorted(common))})
    rules = [text and share(text, known=True) for text in rules]
    used = {name for text in rules if text for name in names_in(text)}
    share.names = {call: name for call, name in share.names.items() if name in used}
    names = [*share.names.values()]
    computed = f"({share(formula)}, {', '.join(names)})"  # the formula comes first, for it is where they are computed
    return computed, rules, {name: call for call, name in share.names.items()}


@functools.cache
def row_of(call: str) -> Any:
    """The row whose formula this is, if all that its rule needs of it is the result."""
    rows: list[Any] = [*OPS.values(), *ARRAY_OPS.values()]
    for row in rows:
        rules = row.locals if isinstance(row, Op) else row.rules
        if row.formula == call and not {"a", "b"} & {name for text in rules for name in names_in(text)}:
            return row
    return None


def _calls(text: str) -> set[str]:
    return {ast.unparse(node) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)}


class _Share(ast.NodeTransformer):
    """Gives each of the calls in `names` its name where it is met first, unless it is known, and puts the name in its place everywhere else."""

    def __init__(self, names: dict[str, str]) -> None:
        self.names = names

    def __call__(self, text: str, known: bool = False) -> str:
        self._met = {*self.names.values()} if known else set()
        return ast.unparse(self.visit(ast.parse(text, mode="eval")))

    def visit_Call(self, node: ast.Call) -> ast.AST:
        name = self.names.get(ast.unparse(node))
        if name is None:
            return self.generic_visit(node)
        if name in self._met:
            return ast.Name(name, ast.Load())
        self._met.add(name)
        self.generic_visit(node)
        return ast.NamedExpr(ast.Name(name, ast.Store()), node)


class _KeepParameters:
    """What an operation of any number of arrays keeps: of its parameters, those its rules name."""

    def __init__(self, positions: Sequence[int]) -> None:
        self.positions = positions

    def __getitem__(self, mask: int) -> Rule:
        def keep(_: Any, parameters: Sequence[Any], *arguments: Any) -> Any:
            return edges_of(arguments, mask), [parameters[i] for i in self.positions], ()

        return keep


def edges_of(arguments: Sequence[Any], mask: int) -> tuple[Any, ...]:
    """Where gradients go: the node, or the leaf, of each argument whose bit is set."""
    return tuple((x._node or x) if mask >> i & 1 else None for i, x in enumerate(arguments))


@functools.cache
def elementwise(op: Op, arrays: str) -> Kernel:
    """An elementwise operation; `arrays` names the arguments that are arrays, the others being plain numbers."""
    rules = [
        ast.unparse(times_g(ast.parse(text, mode="eval").body)) if name in arrays else None
        for name, text in zip("ab", op.locals, strict=False)
    ]
    return _Later(op, rules, arrays)


@functools.cache
def of_arrays(op: ArrayOp, count: int = 0, *, holds: bool = False) -> Kernel:
    """An operation of the arrays' own table; count: how many arrays, where it takes any number.

    holds: whether its parameters are arrays that a walk frees.
    """
    if "arrays" in names_in(op.formula):
        return _Later(op, [op.rules[0].replace(", i)", f", {i})") for i in range(count)], ())
    return _Later(op, op.rules, ("a", "b"), holds)
